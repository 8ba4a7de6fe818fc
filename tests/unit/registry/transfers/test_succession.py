"""Who owns a family on a day."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from services.registry.transfers.rules import Conveyance, Line, Sale, chains_before, succession

START = dt.date(2020, 1, 1)
ALL = frozenset({71, 72})


def on(number: int) -> dt.date:
    return START + dt.timedelta(number)


def sale(number: int, assignor: int, assignee: int, **what: Any) -> Conveyance:
    if not what:
        what = {"named": True}
    return Conveyance(uuid.UUID(int=number), assignor, assignee, on(number), **what)


def told(lines: list[Line]) -> list[tuple[int | None, int, frozenset[int], bool]]:
    return [(line.declarant, line.owner, line.applications, line.conflicting) for line in lines]


def test_without_transfers_every_declarant_owns_what_it_declared() -> None:
    assert told(succession([2, 1], ALL, [], START)) == [(1, 1, ALL, False), (2, 2, ALL, False)]


def test_a_chain_is_followed_in_the_order_of_days_and_only_as_far_as_the_day() -> None:
    sales = [sale(2, 3, 4), sale(1, 1, 3)]
    assert [line.owner for line in succession([1], ALL, sales, on(0))] == [1]
    assert [line.owner for line in succession([1], ALL, sales, on(1))] == [3]
    (last,) = succession([1], ALL, sales, on(2))
    assert (last.owners, last.transfers) == ((1, 3, 4), (uuid.UUID(int=1), uuid.UUID(int=2)))


def test_what_came_back_can_be_sold_again() -> None:
    sales = [sale(1, 1, 2), sale(2, 2, 1), sale(3, 1, 5)]
    assert told(succession([1], ALL, sales, on(9))) == [(1, 5, ALL, False)]


def test_one_application_splits_a_family() -> None:
    sales = [sale(1, 1, 2, applications=frozenset({71})), sale(2, 2, 3), sale(3, 1, 4)]
    assert told(succession([1], ALL, sales, on(9))) == [
        (1, 4, frozenset({72}), False),
        (1, 3, frozenset({71}), False),
    ]


def test_a_second_sale_to_somebody_else_is_kept_beside_the_first_and_both_are_flagged() -> None:
    sales = [sale(1, 1, 2), sale(2, 2, 3), sale(3, 1, 4)]
    assert told(succession([1], ALL, sales, on(9))) == [(1, 3, ALL, True), (1, 4, ALL, True)]


def test_a_second_report_of_one_sale_confirms_it() -> None:
    (line,) = succession([1], ALL, [sale(1, 1, 2), sale(2, 1, 2)], on(9))
    assert (line.owners, line.steps) == ((1, 2), ((uuid.UUID(int=1), uuid.UUID(int=2)),))
    assert not line.conflicting


def test_a_report_that_confirms_one_line_makes_no_further_one_of_a_line_that_contradicts_it() -> None:
    lines = succession([1], ALL, [sale(1, 1, 2), sale(2, 1, 3), sale(3, 1, 2)], on(9))
    assert told(lines) == [(1, 2, ALL, True), (1, 3, ALL, True)]
    assert lines[0].steps == ((uuid.UUID(int=1), uuid.UUID(int=3)),)


def test_what_nobody_is_known_to_have_had_begins_a_line_of_its_own() -> None:
    assert told(succession([1], ALL, [sale(1, 8, 9)], on(9))) == [(1, 1, ALL, False), (None, 9, ALL, False)]


def test_a_portfolio_conveys_what_its_seller_has_and_nothing_else() -> None:
    portfolio = {"portfolio": True, "portfolio_of": frozenset({1})}
    assert told(succession([1, 2], ALL, [sale(1, 1, 5, **portfolio)], on(9))) == [
        (1, 5, ALL, False),
        (2, 2, ALL, False),
    ]
    assert told(succession([2], ALL, [sale(1, 7, 5, **portfolio)], on(9))) == [(2, 2, ALL, False)]
    for_another_standard = {"portfolio": True, "portfolio_of": frozenset({2})}
    assert told(succession([1], ALL, [sale(1, 1, 5, **for_another_standard)], on(9))) == [(1, 1, ALL, False)]


def test_a_family_without_known_applications_changes_hands_as_a_whole() -> None:
    assert told(succession([1], frozenset(), [sale(1, 1, 2)], on(9))) == [(1, 2, frozenset(), False)]


_SALES = st.lists(
    st.builds(
        lambda number, assignor, assignee, applications: (
            sale(number, assignor, assignee, applications=applications)
            if applications
            else sale(number, assignor, assignee)
        ),
        st.integers(1, 40),
        st.integers(1, 4),
        st.integers(5, 8),
        st.frozensets(st.sampled_from(sorted(ALL)), max_size=2),
    ),
    max_size=8,
    unique_by=lambda conveyance: conveyance.id,
)


@given(_SALES)
def test_without_contradictions_every_declared_application_has_one_owner_on_each_line(sales: list[Conveyance]) -> None:
    lines = succession([1, 2], ALL, sales, on(50))
    for declarant in (1, 2):
        own = [line for line in lines if line.declarant == declarant]
        if not any(line.conflicting for line in own):
            owned = [application for line in own for application in line.applications]
            assert sorted(owned) == sorted(ALL)


def test_what_led_to_a_sale_is_followed_back_and_what_came_later_is_not() -> None:
    sales = [Sale(uuid.UUID(int=n), a, b, on(n)) for n, a, b in ((1, 1, 2), (2, 2, 3), (3, 9, 2), (4, 3, 4))]
    first, second, third, last = sales
    assert chains_before(last, sales) == [(last,), (last, second), (last, second, first)]
    assert chains_before(third, sales) == [(third,)]
    circle = [Sale(uuid.UUID(int=5), 1, 2, START), Sale(uuid.UUID(int=6), 2, 1, START)]
    assert len(chains_before(circle[0], circle)) == 2
