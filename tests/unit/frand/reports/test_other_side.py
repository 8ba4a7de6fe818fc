"""The other side's version of a confidential report holds no restricted number anywhere, in any form."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from decimal import Context, Decimal

import pypdfium2
import pytest

from services.frand.engine.derivation import Derivation, Kind, MethodAnswer
from services.frand.reports.drawings import drawings
from services.frand.reports.rendering import rendered
from services.frand.reports.rules import Form, Report, ReportedCalculation
from services.frand.reports.withholding import seen_by
from tests.unit.frand.reports.examples import apportionment, calculation, comparables, top_down

READER: frozenset[str] = frozenset({"holders/other"})


@pytest.fixture(scope="module")
def whole() -> ReportedCalculation:
    return calculation(comparables(), top_down(), apportionment())


@pytest.fixture(scope="module")
def report(whole: ReportedCalculation) -> Report:
    return seen_by(whole, READER)


@pytest.fixture(scope="module")
def made(report: Report) -> dict[Form, bytes]:
    return {form: rendered(report, form) for form in Form}


def restricted(whole: ReportedCalculation) -> dict[str, Decimal]:
    """Every number that is restricted, and what the results that equal one of them are."""
    derivation = whole.answers[0].derivation
    hidden = {each.id: each.value for each in derivation if each.audience is not None}
    equal = {each.id: each.value for each in derivation if each.value in hidden.values()}
    assert len(hidden) == 12
    assert len(equal) == 14
    return hidden


def mantissas(value: Decimal, least: int) -> Iterator[str]:
    """A number's digits, rounded or cut off anywhere from some digit on: the same in per cent, thousands, millions."""
    digits = "".join(map(str, Context(prec=50).plus(value).as_tuple().digits))
    for length in range(least, len(digits) + 1):
        yield digits[:length].rstrip("0")
        yield "".join(map(str, Context(prec=length).plus(value).as_tuple().digits)).rstrip("0")


NUMBER = re.compile(r"\d(?:[\d.,' \u00a0\u202f_\u200b]*\d)?")


def found_in(text: str, whole: ReportedCalculation, least: int = 4) -> list[str]:
    """Numbers of a text that are restricted ones, to at least so many digits, however they are grouped and scaled."""
    told = {digits: name for name, value in restricted(whole).items() for digits in mantissas(value, least)}
    found: list[str] = []
    for written in set(NUMBER.findall(text)):
        # Grouped, or several numbers after each other.
        for each in {re.sub(r"\D", "", written), *re.split(r"[, ]", written), *written.split(".")}:
            digits = re.sub(r"\D", "", each).strip("0")
            if len(digits) >= least and digits in told:
                found.append(f"{told[digits]}: {written}")
    return found


