"""Owns the plan of a sample: sizes for a wanted precision, the best split of a budget, what one more check buys.

For a holder with N families, of which a share p is expected to be essential, n drawn ones leave a variance of the
number of essential families K of N² p (1 - p) / n · (N - n) / (N - 1): nothing once all are checked. A royalty share is
S_h = K_h / Σ K; to first order its variance is Σ_j (∂S_h / ∂K_j)² Var(K_j), so that the sum of all shares' variances is
Σ_j w_j Var(K_j) with w_j = Σ_h (∂S_h / ∂K_j)². Each term falls convexly in its own n_j alone; therefore giving one
check after the other to the holder where it takes away most is the optimum in whole numbers (Fox 1966), and no search
finds a better split.

Precision of a rate is that of the exact interval: the hypergeometric distribution inverted, at the number of essential
families found that is expected.
"""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
import scipy  # its parts are loaded when first used: most of a second, which a service that starts need not wait for
from numpy.typing import NDArray

from shared.errors import Violation, invalid

__all__ = ["HOURS_PER_CHECK", "HOURS_PER_DAY", "HolderPlan", "SamplePlan", "Stratum", "plan_sample", "rate_half_width"]

HOURS_PER_CHECK = 6.9
"""Mean effort of one check in the European Commission's pilot (JRC119894): 205 checks in 176 days of eight hours."""

HOURS_PER_DAY = 8.0

_PLAIN = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{0,15})?")


@dataclass(frozen=True, slots=True)
class Stratum:
    """A holder's families that may be drawn.

    Attributes:
        holder: resource name.
        families: 1 or more.
        rate: share expected to be essential, in [0, 1]; from an earlier campaign, or a cautious guess.
    """

    holder: str
    families: int
    rate: float


@dataclass(frozen=True, slots=True)
class HolderPlan:
    """What is planned for a holder, and how precise it will be.

    Attributes:
        holder: resource name.
        families: that may be drawn.
        size: how many are drawn.
        rate_half_width: half the width of the exact interval of its essentiality rate.
        share: expected royalty share.
        share_half_width: half the width of the interval of that share, to first order.
        one_more_narrows: by how much one more check narrows that half width; 0 where all families are drawn.
    """

    holder: str
    families: int
    size: int
    rate_half_width: float
    share: float
    share_half_width: float
    one_more_narrows: float


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """A plan.

    Attributes:
        holders: in the order given.
        checks: in all; a family that several holders own is checked once, so this is the most there can be.
        evaluator_days: of `HOURS_PER_DAY`.
        largest_rate_half_width, largest_share_half_width: over holders.
        next_holder: where one more check takes away most variance of the shares; empty where nothing is left to draw.
    """

    holders: tuple[HolderPlan, ...]
    checks: int
    evaluator_days: float
    largest_rate_half_width: float
    largest_share_half_width: float
    next_holder: str


def plan_sample(
    strata: Sequence[Stratum],
    *,
    rate_half_width: float | None = None,
    share_half_width: float | None = None,
    evaluator_days: float | None = None,
    minimum: int = 1,
    confidence: float = 0.95,
    hours_per_check: float = HOURS_PER_CHECK,
) -> SamplePlan:
    """Sizes of a sample: the least that give the wanted half widths, or the best split of a budget.

    Wanted half widths are met first for rates (each holder by itself), then for shares (checks are added where they
    take away most, until every holder's share is precise enough). A budget is split after the minimum; with wanted half
    widths beside it, it is a limit.

    Args:
        strata: holders, each once.
        rate_half_width: wanted for every holder's essentiality rate, in (0, 1).
        share_half_width: wanted for every holder's royalty share, in (0, 1).
        evaluator_days: to be spent, of eight hours.
        minimum: families of each holder at least, as far as it has them.
        confidence: of the intervals.
        hours_per_check: effort of one check.

    Raises:
        SepiaError: INVALID_ARGUMENT (SAMPLE_PLAN_INVALID): names the field and the rule; BUDGET_TOO_SMALL: the minimum,
            or the wanted precision, costs more than the budget.
    """
    _check(strata, rate_half_width, share_half_width, evaluator_days, minimum, confidence, hours_per_check)
    most = None if evaluator_days is None else int(evaluator_days * HOURS_PER_DAY / hours_per_check + 1e-9)
    split = _Split(strata, confidence)
    for number, stratum in enumerate(strata):
        wanted = minimum
        if rate_half_width is not None:
            wanted = max(wanted, _size_for_rate(stratum, rate_half_width, confidence))
        split.give(number, min(stratum.families, wanted))
    if most is not None and split.checks > most:
        raise _too_small(split.checks, most, hours_per_check)
    if share_half_width is not None:
        while split.widest_share() > share_half_width and split.give_next():
            if most is not None and split.checks > most:
                raise _too_small(split.checks, most, hours_per_check)
    if most is not None and rate_half_width is None and share_half_width is None:
        while split.checks < most and split.give_next():
            pass
    return split.plan(hours_per_check)


