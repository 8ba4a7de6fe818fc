"""Owns what can be exported with which filter, how long a file is kept, and what it says about itself. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shared.errors import Kind, SepiaError, Violation, invalid, precondition

QUEUED, RUNNING, DONE, FAILED, EXPIRED = 1, 2, 3, 4, 5
LINKS, DECLARATIONS, HOLDERS, STANDARDS, FAMILIES, PATENTS, COUNTS, RESULTS, FRAME_ENTRIES, REGISTRATIONS = range(1, 11)
CSV, XLSX, PARQUET = 1, 2, 3

KEPT = dt.timedelta(days=7)
"""How long a file is kept; its digest stays on record, and the same export can be made again."""

MAX_WAITING = 5
"""Exports of one account that may wait or run at a time."""

MAX_FAILURES = 5
"""Failures that were not the request's before an export is given up, visibly."""

WORDS: Mapping[int, str] = {
    LINKS: "links",
    DECLARATIONS: "declarations",
    HOLDERS: "holders",
    STANDARDS: "standards",
    FAMILIES: "families",
    PATENTS: "patents",
    COUNTS: "counts",
    RESULTS: "results",
    FRAME_ENTRIES: "frame-entries",
    REGISTRATIONS: "registrations",
}
ENDINGS: Mapping[int, str] = {CSV: "zip", XLSX: "xlsx", PARQUET: "parquet"}
MEDIA_TYPES: Mapping[int, str] = {
    CSV: "application/zip",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    PARQUET: "application/vnd.apache.parquet",
}

_EVERY_FILTER = frozenset(
    {
        *("query", "holders", "standards", "offices", "generations", "outcomes", "undertakings", "forms", "states"),
        *("signed_from", "signed_to", "published_from", "published_to", "demonstration", "include_gone"),
    }
)
_DATES = frozenset({"signed_from", "signed_to", "published_from", "published_to"})
_FILTERS: Mapping[int, frozenset[str]] = {
    LINKS: _EVERY_FILTER,
    PATENTS: _EVERY_FILTER,
    FAMILIES: _EVERY_FILTER - {"query"},
    DECLARATIONS: frozenset({"holders", "undertakings", "forms", "states"}) | _DATES,
    HOLDERS: frozenset({"holders", "demonstration"}),
    STANDARDS: frozenset({"standards"}),
    COUNTS: frozenset({"standards"}),
    RESULTS: frozenset({"holders", "standards", "outcomes"}),
    FRAME_ENTRIES: frozenset({"holders"}),
    REGISTRATIONS: frozenset({"holders", "standards", "offices", "demonstration"}),
}


def check_filter(kind: int, given: Collection[str], *, standards: int, family_key: int, frame: str) -> None:
    """Refuses a filter that cannot hold of the rows asked for.

    Raises:
        SepiaError: INVALID_ARGUMENT (FILTER_NOT_FOR_KIND), with all that is wrong.
    """
    word = WORDS[kind]
    allowed = _FILTERS[kind]
    wrong = [
        Violation(f"filter.{name}", f"not for {word}; these take {', '.join(sorted(allowed))}")
        for name in sorted(given)
        if name not in allowed
    ]
    if kind == COUNTS and standards > 1:
        wrong.append(Violation("filter.standards", "one standard at most, for example standards/5g"))
    if kind == COUNTS and not family_key:
        wrong.append(Violation("family_key", "the key to count under, for example FAMILY_KEY_ETSI"))
    if kind != COUNTS and family_key:
        wrong.append(Violation("family_key", f"only of counts; {word} are under every key"))
    if (kind == FRAME_ENTRIES) != bool(frame):
        wrong.append(Violation("frame", "of frame entries the frame, `frames/{frame}`; of nothing else"))
    if wrong:
        raise invalid(
            "FILTER_NOT_FOR_KIND",
            f"An export of {word} cannot be narrowed or specified like this: "
            f"{'; '.join(f'{violation.field}: {violation.description}' for violation in wrong)}.",
            *wrong,
        )


def one_standard(names: Collection[str]) -> SepiaError:
    """Counts for a name that several standards have."""
    among = f" ({'; '.join(list(names)[:5])})" if names else ""
    return invalid(
        "STANDARD_UNKNOWN",
        f"Counts are for one standard, and this name stands for {len(names) or 'none'} of them{among}. Send the "
        "resource name of one.",
        Violation("filter.standards", "one standard, for example standards/5g"),
    )


def too_many(waiting: int) -> SepiaError:
    """More exports than an account may have under way."""
    return SepiaError(
        Kind.EXHAUSTED,
        "TOO_MANY_EXPORTS",
        f"{waiting} of your exports wait or run already, and {MAX_WAITING} may. Wait until one is done.",
        retry_after_seconds=30,
    )


def not_done(name: str) -> SepiaError:
    """A file that is not written yet, or never will be."""
    return precondition(
        "EXPORT_NOT_DONE",
        f"{name} has no file to download: it is not done. Ask for the export to see its state, and wait for its "
        "operation.",
        subject=name,
    )


def expired(name: str) -> SepiaError:
    """A file that was removed."""
    return precondition(
        "EXPORT_EXPIRED",
        f"The file of {name} was removed after {KEPT.days} days; its digest stays on record. Ask for the same export "
        "again: of the same edition it has the same rows.",
        subject=name,
    )


def text_too_long(column: str, length: int) -> SepiaError:
    """A row that does not fit a workbook."""
    return precondition(
        "CELL_TOO_LONG",
        f"A text in the column {column} has {length} characters, more than a cell of a workbook can hold (32,767). "
        "Nothing is cut off: ask for CSV or Parquet instead.",
    )


@dataclass(frozen=True, slots=True)
class Moment:
    """The moment an export is a snapshot of.

    Attributes:
        edition: of the register.
        size: of the log in the checkpoint.
        root: of the log in the checkpoint, in hexadecimal.
        note: the signed checkpoint.
    """

    edition: int
    size: int
    root: str
    note: str


def about(
    kind: int,
    moment: Moment,
    request: str,
    rows: int,
    made_at: dt.datetime,
    *,
    demonstration: bool,
    safe_cells: bool,
    files: int = 1,
) -> dict[str, str | int]:
    """What a file says about itself, in the order in which it is shown."""
    said: dict[str, str | int] = {
        "what": f"Export of the Sepia register: {WORDS[kind]}",
        "kind": WORDS[kind],
        "edition": f"editions/{moment.edition}",
        "rows": rows,
        "demonstration": "yes: made-up data among the rows" if demonstration else "no",
        "request": request,
        "made_at": made_at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        "checkpoint_size": moment.size,
        "checkpoint_root": moment.root,
        "checkpoint_note": moment.note,
    }
    if files > 1:
        said["sheets"] = files
    if safe_cells:
        said["texts"] = (
            "A text that begins with =, +, -, @, a tab, a line end or a full-width form of these has an apostrophe in "
            "front, so that no spreadsheet runs it. To undo: where a cell begins with one or more apostrophes followed "
            "by one of these, take one apostrophe away. Negative numbers have none."
        )
    return said


def filename(kind: int, edition: int, format: int) -> str:
    """`sepia-links-edition-3.zip`."""
    return f"sepia-{WORDS[kind]}-edition-{edition}.{ENDINGS[format]}"
