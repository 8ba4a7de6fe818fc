import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import decimal_pb2 as _decimal_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CampaignState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAMPAIGN_STATE_UNSPECIFIED: _ClassVar[CampaignState]
    CAMPAIGN_STATE_ANNOUNCED: _ClassVar[CampaignState]
    CAMPAIGN_STATE_DRAWN: _ClassVar[CampaignState]
    CAMPAIGN_STATE_CHECKING: _ClassVar[CampaignState]
    CAMPAIGN_STATE_PUBLISHED: _ClassVar[CampaignState]

class ExclusionReason(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXCLUSION_REASON_UNSPECIFIED: _ClassVar[ExclusionReason]
    EXCLUSION_REASON_EXEMPT_SIZE: _ClassVar[ExclusionReason]
    EXCLUSION_REASON_NO_LONGER_IN_FORCE: _ClassVar[ExclusionReason]
    EXCLUSION_REASON_OTHER: _ClassVar[ExclusionReason]

class CampaignKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CAMPAIGN_KIND_UNSPECIFIED: _ClassVar[CampaignKind]
    CAMPAIGN_KIND_SAMPLE: _ClassVar[CampaignKind]
    CAMPAIGN_KIND_PROPOSALS: _ClassVar[CampaignKind]

class Outcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OUTCOME_UNSPECIFIED: _ClassVar[Outcome]
    OUTCOME_ESSENTIAL: _ClassVar[Outcome]
    OUTCOME_NOT_ESSENTIAL: _ClassVar[Outcome]
    OUTCOME_UNDETERMINED: _ClassVar[Outcome]
CAMPAIGN_STATE_UNSPECIFIED: CampaignState
CAMPAIGN_STATE_ANNOUNCED: CampaignState
CAMPAIGN_STATE_DRAWN: CampaignState
CAMPAIGN_STATE_CHECKING: CampaignState
CAMPAIGN_STATE_PUBLISHED: CampaignState
EXCLUSION_REASON_UNSPECIFIED: ExclusionReason
EXCLUSION_REASON_EXEMPT_SIZE: ExclusionReason
EXCLUSION_REASON_NO_LONGER_IN_FORCE: ExclusionReason
EXCLUSION_REASON_OTHER: ExclusionReason
CAMPAIGN_KIND_UNSPECIFIED: CampaignKind
CAMPAIGN_KIND_SAMPLE: CampaignKind
CAMPAIGN_KIND_PROPOSALS: CampaignKind
OUTCOME_UNSPECIFIED: Outcome
OUTCOME_ESSENTIAL: Outcome
OUTCOME_NOT_ESSENTIAL: Outcome
OUTCOME_UNDETERMINED: Outcome

class ReceiveFrameRequest(_message.Message):
    __slots__ = ("frame", "entries")
    FRAME_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    frame: FrameDescription
    entries: _containers.RepeatedCompositeFieldContainer[FramePair]
    def __init__(self, frame: _Optional[_Union[FrameDescription, _Mapping]] = ..., entries: _Optional[_Iterable[_Union[FramePair, _Mapping]]] = ...) -> None: ...

class FrameDescription(_message.Message):
    __slots__ = ("name", "standard", "family_key", "edition", "digest", "entry_count", "demonstration")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    name: str
    standard: str
    family_key: _type_pb2.FamilyKey
    edition: str
    digest: str
    entry_count: int
    demonstration: bool
    def __init__(self, name: _Optional[str] = ..., standard: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., edition: _Optional[str] = ..., digest: _Optional[str] = ..., entry_count: _Optional[int] = ..., demonstration: _Optional[bool] = ...) -> None: ...

class FramePair(_message.Message):
    __slots__ = ("holder", "family", "holder_display_name")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    HOLDER_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    holder: str
    family: str
    holder_display_name: str
    def __init__(self, holder: _Optional[str] = ..., family: _Optional[str] = ..., holder_display_name: _Optional[str] = ...) -> None: ...

class ReceivedFrame(_message.Message):
    __slots__ = ("name", "digest", "entry_count")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DIGEST_FIELD_NUMBER: _ClassVar[int]
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    name: str
    digest: str
    entry_count: int
    def __init__(self, name: _Optional[str] = ..., digest: _Optional[str] = ..., entry_count: _Optional[int] = ...) -> None: ...

class SamplePlan(_message.Message):
    __slots__ = ("minimum_per_holder", "per_mille", "sizes")
    MINIMUM_PER_HOLDER_FIELD_NUMBER: _ClassVar[int]
    PER_MILLE_FIELD_NUMBER: _ClassVar[int]
    SIZES_FIELD_NUMBER: _ClassVar[int]
    minimum_per_holder: int
    per_mille: int
    sizes: _containers.RepeatedCompositeFieldContainer[HolderSize]
    def __init__(self, minimum_per_holder: _Optional[int] = ..., per_mille: _Optional[int] = ..., sizes: _Optional[_Iterable[_Union[HolderSize, _Mapping]]] = ...) -> None: ...

class HolderSize(_message.Message):
    __slots__ = ("holder", "size")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    holder: str
    size: int
    def __init__(self, holder: _Optional[str] = ..., size: _Optional[int] = ...) -> None: ...

class Exclusion(_message.Message):
    __slots__ = ("name", "reason", "grounds")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    GROUNDS_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: ExclusionReason
    grounds: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[_Union[ExclusionReason, str]] = ..., grounds: _Optional[str] = ...) -> None: ...

