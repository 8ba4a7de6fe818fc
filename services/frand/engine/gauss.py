"""Owns Gauss-Jacobi rules for expectations over a Beta distribution."""

from __future__ import annotations

import numpy as np
import scipy  # its heavier parts are loaded when first used

from services.frand.engine.checks import Floats

__all__ = ["beta_rule"]


def beta_rule(a: float, b: float, nodes: int) -> tuple[Floats, Floats]:
    """Points, rising, and weights for Σ w_i f(x_i) = E f(X), X ~ Beta(a, b); arguments were validated before.

    From the eigenvalues of the recurrence's matrix (Golub, Welsch 1969).
    """
    p, q = b - 1, a - 1  # exponents of 1 - x and 1 + x on [-1, 1]
    k = np.arange(1, nodes, dtype=np.float64)
    middle = np.empty(nodes)
    middle[0] = (q - p) / (p + q + 2)
    middle[1:] = (q * q - p * p) / ((2 * k + p + q) * (2 * k + p + q + 2))
    # At k = 1 the factors k + p + q and 2k + p + q - 1 are the same, and may both be 0.
    shared = np.where(k == 1, 1.0, (k + p + q) / np.where(k == 1, 1.0, 2 * k + p + q - 1))
    beside = 4 * k * (k + p) * (k + q) * shared / ((2 * k + p + q) ** 2 * (2 * k + p + q + 1))
    if nodes == 1:
        return np.array([(1 + middle[0]) / 2]), np.ones(1)
    places, vectors = scipy.linalg.eigh_tridiagonal(middle, np.sqrt(beside))
    weights = vectors[0] ** 2
    return np.clip((1 + places) / 2, 0.0, 1.0), weights / weights.sum()
