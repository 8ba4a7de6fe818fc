"""Owns the steps of a check: `sepia check open|opine|appoint|replace|extend|withdraw|steps`, and `sepia duties`."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from sepia.assessment.v1 import campaigns_pb2, checks_pb2
from sepia.assessment.v1 import procedure_pb2 as pb
from services.cli.dates import day_text
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name, readable_file, when
from services.cli.session import Sepia
from shared.canonical import sha256_hex
from shared.ids import new_id

app = typer.Typer()

Check = Annotated[str, typer.Argument(help="`checks/…`.")]
Etag = Annotated[str, typer.Option(help="The etag read, so that nobody's change is lost.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]


class OutcomeWord(enum.StrEnum):
    """What was found."""

    ESSENTIAL = "essential"
    NOT_ESSENTIAL = "not_essential"
    UNDETERMINED = "undetermined"

    @property
    def number(self) -> campaigns_pb2.Outcome:
        """As the contract numbers it."""
        return campaigns_pb2.Outcome.Value(f"OUTCOME_{self.name}")  # pyright: ignore[reportReturnType]


def state_word(state: int) -> str:
    """`hearing` for CHECK_STATE_HEARING."""
    name = checks_pb2.CheckState.Name(state)  # pyright: ignore[reportArgumentType]
    return name.removeprefix("CHECK_STATE_").lower().replace("_", " ")


def show_check(found: checks_pb2.Check, as_json: bool) -> None:
    """Prints where a check stands."""
    if as_json:
        print_json(found)
        return
    say(f"[bold]{found.name}[/] is {state_word(found.state)}, etag {found.etag}; due {when(found.due_time)}")
    for seat in found.seats:
        ended = f", left: {escape(seat.end_reason)}" if seat.HasField("end_time") else ""
        opened = "opened" if seat.HasField("open_time") else "not opened"
        say(f"  {seat.evaluator}, appointed {when(seat.appoint_time)}, {opened}{ended}")


@app.command("open")
def open_check(check: Check, etag: Etag = "", request_id: RequestId = "", as_json: Json = False) -> None:
    """Opens a check, as the evaluator who sits on it.

    Example: sepia check open checks/0193c0de-0000-7000-8000-000000000001
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.OpenCheckRequest(name=full_name(check, "checks"), etag=etag, request_id=request_id or new_id().hex)
        show_check(await sepia.call(sepia.procedure.OpenCheck, request), as_json)

    carry_out(ask)


@app.command("opine")
def opine(
    check: Check,
    outcome: Annotated[OutcomeWord, typer.Option(help="What was found.")],
    reasons: Annotated[str, typer.Option(help="Why.")],
    document: Annotated[
        list[Path] | None, typer.Option(help="A document consulted; its digest goes into the log. Can be repeated.")
    ] = None,
    chart: Annotated[
        str, typer.Option(help="Version of the chart whose findings it stands on; that of the latest when left out.")
    ] = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Gives the opinion on a check; where the regime hears the holder first, a negative one is a leaning.

    Example: sepia check opine checks/0193c0de-0000-7000-8000-000000000001 --outcome not_essential
    --reasons "Feature 1.3 is optional in 7.2."
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GiveOpinionRequest(
            name=full_name(check, "checks"),
            outcome=outcome.number,
            reasons=reasons,
            chart=full_name(chart, "charts") if chart else "",
            document_sha256=[sha256_hex(readable_file(each).read_bytes()) for each in document or ()],
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        show_check(await sepia.call(sepia.procedure.GiveOpinion, request), as_json)

    carry_out(ask)


@app.command("appoint")
def appoint(
    check: Check,
    evaluator: Annotated[
        list[str] | None, typer.Option(help="Who comes; repeat for a panel. Chosen when left out.")
    ] = (None),
    note: Annotated[str, typer.Option(help="For the centre's record.")] = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Appoints whoever is missing: peers, a panel, or somebody in place of who lapsed.

    Example: sepia check appoint checks/0193c0de-0000-7000-8000-000000000001
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.AppointEvaluatorsRequest(
            name=full_name(check, "checks"),
            evaluators=[full_name(each, "evaluators") for each in evaluator or ()],
            note=note,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        show_check(await sepia.call(sepia.procedure.AppointEvaluators, request), as_json)

    carry_out(ask)


@app.command("replace")
def replace(
    check: Check,
    evaluator: Annotated[str, typer.Option(help="Who goes.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    by: Annotated[list[str] | None, typer.Option(help="Who comes; chosen when left out.")] = None,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Puts somebody else in an evaluator's place.

    Example: sepia check replace checks/0193c0de-0000-7000-8000-000000000001 --evaluator evaluators/… --reason illness
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ReplaceEvaluatorRequest(
            name=full_name(check, "checks"),
            evaluator=full_name(evaluator, "evaluators"),
            by=[full_name(each, "evaluators") for each in by or ()],
            reason=reason,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        show_check(await sepia.call(sepia.procedure.ReplaceEvaluator, request), as_json)

    carry_out(ask)


@app.command("extend")
def extend(
    check: Check,
    reason: Annotated[str, typer.Option(help="Why.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Extends the time for the opinion, as often and as long as the regime allows.

    Example: sepia check extend checks/0193c0de-0000-7000-8000-000000000001 --reason illness
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ExtendCheckRequest(
            name=full_name(check, "checks"), reason=reason, etag=etag, request_id=request_id or new_id().hex
        )
        show_check(await sepia.call(sepia.procedure.ExtendCheck, request), as_json)

    carry_out(ask)


@app.command("withdraw")
def withdraw(
    check: Check,
    reason: Annotated[str, typer.Option(help="Why.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Ends a check whose family has expired or was withdrawn.

    Example: sepia check withdraw checks/0193c0de-0000-7000-8000-000000000001 --reason "lapsed in all states"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.WithdrawCheckRequest(
            name=full_name(check, "checks"), reason=reason, etag=etag, request_id=request_id or new_id().hex
        )
        show_check(await sepia.call(sepia.procedure.WithdrawCheck, request), as_json)

    carry_out(ask)


@app.command("steps")
def steps(check: Check, as_json: Json = False) -> None:
    """Lists what a check went through.

    Example: sepia check steps checks/0193c0de-0000-7000-8000-000000000001
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListCheckStepsRequest(check=full_name(check, "checks"), page_size=1000)
        found: list[pb.CheckStep] = await sepia.collect(sepia.procedure.ListCheckSteps, request, "steps")
        if as_json:
            print_json({"steps": found})
            return
        rows = [
            (str(each.number), when(each.time), each.act, state_word(each.after), each.actor, each.note)
            for each in found
        ]
        table("Steps", ("step", "when", "what", "then", "by", "note"), rows, numbers=[0])

    carry_out(ask)


def duties(as_json: Json = False) -> None:
    """What must I do by when, in checks, hearings and requests for opinions.

    Example: sepia duties
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListDutiesRequest(page_size=1000)
        found: list[pb.Duty] = await sepia.collect(sepia.procedure.ListDuties, request, "duties")
        if as_json:
            print_json({"duties": found})
        elif not found:
            say("Nothing is due.")
        else:
            print_duties(found)

    carry_out(ask)


def print_duties(found: Sequence[pb.Duty]) -> None:
    """Prints what is due, in order of when."""
    rows = [(day_text(each.due_date), each.kind, each.subject, each.provision) for each in found]
    table("Duties", ("due", "what", "about", "provision"), rows)
