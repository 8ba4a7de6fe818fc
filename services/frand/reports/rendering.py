"""Owns making a report in a form: one door to the builders, which a worker process can be sent through."""

from __future__ import annotations

from pathlib import Path

from services.frand.reports.machine import csv_bytes, json_bytes
from services.frand.reports.reported import Stored, reported_calculation
from services.frand.reports.rules import Form, Report
from services.frand.reports.withholding import seen_by


def rendered(report: Report, form: Form, fonts: Path | None = None) -> bytes:
    """The report in a form; the same bytes each time.

    Args:
        report: what its reader may see.
        form: which.
        fonts: further fonts for the PDF.
    """
    match form:
        case Form.JSON:
            return json_bytes(report)
        case Form.CSV:
            return csv_bytes(report)
        case Form.XLSX:
            # Only who draws or writes workbooks loads the libraries for it.
            from services.frand.reports.workbook import workbook

            return workbook(report)
        case Form.PDF:
            from services.frand.reports.paper import pdf

            return pdf(report, fonts)


def made_of(stored: Stored, form: Form, fonts: Path | None = None) -> bytes:
    """The report of a stored calculation in a form, from what its reader may see of it."""
    # What the reader may not see was withheld before; nothing is left to withhold.
    return rendered(seen_by(reported_calculation(stored), None), form, fonts)
