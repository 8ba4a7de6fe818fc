"""Owns patent numbers and applications: `sepia number read|report`, `sepia application show|members|fetch`."""

from __future__ import annotations

import csv
import enum
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from xml.etree.ElementTree import Element, ParseError

import typer
from defusedxml.ElementTree import parse as parse_xml
from rich.markup import escape

from sepia.registry.v1 import families_pb2 as pb
from services.cli.dates import day_text
from services.cli.figures import count
from services.cli.output import Json, carry_out, guarded, print_json, say, table
from services.cli.reading import full_name, key_word
from services.cli.session import Sepia
from shared.errors import SepiaError, invalid
from shared.ids import new_id
from shared.patent_numbers import (
    Confidence,
    NumberKind,
    PatentNumber,
    Unreadable,
    read_number,
    read_numbers,
)

app = typer.Typer(help="Patent numbers: read in any spelling, on this machine alone.", no_args_is_help=True)
applications = typer.Typer(help="Patent applications of the register, and their families.", no_args_is_help=True)

_LONGEST_FIELD = 1 << 24


class Kind(enum.StrEnum):
    """What a number was given to, where that is known."""

    APPLICATION = "application"
    PUBLICATION = "publication"

    @property
    def number_kind(self) -> NumberKind:
        """As the library names it."""
        return NumberKind[self.name]


class FileFormat(enum.StrEnum):
    """Files whose numbers can be reported on."""

    ISLD = "isld"
    ACCESS_ADVANCE = "access-advance"
    MPEG_LA = "mpeg-la"
    OPS = "ops-family"


@app.command("read")
def read(
    texts: Annotated[list[str], typer.Argument(help="Numbers in any spelling; lists with | or ; are taken apart.")],
    office: Annotated[str, typer.Option(help="The office they are from, if they do not say: two letters.")] = "",
    kind: Annotated[Kind | None, typer.Option(help="What they were given to; without it the shape decides.")] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask the register, instead of reading on this machine.")] = False,
    as_json: Json = False,
) -> None:
    """Reads patent numbers: what each is, in the standard spellings, or why it cannot be read.

    Example: sepia number read "EP 1 848 154 B1" US14/759,257 PCT/JP2006/300226
    """
    if ask:
        _ask_register(texts, office, kind, as_json=as_json)
        return
    known = kind.number_kind if kind else None
    found = [each for text in texts for each in read_numbers(text, office=office, kind=known)]
    if as_json:
        print_json({"numbers": [_as_json(each) for each in found]})
        return
    rows = [
        (each.given, "", "", "", "", "", f"{each.reason.value}: {each.message}")
        if isinstance(each, Unreadable)
        else (
            each.given,
            each.canonical,
            each.epodoc(),
            each.as_written(),
            _words(each.kind.value),
            each.confidence.value.lower(),
            _further(each, "" if kind else _other_reading(each, office)),
        )
        for each in found
    ]
    table("", ("given", "DOCDB", "EPODOC", "as the office writes it", "what", "sure", ""), rows)


def _ask_register(texts: Sequence[str], office: str, kind: Kind | None, *, as_json: bool) -> None:
    """The same from the register, whose rules may be newer than those of this machine; each text is one number."""

    async def ask(sepia: Sepia) -> None:
        requests = [pb.ReadNumberRequest(text=text, office=office, kind=kind.value if kind else "") for text in texts]
        found: list[pb.PatentNumber] = [await sepia.call(sepia.families.ReadNumber, each) for each in requests]
        if as_json:
            print_json({"numbers": found})
        else:
            table("", ("what", "given", "DOCDB", "sure", ""), [_number_row(each.kind, each) for each in found])

    carry_out(ask)


def _words(name: str) -> str:
    return name.replace("_", " ").lower()


def _other_reading(number: PatentNumber, office: str) -> str:
    """Of a publication's number that an application can have too, written alike: how to say that it is one."""
    if number.kind.filed:
        return ""
    read = read_number(number.given, office=office, kind=NumberKind.APPLICATION)
    if not isinstance(read, PatentNumber) or not read.kind.filed or read.canonical != number.canonical:
        return ""
    return "an application may have this number too, written alike: if it is one, say --kind application"


