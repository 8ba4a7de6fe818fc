"""Owns how declarations cross the wire: forms from and to their messages, rows to declarations, data to documents."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message import Message
from google.type.date_pb2 import Date

from sepia.registry.v1 import declarations_pb2, forms_pb2
from sepia.registry.v1 import holders_pb2 as pb
from sepia.type.v1 import type_pb2
from services.registry.declarations import declared_pairs, forms, rules, undertakings
from services.registry.declarations.list_store import Row
from services.registry.declarations.store import Surroundings
from services.registry.standards.rules import standard_name
from shared.auth.callers import Role, current_caller

_ESCAPED = re.compile(r"\\(.)")
LISTS = ("entries", "patents")
"""Fields of a form that hold its list, which is kept row by row."""


def current_party() -> rules.Party:
    """Whoever calls."""
    caller = current_caller()
    return rules.Party(caller.account, caller.organization, caller.has(Role.ROLE_OFFICER), caller.has(Role.ROLE_HOLDER))


# --- forms -------------------------------------------------------------------------------------------------------


def read_form(message: forms_pb2.DeclarationForm) -> forms.DeclarationForm:
    """The form that a message stands for; each class of `forms` has the fields of the message of its name."""
    return cast(forms.DeclarationForm, _read(message))


def _read(message: Message) -> object:
    if isinstance(message, Date):
        return read_day(message)
    fields: dict[str, object] = {}
    for field in message.DESCRIPTOR.fields:
        value = getattr(message, field.name)
        if field.is_repeated:
            fields[field.name] = tuple(_read(one) if field.message_type else one for one in value)
        elif field.has_presence and not message.HasField(field.name):
            fields[field.name] = None
        else:
            fields[field.name] = _read(value) if field.message_type else value
    return getattr(forms, message.DESCRIPTOR.name)(**fields)


def read_day(date: Date) -> forms.Day:
    """A date; as text where it is none of the calendar, and None where it says nothing."""
    if not (date.year or date.month or date.day):
        return None
    try:
        return dt.date(date.year, date.month, date.day)
    except ValueError:
        return f"{date.year}-{date.month:02}-{date.day:02}"


def form_without_list(message: forms_pb2.DeclarationForm) -> dict[str, Any]:
    """A form as JSON, without its list."""
    bare = forms_pb2.DeclarationForm()
    bare.CopyFrom(message)
    chosen = bare.WhichOneof("form")
    if chosen:
        inner: Any = getattr(bare, chosen)
        for field in LISTS:
            if field in inner.DESCRIPTOR.fields_by_name:
                inner.ClearField(field)
        # A form that is otherwise blank is still that form.
        inner.SetInParent()
    return MessageToDict(bare)


def form_message(kept: dict[str, Any]) -> forms_pb2.DeclarationForm:
    """The message that kept JSON stands for."""
    return ParseDict(kept, forms_pb2.DeclarationForm(), ignore_unknown_fields=True)


# --- data as a document ------------------------------------------------------------------------------------------


def data_document(
    head: dict[str, Any], form: dict[str, Any], pairs: Sequence[declared_pairs.Pair]
) -> tuple[bytes, list[Row]]:
    """What was submitted as JSON lines, the form on line 1 and each pair of its list on one of its own.

    Returns:
        The bytes, and the place of each pair.
    """
    lines = [_line({**head, "form": form})]
    offset = len(lines[0])
    rows: list[Row] = []
    for number, pair in enumerate(pairs, 2):
        text = _line(
            {
                "entry": pair.entry,
                "standard": _said(pair.standard) if pair.standard else None,
                "patent": _said(pair.patent) if pair.patent else None,
            }
        )
        rows.append(Row(pair, number, offset, len(text) - 1))
        lines.append(text)
        offset += len(text)
    return b"".join(lines), rows


def _said(value: forms.DeclaredStandard | forms.DeclaredPatentNumber) -> dict[str, object]:
    """What of a standard or patent was said."""
    said: dict[str, object] = {name: getattr(value, name) for name in value.__dataclass_fields__}
    return {name: one for name, one in said.items() if one}


def _line(value: dict[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # Quotes inside texts are written as escapes of another kind, so that every quote of a line begins or ends a text:
    # whoever cuts the document into rows by quotes and line ends cuts it rightly.
    return _ESCAPED.sub(lambda found: "\\u0022" if found[1] == '"' else found[0], text).encode() + b"\n"


# --- declarations ------------------------------------------------------------------------------------------------


def name_of(row: sa.Row[*tuple[Any, ...]]) -> str:
    """A declaration's resource name."""
    return rules.declaration_name(row.holder_key, row.key)


def made_by(party: rules.Party, row: sa.Row[*tuple[Any, ...]]) -> bool:
    """Whether a declaration is a party's own."""
    holder = f"holders/{row.holder_key}" if row.holder_key else ""
    return party.made(submitter=row.submitter, organization=row.organization, holder=holder)


