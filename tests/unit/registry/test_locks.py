"""What the registry does one at a time: no two things under one number, and every lock taken where they are listed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from services.registry.locks import Lock, Named

SERVICES = Path(__file__).resolve().parents[3] / "services"


def test_no_two_locks_have_one_number() -> None:
    # By name, aliases too: an enumeration takes a second name for one number without a word.
    for locks in (Lock, Named):
        assert len(locks.__members__) == len({int(lock) for lock in locks.__members__.values()})


def test_the_registry_takes_locks_nowhere_but_where_they_are_listed() -> None:
    taking = {
        path.relative_to(SERVICES).as_posix()
        for path in (SERVICES / "registry").rglob("*.py")
        if re.search(r"pg_(try_)?advisory", path.read_text(encoding="utf-8"))
    }
    assert taking == {"registry/locks.py"}


def test_services_that_may_share_a_database_share_no_lock() -> None:
    elsewhere = {number for path in _others() for number in _numbers_of_locks(path)}
    assert elsewhere, "the locks of the other services are not found any more"
    assert not elsewhere & {int(lock) for lock in Lock}


def _others() -> Iterator[Path]:
    for path in SERVICES.rglob("*.py"):
        if "registry" not in path.parts and re.search(r"pg_(try_)?advisory", path.read_text(encoding="utf-8")):
            yield path


def _numbers_of_locks(path: Path) -> Iterator[int]:
    """Numbers that a module gives to a constant in hexadecimal digits, as locks are written."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, int):
            written = ast.get_source_segment(text, node) or ""
            if written.lower().startswith("0x"):
                yield node.value
