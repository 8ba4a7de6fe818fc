"""Owns giving up root: PostgreSQL refuses to run as root, so an ordinary account that can reach its files runs it."""

from __future__ import annotations

import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.errors import precondition

# The first is there where PostgreSQL was ever installed, the second on every machine.
_CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the operating system that a program is run as."""

    name: str
    uid: int
    gid: int

    def owns(self, path: Path) -> bool:
        """Whether a file or folder belongs to it."""
        return path.stat().st_uid == self.uid

    def own(self, path: Path) -> None:
        """Gives it a file or folder."""
        os.chown(path, self.uid, self.gid)

    def can_enter(self, folder: Path) -> bool:
        """Whether it can reach and list what is in a folder; tried, not computed, so that access lists count."""
        return self._tries('cd "$0" && test -r .', folder)

    def can_run(self, program: Path) -> bool:
        """Whether it can run a program."""
        return self._tries('test -r "$0" && test -x "$0"', program)

    def _tries(self, script: str, path: Path) -> bool:
        command = self.command(["/bin/sh", "-c", script, str(path)])
        return subprocess.run(command, cwd="/", capture_output=True, check=False).returncode == 0

    def command(self, command: Sequence[str]) -> list[str]:
        """How a command is run under this account.

        The account is changed by a program of its own: subprocess would fork to do it, and a fork of a process in which
        gRPC runs can crash.
        """
        leash = [sys.executable, "-I", "-S", str(Path(__file__).with_name("leash.py"))]
        return [*leash, str(os.getpid()), str(int(signal.SIGKILL)), str(self.uid), str(self.gid), *command]


def ordinary_account(belongings: Path) -> Account | None:
    """The account to demote to: None for an ordinary user, else the owner of what exists, `postgres` or `nobody`.

    Args:
        belongings: folder made by an earlier run; its owner is kept.

    Raises:
        SepiaError: NO_ORDINARY_ACCOUNT.
    """
    if os.geteuid() != 0:
        return None
    if belongings.exists() and (owner := belongings.stat()).st_uid != 0:
        return Account(str(owner.st_uid), owner.st_uid, owner.st_gid)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    text = (
        "PostgreSQL does not run as root, and this machine has neither an account 'postgres' nor 'nobody'. "
        "Start as an ordinary user, or name a database with SEPIA_DATABASE_URL."
    )
    raise precondition("NO_ORDINARY_ACCOUNT", text)
