"""Owns registrations on the command line: `sepia registration …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from google.protobuf.json_format import MessageToJson

from sepia.registry.v1 import registrations_pb2 as pb
from services.cli import court_gate, registration_changes, registration_cures, registration_reviews
from services.cli.output import Json, carry_out, print_json, say_plain, table
from services.cli.reading import full_name
from services.cli.registered import (
    Entry,
    Etag,
    RequestId,
    Standard,
    carry,
    date_option,
    day,
    entry_name,
    print_entry,
    read_message,
    word,
)
from services.cli.session import Sepia
from services.cli.standards import find_standard
from shared.ids import new_id

app = typer.Typer(help="Registrations: patents entered for standards, and what happens to them.", no_args_is_help=True)

app.add_typer(registration_changes.app)
app.add_typer(registration_cures.app)
app.add_typer(registration_reviews.app, name="review")
app.add_typer(court_gate.use_cases, name="use-cases")


def _template() -> pb.SubmitRegistrationRequest:
    party = pb.Party(
        name="Acme Radio Oy", address="Keilasatama 1, 02150 Espoo, FI", email="patents@acme.example", telephone="+358 1"
    )
    return pb.SubmitRegistrationRequest(
        holder="holders/acme-radio-oy",
        standard="standards/5g",
        fee=pb.FeePayment(
            receipt="ES-2026-004711", paid_date=date_option("", "2026-03-01"), holder_size=pb.REGISTRANT_SIZE_LARGE
        ),
        content=pb.RegistrationContent(
            patent=pb.RegisteredPatent(
                office="EP",
                number="EP 1 848 154 B1",
                in_force_in=["DE", "FR"],
                in_force_evidence="Register extract of the DPMA of 2026-02-20",
            ),
            correspondences=[
                pb.Correspondence(
                    claim=1,
                    standard_name="3GPP TS 38.211",
                    version="15.2.0",
                    release="Rel-15",
                    subclause="5.2.2",
                    kind=pb.PROVISION_KIND_REQUIREMENT,
                )
            ],
            commitment="ISLD-202001-001, ETSI IPR policy clause 6.1",
            holder=party,
            representatives=[party],
            public_terms=pb.PublicTerms(exist=pb.STATED_NO),
            sme_terms=pb.PublicTerms(exist=pb.STATED_NO),
            pools=pb.PoolAvailability(available=pb.STATED_NO),
            licensing_contact=party,
            licensing_entity="Acme Licensing Oy",
            bibliography=pb.Bibliography(
                priorities=["US 60/670,100"],
                family_members=["US 9,276,719 B2"],
                grant_date=date_option("", "2019-05-02"),
                expiry_date=date_option("", "2037-01-31"),
            ),
            products=pb.KnownItems(items=["handsets"]),
            essentiality=pb.KnownItems(none_known=True),
        ),
    )


@app.command("template")
def template() -> None:
    """Prints a request for registration in JSON, to fill in.

    Example: sepia registration template > reg.json
    """
    say_plain(MessageToJson(_template(), preserving_proto_field_name=True, ensure_ascii=False))


@app.command("submit")
def submit(
    file: Annotated[Path, typer.Option(help="The request, as `registration template` prints one.")],
    draft: Annotated[str, typer.Option(help="The draft to send again.")] = "",
    keep_as_draft: Annotated[bool, typer.Option("--keep-as-draft", help="Only keep it.")] = False,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Asks to register a patent for a standard; an incomplete request is kept as a draft with its faults.

    Example: sepia registration submit --file reg.json
    """

    async def ask(sepia: Sepia) -> None:
        request: pb.SubmitRegistrationRequest = read_message(file, pb.SubmitRegistrationRequest())
        if draft:
            request.name = entry_name(draft)
        request.keep_as_draft = request.keep_as_draft or keep_as_draft
        request.etag = etag or request.etag
        request.request_id = request_id or request.request_id or new_id().hex
        print_entry(await sepia.call(sepia.registrations.SubmitRegistration, request), as_json)

    carry_out(ask)


