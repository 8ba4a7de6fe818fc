import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.longrunning import operations_pb2 as _operations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import decimal_pb2 as _decimal_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.frand.v1 import comparables_pb2 as _comparables_pb2
from sepia.frand.v1 import methods_pb2 as _methods_pb2
from sepia.type.v1 import type_pb2 as _type_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class QuantityKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    QUANTITY_KIND_UNSPECIFIED: _ClassVar[QuantityKind]
    QUANTITY_KIND_GIVEN: _ClassVar[QuantityKind]
    QUANTITY_KIND_COMPUTED: _ClassVar[QuantityKind]
    QUANTITY_KIND_STATED: _ClassVar[QuantityKind]
QUANTITY_KIND_UNSPECIFIED: QuantityKind
QUANTITY_KIND_GIVEN: QuantityKind
QUANTITY_KIND_COMPUTED: QuantityKind
QUANTITY_KIND_STATED: QuantityKind

class TopDownInputs(_message.Message):
    __slots__ = ("findings", "aggregate_royalty", "confidence", "prior_a", "prior_b", "sensitivity", "specificity", "evaluator_quality")
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    AGGREGATE_ROYALTY_FIELD_NUMBER: _ClassVar[int]
    CONFIDENCE_FIELD_NUMBER: _ClassVar[int]
    PRIOR_A_FIELD_NUMBER: _ClassVar[int]
    PRIOR_B_FIELD_NUMBER: _ClassVar[int]
    SENSITIVITY_FIELD_NUMBER: _ClassVar[int]
    SPECIFICITY_FIELD_NUMBER: _ClassVar[int]
    EVALUATOR_QUALITY_FIELD_NUMBER: _ClassVar[int]
    findings: str
    aggregate_royalty: str
    confidence: _decimal_pb2.Decimal
    prior_a: _decimal_pb2.Decimal
    prior_b: _decimal_pb2.Decimal
    sensitivity: _decimal_pb2.Decimal
    specificity: _decimal_pb2.Decimal
    evaluator_quality: str
    def __init__(self, findings: _Optional[str] = ..., aggregate_royalty: _Optional[str] = ..., confidence: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., prior_a: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., prior_b: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., sensitivity: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., specificity: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., evaluator_quality: _Optional[str] = ...) -> None: ...

class InputReference(_message.Message):
    __slots__ = ("field", "name")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    NAME_FIELD_NUMBER: _ClassVar[int]
    field: str
    name: str
    def __init__(self, field: _Optional[str] = ..., name: _Optional[str] = ...) -> None: ...

class MethodInputs(_message.Message):
    __slots__ = ("id", "top_down", "top_down_values", "territorial_rates", "profit_apportionment", "incremental_value", "shapley", "rate_card", "comparables", "payments", "lump_sum", "offers", "cross_checks", "references")
    ID_FIELD_NUMBER: _ClassVar[int]
    TOP_DOWN_FIELD_NUMBER: _ClassVar[int]
    TOP_DOWN_VALUES_FIELD_NUMBER: _ClassVar[int]
    TERRITORIAL_RATES_FIELD_NUMBER: _ClassVar[int]
    PROFIT_APPORTIONMENT_FIELD_NUMBER: _ClassVar[int]
    INCREMENTAL_VALUE_FIELD_NUMBER: _ClassVar[int]
    SHAPLEY_FIELD_NUMBER: _ClassVar[int]
    RATE_CARD_FIELD_NUMBER: _ClassVar[int]
    COMPARABLES_FIELD_NUMBER: _ClassVar[int]
    PAYMENTS_FIELD_NUMBER: _ClassVar[int]
    LUMP_SUM_FIELD_NUMBER: _ClassVar[int]
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    CROSS_CHECKS_FIELD_NUMBER: _ClassVar[int]
    REFERENCES_FIELD_NUMBER: _ClassVar[int]
    id: str
    top_down: TopDownInputs
    top_down_values: _methods_pb2.TopDownMethodInputs
    territorial_rates: _methods_pb2.TerritorialRatesInputs
    profit_apportionment: _methods_pb2.ProfitApportionmentInputs
    incremental_value: _methods_pb2.IncrementalValueInputs
    shapley: _methods_pb2.ShapleyInputs
    rate_card: _methods_pb2.RateCardInputs
    comparables: _comparables_pb2.ComparablesInputs
    payments: _comparables_pb2.PaymentsInputs
    lump_sum: _comparables_pb2.LumpSumInputs
    offers: _comparables_pb2.OffersInputs
    cross_checks: _comparables_pb2.CrossChecksInputs
    references: _containers.RepeatedCompositeFieldContainer[InputReference]
    def __init__(self, id: _Optional[str] = ..., top_down: _Optional[_Union[TopDownInputs, _Mapping]] = ..., top_down_values: _Optional[_Union[_methods_pb2.TopDownMethodInputs, _Mapping]] = ..., territorial_rates: _Optional[_Union[_methods_pb2.TerritorialRatesInputs, _Mapping]] = ..., profit_apportionment: _Optional[_Union[_methods_pb2.ProfitApportionmentInputs, _Mapping]] = ..., incremental_value: _Optional[_Union[_methods_pb2.IncrementalValueInputs, _Mapping]] = ..., shapley: _Optional[_Union[_methods_pb2.ShapleyInputs, _Mapping]] = ..., rate_card: _Optional[_Union[_methods_pb2.RateCardInputs, _Mapping]] = ..., comparables: _Optional[_Union[_comparables_pb2.ComparablesInputs, _Mapping]] = ..., payments: _Optional[_Union[_comparables_pb2.PaymentsInputs, _Mapping]] = ..., lump_sum: _Optional[_Union[_comparables_pb2.LumpSumInputs, _Mapping]] = ..., offers: _Optional[_Union[_comparables_pb2.OffersInputs, _Mapping]] = ..., cross_checks: _Optional[_Union[_comparables_pb2.CrossChecksInputs, _Mapping]] = ..., references: _Optional[_Iterable[_Union[InputReference, _Mapping]]] = ...) -> None: ...

