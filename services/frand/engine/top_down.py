"""Owns the top-down method: a rate is an aggregate royalty times a share, rounded only at the end."""

from __future__ import annotations

import decimal
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from numpy.typing import ArrayLike

from services.frand.engine.checks import checked_numbers, checked_probabilities
from services.frand.engine.errors import InvalidInput
from services.frand.engine.inputs import MAX_PLACES, Rounding

__all__ = [
    "MEAN_DIGITS",
    "SHARE_DIGITS",
    "AggregateRoyalty",
    "HolderRate",
    "Quantity",
    "Rounding",
    "ShareEstimate",
    "TopDownRates",
    "share_estimates",
    "top_down",
]

SHARE_DIGITS = 12
"""Significant digits of a share's quantiles that enter a calculation; they are exact fractions on every machine."""

MEAN_DIGITS = 10
"""Significant digits of a mean that enter a calculation: a sum over many terms, whose last bits depend on the machine
(2e-15 was measured between processors), so a dozen digits could differ once in some hundred calculations."""

# Products and sums of numbers with at most 40 places stay exact in this many digits.
_EXACT = decimal.Context(prec=200, traps=[decimal.Inexact, decimal.InvalidOperation, decimal.DivisionByZero])


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
            InvalidInput: not above 0, not a Decimal, or not three capital letters.
        """
        if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
            raise InvalidInput("aggregate.unit", "must name a currency by three capital letters", given=currency)
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
class Quantity:
    """One named number of a derivation.

    Attributes:
        name: unique within the derivation, such as `rate[Acme].mean`.
        formula: over the names in `inputs`; empty for a number that was given.
        inputs: names of the quantities the formula uses; all stand earlier in the derivation.
        value: exact unless the formula rounds.
        unit: of the value.
        source: where a given number comes from; the method for a computed one.
    """

    name: str
    formula: str
    inputs: tuple[str, ...]
    value: Decimal
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class HolderRate:
    """One holder's rate in the unit of the aggregate royalty.

    Attributes:
        holder: as in its share.
        mean, quantiles: exact products, unrounded.
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
        quantities: the derivation, inputs before what is computed from them.
    """

    aggregate: AggregateRoyalty
    levels: tuple[Decimal, ...]
    rounding: Rounding | None
    rates: tuple[HolderRate, ...]
    unallocated: Decimal
    quantities: tuple[Quantity, ...]


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


def top_down(
    aggregate: AggregateRoyalty,
    shares: Sequence[ShareEstimate],
    levels: Sequence[Decimal],
    *,
    rounding: Rounding | None = None,
) -> TopDownRates:
    """Rates of all holders: aggregate royalty × share, for the mean and for each quantile.

    The aggregate is one number, so a quantile of the rate is the aggregate times that quantile of the share. All
    products are exact; `rounding` is applied to the results only, and the unrounded ones are kept.

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
    >>> answer = top_down(royalty, [acme], [Decimal("0.025")], rounding=Rounding(2))
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
    with localcontext(_EXACT):
        allocated = sum((s.mean for s in shares), Decimal(0))
        if allocated > 1 + Decimal("1e-9"):
            raise InvalidInput("shares.mean", "must not sum to more than 1", given=allocated)
        rates = tuple(_rate_of(aggregate, share, rounding) for share in shares)
        unallocated = aggregate.amount - sum((r.mean for r in rates), Decimal(0))
    quantities = _derivation(aggregate, shares, levels, rounding, rates, unallocated)
    return TopDownRates(aggregate, tuple(levels), rounding, rates, unallocated, quantities)


def _rate_of(aggregate: AggregateRoyalty, share: ShareEstimate, rounding: Rounding | None) -> HolderRate:
    mean = aggregate.amount * share.mean
    quantiles = tuple(aggregate.amount * q for q in share.quantiles)
    if rounding is None:
        return HolderRate(share.holder, mean, quantiles, mean, quantiles)
    return HolderRate(share.holder, mean, quantiles, rounding(mean), tuple(rounding(q) for q in quantiles))


def _derivation(
    aggregate: AggregateRoyalty,
    shares: Sequence[ShareEstimate],
    levels: Sequence[Decimal],
    rounding: Rounding | None,
    rates: Sequence[HolderRate],
    unallocated: Decimal,
) -> tuple[Quantity, ...]:
    source, product = "exact distribution of shares", "top-down: aggregate × share"
    known = [Quantity("aggregate_royalty", "", (), aggregate.amount, aggregate.unit, aggregate.source)]
    labels = ["mean", *(f"quantile[{level}]" for level in levels)]
    mean_rates: list[str] = []
    for share, rate in zip(shares, rates, strict=True):
        columns = zip(
            labels,
            (share.mean, *share.quantiles),
            (rate.mean, *rate.quantiles),
            (rate.stated_mean, *rate.stated_quantiles),
            strict=True,
        )
        mean_rates.append(f"rate[{share.holder}].mean")
        for label, part, exact, stated in columns:
            of_share, of_rate = f"share[{share.holder}].{label}", f"rate[{share.holder}].{label}"
            formula = f"aggregate_royalty × {of_share}"
            known.append(Quantity(of_share, "", (), part, "share", source))
            known.append(Quantity(of_rate, formula, ("aggregate_royalty", of_share), exact, aggregate.unit, product))
            if rounding is not None:
                name, text = f"stated_{of_rate}", f"round({of_rate}, {rounding.places}, {rounding.mode})"
                known.append(Quantity(name, text, (of_rate,), stated, aggregate.unit, "rounding, the last step"))
    formula = f"aggregate_royalty - sum({', '.join(mean_rates)})"
    inputs = ("aggregate_royalty", *mean_rates)
    known.append(Quantity("unallocated", formula, inputs, unallocated, aggregate.unit, product))
    return tuple(known)


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
