"""Owns `sepia up`: everything on this machine, then the demonstration or the user's own file, until Ctrl-C."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shlex
import shutil
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from rich.markup import escape

from deploy.local.rehearsal import read_ahead, written
from deploy.local.supervisor import DEFAULT_DATA, DEFAULT_PORT, LocalStack
from sepia.registry.v1 import imports_pb2
from services.cli.calculations import print_answers
from services.cli.court_gate import print_gate
from services.cli.demo import run_demo
from services.cli.demo_check import print_checks
from services.cli.demo_plan import EVALUATORS, HOLDER, IMPLEMENTER, OFFICER, ORGANIZATION, DemoPlan
from services.cli.demo_rates import demo_rates
from services.cli.demo_registration import REGIMES_FOLDER
from services.cli.imports import import_once, print_report
from services.cli.lookups import most_declared
from services.cli.output import INTERRUPTED, REFUSED, aside, explain, guarded, say, usage
from services.cli.progress import Steps
from services.cli.rates import print_rate_table
from services.cli.reading import readable_file
from services.cli.session import PasswordCredentials, Sepia, read_accounts_file, write_private
from shared.errors import SepiaError

app = typer.Typer()

ACCOUNTS_FILE = Path("secrets") / "accounts.json"
"""Where in the data folder the first accounts and their passwords are."""

_SHOWN_STANDARDS = 5


def write_accounts(file: Path) -> None:
    """Makes up the first accounts of an installation with their passwords, unless they were; for its owner alone."""
    if file.exists():
        return
    accounts = [
        _account("admin", "Administrator", "ADMINISTRATOR"),
        _account(OFFICER, "Officer", "OFFICER"),
        *(_account(name, f"Demonstration evaluator {n}", "EVALUATOR") for n, name in enumerate(EVALUATORS, 1)),
        _account(HOLDER, "Demonstration holder", "HOLDER", ORGANIZATION),
        _account(IMPLEMENTER, "Demonstration implementer", "IMPLEMENTER", "implementers/demonstration"),
    ]
    write_private(file, json.dumps(accounts, indent=1))


def what_to_try(address: str) -> list[str]:
    """Commands that show what else the register of the demonstration can tell; none of them needs a sign-in."""
    sepia = command_words(address)
    commands = (
        f"{sepia} search 'refrence signal' --office EP --facets",
        f"{sepia} standard find 'TS 138 211 v16.3.0'",
        f"{sepia} pool overlap access-advance-hevc mpeg-la-video-us",
        f"{sepia} holder aliases list",
        f"{sepia} registration list --standard 5g",
        f"{sepia} number read 'JPWO2006101115 A1' US14/759,257",
    )
    return [
        "",
        "[bold]What else to ask the register[/]",
        *(f"  [cyan]{escape(command)}[/]" for command in commands),
        "",
    ]


def _account(account_id: str, display_name: str, role: str, organization: str = "") -> dict[str, object]:
    return {
        "account_id": account_id,
        "display_name": display_name,
        "roles": [role],
        "organization": organization,
        "password": secrets.token_urlsafe(18),
    }


@app.command("up")
def up(
    data: Annotated[
        Path, typer.Option(envvar="SEPIA_DATA", help="Folder with everything it keeps; made if absent.")
    ] = DEFAULT_DATA,
    port: Annotated[
        int, typer.Option(envvar="SEPIA_PORT", min=0, max=65535, help="Port for all clients; 0 takes a free one.")
    ] = DEFAULT_PORT,
    file: Annotated[
        Path | None, typer.Option(help="Import this ISLD export instead of the demonstration's data.")
    ] = None,
    no_demo: Annotated[bool, typer.Option("--no-demo", help="Only start; load nothing.")] = False,
    replicas: Annotated[
        int, typer.Option(envvar="SEPIA_REPLICAS", min=1, max=16, help="Processes of each service.")
    ] = 1,
    database_url: Annotated[
        str, typer.Option(envvar="SEPIA_DATABASE_URL", help="A PostgreSQL to use instead of the embedded one.")
    ] = "",
    ahead: Annotated[
        str,
        typer.Option(
            help="Rehearsal: the centre's clock stands this far ahead of the machine's, such as 40d. The data folder "
            "remembers it; more later, never less."
        ),
    ] = "",
    demo_rows: Annotated[int, typer.Option(min=1000, help="Rows of the demonstration's data.")] = DemoPlan().rows,
) -> None:
    """Starts all of Sepia on this machine, loads the demonstration or a file, and stays up until Ctrl-C.

    What it keeps is in the data folder: a second start takes seconds, loses nothing and repeats nothing, and goes on
    where a killed one stopped.

    Example: sepia up --file ISLD-export.csv
    """
    if file is not None:
        if no_demo:
            raise usage("give --file or --no-demo, not both")
        given = file
        guarded(lambda: readable_file(given))
    standing = guarded(lambda: read_ahead(ahead)) if ahead else None
    stop = _Stop()
    guarded(lambda: write_accounts(data.absolute() / ACCOUNTS_FILE))
    stack = LocalStack(
        data,
        port,
        replicas=replicas,
        database_url=database_url,
        environment={
            "SEPIA_BOOTSTRAP_ACCOUNTS_FILE": str(data.absolute() / ACCOUNTS_FILE),
            # With it the demonstration can show a registration; an operator's own folder goes first.
            "SEPIA_REGIMES_FOLDER": os.environ.get("SEPIA_REGIMES_FOLDER", "") or str(REGIMES_FOLDER),
            # The command keeps gRPC quiet on its own terminal; the services' logs want what it has to say.
            "GRPC_VERBOSITY": "ERROR",
        },
        ahead=standing,
        on_progress=lambda text: aside().print(f"[dim]           {escape(text)}[/]"),
    )
    guarded(lambda: _run(stack, stop, file, None if no_demo or file else DemoPlan(rows=demo_rows)))


class _Stop:
    """Ctrl-C, SIGTERM and SIGHUP: the first interrupts what runs, and none disturbs the stopping."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        if not self.asked.is_set():
            self.asked.set()
            raise KeyboardInterrupt


