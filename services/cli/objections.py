"""Owns objections: `sepia objection file|list|show|admit|refuse|answer|decide|withdraw|…`."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.markup import escape

from sepia.registry.v1 import objections_pb2 as pb
from services.cli.dates import day_text
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name, when
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Objections against entries and documents: notice, answer, decision.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The objection, `objections/…`.")]
Etag = Annotated[str, typer.Option(help="The etag read, so that nobody's change is lost.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]
Urls = Annotated[list[str] | None, typer.Option("--url", help="Evidence: an address. Can be repeated.")]
Documents = Annotated[
    list[str] | None, typer.Option("--document", help="Evidence: a document, `documents/{sha256}`. Can be repeated.")
]
Texts = Annotated[list[str] | None, typer.Option("--evidence", help="Evidence in words. Can be repeated.")]
Secrets = Annotated[
    list[str] | None, typer.Option("--confidential-evidence", help="Evidence in words, for the centre only.")
]


class Ground(enum.StrEnum):
    """Why somebody objects."""

    WRONG = "wrong"
    CONFIDENTIAL = "confidential"
    INFRINGING = "infringing"

    @property
    def number(self) -> pb.ObjectionGround:
        """As the contract numbers it."""
        return pb.ObjectionGround.Value(f"OBJECTION_GROUND_{self.name}")  # pyright: ignore[reportReturnType]


class RemedyWord(enum.StrEnum):
    """What a decision does."""

    NONE = "none"
    CORRECTION = "correction"
    SUSPENSION = "suspension"
    ANNOTATION = "annotation"
    ACCESS_RESTRICTED = "access-restricted"
    ACCESS_LIFTED = "access-lifted"

    @property
    def number(self) -> pb.Remedy:
        """As the contract numbers it."""
        return pb.Remedy.Value(f"REMEDY_{self.name}")  # pyright: ignore[reportReturnType]


def state_word(state: int) -> str:
    """Where an objection stands, for people."""
    name = pb.ObjectionState.Name(state)  # pyright: ignore[reportArgumentType]
    return name.removeprefix("OBJECTION_STATE_").lower().replace("_", " ")


def _evidence(
    texts: Sequence[str] | None,
    urls: Sequence[str] | None,
    documents: Sequence[str] | None,
    secret: Sequence[str] | None,
) -> list[pb.Evidence]:
    return [
        *(pb.Evidence(text=text) for text in texts or ()),
        *(pb.Evidence(url=url) for url in urls or ()),
        *(pb.Evidence(document=full_name(document, "documents")) for document in documents or ()),
        *(pb.Evidence(text=text, confidential=True) for text in secret or ()),
    ]


def print_objection(objection: pb.Objection) -> None:
    """Prints an objection with its steps."""
    ground = pb.ObjectionGround.Name(objection.ground).removeprefix("OBJECTION_GROUND_").lower()
    say(f"[bold]{objection.name}[/] {state_word(objection.state)}, etag {objection.etag}")
    say(f"against {escape(objection.subject)}: {ground}")
    say(f"by {escape(objection.objector_name or '(name withheld)')}: {escape(objection.reasons)}")
    for piece in objection.evidence:
        say(f"  evidence: {_evidence_text(piece)}")
    if objection.HasField("answer_due_date") and objection.state == pb.OBJECTION_STATE_ANSWER_OPEN:
        say(f"{objection.holder} may answer until {day_text(objection.answer_due_date)} — {objection.answer_provision}")
    if objection.HasField("answer"):
        say(f"answer of {day_text(objection.answer.answer_date)}: {escape(objection.answer.text)}")
        for piece in objection.answer.evidence:
            say(f"  evidence: {_evidence_text(piece)}")
    if objection.HasField("decision"):
        remedy = pb.Remedy.Name(objection.decision.remedy).removeprefix("REMEDY_").lower().replace("_", " ")
        on_file = ", on the file" if objection.decision.on_the_file else ""
        say(f"decision of {day_text(objection.decision.decision_date)}{on_file}: {escape(objection.decision.reasons)}")
        text = objection.decision.remedy_text
        say(f"remedy: {remedy}{': ' + escape(text) if text else ''}")
    if objection.access_restricted:
        say("[yellow]access to the document is restricted until the decision[/]")
    rows = [(str(s.number), day_text(s.step_date), s.step, s.actor, s.note, s.provision) for s in objection.steps]
    table("Steps", ("", "date", "step", "by", "note", "provision"), rows, numbers=[0])


def _evidence_text(piece: pb.Evidence) -> str:
    if piece.withheld:
        return "(confidential)"
    what = escape(piece.text or piece.url or piece.document)
    kept = (" (kept here)" if piece.kept else " (not kept here)") if piece.document else ""
    return f"{what}{kept}{' (confidential)' if piece.confidential else ''}"


def _carry(method: str, request: Any, as_json: bool) -> None:
    async def ask(sepia: Sepia) -> None:
        objection: pb.Objection = await sepia.call(getattr(sepia.objections, method), request)
        print_json(objection) if as_json else print_objection(objection)

    carry_out(ask)


@app.command("file")
def file(
    subject: Annotated[str, typer.Argument(help="What it is against: an entry's or a document's name.")],
    ground: Annotated[Ground, typer.Option(help="Why.")],
    reasons: Annotated[str, typer.Option(help="The reasons, for everybody to read.")],
    name: Annotated[str, typer.Option(help="Who objects.")],
    contact: Annotated[str, typer.Option(help="Where you can be reached.")],
    evidence: Texts = None,
    url: Urls = None,
    document: Documents = None,
    confidential_evidence: Secrets = None,
    confidential_reasons: Annotated[str, typer.Option(help="Reasons for the centre only.")] = "",
    withhold_name: Annotated[bool, typer.Option("--withhold-name", help="The name is not to be public.")] = False,
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Files a reasoned notice against an entry or a document.

    Example: sepia objection file holders/acme/declarations/7 --ground wrong --reasons "EP1848154 lapsed in 2021."
    --url https://register.example/EP1848154 --name "Muster GmbH" --contact post@muster.example
    """
    request = pb.FileObjectionRequest(
        subject=subject,
        ground=ground.number,
        reasons=reasons,
        confidential_reasons=confidential_reasons,
        evidence=_evidence(evidence, url, document, confidential_evidence),
        objector_name=name,
        objector_contact=contact,
        withhold_name=withhold_name,
        request_id=request_id or new_id().hex,
    )
    _carry("FileObjection", request, as_json)


