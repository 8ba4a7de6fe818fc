"""Which names a person should look at, and which never pass for spellings of one holder."""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz

from services.registry.aliases.likeness import NEARLY_EQUAL_FROM, Likeness, Spelling, Suggestion, suggest
from services.registry.aliases.rules import read_name


def spellings(*names: str) -> list[Spelling]:
    return [Spelling(number, f"key-{number}", name, number, number) for number, name in enumerate(names)]


def only(*names: str) -> Suggestion:
    (found,) = suggest(spellings(*names), set())
    return found


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("ALCATEL-LUCENT", "Alcatel Lucent", Likeness.PUNCTUATION),
        ("Electronics and Radio Institute", "Electronics & Radio Institute", Likeness.PUNCTUATION),
        ("Telecom Italia S.p.A.", "TELECOM ITALIA SPA", Likeness.PUNCTUATION),
        ("QUALCOMM Inc", "Qualcomm Incorporated", Likeness.LEGAL_FORM_SPELT),
        ("Siemens AG", "Siemens Aktiengesellschaft", Likeness.LEGAL_FORM_SPELT),
        ("InterDigital Technology Corp", "InterDigital Technology Corporation", Likeness.LEGAL_FORM_SPELT),
        ("Huawei Technologies Co., Ltd.", "Huawei Technologies Limited", Likeness.LEGAL_FORM_SPELT),
        ("The Bell Company", "Bell Co.", Likeness.LEGAL_FORM_SPELT),
        ("Wäves GmbH", "Waves Gesellschaft mit beschränkter Haftung", Likeness.LEGAL_FORM_SPELT),
        ("Novo A/S", "NOVO Aktieselskab", Likeness.LEGAL_FORM_SPELT),
        ("株式会社デンパ", "デンパ", Likeness.LEGAL_FORM_MISSING),
        ("Qualcomm", "Qualcomm Incorporated", Likeness.LEGAL_FORM_MISSING),
        ("Nokia Corporation", "Nokia Oyj", Likeness.LEGAL_FORM_DIFFERS),
        ("Sony Mobile Comunications", "Sony Mobile Communications Inc", Likeness.NEARLY_EQUAL),
        ("Telecom Datang", "Datang Telecom", Likeness.NEARLY_EQUAL),
        ("CATT(Datang)", "China Academy of Telecommunications Technology (CATT)", Likeness.ABBREVIATION),
        ("China Academy of Radio", "China Academy of Radio (CAR)", Likeness.ABBREVIATION),
    ],
)
def test_names_are_suggested_with_why(one: str, other: str, likeness: Likeness) -> None:
    assert only(one, other).likeness is likeness
    assert only(other, one).likeness is likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("3G Licensing S.A.", "4G Licensing SA"),
        ("Intellectual Ventures I LLC", "Intellectual Ventures II LLC"),
        ("IDPA Holdings Inc", "IDAC Holdings Inc"),
        ("Patents 2015 Holdings Ltd", "Patents 2016 Holdings Ltd"),
        ("Panasonic Corporation", "Panasonic Holdings Corporation"),
        ("Nokia Networks Oy", "Nokia Technologies Oy"),
        ("Optis Wireless Technology LLC", "Unwired Planet International Ltd"),
        ("NTTドコモ", "NTT DOCOMO, INC."),  # how a name is written in another script is not guessed
    ],
)
def test_names_of_different_holders_are_no_spellings_of_one(one: str, other: str) -> None:
    found = suggest(spellings(one, other), set())
    assert {suggestion.likeness for suggestion in found} <= {Likeness.RELATED}


def test_a_joint_name_is_suggested_as_joint_only_and_is_what_the_suggestion_is_about() -> None:
    joint = "Alcatel Lucent and Alcatel-Lucent Shanghai Bell Co Ltd"
    found = only(joint, "ALCATEL-LUCENT")
    assert (found.alias.name, found.target.name, found.likeness) == (joint, "ALCATEL-LUCENT", Likeness.JOINT)
    nearly = suggest(spellings("Acme Radio & Bell Waves", "Acme Radio", "Acme Radio and Bell Wave"), set())
    kinds = {frozenset((pair.alias.id, pair.target.id)): pair.likeness for pair in nearly}
    assert kinds == {
        frozenset((0, 1)): Likeness.JOINT,
        frozenset((2, 1)): Likeness.JOINT,
        frozenset((0, 2)): Likeness.NEARLY_EQUAL,
    }


@pytest.mark.parametrize("name", ["Procter & Gamble Co", "Merck & Co., Inc.", "Wäves GmbH & Co. KG", "AT&T Inc."])
def test_a_company_of_which_no_part_is_a_holder_is_not_joint(name: str) -> None:
    plain = name.upper().replace("&", "AND")
    assert {pair.likeness for pair in suggest(spellings(name, plain), set())} & {Likeness.JOINT} == set()
    assert len(suggest(spellings(name, plain), set())) == 1


