from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ReportForm(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REPORT_FORM_UNSPECIFIED: _ClassVar[ReportForm]
    REPORT_FORM_PDF: _ClassVar[ReportForm]
    REPORT_FORM_XLSX: _ClassVar[ReportForm]
    REPORT_FORM_JSON: _ClassVar[ReportForm]
    REPORT_FORM_CSV: _ClassVar[ReportForm]
REPORT_FORM_UNSPECIFIED: ReportForm
REPORT_FORM_PDF: ReportForm
REPORT_FORM_XLSX: ReportForm
REPORT_FORM_JSON: ReportForm
REPORT_FORM_CSV: ReportForm

class DownloadReportRequest(_message.Message):
    __slots__ = ("calculation", "form")
    CALCULATION_FIELD_NUMBER: _ClassVar[int]
    FORM_FIELD_NUMBER: _ClassVar[int]
    calculation: str
    form: ReportForm
    def __init__(self, calculation: _Optional[str] = ..., form: _Optional[_Union[ReportForm, str]] = ...) -> None: ...
