"""Owns the forms on which patents are declared: what each must say, what it undertakes, and which pairs it lists. Pure.

Sources: ETSI IPR Policy (Annex 6 to the Rules of Procedure), clauses 4.1, 4.3, 6.1 and 6.1bis, and its forms; the
Common Patent Policy of ITU-T, ITU-R, ISO and IEC with its declaration form; IEEE-SA's letter of assurance; the IETF's
disclosure form (RFC 8179). A class here has the fields of the message of the same name in `forms.proto`; None is a
tick that was not made, or a part that was left out.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal as Number
from decimal import InvalidOperation
from typing import Final

from shared.errors import SepiaError, Violation, invalid


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


# --- what a form must say ----------------------------------------------------------------------------------------

_OFFICE: Final = re.compile(r"[A-Z]{2}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
GENERATIONS: Final = {"2G": 1, "3G": 2, "4G": 4, "5G": 8}
"""Bits of `link.generations`."""


def check(form: DeclarationForm, *, today: dt.date, declarant: str = "") -> None:
    """Refuses a declaration that its form does not allow, with all its faults at once.

    Args:
        today: the legal date of submission; nothing is signed later.
        declarant: its name, which a third party's proprietor must differ from.

    Raises:
        SepiaError: INVALID_ARGUMENT (DECLARATION_INCOMPLETE).
    """
    faults = faults_of(form, today=today, declarant=declarant)
    if faults:
        raise incomplete(faults)


def incomplete(faults: Sequence[Violation]) -> SepiaError:
    """A declaration with faults."""
    what = "One field is" if len(faults) == 1 else f"{len(faults)} fields are"
    return invalid(
        "DECLARATION_INCOMPLETE",
        f"The declaration cannot be taken: {what} missing or wrong ({faults[0].field}: {faults[0].description}"
        f"{'; and so on' if len(faults) > 1 else ''}). Nothing was stored; mend every field listed and send it again.",
        *faults,
    )


def faults_of(form: DeclarationForm, *, today: dt.date, declarant: str = "") -> list[Violation]:
    """Everything about a declaration that its form does not allow; empty for one that can be taken."""
    found = _Faults(today)
    match form.kind:
        case Kind.ETSI_DETAILED if form.etsi_detailed is not None:
            _etsi_detailed(found, form.etsi_detailed)
        case Kind.ETSI_GENERAL if form.etsi_general is not None:
            _etsi_general(found, form.etsi_general)
        case Kind.COMMON_PATENT_POLICY if form.common_patent_policy is not None:
            _common_patent_policy(found, form.common_patent_policy)
        case Kind.IEEE_LETTER if form.ieee_letter is not None:
            _ieee_letter(found, form.ieee_letter)
        case Kind.IETF_DISCLOSURE if form.ietf_disclosure is not None:
            _ietf_disclosure(found, form.ietf_disclosure, declarant)
        case Kind.BLANKET if form.blanket is not None:
            _blanket(found, form.blanket)
        case Kind.THIRD_PARTY if form.third_party is not None:
            _third_party(found, form.third_party, declarant)
        case Kind.NEGATIVE if form.negative is not None:
            _negative(found, form.negative)
        case _:
            found.add("form", "say on which form it is made: exactly one of " + ", ".join(_form_names()))
            return found.violations
    if _licenses(form):
        _contact(found, form.contact)
    elif form.contact is not None and form.contact.email and not _EMAIL.fullmatch(form.contact.email.strip()):
        found.add("form.contact.email", _BAD_EMAIL)
    if form.kind is not Kind.THIRD_PARTY or form.signature is not None:
        _signature(found, form.signature)
    return found.violations


def _form_names() -> list[str]:
    return [kind.name.lower() for kind in Kind if kind]


def _licenses(form: DeclarationForm) -> bool:
    """Whether somebody must be there to be asked for a licence."""
    if form.ietf_disclosure is not None:
        return form.ietf_disclosure.type not in (DisclosureType.THIRD_PARTY, DisclosureType.UNKNOWN)
    return form.kind not in (Kind.THIRD_PARTY, Kind.NEGATIVE)


class _Faults:
    def __init__(self, today: dt.date) -> None:
        self.today = today
        self.violations: list[Violation] = []

    def add(self, field: str, description: str) -> None:
        self.violations.append(Violation(field, description))

    def need(self, field: str, given: object, description: str) -> None:
        """Faults what is blank: None, or a text of nothing but white space; False is an answer."""
        if given is None or (isinstance(given, str) and not given.strip()) or given == ():
            self.add(field, description)

    def tick(self, field: str, given: bool | None, meaning: str) -> None:
        self.need(field, given, f"is not answered: {meaning}; for example true")

    def day(self, field: str, given: Day, what: str, *, needed: bool = True) -> None:
        match given:
            case None:
                if needed:
                    self.add(field, f'is missing: {what}, for example {{"year": 2024, "month": 3, "day": 15}}')
            case str():
                self.add(field, f'is {given}, which is no date; for example {{"year": 2024, "month": 3, "day": 15}}')
            case _ if given > self.today:
                self.add(field, f"is {given}, which is after today ({self.today}); for example {self.today}")
            case _ if given.year < 1950:
                # 1900-01-01 stands for an unknown date in exports; nobody signed a declaration then.
                self.add(field, f"is {given}, which nobody can have meant; for example 2024-03-15")
            case _:
                pass


_BAD_EMAIL: Final = "is no e-mail address; for example licensing@example.com"


def _contact(found: _Faults, contact: LicensingContact | None) -> None:
    contact = contact or LicensingContact()
    found.need("form.contact.name", contact.name, "is missing: the person or office to ask, for example IP Licensing")
    if not (contact.email.strip() or contact.address.strip()):
        found.add(
            "form.contact.email",
            "is missing, and so is an address: give one of them, for example licensing@example.com",
        )
    elif contact.email and not _EMAIL.fullmatch(contact.email.strip()):
        found.add("form.contact.email", _BAD_EMAIL)


def _signature(found: _Faults, signature: Signature | None) -> None:
    signature = signature or Signature()
    found.need("form.signature.name", signature.name, "is missing: who signed, for example Ada Example")
    found.day("form.signature.date", signature.date, "the day on which it was signed")


def _reciprocity(found: _Faults, field: str, undertaking: bool | None, reciprocity: bool | None) -> None:
    if undertaking is False and reciprocity:
        found.add(field, "is ticked, but there is no undertaking it could be a condition of; for example false")


def _standard(found: _Faults, at: str, standard: DeclaredStandard, *, or_project: bool = False) -> None:
    if not standard.standard.strip() and not (or_project and standard.project.strip()):
        beside = ", or a project, for example LTE" if or_project else ""
        found.add(f"{at}.standard", f"is missing: a name of the standard, for example 3GPP TS 36.300{beside}")
    for index, generation in enumerate(standard.generations):
        if generation not in GENERATIONS:
            found.add(f"{at}.generations[{index}]", f"is {generation!r}; it can be 2G, 3G, 4G or 5G, for example 5G")


def _standards(found: _Faults, at: str, standards: Sequence[DeclaredStandard]) -> None:
    found.need(at, tuple(standards), "is empty: name at least one, for example 3GPP TS 36.300")
    for index, standard in enumerate(standards):
        _standard(found, f"{at}[{index}]", standard)


def _patent(found: _Faults, at: str, patent: DeclaredPatentNumber) -> None:
    numbers = (patent.application_number, *patent.publications)
    if not any(character.isdigit() for number in numbers for character in number):
        found.add(
            f"{at}.application_number",
            "is no number, and no publication has one: give an application number or a publication, for example "
            "EP20060711571 or EP1848154 B1 (words such as Pending are no numbers)",
        )
    if patent.office and not _OFFICE.fullmatch(patent.office):
        found.add(f"{at}.office", f"is {patent.office!r}; write two capital letters (WIPO ST.3), for example EP")
    if patent.status and patent.status not in ("granted", "pending"):
        found.add(f"{at}.status", f"is {patent.status!r}; it can be granted or pending, for example granted")


def _entries(found: _Faults, at: str, entries: Sequence[DeclaredEntry]) -> None:
    found.need(at, tuple(entries), "is empty: list at least one patent with the standard it is declared for")
    for index, entry in enumerate(entries):
        each = f"{at}[{index}]"
        found.need(f"{each}.standards", entry.standards, "is empty: at least one, for example 3GPP TS 36.300")
        for number, standard in enumerate(entry.standards):
            _standard(found, f"{each}.standards[{number}]", standard, or_project=True)
        _patent(found, f"{each}.basis_patent", entry.basis_patent or DeclaredPatentNumber())
        for number, member in enumerate(entry.family_members):
            _patent(found, f"{each}.family_members[{number}]", member)


def _etsi_detailed(found: _Faults, form: EtsiDetailed) -> None:
    at = "form.etsi_detailed"
    # ETSI IPR Policy, clause 4.1: the statement is one of present belief.
    if not form.belief:
        found.add(
            f"{at}.belief",
            "must be true: the information statement says that the declarant presently believes that the listed "
            "patents are, or may become, essential (clause 4.1); for example true",
        )
    found.tick(f"{at}.proprietor", form.proprietor, "whether the declarant is the proprietor of the listed patents")
    # Clause 6.1; one of the two boxes must be ticked.
    found.tick(f"{at}.undertaking", form.undertaking, "true for prepared to grant licences (clause 6.1), false for not")
    _reciprocity(found, f"{at}.reciprocity", form.undertaking, form.reciprocity)
    if form.undertaking and form.reasons.strip():
        found.add(f"{at}.reasons", "gives reasons for not being prepared, but undertaking is true; leave it empty")
    _entries(found, f"{at}.entries", form.entries)


def _coverage(
    found: _Faults, at: str, scope: int, standards: Sequence[DeclaredStandard], projects: Sequence[str]
) -> None:
    """Scope, and what belongs to it and what does not."""
    match scope:
        case Scope.STANDARDS:
            _standards(found, f"{at}.standards", standards)
        case Scope.PROJECTS:
            found.need(f"{at}.projects", tuple(filter(str.strip, projects)), "is empty: at least one, for example LTE")
        case Scope.ALL:
            pass
        case _:
            found.add(f"{at}.scope", "is missing: what it covers, for example DECLARATION_SCOPE_ALL")
            return
    if scope != Scope.STANDARDS and standards:
        found.add(f"{at}.standards", "names standards, but the scope is another; for example leave it empty")
    if scope != Scope.PROJECTS and projects:
        found.add(f"{at}.projects", "names projects, but the scope is another; for example leave it empty")


def _etsi_general(found: _Faults, form: EtsiGeneral) -> None:
    at = "form.etsi_general"
    _coverage(found, at, form.scope, form.standards, form.projects)
    found.tick(
        f"{at}.own_contributions_only",
        form.own_contributions_only,
        "true if it covers only patents in the declarant's own contributions, false for all its patents",
    )
    found.tick(f"{at}.undertaking", form.undertaking, "true for prepared to grant licences (clause 6.1), false for not")
    _reciprocity(found, f"{at}.reciprocity", form.undertaking, form.reciprocity)


def _common_patent_policy(found: _Faults, form: CommonPatentPolicy) -> None:
    at = "form.common_patent_policy"
    if not form.document_type:
        found.add(f"{at}.document_type", "is missing: whose document, for example POLICY_DOCUMENT_TYPE_ITU_T")
    found.need(f"{at}.document_number", form.document_number, "is missing: for example ITU-T H.265")
    if not form.option:
        found.add(f"{at}.option", "is missing: the box ticked, for example LICENSING_OPTION_2")
    if form.option == Option.UNWILLING:
        if form.reciprocity:
            found.add(f"{at}.reciprocity", "is ticked, but belongs to options 1 and 2 only; for example false")
        # The form: under option 3 patent or application number, affected portions and description of claims are given.
        found.need(f"{at}.patents", form.patents, "is empty: option 3 names every patent concerned")
    for index, patent in enumerate(form.patents):
        each = f"{at}.patents[{index}]"
        _patent(found, each, patent)
        if form.option == Option.UNWILLING:
            found.need(
                f"{each}.affected_portions",
                patent.affected_portions,
                "is missing: option 3 says which portions of the document are affected, for example clause 8.5.3",
            )
            found.need(
                f"{each}.claims",
                patent.claims,
                "is missing: option 3 describes the claims, for example claims 1 to 4: merged motion candidates",
            )


def _ieee_letter(found: _Faults, form: IeeeLetter) -> None:
    at = "form.ieee_letter"
    found.need(f"{at}.standard_number", form.standard_number, "is missing: for example IEEE 802.11ax")
    if not form.position:
        found.add(f"{at}.position", "is missing: (a) to (d) or no knowledge, for example IEEE_POSITION_REASONABLE_RATE")
    if form.not_to_exceed is not None:
        _not_to_exceed(found, f"{at}.not_to_exceed", form.not_to_exceed)
        if form.position and form.position != Position.REASONABLE_RATE:
            found.add(f"{at}.not_to_exceed", "belongs to position (b) only; for example leave it out")
    if form.reciprocity and form.position in (Position.UNWILLING, Position.NO_KNOWLEDGE):
        found.add(f"{at}.reciprocity", "is ticked, but this position gives no assurance; for example false")
    if form.position == Position.NO_KNOWLEDGE and form.patents:
        found.add(f"{at}.patents", "lists patents, but the position is that none is known; for example leave it empty")
    for index, affiliate in enumerate(form.excluded_affiliates):
        found.need(f"{at}.excluded_affiliates[{index}]", affiliate, "is blank: for example Example Labs GmbH")
    for index, patent in enumerate(form.patents):
        _patent(found, f"{at}.patents[{index}]", patent)
    found.day(f"{at}.acceptance_date", form.acceptance_date, "the day of acceptance", needed=False)


def _not_to_exceed(found: _Faults, at: str, rate: NotToExceedRate) -> None:
    if (rate.percent is None) == (rate.per_unit is None):
        found.add(at, 'is one of a share and a sum for each unit; for example {"percent": {"value": "0.5"}}')
        return
    if rate.percent is not None:
        percent = _number(rate.percent.value)
        if percent is None or not 0 < percent <= 100:
            found.add(f"{at}.percent", f"is {rate.percent.value!r}; a number above 0 and up to 100, for example 0.5")
        found.need(f"{at}.basis", rate.basis, "is missing: what the share is of, for example net selling price")
    if rate.per_unit is not None and (
        rate.per_unit.amount <= 0 or not _CURRENCY.fullmatch(rate.per_unit.currency_code)
    ):
        found.add(
            f"{at}.per_unit",
            'is no amount above zero with a currency; for example {"currency_code": "USD", "units": 1}',
        )


def _number(text: str) -> Number | None:
    try:
        number = Number(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _ietf_disclosure(found: _Faults, form: IetfDisclosure, declarant: str) -> None:
    at = "form.ietf_disclosure"
    if not form.type:
        found.add(f"{at}.type", "is missing: which sort, for example IETF_DISCLOSURE_TYPE_HOLDER")
        return
    about_documents = form.type in (DisclosureType.HOLDER, DisclosureType.THIRD_PARTY)
    if about_documents:
        found.need(f"{at}.documents", form.documents, "is empty: for example draft-ietf-quic-transport-05 or RFC 9000")
        for index, document in enumerate(form.documents):
            if not document.standard.strip():
                found.add(f"{at}.documents[{index}].standard", "is missing: for example RFC 9000")
    elif form.documents:
        found.add(f"{at}.documents", "names documents, but this sort has none; for example leave it empty")
    if form.type == DisclosureType.GENERIC:
        # A general licence statement needs no number: the promise is the content.
        found.need(f"{at}.statement", form.statement, "is missing: the licence statement in words")
        if form.patents:
            found.add(f"{at}.patents", "lists patents; a disclosure about patents is NON_DOCUMENT_SPECIFIC or HOLDER")
    elif not form.patents and not form.patent_pending:
        found.add(
            f"{at}.patents",
            "is empty and patent_pending is not ticked: list a number, for example US8451734, or say that the "
            "application is unpublished",
        )
    for index, patent in enumerate(form.patents):
        _patent(found, f"{at}.patents[{index}]", patent)
    if form.type == DisclosureType.THIRD_PARTY:
        _proprietor(found, f"{at}.proprietor", form.proprietor, declarant)
        if form.licensing:
            found.add(f"{at}.licensing", "is said, but only the holder can license; for example leave it out")
    elif form.type != DisclosureType.GENERIC:
        if not form.licensing:
            found.add(f"{at}.licensing", "is missing: the box ticked, for example IETF_LICENSING_REASONABLE")
        if form.licensing == Licensing.SEE_BELOW:
            found.need(f"{at}.licensing_comments", form.licensing_comments, "is missing: the box says see below")


def _blanket(found: _Faults, form: BlanketDeclaration) -> None:
    at = "form.blanket"
    _coverage(found, at, form.scope, form.standards, form.projects)
    if form.scope in (Scope.ALL, Scope.PROJECTS):
        found.need(f"{at}.organization", form.organization, "is missing: whose standards, for example ETSI")
    if not form.terms:
        found.add(f"{at}.terms", "is missing: what it promises, for example BLANKET_TERMS_FRAND")
    if form.terms == BlanketTerms.OTHER:
        found.need(f"{at}.statement", form.statement, "is missing: other terms are said in words")
    found.tick(f"{at}.irrevocable", form.irrevocable, "whether the promise can be taken back")
    found.tick(f"{at}.future_patents", form.future_patents, "whether it covers patents that the declarant gets later")


def _proprietor(found: _Faults, field: str, proprietor: str, declarant: str) -> None:
    found.need(field, proprietor, "is missing: who holds the patents, for example Example Radio Oy")
    if proprietor.strip() and proprietor.strip().casefold() == declarant.strip().casefold():
        found.add(
            field, "is the declarant itself: what is one's own is declared on a holder's form, for example ETSI's"
        )


def _third_party(found: _Faults, form: ThirdPartyDeclaration, declarant: str) -> None:
    at = "form.third_party"
    _proprietor(found, f"{at}.proprietor", form.proprietor, declarant)
    found.need(
        f"{at}.grounds",
        form.grounds,
        "is missing: why they may be essential, for example claim 1 reads on clause 5.2.1 of TS 38.211",
    )
    _entries(found, f"{at}.entries", form.entries)


def _negative(found: _Faults, form: NegativeDeclaration) -> None:
    at = "form.negative"
    _standards(found, f"{at}.standards", form.standards)
    if not form.inquiry_made:
        found.add(
            f"{at}.inquiry_made",
            "must be true: none known means something only after a reasonable and good-faith inquiry; for example true",
        )
    found.need(
        f"{at}.inquiry", form.inquiry, "is missing: what was asked and searched, for example asked all contributors"
    )
    found.day(f"{at}.inquiry_date", form.inquiry_date, "the day on which the inquiry ended")


# --- what it undertakes ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """What a declaration undertakes, as far as it says.

    Attributes:
        undertaking: whether licences, or what is more, are promised; None where it is not said.
        reciprocity: whether on condition of reciprocity.
        irrevocable: whether the undertaking cannot be taken back; None where that is not known.
        favour: of undertakings of one form, the greater is the better for implementers; 0 where there is none.
        most_percent: rate that will not be exceeded, in percent; None where none is said.
        most_per_unit: sum that will not be exceeded, with its currency.
    """

    undertaking: bool | None = None
    reciprocity: bool | None = None
    irrevocable: bool | None = None
    favour: int = 0
    most_percent: Number | None = None
    most_per_unit: tuple[str, Number] | None = None


_IEEE_FAVOUR: Final = {Position.REASONABLE_RATE: 1, Position.FREE: 2, Position.NON_ASSERTION: 2}


def terms_of(form: DeclarationForm) -> Terms:
    """What a form undertakes."""
    if form.etsi_detailed is not None:
        return etsi_terms(form.etsi_detailed.undertaking, form.etsi_detailed.reciprocity)
    if form.etsi_general is not None:
        return etsi_terms(form.etsi_general.undertaking, form.etsi_general.reciprocity)
    if form.common_patent_policy is not None:
        option = form.common_patent_policy.option
        undertaking = None if not option else option != Option.UNWILLING
        favour = {Option.FREE: 2, Option.REASONABLE: 1}.get(Option(option), 0)
        return Terms(undertaking, form.common_patent_policy.reciprocity, False, favour)
    if form.ieee_letter is not None:
        return _ieee_terms(form.ieee_letter)
    if form.ietf_disclosure is not None:
        return _ietf_terms(form.ietf_disclosure)
    if form.blanket is not None:
        promise = form.blanket
        undertaking = None if promise.terms in (BlanketTerms.UNKNOWN, BlanketTerms.OTHER) else True
        favour = {BlanketTerms.FRAND: 1}.get(BlanketTerms(promise.terms), 2) if undertaking else 0
        return Terms(undertaking, promise.reciprocity, promise.irrevocable, favour)
    return Terms(irrevocable=False)


def etsi_terms(undertaking: bool | None, reciprocity: bool | None) -> Terms:
    """ETSI's undertaking, which is irrevocable where it is given (IPR Policy, clause 6.1)."""
    return Terms(undertaking, reciprocity, undertaking, 1 if undertaking else 0)


