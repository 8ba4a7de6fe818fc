"""Owns evaluator error that is itself uncertain: sensitivity and specificity with Beta posteriors from calibration.

One holder: the error is integrated out in closed form. Of t truly essential families among n checked, the number found
is BetaBinomial(t, sensitivity's shapes), and the number of false alarms BetaBinomial(n - t, specificity's, reversed);
their sum is what was reported. So the enumeration over true positives stays exact, with no quadrature at all.

Many holders checked by the same evaluators: their counts depend on each other through the error they share. It is taken
as it was calibrated, by Gauss's rule: at each node the shares are exact. More are taken until the shares stay put.

What was found is not taken to say anything about the evaluators, unless that is asked for (`learning`). Under a
prior that is a convention, and independent for each holder, rates that lie close together are taken for the work of the
error, and sixty holders outweigh any calibration: in a simulation a sensitivity of 0.9, measured at 0.85, became 0.60,
and intervals were a third wider and held 98 times in 100. So this feedback is cut (Plummer 2015).

When not to use it: where each holder's families were judged by evaluators of its own, whose errors are unrelated; then
give each holder's `essential_posterior_uncertain` to `share_quantiles_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import scipy  # its heavier parts are loaded when first used
from numpy.typing import ArrayLike

from services.frand.engine.checks import (
    Floats,
    checked_counts,
    checked_levels,
    checked_numbers,
    checked_prior,
    one_cell,
)
from services.frand.engine.convolution import Circle, Survival
from services.frand.engine.counts import (
    LEVEL_TOLERANCE,
    MAX_ENUMERATION,
    beta_binomials,
    count_mass,
    count_mass_of_truth,
)
from services.frand.engine.counts_at_nodes import counts_at_nodes, truths_at_nodes
from services.frand.engine.errors import InvalidInput
from services.frand.engine.gauss import beta_rule
from services.frand.engine.quantile_search import QuantileSearch
from services.frand.engine.shared_evaluators import SharedEvaluators
from services.frand.engine.shares import NEGLECTED_TAILS, share_probabilities_of

__all__ = [
    "MAX_DOUBT",
    "MAX_UNSETTLED",
    "NO_DOUBT",
    "SETTLED",
    "UncertainShares",
    "beta_nodes",
    "doubt_left_out",
    "doubt_of",
    "essential_posterior_uncertain",
    "share_probabilities_uncertain",
    "share_quantiles_uncertain",
]

MAX_DOUBT = 0.01
"""Most probability, as they were calibrated, that the evaluators tell nothing (sensitivity + specificity <= 1); beyond
it, findings are no evidence, and nothing is computed from them. Up to it, that they tell something is assumed."""

NO_DOUBT = 1e-6
"""Doubt that makes no difference to what is stated: then the closed form of one holder is taken as it is."""

MAX_UNSETTLED = 0.01
"""Most that a share may still move when more nodes are taken; beyond it the quadrature has not settled: refused."""

SETTLED = 1e-4
"""A share that moves less than this with more nodes has settled: no more are taken."""

_ALONE = 20
"""Nodes each way for one holder, where evaluators have to be taken to tell something."""

_STEPS_UP = (3, 5, 7, 10, 14, 20, 28)
"""Nodes each way, one after the other."""

_NEGLIGIBLE = 1e-10
"""Nodes with less posterior weight than this, relative to the heaviest, are left out."""

_STEPS = 60

_OUTERMOST = 1e-9
"""How far below 1 a share is asked for that is nearly everything."""


@dataclass(frozen=True, slots=True, eq=False)
class UncertainShares:
    """Shares of all holders when the evaluators' error is uncertain.

    Attributes:
        quantiles: shares in [0, 1], shape (holders, levels), to a relative 1e-9 for the given nodes.
        means: expected shares, shape (holders,).
        quantile_errors, mean_errors: how far these moved with the last nodes that were added; what the quadrature
            itself may be wrong by is less.
        sensitivity, specificity: means of what the nodes stand for: of the calibration, or with `learning` of the
            posterior given what was found.
        nodes: how many were taken each way.
        points: shares around each holder's quantiles, as asked for with `around`; shape (holders, points).
        reached: the probability of a share of at most each of these, same shape.
    """

    quantiles: Floats
    means: Floats
    quantile_errors: Floats
    mean_errors: Floats
    sensitivity: float
    specificity: float
    nodes: int
    points: Floats
    reached: Floats


@dataclass(frozen=True, slots=True, eq=False)
class _Mixed:
    """What a mixture over nodes says: see `UncertainShares`."""

    quantiles: Floats
    means: Floats
    sensitivity: float
    specificity: float
    points: Floats
    reached: Floats


def beta_nodes(a: float, b: float, nodes: int) -> tuple[Floats, Floats]:
    """Gauss-Jacobi nodes and weights for an expectation over Beta(a, b): Σ w_i f(x_i), exact to degree 2·nodes - 1.

    Parameters
    ----------
    a, b : float
        Shape parameters in [1e-6, 1e9].
    nodes : int
        1 to 64.

    Returns
    -------
    x, w : ndarray of float64, shape (nodes,)
        Points in (0, 1), rising, and weights that sum to 1.

    Raises
    ------
    InvalidInput
        An argument out of range.

    References
    ----------
    Golub, G. H., Welsch, J. H. (1969), "Calculation of Gauss Quadrature Rules", Mathematics of Computation 23, 221-230.

    Examples
    --------
    >>> x, w = beta_nodes(2.0, 3.0, 4)
    >>> round(float(w @ x), 12), round(float(w @ x**2), 12)
    (0.4, 0.2)
    """
    (first,), (second,) = (np.atleast_1d(v) for v in checked_prior((a, b)))
    if not 1 <= nodes <= 64:
        raise InvalidInput("nodes", "must lie between 1 and 64", given=nodes)
    return beta_rule(float(first), float(second), nodes)


def essential_posterior_uncertain(
    families: int,
    checked: int,
    essential: int,
    *,
    sensitivity: tuple[float, float],
    specificity: tuple[float, float],
    prior: tuple[float, float] = (0.5, 0.5),
) -> Floats:
    """Posterior probabilities of 0 .. `families` essential families, the evaluators' error integrated out exactly.

    P(x | t) = Σ_i BetaBinomial(i; t, a_se, b_se) · BetaBinomial(x - i; n - t, b_sp, a_sp), then as
    `essential_posterior`: P(T = t | x) ∝ BetaBinomial(t; n, a, b) · P(x | t) and
    K = T + BetaBinomial(N - n, a + T, b + n - T).

    Where the calibration leaves some doubt that they tell anything (sensitivity + specificity <= 1 with a probability
    above NO_DOUBT), that they do is assumed: P(T = t | x) is taken over the part of the joint posterior of sensitivity
    and specificity where their sum exceeds 1, by its Gauss rule.

    Parameters
    ----------
    families, checked, essential : int
        As in `essential_posterior`.
    sensitivity, specificity : (float, float)
        Shape parameters of the Beta posteriors, such as 1 + right and 1 + wrong answers on families of known status.
        That they sum to 1 or less may have a probability of at most MAX_DOUBT.
    prior : (float, float)
        Beta prior of the holder's rate.

    Returns
    -------
    ndarray of float64, shape (families + 1,)

    Raises
    ------
    InvalidInput
        An argument breaks its rule.

    References
    ----------
    Joseph, L., Gyorkos, T. W., Coupal, L. (1995), American Journal of Epidemiology 141, 263-272; Skellam, J. G. (1948),
    J. R. Stat. Soc. B 10, 257-261.

    Examples
    --------
    >>> from services.frand.engine import posterior_quantiles
    >>> p = essential_posterior_uncertain(500, 100, 30, sensitivity=(46.0, 6.0), specificity=(96.0, 6.0))
    >>> posterior_quantiles(p, [0.025, 0.5, 0.975]).tolist()
    [90, 146, 206]
    """
    total, drawn, found = checked_counts(families, checked, essential)
    a, b = checked_prior(prior)
    for field, cell in (("families", total), ("prior", a), ("prior", b)):
        one_cell(field, cell)
    se, sp, doubt = _checked_evaluators(sensitivity, specificity)
    size, n, x = int(total.item()), int(drawn.item()), int(found.item())
    if n * size > MAX_ENUMERATION:
        rule = f"times families must not exceed {MAX_ENUMERATION:,} when evaluators are imperfect"
        raise InvalidInput("checked", rule, given=n * size)
    if n == 0:
        counts = count_mass(size, 0, 0, a.item(), b.item(), 1.0, 1.0)
    else:
        if doubt > NO_DOUBT:
            pairs, of_nodes = SharedEvaluators([(size, n, x)], (a.item(), b.item()), se, sp).nodes(_ALONE)
            weights = of_nodes @ truths_at_nodes(n, x, (a.item(), b.item()), pairs)
        else:
            truth = beta_binomials(n, np.array([a.item()]), np.array([b.item()]))[0]
            weights = truth * _uncertain_likelihood(n, x, se, sp)
        weights = np.where(weights > 1e-18 * weights.max(), weights, 0.0)
        counts = count_mass_of_truth(size, n, weights / weights.sum(), a.item(), b.item())
    probabilities = np.zeros(size + 1)
    probabilities[counts.first : counts.first + len(counts.mass)] = counts.mass
    return probabilities


def share_quantiles_uncertain(
    families: ArrayLike,
    checked: ArrayLike,
    essential: ArrayLike,
    levels: ArrayLike,
    *,
    sensitivity: tuple[float, float],
    specificity: tuple[float, float],
    prior: tuple[float, float] = (0.5, 0.5),
    nodes: int = 14,
    around: ArrayLike | None = None,
    learning: bool = False,
) -> UncertainShares:
    """Quantiles and means of all holders' shares, checked by the same evaluators of uncertain error.

    P(S <= s) = Σ_ij w_ij P(S <= s | se_i, sp_j): at each node the shares' distribution is exact (`share_quantiles`).
    Nodes and weights are Gauss's rule for Beta(se) Beta(sp), exact for polynomials to degree 2·nodes - 1 in either;
    with `learning` for the joint posterior ∝ Beta(se) Beta(sp) Π_h P(essential_h | checked_h, se, sp), however far the
    findings move it from the calibration.

    Parameters
    ----------
    families, checked, essential : array_like of int, shape (holders,)
    levels : float or array_like of float
        Quantile levels in [1e-9, 1 - 1e-9].
    sensitivity, specificity : (float, float)
        Shape parameters of the Beta posteriors from calibration; see `essential_posterior_uncertain`.
    prior : (float, float)
        Beta prior of every holder's rate.
    nodes : int
        Most nodes each way, 5 to 32. More are taken (3, 5, 7, 10, 14, ...) until no share moves by more than SETTLED;
        the work of one step is that of nodes² exact distributions, less those that hardly weigh.
    around : array_like of float, optional
        Where else the distribution is wanted: 0 is the quantile at the first level, 1 that at the last, -1 as far below
        the first as the last is above it, and so on; cut to [0, 1] as shares. Beside these always 0, a little less than
        1, and 1, so that a share that may be everything is told from one that is nearly so.
    learning : bool
        Whether what was found of all holders says something of the evaluators, too. Only with a `prior` that is known
        to be that of the holders' rates, such as `pooled_prior` gives.

    Returns
    -------
    UncertainShares
        With how far the numbers moved with the last nodes that were added.

    Raises
    ------
    InvalidInput
        An argument breaks its rule, or the quadrature has not settled with so many nodes (MAX_UNSETTLED).

    References
    ----------
    Golub, G. H., Welsch, J. H. (1969), Mathematics of Computation 23, 221-230; Gautschi, W. (2004), Orthogonal
    Polynomials: Computation and Approximation, section 2.2 (discretisation methods); Plummer, M. (2015), "Cuts in
    Bayesian graphical models", Statistics and Computing 25, 37-43.

    Examples
    --------
    >>> found = share_quantiles_uncertain([60, 40, 30], [20, 15, 10], [9, 3, 2], [0.025, 0.975],
    ...                                   sensitivity=(46.0, 6.0), specificity=(46.0, 6.0))
    >>> found.quantiles[0].round(3).tolist(), bool(found.quantile_errors.max() < 0.001)
    ([0.444, 1.0], True)
    """
    total, drawn, reported = (np.atleast_1d(c) for c in checked_counts(families, checked, essential))
    if total.ndim > 1:
        raise InvalidInput("families", "must be a flat list, one number per holder")
    wanted = checked_levels(levels)
    a, b = checked_prior(prior)
    one_cell("prior", a)
    one_cell("prior", b)
    se, sp, doubt = _checked_evaluators(sensitivity, specificity)
    if not 5 <= nodes <= 32:
        raise InvalidInput("nodes", "must lie between 5 and 32", given=nodes)
    cells = list(zip(total.tolist(), drawn.tolist(), reported.tolist(), strict=True))
    shape = a.item(), b.item()
    beyond = np.zeros(0) if around is None else checked_numbers("around", around).reshape(-1)
    nodes_of = _nodes_of(cells if learning else [], shape, se, sp, doubt)
    steps = [*(step for step in _STEPS_UP if step < nodes), nodes]
    fine, count = _mixture(cells, wanted, shape, *nodes_of(steps[0]), beyond), steps[0]
    quantile_errors, mean_errors, farthest = fine.quantiles, fine.means, 1.0
    for count in steps[1:]:
        coarse, fine = fine, _mixture(cells, wanted, shape, *nodes_of(count), beyond)
        quantile_errors = np.abs(fine.quantiles - coarse.quantiles)
        mean_errors = np.abs(fine.means - coarse.means)
        farthest = max(float(quantile_errors.max()), float(mean_errors.max()))
        if farthest <= SETTLED:
            break
    if farthest > MAX_UNSETTLED:
        rule = f"are too few for these findings: shares still move by more than {MAX_UNSETTLED:g} with the last of them"
        raise InvalidInput("nodes", rule, given=nodes)
    return UncertainShares(
        fine.quantiles,
        fine.means,
        quantile_errors,
        mean_errors,
        fine.sensitivity,
        fine.specificity,
        count,
        fine.points,
        fine.reached,
    )


def share_probabilities_uncertain(
    families: ArrayLike,
    checked: ArrayLike,
    essential: ArrayLike,
    shares: ArrayLike,
    *,
    sensitivity: tuple[float, float],
    specificity: tuple[float, float],
    prior: tuple[float, float] = (0.5, 0.5),
    nodes: int = 7,
    learning: bool = False,
) -> Floats:
    """P(S_h <= s) when all holders were checked by the same evaluators of uncertain error.

    Parameters
    ----------
    families, checked, essential, sensitivity, specificity, prior, learning
        As in `share_quantiles_uncertain`.
    shares : array_like of float
        As in `share_probabilities`.
    nodes : int
        Each way, 3 to 32. How far a probability still moves with two fewer may not exceed MAX_UNSETTLED.

    Returns
    -------
    ndarray of float64, shape (holders, shares)

    Raises
    ------
    InvalidInput
        An argument breaks its rule, or the quadrature has not settled with so many nodes.

    Examples
    --------
    >>> share_probabilities_uncertain([60, 40, 30], [20, 15, 10], [9, 3, 2], [0.5, 0.8], sensitivity=(46.0, 6.0),
    ...                               specificity=(46.0, 6.0)).round(2).tolist()[0]
    [0.05, 0.64]
    """
    total, drawn, reported = (np.atleast_1d(c) for c in checked_counts(families, checked, essential))
    a, b = checked_prior(prior)
    one_cell("prior", a)
    one_cell("prior", b)
    se, sp, doubt = _checked_evaluators(sensitivity, specificity)
    if not 3 <= nodes <= 32:
        raise InvalidInput("nodes", "must lie between 3 and 32", given=nodes)
    cells = list(zip(total.tolist(), drawn.tolist(), reported.tolist(), strict=True))
    nodes_of = _nodes_of(cells if learning else [], (a.item(), b.item()), se, sp, doubt)
    tail = NEGLECTED_TAILS / (2 * len(cells))

    def mixed(count: int) -> Floats:
        pairs, weights = nodes_of(count)
        kept = np.flatnonzero(weights > _NEGLIGIBLE * weights.max())
        counts = counts_at_nodes(cells, (a.item(), b.item()), [pairs[i] for i in kept], tail)
        found = [
            weight * share_probabilities_of(some, shares) for some, weight in zip(counts, weights[kept], strict=True)
        ]
        return np.sum(found, axis=0) / weights[kept].sum()

    found = mixed(nodes)
    moved = float(np.abs(found - mixed(nodes - 2)).max())
    if moved > MAX_UNSETTLED:
        rule = f"are too few for these findings: probabilities still move by more than {MAX_UNSETTLED:g}"
        raise InvalidInput("nodes", rule, given=nodes)
    return np.clip(found, 0.0, 1.0)


def doubt_of(sensitivity: tuple[float, float], specificity: tuple[float, float]) -> float:
    """The probability that sensitivity + specificity <= 1, as calibrated: that the evaluators tell nothing.

    Parameters
    ----------
    sensitivity, specificity : (float, float)
        Shape parameters of the Beta posteriors from calibration.

    Raises
    ------
    InvalidInput
        Not two pairs of shape parameters.

    Examples
    --------
    >>> f"{doubt_of((9.721, 1.631), (25.296, 3.737)):.2g}"
    '2.2e-06'
    """
    se, sp = (_shapes(field, given) for field, given in (("sensitivity", sensitivity), ("specificity", specificity)))
    x, w = beta_nodes(*se, 64)
    return float(np.sum(w * scipy.special.betainc(sp[0], sp[1], 1 - x)))  # P(sp <= 1 - se)


def doubt_left_out(sensitivity: tuple[float, float], specificity: tuple[float, float]) -> str:
    """What was left out, for people: that the evaluators tell nothing; empty where that makes no difference."""
    doubt = doubt_of(sensitivity, specificity)
    if doubt <= NO_DOUBT:
        return ""
    return (
        f"As they were measured, the evaluators tell nothing (sensitivity + specificity <= 1) with a probability of "
        f"{doubt:.1g}; that they tell something is assumed."
    )


def _checked_evaluators(
    sensitivity: tuple[float, float], specificity: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Beta shapes of sensitivity and specificity, and how probable it is that they tell nothing.

    Raises:
        InvalidInput: not two pairs of shape parameters, or too probably telling nothing (MAX_DOUBT).
    """
    doubt = doubt_of(sensitivity, specificity)
    if doubt > MAX_DOUBT:
        rule = (
            f"must leave a probability of at most {MAX_DOUBT:g} that sensitivity + specificity <= 1, so that findings "
            "are evidence: have more families of known status, or more of them judged twice"
        )
        raise InvalidInput("sensitivity", rule, given=doubt)
    return _shapes("sensitivity", sensitivity), _shapes("specificity", specificity), doubt