def _further(number: PatentNumber, other_reading: str) -> str:
    notes = [
        other_reading,
        f"part of {number.behind}" if number.behind else "",
        "search report: no further patent" if number.is_search_report else "",
        "correction: no further patent" if number.is_correction else "",
    ]
    return "; ".join(filter(None, notes))


def _as_json(read: PatentNumber | Unreadable) -> dict[str, Any]:
    if isinstance(read, Unreadable):
        return {"given": read.given, "unreadable": read.reason.value, "message": read.message}
    return {
        "given": read.given,
        "canonical": read.canonical,
        "epodoc": read.epodoc(),
        "asWritten": read.as_written(),
        "office": read.office,
        "kind": read.kind.value,
        "kindCode": read.kind_code,
        "year": read.year,
        "confidence": read.confidence.value,
        "partOf": read.behind,
        "searchReport": read.is_search_report,
        "correction": read.is_correction,
    }


# --- reports on files ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Column:
    """What became of the numbers of a column of a file.

    Attributes:
        read: how many were read, by how sure.
        shapes: how many were read, by shape: digits as 9, for example `EP99999999999`.
        unread: how many were not, by text and reason.
        blank: rows without any.
    """

    read: Counter[Confidence] = field(default_factory=Counter[Confidence])
    shapes: Counter[str] = field(default_factory=Counter[str])
    unread: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    blank: int = 0

    @property
    def numbers(self) -> int:
        """Numbers in all."""
        return self.read.total() + self.unread.total()

    def add(self, text: str, office: str, kind: NumberKind | None) -> None:
        """Takes a cell."""
        found = read_numbers(text, office=office, kind=kind)
        if not found:
            self.blank += 1
        for each in found:
            if isinstance(each, PatentNumber):
                self.read[each.confidence] += 1
                self.shapes[shape_of(each.given)] += 1
            else:
                self.unread[each.given, each.reason.value] += 1


def shape_of(text: str) -> str:
    """A number's shape: every digit as 9, `JP2007060162 A` as `JP9999999999 A`."""
    return re.sub(r"[0-9]", "9", text)


@app.command("report")
def report(
    file: Annotated[Path, typer.Argument(help="A file on this machine.")],
    file_format: Annotated[FileFormat, typer.Option("--format", help="What the file is.")],
    most: Annotated[int, typer.Option("--most", min=1, help="At most this many shapes and unread texts.")] = 20,
    as_json: Json = False,
) -> None:
    """Reports how many patent numbers of a file are read, by shape, and which are not and why.

    Example: sepia number report ISLD-export.csv --format isld
    """
    columns = guarded(lambda: columns_of(file, file_format))
    if as_json:
        print_json({"file": file.name, "columns": {name: _column_as_json(c) for name, c in columns.items()}})
        return
    rows = [
        (
            name,
            count(column.numbers),
            share(column.read.total(), column.numbers),
            *(count(column.read[confidence]) for confidence in Confidence),
            count(column.unread.total()),
            count(column.blank),
        )
        for name, column in columns.items()
    ]
    heads = ("column", "numbers", "read", "exact", "likely", "guessed", "not read", "blank rows")
    table(f"Patent numbers in {file.name}", heads, rows, numbers=range(1, 8))
    for name, column in columns.items():
        shapes = [(shape, count(n), share(n, column.numbers)) for shape, n in column.shapes.most_common(most)]
        table(f"{name}: {len(column.shapes)} shapes", ("shape", "numbers", "share"), shapes, numbers=(1, 2))
        unread = [(text, reason, count(n)) for (text, reason), n in column.unread.most_common(most)]
        table(f"{name}: not read", ("text", "why", "times"), unread, numbers=(2,))


def share(part: int, whole: int) -> str:
    """A share in per cent with two digits, rounded down, so that 100.00 % means all."""
    return f"{part * 10_000 // whole / 100:.2f} %" if whole else "-"


def _column_as_json(column: Column) -> dict[str, Any]:
    return {
        "numbers": column.numbers,
        "read": {confidence.value: column.read[confidence] for confidence in Confidence},
        "blankRows": column.blank,
        "shapes": dict(column.shapes.most_common()),
        "unread": [{"text": text, "reason": reason, "times": n} for (text, reason), n in column.unread.most_common()],
    }


