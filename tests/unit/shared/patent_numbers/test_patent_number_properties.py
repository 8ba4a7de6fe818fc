"""Patent numbers, whatever the number: read once or twice, written and read back, found by any spelling."""

from __future__ import annotations

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from shared.patent_numbers import (
    Confidence,
    NumberKind,
    PatentNumber,
    Unreadable,
    kept_keys,
    lookup_keys,
    match_key,
    officeless_keys,
    read_number,
    read_numbers,
)
from shared.patent_numbers.reading import read_every_way
from tests.unit.shared.patent_numbers.spellings import ANY_NUMBER, Spelled, jp_application, pct_application

_pieces = st.sampled_from(
    [*"ABCEHJKPRSTUWX0123456789 .,/-|;", "EP", "US", "JP", "WO", "CN", "PCT/", "PI", "RE", "2006", "1848154", "14/"]
)
ALMOST_NUMBERS = st.lists(_pieces, max_size=14).map("".join)
KINDS = st.sampled_from([None, *NumberKind])
HINTS = st.sampled_from([None, "", "JP JAPAN", "US", "EP European Patent Office", "BR", "??"])


@given(ANY_NUMBER)
def test_every_spelling_of_a_number_is_read_as_that_number(spelled: Spelled) -> None:
    read = [read_number(spelling, kind=spelled.kind) for spelling in spelled.spellings]
    assert [number.docdb() if isinstance(number, PatentNumber) else number for number in read] == [
        spelled.docdb for _ in spelled.spellings
    ]


@given(ANY_NUMBER)
def test_the_keys_of_any_two_spellings_have_one_in_common(spelled: Spelled) -> None:
    keys = [lookup_keys(spelling) for spelling in spelled.spellings]
    for one in keys:
        for other in keys:
            assert one & other


@given(ANY_NUMBER, ANY_NUMBER)
@example(jp_application(2004, 1), pct_application(2004, 1))
def test_numbers_of_different_offices_have_no_key_in_common(one: Spelled, other: Spelled) -> None:
    first, second = (read_number(each.docdb, kind=each.kind) for each in (one, other))
    assert isinstance(first, PatentNumber)
    assert isinstance(second, PatentNumber)
    # A national part is found by its European number too.
    assume(first.office != second.office and NumberKind.VALIDATION not in (first.kind, second.kind))
    assert not lookup_keys(one.docdb) & lookup_keys(other.docdb)


@given(ALMOST_NUMBERS, HINTS, KINDS)
@settings(max_examples=400)
def test_reading_what_was_written_gives_the_same_number(text: str, office: str | None, kind: NumberKind | None) -> None:
    number = read_number(text, office=office, kind=kind)
    if isinstance(number, PatentNumber):
        for written in (number.docdb(), number.as_written()):
            again = read_number(written, kind=number.kind)
            assert again == number, (written, again)
        epodoc = read_number(number.epodoc(), kind=number.kind)
        assert isinstance(epodoc, PatentNumber)
        assert match_key(epodoc) == match_key(number)


@given(ANY_NUMBER)
def test_a_known_number_written_in_any_way_is_read_back_as_itself(spelled: Spelled) -> None:
    number = read_number(spelled.docdb, kind=spelled.kind)
    assert isinstance(number, PatentNumber)
    assert read_number(number.docdb(), kind=spelled.kind) == number
    assert read_number(number.as_written(), kind=spelled.kind) == number
    epodoc = read_number(number.epodoc(), kind=spelled.kind)
    assert isinstance(epodoc, PatentNumber)
    assert match_key(epodoc) == match_key(number)
    if number.kind.filed:
        assert epodoc == number


@given(st.one_of(st.text(max_size=80), ALMOST_NUMBERS), HINTS, KINDS)
@settings(max_examples=400)
def test_no_text_is_too_strange_to_answer(text: str, office: str | None, kind: NumberKind | None) -> None:
    read = read_number(text, office=office, kind=kind)
    assert read.given == text
    if isinstance(read, Unreadable):
        assert read.message
    else:
        assert read.confidence in Confidence
        assert read.canonical.isascii()
    assert isinstance(read_numbers(text, office=office, kind=kind), list)
    assert all(key.isascii() and key.isalnum() for key in lookup_keys(text, office) | officeless_keys(text, office))


_OFFICES_NUMBERS = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["EP", "US", "JP", "KR", "CN", "WO", "DE", "IN", "BR", "TW", "ES", "SG", "AT", "XX", ""]),
    st.sampled_from(["", " ", "."]),
    st.from_regex(r"(19|20|200|10|30)?[0-9]{3,11}", fullmatch=True),
    st.sampled_from(["", "A", " A1", "B1", " B2", "U", "T", "W", ".A", " E"]),
)
"""What lists of patents have most of: an office, digits of any length, perhaps a kind code."""


@given(ALMOST_NUMBERS | _OFFICES_NUMBERS, HINTS)
@settings(max_examples=600)
def test_reading_every_way_at_once_is_reading_each_way(text: str, office: str | None) -> None:
    each = [read_number(text, office=office, kind=kind) for kind in (None, *_ONE_OF_EACH)]
    at_once = read_every_way(text, office)
    assert [repr(reading) for reading in at_once] == [repr(reading) for reading in each]


@given(ALMOST_NUMBERS | _OFFICES_NUMBERS, HINTS)
@settings(max_examples=400)
def test_the_keys_of_a_kept_number_are_those_with_and_those_without_its_office(text: str, office: str | None) -> None:
    assert kept_keys(text, office) == lookup_keys(text, office) | officeless_keys(text, office)


_ONE_OF_EACH = (NumberKind.APPLICATION, NumberKind.PUBLICATION)
