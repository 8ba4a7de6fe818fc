import datetime

from buf.validate import validate_pb2 as _validate_pb2
from google.api import annotations_pb2 as _annotations_pb2
from google.protobuf import timestamp_pb2 as _timestamp_pb2
from google.type import date_pb2 as _date_pb2
from google.type import money_pb2 as _money_pb2
from sepia.auth.v1 import auth_pb2 as _auth_pb2
from sepia.registry.v1 import holders_pb2 as _holders_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ReportTimeliness(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    REPORT_TIMELINESS_UNSPECIFIED: _ClassVar[ReportTimeliness]
    REPORT_TIMELINESS_FIRST_REPORT: _ClassVar[ReportTimeliness]
    REPORT_TIMELINESS_IN_TIME: _ClassVar[ReportTimeliness]
    REPORT_TIMELINESS_LATE: _ClassVar[ReportTimeliness]

class AliasVerdict(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ALIAS_VERDICT_UNSPECIFIED: _ClassVar[AliasVerdict]
    ALIAS_VERDICT_SAME: _ClassVar[AliasVerdict]
    ALIAS_VERDICT_DIFFERENT: _ClassVar[AliasVerdict]

class AliasLikeness(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    ALIAS_LIKENESS_UNSPECIFIED: _ClassVar[AliasLikeness]
    ALIAS_LIKENESS_PUNCTUATION: _ClassVar[AliasLikeness]
    ALIAS_LIKENESS_LEGAL_FORM_SPELT: _ClassVar[AliasLikeness]
    ALIAS_LIKENESS_LEGAL_FORM_MISSING: _ClassVar[AliasLikeness]
    ALIAS_LIKENESS_NEARLY_EQUAL: _ClassVar[AliasLikeness]
    ALIAS_LIKENESS_ABBREVIATION: _ClassVar[AliasLikeness]
    ALIAS_LIKENESS_JOINT: _ClassVar[AliasLikeness]
    ALIAS_LIKENESS_RELATED: _ClassVar[AliasLikeness]
    ALIAS_LIKENESS_LEGAL_FORM_DIFFERS: _ClassVar[AliasLikeness]

class ControlKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONTROL_KIND_UNSPECIFIED: _ClassVar[ControlKind]
    CONTROL_KIND_WHOLLY_OWNED: _ClassVar[ControlKind]
    CONTROL_KIND_MAJORITY: _ClassVar[ControlKind]
    CONTROL_KIND_CONTRACT: _ClassVar[ControlKind]
    CONTROL_KIND_OTHER: _ClassVar[ControlKind]

class SizeClass(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SIZE_CLASS_UNSPECIFIED: _ClassVar[SizeClass]
    SIZE_CLASS_MICRO: _ClassVar[SizeClass]
    SIZE_CLASS_SMALL: _ClassVar[SizeClass]
    SIZE_CLASS_MEDIUM: _ClassVar[SizeClass]
    SIZE_CLASS_LARGE: _ClassVar[SizeClass]

class ContactPurpose(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CONTACT_PURPOSE_UNSPECIFIED: _ClassVar[ContactPurpose]
    CONTACT_PURPOSE_ADDRESS: _ClassVar[ContactPurpose]
    CONTACT_PURPOSE_LICENSING: _ClassVar[ContactPurpose]

class PolicyKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    POLICY_KIND_UNSPECIFIED: _ClassVar[PolicyKind]
    POLICY_KIND_PUBLIC_TERMS: _ClassVar[PolicyKind]
    POLICY_KIND_SME_TERMS: _ClassVar[PolicyKind]
    POLICY_KIND_ROYALTY: _ClassVar[PolicyKind]
    POLICY_KIND_DISCOUNT: _ClassVar[PolicyKind]
    POLICY_KIND_POOL: _ClassVar[PolicyKind]
REPORT_TIMELINESS_UNSPECIFIED: ReportTimeliness
REPORT_TIMELINESS_FIRST_REPORT: ReportTimeliness
REPORT_TIMELINESS_IN_TIME: ReportTimeliness
REPORT_TIMELINESS_LATE: ReportTimeliness
ALIAS_VERDICT_UNSPECIFIED: AliasVerdict
ALIAS_VERDICT_SAME: AliasVerdict
ALIAS_VERDICT_DIFFERENT: AliasVerdict
ALIAS_LIKENESS_UNSPECIFIED: AliasLikeness
ALIAS_LIKENESS_PUNCTUATION: AliasLikeness
ALIAS_LIKENESS_LEGAL_FORM_SPELT: AliasLikeness
ALIAS_LIKENESS_LEGAL_FORM_MISSING: AliasLikeness
ALIAS_LIKENESS_NEARLY_EQUAL: AliasLikeness
ALIAS_LIKENESS_ABBREVIATION: AliasLikeness
ALIAS_LIKENESS_JOINT: AliasLikeness
ALIAS_LIKENESS_RELATED: AliasLikeness
ALIAS_LIKENESS_LEGAL_FORM_DIFFERS: AliasLikeness
CONTROL_KIND_UNSPECIFIED: ControlKind
CONTROL_KIND_WHOLLY_OWNED: ControlKind
CONTROL_KIND_MAJORITY: ControlKind
CONTROL_KIND_CONTRACT: ControlKind
CONTROL_KIND_OTHER: ControlKind
SIZE_CLASS_UNSPECIFIED: SizeClass
SIZE_CLASS_MICRO: SizeClass
SIZE_CLASS_SMALL: SizeClass
SIZE_CLASS_MEDIUM: SizeClass
SIZE_CLASS_LARGE: SizeClass
CONTACT_PURPOSE_UNSPECIFIED: ContactPurpose
CONTACT_PURPOSE_ADDRESS: ContactPurpose
CONTACT_PURPOSE_LICENSING: ContactPurpose
POLICY_KIND_UNSPECIFIED: PolicyKind
POLICY_KIND_PUBLIC_TERMS: PolicyKind
POLICY_KIND_SME_TERMS: PolicyKind
POLICY_KIND_ROYALTY: PolicyKind
POLICY_KIND_DISCOUNT: PolicyKind
POLICY_KIND_POOL: PolicyKind

class HolderEvidence(_message.Message):
    __slots__ = ("citation", "url", "document_digest", "confidential")
    CITATION_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_DIGEST_FIELD_NUMBER: _ClassVar[int]
    CONFIDENTIAL_FIELD_NUMBER: _ClassVar[int]
    citation: str
    url: str
    document_digest: str
    confidential: bool
    def __init__(self, citation: _Optional[str] = ..., url: _Optional[str] = ..., document_digest: _Optional[str] = ..., confidential: _Optional[bool] = ...) -> None: ...

class HolderReport(_message.Message):
    __slots__ = ("source", "reported_as", "report_time", "report_date", "due_date", "timeliness", "provision", "evidence", "withdraw_time", "withdraw_reason", "end_reason")
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    REPORTED_AS_FIELD_NUMBER: _ClassVar[int]
    REPORT_TIME_FIELD_NUMBER: _ClassVar[int]
    REPORT_DATE_FIELD_NUMBER: _ClassVar[int]
    DUE_DATE_FIELD_NUMBER: _ClassVar[int]
    TIMELINESS_FIELD_NUMBER: _ClassVar[int]
    PROVISION_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_TIME_FIELD_NUMBER: _ClassVar[int]
    WITHDRAW_REASON_FIELD_NUMBER: _ClassVar[int]
    END_REASON_FIELD_NUMBER: _ClassVar[int]
    source: str
    reported_as: str
    report_time: _timestamp_pb2.Timestamp
    report_date: _date_pb2.Date
    due_date: _date_pb2.Date
    timeliness: ReportTimeliness
    provision: str
    evidence: HolderEvidence
    withdraw_time: _timestamp_pb2.Timestamp
    withdraw_reason: str
    end_reason: str
    def __init__(self, source: _Optional[str] = ..., reported_as: _Optional[str] = ..., report_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., report_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., due_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., timeliness: _Optional[_Union[ReportTimeliness, str]] = ..., provision: _Optional[str] = ..., evidence: _Optional[_Union[HolderEvidence, _Mapping]] = ..., withdraw_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., withdraw_reason: _Optional[str] = ..., end_reason: _Optional[str] = ...) -> None: ...

class AliasSuggestion(_message.Message):
    __slots__ = ("alias", "alias_display_name", "alias_declaration_count", "target", "target_display_name", "target_declaration_count", "score", "likeness", "reason")
    ALIAS_FIELD_NUMBER: _ClassVar[int]
    ALIAS_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    ALIAS_DECLARATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    TARGET_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    TARGET_DECLARATION_COUNT_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    LIKENESS_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    alias: str
    alias_display_name: str
    alias_declaration_count: int
    target: str
    target_display_name: str
    target_declaration_count: int
    score: int
    likeness: AliasLikeness
    reason: str
    def __init__(self, alias: _Optional[str] = ..., alias_display_name: _Optional[str] = ..., alias_declaration_count: _Optional[int] = ..., target: _Optional[str] = ..., target_display_name: _Optional[str] = ..., target_declaration_count: _Optional[int] = ..., score: _Optional[int] = ..., likeness: _Optional[_Union[AliasLikeness, str]] = ..., reason: _Optional[str] = ...) -> None: ...

class AliasDecision(_message.Message):
    __slots__ = ("name", "alias", "alias_display_name", "target", "target_display_name", "verdict", "reason", "evidence", "decider", "decide_time", "edition", "undo_time", "undoer", "undo_reason", "undo_edition", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ALIAS_FIELD_NUMBER: _ClassVar[int]
    ALIAS_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    TARGET_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    DECIDER_FIELD_NUMBER: _ClassVar[int]
    DECIDE_TIME_FIELD_NUMBER: _ClassVar[int]
    EDITION_FIELD_NUMBER: _ClassVar[int]
    UNDO_TIME_FIELD_NUMBER: _ClassVar[int]
    UNDOER_FIELD_NUMBER: _ClassVar[int]
    UNDO_REASON_FIELD_NUMBER: _ClassVar[int]
    UNDO_EDITION_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    alias: str
    alias_display_name: str
    target: str
    target_display_name: str
    verdict: AliasVerdict
    reason: str
    evidence: HolderEvidence
    decider: str
    decide_time: _timestamp_pb2.Timestamp
    edition: str
    undo_time: _timestamp_pb2.Timestamp
    undoer: str
    undo_reason: str
    undo_edition: str
    etag: str
    def __init__(self, name: _Optional[str] = ..., alias: _Optional[str] = ..., alias_display_name: _Optional[str] = ..., target: _Optional[str] = ..., target_display_name: _Optional[str] = ..., verdict: _Optional[_Union[AliasVerdict, str]] = ..., reason: _Optional[str] = ..., evidence: _Optional[_Union[HolderEvidence, _Mapping]] = ..., decider: _Optional[str] = ..., decide_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., edition: _Optional[str] = ..., undo_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., undoer: _Optional[str] = ..., undo_reason: _Optional[str] = ..., undo_edition: _Optional[str] = ..., etag: _Optional[str] = ...) -> None: ...

class Parenthood(_message.Message):
    __slots__ = ("name", "child", "child_display_name", "parent", "parent_display_name", "start_date", "end_date", "control", "share_basis_points", "reported", "conflicts", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    CHILD_FIELD_NUMBER: _ClassVar[int]
    CHILD_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PARENT_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    CONTROL_FIELD_NUMBER: _ClassVar[int]
    SHARE_BASIS_POINTS_FIELD_NUMBER: _ClassVar[int]
    REPORTED_FIELD_NUMBER: _ClassVar[int]
    CONFLICTS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    child: str
    child_display_name: str
    parent: str
    parent_display_name: str
    start_date: _date_pb2.Date
    end_date: _date_pb2.Date
    control: ControlKind
    share_basis_points: int
    reported: HolderReport
    conflicts: _containers.RepeatedScalarFieldContainer[str]
    etag: str
    def __init__(self, name: _Optional[str] = ..., child: _Optional[str] = ..., child_display_name: _Optional[str] = ..., parent: _Optional[str] = ..., parent_display_name: _Optional[str] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., control: _Optional[_Union[ControlKind, str]] = ..., share_basis_points: _Optional[int] = ..., reported: _Optional[_Union[HolderReport, _Mapping]] = ..., conflicts: _Optional[_Iterable[str]] = ..., etag: _Optional[str] = ...) -> None: ...

class GroupMember(_message.Message):
    __slots__ = ("holder", "display_name", "level", "parenthood", "asked_for")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    LEVEL_FIELD_NUMBER: _ClassVar[int]
    PARENTHOOD_FIELD_NUMBER: _ClassVar[int]
    ASKED_FOR_FIELD_NUMBER: _ClassVar[int]
    holder: str
    display_name: str
    level: int
    parenthood: Parenthood
    asked_for: bool
    def __init__(self, holder: _Optional[str] = ..., display_name: _Optional[str] = ..., level: _Optional[int] = ..., parenthood: _Optional[_Union[Parenthood, _Mapping]] = ..., asked_for: _Optional[bool] = ...) -> None: ...

class TransferItems(_message.Message):
    __slots__ = ("families", "numbers", "standards", "whole_portfolio")
    FAMILIES_FIELD_NUMBER: _ClassVar[int]
    NUMBERS_FIELD_NUMBER: _ClassVar[int]
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    WHOLE_PORTFOLIO_FIELD_NUMBER: _ClassVar[int]
    families: _containers.RepeatedScalarFieldContainer[str]
    numbers: _containers.RepeatedScalarFieldContainer[str]
    standards: _containers.RepeatedScalarFieldContainer[str]
    whole_portfolio: bool
    def __init__(self, families: _Optional[_Iterable[str]] = ..., numbers: _Optional[_Iterable[str]] = ..., standards: _Optional[_Iterable[str]] = ..., whole_portfolio: _Optional[bool] = ...) -> None: ...

class Transfer(_message.Message):
    __slots__ = ("name", "assignor", "assignor_display_name", "assignee", "assignee_display_name", "items", "effective_date", "recorded_date", "reported", "etag")
    NAME_FIELD_NUMBER: _ClassVar[int]
    ASSIGNOR_FIELD_NUMBER: _ClassVar[int]
    ASSIGNOR_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    RECORDED_DATE_FIELD_NUMBER: _ClassVar[int]
    REPORTED_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    name: str
    assignor: str
    assignor_display_name: str
    assignee: str
    assignee_display_name: str
    items: TransferItems
    effective_date: _date_pb2.Date
    recorded_date: _date_pb2.Date
    reported: HolderReport
    etag: str
    def __init__(self, name: _Optional[str] = ..., assignor: _Optional[str] = ..., assignor_display_name: _Optional[str] = ..., assignee: _Optional[str] = ..., assignee_display_name: _Optional[str] = ..., items: _Optional[_Union[TransferItems, _Mapping]] = ..., effective_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., reported: _Optional[_Union[HolderReport, _Mapping]] = ..., etag: _Optional[str] = ...) -> None: ...

class OwnershipLine(_message.Message):
    __slots__ = ("declarant", "declarant_display_name", "owner", "owner_display_name", "transfers", "conflicting", "numbers")
    DECLARANT_FIELD_NUMBER: _ClassVar[int]
    DECLARANT_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    OWNER_FIELD_NUMBER: _ClassVar[int]
    OWNER_DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    TRANSFERS_FIELD_NUMBER: _ClassVar[int]
    CONFLICTING_FIELD_NUMBER: _ClassVar[int]
    NUMBERS_FIELD_NUMBER: _ClassVar[int]
    declarant: str
    declarant_display_name: str
    owner: str
    owner_display_name: str
    transfers: _containers.RepeatedScalarFieldContainer[str]
    conflicting: bool
    numbers: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, declarant: _Optional[str] = ..., declarant_display_name: _Optional[str] = ..., owner: _Optional[str] = ..., owner_display_name: _Optional[str] = ..., transfers: _Optional[_Iterable[str]] = ..., conflicting: _Optional[bool] = ..., numbers: _Optional[_Iterable[str]] = ...) -> None: ...

class FamilyOwnership(_message.Message):
    __slots__ = ("family", "as_of_date", "lines", "undertakings", "declarations_without_declarant")
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    LINES_FIELD_NUMBER: _ClassVar[int]
    UNDERTAKINGS_FIELD_NUMBER: _ClassVar[int]
    DECLARATIONS_WITHOUT_DECLARANT_FIELD_NUMBER: _ClassVar[int]
    family: str
    as_of_date: _date_pb2.Date
    lines: _containers.RepeatedCompositeFieldContainer[OwnershipLine]
    undertakings: _containers.RepeatedCompositeFieldContainer[_holders_pb2.Declaration]
    declarations_without_declarant: int
    def __init__(self, family: _Optional[str] = ..., as_of_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., lines: _Optional[_Iterable[_Union[OwnershipLine, _Mapping]]] = ..., undertakings: _Optional[_Iterable[_Union[_holders_pb2.Declaration, _Mapping]]] = ..., declarations_without_declarant: _Optional[int] = ...) -> None: ...

class HolderSize(_message.Message):
    __slots__ = ("size_class", "headcount", "annual_turnover", "balance_sheet_total")
    SIZE_CLASS_FIELD_NUMBER: _ClassVar[int]
    HEADCOUNT_FIELD_NUMBER: _ClassVar[int]
    ANNUAL_TURNOVER_FIELD_NUMBER: _ClassVar[int]
    BALANCE_SHEET_TOTAL_FIELD_NUMBER: _ClassVar[int]
    size_class: SizeClass
    headcount: int
    annual_turnover: _money_pb2.Money
    balance_sheet_total: _money_pb2.Money
    def __init__(self, size_class: _Optional[_Union[SizeClass, str]] = ..., headcount: _Optional[int] = ..., annual_turnover: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., balance_sheet_total: _Optional[_Union[_money_pb2.Money, _Mapping]] = ...) -> None: ...

class HolderContact(_message.Message):
    __slots__ = ("purpose", "contact_name", "address_lines", "country", "email", "phone", "personal_data")
    PURPOSE_FIELD_NUMBER: _ClassVar[int]
    CONTACT_NAME_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_LINES_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    PERSONAL_DATA_FIELD_NUMBER: _ClassVar[int]
    purpose: ContactPurpose
    contact_name: str
    address_lines: _containers.RepeatedScalarFieldContainer[str]
    country: str
    email: str
    phone: str
    personal_data: bool
    def __init__(self, purpose: _Optional[_Union[ContactPurpose, str]] = ..., contact_name: _Optional[str] = ..., address_lines: _Optional[_Iterable[str]] = ..., country: _Optional[str] = ..., email: _Optional[str] = ..., phone: _Optional[str] = ..., personal_data: _Optional[bool] = ...) -> None: ...

class HolderRepresentative(_message.Message):
    __slots__ = ("representative_name", "address_lines", "country", "email", "phone", "personal_data")
    REPRESENTATIVE_NAME_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_LINES_FIELD_NUMBER: _ClassVar[int]
    COUNTRY_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    PHONE_FIELD_NUMBER: _ClassVar[int]
    PERSONAL_DATA_FIELD_NUMBER: _ClassVar[int]
    representative_name: str
    address_lines: _containers.RepeatedScalarFieldContainer[str]
    country: str
    email: str
    phone: str
    personal_data: bool
    def __init__(self, representative_name: _Optional[str] = ..., address_lines: _Optional[_Iterable[str]] = ..., country: _Optional[str] = ..., email: _Optional[str] = ..., phone: _Optional[str] = ..., personal_data: _Optional[bool] = ...) -> None: ...

class HolderPolicy(_message.Message):
    __slots__ = ("kind", "exists", "standard", "pool", "summary", "url", "document_digest")
    KIND_FIELD_NUMBER: _ClassVar[int]
    EXISTS_FIELD_NUMBER: _ClassVar[int]
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    POOL_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_DIGEST_FIELD_NUMBER: _ClassVar[int]
    kind: PolicyKind
    exists: bool
    standard: str
    pool: str
    summary: str
    url: str
    document_digest: str
    def __init__(self, kind: _Optional[_Union[PolicyKind, str]] = ..., exists: _Optional[bool] = ..., standard: _Optional[str] = ..., pool: _Optional[str] = ..., summary: _Optional[str] = ..., url: _Optional[str] = ..., document_digest: _Optional[str] = ...) -> None: ...

class HolderRecord(_message.Message):
    __slots__ = ("name", "size", "contact", "representative", "policy", "effective_date", "end_date", "reported", "conflicts", "etag", "contact_erase_time")
    NAME_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    CONTACT_FIELD_NUMBER: _ClassVar[int]
    REPRESENTATIVE_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    REPORTED_FIELD_NUMBER: _ClassVar[int]
    CONFLICTS_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    CONTACT_ERASE_TIME_FIELD_NUMBER: _ClassVar[int]
    name: str
    size: HolderSize
    contact: HolderContact
    representative: HolderRepresentative
    policy: HolderPolicy
    effective_date: _date_pb2.Date
    end_date: _date_pb2.Date
    reported: HolderReport
    conflicts: _containers.RepeatedScalarFieldContainer[str]
    etag: str
    contact_erase_time: _timestamp_pb2.Timestamp
    def __init__(self, name: _Optional[str] = ..., size: _Optional[_Union[HolderSize, _Mapping]] = ..., contact: _Optional[_Union[HolderContact, _Mapping]] = ..., representative: _Optional[_Union[HolderRepresentative, _Mapping]] = ..., policy: _Optional[_Union[HolderPolicy, _Mapping]] = ..., effective_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., reported: _Optional[_Union[HolderReport, _Mapping]] = ..., conflicts: _Optional[_Iterable[str]] = ..., etag: _Optional[str] = ..., contact_erase_time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ...) -> None: ...

class HolderProfile(_message.Message):
    __slots__ = ("holder", "as_of_date", "asked_for", "sizes", "contacts", "representatives", "policies", "parents", "exempt_from_sampling", "exemption_provision", "conflicting")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    ASKED_FOR_FIELD_NUMBER: _ClassVar[int]
    SIZES_FIELD_NUMBER: _ClassVar[int]
    CONTACTS_FIELD_NUMBER: _ClassVar[int]
    REPRESENTATIVES_FIELD_NUMBER: _ClassVar[int]
    POLICIES_FIELD_NUMBER: _ClassVar[int]
    PARENTS_FIELD_NUMBER: _ClassVar[int]
    EXEMPT_FROM_SAMPLING_FIELD_NUMBER: _ClassVar[int]
    EXEMPTION_PROVISION_FIELD_NUMBER: _ClassVar[int]
    CONFLICTING_FIELD_NUMBER: _ClassVar[int]
    holder: _holders_pb2.Holder
    as_of_date: _date_pb2.Date
    asked_for: str
    sizes: _containers.RepeatedCompositeFieldContainer[HolderRecord]
    contacts: _containers.RepeatedCompositeFieldContainer[HolderRecord]
    representatives: _containers.RepeatedCompositeFieldContainer[HolderRecord]
    policies: _containers.RepeatedCompositeFieldContainer[HolderRecord]
    parents: _containers.RepeatedCompositeFieldContainer[Parenthood]
    exempt_from_sampling: _holders_pb2.Answer
    exemption_provision: str
    conflicting: bool
    def __init__(self, holder: _Optional[_Union[_holders_pb2.Holder, _Mapping]] = ..., as_of_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., asked_for: _Optional[str] = ..., sizes: _Optional[_Iterable[_Union[HolderRecord, _Mapping]]] = ..., contacts: _Optional[_Iterable[_Union[HolderRecord, _Mapping]]] = ..., representatives: _Optional[_Iterable[_Union[HolderRecord, _Mapping]]] = ..., policies: _Optional[_Iterable[_Union[HolderRecord, _Mapping]]] = ..., parents: _Optional[_Iterable[_Union[Parenthood, _Mapping]]] = ..., exempt_from_sampling: _Optional[_Union[_holders_pb2.Answer, str]] = ..., exemption_provision: _Optional[str] = ..., conflicting: _Optional[bool] = ...) -> None: ...

class HolderEvent(_message.Message):
    __slots__ = ("time", "event_date", "kind", "summary", "subject", "reported_as", "timeliness")
    TIME_FIELD_NUMBER: _ClassVar[int]
    EVENT_DATE_FIELD_NUMBER: _ClassVar[int]
    KIND_FIELD_NUMBER: _ClassVar[int]
    SUMMARY_FIELD_NUMBER: _ClassVar[int]
    SUBJECT_FIELD_NUMBER: _ClassVar[int]
    REPORTED_AS_FIELD_NUMBER: _ClassVar[int]
    TIMELINESS_FIELD_NUMBER: _ClassVar[int]
    time: _timestamp_pb2.Timestamp
    event_date: _date_pb2.Date
    kind: str
    summary: str
    subject: str
    reported_as: str
    timeliness: ReportTimeliness
    def __init__(self, time: _Optional[_Union[datetime.datetime, _timestamp_pb2.Timestamp, _Mapping]] = ..., event_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., kind: _Optional[str] = ..., summary: _Optional[str] = ..., subject: _Optional[str] = ..., reported_as: _Optional[str] = ..., timeliness: _Optional[_Union[ReportTimeliness, str]] = ...) -> None: ...

class CreateHolderRequest(_message.Message):
    __slots__ = ("display_name", "reason", "request_id")
    DISPLAY_NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    display_name: str
    reason: str
    request_id: str
    def __init__(self, display_name: _Optional[str] = ..., reason: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class SuggestAliasesRequest(_message.Message):
    __slots__ = ("query", "min_score", "likenesses", "page_size", "page_token")
    QUERY_FIELD_NUMBER: _ClassVar[int]
    MIN_SCORE_FIELD_NUMBER: _ClassVar[int]
    LIKENESSES_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    query: str
    min_score: int
    likenesses: _containers.RepeatedScalarFieldContainer[AliasLikeness]
    page_size: int
    page_token: str
    def __init__(self, query: _Optional[str] = ..., min_score: _Optional[int] = ..., likenesses: _Optional[_Iterable[_Union[AliasLikeness, str]]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class SuggestAliasesResponse(_message.Message):
    __slots__ = ("suggestions", "next_page_token", "compared_names", "total_size")
    SUGGESTIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    COMPARED_NAMES_FIELD_NUMBER: _ClassVar[int]
    TOTAL_SIZE_FIELD_NUMBER: _ClassVar[int]
    suggestions: _containers.RepeatedCompositeFieldContainer[AliasSuggestion]
    next_page_token: str
    compared_names: int
    total_size: int
    def __init__(self, suggestions: _Optional[_Iterable[_Union[AliasSuggestion, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., compared_names: _Optional[int] = ..., total_size: _Optional[int] = ...) -> None: ...

class DecideAliasRequest(_message.Message):
    __slots__ = ("alias", "target", "verdict", "reason", "evidence", "etag", "request_id")
    ALIAS_FIELD_NUMBER: _ClassVar[int]
    TARGET_FIELD_NUMBER: _ClassVar[int]
    VERDICT_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    alias: str
    target: str
    verdict: AliasVerdict
    reason: str
    evidence: HolderEvidence
    etag: str
    request_id: str
    def __init__(self, alias: _Optional[str] = ..., target: _Optional[str] = ..., verdict: _Optional[_Union[AliasVerdict, str]] = ..., reason: _Optional[str] = ..., evidence: _Optional[_Union[HolderEvidence, _Mapping]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class UndoAliasDecisionRequest(_message.Message):
    __slots__ = ("name", "reason", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListAliasDecisionsRequest(_message.Message):
    __slots__ = ("holder", "page_size", "page_token")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    holder: str
    page_size: int
    page_token: str
    def __init__(self, holder: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListAliasDecisionsResponse(_message.Message):
    __slots__ = ("decisions", "next_page_token")
    DECISIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    decisions: _containers.RepeatedCompositeFieldContainer[AliasDecision]
    next_page_token: str
    def __init__(self, decisions: _Optional[_Iterable[_Union[AliasDecision, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class SetParentRequest(_message.Message):
    __slots__ = ("child", "parent", "start_date", "end_date", "control", "share_basis_points", "source", "evidence", "etag", "request_id")
    CHILD_FIELD_NUMBER: _ClassVar[int]
    PARENT_FIELD_NUMBER: _ClassVar[int]
    START_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    CONTROL_FIELD_NUMBER: _ClassVar[int]
    SHARE_BASIS_POINTS_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    child: str
    parent: str
    start_date: _date_pb2.Date
    end_date: _date_pb2.Date
    control: ControlKind
    share_basis_points: int
    source: str
    evidence: HolderEvidence
    etag: str
    request_id: str
    def __init__(self, child: _Optional[str] = ..., parent: _Optional[str] = ..., start_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., control: _Optional[_Union[ControlKind, str]] = ..., share_basis_points: _Optional[int] = ..., source: _Optional[str] = ..., evidence: _Optional[_Union[HolderEvidence, _Mapping]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class EndParentRequest(_message.Message):
    __slots__ = ("name", "end_date", "reason", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    end_date: _date_pb2.Date
    reason: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., reason: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class WithdrawParentRequest(_message.Message):
    __slots__ = ("name", "reason", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class ListGroupRequest(_message.Message):
    __slots__ = ("holder", "as_of_date")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    holder: str
    as_of_date: _date_pb2.Date
    def __init__(self, holder: _Optional[str] = ..., as_of_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ListGroupResponse(_message.Message):
    __slots__ = ("as_of_date", "members", "conflicting")
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    MEMBERS_FIELD_NUMBER: _ClassVar[int]
    CONFLICTING_FIELD_NUMBER: _ClassVar[int]
    as_of_date: _date_pb2.Date
    members: _containers.RepeatedCompositeFieldContainer[GroupMember]
    conflicting: bool
    def __init__(self, as_of_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., members: _Optional[_Iterable[_Union[GroupMember, _Mapping]]] = ..., conflicting: _Optional[bool] = ...) -> None: ...

class ListParentsRequest(_message.Message):
    __slots__ = ("child", "page_size", "page_token")
    CHILD_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    child: str
    page_size: int
    page_token: str
    def __init__(self, child: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListParentsResponse(_message.Message):
    __slots__ = ("parents", "next_page_token")
    PARENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parents: _containers.RepeatedCompositeFieldContainer[Parenthood]
    next_page_token: str
    def __init__(self, parents: _Optional[_Iterable[_Union[Parenthood, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ReportTransferRequest(_message.Message):
    __slots__ = ("assignor", "assignee", "items", "effective_date", "recorded_date", "source", "evidence", "request_id")
    ASSIGNOR_FIELD_NUMBER: _ClassVar[int]
    ASSIGNEE_FIELD_NUMBER: _ClassVar[int]
    ITEMS_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    RECORDED_DATE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    assignor: str
    assignee: str
    items: TransferItems
    effective_date: _date_pb2.Date
    recorded_date: _date_pb2.Date
    source: str
    evidence: HolderEvidence
    request_id: str
    def __init__(self, assignor: _Optional[str] = ..., assignee: _Optional[str] = ..., items: _Optional[_Union[TransferItems, _Mapping]] = ..., effective_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., recorded_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., source: _Optional[str] = ..., evidence: _Optional[_Union[HolderEvidence, _Mapping]] = ..., request_id: _Optional[str] = ...) -> None: ...

class WithdrawTransferRequest(_message.Message):
    __slots__ = ("name", "reason", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class GetTransferRequest(_message.Message):
    __slots__ = ("name",)
    NAME_FIELD_NUMBER: _ClassVar[int]
    name: str
    def __init__(self, name: _Optional[str] = ...) -> None: ...

class ListTransfersRequest(_message.Message):
    __slots__ = ("holder", "family", "page_size", "page_token")
    HOLDER_FIELD_NUMBER: _ClassVar[int]
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    holder: str
    family: str
    page_size: int
    page_token: str
    def __init__(self, holder: _Optional[str] = ..., family: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTransfersResponse(_message.Message):
    __slots__ = ("transfers", "next_page_token")
    TRANSFERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    transfers: _containers.RepeatedCompositeFieldContainer[Transfer]
    next_page_token: str
    def __init__(self, transfers: _Optional[_Iterable[_Union[Transfer, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class ListBindingUndertakingsRequest(_message.Message):
    __slots__ = ("transfer", "page_size", "page_token")
    TRANSFER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    transfer: str
    page_size: int
    page_token: str
    def __init__(self, transfer: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListBindingUndertakingsResponse(_message.Message):
    __slots__ = ("declarations", "next_page_token")
    DECLARATIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    declarations: _containers.RepeatedCompositeFieldContainer[_holders_pb2.Declaration]
    next_page_token: str
    def __init__(self, declarations: _Optional[_Iterable[_Union[_holders_pb2.Declaration, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetFamilyOwnershipRequest(_message.Message):
    __slots__ = ("family", "as_of_date")
    FAMILY_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    family: str
    as_of_date: _date_pb2.Date
    def __init__(self, family: _Optional[str] = ..., as_of_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ReportHolderRecordRequest(_message.Message):
    __slots__ = ("parent", "size", "contact", "representative", "policy", "effective_date", "end_date", "source", "evidence", "etag", "request_id")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    SIZE_FIELD_NUMBER: _ClassVar[int]
    CONTACT_FIELD_NUMBER: _ClassVar[int]
    REPRESENTATIVE_FIELD_NUMBER: _ClassVar[int]
    POLICY_FIELD_NUMBER: _ClassVar[int]
    EFFECTIVE_DATE_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    SOURCE_FIELD_NUMBER: _ClassVar[int]
    EVIDENCE_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    parent: str
    size: HolderSize
    contact: HolderContact
    representative: HolderRepresentative
    policy: HolderPolicy
    effective_date: _date_pb2.Date
    end_date: _date_pb2.Date
    source: str
    evidence: HolderEvidence
    etag: str
    request_id: str
    def __init__(self, parent: _Optional[str] = ..., size: _Optional[_Union[HolderSize, _Mapping]] = ..., contact: _Optional[_Union[HolderContact, _Mapping]] = ..., representative: _Optional[_Union[HolderRepresentative, _Mapping]] = ..., policy: _Optional[_Union[HolderPolicy, _Mapping]] = ..., effective_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., source: _Optional[str] = ..., evidence: _Optional[_Union[HolderEvidence, _Mapping]] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class EndHolderRecordRequest(_message.Message):
    __slots__ = ("name", "end_date", "reason", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    END_DATE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    end_date: _date_pb2.Date
    reason: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., end_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ..., reason: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class WithdrawHolderRecordRequest(_message.Message):
    __slots__ = ("name", "reason", "etag", "request_id")
    NAME_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    ETAG_FIELD_NUMBER: _ClassVar[int]
    REQUEST_ID_FIELD_NUMBER: _ClassVar[int]
    name: str
    reason: str
    etag: str
    request_id: str
    def __init__(self, name: _Optional[str] = ..., reason: _Optional[str] = ..., etag: _Optional[str] = ..., request_id: _Optional[str] = ...) -> None: ...

class EraseHolderContactRequest(_message.Message):
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

class ListHolderRecordsRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListHolderRecordsResponse(_message.Message):
    __slots__ = ("records", "next_page_token")
    RECORDS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    records: _containers.RepeatedCompositeFieldContainer[HolderRecord]
    next_page_token: str
    def __init__(self, records: _Optional[_Iterable[_Union[HolderRecord, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetHolderProfileRequest(_message.Message):
    __slots__ = ("name", "as_of_date")
    NAME_FIELD_NUMBER: _ClassVar[int]
    AS_OF_DATE_FIELD_NUMBER: _ClassVar[int]
    name: str
    as_of_date: _date_pb2.Date
    def __init__(self, name: _Optional[str] = ..., as_of_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class ListHolderEventsRequest(_message.Message):
    __slots__ = ("parent", "page_size", "page_token")
    PARENT_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parent: str
    page_size: int
    page_token: str
    def __init__(self, parent: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListHolderEventsResponse(_message.Message):
    __slots__ = ("events", "next_page_token")
    EVENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    events: _containers.RepeatedCompositeFieldContainer[HolderEvent]
    next_page_token: str
    def __init__(self, events: _Optional[_Iterable[_Union[HolderEvent, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...
