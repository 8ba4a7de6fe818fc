"""Rows of links in COPY's binary format hold what they were given, whatever is long, short or null beside them."""

from __future__ import annotations

import struct
from itertools import zip_longest
from typing import Any

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from services.registry.imports.link_rows import Coded, LinkRows, small_numbers, texts

_WORDS = st.one_of(st.none(), st.text(max_size=12), st.integers(1, 300).map("ü".__mul__))
_IDS = st.integers(-(2**63), 2**63 - 1)


@st.composite
def columns(draw: st.DrawFn) -> dict[str, list[Any]]:
    rows = draw(st.integers(1, 12))

    def each(values: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(values, min_size=rows, max_size=rows))

    return {
        "id": each(_IDS),
        "line": each(_IDS),
        "holder": each(st.one_of(st.just(0), _IDS)),
        "family": each(st.one_of(st.just(0), _IDS)),
        "version": each(_WORDS),
        "generations": each(st.one_of(st.none(), st.integers(0, 255))),
        "part": each(_WORDS),
    }


def read(data: memoryview) -> list[list[bytes | None]]:
    """The fields of rows in the format, as PostgreSQL's documentation describes it."""
    assert data[:19] == b"PGCOPY\n\xff\r\n\0" + bytes(8)
    rows: list[list[bytes | None]] = []
    at = 19
    while True:
        (fields,) = struct.unpack_from(">h", data, at)
        at += 2
        if fields == -1:
            assert at == len(data)
            return rows
        rows.append([])
        for _ in range(fields):
            (size,) = struct.unpack_from(">i", data, at)
            at += 4
            rows[-1].append(None if size == -1 else bytes(data[at : at + size]))
            at += max(size, 0)


def coded(values: list[Any], kind: type[pl.DataType]) -> Coded:
    different = list(dict.fromkeys(values))
    series = pl.Series(different, dtype=kind)
    codes = np.array([different.index(one) for one in values], np.uint32)
    return Coded(codes, small_numbers(series) if kind is pl.UInt8 else texts(series))


@given(columns())
def test_rows_hold_what_they_were_given(given: dict[str, list[Any]]) -> None:
    rows = LinkRows(
        {name: np.array(given[name], np.int64) for name in ("id", "line")},
        {name: np.array(given[name], np.int64) for name in ("holder", "family")},
        {
            name: coded(given[name], kind)
            for name, kind in (("version", pl.String), ("generations", pl.UInt8), ("part", pl.String))
        },
    )
    assert rows.columns == ", ".join(given)
    expected = zip_longest(
        *([struct.pack(">q", one) for one in given[name]] for name in ("id", "line")),
        *([struct.pack(">q", one) if one else None for one in given[name]] for name in ("holder", "family")),
        [None if one is None else one.encode() for one in given["version"]],
        [None if one is None else struct.pack(">h", one) for one in given["generations"]],
        [None if one is None else one.encode() for one in given["part"]],
    )
    assert read(rows.binary()) == [list(one) for one in expected]
