"""Answers of the EPO's Open Patent Services are read in pieces of any size, without the attacks of XML."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from services.registry.families.ops import DocumentId, FamilyReader, FamilyRecord
from shared.errors import SepiaError
from tests.integration.registry.ops_samples import NOT_FOUND, MadeUp, ops_family

ANSWER = ops_family(
    MadeUp("71", "EP.1848154.B1", "EP.06711571.A", ("JP.2005004537.A", "US.9876508.P")),
    MadeUp("72", "JP.5661865.B2", "JP.2010545193.T", date="20151301"),
)


def read(data: bytes, piece: int = 1 << 20) -> list[FamilyRecord]:
    reader = FamilyReader()
    records = [record for start in range(0, len(data), piece) for record in reader.feed(data[start : start + piece])]
    return records + reader.finish()


@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_pieces_of_any_size_give_the_same_records(piece: int) -> None:
    first, second = read(ANSWER, piece)
    assert (first.family, first.line) == ("71", 4)
    assert first.publications == (DocumentId("EP.1848154.B1", dt.date(2007, 3, 15)),)
    assert first.applications == (DocumentId("EP.06711571.A", dt.date(2006, 1, 11)),)
    assert [claim.given for claim in first.priorities] == ["JP.2005004537.A", "US.9876508.P"]
    assert (second.family, second.line) == ("72", 6)
    assert second.publications == (DocumentId("JP.5661865.B2", None),)  # there is no thirteenth month


def test_numbers_in_epodoc_are_read_where_docdb_has_none_and_citations_are_no_members(shared_data: Path) -> None:
    (record,) = read((shared_data / "epo_ops_samples/published_test_biblio_example.xml").read_bytes(), 4096)
    assert record.family == "35840242"
    assert [id.given for id in record.publications] == ["US.2006142694.A1"]
    assert [id.given for id in record.applications] == ["US.2366704.A"]
    assert [id.given for id in record.priorities] == ["US20040023667"]


def test_the_real_family_has_its_six_members(shared_data: Path) -> None:
    records = read((shared_data / "epo_ops_samples/family_fixtures_family_input.xml").read_bytes())
    assert [record.publications[0].given for record in records] == [
        "EP.1000000.A1",
        "EP.1000000.B1",
        "AT.232441.T",
        "DE.69905327.D1",
        "NL.1010536.C2",
        "US.6093011.A",
    ]
    assert {record.family for record in records} == {"19768124"}


@pytest.mark.parametrize(
    ("data", "reason", "said"),
    [
        (b"", "NOT_XML", "no element found"),
        (b"Patent;Number\n", "NOT_XML", "line 1"),
        (ANSWER[:-30], "NOT_XML", "no well-formed XML"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "FORBIDDEN_XML", "document type"),
        (b'<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>', "FORBIDDEN_XML", "entities"),
        (NOT_FOUND, "OPS_FAULT", "No results found"),
        (b"<world-patent-data/>", "NOT_OPS_FAMILIES", "<world-patent-data>"),
    ],
)
def test_what_is_no_answer_is_refused_with_the_reason(data: bytes, reason: str, said: str) -> None:
    with pytest.raises(SepiaError, match=said) as refused:
        read(data)
    assert refused.value.reason == reason
