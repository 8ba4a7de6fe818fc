"""Owns posteriors of counts at many nodes of the evaluators' error at once: what no node changes is computed once.

P(K) = Σ_t P(T = t | reported, node) · BetaBinomial(K - t; N - n, a + t, b + n - t): only the weights of the truly
essential among the checked depend on the node, so that all nodes are one product of matrices for each holder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import scipy  # its heavier parts are loaded when first used

from services.frand.engine.checks import Floats
from services.frand.engine.counts import MAX_ENUMERATION, CountMass, beta_binomials, count_mass
from services.frand.engine.errors import InvalidInput

__all__ = ["counts_at_nodes", "truths_at_nodes"]

_BLOCK = 4_000_000
_NEGLIGIBLE_LOG = -41.5
"""Natural logarithm of 1e-18: truths rarer than that, relative to the likeliest, are left out."""


def counts_at_nodes(
    cells: Sequence[tuple[int, int, int]],
    prior: tuple[float, float],
    pairs: Sequence[tuple[float, float]],
    tail: float,
) -> list[list[CountMass]]:
    """The posterior of every holder's essential count at every node, without its tails.

    Args:
        cells: families, checked and found essential of each holder; validated before.
        prior: Beta prior of every holder's rate.
        pairs: sensitivity and specificity at each node, with a sum above 1.
        tail: probability that may be cut off on each side.

    Returns:
        By node, then by holder.

    Raises:
        InvalidInput: `checked * families` of a holder above MAX_ENUMERATION.
    """
    found: list[list[CountMass]] = [[] for _ in pairs]
    for cell in cells:
        for node, counts in enumerate(_at_nodes(cell, prior, pairs)):
            found[node].append(counts.without_tails(tail))
    return found


def _at_nodes(
    cell: tuple[int, int, int], prior: tuple[float, float], pairs: Sequence[tuple[float, float]]
) -> Iterator[CountMass]:
    families, checked, reported = cell
    if checked == 0:
        certain = count_mass(families, 0, 0, *prior, 1.0, 1.0)
        yield from (certain for _ in pairs)
        return
    if checked * families > MAX_ENUMERATION:
        rule = f"times families must not exceed {MAX_ENUMERATION:,} when evaluators are imperfect"
        raise InvalidInput("checked", rule, given=checked * families)
    a, b = prior
    weights = truths_at_nodes(checked, reported, prior, pairs)
    likely = np.flatnonzero(weights.max(axis=0))
    first, rest = int(likely[0]), families - checked
    mass = np.zeros((len(pairs), int(likely[-1]) - first + rest + 1))
    rows = max(1, _BLOCK // (mass.shape[1] + 1))
    for start in range(0, len(likely), rows):
        some = likely[start : start + rows]
        given = beta_binomials(rest, a + some.astype(np.float64), b + checked - some.astype(np.float64))
        shifted = np.zeros((len(some), mass.shape[1]))
        for row, t, one in zip(shifted, some.tolist(), given, strict=True):
            row[t - first : t - first + rest + 1] = one
        mass += weights[:, some] @ shifted
    for row in mass:
        lasting = np.flatnonzero(row)
        begin, end = int(lasting[0]), int(lasting[-1]) + 1
        yield CountMass(first + begin, row[begin:end] / row.sum())


def truths_at_nodes(
    checked: int, reported: int, prior: tuple[float, float], pairs: Sequence[tuple[float, float]]
) -> Floats:
    """P(T = t | reported) at every node, negligible ones set to zero; shape (nodes, checked + 1)."""
    log_factorial = scipy.special.gammaln(np.arange(checked + 1) + 1.0)
    hits = np.arange(reported + 1)  # truly essential among those reported
    t = np.arange(checked + 1)[:, None]
    misses, alarms, cleared = t - hits, reported - hits, checked - t - reported + hits
    possible = (misses >= 0) & (cleared >= 0)
    misses, cleared = np.where(possible, misses, 0), np.where(possible, cleared, 0)
    ways = log_factorial[t] - log_factorial[hits] - log_factorial[misses]
    ways = ways + log_factorial[checked - t] - log_factorial[alarms] - log_factorial[cleared]
    ways = np.where(possible, ways, -np.inf)
    se, sp = (np.array(each)[:, None, None] for each in zip(*pairs, strict=True))
    logs = np.empty((len(pairs), checked + 1))
    nodes = max(1, _BLOCK // ways.size)
    for start in range(0, len(pairs), nodes):
        s, p = se[start : start + nodes], sp[start : start + nodes]
        terms = (
            ways
            + scipy.special.xlogy(hits, s)
            + scipy.special.xlogy(misses, 1 - s)
            + scipy.special.xlogy(alarms, 1 - p)
            + scipy.special.xlogy(cleared, p)
        )
        logs[start : start + nodes] = scipy.special.logsumexp(terms, axis=2)
    a, b = prior
    with np.errstate(divide="ignore"):
        logs += np.log(beta_binomials(checked, np.array([a]), np.array([b]))[0])
    logs -= logs.max(axis=1, keepdims=True)
    weights = np.where(logs > _NEGLIGIBLE_LOG, np.exp(logs), 0.0)
    return weights / weights.sum(axis=1, keepdims=True)
