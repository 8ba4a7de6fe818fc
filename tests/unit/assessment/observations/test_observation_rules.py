"""Owns the tests of who may observe, and who learns of whom."""

from __future__ import annotations

import pytest

from services.assessment.observations.rules import may_observe, shows_author
from shared.errors import Kind, SepiaError

BOLT = "implementers/bolt"


@pytest.mark.parametrize(
    ("observers", "organization", "holder", "implementer", "may"),
    [
        (["anyone"], "", False, False, True),
        (["stakeholder"], BOLT, False, True, True),
        (["stakeholder"], "", False, False, False),
        (["holder"], BOLT, False, True, False),
        (["holder"], "holders/acme", True, False, True),
        (["holder"], "", True, False, False),
        (["implementer", "holder"], BOLT, False, True, True),
        (["evaluator"], BOLT, False, True, False),
        ([], BOLT, True, True, False),
    ],
)
def test_those_observe_whom_the_profile_names(
    observers: list[str], organization: str, holder: bool, implementer: bool, may: bool
) -> None:
    def call() -> None:
        may_observe(observers, organization=organization, holder=holder, implementer=implementer, provision="Art. 30")

    if may:
        call()
        return
    with pytest.raises(SepiaError, match=r"Art\. 30") as refused:
        call()
    assert (refused.value.kind, refused.value.reason) == (Kind.FORBIDDEN, "NOT_AN_OBSERVER")


def test_an_author_is_hidden_unless_the_profile_shows_them_but_not_from_themselves_or_the_centre() -> None:
    assert not shows_author(shown=False, own=False, officer=False)
    assert shows_author(shown=True, own=False, officer=False)
    assert shows_author(shown=False, own=True, officer=False)
    assert shows_author(shown=False, own=False, officer=True)
