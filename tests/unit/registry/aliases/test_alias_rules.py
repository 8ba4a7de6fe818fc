"""What follows when people decide that names are one holder's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.aliases.rules import DIFFERENT, SAME, Decision, changed_roots, check_decision, roots
from shared.errors import SepiaError

NAMES = {number: f"Name {number}" for number in range(10)}


def decisions(*pairs: tuple[int, int], verdict: int = SAME) -> list[Decision]:
    return [Decision(f"aliasDecisions/{n}", alias, target, verdict) for n, (alias, target) in enumerate(pairs)]


def refusal(new: tuple[int, int], holding: list[Decision], verdict: int = SAME) -> str:
    with pytest.raises(SepiaError) as refused:
        check_decision(Decision("aliasDecisions/new", *new, verdict), holding, NAMES)
    return refused.value.reason


def test_a_chain_of_decisions_ends_at_one_holder() -> None:
    assert roots(decisions((1, 2), (2, 3), (4, 2))) == {1: 3, 2: 3, 4: 3}
    assert roots(decisions((1, 2), verdict=DIFFERENT)) == {}


def test_taking_a_decision_away_gives_back_what_was_before() -> None:
    before = roots(decisions((1, 2)))
    after = roots(decisions((1, 2), (2, 3)))
    assert changed_roots(before, after) == {1: 3, 2: 3}
    assert changed_roots(after, before) == {1: 2, 2: None}


@pytest.mark.parametrize(
    ("new", "verdict", "holding", "reason"),
    [
        ((1, 1), SAME, [], "ALIAS_OF_ITSELF"),
        ((1, 2), SAME, decisions((1, 2)), "ALIAS_DECIDED"),
        ((2, 1), DIFFERENT, decisions((1, 2)), "ALIAS_DECIDED"),
        ((1, 3), SAME, decisions((1, 2)), "ALIAS_DECIDED"),
        ((2, 1), SAME, decisions((2, 1), verdict=DIFFERENT), "ALIAS_DECIDED"),
        ((3, 1), SAME, decisions((1, 2), (2, 3)), "ALIAS_CYCLE"),
        ((4, 1), DIFFERENT, decisions((1, 2), (4, 2)), "ALIAS_CONTRADICTION"),
        ((3, 1), SAME, [*decisions((1, 2)), Decision("aliasDecisions/9", 2, 3, DIFFERENT)], "ALIAS_CONTRADICTION"),
    ],
)
def test_a_decision_that_contradicts_another_is_refused(
    new: tuple[int, int], verdict: int, holding: list[Decision], reason: str
) -> None:
    assert refusal(new, holding, verdict) == reason


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.sampled_from([SAME, DIFFERENT])), max_size=30))
def test_whatever_is_accepted_no_target_is_an_alias_and_no_two_that_differ_are_one(
    tried: list[tuple[int, int, int]],
) -> None:
    holding: list[Decision] = []
    for number, (alias, target, verdict) in enumerate(tried):
        decided = Decision(f"aliasDecisions/{number}", alias, target, verdict)
        try:
            check_decision(decided, holding, NAMES)
        except SepiaError:
            continue
        holding.append(decided)
        root = roots(holding)
        assert not set(root.values()) & set(root)
        for other in holding:
            same = root.get(other.alias, other.alias) == root.get(other.target, other.target)
            assert same is (other.verdict == SAME)
