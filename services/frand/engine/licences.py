"""Owns what is known of a comparable licence as a whole: its terms together, and who may see what of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from services.frand.engine.errors import InvalidInput
from services.frand.engine.interest import DayCount
from services.frand.engine.licence_terms import (
    CarveOut,
    CrossLicence,
    ExchangeDay,
    FieldAudience,
    LicencePayment,
    LicenceRenewal,
    LicenseeSize,
    PaymentDirection,
    PortfolioStrength,
    RateAdjustment,
    ReleaseTreatment,
    RunningRoyalty,
    VolumeLine,
)
from services.frand.engine.requirements import (
    audience_of,
    checked_audience,
    checked_choice,
    checked_date,
    checked_decimal,
    checked_id,
    checked_span,
    checked_text,
    checked_unique,
)

__all__ = ["ComparableLicence"]


@dataclass(frozen=True, slots=True)
class ComparableLicence:
    """A licence that somebody took, and all that is needed to make a one-way rate of it.

    Attributes:
        id: short name, part of the names of its quantities; never a party's name where that is confidential.
        licensor: resource name or name of whose patents they are.
        licensee: resource name or name of who took the licence.
        signed: the date at which payments and volumes are valued.
        start: first day of the term.
        end: last day of the term.
        licensee_size: for the exclusion of small and medium-sized enterprises.
        payments: what does not depend on sales; may be empty where there is a running royalty.
        royalties: what depends on sales; may be empty where there is a payment.
        volumes: the licensee's sales covered by the licence.
        release: how sales before `start` were settled.
        release_amount: of STATED_AMOUNT, in the currency of the answer's, at the date of signing.
        past_weight: of PAST_VOLUMES, in [0, 1]: what a past unit counts.
        annual_rate: yearly rate, as a fraction, at which payments and volumes before and after the signing are brought
            to it (0 where the parties reckoned without).
        day_count: how its years are counted.
        exchange_day: whose day's rate of exchange applies.
        price_index: id of a series by which the rate is brought from the signing to the answer's date; empty for none.
        renewals: options after the term, in order.
        carve_outs: parts of the payments for something else.
        cross_licence: None where nothing was licensed back.
        strengths: of both portfolios by generation; empty where the licensor is the holder itself.
        adjustments: factors for what is left.
        weight: in the combination, at least 0.
        licensor_share: the licensor's share of all essential patents, in (0, 1]; None where unknown (then no aggregate
            is implied).
        under_injunction: settled under the threat of an injunction or in litigation.
        affiliates: between companies of one group.
        source: where the licence is on record.
        audience: organisations that may see anything of it; empty where everybody may.
        field_audiences: restrictions of single fields.
    """

    id: str
    licensor: str
    licensee: str
    signed: date
    start: date
    end: date
    licensee_size: LicenseeSize = LicenseeSize.UNKNOWN
    payments: tuple[LicencePayment, ...] = ()
    royalties: tuple[RunningRoyalty, ...] = ()
    volumes: tuple[VolumeLine, ...] = ()
    release: ReleaseTreatment = ReleaseTreatment.NONE
    release_amount: Decimal | None = None
    past_weight: Decimal | None = None
    annual_rate: Decimal = Decimal(0)
    day_count: DayCount = DayCount.ACT_365
    exchange_day: ExchangeDay = ExchangeDay.SIGNING
    price_index: str = ""
    renewals: tuple[LicenceRenewal, ...] = ()
    carve_outs: tuple[CarveOut, ...] = ()
    cross_licence: CrossLicence | None = None
    strengths: tuple[PortfolioStrength, ...] = ()
    adjustments: tuple[RateAdjustment, ...] = ()
    weight: Decimal = Decimal(1)
    licensor_share: Decimal | None = None
    under_injunction: bool = False
    affiliates: bool = False
    source: str = ""
    audience: tuple[str, ...] = ()
    field_audiences: tuple[FieldAudience, ...] = ()

    def __post_init__(self) -> None:
        checked_id("id", self.id)
        checked_text("licensor", self.licensor)
        checked_text("licensee", self.licensee)
        checked_date("signed", self.signed)
        checked_span("", self.start, self.end)
        for field, value, kind in (
            ("licensee_size", self.licensee_size, LicenseeSize),
            ("release", self.release, ReleaseTreatment),
            ("day_count", self.day_count, DayCount),
            ("exchange_day", self.exchange_day, ExchangeDay),
        ):
            checked_choice(field, value, kind)
        if not self.payments and not self.royalties:
            raise InvalidInput("payments", "must hold a payment, or royalties a running royalty")
        self._check_release()
        self._check_renewals()
        checked_decimal("annual_rate", self.annual_rate, above=-1, at_most=10)
        checked_decimal("weight", self.weight, at_least=0)
        if self.licensor_share is not None:
            checked_decimal("licensor_share", self.licensor_share, above=0, at_most=1)
        checked_text("price_index", self.price_index, optional=True)
        checked_unique("strengths.generation", (s.generation for s in self.strengths))
        with_fractions = sum((c.fraction for c in self.carve_outs), Decimal(0))
        if with_fractions >= 1:
            raise InvalidInput("carve_outs.fraction", "must sum to less than 1", given=with_fractions)
        self._check_volumes()
        for i, royalty in enumerate(self.royalties):
            back = self.cross_licence.licensor_volumes if self.cross_licence else ()
            if royalty.direction is PaymentDirection.TO_LICENSEE and not back:
                rule = "must be TO_LICENSOR where the cross-licence has no licensor_volumes"
                raise InvalidInput(f"royalties[{i}].direction", rule, given=royalty.direction.name)
        for i, payment in enumerate(self.payments):
            if payment.due > self.end:
                try:
                    self.probability_on(payment.due)
                except InvalidInput as error:
                    raise InvalidInput(f"payments[{i}].due", "must not lie after the term and its renewals") from error
        checked_text("source", self.source, optional=True)
        checked_audience(self.audience)
        checked_unique("field_audiences.field", (f.field for f in self.field_audiences))

    def audience_for(self, field: str = "", own: tuple[str, ...] = ()) -> frozenset[str] | None:
        """Who may see a field of the licence, or a record in it with an audience of its `own`."""
        return audience_of(self.audience, own, *(f.audience for f in self.field_audiences if f.field == field))

    def probability_on(self, day: date) -> tuple[int, LicenceRenewal] | None:
        """The renewal that a day lies in, with its position; None within the term and before it.

        Raises:
            InvalidInput: the day lies after the term and in no renewal.
        """
        if day <= self.end:
            return None
        for i, renewal in enumerate(self.renewals):
            if renewal.start <= day <= renewal.end:
                return i, renewal
        raise InvalidInput("end", f"must not lie before {day.isoformat()}, unless a renewal covers it", given=self.end)

    def _check_release(self) -> None:
        wanted = {ReleaseTreatment.STATED_AMOUNT: "release_amount", ReleaseTreatment.PAST_VOLUMES: "past_weight"}
        for treatment, field in wanted.items():
            value = getattr(self, field)
            if (value is not None) != (self.release is treatment):
                raise InvalidInput(field, f"must be given exactly where release is {treatment.name}", given=value)
        if self.release_amount is not None:
            checked_decimal("release_amount", self.release_amount, at_least=0)
        if self.past_weight is not None:
            checked_decimal("past_weight", self.past_weight, at_least=0, at_most=1)

    def _check_renewals(self) -> None:
        last = self.end
        for i, renewal in enumerate(self.renewals):
            if renewal.start <= last:
                raise InvalidInput(f"renewals[{i}].start", "must lie after the term and the renewal before", given=None)
            last = renewal.end

    def _check_volumes(self) -> None:
        for field, lines in (
            ("volumes", self.volumes),
            ("cross_licence.licensor_volumes", self.cross_licence.licensor_volumes if self.cross_licence else ()),
        ):
            for i, line in enumerate(lines):
                if line.start < self.start <= line.end:
                    raise InvalidInput(f"{field}[{i}].start", "must not lie before the term when the end lies in it")
                if line.end < self.start and self.release is ReleaseTreatment.NONE:
                    raise InvalidInput(f"{field}[{i}].end", "must not lie before the term where nothing was released")
                try:
                    if self.probability_on(line.start) != self.probability_on(line.end):
                        raise InvalidInput(f"{field}[{i}].end", "must lie in the same term or renewal as the start")
                except InvalidInput as error:
                    rule = "must lie within the term or a renewal"
                    raise InvalidInput(f"{field}[{i}].end", rule, given=line.end.isoformat()) from error
