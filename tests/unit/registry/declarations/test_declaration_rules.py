"""States of a declaration, who may change it, its dates and its chain."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.declarations import rules
from services.registry.declarations.forms import Kind
from services.registry.declarations.rules import Decision, Party, RemovalGround, Standing, State, WithdrawalScope
from services.registry.declarations.undertakings import Terms
from shared.errors import SepiaError

NAME = "holders/acme/declarations/sepia-1"
REVOCABLE = Terms(undertaking=True, irrevocable=False)
IRREVOCABLE = Terms(undertaking=True, irrevocable=True)


def standing(state: State, *, terms: Terms = REVOCABLE, has_list: bool = True, of_a_source: bool = False) -> Standing:
    return Standing(NAME, Kind.ETSI_DETAILED, state, terms, has_list, of_a_source)


def outcome(work: object) -> str:
    """The state that a change leads to, or the reason for which it is refused."""
    assert callable(work)
    try:
        change = work()
    except SepiaError as refused:
        return refused.reason
    assert isinstance(change, rules.Change)
    return change.state.name


NOT_IN_FORCE, NOT_UNDER_REVIEW = "DECLARATION_NOT_IN_FORCE", "DECLARATION_NOT_UNDER_REVIEW"
GONE, HIDDEN = "DECLARATION_REMOVED", "DECLARATION_NOT_PUBLIC"
STATES: dict[State, tuple[str, str, str, str]] = {
    # What becomes of each state when it is replaced, withdrawn, removed and published.
    State.PENDING: (NOT_IN_FORCE, "REJECTED", HIDDEN, "IN_FORCE"),
    State.PARKED: (NOT_IN_FORCE, "REJECTED", HIDDEN, "IN_FORCE"),
    State.IN_FORCE: ("SUPERSEDED", "WITHDRAWN", "REMOVED", NOT_UNDER_REVIEW),
    State.SUPERSEDED: (NOT_IN_FORCE, NOT_IN_FORCE, "REMOVED", NOT_UNDER_REVIEW),
    State.WITHDRAWN: (NOT_IN_FORCE, NOT_IN_FORCE, "REMOVED", NOT_UNDER_REVIEW),
    State.REMOVED: (NOT_IN_FORCE, NOT_IN_FORCE, GONE, NOT_UNDER_REVIEW),
    State.REMOVED_OBJECTIVELY_FALSE: (NOT_IN_FORCE, NOT_IN_FORCE, GONE, NOT_UNDER_REVIEW),
    State.REJECTED: (NOT_IN_FORCE, NOT_IN_FORCE, HIDDEN, NOT_UNDER_REVIEW),
}


def test_the_table_of_states_is_complete() -> None:
    assert set(STATES) == set(State)


@pytest.mark.parametrize("state", State)
def test_every_state_allows_what_it_allows_and_refuses_the_rest(state: State) -> None:
    now = standing(state)
    assert STATES[state] == (
        outcome(lambda: rules.supersede(now, Kind.ETSI_DETAILED, "")),
        outcome(lambda: rules.withdraw(now, WithdrawalScope.WHOLE)),
        outcome(lambda: rules.remove(now, RemovalGround.REMOVED)),
        outcome(lambda: rules.review(now, Decision.PUBLISH)),
    )


@pytest.mark.parametrize(("decision", "state"), [(Decision.PARK, "PARKED"), (Decision.REJECT, "REJECTED")])
def test_a_review_can_set_aside_and_refuse(decision: Decision, state: str) -> None:
    assert outcome(lambda: rules.review(standing(State.PENDING), decision)) == state


@pytest.mark.parametrize("state", [State.PENDING, State.PARKED])
def test_what_follows_another_register_is_neither_reviewed_nor_withdrawn_here_before_it_is_public(state: State) -> None:
    sourced = standing(state, of_a_source=True)
    assert outcome(lambda: rules.review(sourced, Decision.PUBLISH)) == NOT_UNDER_REVIEW
    assert outcome(lambda: rules.withdraw(sourced, WithdrawalScope.WHOLE)) == NOT_IN_FORCE


@pytest.mark.parametrize(
    ("terms", "has_list", "whole", "information"),
    [
        (REVOCABLE, True, "WITHDRAWN", "WITHDRAWN"),
        (IRREVOCABLE, True, "UNDERTAKING_IRREVOCABLE", "WITHDRAWN"),
        (IRREVOCABLE, False, "UNDERTAKING_IRREVOCABLE", "NO_INFORMATION_STATEMENT"),
        (Terms(), True, "UNDERTAKING_IRREVOCABLE", "WITHDRAWN"),
        (Terms(undertaking=False), True, "WITHDRAWN", "WITHDRAWN"),
        (Terms(irrevocable=False), False, "WITHDRAWN", "NO_INFORMATION_STATEMENT"),
    ],
)
def test_what_can_be_withdrawn_depends_on_the_undertaking(
    terms: Terms, has_list: bool, whole: str, information: str
) -> None:
    now = standing(State.IN_FORCE, terms=terms, has_list=has_list)
    assert outcome(lambda: rules.withdraw(now, WithdrawalScope.WHOLE)) == whole
    assert outcome(lambda: rules.withdraw(now, WithdrawalScope.INFORMATION)) == information


def test_an_irrevocable_undertaking_outlives_its_declaration() -> None:
    irrevocable, revocable = (standing(State.IN_FORCE, terms=terms) for terms in (IRREVOCABLE, REVOCABLE))
    assert rules.withdraw(irrevocable, WithdrawalScope.INFORMATION).undertaking_stands is True
    assert rules.supersede(irrevocable, Kind.ETSI_DETAILED, "").undertaking_stands is True
    assert rules.withdraw(revocable, WithdrawalScope.WHOLE).undertaking_stands is False
    assert rules.supersede(revocable, Kind.ETSI_DETAILED, "").undertaking_stands is False
    assert rules.remove(irrevocable, RemovalGround.OBJECTIVELY_FALSE).undertaking_stands is None


def test_removed_and_objectively_false_are_told_apart() -> None:
    now = standing(State.IN_FORCE)
    assert outcome(lambda: rules.remove(now, RemovalGround.OBJECTIVELY_FALSE)) == "REMOVED_OBJECTIVELY_FALSE"
    words = {rules.remove(now, ground).what for ground in RemovalGround}
    assert words == {"removed", "removed as objectively false"}


def test_a_replacement_is_of_the_same_form_and_narrows_nothing() -> None:
    now = standing(State.IN_FORCE, terms=IRREVOCABLE)
    assert outcome(lambda: rules.supersede(now, Kind.ETSI_GENERAL, "")) == "DECLARATION_OF_ANOTHER_FORM"
    assert outcome(lambda: rules.supersede(now, Kind.ETSI_DETAILED, "less")) == "UNDERTAKING_IRREVOCABLE"


# --- who ---------------------------------------------------------------------------------------------------------

ACME = Party("accounts/a", "holders/acme", holder=True)
CLERK = Party("accounts/b", "holders/acme")
NOBODY = Party()


@pytest.mark.parametrize(
    ("party", "holder", "submitter", "organization", "own"),
    [
        (ACME, "holders/acme", "", "", True),
        (ACME, "holders/bell", "accounts/a", "holders/acme", False),
        (CLERK, "holders/acme", "accounts/b", "holders/acme", False),
        (CLERK, "", "accounts/x", "holders/acme", True),
        (CLERK, "", "accounts/b", "", True),
        (CLERK, "", "accounts/x", "", False),
        (NOBODY, "", "", "", False),
        (Party("accounts/c"), "", "", "", False),
    ],
)
def test_a_declaration_is_its_holders_own_or_that_of_the_third_party_who_sent_it(
    party: Party, holder: str, submitter: str, organization: str, own: bool
) -> None:
    assert party.made(submitter=submitter, organization=organization, holder=holder) is own


def test_only_the_current_revision_is_changed() -> None:
    rules.must_be_current(NAME, "", 3)
    rules.must_be_current(NAME, "3", 3)
    with pytest.raises(SepiaError) as refused:
        rules.must_be_current(NAME, "2", 3)
    assert refused.value.reason == "ETAG_MISMATCH"


# --- dates and chains --------------------------------------------------------------------------------------------


def test_days_are_counted_between_known_dates_only_and_may_be_negative() -> None:
    signed, submitted = dt.date(2012, 7, 26), dt.date(2011, 9, 4)
    told = rules.timeliness(signed, submitted, None)
    assert (told.signed_to_submitted, told.submitted_to_published, told.signed_to_published) == (-326, None, None)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=12))
def test_a_chain_puts_the_earlier_first_and_loses_nobody(pairs: list[tuple[int, int]]) -> None:
    forward = [(f"d{min(pair)}", f"d{max(pair)}") for pair in pairs if pair[0] != pair[1]]
    keys = sorted({key for step in forward for key in step})
    ordered = rules.in_order(keys, forward)
    assert sorted(ordered) == keys
    assert all(ordered.index(earlier) < ordered.index(later) for earlier, later in forward)


def test_a_circle_at_a_source_is_cut_and_not_gone_round_for_ever() -> None:
    assert sorted(rules.in_order(["a", "b"], [("a", "b"), ("b", "a")])) == ["a", "b"]