class RandomSource(_message.Message):
    __slots__ = ("description", "known_time")
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    KNOWN_TIME_FIELD_NUMBER: _ClassVar[int]
    description: str
    known_time: _timestamp_pb2.Timestamp
    def __init__(self, description: _Optional[str] = ..., known_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Campaign(_message.Message):
    __slots__ = ("name", "display_name", "frame", "frame_digest", "standard", "family_key", "edition", "regime", "plan", "random_source", "random_value", "state", "entry_count", "drawn_count", "recorded_count", "demonstration", "create_time", "draw_time", "publish_time", "etag", "check_count", "exclusions", "kind")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    FRAME_FIELD_NUMBER: _ClassVar[int]
    FRAME_DIGEST_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    RANDOM_SOURCE_FIELD_NUMBER: _ClassVar[int]
    RANDOM_VALUE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    DRAWN_COUNT_FIELD_NUMBER: _ClassVar[int]
    RECORDED_COUNT_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    DRAW_TIME_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CHECK_COUNT_FIELD_NUMBER: _ClassVar[int]
    EXCLUSIONS_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    frame: str
    frame_digest: str
    standard: str
    family_key: _type_pb2.FamilyKey
    edition: str
    regime: str
    plan: SamplePlan
    random_source: RandomSource
    random_value: str
    state: CampaignState
    entry_count: int
    drawn_count: int
    recorded_count: int
    demonstration: bool
    create_time: _timestamp_pb2.Timestamp
    draw_time: _timestamp_pb2.Timestamp
    publish_time: _timestamp_pb2.Timestamp
    etag: str
    check_count: int
    exclusions: _containers.RepeatedCompositeFieldContainer[Exclusion]
    kind: CampaignKind
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., frame: _Optional[str] = ..., frame_digest: _Optional[str] = ..., standard: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., edition: _Optional[str] = ..., regime: _Optional[str] = ..., plan: _Optional[_Union[SamplePlan, _Mapping]] = ..., random_source: _Optional[_Union[RandomSource, _Mapping]] = ..., random_value: _Optional[str] = ..., state: _Optional[_Union[CampaignState, str]] = ..., entry_count: _Optional[int] = ..., drawn_count: _Optional[int] = ..., recorded_count: _Optional[int] = ..., demonstration: _Optional[bool] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., draw_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ..., check_count: _Optional[int] = ..., exclusions: _Optional[_Iterable[_Union[Exclusion, _Mapping]]] = ..., kind: _Optional[_Union[CampaignKind, str]] = ...) -> None: ...

class AnnounceCampaignRequest(_message.Message):
    __slots__ = ("frame", "display_name", "regime", "plan", "random_source", "request_id", "exclusions")
    FRAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    PLAN_FIELD_NUMBER: _ClassVar[int]
    RANDOM_SOURCE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    EXCLUSIONS_FIELD_NUMBER: _ClassVar[int]
    frame: str
    display_name: str
    regime: str
    plan: SamplePlan
    random_source: RandomSource
    request_id: str
    exclusions: _containers.RepeatedCompositeFieldContainer[Exclusion]
    def __init__(self, frame: _Optional[str] = ..., display_name: _Optional[str] = ..., regime: _Optional[str] = ..., plan: _Optional[_Union[SamplePlan, _Mapping]] = ..., random_source: _Optional[_Union[RandomSource, _Mapping]] = ..., request_id: _Optional[str] = ..., exclusions: _Optional[_Iterable[_Union[Exclusion, _Mapping]]] = ...) -> None: ...

