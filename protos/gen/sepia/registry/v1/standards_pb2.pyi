import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class StandardKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STANDARD_KIND_UNSPECIFIED: _ClassVar[StandardKind]
    STANDARD_KIND_SPECIFICATION: _ClassVar[StandardKind]
    STANDARD_KIND_COMMERCIAL: _ClassVar[StandardKind]

class StandardStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STANDARD_STATUS_UNSPECIFIED: _ClassVar[StandardStatus]
    STANDARD_STATUS_DRAFT: _ClassVar[StandardStatus]
    STANDARD_STATUS_UNDER_CHANGE_CONTROL: _ClassVar[StandardStatus]
    STANDARD_STATUS_WITHDRAWN_BEFORE_CHANGE_CONTROL: _ClassVar[StandardStatus]
    STANDARD_STATUS_WITHDRAWN_UNDER_CHANGE_CONTROL: _ClassVar[StandardStatus]

class StandardNameKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STANDARD_NAME_KIND_UNSPECIFIED: _ClassVar[StandardNameKind]
    STANDARD_NAME_KIND_3GPP: _ClassVar[StandardNameKind]
    STANDARD_NAME_KIND_ETSI: _ClassVar[StandardNameKind]
    STANDARD_NAME_KIND_IETF: _ClassVar[StandardNameKind]
    STANDARD_NAME_KIND_COMMERCIAL: _ClassVar[StandardNameKind]
    STANDARD_NAME_KIND_TITLE: _ClassVar[StandardNameKind]
    STANDARD_NAME_KIND_WORK_ITEM: _ClassVar[StandardNameKind]

class StandardState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STANDARD_STATE_UNSPECIFIED: _ClassVar[StandardState]
    STANDARD_STATE_NOTIFIED: _ClassVar[StandardState]
    STANDARD_STATE_COMMENTING: _ClassVar[StandardState]
    STANDARD_STATE_PUBLISHED: _ClassVar[StandardState]
    STANDARD_STATE_REGISTRATION_OPEN: _ClassVar[StandardState]

class StandardNoticeKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STANDARD_NOTICE_KIND_UNSPECIFIED: _ClassVar[StandardNoticeKind]
    STANDARD_NOTICE_KIND_JOINT: _ClassVar[StandardNoticeKind]
    STANDARD_NOTICE_KIND_SINGLE: _ClassVar[StandardNoticeKind]
    STANDARD_NOTICE_KIND_IMPLEMENTER: _ClassVar[StandardNoticeKind]

class StandardStepKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STANDARD_STEP_KIND_UNSPECIFIED: _ClassVar[StandardStepKind]
    STANDARD_STEP_KIND_REPLACED_BY: _ClassVar[StandardStepKind]
    STANDARD_STEP_KIND_BECAME: _ClassVar[StandardStepKind]
    STANDARD_STEP_KIND_CATALOGUED_AS: _ClassVar[StandardStepKind]

class StandardDeadlineState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STANDARD_DEADLINE_STATE_UNSPECIFIED: _ClassVar[StandardDeadlineState]
    STANDARD_DEADLINE_STATE_OPEN: _ClassVar[StandardDeadlineState]
    STANDARD_DEADLINE_STATE_MET: _ClassVar[StandardDeadlineState]
    STANDARD_DEADLINE_STATE_LAPSED: _ClassVar[StandardDeadlineState]
    STANDARD_DEADLINE_STATE_DROPPED: _ClassVar[StandardDeadlineState]
