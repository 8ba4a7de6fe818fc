"""Owns the tests of who may ask for an evaluation by peers."""

from __future__ import annotations

import pytest

from services.assessment.hearings.rules import may_ask_for_peers
from shared.errors import SepiaError
from tests.support.refusals import refusal_of


@pytest.mark.parametrize("requesters", [["holder"], ["stakeholder", "centre"], ["anyone"]])
def test_a_holder_asks_for_peers_where_the_profile_lets_holders(requesters: list[str]) -> None:
    assert refusal_of(may_ask_for_peers, "hearings/1", requesters, "Art. 32") is None


@pytest.mark.parametrize("requesters", [["centre"], ["evaluator", "implementer"], []])
def test_a_holder_asks_for_no_peers_where_that_is_left_to_others(requesters: list[str]) -> None:
    with pytest.raises(SepiaError, match=r"Art. 32") as refused:
        may_ask_for_peers("hearings/1", requesters, "Art. 32")
    assert refused.value.reason == "PEERS_NOT_YOURS_TO_ASK"
