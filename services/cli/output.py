"""Owns what the command says and how it ends: tables, JSON, refusals, exit codes.

Results go to standard output, progress and refusals to standard error. 0: done; 1: refused, with the reason; 2: wrong
usage; 130: interrupted.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, TypeVar, cast

import typer
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from typer.core import TyperGroup

from services.cli.session import KeptCredentials, Sepia, signed_in_sepia
from shared.errors import Kind, SepiaError, invalid

Done = TypeVar("Done")
Json = Annotated[bool, typer.Option("--json", help="Print JSON, as the HTTP interface gives it, instead of a table.")]

REFUSED, INTERRUPTED = 1, 130
# Wide enough that nothing is cut off where no terminal sets a width.
_PIPE_WIDTH = 220


def console() -> Console:
    """Where results go."""
    return Console(highlight=False, emoji=False, soft_wrap=False, width=None if sys.stdout.isatty() else _PIPE_WIDTH)


def aside() -> Console:
    """Where progress and refusals go."""
    return Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)


def say(text: str) -> None:
    """Prints a line to standard output; Rich markup counts."""
    Console(highlight=False, emoji=False, soft_wrap=True).print(text)


def say_plain(text: str) -> None:
    """Prints text as it is."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[int] = (), footer: str = ""
) -> None:
    """Prints a table.

    Args:
        numbers: indexes of the columns that are set to the right.
        footer: printed below; Rich markup counts.
    """
    lines = list(rows)
    if not lines:
        say(f"{escape(title)}: none." if title else "None.")
        return
    right = set(numbers)
    drawn = Table(
        title=escape(title) if title else None,
        title_justify="left",
        title_style="bold",
        header_style="dim",
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for index, column in enumerate(columns):
        # Names give way before numbers do: a number in two pieces is misread.
        drawn.add_column(column, justify="right" if index in right else "left", overflow="fold", no_wrap=index in right)
    for row in lines:
        drawn.add_row(*(escape(cell) for cell in row))
    console().print(drawn)
    if footer:
        say(footer)


def as_dict(message: Message) -> dict[str, Any]:
    """A message as the HTTP interface gives it."""
    return MessageToDict(message, always_print_fields_with_no_presence=True)


def print_json(value: object) -> None:
    """Prints JSON: a message, or what is made of mappings, sequences and messages."""
    say_plain(json.dumps(_plain(value), ensure_ascii=False, indent=2))


def _plain(value: object) -> object:
    match value:
        case Message():
            return as_dict(value)
        case Mapping():
            return {str(key): _plain(item) for key, item in cast("Mapping[object, object]", value).items()}
        case str():
            return value
        case Sequence():
            return [_plain(item) for item in cast("Sequence[object]", value)]
        case _:
            return value


def explain(error: SepiaError, *, address: str = "", signed_out_because: str = "") -> str:
    """A refusal as text for people, with what to do; Rich markup escaped."""
    message = error.message or error.kind.value
    if error.kind is Kind.UNAVAILABLE and address and ("connect" in message.lower() or "dns" in message.lower()):
        message = f"Nothing answers at {address}. Start Sepia with `sepia up`, or say where it is with --address."
    elif error.kind is Kind.UNAUTHENTICATED and signed_out_because:
        message = f"Signed out: {signed_out_because}. Sign in with `sepia login`, then repeat the command."
    elif error.kind is Kind.INTERNAL:
        message = f"{message} (Something went wrong inside Sepia; its logs say more.)"
    lines = [escape(message)]
    lines += [f"  {escape(violation.field)}: {escape(violation.description)}" for violation in error.violations]
    if error.retry_after_seconds:
        lines.append(f"  Try again in {error.retry_after_seconds:.0f} s.")
    if error.reason and error.reason not in (error.kind.value, "NOT_FOUND"):
        lines.append(f"  [dim]({escape(error.reason)})[/]")
    return "\n".join(lines)


def refuse(text: str) -> typer.Exit:
    """Prints why something was refused and gives the exit to raise; Rich markup counts."""
    aside().print(f"[red]refused:[/] {text}")
    return typer.Exit(REFUSED)


def usage(message: str) -> typer.BadParameter:
    """The error to raise for an argument that cannot be meant; exit code 2."""
    return typer.BadParameter(message)


def guarded(work: Callable[[], Done]) -> Done:
    """Does something; what cannot be done ends the command with a sentence and an exit code, never a stack trace."""
    try:
        return work()
    except SepiaError as error:
        raise refuse(explain(error)) from error
    except BrokenPipeError:
        # The reader of our output has seen enough (`| head`): nothing is wrong, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        raise typer.Exit(0) from None
    except (KeyboardInterrupt, asyncio.CancelledError):
        aside().print("[yellow]stopped[/]")
        raise typer.Exit(INTERRUPTED) from None
    except OSError as problem:
        place = f"{problem.filename}: " if problem.filename else ""
        raise refuse(escape(f"{place}{problem.strerror or problem}. Put it right and try again.")) from problem


def carry_out(work: Callable[[Sepia], Awaitable[Done]]) -> Done:
    """Connects as whoever has signed in, does the work, and ends the command: the one place where asyncio begins."""

    async def connected() -> Done:
        async with signed_in_sepia() as sepia:
            try:
                done = await work(sepia)
                if sepia.cut_after is not None:
                    # Aside, so that a list as JSON stays one; but nobody takes a part for the whole.
                    aside().print(f"more than these {sepia.cut_after:,} (--most N)")
                return done
            except SepiaError as error:
                why = sepia.credentials.signed_out_because if isinstance(sepia.credentials, KeptCredentials) else ""
                raise refuse(explain(error, address=sepia.address, signed_out_because=why)) from error

    return guarded(lambda: asyncio.run(connected()))


def grouped_by_default(command: str) -> type[TyperGroup]:
    """A group of commands of which one is meant where none is named: `sepia rate 5g` is `sepia rate of 5g`."""

    class Grouped(TyperGroup):
        # Typer carries a copy of click, whose context is not of click's own type.
        def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
            if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
                args = [command, *args]
            return super().parse_args(ctx, args)

    return Grouped


def bad_value(what: str, given: str, allowed: str) -> SepiaError:
    """A value that was given to the command and cannot be meant."""
    return invalid("BAD_VALUE", f"{what} {given!r} cannot be read. Write {allowed}.")