def expected_rate(checked: int, essential: int, otherwise: float) -> float:
    """A holder's rate from what was found earlier, (essential + 1/2) / (checked + 1); `otherwise` where nothing was."""
    return (essential + 0.5) / (checked + 1) if checked else otherwise


def plain_number(text: str) -> float | None:
    """The number a text says in plain digits; None for anything else: an exponent, NaN, more than 30 digits."""
    return float(text) if _PLAIN.fullmatch(text) else None


def rate_half_width(families: int, checked: int, rate: float, confidence: float) -> float:
    """Half the width of the exact interval of an essentiality rate, at the expected number found; 1/2 where none is
    checked.

    Args:
        families: N, 1 or more.
        checked: n, 0 to N.
        rate: expected, in [0, 1].
        confidence: in (0, 1).
    """
    if not checked:
        return 0.5
    low, high = _exact_interval(families, checked, round(checked * rate), confidence)
    return (high - low) / families / 2


class _Split:
    """Sizes being decided, with the variances they leave."""

    def __init__(self, strata: Sequence[Stratum], confidence: float) -> None:
        self._strata, self._confidence = strata, confidence
        families = np.array([each.families for each in strata], dtype=np.float64)
        rates = np.array([each.rate for each in strata])
        expected = families * rates
        total = expected.sum()
        self._shares = expected / total
        # ∂S_h/∂K_j = (δ_hj - S_h) / ΣK, squared and summed over h.
        squares = float((self._shares**2).sum())
        self._total = float(total)
        self._own = ((1 - self._shares) / total) ** 2
        self._cross = (self._shares / total) ** 2
        weights = self._own + squares / total**2 - self._cross
        # Var(K_j) = v_j (N_j / n_j - 1)
        self._variance = np.where(
            families > 1, families * rates * (1 - rates) * families / np.maximum(families - 1, 1), 0.0
        )
        self._gain = weights * self._variance * families
        self._families = families
        self.sizes = np.zeros(len(strata), dtype=np.int64)
        self._queue: list[tuple[float, int, int]] = []
        self.checks = 0

    def give(self, number: int, size: int) -> None:
        """Decides a holder's size."""
        self.checks += size - int(self.sizes[number])
        self.sizes[number] = size
        if size < self._families[number]:
            heapq.heappush(self._queue, (-self._taken_away(number, size), number, size))

    def give_next(self) -> bool:
        """One more check where it takes away most; False where every family is drawn."""
        number = self._next()
        if number is None:
            return False
        heapq.heappop(self._queue)
        self.give(number, int(self.sizes[number]) + 1)
        return True

    def widest_share(self) -> float:
        """The largest half width of a share."""
        return float(self._share_half_widths().max())

    def plan(self, hours_per_check: float) -> SamplePlan:
        """The plan as decided."""
        widths = self._share_half_widths()
        lines = tuple(
            HolderPlan(
                stratum.holder,
                stratum.families,
                int(self.sizes[number]),
                rate_half_width(stratum.families, int(self.sizes[number]), stratum.rate, self._confidence),
                float(self._shares[number]),
                float(widths[number]),
                self._one_more_narrows(number, float(widths[number])),
            )
            for number, stratum in enumerate(self._strata)
        )
        following = self._next()
        return SamplePlan(
            lines,
            self.checks,
            self.checks * hours_per_check / HOURS_PER_DAY,
            max(line.rate_half_width for line in lines),
            max(line.share_half_width for line in lines),
            "" if following is None else self._strata[following].holder,
        )

    def _next(self) -> int | None:
        while self._queue and self._queue[0][2] != self.sizes[self._queue[0][1]]:
            heapq.heappop(self._queue)
        return self._queue[0][1] if self._queue else None

    def _taken_away(self, number: int, size: int) -> float:
        if not size:
            return math.inf
        return float(self._gain[number] / (size * (size + 1)))

    def _left(self) -> NDArray[np.float64]:
        # Of a holder whom nobody samples the rate may be anything: the variance of one that is uniform in [0, 1].
        drawn = np.maximum(self.sizes, 1)
        left = self._variance * (self._families / drawn - 1)
        return np.where(self.sizes > 0, left, self._families**2 / 12)

    def _share_half_widths(self) -> NDArray[np.float64]:
        left = self._left()
        # Var(S_h) = Σ_j S_h² Var(K_j) / (ΣK)², with (1 - S_h)² in the place of S_h² where j is h.
        variance = self._shares**2 * left.sum() / self._total**2 + (self._own - self._cross) * left
        return _z(self._confidence) * np.sqrt(np.maximum(variance, 0.0))

    def _one_more_narrows(self, number: int, width: float) -> float:
        if self.sizes[number] >= self._families[number]:
            return 0.0
        self.sizes[number] += 1
        narrower = float(self._share_half_widths()[number])
        self.sizes[number] -= 1
        return width - narrower


