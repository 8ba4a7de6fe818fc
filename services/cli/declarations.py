"""Owns declarations: `sepia declaration submit|show|list|patents|chain|update|withdraw|remove|review|document`."""

from __future__ import annotations

import enum
import hashlib
import json
import mimetypes
import sys
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from google.api import httpbody_pb2
from google.protobuf.json_format import ParseDict, ParseError
from google.type.date_pb2 import Date
from rich.markup import escape

from sepia.registry.v1 import declarations_pb2 as pb
from sepia.registry.v1 import forms_pb2, holders_pb2
from services.cli.figures import count, file_size
from services.cli.lookups import find_holder
from services.cli.output import Json, bad_value, carry_out, guarded, print_json, say, table
from services.cli.reading import full_name, readable_file, text_of
from services.cli.session import Sepia
from shared.errors import SepiaError, invalid
from shared.ids import new_id

app = typer.Typer(help="Declarations of every form, and what becomes of them.", no_args_is_help=True)


class Form(enum.StrEnum):
    """The form a declaration was made on."""

    ETSI_DETAILED = "etsi-detailed"
    ETSI_GENERAL = "etsi-general"
    COMMON_PATENT_POLICY = "common-patent-policy"
    IEEE_LETTER = "ieee-letter"
    IETF_DISCLOSURE = "ietf-disclosure"
    BLANKET = "blanket"
    THIRD_PARTY = "third-party"
    NEGATIVE = "negative"


class State(enum.StrEnum):
    """The state a declaration is in."""

    PENDING = "pending"
    PARKED = "parked"
    IN_FORCE = "in-force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    REMOVED_OBJECTIVELY_FALSE = "removed-objectively-false"
    REJECTED = "rejected"


class Decision(enum.StrEnum):
    """What the centre decides."""

    PUBLISH = "publish"
    PARK = "park"
    REJECT = "reject"


Declaration = Annotated[
    str, typer.Argument(help="`holders/…/declarations/…`, or the id alone, such as `sepia-17`, `ietf-4176`, `1140`.")
]
Etag = Annotated[str, typer.Option(help="Only if nobody changed it since it was shown with this etag.")]
Request = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]
Said = Annotated[Path, typer.Option("--file", help="The declaration as JSON: `form`, and `declarant`, `reference`.")]
Document = Annotated[Path | None, typer.Option(help="The document as submitted, such as a scan.")]
Confidential = Annotated[bool, typer.Option("--confidential", help="The document is for the centre and you alone.")]
Public = Annotated[Path | None, typer.Option(help="Of a confidential document: the version for the public (Art. 6).")]
Reason = Annotated[str, typer.Option(help="Why; it is shown in the history.")]


def declaration_name(given: str) -> str:
    """A declaration's resource name, also from its id alone."""
    return given if given.startswith("holders/") else f"holders/-/declarations/{given}"


@app.command("submit")
def submit(
    file: Said,
    document: Document = None,
    confidential: Confidential = False,
    public_version: Public = None,
    holder: Annotated[str, typer.Option(help="The declarant, for an officer who declares for one.")] = "",
    request_id: Request = "",
    as_json: Json = False,
) -> None:
    """Makes a declaration on the form that a JSON file holds.

    Example: sepia declaration submit --file declaration.json --document signed.pdf
    """
    request = guarded(lambda: _request(file, pb.SubmitDeclarationRequest()))
    guarded(lambda: _attach(request, document, confidential, public_version))
    if holder:
        request.holder = full_name(holder, "holders")
    request.request_id = request_id or new_id().hex

    async def ask(sepia: Sepia) -> None:
        _shown(await sepia.call(sepia.declarations.SubmitDeclaration, request), as_json)

    carry_out(ask)


@app.command("update")
def update(
    declaration: Declaration,
    file: Said,
    reason: Reason = "",
    document: Document = None,
    confidential: Confidential = False,
    public_version: Public = None,
    etag: Etag = "",
    request_id: Request = "",
    as_json: Json = False,
) -> None:
    """Replaces a declaration by a later one of the same form; both stay readable.

    Example: sepia declaration update sepia-17 --file declaration.json --reason "Patents granted since"
    """
    request = guarded(lambda: _request(file, pb.SupersedeDeclarationRequest()))
    guarded(lambda: _attach(request, document, confidential, public_version))
    request.name, request.etag, request.reason = declaration_name(declaration), etag, reason
    request.request_id = request_id or new_id().hex

    async def ask(sepia: Sepia) -> None:
        _shown(await sepia.call(sepia.declarations.SupersedeDeclaration, request), as_json)

    carry_out(ask)


