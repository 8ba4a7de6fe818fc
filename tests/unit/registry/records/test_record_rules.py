"""Which facts about a holder hold on a day, and where sources differ."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from services.registry.holders.rules import Span
from services.registry.records.rules import Fact, conflicts, exempt, in_force, over_since, slot_of

START = dt.date(2025, 1, 1)


def fact(
    number: int, first: int, last: int | None = None, *, says: str = "a", source: str = "s", slot: str = ""
) -> Fact:
    days = Span(START + dt.timedelta(first), None if last is None else START + dt.timedelta(last))
    return Fact(uuid.UUID(int=number), str(number), "size", slot, says, source, days)


def on(day: int, *facts: Fact) -> list[str]:
    return [fact.name for fact in in_force(facts, START + dt.timedelta(day))]


def test_the_latest_beginning_counts_and_a_late_report_about_earlier_days_only_fills_them() -> None:
    facts = (fact(1, 100), fact(2, 200), fact(3, 50))
    assert [on(day, *facts) for day in (49, 50, 99, 100, 199, 200)] == [[], ["3"], ["3"], ["1"], ["1"], ["2"]]


def test_of_two_that_begin_together_the_later_report_corrects_the_earlier() -> None:
    assert on(10, fact(2, 5), fact(1, 5)) == ["2"]


def test_what_has_ended_is_over_and_what_was_said_before_does_not_come_back() -> None:
    facts = (fact(1, 0), fact(2, 10, 20))
    assert [on(day, *facts) for day in (9, 10, 20, 21)] == [["1"], ["2"], ["2"], []]


def test_sources_and_slots_do_not_replace_each_other() -> None:
    assert on(10, fact(1, 0), fact(2, 5, source="t"), fact(3, 6, slot="x")) == ["1", "2", "3"]


def test_sources_conflict_where_they_say_different_things_about_the_same() -> None:
    one, other, same = fact(1, 0), fact(2, 0, says="b", source="t"), fact(3, 0, source="u")
    aside = fact(4, 0, says="c", source="t", slot="x")
    assert conflicts([one, other, same, aside]) == {"1": ["2"], "2": ["1", "3"], "3": ["2"]}


@pytest.mark.parametrize(
    ("sizes", "answer"), [([], None), ([1], True), ([1, 2], True), ([2, 3], None), ([3], False), ([3, 4], False)]
)
def test_a_holder_is_exempt_where_all_sources_say_an_exempt_size(sizes: list[int], answer: bool | None) -> None:
    assert exempt(sizes, ["micro", "small"]) is answer


def test_what_a_fact_is_about_tells_it_from_others_of_its_kind() -> None:
    assert slot_of("size", {"size_class": "SIZE_CLASS_SMALL"}) == ""
    assert slot_of("representative", {"representative_name": "Räty & Co."}) == "ratyco"
    royalty = {"kind": "POLICY_KIND_ROYALTY"}
    slots = {
        slot_of("policy", royalty),
        slot_of("policy", royalty | {"standard": "standards/5g"}),
        slot_of("policy", {"kind": "POLICY_KIND_POOL", "pool": "A"}),
        slot_of("policy", {"kind": "POLICY_KIND_POOL", "pool": "B"}),
    }
    assert len(slots) == 4


def test_a_fact_is_over_with_its_last_day_or_when_its_source_says_something_newer() -> None:
    first, ended, newer = fact(1, 0), fact(2, 0, 180), fact(3, 500)

    def over(of: Fact, *facts: Fact, today: int = 700) -> int | None:
        last = over_since(of, facts, START + dt.timedelta(today))
        return None if last is None else (last - START).days

    assert over(first, first) is None
    assert over(ended, ended) == 180
    assert over(ended, ended, today=180) is None
    assert over(first, first, newer) == 499
    assert over(newer, first, newer) is None
    assert over(first, first, fact(3, 500, source="t")) is None
    assert over(first, first, fact(4, 0)) == 0
