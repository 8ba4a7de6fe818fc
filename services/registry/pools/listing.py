"""Owns what a pool's list is once it is read: rows as given, with what was understood of their numbers, and counts."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.registry.spellings import publication_spellings
from shared.patent_numbers import PatentNumber, lookup_keys, match_key, read_number

NOT_STATED = "(not stated)"
"""Stands for the licensor of a row that states none, where rows are counted by licensor."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a number on a list was understood to be.

    Attributes:
        canonical: in DOCDB's form, `KR.100583552`; of a national part listed under the number of the regional patent
            that number, `EP.1387585`; empty where it cannot be read.
        unreadable: why it cannot be read; empty where it can.
        validated_part: a national part listed under the number of the regional patent.
        invention: under what the patent is counted.
        lookup: what a search for any spelling of it compares.
        published: its spellings as a publication: capitals and digits, without kind code and with.
    """

    canonical: str
    unreadable: str
    validated_part: bool
    invention: str
    lookup: Sequence[str]
    published: Sequence[str]


def understand(office: str, number: str, *, otherwise: str = "") -> Understood:
    """Reads a number of a list.

    Args:
        office: as the list has it, empty where it states none.
        otherwise: whose number it is where neither the list nor the number says so.
    """
    supplied = office or otherwise or None
    read = read_number(number, office=supplied)
    lookup = sorted(lookup_keys(number, supplied))
    if not isinstance(read, PatentNumber):
        return Understood("", read.reason.value, False, f"as given {office} {number}", lookup, ())
    published = sorted(publication_spellings(read))
    if read.behind:
        return Understood(read.behind, "", True, f"publication {read.behind}", lookup, published)
    return Understood(read.canonical, "", False, match_key(read), lookup, published)


@dataclass(frozen=True, slots=True)
class ListedPatent:
    """A row of a list.

    Attributes:
        line: physical line on which it stands.
        office, number, profile, licensor_cell: as given; empty where the list does not say.
        licensors: the co-owners that the cell names; what share each has is not stated.
        understood: what the number is.
    """

    line: int
    office: str
    number: str
    profile: str
    licensor_cell: str
    licensors: tuple[str, ...]
    understood: Understood


def co_owners(cell: str) -> tuple[str, ...]:
    """The licensors that a cell names: `ETRI, KAIST` are two. Each once, in the order of the cell."""
    return tuple(dict.fromkeys(name for part in cell.split(",") if (name := part.strip())))


def counts_of(rows: Sequence[ListedPatent]) -> dict[str, Any]:
    """What is counted of a list, by name, with the unknowns on lines of their own."""
    parts = [row for row in rows if row.understood.validated_part]
    cells: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        cells.setdefault((row.office, row.number), set()).add(row.licensor_cell)
    return {
        "rows": len(rows),
        "patents": len(cells),
        "patents_counting_validations_once": len({row.understood.invention for row in rows}),
        "validated_parts": len(parts),
        "validated_patents": len({row.understood.invention for row in parts}),
        "licensors": len({licensor for row in rows for licensor in row.licensors}),
        "rows_with_co_owners": sum(len(row.licensors) > 1 for row in rows),
        "licensor_cells_with_co_owners": len({row.licensor_cell for row in rows if len(row.licensors) > 1}),
        "rows_unreadable": sum(bool(row.understood.unreadable) for row in rows),
        "rows_without_licensor": sum(not row.licensors for row in rows),
        "patents_under_several_licensors": sum(len(found) > 1 for found in cells.values()),
        "offices": most_first(row.office or NOT_STATED for row in rows),
        "profiles": most_first(row.profile for row in rows if row.profile),
    }


def most_first(values: Iterable[str]) -> list[list[Any]]:
    """How often each value stands there, the most frequent first, equal ones in order of name."""
    return [[what, n] for what, n in sorted(collections.Counter(values).items(), key=lambda each: (-each[1], each[0]))]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a list changed against the one before, in patents (office and number as given).

    Attributes:
        rows: rows of the new list that are of added or changed patents.
    """

    added: int
    changed: int
    gone: int
    rows: int

    @property
    def nothing(self) -> bool:
        """Whether both say the same."""
        return not (self.added or self.changed or self.gone)


Terms = Mapping[tuple[str, str], frozenset[tuple[str, str]]]
"""By office and number as given: under which profiles and licensor cells the patent stands."""


def terms_of(rows: Iterable[tuple[str, str, str, str]]) -> Terms:
    """Terms from rows of office, number, profile and licensor cell."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for office, number, profile, cell in rows:
        found.setdefault((office, number), set()).add((profile, cell))
    return {patent: frozenset(terms) for patent, terms in found.items()}


def difference(before: Terms, rows: Sequence[ListedPatent]) -> Difference:
    """What a list changes against the one before."""
    after = terms_of((row.office, row.number, row.profile, row.licensor_cell) for row in rows)
    added = after.keys() - before.keys()
    changed = {patent for patent in after.keys() & before.keys() if after[patent] != before[patent]}
    touched = added | changed
    return Difference(
        added=len(added),
        changed=len(changed),
        gone=len(before.keys() - after.keys()),
        rows=sum((row.office, row.number) in touched for row in rows),
    )