STANDARD_KIND_UNSPECIFIED: StandardKind
STANDARD_KIND_SPECIFICATION: StandardKind
STANDARD_KIND_COMMERCIAL: StandardKind
STANDARD_STATUS_UNSPECIFIED: StandardStatus
STANDARD_STATUS_DRAFT: StandardStatus
STANDARD_STATUS_UNDER_CHANGE_CONTROL: StandardStatus
STANDARD_STATUS_WITHDRAWN_BEFORE_CHANGE_CONTROL: StandardStatus
STANDARD_STATUS_WITHDRAWN_UNDER_CHANGE_CONTROL: StandardStatus
STANDARD_NAME_KIND_UNSPECIFIED: StandardNameKind
STANDARD_NAME_KIND_3GPP: StandardNameKind
STANDARD_NAME_KIND_ETSI: StandardNameKind
STANDARD_NAME_KIND_IETF: StandardNameKind
STANDARD_NAME_KIND_COMMERCIAL: StandardNameKind
STANDARD_NAME_KIND_TITLE: StandardNameKind
STANDARD_NAME_KIND_WORK_ITEM: StandardNameKind
STANDARD_STATE_UNSPECIFIED: StandardState
STANDARD_STATE_NOTIFIED: StandardState
STANDARD_STATE_COMMENTING: StandardState
STANDARD_STATE_PUBLISHED: StandardState
STANDARD_STATE_REGISTRATION_OPEN: StandardState
STANDARD_NOTICE_KIND_UNSPECIFIED: StandardNoticeKind
STANDARD_NOTICE_KIND_JOINT: StandardNoticeKind
STANDARD_NOTICE_KIND_SINGLE: StandardNoticeKind
STANDARD_NOTICE_KIND_IMPLEMENTER: StandardNoticeKind
STANDARD_STEP_KIND_UNSPECIFIED: StandardStepKind
STANDARD_STEP_KIND_REPLACED_BY: StandardStepKind
STANDARD_STEP_KIND_BECAME: StandardStepKind
STANDARD_STEP_KIND_CATALOGUED_AS: StandardStepKind
STANDARD_DEADLINE_STATE_UNSPECIFIED: StandardDeadlineState
STANDARD_DEADLINE_STATE_OPEN: StandardDeadlineState
STANDARD_DEADLINE_STATE_MET: StandardDeadlineState
STANDARD_DEADLINE_STATE_LAPSED: StandardDeadlineState
STANDARD_DEADLINE_STATE_DROPPED: StandardDeadlineState

class Standard(_message.Message):
    __slots__ = ("name", "display_name", "names", "kind", "link_count", "known_names", "title", "organisation", "document_type", "number", "status", "generations", "first_release", "working_group", "work_item", "internal", "publication_date", "uri", "source", "procedure", "technical_specifications", "chain", "chain_link_count", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LINK_COUNT_FIELD_NUMBER: _ClassVar[int]
    KNOWN_NAMES_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    ORGANISATION_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    GENERATIONS_FIELD_NUMBER: _ClassVar[int]
    FIRST_RELEASE_FIELD_NUMBER: _ClassVar[int]
    WORKING_GROUP_FIELD_NUMBER: _ClassVar[int]
    WORK_ITEM_FIELD_NUMBER: _ClassVar[int]
    INTERNAL_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_DATE_FIELD_NUMBER: _ClassVar[int]
    URI_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    PROCEDURE_FIELD_NUMBER: _ClassVar[int]
    TECHNICAL_SPECIFICATIONS_FIELD_NUMBER: _ClassVar[int]
    CHAIN_FIELD_NUMBER: _ClassVar[int]
    CHAIN_LINK_COUNT_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    names: _containers.RepeatedScalarFieldContainer[str]
    kind: StandardKind
    link_count: int
    known_names: _containers.RepeatedCompositeFieldContainer[StandardName]
    title: str
    organisation: str
    document_type: str
    number: str
    status: StandardStatus
    generations: _containers.RepeatedScalarFieldContainer[str]
    first_release: str
    working_group: str
    work_item: str
    internal: bool
    publication_date: _date_pb2.Date
    uri: str
    source: _type_pb2.SourceRow
    procedure: StandardProcedure
    technical_specifications: _containers.RepeatedCompositeFieldContainer[DefiningSpecification]
    chain: _containers.RepeatedCompositeFieldContainer[ChainMember]
    chain_link_count: int
    etag: str
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., names: _Optional[_Iterable[str]] = ..., kind: _Optional[_Union[StandardKind, str]] = ..., link_count: _Optional[int] = ..., known_names: _Optional[_Iterable[_Union[StandardName, _Mapping]]] = ..., title: _Optional[str] = ..., organisation: _Optional[str] = ..., document_type: _Optional[str] = ..., number: _Optional[str] = ..., status: _Optional[_Union[StandardStatus, str]] = ..., generations: _Optional[_Iterable[str]] = ..., first_release: _Optional[str] = ..., working_group: _Optional[str] = ..., work_item: _Optional[str] = ..., internal: _Optional[bool] = ..., publication_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., uri: _Optional[str] = ..., source: _Optional[_Union[_type_pb2.SourceRow, _Mapping]] = ..., procedure: _Optional[_Union[StandardProcedure, _Mapping]] = ..., technical_specifications: _Optional[_Iterable[_Union[DefiningSpecification, _Mapping]]] = ..., chain: _Optional[_Iterable[_Union[ChainMember, _Mapping]]] = ..., chain_link_count: _Optional[int] = ..., etag: _Optional[str] = ...) -> None: ...

