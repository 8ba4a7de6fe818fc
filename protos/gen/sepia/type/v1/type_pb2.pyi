from google.type import decimal_pb2 as _decimal_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class FamilyKey(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    FAMILY_KEY_UNSPECIFIED: _ClassVar[FamilyKey]
    FAMILY_KEY_ETSI: _ClassVar[FamilyKey]
    FAMILY_KEY_DOCDB: _ClassVar[FamilyKey]
    FAMILY_KEY_PRIORITIES: _ClassVar[FamilyKey]
FAMILY_KEY_UNSPECIFIED: FamilyKey
FAMILY_KEY_ETSI: FamilyKey
FAMILY_KEY_DOCDB: FamilyKey
FAMILY_KEY_PRIORITIES: FamilyKey

class Interval(_message.Message):
    __slots__ = ("low", "high")
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    low: _decimal_pb2.Decimal
    high: _decimal_pb2.Decimal
    def __init__(self, low: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., high: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class CountInterval(_message.Message):
    __slots__ = ("low", "high")
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    low: int
    high: int
    def __init__(self, low: _Optional[int] = ..., high: _Optional[int] = ...) -> None: ...

class SourceRow(_message.Message):
    __slots__ = ("document", "line")
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    LINE_FIELD_NUMBER: _ClassVar[int]
    document: str
    line: int
    def __init__(self, document: _Optional[str] = ..., line: _Optional[int] = ...) -> None: ...
