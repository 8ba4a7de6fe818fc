import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from google.type import decimal_pb2 as _decimal_pb2
from google.type import money_pb2 as _money_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RoyaltySource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ROYALTY_SOURCE_UNSPECIFIED: _ClassVar[RoyaltySource]
    ROYALTY_SOURCE_JOINT_NOTIFICATION: _ClassVar[RoyaltySource]
    ROYALTY_SOURCE_EXPERT_OPINION: _ClassVar[RoyaltySource]
    ROYALTY_SOURCE_ANNOUNCED_RATES: _ClassVar[RoyaltySource]
    ROYALTY_SOURCE_COURT: _ClassVar[RoyaltySource]
    ROYALTY_SOURCE_ASSUMPTION: _ClassVar[RoyaltySource]
ROYALTY_SOURCE_UNSPECIFIED: RoyaltySource
ROYALTY_SOURCE_JOINT_NOTIFICATION: RoyaltySource
ROYALTY_SOURCE_EXPERT_OPINION: RoyaltySource
ROYALTY_SOURCE_ANNOUNCED_RATES: RoyaltySource
ROYALTY_SOURCE_COURT: RoyaltySource
ROYALTY_SOURCE_ASSUMPTION: RoyaltySource

class HolderFinding(_message.Message):
    __slots__ = ("holder", "display_name", "families", "checked", "essential", "undetermined", "simulated", "reused")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    CHECKED_FIELD_NUMBER: _ClassVar[int]
    ESSENTIAL_FIELD_NUMBER: _ClassVar[int]
    UNDETERMINED_FIELD_NUMBER: _ClassVar[int]
    SIMULATED_FIELD_NUMBER: _ClassVar[int]
    REUSED_FIELD_NUMBER: _ClassVar[int]
    holder: str
    display_name: str
    families: int
    checked: int
    essential: int
    undetermined: int
    simulated: int
    reused: int
    def __init__(self, holder: _Optional[str] = ..., display_name: _Optional[str] = ..., families: _Optional[int] = ..., checked: _Optional[int] = ..., essential: _Optional[int] = ..., undetermined: _Optional[int] = ..., simulated: _Optional[int] = ..., reused: _Optional[int] = ...) -> None: ...

