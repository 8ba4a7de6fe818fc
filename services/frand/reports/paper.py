"""Owns a report on paper: a PDF for courts and archives, made from a fixed template and the report as data.

It is PDF/A-2a (archival, text can be extracted) and PDF/UA-1 (accessible); its date is that of the calculation, its
fonts those that come with the libraries, so that the same calculation gives the same bytes on every machine.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import typst

from services.frand.reports import numbers
from services.frand.reports.drawings import Drawing, drawings
from services.frand.reports.glyphs import Glyphs, library_fonts
from services.frand.reports.rules import ABOUT_OTHERS, Line, PlacedOffer, Report, Section, Sensitivity, ShownResult

STANDARDS: list[typst.PDFStandard] = ["a-2a", "ua-1"]

_TEMPLATE = Path(__file__).with_name("paper.typ")
_LONG = re.compile(r"[^\s\u200b]{15,}")
_BREAK = "\u200b"
_HOW = (
    "Anybody who may see the whole calculation recomputes it from its canonical inputs, with the engine named on the "
    "first page, and gets the same bytes: the digest of the inputs is the name of the calculation, that of the results "
    "is on the first page. The workbook form of this report recomputes every formula in a spreadsheet."
)


def pdf(report: Report, fonts: Path | None = None) -> bytes:
    """The report as PDF; the same bytes each time.

    Args:
        report: what is printed.
        fonts: a folder with further fonts; with another one, other bytes.
    """
    glyphs = Glyphs(fonts)
    families = glyphs.families[1:]
    pictures = drawings(report, glyphs.shown, families)
    document = _Document(report, glyphs).written(pictures, families)
    found = typst.Fonts(
        include_system_fonts=False, font_paths=[str(library_fonts()), *([] if fonts is None else [str(fonts)])]
    )
    return typst.compile(
        _TEMPLATE.read_bytes(),
        font_paths=found,
        sys_inputs={"report": json.dumps(document, ensure_ascii=False)},
        pdf_standards=STANDARDS,
        timestamp=int(report.created.timestamp()),
    )


class _Document:
    def __init__(self, report: Report, glyphs: Glyphs) -> None:
        self._report = report
        self._glyphs = glyphs

    def written(self, pictures: Sequence[Drawing], families: Sequence[str]) -> dict[str, object]:
        report, text = self._report, self._text
        created = report.created.astimezone(dt.UTC)
        sections = [self._section(section, pictures) for section in report.sections]
        return {
            "families": list(families),
            "title": self._glyphs.shown(report.title),
            "short_title": text(report.title if len(report.title) <= 70 else report.title[:69] + "…"),
            "mark": "Version without what is restricted to others" if report.withheld else "",
            "name": report.name,
            "date": [created.year, created.month, created.day, created.hour, created.minute, created.second],
            "warnings": list(map(text, self._warnings())),
            "facts": [
                ("Calculation", text(report.name), True),
                ("Digest of results", text(report.result_digest), True)
                if report.result_digest
                else ("Digest of results", "withheld with the numbers that it would confirm", False),
                ("Engine", text(report.engine_version), False),
                ("Computed", created.strftime("%Y-%m-%d %H:%M:%S UTC"), False),
                *(("Stands on", text(each), True) for each in report.checkpoints),
            ],
            "asked": [(text(fact.label), text(fact.value)) for fact in report.asked],
            "summary": [
                self._result(section, result)
                for section in report.sections
                if section.method not in ABOUT_OTHERS
                for result in section.results
            ],
            "about": [
                {
                    "title": text(section.title),
                    "rows": [self._result(section, result) for result in section.results],
                }
                for section in report.sections
                if section.method in ABOUT_OTHERS
            ],
            "drawings": {
                "front": [self._drawing(each) for each in pictures if each.key.startswith("intervals")],
                "tornado": [self._drawing(each) for each in pictures if each.key.startswith("tornado")],
            },
            "checks": [
                {
                    "label": text(check.label),
                    "value": text(_with_unit(numbers.shown(check.value, check.unit), check.unit)),
                    "reference": text(self._reference(check.reference, check.unit, check.against)),
                    "finding": text(check.finding),
                }
                for check in report.cross_checks
            ],
            # Those of an answer of its own are in that answer's table.
            "sensitivities": [
                self._sensitivity(each)
                for each in report.sensitivities
                if not self._is_about_others(each.result.answer)
            ],
            "offers": [self._offer(each) for each in report.offers if each.placements or each.conditions],
            "sections": sections,
            "how": _HOW,
            "verify": text(report.verify),
            # Last: every other text has been read by now.
            "spelt": [(text(shown), text(points)) for shown, points in self._glyphs.spelt],
        }

    def _text(self, text: str) -> str:
        """The text as it is printed: with glyphs for all of it, and places where long words may break."""
        return _LONG.sub(_breakable, self._glyphs.shown(text))

    def _title(self, answer: str) -> str:
        section = self._report.section(answer)
        return answer if section is None else section.title

    def _is_about_others(self, answer: str) -> bool:
        section = self._report.section(answer)
        return section is not None and section.method in ABOUT_OTHERS

    def _warnings(self) -> list[str]:
        demonstration = self._report.demonstration
        made_up = ["Demonstration: made-up declarations or simulated findings."] if demonstration else []
        if self._report.withheld:
            said = " ".join(self._report.withheld)
            return [*made_up, f"This version leaves out what is restricted to others. {said}"]
        return made_up

    def _result(self, section: Section, result: ShownResult) -> dict[str, str]:
        def shown(name: str) -> str:
            line = section.line(name)
            return "" if line is None else numbers.shown(line.value, line.unit, result.places)

        low, high = shown(result.low), shown(result.high)
        withheld = "withheld" if result.withheld else ""
        return {
            "method": self._text(section.title),
            "what": self._text(result.label),
            "whose": self._text(result.subject),
            "best": shown(result.best) or withheld,
            "interval": f"{low} – {high}" if low and high else withheld,
            "unit": self._text(numbers.unit_shown(result.unit)),
        }

    @staticmethod
    def _reference(value: Decimal | None, unit: str, against: str) -> str:
        if value is None:
            return against
        number = numbers.shown(value, unit)
        return f"{number} ({against})" if against else number

    def _sensitivity(self, each: Sensitivity) -> dict[str, str]:
        section = self._report.section(each.result.answer)
        line = section.line(each.result.quantity) if section else None
        unit = line.unit if line else ""
        indices = [f"{index:.3f}" for index in (each.first_order, each.total) if index is not None]
        whose = f"{self._title(each.result.answer)}, {each.result.quantity}: "
        return {
            "factor": self._text(each.factor),
            "settings": self._text(f"{whose}{each.low_setting} → {each.high_setting}"),
            "low": self._text(_with_unit(numbers.shown(each.low, unit), "" if numbers.is_fraction(unit) else unit)),
            "high": self._text(_with_unit(numbers.shown(each.high, unit), "" if numbers.is_fraction(unit) else unit)),
            "indices": "; ".join(indices),
        }

    def _offer(self, offer: PlacedOffer) -> dict[str, object]:
        rate = _with_unit(numbers.shown(offer.value, offer.unit), offer.unit)
        return {
            "label": self._text(offer.label),
            "line": self._text(f"{offer.by}: {rate}"),
            "placements": [
                {
                    "beside": self._text(f"{self._title(place.result.answer)}: {place.result.quantity}"),
                    "level": "" if place.level is None else numbers.shown(place.level, "probability", 3),
                    "says": self._text(place.says),
                }
                for place in offer.placements
            ],
            "conditions": list(map(self._text, offer.conditions)),
        }

    def _section(self, section: Section, pictures: Sequence[Drawing]) -> dict[str, object]:
        groups: list[dict[str, object]] = []
        lines: list[dict[str, str]] = []
        for line in section.lines:
            if not groups or groups[-1]["name"] != self._text(line.group):
                lines = []
                groups.append({"name": self._text(line.group), "lines": lines})
            lines.append(self._line(line))
        return {
            "title": self._text(section.title),
            "drawings": [self._drawing(each) for each in pictures if each.key.endswith(f"_{section.id}")],
            "notes": list(map(self._text, section.notes)),
            "omitted": [self._text(f"{left.what}: {left.why}") for left in section.omitted],
            "withheld": [self._text(f"{each.id}: {each.why}.") for each in section.withheld],
            "groups": groups,
        }

    def _line(self, line: Line) -> dict[str, str]:
        stated = line.kind == "stated" and line.formula
        return {
            "id": self._text(line.id),
            "label": self._text(f"{line.label}: {line.formula}" if stated else line.label),
            "formula": "" if stated else self._text(line.formula),
            "sources": self._text("; ".join(line.sources)),
            "value": numbers.grouped(line.value),
            "how": self._text(f"{line.unit} · {line.kind}" if line.unit else line.kind),
        }

    def _drawing(self, drawing: Drawing) -> dict[str, str]:
        return {"svg": drawing.svg, "caption": self._text(drawing.caption), "alt": self._glyphs.shown(drawing.alt)}


def _with_unit(number: str, unit: str) -> str:
    return f"{number} {numbers.unit_shown(unit)}".strip()


def _breakable(word: re.Match[str]) -> str:
    """The word with places to break: behind its separators but the first sign, and within what is still long."""
    parts = re.sub(r"(?<!^)([._/\-,;:()*+=@])(?=.)", rf"\1{_BREAK}", word[0])
    return re.sub(rf"[^{_BREAK}]{{15}}(?=[^{_BREAK}]{{3}})", rf"\g<0>{_BREAK}", parts)
