"""Owns how the inputs of a case become those of a method: shorthands for what recipes need again and again."""

from __future__ import annotations

from decimal import Decimal

from services.frand.cases.published import PublishedCase
from services.frand.engine import (
    AggregateInput,
    AggregateShape,
    ComparableLicence,
    ComparablesInputs,
    CountedFamilies,
    Generation,
    HolderShare,
    InterestTerms,
    LicencePayment,
    LumpSumInputs,
    MethodAnswer,
    Money,
    PortfolioStrength,
    RateAdjustment,
    RateCardInputs,
    RateLine,
    RateProgramme,
    RoyaltyBasis,
    RoyaltyTier,
    RunningRoyalty,
    SalesPeriod,
    TerritorialRatesInputs,
    Territory,
    TopDownInputs,
    VolumeLine,
    comparables,
    lump_sum,
    rate_card,
    territorial_rates,
    top_down,
)

__all__ = [
    "award",
    "headcount",
    "one_licence",
    "programme",
    "running",
    "several_licences",
    "strength",
    "terms_of",
    "unpacked_lump_sum",
]

_ONE = Decimal(1)
_HOLDER = "the holder"


def headcount(
    case: PublishedCase,
    aggregates: tuple[str, ...],
    families: Decimal,
    total: Decimal,
    *,
    currency: str = "",
    weight: Decimal = _ONE,
    amount: Decimal | None = None,
) -> MethodAnswer:
    """Top-down: an aggregate royalty (a point, or a range by its two ends) times a share by headcount."""
    values = [case.value(name) for name in aggregates] if amount is None else [amount]
    source = "; ".join(case.source(name) for name in aggregates) or case.citation
    basis = RoyaltyBasis.PER_UNIT if currency else RoyaltyBasis.AD_VALOREM
    base = "" if currency else "price"
    royalty = (
        AggregateInput(basis, AggregateShape.POINT, source[:1000], values[0], currency=currency, base=base)
        if len(values) == 1
        else AggregateInput(basis, AggregateShape.RANGE, source[:1000], low=values[0], high=values[1], base=base)
    )
    share = HolderShare(_HOLDER, counted=CountedFamilies(families, total))
    generation = Generation("the standard", weight, (share,))
    return top_down(TopDownInputs((generation,), royalty, weight_total=weight))


def strength(case: PublishedCase, rate: Decimal, source: str, factor: Decimal, territory: str) -> MethodAnswer:
    """A rate that was determined, adapted to a territory."""
    there = Territory(territory, factor)
    return territorial_rates(TerritorialRatesInputs(rate, "fraction of price", source[:1000], (there,)))


def running(
    case: PublishedCase,
    name: str,
    rate: Decimal,
    *,
    currency: str = "USD",
    per_unit: bool = True,
    ratio: Decimal | None = None,
    factors: tuple[str, ...] = (),
) -> ComparableLicence:
    """A comparable licence with a running royalty, scaled by relative strength and adjusted by inputs of the case."""
    sold = VolumeLine(case.date, case.date, _ONE, None if per_unit else Money(_ONE, currency))
    return ComparableLicence(
        name,
        _HOLDER if ratio is None else "another holder",
        "the licensee",
        case.date,
        case.date,
        case.date,
        royalties=(RunningRoyalty(currency, per_unit, (RoyaltyTier(Decimal(0), rate),)),),
        volumes=(sold,),
        strengths=() if ratio is None else (PortfolioStrength("", _ONE, ratio),),
        adjustments=tuple(RateAdjustment(each, case.value(each), case.source(each)[:500]) for each in factors),
    )


def unpacked_lump_sum(case: PublishedCase, payment: str, sales: str, *, currency: str = "USD") -> ComparableLicence:
    """A comparable licence with a lump sum for the licensee's sales."""
    paid = LicencePayment(case.date, Money(case.value(payment), currency))
    sold = VolumeLine(case.date, case.date, _ONE, Money(case.value(sales), currency))
    return ComparableLicence(
        "licence", _HOLDER, "the licensee", case.date, case.date, case.date, payments=(paid,), volumes=(sold,)
    )


def one_licence(case: PublishedCase, licence: ComparableLicence, *, per_unit: bool = True) -> MethodAnswer:
    """The rate that one comparable licence leads to."""
    return several_licences(case, (licence,), per_unit=per_unit)


def several_licences(
    case: PublishedCase, licences: tuple[ComparableLicence, ...], *, per_unit: bool = True
) -> MethodAnswer:
    """The mean of the rates that comparable licences lead to."""
    basis = RoyaltyBasis.PER_UNIT if per_unit else RoyaltyBasis.AD_VALOREM
    return comparables(ComparablesInputs(_HOLDER, basis, "USD", case.date, licences))


def award(
    case: PublishedCase, currency: str, rate: Decimal, sales: Decimal, *, most: Decimal | None = None
) -> MethodAnswer:
    """A royalty on units or sales, without interest, at most what is claimed."""
    period = SalesPeriod(case.date, sales, maximum=most)
    return lump_sum(LumpSumInputs(currency, case.date, (period,), InterestTerms(Decimal(0)), rate=rate))


def programme(
    case: PublishedCase, terms: RateProgramme, technologies: tuple[str, ...], **product: object
) -> MethodAnswer:
    """A rate card applied to a product of the day of the case."""
    asked = {"sold_on": case.date} | product
    return rate_card(RateCardInputs(terms, technologies, **asked))  # type: ignore[arg-type]


def terms_of(case: PublishedCase, currency: str, lines: tuple[RateLine, ...], **more: object) -> RateProgramme:
    """A programme's terms as the case states them."""
    return RateProgramme(case.id, case.citation, currency, lines, **more)  # type: ignore[arg-type]