def columns_of(file: Path, file_format: FileFormat) -> dict[str, Column]:
    """What became of the numbers of a file, by column.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_THE_FORMAT).
        OSError: the file cannot be read.
    """
    columns: dict[str, Column] = {}
    for name, text, office, kind in _READERS[file_format](file):
        columns.setdefault(name, Column()).add(text, office, kind)
    if not columns:
        raise _not_the_format(file, file_format, "it has no rows")
    return columns


Cell = tuple[str, str, str, NumberKind | None]
"""Column, text, office beside it, what the number was given to."""


def _isld(file: Path) -> Iterator[Cell]:
    for row in _rows(file, FileFormat.ISLD, ";", ("PATT_APPLICATION_NUMBER", "PUBL_NUMBER", "PBPA_PRIORITY_NUMBERS")):
        office = row.get("Country_Of_Registration") or ""
        yield "applications", row["PATT_APPLICATION_NUMBER"], office, NumberKind.APPLICATION
        yield "publications", row["PUBL_NUMBER"], office, NumberKind.PUBLICATION
        yield "priorities", row["PBPA_PRIORITY_NUMBERS"], "", NumberKind.APPLICATION


def _access_advance(file: Path) -> Iterator[Cell]:
    with file.open(encoding="utf-8-sig", newline="", errors="replace") as lines:
        delimiter = ";" if ";" in lines.readline() else ","
    for row in _rows(file, FileFormat.ACCESS_ADVANCE, delimiter, ("Country", "Patent Number")):
        yield "patents", row["Patent Number"], row["Country"], NumberKind.PUBLICATION


def _mpeg_la(file: Path) -> Iterator[Cell]:
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        for line in lines:
            yield "patents", line.strip(), "US", NumberKind.PUBLICATION


_PLACES = {
    "application-reference": ("applications", NumberKind.APPLICATION),
    "publication-reference": ("publications", NumberKind.PUBLICATION),
    "priority-claim": ("priorities", NumberKind.APPLICATION),
}


def _ops(file: Path) -> Iterator[Cell]:
    try:
        root = parse_xml(file, forbid_dtd=True).getroot()
    except (ParseError, ValueError) as problem:
        raise _not_the_format(file, FileFormat.OPS, str(problem)) from problem
    for place in () if root is None else root.iter():
        tag = _tag(place)
        if tag in _PLACES:
            column, kind = _PLACES[tag]
            for id in place:
                leaves = {_tag(leaf): (leaf.text or "").strip() for leaf in id}
                form = id.get("document-id-type")
                if form == "docdb":
                    text = ".".join(filter(None, (leaves.get(leaf) for leaf in ("country", "doc-number", "kind"))))
                    yield f"{column}, DOCDB", text, "", kind
                elif form == "epodoc":
                    yield f"{column}, EPODOC", leaves.get("doc-number", ""), "", kind


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _rows(file: Path, file_format: FileFormat, delimiter: str, needed: tuple[str, ...]) -> Iterator[dict[str, str]]:
    csv.field_size_limit(_LONGEST_FIELD)
    with file.open(encoding="utf-8-sig", newline="", errors="replace") as lines:
        reader = csv.DictReader(lines, delimiter=delimiter, restval="")
        missing = [name for name in needed if name not in (reader.fieldnames or ())]
        if missing:
            raise _not_the_format(file, file_format, f"it has no column {', '.join(missing)}")
        yield from reader


def _not_the_format(file: Path, file_format: FileFormat, why: str) -> SepiaError:
    others = ", ".join(FileFormat)
    text = f"{file.name} is no file of the format {file_format.value}: {why}. Say what it is with --format ({others})."
    return invalid("NOT_THE_FORMAT", text)


_READERS = {
    FileFormat.ISLD: _isld,
    FileFormat.ACCESS_ADVANCE: _access_advance,
    FileFormat.MPEG_LA: _mpeg_la,
    FileFormat.OPS: _ops,
}


# --- applications of the register ----------------------------------------------------------------------------------