class SensitivityQuestion(_message.Message):
    __slots__ = ("answer", "inputs")
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    INPUTS_FIELD_NUMBER: _ClassVar[int]
    answer: str
    inputs: _comparables_pb2.SensitivityInputs
    def __init__(self, answer: _Optional[str] = ..., inputs: _Optional[_Union[_comparables_pb2.SensitivityInputs, _Mapping]] = ...) -> None: ...

class CreateCalculationRequest(_message.Message):
    __slots__ = ("top_down", "request_id", "methods", "standard", "holder", "offers", "sensitivities", "release", "shared_with", "published")
    TOP_DOWN_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    METHODS_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    OFFERS_FIELD_NUMBER: _ClassVar[int]
    SENSITIVITIES_FIELD_NUMBER: _ClassVar[int]
    RELEASE_FIELD_NUMBER: _ClassVar[int]
    SHARED_WITH_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    top_down: TopDownInputs
    request_id: str
    methods: _containers.RepeatedCompositeFieldContainer[MethodInputs]
    standard: str
    holder: str
    offers: _containers.RepeatedCompositeFieldContainer[_comparables_pb2.RateOffer]
    sensitivities: _containers.RepeatedCompositeFieldContainer[SensitivityQuestion]
    release: _containers.RepeatedScalarFieldContainer[str]
    shared_with: _containers.RepeatedScalarFieldContainer[str]
    published: bool
    def __init__(self, top_down: _Optional[_Union[TopDownInputs, _Mapping]] = ..., request_id: _Optional[str] = ..., methods: _Optional[_Iterable[_Union[MethodInputs, _Mapping]]] = ..., standard: _Optional[str] = ..., holder: _Optional[str] = ..., offers: _Optional[_Iterable[_Union[_comparables_pb2.RateOffer, _Mapping]]] = ..., sensitivities: _Optional[_Iterable[_Union[SensitivityQuestion, _Mapping]]] = ..., release: _Optional[_Iterable[str]] = ..., shared_with: _Optional[_Iterable[str]] = ..., published: _Optional[bool] = ...) -> None: ...

