import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from sepia.assessment.v1 import campaigns_pb2 as _campaigns_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class EarlierSource(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EARLIER_SOURCE_UNSPECIFIED: _ClassVar[EarlierSource]
    EARLIER_SOURCE_COURT: _ClassVar[EarlierSource]
    EARLIER_SOURCE_POOL: _ClassVar[EarlierSource]
    EARLIER_SOURCE_OFFICE: _ClassVar[EarlierSource]
    EARLIER_SOURCE_CENTRE: _ClassVar[EarlierSource]
EARLIER_SOURCE_UNSPECIFIED: EarlierSource
EARLIER_SOURCE_COURT: EarlierSource
EARLIER_SOURCE_POOL: EarlierSource
EARLIER_SOURCE_OFFICE: EarlierSource
EARLIER_SOURCE_CENTRE: EarlierSource

class EarlierResult(_message.Message):
    __slots__ = ("name", "standard", "family_key", "family", "outcome", "source", "citation", "decision_date", "record_time", "withdraw_time", "withdrawal_reason", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    CITATION_FIELD_NUMBER: _ClassVar[int]
    DECISION_DATE_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_TIME_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWAL_REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    standard: str
    family_key: _type_pb2.FamilyKey
    family: str
    outcome: _campaigns_pb2.Outcome
    source: EarlierSource
    citation: str
    decision_date: _date_pb2.Date
    record_time: _timestamp_pb2.Timestamp
    withdraw_time: _timestamp_pb2.Timestamp
    withdrawal_reason: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., standard: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., family: _Optional[str] = ..., outcome: _Optional[_Union[_campaigns_pb2.Outcome, str]] = ..., source: _Optional[_Union[EarlierSource, str]] = ..., citation: _Optional[str] = ..., decision_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., withdraw_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., withdrawal_reason: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class RecordEarlierResultRequest(_message.Message):
    __slots__ = ("standard", "family_key", "family", "outcome", "source", "citation", "decision_date", "request_id")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    CITATION_FIELD_NUMBER: _ClassVar[int]
    DECISION_DATE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    standard: str
    family_key: _type_pb2.FamilyKey
    family: str
    outcome: _campaigns_pb2.Outcome
    source: EarlierSource
    citation: str
    decision_date: _date_pb2.Date
    request_id: str
    def __init__(self, standard: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., family: _Optional[str] = ..., outcome: _Optional[_Union[_campaigns_pb2.Outcome, str]] = ..., source: _Optional[_Union[EarlierSource, str]] = ..., citation: _Optional[str] = ..., decision_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class WithdrawEarlierResultRequest(_message.Message):
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

class ListEarlierResultsRequest(_message.Message):
    __slots__ = ("standard", "family", "page_size", "page_token")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standard: str
    family: str
    page_size: int
    page_token: str
    def __init__(self, standard: _Optional[str] = ..., family: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListEarlierResultsResponse(_message.Message):
    __slots__ = ("results", "next_page_token")
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[EarlierResult]
    next_page_token: str
    def __init__(self, results: _Optional[_Iterable[_Union[EarlierResult, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