def _ieee_terms(letter: IeeeLetter) -> Terms:
    position = Position(letter.position)
    favour = _IEEE_FAVOUR.get(position, 0)
    undertaking = None if position in (Position.UNKNOWN, Position.NO_KNOWLEDGE) else bool(favour)
    # Irrevocable once accepted.
    irrevocable = bool(favour) and letter.acceptance_date is not None
    rate = letter.not_to_exceed or NotToExceedRate()
    return Terms(
        undertaking,
        letter.reciprocity,
        irrevocable,
        favour,
        _number(rate.percent.value) if rate.percent else None,
        (rate.per_unit.currency_code, rate.per_unit.amount) if rate.per_unit else None,
    )


def _ietf_terms(disclosure: IetfDisclosure) -> Terms:
    match disclosure.licensing:
        case Licensing.NO_LICENSE | Licensing.ROYALTY_FREE | Licensing.REASONABLE:
            return Terms(undertaking=True, irrevocable=False)
        case Licensing.UNWILLING:
            return Terms(undertaking=False, irrevocable=False)
        case _:
            # Later, in words, no box, or a third party's: what is undertaken is not said in a tick, so it is unknown.
            return Terms(irrevocable=False)


def narrowing(earlier: Terms, later: Terms) -> str:
    """How a later undertaking takes back something of an earlier irrevocable one; empty where it does not."""
    if not earlier.irrevocable:
        return ""
    if not later.undertaking:
        return "the later one gives no undertaking"
    if earlier.reciprocity is False and later.reciprocity is not False:
        return "the earlier one is not subject to reciprocity"
    if later.favour < earlier.favour:
        return "the earlier one is more favourable to implementers"
    if later.irrevocable is False:
        return "the later one could be taken back"
    if later.favour == earlier.favour and _dearer(earlier, later):
        return "the earlier one says a lower rate that will not be exceeded"
    return ""


