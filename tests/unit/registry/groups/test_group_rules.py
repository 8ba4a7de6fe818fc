"""What a group is on a day, and which parents cannot be."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.groups.rules import Edge, check_group, check_parent, conflicts, group_of
from services.registry.holders.rules import Span
from shared.errors import SepiaError

START = dt.date(2020, 1, 1)


def days(first: int, last: int | None = None) -> Span:
    return Span(START + dt.timedelta(first), None if last is None else START + dt.timedelta(last))


def edge(child: int, parent: int, first: int = 0, last: int | None = None, source: str = "register") -> Edge:
    return Edge(f"{child}<{parent}@{first} {source}", child, parent, days(first, last), source)


def test_a_group_is_all_that_its_ultimate_parent_controls_on_the_day() -> None:
    edges = [edge(2, 1), edge(3, 2, 0, 10), edge(4, 2, 5), edge(6, 5)]
    for holder in (1, 2, 3, 4):
        found = group_of(holder, edges, START + dt.timedelta(7), {})
        assert [(member.holder, member.level) for member in found] == [(1, 0), (2, 1), (3, 2), (4, 2)]
    assert [member.holder for member in group_of(3, edges, START + dt.timedelta(11), {})] == [3]


def test_who_agrees_is_shown_once_and_who_differs_below_each_parent() -> None:
    edges = [edge(3, 1), edge(3, 1, source="press"), edge(3, 2, source="court")]
    found = group_of(3, edges, START, {})
    assert [(member.holder, member.level) for member in found] == [(1, 0), (3, 1), (2, 0), (3, 1)]


@pytest.mark.parametrize(
    ("new", "reason"),
    [
        (edge(1, 1), "PARENT_OF_ITSELF"),
        (edge(1, 3), "GROUP_CYCLE"),
        (edge(2, 9), "PARENT_OVERLAPS"),
    ],
)
def test_what_cannot_be_is_refused(new: Edge, reason: str) -> None:
    with pytest.raises(SepiaError) as refused:
        check_parent(new, [edge(2, 1), edge(3, 2)])
    assert refused.value.reason == reason


def test_a_circle_needs_a_day_on_which_all_of_it_holds() -> None:
    others = [edge(2, 1, 0, 10), edge(3, 2, 11, 20)]
    check_parent(edge(1, 3), others)
    with pytest.raises(SepiaError):
        check_parent(edge(1, 3, 10, 11), [edge(2, 1, 0, 10), edge(3, 2, 10, 20)])


def test_other_parents_on_the_same_days_conflict_and_the_same_parent_does_not() -> None:
    one, other, same, later = edge(3, 1, 0, 10), edge(3, 2, 5), edge(3, 1, source="press"), edge(4, 2, 11)
    assert conflicts([one, other, same, later]) == {
        one.name: [other.name],
        other.name: [one.name, same.name],
        same.name: [other.name],
    }


_EDGES = st.lists(
    st.builds(
        lambda child, parent, first, length, source: edge(
            child, parent, first, None if length is None else first + length, str(source)
        ),
        st.integers(1, 6),
        st.integers(1, 6),
        st.integers(0, 12),
        st.none() | st.integers(0, 8),
        st.integers(1, 3),
    ),
    max_size=14,
)


@given(_EDGES)
@settings(deadline=None)
def test_whatever_is_accepted_nobody_is_above_itself_on_any_day(tried: list[Edge]) -> None:
    kept: list[Edge] = []
    for new in tried:
        try:
            check_parent(new, kept)
        except SepiaError as refused:
            if refused.reason == "GROUP_CYCLE":
                assert any(_above_itself([*kept, new], day) for day in range(25))
            continue
        kept.append(new)
    check_group(kept)
    assert not any(_above_itself(kept, day) for day in range(25))


def _above_itself(edges: list[Edge], day: int) -> bool:
    """By following every parent, day by day: independent of the rule."""
    on = START + dt.timedelta(day)
    above = {(e.child, e.parent) for e in edges if e.days.covers(on)}
    for _ in range(6):
        above |= {(low, high) for low, mid in above for other, high in above if mid == other}
    return any(low == high for low, high in above)
