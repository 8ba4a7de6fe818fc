from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TemplateForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TEMPLATE_FORM_UNSPECIFIED: _ClassVar[TemplateForm]
    TEMPLATE_FORM_XLSX: _ClassVar[TemplateForm]
    TEMPLATE_FORM_CSV: _ClassVar[TemplateForm]
TEMPLATE_FORM_UNSPECIFIED: TemplateForm
TEMPLATE_FORM_XLSX: TemplateForm
TEMPLATE_FORM_CSV: TemplateForm

class GetTemplateRequest(_message.Message):
    __slots__ = ("form",)
    FORM_FIELD_NUMBER: _ClassVar[int]
    form: TemplateForm
    def __init__(self, form: _Optional[_Union[TemplateForm, str]] = ...) -> None: ...

class GetCorrectionFileRequest(_message.Message):
    __slots__ = ()
    IMPORT_FIELD_NUMBER: _ClassVar[int]
    def __init__(self, **kwargs) -> None: ...