def test_four_companies_of_one_group_are_related_and_nothing_else() -> None:
    names = ("Nokia Corporation", "Nokia Networks Oy", "Nokia Technologies Oy", "Nokia Solutions and Networks Oy")
    found = suggest(spellings(*names), set())
    assert len(found) == 6
    assert {pair.likeness for pair in found} == {Likeness.RELATED}


def test_what_was_decided_is_not_suggested_again_also_not_by_another_spelling() -> None:
    names = spellings("Acme Inc", "Acme Incorporated", "ACME, Inc.")
    assert len(suggest(names, set())) == 3
    one_holder = [names[0], names[1], Spelling(2, "key-2", names[2].name, 0, 0)]
    assert {frozenset((pair.alias.id, pair.target.id)) for pair in suggest(one_holder, set())} == {frozenset((0, 1))}
    assert suggest(one_holder, {frozenset((2, 1))}) == []


def test_the_name_with_fewer_declarations_is_the_alias_and_the_target_stands_for_itself() -> None:
    small = Spelling(1, "small", "Acme Inc", 1, 3)
    large = Spelling(2, "large", "Acme GmbH", 2, 40)
    other = Spelling(3, "other", "ACME Incorporated", 2, 1)
    (found,) = suggest([small, large, other], set())
    assert (found.alias, found.target) == (small, large)
    assert found.likeness is Likeness.LEGAL_FORM_SPELT


@given(st.lists(st.text("abcdef", min_size=6, max_size=14), min_size=2, max_size=40, unique=True))
@settings(max_examples=60, deadline=None)
def test_no_pair_of_nearly_equal_names_is_missed(words: list[str]) -> None:
    found = suggest(spellings(*words), set())
    suggested = {
        frozenset((pair.alias.name, pair.target.name)) for pair in found if pair.likeness is Likeness.NEARLY_EQUAL
    }
    expected = {frozenset(pair) for pair in combinations(words, 2) if round(fuzz.ratio(*pair), 6) >= NEARLY_EQUAL_FROM}
    assert suggested == expected


def test_three_thousand_names_are_compared_in_blocks_and_each_pair_is_suggested_once() -> None:
    syllables = ("ra", "ko", "ti", "mel", "sun", "dor", "vex", "lin", "qua", "tel", "com", "net")
    names = [
        f"{syllables[n % 12]}{syllables[n // 12 % 12]}{syllables[n // 144 % 12]} {syllables[n * 7 % 12]}wave{form}"
        for n in range(1_500)
        for form in (" Inc", " Incorporated")
    ]
    found = suggest(spellings(*names), set())
    spelt = [pair for pair in found if pair.likeness is Likeness.LEGAL_FORM_SPELT]
    assert len(spelt) >= 1_500
    pairs = [frozenset((pair.alias.id, pair.target.id)) for pair in found]
    assert len(pairs) == len(set(pairs))
    assert [pair.rank for pair in found] == sorted(pair.rank for pair in found)


def test_a_name_keeps_its_words_where_it_is_nothing_but_a_legal_form() -> None:
    assert read_name("Co., Ltd.").words == ("co", "ltd")
    assert read_name("Data/Services Ltd").words == ("data", "services")
    assert read_name("St. Gallen AG").words == ("st", "gallen")


def test_among_the_names_of_a_real_register_the_known_spellings_are_found_and_little_else(shared_data: Path) -> None:
    files = sorted((shared_data / "etsi_isld_aggregates").glob("fd_cmp__all__*.csv"))
    labels = {
        row["label"] for file in files for row in csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())
    }
    found = [pair for pair in suggest(spellings(*sorted(labels)), set()) if pair.likeness is not Likeness.RELATED]
    pairs = {frozenset((pair.alias.name, pair.target.name)): pair.likeness for pair in found}
    assert pairs[frozenset(("QUALCOMM Inc", "Qualcomm Incorporated"))] is Likeness.LEGAL_FORM_SPELT
    assert pairs[frozenset(("Siemens AG", "Siemens Aktiengesellschaft"))] is Likeness.LEGAL_FORM_SPELT
    assert pairs[frozenset(("ALCATEL-LUCENT", "Alcatel Lucent"))] is Likeness.PUNCTUATION
    assert not [pair for pair in pairs if {"Nokia Corporation", "Nokia Technologies Oy"} <= pair]
    joint = [pair for pair in found if " and Alcatel" in pair.alias.name + pair.target.name]
    assert {pair.likeness for pair in joint} == {Likeness.JOINT}
    assert len(found) < len(labels) / 4
