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

class Answer(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ANSWER_UNSPECIFIED: _ClassVar[Answer]
    ANSWER_YES: _ClassVar[Answer]
    ANSWER_NO: _ClassVar[Answer]
ANSWER_UNSPECIFIED: Answer
ANSWER_YES: Answer
ANSWER_NO: Answer

class Holder(_message.Message):
    __slots__ = ("name", "display_name", "declaration_count", "demonstration")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    declaration_count: int
    demonstration: bool
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., declaration_count: _Optional[int] = ..., demonstration: _Optional[bool] = ...) -> None: ...

class Declaration(_message.Message):
    __slots__ = ("name", "reference", "declarant", "signature_date", "publication_date", "licensing_undertaking", "reciprocity", "entry_count", "source", "create_time", "has_conflicts")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_DATE_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_DATE_FIELD_NUMBER: _ClassVar[int]
    LICENSING_UNDERTAKING_FIELD_NUMBER: _ClassVar[int]
    RECIPROCITY_FIELD_NUMBER: _ClassVar[int]
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    HAS_CONFLICTS_FIELD_NUMBER: _ClassVar[int]
    name: str
    reference: str
    declarant: str
    signature_date: _date_pb2.Date
    publication_date: _date_pb2.Date
    licensing_undertaking: Answer
    reciprocity: Answer
    entry_count: int
    source: _type_pb2.SourceRow
    create_time: _timestamp_pb2.Timestamp
    has_conflicts: bool
    def __init__(self, name: _Optional[str] = ..., reference: _Optional[str] = ..., declarant: _Optional[str] = ..., signature_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., publication_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., licensing_undertaking: _Optional[_Union[Answer, str]] = ..., reciprocity: _Optional[_Union[Answer, str]] = ..., entry_count: _Optional[int] = ..., source: _Optional[_Union[_type_pb2.SourceRow, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., has_conflicts: _Optional[bool] = ...) -> None: ...

class Family(_message.Message):
    __slots__ = ("name", "key", "applications", "results")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KEY_FIELD_NUMBER: _ClassVar[int]
    APPLICATIONS_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    name: str
    key: _type_pb2.FamilyKey
    applications: _containers.RepeatedCompositeFieldContainer[Application]
    results: _containers.RepeatedCompositeFieldContainer[FamilyResult]
    def __init__(self, name: _Optional[str] = ..., key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., applications: _Optional[_Iterable[_Union[Application, _Mapping]]] = ..., results: _Optional[_Iterable[_Union[FamilyResult, _Mapping]]] = ...) -> None: ...

class Application(_message.Message):
    __slots__ = ("office", "application_number", "publications", "title")
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PUBLICATIONS_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    office: str
    application_number: str
    publications: _containers.RepeatedScalarFieldContainer[str]
    title: str
    def __init__(self, office: _Optional[str] = ..., application_number: _Optional[str] = ..., publications: _Optional[_Iterable[str]] = ..., title: _Optional[str] = ...) -> None: ...

class FamilyResult(_message.Message):
    __slots__ = ("campaign", "standard", "holder", "outcome", "simulated", "publish_time")
    CAMPAIGN_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    SIMULATED_FIELD_NUMBER: _ClassVar[int]
    PUBLISH_TIME_FIELD_NUMBER: _ClassVar[int]
    campaign: str
    standard: str
    holder: str
    outcome: str
    simulated: bool
    publish_time: _timestamp_pb2.Timestamp
    def __init__(self, campaign: _Optional[str] = ..., standard: _Optional[str] = ..., holder: _Optional[str] = ..., outcome: _Optional[str] = ..., simulated: _Optional[bool] = ..., publish_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class Link(_message.Message):
    __slots__ = ("declaration", "holder", "entry_id", "standard", "version", "illustrative_part", "application", "source")
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    ENTRY_ID_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ILLUSTRATIVE_PART_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    declaration: str
    holder: str
    entry_id: int
    standard: str
    version: str
    illustrative_part: str
    application: Application
    source: _type_pb2.SourceRow
    def __init__(self, declaration: _Optional[str] = ..., holder: _Optional[str] = ..., entry_id: _Optional[int] = ..., standard: _Optional[str] = ..., version: _Optional[str] = ..., illustrative_part: _Optional[str] = ..., application: _Optional[_Union[Application, _Mapping]] = ..., source: _Optional[_Union[_type_pb2.SourceRow, _Mapping]] = ...) -> None: ...

class GetHolderRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListHoldersRequest(_message.Message):
    __slots__ = ("query", "page_size", "page_token")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    query: str
    page_size: int
    page_token: str
    def __init__(self, query: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListHoldersResponse(_message.Message):
    __slots__ = ("holders", "next_page_token")
    HOLDERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    holders: _containers.RepeatedCompositeFieldContainer[Holder]
    next_page_token: str
    def __init__(self, holders: _Optional[_Iterable[_Union[Holder, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetDeclarationRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListDeclarationsRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListDeclarationsResponse(_message.Message):
    __slots__ = ("declarations", "next_page_token")
    DECLARATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    declarations: _containers.RepeatedCompositeFieldContainer[Declaration]
    next_page_token: str
    def __init__(self, declarations: _Optional[_Iterable[_Union[Declaration, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetFamilyRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListFamilyLinksRequest(_message.Message):
    __slots__ = ("family", "holder", "standard", "page_size", "page_token")
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    family: str
    holder: str
    standard: str
    page_size: int
    page_token: str
    def __init__(self, family: _Optional[str] = ..., holder: _Optional[str] = ..., standard: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListFamilyLinksResponse(_message.Message):
    __slots__ = ("links", "next_page_token")
    LINKS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    links: _containers.RepeatedCompositeFieldContainer[Link]
    next_page_token: str
    def __init__(self, links: _Optional[_Iterable[_Union[Link, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SearchRequest(_message.Message):
    __slots__ = ("query", "page_size")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    query: str
    page_size: int
    def __init__(self, query: _Optional[str] = ..., page_size: _Optional[int] = ...) -> None: ...

class SearchResponse(_message.Message):
    __slots__ = ("hits",)
    HITS_FIELD_NUMBER: _ClassVar[int]
    hits: _containers.RepeatedCompositeFieldContainer[SearchHit]
    def __init__(self, hits: _Optional[_Iterable[_Union[SearchHit, _Mapping]]] = ...) -> None: ...

class SearchHit(_message.Message):
    __slots__ = ("name", "kind", "display_name", "matched")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    MATCHED_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: str
    display_name: str
    matched: str
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[str] = ..., display_name: _Optional[str] = ..., matched: _Optional[str] = ...) -> None: ...
