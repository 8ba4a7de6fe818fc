"""Cells that nothing runs, and texts that come back as they were given."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.spreadsheets import CsvTable, TextTooLong, Workbook, csv_line, given_text, safe_cell

RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-cmd", "@SUM(A1)", "\tx", "\rx", "--1", "-1+2", "\uff1d1+1"])
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert safe_cell(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-1", "-0.25", "-1e-7", "", "x=1", "families/etsi-1", "é", "'s-Hertogenbosch"])
def test_negative_numbers_and_plain_text_stay_as_they_are(cell: str) -> None:
    assert safe_cell(cell) == cell


@given(st.text(st.sampled_from("'=+-@\t\r\n1e.a \uff1d") | st.characters(), max_size=12))
def test_every_text_comes_back_and_none_of_those_written_is_run(text: str) -> None:
    cell = safe_cell(text)
    assert given_text(cell) == text
    if cell.startswith(RUN):
        float(cell)  # only a number may begin so


@given(st.lists(st.text(max_size=8), min_size=2, max_size=5))
def test_a_line_of_csv_reads_back_as_the_cells_that_were_written(texts: list[str]) -> None:
    texts = [text.replace("\x00", "") for text in texts]
    ((*row,),) = list(csv.reader(io.StringIO(csv_line(texts), newline=""), strict=True))
    assert [given_text(cell) for cell in row] == texts


def test_the_unknown_is_nothing_and_the_empty_text_is_quoted() -> None:
    assert csv_line([None, "", "x", 3, Decimal("0.10"), True, dt.date(2016, 8, 31)]) == (
        ',"",x,3,0.10,true,2016-08-31\n'
    )
    assert csv_line([dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)]) == "2026-01-02T03:04:05Z\n"


def test_a_cell_with_another_separator_is_quoted_so_that_no_cell_is_found_inside_it() -> None:
    assert csv_line(["a;=1+1", "b\t=1+1"]) == '"a;=1+1","b\t=1+1"\n'


def workbook(path: Path, rows: list[list[object]], columns: list[str], **how: int) -> openpyxl.Workbook:
    book = Workbook(path, "rows", columns, **how)
    book.write(rows)  # pyright: ignore[reportArgumentType]
    book.close({"edition": "editions/3", "rows": len(rows), "formula": "=1+1"})
    return openpyxl.load_workbook(path)


def test_a_workbook_holds_texts_as_texts_and_numbers_as_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["=1+1", 42, True, dt.date(2016, 8, 31), Decimal("0.5"), None],
        ["http://x.example", 2**60, False, dt.date(1900, 1, 1), Decimal("0.1234567890123456789"), ""],
    ]
    book = workbook(tmp_path / "rows.xlsx", rows, list("abcdef"))
    first, second = list(book["rows"].iter_rows(min_row=2))
    assert [(cell.value, cell.data_type) for cell in first[:3]] == [("=1+1", "s"), (42, "n"), (True, "b")]
    assert (str(first[3].value)[:10], first[4].value, first[5].value) == ("2016-08-31", 0.5, None)
    # What a cell's number cannot hold exactly, and days that Excel and others count differently, are texts.
    assert [cell.value for cell in second[1:5]] == [str(2**60), False, "1900-01-01", "0.1234567890123456789"]
    assert second[0].hyperlink is None
    about = {row[0].value: row[1] for row in book["About"].iter_rows()}
    assert (about["edition"].value, about["rows"].value) == ("editions/3", 2)
    assert about["formula"].data_type == "s"


def test_a_long_table_goes_on_on_further_sheets(tmp_path: Path) -> None:
    book = workbook(tmp_path / "rows.xlsx", [[number] for number in range(7)], ["n"], rows_a_sheet=4)
    assert book.sheetnames == ["About", "rows", "rows 2", "rows 3"]
    values = [cell.value for name in book.sheetnames[1:] for (cell,) in book[name].iter_rows(min_row=2)]
    assert values == list(range(7))
    assert all(book[name]["A1"].value == "n" for name in book.sheetnames[1:])


def test_a_text_that_no_cell_can_hold_is_refused_and_not_cut_off(tmp_path: Path) -> None:
    book = Workbook(tmp_path / "rows.xlsx", "rows", ["title"])
    with pytest.raises(TextTooLong, match=r"32768 characters in the column title"):
        book.write([["x" * 32_768]])
    book.close({})


def test_the_formulas_of_a_real_work_plan_are_texts_that_come_back(shared_data: Path, tmp_path: Path) -> None:
    plan = shared_data / "3gpp_specs" / "3gpp_workplan_2026-04.csv"
    if not plan.exists():
        pytest.skip("the work plan is not among the real files")
    columns, *rows = list(csv.reader(plan.open(encoding="utf-8", newline="")))
    run = sum(cell.startswith("=") for row in rows for cell in row)
    assert run == 8_718
    out = io.BytesIO()
    CsvTable(out, columns).write(rows)
    written = list(csv.reader(io.StringIO(out.getvalue().decode(), newline="")))
    assert not any(cell.startswith("=") for row in written for cell in row)
    assert [[given_text(cell) for cell in row] for row in written[1:]] == rows
    read = pd.read_csv(io.BytesIO(out.getvalue()), dtype=str, keep_default_na=False)
    assert sum(cell.startswith("'=") for cell in read.to_numpy().ravel()) == run
    # A workbook is slow to read back; its cells are written one like the other.
    some = rows[::8]
    book = workbook(tmp_path / "plan.xlsx", [[cell or None for cell in row] for row in some], columns)
    cells = [cell for row in book["rows"].iter_rows(min_row=2) for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert sum(isinstance(cell.value, str) and cell.value.startswith("=") for cell in cells) == sum(
        cell.startswith("=") for row in some for cell in row
    )