class PlanSampleRequest(_message.Message):
    __slots__ = ("frame", "rate_half_width", "share_half_width", "evaluator_days", "minimum_per_holder", "expected_rate", "earlier_campaign", "confidence", "hours_per_check", "excluded_holders")
    FRAME_FIELD_NUMBER: _ClassVar[int]
    RATE_HALF_WIDTH_FIELD_NUMBER: _ClassVar[int]
    SHARE_HALF_WIDTH_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_DAYS_FIELD_NUMBER: _ClassVar[int]
    MINIMUM_PER_HOLDER_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_RATE_FIELD_NUMBER: _ClassVar[int]
    EARLIER_CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    HOURS_PER_CHECK_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_HOLDERS_FIELD_NUMBER: _ClassVar[int]
    frame: str
    rate_half_width: _decimal_pb2.Decimal
    share_half_width: _decimal_pb2.Decimal
    evaluator_days: _decimal_pb2.Decimal
    minimum_per_holder: int
    expected_rate: _decimal_pb2.Decimal
    earlier_campaign: str
    confidence: _decimal_pb2.Decimal
    hours_per_check: _decimal_pb2.Decimal
    excluded_holders: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, frame: _Optional[str] = ..., rate_half_width: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., share_half_width: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., evaluator_days: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., minimum_per_holder: _Optional[int] = ..., expected_rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., earlier_campaign: _Optional[str] = ..., confidence: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., hours_per_check: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., excluded_holders: _Optional[_Iterable[str]] = ...) -> None: ...

