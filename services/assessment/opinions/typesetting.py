"""Owns the forms of an opinion's document: PDF and DOCX, the same bytes for the same record, no author and no date."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path

import typst

from services.assessment.opinions.rules import Paper

__all__ = ["DOCX", "PDF", "docx_of", "pdf_of"]

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TEMPLATE = Path(__file__).with_name("opinion.typ")
_COLUMNS = ("element", "text", "found", "reasons", "provisions consulted")
_EPOCH = dt.datetime(1980, 1, 1)  # noqa: DTZ001 - a file's own fields have no zone


def pdf_of(paper: Paper) -> bytes:
    """The document as PDF."""
    data = json.dumps(paper.document(), ensure_ascii=False)
    return typst.compile(
        _TEMPLATE.read_bytes(), format="pdf", sys_inputs={"paper": data}, ignore_system_fonts=True, timestamp=0
    )


def docx_of(paper: Paper) -> bytes:
    """The document as DOCX."""
    from docx import Document  # loaded when first used
    from docx.shared import Pt

    made = Document()
    made.styles["Normal"].font.size = Pt(10)  # pyright: ignore[reportAttributeAccessIssue]
    if paper.warning:
        made.add_paragraph().add_run(paper.warning).bold = True
    made.add_heading(paper.title, level=0)
    _rows(made, paper.facts)
    made.add_heading("Result", level=1)
    made.add_paragraph().add_run(paper.result).bold = True
    made.add_heading("Reasons", level=1)
    for part in paper.reasons:
        made.add_paragraph(_printable(part))
    for table in paper.findings:
        made.add_heading("Findings by element", level=1)
        made.add_paragraph(_printable(table.title))
        _rows(made, [_COLUMNS, *table.rows])
    made.add_heading("Procedure", level=1)
    _rows(made, paper.steps)
    if paper.consulted:
        made.add_heading("Documents consulted, by their SHA-256", level=1)
        for digest in paper.consulted:
            made.add_paragraph(digest)
    made.add_heading("Effect", level=1)
    made.add_paragraph(paper.effect)
    made.add_heading("Verification", level=1)
    made.add_paragraph(paper.verification)
    made.add_paragraph(f"record {paper.digest}")
    about = made.core_properties
    about.author = about.last_modified_by = about.comments = about.keywords = ""
    about.title, about.created, about.modified, about.revision = paper.title, _EPOCH, _EPOCH, 1
    raw = io.BytesIO()
    made.save(raw)
    return _reproducible(raw.getvalue())


def _rows(made: object, rows: Sequence[tuple[str, ...]]) -> None:
    table = made.add_table(rows=0, cols=len(rows[0]) if rows else 2)  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnknownMemberType]
    for row in rows:
        cells = table.add_row().cells  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        for cell, text in zip(cells, row, strict=True):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
            cell.text = _printable(text)


def _printable(text: str) -> str:
    """Without the control characters that XML cannot hold."""
    return "".join(each if each >= " " or each == "\t" else "\ufffd" for each in text)


def _reproducible(data: bytes) -> bytes:
    """The archive again, with fixed times and without the thumbnail that the library's own template brings along."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as again:
        for name in sorted(archive.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(info, archive.read(name))
    return out.getvalue()
