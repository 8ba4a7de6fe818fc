"""Owns registrations on the command line: `sepia registration …` and `sepia court-gate`."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from google.protobuf.json_format import MessageToJson, Parse, ParseError
from google.type.date_pb2 import Date

from sepia.registry.v1 import registrations_pb2 as pb
from services.cli.output import Json, bad_value, carry_out, print_json, say, say_plain, table
from services.cli.reading import full_name, readable_file
from services.cli.session import Sepia
from shared.errors import SepiaError, invalid
from shared.ids import new_id

app = typer.Typer(help="Registrations: patents entered for standards, and what happens to them.", no_args_is_help=True)
review = typer.Typer(help="The yearly sample of entries that are checked.", no_args_is_help=True)
use_cases = typer.Typer(help="Use cases that are carved out for a standard.", no_args_is_help=True)
app.add_typer(review, name="review")
app.add_typer(use_cases, name="use-cases")
gate = typer.Typer()

Entry = Annotated[str, typer.Argument(help="`registrations/…`, or the registration number.")]
CureArgument = Annotated[str, typer.Argument(help="`registrations/…/cures/…`, as `registration cures` lists it.")]
Etag = Annotated[str, typer.Option(help="Of what you read; refuses to overwrite somebody else's change.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]
Standard = Annotated[str, typer.Option(help="The standard, for example `5g`.")]


class Ground(enum.StrEnum):
    """Whose news it is."""

    COURT = "court"
    OFFICE = "office"
    OBJECTION = "objection"


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


def _name(given: str) -> str:
    return full_name(given, "registrations")


def _word(kind: Any, value: int, prefix: str) -> str:
    return kind.Name(value).removeprefix(prefix).lower().replace("_", " ")


def _day(message: Date) -> str:
    return f"{message.year:04}-{message.month:02}-{message.day:02}" if message.year else ""


def _date(what: str, given: str) -> Date:
    try:
        day = dt.date.fromisoformat(given)
    except ValueError:
        raise bad_value(what, given, "a date such as 2026-01-31") from None
    return Date(year=day.year, month=day.month, day=day.day)


def _read(file: Path, message: Any) -> Any:
    """The message in a JSON file; a field that the contract does not have is refused by name."""
    try:
        return Parse(readable_file(file).read_text(encoding="utf-8"), message)
    except (ParseError, UnicodeDecodeError) as problem:
        raise _unreadable(file, str(problem)) from problem


def _unreadable(file: Path, why: str) -> SepiaError:
    return invalid(
        "REGISTRATION_FILE_UNREADABLE",
        f"{file} is no request for registration: {why}. `sepia registration template` prints one to fill in.",
    )


def _template() -> pb.SubmitRegistrationRequest:
    party = pb.Party(
        name="Acme Radio Oy", address="Keilasatama 1, 02150 Espoo, FI", email="patents@acme.example", telephone="+358 1"
    )
    return pb.SubmitRegistrationRequest(
        holder="holders/acme-radio-oy",
        standard="standards/5g",
        fee=pb.FeePayment(
            receipt="ES-2026-004711", paid_date=_date("", "2026-03-01"), holder_size=pb.REGISTRANT_SIZE_LARGE
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
                grant_date=_date("", "2019-05-02"),
                expiry_date=_date("", "2037-01-31"),
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
        request: pb.SubmitRegistrationRequest = _read(file, pb.SubmitRegistrationRequest())
        if draft:
            request.name = _name(draft)
        request.keep_as_draft = request.keep_as_draft or keep_as_draft
        request.etag = etag or request.etag
        request.request_id = request_id or request.request_id or new_id().hex
        _print(await sepia.call(sepia.registrations.SubmitRegistration, request), as_json)

    carry_out(ask)


def _print(entry: pb.Registration, as_json: bool) -> None:
    if as_json:
        print_json(entry)
        return
    state = _word(pb.RegistrationState, entry.state, "REGISTRATION_STATE_")
    say(f"[bold]{entry.number or entry.name}[/]  {state}")
    patent = entry.content.patent
    number = patent.number if patent.number.upper().startswith(patent.office) else f"{patent.office} {patent.number}"
    say(f"{number or 'No patent'} for {entry.standard}, held by {entry.holder}, {entry.regime}")
    for what, date in (
        ("received", entry.receive_date),
        ("registered", entry.registration_date),
        ("window until", entry.window_end_date),
        ("suspended since", entry.suspension_date),
        ("appeal until", entry.appeal_due_date),
        ("removed", entry.removal_date),
        ("files kept until", entry.files_kept_until_date),
        ("contact data erasable from", entry.erasable_from_date),
    ):
        if date.year:
            say(f"  {what} {_day(date)}")
    if entry.late:
        gap = f": gap {_day(entry.gap_start_date)} to {_day(entry.gap_end_date)}" if entry.gap_start_date.year else ""
        say(f"  [yellow]late[/]{gap}")
    for place in entry.content.correspondences:
        kind = _word(pb.ProvisionKind, place.kind, "PROVISION_KIND_")
        edition = " ".join(part for part in (place.version, place.release) if part)
        say(f"  claim {place.claim}: {place.standard_name} {edition}, {place.subclause} ({kind})")
    if entry.withheld_fields:
        say(f"  [dim]not shown to you: {', '.join(entry.withheld_fields)}[/]")
    if entry.faults:
        rows = [(fault.field, fault.rule, fault.example) for fault in entry.faults]
        table("What is missing or wrong", ("field", "rule", "for example"), rows)
    say(f"[dim]{entry.name}  etag {entry.etag}[/]")


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
        name=_name(registration), fee_confirmed=fee_confirmed, etag=etag, request_id=request_id or new_id().hex
    )
    _carry(lambda sepia: sepia.registrations.EnterRegistration, request, as_json)


def _carry(method: Callable[[Sepia], Any], request: Any, as_json: bool) -> None:
    async def ask(sepia: Sepia) -> None:
        _print(await sepia.call(method(sepia), request), as_json)

    carry_out(ask)


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
        name=_name(registration), reasons=reasons, request_id=request_id or new_id().hex
    )
    _carry(lambda sepia: sepia.registrations.ReturnRegistration, request, as_json)


@app.command("show")
def show(registration: Entry, as_json: Json = False) -> None:
    """Shows a registration with the fields that you may see.

    Example: sepia registration show SEP-EU2023-2026-000001
    """
    request = pb.GetRegistrationRequest(name=_name(registration))
    _carry(lambda sepia: sepia.registrations.GetRegistration, request, as_json)


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
            standard=full_name(standard, "standards") if standard else "",
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
                _word(pb.RegistrationState, each.state, "REGISTRATION_STATE_"),
                each.content.patent.number,
                each.standard,
                each.holder,
                _day(each.registration_date),
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
        request = pb.ListRegistrationEventsRequest(registration=_name(registration), page_size=1000)
        found: list[pb.RegistrationEvent] = await sepia.collect(
            sepia.registrations.ListRegistrationEvents, request, "events"
        )
        if as_json:
            print_json({"events": found})
            return
        rows = [
            (
                each.name.rpartition("/")[2],
                _day(each.effective_date),
                _day(each.record_date),
                _word(pb.RegistrationEventKind, each.kind, "REGISTRATION_EVENT_KIND_"),
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
        request = pb.GetRegistrationExtractRequest(registration=_name(registration))
        made: pb.RegistrationExtract = await sepia.call(sepia.registrations.GetRegistrationExtract, request)
        if as_json:
            print_json(made)
        else:
            say_plain(f"{made.text}sha256 {made.sha256}\n\n{made.checkpoint}")

    carry_out(ask)


File = Annotated[Path, typer.Option(help="The whole entry: the `content` of what `registration show --json` prints.")]


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

    Example: sepia registration report-change SEP-EU2023-2026-000001 --file content.json --changed 2026-02-01
    --explanation "New licensing entity."
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ReportChangeRequest(
            name=_name(registration),
            change_date=_date("--changed", changed),
            content=_read(file, pb.RegistrationContent()),
            explanation=explanation,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        _print(await sepia.call(sepia.registrations.ReportChange, request), as_json)

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
        request = pb.CorrectRegistrationRequest(
            name=_name(registration),
            content=_read(file, pb.RegistrationContent()) if file else None,
            annulled_event=annul_event,
            explanation=explanation,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        _print(await sepia.call(sepia.registrations.CorrectRegistration, request), as_json)

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
            registration=_name(registration),
            kind=f"REGISTRATION_EVENT_KIND_{kind.name}",
            effective_date=_date("--on", on),
            text=text,
            reference=reference,
            request_id=request_id or new_id().hex,
        )
        event: pb.RegistrationEvent = await sepia.call(sepia.registrations.NoteRegistrationEvent, request)
        print_json(event) if as_json else say(f"{event.name}: {event.text}")

    carry_out(ask)


# --- cures -------------------------------------------------------------------------------------------------------


def _print_cure(cure: pb.Cure, as_json: bool) -> None:
    if as_json:
        print_json(cure)
        return
    state, ground = _word(pb.CureState, cure.state, "CURE_STATE_"), _word(pb.CureGround, cure.ground, "CURE_GROUND_")
    say(f"[bold]{state}[/]: {cure.defect} ({ground}), to be mended by {_day(cure.due_date)}")
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
            registration=_name(registration),
            ground=f"CURE_GROUND_{ground.name}",
            defect=defect,
            reference=reference,
            due_date=_date("--due", due) if due else None,
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
        request = pb.ListCuresRequest(registration=_name(registration), page_size=1000)
        found: list[pb.Cure] = await sepia.collect(sepia.registrations.ListCures, request, "cures")
        if as_json:
            print_json({"cures": found})
            return
        rows = [
            (
                _word(pb.CureState, each.state, "CURE_STATE_"),
                _word(pb.CureGround, each.ground, "CURE_GROUND_"),
                _day(each.due_date),
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
    file: Annotated[Path | None, typer.Option(help="The whole entry as corrected.")] = None,
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Answers a cure, with the corrected entry where that mends it (holder).

    Example: sepia registration answer registrations/…/cures/… --text "Corrected." --file content.json
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.AnswerCureRequest(
            name=_name(cure),
            answer=text,
            content=_read(file, pb.RegistrationContent()) if file else None,
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
        name=_name(cure), cured=cured, reasons=reasons, request_id=request_id or new_id().hex
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
            registration=_name(registration),
            identity=identity,
            reasons=reasons,
            evidence=evidence,
            request_id=request_id or new_id().hex,
        )
        made: pb.CorrectionRequest = await sepia.call(sepia.registrations.RequestCorrection, request)
        print_json(made) if as_json else say(f"{made.name}: received {_day(made.receive_date)}")

    carry_out(ask)


@app.command("correction-requests")
def correction_requests(registration: Entry, as_json: Json = False) -> None:
    """Lists requests for the correction of an entry (holder and officers).

    Example: sepia registration correction-requests SEP-EU2023-2026-000001
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListCorrectionRequestsRequest(registration=_name(registration), page_size=1000)
        found: list[pb.CorrectionRequest] = await sepia.collect(
            sepia.registrations.ListCorrectionRequests, request, "correction_requests"
        )
        if as_json:
            print_json({"correctionRequests": found})
            return
        prefix = "CORRECTION_REQUEST_STATE_"
        rows = [
            (_word(pb.CorrectionRequestState, each.state, prefix), _day(each.receive_date), each.identity, each.name)
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
            name=_name(correction_request), admit=admit, reasons=reasons, request_id=request_id or new_id().hex
        )
        made: pb.CorrectionRequest = await sepia.call(sepia.registrations.DecideCorrectionRequest, request)
        state = _word(pb.CorrectionRequestState, made.state, "CORRECTION_REQUEST_STATE_")
        print_json(made) if as_json else say(f"{made.name}: {state} {made.cure}")

    carry_out(ask)


