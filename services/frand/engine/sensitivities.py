"""Owns sensitivities: how an answer moves when its inputs do, one at a time (tornado) and all together (Sobol)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import scipy  # its heavier parts are loaded when first used

from services.frand.engine.checks import Floats
from services.frand.engine.derivation import Derivation, Kind, MethodAnswer, Quantity, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.formula_arrays import evaluate_arrays
from services.frand.engine.formulas import DIGITS, evaluate
from services.frand.engine.sensitivity_inputs import InputSwing, SensitivityInputs, UncertainInput

__all__ = [
    "SobolIndices",
    "TornadoBar",
    "recomputed",
    "sensitivities",
    "sobol",
    "tornado",
]

_BOOTSTRAP = 4_000_000
"""Most numbers of one turn of the bootstrap."""

_COUNTED = "families"
"""Unit of counts."""

_YEARLY = "a year"
"""Unit of interest rates, which may be negative."""

_DRAWN_DIGITS = 12
"""Significant digits of a drawn value that a method is asked with."""

_REMEMBERED = 64
"""Answers of a method that are kept in case it would be asked the same again."""


@dataclass(frozen=True, slots=True)
class TornadoBar:
    """How far one input moves the answer.

    Attributes:
        input: which.
        low, high: its values.
        at_low, at_high: the answer there, the other inputs as they are.
        width: the distance between the two, not negative.
    """

    input: str
    low: Decimal
    high: Decimal
    at_low: Decimal
    at_high: Decimal
    width: Decimal


@dataclass(frozen=True, slots=True, eq=False)
class SobolIndices:
    """How much of the variance of an answer each input explains.

    Attributes:
        inputs: which.
        first: alone, shape (inputs,).
        total: alone and together with others, shape (inputs,).
        first_errors, total_errors: standard errors of these by the bootstrap.
        mean, variance: of the answer over the inputs' distributions.
        evaluations: how often the answer was computed.
    """

    inputs: tuple[str, ...]
    first: Floats
    total: Floats
    first_errors: Floats
    total_errors: Floats
    mean: float
    variance: float
    evaluations: int


def recomputed(derivation: Derivation, changes: Mapping[str, Decimal], result: str) -> Decimal:
    """A quantity of a derivation, if given ones had other values: its formulas computed again.

    Parameters
    ----------
    derivation : Derivation
    changes : mapping of str to Decimal
        New values of given quantities.
    result : str
        Name of the quantity wanted.

    Returns
    -------
    Decimal

    Raises
    ------
    InvalidInput
        A name that is not in the derivation or was not given; a quantity on the way that is stated and follows from
        what changed (the numerics would have to be run again); no finite value.

    Examples
    --------
    >>> known = Derivation()
    >>> _ = known.given("aggregate", Decimal(8), "EUR", ""), known.given("share", Decimal("0.25"), "", "")
    >>> _ = known.computed("rate", "aggregate * share", "EUR", "")
    >>> recomputed(known, {"share": Decimal("0.5")}, "rate")
    Decimal('4.0')
    """
    values = dict(derivation.values) | dict(changes)
    for quantity in _moved(derivation, tuple(changes), result):
        values[quantity.id] = evaluate(quantity.formula, values)
    return values[result]


def tornado(
    function: Callable[[Mapping[str, Decimal]], Decimal], base: Mapping[str, Decimal], swings: Sequence[InputSwing]
) -> tuple[TornadoBar, ...]:
    """Moves one input at a time from low to high, the others staying at their base; the widest bar first.

    Parameters
    ----------
    function : callable
        From values of all inputs to the answer.
    base : mapping of str to Decimal
        Values that the inputs have; every swing's input is among them.
    swings : sequence of InputSwing

    Returns
    -------
    tuple of TornadoBar

    Raises
    ------
    InvalidInput
        An unknown input, or what `function` refuses.

    References
    ----------
    Eschenbach, T. G. (1992), "Spiderplots versus Tornado Diagrams for Sensitivity Analysis", Interfaces 22, 40-46.

    Examples
    --------
    >>> bars = tornado(lambda v: v["a"] * v["b"], {"a": Decimal(2), "b": Decimal(3)},
    ...                [InputSwing("a", Decimal(1), Decimal(3)), InputSwing("b", Decimal(1), Decimal(5))])
    >>> [(bar.input, str(bar.at_low), str(bar.at_high)) for bar in bars]
    [('b', '2', '10'), ('a', '3', '9')]
    """
    bars: list[TornadoBar] = []
    for swing in swings:
        if swing.input not in base:
            raise InvalidInput("swings.input", "must name an input of the answer", given=swing.input)
        at_low, at_high = (function({**base, swing.input: value}) for value in (swing.low, swing.high))
        with localcontext(prec=DIGITS):
            width = abs(at_high - at_low)
        bars.append(TornadoBar(swing.input, swing.low, swing.high, at_low, at_high, width))
    return tuple(sorted(bars, key=lambda bar: (-bar.width, bar.input)))


def sobol(
    function: Callable[[Floats], Floats],
    uncertain: Sequence[UncertainInput],
    *,
    points: int = 1024,
    seed: int = 0,
    resamples: int = 200,
) -> SobolIndices:
    """First-order and total indices of Sobol, with standard errors.

    S_i = V[E(Y | X_i)] / V(Y), T_i = E[V(Y | all but X_i)] / V(Y), by the estimators of Saltelli (2010) over scrambled
    points of Sobol's sequence; errors by resampling the points.

    Parameters
    ----------
    function : callable
        From inputs, shape (inputs, n), to answers, shape (n,).
    uncertain : sequence of UncertainInput
        Two or more, independent of each other.
    points : int
        A power of two, 64 to 65,536; `function` is asked for points × (inputs + 2) answers.
    seed : int
        The same seed gives the same numbers.
    resamples : int
        50 to 5,000.

    Returns
    -------
    SobolIndices
        Where the answer does not vary, all indices are 0 and so is `variance`.

    Raises
    ------
    InvalidInput
        An argument breaks its rule, or an answer is not finite.

    References
    ----------
    Saltelli, A. et al. (2010), "Variance based sensitivity analysis of model output", Computer Physics Communications
    181, 259-270; `scipy.stats.sobol_indices`.

    Examples
    --------
    >>> from services.frand.engine import InputSpread
    >>> two = [UncertainInput(name, InputSpread.UNIFORM, Decimal(0), Decimal(1)) for name in ("a", "b")]
    >>> found = sobol(lambda x: 2 * x[0] + x[1], two, points=4096)
    >>> found.first.round(2).tolist(), found.total.round(2).tolist()
    ([0.8, 0.2], [0.8, 0.2])
    """
    # Imported when first needed: scipy.stats takes longer to import than all the rest together.
    from scipy.stats import sobol_indices

    asked = SensitivityInputs("answer", (), tuple(uncertain), points, seed, resamples)
    width, n = len(uncertain), asked.points
    unit = scipy.stats.qmc.Sobol(2 * width, rng=np.random.default_rng([seed, 1])).random(n).T
    a, b = (_spread(uncertain, half) for half in (unit[:width], unit[width:]))
    ab = np.repeat(a[None], width, axis=0)
    ab[np.arange(width), np.arange(width)] = b
    f_a, f_b = _answers(function, a), _answers(function, b)
    f_ab = np.stack([_answers(function, each) for each in ab])
    both = np.concatenate((f_a, f_b))
    mean, variance, evaluations = float(both.mean()), float(both.var()), n * (width + 2)
    names = tuple(each.input for each in uncertain)
    scale = float(np.abs(both).max())
    if variance <= (1e-12 * scale) ** 2:
        nothing = np.zeros(width)
        return SobolIndices(names, nothing, nothing, nothing, nothing, mean, 0.0, evaluations)

    def indices(rows: Any) -> tuple[Floats, Floats]:
        sampled: dict[Any, Floats] = {"f_A": f_a[rows], "f_B": f_b[rows], "f_AB": f_ab[:, rows]}
        found = sobol_indices(func=sampled, n=n)
        return np.asarray(found.first_order).reshape(-1, width), np.asarray(found.total_order).reshape(-1, width)

    first, total = indices(np.arange(n)[None])
    random = np.random.default_rng([seed, 2])
    turn = max(1, _BOOTSTRAP // (n * width))
    drawn = [indices(random.integers(0, n, (min(turn, resamples - i), n))) for i in range(0, resamples, turn)]
    errors = [np.std(np.concatenate([each[k] for each in drawn]), axis=0, ddof=1) for k in (0, 1)]
    return SobolIndices(names, first[0], total[0], errors[0], errors[1], mean, variance, evaluations)


Again = Callable[[Mapping[str, Decimal]], tuple[Derivation, str]]
"""Asks a method again with other values of some inputs: its derivation then, and the name of the result in it."""


def sensitivities(derivation: Derivation, inputs: SensitivityInputs, again: Again | None = None) -> MethodAnswer:
    """Tornado and Sobol's indices of one result of any method, from the formulas of its derivation.

    Parameters
    ----------
    derivation : Derivation
        Of the method's answer. Inputs are its given quantities.
    inputs : SensitivityInputs
    again : callable, optional
        Asks the method again; for inputs that only the numerics can follow, such as a prior or a count. Without it they
        are refused. For Sobol's indices it is asked points × (such inputs + 2) times; a count is rounded to a whole
        number there.

    Returns
    -------
    MethodAnswer
        For each swing the answer at its low and high end (low, high; best is the width), the widest first; for each
        uncertain input its first-order and total index with the interval of two standard errors on each side.

    Raises
    ------
    InvalidInput
        A name that is not a given quantity or a result, an input that the result does not follow from, or one that
        moves a stated quantity on the way; a range that the input cannot have: below 0 or, of a fraction, above 1.

    Examples
    --------
    >>> known = Derivation()
    >>> _ = known.given("aggregate", Decimal(8), "EUR", ""), known.given("share", Decimal("0.25"), "", "")
    >>> _ = known.computed("rate", "aggregate * share", "EUR", "")
    >>> swings = (InputSwing("share", Decimal("0.2"), Decimal("0.3")), InputSwing("aggregate", Decimal(4), Decimal(12)))
    >>> answer = sensitivities(known, SensitivityInputs("rate", swings))
    >>> [(r.subject, str(answer.derivation[r.low].value), str(answer.derivation[r.high].value)) for r in answer.results]
    [('aggregate', '1.00', '3.00'), ('share', '1.6', '2.4')]
    """
    if inputs.result not in derivation:
        raise InvalidInput("result", "must name a quantity of the derivation", given=inputs.result)
    result = derivation[inputs.result]
    written = Derivation()
    written.given("answer", result.value, result.unit, result.label, audience=result.audience, group="Answer")
    results: list[Result] = []
    notes: list[str] = []
    base = {swing.input: derivation.values.get(swing.input, Decimal(0)) for swing in inputs.swings}
    moved = _Moved(derivation, inputs.result, again)
    for swing in inputs.swings:
        moved.reaches(swing.input, "swings.input")
        _within(derivation[swing.input], swing, "swings")

    def answered(values: Mapping[str, Decimal]) -> Decimal:
        return moved.answer({name: value for name, value in values.items() if value != base[name]})

    bars = tornado(answered, base, inputs.swings)
    for i, bar in enumerate(bars, 1):
        name, group = f"swing_{i}", "Tornado"
        for side, at, value in (("low", bar.at_low, bar.low), ("high", bar.at_high, bar.high)):
            label = f"Answer with {bar.input} at its {side} end"
            written.given(
                f"{name}.input_{side}",
                value,
                derivation[bar.input].unit,
                f"{bar.input}, {side} end",
                audience=derivation[bar.input].audience,
                group=group,
            )
            how = "the method asked again" if moved.is_numeric(bar.input) else "the formulas computed again"
            what = f"{how} with {bar.input} at its {side} end"
            written.stated(
                f"{name}.{side}", at, what, ["answer", f"{name}.input_{side}"], result.unit, label, group=group
            )
        width = f"abs({name}.high - {name}.low)"
        written.computed(f"{name}.width", width, result.unit, f"How far {bar.input} moves the answer", group=group)
        results.append(Result(bar.input, "How far it moves the answer", f"{name}.width", f"{name}.low", f"{name}.high"))
    if inputs.uncertain:
        _write_indices(moved, inputs, written, results, notes)
    return MethodAnswer("sensitivities", tuple(results), written, (), tuple(notes))


class _Moved:
    """A result when inputs move: by the formulas, or where they cannot follow by asking the method again."""

    def __init__(self, derivation: Derivation, result: str, again: Again | None) -> None:
        self.derivation, self.result = derivation, result
        self._again = again
        self._asked: dict[tuple[tuple[str, Decimal], ...], tuple[Derivation, str]] = {}

    def is_numeric(self, name: str) -> bool:
        """Whether the method is asked again when this input moves."""
        return self._again is not None and _is_numeric(self.derivation, name, self.result)

    def reaches(self, name: str, field: str) -> None:
        """Refuses an input that the result does not follow from, or follows from in a way nobody can compute."""
        if not self.is_numeric(name):
            _reaches(self.derivation, name, self.result, field)

    def answer(self, changes: Mapping[str, Decimal]) -> Decimal:
        """The result with other values of some inputs."""
        numeric = tuple((name, value) for name, value in changes.items() if self.is_numeric(name))
        if not numeric or self._again is None:
            return recomputed(self.derivation, changes, self.result)
        if numeric not in self._asked:
            # Where only inputs of formulas differ, the method is not asked twice.
            if len(self._asked) >= _REMEMBERED:
                self._asked.clear()
            self._asked[numeric] = self._again(dict(numeric))
        derivation, result = self._asked[numeric]
        others = {name: value for name, value in changes.items() if (name, value) not in numeric}
        return recomputed(derivation, others, result)

    def rounded(self, name: str, value: float) -> Decimal:
        """A drawn value as an input takes it: counts are whole numbers."""
        held = self.derivation[name]
        if self.is_numeric(name) and held.unit == _COUNTED and held.value == held.value.to_integral_value():
            return Decimal(round(value))
        return Decimal(f"{value:.{_DRAWN_DIGITS}g}")


def _is_numeric(derivation: Derivation, name: str, result: str) -> bool:
    """Whether a result follows from a given quantity by way of what the numerics state."""
    if name not in derivation or derivation[name].kind is not Kind.GIVEN:
        return False
    touched = {name}
    for quantity in derivation:
        if touched.intersection(quantity.inputs):
            touched.add(quantity.id)
    return result in touched and any(
        quantity.kind is Kind.STATED and quantity.id in touched for quantity in _before(derivation, result)
    )


def _before(derivation: Derivation, result: str) -> list[Quantity]:
    """What a result follows from, itself among it."""
    needed, wanted = {result}, [result]
    while wanted:
        for name in derivation[wanted.pop()].inputs:
            if name not in needed:
                needed.add(name)
                wanted.append(name)
    return [quantity for quantity in derivation if quantity.id in needed]


def _moved(derivation: Derivation, inputs: Sequence[str], result: str) -> list[Quantity]:
    """What has to be computed again for a result, in order."""
    if result not in derivation:
        raise InvalidInput("result", "must name a quantity of the derivation", given=result)
    for name in inputs:
        if name not in derivation or derivation[name].kind is not Kind.GIVEN:
            raise InvalidInput("input", "must name a quantity that was given", given=name)
    touched = set(inputs)
    again: list[Quantity] = []
    for quantity in _before(derivation, result):
        if touched.intersection(quantity.inputs):
            touched.add(quantity.id)
            if quantity.kind is Kind.STATED:
                rule = f"must not move {quantity.id}, which the numerics state: ask the method itself again"
                raise InvalidInput("input", rule, given=", ".join(inputs))
            again.append(quantity)
    return again


def _reaches(derivation: Derivation, name: str, result: str, field: str) -> None:
    if not _moved(derivation, (name,), result) and name != result:
        raise InvalidInput(field, f"must be something that {result} follows from", given=name)


def _within(held: Quantity, moved: InputSwing | UncertainInput, field: str) -> None:
    """Refuses what an input cannot be, which formulas would reckon with: a royalty below 0, a share above 1."""
    if held.value >= 0 and moved.low < 0 and held.unit != _YEARLY:
        raise InvalidInput(f"{field}.low", f"must not be negative, as {held.id} cannot be", given=moved.low)
    part = held.unit.partition(" ")[0] in ("fraction", "probability")
    if part and held.value <= 1 and moved.high > 1:
        raise InvalidInput(f"{field}.high", f"must be at most 1, as {held.id} is ({held.unit})", given=moved.high)


def _spread(uncertain: Sequence[UncertainInput], unit: Floats) -> Floats:
    rows: list[Any] = []
    for each, u in zip(uncertain, unit, strict=True):
        low, high = float(each.low), float(each.high)
        if each.mode is None:
            rows.append(low + (high - low) * u)
            continue
        mode = float(each.mode)
        cut = (mode - low) / (high - low)
        rising = low + np.sqrt(u * (high - low) * (mode - low))
        falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
        rows.append(np.where(u < cut, rising, falling))
    return np.stack(rows)


def _answers(function: Callable[[Floats], Floats], values: Floats) -> Floats:
    found = np.asarray(function(values), dtype=np.float64)
    if found.shape != values.shape[1:]:
        raise InvalidInput("function", f"must answer once for each of {values.shape[1]} values", given=found.shape)
    if not np.isfinite(found).all():
        raise InvalidInput("uncertain", "must lead to a finite answer everywhere in its range")
    return found


def _write_indices(
    moved: _Moved, inputs: SensitivityInputs, written: Derivation, results: list[Result], notes: list[str]
) -> None:
    names = [each.input for each in inputs.uncertain]
    for name, each in zip(names, inputs.uncertain, strict=True):
        moved.reaches(name, "uncertain.input")
        _within(moved.derivation[name], each, "uncertain")
    numeric = [name for name in names if moved.is_numeric(name)]
    function = _by_method(moved, names) if numeric else _by_formulas(moved, names)
    indices = sobol(function, inputs.uncertain, points=inputs.points, seed=inputs.seed, resamples=inputs.resamples)
    for i, name in enumerate(names):
        for kind, label, values, errors in (
            ("first", "Part of the variance that it explains alone", indices.first, indices.first_errors),
            ("total", "Part of the variance that it explains with others", indices.total, indices.total_errors),
        ):
            index, error = float(values[i]), float(errors[i])
            what = f"Sobol's index over {indices.evaluations:,} answers, seed {inputs.seed}"
            key = f"sobol_{i + 1}.{kind}"
            for suffix, value, text in (
                (".index", index, label),
                (".low", index - 2 * error, f"{label}: less two standard errors"),
                (".high", index + 2 * error, f"{label}: and two standard errors"),
            ):
                written.stated(
                    f"{key}{suffix}" if suffix else f"{key}.index",
                    _stated(value),
                    what,
                    ["answer"],
                    "",
                    text,
                    group="Sobol's indices",
                )
            results.append(Result(name, label, f"{key}.index", f"{key}.low", f"{key}.high"))
    notes.append(
        f"Sobol's indices: {inputs.points:,} points, seed {inputs.seed}, errors by {inputs.resamples:,} resamples; "
        "the inputs were taken to be independent."
    )
    if numeric:
        notes.append(f"For {', '.join(numeric)} the method was asked again for each point; counts were whole numbers.")
    if indices.variance == 0:
        notes.append("The answer does not vary with these inputs: their indices are 0.")


def _by_formulas(moved: _Moved, names: Sequence[str]) -> Callable[[Floats], Floats]:
    derivation = moved.derivation
    again = _moved(derivation, names, moved.result)
    fixed = {name: np.asarray(float(value)) for name, value in derivation.values.items()}

    def function(values: Floats) -> Floats:
        found: dict[str, Floats] = dict(fixed) | dict(zip(names, values, strict=True))
        for quantity in again:
            found[quantity.id] = evaluate_arrays(quantity.formula, found)
        return np.broadcast_to(found[moved.result], values.shape[1:])

    return function


def _by_method(moved: _Moved, names: Sequence[str]) -> Callable[[Floats], Floats]:
    def function(values: Floats) -> Floats:
        points = ({name: moved.rounded(name, v) for name, v in zip(names, each, strict=True)} for each in values.T)
        return np.array([float(moved.answer(each)) for each in points])

    return function


def _stated(value: float) -> Decimal:
    """To 6 decimal places, far below the error of any index."""
    return Decimal(f"{value:.6f}") + 0
