"""Owns the top-down method: a holder's rate is its share of the royalty for all essential patents together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import overload

from services.frand.engine.aggregates import AggregateInput, AggregateShape, is_certain, write_aggregate
from services.frand.engine.cells import Cells
from services.frand.engine.derivation import Derivation, MethodAnswer, Omitted, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.estimated_rates import (
    MEAN_DIGITS,
    SHARE_DIGITS,
    AggregateRoyalty,
    HolderRate,
    ShareEstimate,
    TopDownRates,
    rates_of_estimates,
    share_estimates,
)
from services.frand.engine.inputs import Rounding, decimal_of, rounding_formula
from services.frand.engine.territories import write_rates, write_strengths
from services.frand.engine.top_down_inputs import TopDownInputs
from services.frand.engine.top_down_shares import (
    Component,
    rate_quantiles,
    sample_cells,
    write_allocated,
    write_samples,
    write_share,
)
from services.frand.engine.uncertain_evaluators import doubt_left_out

__all__ = [
    "MEAN_DIGITS",
    "SHARE_DIGITS",
    "AggregateRoyalty",
    "HolderRate",
    "Rounding",
    "ShareEstimate",
    "TopDownRates",
    "share_estimates",
    "top_down",
]

METHOD = "top_down"


@overload
def top_down(aggregate: TopDownInputs) -> MethodAnswer: ...
@overload
def top_down(
    aggregate: AggregateRoyalty,
    shares: Sequence[ShareEstimate],
    levels: Sequence[Decimal],
    *,
    rounding: Rounding | None = None,
) -> TopDownRates: ...
def top_down(
    aggregate: TopDownInputs | AggregateRoyalty,
    shares: Sequence[ShareEstimate] = (),
    levels: Sequence[Decimal] = (),
    *,
    rounding: Rounding | None = None,
) -> MethodAnswer | TopDownRates:
    """Rates of all holders: aggregate royalty × share, by generation, adapted to territories, floors and caps.

    For holder h of a product with generations g: rate = Σ_g weight_g × aggregate_g × share_gh × in_force_gh. A share is
    a headcount, an estimate, or follows from a random check; then its distribution is exact (`share_quantiles`). Where
    the aggregate royalty has a distribution too, the rate's is the integral of one over the other, with a stated bound
    on its error (`Cells`); aggregate and shares are taken to be independent, and so are different generations. The
    rate is rounded where the method published it so, multiplied by the strength of territories, limited by floors and
    caps, and rounded last. `best` is the expected rate, `low` and `high` its quantiles at (1 ± confidence) / 2.

    Parameters
    ----------
    aggregate : TopDownInputs, or AggregateRoyalty
        All inputs; or, for the plainest case, the royalty that the shares are shares of.
    shares, levels, rounding
        For the plainest case only, see `rates_of_estimates`.

    Returns
    -------
    MethodAnswer, or TopDownRates for the plainest case
        Results by holder, and by territory where there are some. A range of royalties without a distribution gives a
        result for each end.

    Raises
    ------
    InvalidInput
        Shares of a generation that sum to more than 1, families that are too many together, or what the inputs'
        dataclasses refuse.

    References
    ----------
    Leonard, G. K., Lopez, M. A. (2014), "Determining RAND Royalty Rates for Standard-Essential Patents", Antitrust 29;
    In re Innovatio IP Ventures, MDL 2303 (N.D. Ill. 2013); Unwired Planet v Huawei [2017] EWHC 711 (Pat), [178] and
    [475] (aggregate burden as a cross-check).

    Examples
    --------
    Twelve of 365 families of a standard whose royalties come to 5 % of the price:

    >>> from services.frand.engine import AggregateInput, AggregateShape, CountedFamilies, Generation, HolderShare
    >>> from services.frand.engine import RoyaltyBasis, TopDownInputs
    >>> five = AggregateInput(
    ...     RoyaltyBasis.AD_VALOREM, AggregateShape.POINT, "judgment", Decimal("0.05"), base="the net selling price"
    ... )
    >>> acme = HolderShare("Acme", counted=CountedFamilies(Decimal(12), Decimal(365)))
    >>> answer = top_down(TopDownInputs((Generation("2G", Decimal(1), (acme,)),), five, rounding=Rounding(5)))
    >>> answer.results[0].subject, answer.derivation.values[answer.results[0].best]
    ('Acme', Decimal('0.00164'))
    """
    if isinstance(aggregate, TopDownInputs):
        if shares or levels or rounding is not None:
            raise InvalidInput("shares", "must be part of the inputs")
        return TopDownWriting(aggregate).answer()
    return rates_of_estimates(aggregate, shares, levels, rounding=rounding)


@dataclass
class TopDownWriting:
    """An answer while it is written down.

    Attributes:
        asked: what was asked.
        whole: whether the distributions of shares are wanted where the answer itself needs their quantiles only.
        known: the derivation.
        components: of each holder's rate, once the answer was given.
    """

    asked: TopDownInputs
    whole: bool = False
    known: Derivation = field(default_factory=Derivation)
    results: list[Result] = field(default_factory=list[Result])
    omitted: list[Omitted] = field(default_factory=list[Omitted])
    components: dict[str, list[Component]] = field(default_factory=dict[str, "list[Component]"])

    def answer(self) -> MethodAnswer:
        """The answer."""
        asked = self.asked
        holders = list(dict.fromkeys(share.holder for each in asked.generations for share in each.shares))
        numbers = {holder: n for n, holder in enumerate(holders, 1)}
        self._write_frame()
        royalties = self._write_aggregates()
        self.components = self._write_shares(numbers)
        ranges = any(asked.aggregate_of(each).shape is AggregateShape.RANGE for each in asked.generations)
        scenarios = ((".low_end", ", aggregate at its lower end"), (".high_end", ", aggregate at its upper end"))
        for holder, h in numbers.items():
            for end, label in scenarios if ranges else (("", ""),):
                self._write_rate(f"h{h}{end}", holder, self.components[holder], royalties, end, label)
        return MethodAnswer(METHOD, tuple(self.results), self.known, tuple(self.omitted), self._notes())

    @property
    def levels(self) -> tuple[float, float]:
        """Levels of the ends of the interval."""
        tail = (1 - float(self.asked.confidence)) / 2
        return tail, 1 - tail

    def _write_frame(self) -> None:
        """Writes down what applies to all holders alike."""
        asked, known = self.asked, self.known
        known.given("confidence", asked.confidence, "probability", "Probability of the intervals")
        if len(asked.generations) > 1 or asked.weight_total != 1:
            for n, generation in enumerate(asked.generations, 1):
                known.given(f"g{n}.weight", generation.weight, "fraction", f"Weight of {generation.name}")
        write_strengths(known, asked.territories)
        for name, amount in (
            ("price", asked.price),
            ("unit_floor", asked.unit_floor),
            ("unit_cap", asked.unit_cap),
            ("annual_floor", asked.annual_floor),
            ("annual_cap", asked.annual_cap),
        ):
            if amount is not None:
                known.given(name, amount.amount, amount.currency, name.replace("_", " ").capitalize())
        if asked.units_per_year is not None:
            known.given("units_per_year", Decimal(asked.units_per_year), "units", "Units a year")
        if asked.term_start is not None and asked.term_end is not None:
            days = Decimal((asked.term_end - asked.term_start).days)
            known.given("term.days", days, "days", f"Term from {asked.term_start} until {asked.term_end}")

    def _write_aggregates(self) -> list[str]:
        """Writes the aggregate royalties down; the name of each generation's."""
        names: list[str] = []
        if self.asked.aggregate is not None:
            write_aggregate(self.known, "aggregate", self.asked.aggregate, "the product", self.levels)
        for n, generation in enumerate(self.asked.generations, 1):
            names.append("aggregate" if generation.aggregate is None else f"g{n}.aggregate")
            if generation.aggregate is not None:
                write_aggregate(self.known, names[-1], generation.aggregate, generation.name, self.levels)
        return names

    def _write_shares(self, numbers: Mapping[str, int]) -> dict[str, list[Component]]:
        """Writes all shares down; each holder's by generation."""
        asked, known = self.asked, self.known
        found: dict[str, list[Component]] = {holder: [] for holder in numbers}
        alone = len(asked.generations) == 1
        for n, generation in enumerate(asked.generations, 1):
            prefixes = {each.holder: f"h{numbers[each.holder]}" for each in generation.shares}
            if not alone:
                prefixes = {holder: f"{prefix}.g{n}" for holder, prefix in prefixes.items()}
            cells: dict[str, tuple[Cells, Cells | None]] = {}
            whole = self.whole or not alone or not is_certain(asked.aggregate_of(generation))
            if generation.shares[0].checked is not None:
                sampled = write_samples(known, n, generation, prefixes, self.levels, whole=whole)
                if whole:
                    cells = sample_cells(generation, sampled)
            for share in generation.shares:
                prefix = prefixes[share.holder]
                estimated = asked.confidence if whole else None
                one = write_share(
                    known, prefix, n, generation, share, asked.term_start, cells.get(share.holder), estimated
                )
                found[share.holder].append(one)
            write_allocated(known, n, generation, [f"{prefix}.share" for prefix in prefixes.values()])
        return found

    def _write_rate(
        self, prefix: str, holder: str, components: list[Component], aggregates: list[str], end: str, scenario: str
    ) -> None:
        royalties = [self.asked.aggregate_of(self.asked.generations[each.generation - 1]) for each in components]
        names = [
            f"{aggregates[each.generation - 1]}{end if royalty.shape is AggregateShape.RANGE else ''}"
            for each, royalty in zip(components, royalties, strict=True)
        ]
        terms = [self._term(each, name, each.name) for each, name in zip(components, names, strict=True)]
        title = f"Rate of {holder}{scenario}"
        self.known.computed(f"{prefix}.raw", " + ".join(terms), self.asked.unit, f"{title}, expected", group=holder)
        spread = self._write_interval(prefix, holder, components, royalties, names, title)
        self._write_steps(prefix, holder, ("", ".low", ".high") if spread else ("",), scenario)

    def _term(self, one: Component, aggregate: str, share: str) -> str:
        weight = f"g{one.generation}.weight"
        return f"{weight} * {aggregate} * {share}" if weight in self.known else f"{aggregate} * {share}"

    def _write_interval(
        self,
        prefix: str,
        holder: str,
        components: list[Component],
        royalties: list[AggregateInput],
        names: list[str],
        title: str,
    ) -> bool:
        """Writes the ends of the interval down; whether there is one."""
        certain_royalty = all(is_certain(each) for each in royalties)
        certain_shares = all(each.fixed for each in components)
        if certain_royalty and certain_shares:
            return False
        if not all(each.fixed or each.bounded for each in components):
            self.omitted.append(Omitted(f"interval of {holder}", "a share was given without its quantiles"))
            return False
        if len(components) == 1 and (certain_royalty or certain_shares):
            # One uncertain factor: a quantile of the product is the product with that factor's quantile.
            one = components[0]
            for end in (".low", ".high"):
                royalty = names[0] if certain_royalty else f"{names[0]}{end}"
                share = one.name if one.fixed else f"{one.name}{end}"
                label = f"{title},{end.replace('.', ' ')} end of its interval"
                formula = self._term(one, royalty, share)
                self.known.computed(f"{prefix}.raw{end}", formula, self.asked.unit, label, group=holder)
            return True
        self._state_interval(prefix, holder, components, royalties, names, title)
        return True

    def _state_interval(
        self,
        prefix: str,
        holder: str,
        components: list[Component],
        royalties: list[AggregateInput],
        names: list[str],
        title: str,
    ) -> None:
        unit = self.asked.unit
        weights = [float(self.asked.generations[each.generation - 1].weight) for each in components]
        amounts = [float(self.known.values[name]) for name in names]
        inputs = [name for each in components for name in (each.name, *each.quantiles)] + list(dict.fromkeys(names))
        inputs += [w for each in components if (w := f"g{each.generation}.weight") in self.known]
        most = most_cells(self.asked)
        found = rate_quantiles(components, weights, royalties, amounts, names, self.levels, most)
        for end, level, one in zip((".low", ".high"), self.levels, found, strict=True):
            label = f"{title},{end.replace('.', ' ')} end of its interval"
            integral = "integrated over the distributions of both"
            what = f"quantile at {level:.10g} of the sum of weight * aggregate * share, {integral}"
            value = decimal_of(one.value, MEAN_DIGITS)
            self.known.stated(f"{prefix}.raw{end}", value, what, inputs, unit, label, group=holder)
            what, value = "distance between the bounds of the integral and its value", decimal_of(one.error, 2)
            name = f"{prefix}.raw{end}"
            self.known.stated(f"{name}.error", value, what, [name], unit, f"{label}: its largest error", group=holder)

    def _write_steps(self, prefix: str, holder: str, ends: tuple[str, ...], scenario: str) -> None:
        """From the raw rate to what is stated: its own rounding, territories, floors and caps, and rounding last."""
        asked, unit = self.asked, self.asked.unit
        last = "raw"

        def step(name: str, formula: Callable[[str], str], label: str) -> None:
            nonlocal last
            for end in ends:
                text = f"Rate of {holder}{scenario}, {label}{end.replace('.', ', ')}"
                self.known.computed(f"{prefix}.{name}{end}", formula(f"{prefix}.{last}{end}"), unit, text, group=holder)
            last = name

        if (first := asked.rate_rounding) is not None:
            step("headline", lambda rate: rounding_formula(rate, first), "as it is stated before territories")
        for n, territory in enumerate(asked.territories, 1):
            label = f"{holder} in {territory.name}{scenario}"
            for end in ends:
                name = write_rates(
                    self.known, f"{prefix}.", f"{prefix}.{last}", n, unit, f"{label}{end}", asked.rounding, end
                )
                if not end:
                    self.results.append(_result(holder, f"Rate in {territory.name}{scenario}", name, ends))
        if "strength" in self.known:
            step("blended", lambda rate: f"{rate} * strength", "over all sales")
        if asked.limited:
            step("limited", self._limits, "within floors and caps")
        if (rounding := asked.rounding) is not None:
            step("rate", lambda rate: rounding_formula(rate, rounding), "rounded")
        else:
            step("rate", lambda rate: rate, "as it is stated")
        self.results.append(_result(holder, f"Rate{scenario}", f"{prefix}.rate", ends))

    def _limits(self, rate: str) -> str:
        """Within the floors and caps of a unit, then of a year: the yearly ones have the last word."""
        in_money = "price" in self.known and self.asked.unit.startswith("fraction")
        unit, year = (f"{rate} * price" if in_money else rate), "units_per_year"
        if self.asked.unit_floor is not None:
            unit = f"max({unit}, unit_floor)"
        if self.asked.unit_cap is not None:
            unit = f"min({unit}, unit_cap)"
        if self.asked.annual_floor is not None or self.asked.annual_cap is not None:
            amount = f"{unit} * {year}"
            if self.asked.annual_floor is not None:
                amount = f"max({amount}, annual_floor)"
            if self.asked.annual_cap is not None:
                amount = f"min({amount}, annual_cap)"
            unit = f"{amount} / {year}"
        return f"{unit} / price" if in_money else unit

    def _notes(self) -> tuple[str, ...]:
        asked, notes = self.asked, list[str]()
        generations = asked.generations
        royalties = [asked.aggregate_of(each) for each in generations]
        sampled = any(each.shares[0].checked is not None for each in generations)
        if sampled and any(not is_certain(each) for each in royalties):
            notes.append("Aggregate royalty and shares are taken to be independent of each other.")
        if len(generations) > 1 and sampled:
            notes.append("Checks of different generations are taken to be independent of each other.")
        if len({id(each) for each in royalties if not is_certain(each)}) > 1:
            notes.append("Aggregate royalties of different generations are taken to be independent of each other.")
        if any(each.evaluators is not None for each in generations):
            notes.append(
                "The evaluators' error is as it was measured: one sensitivity and specificity, uncertain, for all "
                "holders of a generation. What its integration leaves is not in the errors of rates."
            )
        measured = [each.evaluators for each in generations if each.evaluators is not None]
        left_out = (doubt_left_out(each.sensitivity, each.specificity) for each in measured)
        notes += dict.fromkeys(filter(None, left_out))
        estimated = any(share.estimate is not None for each in generations for share in each.shares)
        if estimated and any(name.endswith(".raw.low.error") for name in self.known.values):
            notes.append(
                "Of an estimated share only quantiles are known, and between them it is interpolated; the error of an "
                "interval's end is how far any distribution with the same quantiles could move it."
            )
            notes.append("Estimated shares are taken to be independent of the aggregate royalty and of each other.")
        if asked.weight_total != 1:
            notes.append(f"The weights sum to {asked.weight_total}: the other generations are left out.")
        if any(AggregateShape.RANGE is each.shape for each in royalties):
            notes.append("Of the range of aggregate royalties only the ends are used; nothing is assumed in between.")
        if any(share.expiries for each in generations for share in each.shares):
            notes.append("What expires counts while it is in force, and is given to no other holder.")
        if asked.limited:
            notes.append("Floors and caps limit the stated rate and the ends of its interval, each by itself.")
        return tuple(notes)


def most_cells(asked: TopDownInputs) -> int:
    """Cells of sums and products: fewer where there are many holders."""
    holders = max(len(each.shares) for each in asked.generations)
    return 1024 if holders <= 10 else 512 if holders <= 50 else 256


def _result(subject: str, label: str, name: str, ends: tuple[str, ...]) -> Result:
    spread = len(ends) > 1
    return Result(subject, label, name, f"{name}.low" if spread else "", f"{name}.high" if spread else "")
