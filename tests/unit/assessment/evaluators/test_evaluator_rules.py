"""Whether a roster can do a campaign's checks."""

from __future__ import annotations

import pytest

from services.assessment.conflicts.rules import Check, Evaluator, Tie, TieKind
from services.assessment.evaluators.rules import HOLDERS_NAMED, must_have_somebody
from shared.errors import SepiaError
from tests.support.refusals import refusal_of

CHECKS = [
    Check("families/1", "families/1", ["holders/acme"]),
    Check("families/2", "families/2", ["holders/acme", "holders/zenith"]),
]


def person(name: str, *tied: str, verified: bool = True) -> Evaluator:
    ties = [Tie(TieKind.SHARES, holder) for holder in tied]
    return Evaluator(f"evaluators/{name}", verified, ties, capacity=10)


def test_one_person_without_ties_is_enough() -> None:
    assert refusal_of(must_have_somebody, CHECKS, [person("a", "holders/acme"), person("b")]) is None


def test_every_owner_of_a_family_counts() -> None:
    with pytest.raises(SepiaError, match="holders/acme and holders/zenith") as refused:
        must_have_somebody(CHECKS, [person("a", "holders/zenith")])
    assert refused.value.metadata["holderCount"] == "1"


def test_each_holder_concerned_is_named_with_why() -> None:
    with pytest.raises(SepiaError, match="holds shares in holders/acme") as refused:
        must_have_somebody(CHECKS, [person("a", "holders/acme")])
    assert refused.value.metadata["holders"] == "holders/acme, holders/acme and holders/zenith"


def test_people_whose_ties_cover_each_other_leave_nobody_for_a_family_of_both() -> None:
    with pytest.raises(SepiaError) as refused:
        must_have_somebody(CHECKS, [person("a", "holders/acme"), person("b", "holders/zenith")])
    assert refused.value.metadata["holders"] == "holders/acme and holders/zenith"


def test_an_unknown_holder_an_unverified_identity_and_an_empty_roster_block() -> None:
    for checks, roster in (
        ([Check("families/1", "families/1", [])], [person("a")]),
        (CHECKS, [person("a", verified=False)]),
        (CHECKS, []),
    ):
        with pytest.raises(SepiaError) as refused:
            must_have_somebody(checks, roster)
        assert refused.value.reason == "NO_EVALUATOR_WITHOUT_CONFLICT"


def test_no_checks_need_nobody() -> None:
    assert refusal_of(must_have_somebody, [], []) is None


def test_an_error_over_many_holders_still_fits_into_a_reply() -> None:
    checks = [Check(f"families/{n}", f"families/{n}", [f"holders/h{n:03d}"]) for n in range(300)]
    with pytest.raises(SepiaError, match=f"and {300 - HOLDERS_NAMED} more holders") as refused:
        must_have_somebody(checks, [])
    assert len(refused.value.message) < 4_000
