"""The quick way through quoted records finds what the closer look finds, and leaves to it whatever is not regular."""

from __future__ import annotations

import csv
import io
import re

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.registry.imports import records
from services.registry.imports.quoted import different_between, quotes_of, texts_between
from services.registry.imports.records import Cut, RecordCutter

FIELD = st.text(st.sampled_from('ab;"\n\réß𝄞 '), max_size=16)
RECORDS = st.lists(st.lists(FIELD, min_size=3, max_size=3), max_size=12)


def quoted(fields: list[str], end: str) -> bytes:
    return (";".join('"' + field.replace('"', '""') + '"' for field in fields) + end).encode()


def cuts(data: bytes) -> list[Cut]:
    cutter = RecordCutter(
        fields=3,
        delimiter=b";",
        line=2,
        offset=100,
        record_start=re.compile(rb'"\d+";"never"'),
        record_limit=400,
        block_bytes=1,
        marks=(0, 1),
    )
    return [*cutter.push(memoryview(data)), cutter.finish()]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RECORDS, st.sampled_from(["\n", "\r\n"]), st.sampled_from([b"", b"a;b;c\n", b'"x";"y"\n', b'"x";"y";"z"']))
def test_both_ways_cut_the_same(monkeypatch: pytest.MonkeyPatch, fields: list[list[str]], end: str, odd: bytes) -> None:
    data = b"".join(quoted(each, end) for each in fields) + odd
    quick = cuts(data)
    with monkeypatch.context() as patch:
        patch.setattr(records, "quotes_of", lambda *_: None)
        close = cuts(data)
    assert all(cut.quotes is None for cut in close)
    for mine, other in zip(quick, close, strict=True):
        # With the places of quotes there may be something behind the records.
        assert (mine.records, mine.broken) == (other.body, other.broken)
        assert mine.quotes is not None or mine.body == other.body
        for name in ("lines", "offsets", "lengths", "marks"):
            assert np.array_equal(getattr(mine, name), getattr(other, name)), name


@settings(max_examples=60, deadline=None)
@given(RECORDS.filter(bool), st.sampled_from(["\n", "\r\n"]))
def test_the_places_of_quotes_give_the_fields(fields: list[list[str]], end: str) -> None:
    data = b"".join(quoted(each, end) for each in fields)
    found = quotes_of(np.frombuffer(data, np.uint8), 3, ord(";"))
    assert found is not None
    places, doubled = found
    assert doubled == {place for each in fields for place, text in enumerate(each) if '"' in text}
    bounds = places.astype(np.int32)
    bounds[:, ::2] += 1
    columns = [text.str.replace_all('""', '"', literal=True).to_list() for text in texts_between(data, bounds)]
    rows = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=";", strict=True))
    assert [list(row) for row in zip(*columns, strict=True)] == rows == fields


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "a", "ab", "é𝄞"]), st.sampled_from(["", ";", "ab"])), min_size=1))
def test_different_texts_are_numbered_as_they_first_come(texts: list[tuple[str, str]]) -> None:
    parts = [part.encode() for text in texts for part in text]  # what stands between two texts is none of them
    ends = np.cumsum([len(part) for part in parts]).astype(np.int32)
    bounds = np.column_stack([ends - [len(part) for part in parts], ends])[::2].astype(np.int32)
    codes, first = different_between(b"".join(parts), bounds)
    given = [text for text, _ in texts]
    assert [given[place] for place in first[codes]] == given
    assert first.tolist() == [given.index(text) for text in dict.fromkeys(given)]


@pytest.mark.parametrize(
    "data",
    [b'"a";b;"c"\n', b'"a";"b"\n"c";"d"\n', b'"a"x"b";"c";"d"\n', b' "a";"b";"c"\n', b'"a","b","c"\n', b'"a";"b";"c"'],
)
def test_what_is_not_regular_is_left_alone(data: bytes) -> None:
    assert quotes_of(np.frombuffer(data, np.uint8), 3, ord(";")) is None