class StandardName(_message.Message):
    __slots__ = ("text", "kind")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    text: str
    kind: StandardNameKind
    def __init__(self, text: _Optional[str] = ..., kind: _Optional[_Union[StandardNameKind, str]] = ...) -> None: ...

class DefiningSpecification(_message.Message):
    __slots__ = ("given", "standard", "version")
    GIVEN_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    given: str
    standard: str
    version: str
    def __init__(self, given: _Optional[str] = ..., standard: _Optional[str] = ..., version: _Optional[str] = ...) -> None: ...

class StandardStep(_message.Message):
    __slots__ = ("name", "predecessor", "successor", "kind", "evidence", "effective_date", "create_time", "creator", "withdraw_time", "withdrawer", "withdrawal_reason")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PREDECESSOR_FIELD_NUMBER: _ClassVar[int]
    SUCCESSOR_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CREATOR_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_TIME_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWER_FIELD_NUMBER: _ClassVar[int]
    WITHDRAWAL_REASON_FIELD_NUMBER: _ClassVar[int]
    name: str
    predecessor: str
    successor: str
    kind: StandardStepKind
    evidence: str
    effective_date: _date_pb2.Date
    create_time: _timestamp_pb2.Timestamp
    creator: str
    withdraw_time: _timestamp_pb2.Timestamp
    withdrawer: str
    withdrawal_reason: str
    def __init__(self, name: _Optional[str] = ..., predecessor: _Optional[str] = ..., successor: _Optional[str] = ..., kind: _Optional[_Union[StandardStepKind, str]] = ..., evidence: _Optional[str] = ..., effective_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., creator: _Optional[str] = ..., withdraw_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., withdrawer: _Optional[str] = ..., withdrawal_reason: _Optional[str] = ...) -> None: ...

class ChainMember(_message.Message):
    __slots__ = ("standard", "display_name", "earlier", "through", "link_count")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    EARLIER_FIELD_NUMBER: _ClassVar[int]
    THROUGH_FIELD_NUMBER: _ClassVar[int]
    LINK_COUNT_FIELD_NUMBER: _ClassVar[int]
    standard: str
    display_name: str
    earlier: bool
    through: _containers.RepeatedScalarFieldContainer[str]
    link_count: int
    def __init__(self, standard: _Optional[str] = ..., display_name: _Optional[str] = ..., earlier: _Optional[bool] = ..., through: _Optional[_Iterable[str]] = ..., link_count: _Optional[int] = ...) -> None: ...

class StandardChain(_message.Message):
    __slots__ = ("standard", "members", "steps")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    STEPS_FIELD_NUMBER: _ClassVar[int]
    standard: str
    members: _containers.RepeatedCompositeFieldContainer[ChainMember]
    steps: _containers.RepeatedCompositeFieldContainer[StandardStep]
    def __init__(self, standard: _Optional[str] = ..., members: _Optional[_Iterable[_Union[ChainMember, _Mapping]]] = ..., steps: _Optional[_Iterable[_Union[StandardStep, _Mapping]]] = ...) -> None: ...

