import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.registry.v1 import forms_pb2 as _forms_pb2
from sepia.registry.v1 import holders_pb2 as _holders_pb2
from sepia.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Demonstration(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DEMONSTRATION_UNSPECIFIED: _ClassVar[Demonstration]
    DEMONSTRATION_ONLY: _ClassVar[Demonstration]
    DEMONSTRATION_NONE: _ClassVar[Demonstration]

class PatentOrder(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PATENT_ORDER_UNSPECIFIED: _ClassVar[PatentOrder]
    PATENT_ORDER_NUMBER: _ClassVar[PatentOrder]
    PATENT_ORDER_LATEST_DECLARED: _ClassVar[PatentOrder]

class FacetMode(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FACET_MODE_UNSPECIFIED: _ClassVar[FacetMode]
    FACET_MODE_QUICK: _ClassVar[FacetMode]
    FACET_MODE_EXACT: _ClassVar[FacetMode]
DEMONSTRATION_UNSPECIFIED: Demonstration
DEMONSTRATION_ONLY: Demonstration
DEMONSTRATION_NONE: Demonstration
PATENT_ORDER_UNSPECIFIED: PatentOrder
PATENT_ORDER_NUMBER: PatentOrder
PATENT_ORDER_LATEST_DECLARED: PatentOrder
FACET_MODE_UNSPECIFIED: FacetMode
FACET_MODE_QUICK: FacetMode
FACET_MODE_EXACT: FacetMode

class PatentFilter(_message.Message):
    __slots__ = ("query", "holders", "standards", "offices", "generations", "outcomes", "undertakings", "signed_from", "signed_to", "published_from", "published_to", "demonstration", "include_gone", "forms", "states")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    HOLDERS_FIELD_NUMBER: _ClassVar[int]
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    OFFICES_FIELD_NUMBER: _ClassVar[int]
    GENERATIONS_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    UNDERTAKINGS_FIELD_NUMBER: _ClassVar[int]
    SIGNED_FROM_FIELD_NUMBER: _ClassVar[int]
    SIGNED_TO_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FROM_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_TO_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_GONE_FIELD_NUMBER: _ClassVar[int]
    FORMS_FIELD_NUMBER: _ClassVar[int]
    STATES_FIELD_NUMBER: _ClassVar[int]
    query: str
    holders: _containers.RepeatedScalarFieldContainer[str]
    standards: _containers.RepeatedScalarFieldContainer[str]
    offices: _containers.RepeatedScalarFieldContainer[str]
    generations: _containers.RepeatedScalarFieldContainer[str]
    outcomes: _containers.RepeatedScalarFieldContainer[str]
    undertakings: _containers.RepeatedScalarFieldContainer[str]
    signed_from: _date_pb2.Date
    signed_to: _date_pb2.Date
    published_from: _date_pb2.Date
    published_to: _date_pb2.Date
    demonstration: Demonstration
    include_gone: bool
    forms: _containers.RepeatedScalarFieldContainer[str]
    states: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, query: _Optional[str] = ..., holders: _Optional[_Iterable[str]] = ..., standards: _Optional[_Iterable[str]] = ..., offices: _Optional[_Iterable[str]] = ..., generations: _Optional[_Iterable[str]] = ..., outcomes: _Optional[_Iterable[str]] = ..., undertakings: _Optional[_Iterable[str]] = ..., signed_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., signed_to: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., published_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., published_to: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., demonstration: _Optional[_Union[Demonstration, str]] = ..., include_gone: _Optional[bool] = ..., forms: _Optional[_Iterable[str]] = ..., states: _Optional[_Iterable[str]] = ...) -> None: ...

class SearchPatentsRequest(_message.Message):
    __slots__ = ("filter", "order", "facets", "facet_size", "page_size", "page_token")
    FILTER_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    FACETS_FIELD_NUMBER: _ClassVar[int]
    FACET_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    filter: PatentFilter
    order: PatentOrder
    facets: FacetMode
    facet_size: int
    page_size: int
    page_token: str
    def __init__(self, filter: _Optional[_Union[PatentFilter, _Mapping]] = ..., order: _Optional[_Union[PatentOrder, str]] = ..., facets: _Optional[_Union[FacetMode, str]] = ..., facet_size: _Optional[int] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class SearchPatentsResponse(_message.Message):
    __slots__ = ("hits", "total_count", "total_is_at_least", "facets", "understood", "index", "next_page_token")
    HITS_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    TOTAL_IS_AT_LEAST_FIELD_NUMBER: _ClassVar[int]
    FACETS_FIELD_NUMBER: _ClassVar[int]
    UNDERSTOOD_FIELD_NUMBER: _ClassVar[int]
    INDEX_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    hits: _containers.RepeatedCompositeFieldContainer[PatentHit]
    total_count: int
    total_is_at_least: bool
    facets: _containers.RepeatedCompositeFieldContainer[Facet]
    understood: _containers.RepeatedCompositeFieldContainer[Understood]
    index: IndexState
    next_page_token: str
    def __init__(self, hits: _Optional[_Iterable[_Union[PatentHit, _Mapping]]] = ..., total_count: _Optional[int] = ..., total_is_at_least: _Optional[bool] = ..., facets: _Optional[_Iterable[_Union[Facet, _Mapping]]] = ..., understood: _Optional[_Iterable[_Union[Understood, _Mapping]]] = ..., index: _Optional[_Union[IndexState, _Mapping]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PatentHit(_message.Message):
    __slots__ = ("application", "office", "application_number", "publications", "title", "families", "declarations", "declaration_count", "outcomes")
    APPLICATION_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PUBLICATIONS_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    DECLARATIONS_FIELD_NUMBER: _ClassVar[int]
    DECLARATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    OUTCOMES_FIELD_NUMBER: _ClassVar[int]
    application: str
    office: str
    application_number: str
    publications: _containers.RepeatedScalarFieldContainer[str]
    title: str
    families: _containers.RepeatedScalarFieldContainer[str]
    declarations: _containers.RepeatedCompositeFieldContainer[DeclaredFor]
    declaration_count: int
    outcomes: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, application: _Optional[str] = ..., office: _Optional[str] = ..., application_number: _Optional[str] = ..., publications: _Optional[_Iterable[str]] = ..., title: _Optional[str] = ..., families: _Optional[_Iterable[str]] = ..., declarations: _Optional[_Iterable[_Union[DeclaredFor, _Mapping]]] = ..., declaration_count: _Optional[int] = ..., outcomes: _Optional[_Iterable[str]] = ...) -> None: ...

class DeclaredFor(_message.Message):
    __slots__ = ("declaration", "holder", "holder_display_name", "standards", "without_standard", "generations", "signature_date", "publication_date", "link_count", "gone", "demonstration", "source", "form", "state")
    DECLARATION_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    HOLDER_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_STANDARD_FIELD_NUMBER: _ClassVar[int]
    GENERATIONS_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_DATE_FIELD_NUMBER: _ClassVar[int]
    PUBLICATION_DATE_FIELD_NUMBER: _ClassVar[int]
    LINK_COUNT_FIELD_NUMBER: _ClassVar[int]
    GONE_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    declaration: str
    holder: str
    holder_display_name: str
    standards: _containers.RepeatedScalarFieldContainer[str]
    without_standard: bool
    generations: _containers.RepeatedScalarFieldContainer[str]
    signature_date: _date_pb2.Date
    publication_date: _date_pb2.Date
    link_count: int
    gone: bool
    demonstration: bool
    source: _type_pb2.SourceRow
    form: _forms_pb2.DeclarationKind
    state: _holders_pb2.DeclarationState
    def __init__(self, declaration: _Optional[str] = ..., holder: _Optional[str] = ..., holder_display_name: _Optional[str] = ..., standards: _Optional[_Iterable[str]] = ..., without_standard: _Optional[bool] = ..., generations: _Optional[_Iterable[str]] = ..., signature_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., publication_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., link_count: _Optional[int] = ..., gone: _Optional[bool] = ..., demonstration: _Optional[bool] = ..., source: _Optional[_Union[_type_pb2.SourceRow, _Mapping]] = ..., form: _Optional[_Union[_forms_pb2.DeclarationKind, str]] = ..., state: _Optional[_Union[_holders_pb2.DeclarationState, str]] = ...) -> None: ...

class Facet(_message.Message):
    __slots__ = ("dimension", "values", "further_values")
    DIMENSION_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    FURTHER_VALUES_FIELD_NUMBER: _ClassVar[int]
    dimension: str
    values: _containers.RepeatedCompositeFieldContainer[FacetValue]
    further_values: int
    def __init__(self, dimension: _Optional[str] = ..., values: _Optional[_Iterable[_Union[FacetValue, _Mapping]]] = ..., further_values: _Optional[int] = ...) -> None: ...

class FacetValue(_message.Message):
    __slots__ = ("value", "display_name", "count", "at_least")
    VALUE_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    AT_LEAST_FIELD_NUMBER: _ClassVar[int]
    value: str
    display_name: str
    count: int
    at_least: bool
    def __init__(self, value: _Optional[str] = ..., display_name: _Optional[str] = ..., count: _Optional[int] = ..., at_least: _Optional[bool] = ...) -> None: ...

class Understood(_message.Message):
    __slots__ = ("field", "given", "taken_for", "looked_for", "corrected")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    GIVEN_FIELD_NUMBER: _ClassVar[int]
    TAKEN_FOR_FIELD_NUMBER: _ClassVar[int]
    LOOKED_FOR_FIELD_NUMBER: _ClassVar[int]
    CORRECTED_FIELD_NUMBER: _ClassVar[int]
    field: str
    given: str
    taken_for: str
    looked_for: _containers.RepeatedScalarFieldContainer[str]
    corrected: bool
    def __init__(self, field: _Optional[str] = ..., given: _Optional[str] = ..., taken_for: _Optional[str] = ..., looked_for: _Optional[_Iterable[str]] = ..., corrected: _Optional[bool] = ...) -> None: ...

class IndexState(_message.Message):
    __slots__ = ("edition", "current_edition", "behind")
    EDITION_FIELD_NUMBER: _ClassVar[int]
    CURRENT_EDITION_FIELD_NUMBER: _ClassVar[int]
    BEHIND_FIELD_NUMBER: _ClassVar[int]
    edition: str
    current_edition: str
    behind: bool
    def __init__(self, edition: _Optional[str] = ..., current_edition: _Optional[str] = ..., behind: _Optional[bool] = ...) -> None: ...

class GetTimelineRequest(_message.Message):
    __slots__ = ("name", "page_size", "page_token")
    NAME_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    name: str
    page_size: int
    page_token: str
    def __init__(self, name: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class GetTimelineResponse(_message.Message):
    __slots__ = ("entries", "next_page_token", "read_to_position")
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    READ_TO_POSITION_FIELD_NUMBER: _ClassVar[int]
    entries: _containers.RepeatedCompositeFieldContainer[TimelineEntry]
    next_page_token: str
    read_to_position: int
    def __init__(self, entries: _Optional[_Iterable[_Union[TimelineEntry, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., read_to_position: _Optional[int] = ...) -> None: ...

class TimelineEntry(_message.Message):
    __slots__ = ("position", "record_time", "actor", "kind", "subject", "what", "concerns")
    POSITION_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    WHAT_FIELD_NUMBER: _ClassVar[int]
    CONCERNS_FIELD_NUMBER: _ClassVar[int]
    position: int
    record_time: _timestamp_pb2.Timestamp
    actor: str
    kind: str
    subject: str
    what: str
    concerns: str
    def __init__(self, position: _Optional[int] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., actor: _Optional[str] = ..., kind: _Optional[str] = ..., subject: _Optional[str] = ..., what: _Optional[str] = ..., concerns: _Optional[str] = ...) -> None: ...
