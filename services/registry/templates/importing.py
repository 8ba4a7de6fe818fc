"""Owns bringing in declarations by the table and by the line: the template, ETSI's bulk upload, JSON lines."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast
from zoneinfo import ZoneInfo

from google.protobuf.json_format import ParseDict, ParseError
from rapidfuzz import fuzz, process

from sepia.registry.v1 import declarations_pb2 as pb
from sepia.registry.v1 import forms_pb2
from services.registry.declarations.entering import UTC_DAYS, Entering, PreparedDeclaration
from services.registry.declarations.rules import Party
from services.registry.families.rules import priority_set
from services.registry.imports.formats import Applied, Rejection, SubmittedFile
from services.registry.templates import store
from services.registry.templates.reading import Row, csv_rows, workbook_rows
from services.registry.templates.rules import (
    CellFault,
    DeclaredPatent,
    DeclaredTogether,
    Sheet,
    content_of,
    contradictions,
    declaration_key,
    held_back,
    read_etsi_bulk_header,
    read_row,
    read_template_header,
    together,
    whose,
)
from shared.errors import Kind, SepiaError, invalid
from shared.rpc.validation import Validation

_TOLD_EVERY = 500
_LONGEST_LINE = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class TableFormat:
    """A table of which a row names one patent for one standard.

    Attributes:
        rows: reads cells from bytes.
        header: reads the header.
        zone: whose days count.
    """

    rows: Callable[[bytes], Iterator[Row]]
    header: Callable[[Sequence[str]], Sheet]
    zone: ZoneInfo = UTC_DAYS

    async def apply(self, file: SubmittedFile) -> Applied:
        """Enters the declarations of a table; those that it brought before, unchanged, are known."""
        cells = self.rows(await file.whole())
        first = next(cells, None)
        if first is None:
            raise invalid("EMPTY_FILE", f"{file.filename} has no rows. Fill in the template (`sepia template`).")
        sheet = self.header([str(cell) for cell in first[1]])
        gathered = _Gathered(file.database.clock.today(self.zone))
        rows = 0
        for line, values in cells:
            rows += 1
            gathered.take(sheet, line, values)
        gathered.put_together(sheet)
        entering = _Declaring(file, self.zone)
        new = accepted = 0
        for number, declaration in enumerate(gathered.declarations.values()):
            if number % _TOLD_EVERY == 0:
                await file.progress(file.size_bytes, accepted, 0, "entering")
            lines = [patent.line for patent in declaration.patents]
            outcome = await entering.enter(
                _request(declaration),
                _said(content_of(declaration)),
                declaration.reference,
                # Until files were compared by content alone, lines were part of what a declaration was known by.
                formerly=_said(asdict(declaration)),
                complete=False,
                patents=declaration.patents,
            )
            if isinstance(outcome, SepiaError):
                gathered.faults += [
                    _fault(line, sheet.title_of("reference"), declaration.reference, outcome) for line in lines
                ]
                continue
            accepted += len(lines)
            new += len(lines) if outcome else 0
        await file.reject([Rejection(**asdict(fault)) for fault in gathered.in_order()])
        return Applied(
            rows, accepted, new, {"declarations": entering.made + entering.known, "new declarations": entering.made}
        )


class JsonLinesFormat:
    """A declaration a line, as SubmitDeclaration takes it, on any form.

    Args:
        zone: whose days count.
    """

    def __init__(self, zone: ZoneInfo = UTC_DAYS) -> None:
        self._validation = Validation()
        self._zone = zone

    async def apply(self, file: SubmittedFile) -> Applied:
        """Enters the declarations of a file; a line that was brought before is known."""
        entering = _Declaring(file, self._zone)
        rows = accepted = new = 0
        for line, text in enumerate((await file.whole()).split(b"\n"), 1):
            if not text.strip():
                continue
            rows += 1
            try:
                said, request = self._read(text)
                outcome = await entering.enter(request, said, request.reference, complete=True)
            except SepiaError as refused:
                outcome = refused
            if isinstance(outcome, SepiaError):
                await file.reject(_line_faults(line, outcome))
                continue
            accepted += 1
            new += 1 if outcome else 0
            if rows % _TOLD_EVERY == 0:
                await file.progress(file.size_bytes, rows, file.rejected_rows, "entering")
        if not rows:
            raise invalid("EMPTY_FILE", f"{file.filename} has no lines. Write a declaration a line, as JSON.")
        return Applied(
            rows, accepted, new, {"declarations": entering.made + entering.known, "new declarations": entering.made}
        )

    def _read(self, text: bytes) -> tuple[str, pb.SubmitDeclarationRequest]:
        if len(text) > _LONGEST_LINE:
            raise invalid("LINE_TOO_LONG", f"The line has {len(text)} bytes; a declaration may have {_LONGEST_LINE}.")
        try:
            value = json.loads(text)
        except (UnicodeDecodeError, ValueError) as error:
            raise invalid(
                "NOT_JSON", f"The line is not JSON ({error}). Write one object a line, without line breaks."
            ) from None
        if not isinstance(value, dict):
            raise invalid("NOT_AN_OBJECT", 'The line is not an object. Write {"holder": …, "form": …}.')
        said = cast("dict[str, Any]", value)
        request = pb.SubmitDeclarationRequest()
        try:
            ParseDict(said, request)
        except ParseError as error:
            raise _not_of_the_contract(str(error)) from None
        request.ClearField("request_id")
        self._validation.check(request)
        return json.dumps(said, sort_keys=True), request


@dataclass(slots=True)
class _Gathered:
    """Rows put together into declarations, and what is wrong with the others."""

    today: dt.date
    declarations: dict[tuple[str, str], DeclaredTogether] = field(
        default_factory=dict[tuple[str, str], DeclaredTogether]
    )
    faults: list[CellFault] = field(default_factory=list[CellFault])
    rows: list[tuple[tuple[str, str], int, DeclaredTogether | None]] = field(
        default_factory=list[tuple[tuple[str, str], int, DeclaredTogether | None]]
    )

    def take(self, sheet: Sheet, line: int, values: Sequence[Any]) -> None:
        row, faults = read_row(sheet, line, values, today=self.today)
        self.rows.append((declaration_key(sheet, values), line, row))
        self.faults += faults

    def put_together(self, sheet: Sheet) -> None:
        """Makes declarations of the rows, and rejects the good rows of declarations that have bad ones.

        Entered without them, the declaration would say less than its declarant meant, and the corrected rows would
        come as other content under a reference that is taken.
        """
        meant = whose(key for key, _, _ in self.rows)
        spoilt: dict[tuple[str, str], int] = {}
        for given, line, row in self.rows:
            key = meant.get(given, given)
            if row is not None:
                first = self.declarations.setdefault(key, row)
                if first is row:
                    continue
                faults = contradictions(first, row, sheet)
                if not faults:
                    together(first, row)
                    continue
                self.faults += faults
            spoilt.setdefault(key, line)
        for key, line in spoilt.items():
            held = self.declarations.pop(key, None)
            self.faults += held_back(held, line, sheet) if held else []

    def in_order(self) -> list[CellFault]:
        return sorted(self.faults, key=lambda fault: fault.line)


class _Declaring:
    """Enters declarations for whoever sent the file."""

    def __init__(self, file: SubmittedFile, zone: ZoneInfo) -> None:
        self._file = file
        self._service = Entering(file.database, zone)
        officer = not file.organization
        self._party = Party(file.submitter, file.organization, officer, not officer)
        self.made = 0
        self.known = 0

    async def enter(
        self,
        request: pb.SubmitDeclarationRequest,
        said: str,
        reference: str,
        *,
        complete: bool,
        formerly: str = "",
        patents: Sequence[DeclaredPatent] = (),
    ) -> bool | SepiaError:
        """Enters a declaration: True when it is new, False when it is known already; or why it cannot be taken.

        Args:
            formerly: what it would have been known by before.
        """
        fingerprint = _fingerprint(said)
        declarant = request.holder or self._file.organization or " ".join(request.declarant.split()).casefold()
        reference = reference or fingerprint
        if self._file.organization and request.declarant and not complete:
            known_as = await store.names_of(self._file.tx, self._file.organization)
            if " ".join(request.declarant.split()).casefold() not in known_as:
                return invalid(
                    "DECLARES_FOR_ANOTHER",
                    f"{request.declarant} is not a name of {self._file.organization}, for which {self._file.submitter} "
                    "acts. A holder declares for itself: leave the declarant blank.",
                )
        if not declarant:
            return invalid("NO_DECLARANT", "The declaration names no declarant. Write its legal name.")
        earlier = await store.earlier_of(self._file.tx, declarant, reference)
        if earlier is not None:
            if earlier.fingerprint in (fingerprint, _fingerprint(formerly)):
                self.known += 1
                return False
            name = f"holders/{earlier.holder_key or '-unknown'}/declarations/{earlier.key}"
            return invalid(
                "ALREADY_DECLARED",
                f"{reference} was declared before with other content, as {name}. Replace it with `sepia declaration "
                "update`, or give this one another reference.",
            )
        try:
            prepared: PreparedDeclaration = self._service.prepare(request, self._party, complete=complete)
            # What one declaration is refused for must leave nothing of it behind, and the others as they are.
            async with self._file.tx.connection.begin_nested():
                made = await self._service.declare(
                    self._file.tx, request, self._party, prepared, demonstration=self._file.demonstration
                )
                await store.note_imported(
                    self._file.tx,
                    declarant=declarant,
                    reference=reference,
                    fingerprint=fingerprint,
                    declaration=made.id,
                )
                await self._found_families(made.id, patents)
        except SepiaError as refused:
            if refused.kind not in (Kind.INVALID, Kind.FORBIDDEN, Kind.NOT_FOUND, Kind.PRECONDITION):
                raise
            return refused
        self.made += 1
        return True

    async def _found_families(self, declaration: int, patents: Sequence[DeclaredPatent]) -> None:
        # The pairs of a declaration stand on the lines of its document after the form, in order.
        sets = {line: priority_set(patent.priorities) for line, patent in enumerate(patents, 2) if patent.priorities}
        await store.found_by_priorities(self._file.tx, declaration, sets)


_NO_FIELD = re.compile(r'has no field named "([^"]+)" at "([^"]*)"\.\s*Available Fields.*?"\[(.*?)\]"', re.DOTALL)


def _not_of_the_contract(why: str) -> SepiaError:
    """Why a JSON object is no declaration; a field that there is not by its name, with the one that was meant."""
    if (found := _NO_FIELD.search(why)) is not None:
        name, at, listed = found.groups()
        where = at.partition(".")[2] or "the line"
        there = [each.strip(" '") for each in listed.split(",")]
        near = process.extractOne(name, there, scorer=fuzz.ratio, score_cutoff=60)
        meant = f"Did you mean {near[0]}?" if near else f"There are {', '.join(there)}."
        return invalid("UNKNOWN_FIELD", f"{where} has a field {name}, which a declaration does not have. {meant}")
    return invalid(
        "UNKNOWN_FIELD",
        f"The line is no declaration: {why.rstrip('.')}. Its fields are those of SubmitDeclarationRequest; see the "
        "contract.",
    )


def _said(content: object) -> str:
    return json.dumps(content, default=str, sort_keys=True)


def _fingerprint(said: str) -> str:
    return hashlib.sha256(said.encode()).hexdigest()


def _request(declaration: DeclaredTogether) -> pb.SubmitDeclarationRequest:
    form = forms_pb2.EtsiDetailed(entries=[_entry(patent) for patent in declaration.patents])
    for name in ("proprietor", "undertaking", "reciprocity"):
        answer = getattr(declaration, name)
        if answer is not None:
            setattr(form, name, answer)
    request = pb.SubmitDeclarationRequest(
        declarant=declaration.declarant or "",
        reference=declaration.reference,
        form=forms_pb2.DeclarationForm(etsi_detailed=form),
    )
    if (day := declaration.signed_on) is not None:
        signed = request.form.signature.date
        signed.year, signed.month, signed.day = day.year, day.month, day.day
    return request


def _entry(patent: DeclaredPatent) -> forms_pb2.DeclaredEntry:
    return forms_pb2.DeclaredEntry(
        standards=[
            forms_pb2.DeclaredStandard(
                standard=patent.standard or "",
                version=patent.version or "",
                illustrative_part=patent.sections or "",
                project=patent.project or "",
            )
        ],
        basis_patent=forms_pb2.DeclaredPatentNumber(
            office=patent.office or "",
            application_number=patent.application or "",
            publications=patent.publications,
            title=patent.title or "",
        ),
    )


def _fault(line: int, column: str, value: str, refused: SepiaError) -> CellFault:
    advice = "; ".join(f"{one.field}: {one.description}" for one in refused.violations)
    return CellFault(
        line, column, value, refused.reason, refused.message, advice or "Correct it and send the row again."
    )


def _line_faults(line: int, refused: SepiaError) -> list[Rejection]:
    if not refused.violations:
        return [Rejection(line, "", "", refused.reason, refused.message, "Correct the line and send it again.")]
    return [
        Rejection(
            line, one.field, "", refused.reason, f"{one.field} {one.description}", "Correct it and send the line again."
        )
        for one in refused.violations
    ]


TEMPLATE_CSV = TableFormat(csv_rows, read_template_header)
TEMPLATE_XLSX = TableFormat(workbook_rows, read_template_header)
ETSI_BULK = TableFormat(csv_rows, read_etsi_bulk_header)