def _size_for_rate(stratum: Stratum, wanted: float, confidence: float) -> int:
    """The least size whose exact interval is narrow enough, at this size and at all above it up to the next ten."""
    low, high = 1, stratum.families
    while low < high:
        middle = (low + high) // 2
        if rate_half_width(stratum.families, middle, stratum.rate, confidence) <= wanted:
            high = middle
        else:
            low = middle + 1
    # Widths fall with size except for small steps where the number found is rounded: climb over them.
    while any(
        rate_half_width(stratum.families, size, stratum.rate, confidence) > wanted
        for size in range(low, min(low + 10, stratum.families) + 1)
    ):
        low += 1
    return low


def _exact_interval(families: int, checked: int, found: int, confidence: float) -> tuple[int, int]:
    """Smallest and largest number of essential families that is not rejected at (1 - confidence) / 2 a side."""
    tail = (1 - confidence) / 2
    least, most = found, families - checked + found
    low, high = least, most
    while low < high:
        middle = (low + high) // 2
        if scipy.stats.hypergeom.sf(found - 1, families, middle, checked) > tail:
            high = middle
        else:
            low = middle + 1
    smallest, low, high = low, found, most
    while low < high:
        middle = (low + high + 1) // 2
        if scipy.stats.hypergeom.cdf(found, families, middle, checked) > tail:
            low = middle
        else:
            high = middle - 1
    return smallest, low


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def _check(
    strata: Sequence[Stratum],
    rate: float | None,
    share: float | None,
    days: float | None,
    minimum: int,
    confidence: float,
    hours: float,
) -> None:
    _require(bool(strata), "holders", "at least one with families that may be drawn")
    _require(len({each.holder for each in strata}) == len(strata), "holders", "each holder once")
    for each in strata:
        _require(each.families >= 1, "holders.families", f"1 or more (holder {each.holder})")
        _require(0 <= each.rate <= 1, "holders.rate", f"from 0 to 1, such as 0.3 (holder {each.holder})")
    _require(any(each.rate > 0 for each in strata), "holders.rate", "above 0 for at least one holder")
    for name, width in (("rate_half_width", rate), ("share_half_width", share)):
        _require(width is None or 0 < width < 1, name, "between 0 and 1, such as 0.05")
    _require(any(each is not None for each in (rate, share, days)), "rate_half_width", "given, or another target")
    _require(days is None or 0 < days < 1e7, "evaluator_days", "above 0, such as 250")
    _require(0 <= minimum <= 1_000_000, "minimum_per_holder", "0 or more")
    _require(0 < confidence < 1, "confidence", "between 0 and 1, such as 0.95")
    _require(0 < hours < 1000, "hours_per_check", "above 0, such as 6.9")


def _require(holds: bool, field: str, rule: str) -> None:
    if not holds:
        raise invalid("SAMPLE_PLAN_INVALID", f"{field} has to be {rule}.", Violation(field, rule))


def _too_small(checks: int, most: int, hours: float) -> Exception:
    needed = math.ceil(checks * hours / HOURS_PER_DAY * 10) / 10
    return invalid(
        "BUDGET_TOO_SMALL",
        f"What is wanted takes {checks:,} checks or more, the budget pays for {most:,}. Allow at least {needed:,.1f} "
        "evaluator days, or want less precision or a smaller minimum.",
        Violation("evaluator_days", f"at least {needed:,.1f}"),
    )
