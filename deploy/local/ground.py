"""Owns what the machine must offer before anything starts: a folder of one's own, disk space, free ports."""

from __future__ import annotations

import fcntl
import os
import random
import shutil
import socket
from pathlib import Path

from shared.errors import precondition, unavailable

NEEDED_BYTES = 500 * 1024 * 1024
_LOCK = "supervisor.lock"
_FREE_PORTS = range(20_000, 32_768)


class FolderLock:
    """A folder held by one process; the operating system lets go of it when the process dies, however it dies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = -1

    def take(self) -> None:
        """Takes the folder.

        Raises:
            SepiaError: DATA_FOLDER_IN_USE; names the process that has it.
        """
        file = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.read(file, 32).decode(errors="replace").strip() or "unknown"
            os.close(file)
            text = (
                f"Data folder {self.folder} is in use by pid {owner}. "
                f"Stop that one first (kill {owner}), or choose another folder with SEPIA_DATA=FOLDER."
            )
            raise precondition("DATA_FOLDER_IN_USE", text) from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file

    def release(self) -> None:
        """Lets go of the folder; does nothing when it is not held."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def make_folder(folder: Path, mode: int = 0o755) -> None:
    """Makes a folder and its parents.

    Raises:
        SepiaError: DATA_FOLDER_UNWRITABLE.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied")
    except OSError as problem:
        text = (
            f"Folder {folder} cannot be written ({problem.strerror}). "
            "Make it yours (chown), or choose another data folder with SEPIA_DATA=FOLDER."
        )
        raise precondition("DATA_FOLDER_UNWRITABLE", text) from problem


def require_space(folder: Path, needed: int = NEEDED_BYTES) -> None:
    """Refuses to start on a disk that is nearly full: a database that runs out of space stops in the middle.

    Raises:
        SepiaError: DISK_FULL.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        text = (
            f"The disk of {folder} has {free // 2**20} MB free, and at least {needed // 2**20} MB are needed. "
            "Free some space, or choose a data folder on another disk with SEPIA_DATA=FOLDER."
        )
        raise precondition("DISK_FULL", text)


def free_port() -> int:
    """A TCP port of the loopback interface that nobody uses at this moment.

    It lies below the range from which systems number outgoing connections (32768 on Linux, 49152 elsewhere), so that no
    connection can take it before the program that it is meant for listens there.
    """
    for port in random.SystemRandom().sample(_FREE_PORTS, len(_FREE_PORTS)):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise unavailable(f"No TCP port between {_FREE_PORTS[0]} and {_FREE_PORTS[-1]} is free.", reason="NO_FREE_PORT")


def require_port(port: int, variable: str) -> None:
    """Refuses a port that somebody else uses.

    Args:
        port: of the loopback interface.
        variable: environment variable by which another can be chosen.

    Raises:
        SepiaError: PORT_BUSY.
    """
    with socket.socket() as probe:
        # A server that ended a moment ago leaves connections behind that must not count as busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            text = (
                f"Port {port} on this machine is not free ({problem.strerror}). Stop what uses it, "
                f"or choose another port: {variable}={free_port()} make run."
            )
            raise precondition("PORT_BUSY", text) from problem
