"""Dates and names of pools' lists, as people write them on the command line."""

from __future__ import annotations

import pytest
from google.type import date_pb2

from services.cli.dates import date, day_text
from services.cli.pools import list_name
from shared.errors import SepiaError


def test_a_date_is_read_and_shown_as_it_is_written() -> None:
    read = date("--decided", "2024-02-29")
    assert read == date_pb2.Date(year=2024, month=2, day=29)
    assert day_text(read or date_pb2.Date()) == "2024-02-29"
    assert date("--published", "") is None
    assert day_text(date_pb2.Date()) == ""


@pytest.mark.parametrize("given", ["2025-02-29", "31.1.2026", "today"])
def test_what_is_no_date_is_refused_with_what_to_write(given: str) -> None:
    with pytest.raises(SepiaError, match="such as 2026-01-31") as refused:
        date("--decided", given)
    assert refused.value.reason == "BAD_VALUE"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("access-advance-hevc", "pools/access-advance-hevc/lists/-"),
        ("pools/access-advance-hevc", "pools/access-advance-hevc/lists/-"),
        ("pools/access-advance-hevc/lists/2", "pools/access-advance-hevc/lists/2"),
        ("access-advance-hevc/lists/2", "pools/access-advance-hevc/lists/2"),
    ],
)
def test_a_programme_stands_for_its_current_list(given: str, name: str) -> None:
    assert list_name(given) == name
