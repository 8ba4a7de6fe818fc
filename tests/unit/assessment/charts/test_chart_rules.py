"""Claim charts: what they lack is said where it lacks, and what they say survives every form."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.assessment.charts.regions import Circle, Polygon, Rectangle
from services.assessment.charts.rules import (
    Chart,
    Correspondence,
    Element,
    Figure,
    Level,
    Obligation,
    Status,
    chart_of,
    digest_of,
    document_of,
    gaps,
    must_be_submittable,
)
from services.assessment.charts.sheets import read_workbook, workbook
from shared.canonical import canonical_json
from shared.errors import SepiaError

FULL = Correspondence(
    element="1a",
    standard="3GPP TS 38.211",
    version="15.2.0",
    subclause="5.2.2",
    level=Level.SHALL,
    status=Status.NORMATIVE,
    obligation=Obligation.MANDATORY,
    quotation="the sequence shall be generated",
    explanation="It generates the sequence of the claim.",
    figures=(
        Figure("ab" * 32, 3, Rectangle(0.1, 0.2, 0.3, 0.4, 12.5), "Figure 5-1"),
        Figure("ab" * 32, 4, Circle(0.5, 0.5, 0.25)),
        Figure("cd" * 32, 1, Polygon(((0.1, 0.1), (0.9, 0.1), (0.5, 0.8)))),
    ),
)
CHART = Chart(
    standard="standards/5g",
    family="families/etsi-77",
    patent="EP 1 848 154 B1",
    claim=1,
    claim_text="A method, comprising: generating a sequence; and sending it.",
    language="en",
    elements=(
        Element("1a", "A method, comprising: generating a sequence;"),
        Element("1b", "and sending it."),
    ),
    correspondences=(FULL, dataclasses.replace(FULL, element="1b", subclause="6.1", figures=())),
)


def fields(chart: Chart, most: int | None = 5, *, blocking: bool = True) -> list[str]:
    return [gap.field for gap in gaps(chart, most) if gap.blocking == blocking]


def test_a_whole_chart_lacks_nothing() -> None:
    assert gaps(CHART, 5) == []
    must_be_submittable("charts/x", CHART, 5)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"claim_text": " "}, ["claim_text"]),
        ({"patent": ""}, ["patent"]),
        ({"elements": ()}, ["elements", "correspondences[0].element", "correspondences[1].element"]),
        ({"claim_text": CHART.claim_text + " Then wait."}, ["elements"]),
        ({"elements": (CHART.elements[1], CHART.elements[0])}, ["elements"]),
        ({"correspondences": (FULL,)}, ["elements[1]"]),
    ],
)
def test_what_the_claim_lacks_is_named(changes: dict[str, object], expected: list[str]) -> None:
    assert fields(dataclasses.replace(CHART, **changes)) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("standard", ""),
        ("version", ""),
        ("subclause", " "),
        ("level", None),
        ("status", None),
        ("obligation", None),
        ("quotation", ""),
        ("quotation", "shall " * 300),
        ("explanation", ""),
        ("element", "9z"),
    ],
)
def test_what_a_correspondence_lacks_is_named(name: str, value: object) -> None:
    broken = dataclasses.replace(CHART.correspondences[1], **{name: value})
    chart = dataclasses.replace(CHART, correspondences=(FULL, FULL, broken))
    chart = dataclasses.replace(chart, correspondences=(FULL, broken, dataclasses.replace(FULL, element="1b")))
    assert f"correspondences[1].{name}" in fields(chart)


def test_where_the_elements_part_from_the_claim_is_said() -> None:
    chart = dataclasses.replace(CHART, elements=(CHART.elements[0], Element("1b", "and receiving it.")))
    text = next(gap.text for gap in gaps(chart, 5) if gap.field == "elements")
    assert "word 8" in text
    assert "sending it" in text


def test_a_release_will_do_for_a_version() -> None:
    only = dataclasses.replace(FULL, version="", release="Rel-15")
    assert fields(dataclasses.replace(CHART, correspondences=(only, dataclasses.replace(only, element="1b")))) == []


def test_provisions_are_counted_once_however_many_elements_rest_on_them() -> None:
    same = tuple(dataclasses.replace(FULL, element=label) for label in ("1a", "1b"))
    assert len(dataclasses.replace(CHART, correspondences=same).provisions()) == 1
    many = tuple(dataclasses.replace(FULL, element="1b", subclause=f"6.{n}") for n in range(5))
    assert fields(dataclasses.replace(CHART, correspondences=(FULL, *many))) == ["correspondences"]
    assert fields(dataclasses.replace(CHART, correspondences=(FULL, *many)), None) == []


def test_weak_provisions_are_pointed_out_and_keep_nobody_from_submitting() -> None:
    weak = dataclasses.replace(
        FULL,
        status=Status.INFORMATIVE,
        obligation=Obligation.OPTION,
        level=Level.SHALL,
        quotation="the sequence may be generated",
    )
    chart = dataclasses.replace(CHART, correspondences=(weak, dataclasses.replace(FULL, element="1b")))
    assert fields(chart, blocking=False) == [f"correspondences[0].{name}" for name in ("status", "obligation", "level")]
    must_be_submittable("charts/x", chart, 5)


def test_a_chart_that_lacks_something_is_refused_with_every_place() -> None:
    with pytest.raises(SepiaError) as refused:
        must_be_submittable("charts/x", dataclasses.replace(CHART, correspondences=(), patent=""), 5)
    assert refused.value.reason == "CHART_INCOMPLETE"
    assert [each.field for each in refused.value.violations] == ["patent", "elements[0]", "elements[1]"]


def test_a_chart_comes_back_from_its_document_and_its_digest_stays() -> None:
    again = chart_of(json.loads(canonical_json(document_of(CHART))))
    assert again == CHART
    assert digest_of(again) == digest_of(CHART)
    assert digest_of(dataclasses.replace(CHART, claim=2)) != digest_of(CHART)


def test_a_chart_comes_back_from_its_workbook() -> None:
    assert read_workbook(workbook(CHART, gaps(CHART, 5))) == CHART


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="_"), max_size=40).map(str.strip)


@settings(max_examples=15)
@given(texts, texts, texts)
def test_any_text_comes_back_from_a_workbook_as_a_text(one: str, two: str, three: str) -> None:
    chart = dataclasses.replace(
        CHART,
        patent=f"={one}" if one else "",
        claim_text=two,
        correspondences=(dataclasses.replace(FULL, quotation=f"@{three}", figures=()),),
    )
    assert read_workbook(workbook(chart)) == chart


def test_faults_of_a_workbook_are_named_by_their_cells() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(CHART)))
    book["Chart"]["B5"] = "one"
    book["Correspondences"]["G2"] = "must"
    book["Correspondences"]["A3"] = "1"
    book["Figures"]["A2"] = "7"
    book["Figures"]["E3"] = "a; b"
    book["Figures"]["D4"] = "square"
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(SepiaError) as refused:
        read_workbook(out.getvalue())
    assert refused.value.reason == "CHART_SHEET_INVALID"
    assert [each.field for each in refused.value.violations] == [
        "Chart!B5",
        "Correspondences!G2",
        "Correspondences!A3",
        "Figures!A2",
        "Figures!E3",
        "Figures!D4",
    ]


def test_what_a_spreadsheet_made_of_a_text_is_refused_and_not_cited_wrongly() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(CHART)))
    book["Correspondences"]["D2"] = 12.1  # typed was 12.10
    book["Correspondences"]["F2"] = 5.1  # typed was 5.10
    book["Correspondences"]["F3"] = dt.date(2003, 3, 5)  # typed was 5.3.3
    book["Correspondences"]["A3"] = 2  # a whole number loses nothing
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(SepiaError) as refused:
        read_workbook(out.getvalue())
    assert [each.field for each in refused.value.violations] == [
        "Correspondences!D2",
        "Correspondences!F2",
        "Correspondences!F3",
    ]
    assert "12.1, which may have been 12.10: format the cell as text" in refused.value.violations[0].description


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"element,text\n"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(SepiaError) as refused:
        read_workbook(content)
    assert refused.value.reason == "NOT_A_WORKBOOK"
