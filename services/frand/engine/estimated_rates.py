"""Owns the plainest top-down answer: one aggregate royalty times shares that are given, rounded only at the end."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from numpy.typing import ArrayLike

from services.frand.engine.amounts import CURRENCIES
from services.frand.engine.checks import checked_numbers, checked_probabilities
from services.frand.engine.derivation import Derivation, MethodAnswer, Quantity, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.inputs import MAX_PLACES, Rounding, rounding_formula, total_of

__all__ = [
    "MEAN_DIGITS",
    "SHARE_DIGITS",
    "AggregateRoyalty",
    "HolderRate",
    "ShareEstimate",
    "TopDownRates",
    "rates_of_estimates",
    "share_estimates",
]

SHARE_DIGITS = 12
"""Significant digits of a share's quantiles that enter a calculation; they are exact fractions on every machine."""

MEAN_DIGITS = 10
"""Significant digits of a mean that enter a calculation: a sum over many terms, whose last bits depend on the machine
(2e-15 was measured between processors), so a dozen digits could differ once in some hundred calculations."""


@dataclass(frozen=True, slots=True)
class AggregateRoyalty:
    """The royalty for all essential patents of a standard together.

    Attributes:
        amount: positive; per cent for an ad valorem rate, money for one per unit. At most 40 decimal places.
        unit: what the amount counts, such as "% of the net selling price" or "EUR per unit".
        source: where it comes from: joint notification, expert opinion, announced rates, judgment.
    """

    amount: Decimal
    unit: str
    source: str

    def __post_init__(self) -> None:
        _plain("aggregate.amount", self.amount)
        if self.amount <= 0:
            raise InvalidInput("aggregate.amount", "must be above 0", given=self.amount)
        if self.amount >= Decimal(10) ** 12:
            raise InvalidInput("aggregate.amount", "must be below 10**12", given=self.amount)
        for field, text in (("aggregate.unit", self.unit), ("aggregate.source", self.source)):
            if not text.strip():
                raise InvalidInput(field, "must not be empty")

    @classmethod
    def ad_valorem(cls, percent: Decimal, base: str, source: str) -> AggregateRoyalty:
        """A percentage of a base, such as "the net selling price".

        Raises:
            InvalidInput: not above 0, above 100, or not a Decimal.
        """
        _plain("aggregate.amount", percent)
        if percent > 100:
            raise InvalidInput("aggregate.amount", "must not exceed 100 % of its base", given=percent)
        if not base.strip():
            raise InvalidInput("aggregate.unit", "must name what the percentage is taken of")
        return cls(percent, f"% of {base}", source)

    @classmethod
    def per_unit(cls, amount: Decimal, currency: str, source: str) -> AggregateRoyalty:
        """Money for each unit sold; the currency as its three-letter ISO 4217 code.

        Raises:
            InvalidInput: not above 0, not a Decimal, or not a currency.
        """
        if currency not in CURRENCIES:
            raise InvalidInput("aggregate.unit", "must be the capital letters of ISO 4217", given=currency)
        return cls(amount, f"{currency} per unit", source)


@dataclass(frozen=True, slots=True)
class ShareEstimate:
    """One holder's share of a standard: mean, and quantiles in the order of the levels asked for.

    Attributes:
        holder: name of the holder; unique within a calculation.
        mean: in [0, 1].
        quantiles: in [0, 1], not falling.
    """

    holder: str
    mean: Decimal
    quantiles: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        if not self.holder.strip():
            raise InvalidInput("shares.holder", "must not be empty")
        for field, value in (("shares.mean", self.mean), *(("shares.quantiles", q) for q in self.quantiles)):
            _plain(field, value)
            if not 0 <= value <= 1:
                raise InvalidInput(field, f"must lie in [0, 1] (holder {self.holder})", given=value)
        if any(a > b for a, b in itertools.pairwise(self.quantiles)):
            raise InvalidInput("shares.quantiles", f"must not fall with the level (holder {self.holder})")


