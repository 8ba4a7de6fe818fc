"""Owns what a row of the template means. Pure.

A row names one patent for one standard; rows with the same reference are one declaration and repeat its facts. What is
left blank is unknown, and is kept so. A value that is there and cannot be what its column says rejects the row, with a
valid example; so does a row that contradicts an earlier row of its declaration.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from services.registry.standards.identity import decode_version_letters
from services.registry.templates.columns import COLUMNS, ETSI_BULK_COLUMNS, SEPARATOR, Cell
from shared.errors import SepiaError, Violation, invalid

NOTE_PREFIX = "Sepia: "
"""Columns that begin so are notes of a correction file; they are never read."""

MAX_CELL = 4_000
"""Greatest number of characters of a cell."""

_YES = frozenset(("yes", "y", "true", "1", "ja", "oui", "sí", "si"))
_NO = frozenset(("no", "n", "false", "0", "nein", "non"))
_BY_FIELD = {column.field: column for column in COLUMNS}
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]00:00(?::00)?)?")
_VERSION = re.compile(r"[vV]?(\d{1,3}(?:\.\d{1,3}){1,3})")
_LETTERS = re.compile(r"[vV]?([0-9a-zA-Z]{3})")
_ERRORS = frozenset(("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"))
_OFFICE = re.compile(r"[A-Z]{2}")
_FIRST_DAY = dt.date(1950, 1, 1)  # as on forms: 1900-01-01 stands for an unknown date in exports


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a row cannot be accepted; attributes as of `services.registry.imports.formats.Rejection`."""

    line: int
    column: str
    value: str
    reason: str
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class DeclaredPatent:
    """A row: one patent for one standard. Null is unknown.

    Attributes:
        line: line of the file, or row of the sheet, that it stands in.
        standard: under the name given.
        publications, priorities: numbers as given.
    """

    line: int
    standard: str | None
    version: str | None
    sections: str | None
    office: str | None
    application: str | None
    publications: tuple[str, ...]
    title: str | None
    priorities: tuple[str, ...]
    project: str | None = None


