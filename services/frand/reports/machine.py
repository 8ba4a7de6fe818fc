"""Owns a report for machines: JSON with everything in it, and CSV with a row a thing.

Numbers are decimal text with all their digits, so that no reader's binary numbers change them. In CSV a text that a
spreadsheet would run has an apostrophe in front (`shared.spreadsheets`).
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, cast

from services.frand.reports import numbers
from services.frand.reports.rules import Report, Section, ShownResult
from shared.canonical import canonical_json, decimal_text, instant_text
from shared.spreadsheets import CsvTable
from shared.spreadsheets.cells import Cell

FORMAT = "sepia-report-v1"
COLUMNS = (
    "part",
    "answer",
    "method",
    "subject",
    "name",
    "label",
    "value",
    "low",
    "high",
    "unit",
    "kind",
    "formula",
    "inputs",
    "sources",
    "text",
)


def json_bytes(report: Report) -> bytes:
    """The report as JSON, indented, keys sorted; the same bytes each time."""
    members = {"format": FORMAT, **_plain(report)}
    # Through the canonical form, which refuses what would not mean the same to every reader.
    document = json.loads(canonical_json(members))
    return (json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def csv_bytes(report: Report) -> bytes:
    """The report as CSV: each row says in its first column what it is, and has blank what it does not have."""
    stream = io.BytesIO()
    table = CsvTable(stream, COLUMNS)
    table.write([[row.get(column) for column in COLUMNS] for row in _rows(report)])
    return stream.getvalue()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        # Of a version for a reader, audiences are no part: all of it is for the reader.
        named = ((each.name, getattr(value, each.name)) for each in fields(value) if each.name != "audience")
        return {name: _plain(member) for name, member in named}
    if isinstance(value, tuple):
        return [_plain(each) for each in cast("tuple[Any, ...]", value)]
    return value


def _rows(report: Report) -> Iterator[dict[str, Cell]]:
    for name, value in (
        ("name", report.name),
        ("title", report.title),
        ("result_digest", report.result_digest),
        ("engine_version", report.engine_version),
        ("created", instant_text(report.created)),
        ("demonstration", "true" if report.demonstration else "false"),
        ("verify", report.verify),
        *(("checkpoint", checkpoint) for checkpoint in report.checkpoints),
        *(("withheld", sentence) for sentence in report.withheld),
    ):
        yield {"part": "calculation", "name": name, "text": value}
    for fact in report.asked:
        yield {"part": "asked", "label": fact.label, "text": fact.value}
    for section in report.sections:
        yield from _section_rows(section)
    for check in report.cross_checks:
        yield {
            "part": "cross-check",
            "label": check.label,
            "value": decimal_text(check.value),
            "low": None if check.reference is None else decimal_text(check.reference),
            "unit": check.unit,
            "formula": check.against,
            "text": check.finding,
        }
    for each in report.sensitivities:
        indices = {"first_order": each.first_order, "total": each.total}
        yield {
            "part": "sensitivity",
            "answer": each.result.answer,
            "name": each.result.quantity,
            "label": each.factor,
            "low": decimal_text(each.low),
            "high": decimal_text(each.high),
            "kind": " | ".join((each.low_setting, each.high_setting)),
            "text": "; ".join(f"{name} {decimal_text(index)}" for name, index in indices.items() if index is not None),
        }
    for offer in report.offers:
        yield {
            "part": "offer",
            "subject": offer.by,
            "label": offer.label,
            "value": decimal_text(offer.value),
            "unit": offer.unit,
        }
        for place in offer.placements:
            yield {
                "part": "place of offer",
                "answer": place.result.answer,
                "name": place.result.quantity,
                "label": offer.label,
                "value": None if place.level is None else decimal_text(place.level),
                "unit": "probability" if place.level is not None else None,
                "text": place.says,
            }
        for condition in offer.conditions:
            yield {"part": "condition of offer", "label": offer.label, "text": condition}


def _section_rows(section: Section) -> Iterator[dict[str, Cell]]:
    for result in section.results:
        yield {
            "part": "result",
            "answer": section.id,
            "method": section.method,
            "subject": result.subject,
            "name": result.best,
            "label": result.label,
            "value": _stated(section, result, result.best),
            "low": _stated(section, result, result.low),
            "high": _stated(section, result, result.high),
            "unit": result.unit,
            "kind": "withheld" if result.withheld else None,
        }
    for line in section.lines:
        yield {
            "part": "quantity",
            "answer": section.id,
            "method": section.method,
            "subject": line.group,
            "name": line.id,
            "label": line.label,
            "value": decimal_text(line.value),
            "unit": line.unit,
            "kind": line.kind,
            "formula": line.formula,
            "inputs": " ".join(line.inputs),
            "sources": " | ".join(line.sources),
        }
    for each in section.withheld:
        yield {
            "part": "quantity",
            "answer": section.id,
            "method": section.method,
            "name": each.id,
            "kind": "withheld",
            "text": each.why,
        }
    for left in section.omitted:
        yield {"part": "omitted", "answer": section.id, "method": section.method, "label": left.what, "text": left.why}
    for note in section.notes:
        yield {"part": "assumed", "answer": section.id, "method": section.method, "text": note}


def _stated(section: Section, result: ShownResult, name: str) -> str | None:
    """A number of a result, rounded as the last step; None where there is none."""
    line = section.line(name)
    return None if line is None else format(numbers.rounded(line.value, result.places), "f")
