"""Owns the reading of IETF disclosures: the datatracker's JSON in, declarations in the terms of their form out. Pure.

A file is a list of disclosures, or an object that holds one under `disclosures` or `objects` (a page of the API). Words
of the datatracker's vocabularies come as words (`posted`) or as resource addresses (`/api/v1/name/…/posted/`). What is
not said stays unsaid: the date of posting is not in a disclosure, and a reciprocity that is only in the comments is not
a tick.

`patent_info` is one text of lines `Number:`, `Inventor:`, `Title:`, `Date:`, `Notes:`. Numbers are taken as given; the
form does not say which sort of number one is (application, publication, grant), so all stand among the publications.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from services.registry.declarations.rules import State
from shared.errors import invalid

_STATES: Final = {
    "parked": State.PARKED,
    "pending": State.PENDING,
    "posted": State.IN_FORCE,
    "rejected": State.REJECTED,
    "removed": State.REMOVED,
    "removed_objfalse": State.REMOVED_OBJECTIVELY_FALSE,
}
_TYPES: Final = {
    "holderiprdisclosure": "HOLDER",
    "thirdpartyiprdisclosure": "THIRD_PARTY",
    "genericiprdisclosure": "GENERIC",
    "nondocspecificiprdisclosure": "NON_DOCUMENT_SPECIFIC",
    # What all of them derive from: which sort it is, is not said.
    "iprdisclosurebase": "UNSPECIFIED",
}
_LICENSING: Final = {
    "no-license": "NO_LICENSE",
    "royalty-free": "ROYALTY_FREE",
    "reasonable": "REASONABLE",
    "provided-later": "PROVIDED_LATER",
    "unwilling-to-commit": "UNWILLING",
    "see-below": "SEE_BELOW",
    "none-selected": "NONE_SELECTED",
    "": "UNSPECIFIED",
}
_LISTS: Final = ("disclosures", "objects")
_LABEL: Final = re.compile(r"^\s*(Number|Inventor|Title|Date|Notes)\s*:\s*(.*)$", re.IGNORECASE)
_SPACE: Final = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a disclosure was not accepted; fields as those of an import's rejection."""

    line: int
    column: str
    value: str
    reason: str
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Record:
    """A disclosure as it stands in a file.

    Attributes:
        line: physical line on which it begins, from 1.
        offset: byte offset of its beginning.
        length: in bytes.
        said: its members; empty for what is no object.
        digest: of its members, whatever their order.
    """

    line: int
    offset: int
    length: int
    said: Mapping[str, Any]
    digest: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A disclosure as it is understood.

    Attributes:
        number: the datatracker's.
        state: what its state there is here.
        state_there: the word for it there.
        holder: name of the holder of the patents, entities and line breaks resolved.
        by_third_party: whether somebody else than that holder made it.
        submitted_on: the date, in the zone of the time given; None when unknown.
        updates: numbers of the disclosures that it updates.
        form: IetfDisclosure as JSON of the contract, its patents included.
    """

    number: int
    state: State
    state_there: str
    holder: str
    by_third_party: bool
    submitted_on: dt.date | None
    updates: tuple[int, ...]
    form: Mapping[str, Any] = field(default_factory=dict[str, Any])


def read_records(data: bytes) -> Iterator[Record]:
    """The disclosures of a file, in order.

    Raises:
        SepiaError: INVALID_ARGUMENT (WRONG_ENCODING, NO_JSON, NO_DISCLOSURES): the file is none of disclosures.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise invalid(
            "WRONG_ENCODING", f"Byte {wrong.start + 1} of the file is not UTF-8. Save it as UTF-8 and send that."
        ) from None
    mark = len(data) - len(text.encode())
    try:
        yield from _records(text, mark)
    except json.JSONDecodeError as wrong:
        raise invalid(
            "NO_JSON",
            f"Line {wrong.lineno}, column {wrong.colno} of the file is no JSON ({wrong.msg}). Send what the "
            'datatracker gave, for example {"disclosures": [{"type": "holderiprdisclosure", "id": 4176}]}.',
        ) from None