@dataclass(slots=True)
class DeclaredTogether:
    """A declaration, put together from its rows.

    Attributes:
        line: line of its first row.
        declarant: legal name; None when it is the holder that the submitter acts for.
        patents: its rows.
    """

    line: int
    reference: str
    declarant: str | None
    signed_on: dt.date | None
    proprietor: bool | None
    undertaking: bool | None
    reciprocity: bool | None
    patents: list[DeclaredPatent] = field(default_factory=list[DeclaredPatent])


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a header says: which column of the file holds which field.

    Attributes:
        fields: for each column of the file the field it holds; None for notes of a correction file.
        titles: the columns' names as the file has them.
    """

    fields: tuple[str | None, ...]
    titles: tuple[str, ...]

    def title_of(self, field: str) -> str:
        """The file's name for a field; the template's where the file has no such column."""
        return next(
            (title for title, known in zip(self.titles, self.fields, strict=True) if known == field),
            _BY_FIELD[field].title,
        )


def read_template_header(titles: Sequence[str]) -> Sheet:
    """Reads the header of the template; capitals, spaces and order do not matter.

    Raises:
        SepiaError: INVALID_ARGUMENT (WRONG_HEADER): a column is missing, unknown, or there twice.
    """
    known = {_folded(column.title): column.field for column in COLUMNS}
    return _read_header(titles, known, [column.title for column in COLUMNS], required=("reference",))


def read_etsi_bulk_header(titles: Sequence[str]) -> Sheet:
    """Reads the header of ETSI's bulk upload form.

    Raises:
        SepiaError: INVALID_ARGUMENT (WRONG_HEADER).
    """
    known = {_folded(title): field for title, field in ETSI_BULK_COLUMNS}
    names = [title for title, _ in ETSI_BULK_COLUMNS]
    return _read_header(titles, known, names, required=tuple(field for _, field in ETSI_BULK_COLUMNS))


def _read_header(
    titles: Sequence[str], known: Mapping[str, str], names: Sequence[str], *, required: Sequence[str]
) -> Sheet:
    shown = [" ".join(title.split()) for title in titles]
    while shown and not shown[-1]:
        shown.pop()
    fields: list[str | None] = []
    faults: list[Violation] = []
    for title in shown:
        name = known.get(_folded(title))
        if title.startswith(NOTE_PREFIX.strip()):
            fields.append(None)
        elif name is None:
            close = difflib.get_close_matches(title, names, 1)
            hint = f"; did you mean {close[0]}?" if close else ""
            faults.append(Violation(_shortened(title) or "(blank)", f"column is unknown{hint}"))
            fields.append(None)
        else:
            if name in fields:
                faults.append(Violation(title, "column is there more than once"))
            fields.append(name)
    by_field = {field: title for title, field in zip(names, (known[_folded(name)] for name in names), strict=True)}
    faults += [Violation(by_field[name], "column is missing") for name in required if name not in fields]
    if faults:
        raise wrong_header(shown, names, faults)
    return Sheet(tuple(fields), tuple(shown))


def wrong_header(titles: Sequence[str], names: Sequence[str], faults: Sequence[Violation]) -> SepiaError:
    """The refusal of a file whose first line is no header of its format."""
    listed = "; ".join(f"{fault.field}: {fault.description}" for fault in faults[:12])
    more = f"; {len(faults) - 12} more" if len(faults) > 12 else ""
    return invalid(
        "WRONG_HEADER",
        f"The first line does not name this format's columns ({listed}{more}). Take the template "
        f"(`sepia template`), whose columns are: {', '.join(names)}.",
        *faults[:50],
    )


def read_row(
    sheet: Sheet, line: int, cells: Sequence[Cell], *, today: dt.date
) -> tuple[DeclaredTogether | None, list[CellFault]]:
    """What a row says: its declaration with this one patent; or why it cannot be accepted.

    Args:
        cells: the row's cells in the order of the file; dates of a workbook as dates, numbers whose text cannot be
            known as numbers, everything else as text.
        today: the legal date of submission; nothing is signed later.
    """
    faults: list[CellFault] = []
    given: dict[str, str | dt.date] = {}
    if len(cells) > len(sheet.fields) and any(str(cell).strip() for cell in cells[len(sheet.fields) :]):
        more = len(cells) - len(sheet.fields)
        message = f"The row has {more} more value{'s' if more > 1 else ''} than the header has columns."
        advice = "Put double quotes around a value that holds the separator, or remove the values at the end."
        faults.append(
            CellFault(line, "", _shortened(str(cells[len(sheet.fields)])), "TOO_MANY_VALUES", message, advice)
        )
    for name, title, cell in zip(sheet.fields, sheet.titles, cells, strict=False):
        if name is None:
            continue
        if isinstance(cell, dt.date):
            given[name] = cell
            continue
        if not isinstance(cell, str):
            what = "is a number, and a workbook tells no 7.10 from 7.1"
            advice = "Format the cell as text and write it again."
            faults.append(_fault(line, title, str(cell), "IS_A_NUMBER", what, advice))
            continue
        text = " ".join(cell.split())
        if "\0" in text:
            faults.append(_fault(line, title, text, "NUL_CHARACTER", "holds a NUL character", "Remove it."))
        elif len(text) > MAX_CELL:
            advice = f"Shorten it to {MAX_CELL} characters."
            faults.append(_fault(line, title, text, "TOO_LONG", f"has {len(text)} characters", advice))
        elif text.startswith("="):
            advice = "Formulas are not computed; paste the value (Excel: Paste special, Values)."
            faults.append(_fault(line, title, text, "FORMULA", "is a formula", advice))
        elif text.upper() in _ERRORS:
            advice = "Write the value, or leave it blank if it is not known."
            faults.append(_fault(line, title, text, "ERROR_VALUE", "is what a workbook shows for an error", advice))
        elif text:
            given[name] = text
    row = _Row(sheet, line, given, faults, today)
    for column in COLUMNS:
        if column.required and column.field not in given and not any(f.column == column.title for f in faults):
            message = f"{column.title} is blank. {column.help}"
            faults.append(
                CellFault(line, sheet.title_of(column.field), "", "MISSING", message, f"For example {column.example}.")
            )
    patent = DeclaredPatent(
        line=line,
        standard=row.text("standard"),
        version=row.version(),
        sections=row.text("sections"),
        office=row.office(),
        application=row.text("application"),
        publications=row.numbers("publications"),
        title=row.text("title"),
        priorities=row.numbers("priorities"),
        project=row.text("project"),
    )
    if patent.application is None and not patent.publications and not faults:
        faults.append(
            CellFault(
                line,
                sheet.title_of("application"),
                "",
                "NO_PATENT",
                "The row names no patent: neither an application number nor a publication.",
                "Write one of them, for example EP20060711571 or EP1848154 B1. A blanket declaration, which names no "
                "patents, is sent as JSON Lines or with `sepia declaration submit`.",
            )
        )
    declaration = DeclaredTogether(
        line=line,
        reference=row.text("reference") or "",
        declarant=row.text("declarant"),
        signed_on=row.date("signed_on"),
        proprietor=row.answer("proprietor"),
        undertaking=row.answer("undertaking"),
        reciprocity=row.answer("reciprocity"),
        patents=[patent],
    )
    return (None, faults) if faults else (declaration, [])


def declaration_key(sheet: Sheet, cells: Sequence[Cell]) -> tuple[str, str]:
    """Which declaration a row is of, also where it cannot be accepted: its declarant, folded, and its reference."""
    texts = {name: " ".join(str(cell).split()) for name, cell in zip(sheet.fields, cells, strict=False) if name}
    return texts.get("declarant", "").casefold(), texts.get("reference", "")


def whose(keys: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], tuple[str, str]]:
    """The declaration that rows without a declarant are of: the one of the only declarant named with their reference.

    Args:
        keys: of all rows. Where several declarants have the same reference, what is blank stays blank.
    """
    named: dict[str, set[str]] = {}
    for declarant, reference in keys:
        named.setdefault(reference, set()).update({declarant} if declarant else ())
    return {
        ("", reference): (next(iter(declarants)), reference)
        for reference, declarants in named.items()
        if reference and len(declarants) == 1
    }


def content_of(declaration: DeclaredTogether) -> Mapping[str, object]:
    """What a declaration says, wherever in a file its rows stand and in whatever order."""
    said = asdict(declaration)
    del said["line"]
    patents = [{name: value for name, value in one.items() if name != "line"} for one in said["patents"]]
    return {**said, "patents": sorted(patents, key=repr)}


def held_back(declaration: DeclaredTogether, line: int, sheet: Sheet) -> list[CellFault]:
    """Why the good rows of a declaration wait.

    Args:
        line: line of its first row that cannot be accepted.
    """
    message = (
        f"Line {line} of the same declaration {declaration.reference} cannot be accepted, and a declaration is "
        "entered whole."
    )
    advice = f"Correct line {line} and send all rows of {declaration.reference} together; this one can stay as it is."
    title = sheet.title_of("reference")
    return [
        CellFault(patent.line, title, declaration.reference, "WAITS_FOR_ANOTHER_ROW", message, advice)
        for patent in declaration.patents
    ]


def contradictions(first: DeclaredTogether, row: DeclaredTogether, sheet: Sheet) -> list[CellFault]:
    """Where a row contradicts the first row of its declaration; a blank contradicts nothing."""
    faults: list[CellFault] = []
    for column in COLUMNS:
        if not column.repeats:
            continue
        earlier, later = getattr(first, column.field), getattr(row, column.field)
        if earlier is not None and later is not None and earlier != later:
            title = sheet.title_of(column.field)
            message = (
                f"{title} is {_words(later)} here and {_words(earlier)} on line {first.line}, which has the same "
                f"reference {first.reference}. A declaration has one."
            )
            advice = f"Write {_words(earlier)}, or give this row another reference."
            faults.append(CellFault(row.line, title, _words(later), "CONTRADICTS_EARLIER_ROW", message, advice))
    return faults


def together(first: DeclaredTogether, row: DeclaredTogether) -> None:
    """Takes a row's patent, and facts that the declaration did not have yet, into the declaration."""
    for column in COLUMNS:
        if column.repeats and getattr(first, column.field) is None:
            setattr(first, column.field, getattr(row, column.field))
    first.patents += row.patents


