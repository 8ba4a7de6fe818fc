"""How the index spells things, what a filter means in it, and what is to be indexed anew."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.search.names import Named, Names, Vocabulary
from services.registry.search.rules import (
    EVERYTHING,
    Declared,
    Work,
    errors_forgiven,
    facets_of,
    fold_words,
    kept_number_words,
    number_words,
    office_facet,
    period,
    work_after_edition,
    work_after_entry,
)
from shared.errors import SepiaError


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Method, and  METHOD for E-UTRA", ["method", "and", "for", "e", "utra"]),
        ("Übertragung café", ["ubertragung", "cafe"]),
        ("U\u0308bertragung", ["ubertragung"]),
        ("無線 通信方法", ["無線", "通信方法"]),
        ("…", []),
    ],
)
def test_words_are_compared_without_capitals_accents_and_punctuation(text: str, words: list[str]) -> None:
    assert fold_words(text) == words


@given(st.text(max_size=60))
def test_folding_again_changes_nothing_and_no_word_looks_like_a_number(text: str) -> None:
    words = fold_words(text)
    assert fold_words(" ".join(words)) == words
    assert not any(word.startswith("#") or len(word) > 64 for word in words)


@pytest.mark.parametrize(
    ("kept", "office", "asked"),
    [
        ("EP1848154 B1", "EP", "ep 1 848 154"),
        ("EP1848154 B1", "EP", "EP1848154 B9"),
        ("EP1848154 B1", "EP", "1848154"),
        ("EP20060711571", "EP", "EP06711571"),
        ("US201314759257", "US", "US14/759,257"),
        ("2010-026700", "JP", "2010 026700"),
    ],
)
def test_a_number_is_found_in_another_spelling(kept: str, office: str, asked: str) -> None:
    assert set(kept_number_words(kept, office)) & set(number_words(asked))


@pytest.mark.parametrize("text", ["TS 36", "Pending", "5G", ""])
def test_a_text_with_few_digits_is_looked_up_as_no_number(text: str) -> None:
    assert number_words(text) == []
    assert not any(character.isdigit() for key in kept_number_words("Pending", None) for character in key)


def declared(**values: object) -> Declared:
    given: dict[str, object] = {
        "holder": 12,
        "standards": [44, 0],
        "generations": 0b1100,
        "unflagged": True,
        "office": "EP",
        "outcomes": ["ESSENTIAL"],
        "undertaking": True,
        "signed_on": dt.date(2016, 8, 31),
        "published_on": None,
        "form": 1,
        "state": 3,
        "demonstration": False,
        "real": True,
    }
    return Declared(**(given | values))  # pyright: ignore[reportArgumentType]


def test_the_unknown_is_a_value_like_others() -> None:
    assert facets_of(declared()) == [
        "h12",
        "s44",
        "s0",
        "g4",
        "g8",
        "g0",
        "oEP",
        "rESSENTIAL",
        "uY",
        "f1",
        "t3",
        "y2016",
        "p-",
        "d0",
    ]
    unknown = declared(holder=None, standards=[0], generations=0, office=None, outcomes=[], undertaking=None)
    assert facets_of(unknown)[:6] == ["h0", "s0", "g0", "o-", "r-", "u-"]


def test_a_period_names_its_years_where_it_begins_somewhere() -> None:
    first, last = dt.date(2015, 12, 31), dt.date(2017, 1, 1)
    assert period(first, last, "signed").years("y") == ["y2015", "y2016", "y2017"]
    assert period(None, last, "signed").years("y") is None
    assert not period(None, None, "signed")
    with pytest.raises(SepiaError) as refused:
        period(last, first, "signed")
    assert refused.value.violations[0].field == "filter.signed_from"


@pytest.mark.parametrize("office", ["E1", "EPO", "", "ЕР"])
def test_an_office_has_two_letters(office: str) -> None:
    with pytest.raises(SepiaError) as refused:
        office_facet(office)
    assert refused.value.reason == "OFFICE_UNKNOWN"
    assert (office_facet("ep"), office_facet("-")) == ("oEP", "o-")


@pytest.mark.parametrize(
    ("document", "format", "gone", "cause", "work"),
    [
        (7, 1, 0, "", Work("document", "7")),
        (7, 1, 3, "", EVERYTHING),
        (7, 8, 0, "", None),
        (7, 9, 0, "", EVERYTHING),
        (None, None, 0, "standards/3gpp-ts-36.300", None),
        (None, None, 0, "holders/acme", None),
        (None, None, 0, "holders/acme/declarations/1140", Work("declaration", "holders/acme/declarations/1140")),
        (None, None, 0, "families/docdb-1", Work("family", "families/docdb-1")),
        (None, None, 0, "somethings/new", EVERYTHING),
        (None, None, 0, "", EVERYTHING),
    ],
)
def test_an_edition_makes_work_of_what_it_changed_and_of_everything_when_that_is_not_known(
    document: int | None, format: int | None, gone: int, cause: str, work: Work | None
) -> None:
    assert work_after_edition(document, format, gone, cause) == work


def test_results_and_declarations_make_work_without_an_edition() -> None:
    campaign = {"campaign": "campaigns/c"}
    assert work_after_entry("service:results:record", "frames/f", campaign) == Work("campaign", "campaigns/c")
    withdrawn = work_after_entry("holder:declaration:withdraw", "holders/a/declarations/1", {})
    assert withdrawn == Work("declaration", "holders/a/declarations/1")
    assert work_after_entry("officer:frame:freeze", "frames/f", {}) is None
    assert work_after_entry("officer:frame:freeze", None, {}) is None


# --- names -------------------------------------------------------------------------------------------------------

NAMES = Names(
    [
        Named(1, "nokia-corporation", "Nokia Corporation", ("Nokia Corporation",), 1),
        Named(2, "nokia-technologies-oy", "Nokia Technologies Oy", ("Nokia Technologies Oy",), 2),
        Named(3, "ntt-docomo-inc", "NTT DOCOMO, INC.", ("NTT DOCOMO, INC.",), 3),
        Named(4, "ericsson", "Telefonaktiebolaget LM Ericsson", ("Telefonaktiebolaget LM Ericsson",), 4),
    ]
)


@pytest.mark.parametrize(
    ("text", "keys", "corrected"),
    [
        ("nokia corporation", ["nokia-corporation"], False),
        ("nokia", ["nokia-corporation", "nokia-technologies-oy"], False),
        ("oy nokia", ["nokia-technologies-oy"], False),
        ("nttdocomo", ["ntt-docomo-inc"], False),
        ("Ericson", ["ericsson"], True),
        ("Nokia Tecnhologies", ["nokia-technologies-oy"], True),
        ("docmo", ["ntt-docomo-inc"], True),
        ("Qualcomm", [], True),
        ("lm9", [], True),
    ],
)
def test_names_are_found_by_any_part_and_with_their_spelling_corrected(
    text: str, keys: list[str], corrected: bool
) -> None:
    found = NAMES.find(text)
    assert ([thing.key for thing in found.things], found.corrected) == (keys, corrected)


def test_what_is_not_found_is_answered_with_what_is_written_alike() -> None:
    assert "Nokia Corporation" in NAMES.suggestions("Nokkia Corp")


@pytest.mark.parametrize(("word", "errors"), [("ts", 0), ("rf2017", 0), ("radio", 1), ("transmission", 2)])
def test_short_words_and_numbers_are_never_corrected(word: str, errors: int) -> None:
    assert errors_forgiven(word) == errors


def test_the_nearest_words_are_meant_and_all_that_are_as_near() -> None:
    words = Vocabulary(["channel", "channels", "chancel", "radio", "36300"])
    assert words.near("chanel") == ("chancel", "channel")
    assert words.near("chnanel") == ("channel",)
    assert words.near("36301") == ()
    assert "radio" in words