@app.command("enter")
def enter(
    registration: Entry,
    fee_confirmed: Annotated[bool, typer.Option("--fee-confirmed", help="The fee has arrived.")] = False,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Enters a submitted request: it gets its number and is public (officers).

    Example: sepia registration enter registrations/… --fee-confirmed
    """
    request = pb.EnterRegistrationRequest(
        name=entry_name(registration), fee_confirmed=fee_confirmed, etag=etag, request_id=request_id or new_id().hex
    )
    carry(lambda sepia: sepia.registrations.EnterRegistration, request, as_json)


@app.command("return")
def give_back(
    registration: Entry,
    reasons: Annotated[str, typer.Option(help="Why it is not complete.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Gives a submitted request back as incomplete (officers).

    Example: sepia registration return registrations/… --reasons "The receipt is of another patent."
    """
    request = pb.ReturnRegistrationRequest(
        name=entry_name(registration), reasons=reasons, request_id=request_id or new_id().hex
    )
    carry(lambda sepia: sepia.registrations.ReturnRegistration, request, as_json)


@app.command("discard")
def discard(registration: Entry, etag: Etag = "", request_id: RequestId = "", as_json: Json = False) -> None:
    """Discards a draft that is not to be sent any more (holder).

    Example: sepia registration discard registrations/…
    """
    request = pb.DiscardRegistrationRequest(
        name=entry_name(registration), etag=etag, request_id=request_id or new_id().hex
    )
    carry(lambda sepia: sepia.registrations.DiscardRegistration, request, as_json)


@app.command("show")
def show(registration: Entry, as_json: Json = False) -> None:
    """Shows a registration with the fields that you may see.

    Example: sepia registration show SEP-EU2023-2026-000001
    """
    request = pb.GetRegistrationRequest(name=entry_name(registration))
    carry(lambda sepia: sepia.registrations.GetRegistration, request, as_json)


@app.command("list")
def list_registrations(
    standard: Standard = "",
    holder: Annotated[str, typer.Option(help="Only those of this holder.")] = "",
    patent: Annotated[str, typer.Option(help="Only those of this patent, with its office.")] = "",
    most: Annotated[int, typer.Option("--most", min=1, help="At most this many lines.")] = 50,
    as_json: Json = False,
) -> None:
    """Lists registrations; your own drafts are among them.

    Example: sepia registration list --standard 5g
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListRegistrationsRequest(
            standard=await find_standard(sepia, standard) if standard else "",
            holder=full_name(holder, "holders") if holder else "",
            patent=patent,
            page_size=min(most, 1000),
        )
        found: list[pb.Registration] = await sepia.collect(
            sepia.registrations.ListRegistrations, request, "registrations", most=most
        )
        if as_json:
            print_json({"registrations": found})
            return
        rows = [
            (
                each.number or each.name,
                word(pb.RegistrationState, each.state, "REGISTRATION_STATE_"),
                each.content.patent.number,
                each.standard,
                each.holder,
                day(each.registration_date),
                "late" if each.late else "",
            )
            for each in found
        ]
        table("Registrations", ("number", "state", "patent", "standard", "holder", "registered", ""), rows)

    carry_out(ask)


@app.command("events")
def events(registration: Entry, as_json: Json = False) -> None:
    """Lists what happened to a registration, each with the day from which it counts and that of its recording.

    Example: sepia registration events SEP-EU2023-2026-000001
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListRegistrationEventsRequest(registration=entry_name(registration), page_size=1000)
        found: list[pb.RegistrationEvent] = await sepia.collect(
            sepia.registrations.ListRegistrationEvents, request, "events"
        )
        if as_json:
            print_json({"events": found})
            return
        rows = [
            (
                each.name.rpartition("/")[2],
                day(each.effective_date),
                day(each.record_date),
                word(pb.RegistrationEventKind, each.kind, "REGISTRATION_EVENT_KIND_"),
                each.text,
                each.provision,
                str(each.log_position) if each.log_position >= 0 else "",
            )
            for each in found
        ]
        table("Events", ("", "counts from", "recorded", "what", "text", "provision", "log"), rows)

    carry_out(ask)


@app.command("extract")
def extract(registration: Entry, as_json: Json = False) -> None:
    """Prints an extract of the register with its digest and the log's checkpoint.

    Example: sepia registration extract SEP-EU2023-2026-000001
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetRegistrationExtractRequest(registration=entry_name(registration))
        made: pb.RegistrationExtract = await sepia.call(sepia.registrations.GetRegistrationExtract, request)
        if as_json:
            print_json(made)
        else:
            say_plain(f"{made.text}sha256 {made.sha256}\n\n{made.checkpoint}")

    carry_out(ask)


@app.command("notices")
def notices(
    holder: Annotated[str, typer.Argument(help="The holder.")],
    most: Annotated[int, typer.Option("--most", min=1, help="At most this many lines.")] = 50,
    as_json: Json = False,
) -> None:
    """Lists what a holder and its representatives were told, the newest first.

    Example: sepia registration notices acme-radio-oy
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListNoticesRequest(holder=full_name(holder, "holders"), page_size=min(most, 1000))
        found: list[pb.Notice] = await sepia.collect(sepia.registrations.ListNotices, request, "notices", most=most)
        if as_json:
            print_json({"notices": found})
            return
        rows = [(each.recipient, each.text, day(each.due_date)) for each in found]
        table("Notices", ("to", "what", "until"), rows)

    carry_out(ask)
