"""What a standard is called, by its many names."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.standards.identity import (
    decode_version_letters,
    identify_standard,
    number_at_3gpp,
    number_at_etsi,
    parse_standard,
    standard_as_declared,
    standard_of_3gpp,
    standard_of_etsi,
    version_of_work_item,
)


@pytest.mark.parametrize(
    ("letters", "version"),
    [
        ("ca0", "12.10.0"),
        ("vca0", "12.10.0"),
        ("v6I0", "6.18.0"),
        ("v660", "6.6.0"),
        ("vf50", "15.5.0"),
        ("153600", "15.36.0"),
        ("v153600", "15.36.0"),
        ("", None),
        ("v", None),
        ("c.0", None),
        ("version", None),
    ],
)
def test_version_letters_are_base_36_digits(letters: str, version: str | None) -> None:
    assert decode_version_letters(letters) == version


@given(st.tuples(*[st.integers(0, 35)] * 3))
def test_every_version_that_letters_can_spell_is_read_back(parts: tuple[int, int, int]) -> None:
    letters = "".join("0123456789abcdefghijklmnopqrstuvwxyz"[part] for part in parts)
    assert decode_version_letters(letters) == ".".join(map(str, parts))


@pytest.mark.parametrize(
    ("reference", "version"),
    [
        ("RTS/TSGR-0236331vcd0", "12.13.0"),
        ("RTS/TSGR-0225321v6I0", "6.18.0"),
        ("RTS/TSGR-0436101v110500", "11.5.0"),
        ("DTS/SMG-012345", None),
        ("", None),
    ],
)
def test_a_work_item_reference_ends_with_its_version(reference: str, version: str | None) -> None:
    assert version_of_work_item(reference) == version


@pytest.mark.parametrize(
    ("at_etsi", "at_3gpp"),
    [
        ("136 300", "36.300"),
        ("125 309", "25.309"),
        ("138 101-1", "38.101-1"),
        ("121 905", "21.905"),
        ("155 205", "55.205"),
    ],
)
def test_the_number_at_etsi_and_the_number_at_3gpp_lead_to_each_other(at_etsi: str, at_3gpp: str) -> None:
    assert number_at_3gpp(at_etsi) == at_3gpp
    assert number_at_etsi(at_3gpp) == at_etsi


@pytest.mark.parametrize("own", ["102 223", "101 376-5-6", "300 908", "118 101", "120 001", "156 001", "187 001"])
def test_numbers_outside_series_21_to_55_are_etsis_own(own: str) -> None:
    assert number_at_3gpp(own) is None


@pytest.mark.parametrize("number", ["05.02", "04.08ext", "36.868", "30.531", "20.001", "56.001"])
def test_specifications_that_etsi_does_not_transpose_have_no_name_there(number: str) -> None:
    assert number_at_etsi(number) is None


@pytest.mark.parametrize(
    ("text", "key", "version"),
    [
        (
            "TS 136 300 (RTS/TSGR-0236300vca0) version 12.10.0 -- 3GPP TS 36.300 version 12.10.0",
            "3gpp-ts-36.300",
            "12.10.0",
        ),
        ("3GPP TS 36.300 version 12.6.0", "3gpp-ts-36.300", "12.6.0"),
        ("TS 136 300 (RTS/TSGR-0236300vc60) version 12.6.0", "3gpp-ts-36.300", "12.6.0"),
        ("TS 136 300 (RTS/TSGR-0236300vc60)", "3gpp-ts-36.300", "12.6.0"),
        ("3GPP TS 36.300", "3gpp-ts-36.300", None),
        ("TS 136300", "3gpp-ts-36.300", None),
        ("TS 138 101-1 (RTS/TSGR-0438101-1vf50) version 15.5.0", "3gpp-ts-38.101-1", "15.5.0"),
        ("3GPP TR 38.901", "3gpp-tr-38.901", None),
        ("TS 102 223", "etsi-ts-102-223", None),
        ("ETSI EN 301 908-1 V11.1.1", "etsi-en-301-908-1", "11.1.1"),
        ("GS NFV-SOL 001", "etsi-gs-nfv-sol-001", None),
        ("3GPP TS 04.08ext", "3gpp-ts-04.08ext", None),
    ],
)
def test_a_declared_text_is_read(text: str, key: str, version: str | None) -> None:
    reference = parse_standard(text)
    assert reference is not None
    assert reference.standard.key == key
    assert reference.version == version


def test_both_names_are_kept_and_the_organisations_own_comes_first() -> None:
    reference = parse_standard("TS 136 300 (RTS/TSGR-0236300vca0) version 12.10.0 -- 3GPP TS 36.300 version 12.10.0")
    assert reference is not None
    assert reference.standard.names == ("3GPP TS 36.300", "ETSI TS 136 300")


def test_where_two_names_disagree_3gpp_decides_and_the_other_is_kept() -> None:
    reference = parse_standard("TS 100 940 -- 3GPP TS 04.08 version 7.21.0")
    assert reference is not None
    assert reference.standard.key == "3gpp-ts-04.08"
    assert "ETSI TS 100 940" in reference.standard.names


@pytest.mark.parametrize("blank", ["", "  ", "\n"])
def test_a_blank_standard_stays_unknown(blank: str) -> None:
    assert parse_standard(blank) is None
    assert identify_standard(blank) is None


def test_texts_that_follow_no_scheme_are_neither_lost_nor_lumped() -> None:
    one, other = parse_standard("Draft proposal A"), parse_standard("Draft proposal A!")
    assert one is not None
    assert other is not None
    assert one.standard.organisation == ""
    assert one.standard.key != other.standard.key
    assert one.standard.names == ("Draft proposal A",)


def test_the_separate_columns_name_a_standard_when_the_text_is_blank() -> None:
    reference = identify_standard("", etsi_type="TS", etsi_number="136 331", work_item="RTS/TSGR-0236331vcd0")
    assert reference is not None
    assert reference.standard.key == "3gpp-ts-36.331"
    assert reference.version == "12.13.0"


def test_the_text_gives_the_version_that_the_columns_lack() -> None:
    reference = identify_standard("3GPP TS 36.300 version 12.6.0", type_3gpp="TS", number_3gpp="36.300")
    assert reference is not None
    assert reference.version == "12.6.0"


def test_one_standard_under_each_of_its_names_has_one_key() -> None:
    assert standard_of_3gpp("TS", "38.211") == standard_of_etsi("TS", "138 211")


@given(st.text(min_size=1).filter(lambda text: bool(text.strip())))
def test_every_key_is_safe_as_a_resource_id(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*", standard_as_declared(text).key)
    reference = parse_standard(text)
    assert reference is not None
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*", reference.standard.key)


def test_every_specification_that_3gpp_lists_is_read_as_3gpps(shared_data: Path) -> None:
    with (shared_data / "3gpp_specs" / "3gpp_specifications_4477.csv").open(encoding="utf-8-sig", newline="") as file:
        every = [(row["type"].split("(")[1].rstrip(")"), row["specNo"]) for row in csv.DictReader(file)]
    assert len(every) == 4477
    listed = [(kind, number) for kind, number in every if not number.startswith("TBR")]  # six bases for regulation
    assert len(listed) == 4471
    keys: set[str] = set()
    for kind, number in listed:
        reference = parse_standard(f"3GPP {kind} {number}")
        assert reference is not None
        assert reference.standard.organisation == "3GPP", number
        keys.add(reference.standard.key)
    assert len(keys) == len({(kind, number.lower()) for kind, number in listed})
