"""Owns the figures of a report, as SVG: intervals with offers, tornado, shares, derivation graph.

They are drawn from the report alone, so axes, paths and labels hold shown numbers only. The same report gives the same
bytes: no date, no random identities, text as outlines of the fonts that come along.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.figure import Figure

from services.frand.reports import numbers
from services.frand.reports.graphs import laid_out
from services.frand.reports.rules import ABOUT_OTHERS, Line, PlacedOffer, Report, Section, Sensitivity, ShownResult

MOST_ROWS = 40
MOST_NODES = 22
_WIDTH = 6.7  # inches: the text of an A4 page
_LABEL = 32
_INK, _SOFT, _ACCENT, _OFFER = "#1f2933", "#9aa5b1", "#1f5a96", "#b3541e"
_STYLE = {
    "svg.fonttype": "path",
    "svg.hashsalt": "sepia",
    "text.parse_math": False,  # names are names, not formulas
    "axes.formatter.use_mathtext": False,
    "font.family": ["DejaVu Sans"],
    "font.size": 7.5,
    "axes.edgecolor": _SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure.

    Attributes:
        key: its name in the document.
        caption: below it.
        alt: what it shows, for those who cannot see it.
        svg: the picture.
    """

    key: str
    caption: str
    alt: str
    svg: str


def drawings(report: Report, shown: Callable[[str], str], families: Sequence[str] = ()) -> list[Drawing]:
    """The figures of a report.

    Args:
        report: what is drawn.
        shown: makes a text one that the fonts can show.
        families: further font families, beside DejaVu Sans.
    """
    style: dict[Any, Any] = _STYLE | {"font.family": ["DejaVu Sans", *families]}
    with matplotlib.rc_context(style):
        found = [*_intervals(report, shown), *_tornados(report, shown)]
        for section in report.sections:
            found += _shares(section, shown)
            found += _graph(section, shown)
    return found


def _intervals(report: Report, shown: Callable[[str], str]) -> list[Drawing]:
    units: dict[str, list[tuple[Section, ShownResult]]] = {}
    for section in report.sections:
        for result in section.results:
            if result.best and section.method not in ABOUT_OTHERS:
                units.setdefault(result.unit, []).append((section, result))
    found: list[Drawing] = []
    for number, (unit, rows) in enumerate(units.items(), 1):
        offers = [offer for offer in report.offers if offer.unit == unit]
        if len(rows) < 2 and not offers and not any(result.low for _, result in rows):
            continue
        found.append(_interval_figure(f"intervals{number}", unit, rows, offers, shown))
    return found


