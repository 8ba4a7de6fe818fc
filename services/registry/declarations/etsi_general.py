"""Owns the reading of ETSI's export of general declarations (GD): a file's bytes in, declarations and faults out. Pure.

Eleven columns, `;` separated, UTF-8. A declaration has a row for each standard or project that it covers, so rows of
one IPRD_ID are one declaration. Headers are met as `Reflected Date`, `Reflected_Date` and in capitals: names are
compared by their letters and digits.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.registry.declarations.ietf import Fault
from shared.errors import SepiaError, Violation, invalid

COLUMNS: Final = (
    "IPRD_ID",
    "IPR_COMP_ID",
    "IPRD_REFERENCE",
    "Reflected Date",
    "IPRD_SIGNATURE_DATE",
    "IPRD_CREATION_DATE",
    "COMP_LEGAL_NAME",
    "GEND_APP_TO_ALL_FLAG",
    "ETPR_ACRONYM",
    "Standard",
    "LICD_REC_CONDI_FLAG",
)
"""The columns in ETSI's order."""

_DATES: Final = ("Reflected Date", "IPRD_SIGNATURE_DATE", "IPRD_CREATION_DATE")
_FLAGS: Final = ("GEND_APP_TO_ALL_FLAG", "LICD_REC_CONDI_FLAG")
_DATE_FORM: Final = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?")
_SENTINEL: Final = dt.date(1900, 1, 1)
_EXPECTED: Final = (
    "Sepia reads ETSI's GD-export.csv: UTF-8, separated by semicolons, 11 columns from IPRD_ID to LICD_REC_CONDI_FLAG."
)
csv.field_size_limit(1024 * 1024)


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands in the file: its physical line, its values by column, and a digest of them."""

    line: int
    said: Mapping[str, str]
    digest: str


@dataclass(frozen=True, slots=True)
class General:
    """A general declaration, of all its rows.

    Attributes:
        line: of its first row.
        conflicts: what later rows say otherwise than the first, whose values were taken: the column, what the first
            says, what the other says, and its line.
        form: EtsiGeneral as JSON of the contract.
        digests: of its rows, each once.
    """

    iprd_id: int
    reference: str
    declarant: str
    signed_on: dt.date | None
    submitted_on: dt.date | None
    published_on: dt.date | None
    reciprocity: bool | None
    line: int
    conflicts: tuple[tuple[str, str, str, int], ...]
    form: Mapping[str, Any]
    digests: tuple[str, ...]


def read_rows(data: bytes) -> Iterator[Row | list[Fault]]:
    """The rows of a file in order; for a row that cannot be read, everything that is wrong with it.

    Raises:
        SepiaError: INVALID_ARGUMENT (COMPRESSED_FILE, WRONG_ENCODING, BINARY_FILE, EMPTY_FILE, WRONG_DELIMITER,
            WRONG_HEADER): the file is no export of general declarations.
    """
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        raise invalid("COMPRESSED_FILE", "The file is a ZIP archive, not a CSV. Unpack it and send the .csv inside.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise invalid(
            "WRONG_ENCODING",
            f"Byte {wrong.start + 1} of the file is not UTF-8. Save it again as UTF-8 and send that "
            "(`iconv -f WINDOWS-1252 -t UTF-8`).",
        ) from None
    if "\0" in text:
        raise invalid("BINARY_FILE", f"The file holds NUL bytes, so it is not a text. {_EXPECTED}")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    header = next(reader, None)
    if not header or not any(cell.strip() for cell in header):
        raise invalid("EMPTY_FILE", f"The file is empty. {_EXPECTED}")
    names = _columns_of(header)
    line = reader.line_num + 1
    try:
        for values in reader:
            if values:
                yield _row(line, names, values)
            line = reader.line_num + 1
    except csv.Error as wrong:
        yield [
            Fault(line, "", "", "MALFORMED_QUOTES", f"The row cannot be read ({wrong}).", "Close every text opened.")
        ]


def _columns_of(header: Sequence[str]) -> list[str]:
    known = {_plain(name): name for name in COLUMNS}
    names = [known.get(_plain(cell), "") for cell in header]
    if len(header) == 1 and sum(_plain(name) in _plain(header[0]) for name in COLUMNS) >= 5:
        raise invalid(
            "WRONG_DELIMITER", "The columns are not separated by semicolons. Save the file again with ; as separator."
        )
    missing = [name for name in COLUMNS if name not in names]
    unknown = [cell for cell, name in zip(header, names, strict=True) if not name]
    repeated = sorted({name for name in names if name and names.count(name) > 1})
    if missing or unknown or repeated:
        raise _wrong_header(missing, unknown, repeated)
    return names


def _wrong_header(missing: Sequence[str], unknown: Sequence[str], repeated: Sequence[str]) -> SepiaError:
    parts = [
        f"{word}: {', '.join(repr(name) for name in names[:11])}"
        for word, names in (("missing", missing), ("unknown", unknown), ("twice", repeated))
        if names
    ]
    return invalid(
        "WRONG_HEADER",
        f"The header is not that of a GD export ({'; '.join(parts)}). {_EXPECTED}",
        Violation("content", f"the columns {';'.join(COLUMNS)}"),
    )


def _row(line: int, names: Sequence[str], values: Sequence[str]) -> Row | list[Fault]:
    if len(values) != len(names):
        message = f"The row has {len(values)} columns instead of {len(names)}."
        return [Fault(line, "", "", "WRONG_COLUMN_COUNT", message, "Put texts that hold a semicolon into quotes.")]
    given = {name: " ".join(value.split()) for name, value in zip(names, values, strict=True)}
    # `NULL` is how ETSI's database writes what it does not know.
    said = {name: "" if value == "NULL" else value for name, value in given.items()}
    faults: list[Fault] = []

    def fault(column: str, reason: str, message: str, suggestion: str) -> None:
        faults.append(Fault(line, column, said[column][:80], reason, f"{column} {message}", suggestion))

    if not said["IPRD_ID"]:
        fault("IPRD_ID", "MISSING_VALUE", "is blank; without it the row belongs to no declaration.", "For example 31.")
    elif not _is_number(said["IPRD_ID"]):
        fault("IPRD_ID", "BAD_INTEGER", f"is {said['IPRD_ID']!r}, which is no number of ETSI's.", "For example 31.")
    if not said["IPRD_REFERENCE"]:
        fault("IPRD_REFERENCE", "MISSING_VALUE", "is blank.", "For example GD-201002-001.")
    for column in _DATES:
        if said[column] and _day(said[column]) is None:
            message = f"is {said[column]!r}, which is no date of the form YYYY-MM-DD HH:MM:SS."
            fault(column, "BAD_DATE", message, "Write it as 2016-08-31 00:00:00, or leave it blank if it is unknown.")
    for column in _FLAGS:
        if said[column] not in ("", "0", "1"):
            fault(column, "UNKNOWN_FLAG", f"is {said[column]!r}; it can be 1, 0 or blank.", "1 for yes, 0 for no.")
    if faults:
        return faults
    joined = "\x1f".join(said[name] for name in COLUMNS)
    return Row(line, said, hashlib.sha256(joined.encode()).hexdigest())


def gather(rows: Sequence[Row]) -> Iterator[General]:
    """The declarations that rows are of, in order of their first row."""
    groups: dict[int, list[Row]] = {}
    for row in rows:
        groups.setdefault(int(row.said["IPRD_ID"]), []).append(row)
    for iprd_id, group in groups.items():
        yield _general(iprd_id, group)


def _general(iprd_id: int, rows: Sequence[Row]) -> General:
    first = rows[0].said
    one_each = [name for name in COLUMNS if name not in ("ETPR_ACRONYM", "Standard")]
    conflicts = tuple(
        (name, first[name], row.said[name], row.line)
        for name in one_each
        for row in rows
        if row.said[name] != first[name]
    )
    standards = list(dict.fromkeys(row.said["Standard"] for row in rows if row.said["Standard"]))
    projects = list(dict.fromkeys(row.said["ETPR_ACRONYM"] for row in rows if row.said["ETPR_ACRONYM"]))
    everything = _flag(first["GEND_APP_TO_ALL_FLAG"])
    if everything:
        scope = "DECLARATION_SCOPE_ALL"
    elif standards:
        scope = "DECLARATION_SCOPE_STANDARDS"
    elif projects:
        scope = "DECLARATION_SCOPE_PROJECTS"
    else:
        scope = "DECLARATION_SCOPE_UNSPECIFIED"
    reciprocity = _flag(first["LICD_REC_CONDI_FLAG"])
    form: dict[str, Any] = {
        "scope": scope,
        "standards": [{"standard": text} for text in standards],
        "projects": projects,
        "companyId": first["IPR_COMP_ID"],
    }
    if reciprocity is not None:
        form["reciprocity"] = reciprocity
    return General(
        iprd_id,
        first["IPRD_REFERENCE"],
        first["COMP_LEGAL_NAME"],
        _known(first["IPRD_SIGNATURE_DATE"]),
        _known(first["IPRD_CREATION_DATE"]),
        _known(first["Reflected Date"]),
        reciprocity,
        rows[0].line,
        conflicts,
        form,
        tuple(dict.fromkeys(row.digest for row in rows)),
    )


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text) < 2**53


def _day(text: str) -> dt.date | None:
    if not _DATE_FORM.fullmatch(text):
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _known(text: str) -> dt.date | None:
    """A date; None where it is blank or the sentinel for an unknown one."""
    day = _day(text)
    return None if day == _SENTINEL else day


def _flag(text: str) -> bool | None:
    return {"1": True, "0": False}.get(text)
