import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from google.type import decimal_pb2 as _decimal_pb2
from google.type import money_pb2 as _money_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Pool(_message.Message):
    __slots__ = ("name", "etag", "display_name", "administrator", "evaluator", "current_list", "current_disclosure", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    ADMINISTRATOR_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_FIELD_NUMBER: _ClassVar[int]
    CURRENT_LIST_FIELD_NUMBER: _ClassVar[int]
    CURRENT_DISCLOSURE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    display_name: str
    administrator: str
    evaluator: str
    current_list: str
    current_disclosure: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., display_name: _Optional[str] = ..., administrator: _Optional[str] = ..., evaluator: _Optional[str] = ..., current_list: _Optional[str] = ..., current_disclosure: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class SetPoolRequest(_message.Message):
    __slots__ = ("name", "display_name", "administrator", "evaluator", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    ADMINISTRATOR_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    administrator: str
    evaluator: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., administrator: _Optional[str] = ..., evaluator: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetPoolRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListPoolsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPoolsResponse(_message.Message):
    __slots__ = ("pools", "next_page_token")
    POOLS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    pools: _containers.RepeatedCompositeFieldContainer[Pool]
    next_page_token: str
    def __init__(self, pools: _Optional[_Iterable[_Union[Pool, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class NamedCount(_message.Message):
    __slots__ = ("what", "count")
    WHAT_FIELD_NUMBER: _ClassVar[int]
    COUNT_FIELD_NUMBER: _ClassVar[int]
    what: str
    count: int
    def __init__(self, what: _Optional[str] = ..., count: _Optional[int] = ...) -> None: ...

class PoolList(_message.Message):
    __slots__ = ("name", "document", "edition", "superseded", "rows", "patents", "patents_counting_validations_once", "validated_parts", "validated_patents", "licensors", "rows_with_co_owners", "licensor_cells_with_co_owners", "rows_unreadable", "rows_without_licensor", "patents_under_several_licensors", "offices", "profiles", "gone", "added", "changed", "demonstration", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    IMPORT_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_FIELD_NUMBER: _ClassVar[int]
    ROWS_FIELD_NUMBER: _ClassVar[int]
    PATENTS_FIELD_NUMBER: _ClassVar[int]
    PATENTS_COUNTING_VALIDATIONS_ONCE_FIELD_NUMBER: _ClassVar[int]
    VALIDATED_PARTS_FIELD_NUMBER: _ClassVar[int]
    VALIDATED_PATENTS_FIELD_NUMBER: _ClassVar[int]
    LICENSORS_FIELD_NUMBER: _ClassVar[int]
    ROWS_WITH_CO_OWNERS_FIELD_NUMBER: _ClassVar[int]
    LICENSOR_CELLS_WITH_CO_OWNERS_FIELD_NUMBER: _ClassVar[int]
    ROWS_UNREADABLE_FIELD_NUMBER: _ClassVar[int]
    ROWS_WITHOUT_LICENSOR_FIELD_NUMBER: _ClassVar[int]
    PATENTS_UNDER_SEVERAL_LICENSORS_FIELD_NUMBER: _ClassVar[int]
    OFFICES_FIELD_NUMBER: _ClassVar[int]
    PROFILES_FIELD_NUMBER: _ClassVar[int]
    GONE_FIELD_NUMBER: _ClassVar[int]
    ADDED_FIELD_NUMBER: _ClassVar[int]
    CHANGED_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    document: str
    edition: str
    superseded: bool
    rows: int
    patents: int
    patents_counting_validations_once: int
    validated_parts: int
    validated_patents: int
    licensors: int
    rows_with_co_owners: int
    licensor_cells_with_co_owners: int
    rows_unreadable: int
    rows_without_licensor: int
    patents_under_several_licensors: int
    offices: _containers.RepeatedCompositeFieldContainer[NamedCount]
    profiles: _containers.RepeatedCompositeFieldContainer[NamedCount]
    gone: int
    added: int
    changed: int
    demonstration: bool
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., document: _Optional[str] = ..., edition: _Optional[str] = ..., superseded: _Optional[bool] = ..., rows: _Optional[int] = ..., patents: _Optional[int] = ..., patents_counting_validations_once: _Optional[int] = ..., validated_parts: _Optional[int] = ..., validated_patents: _Optional[int] = ..., licensors: _Optional[int] = ..., rows_with_co_owners: _Optional[int] = ..., licensor_cells_with_co_owners: _Optional[int] = ..., rows_unreadable: _Optional[int] = ..., rows_without_licensor: _Optional[int] = ..., patents_under_several_licensors: _Optional[int] = ..., offices: _Optional[_Iterable[_Union[NamedCount, _Mapping]]] = ..., profiles: _Optional[_Iterable[_Union[NamedCount, _Mapping]]] = ..., gone: _Optional[int] = ..., added: _Optional[int] = ..., changed: _Optional[int] = ..., demonstration: _Optional[bool] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., **kwargs) -> None: ...

class GetPoolListRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListPoolListsRequest(_message.Message):
    __slots__ = ("pool", "page_size", "page_token")
    POOL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    pool: str
    page_size: int
    page_token: str
    def __init__(self, pool: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPoolListsResponse(_message.Message):
    __slots__ = ("lists", "next_page_token")
    LISTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    lists: _containers.RepeatedCompositeFieldContainer[PoolList]
    next_page_token: str
    def __init__(self, lists: _Optional[_Iterable[_Union[PoolList, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class PoolLicensor(_message.Message):
    __slots__ = ("label", "co_owners")
    LABEL_FIELD_NUMBER: _ClassVar[int]
    CO_OWNERS_FIELD_NUMBER: _ClassVar[int]
    label: str
    co_owners: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, label: _Optional[str] = ..., co_owners: _Optional[_Iterable[str]] = ...) -> None: ...

class PoolPatent(_message.Message):
    __slots__ = ("line", "office", "number", "canonical", "validated_part", "unreadable", "profile", "licensors")
    LINE_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    CANONICAL_FIELD_NUMBER: _ClassVar[int]
    VALIDATED_PART_FIELD_NUMBER: _ClassVar[int]
    UNREADABLE_FIELD_NUMBER: _ClassVar[int]
    PROFILE_FIELD_NUMBER: _ClassVar[int]
    LICENSORS_FIELD_NUMBER: _ClassVar[int]
    line: int
    office: str
    number: str
    canonical: str
    validated_part: bool
    unreadable: str
    profile: str
    licensors: _containers.RepeatedCompositeFieldContainer[PoolLicensor]
    def __init__(self, line: _Optional[int] = ..., office: _Optional[str] = ..., number: _Optional[str] = ..., canonical: _Optional[str] = ..., validated_part: _Optional[bool] = ..., unreadable: _Optional[str] = ..., profile: _Optional[str] = ..., licensors: _Optional[_Iterable[_Union[PoolLicensor, _Mapping]]] = ...) -> None: ...

class ListPoolPatentsRequest(_message.Message):
    __slots__ = ("list", "patent", "licensor", "office", "only_unreadable", "page_size", "page_token")
    LIST_FIELD_NUMBER: _ClassVar[int]
    PATENT_FIELD_NUMBER: _ClassVar[int]
    LICENSOR_FIELD_NUMBER: _ClassVar[int]
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    ONLY_UNREADABLE_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    list: str
    patent: str
    licensor: str
    office: str
    only_unreadable: bool
    page_size: int
    page_token: str
    def __init__(self, list: _Optional[str] = ..., patent: _Optional[str] = ..., licensor: _Optional[str] = ..., office: _Optional[str] = ..., only_unreadable: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPoolPatentsResponse(_message.Message):
    __slots__ = ("patents", "next_page_token")
    PATENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    patents: _containers.RepeatedCompositeFieldContainer[PoolPatent]
    next_page_token: str
    def __init__(self, patents: _Optional[_Iterable[_Union[PoolPatent, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetPoolOverlapRequest(_message.Message):
    __slots__ = ("first", "second")
    FIRST_FIELD_NUMBER: _ClassVar[int]
    SECOND_FIELD_NUMBER: _ClassVar[int]
    first: str
    second: str
    def __init__(self, first: _Optional[str] = ..., second: _Optional[str] = ...) -> None: ...

class PoolOverlap(_message.Message):
    __slots__ = ("first", "second", "shared", "of_first", "of_second", "offices", "first_licensors", "second_licensors", "shared_with_co_owners", "first_unreadable", "second_unreadable")
    FIRST_FIELD_NUMBER: _ClassVar[int]
    SECOND_FIELD_NUMBER: _ClassVar[int]
    SHARED_FIELD_NUMBER: _ClassVar[int]
    OF_FIRST_FIELD_NUMBER: _ClassVar[int]
    OF_SECOND_FIELD_NUMBER: _ClassVar[int]
    OFFICES_FIELD_NUMBER: _ClassVar[int]
    FIRST_LICENSORS_FIELD_NUMBER: _ClassVar[int]
    SECOND_LICENSORS_FIELD_NUMBER: _ClassVar[int]
    SHARED_WITH_CO_OWNERS_FIELD_NUMBER: _ClassVar[int]
    FIRST_UNREADABLE_FIELD_NUMBER: _ClassVar[int]
    SECOND_UNREADABLE_FIELD_NUMBER: _ClassVar[int]
    first: str
    second: str
    shared: int
    of_first: int
    of_second: int
    offices: _containers.RepeatedCompositeFieldContainer[NamedCount]
    first_licensors: _containers.RepeatedCompositeFieldContainer[NamedCount]
    second_licensors: _containers.RepeatedCompositeFieldContainer[NamedCount]
    shared_with_co_owners: int
    first_unreadable: int
    second_unreadable: int
    def __init__(self, first: _Optional[str] = ..., second: _Optional[str] = ..., shared: _Optional[int] = ..., of_first: _Optional[int] = ..., of_second: _Optional[int] = ..., offices: _Optional[_Iterable[_Union[NamedCount, _Mapping]]] = ..., first_licensors: _Optional[_Iterable[_Union[NamedCount, _Mapping]]] = ..., second_licensors: _Optional[_Iterable[_Union[NamedCount, _Mapping]]] = ..., shared_with_co_owners: _Optional[int] = ..., first_unreadable: _Optional[int] = ..., second_unreadable: _Optional[int] = ...) -> None: ...

class ListPoolOverlapRequest(_message.Message):
    __slots__ = ("first", "second", "page_size", "page_token")
    FIRST_FIELD_NUMBER: _ClassVar[int]
    SECOND_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    first: str
    second: str
    page_size: int
    page_token: str
    def __init__(self, first: _Optional[str] = ..., second: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class SharedPatent(_message.Message):
    __slots__ = ("canonical", "first_numbers", "second_numbers", "first_licensors", "second_licensors")
    CANONICAL_FIELD_NUMBER: _ClassVar[int]
    FIRST_NUMBERS_FIELD_NUMBER: _ClassVar[int]
    SECOND_NUMBERS_FIELD_NUMBER: _ClassVar[int]
    FIRST_LICENSORS_FIELD_NUMBER: _ClassVar[int]
    SECOND_LICENSORS_FIELD_NUMBER: _ClassVar[int]
    canonical: str
    first_numbers: _containers.RepeatedScalarFieldContainer[str]
    second_numbers: _containers.RepeatedScalarFieldContainer[str]
    first_licensors: _containers.RepeatedCompositeFieldContainer[PoolLicensor]
    second_licensors: _containers.RepeatedCompositeFieldContainer[PoolLicensor]
    def __init__(self, canonical: _Optional[str] = ..., first_numbers: _Optional[_Iterable[str]] = ..., second_numbers: _Optional[_Iterable[str]] = ..., first_licensors: _Optional[_Iterable[_Union[PoolLicensor, _Mapping]]] = ..., second_licensors: _Optional[_Iterable[_Union[PoolLicensor, _Mapping]]] = ...) -> None: ...

class ListPoolOverlapResponse(_message.Message):
    __slots__ = ("patents", "next_page_token")
    PATENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    patents: _containers.RepeatedCompositeFieldContainer[SharedPatent]
    next_page_token: str
    def __init__(self, patents: _Optional[_Iterable[_Union[SharedPatent, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetDeclaredOverlapRequest(_message.Message):
    __slots__ = ("list", "standard")
    LIST_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    list: str
    standard: str
    def __init__(self, list: _Optional[str] = ..., standard: _Optional[str] = ...) -> None: ...

class DeclaredByHolder(_message.Message):
    __slots__ = ("holder", "display_name", "patents", "applications")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    PATENTS_FIELD_NUMBER: _ClassVar[int]
    APPLICATIONS_FIELD_NUMBER: _ClassVar[int]
    holder: str
    display_name: str
    patents: int
    applications: int
    def __init__(self, holder: _Optional[str] = ..., display_name: _Optional[str] = ..., patents: _Optional[int] = ..., applications: _Optional[int] = ...) -> None: ...

class DeclaredOverlap(_message.Message):
    __slots__ = ("list", "edition", "patents", "declared", "holders")
    LIST_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    PATENTS_FIELD_NUMBER: _ClassVar[int]
    DECLARED_FIELD_NUMBER: _ClassVar[int]
    HOLDERS_FIELD_NUMBER: _ClassVar[int]
    list: str
    edition: str
    patents: int
    declared: int
    holders: _containers.RepeatedCompositeFieldContainer[DeclaredByHolder]
    def __init__(self, list: _Optional[str] = ..., edition: _Optional[str] = ..., patents: _Optional[int] = ..., declared: _Optional[int] = ..., holders: _Optional[_Iterable[_Union[DeclaredByHolder, _Mapping]]] = ...) -> None: ...

class PoolRate(_message.Message):
    __slots__ = ("category", "fraction", "amount", "base", "annual_cap", "discount", "condition", "effective_from", "effective_until")
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    FRACTION_FIELD_NUMBER: _ClassVar[int]
    AMOUNT_FIELD_NUMBER: _ClassVar[int]
    BASE_FIELD_NUMBER: _ClassVar[int]
    ANNUAL_CAP_FIELD_NUMBER: _ClassVar[int]
    DISCOUNT_FIELD_NUMBER: _ClassVar[int]
    CONDITION_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_FROM_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_UNTIL_FIELD_NUMBER: _ClassVar[int]
    category: str
    fraction: _decimal_pb2.Decimal
    amount: _money_pb2.Money
    base: str
    annual_cap: _money_pb2.Money
    discount: bool
    condition: str
    effective_from: _date_pb2.Date
    effective_until: _date_pb2.Date
    def __init__(self, category: _Optional[str] = ..., fraction: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., amount: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., base: _Optional[str] = ..., annual_cap: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., discount: _Optional[bool] = ..., condition: _Optional[str] = ..., effective_from: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., effective_until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class PoolLicence(_message.Message):
    __slots__ = ("category", "url", "document")
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    category: str
    url: str
    document: str
    def __init__(self, category: _Optional[str] = ..., url: _Optional[str] = ..., document: _Optional[str] = ...) -> None: ...

class PoolCategory(_message.Message):
    __slots__ = ("category", "names")
    CATEGORY_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    category: str
    names: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, category: _Optional[str] = ..., names: _Optional[_Iterable[str]] = ...) -> None: ...

class PoolCrossReference(_message.Message):
    __slots__ = ("patent", "reference")
    PATENT_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    patent: str
    reference: str
    def __init__(self, patent: _Optional[str] = ..., reference: _Optional[str] = ...) -> None: ...

class PoolItems(_message.Message):
    __slots__ = ("standards", "administrator_ownership", "evaluation_process", "evaluators", "patent_lists", "cross_references", "products", "rates", "licences", "licensors", "licensees")
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    ADMINISTRATOR_OWNERSHIP_FIELD_NUMBER: _ClassVar[int]
    EVALUATION_PROCESS_FIELD_NUMBER: _ClassVar[int]
    EVALUATORS_FIELD_NUMBER: _ClassVar[int]
    PATENT_LISTS_FIELD_NUMBER: _ClassVar[int]
    CROSS_REFERENCES_FIELD_NUMBER: _ClassVar[int]
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    RATES_FIELD_NUMBER: _ClassVar[int]
    LICENCES_FIELD_NUMBER: _ClassVar[int]
    LICENSORS_FIELD_NUMBER: _ClassVar[int]
    LICENSEES_FIELD_NUMBER: _ClassVar[int]
    standards: _containers.RepeatedScalarFieldContainer[str]
    administrator_ownership: str
    evaluation_process: str
    evaluators: _containers.RepeatedScalarFieldContainer[str]
    patent_lists: _containers.RepeatedScalarFieldContainer[str]
    cross_references: _containers.RepeatedCompositeFieldContainer[PoolCrossReference]
    products: _containers.RepeatedScalarFieldContainer[str]
    rates: _containers.RepeatedCompositeFieldContainer[PoolRate]
    licences: _containers.RepeatedCompositeFieldContainer[PoolLicence]
    licensors: _containers.RepeatedCompositeFieldContainer[PoolCategory]
    licensees: _containers.RepeatedCompositeFieldContainer[PoolCategory]
    def __init__(self, standards: _Optional[_Iterable[str]] = ..., administrator_ownership: _Optional[str] = ..., evaluation_process: _Optional[str] = ..., evaluators: _Optional[_Iterable[str]] = ..., patent_lists: _Optional[_Iterable[str]] = ..., cross_references: _Optional[_Iterable[_Union[PoolCrossReference, _Mapping]]] = ..., products: _Optional[_Iterable[str]] = ..., rates: _Optional[_Iterable[_Union[PoolRate, _Mapping]]] = ..., licences: _Optional[_Iterable[_Union[PoolLicence, _Mapping]]] = ..., licensors: _Optional[_Iterable[_Union[PoolCategory, _Mapping]]] = ..., licensees: _Optional[_Iterable[_Union[PoolCategory, _Mapping]]] = ...) -> None: ...

class PoolDisclosure(_message.Message):
    __slots__ = ("name", "items", "missing", "reporter", "report_date", "source", "superseded", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    MISSING_FIELD_NUMBER: _ClassVar[int]
    REPORTER_FIELD_NUMBER: _ClassVar[int]
    REPORT_DATE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    items: PoolItems
    missing: _containers.RepeatedScalarFieldContainer[str]
    reporter: str
    report_date: _date_pb2.Date
    source: str
    superseded: bool
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., items: _Optional[_Union[PoolItems, _Mapping]] = ..., missing: _Optional[_Iterable[str]] = ..., reporter: _Optional[str] = ..., report_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., source: _Optional[str] = ..., superseded: _Optional[bool] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReportPoolDisclosureRequest(_message.Message):
    __slots__ = ("pool", "items", "source", "etag", "request_id")
    POOL_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    pool: str
    items: PoolItems
    source: str
    etag: str
    request_id: str
    def __init__(self, pool: _Optional[str] = ..., items: _Optional[_Union[PoolItems, _Mapping]] = ..., source: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetPoolDisclosureRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListPoolDisclosuresRequest(_message.Message):
    __slots__ = ("pool", "page_size", "page_token")
    POOL_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    pool: str
    page_size: int
    page_token: str
    def __init__(self, pool: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPoolDisclosuresResponse(_message.Message):
    __slots__ = ("disclosures", "next_page_token")
    DISCLOSURES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    disclosures: _containers.RepeatedCompositeFieldContainer[PoolDisclosure]
    next_page_token: str
    def __init__(self, disclosures: _Optional[_Iterable[_Union[PoolDisclosure, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