def _interval_figure(
    key: str,
    unit: str,
    rows: Sequence[tuple[Section, ShownResult]],
    offers: Sequence[PlacedOffer],
    shown: Callable[[str], str],
) -> Drawing:
    drawn = rows[:MOST_ROWS]
    figure, axes = _canvas(len(drawn), legend=bool(offers))
    scale = 100 if numbers.is_fraction(unit) else 1
    for place, (section, result) in enumerate(drawn):
        at = -place
        low, high = section.line(result.low), section.line(result.high)
        if low is not None and high is not None:
            axes.plot(
                [float(low.value) * scale, float(high.value) * scale], [at, at], color=_ACCENT, lw=1.6, alpha=0.55
            )
        best = section.line(result.best)
        assert best is not None
        axes.plot([float(best.value) * scale], [at], "o", color=_ACCENT, ms=3.6)
    several = len({section.id for section, _ in drawn}) > 1
    labels = [
        _short(shown(f"{section.title}: " * several + (_group(section, result) or result.subject or result.label)))
        for section, result in drawn
    ]
    _rows(axes, labels)
    for number, offer in enumerate(offers, 1):
        axes.axvline(float(offer.value) * scale, color=_OFFER, lw=1, ls=(0, (4, 1.5 + number)))
        axes.annotate(
            f"{number}",
            (float(offer.value) * scale, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
            color=_OFFER,
            fontweight="bold",
        )
    axes.set_xlabel(shown(_axis(unit)))
    more = f" The first {len(drawn)} of {len(rows)} results are drawn." if len(rows) > len(drawn) else ""
    placed = "".join(f" Line {n}: {o.label}{f' ({o.by})' if o.by else ''}." for n, o in enumerate(offers, 1))
    return Drawing(
        key,
        f"Answers side by side ({unit}): best numbers and their intervals.{placed}{more}",
        f"Best numbers and intervals of {len(drawn)} results in {unit}, with {len(offers)} offers",
        _svg(figure),
    )


def _group(section: Section, result: ShownResult) -> str:
    """The heading of a result, where results have headings of their own: a holder's name."""
    lines = [section.line(each.best) for each in section.results]
    groups = [line.group for line in lines if line is not None]
    own = section.line(result.best)
    return own.group if own is not None and len(set(groups)) == len(groups) > 1 else ""


def _tornados(report: Report, shown: Callable[[str], str]) -> list[Drawing]:
    by_result: dict[tuple[str, str], list[Sensitivity]] = {}
    for each in report.sensitivities:
        by_result.setdefault((each.result.answer, each.result.quantity), []).append(each)
    found: list[Drawing] = []
    for number, ((answer, quantity), moves) in enumerate(by_result.items(), 1):
        section = report.section(answer)
        line = section.line(quantity) if section else None
        if line is not None:
            found.append(_tornado(f"tornado{number}", line, moves, shown))
    return found


def _tornado(key: str, line: Line, moves: Sequence[Sensitivity], shown: Callable[[str], str]) -> Drawing:
    ranked = sorted(moves, key=lambda each: -abs(each.high - each.low))[:MOST_ROWS]
    figure, axes = _canvas(len(ranked))
    scale = 100 if numbers.is_fraction(line.unit) else 1
    base = float(line.value) * scale
    for place, each in enumerate(ranked):
        for value, color in ((each.low, _ACCENT), (each.high, _OFFER)):
            axes.barh(-place, float(value) * scale - base, left=base, height=0.62, color=color, alpha=0.75)
    axes.axvline(base, color=_INK, lw=0.8)
    _rows(axes, [_short(shown(each.factor)) for each in ranked])
    axes.set_xlabel(shown(_axis(line.unit)))
    more = f" The {len(ranked)} widest of {len(moves)} are drawn." if len(moves) > len(ranked) else ""
    return Drawing(
        key,
        f"How “{line.label}” moves with each assumption alone: blue at its low setting, brown at its high one.{more}",
        f"Tornado diagram of {len(ranked)} assumptions",
        _svg(figure),
    )


def _shares(section: Section, shown: Callable[[str], str]) -> list[Drawing]:
    rows = [line for line in section.lines if line.id.endswith(".share") and numbers.is_fraction(line.unit)]
    if len(rows) < 2:
        return []
    drawn = sorted(rows, key=lambda line: (-line.value, line.id))[:MOST_ROWS]
    figure, axes = _canvas(len(drawn))
    for place, line in enumerate(drawn):
        axes.barh(-place, float(line.value) * 100, height=0.62, color=_ACCENT, alpha=0.75)
        low, high = (section.line(f"{line.id}.{end}") or section.line(f"{line.id}_{end}") for end in ("low", "high"))
        if low is not None and high is not None:
            axes.plot([float(low.value) * 100, float(high.value) * 100], [-place, -place], color=_INK, lw=1)
    _rows(axes, [_short(shown(line.group or line.label)) for line in drawn])
    axes.set_xlim(left=0)
    axes.set_xlabel("share, in per cent")
    more = f" The {len(drawn)} largest of {len(rows)} are drawn." if len(rows) > len(drawn) else ""
    return [
        Drawing(
            f"shares_{section.id}",
            f"{section.title}: shares, the largest first, with intervals where there are any.{more}",
            f"Bars of {len(drawn)} shares",
            _svg(figure),
        )
    ]


def _graph(section: Section, shown: Callable[[str], str]) -> list[Drawing]:
    result = next((each for each in section.results if each.best), None)
    if result is None:
        return []
    picture = laid_out(section, result.best, MOST_NODES)
    if len(picture.places) < 3:
        return []
    wide = max(column for column, _ in picture.places.values()) + 1
    tall = max(sum(1 for c, _ in picture.places.values() if c == column) for column in range(wide))
    figure = Figure(figsize=(_WIDTH, min(7.4, 0.5 + 0.36 * tall)))
    axes: Any = figure.add_axes((0.01, 0.02, 0.98, 0.96))
    axes.set_axis_off()
    axes.set_xlim(-0.5, wide - 0.5)
    axes.set_ylim(-0.5, tall - 0.5)
    fills = {"given": "#fffbe0", "computed": "#ffffff", "stated": "#ededed", "more": "#ffffff"}
    boxes: dict[str, Any] = {}
    letters = max(10, int(96 / wide))
    for name, (x, y) in picture.places.items():
        line = section.line(name)
        text, kind = (picture.more[name], "more") if line is None else (line.id, line.kind)
        node = axes.text(
            x,
            y,
            _short(shown(text), letters),
            ha="center",
            va="center",
            fontsize=6.2 if wide < 6 else 5,
            style="italic" if kind == "more" else "normal",
            bbox={"boxstyle": "round,pad=0.35", "fc": fills[kind], "ec": _SOFT, "lw": 0.6},
            zorder=3,
        )
        boxes[name] = node.get_bbox_patch()
    for start, end in picture.edges:
        ends = {"patchA": boxes[start], "patchB": boxes[end], "shrinkA": 0, "shrinkB": 1}
        look = {"arrowstyle": "-|>", "color": _SOFT, "lw": 0.6, "mutation_scale": 6}
        axes.annotate("", picture.places[end], picture.places[start], arrowprops=look | ends, zorder=4)
    more = f" {picture.left} further quantities are in the table." if picture.left else ""
    return [
        Drawing(
            f"graph_{section.id}",
            f"{section.title}: what “{result.best}” follows from. Yellow was given, white computed, grey stated.{more}",
            f"Graph of {len(picture.places)} quantities that lead to {result.best}",
            _svg(figure),
        )
    ]


def _canvas(rows: int, *, legend: bool = False) -> tuple[Figure, Any]:
    height = 0.62 + 0.19 * max(rows, 2) + (0.12 if legend else 0)
    figure = Figure(figsize=(_WIDTH, height))
    left, below = 0.32, 0.42 / height
    axes: Any = figure.add_axes((left, below, 0.97 - left, 1 - below - (0.24 if legend else 0.1) / height))
    axes.grid(axis="x", color="#e4e7eb", lw=0.6)
    axes.tick_params(length=2, color=_SOFT)
    return figure, axes


def _rows(axes: Any, labels: Sequence[str]) -> None:
    axes.set_yticks([-place for place in range(len(labels))], labels)
    axes.set_ylim(-len(labels) + 0.4, 0.6)
    axes.margins(x=0.04)


def _axis(unit: str) -> str:
    if not numbers.is_fraction(unit):
        return _short(unit, 80)
    return _short(f"per cent {numbers.unit_shown(unit)}".strip(), 80)


def _short(text: str, letters: int = _LABEL) -> str:
    """The text, its middle left out where it is long: names that begin alike often end differently."""
    end = letters // 3
    return text if len(text) <= letters else f"{text[: letters - 1 - end]}…{text[-end:]}"


def _svg(figure: Figure) -> str:
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return stream.getvalue()