def _run(stack: LocalStack, stop: _Stop, file: Path | None, plan: DemoPlan | None) -> None:
    steps = Steps(tell_done=True)
    code = 0
    try:
        with steps.step("starting Sepia", "Sepia is running"):
            stack.start()
        accounts_file = stack.data / ACCOUNTS_FILE
        passwords = read_accounts_file(accounts_file)
        try:
            if file is not None:
                asyncio.run(_own_file(stack.address, passwords, file, accounts_file, steps))
            elif plan is not None:
                shown = asyncio.run(run_demo(stack.address, passwords, steps, plan, stack.clock))
                folder = stack.data / "demonstration"
                rates = asyncio.run(demo_rates(stack.address, passwords, steps, shown.rates, folder, plan))
                print_rate_table(shown.rates)
                print_answers(rates.beside, only=shown.rates.holders[0].holder)
                say(f"Its report: {escape(', '.join(map(near, rates.reports)))}")
                if shown.gate is not None:
                    say("\n[bold]What a court is told[/] — DEMONSTRATION: made-up patent, made-up regime")
                    print_gate(shown.gate)
                print_checks(shown.checks, stack.data / "demonstration")
                for line in what_to_try(stack.address):
                    say(line)
        except SepiaError as error:
            # What was done stays done: once the cause is put right, the next start goes on from there.
            aside().print(f"[red]refused:[/] {explain(error)}")
            code = REFUSED
        else:
            _tell_where(stack, accounts_file)
            stop.asked.wait()
    except KeyboardInterrupt:
        code = 0 if stack.processes else INTERRUPTED
    finally:
        stop.asked.set()
        aside().print("stopping: running requests may finish")
        stack.stop()
        aside().print("stopped; what it keeps is in " + escape(near(stack.data)))
    if code:
        raise typer.Exit(code)


