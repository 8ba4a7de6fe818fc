"""What a row of the template means, and why one is rejected."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from services.registry.templates import rules
from services.registry.templates.columns import COLUMNS, Cell
from services.registry.templates.corrections import csv_corrections
from services.registry.templates.reading import SHEET, csv_rows, workbook_rows
from services.registry.templates.rules import DeclaredTogether, Sheet
from services.registry.templates.workbook import template_csv, template_workbook
from shared.errors import SepiaError

SHEET_AS_GIVEN = rules.read_template_header([column.title for column in COLUMNS])
TODAY = dt.date(2026, 6, 15)
EXAMPLE: dict[str, Cell] = {column.title: column.example for column in COLUMNS}


def row(line: int = 2, sheet: Sheet = SHEET_AS_GIVEN, **changed: Cell) -> list[Cell]:
    titles = {column.field: column.title for column in COLUMNS}
    values = EXAMPLE | {titles[field]: value for field, value in changed.items()}
    return [values[title] for title in sheet.titles]


def accepted(line: int = 2, **changed: Cell) -> DeclaredTogether:
    declaration, faults = rules.read_row(SHEET_AS_GIVEN, line, row(**changed), today=TODAY)
    assert faults == []
    assert declaration is not None
    return declaration


def rejected(**changed: Cell) -> list[tuple[str, str]]:
    declaration, faults = rules.read_row(SHEET_AS_GIVEN, 2, row(**changed), today=TODAY)
    assert declaration is None
    assert all(fault.message and fault.suggestion for fault in faults)
    return [(fault.column, fault.reason) for fault in faults]


def test_the_examples_of_the_columns_are_a_valid_row() -> None:
    declaration = accepted()
    assert (declaration.reference, declaration.declarant) == ("2026-017", "Example Wireless Ltd")
    assert declaration.signed_on == dt.date(2026, 3, 31)
    assert (declaration.proprietor, declaration.undertaking, declaration.reciprocity) == (True, True, False)
    (patent,) = declaration.patents
    assert (patent.office, patent.application) == ("EP", "EP20060711571")
    assert patent.publications == ("EP1848154 A1", "EP1848154 B1")
    assert (patent.standard, patent.version, patent.sections) == ("3GPP TS 38.211", "16.3.0", "7.4.1, 7.4.2")


def test_what_is_blank_is_unknown() -> None:
    blank = {c.field: "" for c in COLUMNS if c.field not in ("reference", "application")}
    declaration = accepted(**blank)
    assert (declaration.signed_on, declaration.undertaking, declaration.declarant) == (None, None, None)
    assert declaration.patents[0].standard is None


@pytest.mark.parametrize(
    ("changed", "column", "reason"),
    [
        ({"reference": ""}, "Reference", "MISSING"),
        ({"signed_on": "03/04/2026"}, "Signed on", "NOT_A_DATE"),
        ({"signed_on": "2026-02-30"}, "Signed on", "NOT_A_DATE"),
        ({"signed_on": "2026-06-16"}, "Signed on", "NOT_THE_DAY"),  # tomorrow
        ({"signed_on": dt.date(2099, 1, 1)}, "Signed on", "NOT_THE_DAY"),
        ({"signed_on": "1900-01-01"}, "Signed on", "NOT_THE_DAY"),
        ({"undertaking": "maybe"}, "FRAND undertaking", "NOT_YES_OR_NO"),
        ({"version": "Rel-16"}, "Version", "NOT_A_VERSION"),
        ({"office": "Europe"}, "Office", "NOT_AN_OFFICE"),
        ({"application": "", "publications": ""}, "Application number", "NO_PATENT"),
        ({"title": "x" * 5000}, "Title", "TOO_LONG"),
        ({"title": "a\0b"}, "Title", "NUL_CHARACTER"),
        ({"application": dt.date(2026, 1, 2)}, "Application number", "IS_A_DATE"),
        ({"title": "=A1+1"}, "Title", "FORMULA"),
        ({"application": "#REF!"}, "Application number", "ERROR_VALUE"),
        ({"version": 16.1}, "Version", "IS_A_NUMBER"),
        ({"sections": 7.1}, "Sections", "IS_A_NUMBER"),
        ({"application": 1.2345678901234568e16}, "Application number", "IS_A_NUMBER"),
    ],
)
def test_a_value_that_cannot_be_what_its_column_says_rejects_the_row(
    changed: dict[str, Cell], column: str, reason: str
) -> None:
    assert rejected(**changed) == [(column, reason)]


def test_a_version_may_be_in_the_letters_of_3gpp() -> None:
    for letters, read in (("v16.3.0", "16.3.0"), ("g30", "16.3.0"), ("vCA0", "12.10.0")):
        assert accepted(version=letters).patents[0].version == read
    assert rejected(version="163") == [("Version", "NOT_A_VERSION")]


def test_rows_without_a_declarant_are_of_the_only_one_that_is_named_with_their_reference() -> None:
    assert rules.whose([("", "R-1"), ("acme", "R-1"), ("", "R-2"), ("", "")]) == {("", "R-1"): ("acme", "R-1")}
    assert rules.whose([("", "R-1"), ("acme", "R-1"), ("bell", "R-1")]) == {}


def test_a_declaration_says_the_same_wherever_its_rows_stand() -> None:
    first, second = accepted(2), accepted(3, application="EP20060711572")
    other = accepted(9, application="EP20060711572")
    rules.together(first, second)
    rules.together(other, accepted(12))
    assert rules.content_of(first) == rules.content_of(other)
    assert rules.content_of(first) != rules.content_of(second)


def test_all_faults_of_a_row_are_named_at_once() -> None:
    faults = rejected(reference="", signed_on="soon", office="Europe")
    assert {reason for _, reason in faults} == {"MISSING", "NOT_A_DATE", "NOT_AN_OFFICE"}


def test_a_row_with_more_values_than_columns_is_rejected() -> None:
    _, faults = rules.read_row(SHEET_AS_GIVEN, 2, [*row(), "more"], today=TODAY)
    assert [fault.reason for fault in faults] == ["TOO_MANY_VALUES"]


def test_a_row_that_contradicts_its_declaration_is_named_with_the_line_it_contradicts() -> None:
    first, other = accepted(2), accepted(9, signed_on="2026-04-01", reciprocity="yes")
    faults = rules.contradictions(first, other, SHEET_AS_GIVEN)
    assert [fault.column for fault in faults] == ["Signed on", "Reciprocity"]
    assert "on line 2" in faults[0].message


def test_a_blank_contradicts_nothing_and_is_filled_from_a_later_row() -> None:
    first, other = accepted(2, signed_on=""), accepted(3)
    assert rules.contradictions(first, other, SHEET_AS_GIVEN) == []
    rules.together(first, other)
    assert first.signed_on == dt.date(2026, 3, 31)
    assert len(first.patents) == 2


def test_a_header_may_have_another_order_and_the_notes_of_a_correction_file() -> None:
    titles = [*(column.title.upper() for column in reversed(COLUMNS)), "Sepia: line", "Sepia: what is wrong"]
    sheet = rules.read_template_header(titles)
    cells = [*reversed(row()), "17", "Office is not an office"]
    declaration, faults = rules.read_row(sheet, 2, cells, today=TODAY)
    assert faults == []
    assert declaration is not None
    assert declaration.reference == "2026-017"


@pytest.mark.parametrize(
    ("titles", "said"),
    [
        (["Referense", "Standard"], "Referense: column is unknown; did you mean Reference"),
        (["Standard"], "Reference: column is missing"),
        (["Reference", "Standard", "standard"], "there more than once"),
    ],
)
def test_a_header_that_names_other_columns_is_refused_with_what_was_meant(titles: list[str], said: str) -> None:
    with pytest.raises(SepiaError, match="does not name") as refused:
        rules.read_template_header(titles)
    assert refused.value.reason == "WRONG_HEADER"
    assert said in refused.value.message


def test_etsis_bulk_form_needs_its_four_columns() -> None:
    sheet = rules.read_etsi_bulk_header([title for title, _ in rules.ETSI_BULK_COLUMNS])
    declaration, faults = rules.read_row(sheet, 2, ["D-1", "5G", "3GPP TS 38.211", "EP20060711571"], today=TODAY)
    assert faults == []
    assert declaration is not None
    assert (declaration.reference, declaration.patents[0].project) == ("D-1", "5G")
    with pytest.raises(SepiaError, match="Basis Patent: column is missing"):
        rules.read_etsi_bulk_header(["External Disclosure Number", "ETSI Project"])


@given(st.lists(st.text(max_size=30), min_size=len(COLUMNS), max_size=len(COLUMNS)))
def test_any_row_is_accepted_or_rejected_with_a_reason(cells: list[str]) -> None:
    declaration, faults = rules.read_row(SHEET_AS_GIVEN, 2, cells, today=TODAY)
    assert (declaration is None) == bool(faults)


def test_the_csv_template_is_read_back_as_its_header() -> None:
    ((line, cells),) = csv_rows(template_csv())
    assert line == 1
    assert rules.read_template_header([str(cell) for cell in cells]).fields == tuple(c.field for c in COLUMNS)


def test_lines_are_counted_as_an_editor_does() -> None:
    content = b'a;b\r\n1;"two\r\nlines"\r\n\r\n3;4'
    assert list(csv_rows(content)) == [(1, ["a", "b"]), (2, ["1", "two\r\nlines"]), (5, ["3", "4"])]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_the_separator_is_recognised(delimiter: str) -> None:
    assert list(csv_rows(f"a{delimiter}b\n1{delimiter}2\n".encode())) == [(1, ["a", "b"]), (2, ["1", "2"])]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "EMPTY_FILE"),
        ("a;b\n1;é".encode("latin-1"), "WRONG_ENCODING"),
        ("a;b\n".encode("utf-16"), "WRONG_ENCODING"),
        (b"PK\x03\x04....", "NOT_A_TEXT"),
        (b'a;b\n1;"x"y\n', "MALFORMED_QUOTES"),
    ],
)
def test_a_file_that_is_no_csv_is_refused_in_a_sentence(content: bytes, reason: str) -> None:
    with pytest.raises(SepiaError) as refused:
        list(csv_rows(content))
    assert refused.value.reason == reason


def test_the_workbook_has_drop_downs_instructions_and_is_read_back() -> None:
    content = template_workbook(["EP", "US"], ["3GPP TS 38.211"])
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == [SHEET, "Instructions", "Lists"]
    validations = {str(v.sqref): v for v in book[SHEET].data_validations.dataValidation}
    assert validations["D2:D10001"].formula1 == '"yes,no"'
    assert validations["J2:J10001"].formula1 == "Lists!$A$1:$A$2"
    assert "For example: 2026-017" in [cell.value for cell in book["Instructions"]["C"]]
    ((number, cells),) = workbook_rows(content)
    assert number == 1
    assert rules.read_template_header([str(cell) for cell in cells]) == SHEET_AS_GIVEN


def test_a_workbooks_dates_numbers_and_answers_are_read_as_people_mean_them() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Reference", "Signed on", "Application number", "Proprietor", "Title"])
    sheet.append([17, dt.date(2026, 3, 31), 12366384.0, True, "Method"])
    buffer = io.BytesIO()
    book.save(buffer)
    header, cells = workbook_rows(buffer.getvalue())
    read = rules.read_template_header([str(cell) for cell in header[1]])
    declaration, faults = rules.read_row(read, cells[0], cells[1], today=TODAY)
    assert faults == []
    assert declaration is not None
    assert (declaration.reference, declaration.signed_on) == ("17", dt.date(2026, 3, 31))
    assert declaration.patents[0].application == "12366384"
    assert declaration.proprietor is True


def test_what_libreoffice_writes_for_an_answer_is_one_and_a_formula_stays_a_formula() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Reference", "=TRUE()", "=false()", "=A1", 16.1, 20.0])
    sheet["G1"] = ArrayFormula("G1", "=SUM(A1:A2)")
    buffer = io.BytesIO()
    book.save(buffer)
    ((_, cells),) = workbook_rows(buffer.getvalue())
    assert cells == ["Reference", "yes", "no", "=A1", 16.1, "20", "=SUM(A1:A2)"]


def test_a_correction_file_runs_nothing_and_is_read_as_it_was_given() -> None:
    content = b"Reference;Title;Office\nR-1;=1+1;Europe\nR-2;@home;Europe\nR-3;-5 dB;Europe\n"
    corrections = csv_corrections(content, {2: "=bad", 3: "Office: wrong", 4: "Office: wrong"})
    lines = corrections.decode("utf-8-sig").splitlines()
    assert [line.split(";")[1] for line in lines[1:]] == ["'=1+1", "'@home", "'-5 dB"]
    assert lines[1].endswith("'=bad")
    assert [cells[1] for _, cells in csv_rows(corrections)][1:] == ["=1+1", "@home", "-5 dB"]


@pytest.mark.parametrize("content", [b"no zip", b"\xd0\xcf\x11\xe0old", b"PK\x03\x04 cut off"])
def test_what_is_no_workbook_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(SepiaError) as refused:
        list(workbook_rows(content))
    assert refused.value.reason == "NOT_A_WORKBOOK"