def _shapes(field: str, given: object) -> tuple[float, float]:
    try:
        a, b = checked_prior(given)
        one_cell(field, a)
        one_cell(field, b)
    except InvalidInput as error:
        rule = "must be a pair (a, b) of Beta shape parameters in [1e-6, 1e9]"
        raise InvalidInput(field, rule, given=given) from error
    return a.item(), b.item()


def _nodes_of(
    cells: list[tuple[int, int, int]],
    prior: tuple[float, float],
    se: tuple[float, float],
    sp: tuple[float, float],
    doubt: float,
) -> Callable[[int], tuple[list[tuple[float, float]], Floats]]:
    """So many nodes each way, as pairs of sensitivity and specificity that tell something, and their weights.

    Args:
        cells: holders whose findings say something of the evaluators.
        doubt: how probable it is that they tell nothing.
    """
    if cells or doubt > NO_DOUBT:
        return SharedEvaluators(cells, prior, se, sp).nodes

    def calibrated(count: int) -> tuple[list[tuple[float, float]], Floats]:
        (x, v), (y, w) = beta_rule(*se, count), beta_rule(*sp, count)
        both = [((s, p), i * j) for s, i in zip(x, v, strict=True) for p, j in zip(y, w, strict=True) if s + p > 1]
        weights = np.array([weight for _, weight in both])
        return [(float(s), float(p)) for (s, p), _ in both], weights / weights.sum()

    return calibrated


