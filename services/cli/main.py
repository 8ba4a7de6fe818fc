"""Owns the `sepia` command as a whole: its groups, what is given before them, and its ends.

There are some 250 commands. A start loads the group that is meant: all of them take a second.
"""

from __future__ import annotations

import functools
import importlib
import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated, Any, NamedTuple

# gRPC otherwise reports on standard error whatever connection it tries, in words for its own developers.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")
# Children are started by exec alone, so gRPC need not guard against forks (and must not delay them).
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")

import typer

from shared.loading import loading


class Part(NamedTuple):
    """Commands that are loaded together, and only when one of them is meant.

    Attributes:
        words: what follows `sepia` for them.
        app: where they are, as `module.name`: an application of Typer, or one command.
        grouped: whether the word is a group's; otherwise its commands follow `sepia` themselves.
        more: modules that add commands to these, and applications whose commands are added.
    """

    words: str
    app: str
    grouped: bool = True
    more: str = ""


PARTS = (
    Part("up", "up.app", grouped=False),
    Part("login logout whoami", "signin.app", grouped=False),
    Part("import imports import-report", "imports.app", grouped=False),
    Part("template import-corrections", "templates.app", grouped=False),
    Part("import-difference conflicts", "editions.app", grouped=False),
    Part("counts standards holders", "lookups.app", grouped=False),
    Part("search timeline", "searches.app", grouped=False),
    Part("deadlines", "deadlines.app", grouped=False),
    Part("source-row", "source_rows.app", grouped=False),
    Part("rate", "rates.app", more="calculations reports scenarios"),
    Part("licence", "licences.app"),
    Part("rate-card", "licences.rate_cards"),
    Part("court-gate", "court_gate.gate", grouped=False),
    Part("account", "accounts.accounts"),
    Part("key", "accounts.keys"),
    Part("holder", "holders.app"),
    Part("standard", "standards.app", more="standard_chains standard_procedure"),
    Part("number", "patent_numbers.app"),
    Part("application", "patent_numbers.applications", more="source_rows"),
    Part("declaration", "declarations.app"),
    Part("registration", "registrations.app"),
    Part("frame", "frames.app"),
    Part("campaign", "campaigns.app"),
    Part("evaluator", "evaluators.app"),
    Part("check", "checks.app", more="bundles.app"),
    Part("chart", "charts.app"),
    Part("quality", "quality.app"),
    Part("proposal", "proposals.app"),
    Part("earlier-result", "proposals.earlier_results"),
    Part("hearing", "hearings.app"),
    Part("opinion", "hearings.opinions"),
    Part("observation", "hearings.observations"),
    Part("opinion-request", "opinion_requests.app"),
    Part("duties", "check_steps.duties", grouped=False),
    Part("notify", "notify.app"),
    Part("royalty", "royalties.app"),
    Part("objection", "objections.app"),
    Part("decision", "decisions.app"),
    Part("evidence", "evidence.app"),
    Part("pool", "pools.app"),
    Part("log", "logs.app"),
    Part("verify", "verify.app", more="bundles.verification"),
    Part("export", "export.app", more="export_records"),
    Part("demo", "demo.app"),
)
"""All commands, in the order of the help."""


def parts_for(words: Sequence[str]) -> Sequence[Part]:
    """What a command line needs: the part it means, nothing for the version, all for help or where none is meant."""
    rest = iter(words)
    for word in rest:
        if word == "--version":
            return ()
        if word == "--address":
            next(rest, None)
        elif not word.startswith("-"):
            return [part for part in PARTS if word in part.words.split()] or PARTS
        elif not word.startswith("--address="):
            break
    return PARTS


def command_of(parts: Sequence[Part]) -> typer.Typer:
    """The command with some of its parts, which are loaded."""
    app = typer.Typer(
        name="sepia",
        help="An open competence centre for standard-essential patents: declarations, essentiality checks and FRAND "
        "rates, each step verifiable.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    app.callback()(before_all)
    for part in parts:
        found = _loaded(part)
        if not isinstance(found, typer.Typer):
            app.command(part.words)(found)
        elif part.grouped:
            app.add_typer(found, name=part.words)
        else:
            app.add_typer(found)
    return app


@functools.cache
def whole() -> typer.Typer:
    """The command with all of its parts."""
    return command_of(PARTS)


@functools.cache
def _loaded(part: Part) -> Any:
    found = _named(part.app)
    for more in part.more.split():
        added = _named(more)
        if isinstance(added, typer.Typer):
            found.add_typer(added)
    return found


def _named(path: str) -> Any:
    module, _, name = path.partition(".")
    loaded = importlib.import_module(f"services.cli.{module}")
    return getattr(loaded, name) if name else loaded


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            number = version("sepia")
        except PackageNotFoundError:
            number = "(from source)"
        sys.stdout.write(f"sepia {number}\n")
        raise typer.Exit


def before_all(
    address: Annotated[
        str, typer.Option(envvar="SEPIA_ADDRESS", help="Where Sepia is, as host:port.")
    ] = "127.0.0.1:8080",
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """An open competence centre for standard-essential patents."""
    from services.cli.session import ADDRESS, chosen_address  # whoever asks for the version need not wait for it

    ADDRESS.set(address)
    if not all(chosen_address().rpartition(":")):
        raise typer.BadParameter(f"{address!r} is not host:port, such as 127.0.0.1:8080")


def aside() -> Any:
    """Where refusals go."""
    from services.cli import output  # nearly always loaded by now

    return output.aside()


def run() -> None:
    """Runs the command; exits 0 when done, 1 when refused with a reason, 2 on wrong usage."""
    try:
        with loading():
            command = command_of(parts_for(sys.argv[1:]))
        command()
    except KeyboardInterrupt:
        aside().print("[yellow]stopped[/]")
        raise SystemExit(130) from None
    except Exception as problem:
        if os.environ.get("SEPIA_TRACEBACK"):
            raise
        what = f"{type(problem).__name__}: {problem}"
        aside().print(
            "This should not have happened; please report it. Set SEPIA_TRACEBACK=1 to see where.", style="red"
        )
        aside().print(what, markup=False)
        raise SystemExit(1) from None


if __name__ == "__main__":
    run()
