"""Owns what a measurement gives: ratios with both absolute figures, plain figures, and how they were taken."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

Row = dict[str, object]
"""A figure: `name`, `value`, `unit`, `note`; a ratio's `unit` is `x`, and `of` and `to` are what was divided."""

_Part = tuple[str, float, str]
WIDTH = 132


def figure(name: str, value: float, unit: str, note: str = "") -> Row:
    """One absolute figure."""
    return {"name": name, "value": value, "unit": unit, "note": note}


def ratio(name: str, of: tuple[str, float, str], to: tuple[str, float, str], note: str = "") -> Row:
    """One figure over another that was measured beside it.

    Args:
        name: what it tells.
        of: name, value and unit of the figure above the line.
        to: those of the figure below it.
        note: what else is to be known.
    """
    return {"name": name, "value": of[1] / to[1], "unit": "x", "note": note, "of": of, "to": to}


def with_both_figures(rows: Sequence[Row], pairs: Mapping[str, tuple[str, str]]) -> list[Row]:
    """The rows, with both absolute figures put to each ratio that a pair of other rows' names explains."""
    by_name = {str(row["name"]): row for row in rows}

    def part(name: str) -> tuple[str, object, object]:
        return name, by_name[name]["value"], by_name[name]["unit"]

    return [
        row | {"of": part(pairs[name][0]), "to": part(pairs[name][1])} if (name := str(row["name"])) in pairs else row
        for row in rows
    ]


def as_table(title: str, how: str, rows: Iterable[Row]) -> str:
    """A measurement for people: its ratios with both figures, then further figures, then how it was done."""
    rows = list(rows)
    lines = ["", title, "=" * len(title)]
    divided: set[str] = set()
    for row in rows:
        if "of" in row:
            (of, of_value, of_unit), (to, to_value, to_unit) = cast("tuple[_Part, _Part]", (row["of"], row["to"]))
            divided |= {of, to}
            figures = f"{of} {_number(of_value)} {of_unit} / {to} {_number(to_value)} {to_unit}"
            lines += [f"  {_number(row['value']):>9} x  {row['name']!s:<36} {figures}", *_note(row)]
    for row in rows:
        if "of" not in row and row["name"] not in divided:
            lines.append(f"  {_number(row['value']):>9} {row['unit']!s:<10} {row['name']}")
            lines += _note(row)
    lines += textwrap.wrap(f"How: {how}", WIDTH, initial_indent="  ", subsequent_indent="       ")
    return "\n".join(lines)


def _note(row: Row) -> list[str]:
    return textwrap.wrap(str(row["note"]), WIDTH - 22, initial_indent=" " * 22, subsequent_indent=" " * 22)


def _number(value: object) -> str:
    number = float(cast("float", value))
    return f"{number:,.0f}" if abs(number) >= 1_000 else f"{number:.3g}"
