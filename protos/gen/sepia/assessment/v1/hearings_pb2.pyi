import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from sepia.assessment.v1 import campaigns_pb2 as _campaigns_pb2
from sepia.assessment.v1 import checks_pb2 as _checks_pb2
from sepia.assessment.v1 import findings_pb2 as _findings_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class HearingKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HEARING_KIND_UNSPECIFIED: _ClassVar[HearingKind]
    HEARING_KIND_LEANING: _ClassVar[HearingKind]
    HEARING_KIND_PEER_LEANING: _ClassVar[HearingKind]
    HEARING_KIND_NEGATIVE_OPINION: _ClassVar[HearingKind]

class HearingState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    HEARING_STATE_UNSPECIFIED: _ClassVar[HearingState]
    HEARING_STATE_OPEN: _ClassVar[HearingState]
    HEARING_STATE_ANSWERED: _ClassVar[HearingState]
    HEARING_STATE_ENDED: _ClassVar[HearingState]
    HEARING_STATE_WITHDRAWN: _ClassVar[HearingState]
    HEARING_STATE_PEERS_REQUESTED: _ClassVar[HearingState]
    HEARING_STATE_REEVALUATION_REQUESTED: _ClassVar[HearingState]
    HEARING_STATE_APPEAL_FILED: _ClassVar[HearingState]

class Review(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVIEW_UNSPECIFIED: _ClassVar[Review]
    REVIEW_PEER_EVALUATION: _ClassVar[Review]
    REVIEW_REEVALUATION: _ClassVar[Review]
    REVIEW_APPEAL: _ClassVar[Review]

class RequestStep(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REQUEST_STEP_UNSPECIFIED: _ClassVar[RequestStep]
    REQUEST_STEP_ADMIT: _ClassVar[RequestStep]
    REQUEST_STEP_REFUSE: _ClassVar[RequestStep]
    REQUEST_STEP_STATE: _ClassVar[RequestStep]
    REQUEST_STEP_WITHDRAW: _ClassVar[RequestStep]
    REQUEST_STEP_PUBLISH: _ClassVar[RequestStep]
HEARING_KIND_UNSPECIFIED: HearingKind
HEARING_KIND_LEANING: HearingKind
HEARING_KIND_PEER_LEANING: HearingKind
HEARING_KIND_NEGATIVE_OPINION: HearingKind
HEARING_STATE_UNSPECIFIED: HearingState
HEARING_STATE_OPEN: HearingState
HEARING_STATE_ANSWERED: HearingState
HEARING_STATE_ENDED: HearingState
HEARING_STATE_WITHDRAWN: HearingState
HEARING_STATE_PEERS_REQUESTED: HearingState
HEARING_STATE_REEVALUATION_REQUESTED: HearingState
HEARING_STATE_APPEAL_FILED: HearingState
REVIEW_UNSPECIFIED: Review
REVIEW_PEER_EVALUATION: Review
REVIEW_REEVALUATION: Review
REVIEW_APPEAL: Review
REQUEST_STEP_UNSPECIFIED: RequestStep
REQUEST_STEP_ADMIT: RequestStep
REQUEST_STEP_REFUSE: RequestStep
REQUEST_STEP_STATE: RequestStep
REQUEST_STEP_WITHDRAW: RequestStep
REQUEST_STEP_PUBLISH: RequestStep

class Hearing(_message.Message):
    __slots__ = ("name", "kind", "state", "standard", "family", "reasons", "due_time", "open_time", "close_time", "answers", "etag", "check", "findings", "chart")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_FIELD_NUMBER: _ClassVar[int]
    CLOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CHECK_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    CHART_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: HearingKind
    state: HearingState
    standard: str
    family: str
    reasons: str
    due_time: _timestamp_pb2.Timestamp
    open_time: _timestamp_pb2.Timestamp
    close_time: _timestamp_pb2.Timestamp
    answers: _containers.RepeatedCompositeFieldContainer[HearingAnswer]
    etag: str
    check: str
    findings: _containers.RepeatedCompositeFieldContainer[_findings_pb2.FoundElement]
    chart: str
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[HearingKind, str]] = ..., state: _Optional[_Union[HearingState, str]] = ..., standard: _Optional[str] = ..., family: _Optional[str] = ..., reasons: _Optional[str] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., open_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., close_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answers: _Optional[_Iterable[_Union[HearingAnswer, _Mapping]]] = ..., etag: _Optional[str] = ..., check: _Optional[str] = ..., findings: _Optional[_Iterable[_Union[_findings_pb2.FoundElement, _Mapping]]] = ..., chart: _Optional[str] = ...) -> None: ...