@app.command("list")
def list_objections(
    subject: Annotated[str, typer.Option(help="Only those against this entry or document.")] = "",
    holder: Annotated[str, typer.Option(help="Only those that concern this holder.")] = "",
    as_json: Json = False,
) -> None:
    """Lists objections, the newest first.

    Example: sepia objection list --holder holders/acme
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListObjectionsRequest(
            subject=subject, holder=full_name(holder, "holders") if holder else "", page_size=200
        )
        found: list[pb.Objection] = await sepia.collect(sepia.objections.ListObjections, request, "objections")
        if as_json:
            print_json({"objections": found})
            return
        rows = [
            (o.name, state_word(o.state), o.subject, o.holder, day_text(o.file_date), day_text(o.answer_due_date))
            for o in found
        ]
        table("Objections", ("objection", "state", "against", "holder", "filed", "answer until"), rows)

    carry_out(ask)


@app.command("show")
def show(objection: Name, as_json: Json = False) -> None:
    """Shows an objection with its steps, as far as you may see it.

    Example: sepia objection show objections/0193c0de-0000-7000-8000-000000000001
    """
    _carry("GetObjection", pb.GetObjectionRequest(name=full_name(objection, "objections")), as_json)


@app.command("admit")
def admit(
    objection: Name,
    holder: Annotated[str, typer.Option(help="Who may answer; without it, whose entry it is.")] = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Admits a notice: it becomes public and the holder may answer.

    Example: sepia objection admit objections/0193c0de-0000-7000-8000-000000000001
    """
    request = pb.AdmitObjectionRequest(
        name=full_name(objection, "objections"),
        holder=full_name(holder, "holders") if holder else "",
        etag=etag,
        request_id=request_id or new_id().hex,
    )
    _carry("AdmitObjection", request, as_json)


