"""Owns the tests of where a trace goes on."""

from __future__ import annotations

import pytest

from services.gateway.traces.rules import Place, outcome_text
from shared.errors import SepiaError


def test_a_place_survives_its_page_token() -> None:
    place = Place(drawn=12, page="abc", entry=4)
    assert Place.of(place.key()) == place
    assert Place.of(None) == Place()


@pytest.mark.parametrize("key", [[], [1], ["a", "b", 1], [-1, "", 0], [0, "", -1], [0, 0, 0]])
def test_a_place_that_no_page_gave_is_refused(key: list[str | int]) -> None:
    with pytest.raises(SepiaError, match="page_token"):
        Place.of(key)


def test_an_outcome_is_named_without_its_prefix_and_no_outcome_not_at_all() -> None:
    assert outcome_text("OUTCOME_NOT_ESSENTIAL") == "NOT_ESSENTIAL"
    assert outcome_text("OUTCOME_UNSPECIFIED") == ""
