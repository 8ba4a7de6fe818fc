"""Owns an evaluator's checks: `sepia check list|record|show`, beside those of `check_steps`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from sepia.assessment.v1 import campaigns_pb2
from sepia.assessment.v1 import checks_pb2 as pb
from services.cli import check_steps, element_findings
from services.cli.campaigns import find_campaign
from services.cli.figures import count
from services.cli.findings import COLUMNS, open_check_rows, read_findings
from services.cli.output import Json, aside, carry_out, guarded, print_json, refuse, say, table
from services.cli.progress import Steps
from services.cli.reading import full_name, readable_file, when
from services.cli.session import Sepia
from services.cli.sheets import csv_text, write_whole
from shared.canonical import sha256_hex
from shared.errors import SepiaError, precondition

app = typer.Typer(help="Checks: what evaluators are to check, and what they found.", no_args_is_help=True)
app.add_typer(check_steps.app)
app.add_typer(element_findings.app)

_AT_ONCE = 1000
_WAITING = (
    pb.CHECK_STATE_ASSIGNED,
    pb.CHECK_STATE_OPENED,
    pb.CHECK_STATE_DECIDING,
    pb.CHECK_STATE_PEER_EVALUATION,
    pb.CHECK_STATE_PEER_DECIDING,
    pb.CHECK_STATE_REEVALUATION,
    pb.CHECK_STATE_APPEAL,
)
"""States in which those who sit on a check owe an opinion."""
_SHOWN = 50


def outcome_word(outcome: int) -> str:
    """`essential`, `not_essential` or `undetermined`; empty before there is a finding."""
    name = campaigns_pb2.Outcome.Name(outcome)  # pyright: ignore[reportArgumentType]
    word = name.removeprefix("OUTCOME_").lower()
    return "" if word == "unspecified" else word


async def list_all(sepia: Sepia, campaign: str, state: pb.CheckState = pb.CHECK_STATE_UNSPECIFIED) -> list[pb.Check]:
    """Every check that the caller may see."""
    request = pb.ListChecksRequest(campaign=campaign, state=state, page_size=1000)
    return await sepia.collect(sepia.checks.ListChecks, request, "checks")


@app.command("list")
def list_checks(
    campaign: Annotated[str, typer.Option(help="Only those of this campaign.")] = "",
    csv: Annotated[Path | None, typer.Option(help="Write the open checks to this file, to be filled in.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Recorded checks too.")] = False,
    as_json: Json = False,
) -> None:
    """Lists one's open checks; with --csv as a file with the columns check, holder, family, standard, outcome, reasons.

    Example: sepia check list --csv findings.csv
    """

    async def ask(sepia: Sepia) -> None:
        name = (await find_campaign(sepia, campaign)).name if campaign else ""
        found = [check for check in await list_all(sepia, name) if every or check.state in _WAITING]
        found.sort(key=lambda check: (check.campaign, check.holder, check.family, check.name))
        if csv is not None:
            short = (pb.CHECK_STATE_ASSIGNED, pb.CHECK_STATE_OPENED)
            still_open = [check for check in found if check.state in short]
            write_whole(csv, csv_text(COLUMNS, open_check_rows(still_open)))
            aside().print(f"{count(len(still_open))} open checks written. Fill in outcome and reasons, then:")
            aside().print(f"sepia check record --file {escape(str(csv))}")
        elif as_json:
            print_json({"checks": found})
        else:
            _print_checks(found)

    carry_out(ask)


def _print_checks(found: list[pb.Check]) -> None:
    rows = [
        (
            c.name,
            c.holder,
            c.family,
            c.standard,
            outcome_word(c.outcome) or check_steps.state_word(c.state),
            when(c.due_time),
        )
        for c in found[:_SHOWN]
    ]
    table("Checks", ("check", "holder", "family", "standard", "state", "due"), rows)
    if len(found) > _SHOWN:
        say(f"and {count(len(found) - _SHOWN)} more; all of them: sepia check list --csv findings.csv, or --json")


@app.command("record")
def record(
    file: Annotated[Path, typer.Option(help="CSV with the columns check, outcome, reasons and, if wanted, simulated.")],
    as_json: Json = False,
) -> None:
    """Records findings from a file, as the signed-in evaluator.

    The whole file is checked first; if any row is not right, nothing is recorded and every such row is named. Outcomes
    are essential, not_essential and undetermined. Rows with neither outcome nor reasons stay open. More than 1,000
    findings are sent in parts of 1,000, each of them all or none.

    Example: sepia check record --file findings.csv
    """
    text = guarded(lambda: _text_of(file))

    async def ask(sepia: Sepia) -> None:
        own = {check.name for check in await list_all(sepia, "")}
        read = read_findings(text, own)
        if read.bad:
            rows = [(str(bad.line), bad.column, bad.value, bad.reason) for bad in read.bad]
            table(f"Rows of {file.name} that are not accepted", ("line", "column", "value", "why"), rows, numbers=[0])
            raise refuse(f"{count(len(read.bad))} faults in {escape(str(file))}; nothing was recorded.")
        if not read.findings:
            raise refuse(f"{escape(str(file))} has no row with an outcome ({count(read.left_open)} are not filled in).")
        recorded = await record_findings(sepia, read.findings)
        if as_json:
            print_json({"recorded": recorded, "leftOpen": read.left_open})
        else:
            say(f"Recorded {count(recorded)} findings; {count(read.left_open)} rows were left open.")

    carry_out(ask)


async def record_findings(sepia: Sepia, findings: list[pb.Finding]) -> int:
    """Records findings, 1,000 a request; sending the same ones again changes nothing."""
    recorded = 0
    with Steps().step("recording findings") as step:
        for begin in range(0, len(findings), _AT_ONCE):
            request = pb.RecordFindingsRequest(findings=findings[begin : begin + _AT_ONCE])
            # The same findings sent again are the same request, so that a retry after a lost answer is one.
            request.request_id = f"findings-{sha256_hex(request.SerializeToString(deterministic=True))[:40]}"
            reply: pb.RecordFindingsResponse = await sepia.call(sepia.checks.RecordFindings, request)
            recorded += reply.recorded
            step.show(recorded, len(findings), f"{count(recorded)} recorded")
    return recorded


def _text_of(file: Path) -> str:
    try:
        return readable_file(file).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _not_text(file, problem.start) from problem


def _not_text(file: Path, at: int) -> SepiaError:
    text = f"{file} is not UTF-8 text (at byte {at}). Save the sheet as CSV in UTF-8 and try again."
    return precondition("FILE_UNREADABLE", text)


@app.command("show")
def show(check: Annotated[str, typer.Argument(help="`checks/…`.")], as_json: Json = False) -> None:
    """Shows one check.

    Example: sepia check show checks/0193c0de-0000-7000-8000-000000000001
    """

    async def ask(sepia: Sepia) -> None:
        found: pb.Check = await sepia.call(sepia.checks.GetCheck, pb.GetCheckRequest(name=full_name(check, "checks")))
        if as_json:
            print_json(found)
            return
        say(f"[bold]{found.name}[/] of {found.campaign}")
        say(f"{found.family} of {found.holder or '(declarant unknown)'}, for {found.standard}")
        say(f"assigned {when(found.assign_time)}, due {when(found.due_time)}")
        say(f"{check_steps.state_word(found.state)}, etag {found.etag}")
        if found.state == pb.CHECK_STATE_RECORDED:
            simulated = " [yellow]SIMULATED[/]" if found.simulated else ""
            say(f"found {outcome_word(found.outcome)}{simulated}, signed {when(found.record_time)}")
            say(escape(found.reasons))

    carry_out(ask)
