"""Owns how far inputs move a number: one at a time (tornado), and all together (Sobol's indices of the variance)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import scipy  # its heavier parts are loaded when first used

from services.frand.engine.checks import Floats
from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import DIGITS
from services.frand.engine.sensitivity_inputs import InputSwing, SensitivityInputs, UncertainInput

__all__ = ["SobolIndices", "TornadoBar", "sobol", "tornado"]

_BOOTSTRAP = 4_000_000
"""Most numbers of one turn of the bootstrap."""


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
