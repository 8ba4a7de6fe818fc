import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DecisionBody(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECISION_BODY_UNSPECIFIED: _ClassVar[DecisionBody]
    DECISION_BODY_COURT: _ClassVar[DecisionBody]
    DECISION_BODY_OFFICE: _ClassVar[DecisionBody]
    DECISION_BODY_DISPUTE_RESOLUTION: _ClassVar[DecisionBody]

class DecisionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECISION_KIND_UNSPECIFIED: _ClassVar[DecisionKind]
    DECISION_KIND_INJUNCTION: _ClassVar[DecisionKind]
    DECISION_KIND_INFRINGEMENT: _ClassVar[DecisionKind]
    DECISION_KIND_ESSENTIALITY: _ClassVar[DecisionKind]
    DECISION_KIND_VALIDITY: _ClassVar[DecisionKind]
    DECISION_KIND_ABUSE_OF_DOMINANCE: _ClassVar[DecisionKind]
    DECISION_KIND_FRAND_TERMS: _ClassVar[DecisionKind]
    DECISION_KIND_INVALIDATION: _ClassVar[DecisionKind]
    DECISION_KIND_EXPIRY: _ClassVar[DecisionKind]

class DecisionFinality(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECISION_FINALITY_UNSPECIFIED: _ClassVar[DecisionFinality]
    DECISION_FINALITY_OPEN: _ClassVar[DecisionFinality]
    DECISION_FINALITY_FINAL: _ClassVar[DecisionFinality]

class DecisionEffect(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECISION_EFFECT_UNSPECIFIED: _ClassVar[DecisionEffect]
    DECISION_EFFECT_NONE: _ClassVar[DecisionEffect]
    DECISION_EFFECT_INVALIDATED: _ClassVar[DecisionEffect]
    DECISION_EFFECT_NOT_ESSENTIAL: _ClassVar[DecisionEffect]
    DECISION_EFFECT_AMENDED: _ClassVar[DecisionEffect]
    DECISION_EFFECT_EXPIRED: _ClassVar[DecisionEffect]
    DECISION_EFFECT_ESSENTIAL: _ClassVar[DecisionEffect]

class DecisionState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECISION_STATE_UNSPECIFIED: _ClassVar[DecisionState]
    DECISION_STATE_REPORTED: _ClassVar[DecisionState]
    DECISION_STATE_VERIFIED: _ClassVar[DecisionState]
    DECISION_STATE_SUPERSEDED: _ClassVar[DecisionState]
    DECISION_STATE_WITHDRAWN: _ClassVar[DecisionState]
DECISION_BODY_UNSPECIFIED: DecisionBody
DECISION_BODY_COURT: DecisionBody
DECISION_BODY_OFFICE: DecisionBody
DECISION_BODY_DISPUTE_RESOLUTION: DecisionBody
DECISION_KIND_UNSPECIFIED: DecisionKind
DECISION_KIND_INJUNCTION: DecisionKind
DECISION_KIND_INFRINGEMENT: DecisionKind
DECISION_KIND_ESSENTIALITY: DecisionKind
DECISION_KIND_VALIDITY: DecisionKind
DECISION_KIND_ABUSE_OF_DOMINANCE: DecisionKind
DECISION_KIND_FRAND_TERMS: DecisionKind
DECISION_KIND_INVALIDATION: DecisionKind
DECISION_KIND_EXPIRY: DecisionKind
DECISION_FINALITY_UNSPECIFIED: DecisionFinality
DECISION_FINALITY_OPEN: DecisionFinality
DECISION_FINALITY_FINAL: DecisionFinality
DECISION_EFFECT_UNSPECIFIED: DecisionEffect
DECISION_EFFECT_NONE: DecisionEffect
DECISION_EFFECT_INVALIDATED: DecisionEffect
DECISION_EFFECT_NOT_ESSENTIAL: DecisionEffect
DECISION_EFFECT_AMENDED: DecisionEffect
DECISION_EFFECT_EXPIRED: DecisionEffect
DECISION_EFFECT_ESSENTIAL: DecisionEffect
DECISION_STATE_UNSPECIFIED: DecisionState
DECISION_STATE_REPORTED: DecisionState
DECISION_STATE_VERIFIED: DecisionState
DECISION_STATE_SUPERSEDED: DecisionState
DECISION_STATE_WITHDRAWN: DecisionState

class DecidedPatent(_message.Message):
    __slots__ = ("number", "office", "canonical", "families")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    CANONICAL_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    number: str
    office: str
    canonical: str
    families: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, number: _Optional[str] = ..., office: _Optional[str] = ..., canonical: _Optional[str] = ..., families: _Optional[_Iterable[str]] = ...) -> None: ...

class DecisionParty(_message.Message):
    __slots__ = ("party_name", "role", "holder")
    PARTY_NAME_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    party_name: str
    role: str
    holder: str
    def __init__(self, party_name: _Optional[str] = ..., role: _Optional[str] = ..., holder: _Optional[str] = ...) -> None: ...

class Decision(_message.Message):
    __slots__ = ("name", "etag", "state", "body", "body_name", "country", "file_number", "decision_date", "publication_date", "kinds", "finality", "effect", "parties", "patents", "registrations", "standards", "summary", "document", "confidential_document", "has_confidential_version", "url", "reporter", "reporter_organization", "report_date", "report_due_date", "days_late", "report_provision", "family_wide", "supersedes", "superseded_by", "verify_time", "withdraw_reason", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    BODY_NAME_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    FILE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    DECISION_DATE_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_DATE_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    FINALITY_FIELD_NUMBER: _ClassVar[int]
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    PARTIES_FIELD_NUMBER: _ClassVar[int]
    PATENTS_FIELD_NUMBER: _ClassVar[int]
    REGISTRATIONS_FIELD_NUMBER: _ClassVar[int]
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    HAS_CONFIDENTIAL_VERSION_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    REPORTER_FIELD_NUMBER: _ClassVar[int]
    REPORTER_ORGANIZATION_FIELD_NUMBER: _ClassVar[int]
    REPORT_DATE_FIELD_NUMBER: _ClassVar[int]
    REPORT_DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    DAYS_LATE_FIELD_NUMBER: _ClassVar[int]
    REPORT_PROVISION_FIELD_NUMBER: _ClassVar[int]
    FAMILY_WIDE_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    VERIFY_TIME_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_REASON_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    state: DecisionState
    body: DecisionBody
    body_name: str
    country: str
    file_number: str
    decision_date: _date_pb2.Date
    publication_date: _date_pb2.Date
    kinds: _containers.RepeatedScalarFieldContainer[DecisionKind]
    finality: DecisionFinality
    effect: DecisionEffect
    parties: _containers.RepeatedCompositeFieldContainer[DecisionParty]
    patents: _containers.RepeatedCompositeFieldContainer[DecidedPatent]
    registrations: _containers.RepeatedScalarFieldContainer[str]
    standards: _containers.RepeatedScalarFieldContainer[str]
    summary: str
    document: str
    confidential_document: str
    has_confidential_version: bool
    url: str
    reporter: str
    reporter_organization: str
    report_date: _date_pb2.Date
    report_due_date: _date_pb2.Date
    days_late: int
    report_provision: str
    family_wide: bool
    supersedes: str
    superseded_by: str
    verify_time: _timestamp_pb2.Timestamp
    withdraw_reason: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., state: _Optional[_Union[DecisionState, str]] = ..., body: _Optional[_Union[DecisionBody, str]] = ..., body_name: _Optional[str] = ..., country: _Optional[str] = ..., file_number: _Optional[str] = ..., decision_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., publication_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., kinds: _Optional[_Iterable[_Union[DecisionKind, str]]] = ..., finality: _Optional[_Union[DecisionFinality, str]] = ..., effect: _Optional[_Union[DecisionEffect, str]] = ..., parties: _Optional[_Iterable[_Union[DecisionParty, _Mapping]]] = ..., patents: _Optional[_Iterable[_Union[DecidedPatent, _Mapping]]] = ..., registrations: _Optional[_Iterable[str]] = ..., standards: _Optional[_Iterable[str]] = ..., summary: _Optional[str] = ..., document: _Optional[str] = ..., confidential_document: _Optional[str] = ..., has_confidential_version: _Optional[bool] = ..., url: _Optional[str] = ..., reporter: _Optional[str] = ..., reporter_organization: _Optional[str] = ..., report_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., report_due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., days_late: _Optional[int] = ..., report_provision: _Optional[str] = ..., family_wide: _Optional[bool] = ..., supersedes: _Optional[str] = ..., superseded_by: _Optional[str] = ..., verify_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., withdraw_reason: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReportDecisionRequest(_message.Message):
    __slots__ = ("body", "body_name", "country", "file_number", "decision_date", "publication_date", "kinds", "finality", "effect", "parties", "patents", "registrations", "standards", "summary", "document", "confidential_document", "url", "supersedes", "request_id")
    BODY_FIELD_NUMBER: _ClassVar[int]
    BODY_NAME_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    FILE_NUMBER_FIELD_NUMBER: _ClassVar[int]
    DECISION_DATE_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_DATE_FIELD_NUMBER: _ClassVar[int]
    KINDS_FIELD_NUMBER: _ClassVar[int]
    FINALITY_FIELD_NUMBER: _ClassVar[int]
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    PARTIES_FIELD_NUMBER: _ClassVar[int]
    PATENTS_FIELD_NUMBER: _ClassVar[int]
    REGISTRATIONS_FIELD_NUMBER: _ClassVar[int]
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    body: DecisionBody
    body_name: str
    country: str
    file_number: str
    decision_date: _date_pb2.Date
    publication_date: _date_pb2.Date
    kinds: _containers.RepeatedScalarFieldContainer[DecisionKind]
    finality: DecisionFinality
    effect: DecisionEffect
    parties: _containers.RepeatedCompositeFieldContainer[DecisionParty]
    patents: _containers.RepeatedCompositeFieldContainer[DecidedPatent]
    registrations: _containers.RepeatedScalarFieldContainer[str]
    standards: _containers.RepeatedScalarFieldContainer[str]
    summary: str
    document: str
    confidential_document: str
    url: str
    supersedes: str
    request_id: str
    def __init__(self, body: _Optional[_Union[DecisionBody, str]] = ..., body_name: _Optional[str] = ..., country: _Optional[str] = ..., file_number: _Optional[str] = ..., decision_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., publication_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., kinds: _Optional[_Iterable[_Union[DecisionKind, str]]] = ..., finality: _Optional[_Union[DecisionFinality, str]] = ..., effect: _Optional[_Union[DecisionEffect, str]] = ..., parties: _Optional[_Iterable[_Union[DecisionParty, _Mapping]]] = ..., patents: _Optional[_Iterable[_Union[DecidedPatent, _Mapping]]] = ..., registrations: _Optional[_Iterable[str]] = ..., standards: _Optional[_Iterable[str]] = ..., summary: _Optional[str] = ..., document: _Optional[str] = ..., confidential_document: _Optional[str] = ..., url: _Optional[str] = ..., supersedes: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetDecisionRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListDecisionsRequest(_message.Message):
    __slots__ = ("patent", "family", "standard", "registration", "holder", "country", "body", "kind", "effect", "state", "only_late", "decided_from", "decided_until", "page_size", "page_token")
    PATENT_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    BODY_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    EFFECT_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    ONLY_LATE_FIELD_NUMBER: _ClassVar[int]
    DECIDED_FROM_FIELD_NUMBER: _ClassVar[int]
    DECIDED_UNTIL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    patent: str
    family: str
    standard: str
    registration: str
    holder: str
    country: str
    body: DecisionBody
    kind: DecisionKind
    effect: DecisionEffect
    state: DecisionState
    only_late: bool
    decided_from: _date_pb2.Date
    decided_until: _date_pb2.Date
    page_size: int
    page_token: str
    def __init__(self, patent: _Optional[str] = ..., family: _Optional[str] = ..., standard: _Optional[str] = ..., registration: _Optional[str] = ..., holder: _Optional[str] = ..., country: _Optional[str] = ..., body: _Optional[_Union[DecisionBody, str]] = ..., kind: _Optional[_Union[DecisionKind, str]] = ..., effect: _Optional[_Union[DecisionEffect, str]] = ..., state: _Optional[_Union[DecisionState, str]] = ..., only_late: _Optional[bool] = ..., decided_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., decided_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDecisionsResponse(_message.Message):
    __slots__ = ("decisions", "next_page_token")
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    decisions: _containers.RepeatedCompositeFieldContainer[Decision]
    next_page_token: str
    def __init__(self, decisions: _Optional[_Iterable[_Union[Decision, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class VerifyDecisionRequest(_message.Message):
    __slots__ = ("name", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class WithdrawDecisionRequest(_message.Message):
    __slots__ = ("name", "reason", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...
