"""A frame on its way in."""

from __future__ import annotations

import dataclasses

import pytest

from services.assessment.frames.rules import Arrival, Description, must_be_same
from shared.errors import Kind, SepiaError
from shared.frame import frame_digest
from tests.support.refusals import refusal_of

PAIRS = [("holders/b", "families/1"), ("", "families/2"), ("holders/a", "families/1")]
DESCRIBED = Description(
    name="frames/x",
    standard="standards/4g",
    family_key="etsi",
    edition="2026-01-31",
    digest=frame_digest(PAIRS, standard="standards/4g", family_key="etsi", edition="2026-01-31"),
    entry_count=3,
    demonstration=False,
)


def arrived(described: Description = DESCRIBED, pairs: list[tuple[str, str]] | None = None) -> Arrival:
    arrival = Arrival(described)
    arrival.add((holder, family, holder.upper()) for holder, family in (PAIRS if pairs is None else pairs))
    return arrival


def test_a_whole_frame_is_accepted_in_any_order_of_its_entries() -> None:
    assert refusal_of(arrived(pairs=PAIRS[::-1]).verify) is None


def test_holders_are_listed_in_order_with_the_unknown_declarant_on_its_own_line() -> None:
    assert arrived().holders() == [("", "", 1), ("holders/a", "HOLDERS/A", 1), ("holders/b", "HOLDERS/B", 1)]


def test_the_first_name_given_for_a_holder_is_kept() -> None:
    arrival = Arrival(DESCRIBED)
    arrival.add(
        [("holders/a", "families/1", ""), ("holders/a", "families/2", "Acme"), ("holders/a", "families/3", "X")]
    )
    assert arrival.holders() == [("holders/a", "Acme", 3)]


@pytest.mark.parametrize("field", ["standard", "family_key", "edition"])
def test_the_digest_binds_standard_key_and_edition(field: str) -> None:
    with pytest.raises(SepiaError) as refused:
        arrived(dataclasses.replace(DESCRIBED, **{field: "other"})).verify()
    assert refused.value.reason == "FRAME_DIGEST_MISMATCH"


def test_more_entries_than_described_are_refused_at_once() -> None:
    with pytest.raises(SepiaError, match="more entries than the 3"):
        arrived(pairs=[*PAIRS, ("holders/c", "families/3")])


def test_fewer_entries_than_described_are_refused() -> None:
    with pytest.raises(SepiaError, match="2 of 3 entries"):
        arrived(pairs=PAIRS[:2]).verify()


@pytest.mark.parametrize("change", [{"digest": "0" * 64}, {"demonstration": True}, {"edition": "2027-01-31"}])
def test_a_name_stands_for_one_frame(change: dict[str, object]) -> None:
    must_be_same(DESCRIBED, dataclasses.replace(DESCRIBED))
    with pytest.raises(SepiaError) as refused:
        must_be_same(DESCRIBED, dataclasses.replace(DESCRIBED, **change))
    assert refused.value.kind is Kind.EXISTS
