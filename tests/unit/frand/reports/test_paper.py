"""The printed report: reproducible, archival, readable in wide, long and foreign cases, and nothing in it is run."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import matplotlib
import pypdfium2
import pytest

from services.frand.reports.drawings import drawings
from services.frand.reports.glyphs import Glyphs, library_fonts
from services.frand.reports.graphs import laid_out
from services.frand.reports.numbers import grouped, places, plain, shown
from services.frand.reports.paper import pdf
from services.frand.reports.withholding import seen_by
from tests.unit.frand.reports.examples import LONG_NAMES, apportionment, calculation, comparables, top_down

MARGIN = 40  # points; the text's is 20 mm, which is 56


def pages(content: bytes) -> list[str]:
    found = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    return [text.replace("\u200b", "").replace("\r\n", "\n") for text in found]


@pytest.fixture(scope="module")
def wide() -> bytes:
    whole = calculation(top_down(60, LONG_NAMES), apportionment(), comparables())
    return pdf(seen_by(replace(whole, demonstration=True), None))


def test_the_same_calculation_gives_the_same_bytes() -> None:
    report = seen_by(calculation(), None)
    first = pdf(report)
    assert first == pdf(report)
    later = replace(report, created=report.created.replace(year=2027))
    assert pdf(later) != first


def test_it_is_archival_and_accessible_and_dated_as_the_calculation(wide: bytes) -> None:
    assert b"<pdfaid:part>2</pdfaid:part>" in wide
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in wide
    assert b"<pdfuaid:part>1</pdfuaid:part>" in wide
    described = pypdfium2.PdfDocument(wide).get_metadata_dict()
    assert described["Title"] == "Rates for standards/lte"
    assert described["CreationDate"].startswith("D:20260512093000")


def test_no_page_is_empty_and_nothing_leaves_the_page(wide: bytes) -> None:
    for number, page in enumerate(pypdfium2.PdfDocument(wide), 1):
        width, height = page.get_size()
        assert len(page.get_textpage().get_text_range().strip()) > 120, number
        for thing in page.get_objects():
            left, bottom, right, top = thing.get_bounds()
            assert left + 1 >= MARGIN, (number, thing.type)
            assert right <= width - MARGIN + 1, (number, thing.type)
            assert bottom >= 0, number
            assert top <= height, number


def test_every_quantity_and_every_part_is_in_it(wide: bytes) -> None:
    text = "\n".join(pages(wide))
    for part in (
        "Demonstration",
        "What was asked",
        "The answers, side by side",
        "Cross-checks",
        "Sensitivities",
        "Offers",
        "For it to be fair, this would have to be true",
        "What was assumed",
        "What was left out, and why",
        "Derivation",
        "How to verify",
        "Characters without a glyph",
    ):
        assert part in text, part
    flat = re.sub(r"\s", "", text)
    report = seen_by(calculation(top_down(60, LONG_NAMES), apportionment(), comparables()), None)
    for section in report.sections:
        for line in section.lines:
            assert line.id in flat
            assert grouped(line.value) in text, line.id
    assert report.name in flat
    assert "3familieswithoutaverdict" in flat


def test_texts_are_never_read_as_markup_or_mathematics(wide: bytes) -> None:
    text = " ".join(" ".join(pages(wide)).split())
    assert "#let evil = 1; $x^2$ *bold* _it_ \\u{41}" in text
    assert "<b>&amp;</b>" in text


def test_what_has_no_glyph_is_shown_as_such_and_spelt_by_code_points(wide: bytes) -> None:
    whole = pages(wide)
    assert "▯▯▯▯▯▯▯▯" in whole[0]
    assert "Ελληνική Εταιρεία" in whole[0]
    assert " ".join(f"U+{ord(each):04X}" for each in LONG_NAMES[0]) in " ".join("\n".join(whole).split())


def test_names_without_glyphs_are_told_apart_by_numbers() -> None:
    glyphs = Glyphs()
    acme, samsung = "華為技術", "삼성전자 주식회사"
    assert glyphs.shown(f"Rate of {acme} (NTT)") == "Rate of ▯▯▯▯[1] (NTT)"
    assert glyphs.shown(f"{samsung} and {acme}") == "▯▯▯▯ ▯▯▯▯[2] and ▯▯▯▯[1]"
    assert glyphs.shown("株式会社NTTドコモ") == "▯▯▯▯[3]NTT▯▯▯[4]"
    assert glyphs.spelt[0] == ("▯▯▯▯[1]", "U+83EF U+70BA U+6280 U+8853")
    assert len(glyphs.spelt) == 4


def test_controls_of_writing_direction_are_not_obeyed() -> None:
    glyphs = Glyphs()
    assert glyphs.shown("rate \u202e52.0 %\u202c") == "rate ▯52.0 %▯"
    assert glyphs.shown("two\nlines\x00") == "two lines▯"
    assert glyphs.shown("e\u0301") == "é"
    assert glyphs.spelt[0][1].startswith("U+0072 U+0061")


def test_further_fonts_of_the_operators_are_used(tmp_path: Path) -> None:
    # STIX has characters that DejaVu Sans lacks.
    lacking = "ⒶⒷ"
    font = tmp_path / "further.ttf"
    font.write_bytes((library_fonts() / "STIXGeneral.ttf").read_bytes())
    assert Glyphs().shown(lacking) == "▯▯[1]"
    assert "▯" not in Glyphs(tmp_path).shown(lacking)
    whole = replace(calculation(apportionment()), title=f"Rates {lacking}")
    assert lacking in pages(pdf(seen_by(whole, None), tmp_path))[0]


def test_a_report_of_almost_nothing_is_a_report() -> None:
    bare = replace(calculation(apportionment()), asked=(), cross_checks=(), sensitivities=(), offers=(), checkpoints=())
    report = seen_by(bare, None)
    text = "\n".join(pages(pdf(report)))
    assert "Profit apportionment" in text
    assert "Offers" not in text
    nothing = replace(report, sections=(replace(report.sections[0], results=(), lines=()),))
    assert "Derivation" in "\n".join(pages(pdf(nothing)))


def test_figures_are_the_same_each_time_and_leave_the_settings_of_others_alone() -> None:
    report = seen_by(calculation(top_down(), apportionment(), comparables()), None)
    before = dict(matplotlib.rcParams)
    first = drawings(report, str)
    assert first == drawings(report, str)
    assert dict(matplotlib.rcParams) == before
    assert [each.key for each in first] == [
        "intervals1",
        "intervals3",
        "tornado1",
        "shares_top_down",
        "graph_top_down",
        "graph_profit_apportionment",
        "graph_comparables",
    ]
    assert not any("<dc:date>" in each.svg or "<text" in each.svg for each in first)


def test_a_graph_is_laid_out_with_inputs_to_the_left_and_says_what_it_leaves_out() -> None:
    section = seen_by(calculation(top_down(60)), None).sections[0]
    picture = laid_out(section, "h1.rate", 22)
    assert len(picture.places) <= 22 + len(picture.more)
    for start, end in picture.edges:
        assert picture.places[start][0] < picture.places[end][0]
    drawn = [name for name in picture.places if name not in picture.more]
    ancestors = 1 + 1 + 1 + 60 * 4 + 1  # rate, aggregate, share, counts and essential of all, their sum
    assert picture.left == ancestors - len(drawn)
    assert len(set(picture.places.values())) == len(picture.places)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("0.0123456789", "fraction of price", "1.23457 %"),
        ("0.25", "probability", "25 %"),
        ("1", "fraction", "100 %"),
        ("0", "fraction", "0 %"),
        ("1234567.891", "EUR per year", "1,234,567.89"),
        ("0.5", "EUR per unit", "0.50"),
        ("0.000012345678", "EUR per unit", "0.0000123457"),
        ("-12.5", "families", "−12.5"),
        ("1234567", "families", "1,234,567"),
        ("0.0000000000004", "ratio", "0.0000000000004"),
        ("-0.001", "EUR", "−0.001"),
    ],
)
def test_numbers_are_written_with_six_digits_and_money_to_the_cent(value: str, unit: str, text: str) -> None:
    assert shown(Decimal(value), unit) == text


def test_a_number_that_rounds_to_nothing_has_no_sign() -> None:
    assert shown(Decimal("-0.0001"), "EUR", 2) == "0.00"
    assert plain(Decimal("1E+3")) == "1000"
    assert places(Decimal(0), "EUR") == 2
