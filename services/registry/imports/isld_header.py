"""Owns what makes a file an export of ETSI's ISLD: its 40 columns, and the refusal of every file that is not one."""

from __future__ import annotations

import codecs
import csv
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from shared.errors import SepiaError, Violation, invalid

COLUMNS: Final = (
    "IPRD_ID",
    "IPRD_REFERENCE",
    "IPRD_SIGNATURE_DATE",
    "Reflected_Date",
    "COMP_LEGAL_NAME",
    "DECL_IS_PROP_FLAG",
    "LICD_DEC_PREP_TO_GRANT_FLAG",
    "LICD_REC_CONDI_FLAG",
    "DIPG_ID",
    "DIPG_DISPLAY_NUMBER",
    "DIPG_EXTERNAL_ID",
    "Standard",
    "Ess_To_Standard",
    "WI_Type",
    "WOIT_ETSI_DELIVERABLE_NUMBER",
    "WOIT_REFERENCE",
    "WOIT_VERSION",
    "3GPP_Type",
    "TGPP_NUMBER",
    "TGPV_VERSION",
    "Patent_Type",
    "PATT_APPLICATION_NUMBER",
    "PUBL_NUMBER",
    "PBPA_TITLEEN",
    "PBPA_PRIORITY_NUMBERS",
    "Country_Of_Registration",
    "PBPA_APP_DATE",
    "ETPR_ID",
    "ETPR_ACRONYM",
    "Ess_To_Project",
    "Illustrative_Part",
    "DIPG_PATF_ID",
    "Original_Application_Number",
    "Original_Publication_Number",
    "Explicitely_Disclosed",
    "Normalized_Patent",
    "2G",
    "3G",
    "4G",
    "5G",
)
"""The columns of the export in its own order and spelling (`Explicitely_Disclosed` is ETSI's)."""

DELIMITER: Final = b";"
HEADER_LIMIT: Final = 64 * 1024

NOTE_PREFIX: Final = "Sepia: "
"""Columns that begin so are the notes of a correction file; they are passed over."""

