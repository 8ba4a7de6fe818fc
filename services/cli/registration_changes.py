"""Owns what changes an entry on the command line: changes, slips, events, appeals, removal, erasure."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer

from sepia.registry.v1 import registrations_pb2 as pb
from services.cli.output import Json, carry_out, print_json, say
from services.cli.registered import (
    Entry,
    Etag,
    RequestId,
    carry,
    date_option,
    entry_name,
    print_entry,
    read_content,
)
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer()
File = Annotated[Path, typer.Option(help="The whole entry, as `registration show --json` prints it, changed.")]


class Noted(enum.StrEnum):
    """What happened elsewhere."""

    POOL_LICENCE_OR_TRANSFER = "pool-licence-or-transfer"
    CHECK_DONE = "check-done"
    PEER_EVALUATION_DONE = "peer-evaluation-done"
    EXPIRED = "expired"
    INVALIDATED = "invalidated"
    PROCEEDINGS = "proceedings"
    STANDARD_PUBLISHED = "standard-published"
    AGGREGATE_ROYALTY_PUBLISHED = "aggregate-royalty-published"
    EXPERT_OPINION_PUBLISHED = "expert-opinion-published"


@app.command("report-change")
def report_change(
    registration: Entry,
    file: File,
    changed: Annotated[str, typer.Option(help="When it changed (2026-01-31).")],
    explanation: Annotated[str, typer.Option(help="What changed, for the public log.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Reports a change to an entry; due in six months under eu-2023.

    Example: sepia registration report-change SEP-EU2023-2026-000001 --file entry.json --changed 2026-02-01
    --explanation "New licensing entity."
    """

    async def ask(sepia: Sepia) -> None:
        content, read_as = read_content(file, etag)
        request = pb.ReportChangeRequest(
            name=entry_name(registration),
            change_date=date_option("--changed", changed),
            content=content,
            explanation=explanation,
            etag=read_as,
            request_id=request_id or new_id().hex,
        )
        print_entry(await sepia.call(sepia.registrations.ReportChange, request), as_json)

    carry_out(ask)


@app.command("correct")
def correct(
    registration: Entry,
    explanation: Annotated[str, typer.Option(help="Why, for the public log.")],
    file: Annotated[Path | None, typer.Option(help="The whole entry as it should be.")] = None,
    annul_event: Annotated[int, typer.Option(help="The suspension that counts as never made.")] = 0,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Corrects a slip of the centre (officers).

    Example: sepia registration correct SEP-EU2023-2026-000001 --annul-event 5 --explanation "The answer had arrived."
    """

    async def ask(sepia: Sepia) -> None:
        content, read_as = read_content(file, etag) if file else (None, etag)
        request = pb.CorrectRegistrationRequest(
            name=entry_name(registration),
            content=content,
            annulled_event=annul_event,
            explanation=explanation,
            etag=read_as,
            request_id=request_id or new_id().hex,
        )
        print_entry(await sepia.call(sepia.registrations.CorrectRegistration, request), as_json)

    carry_out(ask)


@app.command("note")
def note(
    registration: Entry,
    kind: Annotated[Noted, typer.Option(help="What happened.")],
    on: Annotated[str, typer.Option(help="The day from which it counts (2026-01-31).")],
    text: Annotated[str, typer.Option(help="What there is to say.")],
    reference: Annotated[str, typer.Option(help="The decision or result.")] = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Puts an event on record that happened elsewhere (officers).

    Example: sepia registration note SEP-EU2023-2026-000001 --kind proceedings --on 2026-03-01 --text "Action filed."
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.NoteRegistrationEventRequest(
            registration=entry_name(registration),
            kind=f"REGISTRATION_EVENT_KIND_{kind.name}",
            effective_date=date_option("--on", on),
            text=text,
            reference=reference,
            request_id=request_id or new_id().hex,
        )
        event: pb.RegistrationEvent = await sepia.call(sepia.registrations.NoteRegistrationEvent, request)
        print_json(event) if as_json else say(f"{event.name}: {event.text}")

    carry_out(ask)


@app.command("appeal")
def appeal(
    registration: Entry,
    reference: Annotated[str, typer.Option(help="The file of the Boards of Appeal.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Puts an appeal against a suspension on record (holder).

    Example: sepia registration appeal SEP-EU2023-2026-000001 --reference "R 123/2026"
    """
    request = pb.FileAppealRequest(
        name=entry_name(registration), reference=reference, request_id=request_id or new_id().hex
    )
    carry(lambda sepia: sepia.registrations.FileAppeal, request, as_json)


@app.command("decide-appeal")
def decide_appeal(
    registration: Entry,
    reference: Annotated[str, typer.Option(help="The decision.")],
    annulled: Annotated[bool, typer.Option("--annulled/--dismissed", help="Whether the suspension is annulled.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Records the decision of the Boards of Appeal (officers).

    Example: sepia registration decide-appeal SEP-EU2023-2026-000001 --annulled --reference "R 123/2026-1"
    """
    request = pb.DecideAppealRequest(
        name=entry_name(registration), annulled=annulled, reference=reference, request_id=request_id or new_id().hex
    )
    carry(lambda sepia: sepia.registrations.DecideAppeal, request, as_json)


@app.command("remove")
def remove(
    registration: Entry,
    ground: Annotated[str, typer.Option(help="expired, invalidated or not_essential under eu-2023.")],
    on: Annotated[str, typer.Option(help="When the ground arose (2026-01-31).")],
    evidence: Annotated[str, typer.Option(help="What shows it.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Removes an entry (holder).

    Example: sepia registration remove SEP-EU2023-2026-000001 --ground expired --on 2026-01-31 --evidence "EP register"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.RemoveRegistrationRequest(
            name=entry_name(registration),
            ground=ground,
            ground_date=date_option("--on", on),
            evidence=evidence,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        print_entry(await sepia.call(sepia.registrations.RemoveRegistration, request), as_json)

    carry_out(ask)


@app.command("erase-contact-data")
def erase_contact_data(
    registration: Entry,
    reference: Annotated[str, typer.Option(help="Who asked, and how.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Erases contact data of persons once its time is over (officers).

    Example: sepia registration erase-contact-data SEP-EU2023-2026-000001 --reference "letter of 2028-02-01"
    """
    request = pb.EraseContactDataRequest(
        name=entry_name(registration), reference=reference, request_id=request_id or new_id().hex
    )
    carry(lambda sepia: sepia.registrations.EraseContactData, request, as_json)
