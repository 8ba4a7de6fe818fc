import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class RegistrationState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REGISTRATION_STATE_UNSPECIFIED: _ClassVar[RegistrationState]
    REGISTRATION_STATE_DRAFT: _ClassVar[RegistrationState]
    REGISTRATION_STATE_SUBMITTED: _ClassVar[RegistrationState]
    REGISTRATION_STATE_REGISTERED: _ClassVar[RegistrationState]
    REGISTRATION_STATE_CURE_PENDING: _ClassVar[RegistrationState]
    REGISTRATION_STATE_SUSPENDED: _ClassVar[RegistrationState]
    REGISTRATION_STATE_REMOVED: _ClassVar[RegistrationState]
    REGISTRATION_STATE_DISCARDED: _ClassVar[RegistrationState]

class Stated(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    STATED_UNSPECIFIED: _ClassVar[Stated]
    STATED_YES: _ClassVar[Stated]
    STATED_NO: _ClassVar[Stated]

class RegistrationEventKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REGISTRATION_EVENT_KIND_UNSPECIFIED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_DRAFTED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_SUBMITTED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_RETURNED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_REGISTERED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_CHANGE_REPORTED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_CORRECTED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_CURE_OPENED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_CURE_ANSWERED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_ANSWER_NOT_ENOUGH: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_CURED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_SUSPENDED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_REINSTATED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_SUSPENSION_ANNULLED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_APPEAL_FILED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_APPEAL_DECIDED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_REMOVED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_CONTACT_DATA_ERASED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_REVIEWED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_CORRECTION_REQUESTED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_CORRECTION_REFUSED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_POOL_LICENCE_OR_TRANSFER: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_CHECK_DONE: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_PEER_EVALUATION_DONE: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_EXPIRED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_INVALIDATED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_PROCEEDINGS: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_STANDARD_PUBLISHED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_AGGREGATE_ROYALTY_PUBLISHED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_EXPERT_OPINION_PUBLISHED: _ClassVar[RegistrationEventKind]
    REGISTRATION_EVENT_KIND_DISCARDED: _ClassVar[RegistrationEventKind]

class CureGround(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CURE_GROUND_UNSPECIFIED: _ClassVar[CureGround]
    CURE_GROUND_REVIEW: _ClassVar[CureGround]
    CURE_GROUND_THIRD_PARTY: _ClassVar[CureGround]
    CURE_GROUND_COURT: _ClassVar[CureGround]
    CURE_GROUND_OFFICE: _ClassVar[CureGround]
    CURE_GROUND_OBJECTION: _ClassVar[CureGround]

class CureState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CURE_STATE_UNSPECIFIED: _ClassVar[CureState]
    CURE_STATE_OPEN: _ClassVar[CureState]
    CURE_STATE_ANSWERED: _ClassVar[CureState]
    CURE_STATE_LAPSED: _ClassVar[CureState]
    CURE_STATE_CURED: _ClassVar[CureState]
    CURE_STATE_DROPPED: _ClassVar[CureState]

class CorrectionRequestState(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CORRECTION_REQUEST_STATE_UNSPECIFIED: _ClassVar[CorrectionRequestState]
    CORRECTION_REQUEST_STATE_RECEIVED: _ClassVar[CorrectionRequestState]
    CORRECTION_REQUEST_STATE_ADMITTED: _ClassVar[CorrectionRequestState]
    CORRECTION_REQUEST_STATE_REFUSED: _ClassVar[CorrectionRequestState]

class ReviewOutcome(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REVIEW_OUTCOME_UNSPECIFIED: _ClassVar[ReviewOutcome]
    REVIEW_OUTCOME_PENDING: _ClassVar[ReviewOutcome]
    REVIEW_OUTCOME_OK: _ClassVar[ReviewOutcome]
    REVIEW_OUTCOME_DEFECT: _ClassVar[ReviewOutcome]

class ProvisionKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    PROVISION_KIND_UNSPECIFIED: _ClassVar[ProvisionKind]
    PROVISION_KIND_REQUIREMENT: _ClassVar[ProvisionKind]
    PROVISION_KIND_RECOMMENDATION: _ClassVar[ProvisionKind]

class RegistrantSize(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REGISTRANT_SIZE_UNSPECIFIED: _ClassVar[RegistrantSize]
    REGISTRANT_SIZE_MICRO: _ClassVar[RegistrantSize]
    REGISTRANT_SIZE_SMALL: _ClassVar[RegistrantSize]
    REGISTRANT_SIZE_MEDIUM: _ClassVar[RegistrantSize]
    REGISTRANT_SIZE_LARGE: _ClassVar[RegistrantSize]

class GateStanding(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GATE_STANDING_UNSPECIFIED: _ClassVar[GateStanding]
    GATE_STANDING_REGISTERED: _ClassVar[GateStanding]
    GATE_STANDING_SUSPENDED: _ClassVar[GateStanding]
    GATE_STANDING_REMOVED: _ClassVar[GateStanding]
    GATE_STANDING_UNREGISTERED_LATE: _ClassVar[GateStanding]
    GATE_STANDING_WINDOW_OPEN: _ClassVar[GateStanding]
    GATE_STANDING_NOT_OPEN: _ClassVar[GateStanding]

class GateAnswer(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    GATE_ANSWER_UNSPECIFIED: _ClassVar[GateAnswer]
    GATE_ANSWER_YES: _ClassVar[GateAnswer]
    GATE_ANSWER_NO: _ClassVar[GateAnswer]
    GATE_ANSWER_NOT_ASKED: _ClassVar[GateAnswer]
    GATE_ANSWER_UNKNOWN: _ClassVar[GateAnswer]
    GATE_ANSWER_NOT_KEPT_HERE_YET: _ClassVar[GateAnswer]
REGISTRATION_STATE_UNSPECIFIED: RegistrationState
REGISTRATION_STATE_DRAFT: RegistrationState
REGISTRATION_STATE_SUBMITTED: RegistrationState
REGISTRATION_STATE_REGISTERED: RegistrationState
REGISTRATION_STATE_CURE_PENDING: RegistrationState
REGISTRATION_STATE_SUSPENDED: RegistrationState
REGISTRATION_STATE_REMOVED: RegistrationState
REGISTRATION_STATE_DISCARDED: RegistrationState
STATED_UNSPECIFIED: Stated
STATED_YES: Stated
STATED_NO: Stated
REGISTRATION_EVENT_KIND_UNSPECIFIED: RegistrationEventKind
REGISTRATION_EVENT_KIND_DRAFTED: RegistrationEventKind
REGISTRATION_EVENT_KIND_SUBMITTED: RegistrationEventKind
REGISTRATION_EVENT_KIND_RETURNED: RegistrationEventKind
REGISTRATION_EVENT_KIND_REGISTERED: RegistrationEventKind
REGISTRATION_EVENT_KIND_CHANGE_REPORTED: RegistrationEventKind
REGISTRATION_EVENT_KIND_CORRECTED: RegistrationEventKind
REGISTRATION_EVENT_KIND_CURE_OPENED: RegistrationEventKind
REGISTRATION_EVENT_KIND_CURE_ANSWERED: RegistrationEventKind
REGISTRATION_EVENT_KIND_ANSWER_NOT_ENOUGH: RegistrationEventKind
REGISTRATION_EVENT_KIND_CURED: RegistrationEventKind
REGISTRATION_EVENT_KIND_SUSPENDED: RegistrationEventKind
REGISTRATION_EVENT_KIND_REINSTATED: RegistrationEventKind
REGISTRATION_EVENT_KIND_SUSPENSION_ANNULLED: RegistrationEventKind
REGISTRATION_EVENT_KIND_APPEAL_FILED: RegistrationEventKind
REGISTRATION_EVENT_KIND_APPEAL_DECIDED: RegistrationEventKind
REGISTRATION_EVENT_KIND_REMOVED: RegistrationEventKind
REGISTRATION_EVENT_KIND_CONTACT_DATA_ERASED: RegistrationEventKind
REGISTRATION_EVENT_KIND_REVIEWED: RegistrationEventKind
REGISTRATION_EVENT_KIND_CORRECTION_REQUESTED: RegistrationEventKind
REGISTRATION_EVENT_KIND_CORRECTION_REFUSED: RegistrationEventKind
REGISTRATION_EVENT_KIND_POOL_LICENCE_OR_TRANSFER: RegistrationEventKind
REGISTRATION_EVENT_KIND_CHECK_DONE: RegistrationEventKind
REGISTRATION_EVENT_KIND_PEER_EVALUATION_DONE: RegistrationEventKind
REGISTRATION_EVENT_KIND_EXPIRED: RegistrationEventKind
REGISTRATION_EVENT_KIND_INVALIDATED: RegistrationEventKind
REGISTRATION_EVENT_KIND_PROCEEDINGS: RegistrationEventKind
REGISTRATION_EVENT_KIND_STANDARD_PUBLISHED: RegistrationEventKind
REGISTRATION_EVENT_KIND_AGGREGATE_ROYALTY_PUBLISHED: RegistrationEventKind
REGISTRATION_EVENT_KIND_EXPERT_OPINION_PUBLISHED: RegistrationEventKind
REGISTRATION_EVENT_KIND_DISCARDED: RegistrationEventKind
CURE_GROUND_UNSPECIFIED: CureGround
CURE_GROUND_REVIEW: CureGround
CURE_GROUND_THIRD_PARTY: CureGround
CURE_GROUND_COURT: CureGround
CURE_GROUND_OFFICE: CureGround
CURE_GROUND_OBJECTION: CureGround
CURE_STATE_UNSPECIFIED: CureState
CURE_STATE_OPEN: CureState
CURE_STATE_ANSWERED: CureState
CURE_STATE_LAPSED: CureState
CURE_STATE_CURED: CureState
CURE_STATE_DROPPED: CureState
CORRECTION_REQUEST_STATE_UNSPECIFIED: CorrectionRequestState
CORRECTION_REQUEST_STATE_RECEIVED: CorrectionRequestState
CORRECTION_REQUEST_STATE_ADMITTED: CorrectionRequestState
CORRECTION_REQUEST_STATE_REFUSED: CorrectionRequestState
REVIEW_OUTCOME_UNSPECIFIED: ReviewOutcome
REVIEW_OUTCOME_PENDING: ReviewOutcome
REVIEW_OUTCOME_OK: ReviewOutcome
REVIEW_OUTCOME_DEFECT: ReviewOutcome
PROVISION_KIND_UNSPECIFIED: ProvisionKind
PROVISION_KIND_REQUIREMENT: ProvisionKind
PROVISION_KIND_RECOMMENDATION: ProvisionKind
REGISTRANT_SIZE_UNSPECIFIED: RegistrantSize
REGISTRANT_SIZE_MICRO: RegistrantSize
REGISTRANT_SIZE_SMALL: RegistrantSize
REGISTRANT_SIZE_MEDIUM: RegistrantSize
REGISTRANT_SIZE_LARGE: RegistrantSize
GATE_STANDING_UNSPECIFIED: GateStanding
GATE_STANDING_REGISTERED: GateStanding
GATE_STANDING_SUSPENDED: GateStanding
GATE_STANDING_REMOVED: GateStanding
GATE_STANDING_UNREGISTERED_LATE: GateStanding
GATE_STANDING_WINDOW_OPEN: GateStanding
GATE_STANDING_NOT_OPEN: GateStanding
GATE_ANSWER_UNSPECIFIED: GateAnswer
GATE_ANSWER_YES: GateAnswer
GATE_ANSWER_NO: GateAnswer
GATE_ANSWER_NOT_ASKED: GateAnswer
GATE_ANSWER_UNKNOWN: GateAnswer
GATE_ANSWER_NOT_KEPT_HERE_YET: GateAnswer

class Party(_message.Message):
    __slots__ = ("name", "address", "contact_person", "email", "telephone")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    CONTACT_PERSON_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    TELEPHONE_FIELD_NUMBER: _ClassVar[int]
    name: str
    address: str
    contact_person: str
    email: str
    telephone: str
    def __init__(self, name: _Optional[str] = ..., address: _Optional[str] = ..., contact_person: _Optional[str] = ..., email: _Optional[str] = ..., telephone: _Optional[str] = ...) -> None: ...

class Correspondence(_message.Message):
    __slots__ = ("claim", "standard_name", "version", "release", "subclause", "kind")
    CLAIM_FIELD_NUMBER: _ClassVar[int]
    STANDARD_NAME_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    RELEASE_FIELD_NUMBER: _ClassVar[int]
    SUBCLAUSE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    claim: int
    standard_name: str
    version: str
    release: str
    subclause: str
    kind: ProvisionKind
    def __init__(self, claim: _Optional[int] = ..., standard_name: _Optional[str] = ..., version: _Optional[str] = ..., release: _Optional[str] = ..., subclause: _Optional[str] = ..., kind: _Optional[_Union[ProvisionKind, str]] = ...) -> None: ...

class ClaimChartReference(_message.Message):
    __slots__ = ("name", "sha256")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    name: str
    sha256: str
    def __init__(self, name: _Optional[str] = ..., sha256: _Optional[str] = ...) -> None: ...

class RegisteredPatent(_message.Message):
    __slots__ = ("office", "number", "in_force_in", "in_force_evidence")
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    IN_FORCE_IN_FIELD_NUMBER: _ClassVar[int]
    IN_FORCE_EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    office: str
    number: str
    in_force_in: _containers.RepeatedScalarFieldContainer[str]
    in_force_evidence: str
    def __init__(self, office: _Optional[str] = ..., number: _Optional[str] = ..., in_force_in: _Optional[_Iterable[str]] = ..., in_force_evidence: _Optional[str] = ...) -> None: ...

class PublicTerms(_message.Message):
    __slots__ = ("exist", "reference", "royalty_policy")
    EXIST_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    ROYALTY_POLICY_FIELD_NUMBER: _ClassVar[int]
    exist: Stated
    reference: str
    royalty_policy: str
    def __init__(self, exist: _Optional[_Union[Stated, str]] = ..., reference: _Optional[str] = ..., royalty_policy: _Optional[str] = ...) -> None: ...

class PoolAvailability(_message.Message):
    __slots__ = ("available", "pools")
    AVAILABLE_FIELD_NUMBER: _ClassVar[int]
    POOLS_FIELD_NUMBER: _ClassVar[int]
    available: Stated
    pools: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, available: _Optional[_Union[Stated, str]] = ..., pools: _Optional[_Iterable[str]] = ...) -> None: ...

class FeePayment(_message.Message):
    __slots__ = ("receipt", "paid_date", "holder_size", "confirmed", "includes_sampled_checks")
    RECEIPT_FIELD_NUMBER: _ClassVar[int]
    PAID_DATE_FIELD_NUMBER: _ClassVar[int]
    HOLDER_SIZE_FIELD_NUMBER: _ClassVar[int]
    CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    INCLUDES_SAMPLED_CHECKS_FIELD_NUMBER: _ClassVar[int]
    receipt: str
    paid_date: _date_pb2.Date
    holder_size: RegistrantSize
    confirmed: bool
    includes_sampled_checks: bool
    def __init__(self, receipt: _Optional[str] = ..., paid_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., holder_size: _Optional[_Union[RegistrantSize, str]] = ..., confirmed: _Optional[bool] = ..., includes_sampled_checks: _Optional[bool] = ...) -> None: ...

class Bibliography(_message.Message):
    __slots__ = ("priorities", "family_members", "grant_date", "expiry_date")
    PRIORITIES_FIELD_NUMBER: _ClassVar[int]
    FAMILY_MEMBERS_FIELD_NUMBER: _ClassVar[int]
    GRANT_DATE_FIELD_NUMBER: _ClassVar[int]
    EXPIRY_DATE_FIELD_NUMBER: _ClassVar[int]
    priorities: _containers.RepeatedScalarFieldContainer[str]
    family_members: _containers.RepeatedScalarFieldContainer[str]
    grant_date: _date_pb2.Date
    expiry_date: _date_pb2.Date
    def __init__(self, priorities: _Optional[_Iterable[str]] = ..., family_members: _Optional[_Iterable[str]] = ..., grant_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., expiry_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class KnownItems(_message.Message):
    __slots__ = ("items", "none_known")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NONE_KNOWN_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedScalarFieldContainer[str]
    none_known: bool
    def __init__(self, items: _Optional[_Iterable[str]] = ..., none_known: _Optional[bool] = ...) -> None: ...

class RegistrationContent(_message.Message):
    __slots__ = ("patent", "correspondences", "claim_chart", "commitment", "holder", "parent_company", "representatives", "public_terms", "sme_terms", "pools", "licensing_contact", "licensing_entity", "bibliography", "products", "essentiality", "further")
    class FurtherEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    PATENT_FIELD_NUMBER: _ClassVar[int]
    CORRESPONDENCES_FIELD_NUMBER: _ClassVar[int]
    CLAIM_CHART_FIELD_NUMBER: _ClassVar[int]
    COMMITMENT_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    PARENT_COMPANY_FIELD_NUMBER: _ClassVar[int]
    REPRESENTATIVES_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_TERMS_FIELD_NUMBER: _ClassVar[int]
    SME_TERMS_FIELD_NUMBER: _ClassVar[int]
    POOLS_FIELD_NUMBER: _ClassVar[int]
    LICENSING_CONTACT_FIELD_NUMBER: _ClassVar[int]
    LICENSING_ENTITY_FIELD_NUMBER: _ClassVar[int]
    BIBLIOGRAPHY_FIELD_NUMBER: _ClassVar[int]
    PRODUCTS_FIELD_NUMBER: _ClassVar[int]
    ESSENTIALITY_FIELD_NUMBER: _ClassVar[int]
    FURTHER_FIELD_NUMBER: _ClassVar[int]
    patent: RegisteredPatent
    correspondences: _containers.RepeatedCompositeFieldContainer[Correspondence]
    claim_chart: ClaimChartReference
    commitment: str
    holder: Party
    parent_company: Party
    representatives: _containers.RepeatedCompositeFieldContainer[Party]
    public_terms: PublicTerms
    sme_terms: PublicTerms
    pools: PoolAvailability
    licensing_contact: Party
    licensing_entity: str
    bibliography: Bibliography
    products: KnownItems
    essentiality: KnownItems
    further: _containers.ScalarMap[str, str]
    def __init__(self, patent: _Optional[_Union[RegisteredPatent, _Mapping]] = ..., correspondences: _Optional[_Iterable[_Union[Correspondence, _Mapping]]] = ..., claim_chart: _Optional[_Union[ClaimChartReference, _Mapping]] = ..., commitment: _Optional[str] = ..., holder: _Optional[_Union[Party, _Mapping]] = ..., parent_company: _Optional[_Union[Party, _Mapping]] = ..., representatives: _Optional[_Iterable[_Union[Party, _Mapping]]] = ..., public_terms: _Optional[_Union[PublicTerms, _Mapping]] = ..., sme_terms: _Optional[_Union[PublicTerms, _Mapping]] = ..., pools: _Optional[_Union[PoolAvailability, _Mapping]] = ..., licensing_contact: _Optional[_Union[Party, _Mapping]] = ..., licensing_entity: _Optional[str] = ..., bibliography: _Optional[_Union[Bibliography, _Mapping]] = ..., products: _Optional[_Union[KnownItems, _Mapping]] = ..., essentiality: _Optional[_Union[KnownItems, _Mapping]] = ..., further: _Optional[_Mapping[str, str]] = ...) -> None: ...

class Fault(_message.Message):
    __slots__ = ("field", "rule", "example")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    RULE_FIELD_NUMBER: _ClassVar[int]
    EXAMPLE_FIELD_NUMBER: _ClassVar[int]
    field: str
    rule: str
    example: str
    def __init__(self, field: _Optional[str] = ..., rule: _Optional[str] = ..., example: _Optional[str] = ...) -> None: ...

class Remark(_message.Message):
    __slots__ = ("field", "text", "near")
    FIELD_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    NEAR_FIELD_NUMBER: _ClassVar[int]
    field: str
    text: str
    near: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, field: _Optional[str] = ..., text: _Optional[str] = ..., near: _Optional[_Iterable[str]] = ...) -> None: ...

class Registration(_message.Message):
    __slots__ = ("name", "number", "standard", "holder", "regime", "state", "content", "withheld_fields", "fee", "faults", "receive_date", "registration_date", "window_end_date", "late", "gap_start_date", "gap_end_date", "suspension_date", "appeal_due_date", "removal_date", "removal_ground", "files_kept_until_date", "erasable_from_date", "contact_data_erase_time", "etag", "create_time", "update_time", "remarks")
    NAME_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    WITHHELD_FIELDS_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    FAULTS_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    REGISTRATION_DATE_FIELD_NUMBER: _ClassVar[int]
    WINDOW_END_DATE_FIELD_NUMBER: _ClassVar[int]
    LATE_FIELD_NUMBER: _ClassVar[int]
    GAP_START_DATE_FIELD_NUMBER: _ClassVar[int]
    GAP_END_DATE_FIELD_NUMBER: _ClassVar[int]
    SUSPENSION_DATE_FIELD_NUMBER: _ClassVar[int]
    APPEAL_DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    REMOVAL_DATE_FIELD_NUMBER: _ClassVar[int]
    REMOVAL_GROUND_FIELD_NUMBER: _ClassVar[int]
    FILES_KEPT_UNTIL_DATE_FIELD_NUMBER: _ClassVar[int]
    ERASABLE_FROM_DATE_FIELD_NUMBER: _ClassVar[int]
    CONTACT_DATA_ERASE_TIME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    UPDATE_TIME_FIELD_NUMBER: _ClassVar[int]
    REMARKS_FIELD_NUMBER: _ClassVar[int]
    name: str
    number: str
    standard: str
    holder: str
    regime: str
    state: RegistrationState
    content: RegistrationContent
    withheld_fields: _containers.RepeatedScalarFieldContainer[str]
    fee: FeePayment
    faults: _containers.RepeatedCompositeFieldContainer[Fault]
    receive_date: _date_pb2.Date
    registration_date: _date_pb2.Date
    window_end_date: _date_pb2.Date
    late: bool
    gap_start_date: _date_pb2.Date
    gap_end_date: _date_pb2.Date
    suspension_date: _date_pb2.Date
    appeal_due_date: _date_pb2.Date
    removal_date: _date_pb2.Date
    removal_ground: str
    files_kept_until_date: _date_pb2.Date
    erasable_from_date: _date_pb2.Date
    contact_data_erase_time: _timestamp_pb2.Timestamp
    etag: str
    create_time: _timestamp_pb2.Timestamp
    update_time: _timestamp_pb2.Timestamp
    remarks: _containers.RepeatedCompositeFieldContainer[Remark]
    def __init__(self, name: _Optional[str] = ..., number: _Optional[str] = ..., standard: _Optional[str] = ..., holder: _Optional[str] = ..., regime: _Optional[str] = ..., state: _Optional[_Union[RegistrationState, str]] = ..., content: _Optional[_Union[RegistrationContent, _Mapping]] = ..., withheld_fields: _Optional[_Iterable[str]] = ..., fee: _Optional[_Union[FeePayment, _Mapping]] = ..., faults: _Optional[_Iterable[_Union[Fault, _Mapping]]] = ..., receive_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., registration_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., window_end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., late: _Optional[bool] = ..., gap_start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., gap_end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., suspension_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., appeal_due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., removal_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., removal_ground: _Optional[str] = ..., files_kept_until_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., erasable_from_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., contact_data_erase_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., etag: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., update_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., remarks: _Optional[_Iterable[_Union[Remark, _Mapping]]] = ...) -> None: ...

class SubmitRegistrationRequest(_message.Message):
    __slots__ = ("name", "holder", "standard", "content", "fee", "keep_as_draft", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    FEE_FIELD_NUMBER: _ClassVar[int]
    KEEP_AS_DRAFT_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    holder: str
    standard: str
    content: RegistrationContent
    fee: FeePayment
    keep_as_draft: bool
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., holder: _Optional[str] = ..., standard: _Optional[str] = ..., content: _Optional[_Union[RegistrationContent, _Mapping]] = ..., fee: _Optional[_Union[FeePayment, _Mapping]] = ..., keep_as_draft: _Optional[bool] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class EnterRegistrationRequest(_message.Message):
    __slots__ = ("name", "fee_confirmed", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    FEE_CONFIRMED_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    fee_confirmed: bool
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., fee_confirmed: _Optional[bool] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ReturnRegistrationRequest(_message.Message):
    __slots__ = ("name", "reasons", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reasons: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reasons: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class DiscardRegistrationRequest(_message.Message):
    __slots__ = ("name", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetRegistrationRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListRegistrationsRequest(_message.Message):
    __slots__ = ("standard", "holder", "state", "patent", "page_size", "page_token")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    PATENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    standard: str
    holder: str
    state: RegistrationState
    patent: str
    page_size: int
    page_token: str
    def __init__(self, standard: _Optional[str] = ..., holder: _Optional[str] = ..., state: _Optional[_Union[RegistrationState, str]] = ..., patent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRegistrationsResponse(_message.Message):
    __slots__ = ("registrations", "next_page_token")
    REGISTRATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    registrations: _containers.RepeatedCompositeFieldContainer[Registration]
    next_page_token: str
    def __init__(self, registrations: _Optional[_Iterable[_Union[Registration, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListRegistrationEventsRequest(_message.Message):
    __slots__ = ("registration", "page_size", "page_token")
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    registration: str
    page_size: int
    page_token: str
    def __init__(self, registration: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListRegistrationEventsResponse(_message.Message):
    __slots__ = ("events", "next_page_token")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[RegistrationEvent]
    next_page_token: str
    def __init__(self, events: _Optional[_Iterable[_Union[RegistrationEvent, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class RegistrationEvent(_message.Message):
    __slots__ = ("name", "kind", "effective_date", "record_time", "record_date", "actor", "text", "reference", "provision", "annuls", "days_late", "public", "log_position")
    NAME_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    RECORD_DATE_FIELD_NUMBER: _ClassVar[int]
    ACTOR_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    PROVISION_FIELD_NUMBER: _ClassVar[int]
    ANNULS_FIELD_NUMBER: _ClassVar[int]
    DAYS_LATE_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_FIELD_NUMBER: _ClassVar[int]
    LOG_POSITION_FIELD_NUMBER: _ClassVar[int]
    name: str
    kind: RegistrationEventKind
    effective_date: _date_pb2.Date
    record_time: _timestamp_pb2.Timestamp
    record_date: _date_pb2.Date
    actor: str
    text: str
    reference: str
    provision: str
    annuls: str
    days_late: int
    public: bool
    log_position: int
    def __init__(self, name: _Optional[str] = ..., kind: _Optional[_Union[RegistrationEventKind, str]] = ..., effective_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., record_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., actor: _Optional[str] = ..., text: _Optional[str] = ..., reference: _Optional[str] = ..., provision: _Optional[str] = ..., annuls: _Optional[str] = ..., days_late: _Optional[int] = ..., public: _Optional[bool] = ..., log_position: _Optional[int] = ...) -> None: ...

class GetRegistrationExtractRequest(_message.Message):
    __slots__ = ("registration",)
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    registration: str
    def __init__(self, registration: _Optional[str] = ...) -> None: ...

class RegistrationExtract(_message.Message):
    __slots__ = ("registration", "text", "sha256", "edition", "log_size", "checkpoint", "create_time")
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    SHA256_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    LOG_SIZE_FIELD_NUMBER: _ClassVar[int]
    CHECKPOINT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    registration: str
    text: str
    sha256: str
    edition: str
    log_size: int
    checkpoint: str
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, registration: _Optional[str] = ..., text: _Optional[str] = ..., sha256: _Optional[str] = ..., edition: _Optional[str] = ..., log_size: _Optional[int] = ..., checkpoint: _Optional[str] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ReportChangeRequest(_message.Message):
    __slots__ = ("name", "change_date", "content", "explanation", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CHANGE_DATE_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    change_date: _date_pb2.Date
    content: RegistrationContent
    explanation: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., change_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., content: _Optional[_Union[RegistrationContent, _Mapping]] = ..., explanation: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class CorrectRegistrationRequest(_message.Message):
    __slots__ = ("name", "content", "annulled_event", "explanation", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    ANNULLED_EVENT_FIELD_NUMBER: _ClassVar[int]
    EXPLANATION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    content: RegistrationContent
    annulled_event: int
    explanation: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., content: _Optional[_Union[RegistrationContent, _Mapping]] = ..., annulled_event: _Optional[int] = ..., explanation: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class NoteRegistrationEventRequest(_message.Message):
    __slots__ = ("registration", "kind", "effective_date", "text", "reference", "etag", "request_id")
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    registration: str
    kind: RegistrationEventKind
    effective_date: _date_pb2.Date
    text: str
    reference: str
    etag: str
    request_id: str
    def __init__(self, registration: _Optional[str] = ..., kind: _Optional[_Union[RegistrationEventKind, str]] = ..., effective_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., text: _Optional[str] = ..., reference: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class RequestCorrectionRequest(_message.Message):
    __slots__ = ("registration", "identity", "reasons", "evidence", "request_id")
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    registration: str
    identity: str
    reasons: str
    evidence: _containers.RepeatedScalarFieldContainer[str]
    request_id: str
    def __init__(self, registration: _Optional[str] = ..., identity: _Optional[str] = ..., reasons: _Optional[str] = ..., evidence: _Optional[_Iterable[str]] = ..., request_id: _Optional[str] = ...) -> None: ...

class CorrectionRequest(_message.Message):
    __slots__ = ("name", "identity", "reasons", "evidence", "state", "receive_date", "decision_reasons", "cure")
    NAME_FIELD_NUMBER: _ClassVar[int]
    IDENTITY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    RECEIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    DECISION_REASONS_FIELD_NUMBER: _ClassVar[int]
    CURE_FIELD_NUMBER: _ClassVar[int]
    name: str
    identity: str
    reasons: str
    evidence: _containers.RepeatedScalarFieldContainer[str]
    state: CorrectionRequestState
    receive_date: _date_pb2.Date
    decision_reasons: str
    cure: str
    def __init__(self, name: _Optional[str] = ..., identity: _Optional[str] = ..., reasons: _Optional[str] = ..., evidence: _Optional[_Iterable[str]] = ..., state: _Optional[_Union[CorrectionRequestState, str]] = ..., receive_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., decision_reasons: _Optional[str] = ..., cure: _Optional[str] = ...) -> None: ...

class ListCorrectionRequestsRequest(_message.Message):
    __slots__ = ("registration", "page_size", "page_token")
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    registration: str
    page_size: int
    page_token: str
    def __init__(self, registration: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCorrectionRequestsResponse(_message.Message):
    __slots__ = ("correction_requests", "next_page_token")
    CORRECTION_REQUESTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    correction_requests: _containers.RepeatedCompositeFieldContainer[CorrectionRequest]
    next_page_token: str
    def __init__(self, correction_requests: _Optional[_Iterable[_Union[CorrectionRequest, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class DecideCorrectionRequestRequest(_message.Message):
    __slots__ = ("name", "admit", "reasons", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ADMIT_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    admit: bool
    reasons: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., admit: _Optional[bool] = ..., reasons: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class Cure(_message.Message):
    __slots__ = ("name", "ground", "defect", "reference", "state", "open_date", "due_date", "answer", "answer_date", "corrects", "decision_reasons")
    NAME_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    DEFECT_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    STATE_FIELD_NUMBER: _ClassVar[int]
    OPEN_DATE_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    ANSWER_DATE_FIELD_NUMBER: _ClassVar[int]
    CORRECTS_FIELD_NUMBER: _ClassVar[int]
    DECISION_REASONS_FIELD_NUMBER: _ClassVar[int]
    name: str
    ground: CureGround
    defect: str
    reference: str
    state: CureState
    open_date: _date_pb2.Date
    due_date: _date_pb2.Date
    answer: str
    answer_date: _date_pb2.Date
    corrects: bool
    decision_reasons: str
    def __init__(self, name: _Optional[str] = ..., ground: _Optional[_Union[CureGround, str]] = ..., defect: _Optional[str] = ..., reference: _Optional[str] = ..., state: _Optional[_Union[CureState, str]] = ..., open_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., answer: _Optional[str] = ..., answer_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., corrects: _Optional[bool] = ..., decision_reasons: _Optional[str] = ...) -> None: ...

class OpenCureRequest(_message.Message):
    __slots__ = ("registration", "ground", "defect", "reference", "due_date", "etag", "request_id")
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    DEFECT_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    registration: str
    ground: CureGround
    defect: str
    reference: str
    due_date: _date_pb2.Date
    etag: str
    request_id: str
    def __init__(self, registration: _Optional[str] = ..., ground: _Optional[_Union[CureGround, str]] = ..., defect: _Optional[str] = ..., reference: _Optional[str] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListCuresRequest(_message.Message):
    __slots__ = ("registration", "page_size", "page_token")
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    registration: str
    page_size: int
    page_token: str
    def __init__(self, registration: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCuresResponse(_message.Message):
    __slots__ = ("cures", "next_page_token")
    CURES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    cures: _containers.RepeatedCompositeFieldContainer[Cure]
    next_page_token: str
    def __init__(self, cures: _Optional[_Iterable[_Union[Cure, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class AnswerCureRequest(_message.Message):
    __slots__ = ("name", "answer", "content", "request_id", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    CONTENT_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    answer: str
    content: RegistrationContent
    request_id: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., answer: _Optional[str] = ..., content: _Optional[_Union[RegistrationContent, _Mapping]] = ..., request_id: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class DecideCureRequest(_message.Message):
    __slots__ = ("name", "cured", "reasons", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CURED_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    cured: bool
    reasons: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., cured: _Optional[bool] = ..., reasons: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class FileAppealRequest(_message.Message):
    __slots__ = ("name", "reference", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reference: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reference: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class DecideAppealRequest(_message.Message):
    __slots__ = ("name", "annulled", "reference", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ANNULLED_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    annulled: bool
    reference: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., annulled: _Optional[bool] = ..., reference: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class RemoveRegistrationRequest(_message.Message):
    __slots__ = ("name", "ground", "ground_date", "evidence", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    GROUND_FIELD_NUMBER: _ClassVar[int]
    GROUND_DATE_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    ground: str
    ground_date: _date_pb2.Date
    evidence: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., ground: _Optional[str] = ..., ground_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., evidence: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class EraseContactDataRequest(_message.Message):
    __slots__ = ("name", "reference", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reference: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reference: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListNoticesRequest(_message.Message):
    __slots__ = ("holder", "page_size", "page_token")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    holder: str
    page_size: int
    page_token: str
    def __init__(self, holder: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListNoticesResponse(_message.Message):
    __slots__ = ("notices", "next_page_token")
    NOTICES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    notices: _containers.RepeatedCompositeFieldContainer[Notice]
    next_page_token: str
    def __init__(self, notices: _Optional[_Iterable[_Union[Notice, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Notice(_message.Message):
    __slots__ = ("name", "recipient", "representative", "registration", "event", "text", "due_date", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    RECIPIENT_FIELD_NUMBER: _ClassVar[int]
    REPRESENTATIVE_FIELD_NUMBER: _ClassVar[int]
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    EVENT_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    recipient: str
    representative: bool
    registration: str
    event: str
    text: str
    due_date: _date_pb2.Date
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., recipient: _Optional[str] = ..., representative: _Optional[bool] = ..., registration: _Optional[str] = ..., event: _Optional[str] = ..., text: _Optional[str] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class DrawReviewSampleRequest(_message.Message):
    __slots__ = ("regime", "year", "seed_source", "public_random_value", "request_id")
    REGIME_FIELD_NUMBER: _ClassVar[int]
    YEAR_FIELD_NUMBER: _ClassVar[int]
    SEED_SOURCE_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_RANDOM_VALUE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    regime: str
    year: int
    seed_source: str
    public_random_value: str
    request_id: str
    def __init__(self, regime: _Optional[str] = ..., year: _Optional[int] = ..., seed_source: _Optional[str] = ..., public_random_value: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ReviewSample(_message.Message):
    __slots__ = ("name", "regime", "year", "seed_source", "public_random_value", "population_digest", "seed", "share", "population_count", "drawn_count", "create_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    YEAR_FIELD_NUMBER: _ClassVar[int]
    SEED_SOURCE_FIELD_NUMBER: _ClassVar[int]
    PUBLIC_RANDOM_VALUE_FIELD_NUMBER: _ClassVar[int]
    POPULATION_DIGEST_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    SHARE_FIELD_NUMBER: _ClassVar[int]
    POPULATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    DRAWN_COUNT_FIELD_NUMBER: _ClassVar[int]
    CREATE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    regime: str
    year: int
    seed_source: str
    public_random_value: str
    population_digest: str
    seed: str
    share: str
    population_count: int
    drawn_count: int
    create_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., regime: _Optional[str] = ..., year: _Optional[int] = ..., seed_source: _Optional[str] = ..., public_random_value: _Optional[str] = ..., population_digest: _Optional[str] = ..., seed: _Optional[str] = ..., share: _Optional[str] = ..., population_count: _Optional[int] = ..., drawn_count: _Optional[int] = ..., create_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class ListReviewSamplesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListReviewSamplesResponse(_message.Message):
    __slots__ = ("review_samples", "next_page_token")
    REVIEW_SAMPLES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    review_samples: _containers.RepeatedCompositeFieldContainer[ReviewSample]
    next_page_token: str
    def __init__(self, review_samples: _Optional[_Iterable[_Union[ReviewSample, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListReviewItemsRequest(_message.Message):
    __slots__ = ("sample", "population", "page_size", "page_token")
    SAMPLE_FIELD_NUMBER: _ClassVar[int]
    POPULATION_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    sample: str
    population: bool
    page_size: int
    page_token: str
    def __init__(self, sample: _Optional[str] = ..., population: _Optional[bool] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListReviewItemsResponse(_message.Message):
    __slots__ = ("items", "next_page_token")
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    items: _containers.RepeatedCompositeFieldContainer[ReviewItem]
    next_page_token: str
    def __init__(self, items: _Optional[_Iterable[_Union[ReviewItem, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ReviewItem(_message.Message):
    __slots__ = ("name", "registration", "number", "rank", "outcome", "findings", "cure", "decide_date")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    RANK_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    CURE_FIELD_NUMBER: _ClassVar[int]
    DECIDE_DATE_FIELD_NUMBER: _ClassVar[int]
    name: str
    registration: str
    number: str
    rank: int
    outcome: ReviewOutcome
    findings: str
    cure: str
    decide_date: _date_pb2.Date
    def __init__(self, name: _Optional[str] = ..., registration: _Optional[str] = ..., number: _Optional[str] = ..., rank: _Optional[int] = ..., outcome: _Optional[_Union[ReviewOutcome, str]] = ..., findings: _Optional[str] = ..., cure: _Optional[str] = ..., decide_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class DecideReviewItemRequest(_message.Message):
    __slots__ = ("name", "outcome", "findings", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    OUTCOME_FIELD_NUMBER: _ClassVar[int]
    FINDINGS_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    outcome: ReviewOutcome
    findings: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., outcome: _Optional[_Union[ReviewOutcome, str]] = ..., findings: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class CarvedOutUseCase(_message.Message):
    __slots__ = ("use_case", "start_date", "end_date", "source")
    USE_CASE_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    use_case: str
    start_date: _date_pb2.Date
    end_date: _date_pb2.Date
    source: str
    def __init__(self, use_case: _Optional[str] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., source: _Optional[str] = ...) -> None: ...

class SetCarvedOutUseCasesRequest(_message.Message):
    __slots__ = ("standard", "use_cases", "request_id")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    USE_CASES_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    standard: str
    use_cases: _containers.RepeatedCompositeFieldContainer[CarvedOutUseCase]
    request_id: str
    def __init__(self, standard: _Optional[str] = ..., use_cases: _Optional[_Iterable[_Union[CarvedOutUseCase, _Mapping]]] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetCarvedOutUseCasesRequest(_message.Message):
    __slots__ = ("standard",)
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    standard: str
    def __init__(self, standard: _Optional[str] = ...) -> None: ...

class CarvedOutUseCases(_message.Message):
    __slots__ = ("standard", "use_cases", "record_time")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    USE_CASES_FIELD_NUMBER: _ClassVar[int]
    RECORD_TIME_FIELD_NUMBER: _ClassVar[int]
    standard: str
    use_cases: _containers.RepeatedCompositeFieldContainer[CarvedOutUseCase]
    record_time: _timestamp_pb2.Timestamp
    def __init__(self, standard: _Optional[str] = ..., use_cases: _Optional[_Iterable[_Union[CarvedOutUseCase, _Mapping]]] = ..., record_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class QueryCourtGateRequest(_message.Message):
    __slots__ = ("party", "patent", "number", "standard", "use_case", "date", "grant_date")
    PARTY_FIELD_NUMBER: _ClassVar[int]
    PATENT_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    USE_CASE_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    GRANT_DATE_FIELD_NUMBER: _ClassVar[int]
    party: str
    patent: str
    number: str
    standard: str
    use_case: str
    date: _date_pb2.Date
    grant_date: _date_pb2.Date
    def __init__(self, party: _Optional[str] = ..., patent: _Optional[str] = ..., number: _Optional[str] = ..., standard: _Optional[str] = ..., use_case: _Optional[str] = ..., date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., grant_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class GatePart(_message.Message):
    __slots__ = ("question", "answer", "since", "until", "text", "provision", "profile_key", "provision_status", "events")
    QUESTION_FIELD_NUMBER: _ClassVar[int]
    ANSWER_FIELD_NUMBER: _ClassVar[int]
    SINCE_FIELD_NUMBER: _ClassVar[int]
    UNTIL_FIELD_NUMBER: _ClassVar[int]
    TEXT_FIELD_NUMBER: _ClassVar[int]
    PROVISION_FIELD_NUMBER: _ClassVar[int]
    PROFILE_KEY_FIELD_NUMBER: _ClassVar[int]
    PROVISION_STATUS_FIELD_NUMBER: _ClassVar[int]
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    question: str
    answer: GateAnswer
    since: _date_pb2.Date
    until: _date_pb2.Date
    text: str
    provision: str
    profile_key: str
    provision_status: str
    events: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, question: _Optional[str] = ..., answer: _Optional[_Union[GateAnswer, str]] = ..., since: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., until: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., text: _Optional[str] = ..., provision: _Optional[str] = ..., profile_key: _Optional[str] = ..., provision_status: _Optional[str] = ..., events: _Optional[_Iterable[str]] = ...) -> None: ...

class CourtGate(_message.Message):
    __slots__ = ("date", "standard", "patent", "regime", "profile", "registration", "number", "standing", "standing_on_record_then", "parts", "recorded_later", "declared", "edition", "log_size", "answer_time")
    DATE_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    PATENT_FIELD_NUMBER: _ClassVar[int]
    REGIME_FIELD_NUMBER: _ClassVar[int]
    PROFILE_FIELD_NUMBER: _ClassVar[int]
    REGISTRATION_FIELD_NUMBER: _ClassVar[int]
    NUMBER_FIELD_NUMBER: _ClassVar[int]
    STANDING_FIELD_NUMBER: _ClassVar[int]
    STANDING_ON_RECORD_THEN_FIELD_NUMBER: _ClassVar[int]
    PARTS_FIELD_NUMBER: _ClassVar[int]
    RECORDED_LATER_FIELD_NUMBER: _ClassVar[int]
    DECLARED_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    LOG_SIZE_FIELD_NUMBER: _ClassVar[int]
    ANSWER_TIME_FIELD_NUMBER: _ClassVar[int]
    date: _date_pb2.Date
    standard: str
    patent: str
    regime: str
    profile: str
    registration: str
    number: str
    standing: GateStanding
    standing_on_record_then: GateStanding
    parts: _containers.RepeatedCompositeFieldContainer[GatePart]
    recorded_later: _containers.RepeatedCompositeFieldContainer[RegistrationEvent]
    declared: bool
    edition: str
    log_size: int
    answer_time: _timestamp_pb2.Timestamp
    def __init__(self, date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., standard: _Optional[str] = ..., patent: _Optional[str] = ..., regime: _Optional[str] = ..., profile: _Optional[str] = ..., registration: _Optional[str] = ..., number: _Optional[str] = ..., standing: _Optional[_Union[GateStanding, str]] = ..., standing_on_record_then: _Optional[_Union[GateStanding, str]] = ..., parts: _Optional[_Iterable[_Union[GatePart, _Mapping]]] = ..., recorded_later: _Optional[_Iterable[_Union[RegistrationEvent, _Mapping]]] = ..., declared: _Optional[bool] = ..., edition: _Optional[str] = ..., log_size: _Optional[int] = ..., answer_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...
