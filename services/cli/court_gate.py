"""Owns the court gate on the command line: `sepia court-gate`, and the use cases that are carved out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sepia.registry.v1 import registrations_pb2 as pb
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.registered import (
    RequestId,
    Standard,
    date_option,
    day,
    read_message,
    word,
)
from services.cli.session import Sepia
from services.cli.standards import find_standard
from shared.ids import new_id

use_cases = typer.Typer(help="Use cases that are carved out for a standard.", no_args_is_help=True)

gate = typer.Typer()


@use_cases.command("set")
def set_use_cases(
    standard: Annotated[str, typer.Argument(help="The standard.")],
    file: Annotated[Path, typer.Option(help='JSON: {"use_cases": [{"use_case": …, "start_date": {…}, "source": …}]}.')],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Sets the use cases that are carved out; the list before is superseded (officers).

    Example: sepia registration use-cases set 5g --file list.json
    """

    async def ask(sepia: Sepia) -> None:
        request: pb.SetCarvedOutUseCasesRequest = read_message(file, pb.SetCarvedOutUseCasesRequest())
        request.standard = await find_standard(sepia, standard)
        request.request_id = request_id or new_id().hex
        _print_use_cases(await sepia.call(sepia.registrations.SetCarvedOutUseCases, request), as_json)

    carry_out(ask)


@use_cases.command("show")
def show_use_cases(standard: Annotated[str, typer.Argument(help="The standard.")], as_json: Json = False) -> None:
    """Shows the use cases that are carved out.

    Example: sepia registration use-cases show 5g
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetCarvedOutUseCasesRequest(standard=await find_standard(sepia, standard))
        _print_use_cases(await sepia.call(sepia.registrations.GetCarvedOutUseCases, request), as_json)

    carry_out(ask)


def _print_use_cases(listed: pb.CarvedOutUseCases, as_json: bool) -> None:
    if as_json:
        print_json(listed)
        return
    rows = [(each.use_case, day(each.start_date), day(each.end_date), each.source) for each in listed.use_cases]
    table(f"Carved out for {listed.standard}", ("use case", "from", "until", "source"), rows)


@gate.command("court-gate")
def court_gate(
    party: Annotated[str, typer.Option(help="Who wants to enforce.")] = "",
    patent: Annotated[str, typer.Option(help="The patent with its office, for example `EP 1 848 154 B1`.")] = "",
    number: Annotated[str, typer.Option(help="The registration number, in place of patent and standard.")] = "",
    standard: Standard = "",
    use_case: Annotated[str, typer.Option(help="The implementation or use case.")] = "",
    date: Annotated[str, typer.Option(help="The day in question (2026-01-31); today without it.")] = "",
    grant_date: Annotated[str, typer.Option(help="When the patent was granted, if the register does not know.")] = "",
    as_json: Json = False,
) -> None:
    """Says what a court checks before it hears a case: registered, suspended, removed, in a gap, carved out.

    Example: sepia court-gate --patent "EP 1 848 154 B1" --standard 5g --date 2026-03-05
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.QueryCourtGateRequest(
            party=party,
            patent=patent,
            number=number,
            standard=await find_standard(sepia, standard) if standard else "",
            use_case=use_case,
            date=date_option("--date", date) if date else None,
            grant_date=date_option("--grant-date", grant_date) if grant_date else None,
        )
        told: pb.CourtGate = await sepia.call(sepia.registrations.QueryCourtGate, request)
        print_json(told) if as_json else print_gate(told)

    carry_out(ask)


def print_gate(told: pb.CourtGate) -> None:
    """Shows what a court is told."""
    standing = word(pb.GateStanding, told.standing, "GATE_STANDING_")
    say(f"[bold]{standing}[/] on {day(told.date)}: {told.number or told.patent} for {told.standard}")
    then = word(pb.GateStanding, told.standing_on_record_then, "GATE_STANDING_")
    if told.standing_on_record_then != told.standing:
        say(f"[yellow]On record at the end of that day: {then}. What was recorded later is listed below.[/]")
    rows = [
        (
            each.question.replace("_", " "),
            word(pb.GateAnswer, each.answer, "GATE_ANSWER_"),
            each.text,
            each.provision + (f" [{each.provision_status}]" if each.provision_status else ""),
        )
        for each in told.parts
    ]
    table("", ("question", "answer", "", "provision"), rows)
    if told.recorded_later:
        later = [
            (
                day(each.effective_date),
                day(each.record_date),
                word(pb.RegistrationEventKind, each.kind, "REGISTRATION_EVENT_KIND_"),
                each.text,
            )
            for each in told.recorded_later
        ]
        table("Recorded later", ("counts from", "recorded", "what", "text"), later)
    known = "declared" if told.declared else "not declared"
    as_of = f"As of {told.edition} and {told.log_size} entries of the log"
    say(f"[dim]The patent is {known} for the standard. {as_of}; {told.profile[:24]}…[/]")
