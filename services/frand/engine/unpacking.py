"""Owns the unpacking of a licence: from what was agreed to a one-way rate for the reference unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from services.frand.engine.comparables_inputs import ComparablesInputs, RoyaltyBasis
from services.frand.engine.derivation import Derivation
from services.frand.engine.errors import InvalidInput
from services.frand.engine.licence_terms import (
    ExchangeDay,
    PaymentDirection,
    ReleaseTreatment,
    RunningRoyalty,
    ScopeWeight,
    VolumeLine,
)
from services.frand.engine.licences import ComparableLicence
from services.frand.engine.writing import Writer

__all__ = ["CannotUnpack", "Unpacked", "unpack_licence"]

_DAYS = {ExchangeDay.PAYMENT: "at the rate of its own day", ExchangeDay.SIGNING: "at the rate of the signing"}


class CannotUnpack(Exception):
    """No one-way rate follows from a licence; the text says why, without a number of it."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A licence's rates, by the names of their quantities.

    Attributes:
        one_way_rate: for the reference unit, of the licensor's portfolio.
        rate: brought to the holder's portfolio and the answer's date.
        implied_aggregate: one-way rate over the licensor's share; empty where the share is not known.
        notes: what was assumed.
    """

    one_way_rate: str
    rate: str
    implied_aggregate: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A volume line that counts: its position, its names in the derivation, its period."""

    number: int
    line: VolumeLine
    units: str
    sales: str
    past: bool


def unpack_licence(inputs: ComparablesInputs, licence: ComparableLicence, known: Derivation) -> Unpacked:
    """Writes the steps from a licence to its rate into a derivation.

    Payments and royalties are valued at the signing, what is for the past or for something else is taken off, and what
    was licensed back is added; the rate is that value over the volumes, valued at the same yearly rate at the ends of
    their periods, when royalties fall due. So a running royalty unpacks to itself, and a lump sum to the running
    royalty of the same value. Where both directions are valued alike, with R the licensee's strength over the
    licensor's,

        balance = rate * licensee's volumes - rate * R * licensor's volumes.

    Raises:
        CannotUnpack: no rate follows; says why.
        InvalidInput: an exchange rate or index is missing; a volume's generation or territory has no weight.
    """
    return _Unpacking(inputs, licence, known).unpacked()


