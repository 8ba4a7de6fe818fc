"""Owns progress: whoever waits for more than a second sees what for, how far, and how much longer."""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from shared.clock import stopwatch

_LINE_SECONDS = 5.0


class Step:
    """One thing that takes a while."""

    def __init__(self, progress: Progress | None, console: Console, title: str) -> None:
        self._progress = progress
        self._console = console
        self._title = title
        self._task = progress.add_task(escape(title), total=None, note="") if progress else None
        self._last_line = self._began = stopwatch()

    def show(self, done: float | None = None, total: float | None = None, note: str = "") -> None:
        """Says how far it is.

        Args:
            done, total: in any unit; None where it cannot be known.
            note: for people, for example `1,200 rows, 3 rejected`.
        """
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done or 0, total=total, note=escape(note))
        elif stopwatch() - self._last_line > _LINE_SECONDS:
            self._last_line = stopwatch()
            share = f"{100 * done / total:.0f} %" if done is not None and total else ""
            self._console.print(escape(f"  {self._title}: {', '.join(filter(None, (share, note))) or 'still at it'}"))

    def tell(self, text: str) -> None:
        """Says something that stays, above the bar."""
        self._console.print(escape(f"  {self._title}: {text}"))

    def seconds(self) -> float:
        """Since it began."""
        return stopwatch() - self._began


class Steps:
    """Shows steps one after the other on standard error: bars on a terminal, lines elsewhere."""

    def __init__(self, *, tell_done: bool = False) -> None:
        """Nothing is shown yet.

        Args:
            tell_done: leave a line behind for every step that is done.
        """
        self._console = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)
        self._tell_done = tell_done

    def tell(self, text: str) -> None:
        """A line of its own."""
        self._console.print(escape(text))

    @contextmanager
    def step(self, title: str, done: str = "") -> Generator[Step]:
        """A step, shown until the block ends.

        Args:
            title: what is being done.
            done: what to leave behind when it is; the title where it is empty.
        """
        if sys.stderr.isatty():
            columns = (
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(bar_width=30),
                TextColumn("{task.percentage:>3.0f} %"),
                TimeElapsedColumn(),
                TextColumn("[dim]{task.fields[note]}"),
            )
            with Progress(*columns, console=self._console, transient=True) as progress:
                step = Step(progress, self._console, title)
                yield step
        else:
            step = Step(None, self._console, title)
            yield step
        if self._tell_done:
            self._console.print(f"[dim]{step.seconds():7.1f} s[/]  {escape(done or title)}")
