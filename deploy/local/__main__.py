"""Owns `python -m deploy.local`: runs all of Sepia on this machine until it is told to stop."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from rich.console import Console
from rich.markup import escape

from deploy.local.supervisor import DEFAULT_DATA, DEFAULT_PORT, LocalStack
from shared.clock import stopwatch
from shared.errors import SepiaError, invalid


def _number(variable: str, otherwise: int, highest: int) -> int:
    word = os.environ.get(variable, "")
    if not word:
        return otherwise
    if not word.isdecimal() or not 1 <= int(word) <= highest:
        text = f"{variable}={word} is not a number from 1 to {highest}. Leave it out for {otherwise}."
        raise invalid("BAD_SETTING", text)
    return int(word)


def main() -> int:
    """Starts everything, prints the address, and stops everything on Ctrl-C, SIGTERM or SIGHUP; returns the exit code.

    Settings are environment variables: SEPIA_PORT, SEPIA_DATA, SEPIA_REPLICAS, SEPIA_DATABASE_URL.
    """
    console = Console(highlight=False, soft_wrap=True)
    told_to_stop = threading.Event()
    starting = True

    def stop(number: int, frame: FrameType | None) -> None:
        again = told_to_stop.is_set()
        told_to_stop.set()
        if starting and not again:
            raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    began = stopwatch()
    with console.status("starting") as status:

        def show(text: str) -> None:
            console.print(f"[dim]{stopwatch() - began:7.1f} s[/]  {escape(text)}")
            status.update(escape(text))

        stack: LocalStack | None = None
        try:
            stack = LocalStack(
                Path(os.environ.get("SEPIA_DATA", "") or DEFAULT_DATA),
                _number("SEPIA_PORT", DEFAULT_PORT, 65_535),
                replicas=_number("SEPIA_REPLICAS", 1, 16),
                database_url=os.environ.get("SEPIA_DATABASE_URL", ""),
                on_progress=show,
            )
            stack.start()
        except KeyboardInterrupt:
            show("stopped before it was up")
            return 130
        except SepiaError as problem:
            console.print(f"[red]{escape(problem.message)}[/]")
            return 1
        except OSError as problem:
            place = problem.filename or "The data folder"
            console.print(f"[red]{escape(f'{place}: {problem.strerror}. Put it right and start again.')}[/]")
            return 1
        starting = False
        status.stop()
        console.print(
            f"Sepia is at [bold]http://{stack.address}[/] (Ctrl-C stops it; logs are in {stack.data / 'logs'})"
        )
        told_to_stop.wait()
        status.start()
        show("stopping: running requests may finish")
        stack.stop()
        show("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
