"""The rules of the house that import-linter can't see."""

from __future__ import annotations

import ast
import functools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STANDARD_LIBRARY = sys.stdlib_module_names
NUMERICS = {"numpy", "scipy", "rapidfuzz", "shapely"}
PURE = (
    ".rules",
    ".agreement",
    ".latent_class",
    ".regions",
    ".completeness",
    ".identity",
    ".versions",
    ".finding",
    ".procedure",
    ".course",
    ".chain",
    ".catalogue",
    ".ietf_identity",
    ".forms",
    ".form_faults",
    ".undertakings",
    ".declared_pairs",
    ".ietf",
    ".etsi_general",
    ".numbers",
    ".derivation",
    ".top_down",
    ".top_down_answer",
    ".top_down_graph",
    ".documents",
    ".methods",
    ".side_by_side",
    ".comparing",
    ".published",
    ".withholding",
    ".stated_numbers",
    ".reported",
    ".graphs",
    ".columns",
    ".spellings",
)
"""Modules of a service that are as pure as rules: no I/O, no protobuf, no SQLAlchemy."""


def sources(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for folder in folders:
        yield from parsed(folder)


@functools.cache
def parsed(folder: str) -> list[tuple[Path, ast.Module]]:
    return [(path.relative_to(ROOT), ast.parse(path.read_text())) for path in sorted((ROOT / folder).rglob("*.py"))]


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            package = (ROOT / node.module.replace(".", "/")).is_dir()
            yield from (f"{node.module}.{alias.name}" if package else node.module for alias in node.names)


@functools.cache
def calls(tree: ast.Module) -> list[tuple[int, str]]:
    return [(node.lineno, dotted(node.func)) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def dotted(called: ast.expr) -> str:
    """What is called, as it is written: `dt.date.today`; of what is no name, the attribute with a dot before it."""
    if isinstance(called, ast.Name):
        return called.id
    return f"{dotted(called.value)}.{called.attr}" if isinstance(called, ast.Attribute) else ""


def test_rules_import_only_what_is_pure() -> None:
    allowed = ("shared.errors", "shared.clock", "shared.frame", "shared.canonical", "shared.patent_numbers")
    wrong = [
        f"{path}: {module}"
        for path, tree in sources("services")
        if f".{path.stem}" in PURE
        for module in imported(tree)
        if module.partition(".")[0] not in STANDARD_LIBRARY | NUMERICS
        and not module.startswith(allowed)
        and not (module.startswith("services.") and (module.endswith(PURE) or ".engine" in module))
    ]
    assert wrong == []


def test_only_stores_build_statements() -> None:
    wrong = [
        str(path)
        for path, tree in sources("services")
        if path.name == "rules.py" and any(module.startswith(("sqlalchemy", "psycopg")) for module in imported(tree))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "forbidden", ["datetime.now", "dt.datetime.now", "datetime.utcnow", "dt.date.today", "date.today"]
)
def test_only_the_clock_knows_the_time(forbidden: str) -> None:
    wrong = [
        f"{path}:{line}"
        for path, tree in sources("services", "shared", "deploy")
        for line, name in calls(tree)
        if name == forbidden and path != Path("shared/clock.py")
    ]
    assert wrong == []


def test_nobody_but_the_database_commits() -> None:
    wrong = [
        f"{path}:{line}"
        for path, tree in sources("services", "shared")
        for line, name in calls(tree)
        if name.endswith(".commit") and path.parts[:2] != ("shared", "db")
    ]
    assert wrong == []


def test_a_service_never_prints() -> None:
    wrong = [
        f"{path}:{line}"
        for path, tree in sources("services", "shared")
        for line, name in calls(tree)
        if name == "print" and path.parts[:2] != ("services", "cli")
    ]
    assert wrong == []


def test_every_module_says_what_it_owns() -> None:
    wrong = [
        str(path) for path, tree in sources("services", "shared", "deploy") if tree.body and not ast.get_docstring(tree)
    ]
    assert [path for path in wrong if "/migrations/" not in path] == []


def test_money_is_never_a_float() -> None:
    wrong = [
        f"{path}:{line}"
        for path, tree in sources("services")
        if "cli" not in path.parts
        for line, name in calls(tree)
        if name == "float" and "royalt" in str(path)
    ]
    assert wrong == []
