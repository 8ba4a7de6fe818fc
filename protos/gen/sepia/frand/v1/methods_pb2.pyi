from buf.validate import validate_pb2 as _validate_pb2
from google.type import date_pb2 as _date_pb2
from google.type import decimal_pb2 as _decimal_pb2
from google.type import money_pb2 as _money_pb2
from sepia.frand.v1 import comparables_pb2 as _comparables_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class AggregateShape(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    AGGREGATE_SHAPE_UNSPECIFIED: _ClassVar[AggregateShape]
    AGGREGATE_SHAPE_POINT: _ClassVar[AggregateShape]
    AGGREGATE_SHAPE_RANGE: _ClassVar[AggregateShape]
    AGGREGATE_SHAPE_UNIFORM: _ClassVar[AggregateShape]
    AGGREGATE_SHAPE_TRIANGULAR: _ClassVar[AggregateShape]
    AGGREGATE_SHAPE_LOG_NORMAL: _ClassVar[AggregateShape]

class BargainingModel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BARGAINING_MODEL_UNSPECIFIED: _ClassVar[BargainingModel]
    BARGAINING_MODEL_NASH: _ClassVar[BargainingModel]
    BARGAINING_MODEL_RUBINSTEIN: _ClassVar[BargainingModel]

class GameStructure(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GAME_STRUCTURE_UNSPECIFIED: _ClassVar[GameStructure]
    GAME_STRUCTURE_COMPLEMENTS: _ClassVar[GameStructure]
    GAME_STRUCTURE_ONE_OF_EACH_GROUP: _ClassVar[GameStructure]
    GAME_STRUCTURE_ANY_WHOLE_GROUP: _ClassVar[GameStructure]
    GAME_STRUCTURE_QUOTA: _ClassVar[GameStructure]
    GAME_STRUCTURE_TABLE: _ClassVar[GameStructure]

class LicenseeStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LICENSEE_STATUS_UNSPECIFIED: _ClassVar[LicenseeStatus]
    LICENSEE_STATUS_ANY: _ClassVar[LicenseeStatus]
    LICENSEE_STATUS_COMPLIANT: _ClassVar[LicenseeStatus]
    LICENSEE_STATUS_STANDARD: _ClassVar[LicenseeStatus]

class WaiverKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    WAIVER_KIND_UNSPECIFIED: _ClassVar[WaiverKind]
    WAIVER_KIND_DEDUCTED: _ClassVar[WaiverKind]
    WAIVER_KIND_THRESHOLD: _ClassVar[WaiverKind]
AGGREGATE_SHAPE_UNSPECIFIED: AggregateShape
AGGREGATE_SHAPE_POINT: AggregateShape
AGGREGATE_SHAPE_RANGE: AggregateShape
AGGREGATE_SHAPE_UNIFORM: AggregateShape
AGGREGATE_SHAPE_TRIANGULAR: AggregateShape
AGGREGATE_SHAPE_LOG_NORMAL: AggregateShape
BARGAINING_MODEL_UNSPECIFIED: BargainingModel
BARGAINING_MODEL_NASH: BargainingModel
BARGAINING_MODEL_RUBINSTEIN: BargainingModel
GAME_STRUCTURE_UNSPECIFIED: GameStructure
GAME_STRUCTURE_COMPLEMENTS: GameStructure
GAME_STRUCTURE_ONE_OF_EACH_GROUP: GameStructure
GAME_STRUCTURE_ANY_WHOLE_GROUP: GameStructure
GAME_STRUCTURE_QUOTA: GameStructure
GAME_STRUCTURE_TABLE: GameStructure
LICENSEE_STATUS_UNSPECIFIED: LicenseeStatus
LICENSEE_STATUS_ANY: LicenseeStatus
LICENSEE_STATUS_COMPLIANT: LicenseeStatus
LICENSEE_STATUS_STANDARD: LicenseeStatus
WAIVER_KIND_UNSPECIFIED: WaiverKind
WAIVER_KIND_DEDUCTED: WaiverKind
WAIVER_KIND_THRESHOLD: WaiverKind

class Rounding(_message.Message):
    __slots__ = ("places", "mode")
    PLACES_FIELD_NUMBER: _ClassVar[int]
    MODE_FIELD_NUMBER: _ClassVar[int]
    places: int
    mode: str
    def __init__(self, places: _Optional[int] = ..., mode: _Optional[str] = ...) -> None: ...

class AggregateInput(_message.Message):
    __slots__ = ("basis", "shape", "source", "amount", "low", "high", "low_level", "high_level", "currency", "base", "audience")
    BASIS_FIELD_NUMBER: _ClassVar[int]
    SHAPE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    LOW_LEVEL_FIELD_NUMBER: _ClassVar[int]
    HIGH_LEVEL_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    BASE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    basis: _comparables_pb2.RoyaltyBasis
    shape: AggregateShape
    source: str
    amount: _decimal_pb2.Decimal
    low: _decimal_pb2.Decimal
    high: _decimal_pb2.Decimal
    low_level: _decimal_pb2.Decimal
    high_level: _decimal_pb2.Decimal
    currency: str
    base: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, basis: _Optional[_Union[_comparables_pb2.RoyaltyBasis, str]] = ..., shape: _Optional[_Union[AggregateShape, str]] = ..., source: _Optional[str] = ..., amount: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., low: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., high: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., low_level: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., high_level: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., currency: _Optional[str] = ..., base: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class CountedFamilies(_message.Message):
    __slots__ = ("families", "total")
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    families: _decimal_pb2.Decimal
    total: _decimal_pb2.Decimal
    def __init__(self, families: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., total: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class CheckedFamilies(_message.Message):
    __slots__ = ("families", "checked", "essential")
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    CHECKED_FIELD_NUMBER: _ClassVar[int]
    ESSENTIAL_FIELD_NUMBER: _ClassVar[int]
    families: int
    checked: int
    essential: int
    def __init__(self, families: _Optional[int] = ..., checked: _Optional[int] = ..., essential: _Optional[int] = ...) -> None: ...

class ShareQuantile(_message.Message):
    __slots__ = ("level", "share", "error")
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    ERROR_FIELD_NUMBER: _ClassVar[int]
    level: _decimal_pb2.Decimal
    share: _decimal_pb2.Decimal
    error: _decimal_pb2.Decimal
    def __init__(self, level: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., share: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., error: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class EstimatedShare(_message.Message):
    __slots__ = ("mean", "low", "high", "quantiles")
    MEAN_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    QUANTILES_FIELD_NUMBER: _ClassVar[int]
    mean: _decimal_pb2.Decimal
    low: _decimal_pb2.Decimal
    high: _decimal_pb2.Decimal
    quantiles: _containers.RepeatedCompositeFieldContainer[ShareQuantile]
    def __init__(self, mean: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., low: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., high: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., quantiles: _Optional[_Iterable[_Union[ShareQuantile, _Mapping]]] = ...) -> None: ...

class ExpiryGroup(_message.Message):
    __slots__ = ("expires", "families")
    EXPIRES_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    expires: _date_pb2.Date
    families: _decimal_pb2.Decimal
    def __init__(self, expires: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., families: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class HolderShare(_message.Message):
    __slots__ = ("holder", "counted", "checked", "estimate", "expiries", "audience", "source")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    COUNTED_FIELD_NUMBER: _ClassVar[int]
    CHECKED_FIELD_NUMBER: _ClassVar[int]
    ESTIMATE_FIELD_NUMBER: _ClassVar[int]
    EXPIRIES_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    holder: str
    counted: CountedFamilies
    checked: CheckedFamilies
    estimate: EstimatedShare
    expiries: _containers.RepeatedCompositeFieldContainer[ExpiryGroup]
    audience: _containers.RepeatedScalarFieldContainer[str]
    source: str
    def __init__(self, holder: _Optional[str] = ..., counted: _Optional[_Union[CountedFamilies, _Mapping]] = ..., checked: _Optional[_Union[CheckedFamilies, _Mapping]] = ..., estimate: _Optional[_Union[EstimatedShare, _Mapping]] = ..., expiries: _Optional[_Iterable[_Union[ExpiryGroup, _Mapping]]] = ..., audience: _Optional[_Iterable[str]] = ..., source: _Optional[str] = ...) -> None: ...

class MeasuredEvaluators(_message.Message):
    __slots__ = ("source", "sensitivity_alpha", "sensitivity_beta", "specificity_alpha", "specificity_beta")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SENSITIVITY_ALPHA_FIELD_NUMBER: _ClassVar[int]
    SENSITIVITY_BETA_FIELD_NUMBER: _ClassVar[int]
    SPECIFICITY_ALPHA_FIELD_NUMBER: _ClassVar[int]
    SPECIFICITY_BETA_FIELD_NUMBER: _ClassVar[int]
    source: str
    sensitivity_alpha: _decimal_pb2.Decimal
    sensitivity_beta: _decimal_pb2.Decimal
    specificity_alpha: _decimal_pb2.Decimal
    specificity_beta: _decimal_pb2.Decimal
    def __init__(self, source: _Optional[str] = ..., sensitivity_alpha: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., sensitivity_beta: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., specificity_alpha: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., specificity_beta: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class Generation(_message.Message):
    __slots__ = ("name", "weight", "shares", "aggregate", "prior_a", "prior_b", "sensitivity", "specificity", "evaluators")
    NAME_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    SHARES_FIELD_NUMBER: _ClassVar[int]
    AGGREGATE_FIELD_NUMBER: _ClassVar[int]
    PRIOR_A_FIELD_NUMBER: _ClassVar[int]
    PRIOR_B_FIELD_NUMBER: _ClassVar[int]
    SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    SPECIFICITY_FIELD_NUMBER: _ClassVar[int]
    EVALUATORS_FIELD_NUMBER: _ClassVar[int]
    name: str
    weight: _decimal_pb2.Decimal
    shares: _containers.RepeatedCompositeFieldContainer[HolderShare]
    aggregate: AggregateInput
    prior_a: _decimal_pb2.Decimal
    prior_b: _decimal_pb2.Decimal
    sensitivity: _decimal_pb2.Decimal
    specificity: _decimal_pb2.Decimal
    evaluators: MeasuredEvaluators
    def __init__(self, name: _Optional[str] = ..., weight: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., shares: _Optional[_Iterable[_Union[HolderShare, _Mapping]]] = ..., aggregate: _Optional[_Union[AggregateInput, _Mapping]] = ..., prior_a: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., prior_b: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., sensitivity: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., specificity: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., evaluators: _Optional[_Union[MeasuredEvaluators, _Mapping]] = ...) -> None: ...

class Territory(_message.Message):
    __slots__ = ("name", "strength", "sales_share")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STRENGTH_FIELD_NUMBER: _ClassVar[int]
    SALES_SHARE_FIELD_NUMBER: _ClassVar[int]
    name: str
    strength: _decimal_pb2.Decimal
    sales_share: _decimal_pb2.Decimal
    def __init__(self, name: _Optional[str] = ..., strength: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., sales_share: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class TopDownMethodInputs(_message.Message):
    __slots__ = ("generations", "aggregate", "weight_total", "confidence", "rate_rounding", "territories", "price", "units_per_year", "unit_floor", "unit_cap", "annual_floor", "annual_cap", "term_start", "term_end", "rounding")
    GENERATIONS_FIELD_NUMBER: _ClassVar[int]
    AGGREGATE_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_TOTAL_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    RATE_ROUNDING_FIELD_NUMBER: _ClassVar[int]
    TERRITORIES_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    UNITS_PER_YEAR_FIELD_NUMBER: _ClassVar[int]
    UNIT_FLOOR_FIELD_NUMBER: _ClassVar[int]
    UNIT_CAP_FIELD_NUMBER: _ClassVar[int]
    ANNUAL_FLOOR_FIELD_NUMBER: _ClassVar[int]
    ANNUAL_CAP_FIELD_NUMBER: _ClassVar[int]
    TERM_START_FIELD_NUMBER: _ClassVar[int]
    TERM_END_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_FIELD_NUMBER: _ClassVar[int]
    generations: _containers.RepeatedCompositeFieldContainer[Generation]
    aggregate: AggregateInput
    weight_total: _decimal_pb2.Decimal
    confidence: _decimal_pb2.Decimal
    rate_rounding: Rounding
    territories: _containers.RepeatedCompositeFieldContainer[Territory]
    price: _money_pb2.Money
    units_per_year: int
    unit_floor: _money_pb2.Money
    unit_cap: _money_pb2.Money
    annual_floor: _money_pb2.Money
    annual_cap: _money_pb2.Money
    term_start: _date_pb2.Date
    term_end: _date_pb2.Date
    rounding: Rounding
    def __init__(self, generations: _Optional[_Iterable[_Union[Generation, _Mapping]]] = ..., aggregate: _Optional[_Union[AggregateInput, _Mapping]] = ..., weight_total: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., confidence: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., rate_rounding: _Optional[_Union[Rounding, _Mapping]] = ..., territories: _Optional[_Iterable[_Union[Territory, _Mapping]]] = ..., price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., units_per_year: _Optional[int] = ..., unit_floor: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., unit_cap: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., annual_floor: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., annual_cap: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., term_start: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., term_end: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., rounding: _Optional[_Union[Rounding, _Mapping]] = ...) -> None: ...

class TerritorialRatesInputs(_message.Message):
    __slots__ = ("rate", "unit", "source", "territories", "rounding", "audience")
    RATE_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    TERRITORIES_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    rate: _decimal_pb2.Decimal
    unit: str
    source: str
    territories: _containers.RepeatedCompositeFieldContainer[Territory]
    rounding: Rounding
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., unit: _Optional[str] = ..., source: _Optional[str] = ..., territories: _Optional[_Iterable[_Union[Territory, _Mapping]]] = ..., rounding: _Optional[_Union[Rounding, _Mapping]] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class ProfitApportionmentInputs(_message.Message):
    __slots__ = ("component_price", "margin", "standard_part", "essential_patents", "top_fraction", "value_share", "value_sigma", "holder_top_patents", "holder_other_patents", "holder", "source", "rounding", "audience")
    COMPONENT_PRICE_FIELD_NUMBER: _ClassVar[int]
    MARGIN_FIELD_NUMBER: _ClassVar[int]
    STANDARD_PART_FIELD_NUMBER: _ClassVar[int]
    ESSENTIAL_PATENTS_FIELD_NUMBER: _ClassVar[int]
    TOP_FRACTION_FIELD_NUMBER: _ClassVar[int]
    VALUE_SHARE_FIELD_NUMBER: _ClassVar[int]
    VALUE_SIGMA_FIELD_NUMBER: _ClassVar[int]
    HOLDER_TOP_PATENTS_FIELD_NUMBER: _ClassVar[int]
    HOLDER_OTHER_PATENTS_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    component_price: _money_pb2.Money
    margin: _decimal_pb2.Decimal
    standard_part: _decimal_pb2.Decimal
    essential_patents: _decimal_pb2.Decimal
    top_fraction: _decimal_pb2.Decimal
    value_share: _decimal_pb2.Decimal
    value_sigma: _decimal_pb2.Decimal
    holder_top_patents: _decimal_pb2.Decimal
    holder_other_patents: _decimal_pb2.Decimal
    holder: str
    source: str
    rounding: Rounding
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, component_price: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., margin: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., standard_part: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., essential_patents: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., top_fraction: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., value_share: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., value_sigma: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., holder_top_patents: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., holder_other_patents: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., holder: _Optional[str] = ..., source: _Optional[str] = ..., rounding: _Optional[_Union[Rounding, _Mapping]] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class Alternative(_message.Message):
    __slots__ = ("name", "value", "cost", "known_on", "source")
    NAME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    COST_FIELD_NUMBER: _ClassVar[int]
    KNOWN_ON_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    name: str
    value: _decimal_pb2.Decimal
    cost: _decimal_pb2.Decimal
    known_on: _date_pb2.Date
    source: str
    def __init__(self, name: _Optional[str] = ..., value: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., cost: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., known_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., source: _Optional[str] = ...) -> None: ...

class IncrementalValueInputs(_message.Message):
    __slots__ = ("currency", "value", "cost", "adopted_on", "alternatives", "holder_part", "bargaining", "holder_power", "holder_disagreement", "implementer_disagreement", "holder_discount", "implementer_discount", "holder_moves_first", "source", "rounding", "audience")
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    COST_FIELD_NUMBER: _ClassVar[int]
    ADOPTED_ON_FIELD_NUMBER: _ClassVar[int]
    ALTERNATIVES_FIELD_NUMBER: _ClassVar[int]
    HOLDER_PART_FIELD_NUMBER: _ClassVar[int]
    BARGAINING_FIELD_NUMBER: _ClassVar[int]
    HOLDER_POWER_FIELD_NUMBER: _ClassVar[int]
    HOLDER_DISAGREEMENT_FIELD_NUMBER: _ClassVar[int]
    IMPLEMENTER_DISAGREEMENT_FIELD_NUMBER: _ClassVar[int]
    HOLDER_DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    IMPLEMENTER_DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    HOLDER_MOVES_FIRST_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    currency: str
    value: _decimal_pb2.Decimal
    cost: _decimal_pb2.Decimal
    adopted_on: _date_pb2.Date
    alternatives: _containers.RepeatedCompositeFieldContainer[Alternative]
    holder_part: _decimal_pb2.Decimal
    bargaining: BargainingModel
    holder_power: _decimal_pb2.Decimal
    holder_disagreement: _decimal_pb2.Decimal
    implementer_disagreement: _decimal_pb2.Decimal
    holder_discount: _decimal_pb2.Decimal
    implementer_discount: _decimal_pb2.Decimal
    holder_moves_first: bool
    source: str
    rounding: Rounding
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, currency: _Optional[str] = ..., value: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., cost: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., adopted_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., alternatives: _Optional[_Iterable[_Union[Alternative, _Mapping]]] = ..., holder_part: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., bargaining: _Optional[_Union[BargainingModel, str]] = ..., holder_power: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., holder_disagreement: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., implementer_disagreement: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., holder_discount: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., implementer_discount: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., holder_moves_first: _Optional[bool] = ..., source: _Optional[str] = ..., rounding: _Optional[_Union[Rounding, _Mapping]] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class Player(_message.Message):
    __slots__ = ("name", "group", "weight")
    NAME_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    WEIGHT_FIELD_NUMBER: _ClassVar[int]
    name: str
    group: str
    weight: _decimal_pb2.Decimal
    def __init__(self, name: _Optional[str] = ..., group: _Optional[str] = ..., weight: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class CoalitionValue(_message.Message):
    __slots__ = ("members", "value")
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    members: _containers.RepeatedScalarFieldContainer[str]
    value: _decimal_pb2.Decimal
    def __init__(self, members: _Optional[_Iterable[str]] = ..., value: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class ShapleyInputs(_message.Message):
    __slots__ = ("players", "structure", "value", "unit", "quota", "table", "permutations", "seed", "source", "rounding", "audience")
    PLAYERS_FIELD_NUMBER: _ClassVar[int]
    STRUCTURE_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    QUOTA_FIELD_NUMBER: _ClassVar[int]
    TABLE_FIELD_NUMBER: _ClassVar[int]
    PERMUTATIONS_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    players: _containers.RepeatedCompositeFieldContainer[Player]
    structure: GameStructure
    value: _decimal_pb2.Decimal
    unit: str
    quota: _decimal_pb2.Decimal
    table: _containers.RepeatedCompositeFieldContainer[CoalitionValue]
    permutations: int
    seed: int
    source: str
    rounding: Rounding
    audience: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, players: _Optional[_Iterable[_Union[Player, _Mapping]]] = ..., structure: _Optional[_Union[GameStructure, str]] = ..., value: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., unit: _Optional[str] = ..., quota: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., table: _Optional[_Iterable[_Union[CoalitionValue, _Mapping]]] = ..., permutations: _Optional[int] = ..., seed: _Optional[int] = ..., source: _Optional[str] = ..., rounding: _Optional[_Union[Rounding, _Mapping]] = ..., audience: _Optional[_Iterable[str]] = ...) -> None: ...

class VolumeTier(_message.Message):
    __slots__ = ("above_units", "rate")
    ABOVE_UNITS_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    above_units: int
    rate: _decimal_pb2.Decimal
    def __init__(self, above_units: _Optional[int] = ..., rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class RateLine(_message.Message):
    __slots__ = ("technology", "rank", "basis", "tiers", "price_floor", "price_cap", "unit_floor", "unit_cap", "product_class", "status", "valid_from", "valid_to", "signed_by", "signed_after")
    TECHNOLOGY_FIELD_NUMBER: _ClassVar[int]
    RANK_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    TIERS_FIELD_NUMBER: _ClassVar[int]
    PRICE_FLOOR_FIELD_NUMBER: _ClassVar[int]
    PRICE_CAP_FIELD_NUMBER: _ClassVar[int]
    UNIT_FLOOR_FIELD_NUMBER: _ClassVar[int]
    UNIT_CAP_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_CLASS_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    VALID_FROM_FIELD_NUMBER: _ClassVar[int]
    VALID_TO_FIELD_NUMBER: _ClassVar[int]
    SIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    SIGNED_AFTER_FIELD_NUMBER: _ClassVar[int]
    technology: str
    rank: int
    basis: _comparables_pb2.RoyaltyBasis
    tiers: _containers.RepeatedCompositeFieldContainer[VolumeTier]
    price_floor: _decimal_pb2.Decimal
    price_cap: _decimal_pb2.Decimal
    unit_floor: _decimal_pb2.Decimal
    unit_cap: _decimal_pb2.Decimal
    product_class: str
    status: LicenseeStatus
    valid_from: _date_pb2.Date
    valid_to: _date_pb2.Date
    signed_by: _date_pb2.Date
    signed_after: _date_pb2.Date
    def __init__(self, technology: _Optional[str] = ..., rank: _Optional[int] = ..., basis: _Optional[_Union[_comparables_pb2.RoyaltyBasis, str]] = ..., tiers: _Optional[_Iterable[_Union[VolumeTier, _Mapping]]] = ..., price_floor: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., price_cap: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., unit_floor: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., unit_cap: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., product_class: _Optional[str] = ..., status: _Optional[_Union[LicenseeStatus, str]] = ..., valid_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., valid_to: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., signed_by: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., signed_after: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class RateFactor(_message.Message):
    __slots__ = ("name", "factor")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FACTOR_FIELD_NUMBER: _ClassVar[int]
    name: str
    factor: _decimal_pb2.Decimal
    def __init__(self, name: _Optional[str] = ..., factor: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class AnnualCap(_message.Message):
    __slots__ = ("first_year", "last_year", "amount")
    FIRST_YEAR_FIELD_NUMBER: _ClassVar[int]
    LAST_YEAR_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    first_year: int
    last_year: int
    amount: _decimal_pb2.Decimal
    def __init__(self, first_year: _Optional[int] = ..., last_year: _Optional[int] = ..., amount: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class RateProgramme(_message.Message):
    __slots__ = ("name", "source", "currency", "lines", "free_units", "annual_caps", "annual_waiver", "waiver_kind", "class_factors", "region_factors")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    CURRENCY_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    FREE_UNITS_FIELD_NUMBER: _ClassVar[int]
    ANNUAL_CAPS_FIELD_NUMBER: _ClassVar[int]
    ANNUAL_WAIVER_FIELD_NUMBER: _ClassVar[int]
    WAIVER_KIND_FIELD_NUMBER: _ClassVar[int]
    CLASS_FACTORS_FIELD_NUMBER: _ClassVar[int]
    REGION_FACTORS_FIELD_NUMBER: _ClassVar[int]
    name: str
    source: str
    currency: str
    lines: _containers.RepeatedCompositeFieldContainer[RateLine]
    free_units: int
    annual_caps: _containers.RepeatedCompositeFieldContainer[AnnualCap]
    annual_waiver: _decimal_pb2.Decimal
    waiver_kind: WaiverKind
    class_factors: _containers.RepeatedCompositeFieldContainer[RateFactor]
    region_factors: _containers.RepeatedCompositeFieldContainer[RateFactor]
    def __init__(self, name: _Optional[str] = ..., source: _Optional[str] = ..., currency: _Optional[str] = ..., lines: _Optional[_Iterable[_Union[RateLine, _Mapping]]] = ..., free_units: _Optional[int] = ..., annual_caps: _Optional[_Iterable[_Union[AnnualCap, _Mapping]]] = ..., annual_waiver: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., waiver_kind: _Optional[_Union[WaiverKind, str]] = ..., class_factors: _Optional[_Iterable[_Union[RateFactor, _Mapping]]] = ..., region_factors: _Optional[_Iterable[_Union[RateFactor, _Mapping]]] = ...) -> None: ...

class RateCardInputs(_message.Message):
    __slots__ = ("programme", "technologies", "sold_on", "signed_on", "product_class", "region", "status", "price", "units", "rounding")
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    TECHNOLOGIES_FIELD_NUMBER: _ClassVar[int]
    SOLD_ON_FIELD_NUMBER: _ClassVar[int]
    SIGNED_ON_FIELD_NUMBER: _ClassVar[int]
    PRODUCT_CLASS_FIELD_NUMBER: _ClassVar[int]
    REGION_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    UNITS_FIELD_NUMBER: _ClassVar[int]
    ROUNDING_FIELD_NUMBER: _ClassVar[int]
    programme: RateProgramme
    technologies: _containers.RepeatedScalarFieldContainer[str]
    sold_on: _date_pb2.Date
    signed_on: _date_pb2.Date
    product_class: str
    region: str
    status: LicenseeStatus
    price: _decimal_pb2.Decimal
    units: int
    rounding: Rounding
    def __init__(self, programme: _Optional[_Union[RateProgramme, _Mapping]] = ..., technologies: _Optional[_Iterable[str]] = ..., sold_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., signed_on: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., product_class: _Optional[str] = ..., region: _Optional[str] = ..., status: _Optional[_Union[LicenseeStatus, str]] = ..., price: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., units: _Optional[int] = ..., rounding: _Optional[_Union[Rounding, _Mapping]] = ...) -> None: ...
