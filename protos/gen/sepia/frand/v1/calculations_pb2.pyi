import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import decimal_pb2 as _decimal_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TopDownInputs(_message.Message):
    __slots__ = ("findings", "aggregate_royalty", "confidence", "prior_a", "prior_b", "sensitivity", "specificity")
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    AGGREGATE_ROYALTY_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    PRIOR_A_FIELD_NUMBER: _ClassVar[int]
    PRIOR_B_FIELD_NUMBER: _ClassVar[int]
    SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    SPECIFICITY_FIELD_NUMBER: _ClassVar[int]
    findings: str
    aggregate_royalty: str
    confidence: _decimal_pb2.Decimal
    prior_a: _decimal_pb2.Decimal
    prior_b: _decimal_pb2.Decimal
    sensitivity: _decimal_pb2.Decimal
    specificity: _decimal_pb2.Decimal
    def __init__(self, findings: _Optional[str] = ..., aggregate_royalty: _Optional[str] = ..., confidence: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., prior_a: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., prior_b: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., sensitivity: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., specificity: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ...) -> None: ...

class CreateCalculationRequest(_message.Message):
    __slots__ = ("top_down", "request_id")
    TOP_DOWN_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    top_down: TopDownInputs
    request_id: str
    def __init__(self, top_down: _Optional[_Union[TopDownInputs, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class HolderRate(_message.Message):
    __slots__ = ("holder", "display_name", "families", "checked", "checked_essential", "essential_mean", "essential_interval", "share_mean", "share_interval", "rate_mean", "rate_interval", "simulated", "undetermined", "exact_essential_interval")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    CHECKED_FIELD_NUMBER: _ClassVar[int]
    CHECKED_ESSENTIAL_FIELD_NUMBER: _ClassVar[int]
    ESSENTIAL_MEAN_FIELD_NUMBER: _ClassVar[int]
    ESSENTIAL_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    SHARE_MEAN_FIELD_NUMBER: _ClassVar[int]
    SHARE_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    RATE_MEAN_FIELD_NUMBER: _ClassVar[int]
    RATE_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    SIMULATED_FIELD_NUMBER: _ClassVar[int]
    UNDETERMINED_FIELD_NUMBER: _ClassVar[int]
    EXACT_ESSENTIAL_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    holder: str
    display_name: str
    families: int
    checked: int
    checked_essential: int
    essential_mean: _decimal_pb2.Decimal
    essential_interval: _type_pb2.CountInterval
    share_mean: _decimal_pb2.Decimal
    share_interval: _type_pb2.Interval
    rate_mean: _decimal_pb2.Decimal
    rate_interval: _type_pb2.Interval
    simulated: int
    undetermined: int
    exact_essential_interval: _type_pb2.CountInterval
    def __init__(self, holder: _Optional[str] = ..., display_name: _Optional[str] = ..., families: _Optional[int] = ..., checked: _Optional[int] = ..., checked_essential: _Optional[int] = ..., essential_mean: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., essential_interval: _Optional[_Union[_type_pb2.CountInterval, _Mapping]] = ..., share_mean: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., share_interval: _Optional[_Union[_type_pb2.Interval, _Mapping]] = ..., rate_mean: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., rate_interval: _Optional[_Union[_type_pb2.Interval, _Mapping]] = ..., simulated: _Optional[int] = ..., undetermined: _Optional[int] = ..., exact_essential_interval: _Optional[_Union[_type_pb2.CountInterval, _Mapping]] = ...) -> None: ...

class Calculation(_message.Message):
    __slots__ = ("name", "top_down", "canonical_inputs", "engine_version", "standard", "family_key", "edition", "rate_unit", "aggregate", "holders", "result_digest", "demonstration", "submitter", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TOP_DOWN_FIELD_NUMBER: _ClassVar[int]
    CANONICAL_INPUTS_FIELD_NUMBER: _ClassVar[int]
    ENGINE_VERSION_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    FAMILY_KEY_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    RATE_UNIT_FIELD_NUMBER: _ClassVar[int]
    AGGREGATE_FIELD_NUMBER: _ClassVar[int]
    HOLDERS_FIELD_NUMBER: _ClassVar[int]
    RESULT_DIGEST_FIELD_NUMBER: _ClassVar[int]
    DEMONSTRATION_FIELD_NUMBER: _ClassVar[int]
    SUBMITTER_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    top_down: TopDownInputs
    canonical_inputs: str
    engine_version: str
    standard: str
    family_key: _type_pb2.FamilyKey
    edition: str
    rate_unit: str
    aggregate: _decimal_pb2.Decimal
    holders: _containers.RepeatedCompositeFieldContainer[HolderRate]
    result_digest: str
    demonstration: bool
    submitter: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., top_down: _Optional[_Union[TopDownInputs, _Mapping]] = ..., canonical_inputs: _Optional[str] = ..., engine_version: _Optional[str] = ..., standard: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., edition: _Optional[str] = ..., rate_unit: _Optional[str] = ..., aggregate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., holders: _Optional[_Iterable[_Union[HolderRate, _Mapping]]] = ..., result_digest: _Optional[str] = ..., demonstration: _Optional[bool] = ..., submitter: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class GetCalculationRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListCalculationsRequest(_message.Message):
    __slots__ = ("standard", "page_size", "page_token")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standard: str
    page_size: int
    page_token: str
    def __init__(self, standard: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCalculationsResponse(_message.Message):
    __slots__ = ("calculations", "next_page_token")
    CALCULATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    calculations: _containers.RepeatedCompositeFieldContainer[Calculation]
    next_page_token: str
    def __init__(self, calculations: _Optional[_Iterable[_Union[Calculation, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetDerivationRequest(_message.Message):
    __slots__ = ("calculation", "holder")
    CALCULATION_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    calculation: str
    holder: str
    def __init__(self, calculation: _Optional[str] = ..., holder: _Optional[str] = ...) -> None: ...

class Quantity(_message.Message):
    __slots__ = ("id", "label", "formula", "value", "unit", "inputs", "sources")
    ID_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    FORMULA_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    INPUTS_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    id: str
    label: str
    formula: str
    value: str
    unit: str
    inputs: _containers.RepeatedScalarFieldContainer[str]
    sources: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, id: _Optional[str] = ..., label: _Optional[str] = ..., formula: _Optional[str] = ..., value: _Optional[str] = ..., unit: _Optional[str] = ..., inputs: _Optional[_Iterable[str]] = ..., sources: _Optional[_Iterable[str]] = ...) -> None: ...

class Derivation(_message.Message):
    __slots__ = ("calculation", "holder", "quantities")
    CALCULATION_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    QUANTITIES_FIELD_NUMBER: _ClassVar[int]
    calculation: str
    holder: str
    quantities: _containers.RepeatedCompositeFieldContainer[Quantity]
    def __init__(self, calculation: _Optional[str] = ..., holder: _Optional[str] = ..., quantities: _Optional[_Iterable[_Union[Quantity, _Mapping]]] = ...) -> None: ...