def parts_of_pdf(content: bytes) -> Iterator[str]:
    """All text of the pages, metadata, and every stream decompressed, as text."""
    document = pypdfium2.PdfDocument(content)
    for page in document:
        yield page.get_textpage().get_text_range()
    yield " ".join(document.get_metadata_dict().values())
    yield content.decode("latin-1")
    for stream in re.finditer(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            yield zlib.decompress(stream[1]).decode("latin-1")
        except zlib.error:
            yield stream[1].decode("latin-1")


def parts_of_workbook(content: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for name in book.namelist():
            yield name, book.read(name).decode("utf-8")


def test_the_search_finds_what_the_audience_sees(whole: ReportedCalculation) -> None:
    # What the other tests look for is there, where it may be: so they would find it.
    all_of_it = seen_by(whole, None)
    for form in Form:
        content = rendered(all_of_it, form)
        texts: list[str] = {
            Form.PDF: lambda content: list(parts_of_pdf(content)),
            Form.XLSX: lambda content: [text for _, text in parts_of_workbook(content)],
        }.get(form, lambda content: [content.decode()])(content)
        names = {each.partition(":")[0] for text in texts for each in found_in(text, whole)}
        assert names == set(restricted(whole)), form


def test_json_and_csv_hold_no_restricted_number(made: dict[Form, bytes], whole: ReportedCalculation) -> None:
    for form in (Form.JSON, Form.CSV):
        assert found_in(made[form].decode(), whole) == []


def test_no_part_of_the_workbook_holds_one(made: dict[Form, bytes], whole: ReportedCalculation) -> None:
    parts = dict(parts_of_workbook(made[Form.XLSX]))
    assert {"docProps/core.xml", "docProps/app.xml", "xl/workbook.xml", "xl/sharedStrings.xml"} <= set(parts)
    assert not any("comments" in name or "calcChain" in name for name in parts)
    for name, text in parts.items():
        assert found_in(text, whole) == [], name
    # No defined name and no formula leads to where it would be.
    assert not re.search(r"licence_\d\.(lump_sum|units|one_way|scaled)", parts["xl/workbook.xml"])


def test_no_text_metadata_or_stream_of_the_pdf_holds_one(made: dict[Form, bytes], whole: ReportedCalculation) -> None:
    parts = list(parts_of_pdf(made[Form.PDF]))
    assert any("Version without what is restricted to others" in part for part in parts)
    assert any("<x:xmpmeta" in part for part in parts)
    for part in parts:
        # Coordinates on pages are numbers, too: four digits of one among thousands of them coincide with something.
        assert found_in(part, whole, 7) == []
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(made[Form.PDF])]
    assert found_in("\n".join(pages), whole) == []


def test_figures_are_the_same_whatever_the_restricted_numbers_are(report: Report, whole: ReportedCalculation) -> None:
    # Numbers in drawings are coordinates, so that looking for them says little: with other restricted inputs that give
    # the same released rate, every form has to be the same, byte for byte.
    other = seen_by(calculation(_other_licences(), top_down(), apportionment()), READER)
    assert other == report
    assert [each.svg for each in drawings(other, str)] == [each.svg for each in drawings(report, str)]
    assert rendered(other, Form.CSV) == rendered(report, Form.CSV)


def _other_licences() -> MethodAnswer:
    """The same licences with other lump sums, so that their scaled rates have the same mean."""
    answer = comparables()
    before = answer.derivation.values
    factors = {1: Decimal("1.5"), 2: Decimal("0.5")}
    gained = sum(before[f"licence_{number}.scaled"] * (factor - 1) for number, factor in factors.items())
    factors[3] = 1 - gained / before["licence_3.scaled"]
    derivation = Derivation()
    for each in answer.derivation:
        factor = factors[int(each.id[8])] if each.id.endswith("lump_sum") else 1
        told = {"group": each.group}
        if each.kind is Kind.COMPUTED:
            derivation.computed(each.id, each.formula, each.unit, each.label, **told)
        else:
            derivation.given(
                each.id,
                each.value * factor,
                each.unit,
                each.label,
                sources=each.sources,
                audience=each.audience,
                **told,
            )
    derivation.release(["rate", "rate.low", "rate.high"])
    assert derivation["licence_1.scaled"].value != before["licence_1.scaled"]
    return replace(answer, derivation=derivation)


def test_every_shown_number_can_be_recomputed_from_shown_ones_or_is_given(report: Report) -> None:
    for section in report.sections:
        names = {line.id for line in section.lines}
        withheld = {each.id for each in section.withheld}
        assert names.isdisjoint(withheld)
        for line in section.lines:
            assert not line.live or set(line.inputs) <= names
            assert not withheld & set(re.findall(r"[a-z][a-z0-9_.]*", line.formula))


def test_the_document_says_that_something_was_withheld(made: dict[Form, bytes]) -> None:
    sentence = "14 quantities were withheld from this version."
    assert sentence in made[Form.JSON].decode()
    assert sentence in made[Form.CSV].decode()
    assert sentence in dict(parts_of_workbook(made[Form.XLSX]))["xl/sharedStrings.xml"]
    first = pypdfium2.PdfDocument(made[Form.PDF])[0].get_textpage().get_text_range()
    assert sentence in " ".join(first.split())


def test_the_digest_of_the_results_is_not_told_as_guesses_could_be_confirmed_by_it(
    made: dict[Form, bytes], whole: ReportedCalculation
) -> None:
    for form, content in made.items():
        texts = parts_of_pdf(content) if form is Form.PDF else [content.decode("latin-1")]
        assert not any(whole.result_digest in text for text in texts)