class MeasuredReliability(_message.Message):
    __slots__ = ("mean", "low", "high", "alpha", "beta")
    MEAN_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    ALPHA_FIELD_NUMBER: _ClassVar[int]
    BETA_FIELD_NUMBER: _ClassVar[int]
    mean: _decimal_pb2.Decimal
    low: _decimal_pb2.Decimal
    high: _decimal_pb2.Decimal
    alpha: _decimal_pb2.Decimal
    beta: _decimal_pb2.Decimal
    def __init__(self, mean: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., low: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., high: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., alpha: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., beta: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class EvaluatorQuality(_message.Message):
    __slots__ = ("name", "report", "regime", "technical_area", "period", "families", "repeated", "sensitivity", "specificity", "checkpoint", "digest", "demonstration", "measure_time", "publish_time", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REPORT_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    TECHNICAL_AREA_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    REPEATED_FIELD_NUMBER: _ClassVar[int]
    SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    SPECIFICITY_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    MEASURE_TIME_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    report: str
    regime: str
    technical_area: str
    period: str
    families: int
    repeated: int
    sensitivity: MeasuredReliability
    specificity: MeasuredReliability
    checkpoint: str
    digest: str
    demonstration: bool
    measure_time: _timestamp_pb2.Timestamp
    publish_time: _timestamp_pb2.Timestamp
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., report: _Optional[str] = ..., regime: _Optional[str] = ..., technical_area: _Optional[str] = ..., period: _Optional[str] = ..., families: _Optional[int] = ..., repeated: _Optional[int] = ..., sensitivity: _Optional[_Union[MeasuredReliability, _Mapping]] = ..., specificity: _Optional[_Union[MeasuredReliability, _Mapping]] = ..., checkpoint: _Optional[str] = ..., digest: _Optional[str] = ..., demonstration: _Optional[bool] = ..., measure_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReceiveEvaluatorQualityRequest(_message.Message):
    __slots__ = ("report", "regime", "technical_area", "period", "families", "repeated", "sensitivity", "specificity", "checkpoint", "demonstration", "measure_time", "publish_time", "request_id")
    REPORT_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    TECHNICAL_AREA_FIELD_NUMBER: _ClassVar[int]
    PERIOD_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    REPEATED_FIELD_NUMBER: _ClassVar[int]
    SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    SPECIFICITY_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    MEASURE_TIME_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    report: str
    regime: str
    technical_area: str
    period: str
    families: int
    repeated: int
    sensitivity: MeasuredReliability
    specificity: MeasuredReliability
    checkpoint: str
    demonstration: bool
    measure_time: _timestamp_pb2.Timestamp
    publish_time: _timestamp_pb2.Timestamp
    request_id: str
    def __init__(self, report: _Optional[str] = ..., regime: _Optional[str] = ..., technical_area: _Optional[str] = ..., period: _Optional[str] = ..., families: _Optional[int] = ..., repeated: _Optional[int] = ..., sensitivity: _Optional[_Union[MeasuredReliability, _Mapping]] = ..., specificity: _Optional[_Union[MeasuredReliability, _Mapping]] = ..., checkpoint: _Optional[str] = ..., demonstration: _Optional[bool] = ..., measure_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetEvaluatorQualityRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListEvaluatorQualitiesRequest(_message.Message):
    __slots__ = ("regime", "technical_area", "as_of_time", "page_size", "page_token")
    REGIME_FIELD_NUMBER: _ClassVar[int]
    TECHNICAL_AREA_FIELD_NUMBER: _ClassVar[int]
    AS_OF_TIME_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    regime: str
    technical_area: str
    as_of_time: _timestamp_pb2.Timestamp
    page_size: int
    page_token: str
    def __init__(self, regime: _Optional[str] = ..., technical_area: _Optional[str] = ..., as_of_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListEvaluatorQualitiesResponse(_message.Message):
    __slots__ = ("evaluator_qualities", "next_page_token")
    EVALUATOR_QUALITIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    evaluator_qualities: _containers.RepeatedCompositeFieldContainer[EvaluatorQuality]
    next_page_token: str
    def __init__(self, evaluator_qualities: _Optional[_Iterable[_Union[EvaluatorQuality, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class HolderFindings(_message.Message):
    __slots__ = ("name", "campaign", "standard", "frame", "frame_digest", "family_key", "edition", "checkpoint", "holders", "digest", "demonstration", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    FRAME_DIGEST_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    HOLDERS_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    campaign: str
    standard: str
    frame: str
    frame_digest: str
    family_key: _type_pb2.FamilyKey
    edition: str
    checkpoint: str
    holders: _containers.RepeatedCompositeFieldContainer[HolderFinding]
    digest: str
    demonstration: bool
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., campaign: _Optional[str] = ..., standard: _Optional[str] = ..., frame: _Optional[str] = ..., frame_digest: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., edition: _Optional[str] = ..., checkpoint: _Optional[str] = ..., holders: _Optional[_Iterable[_Union[HolderFinding, _Mapping]]] = ..., digest: _Optional[str] = ..., demonstration: _Optional[bool] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReceiveFindingsRequest(_message.Message):
    __slots__ = ("campaign", "standard", "frame", "frame_digest", "family_key", "edition", "checkpoint", "holders", "demonstration", "request_id")
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    FRAME_DIGEST_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    HOLDERS_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    standard: str
    frame: str
    frame_digest: str
    family_key: _type_pb2.FamilyKey
    edition: str
    checkpoint: str
    holders: _containers.RepeatedCompositeFieldContainer[HolderFinding]
    demonstration: bool
    request_id: str
    def __init__(self, campaign: _Optional[str] = ..., standard: _Optional[str] = ..., frame: _Optional[str] = ..., frame_digest: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., edition: _Optional[str] = ..., checkpoint: _Optional[str] = ..., holders: _Optional[_Iterable[_Union[HolderFinding, _Mapping]]] = ..., demonstration: _Optional[bool] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetFindingsRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListFindingsRequest(_message.Message):
    __slots__ = ("standard", "page_size", "page_token")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standard: str
    page_size: int
    page_token: str
    def __init__(self, standard: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFindingsResponse(_message.Message):
    __slots__ = ("findings", "next_page_token")
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    findings: _containers.RepeatedCompositeFieldContainer[HolderFindings]
    next_page_token: str
    def __init__(self, findings: _Optional[_Iterable[_Union[HolderFindings, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AggregateRoyalty(_message.Message):
    __slots__ = ("name", "standard", "rate", "amount", "royalty_base", "source", "citation", "effective_date", "submitter", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    ROYALTY_BASE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    CITATION_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    SUBMITTER_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    standard: str
    rate: _decimal_pb2.Decimal
    amount: _money_pb2.Money
    royalty_base: str
    source: RoyaltySource
    citation: str
    effective_date: _date_pb2.Date
    submitter: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., standard: _Optional[str] = ..., rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., royalty_base: _Optional[str] = ..., source: _Optional[_Union[RoyaltySource, str]] = ..., citation: _Optional[str] = ..., effective_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., submitter: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class CreateAggregateRoyaltyRequest(_message.Message):
    __slots__ = ("standard", "rate", "amount", "royalty_base", "source", "citation", "effective_date", "request_id")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    RATE_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    ROYALTY_BASE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    CITATION_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    standard: str
    rate: _decimal_pb2.Decimal
    amount: _money_pb2.Money
    royalty_base: str
    source: RoyaltySource
    citation: str
    effective_date: _date_pb2.Date
    request_id: str
    def __init__(self, standard: _Optional[str] = ..., rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., royalty_base: _Optional[str] = ..., source: _Optional[_Union[RoyaltySource, str]] = ..., citation: _Optional[str] = ..., effective_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetAggregateRoyaltyRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListAggregateRoyaltiesRequest(_message.Message):
    __slots__ = ("standard", "page_size", "page_token")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standard: str
    page_size: int
    page_token: str
    def __init__(self, standard: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAggregateRoyaltiesResponse(_message.Message):
    __slots__ = ("aggregate_royalties", "next_page_token")
    AGGREGATE_ROYALTIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    aggregate_royalties: _containers.RepeatedCompositeFieldContainer[AggregateRoyalty]
    next_page_token: str
    def __init__(self, aggregate_royalties: _Optional[_Iterable[_Union[AggregateRoyalty, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
