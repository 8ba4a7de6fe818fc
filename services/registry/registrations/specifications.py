"""Owns whether the specifications that a request names are known, and define the standard it is for. Pure.

The gate (Art. 20(2)) asks that a place in the standard is named by standard, version and sub-clause. A name that nobody
knows may be a specification that no declaration and no catalogue has brought yet, or a slip: it is said, and refuses
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from services.registry.registrations.completeness import Place


@dataclass(frozen=True, slots=True)
class Known:
    """What the register knows by a name.

    Attributes:
        ids: row ids of the standards that the name surely means.
        near: names of standards that it may mean, where it surely means none.
    """

    ids: frozenset[int]
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that deserves a look before the entry."""

    field: str
    text: str
    near: tuple[str, ...] = ()


def remarks(
    places: Sequence[Place], known: Callable[[str], Known], standard: str, defining: Collection[int]
) -> list[Remark]:
    """What is noticed about the specifications that a request names, in their order.

    Args:
        standard: `standards/…`, for which the patent is to be registered.
        defining: row ids of the specifications that define it; empty where none are on record.
    """
    found: list[Remark] = []
    for at, place in enumerate(places):
        name = place.standard.strip()
        if not name:
            continue
        field, meant = f"correspondences[{at}].standard_name", known(name)
        if not meant.ids:
            may = f" Near it: {', '.join(meant.near)}." if meant.near else ""
            found.append(Remark(field, f"The register knows no specification {name!r}.{may}", meant.near))
        elif defining and meant.ids.isdisjoint(defining):
            found.append(Remark(field, f"{name} is none of the specifications by which {standard} is defined."))
    return found
