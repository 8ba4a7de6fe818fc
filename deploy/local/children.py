"""Owns child programs: started on a leash in their own process group, logged to a file, stopped without remains."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import psutil

from deploy.local.accounts import Account
from shared.clock import stopwatch

_KEPT_LOGS = 3
MARK = "SEPIA_STACK_FOLDER"
"""Environment variable by which the programs of one data folder are recognised after their supervisor was killed."""


@cache
def _nursery() -> ThreadPoolExecutor:
    # The kernel ties a child to the *thread* that started it: this one lives as long as the process.
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="nursery")


class Child:
    """A running program."""

    def __init__(self, name: str, popen: subprocess.Popen[bytes], log: Path) -> None:
        self.name = name
        self.log = log
        self._popen = popen

    @property
    def pid(self) -> int:
        """Its process id, which is also the id of its process group."""
        return self._popen.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative when a signal ended it."""
        return self._popen.poll()

    def send(self, number: signal.Signals) -> None:
        """Sends a signal; does nothing when the program has ended."""
        if self.exit_code is None:
            self._popen.send_signal(number)

    def wait(self, seconds: float) -> bool:
        """Waits for its end; False when it still runs."""
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def end(self, seconds: float, first: signal.Signals = signal.SIGTERM) -> None:
        """Asks it to stop, waits, then ends it and whatever else runs in its process group."""
        self.send(first)
        self.wait(seconds)
        kill_group(self.pid)
        self._popen.wait()

    def last_words(self) -> str:
        """The last line of its log, or nothing."""
        return last_line(self.log)


def spawn(
    name: str,
    command: Sequence[str],
    *,
    log: Path,
    environment: Mapping[str, str],
    folder: Path = Path("/"),
    account: Account | None = None,
    on_orphaned: signal.Signals = signal.SIGKILL,
) -> Child:
    """Starts a program in its own process group, with its output in a file.

    Args:
        name: what people call it.
        command: absolute path of the program, then its arguments.
        log: file its output is appended to.
        environment: its whole environment.
        folder: its working folder.
        account: ordinary account to run it as, when this process is root.
        on_orphaned: signal it gets when this process dies, however it dies (Linux only).
    """
    uid, gid = (account.uid, account.gid) if account else (-1, -1)
    leash = [sys.executable, "-I", "-S", str(Path(__file__).with_name("leash.py"))]
    arguments = [*leash, str(os.getpid()), str(int(on_orphaned)), str(uid), str(gid), *command]

    def start() -> subprocess.Popen[bytes]:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            return subprocess.Popen(
                arguments,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=dict(environment),
                cwd=folder,
                start_new_session=True,
            )

    return Child(name, _nursery().submit(start).result(), log)


def kill_group(group: int) -> None:
    """Ends every process of a process group at once; does nothing when there is none."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def end_strays(folder: Path) -> list[str]:
    """Ends programs that a killed supervisor of this data folder left behind; returns their names.

    Call it only while holding the folder's lock: then no supervisor lives that they could belong to.
    """
    myself = psutil.Process()
    spared = {myself.pid, *(parent.pid for parent in myself.parents())}
    ended: list[psutil.Process] = []
    names: list[str] = []
    for process in psutil.process_iter():
        if process.pid in spared:
            continue
        try:
            if process.environ().get(MARK) == str(folder):
                names.append(process.name())
                process.kill()
                ended.append(process)
        except (psutil.Error, OSError):
            continue
    await_end(ended, 5)
    return names


def await_end(processes: Sequence[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Waits for processes to end; returns those that have not.

    One that has ended and was not yet collected by its parent counts as ended: for an orphan that can take long.
    """
    until = stopwatch() + seconds
    pause = threading.Event()
    alive = [process for process in processes if _runs(process)]
    while alive and stopwatch() < until:
        pause.wait(0.02)
        alive = [process for process in alive if _runs(process)]
    return alive


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def rotate(log: Path) -> None:
    """Puts a log of an earlier run aside (`NAME.log.1`, `.2`, `.3`)."""
    for number in range(_KEPT_LOGS, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        newer = log.with_name(f"{log.name}.{number - 1}") if number > 1 else log
        if newer.exists():
            newer.replace(older)


def last_line(log: Path, *, containing: str = "") -> str:
    """The last line of a file that is not blank and holds a text, or nothing."""
    try:
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-200:]
    except OSError:
        return ""
    return next((line.strip() for line in reversed(lines) if line.strip() and containing in line), "")
