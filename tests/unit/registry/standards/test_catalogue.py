"""Reading 3GPP's catalogue, with the numbers that its history has."""

from __future__ import annotations

import pytest

from services.registry.standards.catalogue import Fault, Specification, read_catalogue
from shared.errors import SepiaError

HEADER = "specNo,type,title,status,publication,technologyTokens"


def read(*rows: str, header: str = HEADER) -> list[Specification | list[Fault]]:
    return list(read_catalogue(("\ufeff" + "\n".join([header, *rows])).encode()))


@pytest.mark.parametrize("number", ["36.300", "38.101-1", "23.801-01", "00.01U", "02.06dcs", "04.08ext", "01.00"])
def test_odd_numbers_are_numbers(number: str) -> None:
    (one,) = read(f"{number},Technical Specification (TS),T,Draft,Internal,2G|LTE")
    assert isinstance(one, Specification)
    assert one.standard.number == number
    assert (one.generations, one.status, one.internal) == (1 | 4, 1, True)


def test_what_is_blank_is_unknown() -> None:
    (one,) = read("36.300,TS,-,,,")
    assert isinstance(one, Specification)
    assert (one.title, one.status, one.internal, one.generations) == (None, None, None, None)


def test_an_internal_report_has_no_name_at_etsi() -> None:
    published, internal = read("36.300,TS,T,Draft,For publication,", "36.301,TS,T,Draft,Internal,")
    assert isinstance(published, Specification)
    assert isinstance(internal, Specification)
    assert len(published.standard.names) == 2
    assert internal.standard.names == ("3GPP TS 36.301",)


def test_all_faults_of_a_row_are_told_with_its_physical_line() -> None:
    first, second = read('36.300,TS,"A title\nin two lines",Draft,,5G', "36,Paper,T,Frozen,Secret,7G")
    assert isinstance(first, Specification)
    assert isinstance(second, list)
    assert {fault.line for fault in second} == {4}
    assert [fault.reason for fault in second] == [
        "NOT_A_SPECIFICATION",
        "UNKNOWN_TYPE",
        "UNKNOWN_STATUS",
        "UNKNOWN_PUBLICATION",
        "UNKNOWN_GENERATION",
    ]
    assert all(fault.suggestion for fault in second)


@pytest.mark.parametrize("header", ["number,type,title,status", "", "specNo;type;title;status"])
def test_a_file_without_the_columns_is_refused_whole(header: str) -> None:
    with pytest.raises(SepiaError) as refused:
        read("36.300,TS,T,Draft", header=header)
    assert refused.value.reason == "NOT_A_CATALOGUE"


def test_a_file_that_is_not_utf8_is_refused_with_the_place() -> None:
    with pytest.raises(SepiaError, match=r"line 2") as refused:
        list(read_catalogue(b"specNo,type,title,status\n36.300,TS,\xe9,Draft\n"))
    assert refused.value.reason == "NOT_UTF8"