class StandardNotice(_message.Message):
    __slots__ = ("id", "kind", "holders", "through", "organization", "account", "commercial_name", "technical_specifications", "specification_publication_date", "known_implementations", "frand_commitment", "notice_date", "due_date", "late_days", "provision", "superseded_by")
    ID_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    HOLDERS_FIELD_NUMBER: _ClassVar[int]
    THROUGH_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    COMMERCIAL_NAME_FIELD_NUMBER: _ClassVar[int]
    TECHNICAL_SPECIFICATIONS_FIELD_NUMBER: _ClassVar[int]
    SPECIFICATION_PUBLICATION_DATE_FIELD_NUMBER: _ClassVar[int]
    KNOWN_IMPLEMENTATIONS_FIELD_NUMBER: _ClassVar[int]
    FRAND_COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    NOTICE_DATE_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    LATE_DAYS_FIELD_NUMBER: _ClassVar[int]
    PROVISION_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    id: str
    kind: StandardNoticeKind
    holders: _containers.RepeatedScalarFieldContainer[str]
    through: str
    organization: str
    account: str
    commercial_name: str
    technical_specifications: _containers.RepeatedScalarFieldContainer[str]
    specification_publication_date: _date_pb2.Date
    known_implementations: _containers.RepeatedScalarFieldContainer[str]
    frand_commitment: bool
    notice_date: _date_pb2.Date
    due_date: _date_pb2.Date
    late_days: int
    provision: str
    superseded_by: str
    def __init__(self, id: _Optional[str] = ..., kind: _Optional[_Union[StandardNoticeKind, str]] = ..., holders: _Optional[_Iterable[str]] = ..., through: _Optional[str] = ..., organization: _Optional[str] = ..., account: _Optional[str] = ..., commercial_name: _Optional[str] = ..., technical_specifications: _Optional[_Iterable[str]] = ..., specification_publication_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., known_implementations: _Optional[_Iterable[str]] = ..., frand_commitment: _Optional[bool] = ..., notice_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., late_days: _Optional[int] = ..., provision: _Optional[str] = ..., superseded_by: _Optional[str] = ...) -> None: ...

class StandardProcedure(_message.Message):
    __slots__ = ("regime", "regime_citation", "state", "notices", "comments_open_date", "comments_until_date", "publication_date", "aggregate_royalty_date", "opening_due_date", "registration_open_date", "on_time_until_date", "on_time_window_closed", "opening_late_days", "known_implementations", "deadlines", "provision")
    REGIME_FIELD_NUMBER: _ClassVar[int]
    REGIME_CITATION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    COMMENTS_OPEN_DATE_FIELD_NUMBER: _ClassVar[int]
    COMMENTS_UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_DATE_FIELD_NUMBER: _ClassVar[int]
    AGGREGATE_ROYALTY_DATE_FIELD_NUMBER: _ClassVar[int]
    OPENING_DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    REGISTRATION_OPEN_DATE_FIELD_NUMBER: _ClassVar[int]
    ON_TIME_UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    ON_TIME_WINDOW_CLOSED_FIELD_NUMBER: _ClassVar[int]
    OPENING_LATE_DAYS_FIELD_NUMBER: _ClassVar[int]
    KNOWN_IMPLEMENTATIONS_FIELD_NUMBER: _ClassVar[int]
    DEADLINES_FIELD_NUMBER: _ClassVar[int]
    PROVISION_FIELD_NUMBER: _ClassVar[int]
    regime: str
    regime_citation: str
    state: StandardState
    notices: _containers.RepeatedCompositeFieldContainer[StandardNotice]
    comments_open_date: _date_pb2.Date
    comments_until_date: _date_pb2.Date
    publication_date: _date_pb2.Date
    aggregate_royalty_date: _date_pb2.Date
    opening_due_date: _date_pb2.Date
    registration_open_date: _date_pb2.Date
    on_time_until_date: _date_pb2.Date
    on_time_window_closed: bool
    opening_late_days: int
    known_implementations: _containers.RepeatedScalarFieldContainer[str]
    deadlines: _containers.RepeatedCompositeFieldContainer[StandardDeadline]
    provision: str
    def __init__(self, regime: _Optional[str] = ..., regime_citation: _Optional[str] = ..., state: _Optional[_Union[StandardState, str]] = ..., notices: _Optional[_Iterable[_Union[StandardNotice, _Mapping]]] = ..., comments_open_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., comments_until_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., publication_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., aggregate_royalty_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., opening_due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., registration_open_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., on_time_until_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., on_time_window_closed: _Optional[bool] = ..., opening_late_days: _Optional[int] = ..., known_implementations: _Optional[_Iterable[str]] = ..., deadlines: _Optional[_Iterable[_Union[StandardDeadline, _Mapping]]] = ..., provision: _Optional[str] = ...) -> None: ...