def _records(text: str, mark: int) -> Iterator[Record]:
    decoder = json.JSONDecoder()
    position = _list_begins(text, decoder)
    line, counted = 1, 0
    offset, measured = mark, 0
    while True:
        found = _SPACE.match(text, position)
        position = found.end() if found else position
        if position >= len(text):
            raise json.JSONDecodeError("the list does not end", text, len(text))
        if text[position] == "]":
            break
        value, end = decoder.raw_decode(text, position)
        line, counted = line + text.count("\n", counted, position), position
        offset, measured = offset + len(text[measured:position].encode()), position
        said: Mapping[str, Any] = cast("dict[str, Any]", value) if isinstance(value, dict) else dict[str, Any]()
        canonical = json.dumps(value, sort_keys=True, separators=(",", ":"))
        yield Record(
            line, offset, len(text[position:end].encode()), said, hashlib.sha256(canonical.encode()).hexdigest()
        )
        position = end
    json_rest = text[position + 1 :].strip()
    if json_rest and not (json_rest.startswith((",", "}"))):
        raise json.JSONDecodeError("something follows the list", text, position + 1)


def _list_begins(text: str, decoder: json.JSONDecoder) -> int:
    """Where the first disclosure of the list begins: behind its bracket."""
    position = len(text) - len(text.lstrip())
    if text[position : position + 1] == "[":
        return position + 1
    if text[position : position + 1] != "{":
        raise json.JSONDecodeError("a list or an object was expected", text, position)
    position += 1
    while True:
        found = _SPACE.match(text, position)
        position = found.end() if found else position
        if text[position : position + 1] in ("}", ""):
            raise invalid(
                "NO_DISCLOSURES",
                "The file is JSON and holds no list of disclosures. Put them under `disclosures` or `objects`, or send "
                "the list itself.",
            )
        key, position = decoder.raw_decode(text, position)
        while text[position : position + 1] in (" ", "\t", "\r", "\n", ":") and position < len(text):
            position += 1
        if key in _LISTS and text[position : position + 1] == "[":
            return position + 1
        _, position = decoder.raw_decode(text, position)


def understand(record: Record) -> Disclosure | list[Fault]:
    """What a record discloses, or everything that keeps it from being understood."""
    said, faults = record.said, list[Fault]()

    def fault(column: str, reason: str, message: str, suggestion: str) -> None:
        value = str(said.get(column, ""))[:80]
        faults.append(Fault(record.line, column, value, reason, message, suggestion))

    number = _number(said.get("id"))
    if number is None:
        fault("id", "BAD_INTEGER", "The disclosure has no number, so nothing can refer to it.", "For example 4176.")
    kind = _word(said.get("type")) or _type_in_address(said.get("resource_uri"))
    if kind not in _TYPES:
        fault(
            "type",
            "UNKNOWN_TYPE",
            f"The type {kind!r} is none of the datatracker's.",
            f"Write one of {', '.join(_TYPES)}; for example holderiprdisclosure.",
        )
    state = _word(said.get("state"))
    if state not in _STATES:
        fault(
            "state",
            "UNKNOWN_STATE",
            f"The state {state!r} is none of the datatracker's, so it is not known whether the disclosure is public.",
            f"Write one of {', '.join(_STATES)}; for example posted.",
        )
    licensing = _word(said.get("licensing"))
    if licensing not in _LICENSING:
        fault(
            "licensing",
            "UNKNOWN_LICENSING",
            f"The licence type {licensing!r} is none of the datatracker's.",
            f"Write one of {', '.join(filter(None, _LICENSING))}, or leave it out where it is unknown.",
        )
    on, readable = _date(said.get("time"))
    if not readable:
        fault(
            "time", "BAD_DATE", "The time is none.", "For example 2020-06-08T02:44:12-07:00; leave it out if unknown."
        )
    if faults or number is None:
        return faults
    type_ = _TYPES[kind]
    by_third_party = type_ == "THIRD_PARTY"
    holder = _line(said.get("holder_legal_name"))
    information = _text(said.get("patent_info"))
    form: dict[str, Any] = {
        "type": f"IETF_DISCLOSURE_TYPE_{type_}",
        "documents": [_document(one) for one in _items(said.get("docs"))],
        "patents": list(patents_in(information)),
        "licensing": f"IETF_LICENSING_{_LICENSING[licensing]}",
        "licensingComments": _text(said.get("licensing_comments")),
        "statement": _text(said.get("statement")),
        "notes": _text(said.get("notes")),
        "patentInformation": information,
        "title": _line(said.get("title")),
        "proprietor": holder if by_third_party else "",
    }
    for here, there in (
        ("patentPending", "has_patent_pending"),
        ("allTermsDisclosed", "submitter_claims_all_terms_disclosed"),
    ):
        if isinstance(said.get(there), bool):
            form[here] = said[there]
    updates = tuple(dict.fromkeys(filter(None, (_number(_word(one)) for one in _items(said.get("rel"))))))
    return Disclosure(
        number, _STATES[state], state, holder, by_third_party, on, updates, {k: v for k, v in form.items() if v != ""}
    )


