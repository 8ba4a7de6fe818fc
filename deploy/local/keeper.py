"""Owns keeping programs alive: started together, awaited, restarted when they crash, stopped together."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.children import Child, last_line, rotate, spawn
from shared.clock import stopwatch
from shared.errors import SepiaError, unavailable

ROOT = Path(__file__).resolve().parents[2]
_LOOK_SECONDS = 0.1
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
# A program that ran this long before it fell is not in a crash loop.
_STEADY_SECONDS = 60.0


@dataclass(frozen=True)
class Program:
    """A program to keep running.

    Attributes:
        name: unique; also the name of its log.
        command: absolute path of the program and its arguments.
        ready: whether it does its work now; asked repeatedly, must answer within about two seconds.
        environment: its whole environment.
        start_seconds: how long it may take to become ready.
        stop_seconds: how long it may take to finish after SIGTERM; services take up to 20 s to drain.
        before_stop: called before SIGTERM, to let running work end.
        waits_for: what it may be missing when it does not become ready, for the message.
    """

    name: str
    command: Sequence[str]
    ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    start_seconds: float = 60.0
    stop_seconds: float = 25.0
    before_stop: Callable[[], None] | None = None
    waits_for: str = ""


@dataclass
class _Kept:
    """One program with its present process and its history of crashes."""

    program: Program
    child: Child
    started: float
    pause: float = _FIRST_PAUSE
    again_at: float | None = None


class Keeper:
    """Keeps programs running until told to stop."""

    def __init__(self, logs: Path, on_progress: Callable[[str], None]) -> None:
        """Keeps nothing yet.

        Args:
            logs: folder for `NAME.log`.
            on_progress: told about starts, crashes and restarts; called from another thread, too.
        """
        self._logs = logs
        self._on_progress = on_progress
        self._kept: dict[str, _Kept] = {}
        self._watches: dict[str, Callable[[], None]] = {}
        self._lock = threading.RLock()
        self._stopping = threading.Event()
        self._watcher: threading.Thread | None = None

    @property
    def processes(self) -> dict[str, int]:
        """Name → process id of everything that runs at this moment."""
        with self._lock:
            return {name: kept.child.pid for name, kept in self._kept.items() if kept.child.exit_code is None}

    def start(self, programs: Sequence[Program]) -> None:
        """Starts programs side by side and waits until each is ready.

        Raises:
            SepiaError: PROGRAM_STOPPED or PROGRAM_NOT_READY, with the program's last words and where its log is.
        """
        fresh = [_Kept(program, self._spawn(program, fresh=True), stopwatch()) for program in programs]
        with self._lock:
            self._kept |= {kept.program.name: kept for kept in fresh}
        for kept in fresh:
            self._await(kept)
            self._on_progress(f"{kept.program.name} is ready after {stopwatch() - kept.started:.1f} s")

    def watch(self, name: str, revive: Callable[[], None]) -> None:
        """Adds something to look after that is no program of this keeper: `revive` is called every moment."""
        self._watches[name] = revive

    def begin_watching(self) -> None:
        """From now on a program that ends is started again."""
        self._watcher = threading.Thread(target=self._watch, name="keeper", daemon=True)
        self._watcher.start()

    def stop(self) -> None:
        """Stops everything in the reverse order of starting; what does not stop in time is ended."""
        self._stopping.set()
        if self._watcher:
            self._watcher.join()
            self._watcher = None
        for kept in reversed(self._kept.values()):
            if kept.program.before_stop and kept.child.exit_code is None:
                kept.program.before_stop()
                kept.child.send(signal.SIGTERM)
                kept.child.wait(kept.program.stop_seconds)
        for kept in self._kept.values():
            kept.child.send(signal.SIGTERM)
        for kept in self._kept.values():
            kept.child.end(kept.program.stop_seconds)
        self._kept.clear()

    def log_of(self, name: str) -> Path:
        """Where a program's output goes."""
        return self._logs / f"{name}.log"

    def run_once(self, programs: Sequence[Program], failure: str) -> None:
        """Runs programs side by side to their end.

        Args:
            programs: their `ready` is not asked; `start_seconds` bounds them.
            failure: what it means when one fails, for the message.

        Raises:
            SepiaError: PROGRAM_FAILED, with its last words.
        """
        running = [(program, self._spawn(program, fresh=True)) for program in programs]
        try:
            for program, child in running:
                if not child.wait(program.start_seconds):
                    text = f"{failure}: {program.name} took over {program.start_seconds:.0f} s. Its log is {child.log}."
                    raise unavailable(text, reason="PROGRAM_FAILED")
                if child.exit_code != 0:
                    raise unavailable(f"{failure}: {_last_words(child)}", reason="PROGRAM_FAILED")
        finally:
            for program, child in running:
                child.end(program.stop_seconds)

    def _spawn(self, program: Program, *, fresh: bool) -> Child:
        log = self.log_of(program.name)
        if fresh:
            rotate(log)
        return spawn(program.name, program.command, log=log, environment=program.environment, folder=ROOT)

    def _await(self, kept: _Kept) -> None:
        program, child = kept.program, kept.child
        until = kept.started + program.start_seconds
        while not _is_ready(program):
            if child.exit_code is not None:
                text = f"{program.name} stopped while starting: {_last_words(child)}"
                raise unavailable(text, reason="PROGRAM_STOPPED")
            if stopwatch() > until:
                text = (
                    f"{program.name} was not ready within {program.start_seconds:.0f} s. {program.waits_for} "
                    f"Its last words: {last_line(child.log) or 'none'}. Its log is {child.log}."
                )
                raise unavailable(text, reason="PROGRAM_NOT_READY")
            child.wait(_LOOK_SECONDS)

    def _watch(self) -> None:
        while not self._stopping.wait(_LOOK_SECONDS):
            for name, revive in self._watches.items():
                try:
                    revive()
                except SepiaError as problem:
                    self._on_progress(f"{name}: {problem}")
                    self._stopping.wait(1.0)
            with self._lock:
                for kept in self._kept.values():
                    self._look_after(kept)

    def _look_after(self, kept: _Kept) -> None:
        if kept.child.exit_code is None:
            return
        now = stopwatch()
        name = kept.program.name
        if kept.again_at is None:
            if now - kept.started > _STEADY_SECONDS:
                kept.pause = _FIRST_PAUSE
            kept.again_at = now + kept.pause
            # What it started must not outlive it: the next one would find its port or its work taken.
            kept.child.end(0)
            self._on_progress(f"{name} stopped: {_last_words(kept.child)} Starting it again in {kept.pause:.1f} s.")
        elif now >= kept.again_at:
            kept.pause = min(kept.pause * 2, _LONGEST_PAUSE)
            kept.again_at = None
            kept.started = now
            kept.child = self._spawn(kept.program, fresh=False)
            self._on_progress(f"{name} was started again (pid {kept.child.pid})")


def _is_ready(program: Program) -> bool:
    with contextlib.suppress(OSError):
        return program.ready()
    return False


def _last_words(child: Child) -> str:
    code = child.exit_code or 0
    how = f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    words = last_line(child.log)
    return f"{how}; {words.rstrip('.')}. Its log is {child.log}." if words else f"{how}. Its log is {child.log}."
