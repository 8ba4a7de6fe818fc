"""Owns the forms on which patents are declared: what each must say, what it undertakes, and which pairs it lists. Pure.

Sources: ETSI IPR Policy (Annex 6 to the Rules of Procedure), clauses 4.1, 4.3, 6.1 and 6.1bis, and its forms; the
Common Patent Policy of ITU-T, ITU-R, ISO and IEC with its declaration form; IEEE-SA's letter of assurance; the IETF's
disclosure form (RFC 8179). A class here has the fields of the message of the same name in `forms.proto`; None is a
tick that was not made, or a part that was left out.
"""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass
from decimal import Decimal as Number


class Kind(enum.IntEnum):
    """Which form; numbers of DeclarationKind."""

    UNKNOWN = 0
    ETSI_DETAILED = 1
    ETSI_GENERAL = 2
    COMMON_PATENT_POLICY = 3
    IEEE_LETTER = 4
    IETF_DISCLOSURE = 5
    BLANKET = 6
    THIRD_PARTY = 7
    NEGATIVE = 8


class Scope(enum.IntEnum):
    """What a declaration without patents covers; numbers of DeclarationScope."""

    UNKNOWN = 0
    STANDARDS = 1
    PROJECTS = 2
    ALL = 3


class Option(enum.IntEnum):
    """The box of the Common Patent Policy; numbers of LicensingOption."""

    UNKNOWN = 0
    FREE = 1
    REASONABLE = 2
    UNWILLING = 3


class Position(enum.IntEnum):
    """The position of a letter of assurance; numbers of IeeePosition."""

    UNKNOWN = 0
    FREE = 1
    REASONABLE_RATE = 2
    NON_ASSERTION = 3
    UNWILLING = 4
    NO_KNOWLEDGE = 5


class DisclosureType(enum.IntEnum):
    """The sort of an IETF disclosure; numbers of IetfDisclosureType."""

    UNKNOWN = 0
    HOLDER = 1
    THIRD_PARTY = 2
    GENERIC = 3
    NON_DOCUMENT_SPECIFIC = 4


class Licensing(enum.IntEnum):
    """The box of an IETF disclosure; numbers of IetfLicensing."""

    UNKNOWN = 0
    NO_LICENSE = 1
    ROYALTY_FREE = 2
    REASONABLE = 3
    PROVIDED_LATER = 4
    UNWILLING = 5
    SEE_BELOW = 6
    NONE_SELECTED = 7


class BlanketTerms(enum.IntEnum):
    """What a blanket declaration promises; numbers of BlanketTerms in the contract."""

    UNKNOWN = 0
    ROYALTY_FREE = 1
    FRAND = 2
    NON_ASSERTION = 3
    OTHER = 4


Day = dt.date | str | None
"""A date; a text where what was given is no date of the calendar."""