@dataclass(frozen=True, slots=True)
class HolderRate:
    """One holder's rate in the unit of the aggregate royalty.

    Attributes:
        holder: as in its share.
        mean, quantiles: exact products (to 50 digits), unrounded.
        stated_mean, stated_quantiles: the same after the stated rounding; equal to them without one.
    """

    holder: str
    mean: Decimal
    quantiles: tuple[Decimal, ...]
    stated_mean: Decimal
    stated_quantiles: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class TopDownRates:
    """The answer of the top-down method for all holders of a standard.

    Attributes:
        aggregate: the royalty that was divided.
        levels: of the quantiles, rising.
        rounding: the last step, or None.
        rates: one per share, in the same order.
        unallocated: aggregate less the sum of the unrounded mean rates; what nobody in the calculation receives.
        quantities: the derivation, inputs before what is computed from them. Of holder n (counted from 1) these are
            `hn.share` and `hn.rate` for the mean, `hn.share.q1` and `hn.rate.q1` for the first level, and
            `hn.stated` and `hn.stated.q1` for what was rounded.
    """

    aggregate: AggregateRoyalty
    levels: tuple[Decimal, ...]
    rounding: Rounding | None
    rates: tuple[HolderRate, ...]
    unallocated: Decimal
    quantities: tuple[Quantity, ...]

    def answer(self) -> MethodAnswer:
        """The same as every method answers: a result for each holder, between its lowest and highest quantile."""
        value = "rate" if self.rounding is None else "stated"
        last = len(self.levels)
        return MethodAnswer(
            "top_down",
            tuple(
                Result(
                    rate.holder,
                    "Rate",
                    f"h{n}.{value}",
                    f"h{n}.{value}.q1" if last > 1 else "",
                    f"h{n}.{value}.q{last}" if last > 1 else "",
                )
                for n, rate in enumerate(self.rates, 1)
            ),
            Derivation(self.quantities),
        )


def share_estimates(holders: Sequence[str], quantiles: ArrayLike, means: ArrayLike) -> tuple[ShareEstimate, ...]:
    """Shares as the engine computes them, at SHARE_DIGITS significant digits (means: MEAN_DIGITS), for `top_down`.

    Parameters
    ----------
    holders : sequence of str
        One name per row.
    quantiles : array_like of float, shape (holders, levels)
    means : array_like of float, shape (holders,)
        As `share_quantiles` returns them.

    Raises
    ------
    InvalidInput
        Shapes that don't fit, or shares outside [0, 1].

    Examples
    --------
    >>> share_estimates(["Acme"], [[1 / 3]], [0.25])[0].quantiles
    (Decimal('0.333333333333'),)
    """
    table = checked_numbers("quantiles", quantiles)
    averages = checked_numbers("means", means)
    if averages.shape != (len(holders),):
        raise InvalidInput("means", f"must be one number per holder ({len(holders)})", given=averages.shape)
    if table.ndim != 2 or len(table) != len(holders):
        raise InvalidInput("quantiles", f"must have one row per holder ({len(holders)})", given=table.shape)
    # A mean of 1 may come out as 1 + 1e-15; rounded it is 1 again, and a larger excess is refused.
    return tuple(
        ShareEstimate(holder, _share(mean, MEAN_DIGITS), tuple(_share(q) for q in row))
        for holder, mean, row in zip(holders, averages.tolist(), table.tolist(), strict=True)
    )