@dataclass(slots=True)
class _Row:
    """Reads the values of a row, and notes what cannot be read."""

    sheet: Sheet
    line: int
    given: Mapping[str, str | dt.date]
    faults: list[CellFault]
    today: dt.date

    def text(self, name: str) -> str | None:
        value = self.given.get(name)
        if isinstance(value, dt.date):
            self._wrong(
                name, value.isoformat(), "IS_A_DATE", "is a date", "Format the cell as text and write it again."
            )
            return None
        return value

    def numbers(self, name: str) -> tuple[str, ...]:
        text = self.text(name) or ""
        return tuple(dict.fromkeys(filter(None, (part.strip() for part in text.split(SEPARATOR)))))

    def answer(self, name: str) -> bool | None:
        text = self.text(name)
        if text is None:
            return None
        if text.casefold() in _YES:
            return True
        if text.casefold() in _NO:
            return False
        self._wrong(name, text, "NOT_YES_OR_NO", "is neither yes nor no", "Write yes or no, or leave it blank.")
        return None

    def date(self, name: str) -> dt.date | None:
        value = self.given.get(name)
        day = value if value is None or isinstance(value, dt.date) else self._day(name, value)
        if day is not None and not _FIRST_DAY <= day <= self.today:
            advice = "Write the day on which it was signed, or leave it blank if that is not known."
            what = f"is later than today, {self.today}" if day > self.today else "is a day that nobody can have meant"
            self._wrong(name, day.isoformat(), "NOT_THE_DAY", what, advice)
            return None
        return day

    def _day(self, name: str, value: str) -> dt.date | None:
        found = _DATE.fullmatch(value)
        try:
            return dt.date(*map(int, found.groups())) if found else self._no_date(name, value)
        except ValueError:
            return self._no_date(name, value)

    def _no_date(self, name: str, value: str) -> None:
        advice = "Write year-month-day, for example 2026-03-31; 03/04/2026 is two dates, so it is not read."
        self._wrong(name, value, "NOT_A_DATE", "is not a date", advice)

    def version(self) -> str | None:
        text = self.text("version")
        if text is None:
            return None
        if found := _VERSION.fullmatch(text):
            return found[1]
        letters = _LETTERS.fullmatch(text)
        if letters and not text.isdigit() and (dotted := decode_version_letters(letters[1].lower())):
            return dotted
        advice = "Write it as 16.3.0, or in 3GPP's letters as g30; leave it blank if it is not known."
        self._wrong("version", text, "NOT_A_VERSION", "is not a version", advice)
        return None

    def office(self) -> str | None:
        text = self.text("office")
        if text is None:
            return None
        code = text.upper()
        if not _OFFICE.fullmatch(code):
            advice = "Write the two letters of WIPO ST.3, for example EP, US, CN, WO."
            self._wrong("office", text, "NOT_AN_OFFICE", "is not a patent office's code", advice)
            return None
        return code

    def _wrong(self, name: str, value: str, reason: str, what: str, advice: str) -> None:
        self.faults.append(_fault(self.line, self.sheet.title_of(name), value, reason, what, advice))


def _fault(line: int, title: str, value: str, reason: str, what: str, advice: str) -> CellFault:
    shown = _shortened(value)
    return CellFault(line, title, shown, reason, f'{title} "{shown}" {what}.', advice)


def _words(value: object) -> str:
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _folded(title: str) -> str:
    return "".join(character for character in title.casefold() if character.isalnum())


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def in_reading_order(faults: Iterable[CellFault]) -> list[CellFault]:
    """Faults by line, those of one line together."""
    return sorted(faults, key=lambda fault: fault.line)