_EXPECTED = "Sepia reads ETSI's ISLD-export.csv: UTF-8, separated by semicolons, 40 columns beginning with IPRD_ID."
_OTHER_DELIMITERS: Final = {",": "commas", "\t": "tabs", "|": "vertical bars"}
_PACKED: Final = (
    (b"PK\x03\x04", "a ZIP archive", "Unpack it and send the .csv inside."),
    (b"PK\x05\x06", "an empty ZIP archive", "Pack the export again, or send the .csv itself."),
    (b"\x1f\x8b", "packed with gzip", "Unpack it (gunzip) and send the .csv."),
    (b"BZh", "packed with bzip2", "Unpack it (bunzip2) and send the .csv."),
    (b"\xfd7zXZ\x00", "packed with xz", "Unpack it (unxz) and send the .csv."),
    (b"\x28\xb5\x2f\xfd", "packed with zstd", "Unpack it (unzstd) and send the .csv."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it and send the .csv inside."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save it as CSV UTF-8 with semicolons and send that."),
)
_WIDE_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_RESAVE: Final = (
    "Save it again as UTF-8 and send that (Excel: Save as, CSV UTF-8; elsewhere: `iconv -f {encoding} -t UTF-8`)."
)


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line of an accepted file says.

    Attributes:
        columns: the 40 names in the order of this file, and those of a correction file's notes.
        length: bytes up to and with the header's line end, byte order mark included.
        record_start: what a physical line looks like where a record of this file begins.
    """

    columns: tuple[str, ...]
    length: int
    record_start: re.Pattern[bytes]


def read_header(head: bytes) -> Header:
    """Reads the first line of a file, or refuses the file.

    Args:
        head: the file's beginning: at least its first line, or `HEADER_LIMIT` bytes, or all of it if it is shorter.

    Raises:
        SepiaError: INVALID with EMPTY_FILE, COMPRESSED_FILE, WRONG_ENCODING, BINARY_FILE, WRONG_LINE_ENDS,
            LINE_TOO_LONG, WRONG_DELIMITER or WRONG_HEADER.
    """
    _refuse_packed(head)
    _refuse_wide(head)
    bare = head.removeprefix(codecs.BOM_UTF8)
    if not bare.strip():
        raise invalid("EMPTY_FILE", f"The file is empty. {_EXPECTED} Check that the download was completed.")
    newline = head.find(b"\n")
    if newline < 0:
        if bare.count(b"\r") >= 2:
            raise invalid(
                "WRONG_LINE_ENDS",
                "The lines of the file end with a carriage return alone (old Macintosh style). Save it again with "
                "line feeds (Unix) or carriage return and line feed (Windows) and send that.",
            )
        if len(head) >= HEADER_LIMIT:
            raise invalid(
                "LINE_TOO_LONG",
                f"Line 1 is longer than {HEADER_LIMIT // 1024} KiB, so it is no header. {_EXPECTED}",
            )
        newline = len(head)
    line = head[:newline].removeprefix(codecs.BOM_UTF8)
    if b"\0" in line:
        raise invalid("BINARY_FILE", f"Line 1 holds NUL bytes, so the file is not a text. {_EXPECTED}")
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise invalid(
            "WRONG_ENCODING",
            f"Line 1 is not UTF-8 (byte {wrong.start + 1} is 0x{line[wrong.start]:02X}). "
            + _RESAVE.format(encoding="WINDOWS-1252"),
        ) from None
    columns = _columns_of(text.rstrip("\r"))
    return Header(columns, min(newline + 1, len(head)), _record_start(columns[0]))


def _refuse_packed(head: bytes) -> None:
    for magic, what, remedy in _PACKED:
        if head.startswith(magic):
            if b"xl/" in head or b"[Content_Types].xml" in head:
                what, remedy = "an Excel workbook", "Save it as CSV UTF-8 with semicolons and send that."
            raise invalid("COMPRESSED_FILE", f"The file is {what}, not a CSV. {remedy}")


def _refuse_wide(head: bytes) -> None:
    encoding = next((name for mark, name in _WIDE_MARKS if head.startswith(mark)), None)
    sample = head[:256]
    if encoding is None and len(sample) >= 8 and sample.count(0) >= len(sample) // 3:
        # Latin text in a wide encoding has a NUL in every second (or three of four) bytes, mark or no mark.
        stripped = sample.replace(b"\0", b"")
        if stripped.isascii() and all(byte >= 0x20 or byte in b"\t\r\n" for byte in stripped):
            encoding = "UTF-32" if sample.count(0) > len(sample) * 0.6 else "UTF-16"
    if encoding:
        raise invalid("WRONG_ENCODING", f"The file is {encoding}, not UTF-8. " + _RESAVE.format(encoding=encoding))


def _columns_of(line: str) -> tuple[str, ...]:
    names = _split(line, ";")
    known = set(COLUMNS)
    found = len(known.intersection(names))
    for delimiter, plural in _OTHER_DELIMITERS.items():
        others = len(known.intersection(_split(line, delimiter)))
        if others > found and others >= 5:
            raise invalid(
                "WRONG_DELIMITER",
                f"The columns are separated by {plural}, not by semicolons. Save the file again with ; as separator "
                "and double quotes around texts, and send that.",
            )
    missing = [name for name in COLUMNS if name not in names]
    unknown = [name for name in names if name not in known and not name.startswith(NOTE_PREFIX)]
    repeated = sorted({name for name in names if name in known and names.count(name) > 1})
    if missing or unknown or repeated:
        raise _wrong_header(names, missing, unknown, repeated)
    return tuple(names)


def _split(line: str, delimiter: str) -> list[str]:
    rows = list(csv.reader([line], delimiter=delimiter))
    return [name.strip() for name in rows[0]] if rows else []


def _wrong_header(
    names: Sequence[str], missing: Sequence[str], unknown: Sequence[str], repeated: Sequence[str]
) -> SepiaError:
    if "GEND_APP_TO_ALL_FLAG" in names:
        return invalid(
            "WRONG_HEADER",
            "This is ETSI's export of general declarations (GD-export), which names no patents. Send ISLD-export.csv.",
        )
    if len(missing) == len(COLUMNS):
        return invalid("WRONG_HEADER", f"Line 1 names none of the columns of an ISLD export. {_EXPECTED}")
    violations = [
        *(Violation(name, "column is missing") for name in missing),
        *(Violation(_shortened(name), f"column is unknown{_did_you_mean(name, missing)}") for name in unknown),
        *(Violation(name, "column is there more than once") for name in repeated),
    ]
    parts = [
        f"missing: {', '.join(missing)}" if missing else "",
        f"unknown: {', '.join(_shortened(name) or '(blank)' for name in unknown[:20])}" if unknown else "",
        f"more than once: {', '.join(repeated)}" if repeated else "",
    ]
    return invalid(
        "WRONG_HEADER",
        f"Line 1 does not name the 40 columns of an ISLD export ({'; '.join(filter(None, parts))}). "
        "Correct the names in line 1; their order may differ.",
        *violations,
    )


def _did_you_mean(name: str, missing: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, missing, 1) or difflib.get_close_matches(name.upper(), missing, 1)
    return f"; did you mean {close[0]}?" if close else ""


def _shortened(name: str) -> str:
    return name if len(name) <= 60 else name[:59] + "…"


def _record_start(first_column: str) -> re.Pattern[bytes]:
    if first_column in ("IPRD_ID", "DIPG_ID"):
        return re.compile(rb'"?\d{1,19}"?;')
    return re.compile(rb"[^\r\n;]{0,60};")
