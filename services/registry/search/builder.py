"""Owns the process that builds rows of the index of searches: text of two COPY in, text of one COPY out.

Reading the numbers of patents is computation by the minute, so a whole index is built beside the registry (see
`services.registry.beside`).
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from services.registry.beside import serve
from services.registry.search.building import IndexRow, Known, Pair, built

BETWEEN = "\x1f"
"""Between the publications of a patent."""


class _Patent(NamedTuple):
    office: str | None
    number: str | None
    publications: list[str]
    title: str | None


def build(patents: bytes, links: bytes, outcomes: bytes) -> tuple[bytes, bytes]:
    """Rows of the index, as COPY takes them, and the words of titles, one a line."""
    by_family = {int(family): found for family, found in json.loads(outcomes).items()}
    known = Known(dict(_patents(patents)), list(_pairs(links)), by_family)
    rows, words = built(known)
    return "".join(map(_copied, rows)).encode(), "\n".join(sorted(words)).encode()


def _patents(text: bytes) -> Iterator[tuple[int, _Patent]]:
    csv.field_size_limit(1 << 30)
    for id, office, number, publications, title in csv.reader(io.StringIO(text.decode(), newline="")):
        yield (
            int(id),
            _Patent(office or None, number or None, publications.split(BETWEEN) if publications else [], title or None),
        )


def _pairs(text: bytes) -> Iterator[Pair]:
    """Links by patent and declaration, those that count before those that no longer do, made pairs."""
    rows = (line.split("\t") for line in text.decode().splitlines())
    for (application, declaration), of_both in groupby(rows, key=lambda row: (row[0], row[1])):
        links = list(of_both)
        current = links[0][2] == "t"
        counted = [link for link in links if link[2] == "t"] if current else links
        first = counted[0]
        generations, standards, families, made_up = 0, set[int](), (set[int](), set[int](), set[int]()), 0
        unflagged = False
        for link in counted:
            if link[10] == _UNKNOWN:
                unflagged = True
            else:
                generations |= int(link[10])
            standards.add(0 if link[9] == _UNKNOWN else int(link[9]))
            made_up += link[11] == "t"
            for place, ids in enumerate(families, 12):
                if link[place] != _UNKNOWN:
                    ids.add(int(link[place]))
        known = sorted(standards - {0})
        yield Pair(
            int(application),
            int(declaration),
            current,
            None if first[3] == _UNKNOWN else int(first[3]),
            _day(first[4]),
            _day(first[5]),
            None if first[6] == _UNKNOWN else first[6] == "t",
            int(first[7]),
            int(first[8]),
            [*known, 0] if 0 in standards else known,
            generations,
            unflagged,
            made_up > 0,
            made_up < len(counted),
            [id for ids in families for id in sorted(ids)],
            len(counted),
            int(first[15]),
            int(first[16]),
        )


_UNKNOWN = ""


@lru_cache(maxsize=1 << 15)
def _day(text: str) -> dt.date | None:
    return None if text == _UNKNOWN else dt.date.fromisoformat(text)


def _copied(row: IndexRow) -> str:
    return "\t".join(map(_value, row)) + "\n"


_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _value(value: object) -> str:
    if value is None:
        return "\\N"
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, str):
        return value.translate(_ESCAPED)
    if isinstance(value, (list, tuple)):
        return _array(value)  # pyright: ignore[reportUnknownArgumentType] an array of one of the above
    return str(value)


def _array(values: Sequence[object]) -> str:
    """An array's text."""
    joined = ",".join(map(str, values))
    # Facets and words are letters, digits, `#`, `-` and `_`; offices are whatever a file says.
    if _PLAIN.fullmatch(joined) and joined.count(",") == len(values) - 1 and "null" not in joined.lower():
        return f"{{{joined}}}"
    return "{" + ",".join(map(_element, values)).translate(_ESCAPED) + "}"


_PLAIN = re.compile(r"[\w#,-]+")


def _element(value: object) -> str:
    quoted = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{quoted}"'


if __name__ == "__main__":
    serve(build)