class PlannedHolder(_message.Message):
    __slots__ = ("holder", "display_name", "families", "size", "expected_rate", "rate_half_width", "share", "share_half_width", "one_more_narrows")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    EXPECTED_RATE_FIELD_NUMBER: _ClassVar[int]
    RATE_HALF_WIDTH_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    SHARE_HALF_WIDTH_FIELD_NUMBER: _ClassVar[int]
    ONE_MORE_NARROWS_FIELD_NUMBER: _ClassVar[int]
    holder: str
    display_name: str
    families: int
    size: int
    expected_rate: _decimal_pb2.Decimal
    rate_half_width: _decimal_pb2.Decimal
    share: _decimal_pb2.Decimal
    share_half_width: _decimal_pb2.Decimal
    one_more_narrows: _decimal_pb2.Decimal
    def __init__(self, holder: _Optional[str] = ..., display_name: _Optional[str] = ..., families: _Optional[int] = ..., size: _Optional[int] = ..., expected_rate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., rate_half_width: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., share: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., share_half_width: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., one_more_narrows: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class PlannedSample(_message.Message):
    __slots__ = ("holders", "checks", "evaluator_days", "largest_rate_half_width", "largest_share_half_width", "next_holder")
    HOLDERS_FIELD_NUMBER: _ClassVar[int]
    CHECKS_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_DAYS_FIELD_NUMBER: _ClassVar[int]
    LARGEST_RATE_HALF_WIDTH_FIELD_NUMBER: _ClassVar[int]
    LARGEST_SHARE_HALF_WIDTH_FIELD_NUMBER: _ClassVar[int]
    NEXT_HOLDER_FIELD_NUMBER: _ClassVar[int]
    holders: _containers.RepeatedCompositeFieldContainer[PlannedHolder]
    checks: int
    evaluator_days: _decimal_pb2.Decimal
    largest_rate_half_width: _decimal_pb2.Decimal
    largest_share_half_width: _decimal_pb2.Decimal
    next_holder: str
    def __init__(self, holders: _Optional[_Iterable[_Union[PlannedHolder, _Mapping]]] = ..., checks: _Optional[int] = ..., evaluator_days: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., largest_rate_half_width: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., largest_share_half_width: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., next_holder: _Optional[str] = ...) -> None: ...

class DrawSampleRequest(_message.Message):
    __slots__ = ("name", "random_value", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    RANDOM_VALUE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    random_value: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., random_value: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class AssignChecksRequest(_message.Message):
    __slots__ = ("name", "evaluators", "etag", "request_id", "duplicate_per_mille", "technical_area")
    NAME_FIELD_NUMBER: _ClassVar[int]
    EVALUATORS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    DUPLICATE_PER_MILLE_FIELD_NUMBER: _ClassVar[int]
    TECHNICAL_AREA_FIELD_NUMBER: _ClassVar[int]
    name: str
    evaluators: _containers.RepeatedScalarFieldContainer[str]
    etag: str
    request_id: str
    duplicate_per_mille: int
    technical_area: str
    def __init__(self, name: _Optional[str] = ..., evaluators: _Optional[_Iterable[str]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ..., duplicate_per_mille: _Optional[int] = ..., technical_area: _Optional[str] = ...) -> None: ...

class PublishResultsRequest(_message.Message):
    __slots__ = ("name", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetCampaignRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListCampaignsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCampaignsResponse(_message.Message):
    __slots__ = ("campaigns", "next_page_token")
    CAMPAIGNS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    campaigns: _containers.RepeatedCompositeFieldContainer[Campaign]
    next_page_token: str
    def __init__(self, campaigns: _Optional[_Iterable[_Union[Campaign, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListDrawnFamiliesRequest(_message.Message):
    __slots__ = ("campaign", "holder", "page_size", "page_token")
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    holder: str
    page_size: int
    page_token: str
    def __init__(self, campaign: _Optional[str] = ..., holder: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class DrawnFamily(_message.Message):
    __slots__ = ("holder", "family", "rank")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    RANK_FIELD_NUMBER: _ClassVar[int]
    holder: str
    family: str
    rank: int
    def __init__(self, holder: _Optional[str] = ..., family: _Optional[str] = ..., rank: _Optional[int] = ...) -> None: ...

class ListDrawnFamiliesResponse(_message.Message):
    __slots__ = ("families", "next_page_token")
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    families: _containers.RepeatedCompositeFieldContainer[DrawnFamily]
    next_page_token: str
    def __init__(self, families: _Optional[_Iterable[_Union[DrawnFamily, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListHolderResultsRequest(_message.Message):
    __slots__ = ("campaign",)
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    def __init__(self, campaign: _Optional[str] = ...) -> None: ...

class HolderResult(_message.Message):
    __slots__ = ("holder", "display_name", "families", "drawn", "checked", "essential", "undetermined", "simulated", "reused")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    DRAWN_FIELD_NUMBER: _ClassVar[int]
    CHECKED_FIELD_NUMBER: _ClassVar[int]
    ESSENTIAL_FIELD_NUMBER: _ClassVar[int]
    UNDETERMINED_FIELD_NUMBER: _ClassVar[int]
    SIMULATED_FIELD_NUMBER: _ClassVar[int]
    REUSED_FIELD_NUMBER: _ClassVar[int]
    holder: str
    display_name: str
    families: int
    drawn: int
    checked: int
    essential: int
    undetermined: int
    simulated: int
    reused: int
    def __init__(self, holder: _Optional[str] = ..., display_name: _Optional[str] = ..., families: _Optional[int] = ..., drawn: _Optional[int] = ..., checked: _Optional[int] = ..., essential: _Optional[int] = ..., undetermined: _Optional[int] = ..., simulated: _Optional[int] = ..., reused: _Optional[int] = ...) -> None: ...

class ListHolderResultsResponse(_message.Message):
    __slots__ = ("campaign", "results")
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    results: _containers.RepeatedCompositeFieldContainer[HolderResult]
    def __init__(self, campaign: _Optional[str] = ..., results: _Optional[_Iterable[_Union[HolderResult, _Mapping]]] = ...) -> None: ...

class ListResultsRequest(_message.Message):
    __slots__ = ("campaign", "holder", "page_size", "page_token")
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    holder: str
    page_size: int
    page_token: str
    def __init__(self, campaign: _Optional[str] = ..., holder: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class Result(_message.Message):
    __slots__ = ("check", "holder", "family", "outcome", "simulated", "reused_from")
    CHECK_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SIMULATED_FIELD_NUMBER: _ClassVar[int]
    REUSED_FROM_FIELD_NUMBER: _ClassVar[int]
    check: str
    holder: str
    family: str
    outcome: Outcome
    simulated: bool
    reused_from: str
    def __init__(self, check: _Optional[str] = ..., holder: _Optional[str] = ..., family: _Optional[str] = ..., outcome: _Optional[_Union[Outcome, str]] = ..., simulated: _Optional[bool] = ..., reused_from: _Optional[str] = ...) -> None: ...

class ListResultsResponse(_message.Message):
    __slots__ = ("results", "next_page_token")
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[Result]
    next_page_token: str
    def __init__(self, results: _Optional[_Iterable[_Union[Result, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
