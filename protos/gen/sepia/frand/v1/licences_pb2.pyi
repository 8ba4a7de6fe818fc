import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.frand.v1 import comparables_pb2 as _comparables_pb2
from sepia.frand.v1 import methods_pb2 as _methods_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Licence(_message.Message):
    __slots__ = ("name", "standard", "terms", "withheld", "organization", "filer", "supersedes", "superseded_by", "demonstration", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_FIELD_NUMBER: _ClassVar[int]
    FILER_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    standard: str
    terms: _comparables_pb2.ComparableLicence
    withheld: int
    organization: str
    filer: str
    supersedes: str
    superseded_by: str
    demonstration: bool
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., standard: _Optional[str] = ..., terms: _Optional[_Union[_comparables_pb2.ComparableLicence, _Mapping]] = ..., withheld: _Optional[int] = ..., organization: _Optional[str] = ..., filer: _Optional[str] = ..., supersedes: _Optional[str] = ..., superseded_by: _Optional[str] = ..., demonstration: _Optional[bool] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FileLicenceRequest(_message.Message):
    __slots__ = ("standard", "terms", "supersedes", "demonstration", "request_id")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    standard: str
    terms: _comparables_pb2.ComparableLicence
    supersedes: str
    demonstration: bool
    request_id: str
    def __init__(self, standard: _Optional[str] = ..., terms: _Optional[_Union[_comparables_pb2.ComparableLicence, _Mapping]] = ..., supersedes: _Optional[str] = ..., demonstration: _Optional[bool] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetLicenceRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListLicencesRequest(_message.Message):
    __slots__ = ("standard", "page_size", "page_token")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standard: str
    page_size: int
    page_token: str
    def __init__(self, standard: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListLicencesResponse(_message.Message):
    __slots__ = ("licences", "next_page_token")
    LICENCES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    licences: _containers.RepeatedCompositeFieldContainer[Licence]
    next_page_token: str
    def __init__(self, licences: _Optional[_Iterable[_Union[Licence, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RateCard(_message.Message):
    __slots__ = ("name", "standard", "programme", "organization", "filer", "supersedes", "superseded_by", "demonstration", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_FIELD_NUMBER: _ClassVar[int]
    FILER_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDED_BY_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    standard: str
    programme: _methods_pb2.RateProgramme
    organization: str
    filer: str
    supersedes: str
    superseded_by: str
    demonstration: bool
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., standard: _Optional[str] = ..., programme: _Optional[_Union[_methods_pb2.RateProgramme, _Mapping]] = ..., organization: _Optional[str] = ..., filer: _Optional[str] = ..., supersedes: _Optional[str] = ..., superseded_by: _Optional[str] = ..., demonstration: _Optional[bool] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class FileRateCardRequest(_message.Message):
    __slots__ = ("standard", "programme", "supersedes", "demonstration", "request_id")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PROGRAMME_FIELD_NUMBER: _ClassVar[int]
    SUPERSEDES_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    standard: str
    programme: _methods_pb2.RateProgramme
    supersedes: str
    demonstration: bool
    request_id: str
    def __init__(self, standard: _Optional[str] = ..., programme: _Optional[_Union[_methods_pb2.RateProgramme, _Mapping]] = ..., supersedes: _Optional[str] = ..., demonstration: _Optional[bool] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetRateCardRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListRateCardsRequest(_message.Message):
    __slots__ = ("standard", "page_size", "page_token")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standard: str
    page_size: int
    page_token: str
    def __init__(self, standard: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRateCardsResponse(_message.Message):
    __slots__ = ("rate_cards", "next_page_token")
    RATE_CARDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    rate_cards: _containers.RepeatedCompositeFieldContainer[RateCard]
    next_page_token: str
    def __init__(self, rate_cards: _Optional[_Iterable[_Union[RateCard, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
