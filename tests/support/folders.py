"""Owns folders for what tests start, and the empty PostgreSQL cluster that some of them begin with.

They lie in memory where the machine has plenty: a cluster is a thousand files and a database of the registry 700 more,
which a disk is slow to make and to remove. A process that is killed loses nothing there either.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psutil

from deploy.local.postgres import EmbeddedPostgres

_MEMORY = Path("/dev/shm")
_PREFIX = "sepia-test-"
_PLENTY = 6 * 2**30
"""Bytes that must be free, three times what all workers together take."""


def open_folder() -> Path:
    """A fresh folder that every account can enter, to be removed by who asked for it.

    pytest's own folders are private to root, and PostgreSQL does not run as root.
    """
    place = _MEMORY if _may_be_used(_MEMORY) else None
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=place))
    folder.chmod(0o755)
    return folder


def give_cluster(folder: Path) -> None:
    """Puts a cluster there that was made and stopped, unless there is one: copying takes a tenth of making."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", str(_made_and_stopped()), str(folder)], check=True)  # keeps the owner


@functools.cache
def _made_and_stopped() -> Path:
    folder = open_folder()
    atexit.register(shutil.rmtree, folder)
    with EmbeddedPostgres(folder / "postgres", durable=False):
        pass
    return folder / "postgres"


@functools.cache
def _may_be_used(memory: Path) -> bool:
    """Whether programs may be run there and there is plenty of it; clears away what a killed run left there."""
    if not memory.is_dir() or os.statvfs(memory).f_flag & os.ST_NOEXEC:
        return False
    for left in memory.glob(f"{_PREFIX}*"):
        if not psutil.pid_exists(int(left.name.split("-")[2])):
            shutil.rmtree(left, ignore_errors=True)
    return min(shutil.disk_usage(memory).free, psutil.virtual_memory().available) >= _PLENTY