def contradicts(record: Record, number: int, line: int) -> Fault:
    """A disclosure that stands in a file twice, with different content."""
    return Fault(
        record.line,
        "id",
        str(number),
        "CONTRADICTS_EARLIER",
        f"Disclosure {number} stands on line {line} of this file already, and says something else there.",
        "Send the one that holds now; earlier and later states belong into files of their own.",
    )


def patents_in(information: str) -> Iterator[dict[str, Any]]:
    """The numbers in the text of a disclosure, as given; those of one `Number:` line are one entry."""
    label, blocks = "", list[dict[str, str]]()
    for line in information.split("\n"):
        found = _LABEL.match(line)
        if found:
            label, rest = found[1].lower(), found[2]
            if label == "number" or not blocks:
                blocks.append({})
        elif not blocks or not line.strip():
            continue
        else:
            rest = line
        blocks[-1][label] = f"{blocks[-1].get(label, '')}\n{rest}".strip()
    for entry, block in enumerate(blocks, 1):
        for number in re.split(r"[,;\n]", block.get("number", "")):
            if number := number.strip():
                patent: dict[str, Any] = {"publications": [number], "entry": entry}
                if office := re.match(r"[A-Z]{2}(?=[\s/-]?[A-Z]{0,2}\d)", number):
                    patent["office"] = office[0]
                if title := " ".join(block.get("title", "").split()):
                    patent["title"] = title
                yield patent


def _document(given: object) -> dict[str, str]:
    if isinstance(given, dict):
        said = cast("Mapping[str, Any]", given)
        document = {"standard": _word(said.get("document") or said.get("name"))}
        revisions = _line(said.get("revisions"))
        return {**document, "version": revisions} if revisions else document
    return {"standard": _word(given)}


def _items(given: object) -> list[object]:
    return list(cast("list[object]", given)) if isinstance(given, list) else []


def _number(given: object) -> int | None:
    if isinstance(given, bool):
        return None
    if isinstance(given, int):
        return given if 0 < given < 2**53 else None
    text = str(given or "")
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 16 else None


def _word(given: object) -> str:
    """A word, or the last part of a resource address."""
    text = _line(given)
    return text.rstrip("/").rpartition("/")[2] if text.startswith("/") else text


def _type_in_address(given: object) -> str:
    """The type in `/api/v1/ipr/holderiprdisclosure/4176/`."""
    parts = _line(given).strip("/").split("/")
    return parts[-2] if len(parts) >= 2 else ""


def _text(given: object) -> str:
    """A text with its entities resolved and its lines ended by line feeds."""
    if given is None:
        return ""
    return html.unescape(str(given)).replace("\r\n", "\n").replace("\r", "\n").strip()


def _line(given: object) -> str:
    return " ".join(_text(given).split())


def _date(given: object) -> tuple[dt.date | None, bool]:
    """The date of a time, and whether it could be read; a missing time is unknown and no fault."""
    text = _line(given)
    if not text:
        return None, True
    try:
        return dt.datetime.fromisoformat(text).date(), True
    except ValueError:
        return None, False
