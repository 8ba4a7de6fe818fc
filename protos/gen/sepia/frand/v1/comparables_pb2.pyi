from buf.validate import validate_pb2 as _validate_pb2
from google.type import date_pb2 as _date_pb2
from google.type import decimal_pb2 as _decimal_pb2
from google.type import money_pb2 as _money_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RoyaltyBasis(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ROYALTY_BASIS_UNSPECIFIED: _ClassVar[RoyaltyBasis]
    ROYALTY_BASIS_PER_UNIT: _ClassVar[RoyaltyBasis]
    ROYALTY_BASIS_AD_VALOREM: _ClassVar[RoyaltyBasis]

class LicenseeSize(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LICENSEE_SIZE_UNSPECIFIED: _ClassVar[LicenseeSize]
    LICENSEE_SIZE_UNKNOWN: _ClassVar[LicenseeSize]
    LICENSEE_SIZE_SME: _ClassVar[LicenseeSize]
    LICENSEE_SIZE_MEDIUM: _ClassVar[LicenseeSize]
    LICENSEE_SIZE_LARGE: _ClassVar[LicenseeSize]

class PaymentDirection(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PAYMENT_DIRECTION_UNSPECIFIED: _ClassVar[PaymentDirection]
    PAYMENT_DIRECTION_TO_LICENSOR: _ClassVar[PaymentDirection]
    PAYMENT_DIRECTION_TO_LICENSEE: _ClassVar[PaymentDirection]

class VolumeKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    VOLUME_KIND_UNSPECIFIED: _ClassVar[VolumeKind]
    VOLUME_KIND_ACTUAL: _ClassVar[VolumeKind]
    VOLUME_KIND_FORECAST: _ClassVar[VolumeKind]
    VOLUME_KIND_ESTIMATE: _ClassVar[VolumeKind]

class ReleaseTreatment(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RELEASE_TREATMENT_UNSPECIFIED: _ClassVar[ReleaseTreatment]
    RELEASE_TREATMENT_NONE: _ClassVar[ReleaseTreatment]
    RELEASE_TREATMENT_STATED_AMOUNT: _ClassVar[ReleaseTreatment]
    RELEASE_TREATMENT_PAST_VOLUMES: _ClassVar[ReleaseTreatment]

class DayCount(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DAY_COUNT_UNSPECIFIED: _ClassVar[DayCount]
    DAY_COUNT_ACT_365: _ClassVar[DayCount]
    DAY_COUNT_ACT_360: _ClassVar[DayCount]
    DAY_COUNT_THIRTY_360: _ClassVar[DayCount]
    DAY_COUNT_ACT_ACT: _ClassVar[DayCount]

class ExchangeDay(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXCHANGE_DAY_UNSPECIFIED: _ClassVar[ExchangeDay]
    EXCHANGE_DAY_PAYMENT: _ClassVar[ExchangeDay]
    EXCHANGE_DAY_SIGNING: _ClassVar[ExchangeDay]

class SeriesKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SERIES_KIND_UNSPECIFIED: _ClassVar[SeriesKind]
    SERIES_KIND_EXCHANGE_RATE: _ClassVar[SeriesKind]
    SERIES_KIND_PRICE_INDEX: _ClassVar[SeriesKind]

class SeriesInterpolation(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SERIES_INTERPOLATION_UNSPECIFIED: _ClassVar[SeriesInterpolation]
    SERIES_INTERPOLATION_EXACT: _ClassVar[SeriesInterpolation]
    SERIES_INTERPOLATION_PREVIOUS: _ClassVar[SeriesInterpolation]
    SERIES_INTERPOLATION_LINEAR: _ClassVar[SeriesInterpolation]

class RateCombination(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RATE_COMBINATION_UNSPECIFIED: _ClassVar[RateCombination]
    RATE_COMBINATION_WEIGHTED_MEAN: _ClassVar[RateCombination]
    RATE_COMBINATION_MEDIAN: _ClassVar[RateCombination]
    RATE_COMBINATION_MIDRANGE: _ClassVar[RateCombination]

class Compounding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    COMPOUNDING_UNSPECIFIED: _ClassVar[Compounding]
    COMPOUNDING_SIMPLE: _ClassVar[Compounding]
    COMPOUNDING_COMPOUND: _ClassVar[Compounding]

class DistributionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DISTRIBUTION_KIND_UNSPECIFIED: _ClassVar[DistributionKind]
    DISTRIBUTION_KIND_DISCRETE: _ClassVar[DistributionKind]
    DISTRIBUTION_KIND_CUMULATIVE: _ClassVar[DistributionKind]

class RateOrigin(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    RATE_ORIGIN_UNSPECIFIED: _ClassVar[RateOrigin]
    RATE_ORIGIN_COMPARABLE: _ClassVar[RateOrigin]
    RATE_ORIGIN_OFFER: _ClassVar[RateOrigin]
    RATE_ORIGIN_ANSWER: _ClassVar[RateOrigin]

class InputSpread(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    INPUT_SPREAD_UNSPECIFIED: _ClassVar[InputSpread]
    INPUT_SPREAD_UNIFORM: _ClassVar[InputSpread]
    INPUT_SPREAD_TRIANGULAR: _ClassVar[InputSpread]
ROYALTY_BASIS_UNSPECIFIED: RoyaltyBasis
ROYALTY_BASIS_PER_UNIT: RoyaltyBasis
ROYALTY_BASIS_AD_VALOREM: RoyaltyBasis
LICENSEE_SIZE_UNSPECIFIED: LicenseeSize
LICENSEE_SIZE_UNKNOWN: LicenseeSize
LICENSEE_SIZE_SME: LicenseeSize
LICENSEE_SIZE_MEDIUM: LicenseeSize
LICENSEE_SIZE_LARGE: LicenseeSize
PAYMENT_DIRECTION_UNSPECIFIED: PaymentDirection
PAYMENT_DIRECTION_TO_LICENSOR: PaymentDirection
PAYMENT_DIRECTION_TO_LICENSEE: PaymentDirection
VOLUME_KIND_UNSPECIFIED: VolumeKind
VOLUME_KIND_ACTUAL: VolumeKind
VOLUME_KIND_FORECAST: VolumeKind
VOLUME_KIND_ESTIMATE: VolumeKind
RELEASE_TREATMENT_UNSPECIFIED: ReleaseTreatment
RELEASE_TREATMENT_NONE: ReleaseTreatment
RELEASE_TREATMENT_STATED_AMOUNT: ReleaseTreatment
RELEASE_TREATMENT_PAST_VOLUMES: ReleaseTreatment
DAY_COUNT_UNSPECIFIED: DayCount
DAY_COUNT_ACT_365: DayCount
DAY_COUNT_ACT_360: DayCount
DAY_COUNT_THIRTY_360: DayCount
DAY_COUNT_ACT_ACT: DayCount
EXCHANGE_DAY_UNSPECIFIED: ExchangeDay
EXCHANGE_DAY_PAYMENT: ExchangeDay
EXCHANGE_DAY_SIGNING: ExchangeDay
SERIES_KIND_UNSPECIFIED: SeriesKind
SERIES_KIND_EXCHANGE_RATE: SeriesKind
SERIES_KIND_PRICE_INDEX: SeriesKind
SERIES_INTERPOLATION_UNSPECIFIED: SeriesInterpolation
SERIES_INTERPOLATION_EXACT: SeriesInterpolation
SERIES_INTERPOLATION_PREVIOUS: SeriesInterpolation
SERIES_INTERPOLATION_LINEAR: SeriesInterpolation
RATE_COMBINATION_UNSPECIFIED: RateCombination
RATE_COMBINATION_WEIGHTED_MEAN: RateCombination
RATE_COMBINATION_MEDIAN: RateCombination
RATE_COMBINATION_MIDRANGE: RateCombination
COMPOUNDING_UNSPECIFIED: Compounding
COMPOUNDING_SIMPLE: Compounding
COMPOUNDING_COMPOUND: Compounding
DISTRIBUTION_KIND_UNSPECIFIED: DistributionKind
DISTRIBUTION_KIND_DISCRETE: DistributionKind
DISTRIBUTION_KIND_CUMULATIVE: DistributionKind
RATE_ORIGIN_UNSPECIFIED: RateOrigin
RATE_ORIGIN_COMPARABLE: RateOrigin
RATE_ORIGIN_OFFER: RateOrigin
RATE_ORIGIN_ANSWER: RateOrigin
INPUT_SPREAD_UNSPECIFIED: InputSpread
INPUT_SPREAD_UNIFORM: InputSpread
INPUT_SPREAD_TRIANGULAR: InputSpread

class ComparablesInputs(_message.Message):
    __slots__ = ("holder", "basis", "currency", "on", "licences", "series", "generations", "territories", "strength_weights", "exclusions", "combination", "holder_share", "holder_share_audience", "rounding_places")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    LICENCES_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    GENERATIONS_FIELD_NUMBER: _ClassVar[int]
    TERRITORIES_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_WEIGHTS_FIELD_NUMBER: _ClassVar[int]
    EXCLUSIONS_FIELD_NUMBER: _ClassVar[int]
    COMBINATION_FIELD_NUMBER: _ClassVar[int]
    HOLDER_SHARE_FIELD_NUMBER: _ClassVar[int]
    HOLDER_SHARE_AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_PLACES_FIELD_NUMBER: _ClassVar[int]
    holder: str
    basis: RoyaltyBasis
    currency: str
    on: _date_pb2.Date
    licences: _containers.RepeatedCompositeFieldContainer[ComparableLicence]
    series: _containers.RepeatedCompositeFieldContainer[DatedSeries]
    generations: _containers.RepeatedCompositeFieldContainer[ScopeWeight]
    territories: _containers.RepeatedCompositeFieldContainer[ScopeWeight]
    strength_weights: _containers.RepeatedCompositeFieldContainer[ScopeWeight]
    exclusions: LicenceExclusions
    combination: RateCombination
    holder_share: _decimal_pb2.Decimal
    holder_share_audience: _containers.RepeatedScalarFieldContainer[str]
    rounding_places: int
    def __init__(self, holder: _Optional[str] = ..., basis: _Optional[_Union[RoyaltyBasis, str]] = ..., currency: _Optional[str] = ..., on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., licences: _Optional[_Iterable[_Union[ComparableLicence, _Mapping]]] = ..., series: _Optional[_Iterable[_Union[DatedSeries, _Mapping]]] = ..., generations: _Optional[_Iterable[_Union[ScopeWeight, _Mapping]]] = ..., territories: _Optional[_Iterable[_Union[ScopeWeight, _Mapping]]] = ..., strength_weights: _Optional[_Iterable[_Union[ScopeWeight, _Mapping]]] = ..., exclusions: _Optional[_Union[LicenceExclusions, _Mapping]] = ..., combination: _Optional[_Union[RateCombination, str]] = ..., holder_share: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., holder_share_audience: _Optional[_Iterable[str]] = ..., rounding_places: _Optional[int] = ...) -> None: ...

class ComparableLicence(_message.Message):
    __slots__ = ("id", "licensor", "licensee", "signed", "start", "end", "licensee_size", "payments", "royalties", "volumes", "release", "release_amount", "past_weight", "annual_rate", "day_count", "exchange_day", "price_index", "renewals", "carve_outs", "cross_licence", "strengths", "adjustments", "weight", "licensor_share", "under_injunction", "affiliates", "source", "audience", "field_audiences")
    ID_FIELD_NUMBER: _ClassVar[int]
    LICENSOR_FIELD_NUMBER: _ClassVar[int]
    LICENSEE_FIELD_NUMBER: _ClassVar[int]
    SIGNED_FIELD_NUMBER: _ClassVar[int]
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    LICENSEE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAYMENTS_FIELD_NUMBER: _ClassVar[int]
    ROYALTIES_FIELD_NUMBER: _ClassVar[int]
    VOLUMES_FIELD_NUMBER: _ClassVar[int]
    RELEASE_FIELD_NUMBER: _ClassVar[int]
    RELEASE_AMOUNT_FIELD_NUMBER: _ClassVar[int]
    PAST_WEIGHT_FIELD_NUMBER: _ClassVar[int]
    ANNUAL_RATE_FIELD_NUMBER: _ClassVar[int]
    DAY_COUNT_FIELD_NUMBER: _ClassVar[int]
    EXCHANGE_DAY_FIELD_NUMBER: _ClassVar[int]
    PRICE_INDEX_FIELD_NUMBER: _ClassVar[int]
    RENEWALS_FIELD_NUMBER: _ClassVar[int]
    CARVE_OUTS_FIELD_NUMBER: _ClassVar[int]
    CROSS_LICENCE_FIELD_NUMBER: _ClassVar[int]
    STRENGTHS_FIELD_NUMBER: _ClassVar[int]
    ADJUSTMENTS_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    LICENSOR_SHARE_FIELD_NUMBER: _ClassVar[int]
    UNDER_INJUNCTION_FIELD_NUMBER: _ClassVar[int]
    AFFILIATES_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    FIELD_AUDIENCES_FIELD_NUMBER: _ClassVar[int]
    id: str
    licensor: str
    licensee: str
    signed: _date_pb2.Date
    start: _date_pb2.Date
    end: _date_pb2.Date
    licensee_size: LicenseeSize
    payments: _containers.RepeatedCompositeFieldContainer[LicencePayment]
    royalties: _containers.RepeatedCompositeFieldContainer[RunningRoyalty]
    volumes: _containers.RepeatedCompositeFieldContainer[VolumeLine]
    release: ReleaseTreatment
    release_amount: _decimal_pb2.Decimal
    past_weight: _decimal_pb2.Decimal
    annual_rate: _decimal_pb2.Decimal
    day_count: DayCount
    exchange_day: ExchangeDay
    price_index: str
    renewals: _containers.RepeatedCompositeFieldContainer[LicenceRenewal]
    carve_outs: _containers.RepeatedCompositeFieldContainer[CarveOut]
    cross_licence: CrossLicence
    strengths: _containers.RepeatedCompositeFieldContainer[PortfolioStrength]
    adjustments: _containers.RepeatedCompositeFieldContainer[RateAdjustment]
    weight: _decimal_pb2.Decimal
    licensor_share: _decimal_pb2.Decimal
    under_injunction: bool
    affiliates: bool
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    field_audiences: _containers.RepeatedCompositeFieldContainer[FieldAudience]
    def __init__(self, id: _Optional[str] = ..., licensor: _Optional[str] = ..., licensee: _Optional[str] = ..., signed: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., start: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., licensee_size: _Optional[_Union[LicenseeSize, str]] = ..., payments: _Optional[_Iterable[_Union[LicencePayment, _Mapping]]] = ..., royalties: _Optional[_Iterable[_Union[RunningRoyalty, _Mapping]]] = ..., volumes: _Optional[_Iterable[_Union[VolumeLine, _Mapping]]] = ..., release: _Optional[_Union[ReleaseTreatment, str]] = ..., release_amount: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., past_weight: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., annual_rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., day_count: _Optional[_Union[DayCount, str]] = ..., exchange_day: _Optional[_Union[ExchangeDay, str]] = ..., price_index: _Optional[str] = ..., renewals: _Optional[_Iterable[_Union[LicenceRenewal, _Mapping]]] = ..., carve_outs: _Optional[_Iterable[_Union[CarveOut, _Mapping]]] = ..., cross_licence: _Optional[_Union[CrossLicence, _Mapping]] = ..., strengths: _Optional[_Iterable[_Union[PortfolioStrength, _Mapping]]] = ..., adjustments: _Optional[_Iterable[_Union[RateAdjustment, _Mapping]]] = ..., weight: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., licensor_share: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., under_injunction: _Optional[bool] = ..., affiliates: _Optional[bool] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ..., field_audiences: _Optional[_Iterable[_Union[FieldAudience, _Mapping]]] = ...) -> None: ...

class LicencePayment(_message.Message):
    __slots__ = ("due", "amount", "what", "direction", "audience")
    DUE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    WHAT_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    due: _date_pb2.Date
    amount: _money_pb2.Money
    what: str
    direction: PaymentDirection
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, due: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., what: _Optional[str] = ..., direction: _Optional[_Union[PaymentDirection, str]] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class RunningRoyalty(_message.Message):
    __slots__ = ("currency", "per_unit", "tiers", "cap_per_unit", "floor_per_unit", "minimum", "maximum", "generation", "territory", "direction", "audience")
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    PER_UNIT_FIELD_NUMBER: _ClassVar[int]
    TIERS_FIELD_NUMBER: _ClassVar[int]
    CAP_PER_UNIT_FIELD_NUMBER: _ClassVar[int]
    FLOOR_PER_UNIT_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_FIELD_NUMBER: _ClassVar[int]
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    TERRITORY_FIELD_NUMBER: _ClassVar[int]
    DIRECTION_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    currency: str
    per_unit: bool
    tiers: _containers.RepeatedCompositeFieldContainer[RoyaltyTier]
    cap_per_unit: _decimal_pb2.Decimal
    floor_per_unit: _decimal_pb2.Decimal
    minimum: _decimal_pb2.Decimal
    maximum: _decimal_pb2.Decimal
    generation: str
    territory: str
    direction: PaymentDirection
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, currency: _Optional[str] = ..., per_unit: _Optional[bool] = ..., tiers: _Optional[_Iterable[_Union[RoyaltyTier, _Mapping]]] = ..., cap_per_unit: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., floor_per_unit: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., minimum: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., maximum: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., generation: _Optional[str] = ..., territory: _Optional[str] = ..., direction: _Optional[_Union[PaymentDirection, str]] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class RoyaltyTier(_message.Message):
    __slots__ = ("above_units", "rate")
    ABOVE_UNITS_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    above_units: _decimal_pb2.Decimal
    rate: _decimal_pb2.Decimal
    def __init__(self, above_units: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class VolumeLine(_message.Message):
    __slots__ = ("start", "end", "units", "net_sales", "generation", "territory", "kind", "source", "audience")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    UNITS_FIELD_NUMBER: _ClassVar[int]
    NET_SALES_FIELD_NUMBER: _ClassVar[int]
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    TERRITORY_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    start: _date_pb2.Date
    end: _date_pb2.Date
    units: _decimal_pb2.Decimal
    net_sales: _money_pb2.Money
    generation: str
    territory: str
    kind: VolumeKind
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, start: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., units: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., net_sales: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., generation: _Optional[str] = ..., territory: _Optional[str] = ..., kind: _Optional[_Union[VolumeKind, str]] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class LicenceRenewal(_message.Message):
    __slots__ = ("start", "end", "probability", "source", "audience")
    START_FIELD_NUMBER: _ClassVar[int]
    END_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    start: _date_pb2.Date
    end: _date_pb2.Date
    probability: _decimal_pb2.Decimal
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, start: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., probability: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class CarveOut(_message.Message):
    __slots__ = ("what", "fraction", "source", "audience")
    WHAT_FIELD_NUMBER: _ClassVar[int]
    FRACTION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    what: str
    fraction: _decimal_pb2.Decimal
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, what: _Optional[str] = ..., fraction: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class CrossLicence(_message.Message):
    __slots__ = ("grant_back_value", "strength_ratio", "licensor_volumes", "source", "audience")
    GRANT_BACK_VALUE_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_RATIO_FIELD_NUMBER: _ClassVar[int]
    LICENSOR_VOLUMES_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    grant_back_value: _money_pb2.Money
    strength_ratio: _decimal_pb2.Decimal
    licensor_volumes: _containers.RepeatedCompositeFieldContainer[VolumeLine]
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, grant_back_value: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., strength_ratio: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., licensor_volumes: _Optional[_Iterable[_Union[VolumeLine, _Mapping]]] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class PortfolioStrength(_message.Message):
    __slots__ = ("generation", "licensor", "holder", "source", "audience")
    GENERATION_FIELD_NUMBER: _ClassVar[int]
    LICENSOR_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    generation: str
    licensor: _decimal_pb2.Decimal
    holder: _decimal_pb2.Decimal
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, generation: _Optional[str] = ..., licensor: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., holder: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class RateAdjustment(_message.Message):
    __slots__ = ("what", "factor", "source", "audience")
    WHAT_FIELD_NUMBER: _ClassVar[int]
    FACTOR_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    what: str
    factor: _decimal_pb2.Decimal
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, what: _Optional[str] = ..., factor: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class FieldAudience(_message.Message):
    __slots__ = ("field", "audience")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    field: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, field: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class DatedSeries(_message.Message):
    __slots__ = ("id", "kind", "source", "points", "interpolation", "stale_after_days", "base_currency", "quote_currency", "audience")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    INTERPOLATION_FIELD_NUMBER: _ClassVar[int]
    STALE_AFTER_DAYS_FIELD_NUMBER: _ClassVar[int]
    BASE_CURRENCY_FIELD_NUMBER: _ClassVar[int]
    QUOTE_CURRENCY_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: SeriesKind
    source: str
    points: _containers.RepeatedCompositeFieldContainer[SeriesPoint]
    interpolation: SeriesInterpolation
    stale_after_days: int
    base_currency: str
    quote_currency: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[_Union[SeriesKind, str]] = ..., source: _Optional[str] = ..., points: _Optional[_Iterable[_Union[SeriesPoint, _Mapping]]] = ..., interpolation: _Optional[_Union[SeriesInterpolation, str]] = ..., stale_after_days: _Optional[int] = ..., base_currency: _Optional[str] = ..., quote_currency: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class SeriesPoint(_message.Message):
    __slots__ = ("on", "value")
    ON_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    on: _date_pb2.Date
    value: _decimal_pb2.Decimal
    def __init__(self, on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., value: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class ScopeWeight(_message.Message):
    __slots__ = ("name", "weight", "source", "audience")
    NAME_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    name: str
    weight: _decimal_pb2.Decimal
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, name: _Optional[str] = ..., weight: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class LicenceExclusions(_message.Message):
    __slots__ = ("sme", "sme_definition", "under_injunction", "affiliates", "forecasts", "estimates", "signed_before", "signed_after")
    SME_FIELD_NUMBER: _ClassVar[int]
    SME_DEFINITION_FIELD_NUMBER: _ClassVar[int]
    UNDER_INJUNCTION_FIELD_NUMBER: _ClassVar[int]
    AFFILIATES_FIELD_NUMBER: _ClassVar[int]
    FORECASTS_FIELD_NUMBER: _ClassVar[int]
    ESTIMATES_FIELD_NUMBER: _ClassVar[int]
    SIGNED_BEFORE_FIELD_NUMBER: _ClassVar[int]
    SIGNED_AFTER_FIELD_NUMBER: _ClassVar[int]
    sme: bool
    sme_definition: str
    under_injunction: bool
    affiliates: bool
    forecasts: bool
    estimates: bool
    signed_before: _date_pb2.Date
    signed_after: _date_pb2.Date
    def __init__(self, sme: _Optional[bool] = ..., sme_definition: _Optional[str] = ..., under_injunction: _Optional[bool] = ..., affiliates: _Optional[bool] = ..., forecasts: _Optional[bool] = ..., estimates: _Optional[bool] = ..., signed_before: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., signed_after: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PaymentsInputs(_message.Message):
    __slots__ = ("currency", "on", "payments", "past", "future", "series", "rounding_places")
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    PAYMENTS_FIELD_NUMBER: _ClassVar[int]
    PAST_FIELD_NUMBER: _ClassVar[int]
    FUTURE_FIELD_NUMBER: _ClassVar[int]
    SERIES_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_PLACES_FIELD_NUMBER: _ClassVar[int]
    currency: str
    on: _date_pb2.Date
    payments: _containers.RepeatedCompositeFieldContainer[ScheduledPayment]
    past: InterestTerms
    future: InterestTerms
    series: _containers.RepeatedCompositeFieldContainer[DatedSeries]
    rounding_places: int
    def __init__(self, currency: _Optional[str] = ..., on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., payments: _Optional[_Iterable[_Union[ScheduledPayment, _Mapping]]] = ..., past: _Optional[_Union[InterestTerms, _Mapping]] = ..., future: _Optional[_Union[InterestTerms, _Mapping]] = ..., series: _Optional[_Iterable[_Union[DatedSeries, _Mapping]]] = ..., rounding_places: _Optional[int] = ...) -> None: ...

class ScheduledPayment(_message.Message):
    __slots__ = ("due", "amount", "what", "audience")
    DUE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    WHAT_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    due: _date_pb2.Date
    amount: _money_pb2.Money
    what: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, due: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., what: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class InterestTerms(_message.Message):
    __slots__ = ("annual_rate", "compounding", "periods_per_year", "day_count", "source")
    ANNUAL_RATE_FIELD_NUMBER: _ClassVar[int]
    COMPOUNDING_FIELD_NUMBER: _ClassVar[int]
    PERIODS_PER_YEAR_FIELD_NUMBER: _ClassVar[int]
    DAY_COUNT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    annual_rate: _decimal_pb2.Decimal
    compounding: Compounding
    periods_per_year: int
    day_count: DayCount
    source: str
    def __init__(self, annual_rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., compounding: _Optional[_Union[Compounding, str]] = ..., periods_per_year: _Optional[int] = ..., day_count: _Optional[_Union[DayCount, str]] = ..., source: _Optional[str] = ...) -> None: ...

class LumpSumInputs(_message.Message):
    __slots__ = ("currency", "on", "periods", "interest", "rate", "lump_sum", "audience", "rounding_places")
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    ON_FIELD_NUMBER: _ClassVar[int]
    PERIODS_FIELD_NUMBER: _ClassVar[int]
    INTEREST_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    LUMP_SUM_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_PLACES_FIELD_NUMBER: _ClassVar[int]
    currency: str
    on: _date_pb2.Date
    periods: _containers.RepeatedCompositeFieldContainer[SalesPeriod]
    interest: InterestTerms
    rate: _decimal_pb2.Decimal
    lump_sum: _decimal_pb2.Decimal
    audience: _containers.RepeatedScalarFieldContainer[str]
    rounding_places: int
    def __init__(self, currency: _Optional[str] = ..., on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., periods: _Optional[_Iterable[_Union[SalesPeriod, _Mapping]]] = ..., interest: _Optional[_Union[InterestTerms, _Mapping]] = ..., rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., lump_sum: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., audience: _Optional[_Iterable[str]] = ..., rounding_places: _Optional[int] = ...) -> None: ...

class SalesPeriod(_message.Message):
    __slots__ = ("due", "base", "minimum", "maximum", "what", "audience")
    DUE_FIELD_NUMBER: _ClassVar[int]
    BASE_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_FIELD_NUMBER: _ClassVar[int]
    MAXIMUM_FIELD_NUMBER: _ClassVar[int]
    WHAT_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    due: _date_pb2.Date
    base: _decimal_pb2.Decimal
    minimum: _decimal_pb2.Decimal
    maximum: _decimal_pb2.Decimal
    what: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, due: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., base: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., minimum: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., maximum: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., what: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class OffersInputs(_message.Message):
    __slots__ = ("holder", "unit", "ad_valorem", "offers", "distributions", "aggregate", "licences")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    AD_VALOREM_FIELD_NUMBER: _ClassVar[int]
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    DISTRIBUTIONS_FIELD_NUMBER: _ClassVar[int]
    AGGREGATE_FIELD_NUMBER: _ClassVar[int]
    LICENCES_FIELD_NUMBER: _ClassVar[int]
    holder: str
    unit: str
    ad_valorem: bool
    offers: _containers.RepeatedCompositeFieldContainer[RateOffer]
    distributions: _containers.RepeatedCompositeFieldContainer[RateDistribution]
    aggregate: AggregateGround
    licences: _containers.RepeatedCompositeFieldContainer[StrengthGround]
    def __init__(self, holder: _Optional[str] = ..., unit: _Optional[str] = ..., ad_valorem: _Optional[bool] = ..., offers: _Optional[_Iterable[_Union[RateOffer, _Mapping]]] = ..., distributions: _Optional[_Iterable[_Union[RateDistribution, _Mapping]]] = ..., aggregate: _Optional[_Union[AggregateGround, _Mapping]] = ..., licences: _Optional[_Iterable[_Union[StrengthGround, _Mapping]]] = ...) -> None: ...

class RateOffer(_message.Message):
    __slots__ = ("id", "party", "rate", "audience")
    ID_FIELD_NUMBER: _ClassVar[int]
    PARTY_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    id: str
    party: str
    rate: _decimal_pb2.Decimal
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., party: _Optional[str] = ..., rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class RateDistribution(_message.Message):
    __slots__ = ("id", "method", "kind", "points", "source", "audience")
    ID_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    id: str
    method: str
    kind: DistributionKind
    points: _containers.RepeatedCompositeFieldContainer[DistributionPoint]
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., method: _Optional[str] = ..., kind: _Optional[_Union[DistributionKind, str]] = ..., points: _Optional[_Iterable[_Union[DistributionPoint, _Mapping]]] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class DistributionPoint(_message.Message):
    __slots__ = ("value", "probability")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    PROBABILITY_FIELD_NUMBER: _ClassVar[int]
    value: _decimal_pb2.Decimal
    probability: _decimal_pb2.Decimal
    def __init__(self, value: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., probability: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class AggregateGround(_message.Message):
    __slots__ = ("aggregate", "share", "lowest", "highest", "families", "others_essential", "source", "audience")
    AGGREGATE_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    LOWEST_FIELD_NUMBER: _ClassVar[int]
    HIGHEST_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    OTHERS_ESSENTIAL_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    aggregate: _decimal_pb2.Decimal
    share: _decimal_pb2.Decimal
    lowest: _decimal_pb2.Decimal
    highest: _decimal_pb2.Decimal
    families: int
    others_essential: _decimal_pb2.Decimal
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, aggregate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., share: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., lowest: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., highest: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., families: _Optional[int] = ..., others_essential: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class StrengthGround(_message.Message):
    __slots__ = ("id", "one_way_rate", "strength_ratio", "highest_ratio", "source", "audience")
    ID_FIELD_NUMBER: _ClassVar[int]
    ONE_WAY_RATE_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_RATIO_FIELD_NUMBER: _ClassVar[int]
    HIGHEST_RATIO_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    id: str
    one_way_rate: _decimal_pb2.Decimal
    strength_ratio: _decimal_pb2.Decimal
    highest_ratio: _decimal_pb2.Decimal
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., one_way_rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., strength_ratio: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., highest_ratio: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class CrossChecksInputs(_message.Message):
    __slots__ = ("unit", "ad_valorem", "rates", "aggregate", "aggregate_audience", "key_rates", "licensees", "band")
    UNIT_FIELD_NUMBER: _ClassVar[int]
    AD_VALOREM_FIELD_NUMBER: _ClassVar[int]
    RATES_FIELD_NUMBER: _ClassVar[int]
    AGGREGATE_FIELD_NUMBER: _ClassVar[int]
    AGGREGATE_AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    KEY_RATES_FIELD_NUMBER: _ClassVar[int]
    LICENSEES_FIELD_NUMBER: _ClassVar[int]
    BAND_FIELD_NUMBER: _ClassVar[int]
    unit: str
    ad_valorem: bool
    rates: _containers.RepeatedCompositeFieldContainer[CheckedRate]
    aggregate: _decimal_pb2.Decimal
    aggregate_audience: _containers.RepeatedScalarFieldContainer[str]
    key_rates: _containers.RepeatedCompositeFieldContainer[KeyRate]
    licensees: _containers.RepeatedCompositeFieldContainer[SituatedLicensee]
    band: _decimal_pb2.Decimal
    def __init__(self, unit: _Optional[str] = ..., ad_valorem: _Optional[bool] = ..., rates: _Optional[_Iterable[_Union[CheckedRate, _Mapping]]] = ..., aggregate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., aggregate_audience: _Optional[_Iterable[str]] = ..., key_rates: _Optional[_Iterable[_Union[KeyRate, _Mapping]]] = ..., licensees: _Optional[_Iterable[_Union[SituatedLicensee, _Mapping]]] = ..., band: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class CheckedRate(_message.Message):
    __slots__ = ("id", "origin", "rate", "share", "source", "audience")
    ID_FIELD_NUMBER: _ClassVar[int]
    ORIGIN_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    id: str
    origin: RateOrigin
    rate: _decimal_pb2.Decimal
    share: _decimal_pb2.Decimal
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., origin: _Optional[_Union[RateOrigin, str]] = ..., rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., share: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class KeyRate(_message.Message):
    __slots__ = ("family_key", "rate", "audience")
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    family_key: str
    rate: _decimal_pb2.Decimal
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, family_key: _Optional[str] = ..., rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class SituatedLicensee(_message.Message):
    __slots__ = ("id", "situation", "structure", "effective_rate", "source", "audience")
    ID_FIELD_NUMBER: _ClassVar[int]
    SITUATION_FIELD_NUMBER: _ClassVar[int]
    STRUCTURE_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_RATE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    id: str
    situation: str
    structure: str
    effective_rate: _decimal_pb2.Decimal
    source: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., situation: _Optional[str] = ..., structure: _Optional[str] = ..., effective_rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., source: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class SensitivityInputs(_message.Message):
    __slots__ = ("result", "swings", "uncertain", "points", "seed", "resamples")
    RESULT_FIELD_NUMBER: _ClassVar[int]
    SWINGS_FIELD_NUMBER: _ClassVar[int]
    UNCERTAIN_FIELD_NUMBER: _ClassVar[int]
    POINTS_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    RESAMPLES_FIELD_NUMBER: _ClassVar[int]
    result: str
    swings: _containers.RepeatedCompositeFieldContainer[InputSwing]
    uncertain: _containers.RepeatedCompositeFieldContainer[UncertainInput]
    points: int
    seed: int
    resamples: int
    def __init__(self, result: _Optional[str] = ..., swings: _Optional[_Iterable[_Union[InputSwing, _Mapping]]] = ..., uncertain: _Optional[_Iterable[_Union[UncertainInput, _Mapping]]] = ..., points: _Optional[int] = ..., seed: _Optional[int] = ..., resamples: _Optional[int] = ...) -> None: ...

class InputSwing(_message.Message):
    __slots__ = ("input", "low", "high")
    INPUT_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    input: str
    low: _decimal_pb2.Decimal
    high: _decimal_pb2.Decimal
    def __init__(self, input: _Optional[str] = ..., low: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., high: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class UncertainInput(_message.Message):
    __slots__ = ("input", "spread", "low", "high", "mode")
    INPUT_FIELD_NUMBER: _ClassVar[int]
    SPREAD_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    input: str
    spread: InputSpread
    low: _decimal_pb2.Decimal
    high: _decimal_pb2.Decimal
    mode: _decimal_pb2.Decimal
    def __init__(self, input: _Optional[str] = ..., spread: _Optional[_Union[InputSpread, str]] = ..., low: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., high: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., mode: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...