# --- appeal, removal ---------------------------------------------------------------------------------------------


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
    request = pb.FileAppealRequest(name=_name(registration), reference=reference, request_id=request_id or new_id().hex)
    _carry(lambda sepia: sepia.registrations.FileAppeal, request, as_json)


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
        name=_name(registration), annulled=annulled, reference=reference, request_id=request_id or new_id().hex
    )
    _carry(lambda sepia: sepia.registrations.DecideAppeal, request, as_json)


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
            name=_name(registration),
            ground=ground,
            ground_date=_date("--on", on),
            evidence=evidence,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        _print(await sepia.call(sepia.registrations.RemoveRegistration, request), as_json)

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
        name=_name(registration), reference=reference, request_id=request_id or new_id().hex
    )
    _carry(lambda sepia: sepia.registrations.EraseContactData, request, as_json)


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
        rows = [(each.recipient, each.text, _day(each.due_date)) for each in found]
        table("Notices", ("to", "what", "until"), rows)

    carry_out(ask)


# --- the yearly sample -------------------------------------------------------------------------------------------


@review.command("draw")
def draw(
    year: Annotated[int, typer.Argument(help="The year.")],
    source: Annotated[str, typer.Option(help="Where the random value comes from, as announced.")],
    value: Annotated[str, typer.Option(help="The value exactly as it was published.")],
    regime: Annotated[str, typer.Option(help="The regime.")] = "eu-2023",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Draws the yearly sample (officers).

    Example: sepia registration review draw 2026 --source "Euromillions of 2026-12-01" --value 04-11-23-38-50
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.DrawReviewSampleRequest(
            regime=regime,
            year=year,
            seed_source=source,
            public_random_value=value,
            request_id=request_id or new_id().hex,
        )
        made: pb.ReviewSample = await sepia.call(sepia.registrations.DrawReviewSample, request)
        if as_json:
            print_json(made)
        else:
            say(f"{made.name}: {made.drawn_count} of {made.population_count} ({made.share}), seed {made.seed}")

    carry_out(ask)


@review.command("samples")
def samples(as_json: Json = False) -> None:
    """Lists the yearly samples.

    Example: sepia registration review samples
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListReviewSamplesRequest(page_size=1000)
        found: list[pb.ReviewSample] = await sepia.collect(
            sepia.registrations.ListReviewSamples, request, "review_samples"
        )
        if as_json:
            print_json({"reviewSamples": found})
            return
        rows = [
            (str(s.year), s.regime, str(s.drawn_count), str(s.population_count), s.share, s.seed_source, s.name)
            for s in found
        ]
        table("Samples", ("year", "regime", "drawn", "of", "share", "value from", "name"), rows, numbers=[2, 3])

    carry_out(ask)


@review.command("list")
def items(
    sample: Annotated[str, typer.Argument(help="`reviewSamples/…`.")],
    population: Annotated[bool, typer.Option("--population", help="All there were to draw from.")] = False,
    as_json: Json = False,
) -> None:
    """Lists the entries of a sample in the order of the draw.

    Example: sepia registration review list reviewSamples/…
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListReviewItemsRequest(
            sample=full_name(sample, "reviewSamples"), population=population, page_size=5000
        )
        found: list[pb.ReviewItem] = await sepia.collect(sepia.registrations.ListReviewItems, request, "items")
        if as_json:
            print_json({"items": found})
            return
        rows = [
            (
                str(each.rank or ""),
                each.number,
                _word(pb.ReviewOutcome, each.outcome, "REVIEW_OUTCOME_") if each.outcome else "",
                each.findings,
                each.name,
            )
            for each in found
        ]
        table("Entries", ("", "number", "outcome", "findings", "name"), rows, numbers=[0])

    carry_out(ask)


@review.command("decide")
def decide_item(
    item: Annotated[str, typer.Argument(help="`reviewSamples/…/items/…`.")],
    findings: Annotated[str, typer.Option(help="The findings; with a defect, what is to be mended.")],
    defect: Annotated[bool, typer.Option("--defect/--ok", help="Whether there is a defect.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Decides on a drawn entry; a defect opens a cure (officers).

    Example: sepia registration review decide reviewSamples/…/items/SEP-EU2023-2026-000007 --ok --findings "Complete."
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.DecideReviewItemRequest(
            name=full_name(item, "reviewSamples"),
            outcome=pb.REVIEW_OUTCOME_DEFECT if defect else pb.REVIEW_OUTCOME_OK,
            findings=findings,
            request_id=request_id or new_id().hex,
        )
        made: pb.ReviewItem = await sepia.call(sepia.registrations.DecideReviewItem, request)
        outcome = _word(pb.ReviewOutcome, made.outcome, "REVIEW_OUTCOME_")
        print_json(made) if as_json else say(f"{made.number}: {outcome} {made.cure}")

    carry_out(ask)


# --- the court gate ----------------------------------------------------------------------------------------------


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
        request: pb.SetCarvedOutUseCasesRequest = _read(file, pb.SetCarvedOutUseCasesRequest())
        request.standard = full_name(standard, "standards")
        request.request_id = request_id or new_id().hex
        _print_use_cases(await sepia.call(sepia.registrations.SetCarvedOutUseCases, request), as_json)

    carry_out(ask)


@use_cases.command("show")
def show_use_cases(standard: Annotated[str, typer.Argument(help="The standard.")], as_json: Json = False) -> None:
    """Shows the use cases that are carved out.

    Example: sepia registration use-cases show 5g
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetCarvedOutUseCasesRequest(standard=full_name(standard, "standards"))
        _print_use_cases(await sepia.call(sepia.registrations.GetCarvedOutUseCases, request), as_json)

    carry_out(ask)


def _print_use_cases(listed: pb.CarvedOutUseCases, as_json: bool) -> None:
    if as_json:
        print_json(listed)
        return
    rows = [(each.use_case, _day(each.start_date), _day(each.end_date), each.source) for each in listed.use_cases]
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
            standard=full_name(standard, "standards") if standard else "",
            use_case=use_case,
            date=_date("--date", date) if date else None,
            grant_date=_date("--grant-date", grant_date) if grant_date else None,
        )
        told: pb.CourtGate = await sepia.call(sepia.registrations.QueryCourtGate, request)
        print_json(told) if as_json else _print_gate(told)

    carry_out(ask)


def _print_gate(told: pb.CourtGate) -> None:
    standing = _word(pb.GateStanding, told.standing, "GATE_STANDING_")
    say(f"[bold]{standing}[/] on {_day(told.date)}: {told.number or told.patent} for {told.standard}")
    then = _word(pb.GateStanding, told.standing_on_record_then, "GATE_STANDING_")
    if told.standing_on_record_then != told.standing:
        say(f"[yellow]On record at the end of that day: {then}. What was recorded later is listed below.[/]")
    rows = [
        (
            each.question.replace("_", " "),
            _word(pb.GateAnswer, each.answer, "GATE_ANSWER_"),
            each.text,
            each.provision + (f" [{each.provision_status}]" if each.provision_status else ""),
        )
        for each in told.parts
    ]
    table("", ("question", "answer", "", "provision"), rows)
    if told.recorded_later:
        later = [
            (
                _day(each.effective_date),
                _day(each.record_date),
                _word(pb.RegistrationEventKind, each.kind, "REGISTRATION_EVENT_KIND_"),
                each.text,
            )
            for each in told.recorded_later
        ]
        table("Recorded later", ("counts from", "recorded", "what", "text"), later)
    known = "declared" if told.declared else "not declared"
    as_of = f"As of {told.edition} and {told.log_size} entries of the log"
    say(f"[dim]The patent is {known} for the standard. {as_of}; {told.profile[:24]}…[/]")
