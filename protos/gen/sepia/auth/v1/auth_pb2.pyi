from google.protobuf import descriptor_pb2 as _descriptor_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Role(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ROLE_UNSPECIFIED: _ClassVar[Role]
    ROLE_PUBLIC: _ClassVar[Role]
    ROLE_SIGNED_IN: _ClassVar[Role]
    ROLE_HOLDER: _ClassVar[Role]
    ROLE_IMPLEMENTER: _ClassVar[Role]
    ROLE_EVALUATOR: _ClassVar[Role]
    ROLE_OFFICER: _ClassVar[Role]
    ROLE_CONCILIATOR: _ClassVar[Role]
    ROLE_COURT: _ClassVar[Role]
    ROLE_ADMINISTRATOR: _ClassVar[Role]
    ROLE_SERVICE: _ClassVar[Role]
    ROLE_POOL: _ClassVar[Role]
ROLE_UNSPECIFIED: Role
ROLE_PUBLIC: Role
ROLE_SIGNED_IN: Role
ROLE_HOLDER: Role
ROLE_IMPLEMENTER: Role
ROLE_EVALUATOR: Role
ROLE_OFFICER: Role
ROLE_CONCILIATOR: Role
ROLE_COURT: Role
ROLE_ADMINISTRATOR: Role
ROLE_SERVICE: Role
ROLE_POOL: Role
PERMISSION_FIELD_NUMBER: _ClassVar[int]
permission: _descriptor.FieldDescriptor

class Permission(_message.Message):
    __slots__ = ("roles", "owner_field")
    ROLES_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_FIELD_NUMBER: _ClassVar[int]
    roles: _containers.RepeatedScalarFieldContainer[Role]
    owner_field: str
    def __init__(self, roles: _Optional[_Iterable[_Union[Role, str]]] = ..., owner_field: _Optional[str] = ...) -> None: ...
