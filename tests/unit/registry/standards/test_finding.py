"""Finding a standard at whatever it is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.standards.finding import Fit, Named, StandardIndex, read_question
from services.registry.standards.identity import standard_of_3gpp, standard_of_etsi

_TITLES = {
    "36.300": "Evolved Universal Radio (E-UTRA) and Evolved Network (E-UTRAN); Overall description; Stage 2",
    "36.331": "Evolved Universal Radio (E-UTRA); Radio Resource Control (RRC); Protocol specification",
    "25.331": "Radio Resource Control (RRC); Protocol specification",
    "25.401": "UTRAN overall description",
    "38.211": "NR; Physical channels and modulation",
    "38.101-1": "NR; User Equipment radio transmission and reception; Part 1",
    "38.101-10": "NR; User Equipment radio transmission and reception; Part 10",
    "02.06dcs": "Types of Mobile Stations (MS)",
    "04.08": "Mobile radio interface layer 3 specification",
}


def named(id: int, number: str, title: str) -> Named:
    identity = standard_of_3gpp("TS", number)
    return Named(id, identity.key, identity.names[0], identity.names, title)


INDEX = StandardIndex(
    [
        *(named(id, number, title) for id, (number, title) in enumerate(_TITLES.items())),
        Named(100, "etsi-ts-102-223", "ETSI TS 102 223", standard_of_etsi("TS", "102 223").names),
        Named(101, "4g", "4G", ("4G", "LTE"), "", commercial=True),
    ]
)


@pytest.mark.parametrize(
    ("text", "near"),
    [("TS 36.30", "3GPP TS 36.300"), ("3GPP TS 38.2111", "3GPP TS 38.211"), ("TS 102 233", "ETSI TS 102 223")],
)
def test_what_no_standard_is_called_is_told_with_names_like_it(text: str, near: str) -> None:
    assert INDEX.surely(text) == frozenset()
    assert near in INDEX.near(text, 3)
    assert INDEX.near("smart metering", 3) == ()


def keys(text: str, most: int = 5) -> list[str]:
    return [one.standard.key for one in INDEX.find(read_question(text), most)]


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("36.300", ""),
        ("TS 136 300", ""),
        ("ETSI TS 136 300", ""),
        ("136300", ""),
        ("TS 36.300 v12.10.0", "12.10.0"),
        ("ts36300", ""),
        ("3gpp 36.300", ""),
        ("36.300 version 12.10.0", "12.10.0"),
        ("TS 136 300 V12.10.0 (2017-04)", "12.10.0"),
        ("TS 136 300 (RTS/TSGR-0236300vca0) version 12.10.0 -- 3GPP TS 36.300 version 12.10.0", "12.10.0"),
        ("RTS/TSGR-0236300vca0", "12.10.0"),
        ("36300-ca0.zip", "12.10.0"),
        ("36.300-vca0", "12.10.0"),
        ("TS 36.300 vca0", "12.10.0"),
        ("E-UTRA overall description", ""),
        ("description overall of EUTRA", ""),
        ("overal desciption e-utra", ""),
        ("the overall description of 36.300", ""),
    ],
)
def test_each_spelling_finds_the_one_standard_first_with_its_version(text: str, version: str) -> None:
    assert keys(text)[0] == "3gpp-ts-36.300"
    assert read_question(text).version == version


@pytest.mark.parametrize(("text", "release"), [("38.211 Rel-15", "Rel-15"), ("38.211 release 15", "Rel-15")])
def test_a_release_is_taken_out_and_given_back(text: str, release: str) -> None:
    asked = read_question(text)
    assert (asked.rest, asked.release) == ("38.211", release)


@pytest.mark.parametrize("text", ["36.301", "36.30O", "TS 136 301", "RFC 9000", "38.101-2"])
def test_a_number_that_is_not_there_finds_no_neighbour(text: str) -> None:
    assert [one for one in INDEX.find(read_question(text), 5) if one.fit is not Fit.PART] == []
    assert "3gpp-ts-36.300" not in keys(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("02.06DCS", "3gpp-ts-02.06dcs"),
        ("GSM 04.08", "3gpp-ts-04.08"),
        ("38.101-1", "3gpp-ts-38.101-1"),
        ("TS 138 101-1 V15.3.0", "3gpp-ts-38.101-1"),
        ("102 223", "etsi-ts-102-223"),
        ("lte", "4g"),
        ("rrc protocol", "3gpp-ts-25.331"),
        ("radio resource control e-utra", "3gpp-ts-36.331"),
    ],
)
def test_odd_numbers_commercial_names_and_titles_are_found(text: str, key: str) -> None:
    assert keys(text)[0] == key


def test_the_beginning_of_a_number_finds_what_begins_so() -> None:
    found = INDEX.find(read_question("38.101"), 5)
    assert [(one.standard.key, one.fit) for one in found] == [
        ("3gpp-ts-38.101-1", Fit.PART),
        ("3gpp-ts-38.101-10", Fit.PART),
    ]


@given(st.permutations(["physical", "channels", "modulation", "NR"]))
def test_words_are_found_in_any_order(words: list[str]) -> None:
    assert keys(" ".join(words))[0] == "3gpp-ts-38.211"


@given(st.integers(0, 8), st.sampled_from("abcdefghijklmnopqrstuvwxyz"))
def test_one_wrong_letter_in_a_long_word_is_forgiven(place: int, letter: str) -> None:
    word = "modulation"
    assert keys(f"NR channels {word[:place]}{letter}{word[place + 1 :]}")[0] == "3gpp-ts-38.211"


@given(st.text(max_size=60))
def test_whatever_is_asked_is_answered(text: str) -> None:
    found = INDEX.find(read_question(text), 3)
    assert len(found) <= 3
    assert len({one.standard.id for one in found}) == len(found)
    assert all(1 <= one.percent <= 100 for one in found)