def rates_of_estimates(
    aggregate: AggregateRoyalty,
    shares: Sequence[ShareEstimate],
    levels: Sequence[Decimal],
    *,
    rounding: Rounding | None = None,
) -> TopDownRates:
    """Rates of all holders: aggregate royalty × share, for the mean and for each quantile.

    The aggregate is one number, so a quantile of the rate is the aggregate times that quantile of the share. All
    products are exact (to 50 digits); `rounding` is applied to the results only, and the unrounded ones are kept.

    Parameters
    ----------
    aggregate : AggregateRoyalty
    shares : sequence of ShareEstimate
        At least one; holders differ; the means sum to at most 1 (within 1e-9).
    levels : sequence of Decimal
        Rising levels in (0, 1), one for each quantile of every share; may be empty.
    rounding : Rounding, optional

    Returns
    -------
    TopDownRates

    Raises
    ------
    InvalidInput
        An input breaks its rule.

    References
    ----------
    Leonard, G. K., Lopez, M. A. (2014), "Determining RAND Royalty Rates for Standard-Essential Patents", Antitrust 29
    (the top-down approach); In re Innovatio IP Ventures, MDL 2303 (N.D. Ill. 2013).

    Examples
    --------
    >>> royalty = AggregateRoyalty.ad_valorem(Decimal("8"), "the net selling price", "joint notification")
    >>> acme = ShareEstimate("Acme", Decimal("0.125"), (Decimal("0.1"),))
    >>> answer = rates_of_estimates(royalty, [acme], [Decimal("0.025")], rounding=Rounding(2))
    >>> answer.rates[0].mean, answer.rates[0].stated_mean, answer.rates[0].quantiles, answer.unallocated
    (Decimal('1.000'), Decimal('1.00'), (Decimal('0.8'),), Decimal('7.000'))
    """
    if not shares:
        raise InvalidInput("shares", "must hold at least one holder")
    if len({s.holder for s in shares}) < len(shares):
        raise InvalidInput("shares.holder", "must not occur twice")
    for level in levels:
        _plain("levels", level)
        checked_probabilities("levels", float(level), open_ends=True)
    if any(a >= b for a, b in itertools.pairwise(levels)):
        raise InvalidInput("levels", "must rise")
    for share in shares:
        if len(share.quantiles) != len(levels):
            raise InvalidInput("shares.quantiles", f"must be one per level ({len(levels)}; holder {share.holder})")
    allocated = total_of(s.mean for s in shares)
    if allocated > 1 + Decimal("1e-9"):
        raise InvalidInput("shares.mean", "must not sum to more than 1", given=allocated)
    known = Derivation()
    known.given("aggregate", aggregate.amount, aggregate.unit, "Aggregate royalty", sources=[aggregate.source])
    rates = tuple(_rate_of(known, n, aggregate, share, levels, rounding) for n, share in enumerate(shares, 1))
    known.total("allocated", [f"h{n}.rate" for n in range(1, len(rates) + 1)], aggregate.unit, "Rates of all holders")
    label = "What nobody in the calculation receives"
    unallocated = known.computed("unallocated", "aggregate - allocated", aggregate.unit, label)
    return TopDownRates(aggregate, tuple(levels), rounding, rates, unallocated, tuple(known))


def _rate_of(
    known: Derivation,
    n: int,
    aggregate: AggregateRoyalty,
    share: ShareEstimate,
    levels: Sequence[Decimal],
    rounding: Rounding | None,
) -> HolderRate:
    exact: list[Decimal] = []
    stated: list[Decimal] = []
    which = ["expected", *(f"{level} quantile" for level in levels)]
    for column, (label, part) in enumerate(zip(which, (share.mean, *share.quantiles), strict=True)):
        end = f".q{column}" if column else ""
        known.given(f"h{n}.share{end}", part, "fraction", f"Share of {share.holder}, {label}", group=share.holder)
        rate = known.computed(
            f"h{n}.rate{end}",
            f"aggregate * h{n}.share{end}",
            aggregate.unit,
            f"Rate of {share.holder}, {label}",
            group=share.holder,
        )
        exact.append(rate)
        if rounding is not None:
            formula = rounding_formula(f"h{n}.rate{end}", rounding)
            label = f"Rate of {share.holder}, {label}, rounded"
            rate = known.computed(f"h{n}.stated{end}", formula, aggregate.unit, label, group=share.holder)
        stated.append(rate)
    return HolderRate(share.holder, exact[0], tuple(exact[1:]), stated[0], tuple(stated[1:]))


def _share(value: float, digits: int = SHARE_DIGITS) -> Decimal:
    return Decimal(f"{value:.{digits}g}")


def _plain(field: str, value: object) -> None:
    if not isinstance(value, Decimal):
        raise InvalidInput(field, "must be decimal.Decimal", given=value)
    if not value.is_finite():
        raise InvalidInput(field, "must be finite", given=value)
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -MAX_PLACES:
        raise InvalidInput(field, f"must have at most {MAX_PLACES} decimal places", given=value)
