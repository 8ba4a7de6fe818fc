"""What can be exported with which filter."""

from __future__ import annotations

import pytest

from services.registry.exports import rules
from services.registry.exports.counted_store import COUNT_COLUMNS
from shared.errors import SepiaError


@pytest.mark.parametrize(
    ("kind", "given", "more", "fields"),
    [
        (rules.LINKS, ["query", "holders", "include_gone"], {}, []),
        (rules.HOLDERS, ["offices", "query"], {}, ["filter.offices", "filter.query"]),
        (rules.COUNTS, ["standards"], {"standards": 2, "family_key": 1}, ["filter.standards"]),
        (rules.COUNTS, [], {}, ["family_key"]),
        (rules.LINKS, [], {"family_key": 1}, ["family_key"]),
        (rules.FRAME_ENTRIES, [], {}, ["frame"]),
        (rules.LINKS, [], {"frame": "frames/x"}, ["frame"]),
        (rules.FRAME_ENTRIES, ["holders"], {"frame": "frames/x"}, []),
        (rules.REGISTRATIONS, ["holders", "offices"], {}, []),
        (rules.REGISTRATIONS, ["query"], {}, ["filter.query"]),
    ],
)
def test_every_fault_of_a_request_is_named_at_once(
    kind: int, given: list[str], more: dict[str, object], fields: list[str]
) -> None:
    values: dict[str, object] = {"standards": 0, "family_key": 0, "frame": ""} | more
    if not fields:
        rules.check_filter(kind, given, **values)  # pyright: ignore[reportArgumentType]
        return
    with pytest.raises(SepiaError) as refused:
        rules.check_filter(kind, given, **values)  # pyright: ignore[reportArgumentType]
    assert [violation.field for violation in refused.value.violations] == fields


def test_every_kind_has_a_word_and_no_total_among_the_rows_of_counts() -> None:
    assert set(rules.WORDS) == set(range(1, 11))
    assert "is_total" not in dict(COUNT_COLUMNS)
    assert rules.filename(rules.LINKS, 3, rules.CSV) == "sepia-links-edition-3.zip"