class HearingAnswer(_message.Message):
    __slots__ = ("organization", "answer", "amended_chart", "answer_time")
    ORGANIZATION_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    AMENDED_CHART_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    organization: str
    answer: str
    amended_chart: str
    answer_time: _timestamp_pb2.Timestamp
    def __init__(self, organization: _Optional[str] = ..., answer: _Optional[str] = ..., amended_chart: _Optional[str] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListHearingsRequest(_message.Message):
    __slots__ = ("only_open", "page_size", "page_token")
    ONLY_OPEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    only_open: bool
    page_size: int
    page_token: str
    def __init__(self, only_open: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListHearingsResponse(_message.Message):
    __slots__ = ("hearings", "next_page_token")
    HEARINGS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    hearings: _containers.RepeatedCompositeFieldContainer[Hearing]
    next_page_token: str
    def __init__(self, hearings: _Optional[_Iterable[_Union[Hearing, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetHearingRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class AnswerHearingRequest(_message.Message):
    __slots__ = ("name", "answer", "amended_chart", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    AMENDED_CHART_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    answer: str
    amended_chart: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., answer: _Optional[str] = ..., amended_chart: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class RequestReviewRequest(_message.Message):
    __slots__ = ("name", "review", "grounds", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REVIEW_FIELD_NUMBER: _ClassVar[int]
    GROUNDS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    review: Review
    grounds: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., review: _Optional[_Union[Review, str]] = ..., grounds: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class Observation(_message.Message):
    __slots__ = ("name", "family", "author", "text", "submit_time", "reply", "reply_organization", "reply_time", "reply_due_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    AUTHOR_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SUBMIT_TIME_FIELD_NUMBER: _ClassVar[int]
    REPLY_FIELD_NUMBER: _ClassVar[int]
    REPLY_ORGANIZATION_FIELD_NUMBER: _ClassVar[int]
    REPLY_TIME_FIELD_NUMBER: _ClassVar[int]
    REPLY_DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    family: str
    author: str
    text: str
    submit_time: _timestamp_pb2.Timestamp
    reply: str
    reply_organization: str
    reply_time: _timestamp_pb2.Timestamp
    reply_due_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., family: _Optional[str] = ..., author: _Optional[str] = ..., text: _Optional[str] = ..., submit_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reply: _Optional[str] = ..., reply_organization: _Optional[str] = ..., reply_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., reply_due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SubmitObservationRequest(_message.Message):
    __slots__ = ("campaign", "family", "text", "request_id")
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    family: str
    text: str
    request_id: str
    def __init__(self, campaign: _Optional[str] = ..., family: _Optional[str] = ..., text: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListObservationsRequest(_message.Message):
    __slots__ = ("campaign", "family", "page_size", "page_token")
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    family: str
    page_size: int
    page_token: str
    def __init__(self, campaign: _Optional[str] = ..., family: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListObservationsResponse(_message.Message):
    __slots__ = ("observations", "next_page_token")
    OBSERVATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    observations: _containers.RepeatedCompositeFieldContainer[Observation]
    next_page_token: str
    def __init__(self, observations: _Optional[_Iterable[_Union[Observation, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ReplyToObservationRequest(_message.Message):
    __slots__ = ("name", "reply", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REPLY_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reply: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reply: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class Opinion(_message.Message):
    __slots__ = ("name", "campaign", "standard", "family", "outcome", "reasons", "simulated", "stage", "signed_by", "issue_time", "publish_time", "supersedes", "correction", "superseded_by")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    SIMULATED_FIELD_NUMBER: _ClassVar[int]
    STAGE_FIELD_NUMBER: _ClassVar[int]
    SIGNED_BY_FIELD_NUMBER: _ClassVar[int]
    ISSUE_TIME_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    name: str
    campaign: str
    standard: str
    family: str
    outcome: _campaigns_pb2.Outcome
    reasons: str
    simulated: bool
    stage: _checks_pb2.CheckStage
    signed_by: _containers.RepeatedScalarFieldContainer[str]
    issue_time: _timestamp_pb2.Timestamp
    publish_time: _timestamp_pb2.Timestamp
    supersedes: str
    correction: str
    superseded_by: str
    def __init__(self, name: _Optional[str] = ..., campaign: _Optional[str] = ..., standard: _Optional[str] = ..., family: _Optional[str] = ..., outcome: _Optional[_Union[_campaigns_pb2.Outcome, str]] = ..., reasons: _Optional[str] = ..., simulated: _Optional[bool] = ..., stage: _Optional[_Union[_checks_pb2.CheckStage, str]] = ..., signed_by: _Optional[_Iterable[str]] = ..., issue_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., supersedes: _Optional[str] = ..., correction: _Optional[str] = ..., superseded_by: _Optional[str] = ...) -> None: ...

class ListOpinionsRequest(_message.Message):
    __slots__ = ("campaign", "family", "page_size", "page_token")
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    family: str
    page_size: int
    page_token: str
    def __init__(self, campaign: _Optional[str] = ..., family: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListOpinionsResponse(_message.Message):
    __slots__ = ("opinions", "next_page_token")
    OPINIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    opinions: _containers.RepeatedCompositeFieldContainer[Opinion]
    next_page_token: str
    def __init__(self, opinions: _Optional[_Iterable[_Union[Opinion, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class CorrectOpinionRequest(_message.Message):
    __slots__ = ("name", "outcome", "reasons", "correction", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    outcome: _campaigns_pb2.Outcome
    reasons: str
    correction: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., outcome: _Optional[_Union[_campaigns_pb2.Outcome, str]] = ..., reasons: _Optional[str] = ..., correction: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class OpinionRequest(_message.Message):
    __slots__ = ("name", "regime", "state", "requester", "respondent", "standard", "patent", "claim", "dispute", "arguments", "statement", "refusal", "request_time", "etag", "check")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    REQUESTER_FIELD_NUMBER: _ClassVar[int]
    RESPONDENT_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PATENT_FIELD_NUMBER: _ClassVar[int]
    CLAIM_FIELD_NUMBER: _ClassVar[int]
    DISPUTE_FIELD_NUMBER: _ClassVar[int]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    REQUEST_TIME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CHECK_FIELD_NUMBER: _ClassVar[int]
    name: str
    regime: str
    state: _checks_pb2.CheckState
    requester: str
    respondent: str
    standard: str
    patent: str
    claim: int
    dispute: str
    arguments: str
    statement: str
    refusal: str
    request_time: _timestamp_pb2.Timestamp
    etag: str
    check: str
    def __init__(self, name: _Optional[str] = ..., regime: _Optional[str] = ..., state: _Optional[_Union[_checks_pb2.CheckState, str]] = ..., requester: _Optional[str] = ..., respondent: _Optional[str] = ..., standard: _Optional[str] = ..., patent: _Optional[str] = ..., claim: _Optional[int] = ..., dispute: _Optional[str] = ..., arguments: _Optional[str] = ..., statement: _Optional[str] = ..., refusal: _Optional[str] = ..., request_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ..., check: _Optional[str] = ...) -> None: ...

class RequestOpinionRequest(_message.Message):
    __slots__ = ("regime", "respondent", "standard", "patent", "claim", "dispute", "arguments", "request_id")
    REGIME_FIELD_NUMBER: _ClassVar[int]
    RESPONDENT_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PATENT_FIELD_NUMBER: _ClassVar[int]
    CLAIM_FIELD_NUMBER: _ClassVar[int]
    DISPUTE_FIELD_NUMBER: _ClassVar[int]
    ARGUMENTS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    regime: str
    respondent: str
    standard: str
    patent: str
    claim: int
    dispute: str
    arguments: str
    request_id: str
    def __init__(self, regime: _Optional[str] = ..., respondent: _Optional[str] = ..., standard: _Optional[str] = ..., patent: _Optional[str] = ..., claim: _Optional[int] = ..., dispute: _Optional[str] = ..., arguments: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListOpinionRequestsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListOpinionRequestsResponse(_message.Message):
    __slots__ = ("requests", "next_page_token")
    REQUESTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    requests: _containers.RepeatedCompositeFieldContainer[OpinionRequest]
    next_page_token: str
    def __init__(self, requests: _Optional[_Iterable[_Union[OpinionRequest, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AdvanceOpinionRequestRequest(_message.Message):
    __slots__ = ("name", "step", "text", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    step: RequestStep
    text: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., step: _Optional[_Union[RequestStep, str]] = ..., text: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...
