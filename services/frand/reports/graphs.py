"""Owns how a derivation is laid out as a graph: what a result follows from, in columns, inputs on the left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.frand.reports.rules import Line, Section


@dataclass(slots=True)
class Layout:
    """Where nodes and edges are.

    Attributes:
        places: column and height of every node, the result in the last column.
        edges: from an input to what follows from it.
        more: text of nodes that stand for several inputs that are not drawn one by one.
        left: quantities that the result follows from and that are not drawn.
    """

    places: dict[str, tuple[int, float]] = field(default_factory=dict[str, tuple[int, float]])
    edges: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    more: dict[str, str] = field(default_factory=dict[str, str])
    left: int = 0


MOST_INPUTS = 6
"""Inputs of a quantity that are drawn one by one."""


def laid_out(section: Section, result: str, most: int) -> Layout:
    """The part of a derivation that leads to a result, nearest quantities first, at most `most` of them."""
    lines = {line.id: line for line in section.lines}
    layout, kept, queue = Layout(), [result], [result]
    while queue:
        name = queue.pop(0)
        inputs = [each for each in dict.fromkeys(lines[name].inputs) if each in lines]
        new = [each for each in inputs if each not in kept]
        room = min(MOST_INPUTS, max(0, most - len(kept)))
        drawn = new[:room]
        kept += drawn
        queue += drawn
        layout.edges += [(each, name) for each in inputs if each in kept]
        if len(new) > len(drawn):
            other = f"{name} …"
            layout.more[other] = f"{len(new) - len(drawn)} more"
            layout.edges.append((other, name))
    depth = _depths(kept, layout)
    widest = max(depth.values())
    columns: dict[int, list[str]] = {}
    for name, steps in depth.items():
        columns.setdefault(widest - steps, []).append(name)
    tall = max(map(len, columns.values()))
    for column, names in columns.items():
        gap = tall / len(names)
        for place, name in enumerate(names):
            layout.places[name] = (column, tall - (place + 0.5) * gap - 0.5)
    layout.left = len(_ancestors(lines, result)) - len(kept)
    return layout


def _depths(kept: list[str], layout: Layout) -> dict[str, int]:
    """Steps from each node to the result, the longest way, so that every edge goes to the right."""
    after: dict[str, list[str]] = {}
    for start, end in layout.edges:
        after.setdefault(start, []).append(end)
    found: dict[str, int] = {}

    def steps(name: str) -> int:
        if name not in found:
            found[name] = max((steps(each) + 1 for each in after.get(name, ())), default=0)
        return found[name]

    return {name: steps(name) for name in [*kept, *layout.more]}


def _ancestors(lines: Mapping[str, Line], result: str) -> set[str]:
    seen, queue = {result}, [result]
    while queue:
        line = lines[queue.pop()]
        for each in line.inputs:
            if each in lines and each not in seen:
                seen.add(each)
                queue.append(each)
    return seen
