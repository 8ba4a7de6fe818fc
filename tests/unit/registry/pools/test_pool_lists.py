"""Pools' lists: read row by row, counted by name, European patents once, co-owners as stated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.pools import rules
from services.registry.pools.access_advance import COLUMNS, read_access_advance
from services.registry.pools.listing import co_owners, counts_of, difference, terms_of, understand
from services.registry.pools.mpeg_la import read_mpeg_la
from services.registry.pools.reading import ReadList
from shared.errors import SepiaError
from tests.support.refusals import refusal_of

HEADER = ",".join(COLUMNS)


def advance(*rows: str, header: str = HEADER) -> ReadList:
    return read_access_advance(("\ufeff" + "\n".join([header, *rows]) + "\n").encode(), "list.csv")


EXAMPLE = (
    "Main/Main10,BE,BE-EP1111111,Acme,EP,EP1111111,A B|C D",
    "Main/Main10,FR,FR-EP1111111,Acme,EP,EP1111111,A B|C D",
    "Scalability,AT,ATE123456,Acme,AT,ATE123456,UNKNOWN",
    'Main/Main10,KR,KR10-0583552,"ETRI, KAIST",KR,KR100583552,UNKNOWN',
    "Main/Main10,US,USRE41729,,US,USRE41729,",
    "Main/Main10,KE,KE-AP4072,Bell,KE,KE-AP4072,E F",
)


def test_a_row_is_kept_as_given_with_its_line() -> None:
    row = advance(*EXAMPLE).rows[3]
    assert (row.line, row.office, row.number, row.profile) == (5, "KR", "KR10-0583552", "Main/Main10")
    assert (row.licensor_cell, row.licensors) == ("ETRI, KAIST", ("ETRI", "KAIST"))
    assert row.understood.canonical == "KR.100583552"


def test_parts_of_one_european_patent_count_once_and_every_other_row_by_itself() -> None:
    listed = advance(*EXAMPLE)
    counts = counts_of(listed.rows)
    assert not listed.refused
    assert listed.further == {"rows_with_unknown_inventor": 3}
    offices, profiles = counts.pop("offices"), counts.pop("profiles")
    assert counts == {
        "rows": 6,
        "patents": 6,
        "patents_counting_validations_once": 5,
        "validated_parts": 3,
        "validated_patents": 2,
        "licensors": 4,
        "rows_with_co_owners": 1,
        "licensor_cells_with_co_owners": 1,
        "rows_unreadable": 0,
        "rows_without_licensor": 1,
        "patents_under_several_licensors": 0,
    }
    assert profiles == [["Main/Main10", 5], ["Scalability", 1]]
    assert [office for office, _ in offices] == ["AT", "BE", "FR", "KE", "KR", "US"]


@pytest.mark.parametrize(
    ("office", "number", "canonical", "part", "invention"),
    [
        ("BE", "BE-EP1387585", "EP.1387585", True, "publication EP.1387585"),
        ("EP", "EP1387585", "EP.1387585", False, "publication EP.1387585"),
        ("KE", "KE-AP4072", "AP.4072", True, "publication AP.4072"),
        ("AT", "ATE1000612", "AT.1000612.T", False, "part AT.1000612"),
        ("US", "US10911778", "US.10911778", False, "publication US.10911778"),
        ("", "10911778", "US.10911778", False, "publication US.10911778"),
        ("", "RE43360", "US.RE43360", False, "publication US.RE43360"),
        ("MY", "MY135048A", "MY.135048.A", False, "publication MY.135048"),
        ("XX", "Pending", "", False, "as given XX Pending"),
    ],
)
def test_a_number_is_counted_under_what_it_is(
    office: str, number: str, canonical: str, part: bool, invention: str
) -> None:
    of = understand(office, number, otherwise="US")
    assert (of.canonical, of.validated_part, of.invention) == (canonical, part, invention)
    assert bool(of.unreadable) is not bool(canonical)


def test_a_number_is_found_under_its_spellings_as_a_publication() -> None:
    assert understand("BE", "BE-EP1387585").published == ["EP1387585"]
    assert "KR100583552" in understand("KR", "KR10-0583552").published
    assert "US9179160" in understand("", "9179160", otherwise="US").published
    assert "EP0123456" in understand("GB", "GB-EP0123456").published
    assert understand("XX", "Pending").published == ()


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Samsung", ("Samsung",)),
        ("ETRI, KUIACF, UICGKHU", ("ETRI", "KUIACF", "UICGKHU")),
        ("ETRI,KAIST", ("ETRI", "KAIST")),
        ("ETRI, ETRI", ("ETRI",)),
        (" , ", ()),
        ("", ()),
    ],
)
def test_a_licensor_cell_names_its_co_owners_each_once(cell: str, names: tuple[str, ...]) -> None:
    assert co_owners(cell) == names


@given(st.lists(st.text(alphabet="ABC xyz", min_size=1, max_size=8).filter(lambda t: t.strip()), unique=True))
def test_co_owners_that_are_joined_are_read_back(names: list[str]) -> None:
    wanted = tuple(dict.fromkeys(name.strip() for name in names))
    assert co_owners(", ".join(names)) == wanted


def test_rows_that_cannot_be_taken_are_told_with_their_line_and_the_rest_is_kept() -> None:
    listed = advance(
        EXAMPLE[0],
        "Main/Main10,FR,FR-EP1111111,Acme",
        "Main/Main10,FR,,Acme,EP,EP1111111,A",
        EXAMPLE[0],
        f"Main/Main10,FR,{'9' * 301},Acme,EP,EP1111111,A",
        "",
        '"Main/\nMain10",FR,FR-EP2222222,Acme,EP,EP2222222,A',
        EXAMPLE[1],
    )
    assert [(row.line, row.reason) for row in listed.refused] == [
        (3, "WRONG_COLUMN_COUNT"),
        (4, "NUMBER_MISSING"),
        (5, "DUPLICATE_ROW"),
        (6, "FIELD_TOO_LONG"),
    ]
    assert "Line 2 lists the same patent" in listed.refused[2].message
    assert [row.line for row in listed.rows] == [2, 8, 10]


def test_the_same_patent_for_another_profile_or_under_another_licensor_is_kept_side_by_side() -> None:
    listed = advance(
        EXAMPLE[0],
        EXAMPLE[0].replace("Main/Main10", "Scalability"),
        EXAMPLE[0].replace("Acme", "Bell"),
    )
    counts = counts_of(listed.rows)
    assert (counts["rows"], counts["patents"], counts["patents_under_several_licensors"]) == (3, 1, 1)


@pytest.mark.parametrize("content", [b"", b"a,b,c\n1,2,3\n", b"\xef\xbb\xbfProfile;Country\n", b"7292636\n6115503\n"])
def test_what_is_no_list_of_access_advance_is_refused_whole(content: bytes) -> None:
    with pytest.raises(SepiaError) as refused:
        read_access_advance(content, "list.csv")
    assert refused.value.reason == "NOT_ACCESS_ADVANCE"


def test_a_byte_that_is_no_text_is_told_with_its_line() -> None:
    with pytest.raises(SepiaError, match="line 2: byte 0xff") as refused:
        read_access_advance(f"{HEADER}\n".encode() + b"\xff\n", "list.csv")
    assert refused.value.reason == "BAD_ENCODING"


def test_a_list_with_semicolons_reads_the_same() -> None:
    with_commas = advance(EXAMPLE[0], EXAMPLE[2])
    with_semicolons = advance(
        EXAMPLE[0].replace(",", ";"), EXAMPLE[2].replace(",", ";"), header=HEADER.replace(",", ";")
    )
    assert with_semicolons == with_commas


def test_bare_numbers_are_of_the_us_office_and_a_duplicate_is_told() -> None:
    listed = read_mpeg_la(b"7292636\r\n6115503\r\n\r\nRE43360\r\n7,292,636\r\nno number\r\n", "seed.csv")
    assert [(row.line, row.office, row.understood.canonical) for row in listed.rows] == [
        (1, "", "US.7292636"),
        (2, "", "US.6115503"),
        (4, "", "US.RE43360"),
    ]
    assert [(row.line, row.value, row.reason) for row in listed.refused] == [
        (5, "7,292,636", "DUPLICATE_ROW"),
        (6, "no number", "UNREADABLE_NUMBER"),
    ]


@pytest.mark.parametrize("content", [b"", b"a\nb\n7292636\n", HEADER.encode()])
def test_what_is_no_list_of_numbers_is_refused_whole(content: bytes) -> None:
    with pytest.raises(SepiaError) as refused:
        read_mpeg_la(content, "seed.csv")
    assert refused.value.reason == "NOT_MPEG_LA"


def test_a_newer_list_is_compared_patent_by_patent() -> None:
    before = advance(*EXAMPLE).rows
    after = advance(*EXAMPLE[1:3], EXAMPLE[3].replace("KAIST", "KBS"), "Main/Main10,JP,JP4615604,NEC,JP,JP4615604,X")
    changed = difference(terms_of((r.office, r.number, r.profile, r.licensor_cell) for r in before), after.rows)
    assert (changed.added, changed.changed, changed.gone, changed.rows) == (1, 1, 3, 2)
    assert not changed.nothing
    again = difference(terms_of((r.office, r.number, r.profile, r.licensor_cell) for r in before), before)
    assert again.nothing


# --- the real files, counted independently -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def access_advance(shared_data: Path) -> tuple[ReadList, Any]:
    file = shared_data / "pool_access_advance_hevc" / "patent_new.csv"
    frame: Any = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return read_access_advance(file.read_bytes(), file.name), frame


def test_access_advances_list_is_counted_as_pandas_counts_it(
    access_advance: tuple[ReadList, Any],
) -> None:
    listed, frame = access_advance
    counts: dict[str, Any] = counts_of(listed.rows)
    part = frame["Patent Number"].str.extract(r"^[A-Z]{2}-((?:EP|AP)\d+)$")[0]
    by_itself = frame["Country"] + " " + frame["Patent Number"]
    names = frame["Licensor"].str.split(",").explode().str.strip()
    several = frame["Licensor"].str.contains(",")
    assert not listed.refused
    assert counts["rows"] == len(frame) == 17_361
    assert counts["patents"] == by_itself.nunique()
    assert counts["patents_counting_validations_once"] == part.fillna(by_itself).nunique()
    assert (counts["validated_parts"], counts["validated_patents"]) == (part.notna().sum(), part.nunique())
    assert counts["licensors"] == names.nunique()
    assert counts["rows_with_co_owners"] == several.sum()
    assert counts["licensor_cells_with_co_owners"] == frame[several]["Licensor"].nunique()
    assert counts["rows_unreadable"] == 0
    assert listed.further["rows_with_unknown_inventor"] == (frame["Inventor"] == "UNKNOWN").sum()
    assert dict(map(tuple, counts["profiles"])) == frame["Profile"].value_counts().to_dict()


def test_the_european_patents_are_those_that_the_list_itself_names(
    access_advance: tuple[ReadList, Any],
) -> None:
    listed, frame = access_advance
    theirs = set(frame[frame["Country New"] == "EP"]["Patent Number New"])
    ours = {r.understood.canonical.replace(".", "") for r in listed.rows if r.understood.canonical.startswith("EP.")}
    assert ours == theirs
    assert len(ours) == 477


def test_mpeg_las_list_has_1710_patents_and_one_duplicate(shared_data: Path) -> None:
    file = shared_data / "pool_mpegla_us" / "video_codec.seed.csv"
    listed = read_mpeg_la(file.read_bytes(), file.name)
    assert len(listed.rows) == 1_710
    assert [(row.value, row.reason) for row in listed.refused] == [("9179160", "DUPLICATE_ROW")]
    assert sum(row.number.startswith("RE") for row in listed.rows) == 77


# --- disclosures -------------------------------------------------------------------------------------------------


def rate(**said: Any) -> rules.Rate:
    nothing: dict[str, Any] = dict.fromkeys(("fraction", "amount", "annual_cap", "effective_from", "effective_until"))
    return rules.Rate(**{**nothing, **said})


@pytest.mark.parametrize("fraction", ["0", "0.0025", "1", "1E-3"])
def test_a_fraction_is_a_decimal_from_nothing_to_all(fraction: str) -> None:
    assert refusal_of(rules.check_rates, [rate(fraction=fraction)]) is None


def test_every_rate_that_cannot_be_is_told_at_once() -> None:
    wrong = [
        rate(),
        rate(fraction="1.01"),
        rate(fraction="NaN"),
        rate(fraction="a quarter"),
        rate(amount=rules.Money("dollars", 1, 0)),
        rate(amount=rules.Money("USD", -1, 0)),
        rate(fraction="0.1", annual_cap=rules.Money("USD", 1, 2_000_000_000)),
    ]
    with pytest.raises(SepiaError) as refused:
        rules.check_rates(wrong)
    assert refused.value.reason == "DISCLOSURE_WRONG"
    assert [fault.field for fault in refused.value.violations] == [
        "items.rates[0]",
        "items.rates[1].fraction",
        "items.rates[2].fraction",
        "items.rates[3].fraction",
        "items.rates[4].amount",
        "items.rates[5].amount",
        "items.rates[6].annual_cap",
    ]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("pools/acme/lists/-", rules.Part("acme", None)),
        ("pools/acme/lists/3", rules.Part("acme", 3)),
        ("pools/acme/disclosures/1", rules.Part("acme", 1)),
    ],
)
def test_a_hyphen_stands_for_the_current_one(name: str, part: rules.Part) -> None:
    assert rules.read_part_name(name) == part


@pytest.mark.parametrize(
    ("gone", "added", "before", "asked"),
    [(33, 0, 103, True), (25, 0, 100, False), (26, 0, 100, True), (19, 0, 20, False), (100, 90, 100, False)],
)
def test_a_list_that_is_much_shorter_is_asked_about(gone: int, added: int, before: int, asked: bool) -> None:
    assert rules.must_be_confirmed(gone, added, before) == asked
