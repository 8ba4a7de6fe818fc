import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.registry.v1 import forms_pb2 as _forms_pb2
from sepia.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DeclarationState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECLARATION_STATE_UNSPECIFIED: _ClassVar[DeclarationState]
    DECLARATION_STATE_PENDING: _ClassVar[DeclarationState]
    DECLARATION_STATE_PARKED: _ClassVar[DeclarationState]
    DECLARATION_STATE_IN_FORCE: _ClassVar[DeclarationState]
    DECLARATION_STATE_SUPERSEDED: _ClassVar[DeclarationState]
    DECLARATION_STATE_WITHDRAWN: _ClassVar[DeclarationState]
    DECLARATION_STATE_REMOVED: _ClassVar[DeclarationState]
    DECLARATION_STATE_REMOVED_OBJECTIVELY_FALSE: _ClassVar[DeclarationState]
    DECLARATION_STATE_REJECTED: _ClassVar[DeclarationState]

class DeclarationDocumentRole(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECLARATION_DOCUMENT_ROLE_UNSPECIFIED: _ClassVar[DeclarationDocumentRole]
    DECLARATION_DOCUMENT_ROLE_DATA: _ClassVar[DeclarationDocumentRole]
    DECLARATION_DOCUMENT_ROLE_AS_SUBMITTED: _ClassVar[DeclarationDocumentRole]
    DECLARATION_DOCUMENT_ROLE_NON_CONFIDENTIAL: _ClassVar[DeclarationDocumentRole]

class Answer(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ANSWER_UNSPECIFIED: _ClassVar[Answer]
    ANSWER_YES: _ClassVar[Answer]
    ANSWER_NO: _ClassVar[Answer]
DECLARATION_STATE_UNSPECIFIED: DeclarationState
DECLARATION_STATE_PENDING: DeclarationState
DECLARATION_STATE_PARKED: DeclarationState
DECLARATION_STATE_IN_FORCE: DeclarationState
DECLARATION_STATE_SUPERSEDED: DeclarationState
DECLARATION_STATE_WITHDRAWN: DeclarationState
DECLARATION_STATE_REMOVED: DeclarationState
DECLARATION_STATE_REMOVED_OBJECTIVELY_FALSE: DeclarationState
DECLARATION_STATE_REJECTED: DeclarationState
DECLARATION_DOCUMENT_ROLE_UNSPECIFIED: DeclarationDocumentRole
DECLARATION_DOCUMENT_ROLE_DATA: DeclarationDocumentRole
DECLARATION_DOCUMENT_ROLE_AS_SUBMITTED: DeclarationDocumentRole
DECLARATION_DOCUMENT_ROLE_NON_CONFIDENTIAL: DeclarationDocumentRole
ANSWER_UNSPECIFIED: Answer
ANSWER_YES: Answer
ANSWER_NO: Answer

class Holder(_message.Message):
    __slots__ = ("name", "display_name", "declaration_count", "demonstration", "canonical", "aliases", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    CANONICAL_FIELD_NUMBER: _ClassVar[int]
    ALIASES_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    declaration_count: int
    demonstration: bool
    canonical: str
    aliases: _containers.RepeatedCompositeFieldContainer[HolderAlias]
    etag: str
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., declaration_count: _Optional[int] = ..., demonstration: _Optional[bool] = ..., canonical: _Optional[str] = ..., aliases: _Optional[_Iterable[_Union[HolderAlias, _Mapping]]] = ..., etag: _Optional[str] = ...) -> None: ...

class HolderAlias(_message.Message):
    __slots__ = ("name", "display_name", "declaration_count")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    declaration_count: int
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., declaration_count: _Optional[int] = ...) -> None: ...

class Declaration(_message.Message):
    __slots__ = ("name", "reference", "declarant", "signature_date", "publication_date", "licensing_undertaking", "reciprocity", "entry_count", "source", "create_time", "has_conflicts", "kind", "state", "form", "submission_date", "timeliness", "supersedes", "superseded_by", "events", "documents", "proprietor", "undertaking_stands", "etag")
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
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    SUBMISSION_DATE_FIELD_NUMBER: _ClassVar[int]
    TIMELINESS_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    PROPRIETOR_FIELD_NUMBER: _ClassVar[int]
    UNDERTAKING_STANDS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
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
    kind: _forms_pb2.DeclarationKind
    state: DeclarationState
    form: _forms_pb2.DeclarationForm
    submission_date: _date_pb2.Date
    timeliness: Timeliness
    supersedes: _containers.RepeatedScalarFieldContainer[str]
    superseded_by: _containers.RepeatedScalarFieldContainer[str]
    events: _containers.RepeatedCompositeFieldContainer[DeclarationEvent]
    documents: _containers.RepeatedCompositeFieldContainer[DeclarationDocument]
    proprietor: str
    undertaking_stands: Answer
    etag: str
    def __init__(self, name: _Optional[str] = ..., reference: _Optional[str] = ..., declarant: _Optional[str] = ..., signature_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., publication_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., licensing_undertaking: _Optional[_Union[Answer, str]] = ..., reciprocity: _Optional[_Union[Answer, str]] = ..., entry_count: _Optional[int] = ..., source: _Optional[_Union[_type_pb2.SourceRow, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., has_conflicts: _Optional[bool] = ..., kind: _Optional[_Union[_forms_pb2.DeclarationKind, str]] = ..., state: _Optional[_Union[DeclarationState, str]] = ..., form: _Optional[_Union[_forms_pb2.DeclarationForm, _Mapping]] = ..., submission_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., timeliness: _Optional[_Union[Timeliness, _Mapping]] = ..., supersedes: _Optional[_Iterable[str]] = ..., superseded_by: _Optional[_Iterable[str]] = ..., events: _Optional[_Iterable[_Union[DeclarationEvent, _Mapping]]] = ..., documents: _Optional[_Iterable[_Union[DeclarationDocument, _Mapping]]] = ..., proprietor: _Optional[str] = ..., undertaking_stands: _Optional[_Union[Answer, str]] = ..., etag: _Optional[str] = ...) -> None: ...

class Timeliness(_message.Message):
    __slots__ = ("days_signed_to_submitted", "days_submitted_to_published", "days_signed_to_published")
    DAYS_SIGNED_TO_SUBMITTED_FIELD_NUMBER: _ClassVar[int]
    DAYS_SUBMITTED_TO_PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    DAYS_SIGNED_TO_PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    days_signed_to_submitted: int
    days_submitted_to_published: int
    days_signed_to_published: int
    def __init__(self, days_signed_to_submitted: _Optional[int] = ..., days_submitted_to_published: _Optional[int] = ..., days_signed_to_published: _Optional[int] = ...) -> None: ...

class DeclarationEvent(_message.Message):
    __slots__ = ("what", "date", "by", "account", "reason", "state", "source")
    WHAT_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    BY_FIELD_NUMBER: _ClassVar[int]
    ACCOUNT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    what: str
    date: _date_pb2.Date
    by: str
    account: str
    reason: str
    state: DeclarationState
    source: _type_pb2.SourceRow
    def __init__(self, what: _Optional[str] = ..., date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., by: _Optional[str] = ..., account: _Optional[str] = ..., reason: _Optional[str] = ..., state: _Optional[_Union[DeclarationState, str]] = ..., source: _Optional[_Union[_type_pb2.SourceRow, _Mapping]] = ...) -> None: ...

class DeclarationDocument(_message.Message):
    __slots__ = ("document", "filename", "content_type", "size_bytes", "confidential", "role")
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    FILENAME_FIELD_NUMBER: _ClassVar[int]
    CONTENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    SIZE_BYTES_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_FIELD_NUMBER: _ClassVar[int]
    ROLE_FIELD_NUMBER: _ClassVar[int]
    document: str
    filename: str
    content_type: str
    size_bytes: int
    confidential: bool
    role: DeclarationDocumentRole
    def __init__(self, document: _Optional[str] = ..., filename: _Optional[str] = ..., content_type: _Optional[str] = ..., size_bytes: _Optional[int] = ..., confidential: _Optional[bool] = ..., role: _Optional[_Union[DeclarationDocumentRole, str]] = ...) -> None: ...

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
    __slots__ = ("office", "application_number", "publications", "title", "name")
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PUBLICATIONS_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    office: str
    application_number: str
    publications: _containers.RepeatedScalarFieldContainer[str]
    title: str
    name: str
    def __init__(self, office: _Optional[str] = ..., application_number: _Optional[str] = ..., publications: _Optional[_Iterable[str]] = ..., title: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...

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
    __slots__ = ("parent", "page_size", "page_token", "kind", "state")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    kind: _forms_pb2.DeclarationKind
    state: DeclarationState
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., kind: _Optional[_Union[_forms_pb2.DeclarationKind, str]] = ..., state: _Optional[_Union[DeclarationState, str]] = ...) -> None: ...

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