def _uncertain_likelihood(n: int, x: int, se: tuple[float, float], sp: tuple[float, float]) -> Floats:
    """P(x reported | t truly essential of n), t = 0 .. n, up to a factor; exact over the evaluators' posteriors."""
    t = np.arange(n + 1, dtype=np.float64)[:, None]
    hits = np.arange(x + 1, dtype=np.float64)[None, :]
    alarms, misses, cleared = x - hits, t - hits, n - t - (x - hits)
    possible = (misses >= 0) & (cleared >= 0)
    misses, cleared = np.where(possible, misses, 0.0), np.where(possible, cleared, 0.0)
    logs = scipy.special.gammaln(t + 1) - scipy.special.gammaln(hits + 1) - scipy.special.gammaln(misses + 1)
    logs = (
        logs + scipy.special.gammaln(n - t + 1) - scipy.special.gammaln(alarms + 1) - scipy.special.gammaln(cleared + 1)
    )
    logs = logs + scipy.special.betaln(se[0] + hits, se[1] + misses) - scipy.special.betaln(*se)
    logs = logs + scipy.special.betaln(sp[1] + alarms, sp[0] + cleared) - scipy.special.betaln(*sp)
    logs = np.where(possible, logs, -np.inf)
    return np.exp(logs - logs.max()).sum(axis=1)