def may_know(party: rules.Party, row: sa.Row[*tuple[Any, ...]]) -> bool:
    """Whether a party may know that a declaration exists."""
    return row.state in rules.PUBLIC_STATES or party.officer or made_by(party, row)


def terms_of(row: sa.Row[*tuple[Any, ...]]) -> undertakings.Terms:
    """What a declaration undertakes, by its form where that is kept."""
    if row.form is not None:
        said = undertakings.terms_of(read_form(form_message(row.form)))
        if said.undertaking is not None or row.undertaking is None:
            return said
    return rules.known_terms(forms.Kind(row.kind), row.undertaking, row.reciprocity, row.irrevocable)


def standing_of(row: sa.Row[*tuple[Any, ...]]) -> rules.Standing:
    """A declaration as far as its changes depend on it."""
    return rules.Standing(
        name=name_of(row),
        kind=forms.Kind(row.kind),
        state=rules.State(row.state),
        terms=terms_of(row),
        has_list=row.entry_count > 0,
        of_a_source=row.source_state is not None,
    )


def declaration_message(row: sa.Row[*tuple[Any, ...]], around: Surroundings, party: rules.Party) -> pb.Declaration:
    """A declaration as a party may read it."""
    own = party.officer or made_by(party, row)
    whole = own or row.state not in rules.REMOVED_STATES
    message = pb.Declaration(
        name=name_of(row),
        reference=row.reference,
        declarant=row.declarant_name or "",
        kind=forms_pb2.DeclarationKind.Name(row.kind),
        state=pb.DeclarationState.Name(row.state),
        signature_date=date_message(row.signed_on),
        submission_date=date_message(row.submitted_on),
        publication_date=date_message(row.published_on),
        timeliness=_timeliness(row),
        supersedes=around.earlier.get(row.key, ()),
        superseded_by=around.later.get(row.key, ()),
        events=[_event(event, own) for event in around.events.get(row.id, ())],
        create_time=row.created_at,
        etag=str(row.revision),
    )
    if whole:
        message.licensing_undertaking = answer(row.undertaking)
        message.reciprocity = answer(row.reciprocity)
        message.undertaking_stands = answer(
            rules.stands_now(rules.State(row.state), row.undertaking, row.undertaking_stands)
        )
        message.entry_count = row.entry_count
        message.has_conflicts = row.has_conflicts
        message.proprietor = row.proprietor or ""
        message.source.CopyFrom(type_pb2.SourceRow(document=f"documents/{row.sha256}", line=row.line))
        if row.form is not None:
            message.form.CopyFrom(form_message(row.form))
        message.documents.extend(
            _document(one) for one in around.documents.get(row.id, ()) if own or not one.confidential
        )
    return message


def _timeliness(row: sa.Row[*tuple[Any, ...]]) -> pb.Timeliness:
    days = rules.timeliness(row.signed_on, row.submitted_on, row.published_on)
    return pb.Timeliness(
        days_signed_to_submitted=days.signed_to_submitted,
        days_submitted_to_published=days.submitted_to_published,
        days_signed_to_published=days.signed_to_published,
    )


def _event(row: sa.Row[*tuple[Any, ...]], own: bool) -> pb.DeclarationEvent:
    return pb.DeclarationEvent(
        what=row.what,
        date=date_message(row.happened_on),
        by=row.by,
        account=row.account if own else "",
        reason=row.reason,
        state=pb.DeclarationState.Name(row.state),
        source=None if row.sha256 is None else type_pb2.SourceRow(document=f"documents/{row.sha256}", line=row.line),
    )


def _document(row: sa.Row[*tuple[Any, ...]]) -> pb.DeclarationDocument:
    return pb.DeclarationDocument(
        document=f"documents/{row.sha256}",
        filename=row.filename,
        content_type=row.content_type,
        size_bytes=row.size_bytes,
        confidential=row.confidential,
        role=pb.DeclarationDocumentRole.Name(row.role),
    )


def patent_message(row: sa.Row[*tuple[Any, ...]]) -> declarations_pb2.DeclaredPatent:
    """A row of a declaration's list."""
    application = None
    if row.names_patent:
        application = pb.Application(
            office=row.office or "",
            application_number=row.application_number or "",
            publications=row.publications,
            title=row.title or "",
        )
    return declarations_pb2.DeclaredPatent(
        entry_id=row.entry_id,
        standard=standard_name(row.standard_key),
        standard_as_declared=row.standard or "",
        version=row.version or "",
        illustrative_part=row.illustrative_part or "",
        project=row.project or "",
        application=application,
        status=row.status or "",
        claims=row.claims or "",
        source=type_pb2.SourceRow(document=f"documents/{row.sha256}", line=row.line),
    )


def date_message(day: dt.date | None) -> Date | None:
    """A date; None where it is unknown."""
    return None if day is None else Date(year=day.year, month=day.month, day=day.day)


def answer(said: bool | None) -> pb.Answer:
    """A tick; unknown is a value."""
    if said is None:
        return pb.ANSWER_UNSPECIFIED
    return pb.ANSWER_YES if said else pb.ANSWER_NO
