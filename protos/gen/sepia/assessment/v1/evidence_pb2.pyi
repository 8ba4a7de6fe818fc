from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class OpinionForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    OPINION_FORM_UNSPECIFIED: _ClassVar[OpinionForm]
    OPINION_FORM_PDF: _ClassVar[OpinionForm]
    OPINION_FORM_DOCX: _ClassVar[OpinionForm]
OPINION_FORM_UNSPECIFIED: OpinionForm
OPINION_FORM_PDF: OpinionForm
OPINION_FORM_DOCX: OpinionForm

class GetOpinionDocumentRequest(_message.Message):
    __slots__ = ("name", "form")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    name: str
    form: OpinionForm
    def __init__(self, name: _Optional[str] = ..., form: _Optional[_Union[OpinionForm, str]] = ...) -> None: ...

class GetEvidenceRequest(_message.Message):
    __slots__ = ("name", "without_timestamp")
    NAME_FIELD_NUMBER: _ClassVar[int]
    WITHOUT_TIMESTAMP_FIELD_NUMBER: _ClassVar[int]
    name: str
    without_timestamp: bool
    def __init__(self, name: _Optional[str] = ..., without_timestamp: _Optional[bool] = ...) -> None: ...