@applications.command("show")
def show(
    application: Annotated[str, typer.Argument(help="`applications/…`, as families list them.")],
    as_json: Json = False,
) -> None:
    """Shows an application: its numbers as given and as understood, and every family it is in under every key.

    Example: sepia application show applications/1
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetApplicationRequest(name=full_name(application, "applications"))
        found: pb.ApplicationRecord = await sepia.call(sepia.families.GetApplication, request)
        if as_json:
            print_json(found)
            return
        say(f"[bold]{found.name}[/]")
        if found.title:
            say(found.title)
        if found.HasField("filing_date"):
            say(f"filed on {day_text(found.filing_date)}")
        say(f"named by {count(found.declaration_count)} declarations, {count(found.link_count)} rows")
        if found.several_holders:
            say("[yellow]several holders declare it; counted for each[/]")
        if found.several_families:
            keys = ", ".join(key_word(key) for key in found.several_families)
            say(f"[yellow]in several families under {keys}[/]")
        if found.has_conflicts:
            say(f"[yellow]rows contradict each other: sepia conflicts '{escape(found.conflict_subject)}'[/]")
        holders = [(each.holder, each.display_name, count(each.declaration_count)) for each in found.holders]
        table("Declared by", ("holder", "name", "declarations"), holders, numbers=(2,))
        numbers = [("application", found.number)] if found.HasField("number") else []
        numbers += [("publication", publication) for publication in found.publications]
        table("Numbers", ("what", "given", "DOCDB", "sure", ""), [_number_row(what, each) for what, each in numbers])
        rows = [(key_word(each.key), each.family, count(each.link_count), each.matched_by) for each in found.families]
        table("Families", ("key", "family", "rows counted in it", "recognised by"), rows, numbers=(2,))

    carry_out(ask)


def _number_row(what: str, number: pb.PatentNumber) -> tuple[str, ...]:
    sure = pb.NumberConfidence.Name(number.confidence).removeprefix("NUMBER_CONFIDENCE_").lower()
    if number.unreadable:
        return (what, number.given, "", "", f"{number.unreadable}: {number.message}")
    notes = "search report" if number.search_report else "correction" if number.correction else ""
    return (what, number.given, number.canonical, sure, notes)


@applications.command("members")
def members(
    family: Annotated[str, typer.Argument(help="A DOCDB family, `families/docdb-…`.")],
    as_json: Json = False,
) -> None:
    """Lists the members of a DOCDB family, also those that nobody declared.

    Example: sepia application members families/docdb-19768124
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListFamilyMembersRequest(family=full_name(family, "families"), page_size=1000)
        found: list[pb.FamilyMember] = await sepia.collect(sepia.families.ListFamilyMembers, request, "members")
        if as_json:
            print_json({"members": found})
            return
        rows = [
            (
                pb.FamilyMemberRole.Name(each.role).removeprefix("FAMILY_MEMBER_ROLE_").lower(),
                each.number.given,
                each.number.as_written or each.number.unreadable,
                each.application,
                f"{each.date.year}-{each.date.month:02d}-{each.date.day:02d}" if each.HasField("date") else "",
                ", ".join(each.registered),
            )
            for each in found
        ]
        table(full_name(family, "families"), ("what", "number", "as written", "of", "date", "declared as"), rows)

    carry_out(ask)


@applications.command("fetch")
def fetch(
    named: Annotated[list[str], typer.Argument(help="Applications, `applications/…`; at most 20.")],
    request_id: Annotated[str, typer.Option(help="Names the request, to repeat it safely.")] = "",
    as_json: Json = False,
) -> None:
    """Asks the European Patent Office for the families of applications and brings its answers in.

    Example: sepia application fetch applications/1 applications/2
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.FetchFamiliesRequest(
            applications=[full_name(each, "applications") for each in named], request_id=request_id or new_id().hex
        )
        reply: pb.FetchFamiliesResponse = await sepia.call(sepia.families.FetchFamilies, request, deadline_seconds=300)
        if as_json:
            print_json(reply)
            return
        rows = [(each.application, each.asked, getattr(each, "import"), each.message) for each in reply.families]
        table("Families fetched", ("application", "asked as", "import", ""), rows)

    carry_out(ask)