class StandardDeadline(_message.Message):
    __slots__ = ("standard", "kind", "actor", "due_date", "due_time", "provision", "state", "close_time")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    DUE_TIME_FIELD_NUMBER: _ClassVar[int]
    PROVISION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CLOSE_TIME_FIELD_NUMBER: _ClassVar[int]
    standard: str
    kind: str
    actor: str
    due_date: _date_pb2.Date
    due_time: _timestamp_pb2.Timestamp
    provision: str
    state: StandardDeadlineState
    close_time: _timestamp_pb2.Timestamp
    def __init__(self, standard: _Optional[str] = ..., kind: _Optional[str] = ..., actor: _Optional[str] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., due_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., provision: _Optional[str] = ..., state: _Optional[_Union[StandardDeadlineState, str]] = ..., close_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StandardComment(_message.Message):
    __slots__ = ("name", "account", "organization", "text", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    account: str
    organization: str
    text: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., account: _Optional[str] = ..., organization: _Optional[str] = ..., text: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class StandardEvent(_message.Message):
    __slots__ = ("kind", "date", "create_time", "actor", "what", "provision")
    KIND_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    WHAT_FIELD_NUMBER: _ClassVar[int]
    PROVISION_FIELD_NUMBER: _ClassVar[int]
    kind: str
    date: _date_pb2.Date
    create_time: _timestamp_pb2.Timestamp
    actor: str
    what: str
    provision: str
    def __init__(self, kind: _Optional[str] = ..., date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[str] = ..., what: _Optional[str] = ..., provision: _Optional[str] = ...) -> None: ...

class GetStandardRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListStandardsRequest(_message.Message):
    __slots__ = ("query", "page_size", "page_token", "state")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    query: str
    page_size: int
    page_token: str
    state: StandardState
    def __init__(self, query: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., state: _Optional[_Union[StandardState, str]] = ...) -> None: ...

class ListStandardsResponse(_message.Message):
    __slots__ = ("standards", "next_page_token")
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standards: _containers.RepeatedCompositeFieldContainer[Standard]
    next_page_token: str
    def __init__(self, standards: _Optional[_Iterable[_Union[Standard, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ResolveStandardRequest(_message.Message):
    __slots__ = ("text", "page_size", "without_chain")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_CHAIN_FIELD_NUMBER: _ClassVar[int]
    text: str
    page_size: int
    without_chain: bool
    def __init__(self, text: _Optional[str] = ..., page_size: _Optional[int] = ..., without_chain: _Optional[bool] = ...) -> None: ...

class ResolveStandardResponse(_message.Message):
    __slots__ = ("hits", "version", "release", "near")
    HITS_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    RELEASE_FIELD_NUMBER: _ClassVar[int]
    NEAR_FIELD_NUMBER: _ClassVar[int]
    hits: _containers.RepeatedCompositeFieldContainer[StandardHit]
    version: str
    release: str
    near: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, hits: _Optional[_Iterable[_Union[StandardHit, _Mapping]]] = ..., version: _Optional[str] = ..., release: _Optional[str] = ..., near: _Optional[_Iterable[str]] = ...) -> None: ...

class StandardHit(_message.Message):
    __slots__ = ("standard", "display_name", "title", "matched", "fit", "percent", "through", "version")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    MATCHED_FIELD_NUMBER: _ClassVar[int]
    FIT_FIELD_NUMBER: _ClassVar[int]
    PERCENT_FIELD_NUMBER: _ClassVar[int]
    THROUGH_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    standard: str
    display_name: str
    title: str
    matched: str
    fit: str
    percent: int
    through: _containers.RepeatedScalarFieldContainer[str]
    version: str
    def __init__(self, standard: _Optional[str] = ..., display_name: _Optional[str] = ..., title: _Optional[str] = ..., matched: _Optional[str] = ..., fit: _Optional[str] = ..., percent: _Optional[int] = ..., through: _Optional[_Iterable[str]] = ..., version: _Optional[str] = ...) -> None: ...

class DecodeVersionRequest(_message.Message):
    __slots__ = ("text",)
    TEXT_FIELD_NUMBER: _ClassVar[int]
    text: str
    def __init__(self, text: _Optional[str] = ...) -> None: ...

class DecodeVersionResponse(_message.Message):
    __slots__ = ("version", "letters", "release", "draft")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    LETTERS_FIELD_NUMBER: _ClassVar[int]
    RELEASE_FIELD_NUMBER: _ClassVar[int]
    DRAFT_FIELD_NUMBER: _ClassVar[int]
    version: str
    letters: str
    release: str
    draft: bool
    def __init__(self, version: _Optional[str] = ..., letters: _Optional[str] = ..., release: _Optional[str] = ..., draft: _Optional[bool] = ...) -> None: ...

class ListStandardVersionsRequest(_message.Message):
    __slots__ = ("standard",)
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    standard: str
    def __init__(self, standard: _Optional[str] = ...) -> None: ...

class ListStandardVersionsResponse(_message.Message):
    __slots__ = ("versions",)
    VERSIONS_FIELD_NUMBER: _ClassVar[int]
    versions: _containers.RepeatedCompositeFieldContainer[DeclaredVersion]
    def __init__(self, versions: _Optional[_Iterable[_Union[DeclaredVersion, _Mapping]]] = ...) -> None: ...

class DeclaredVersion(_message.Message):
    __slots__ = ("version", "link_count")
    VERSION_FIELD_NUMBER: _ClassVar[int]
    LINK_COUNT_FIELD_NUMBER: _ClassVar[int]
    version: str
    link_count: int
    def __init__(self, version: _Optional[str] = ..., link_count: _Optional[int] = ...) -> None: ...

class ListStandardDeclarationsRequest(_message.Message):
    __slots__ = ("standard", "without_chain", "page_size", "page_token")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_CHAIN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standard: str
    without_chain: bool
    page_size: int
    page_token: str
    def __init__(self, standard: _Optional[str] = ..., without_chain: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListStandardDeclarationsResponse(_message.Message):
    __slots__ = ("declarations", "next_page_token")
    DECLARATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    declarations: _containers.RepeatedCompositeFieldContainer[StandardDeclaration]
    next_page_token: str
    def __init__(self, declarations: _Optional[_Iterable[_Union[StandardDeclaration, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class StandardDeclaration(_message.Message):
    __slots__ = ("declaration", "reference", "declarant", "standard", "through", "link_count")
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    THROUGH_FIELD_NUMBER: _ClassVar[int]
    LINK_COUNT_FIELD_NUMBER: _ClassVar[int]
    declaration: str
    reference: str
    declarant: str
    standard: str
    through: _containers.RepeatedScalarFieldContainer[str]
    link_count: int
    def __init__(self, declaration: _Optional[str] = ..., reference: _Optional[str] = ..., declarant: _Optional[str] = ..., standard: _Optional[str] = ..., through: _Optional[_Iterable[str]] = ..., link_count: _Optional[int] = ...) -> None: ...

class CreateStandardRequest(_message.Message):
    __slots__ = ("text", "title", "work_item", "publication_date", "uri", "request_id")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    WORK_ITEM_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_DATE_FIELD_NUMBER: _ClassVar[int]
    URI_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    text: str
    title: str
    work_item: str
    publication_date: _date_pb2.Date
    uri: str
    request_id: str
    def __init__(self, text: _Optional[str] = ..., title: _Optional[str] = ..., work_item: _Optional[str] = ..., publication_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., uri: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetStandardChainRequest(_message.Message):
    __slots__ = ("standard",)
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    standard: str
    def __init__(self, standard: _Optional[str] = ...) -> None: ...

class AddStandardStepRequest(_message.Message):
    __slots__ = ("standard", "predecessor", "kind", "evidence", "effective_date", "request_id")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PREDECESSOR_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    standard: str
    predecessor: str
    kind: StandardStepKind
    evidence: str
    effective_date: _date_pb2.Date
    request_id: str
    def __init__(self, standard: _Optional[str] = ..., predecessor: _Optional[str] = ..., kind: _Optional[_Union[StandardStepKind, str]] = ..., evidence: _Optional[str] = ..., effective_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class WithdrawStandardStepRequest(_message.Message):
    __slots__ = ("name", "reason", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class NotifyStandardRequest(_message.Message):
    __slots__ = ("standard", "kind", "commercial_name", "technical_specifications", "specification_publication_date", "known_implementations", "holders", "through", "frand_commitment", "regime", "etag", "request_id")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    COMMERCIAL_NAME_FIELD_NUMBER: _ClassVar[int]
    TECHNICAL_SPECIFICATIONS_FIELD_NUMBER: _ClassVar[int]
    SPECIFICATION_PUBLICATION_DATE_FIELD_NUMBER: _ClassVar[int]
    KNOWN_IMPLEMENTATIONS_FIELD_NUMBER: _ClassVar[int]
    HOLDERS_FIELD_NUMBER: _ClassVar[int]
    THROUGH_FIELD_NUMBER: _ClassVar[int]
    FRAND_COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    standard: str
    kind: StandardNoticeKind
    commercial_name: str
    technical_specifications: _containers.RepeatedScalarFieldContainer[str]
    specification_publication_date: _date_pb2.Date
    known_implementations: _containers.RepeatedScalarFieldContainer[str]
    holders: _containers.RepeatedScalarFieldContainer[str]
    through: str
    frand_commitment: bool
    regime: str
    etag: str
    request_id: str
    def __init__(self, standard: _Optional[str] = ..., kind: _Optional[_Union[StandardNoticeKind, str]] = ..., commercial_name: _Optional[str] = ..., technical_specifications: _Optional[_Iterable[str]] = ..., specification_publication_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., known_implementations: _Optional[_Iterable[str]] = ..., holders: _Optional[_Iterable[str]] = ..., through: _Optional[str] = ..., frand_commitment: _Optional[bool] = ..., regime: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class PublishNotificationRequest(_message.Message):
    __slots__ = ("name", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class SubmitCommentRequest(_message.Message):
    __slots__ = ("standard", "text", "request_id")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    standard: str
    text: str
    request_id: str
    def __init__(self, standard: _Optional[str] = ..., text: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListStandardCommentsRequest(_message.Message):
    __slots__ = ("standard", "page_size", "page_token")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standard: str
    page_size: int
    page_token: str
    def __init__(self, standard: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListStandardCommentsResponse(_message.Message):
    __slots__ = ("comments", "next_page_token")
    COMMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    comments: _containers.RepeatedCompositeFieldContainer[StandardComment]
    next_page_token: str
    def __init__(self, comments: _Optional[_Iterable[_Union[StandardComment, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ConcludeCommentsRequest(_message.Message):
    __slots__ = ("name", "summary", "technical_specifications", "known_implementations", "aggregate_royalty_date", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    TECHNICAL_SPECIFICATIONS_FIELD_NUMBER: _ClassVar[int]
    KNOWN_IMPLEMENTATIONS_FIELD_NUMBER: _ClassVar[int]
    AGGREGATE_ROYALTY_DATE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    summary: str
    technical_specifications: _containers.RepeatedScalarFieldContainer[str]
    known_implementations: _containers.RepeatedScalarFieldContainer[str]
    aggregate_royalty_date: _date_pb2.Date
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., summary: _Optional[str] = ..., technical_specifications: _Optional[_Iterable[str]] = ..., known_implementations: _Optional[_Iterable[str]] = ..., aggregate_royalty_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class OpenRegistrationRequest(_message.Message):
    __slots__ = ("name", "aggregate_royalty_date", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    AGGREGATE_ROYALTY_DATE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    aggregate_royalty_date: _date_pb2.Date
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., aggregate_royalty_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListStandardDeadlinesRequest(_message.Message):
    __slots__ = ("standard", "only_open", "page_size", "page_token")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    ONLY_OPEN_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standard: str
    only_open: bool
    page_size: int
    page_token: str
    def __init__(self, standard: _Optional[str] = ..., only_open: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListStandardDeadlinesResponse(_message.Message):
    __slots__ = ("deadlines", "next_page_token")
    DEADLINES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    deadlines: _containers.RepeatedCompositeFieldContainer[StandardDeadline]
    next_page_token: str
    def __init__(self, deadlines: _Optional[_Iterable[_Union[StandardDeadline, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListStandardEventsRequest(_message.Message):
    __slots__ = ("standard", "page_size", "page_token")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standard: str
    page_size: int
    page_token: str
    def __init__(self, standard: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListStandardEventsResponse(_message.Message):
    __slots__ = ("events", "next_page_token")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[StandardEvent]
    next_page_token: str
    def __init__(self, events: _Optional[_Iterable[_Union[StandardEvent, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
