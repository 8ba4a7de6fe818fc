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

class ObjectionGround(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OBJECTION_GROUND_UNSPECIFIED: _ClassVar[ObjectionGround]
    OBJECTION_GROUND_WRONG: _ClassVar[ObjectionGround]
    OBJECTION_GROUND_CONFIDENTIAL: _ClassVar[ObjectionGround]
    OBJECTION_GROUND_INFRINGING: _ClassVar[ObjectionGround]

class ObjectionState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OBJECTION_STATE_UNSPECIFIED: _ClassVar[ObjectionState]
    OBJECTION_STATE_FILED: _ClassVar[ObjectionState]
    OBJECTION_STATE_ANSWER_OPEN: _ClassVar[ObjectionState]
    OBJECTION_STATE_READY: _ClassVar[ObjectionState]
    OBJECTION_STATE_UPHELD: _ClassVar[ObjectionState]
    OBJECTION_STATE_REJECTED: _ClassVar[ObjectionState]
    OBJECTION_STATE_INADMISSIBLE: _ClassVar[ObjectionState]
    OBJECTION_STATE_WITHDRAWN: _ClassVar[ObjectionState]

class Remedy(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REMEDY_UNSPECIFIED: _ClassVar[Remedy]
    REMEDY_NONE: _ClassVar[Remedy]
    REMEDY_CORRECTION: _ClassVar[Remedy]
    REMEDY_SUSPENSION: _ClassVar[Remedy]
    REMEDY_ANNOTATION: _ClassVar[Remedy]
    REMEDY_ACCESS_RESTRICTED: _ClassVar[Remedy]
    REMEDY_ACCESS_LIFTED: _ClassVar[Remedy]
OBJECTION_GROUND_UNSPECIFIED: ObjectionGround
OBJECTION_GROUND_WRONG: ObjectionGround
OBJECTION_GROUND_CONFIDENTIAL: ObjectionGround
OBJECTION_GROUND_INFRINGING: ObjectionGround
OBJECTION_STATE_UNSPECIFIED: ObjectionState
OBJECTION_STATE_FILED: ObjectionState
OBJECTION_STATE_ANSWER_OPEN: ObjectionState
OBJECTION_STATE_READY: ObjectionState
OBJECTION_STATE_UPHELD: ObjectionState
OBJECTION_STATE_REJECTED: ObjectionState
OBJECTION_STATE_INADMISSIBLE: ObjectionState
OBJECTION_STATE_WITHDRAWN: ObjectionState
REMEDY_UNSPECIFIED: Remedy
REMEDY_NONE: Remedy
REMEDY_CORRECTION: Remedy
REMEDY_SUSPENSION: Remedy
REMEDY_ANNOTATION: Remedy
REMEDY_ACCESS_RESTRICTED: Remedy
REMEDY_ACCESS_LIFTED: Remedy

class Evidence(_message.Message):
    __slots__ = ("text", "url", "document", "confidential", "kept", "withheld")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_FIELD_NUMBER: _ClassVar[int]
    KEPT_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    text: str
    url: str
    document: str
    confidential: bool
    kept: bool
    withheld: bool
    def __init__(self, text: _Optional[str] = ..., url: _Optional[str] = ..., document: _Optional[str] = ..., confidential: _Optional[bool] = ..., kept: _Optional[bool] = ..., withheld: _Optional[bool] = ...) -> None: ...

class ObjectionAnswer(_message.Message):
    __slots__ = ("text", "confidential_text", "evidence", "answer_date", "has_confidential_part")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_TEXT_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_DATE_FIELD_NUMBER: _ClassVar[int]
    HAS_CONFIDENTIAL_PART_FIELD_NUMBER: _ClassVar[int]
    text: str
    confidential_text: str
    evidence: _containers.RepeatedCompositeFieldContainer[Evidence]
    answer_date: _date_pb2.Date
    has_confidential_part: bool
    def __init__(self, text: _Optional[str] = ..., confidential_text: _Optional[str] = ..., evidence: _Optional[_Iterable[_Union[Evidence, _Mapping]]] = ..., answer_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., has_confidential_part: _Optional[bool] = ...) -> None: ...

class ObjectionDecision(_message.Message):
    __slots__ = ("reasons", "confidential_reasons", "remedy", "remedy_text", "decision_date", "on_the_file")
    REASONS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_REASONS_FIELD_NUMBER: _ClassVar[int]
    REMEDY_FIELD_NUMBER: _ClassVar[int]
    REMEDY_TEXT_FIELD_NUMBER: _ClassVar[int]
    DECISION_DATE_FIELD_NUMBER: _ClassVar[int]
    ON_THE_FILE_FIELD_NUMBER: _ClassVar[int]
    reasons: str
    confidential_reasons: str
    remedy: Remedy
    remedy_text: str
    decision_date: _date_pb2.Date
    on_the_file: bool
    def __init__(self, reasons: _Optional[str] = ..., confidential_reasons: _Optional[str] = ..., remedy: _Optional[_Union[Remedy, str]] = ..., remedy_text: _Optional[str] = ..., decision_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., on_the_file: _Optional[bool] = ...) -> None: ...

class ObjectionStep(_message.Message):
    __slots__ = ("number", "step", "step_date", "record_time", "actor", "provision", "note")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    STEP_FIELD_NUMBER: _ClassVar[int]
    STEP_DATE_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    PROVISION_FIELD_NUMBER: _ClassVar[int]
    NOTE_FIELD_NUMBER: _ClassVar[int]
    number: int
    step: str
    step_date: _date_pb2.Date
    record_time: _timestamp_pb2.Timestamp
    actor: str
    provision: str
    note: str
    def __init__(self, number: _Optional[int] = ..., step: _Optional[str] = ..., step_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[str] = ..., provision: _Optional[str] = ..., note: _Optional[str] = ...) -> None: ...

class Objection(_message.Message):
    __slots__ = ("name", "etag", "state", "subject", "ground", "objector_name", "objector_contact", "objector", "reasons", "confidential_reasons", "has_confidential_part", "evidence", "holder", "file_date", "admit_date", "answer_due_date", "answer_provision", "answer", "decision", "steps", "access_restricted", "create_time", "contact_erase_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    OBJECTOR_NAME_FIELD_NUMBER: _ClassVar[int]
    OBJECTOR_CONTACT_FIELD_NUMBER: _ClassVar[int]
    OBJECTOR_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_REASONS_FIELD_NUMBER: _ClassVar[int]
    HAS_CONFIDENTIAL_PART_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    FILE_DATE_FIELD_NUMBER: _ClassVar[int]
    ADMIT_DATE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_PROVISION_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    DECISION_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    ACCESS_RESTRICTED_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CONTACT_ERASE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    state: ObjectionState
    subject: str
    ground: ObjectionGround
    objector_name: str
    objector_contact: str
    objector: str
    reasons: str
    confidential_reasons: str
    has_confidential_part: bool
    evidence: _containers.RepeatedCompositeFieldContainer[Evidence]
    holder: str
    file_date: _date_pb2.Date
    admit_date: _date_pb2.Date
    answer_due_date: _date_pb2.Date
    answer_provision: str
    answer: ObjectionAnswer
    decision: ObjectionDecision
    steps: _containers.RepeatedCompositeFieldContainer[ObjectionStep]
    access_restricted: bool
    create_time: _timestamp_pb2.Timestamp
    contact_erase_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., state: _Optional[_Union[ObjectionState, str]] = ..., subject: _Optional[str] = ..., ground: _Optional[_Union[ObjectionGround, str]] = ..., objector_name: _Optional[str] = ..., objector_contact: _Optional[str] = ..., objector: _Optional[str] = ..., reasons: _Optional[str] = ..., confidential_reasons: _Optional[str] = ..., has_confidential_part: _Optional[bool] = ..., evidence: _Optional[_Iterable[_Union[Evidence, _Mapping]]] = ..., holder: _Optional[str] = ..., file_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., admit_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., answer_due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., answer_provision: _Optional[str] = ..., answer: _Optional[_Union[ObjectionAnswer, _Mapping]] = ..., decision: _Optional[_Union[ObjectionDecision, _Mapping]] = ..., steps: _Optional[_Iterable[_Union[ObjectionStep, _Mapping]]] = ..., access_restricted: _Optional[bool] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., contact_erase_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class AccessRestriction(_message.Message):
    __slots__ = ("document", "cause", "audience", "reason", "interim", "start_time", "end_time")
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    INTERIM_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    END_TIME_FIELD_NUMBER: _ClassVar[int]
    document: str
    cause: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    reason: str
    interim: bool
    start_time: _timestamp_pb2.Timestamp
    end_time: _timestamp_pb2.Timestamp
    def __init__(self, document: _Optional[str] = ..., cause: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ..., reason: _Optional[str] = ..., interim: _Optional[bool] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., end_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class EntryNote(_message.Message):
    __slots__ = ("subject", "cause", "kind", "text", "effective_date", "record_time", "withdraw_time", "withdraw_reason", "family_wide")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    CAUSE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_TIME_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_REASON_FIELD_NUMBER: _ClassVar[int]
    FAMILY_WIDE_FIELD_NUMBER: _ClassVar[int]
    subject: str
    cause: str
    kind: str
    text: str
    effective_date: _date_pb2.Date
    record_time: _timestamp_pb2.Timestamp
    withdraw_time: _timestamp_pb2.Timestamp
    withdraw_reason: str
    family_wide: bool
    def __init__(self, subject: _Optional[str] = ..., cause: _Optional[str] = ..., kind: _Optional[str] = ..., text: _Optional[str] = ..., effective_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., withdraw_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., withdraw_reason: _Optional[str] = ..., family_wide: _Optional[bool] = ...) -> None: ...

class FileObjectionRequest(_message.Message):
    __slots__ = ("subject", "ground", "reasons", "confidential_reasons", "evidence", "objector_name", "objector_contact", "withhold_name", "request_id")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_REASONS_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    OBJECTOR_NAME_FIELD_NUMBER: _ClassVar[int]
    OBJECTOR_CONTACT_FIELD_NUMBER: _ClassVar[int]
    WITHHOLD_NAME_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    subject: str
    ground: ObjectionGround
    reasons: str
    confidential_reasons: str
    evidence: _containers.RepeatedCompositeFieldContainer[Evidence]
    objector_name: str
    objector_contact: str
    withhold_name: bool
    request_id: str
    def __init__(self, subject: _Optional[str] = ..., ground: _Optional[_Union[ObjectionGround, str]] = ..., reasons: _Optional[str] = ..., confidential_reasons: _Optional[str] = ..., evidence: _Optional[_Iterable[_Union[Evidence, _Mapping]]] = ..., objector_name: _Optional[str] = ..., objector_contact: _Optional[str] = ..., withhold_name: _Optional[bool] = ..., request_id: _Optional[str] = ...) -> None: ...

class EraseObjectorContactRequest(_message.Message):
    __slots__ = ("name", "reference", "erase_name", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    ERASE_NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reference: str
    erase_name: bool
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reference: _Optional[str] = ..., erase_name: _Optional[bool] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetObjectionRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListObjectionsRequest(_message.Message):
    __slots__ = ("subject", "holder", "state", "page_size", "page_token")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    subject: str
    holder: str
    state: ObjectionState
    page_size: int
    page_token: str
    def __init__(self, subject: _Optional[str] = ..., holder: _Optional[str] = ..., state: _Optional[_Union[ObjectionState, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListObjectionsResponse(_message.Message):
    __slots__ = ("objections", "next_page_token")
    OBJECTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    objections: _containers.RepeatedCompositeFieldContainer[Objection]
    next_page_token: str
    def __init__(self, objections: _Optional[_Iterable[_Union[Objection, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AdmitObjectionRequest(_message.Message):
    __slots__ = ("name", "holder", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    holder: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., holder: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class RefuseObjectionRequest(_message.Message):
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

class AnswerObjectionRequest(_message.Message):
    __slots__ = ("name", "text", "confidential_text", "evidence", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_TEXT_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    text: str
    confidential_text: str
    evidence: _containers.RepeatedCompositeFieldContainer[Evidence]
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., text: _Optional[str] = ..., confidential_text: _Optional[str] = ..., evidence: _Optional[_Iterable[_Union[Evidence, _Mapping]]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class DecideObjectionRequest(_message.Message):
    __slots__ = ("name", "upheld", "reasons", "confidential_reasons", "remedy", "remedy_text", "audience", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    UPHELD_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_REASONS_FIELD_NUMBER: _ClassVar[int]
    REMEDY_FIELD_NUMBER: _ClassVar[int]
    REMEDY_TEXT_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    upheld: bool
    reasons: str
    confidential_reasons: str
    remedy: Remedy
    remedy_text: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., upheld: _Optional[bool] = ..., reasons: _Optional[str] = ..., confidential_reasons: _Optional[str] = ..., remedy: _Optional[_Union[Remedy, str]] = ..., remedy_text: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class WithdrawObjectionRequest(_message.Message):
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

class RestrictAccessRequest(_message.Message):
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

class LiftRestrictionRequest(_message.Message):
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

class ListEntryNotesRequest(_message.Message):
    __slots__ = ("subject", "page_size", "page_token")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    subject: str
    page_size: int
    page_token: str
    def __init__(self, subject: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListEntryNotesResponse(_message.Message):
    __slots__ = ("notes", "next_page_token")
    NOTES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    notes: _containers.RepeatedCompositeFieldContainer[EntryNote]
    next_page_token: str
    def __init__(self, notes: _Optional[_Iterable[_Union[EntryNote, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListAccessRestrictionsRequest(_message.Message):
    __slots__ = ("document", "page_size", "page_token")
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    document: str
    page_size: int
    page_token: str
    def __init__(self, document: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAccessRestrictionsResponse(_message.Message):
    __slots__ = ("restrictions", "next_page_token")
    RESTRICTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    restrictions: _containers.RepeatedCompositeFieldContainer[AccessRestriction]
    next_page_token: str
    def __init__(self, restrictions: _Optional[_Iterable[_Union[AccessRestriction, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