@app.command("refuse")
def refuse_objection(
    objection: Name,
    reason: Annotated[str, typer.Option(help="What is missing, and how to put it right.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Refuses a notice as inadmissible.

    Example: sepia objection refuse objections/0193c0de-0000-7000-8000-000000000001 --reason "Say which claim."
    """
    request = pb.RefuseObjectionRequest(
        name=full_name(objection, "objections"), reason=reason, etag=etag, request_id=request_id or new_id().hex
    )
    _carry("RefuseObjection", request, as_json)


@app.command("answer")
def answer(
    objection: Name,
    text: Annotated[str, typer.Option(help="The answer, for everybody to read.")],
    evidence: Texts = None,
    url: Urls = None,
    document: Documents = None,
    confidential_evidence: Secrets = None,
    confidential_text: Annotated[str, typer.Option(help="What only the centre may read.")] = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Answers for the holder concerned, once and in time.

    Example: sepia objection answer objections/0193c0de-0000-7000-8000-000000000001 --text "It lapsed in Denmark only."
    """
    request = pb.AnswerObjectionRequest(
        name=full_name(objection, "objections"),
        text=text,
        confidential_text=confidential_text,
        evidence=_evidence(evidence, url, document, confidential_evidence),
        etag=etag,
        request_id=request_id or new_id().hex,
    )
    _carry("AnswerObjection", request, as_json)


@app.command("decide")
def decide(
    objection: Name,
    upheld: Annotated[bool, typer.Option("--upheld/--rejected", help="Whether it is founded.")],
    reasons: Annotated[str, typer.Option(help="Why, for everybody to read.")],
    remedy: Annotated[RemedyWord, typer.Option(help="What follows.")] = RemedyWord.NONE,
    text: Annotated[str, typer.Option(help="The correction or the note.")] = "",
    audience: Annotated[
        list[str] | None, typer.Option(help="Who keeps access, such as `organization:holders/acme`. Can be repeated.")
    ] = None,
    confidential_reasons: Annotated[str, typer.Option(help="Reasons for the parties only.")] = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Decides an objection and carries the remedy out.

    Example: sepia objection decide objections/0193c0de-0000-7000-8000-000000000001 --upheld --reasons "Shown."
    --remedy annotation --text "Lapsed in Denmark on 2021-03-31."
    """
    request = pb.DecideObjectionRequest(
        name=full_name(objection, "objections"),
        upheld=upheld,
        reasons=reasons,
        confidential_reasons=confidential_reasons,
        remedy=remedy.number,
        remedy_text=text,
        audience=audience or (),
        etag=etag,
        request_id=request_id or new_id().hex,
    )
    _carry("DecideObjection", request, as_json)


@app.command("withdraw")
def withdraw(
    objection: Name,
    reason: Annotated[str, typer.Option(help="Why, if you want to say.")] = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Withdraws your own objection before it is decided.

    Example: sepia objection withdraw objections/0193c0de-0000-7000-8000-000000000001
    """
    request = pb.WithdrawObjectionRequest(
        name=full_name(objection, "objections"), reason=reason, etag=etag, request_id=request_id or new_id().hex
    )
    _carry("WithdrawObjection", request, as_json)


@app.command("restrict")
def restrict(
    objection: Name,
    reason: Annotated[str, typer.Option(help="Why, for everybody to read.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Restricts access to the document until the decision.

    Example: sepia objection restrict objections/0193c0de-0000-7000-8000-000000000001 --reason "It shows a licence."
    """
    request = pb.RestrictAccessRequest(
        name=full_name(objection, "objections"), reason=reason, etag=etag, request_id=request_id or new_id().hex
    )
    _carry("RestrictAccess", request, as_json)


@app.command("lift")
def lift(
    objection: Name,
    reason: Annotated[str, typer.Option(help="Why, for everybody to read.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Ends an interim restriction before the decision.

    Example: sepia objection lift objections/0193c0de-0000-7000-8000-000000000001 --reason "Not needed."
    """
    request = pb.LiftRestrictionRequest(
        name=full_name(objection, "objections"), reason=reason, etag=etag, request_id=request_id or new_id().hex
    )
    _carry("LiftRestriction", request, as_json)


@app.command("erase-contact")
def erase_contact(
    objection: Name,
    reference: Annotated[str, typer.Option(help="Who asked, and how; only its digest is kept.")],
    name_too: Annotated[bool, typer.Option("--name-too", help="The name as well: where it is a person's.")] = False,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Erases how an objector can be reached, once the objection is over (officers).

    Example: sepia objection erase-contact objections/0193c0de-0000-7000-8000-000000000001 --reference "letter of
    2028-02-01"
    """
    request = pb.EraseObjectorContactRequest(
        name=full_name(objection, "objections"),
        reference=reference,
        erase_name=name_too,
        etag=etag,
        request_id=request_id or new_id().hex,
    )
    _carry("EraseObjectorContact", request, as_json)


@app.command("notes")
def notes(
    subject: Annotated[str, typer.Argument(help="The entry, for example `families/etsi-500`.")], as_json: Json = False
) -> None:
    """What objections and decisions have put beside an entry, the newest first.

    Example: sepia objection notes families/etsi-500
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListEntryNotesRequest(subject=subject, page_size=200)
        found: list[pb.EntryNote] = await sepia.collect(sepia.objections.ListEntryNotes, request, "notes")
        if as_json:
            print_json({"notes": found})
            return
        rows = [
            (day_text(n.effective_date), n.kind, n.text, "taken back" if n.HasField("withdraw_time") else "", n.cause)
            for n in found
        ]
        table(f"Notes beside {subject}", ("date", "kind", "note", "", "because of"), rows)

    carry_out(ask)


@app.command("access")
def access(
    document: Annotated[str, typer.Argument(help="The document, `documents/{sha256}`.")], as_json: Json = False
) -> None:
    """Restrictions of access to a document, the newest first.

    Example: sepia objection access documents/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListAccessRestrictionsRequest(document=full_name(document, "documents"), page_size=200)
        found: list[pb.AccessRestriction] = await sepia.collect(
            sepia.objections.ListAccessRestrictions, request, "restrictions"
        )
        if as_json:
            print_json({"restrictions": found})
            return
        rows = [
            (when(r.start_time), when(r.end_time) or "in force", ", ".join(r.audience), r.reason, r.cause)
            for r in found
        ]
        table("Restrictions", ("since", "until", "access for", "why", "because of"), rows)

    carry_out(ask)