@app.command("withdraw")
def withdraw(
    declaration: Declaration,
    reason: Reason,
    information: Annotated[
        bool, typer.Option("--information", help="Only the information statement; the undertaking stands.")
    ] = False,
    etag: Etag = "",
    request_id: Request = "",
    as_json: Json = False,
) -> None:
    """Withdraws a declaration, or the information statement of one whose undertaking is irrevocable.

    Example: sepia declaration withdraw sepia-17 --information --reason "Not essential after all"
    """
    scope = pb.WITHDRAWAL_SCOPE_INFORMATION if information else pb.WITHDRAWAL_SCOPE_WHOLE

    async def ask(sepia: Sepia) -> None:
        request = pb.WithdrawDeclarationRequest(
            name=declaration_name(declaration),
            scope=scope,
            reason=reason,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        _shown(await sepia.call(sepia.declarations.WithdrawDeclaration, request), as_json)

    carry_out(ask)


@app.command("remove")
def remove(
    declaration: Declaration,
    reason: Reason,
    false: Annotated[bool, typer.Option("--objectively-false", help="Because it is objectively false.")] = False,
    etag: Etag = "",
    request_id: Request = "",
    as_json: Json = False,
) -> None:
    """Removes a declaration, by the centre; that it was, when it was removed and why stays public.

    Example: sepia declaration remove ietf-4176 --objectively-false --reason "Signed by nobody of that company"
    """
    ground = pb.REMOVAL_GROUND_OBJECTIVELY_FALSE if false else pb.REMOVAL_GROUND_REMOVED

    async def ask(sepia: Sepia) -> None:
        request = pb.RemoveDeclarationRequest(
            name=declaration_name(declaration),
            ground=ground,
            reason=reason,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        _shown(await sepia.call(sepia.declarations.RemoveDeclaration, request), as_json)

    carry_out(ask)


@app.command("review")
def review(
    declaration: Declaration,
    decision: Annotated[Decision, typer.Argument(help="publish, park or reject.")],
    reason: Reason,
    etag: Etag = "",
    request_id: Request = "",
    as_json: Json = False,
) -> None:
    """Decides, as the centre, on a third party's declaration that waits.

    Example: sepia declaration review sepia-21 publish --reason "Grounds are given"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ReviewDeclarationRequest(
            name=declaration_name(declaration),
            decision=f"REVIEW_DECISION_{decision.name}",
            reason=reason,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        _shown(await sepia.call(sepia.declarations.ReviewDeclaration, request), as_json)

    carry_out(ask)


@app.command("show")
def show(declaration: Declaration, as_json: Json = False) -> None:
    """Shows one declaration with its dates, its history and its documents.

    Example: sepia declaration show ietf-4176
    """

    async def ask(sepia: Sepia) -> None:
        request = holders_pb2.GetDeclarationRequest(name=declaration_name(declaration))
        _shown(await sepia.call(sepia.holders.GetDeclaration, request), as_json)

    carry_out(ask)


@app.command("list")
def list_declarations(
    holder: Annotated[str, typer.Argument(help="The holder; without it, everybody's.")] = "-",
    form: Annotated[Form | None, typer.Option(help="Only on this form.")] = None,
    state: Annotated[State | None, typer.Option(help="Only in this state.")] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="At most this many lines.")] = 50,
    as_json: Json = False,
) -> None:
    """Lists declarations in order of reference.

    Example: sepia declaration list --form blanket --state in-force
    """

    async def ask(sepia: Sepia) -> None:
        request = holders_pb2.ListDeclarationsRequest(
            parent="holders/-" if holder == "-" else await find_holder(sepia, holder),
            kind=f"DECLARATION_KIND_{form.name}" if form else None,
            state=f"DECLARATION_STATE_{state.name}" if state else None,
            page_size=min(most, 1000),
        )
        found: list[holders_pb2.Declaration] = await sepia.collect(
            sepia.holders.ListDeclarations, request, "declarations", most=most
        )
        if as_json:
            print_json({"declarations": found})
            return
        rows = [
            (
                one.name.rpartition("/")[2],
                one.reference,
                one.declarant or "(unknown)",
                _kind(one.kind),
                _state(one.state),
                _day(one.submission_date) if one.HasField("submission_date") else "",
                count(one.entry_count),
            )
            for one in found
        ]
        columns = ("declaration", "reference", "declarant", "form", "state", "submitted", "entries")
        table("Declarations", columns, rows, numbers=[6])

    carry_out(ask)


@app.command("patents")
def patents(
    declaration: Declaration,
    most: Annotated[int, typer.Option("--most", min=1, help="At most this many lines.")] = 50,
    as_json: Json = False,
) -> None:
    """Lists the pairs of patent and standard of a declaration, as declared.

    Example: sepia declaration patents ietf-4176
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListDeclaredPatentsRequest(declaration=declaration_name(declaration), page_size=min(most, 1000))
        found: list[pb.DeclaredPatent] = await sepia.collect(
            sepia.declarations.ListDeclaredPatents, request, "patents", most=most
        )
        if as_json:
            print_json({"patents": found})
            return
        places = {entry: place for place, entry in enumerate(dict.fromkeys(one.entry_id for one in found), 1)}
        rows = [
            (
                # Below zero is a number of the register's own, which tells nobody anything.
                str(one.entry_id if one.entry_id > 0 else places[one.entry_id]),
                ", ".join(filter(None, (one.application.application_number, *one.application.publications)))
                or "(none named)",
                one.standard_as_declared or one.project or "(none named)",
                one.version,
                one.illustrative_part,
                str(one.source.line),
            )
            for one in found
        ]
        table("Declared", ("entry", "patent", "standard", "version", "part", "line"), rows, numbers=[0, 5])

    carry_out(ask)


@app.command("chain")
def chain(declaration: Declaration, as_json: Json = False) -> None:
    """Shows every declaration that leads to one, or follows from it, the earliest first.

    Example: sepia declaration chain sepia-17
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListDeclarationChainRequest(declaration=declaration_name(declaration))
        found: pb.ListDeclarationChainResponse = await sepia.call(sepia.declarations.ListDeclarationChain, request)
        if as_json:
            print_json(found)
            return
        words = {pb.DECLARATION_RELATION_SUPERSEDES: "replaces", pb.DECLARATION_RELATION_UPDATES: "updates"}
        follows: dict[str, list[str]] = {}
        for step in found.steps:
            follows.setdefault(step.later, []).append(f"{words.get(step.relation, 'follows')} {step.earlier}")
        rows = [
            (key := one.name.rpartition("/")[2], one.reference, _state(one.state), ", ".join(follows.get(key, [])))
            for one in found.declarations
        ]
        rows += [(key, "", "not in the register", ", ".join(follows.get(key, []))) for key in found.missing]
        table("Chain", ("declaration", "reference", "state", ""), rows)

    carry_out(ask)


@app.command("document")
def document(
    name: Annotated[str, typer.Argument(help="`documents/…`, as `sepia declaration show` names it.")],
    to: Annotated[Path, typer.Option("--to", help="Where to write it; `-` for standard output.")],
) -> None:
    """Downloads a document of a declaration, byte for byte, and checks its digest.

    Example: sepia declaration document documents/9f86d0… --to signed.pdf
    """

    async def ask(sepia: Sepia) -> None:
        wanted = full_name(name, "documents")
        body: httpbody_pb2.HttpBody = await sepia.call(
            sepia.declarations.GetDocument, pb.GetDocumentRequest(name=wanted)
        )
        if hashlib.sha256(body.data).hexdigest() != wanted.removeprefix("documents/"):
            raise invalid("WRONG_DIGEST", f"What came is not {wanted}: its digest is another. Download it again.")
        if str(to) == "-":
            sys.stdout.buffer.write(body.data)
            return
        to.write_bytes(body.data)
        say(f"{escape(str(to))}: {file_size(len(body.data))}, {escape(body.content_type)}")

    carry_out(ask)


# --- printing ----------------------------------------------------------------------------------------------------


def _shown(declaration: holders_pb2.Declaration, as_json: bool) -> None:
    print_json(declaration) if as_json else print_declaration(declaration)


def print_declaration(one: holders_pb2.Declaration) -> None:
    """Prints a declaration."""
    say(f"[bold]{escape(one.name)}[/] {escape(one.reference)}")
    say(f"{_kind(one.kind)}, {_state(one.state)}, declared by {escape(one.declarant or '(unknown)')}")
    if one.proprietor:
        say(f"about patents of {escape(one.proprietor)}")
    dates = [
        f"{word} {_day(date)}" if known else f"{word} on an unknown day"
        for word, date, known in (
            ("signed", one.signature_date, one.HasField("signature_date")),
            ("submitted", one.submission_date, one.HasField("submission_date")),
            ("public", one.publication_date, one.HasField("publication_date")),
        )
    ]
    say(", ".join(dates) + _days(one.timeliness))
    if one.state not in (
        holders_pb2.DECLARATION_STATE_REMOVED,
        holders_pb2.DECLARATION_STATE_REMOVED_OBJECTIVELY_FALSE,
    ):
        say(
            f"undertaking: {_answer(one.licensing_undertaking)}, on reciprocity: {_answer(one.reciprocity)}, "
            f"binds now: {_answer(one.undertaking_stands)}; entries listed: {count(one.entry_count)}"
        )
    for word, names in (("replaces or updates", one.supersedes), ("replaced or updated by", one.superseded_by)):
        if names:
            say(f"{word} {escape(', '.join(names))}")
    for attached in one.documents:
        secret = " [yellow]CONFIDENTIAL[/]" if attached.confidential else ""
        say(f"{escape(attached.document)} {escape(attached.filename)}, {file_size(attached.size_bytes)}{secret}")
    rows = [
        (_day(event.date) if event.HasField("date") else "", event.what, event.by, event.reason) for event in one.events
    ]
    if rows:
        table("History", ("date", "what", "by", "why"), rows)
    say(f"[dim]etag {escape(one.etag)}[/]")


def _days(told: holders_pb2.Timeliness) -> str:
    parts = [
        f"{count(days)} days from signature to {end}"
        for days, known, end in (
            (told.days_signed_to_submitted, told.HasField("days_signed_to_submitted"), "submission"),
            (told.days_signed_to_published, told.HasField("days_signed_to_published"), "publication"),
        )
        if known
    ]
    return f" ({', '.join(parts)})" if parts else ""


def _kind(kind: int) -> str:
    return _kind_name(kind).removeprefix("DECLARATION_KIND_").lower().replace("_", "-")


def _state(state: int) -> str:
    return _state_name(state).removeprefix("DECLARATION_STATE_").lower().replace("_", "-")


def _answer(said: int) -> str:
    return {1: "yes", 2: "no"}.get(said, "unknown")


def _kind_name(kind: int) -> str:
    return forms_pb2.DeclarationKind.Name(kind)  # pyright: ignore[reportArgumentType] a number of the enumeration


def _state_name(state: int) -> str:
    return holders_pb2.DeclarationState.Name(state)  # pyright: ignore[reportArgumentType] likewise


def _day(date: Date) -> str:
    return f"{date.year:04}-{date.month:02}-{date.day:02}"


# --- reading files -----------------------------------------------------------------------------------------------


def _request(file: Path, request: Any) -> Any:
    """A request with what a JSON file says: the whole of it, or the form alone.

    Raises:
        SepiaError: BAD_DECLARATION_FILE.
    """
    text = text_of(file)
    try:
        said = json.loads(text)
    except ValueError as wrong:
        raise _bad(file, f"is no JSON ({wrong})") from wrong
    if not isinstance(said, dict):
        raise _bad(file, "holds no JSON object")
    fields = cast("dict[str, object]", said)
    try:
        return ParseDict(fields if "form" in fields else {"form": fields}, request)
    except ParseError as wrong:
        raise _bad(file, f"does not follow the form ({wrong})") from wrong


def _bad(file: Path, why: str) -> SepiaError:
    return invalid(
        "BAD_DECLARATION_FILE",
        f"{file} {why}. Write it as the contract says, for example "
        '{"declarant": "Acme", "form": {"blanket": {"scope": "DECLARATION_SCOPE_ALL", "organization": "ETSI", ...}}}.',
    )


def _attach(request: Any, document: Path | None, confidential: bool, public: Path | None) -> None:
    if document is None:
        if confidential or public is not None:
            raise bad_value("--document", "", "a file, to which --confidential and --public-version belong")
        return
    for field, file, secret in (("document", document, confidential), ("non_confidential_version", public, False)):
        if file is not None:
            content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            sent = pb.SubmittedDocument(
                filename=file.name,
                content_type=content_type,
                content=readable_file(file).read_bytes(),
                confidential=secret,
            )
            getattr(request, field).CopyFrom(sent)
