"""What a person is told who cannot freeze a frame or note a result."""

from __future__ import annotations

from services.registry.frames import rules
from shared.errors import Kind


def test_a_frame_that_lacks_only_family_ids_says_so_and_names_another_way() -> None:
    refusal = rules.empty_frame("standards/5g", 2, 12)
    assert (refusal.kind, refusal.reason, refusal.subject) == (Kind.PRECONDITION, "EMPTY_FRAME", "standards/5g")
    assert "12 entries" in refusal.message
    assert "docdb" in refusal.message
    assert "another key" in refusal.message


def test_a_frame_of_what_nobody_declared_says_to_import_first() -> None:
    assert "Import the declarations" in rules.empty_frame("standards/5g", 1, 0).message


def test_a_stranger_among_results_is_named_by_its_place() -> None:
    refusal = rules.not_of_the_frame("frames/f", "", "families/etsi-1", index=3, count=2)
    assert refusal.violations[0].field == "results[3]"
    assert "an unknown holder" in refusal.message


def test_a_contradiction_says_what_is_published_and_what_was_sent() -> None:
    refusal = rules.differs("campaigns/c", "holders/a", "families/etsi-1", "ESSENTIAL", "UNDETERMINED")
    assert "published ESSENTIAL" in refusal.message
    assert "sends UNDETERMINED" in refusal.message


def test_editions_are_named_by_number_from_0() -> None:
    assert [rules.edition_name(number) for number in (0, 7)] == ["editions/0", "editions/7"]
