"""The quick way through quoted records finds what the closer look finds, and leaves to it whatever is not regular."""

from __future__ import annotations

import csv
import hashlib
import io
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.registry.imports.numbering import Numbering
from services.registry.imports.quoted import different_between, quotes_of, texts_of
from services.registry.imports.quoted_digests import digests_between
from services.registry.imports.records import Cut, RecordCutter

FIELD = st.text(st.sampled_from('ab;"\n\réß𝄞 \t\x1b\x1f\\'), max_size=16)
RECORDS = st.lists(st.lists(FIELD, min_size=3, max_size=3), max_size=12)


def quoted(fields: list[str], end: str) -> bytes:
    return (";".join('"' + field.replace('"', '""') + '"' for field in fields) + end).encode()


def cuts(data: bytes, *, quick: bool) -> list[Cut]:
    cutter = RecordCutter(
        fields=3,
        delimiter=b";",
        line=2,
        offset=100,
        record_start=re.compile(rb'"\d+";"never"'),
        record_limit=400,
        block_bytes=1,
        marks=(0, 1),
        quick=quick,
    )
    return [*cutter.push(memoryview(data)), cutter.finish()]


ODD = [
    b"",
    b"a;b;c\n",
    b'"x";"y"\n',
    b'"x";"y";"z"',
    b'"x";"\0";"z"\n',
    b'"x";"\xe9";"z"\n',
    b'"%s";"";""\n' % (b"x" * 400),
]


@settings(max_examples=100, deadline=None)
@given(RECORDS, st.sampled_from(["\n", "\r\n"]), st.sampled_from(ODD), RECORDS)
def test_both_ways_cut_the_same(fields: list[list[str]], end: str, odd: bytes, more: list[list[str]]) -> None:
    data = b"".join(quoted(each, end) for each in fields) + odd + b"".join(quoted(each, end) for each in more)
    quick, close = cuts(data, quick=True), cuts(data, quick=False)
    assert all(cut.quotes is None for cut in close)
    for mine, other in zip(quick, close, strict=True):
        # With the places of quotes there may be something behind the records.
        assert (mine.records, mine.broken) == (other.body, other.broken)
        assert mine.quotes is not None or mine.body == other.body
        for name in ("lines", "offsets", "lengths", "marks"):
            assert np.array_equal(getattr(mine, name), getattr(other, name)), name
        assert mine.marked or not any(mark in mine.records for mark in b"\x1b\x1e\x1f")
        assert not (mine.plain and any(mark in mine.records for mark in b"\t\\\x1b"))


@settings(max_examples=100, deadline=None)
@given(RECORDS.filter(bool), st.sampled_from(["\n", "\r\n"]))
def test_the_places_of_quotes_give_the_fields_and_their_digests(fields: list[list[str]], end: str) -> None:
    data = b"".join(quoted(each, end) for each in fields)
    found = quotes_of(np.frombuffer(data, np.uint8), 3, ord(";"))
    assert found is not None
    assert found.doubled == {place for each in fields for place, text in enumerate(each) if '"' in text}
    assert found.breaks.tolist() == [sum(text.count("\n") for text in each) for each in fields]
    assert found.marked == any(mark in text for each in fields for text in each for mark in "\x1b\x1e\x1f")
    assert found.ascii == data.isascii()
    assert found.plain != any(mark == "\\" or mark < " " for each in fields for text in each for mark in text)
    columns = [text.str.replace_all('""', '"', literal=True).to_list() for text in texts_of(data, found.places)]
    rows = list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=";", strict=True))
    assert [list(row) for row in zip(*columns, strict=True)] == rows == fields
    high, low = digests_between(data, found.places, found.doubled, 0x1F, b"some group")
    wanted = [hashlib.blake2b("\x1f".join(each).encode(), digest_size=16, person=b"some group") for each in fields]
    digests = [int(one).to_bytes(8) + int(other).to_bytes(8) for one, other in zip(high, low, strict=True)]
    assert digests == [digest.digest() for digest in wanted]


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 111, 112, 113, 126, 127, 128, 239, 240, 241, 256, 3000])
def test_digests_of_long_values_are_those_of_hashlib(length: int) -> None:
    fields = ["é" * (length // 2) + "x" * (length % 2), "", "y" * length]
    data = quoted(fields, "\n") + quoted(fields[::-1], "\n")
    found = quotes_of(np.frombuffer(data + b" " * 4000, np.uint8), 3, ord(";"))
    assert found is not None
    high, low = digests_between(data, found.places, (), 0x1F, b"patent")
    for place, each in enumerate((fields, fields[::-1])):
        wanted = hashlib.blake2b("\x1f".join(each).encode(), digest_size=16, person=b"patent").digest()
        assert int(high[place]).to_bytes(8) + int(low[place]).to_bytes(8) == wanted


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "a", "ab", "é𝄞", "abcdefgh", "abcdefghi"]), FIELD), min_size=1))
def test_different_values_are_numbered_as_they_first_come(rows: list[tuple[str, str]]) -> None:
    data = b"".join(quoted([first, second, first], "\n") for first, second in rows)
    found = quotes_of(np.frombuffer(data, np.uint8), 3, ord(";"))
    assert found is not None
    ranges = [[(first,) for first, _ in rows], [(second, first) for first, second in rows]]
    for values, (codes, first) in zip(ranges, different_between(data, found.places, (0, 1, 3)), strict=True):
        assert [values[place] for place in first[codes]] == values
        assert first.tolist() == [values.index(value) for value in dict.fromkeys(values)]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 2)), max_size=60), max_size=4), st.integers())
def test_both_ways_number_the_same(runs: list[list[tuple[int, int]]], seed: int) -> None:
    close, quick = Numbering(), Numbering(quick=True)
    random = np.random.default_rng(abs(seed))
    # Few that come again, and many that make the table grow.
    keys = [np.array(run, np.uint64).reshape(-1, 2) for run in runs] + [random.integers(0, 4000, (6000, 2), np.uint64)]
    for run in [*keys, *keys]:
        low, high = run[:, 0].copy(), run[:, 1].copy()
        mine, other = quick.number(low, high), close.number(low, high)
        assert np.array_equal(mine.numbers, other.numbers)
        assert np.array_equal(mine.first, other.first)
        assert quick.count == close.count


@pytest.mark.parametrize(
    "data",
    [b'"a";b;"c"\n', b'"a";"b"\n"c";"d"\n', b'"a"x"b";"c";"d"\n', b' "a";"b";"c"\n', b'"a","b","c"\n', b'"a";"b";"c"'],
)
def test_what_is_not_regular_is_left_alone(data: bytes) -> None:
    assert quotes_of(np.frombuffer(data, np.uint8), 3, ord(";")) is None
