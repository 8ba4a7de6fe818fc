"""Owns the tests of assignment: no conflict is overridden, loads are even, and enumeration finds no better."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.assessment.assignment.rules import assign
from services.assessment.conflicts.rules import Check, Evaluator, Tie, TieKind, conflicts
from shared.errors import Kind, SepiaError

KEY = bytes(range(16))


def evaluator(name: str, *ties: str, capacity: int = 1000, load: int = 0) -> Evaluator:
    return Evaluator(
        f"evaluators/{name}", True, [Tie(TieKind.CLIENT, f"holders/{tie}") for tie in ties], capacity, load
    )


def check(name: str, holder: str, evaluators: int = 1, seen_by: tuple[str, ...] = ()) -> Check:
    seen = frozenset(f"evaluators/{one}" for one in seen_by)
    return Check(f"checks/{name}", f"families/{name}", [f"holders/{holder}"], seen, evaluators)


def loads(checks: list[Check], evaluators: list[Evaluator]) -> dict[str, int]:
    given_out = Counter(one.evaluator for one in assign(checks, evaluators, key=KEY))
    return {one.name: one.load + given_out[one.name] for one in evaluators}


@pytest.mark.parametrize("number", [1, 2, 7, 20, 41])
def test_without_conflicts_no_two_loads_differ_by_more_than_one(number: int) -> None:
    shared_out = loads([check(str(n), "acme") for n in range(number)], [evaluator(name) for name in "abcde"])
    assert sum(shared_out.values()) == number
    assert max(shared_out.values()) - min(shared_out.values()) <= 1


def test_checks_are_passed_along_so_that_the_one_free_of_ties_is_not_wasted() -> None:
    # only c may check acme; a plain "give it to the least loaded" would have given c some of bolt's
    checks = [check(f"b{n}", "bolt") for n in range(6)] + [check(f"a{n}", "acme") for n in range(3)]
    assert loads(checks, [evaluator("a", "acme"), evaluator("b", "acme"), evaluator("c")]) == {
        "evaluators/a": 3,
        "evaluators/b": 3,
        "evaluators/c": 3,
    }


def test_what_is_held_already_counts() -> None:
    shared_out = loads([check(str(n), "acme") for n in range(5)], [evaluator("a", load=4), evaluator("b", load=1)])
    assert shared_out == {"evaluators/a": 5, "evaluators/b": 5}


def test_a_capacity_is_kept_and_filled_before_anybody_is_turned_away() -> None:
    checks = [check("1", "acme"), check("2", "bolt"), check("3", "bolt")]
    evaluators = [evaluator("a", "acme", capacity=2), evaluator("b", capacity=1)]
    given_out = {one.check: one.evaluator for one in assign(checks, evaluators, key=KEY)}
    assert given_out == {"checks/1": "evaluators/b", "checks/2": "evaluators/a", "checks/3": "evaluators/a"}


def test_a_panel_has_different_people() -> None:
    panel = assign([check("1", "acme", evaluators=3)], [evaluator(name) for name in "abcd"], key=KEY)
    assert len({one.evaluator for one in panel}) == 3


def test_checks_nobody_may_do_are_named_with_the_reasons_and_nothing_is_assigned() -> None:
    checks = [check("1", "acme"), check("2", "bolt"), check("3", "acme")]
    with pytest.raises(SepiaError) as caught:
        assign(checks, [evaluator("a", "acme"), evaluator("b", "acme")], key=KEY)
    assert (caught.value.kind, caught.value.reason) == (Kind.PRECONDITION, "CHECKS_UNASSIGNABLE")
    head, *lines = caught.value.message.split("\n")
    assert head.startswith("2 checks cannot be assigned. ")
    assert [line.split(":")[0] for line in lines] == ["checks/1", "checks/3"]
    assert "nobody may do it (evaluators/a acts or acted for holders/acme; evaluators/b acts" in lines[0]


def test_nobody_on_the_roster_is_told_as_such() -> None:
    with pytest.raises(SepiaError, match=r"checks/1: nobody may do it \(there are no others\)"):
        assign([check("1", "acme")], [], key=KEY)


def test_full_diaries_and_panels_too_small_are_told_apart() -> None:
    with pytest.raises(SepiaError, match="fully booked"):
        assign([check("1", "acme"), check("2", "acme")], [evaluator("a", capacity=1)], key=KEY)
    with pytest.raises(SepiaError, match="it needs 3 evaluators and 2 may do it"):
        assign([check("1", "acme", evaluators=3)], [evaluator(name) for name in "ab"], key=KEY)


def test_many_checks_that_cannot_be_done_are_counted_after_the_first_ten() -> None:
    with pytest.raises(SepiaError, match=r"and 15 more$"):
        assign([check(str(n), "acme") for n in range(25)], [evaluator("a", "acme")], key=KEY)


def test_the_order_of_the_lists_does_not_matter_but_the_key_does() -> None:
    checks = [check(str(n), "acme") for n in range(30)]
    evaluators = [evaluator(name) for name in "abcde"]
    first = assign(checks, evaluators, key=KEY)
    assert assign(checks[::-1], evaluators[::-1], key=KEY) == first
    assert assign(checks, evaluators, key=bytes(16)) != first


@pytest.mark.parametrize(
    ("checks", "evaluators", "key", "says"),
    [
        ([check("1", "a"), check("1", "b")], [evaluator("a")], KEY, "a check is there twice"),
        ([check("1", "a")], [evaluator("a"), evaluator("a")], KEY, "an evaluator is there twice"),
        ([check("1", "a")], [evaluator("a", capacity=-1)], KEY, "is negative"),
        ([check("1", "a", evaluators=0)], [evaluator("a")], KEY, "asks for no evaluator"),
        ([check("1", "a")], [evaluator("a")], b"short", "fewer than 16 bytes"),
    ],
)
def test_unusable_input_is_refused(checks: list[Check], evaluators: list[Evaluator], key: bytes, says: str) -> None:
    with pytest.raises(SepiaError, match=says):
        assign(checks, evaluators, key=key)


HOLDERS = "xyz"
ROSTERS = st.lists(
    st.tuples(st.sets(st.sampled_from(HOLDERS), max_size=2), st.integers(0, 4), st.integers(0, 2)),
    min_size=1,
    max_size=4,
).map(lambda rows: [evaluator(str(n), *sorted(t), capacity=c, load=held) for n, (t, c, held) in enumerate(rows)])
CHECKS = st.lists(
    st.tuples(st.sampled_from(HOLDERS), st.integers(1, 2), st.sets(st.sampled_from("0123"), max_size=1)),
    min_size=1,
    max_size=4,
).map(lambda rows: [check(str(n), h, panel, tuple(sorted(seen))) for n, (h, panel, seen) in enumerate(rows)])


def best(checks: list[Check], evaluators: list[Evaluator]) -> list[int] | None:
    """The loads, largest first, of the best way there is, by trying all of them; None if there is none."""
    choices = [
        list(itertools.combinations([n for n, e in enumerate(evaluators) if not conflicts(e, one)], one.evaluators))
        for one in checks
    ]
    found: list[list[int]] = []
    for panels in itertools.product(*choices):
        given_out = Counter(n for panel in panels for n in panel)
        if all(given_out[n] <= e.capacity for n, e in enumerate(evaluators)):
            found.append(sorted((e.load + given_out[n] for n, e in enumerate(evaluators)), reverse=True))
    return min(found, default=None)


@settings(max_examples=300, deadline=None)
@given(CHECKS, ROSTERS)
def test_no_other_way_of_sharing_out_is_more_even(checks: list[Check], evaluators: list[Evaluator]) -> None:
    optimum = best(checks, evaluators)
    if optimum is None:
        with pytest.raises(SepiaError, match="cannot be assigned"):
            assign(checks, evaluators, key=KEY)
        return
    given_out = assign(checks, evaluators, key=KEY)
    assert Counter(one.check for one in given_out) == {one.name: one.evaluators for one in checks}
    assert len(set(given_out)) == len(given_out)
    by_name = {e.name: e for e in evaluators}
    checks_by_name = {c.name: c for c in checks}
    assert all(conflicts(by_name[one.evaluator], checks_by_name[one.check]) == [] for one in given_out)
    assert sorted(loads(checks, evaluators).values(), reverse=True) == optimum


def test_a_thousand_checks_are_shared_out_as_evenly_as_conflicts_allow() -> None:
    checks = [check(f"{n:04}", f"h{n % 40}") for n in range(1000)]
    evaluators = [evaluator(f"{n:02}", *(f"h{h}" for h in range(40) if (h + n) % 7 == 0)) for n in range(30)]
    # one who may do little, so that the search cannot stop at the first look
    evaluators.append(evaluator("zz", *(f"h{h}" for h in range(39))))
    shared_out = loads(checks, evaluators)
    # The last one may do the 25 checks of one holder only; 975 among thirty is 32.5.
    assert max(shared_out.values()) == 33
