from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
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
STANDARD_KIND_UNSPECIFIED: StandardKind
STANDARD_KIND_SPECIFICATION: StandardKind
STANDARD_KIND_COMMERCIAL: StandardKind

class Standard(_message.Message):
    __slots__ = ("name", "display_name", "names", "kind", "link_count")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    NAMES_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    LINK_COUNT_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    names: _containers.RepeatedScalarFieldContainer[str]
    kind: StandardKind
    link_count: int
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., names: _Optional[_Iterable[str]] = ..., kind: _Optional[_Union[StandardKind, str]] = ..., link_count: _Optional[int] = ...) -> None: ...

class GetStandardRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListStandardsRequest(_message.Message):
    __slots__ = ("query", "page_size", "page_token")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    query: str
    page_size: int
    page_token: str
    def __init__(self, query: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListStandardsResponse(_message.Message):
    __slots__ = ("standards", "next_page_token")
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standards: _containers.RepeatedCompositeFieldContainer[Standard]
    next_page_token: str
    def __init__(self, standards: _Optional[_Iterable[_Union[Standard, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