def _tell_where(stack: LocalStack, accounts_file: Path) -> None:
    say("")
    say(f"Sepia is at [bold]http://{stack.address}[/] (gRPC, gRPC-Web and JSON on this one port). Ctrl-C stops it.")
    accounts = f"admin, {OFFICER}, {HOLDER}, {IMPLEMENTER}, {EVALUATORS[0]} to {EVALUATORS[-1]}"
    say(f"Accounts: {accounts}; their passwords are in {near(accounts_file)}")
    say(f"Sign in:  {_login(stack.address, OFFICER, accounts_file)}")
    say(f"Logs:     {near(stack.data / 'logs')}")
    if stack.ahead:
        say(
            f"[bold yellow]REHEARSAL: the clock stands {written(stack.ahead)} ahead; for Sepia it is "
            f"{stack.clock.now():%Y-%m-%d %H:%M}Z. What is dated and signed here is dated ahead.[/]"
        )


def near(path: Path) -> str:
    """A path as it is written where the command was given: without the folder that one is in."""
    whole = path.absolute()
    return str(whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else whole)


def command_words(address: str) -> str:
    """How this command is typed here, with the address where it is not the usual one."""
    program = Path(sys.argv[0])
    if shutil.which("sepia"):
        words = "sepia"
    elif program.name == "sepia":
        within = program.absolute().is_relative_to(Path.cwd())
        words = shlex.quote(str(program.absolute().relative_to(Path.cwd()) if within else program))
    else:
        words = "python -m services.cli"
    return words if address == f"127.0.0.1:{DEFAULT_PORT}" else f"{words} --address {address}"


def _login(address: str, account: str, accounts_file: Path) -> str:
    return f"{command_words(address)} login --account {account} --password-file {shlex.quote(near(accounts_file))}"


async def _own_file(address: str, passwords: dict[str, str], file: Path, accounts_file: Path, steps: Steps) -> None:
    credentials = PasswordCredentials(address, OFFICER, passwords[OFFICER])
    async with Sepia(address, credentials) as officer:
        done = await import_once(officer, file, steps)
        await print_report(officer, done)
        standards = await most_declared(officer)
    say("")
    say("[bold]Most declared standards of the register[/]")
    for standard in standards[:_SHOWN_STANDARDS]:
        say(f"  {standard.name}  {escape(standard.display_name)}, {standard.link_count:,} links")
    if standards:
        for line in waiting_steps(address, standards[0].name, standards[0].display_name, accounts_file, done):
            say(line)


def waiting_steps(
    address: str, standard: str, display_name: str, accounts_file: Path, done: imports_pb2.Import
) -> list[str]:
    """What now waits for people, with the command for each; Rich markup.

    Args:
        standard: resource name of the standard to go on with.
        done: the import of the user's file.
    """
    sepia = command_words(address)
    campaign = shlex.quote(f"{display_name} {done.edition.rpartition('/')[2] or 1}")
    steps = [
        ("sign in as the officer", _login(address, OFFICER, accounts_file)),
        ("freeze the frame that is drawn from", f"{sepia} frame freeze {standard} --key etsi"),
        (
            "put evaluators on the roster (an account each, by the administrator)",
            f"{sepia} evaluator add ACCOUNT --name NAME --identity-verified --conduct 1 --tie holders/NAME=client",
        ),
        (
            "announce a campaign",
            f"{sepia} campaign announce {standard} --name {campaign} --regime eu-2023 --per-holder 25 "
            "--random-source 'drand quicknet, round NUMBER' --known-at TIME",
        ),
        ("draw, once the random value is public", f"{sepia} campaign draw {campaign} --value VALUE"),
        ("assign the checks", f"{sepia} campaign assign {campaign}"),
        (
            "each evaluator, signed in, checks and records",
            f"{sepia} check list --csv findings.csv; {sepia} check record --file findings.csv",
        ),
        ("publish the results", f"{sepia} campaign publish {campaign}"),
        (
            "put an aggregate royalty on record, with its source",
            f"{sepia} royalty add {standard} --rate 0.08 --base 'net selling price of a handset' --source court "
            "--citation TEXT",
        ),
        ("compute the rates", f"{sepia} rate {standard} --derivation --trace"),
    ]
    lines = ["", f"[bold]What now waits for people[/] (for {standard}; words in CAPITALS are yours to fill in)"]
    for number, (what, command) in enumerate(steps, 1):
        lines += [f"{number:3}. {escape(what)}", f"     [cyan]{escape(command)}[/]"]
    return lines