class _Unpacking:
    def __init__(self, inputs: ComparablesInputs, licence: ComparableLicence, known: Derivation) -> None:
        self.inputs = inputs
        self.licence = licence
        self.id = licence.id
        self.money = inputs.currency
        self.ad_valorem = inputs.basis is RoyaltyBasis.AD_VALOREM
        self.writer = Writer(known, f"Licence {licence.id}", licence.audience_for())
        self.known = known
        self.notes: list[str] = []
        self.discounted = licence.annual_rate != 0
        self.generations = _weights(inputs.generations, "generation")
        self.territories = _weights(inputs.territories, "territory")

    def unpacked(self) -> Unpacked:
        licence = self.licence
        if not licence.volumes:
            raise CannotUnpack("its volumes are not known")
        lines = self._lines("volume", licence.volumes, "volumes")
        cross = licence.cross_licence
        back = (
            self._lines("licensor_volume", cross.licensor_volumes, "licensor_volumes", cross.audience) if cross else []
        )
        if not lines:
            raise CannotUnpack("none of its volumes is in the scope of the answer")
        if licence.payments and max(line.end for line in licence.volumes) < licence.end:
            self._note("its volumes end before its term does; a lump sum is spread over the volumes that are given")
        if self.ad_valorem and any(not line.sales for line in (*lines, *back)):
            raise CannotUnpack("its net sales are not known, and the answer is ad valorem")
        if self.discounted:
            self.writer.given(
                f"{self.id}.annual_rate",
                licence.annual_rate,
                "a year",
                "Yearly rate that payments and volumes are valued with",
                licence.source,
                licence.audience_for("annual_rate"),
            )
        for i, renewal in enumerate(licence.renewals, 1):
            self._own(f"renewal_{i}.probability", renewal.probability, "", f"Probability of renewal {i}", renewal)
        for i, part in enumerate(licence.carve_outs, 1):
            self._own(f"carve_out_{i}", part.fraction, "fraction", "Part of the payments for something else", part)
        value = self._value(lines, back)
        one_way = self._one_way(value, lines, back)
        return self._adjusted(one_way)

    # -- volumes -----------------------------------------------------------------------------------------------------

    def _lines(self, kind: str, volumes: Iterable[VolumeLine], field: str, own: tuple[str, ...] = ()) -> list[_Line]:
        found: list[_Line] = []
        released = self.licence.release is ReleaseTreatment.STATED_AMOUNT
        for i, line in enumerate(volumes, 1):
            past = line.end < self.licence.start
            for what, name, weights in (
                ("generation", line.generation, self.generations),
                ("territory", line.territory, self.territories),
            ):
                if weights and name not in weights:
                    at = f"licences[{self.id}].{field}[{i - 1}].{what}"
                    raise InvalidInput(
                        at, f"must be one of those that have a weight ({', '.join(weights)})", given=name
                    )
            if past and released:
                self._note("volumes before the term were settled by the stated release and do not count")
                continue
            if any(
                w == 0
                for w in (
                    self._weight(self.generations, line.generation),
                    self._weight(self.territories, line.territory),
                )
            ):
                self._note("volumes outside the scope of the answer, and running royalties on them, do not count")
                continue
            if line.kind.value != "actual":
                self._note(f"some of its volumes are {line.kind.value}s")
            audience = self.licence.audience_for(own=line.audience)
            writer = self._restricted(own)
            units = writer.given(
                f"{self.id}.{kind}_{i}.units", line.units, "units", f"Units sold, line {i}", line.source, audience
            )
            sales = ""
            if line.net_sales is not None:
                given = writer.given(
                    f"{self.id}.{kind}_{i}.sales",
                    line.net_sales.amount,
                    line.net_sales.currency,
                    f"Net sales, line {i}",
                    line.source,
                    audience,
                )
                factor = self._exchange(f"{self.id}.{kind}_{i}", line.net_sales.currency, line.end, audience, writer)
                sales = given
                if factor:
                    sales = writer.computed(
                        f"{self.id}.{kind}_{i}.converted_sales",
                        f"{given} * {factor}",
                        self.money,
                        f"Net sales, line {i}, {_DAYS[self.licence.exchange_day]}",
                    )
            found.append(_Line(i, line, units, sales, past))
        return found

    def _counted(self, kind: str, lines: list[_Line]) -> str:
        """The sum of volumes, weighted by scope, past and probability, valued at the signing."""
        terms: list[str] = []
        for each in lines:
            prefix = f"{self.id}.{kind}_{each.number}"
            factors = [each.sales if self.ad_valorem else each.units]
            if self.generations:
                factors.append(self.generations[each.line.generation][0])
            if self.territories:
                factors.append(self.territories[each.line.territory][0])
            if each.past:
                factors.append(self._past_weight())
            formula = " * ".join([*factors, *self._probability(each.line.end)])
            formula += self._discount(prefix, each.line.end, self.licence.audience_for(own=each.line.audience))
            terms.append(
                self.writer.computed(
                    f"{prefix}.counted",
                    formula,
                    self.money if self.ad_valorem else "units",
                    f"Volume of line {each.number}, as it counts",
                )
            )
        unit = self.money if self.ad_valorem else "units"
        return self.writer.total(f"{self.id}.{kind}s", terms, unit, "Volumes, as they count")

    def _past_weight(self) -> str:
        name = f"{self.id}.past_weight"
        if name not in self.known:
            self.writer.given(
                name,
                self.licence.past_weight or Decimal(0),
                "",
                "What a unit sold before the term counts",
                self.licence.source,
                self.licence.audience_for("past_weight"),
            )
        return name

    # -- consideration -----------------------------------------------------------------------------------------------

    def _value(self, lines: list[_Line], back: list[_Line]) -> str:
        """The value of what was paid for the patents, at the signing."""
        parts = [self._payment(i) for i in range(1, len(self.licence.payments) + 1)]
        for i, royalty in enumerate(self.licence.royalties, 1):
            parts += self._royalty(i, royalty, lines if royalty.direction is PaymentDirection.TO_LICENSOR else back)
        licence = self.licence
        if not parts:
            raise CannotUnpack("none of its running royalties falls on volumes in the scope of the answer")
        value = self.writer.total(f"{self.id}.paid", parts, self.money, "Value of all that was paid, at the signing")
        if licence.release_amount is not None:
            release = self.writer.given(
                f"{self.id}.release_amount",
                licence.release_amount,
                self.money,
                "Part of it for sales before the term",
                licence.source,
                licence.audience_for("release_amount"),
            )
            value = self.writer.computed(
                f"{self.id}.after_release", f"{value} - {release}", self.money, "Value without the past release"
            )
        if licence.carve_outs:
            shares = " - ".join(f"{self.id}.carve_out_{i}" for i in range(1, len(licence.carve_outs) + 1))
            value = self.writer.computed(
                f"{self.id}.for_patents", f"{value} * (1 - {shares})", self.money, "Value for the patents in question"
            )
        cross = licence.cross_licence
        if cross is not None and cross.grant_back_value is not None:
            money = cross.grant_back_value
            audience = licence.audience_for(own=cross.audience)
            back_value = self.writer.given(
                f"{self.id}.grant_back",
                money.amount,
                money.currency,
                "Value of the licence back",
                cross.source,
                audience,
            )
            factor = self._exchange(f"{self.id}.grant_back", money.currency, licence.signed, audience, self.writer)
            value = self.writer.computed(
                f"{self.id}.both_ways",
                f"{value} + {back_value}{f' * {factor}' if factor else ''}",
                self.money,
                "Value of the payments and the licence back",
            )
        return value

    def _payment(self, i: int) -> str:
        payment = self.licence.payments[i - 1]
        prefix, audience = f"{self.id}.payment_{i}", self.licence.audience_for(own=payment.audience)
        amount = self.writer.given(
            f"{prefix}.amount",
            payment.amount.amount,
            payment.amount.currency,
            f"Payment {i} {payment.direction.value.replace('_', ' ')}",
            self.licence.source,
            audience,
        )
        factor = self._exchange(prefix, payment.amount.currency, payment.due, audience, self.writer)
        sign = "-" if payment.direction is PaymentDirection.TO_LICENSEE else ""
        formula = " * ".join([f"{sign}{amount}", *([factor] if factor else []), *self._probability(payment.due)])
        formula += self._discount(prefix, payment.due, audience)
        return self.writer.computed(f"{prefix}.value", formula, self.money, f"Value of payment {i} at the signing")

    def _royalty(self, i: int, royalty: RunningRoyalty, lines: list[_Line]) -> list[str]:
        """Values of a running royalty, period by period."""
        prefix, audience = f"{self.id}.royalty_{i}", self.licence.audience_for(own=royalty.audience)
        periods: dict[tuple[date, date], list[_Line]] = {}
        for each in lines:
            if each.past or royalty.generation not in ("", each.line.generation):
                continue
            if royalty.territory in ("", each.line.territory):
                periods.setdefault((each.line.start, each.line.end), []).append(each)
        if not periods:
            return []
        writer, source = self.writer, self.licence.source
        unit = f"{royalty.currency} per unit" if royalty.per_unit else "fraction"
        for t, tier in enumerate(royalty.tiers, 1):
            writer.given(f"{prefix}.tier_{t}.rate", tier.rate, unit, f"Rate of tier {t}", source, audience)
            writer.given(f"{prefix}.tier_{t}.above", tier.above_units, "units", f"Tier {t} from", source, audience)
        for name, bound, of in (
            ("cap_per_unit", royalty.cap_per_unit, "Most for a unit"),
            ("floor_per_unit", royalty.floor_per_unit, "Least for a unit"),
            ("minimum", royalty.minimum, "Least for a period"),
            ("maximum", royalty.maximum, "Most for a period"),
        ):
            if bound is not None:
                writer.given(f"{prefix}.{name}", bound, royalty.currency, of, source, audience)
        if not royalty.per_unit and (royalty.cap_per_unit is not None or royalty.floor_per_unit is not None):
            self._note("caps and floors a unit were applied to the average price of each period")
        return [
            self._period(f"{prefix}.period_{p}", prefix, royalty, span, some, audience)
            for p, (span, some) in enumerate(sorted(periods.items()), 1)
        ]

    def _period(
        self,
        name: str,
        royalty_name: str,
        royalty: RunningRoyalty,
        span: tuple[date, date],
        lines: list[_Line],
        audience: frozenset[str] | None,
    ) -> str:
        if not royalty.per_unit and any(not each.sales for each in lines):
            raise CannotUnpack("its net sales are not known, and a running royalty is a part of them")
        writer = self.writer
        factor = self._exchange(name, royalty.currency, span[1], audience, writer)
        times = f" * {factor}" if factor else ""
        units = writer.total(f"{name}.units", [each.units for each in lines], "units", "Units of the period")
        steps: list[str] = []
        for t in range(1, len(royalty.tiers) + 1):
            tier, following = f"{royalty_name}.tier_{t}", f"{royalty_name}.tier_{t + 1}.above"
            upper = units if t == len(royalty.tiers) else f"min({units}, {following})"
            steps.append(f"{tier}.rate * max(0, {upper} - {tier}.above)")
        if royalty.per_unit:
            formula = f"({' + '.join(steps)}){times}"
        else:
            sales = writer.total(f"{name}.sales", [each.sales for each in lines], self.money, "Net sales of the period")
            formula = f"({' + '.join(steps)}) * {sales} / {units}"
        due = writer.computed(f"{name}.due", formula, self.money, "Royalty by the tiers")
        bounded = f"{due} / {units}"
        if royalty.floor_per_unit is not None:
            bounded = f"max({bounded}, {royalty_name}.floor_per_unit{times})"
        if royalty.cap_per_unit is not None:
            bounded = f"min({bounded}, {royalty_name}.cap_per_unit{times})"
        if royalty.floor_per_unit is not None or royalty.cap_per_unit is not None:
            due = writer.computed(f"{name}.bounded", f"{bounded} * {units}", self.money, "Royalty within cap and floor")
        payable = due
        if royalty.minimum is not None:
            payable = f"max({payable}, {royalty_name}.minimum{times})"
        if royalty.maximum is not None:
            payable = f"min({payable}, {royalty_name}.maximum{times})"
        sign = "-" if royalty.direction is PaymentDirection.TO_LICENSEE else ""
        formula = " * ".join([f"{sign}{payable}", *self._probability(span[1])])
        # Royalties fall due when their period ends, as volumes are taken to: so a running royalty unpacks to itself.
        formula += self._discount(name, span[1], audience)
        return writer.computed(f"{name}.value", formula, self.money, "Value of the period's royalty at the signing")

    # -- rate --------------------------------------------------------------------------------------------------------

    def _one_way(self, value: str, lines: list[_Line], back: list[_Line]) -> str:
        base = self._counted("volume", lines)
        cross = self.licence.cross_licence
        unit = "fraction" if self.ad_valorem else f"{self.money} per unit"
        if cross is not None and cross.strength_ratio is not None:
            if not back:
                raise CannotUnpack("none of the licensor's own volumes is in the scope of the answer")
            theirs = self._counted("licensor_volume", back)
            ratio = self._own(
                "strength_back", cross.strength_ratio, "", "Licensee's portfolio over the licensor's", cross
            )
            base = self.writer.computed(
                f"{self.id}.net_volumes",
                f"{base} - {ratio} * {theirs}",
                self.money if self.ad_valorem else "units",
                "Licensee's volumes less the licensor's, by strength",
            )
        found, volumes = self.known[value].value, self.known[base].value
        if volumes == 0:
            raise CannotUnpack("its volumes count for nothing, or both directions balance, so that no rate follows")
        if found == 0 or (found > 0) != (volumes > 0):
            if cross is not None and cross.strength_ratio is not None:
                raise CannotUnpack("the payment flows against what strengths and volumes of both directions say")
            raise CannotUnpack("its payments, less what is for the past and for other things, leave nothing")
        return self.writer.computed(f"{self.id}.one_way_rate", f"{value} / {base}", unit, "One-way rate")

    def _adjusted(self, one_way: str) -> Unpacked:
        licence, inputs = self.licence, self.inputs
        unit = "fraction" if self.ad_valorem else f"{self.money} per unit"
        factors = [one_way]
        if licence.strengths:
            factors.append(self._strength_ratio())
        elif licence.licensor != inputs.holder:
            raise CannotUnpack("the strength of its licensor's portfolio is not known")
        if licence.price_index:
            factors.append(self._index())
        for i, adjustment in enumerate(licence.adjustments, 1):
            factors.append(self._own(f"adjustment_{i}", adjustment.factor, "", "Factor for a difference", adjustment))
        rate = self.writer.computed(f"{self.id}.rate", " * ".join(factors), unit, "Rate for the holder's portfolio")
        aggregate = ""
        if licence.licensor_share is not None:
            share = self.writer.given(
                f"{self.id}.licensor_share",
                licence.licensor_share,
                "fraction",
                "Licensor's share of all essential patents",
                licence.source,
                licence.audience_for("licensor_share"),
            )
            aggregate = self.writer.computed(
                f"{self.id}.implied_aggregate",
                f"{one_way} / {share}",
                unit,
                "Aggregate royalty that the licence implies",
            )
        notes = tuple(f"Licence {self.id}: {note}." for note in self.notes)
        return Unpacked(one_way, rate, aggregate, notes)

    def _strength_ratio(self) -> str:
        weights = {w.name: f"strengths.weight_{i}" for i, w in enumerate(self.inputs.strength_weights, 1)}
        ours: list[str] = []
        theirs: list[str] = []
        for i, strength in enumerate(self.licence.strengths, 1):
            if weights and strength.generation not in weights:
                at = f"licences[{self.id}].strengths[{i - 1}].generation"
                raise InvalidInput(
                    at, f"must be one of those that have a weight ({', '.join(weights)})", given=strength.generation
                )
            holder = self._own(
                f"strength_{i}.holder", strength.holder, "", "Strength of the holder's portfolio", strength
            )
            licensor = self._own(
                f"strength_{i}.licensor", strength.licensor, "", "Strength of the licensor's portfolio", strength
            )
            times = f"{weights[strength.generation]} * " if weights else ""
            ours.append(f"{times}{holder}")
            theirs.append(f"{times}{licensor}")
        total = self.writer.computed(
            f"{self.id}.strength.licensor", f"sum({', '.join(theirs)})", "", "Strength of the licensor's portfolio"
        )
        if self.known[total].value == 0:
            raise CannotUnpack("its licensor's portfolio has no strength in the generations that count")
        return self.writer.computed(
            f"{self.id}.strength_ratio",
            f"sum({', '.join(ours)}) / {total}",
            "",
            "Holder's portfolio over the licensor's",
        )

    def _index(self) -> str:
        licence, inputs = self.licence, self.inputs
        index = next(s for s in inputs.series if s.id == licence.price_index)
        audience = licence.audience_for(own=index.audience)
        names = [
            self.writer.given(f"{self.id}.index_{when}", index.value(day), "index", label, index.source, audience)
            for when, day, label in (
                ("signed", licence.signed, "Price index at the signing"),
                ("on", inputs.on, "Price index on the date of the answer"),
            )
        ]
        return self.writer.computed(f"{self.id}.inflation", f"{names[1]} / {names[0]}", "", "Change of prices since")

    # -- recurring steps ---------------------------------------------------------------------------------------------

    def _own(self, name: str, value: Decimal, unit: str, label: str, record: object) -> str:
        own: tuple[str, ...] = getattr(record, "audience", ())
        source: str = getattr(record, "source", "")
        return self.writer.given(
            f"{self.id}.{name}", value, unit, label, source or self.licence.source, self.licence.audience_for(own=own)
        )

    def _restricted(self, own: tuple[str, ...]) -> Writer:
        return replace(self.writer, audience=self.licence.audience_for(own=own))

    def _exchange(self, prefix: str, currency: str, due: date, audience: frozenset[str] | None, writer: Writer) -> str:
        day = due if self.licence.exchange_day is ExchangeDay.PAYMENT else self.licence.signed
        return writer.exchange(prefix, currency, self.money, day, self.inputs.series, audience)

    def _probability(self, day: date) -> list[str]:
        renewal = self.licence.probability_on(day)
        return [] if renewal is None else [f"{self.id}.renewal_{renewal[0] + 1}.probability"]

    def _discount(self, prefix: str, due: date, audience: frozenset[str] | None) -> str:
        if not self.discounted:
            return ""
        licence = self.licence
        years = self.writer.years(prefix, licence.signed, due, licence.day_count, "from the signing", audience)
        return f" / (1 + {self.id}.annual_rate) ** {years}"

    @staticmethod
    def _weight(weights: Mapping[str, tuple[str, Decimal]], name: str) -> Decimal:
        return weights[name][1] if weights else Decimal(1)

    def _note(self, text: str) -> None:
        if text not in self.notes:
            self.notes.append(text)


def _weights(weights: tuple[ScopeWeight, ...], kind: str) -> dict[str, tuple[str, Decimal]]:
    return {w.name: (f"scope.{kind}_{i}", w.weight) for i, w in enumerate(weights, 1)}
