"""Owns defects of entries on the command line: requests for correction, and cures."""

from __future__ import annotations

import enum
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from sepia.registry.v1 import registrations_pb2 as pb
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.registered import (
    Entry,
    Etag,
    RequestId,
    date_option,
    day,
    entry_name,
    read_content,
    word,
)
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer()
CureArgument = Annotated[str, typer.Argument(help="`registrations/…/cures/…`, as `registration cures` lists it.")]


class Ground(enum.StrEnum):
    """Whose news it is."""

    COURT = "court"
    OFFICE = "office"
    OBJECTION = "objection"


def _print_cure(cure: pb.Cure, as_json: bool) -> None:
    if as_json:
        print_json(cure)
        return
    state, ground = word(pb.CureState, cure.state, "CURE_STATE_"), word(pb.CureGround, cure.ground, "CURE_GROUND_")
    say(f"[bold]{state}[/]: {cure.defect} ({ground}), to be mended by {day(cure.due_date)}")
    say(f"[dim]{cure.name}[/]")


def _carry_cure(method: Callable[[Sepia], Any], request: Any, as_json: bool) -> None:
    async def ask(sepia: Sepia) -> None:
        _print_cure(await sepia.call(method(sepia), request), as_json)

    carry_out(ask)


@app.command("cure")
def cure(
    registration: Entry,
    ground: Annotated[Ground, typer.Option(help="Whose news it is.")],
    defect: Annotated[str, typer.Option(help="The defect, for the holder.")],
    reference: Annotated[str, typer.Option(help="The news or decision.")],
    due: Annotated[str, typer.Option(help="The last day; the shortest period without it.")] = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Asks the holder to mend a defect; else the entry is suspended (officers).

    Example: sepia registration cure SEP-EU2023-2026-000001 --ground office --defect "Another holder is entered."
    --reference "EPO bulletin 2026/10"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.OpenCureRequest(
            registration=entry_name(registration),
            ground=f"CURE_GROUND_{ground.name}",
            defect=defect,
            reference=reference,
            due_date=date_option("--due", due) if due else None,
            request_id=request_id or new_id().hex,
        )
        _print_cure(await sepia.call(sepia.registrations.OpenCure, request), as_json)

    carry_out(ask)


@app.command("cures")
def cures(registration: Entry, as_json: Json = False) -> None:
    """Lists what the holder has been asked to mend (holder and officers).

    Example: sepia registration cures SEP-EU2023-2026-000001
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListCuresRequest(registration=entry_name(registration), page_size=1000)
        found: list[pb.Cure] = await sepia.collect(sepia.registrations.ListCures, request, "cures")
        if as_json:
            print_json({"cures": found})
            return
        rows = [
            (
                word(pb.CureState, each.state, "CURE_STATE_"),
                word(pb.CureGround, each.ground, "CURE_GROUND_"),
                day(each.due_date),
                each.defect,
                each.name,
            )
            for each in found
        ]
        table("Cures", ("state", "ground", "until", "defect", "name"), rows)

    carry_out(ask)


@app.command("answer")
def answer(
    cure: CureArgument,
    text: Annotated[str, typer.Option(help="The answer.")],
    file: Annotated[
        Path | None, typer.Option(help="The whole entry, as `registration show --json` prints it, corrected.")
    ] = None,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Answers a cure, with the corrected entry where that mends it (holder).

    Example: sepia registration answer registrations/…/cures/… --text "Corrected." --file entry.json
    """

    async def ask(sepia: Sepia) -> None:
        content, read_as = read_content(file, etag) if file else (None, etag)
        request = pb.AnswerCureRequest(
            name=entry_name(cure),
            answer=text,
            content=content,
            etag=read_as,
            request_id=request_id or new_id().hex,
        )
        _print_cure(await sepia.call(sepia.registrations.AnswerCure, request), as_json)

    carry_out(ask)


@app.command("decide-cure")
def decide_cure(
    cure: CureArgument,
    reasons: Annotated[str, typer.Option(help="Why.")],
    cured: Annotated[bool, typer.Option("--cured/--not-cured", help="Whether the defect is mended.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Decides on a holder's answer (officers).

    Example: sepia registration decide-cure registrations/…/cures/… --cured --reasons "The entry is right now."
    """
    request = pb.DecideCureRequest(
        name=entry_name(cure), cured=cured, reasons=reasons, request_id=request_id or new_id().hex
    )
    _carry_cure(lambda sepia: sepia.registrations.DecideCure, request, as_json)


@app.command("request-correction")
def request_correction(
    registration: Entry,
    identity: Annotated[str, typer.Option(help="Who asks: name and address.")],
    reasons: Annotated[str, typer.Option(help="Why the entry is wrong.")],
    evidence: Annotated[list[str], typer.Option(help="Independent evidence; can be given several times.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Asks for the correction of an entry (anyone signed in).

    Example: sepia registration request-correction SEP-EU2023-2026-000001 --identity "Muster GmbH, Berlin"
    --reasons "The patent lapsed in Germany." --evidence "DPMA register, 2026-03-01"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.RequestCorrectionRequest(
            registration=entry_name(registration),
            identity=identity,
            reasons=reasons,
            evidence=evidence,
            request_id=request_id or new_id().hex,
        )
        made: pb.CorrectionRequest = await sepia.call(sepia.registrations.RequestCorrection, request)
        print_json(made) if as_json else say(f"{made.name}: received {day(made.receive_date)}")

    carry_out(ask)


@app.command("correction-requests")
def correction_requests(registration: Entry, as_json: Json = False) -> None:
    """Lists requests for the correction of an entry (holder and officers).

    Example: sepia registration correction-requests SEP-EU2023-2026-000001
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListCorrectionRequestsRequest(registration=entry_name(registration), page_size=1000)
        found: list[pb.CorrectionRequest] = await sepia.collect(
            sepia.registrations.ListCorrectionRequests, request, "correction_requests"
        )
        if as_json:
            print_json({"correctionRequests": found})
            return
        prefix = "CORRECTION_REQUEST_STATE_"
        rows = [
            (word(pb.CorrectionRequestState, each.state, prefix), day(each.receive_date), each.identity, each.name)
            for each in found
        ]
        table("Requests for correction", ("state", "received", "who", "name"), rows)

    carry_out(ask)


@app.command("decide-correction")
def decide_correction(
    correction_request: Annotated[str, typer.Argument(help="`registrations/…/correctionRequests/…`.")],
    reasons: Annotated[str, typer.Option(help="Why; with --admit, what the holder is to mend.")],
    admit: Annotated[bool, typer.Option("--admit/--refuse", help="Whether the holder is asked to cure.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Decides on a request for correction (officers).

    Example: sepia registration decide-correction registrations/…/correctionRequests/… --admit
    --reasons "Not in force in Germany any more."
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.DecideCorrectionRequestRequest(
            name=entry_name(correction_request), admit=admit, reasons=reasons, request_id=request_id or new_id().hex
        )
        made: pb.CorrectionRequest = await sepia.call(sepia.registrations.DecideCorrectionRequest, request)
        state = word(pb.CorrectionRequestState, made.state, "CORRECTION_REQUEST_STATE_")
        print_json(made) if as_json else say(f"{made.name}: {state} {made.cure}")

    carry_out(ask)
