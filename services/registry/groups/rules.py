"""Owns what a group of companies is on a day, and which parents cannot be. Pure."""

from __future__ import annotations

import collections
import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.registry.holders.rules import Span, holder_name
from shared.errors import SepiaError, Violation, invalid, precondition


def parent_name(child_key: str, id: uuid.UUID) -> str:
    """`holders/{holder}/parents/{parent}`."""
    return f"{holder_name(child_key)}/parents/{id}"


@dataclass(frozen=True, slots=True)
class Edge:
    """A holder is controlled by another for some days.

    Attributes:
        name: of the report, `holders/{holder}/parents/{parent}`.
        child, parent: ids of the holders that the reported spellings stand for.
        days: when.
        source: what makes two sources the same.
    """

    name: str
    child: int
    parent: int
    days: Span
    source: str


@dataclass(frozen=True, slots=True)
class Member:
    """A holder in a group: its level below the ultimate parent, and by which report it is there."""

    holder: int
    level: int
    edge: Edge | None


def check_parent(new: Edge, others: Iterable[Edge]) -> None:
    """Refuses a parent that cannot be.

    Raises:
        SepiaError: INVALID_ARGUMENT (PARENT_OF_ITSELF); FAILED_PRECONDITION (GROUP_CYCLE, PARENT_OVERLAPS).
    """
    if new.child == new.parent:
        raise invalid(
            "PARENT_OF_ITSELF",
            "Child and parent are the same holder, or two spellings of one. Name two legal persons.",
            Violation("parent", "another holder than the child"),
        )
    others = list(others)
    for other in others:
        if other.child == new.child and other.source == new.source and other.days.common(new.days):
            raise precondition(
                "PARENT_OVERLAPS",
                f"The same source names a parent {_days(other.days)} in {other.name}. End that one the day before the "
                "new one begins, or withdraw it if it was wrong. What another source says can stand beside it.",
                subject=other.name,
            )
    path = _circle(new, others)
    if path:
        raise precondition(
            "GROUP_CYCLE",
            "The parent is itself controlled by the child on some of these days: "
            f"{', '.join(edge.name for edge in path)}. End or withdraw what is wrong there first.",
            subject=path[0].name,
        )


def check_group(edges: Sequence[Edge]) -> None:
    """Refuses that a holder is its own parent, directly or around a circle.

    Raises:
        SepiaError: FAILED_PRECONDITION (ALIAS_IN_GROUP).
    """
    for edge in edges:
        path = (edge,) if edge.child == edge.parent else _circle(edge, edges)
        if path:
            raise precondition(
                "ALIAS_IN_GROUP",
                f"One of the two is on record as a parent of the other ({', '.join(step.name for step in path)}). A "
                "subsidiary is another legal person, not a spelling; withdraw that report first if it is wrong.",
                subject=path[0].name,
            )


def _circle(start: Edge, edges: Sequence[Edge]) -> tuple[Edge, ...]:
    """Edges from a parent up to its own child that all hold on some day of the first one; empty when there are none."""
    above: dict[int, list[Edge]] = collections.defaultdict(list)
    for edge in edges:
        above[edge.child].append(edge)
    waiting: list[tuple[int, Span, tuple[Edge, ...]]] = [(start.parent, start.days, ())]
    while waiting:
        at, days, path = waiting.pop()
        for edge in above[at]:
            common = days.common(edge.days)
            if common is None or edge in path:
                continue
            if edge.parent == start.child:
                return (*path, edge)
            waiting.append((edge.parent, common, (*path, edge)))
    return ()


def group_of(holder: int, edges: Iterable[Edge], day: dt.date, order: Mapping[int, str]) -> list[Member]:
    """The whole group of a holder on a day: each ultimate parent, and below each member what it controls.

    Args:
        holder: any member.
        order: what members of one parent are sorted by.

    A holder that sources place below several parents is named below each of them; one that several sources place
    below the same parent is named once, by the oldest report.
    """
    above: dict[int, list[Edge]] = collections.defaultdict(list)
    below: dict[int, dict[int, Edge]] = collections.defaultdict(dict)
    for edge in edges:
        if edge.days.covers(day):
            above[edge.child].append(edge)
            below[edge.parent].setdefault(edge.child, edge)
    tops = _tops(holder, above)
    found: list[Member] = []

    def descend(at: int, level: int, edge: Edge | None, path: frozenset[int]) -> None:
        found.append(Member(at, level, edge))
        for child, next_edge in sorted(below[at].items(), key=lambda item: order.get(item[0], "")):
            if child not in path:
                descend(child, level + 1, next_edge, path | {child})

    for top in sorted(tops, key=lambda id: order.get(id, "")):
        descend(top, 0, None, frozenset({top}))
    return found


def _tops(holder: int, above: Mapping[int, Sequence[Edge]]) -> set[int]:
    tops: set[int] = set()
    seen = {holder}
    waiting = [holder]
    while waiting:
        at = waiting.pop()
        parents = {edge.parent for edge in above.get(at, ())}
        if not parents:
            tops.add(at)
        waiting += parents - seen
        seen |= parents
    return tops


def conflicts(edges: Sequence[Edge]) -> dict[str, list[str]]:
    """By report, the reports that name another parent of the same holder for some of the same days."""
    by_child: dict[int, list[Edge]] = collections.defaultdict(list)
    for edge in edges:
        by_child[edge.child].append(edge)
    found: dict[str, list[str]] = {}
    for siblings in by_child.values():
        for edge in siblings:
            others = list(_others(edge, siblings))
            if others:
                found[edge.name] = others
    return found


def _others(edge: Edge, siblings: Iterable[Edge]) -> Iterator[str]:
    for other in siblings:
        if other.parent != edge.parent and other.days.common(edge.days):
            yield other.name


def _days(days: Span) -> str:
    return f"from {days.first} on" if days.last is None else f"from {days.first} to {days.last}"


LARGEST = 10_000
"""Members of a group in one reply."""


def group_too_large(name: str) -> SepiaError:
    """A group that one reply cannot hold."""
    return precondition(
        "GROUP_TOO_LARGE",
        f"The group of {name} has more than {LARGEST:,} members on that day. Ask for a company further down.",
        subject=name,
    )