def _mixture(
    cells: list[tuple[int, int, int]],
    levels: Floats,
    prior: tuple[float, float],
    pairs: list[tuple[float, float]],
    weights: Floats,
    around: Floats,
) -> _Mixed:
    """What the nodes say together, with points around the quantiles where they are asked for."""
    kept = np.flatnonzero(weights > _NEGLIGIBLE * weights.max())
    weights = weights[kept] / weights[kept].sum()
    pairs = [pairs[i] for i in kept]
    counts = counts_at_nodes(cells, prior, pairs, NEGLECTED_TAILS / (2 * len(cells)))
    quantiles, means = np.empty((len(cells), len(levels))), np.zeros(len(cells))
    outer = np.array([0.0, 1.0 - _OUTERMOST, 1.0]) if len(around) else np.zeros(0)
    points = np.tile(np.concatenate((np.zeros(len(around)), outer)), (len(cells), 1))
    reached = np.zeros_like(points)
    # The same order at every node, so that their blocks of holders go side by side.
    order = sorted(range(len(cells)), key=lambda h: (len(counts[0][h].mass), h))
    walks = [Circle(some).leave_one_out(order) for some in counts]
    for blocks in _side_by_side(walks):
        block = blocks[0][0]
        for weight, (_, _, some) in zip(weights, blocks, strict=True):
            means[block] += weight * some
        # One search over the rows of all nodes: many small ones would be mostly overhead.
        rows = [counts[i][h] for i in range(len(pairs)) for h in block]
        search = QuantileSearch(rows, _stacked([others for _, others, _ in blocks]), levels)
        quantiles[block] = _inverse(search, weights, len(block), levels)
        if len(around):
            low, high = quantiles[block, :1], quantiles[block, -1:]
            points[block, : len(around)] = (low + (high - low) * around).clip(0.0, 1.0)
            points[block] = np.sort(points[block], axis=1)
            reached[block] = _mixed(search, weights, points[block])
    sensitivity, specificity = (weights @ np.array(pairs)).tolist()
    return _Mixed(quantiles, means, sensitivity, specificity, points, np.clip(reached, 0.0, 1.0))


