"""Dates that are read many at once are those that are read one by one, and nothing else is taken for a date."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.imports.isld_dates import dates_of
from services.registry.imports.isld_rows import GROUPS, RowUnderstanding

_NEARLY = st.builds(
    "{:04}-{:02}-{:02} {:02}:{:02}:{:02}".format,
    st.one_of(st.just(1900), st.integers(0, 9999)),
    st.integers(0, 13),
    st.integers(0, 32),
    st.integers(0, 25),
    st.integers(0, 61),
    st.integers(0, 61),
)
_SOUND = st.datetimes().map(lambda one: one.isoformat(" ", "seconds"))
_SPOILT = st.tuples(_SOUND, st.integers(0, 18), st.characters(categories=["Nd", "Po", "Zs", "Lu"])).map(
    lambda spoilt: spoilt[0][: spoilt[1]] + spoilt[2] + spoilt[0][spoilt[1] + 1 :]
)


def one_by_one(texts: list[str]) -> tuple[list[dt.date | None], bool]:
    """What `isld_rows` understands of texts when it cannot read them all at once, and whether none has a fault."""
    columns = {column: pl.Series([""] * len(texts) + [""], dtype=pl.String) for column in GROUPS["patent"]}
    # A date without its time is none that is read together with others.
    raw = pl.DataFrame(columns | {"PBPA_APP_DATE": pl.Series([*texts, "2000-01-01"])})
    rows = RowUnderstanding()
    return rows.understand("patent", raw)["application_date"].to_list()[:-1], not rows.faults("patent", raw)


@given(st.lists(st.one_of(_SOUND, st.just(""), _NEARLY, _SPOILT), max_size=4))
def test_dates_read_at_once_are_those_read_one_by_one(texts: list[str]) -> None:
    days = dates_of(pl.Series("date", texts, pl.String))
    if days is not None:
        assert (days.to_list(), True) == one_by_one(texts)
        assert (days.name, days.dtype) == ("date", pl.Date)


@given(st.lists(st.one_of(_SOUND, st.just("")), min_size=1, max_size=4))
def test_sound_dates_are_read_at_once(texts: list[str]) -> None:
    assert dates_of(pl.Series(texts)) is not None


@pytest.mark.parametrize(
    "odd",
    [
        "2016-08-31",
        "2016-08-31T00:00:00",
        "2016-02-30 00:00:00",
        "2016-00-10 00:00:00",
        "2016-13-10 00:00:00",
        "2016-08-31 24:00:00",
        "2016-08-31 00:60:00",
        "2016-08-31 00:00:60",
        "2016/08/31 00:00:00",
        " 016-08-31 00:00:00",
        "0000-08-31 00:00:00",
        "2016-08-3\u0661 00:00:0",
        "                   ",
    ],
)
def test_what_is_not_plainly_a_date_is_left_to_a_closer_look(odd: str) -> None:
    assert dates_of(pl.Series(["2016-08-31 00:00:00", odd])) is None
