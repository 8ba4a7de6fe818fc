"""Owns tables for people: CSV and Excel workbooks in which nothing is run and no text is changed for good."""

from shared.spreadsheets.cells import Cell, given_text, safe_cell
from shared.spreadsheets.csv_tables import CsvTable, csv_line
from shared.spreadsheets.workbooks import MAX_ROWS, TextTooLong, Workbook

__all__ = ["MAX_ROWS", "Cell", "CsvTable", "TextTooLong", "Workbook", "csv_line", "given_text", "safe_cell"]