def _side_by_side(
    walks: list[Iterator[tuple[list[int], Survival, Floats]]],
) -> Iterator[list[tuple[list[int], Survival, Floats]]]:
    for together in zip(*walks, strict=True):
        yield list(together)


def _stacked(nodes: list[Survival]) -> Survival:
    """The tables of all nodes one below the other; what is past the end of one is impossible."""
    width = max(node.table.shape[1] for node in nodes)
    table = np.concatenate([np.pad(node.table, ((0, 0), (0, width - node.table.shape[1]))) for node in nodes])
    starts = np.concatenate([node.starts for node in nodes])
    means, variances = (np.concatenate([getattr(node, of) for node in nodes]) for of in ("means", "variances"))
    return Survival(starts, table, means, variances)


def _inverse(search: QuantileSearch, weights: Floats, holders: int, levels: Floats) -> Floats:
    """The smallest shares that reach the levels in the mixture, by bisection."""
    low, high = np.zeros((holders, len(levels))), np.ones((holders, len(levels)))
    wanted = levels - LEVEL_TOLERANCE
    nothing = _weighted(search.zero, weights)
    for _ in range(_STEPS):
        middle = low + (high - low) / 2
        reached = _mixed(search, weights, middle) >= wanted
        low, high = np.where(reached, low, middle), np.where(reached, middle, high)
        if (high - low <= 1e-9 * high).all():
            break
    return np.where(np.broadcast_to(nothing, high.shape) >= wanted, 0.0, high)


def _mixed(search: QuantileSearch, weights: Floats, shares: Floats) -> Floats:
    """P(S <= share) in the mixture, shape (holders, shares)."""
    return _weighted(search.reached(np.tile(shares, (len(weights), 1))), weights)


def _weighted(of_rows: Floats, weights: Floats) -> Floats:
    return np.einsum("i,ihl->hl", weights, of_rows.reshape(len(weights), -1, of_rows.shape[1]))
