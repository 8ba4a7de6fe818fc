"""Owns the `sepia` command as a whole: its groups, what is given before them, and its ends."""

from __future__ import annotations

import os
import sys
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

# gRPC otherwise reports on standard error whatever connection it tries, in words for its own developers.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")
# Children are started by exec alone, so gRPC need not guard against forks (and must not delay them).
os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")

import typer

from services.cli import (
    accounts,
    bundles,
    calculations,
    campaigns,
    charts,
    check_steps,
    checks,
    court_gate,
    deadlines,
    decisions,
    declarations,
    demo,
    editions,
    evaluators,
    evidence,
    export,
    export_records,
    frames,
    hearings,
    holders,
    imports,
    licences,
    logs,
    lookups,
    notify,
    objections,
    opinion_requests,
    patent_numbers,
    pools,
    proposals,
    quality,
    rates,
    registrations,
    reports,
    royalties,
    scenarios,
    searches,
    signin,
    source_rows,
    standard_chains,
    standard_procedure,
    standards,
    templates,
    up,
    verify,
)
from services.cli.output import aside
from services.cli.session import ADDRESS, chosen_address

app = typer.Typer(
    name="sepia",
    help="An open competence centre for standard-essential patents: declarations, essentiality checks and FRAND "
    "rates, each step verifiable.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
for group in (up, signin, imports, templates, editions, lookups, searches, deadlines, source_rows):
    app.add_typer(group.app)
# Each adds its commands to those of rates.
assert export_records.app is export.app
assert standard_procedure.app is standard_chains.app is standards.app
assert calculations.app is rates.app is reports.app is scenarios.rate_app
app.add_typer(rates.app, name="rate")
app.add_typer(licences.app, name="licence")
app.add_typer(licences.rate_cards, name="rate-card")
app.add_typer(court_gate.gate)
app.add_typer(accounts.accounts, name="account")
app.add_typer(accounts.keys, name="key")
app.add_typer(holders.app, name="holder")
app.add_typer(standards.app, name="standard")
app.add_typer(patent_numbers.app, name="number")
app.add_typer(patent_numbers.applications, name="application")
app.add_typer(declarations.app, name="declaration")
app.add_typer(registrations.app, name="registration")
app.add_typer(frames.app, name="frame")
app.add_typer(campaigns.app, name="campaign")
app.add_typer(evaluators.app, name="evaluator")
checks.app.add_typer(bundles.app)
verify.app.add_typer(bundles.verification)
app.add_typer(checks.app, name="check")
app.add_typer(charts.app, name="chart")
app.add_typer(quality.app, name="quality")
app.add_typer(proposals.app, name="proposal")
app.add_typer(proposals.earlier_results, name="earlier-result")
app.add_typer(hearings.app, name="hearing")
app.add_typer(hearings.opinions, name="opinion")
app.add_typer(hearings.observations, name="observation")
app.add_typer(opinion_requests.app, name="opinion-request")
app.command("duties")(check_steps.duties)
app.add_typer(notify.app, name="notify")
app.add_typer(royalties.app, name="royalty")
app.add_typer(objections.app, name="objection")
app.add_typer(decisions.app, name="decision")
app.add_typer(evidence.app, name="evidence")
app.add_typer(pools.app, name="pool")
app.add_typer(logs.app, name="log")
app.add_typer(verify.app, name="verify")
app.add_typer(export.app, name="export")
app.add_typer(demo.app, name="demo")


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            number = version("sepia")
        except PackageNotFoundError:
            number = "(from source)"
        sys.stdout.write(f"sepia {number}\n")
        raise typer.Exit


@app.callback()
def before_all(
    address: Annotated[
        str, typer.Option(envvar="SEPIA_ADDRESS", help="Where Sepia is, as host:port.")
    ] = "127.0.0.1:8080",
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """An open competence centre for standard-essential patents."""
    ADDRESS.set(address)
    if not all(chosen_address().rpartition(":")):
        raise typer.BadParameter(f"{address!r} is not host:port, such as 127.0.0.1:8080")


def run() -> None:
    """Runs the command; exits 0 when done, 1 when refused with a reason, 2 on wrong usage."""
    try:
        app()
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
