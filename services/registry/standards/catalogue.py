"""Owns reading 3GPP's catalogue of specifications: which rows can be read, and what each says. Pure.

The file is CSV, UTF-8, separated by commas: `specNo, link, type, title, status, primaryRespGrp,
initialPlannedRelease, publication, commonIMS, technology, technologyTokens`. Numbers are as odd as 3GPP's history:
`36.300`, `38.101-1`, `23.801-01`, `00.01U`, `02.06dcs`.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.registry.standards.identity import Standard, standard_of_3gpp, standard_of_etsi
from shared.errors import Violation, invalid

NEEDED = ("specNo", "type", "title", "status")
OPTIONAL = ("link", "primaryRespGrp", "initialPlannedRelease", "publication", "technologyTokens", "technology")
_NUMBER = re.compile(r"\d{2}\.\d{2,3}[A-Za-z]{0,3}(?:-\d{1,3}){0,3}")
_TBR = re.compile(
    r"TBR ?(\d{1,3})"
)  # ETSI's own technical bases for regulation, which the catalogue lists with its own
_TYPE = re.compile(r"(?:Technical (?:Specification|Report) )?\(?(TS|TR)\)?")
STATUSES = {
    "draft": 1,
    "under change control": 2,
    "withdrawn before change control": 3,
    "withdrawn under change control": 4,
}
"""Words of the catalogue and their numbers as of the contract's StandardStatus."""
GENERATIONS = {"2G": 1, "3G": 2, "LTE": 4, "4G": 4, "5G": 8, "6G": 16}
_PUBLICATION = {"for publication": False, "internal": True, "": None}
_UNKNOWN = ("", "-", "n/a")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was not accepted; attributes as of `imports.formats.Rejection`."""

    line: int
    column: str
    value: str
    reason: str
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Specification:
    """What a row of the catalogue says. None is unknown.

    Attributes:
        line: physical line on which the row begins.
        standard: its identity and names.
        title: may be None.
        status: number of StandardStatus.
        generations: bits, 1 = 2G to 16 = 6G; None where the row names none.
        release: first release it is planned for.
        working_group: primary responsible group.
        internal: for 3GPP itself, not published.
        uri: its page at 3GPP.
    """

    line: int
    standard: Standard
    title: str | None
    status: int | None
    generations: int | None
    release: str | None
    working_group: str | None
    internal: bool | None
    uri: str | None


def read_catalogue(content: bytes) -> Iterator[Specification | list[Fault]]:
    """Each row of a catalogue: what it says, or all that is wrong with it.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_CATALOGUE, NOT_UTF8): the file is not one.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise invalid(
            "NOT_UTF8",
            f"Byte {error.start} (line {line}) is not UTF-8. Save the catalogue as CSV UTF-8 and send it again.",
            Violation("content", "CSV in UTF-8"),
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=False)
    header = [name.strip() for name in next(reader, list[str]())]
    _check_header(header)
    place = {name: header.index(name) for name in (*NEEDED, *OPTIONAL) if name in header}
    seen: dict[str, int] = {}
    begins = reader.line_num + 1
    for row in reader:
        line, begins = begins, reader.line_num + 1
        if any(field.strip() for field in row):
            yield _read_row(row, line, header, place, seen)


def _check_header(header: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in header]
    if not missing:
        return
    near = [close[0] for name in missing if (close := difflib.get_close_matches(name, header, 1))]
    hint = f" Is {', '.join(near)} meant?" if near else ""
    raise invalid(
        "NOT_A_CATALOGUE",
        f"The first line names no column {', '.join(missing)}.{hint} Sepia reads 3GPP's catalogue as CSV with commas; "
        f"its first line is {','.join((*NEEDED[:1], 'link', *NEEDED[1:]))},…",
        Violation("content", f"a first line with {', '.join(NEEDED)}"),
    )


def _read_row(
    row: Sequence[str], line: int, header: Sequence[str], place: dict[str, int], seen: dict[str, int]
) -> Specification | list[Fault]:
    if len(row) != len(header):
        return [
            Fault(
                line,
                "",
                ",".join(row)[:200],
                "WRONG_COLUMN_COUNT",
                f"The row has {len(row)} fields; the first line names {len(header)}.",
                "Put a field with a comma in it into double quotes.",
            )
        ]
    given = {name: " ".join(row[index].split()) for name, index in place.items()}
    faults: list[Fault] = []

    def wrong(column: str, reason: str, message: str, suggestion: str) -> None:
        faults.append(Fault(line, column, given[column][:200], reason, message, suggestion))

    number = given["specNo"]
    basis = _TBR.fullmatch(number)
    if not basis and not _NUMBER.fullmatch(number):
        wrong("specNo", "NOT_A_SPECIFICATION", "This is no number of a 3GPP specification.", "Write it like 36.300.")
    elif number in seen:
        wrong("specNo", "REPEATED", f"The row on line {seen[number]} has this number already.", "Keep one of the two.")
    kind = _TYPE.fullmatch(given["type"])
    if kind is None:
        wrong("type", "UNKNOWN_TYPE", "A specification is a TS or a TR.", "Write Technical Specification (TS) or TR.")
    status = given["status"].casefold()
    if status not in STATUSES and status not in _UNKNOWN:
        wrong(
            "status", "UNKNOWN_STATUS", "This is none of 3GPP's four states.", f"Write one of: {', '.join(STATUSES)}."
        )
    publication = given.get("publication", "").casefold()
    if publication not in _PUBLICATION:
        wrong("publication", "UNKNOWN_PUBLICATION", "This is not known.", "Write For publication, Internal or nothing.")
    technologies = re.split(r"[|,]", given.get("technologyTokens", "") or given.get("technology", ""))
    tokens = [token.strip().upper() for token in technologies if token.strip()]
    strange = [token for token in tokens if token not in GENERATIONS]
    if strange:
        column = "technologyTokens" if given.get("technologyTokens") else "technology"
        wrong(column, "UNKNOWN_GENERATION", f"{strange[0]} is no generation.", "Write 2G, 3G, LTE, 5G or 6G, with |.")
    if faults or kind is None:
        return faults
    seen[number] = line
    internal = _PUBLICATION[publication]
    identity = standard_of_etsi("TBR", basis[1]) if basis else standard_of_3gpp(kind[1], number)
    if internal and not basis:
        # ETSI publishes what 3GPP publishes; an internal report has 3GPP's name only.
        identity = Standard(identity.key, "3GPP", identity.kind, number, identity.names[:1])
    bits = 0
    for token in tokens:
        bits |= GENERATIONS[token]
    return Specification(
        line,
        identity,
        _known(given["title"]),
        STATUSES.get(status),
        bits or None,
        _known(given.get("initialPlannedRelease", "")),
        _known(given.get("primaryRespGrp", "")),
        internal,
        _known(given.get("link", "")),
    )


def _known(text: str) -> str | None:
    return None if text.casefold() in _UNKNOWN else text
