from buf.validate import validate_pb2 as _validate_pb2
from google.type import date_pb2 as _date_pb2
from google.type import decimal_pb2 as _decimal_pb2
from google.type import money_pb2 as _money_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class DeclarationKind(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECLARATION_KIND_UNSPECIFIED: _ClassVar[DeclarationKind]
    DECLARATION_KIND_ETSI_DETAILED: _ClassVar[DeclarationKind]
    DECLARATION_KIND_ETSI_GENERAL: _ClassVar[DeclarationKind]
    DECLARATION_KIND_COMMON_PATENT_POLICY: _ClassVar[DeclarationKind]
    DECLARATION_KIND_IEEE_LETTER: _ClassVar[DeclarationKind]
    DECLARATION_KIND_IETF_DISCLOSURE: _ClassVar[DeclarationKind]
    DECLARATION_KIND_BLANKET: _ClassVar[DeclarationKind]
    DECLARATION_KIND_THIRD_PARTY: _ClassVar[DeclarationKind]
    DECLARATION_KIND_NEGATIVE: _ClassVar[DeclarationKind]

class DeclarationScope(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    DECLARATION_SCOPE_UNSPECIFIED: _ClassVar[DeclarationScope]
    DECLARATION_SCOPE_STANDARDS: _ClassVar[DeclarationScope]
    DECLARATION_SCOPE_PROJECTS: _ClassVar[DeclarationScope]
    DECLARATION_SCOPE_ALL: _ClassVar[DeclarationScope]

class PolicyDocumentType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    POLICY_DOCUMENT_TYPE_UNSPECIFIED: _ClassVar[PolicyDocumentType]
    POLICY_DOCUMENT_TYPE_ITU_T: _ClassVar[PolicyDocumentType]
    POLICY_DOCUMENT_TYPE_ITU_R: _ClassVar[PolicyDocumentType]
    POLICY_DOCUMENT_TYPE_ISO: _ClassVar[PolicyDocumentType]
    POLICY_DOCUMENT_TYPE_IEC: _ClassVar[PolicyDocumentType]
    POLICY_DOCUMENT_TYPE_ISO_IEC: _ClassVar[PolicyDocumentType]
    POLICY_DOCUMENT_TYPE_COMMON_TEXT: _ClassVar[PolicyDocumentType]

class LicensingOption(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    LICENSING_OPTION_UNSPECIFIED: _ClassVar[LicensingOption]
    LICENSING_OPTION_1: _ClassVar[LicensingOption]
    LICENSING_OPTION_2: _ClassVar[LicensingOption]
    LICENSING_OPTION_3: _ClassVar[LicensingOption]

class IeeePosition(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IEEE_POSITION_UNSPECIFIED: _ClassVar[IeeePosition]
    IEEE_POSITION_FREE: _ClassVar[IeeePosition]
    IEEE_POSITION_REASONABLE_RATE: _ClassVar[IeeePosition]
    IEEE_POSITION_NON_ASSERTION: _ClassVar[IeeePosition]
    IEEE_POSITION_UNWILLING: _ClassVar[IeeePosition]
    IEEE_POSITION_NO_KNOWLEDGE: _ClassVar[IeeePosition]

class IetfDisclosureType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IETF_DISCLOSURE_TYPE_UNSPECIFIED: _ClassVar[IetfDisclosureType]
    IETF_DISCLOSURE_TYPE_HOLDER: _ClassVar[IetfDisclosureType]
    IETF_DISCLOSURE_TYPE_THIRD_PARTY: _ClassVar[IetfDisclosureType]
    IETF_DISCLOSURE_TYPE_GENERIC: _ClassVar[IetfDisclosureType]
    IETF_DISCLOSURE_TYPE_NON_DOCUMENT_SPECIFIC: _ClassVar[IetfDisclosureType]

class IetfLicensing(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    IETF_LICENSING_UNSPECIFIED: _ClassVar[IetfLicensing]
    IETF_LICENSING_NO_LICENSE: _ClassVar[IetfLicensing]
    IETF_LICENSING_ROYALTY_FREE: _ClassVar[IetfLicensing]
    IETF_LICENSING_REASONABLE: _ClassVar[IetfLicensing]
    IETF_LICENSING_PROVIDED_LATER: _ClassVar[IetfLicensing]
    IETF_LICENSING_UNWILLING: _ClassVar[IetfLicensing]
    IETF_LICENSING_SEE_BELOW: _ClassVar[IetfLicensing]
    IETF_LICENSING_NONE_SELECTED: _ClassVar[IetfLicensing]

class BlanketTerms(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    BLANKET_TERMS_UNSPECIFIED: _ClassVar[BlanketTerms]
    BLANKET_TERMS_ROYALTY_FREE: _ClassVar[BlanketTerms]
    BLANKET_TERMS_FRAND: _ClassVar[BlanketTerms]
    BLANKET_TERMS_NON_ASSERTION: _ClassVar[BlanketTerms]
    BLANKET_TERMS_OTHER: _ClassVar[BlanketTerms]
DECLARATION_KIND_UNSPECIFIED: DeclarationKind
DECLARATION_KIND_ETSI_DETAILED: DeclarationKind
DECLARATION_KIND_ETSI_GENERAL: DeclarationKind
DECLARATION_KIND_COMMON_PATENT_POLICY: DeclarationKind
DECLARATION_KIND_IEEE_LETTER: DeclarationKind
DECLARATION_KIND_IETF_DISCLOSURE: DeclarationKind
DECLARATION_KIND_BLANKET: DeclarationKind
DECLARATION_KIND_THIRD_PARTY: DeclarationKind
DECLARATION_KIND_NEGATIVE: DeclarationKind
DECLARATION_SCOPE_UNSPECIFIED: DeclarationScope
DECLARATION_SCOPE_STANDARDS: DeclarationScope
DECLARATION_SCOPE_PROJECTS: DeclarationScope
DECLARATION_SCOPE_ALL: DeclarationScope
POLICY_DOCUMENT_TYPE_UNSPECIFIED: PolicyDocumentType
POLICY_DOCUMENT_TYPE_ITU_T: PolicyDocumentType
POLICY_DOCUMENT_TYPE_ITU_R: PolicyDocumentType
POLICY_DOCUMENT_TYPE_ISO: PolicyDocumentType
POLICY_DOCUMENT_TYPE_IEC: PolicyDocumentType
POLICY_DOCUMENT_TYPE_ISO_IEC: PolicyDocumentType
POLICY_DOCUMENT_TYPE_COMMON_TEXT: PolicyDocumentType
LICENSING_OPTION_UNSPECIFIED: LicensingOption
LICENSING_OPTION_1: LicensingOption
LICENSING_OPTION_2: LicensingOption
LICENSING_OPTION_3: LicensingOption
IEEE_POSITION_UNSPECIFIED: IeeePosition
IEEE_POSITION_FREE: IeeePosition
IEEE_POSITION_REASONABLE_RATE: IeeePosition
IEEE_POSITION_NON_ASSERTION: IeeePosition
IEEE_POSITION_UNWILLING: IeeePosition
IEEE_POSITION_NO_KNOWLEDGE: IeeePosition
IETF_DISCLOSURE_TYPE_UNSPECIFIED: IetfDisclosureType
IETF_DISCLOSURE_TYPE_HOLDER: IetfDisclosureType
IETF_DISCLOSURE_TYPE_THIRD_PARTY: IetfDisclosureType
IETF_DISCLOSURE_TYPE_GENERIC: IetfDisclosureType
IETF_DISCLOSURE_TYPE_NON_DOCUMENT_SPECIFIC: IetfDisclosureType
IETF_LICENSING_UNSPECIFIED: IetfLicensing
IETF_LICENSING_NO_LICENSE: IetfLicensing
IETF_LICENSING_ROYALTY_FREE: IetfLicensing
IETF_LICENSING_REASONABLE: IetfLicensing
IETF_LICENSING_PROVIDED_LATER: IetfLicensing
IETF_LICENSING_UNWILLING: IetfLicensing
IETF_LICENSING_SEE_BELOW: IetfLicensing
IETF_LICENSING_NONE_SELECTED: IetfLicensing
BLANKET_TERMS_UNSPECIFIED: BlanketTerms
BLANKET_TERMS_ROYALTY_FREE: BlanketTerms
BLANKET_TERMS_FRAND: BlanketTerms
BLANKET_TERMS_NON_ASSERTION: BlanketTerms
BLANKET_TERMS_OTHER: BlanketTerms

class DeclarationForm(_message.Message):
    __slots__ = ("etsi_detailed", "etsi_general", "common_patent_policy", "ieee_letter", "ietf_disclosure", "blanket", "third_party", "negative", "contact", "signature")
    ETSI_DETAILED_FIELD_NUMBER: _ClassVar[int]
    ETSI_GENERAL_FIELD_NUMBER: _ClassVar[int]
    COMMON_PATENT_POLICY_FIELD_NUMBER: _ClassVar[int]
    IEEE_LETTER_FIELD_NUMBER: _ClassVar[int]
    IETF_DISCLOSURE_FIELD_NUMBER: _ClassVar[int]
    BLANKET_FIELD_NUMBER: _ClassVar[int]
    THIRD_PARTY_FIELD_NUMBER: _ClassVar[int]
    NEGATIVE_FIELD_NUMBER: _ClassVar[int]
    CONTACT_FIELD_NUMBER: _ClassVar[int]
    SIGNATURE_FIELD_NUMBER: _ClassVar[int]
    etsi_detailed: EtsiDetailed
    etsi_general: EtsiGeneral
    common_patent_policy: CommonPatentPolicy
    ieee_letter: IeeeLetter
    ietf_disclosure: IetfDisclosure
    blanket: BlanketDeclaration
    third_party: ThirdPartyDeclaration
    negative: NegativeDeclaration
    contact: LicensingContact
    signature: Signature
    def __init__(self, etsi_detailed: _Optional[_Union[EtsiDetailed, _Mapping]] = ..., etsi_general: _Optional[_Union[EtsiGeneral, _Mapping]] = ..., common_patent_policy: _Optional[_Union[CommonPatentPolicy, _Mapping]] = ..., ieee_letter: _Optional[_Union[IeeeLetter, _Mapping]] = ..., ietf_disclosure: _Optional[_Union[IetfDisclosure, _Mapping]] = ..., blanket: _Optional[_Union[BlanketDeclaration, _Mapping]] = ..., third_party: _Optional[_Union[ThirdPartyDeclaration, _Mapping]] = ..., negative: _Optional[_Union[NegativeDeclaration, _Mapping]] = ..., contact: _Optional[_Union[LicensingContact, _Mapping]] = ..., signature: _Optional[_Union[Signature, _Mapping]] = ...) -> None: ...

class LicensingContact(_message.Message):
    __slots__ = ("name", "department", "address", "telephone", "email", "url")
    NAME_FIELD_NUMBER: _ClassVar[int]
    DEPARTMENT_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    TELEPHONE_FIELD_NUMBER: _ClassVar[int]
    EMAIL_FIELD_NUMBER: _ClassVar[int]
    URL_FIELD_NUMBER: _ClassVar[int]
    name: str
    department: str
    address: str
    telephone: str
    email: str
    url: str
    def __init__(self, name: _Optional[str] = ..., department: _Optional[str] = ..., address: _Optional[str] = ..., telephone: _Optional[str] = ..., email: _Optional[str] = ..., url: _Optional[str] = ...) -> None: ...

class Signature(_message.Message):
    __slots__ = ("name", "title", "place", "date")
    NAME_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    PLACE_FIELD_NUMBER: _ClassVar[int]
    DATE_FIELD_NUMBER: _ClassVar[int]
    name: str
    title: str
    place: str
    date: _date_pb2.Date
    def __init__(self, name: _Optional[str] = ..., title: _Optional[str] = ..., place: _Optional[str] = ..., date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class DeclaredStandard(_message.Message):
    __slots__ = ("standard", "version", "illustrative_part", "project", "generations")
    STANDARD_FIELD_NUMBER: _ClassVar[int]
    VERSION_FIELD_NUMBER: _ClassVar[int]
    ILLUSTRATIVE_PART_FIELD_NUMBER: _ClassVar[int]
    PROJECT_FIELD_NUMBER: _ClassVar[int]
    GENERATIONS_FIELD_NUMBER: _ClassVar[int]
    standard: str
    version: str
    illustrative_part: str
    project: str
    generations: _containers.RepeatedScalarFieldContainer[str]
    def __init__(self, standard: _Optional[str] = ..., version: _Optional[str] = ..., illustrative_part: _Optional[str] = ..., project: _Optional[str] = ..., generations: _Optional[_Iterable[str]] = ...) -> None: ...

class DeclaredPatentNumber(_message.Message):
    __slots__ = ("office", "application_number", "publications", "title", "status", "affected_portions", "claims", "entry")
    OFFICE_FIELD_NUMBER: _ClassVar[int]
    APPLICATION_NUMBER_FIELD_NUMBER: _ClassVar[int]
    PUBLICATIONS_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    STATUS_FIELD_NUMBER: _ClassVar[int]
    AFFECTED_PORTIONS_FIELD_NUMBER: _ClassVar[int]
    CLAIMS_FIELD_NUMBER: _ClassVar[int]
    ENTRY_FIELD_NUMBER: _ClassVar[int]
    office: str
    application_number: str
    publications: _containers.RepeatedScalarFieldContainer[str]
    title: str
    status: str
    affected_portions: str
    claims: str
    entry: int
    def __init__(self, office: _Optional[str] = ..., application_number: _Optional[str] = ..., publications: _Optional[_Iterable[str]] = ..., title: _Optional[str] = ..., status: _Optional[str] = ..., affected_portions: _Optional[str] = ..., claims: _Optional[str] = ..., entry: _Optional[int] = ...) -> None: ...

class DeclaredEntry(_message.Message):
    __slots__ = ("standards", "basis_patent", "family_members")
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    BASIS_PATENT_FIELD_NUMBER: _ClassVar[int]
    FAMILY_MEMBERS_FIELD_NUMBER: _ClassVar[int]
    standards: _containers.RepeatedCompositeFieldContainer[DeclaredStandard]
    basis_patent: DeclaredPatentNumber
    family_members: _containers.RepeatedCompositeFieldContainer[DeclaredPatentNumber]
    def __init__(self, standards: _Optional[_Iterable[_Union[DeclaredStandard, _Mapping]]] = ..., basis_patent: _Optional[_Union[DeclaredPatentNumber, _Mapping]] = ..., family_members: _Optional[_Iterable[_Union[DeclaredPatentNumber, _Mapping]]] = ...) -> None: ...

class EtsiDetailed(_message.Message):
    __slots__ = ("belief", "proprietor", "undertaking", "reciprocity", "reasons", "entries")
    BELIEF_FIELD_NUMBER: _ClassVar[int]
    PROPRIETOR_FIELD_NUMBER: _ClassVar[int]
    UNDERTAKING_FIELD_NUMBER: _ClassVar[int]
    RECIPROCITY_FIELD_NUMBER: _ClassVar[int]
    REASONS_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    belief: bool
    proprietor: bool
    undertaking: bool
    reciprocity: bool
    reasons: str
    entries: _containers.RepeatedCompositeFieldContainer[DeclaredEntry]
    def __init__(self, belief: _Optional[bool] = ..., proprietor: _Optional[bool] = ..., undertaking: _Optional[bool] = ..., reciprocity: _Optional[bool] = ..., reasons: _Optional[str] = ..., entries: _Optional[_Iterable[_Union[DeclaredEntry, _Mapping]]] = ...) -> None: ...

class EtsiGeneral(_message.Message):
    __slots__ = ("scope", "standards", "projects", "own_contributions_only", "undertaking", "reciprocity", "company_id")
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    PROJECTS_FIELD_NUMBER: _ClassVar[int]
    OWN_CONTRIBUTIONS_ONLY_FIELD_NUMBER: _ClassVar[int]
    UNDERTAKING_FIELD_NUMBER: _ClassVar[int]
    RECIPROCITY_FIELD_NUMBER: _ClassVar[int]
    COMPANY_ID_FIELD_NUMBER: _ClassVar[int]
    scope: DeclarationScope
    standards: _containers.RepeatedCompositeFieldContainer[DeclaredStandard]
    projects: _containers.RepeatedScalarFieldContainer[str]
    own_contributions_only: bool
    undertaking: bool
    reciprocity: bool
    company_id: str
    def __init__(self, scope: _Optional[_Union[DeclarationScope, str]] = ..., standards: _Optional[_Iterable[_Union[DeclaredStandard, _Mapping]]] = ..., projects: _Optional[_Iterable[str]] = ..., own_contributions_only: _Optional[bool] = ..., undertaking: _Optional[bool] = ..., reciprocity: _Optional[bool] = ..., company_id: _Optional[str] = ...) -> None: ...

class CommonPatentPolicy(_message.Message):
    __slots__ = ("document_type", "document_number", "document_title", "option", "reciprocity", "patents")
    DOCUMENT_TYPE_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_NUMBER_FIELD_NUMBER: _ClassVar[int]
    DOCUMENT_TITLE_FIELD_NUMBER: _ClassVar[int]
    OPTION_FIELD_NUMBER: _ClassVar[int]
    RECIPROCITY_FIELD_NUMBER: _ClassVar[int]
    PATENTS_FIELD_NUMBER: _ClassVar[int]
    document_type: PolicyDocumentType
    document_number: str
    document_title: str
    option: LicensingOption
    reciprocity: bool
    patents: _containers.RepeatedCompositeFieldContainer[DeclaredPatentNumber]
    def __init__(self, document_type: _Optional[_Union[PolicyDocumentType, str]] = ..., document_number: _Optional[str] = ..., document_title: _Optional[str] = ..., option: _Optional[_Union[LicensingOption, str]] = ..., reciprocity: _Optional[bool] = ..., patents: _Optional[_Iterable[_Union[DeclaredPatentNumber, _Mapping]]] = ...) -> None: ...

class NotToExceedRate(_message.Message):
    __slots__ = ("percent", "per_unit", "basis")
    PERCENT_FIELD_NUMBER: _ClassVar[int]
    PER_UNIT_FIELD_NUMBER: _ClassVar[int]
    BASIS_FIELD_NUMBER: _ClassVar[int]
    percent: _decimal_pb2.Decimal
    per_unit: _money_pb2.Money
    basis: str
    def __init__(self, percent: _Optional[_Union[_decimal_pb2.Decimal, _Mapping]] = ..., per_unit: _Optional[_Union[_money_pb2.Money, _Mapping]] = ..., basis: _Optional[str] = ...) -> None: ...

class IeeeLetter(_message.Message):
    __slots__ = ("standard_number", "standard_title", "position", "not_to_exceed", "reciprocity", "excluded_affiliates", "patents", "acceptance_date")
    STANDARD_NUMBER_FIELD_NUMBER: _ClassVar[int]
    STANDARD_TITLE_FIELD_NUMBER: _ClassVar[int]
    POSITION_FIELD_NUMBER: _ClassVar[int]
    NOT_TO_EXCEED_FIELD_NUMBER: _ClassVar[int]
    RECIPROCITY_FIELD_NUMBER: _ClassVar[int]
    EXCLUDED_AFFILIATES_FIELD_NUMBER: _ClassVar[int]
    PATENTS_FIELD_NUMBER: _ClassVar[int]
    ACCEPTANCE_DATE_FIELD_NUMBER: _ClassVar[int]
    standard_number: str
    standard_title: str
    position: IeeePosition
    not_to_exceed: NotToExceedRate
    reciprocity: bool
    excluded_affiliates: _containers.RepeatedScalarFieldContainer[str]
    patents: _containers.RepeatedCompositeFieldContainer[DeclaredPatentNumber]
    acceptance_date: _date_pb2.Date
    def __init__(self, standard_number: _Optional[str] = ..., standard_title: _Optional[str] = ..., position: _Optional[_Union[IeeePosition, str]] = ..., not_to_exceed: _Optional[_Union[NotToExceedRate, _Mapping]] = ..., reciprocity: _Optional[bool] = ..., excluded_affiliates: _Optional[_Iterable[str]] = ..., patents: _Optional[_Iterable[_Union[DeclaredPatentNumber, _Mapping]]] = ..., acceptance_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...

class IetfDisclosure(_message.Message):
    __slots__ = ("type", "documents", "patents", "patent_pending", "licensing", "licensing_comments", "all_terms_disclosed", "statement", "notes", "patent_information", "title", "proprietor")
    TYPE_FIELD_NUMBER: _ClassVar[int]
    DOCUMENTS_FIELD_NUMBER: _ClassVar[int]
    PATENTS_FIELD_NUMBER: _ClassVar[int]
    PATENT_PENDING_FIELD_NUMBER: _ClassVar[int]
    LICENSING_FIELD_NUMBER: _ClassVar[int]
    LICENSING_COMMENTS_FIELD_NUMBER: _ClassVar[int]
    ALL_TERMS_DISCLOSED_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    NOTES_FIELD_NUMBER: _ClassVar[int]
    PATENT_INFORMATION_FIELD_NUMBER: _ClassVar[int]
    TITLE_FIELD_NUMBER: _ClassVar[int]
    PROPRIETOR_FIELD_NUMBER: _ClassVar[int]
    type: IetfDisclosureType
    documents: _containers.RepeatedCompositeFieldContainer[DeclaredStandard]
    patents: _containers.RepeatedCompositeFieldContainer[DeclaredPatentNumber]
    patent_pending: bool
    licensing: IetfLicensing
    licensing_comments: str
    all_terms_disclosed: bool
    statement: str
    notes: str
    patent_information: str
    title: str
    proprietor: str
    def __init__(self, type: _Optional[_Union[IetfDisclosureType, str]] = ..., documents: _Optional[_Iterable[_Union[DeclaredStandard, _Mapping]]] = ..., patents: _Optional[_Iterable[_Union[DeclaredPatentNumber, _Mapping]]] = ..., patent_pending: _Optional[bool] = ..., licensing: _Optional[_Union[IetfLicensing, str]] = ..., licensing_comments: _Optional[str] = ..., all_terms_disclosed: _Optional[bool] = ..., statement: _Optional[str] = ..., notes: _Optional[str] = ..., patent_information: _Optional[str] = ..., title: _Optional[str] = ..., proprietor: _Optional[str] = ...) -> None: ...

class BlanketDeclaration(_message.Message):
    __slots__ = ("scope", "organization", "standards", "projects", "terms", "statement", "reciprocity", "irrevocable", "future_patents")
    SCOPE_FIELD_NUMBER: _ClassVar[int]
    ORGANIZATION_FIELD_NUMBER: _ClassVar[int]
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    PROJECTS_FIELD_NUMBER: _ClassVar[int]
    TERMS_FIELD_NUMBER: _ClassVar[int]
    STATEMENT_FIELD_NUMBER: _ClassVar[int]
    RECIPROCITY_FIELD_NUMBER: _ClassVar[int]
    IRREVOCABLE_FIELD_NUMBER: _ClassVar[int]
    FUTURE_PATENTS_FIELD_NUMBER: _ClassVar[int]
    scope: DeclarationScope
    organization: str
    standards: _containers.RepeatedCompositeFieldContainer[DeclaredStandard]
    projects: _containers.RepeatedScalarFieldContainer[str]
    terms: BlanketTerms
    statement: str
    reciprocity: bool
    irrevocable: bool
    future_patents: bool
    def __init__(self, scope: _Optional[_Union[DeclarationScope, str]] = ..., organization: _Optional[str] = ..., standards: _Optional[_Iterable[_Union[DeclaredStandard, _Mapping]]] = ..., projects: _Optional[_Iterable[str]] = ..., terms: _Optional[_Union[BlanketTerms, str]] = ..., statement: _Optional[str] = ..., reciprocity: _Optional[bool] = ..., irrevocable: _Optional[bool] = ..., future_patents: _Optional[bool] = ...) -> None: ...

class ThirdPartyDeclaration(_message.Message):
    __slots__ = ("proprietor", "grounds", "entries")
    PROPRIETOR_FIELD_NUMBER: _ClassVar[int]
    GROUNDS_FIELD_NUMBER: _ClassVar[int]
    ENTRIES_FIELD_NUMBER: _ClassVar[int]
    proprietor: str
    grounds: str
    entries: _containers.RepeatedCompositeFieldContainer[DeclaredEntry]
    def __init__(self, proprietor: _Optional[str] = ..., grounds: _Optional[str] = ..., entries: _Optional[_Iterable[_Union[DeclaredEntry, _Mapping]]] = ...) -> None: ...

class NegativeDeclaration(_message.Message):
    __slots__ = ("standards", "inquiry_made", "inquiry", "inquiry_date")
    STANDARDS_FIELD_NUMBER: _ClassVar[int]
    INQUIRY_MADE_FIELD_NUMBER: _ClassVar[int]
    INQUIRY_FIELD_NUMBER: _ClassVar[int]
    INQUIRY_DATE_FIELD_NUMBER: _ClassVar[int]
    standards: _containers.RepeatedCompositeFieldContainer[DeclaredStandard]
    inquiry_made: bool
    inquiry: str
    inquiry_date: _date_pb2.Date
    def __init__(self, standards: _Optional[_Iterable[_Union[DeclaredStandard, _Mapping]]] = ..., inquiry_made: _Optional[bool] = ..., inquiry: _Optional[str] = ..., inquiry_date: _Optional[_Union[_date_pb2.Date, _Mapping]] = ...) -> None: ...