class StartCalculationRequest(_message.Message):
    __slots__ = ("calculation", "request_id")
    CALCULATION_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    calculation: CreateCalculationRequest
    request_id: str
    def __init__(self, calculation: _Optional[_Union[CreateCalculationRequest, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class CalculationProgress(_message.Message):
    __slots__ = ("create_time", "start_time", "cancel_requested", "computed", "total", "percent", "estimated_seconds")
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    START_TIME_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REQUESTED_FIELD_NUMBER: _ClassVar[int]
    COMPUTED_FIELD_NUMBER: _ClassVar[int]
    TOTAL_FIELD_NUMBER: _ClassVar[int]
    PERCENT_FIELD_NUMBER: _ClassVar[int]
    ESTIMATED_SECONDS_FIELD_NUMBER: _ClassVar[int]
    create_time: _timestamp_pb2.Timestamp
    start_time: _timestamp_pb2.Timestamp
    cancel_requested: bool
    computed: int
    total: int
    percent: int
    estimated_seconds: int
    def __init__(self, create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., start_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., cancel_requested: _Optional[bool] = ..., computed: _Optional[int] = ..., total: _Optional[int] = ..., percent: _Optional[int] = ..., estimated_seconds: _Optional[int] = ...) -> None: ...

class ShareCalculationRequest(_message.Message):
    __slots__ = ("name", "shared_with", "published", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SHARED_WITH_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    shared_with: _containers.RepeatedScalarFieldContainer[str]
    published: bool
    request_id: str
    def __init__(self, name: _Optional[str] = ..., shared_with: _Optional[_Iterable[str]] = ..., published: _Optional[bool] = ..., request_id: _Optional[str] = ...) -> None: ...

class AnswerResult(_message.Message):
    __slots__ = ("subject", "label", "best", "low", "high", "unit", "quantity")
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    BEST_FIELD_NUMBER: _ClassVar[int]
    LOW_FIELD_NUMBER: _ClassVar[int]
    HIGH_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    subject: str
    label: str
    best: _decimal_pb2.Decimal
    low: _decimal_pb2.Decimal
    high: _decimal_pb2.Decimal
    unit: str
    quantity: str
    def __init__(self, subject: _Optional[str] = ..., label: _Optional[str] = ..., best: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., low: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., high: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., unit: _Optional[str] = ..., quantity: _Optional[str] = ...) -> None: ...

class OmittedInput(_message.Message):
    __slots__ = ("what", "why")
    WHAT_FIELD_NUMBER: _ClassVar[int]
    WHY_FIELD_NUMBER: _ClassVar[int]
    what: str
    why: str
    def __init__(self, what: _Optional[str] = ..., why: _Optional[str] = ...) -> None: ...

class Answer(_message.Message):
    __slots__ = ("id", "method", "results", "omitted", "notes", "withheld")
    ID_FIELD_NUMBER: _ClassVar[int]
    METHOD_FIELD_NUMBER: _ClassVar[int]
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    OMITTED_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    id: str
    method: str
    results: _containers.RepeatedCompositeFieldContainer[AnswerResult]
    omitted: _containers.RepeatedCompositeFieldContainer[OmittedInput]
    notes: _containers.RepeatedScalarFieldContainer[str]
    withheld: int
    def __init__(self, id: _Optional[str] = ..., method: _Optional[str] = ..., results: _Optional[_Iterable[_Union[AnswerResult, _Mapping]]] = ..., omitted: _Optional[_Iterable[_Union[OmittedInput, _Mapping]]] = ..., notes: _Optional[_Iterable[str]] = ..., withheld: _Optional[int] = ...) -> None: ...

class Confidentiality(_message.Message):
    __slots__ = ("complete", "withheld", "whose", "audience", "shared_with", "published")
    COMPLETE_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    WHOSE_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    SHARED_WITH_FIELD_NUMBER: _ClassVar[int]
    PUBLISHED_FIELD_NUMBER: _ClassVar[int]
    complete: bool
    withheld: int
    whose: _containers.RepeatedScalarFieldContainer[str]
    audience: _containers.RepeatedScalarFieldContainer[str]
    shared_with: _containers.RepeatedScalarFieldContainer[str]
    published: bool
    def __init__(self, complete: _Optional[bool] = ..., withheld: _Optional[int] = ..., whose: _Optional[_Iterable[str]] = ..., audience: _Optional[_Iterable[str]] = ..., shared_with: _Optional[_Iterable[str]] = ..., published: _Optional[bool] = ...) -> None: ...

class HolderRate(_message.Message):
    __slots__ = ("holder", "display_name", "families", "checked", "checked_essential", "essential_mean", "essential_interval", "share_mean", "share_interval", "rate_mean", "rate_interval", "simulated", "undetermined", "exact_essential_interval", "reused")
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
    REUSED_FIELD_NUMBER: _ClassVar[int]
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
    reused: int
    def __init__(self, holder: _Optional[str] = ..., display_name: _Optional[str] = ..., families: _Optional[int] = ..., checked: _Optional[int] = ..., checked_essential: _Optional[int] = ..., essential_mean: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., essential_interval: _Optional[_Union[_type_pb2.CountInterval, _Mapping]] = ..., share_mean: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., share_interval: _Optional[_Union[_type_pb2.Interval, _Mapping]] = ..., rate_mean: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., rate_interval: _Optional[_Union[_type_pb2.Interval, _Mapping]] = ..., simulated: _Optional[int] = ..., undetermined: _Optional[int] = ..., exact_essential_interval: _Optional[_Union[_type_pb2.CountInterval, _Mapping]] = ..., reused: _Optional[int] = ...) -> None: ...

class Calculation(_message.Message):
    __slots__ = ("name", "top_down", "canonical_inputs", "engine_version", "standard", "family_key", "edition", "rate_unit", "aggregate", "holders", "result_digest", "demonstration", "submitter", "create_time", "answers", "document", "confidentiality")
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
    ANSWERS_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIALITY_FIELD_NUMBER: _ClassVar[int]
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
    answers: _containers.RepeatedCompositeFieldContainer[Answer]
    document: str
    confidentiality: Confidentiality
    def __init__(self, name: _Optional[str] = ..., top_down: _Optional[_Union[TopDownInputs, _Mapping]] = ..., canonical_inputs: _Optional[str] = ..., engine_version: _Optional[str] = ..., standard: _Optional[str] = ..., family_key: _Optional[_Union[_type_pb2.FamilyKey, str]] = ..., edition: _Optional[str] = ..., rate_unit: _Optional[str] = ..., aggregate: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., holders: _Optional[_Iterable[_Union[HolderRate, _Mapping]]] = ..., result_digest: _Optional[str] = ..., demonstration: _Optional[bool] = ..., submitter: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., answers: _Optional[_Iterable[_Union[Answer, _Mapping]]] = ..., document: _Optional[str] = ..., confidentiality: _Optional[_Union[Confidentiality, _Mapping]] = ...) -> None: ...

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
    __slots__ = ("calculation", "holder", "answer", "quantity")
    CALCULATION_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    calculation: str
    holder: str
    answer: str
    quantity: str
    def __init__(self, calculation: _Optional[str] = ..., holder: _Optional[str] = ..., answer: _Optional[str] = ..., quantity: _Optional[str] = ...) -> None: ...

class Quantity(_message.Message):
    __slots__ = ("id", "label", "formula", "value", "unit", "inputs", "sources", "kind", "group", "audience", "formula_withheld")
    ID_FIELD_NUMBER: _ClassVar[int]
    LABEL_FIELD_NUMBER: _ClassVar[int]
    FORMULA_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    UNIT_FIELD_NUMBER: _ClassVar[int]
    INPUTS_FIELD_NUMBER: _ClassVar[int]
    SOURCES_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    GROUP_FIELD_NUMBER: _ClassVar[int]
    AUDIENCE_FIELD_NUMBER: _ClassVar[int]
    FORMULA_WITHHELD_FIELD_NUMBER: _ClassVar[int]
    id: str
    label: str
    formula: str
    value: str
    unit: str
    inputs: _containers.RepeatedScalarFieldContainer[str]
    sources: _containers.RepeatedScalarFieldContainer[str]
    kind: QuantityKind
    group: str
    audience: _containers.RepeatedScalarFieldContainer[str]
    formula_withheld: bool
    def __init__(self, id: _Optional[str] = ..., label: _Optional[str] = ..., formula: _Optional[str] = ..., value: _Optional[str] = ..., unit: _Optional[str] = ..., inputs: _Optional[_Iterable[str]] = ..., sources: _Optional[_Iterable[str]] = ..., kind: _Optional[_Union[QuantityKind, str]] = ..., group: _Optional[str] = ..., audience: _Optional[_Iterable[str]] = ..., formula_withheld: _Optional[bool] = ...) -> None: ...

class Derivation(_message.Message):
    __slots__ = ("calculation", "holder", "quantities", "answer", "withheld")
    CALCULATION_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    QUANTITIES_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELD_NUMBER: _ClassVar[int]
    calculation: str
    holder: str
    quantities: _containers.RepeatedCompositeFieldContainer[Quantity]
    answer: str
    withheld: int
    def __init__(self, calculation: _Optional[str] = ..., holder: _Optional[str] = ..., quantities: _Optional[_Iterable[_Union[Quantity, _Mapping]]] = ..., answer: _Optional[str] = ..., withheld: _Optional[int] = ...) -> None: ...
