import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.api import httpbody_pb2 as _httpbody_pb2
from google.longrunning import operations_pb2 as _operations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import decimal_pb2 as _decimal_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.frand.v1 import calculations_pb2 as _calculations_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ScenarioCombination(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCENARIO_COMBINATION_UNSPECIFIED: _ClassVar[ScenarioCombination]
    SCENARIO_COMBINATION_PRODUCT: _ClassVar[ScenarioCombination]
    SCENARIO_COMBINATION_LIST: _ClassVar[ScenarioCombination]

class ScenarioSetState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SCENARIO_SET_STATE_UNSPECIFIED: _ClassVar[ScenarioSetState]
    SCENARIO_SET_STATE_RUNNING: _ClassVar[ScenarioSetState]
    SCENARIO_SET_STATE_COMPLETE: _ClassVar[ScenarioSetState]
    SCENARIO_SET_STATE_CANCELLED: _ClassVar[ScenarioSetState]
    SCENARIO_SET_STATE_FAILED: _ClassVar[ScenarioSetState]
SCENARIO_COMBINATION_UNSPECIFIED: ScenarioCombination
SCENARIO_COMBINATION_PRODUCT: ScenarioCombination
SCENARIO_COMBINATION_LIST: ScenarioCombination
SCENARIO_SET_STATE_UNSPECIFIED: ScenarioSetState
SCENARIO_SET_STATE_RUNNING: ScenarioSetState
SCENARIO_SET_STATE_COMPLETE: ScenarioSetState
SCENARIO_SET_STATE_CANCELLED: ScenarioSetState
SCENARIO_SET_STATE_FAILED: ScenarioSetState

class ScenarioAxis(_message.Message):
    __slots__ = ("answer", "field", "values")
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    answer: str
    field: str
    values: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, answer: _Optional[str] = ..., field: _Optional[str] = ..., values: _Optional[_Iterable[str]] = ...) -> None: ...

class CreateScenarioSetRequest(_message.Message):
    __slots__ = ("display_name", "calculation", "axes", "combination", "request_id")
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    CALCULATION_FIELD_NUMBER: _ClassVar[int]
    AXES_FIELD_NUMBER: _ClassVar[int]
    COMBINATION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    display_name: str
    calculation: _calculations_pb2.CreateCalculationRequest
    axes: _containers.RepeatedCompositeFieldContainer[ScenarioAxis]
    combination: ScenarioCombination
    request_id: str
    def __init__(self, display_name: _Optional[str] = ..., calculation: _Optional[_Union[_calculations_pb2.CreateCalculationRequest, _Mapping]] = ..., axes: _Optional[_Iterable[_Union[ScenarioAxis, _Mapping]]] = ..., combination: _Optional[_Union[ScenarioCombination, str]] = ..., request_id: _Optional[str] = ...) -> None: ...

class ScenarioProgress(_message.Message):
    __slots__ = ("scenario_set", "computed", "total", "create_time", "start_time", "cancel_requested", "percent")
    SCENARIO_SET_FIELD_NUMBER: _ClassVar[int]
    COMPUTED_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REQUESTED_FIELD_NUMBER: _ClassVar[int]
    PERCENT_FIELD_NUMBER: _ClassVar[int]
    scenario_set: str
    computed: int
    total: int
    create_time: _timestamp_pb2.Timestamp
    start_time: _timestamp_pb2.Timestamp
    cancel_requested: bool
    percent: int
    def __init__(self, scenario_set: _Optional[str] = ..., computed: _Optional[int] = ..., total: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cancel_requested: _Optional[bool] = ..., percent: _Optional[int] = ...) -> None: ...

class ScenarioSet(_message.Message):
    __slots__ = ("name", "display_name", "operation", "state", "axes", "combination", "total", "computed", "refused", "engine_version", "canonical_inputs", "result_digest", "submitter", "create_time", "confidential")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    OPERATION_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    AXES_FIELD_NUMBER: _ClassVar[int]
    COMBINATION_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    COMPUTED_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    ENGINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    CANONICAL_INPUTS_FIELD_NUMBER: _ClassVar[int]
    RESULT_DIGEST_FIELD_NUMBER: _ClassVar[int]
    SUBMITTER_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_FIELD_NUMBER: _ClassVar[int]
    name: str
    display_name: str
    operation: str
    state: ScenarioSetState
    axes: _containers.RepeatedCompositeFieldContainer[ScenarioAxis]
    combination: ScenarioCombination
    total: int
    computed: int
    refused: int
    engine_version: str
    canonical_inputs: str
    result_digest: str
    submitter: str
    create_time: _timestamp_pb2.Timestamp
    confidential: bool
    def __init__(self, name: _Optional[str] = ..., display_name: _Optional[str] = ..., operation: _Optional[str] = ..., state: _Optional[_Union[ScenarioSetState, str]] = ..., axes: _Optional[_Iterable[_Union[ScenarioAxis, _Mapping]]] = ..., combination: _Optional[_Union[ScenarioCombination, str]] = ..., total: _Optional[int] = ..., computed: _Optional[int] = ..., refused: _Optional[int] = ..., engine_version: _Optional[str] = ..., canonical_inputs: _Optional[str] = ..., result_digest: _Optional[str] = ..., submitter: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., confidential: _Optional[bool] = ...) -> None: ...

class GetScenarioSetRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListScenarioSetsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListScenarioSetsResponse(_message.Message):
    __slots__ = ("scenario_sets", "next_page_token")
    SCENARIO_SETS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    scenario_sets: _containers.RepeatedCompositeFieldContainer[ScenarioSet]
    next_page_token: str
    def __init__(self, scenario_sets: _Optional[_Iterable[_Union[ScenarioSet, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ScenarioResult(_message.Message):
    __slots__ = ("answer", "subject", "best", "low", "high", "unit")
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    BEST_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    answer: str
    subject: str
    best: _decimal_pb2.Decimal
    low: _decimal_pb2.Decimal
    high: _decimal_pb2.Decimal
    unit: str
    def __init__(self, answer: _Optional[str] = ..., subject: _Optional[str] = ..., best: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., low: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., high: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., unit: _Optional[str] = ...) -> None: ...

class Scenario(_message.Message):
    __slots__ = ("number", "address", "values", "results", "refusal")
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    VALUES_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    REFUSAL_FIELD_NUMBER: _ClassVar[int]
    number: int
    address: str
    values: _containers.RepeatedScalarFieldContainer[str]
    results: _containers.RepeatedCompositeFieldContainer[ScenarioResult]
    refusal: str
    def __init__(self, number: _Optional[int] = ..., address: _Optional[str] = ..., values: _Optional[_Iterable[str]] = ..., results: _Optional[_Iterable[_Union[ScenarioResult, _Mapping]]] = ..., refusal: _Optional[str] = ...) -> None: ...

class ListScenariosRequest(_message.Message):
    __slots__ = ("scenario_set", "page_size", "page_token", "subject")
    SCENARIO_SET_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    scenario_set: str
    page_size: int
    page_token: str
    subject: str
    def __init__(self, scenario_set: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., subject: _Optional[str] = ...) -> None: ...

class ListScenariosResponse(_message.Message):
    __slots__ = ("scenarios", "next_page_token")
    SCENARIOS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    scenarios: _containers.RepeatedCompositeFieldContainer[Scenario]
    next_page_token: str
    def __init__(self, scenarios: _Optional[_Iterable[_Union[Scenario, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ExportScenariosRequest(_message.Message):
    __slots__ = ("name", "subject")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    name: str
    subject: str
    def __init__(self, name: _Optional[str] = ..., subject: _Optional[str] = ...) -> None: ...