def _dearer(earlier: Terms, later: Terms) -> bool:
    if earlier.most_percent is not None:
        return later.most_percent is None or later.most_percent > earlier.most_percent
    if earlier.most_per_unit is not None:
        currency, most = earlier.most_per_unit
        # Of another currency nobody can say that it is not more.
        return later.most_per_unit is None or later.most_per_unit[0] != currency or later.most_per_unit[1] > most
    return False


# --- what it lists -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair of patent and standard.

    Attributes:
        entry: the entry of the list it belongs to, from 1.
        standard: None where the form names none.
        patent: None where the form names none (an unpublished application).
    """

    entry: int
    standard: DeclaredStandard | None
    patent: DeclaredPatentNumber | None


def pairs_of(form: DeclarationForm) -> Iterator[Pair]:
    """The pairs that a form lists, in its order: every patent of an entry for every standard of it."""
    if form.etsi_detailed is not None:
        yield from _entry_pairs(form.etsi_detailed.entries)
    elif form.third_party is not None:
        yield from _entry_pairs(form.third_party.entries)
    elif form.common_patent_policy is not None:
        standard = DeclaredStandard(standard=form.common_patent_policy.document_number)
        yield from _list_pairs((standard,), form.common_patent_policy.patents)
    elif form.ieee_letter is not None:
        standard = DeclaredStandard(standard=form.ieee_letter.standard_number)
        yield from _list_pairs((standard,), form.ieee_letter.patents)
    elif form.ietf_disclosure is not None:
        disclosure = form.ietf_disclosure
        patents = disclosure.patents or ((None,) if disclosure.patent_pending else ())
        yield from _list_pairs(disclosure.documents or (None,), patents)


def counts_as_declared(form: DeclarationForm) -> bool:
    """Whether its pairs are declared links: a third party's are not, since they would count for nobody's portfolio."""
    return not form.by_third_party


def _entry_pairs(entries: Sequence[DeclaredEntry]) -> Iterator[Pair]:
    for number, entry in enumerate(entries, 1):
        for standard in entry.standards:
            for patent in (entry.basis_patent, *entry.family_members):
                yield Pair(number, standard, patent)


def _list_pairs(
    standards: Sequence[DeclaredStandard | None], patents: Sequence[DeclaredPatentNumber | None]
) -> Iterator[Pair]:
    groups: dict[int, int] = {}
    count = 0
    for patent in patents:
        group = patent.entry if patent is not None else 0
        if group and group in groups:
            entry = groups[group]
        else:
            count += 1
            entry = count
            if group:
                groups[group] = entry
        for standard in standards:
            named = standard
            if patent is not None and patent.affected_portions and standard is not None:
                named = DeclaredStandard(
                    standard.standard,
                    standard.version,
                    standard.illustrative_part or patent.affected_portions,
                    standard.project,
                    standard.generations,
                )
            yield Pair(entry, named, patent)


def generation_bits(generations: Sequence[str]) -> int | None:
    """The bits of `link.generations`; None where the declaration does not say."""
    return sum({GENERATIONS[generation] for generation in generations}) or None
