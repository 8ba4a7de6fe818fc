"""What the process beside the registry makes of patents and their links."""

from __future__ import annotations

import datetime as dt

from services.registry.search.builder import BETWEEN, build
from services.registry.search.building import INTO

_ROW = "7\t3\t{current}\t12\t2016-08-31\t\tt\t1\t3\t{standard}\t{generations}\tf\t{family}\t\t\t5\t{line}\n"


def link(**values: object) -> str:
    return _ROW.format(**{"current": "t", "standard": 44, "generations": 8, "family": 90, "line": 1} | values)


def rows(patents: str, links: str, outcomes: str = "{}") -> list[dict[str, str]]:
    text, _ = build(patents.encode(), links.encode(), outcomes.encode())
    columns = INTO.split(", ")
    return [dict(zip(columns, row.split("\t"), strict=True)) for row in text.decode().splitlines()]


PATENT = f'7,EP,EP1,"EP1848154 A1{BETWEEN}EP1848154 B1",Reference signal\n'


def test_several_links_of_a_patent_in_a_declaration_are_one_row() -> None:
    (row,) = rows(PATENT, link() + link(standard="", generations=4, family=80, line=2))
    assert (row["standard_ids"], row["family_ids"], row["generations"]) == ("{44,0}", "{80,90}", "12")
    assert (row["link_count"], row["line"], row["document_id"]) == ("2", "1", "5")
    assert row["facets"] == "{h12,s44,s0,g4,g8,oEP,r-,uY,f1,t3,y2016,p-,d0}"
    assert row["latest_signed_on"] == str(dt.date(2016, 8, 31))
    assert row["published_on"] == "\\N"
    words = row["words"][1:-1].split(",")
    assert words[:2] == ["reference", "signal"]
    assert {"#EP1848154", "#1848154"} <= set(words)


def test_links_that_no_longer_count_are_left_out_beside_those_that_do() -> None:
    (row,) = rows(PATENT, link(standard=45, line=2) + link(current="f", standard=44))
    assert (row["current"], row["standard_ids"], row["link_count"], row["line"]) == ("t", "{45}", "1", "2")
    (row,) = rows(PATENT, link(current="f"))
    assert (row["current"], row["latest_signed_on"]) == ("f", "0001-01-01")


def test_results_of_checks_come_by_family() -> None:
    (row,) = rows(PATENT, link(), '{"90": ["ESSENTIAL"], "91": ["NOT_ESSENTIAL"]}')
    assert "rESSENTIAL" in row["facets"]
    assert "NOT" not in row["facets"]


def test_whatever_a_file_has_for_an_office_or_a_title_stays_one_value() -> None:
    (row,) = rows('7,"E,{""\\",,,"null, \nNULL"\n', link())
    assert row["facets"].startswith('{"h12","s44","g8","oE,{\\\\"\\\\\\\\"')
    assert row["words"] == '{"null"}'
    assert row["number"] == ""


def test_words_of_titles_come_beside_the_rows() -> None:
    _, words = build(PATENT.encode(), link().encode(), b"{}")
    assert words.decode().split("\n") == ["reference", "signal"]
