"""Owns how long a question takes, about: what decides whether it is answered at once or as an operation.

Seconds on one core of an ordinary machine, from measurements (`docs/frand/performance.md`), within a factor of three of
these. What is estimated too short is only awaited a little longer: the estimate decides nothing else.
"""

from __future__ import annotations

from services.frand import engine
from services.frand.calculations.side_by_side import Question
from services.frand.calculations.top_down import TopDown
from services.frand.engine.sensitivity_inputs import SensitivityInputs
from shared.errors import precondition

AT_ONCE_SECONDS = 3.0
"""What takes longer is started, not awaited."""

MOST_SECONDS = 6 * 3600.0
"""What takes longer is not begun: it is a slip of the pen, or wants a set of scenarios on many machines."""

_METHOD = 0.1
_FORMULAS_AGAIN = 0.02
_GRAPHS_A_SECOND = 20_000
"""Evaluations of a graph, as arrays."""

_MIXED_DISTRIBUTIONS = 83
"""Distributions of all shares under evaluators of uncertain error: 3, 5 and 7 nodes each way, which mostly suffice."""

_SHAPES_AND_COUNTS = ("prior_", "sensitivity", "specificity", ".families", ".checked", ".essential", ".share")


def seconds_of(question: Question) -> float:
    """How long a question takes."""
    by_id = {each.id: each.inputs for each in question.methods}
    methods = sum(map(_of_method, by_id.values()))
    placed = max(map(_of_places, by_id.values()), default=0.0) if question.offers else 0.0
    moved = sum(_of_sensitivity(by_id.get(each.answer), each.inputs) for each in question.sensitivities)
    return methods + placed + moved


def seconds_of_top_down(asked: TopDown) -> float:
    """How long the top-down method from what Sepia holds takes."""
    lines = [line for line in asked.findings.holders if line.families]
    one = _of_shares([(line.families, line.checked) for line in lines], erring=not asked.perfect_evaluators)
    return one * (_MIXED_DISTRIBUTIONS if asked.evaluator_quality is not None else 1) + _METHOD


def must_end(seconds: float) -> None:
    """Refuses what would not end in any time that somebody waits.

    Raises:
        SepiaError: FAILED_PRECONDITION (TOO_MUCH_WORK).
    """
    if seconds > MOST_SECONDS:
        raise precondition(
            "TOO_MUCH_WORK",
            f"This would take about {spoken(seconds)} of computing; an operation may take {spoken(MOST_SECONDS)}. Ask "
            "for fewer points, swings or holders, or vary inputs in a set of scenarios.",
        )


def spoken(seconds: float) -> str:
    """A time for people."""
    if seconds < 100:
        return f"{max(1, round(seconds))} s"
    return f"{round(seconds / 60):,} min" if seconds < 6000 else f"{round(seconds / 3600):,} h"


def _of_method(inputs: object) -> float:
    if isinstance(inputs, TopDown):
        return seconds_of_top_down(inputs)
    if isinstance(inputs, engine.TopDownInputs):
        return _METHOD + sum(_of_generation(inputs, each) for each in inputs.generations)
    return _METHOD


def _of_generation(inputs: engine.TopDownInputs, generation: engine.Generation) -> float:
    counts = [(each.checked.families, each.checked.checked) for each in generation.shares if each.checked is not None]
    if not counts:
        return 0.0
    certain = inputs.aggregate_of(generation).shape in (engine.AggregateShape.POINT, engine.AggregateShape.RANGE)
    whole = not certain or len(inputs.generations) > 1
    if generation.evaluators is not None:
        return _of_shares(counts, erring=True) * _MIXED_DISTRIBUTIONS * (1.7 if whole else 1.0)
    erring = (generation.sensitivity, generation.specificity) != (1, 1)
    # Whole distributions in cells, and the integral over them of each holder.
    return _of_shares(counts, erring=erring) + ((1.3 + 0.01 * len(counts)) if whole else 0.0)


def _of_shares(counts: list[tuple[int, int]], *, erring: bool) -> float:
    """The exact distribution of all shares, once; and the enumeration over true positives."""
    families = sum(each for each, _ in counts)
    enumerated = sum(each * checked for each, checked in counts) if erring else 0
    return 0.02 + 3e-4 * len(counts) + 1e-6 * families + 1e-8 * enumerated


def _of_places(inputs: object) -> float:
    """Where offers lie: the distributions once more."""
    return _of_method(inputs) if isinstance(inputs, TopDown | engine.TopDownInputs) else 0.0


def _of_sensitivity(inputs: object, asked: SensitivityInputs) -> float:
    again = _of_method(inputs) if isinstance(inputs, TopDown | engine.TopDownInputs) else _FORMULAS_AGAIN
    swings = sum(2 * (again if _numeric(each.input) else _FORMULAS_AGAIN) for each in asked.swings)
    if not asked.uncertain:
        return swings
    numeric = sum(_numeric(each.input) for each in asked.uncertain) if again > _FORMULAS_AGAIN else 0
    if numeric:
        return swings + asked.points * ((numeric + 2) * again + len(asked.uncertain) * _FORMULAS_AGAIN / 10)
    return swings + asked.points * (len(asked.uncertain) + 2) / _GRAPHS_A_SECOND + asked.resamples * 1e-3


def _numeric(name: str) -> bool:
    """Whether a method has to be asked again when a quantity of this name moves, as far as the name tells."""
    return any(part in name for part in _SHAPES_AND_COUNTS)
