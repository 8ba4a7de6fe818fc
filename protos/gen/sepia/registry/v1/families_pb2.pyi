from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
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

class NumberConfidence(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    NUMBER_CONFIDENCE_UNSPECIFIED: _ClassVar[NumberConfidence]
    NUMBER_CONFIDENCE_EXACT: _ClassVar[NumberConfidence]
    NUMBER_CONFIDENCE_LIKELY: _ClassVar[NumberConfidence]
    NUMBER_CONFIDENCE_GUESSED: _ClassVar[NumberConfidence]

class FamilyMemberRole(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FAMILY_MEMBER_ROLE_UNSPECIFIED: _ClassVar[FamilyMemberRole]
    FAMILY_MEMBER_ROLE_APPLICATION: _ClassVar[FamilyMemberRole]
    FAMILY_MEMBER_ROLE_PUBLICATION: _ClassVar[FamilyMemberRole]
    FAMILY_MEMBER_ROLE_PRIORITY: _ClassVar[FamilyMemberRole]
NUMBER_CONFIDENCE_UNSPECIFIED: NumberConfidence
NUMBER_CONFIDENCE_EXACT: NumberConfidence
NUMBER_CONFIDENCE_LIKELY: NumberConfidence
NUMBER_CONFIDENCE_GUESSED: NumberConfidence
FAMILY_MEMBER_ROLE_UNSPECIFIED: FamilyMemberRole
FAMILY_MEMBER_ROLE_APPLICATION: FamilyMemberRole
FAMILY_MEMBER_ROLE_PUBLICATION: FamilyMemberRole
FAMILY_MEMBER_ROLE_PRIORITY: FamilyMemberRole

class PatentNumber(_message.Message):
    __slots__ = ("given", "canonical", "epodoc", "as_written", "office", "kind", "kind_code", "year", "confidence", "part_of", "search_report", "correction", "unreadable", "message")
    GIVEN_FIELD_NUMBER: _ClassVar[int]
    CANONICAL_FIELD_NUMBER: _ClassVar[int]
    EPODOC_FIELD_NUMBER: _ClassVar[int]
    AS_WRITTEN_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    KIND_CODE_FIELD_NUMBER: _ClassVar[int]
    YEAR_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    PART_OF_FIELD_NUMBER: _ClassVar[int]
    SEARCH_REPORT_FIELD_NUMBER: _ClassVar[int]
    CORRECTION_FIELD_NUMBER: _ClassVar[int]
    UNREADABLE_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    given: str
    canonical: str
    epodoc: str
    as_written: str
    office: str
    kind: str
    kind_code: str
    year: int
    confidence: NumberConfidence
    part_of: str
    search_report: bool
    correction: bool
    unreadable: str
    message: str
    def __init__(self, given: _Optional[str] = ..., canonical: _Optional[str] = ..., epodoc: _Optional[str] = ..., as_written: _Optional[str] = ..., office: _Optional[str] = ..., kind: _Optional[str] = ..., kind_code: _Optional[str] = ..., year: _Optional[int] = ..., confidence: _Optional[_Union[NumberConfidence, str]] = ..., part_of: _Optional[str] = ..., search_report: _Optional[bool] = ..., correction: _Optional[bool] = ..., unreadable: _Optional[str] = ..., message: _Optional[str] = ...) -> None: ...

class ApplicationRecord(_message.Message):
    __slots__ = ("name", "office", "number", "publications", "title", "families", "docdb_conflict", "declaration_count", "link_count", "holders", "several_holders", "several_families", "has_conflicts", "conflict_subject", "filing_date")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    PUBLICATIONS_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    DOCDB_CONFLICT_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    LINK_COUNT_FIELD_NUMBER: _ClassVar[int]
    HOLDERS_FIELD_NUMBER: _ClassVar[int]
    SEVERAL_HOLDERS_FIELD_NUMBER: _ClassVar[int]
    SEVERAL_FAMILIES_FIELD_NUMBER: _ClassVar[int]
    HAS_CONFLICTS_FIELD_NUMBER: _ClassVar[int]
    CONFLICT_SUBJECT_FIELD_NUMBER: _ClassVar[int]
    FILING_DATE_FIELD_NUMBER: _ClassVar[int]
    name: str
    office: str
    number: PatentNumber
    publications: _containers.RepeatedCompositeFieldContainer[PatentNumber]
    title: str
    families: _containers.RepeatedCompositeFieldContainer[ApplicationFamily]
    docdb_conflict: bool
    declaration_count: int
    link_count: int
    holders: _containers.RepeatedCompositeFieldContainer[DeclaringHolder]
    several_holders: bool
    several_families: _containers.RepeatedScalarFieldContainer[_type_pb2.FamilyKey]
    has_conflicts: bool
    conflict_subject: str
    filing_date: _date_pb2.Date
    def __init__(self, name: _Optional[str] = ..., office: _Optional[str] = ..., number: _Optional[_Union[PatentNumber, _Mapping]] = ..., publications: _Optional[_Iterable[_Union[PatentNumber, _Mapping]]] = ..., title: _Optional[str] = ..., families: _Optional[_Iterable[_Union[ApplicationFamily, _Mapping]]] = ..., docdb_conflict: _Optional[bool] = ..., declaration_count: _Optional[int] = ..., link_count: _Optional[int] = ..., holders: _Optional[_Iterable[_Union[DeclaringHolder, _Mapping]]] = ..., several_holders: _Optional[bool] = ..., several_families: _Optional[_Iterable[_Union[_type_pb2.FamilyKey, str]]] = ..., has_conflicts: _Optional[bool] = ..., conflict_subject: _Optional[str] = ..., filing_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class DeclaringHolder(_message.Message):
    __slots__ = ("holder", "display_name", "declaration_count")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    holder: str
    display_name: str
    declaration_count: int
    def __init__(self, holder: _Optional[str] = ..., display_name: _Optional[str] = ..., declaration_count: _Optional[int] = ...) -> None: ...

class ApplicationFamily(_message.Message):
    __slots__ = ("family", "key", "link_count", "matched_by", "source")
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    LINK_COUNT_FIELD_NUMBER: _ClassVar[int]
    MATCHED_BY_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    family: str
    key: _type_pb2.FamilyKey
    link_count: int
    matched_by: str
    source: _type_pb2.SourceRow
    def __init__(self, family: _Optional[str] = ..., key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., link_count: _Optional[int] = ..., matched_by: _Optional[str] = ..., source: _Optional[_Union[_type_pb2.SourceRow, _Mapping]] = ...) -> None: ...

class FamilyMember(_message.Message):
    __slots__ = ("number", "role", "application", "date", "registered", "source")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    REGISTERED_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    number: PatentNumber
    role: FamilyMemberRole
    application: str
    date: _date_pb2.Date
    registered: _containers.RepeatedScalarFieldContainer[str]
    source: _type_pb2.SourceRow
    def __init__(self, number: _Optional[_Union[PatentNumber, _Mapping]] = ..., role: _Optional[_Union[FamilyMemberRole, str]] = ..., application: _Optional[str] = ..., date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., registered: _Optional[_Iterable[str]] = ..., source: _Optional[_Union[_type_pb2.SourceRow, _Mapping]] = ...) -> None: ...

class GetApplicationRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListFamilyMembersRequest(_message.Message):
    __slots__ = ("family", "page_size", "page_token")
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    family: str
    page_size: int
    page_token: str
    def __init__(self, family: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFamilyMembersResponse(_message.Message):
    __slots__ = ("members", "next_page_token")
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    members: _containers.RepeatedCompositeFieldContainer[FamilyMember]
    next_page_token: str
    def __init__(self, members: _Optional[_Iterable[_Union[FamilyMember, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ReadNumberRequest(_message.Message):
    __slots__ = ("text", "office", "kind")
    TEXT_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    text: str
    office: str
    kind: str
    def __init__(self, text: _Optional[str] = ..., office: _Optional[str] = ..., kind: _Optional[str] = ...) -> None: ...

class FetchFamiliesRequest(_message.Message):
    __slots__ = ("applications", "request_id")
    APPLICATIONS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    applications: _containers.RepeatedScalarFieldContainer[str]
    request_id: str
    def __init__(self, applications: _Optional[_Iterable[str]] = ..., request_id: _Optional[str] = ...) -> None: ...

class FetchFamiliesResponse(_message.Message):
    __slots__ = ("families",)
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    families: _containers.RepeatedCompositeFieldContainer[FetchedFamily]
    def __init__(self, families: _Optional[_Iterable[_Union[FetchedFamily, _Mapping]]] = ...) -> None: ...

class FetchedFamily(_message.Message):
    __slots__ = ("application", "asked", "reason", "message")
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    ASKED_FIELD_NUMBER: _ClassVar[int]
    IMPORT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    application: str
    asked: str
    reason: str
    message: str
    def __init__(self, application: _Optional[str] = ..., asked: _Optional[str] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ..., **kwargs) -> None: ...
