"""Owns what each form must say, and what is wrong with one that does not: every fault with its field. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Final

from services.registry.declarations.declared_pairs import GENERATIONS
from services.registry.declarations.forms import (
    BlanketDeclaration,
    BlanketTerms,
    CommonPatentPolicy,
    Day,
    DeclarationForm,
    DeclaredEntry,
    DeclaredPatentNumber,
    DeclaredStandard,
    DisclosureType,
    EtsiDetailed,
    EtsiGeneral,
    IeeeLetter,
    IetfDisclosure,
    Kind,
    Licensing,
    LicensingContact,
    NegativeDeclaration,
    NotToExceedRate,
    Option,
    Position,
    Scope,
    Signature,
    ThirdPartyDeclaration,
)
from services.registry.declarations.undertakings import number_of
from shared.errors import SepiaError, Violation, invalid

_OFFICE: Final = re.compile(r"[A-Z]{2}")
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")


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
        percent = number_of(rate.percent.value)
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
