"""Owns what a contradiction between two sources is, and how its sides are written. Pure.

Nobody's word is overwritten: the register goes by the first that it learned, and the other stands beside it. An export
of millions of rows is compared while it is loaded (`imports.load_conflicts`), everything else here, by the same rules.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Side:
    """What a row says.

    Attributes:
        value: as people write it.
        document: row id of the file.
        line: in it.
    """

    value: str
    document: int
    line: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two rows that contradict each other.

    Attributes:
        subject: what they are about.
        field: which fact.
        kept: what the register goes by.
        other: what stands beside it.
    """

    subject: str
    field: str
    kept: Side
    other: Side


@dataclass(frozen=True, slots=True)
class Said:
    """Facts of something, as a row says them; None or empty where it does not say."""

    facts: Mapping[str, object]
    document: int
    line: int


def fact_text(value: object) -> str:
    """A fact as people write it; empty for unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return value.isoformat()
    return " | ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)  # pyright: ignore


def contradictions(subject: str, kept: Said, others: Sequence[Said]) -> Iterator[Contradiction]:
    """What others say otherwise than what is kept. Not to say something contradicts nothing."""
    for other in others:
        for field, value in other.facts.items():
            here, there = fact_text(kept.facts.get(field)), fact_text(value)
            if here and there and here != there:
                yield Contradiction(
                    subject, field, Side(here, kept.document, kept.line), Side(there, other.document, other.line)
                )


def application_subject(office: str | None, number: str | None, publications: Sequence[str]) -> str:
    """`applications/{office number}`, as conflicts name an application; `?` for an unknown office."""
    return f"applications/{office or '?'} {number or ' | '.join(publications)}"