@dataclass(frozen=True, slots=True)
class LicensingContact:
    """Whom to ask for a licence."""

    name: str = ""
    department: str = ""
    address: str = ""
    telephone: str = ""
    email: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, where and when."""

    name: str = ""
    title: str = ""
    place: str = ""
    date: Day = None


@dataclass(frozen=True, slots=True)
class DeclaredStandard:
    """A standard as declared."""

    standard: str = ""
    version: str = ""
    illustrative_part: str = ""
    project: str = ""
    generations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeclaredPatentNumber:
    """A patent as declared, its numbers as given."""

    office: str = ""
    application_number: str = ""
    publications: tuple[str, ...] = ()
    title: str = ""
    status: str = ""
    affected_portions: str = ""
    claims: str = ""
    entry: int = 0


@dataclass(frozen=True, slots=True)
class DeclaredEntry:
    """A patent, members of its family, and the standards."""

    standards: tuple[DeclaredStandard, ...] = ()
    basis_patent: DeclaredPatentNumber | None = None
    family_members: tuple[DeclaredPatentNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class EtsiDetailed:
    """ETSI's information statement and licensing declaration."""

    belief: bool | None = None
    proprietor: bool | None = None
    undertaking: bool | None = None
    reciprocity: bool | None = None
    reasons: str = ""
    entries: tuple[DeclaredEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class EtsiGeneral:
    """ETSI's general licensing declaration."""

    scope: int = 0
    standards: tuple[DeclaredStandard, ...] = ()
    projects: tuple[str, ...] = ()
    own_contributions_only: bool | None = None
    undertaking: bool | None = None
    reciprocity: bool | None = None
    company_id: str = ""


@dataclass(frozen=True, slots=True)
class CommonPatentPolicy:
    """Patent statement and licensing declaration for ITU-T, ITU-R, ISO or IEC."""

    document_type: int = 0
    document_number: str = ""
    document_title: str = ""
    option: int = 0
    reciprocity: bool | None = None
    patents: tuple[DeclaredPatentNumber, ...] = ()


@dataclass(frozen=True, slots=True)
class Decimal:
    """A decimal number as text."""

    value: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: whole units and billionths of one."""

    currency_code: str = ""
    units: int = 0
    nanos: int = 0

    @property
    def amount(self) -> Number:
        """The amount as one number."""
        return Number(self.units) + Number(self.nanos) / 1_000_000_000


@dataclass(frozen=True, slots=True)
class NotToExceedRate:
    """The most that a licence will cost."""

    percent: Decimal | None = None
    per_unit: Money | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class IeeeLetter:
    """IEEE's letter of assurance."""

    standard_number: str = ""
    standard_title: str = ""
    position: int = 0
    not_to_exceed: NotToExceedRate | None = None
    reciprocity: bool | None = None
    excluded_affiliates: tuple[str, ...] = ()
    patents: tuple[DeclaredPatentNumber, ...] = ()
    acceptance_date: Day = None


@dataclass(frozen=True, slots=True)
class IetfDisclosure:
    """An IPR disclosure of the IETF."""

    type: int = 0
    documents: tuple[DeclaredStandard, ...] = ()
    patents: tuple[DeclaredPatentNumber, ...] = ()
    patent_pending: bool | None = None
    licensing: int = 0
    licensing_comments: str = ""
    all_terms_disclosed: bool | None = None
    statement: str = ""
    notes: str = ""
    patent_information: str = ""
    title: str = ""
    proprietor: str = ""


@dataclass(frozen=True, slots=True)
class BlanketDeclaration:
    """A promise that names no patent."""

    scope: int = 0
    organization: str = ""
    standards: tuple[DeclaredStandard, ...] = ()
    projects: tuple[str, ...] = ()
    terms: int = 0
    statement: str = ""
    reciprocity: bool | None = None
    irrevocable: bool | None = None
    future_patents: bool | None = None


@dataclass(frozen=True, slots=True)
class ThirdPartyDeclaration:
    """A statement about patents of somebody else."""

    proprietor: str = ""
    grounds: str = ""
    entries: tuple[DeclaredEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class NegativeDeclaration:
    """None known, after a reasonable inquiry."""

    standards: tuple[DeclaredStandard, ...] = ()
    inquiry_made: bool | None = None
    inquiry: str = ""
    inquiry_date: Day = None


@dataclass(frozen=True, slots=True)
class DeclarationForm:
    """A declaration on one of the forms; at most one of the first eight is there."""

    etsi_detailed: EtsiDetailed | None = None
    etsi_general: EtsiGeneral | None = None
    common_patent_policy: CommonPatentPolicy | None = None
    ieee_letter: IeeeLetter | None = None
    ietf_disclosure: IetfDisclosure | None = None
    blanket: BlanketDeclaration | None = None
    third_party: ThirdPartyDeclaration | None = None
    negative: NegativeDeclaration | None = None
    contact: LicensingContact | None = None
    signature: Signature | None = None

    @property
    def kind(self) -> Kind:
        """Which form."""
        for kind in Kind:
            if kind and getattr(self, kind.name.lower()) is not None:
                return kind
        return Kind.UNKNOWN

    @property
    def by_third_party(self) -> bool:
        """Whether it is about patents of somebody else than the declarant."""
        disclosure = self.ietf_disclosure
        return self.third_party is not None or (
            disclosure is not None and disclosure.type == DisclosureType.THIRD_PARTY
        )

    @property
    def proprietor(self) -> str:
        """Who holds the patents, where somebody else declares them."""
        if self.third_party is not None:
            return self.third_party.proprietor
        if self.ietf_disclosure is not None and self.by_third_party:
            return self.ietf_disclosure.proprietor
        return ""
