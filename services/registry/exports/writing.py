"""Owns the files of exports: CSV in a ZIP, Excel workbooks and Parquet, written as the rows come, in bounded memory."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

import polars as pl

from services.registry.exports import rules
from shared.spreadsheets import Cell, CsvTable, Workbook

LIST_SEPARATOR = " | "
"""Stands between the values of a list where a cell holds one text; as in the files that come in."""

Columns = Sequence[tuple[str, str]]
Rows = Sequence[Sequence[Any]]
_ROW_GROUP = 100_000

_TYPES: Mapping[str, pl.DataType] = {
    "text": pl.String(),
    "texts": pl.List(pl.String()),
    "integer": pl.Int64(),
    "boolean": pl.Boolean(),
    "date": pl.Date(),
    "instant": pl.Datetime("us", "UTC"),
}


class TableFile(Protocol):
    """A file as it is written."""

    safe_cells: bool
    """Whether texts were changed so that no spreadsheet runs them."""

    def write(self, rows: Rows) -> None:
        """Takes further rows."""
        ...

    @property
    def parts(self) -> int:
        """Sheets that the table is on."""
        ...

    def close(self, about: Mapping[str, str | int]) -> None:
        """Completes the file with what it says about itself."""
        ...


def table_file(format: int, path: Path, name: str, columns: Columns) -> TableFile:
    """The file of an export.

    Args:
        format: number of `ExportFormat`.
        path: where to write it; beside it there may be others until it is closed.
        name: of the table.
    """
    return {rules.CSV: ZippedCsv, rules.XLSX: Excel, rules.PARQUET: Parquet}[format](path, name, columns)


class ZippedCsv:
    """A ZIP of the table as CSV and of what it says about itself as JSON."""

    safe_cells = True
    parts = 1

    def __init__(self, path: Path, name: str, columns: Columns) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        # One date for all: the same rows give the same bytes.
        self._stream = self._zip.open(_entry(f"{name}.csv"), "w", force_zip64=True)
        self._table = CsvTable(cast("Any", self._stream), [column for column, _ in columns])

    def write(self, rows: Rows) -> None:
        self._table.write(map(_cells, rows))  # pyright: ignore[reportArgumentType]

    def close(self, about: Mapping[str, str | int]) -> None:
        self._stream.close()
        text = json.dumps(about, ensure_ascii=False, indent=2) + "\n"
        self._zip.writestr(_entry("about.json"), text.encode())
        self._zip.close()


class Excel:
    """A workbook."""

    safe_cells = False

    def __init__(self, path: Path, name: str, columns: Columns) -> None:
        self._book = Workbook(path, name, [column for column, _ in columns])

    @property
    def parts(self) -> int:
        return self._book.sheets

    def write(self, rows: Rows) -> None:
        self._book.write(map(_cells, rows))  # pyright: ignore[reportArgumentType]

    def close(self, about: Mapping[str, str | int]) -> None:
        self._book.close(about)


class Parquet:
    """A Parquet file: row groups are written as they fill, and put together at the end without being held at once."""

    safe_cells = False
    parts = 1

    def __init__(self, path: Path, _name: str, columns: Columns) -> None:
        self._path = path
        self._schema = {name: _TYPES[kind] for name, kind in columns}
        self._waiting: list[Sequence[Any]] = []
        self._pieces: list[Path] = []

    def write(self, rows: Rows) -> None:
        self._waiting += [tuple(row) for row in rows]
        if len(self._waiting) >= _ROW_GROUP:
            self._put_down()

    def close(self, about: Mapping[str, str | int]) -> None:
        if self._waiting or not self._pieces:
            self._put_down()
        said = json.dumps(about, ensure_ascii=False)
        pl.scan_parquet(self._pieces, glob=False).sink_parquet(
            self._path, compression="zstd", row_group_size=_ROW_GROUP, metadata={"sepia": said}, engine="streaming"
        )
        for piece in self._pieces:
            piece.unlink()

    def _put_down(self) -> None:
        piece = self._path.with_name(f"{self._path.name}.{len(self._pieces)}")
        pl.DataFrame(self._waiting, schema=self._schema, orient="row").write_parquet(piece, compression="lz4")
        self._pieces.append(piece)
        self._waiting = []


def _cells(row: Sequence[Any]) -> list[Cell]:
    return [LIST_SEPARATOR.join(cast("list[str]", value)) if isinstance(value, list) else value for value in row]


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry
