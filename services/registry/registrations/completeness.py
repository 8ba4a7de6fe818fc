"""Owns when a request for registration is complete: each field with its rule and a valid example. Pure.

Which fields there are, who fills them and which are required comes from the regime's profile (Art. 4(3), 20(4)); what a
field must look like is here.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.registry.spellings import publication_spellings
from shared.patent_numbers import PatentNumber, read_number
from shared.patent_numbers.offices import EPC_STATES, OFFICES, PUBLISHED_AS_FILED

MEMBER_STATES = frozenset(
    {
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU"),
        *("LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
    }
)
"""The 27 Member States by ISO 3166-1, since 1 February 2020; patent offices write GR, the Union's own lists EL."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is missing or wrong.

    Attributes:
        field: as the request writes it, `correspondences[2].subclause`.
        rule: what holds, with its provision.
        example: a valid one.
    """

    field: str
    rule: str
    example: str


@dataclass(frozen=True, slots=True)
class FieldRule:
    """A field of the profile that the holder fills.

    Attributes:
        key: the profile's.
        title: for people.
        required: a request without it is incomplete.
        provision: what asks for it.
    """

    key: str
    title: str
    required: bool
    provision: str


@dataclass(frozen=True, slots=True)
class Place:
    """A claim and the place in a standard to which it corresponds; `kind` 1 is a requirement, 2 a recommendation."""

    claim: int
    standard: str
    version: str
    release: str
    subclause: str
    kind: int


@dataclass(frozen=True, slots=True)
class Party:
    """A company with its address and contact."""

    name: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""

    @property
    def given(self) -> bool:
        """Whether anything is said."""
        return any((self.name, self.address, self.email, self.telephone))


@dataclass(frozen=True, slots=True)
class Request:
    """What a request says, as far as completeness depends on it. `exist` and `available`: 0 not stated, 1 yes, 2 no."""

    office: str = ""
    number: str = ""
    in_force_in: Sequence[str] = ()
    in_force_evidence: str = ""
    places: Sequence[Place] = ()
    commitment: str = ""
    holder: Party = field(default_factory=Party)
    parent: Party = field(default_factory=Party)
    representatives: Sequence[Party] = ()
    terms_exist: int = 0
    terms_reference: str = ""
    royalty_policy: str = ""
    sme_terms_exist: int = 0
    sme_terms_reference: str = ""
    pools_available: int = 0
    pools: Sequence[str] = ()
    licensing: Party = field(default_factory=Party)
    licensing_entity: str = ""
    granted_on: dt.date | None = None
    expires_on: dt.date | None = None
    priorities: Sequence[str] = ()
    family_members: Sequence[str] = ()
    products: Sequence[str] = ()
    no_products: bool = False
    essentiality: Sequence[str] = ()
    no_essentiality: bool = False
    further: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Gate:
    """The gate of Art. 20(2): how many correspondences, named by what, and what says so."""

    least: int
    names: frozenset[str]
    provision: str


def faults(
    request: Request, fields: Sequence[FieldRule], gate: Gate, *, today: dt.date, fee: bool | None
) -> list[Fault]:
    """Everything that keeps a request from being complete, in the order of the profile's fields.

    Args:
        fields: what the holder fills.
        fee: whether a receipt is stated; None where the holder pays none.
    """
    found: list[Fault] = []
    for rule in fields:
        check = _CHECKS.get(rule.key)
        if check is not None:
            found += check(request, rule, today)
        elif rule.required and not request.further.get(rule.key, "").strip():
            found.append(Fault(f"further[{rule.key}]", f"{rule.title}: required ({rule.provision})", "some words"))
    found += place_faults(request.places, gate)
    if fee is False:
        found.append(Fault("fee.receipt", "the fee is paid before the entry (Art. 20(6))", "ES-2026-004711"))
    return found


# --- numbers -----------------------------------------------------------------------------------------------------

_OFFICE = re.compile(r"[A-Z]{2}")
_WITH_OFFICE = re.compile(r"([A-Z]{2})[0-9]")
_KIND_CODE = re.compile(r"(?<=[0-9])[A-Z][0-9]?$")


def compared(office: str, number: str) -> str:
    """A patent number as it is compared: office, capitals and digits only, no kind code (`EP1848154`); empty for none.

    `EP 1 848 154 B1`, `1848154` at the office EP and `ep1848154` are one patent.
    """
    plain = re.sub(r"[^0-9A-Za-z]+", "", number).upper()
    if not any(c.isdigit() for c in plain):
        return ""
    if office and not plain.startswith(office):
        plain = office + plain
    return _KIND_CODE.sub("", plain)


def spellings(office: str, number: str) -> list[str]:
    """The forms of a number that are compared: as written and as the office counts it, with and without its kind code.

    The number of an application is none of its patent's, but where the office gives both one number. A national part
    keeps the name that it is registered under: the patent that it is a part of is another entry.
    """
    key = compared(office, number)
    if not key:
        return []
    plain = re.sub(r"[^0-9A-Za-z]+", "", number).upper()
    full = plain if not office or plain.startswith(office) else office + plain
    read = _read(office, number)
    same = read is not None and not read.behind and (not read.kind.filed or read.office in PUBLISHED_AS_FILED)
    return sorted({key, full} | (publication_spellings(read) if read is not None and same else set()))


def _of_another_office(office: str, number: str) -> bool:
    """Whether a number is written with the code of an office that is neither its own nor the one behind it."""
    written = _WITH_OFFICE.match(re.sub(r"[^0-9A-Za-z]+", "", number).upper())
    if written is None or written[1] not in OFFICES or written[1] == office:
        return False
    # A national part may be named after its European patent: EP 1 848 154 at the office DE.
    return not (written[1] == "EP" and office in EPC_STATES)


def _read(office: str, number: str) -> PatentNumber | None:
    """The number as it is understood, if it is one of this office; None where it is not."""
    read = read_number(number, office=office or None)
    return read if isinstance(read, PatentNumber) and read.office == (office or read.office) else None


# --- the place in the standard -----------------------------------------------------------------------------------

_VERSION = re.compile(r"[vV]?[0-9]+(?:\.[0-9]+)*")
_RELEASE = re.compile(r"(?:Rel(?:ease)?[- ]?[0-9]{1,2}|R[0-9]{2}|Ph[12])", re.IGNORECASE)
_SUBCLAUSE = re.compile(
    r"(?:[0-9]+[a-zA-Z]?(?:\.[0-9]+[a-zA-Z]?)+|[A-Z](?:\.[0-9]+[a-zA-Z]?)+|Annex [A-Z](?:\.[0-9]+[a-zA-Z]?)*)"
)
_NUMBER_WITHIN = re.compile(r"[0-9]+[a-zA-Z]?(?:\.[0-9]+[a-zA-Z]?)*")
_ANNEX_WITHIN = re.compile(r"\b(?:annex|appendix)\s+([A-Za-z](?:\.[0-9]+[a-zA-Z]?)*)\b", re.IGNORECASE)


def place_faults(places: Sequence[Place], gate: Gate) -> list[Fault]:
    """What the correspondences lack: enough of them, each named by standard, version and sub-clause."""
    found: list[Fault] = []
    if len(places) < gate.least:
        found.append(
            Fault(
                "correspondences",
                f"at least {gate.least} claim corresponds to a requirement or recommendation ({gate.provision})",
                "claim 1, 3GPP TS 38.211, version 15.2.0, sub-clause 5.2.2, requirement",
            )
        )
    for index, place in enumerate(places):
        at = f"correspondences[{index}]"
        if place.claim < 1:
            found.append(Fault(f"{at}.claim", f"the number of one claim ({gate.provision})", "1"))
        if place.kind not in (1, 2):
            rule = f"whether it is a requirement or a recommendation ({gate.provision})"
            found.append(Fault(f"{at}.kind", rule, "PROVISION_KIND_REQUIREMENT"))
        if "standard" in gate.names and not place.standard.strip():
            rule = f"the standard by name ({gate.provision})"
            found.append(Fault(f"{at}.standard_name", rule, "3GPP TS 38.211"))
        if "version" in gate.names:
            found += _version_faults(place, at, gate.provision)
        if "subclause" in gate.names and not _SUBCLAUSE.fullmatch(place.subclause.strip()):
            found.append(_subclause_fault(place.subclause.strip(), at, gate.provision))
    return found


def _version_faults(place: Place, at: str, provision: str) -> list[Fault]:
    version, release = place.version.strip(), place.release.strip()
    if not version and not release:
        return [Fault(f"{at}.version", f"the version, the release or both ({provision})", "15.2.0")]
    found: list[Fault] = []
    if version and not _VERSION.fullmatch(version):
        if _RELEASE.fullmatch(version):
            rule, example = f"{version!r} is a release: give it as `release` ({provision})", version
        else:
            within = _NUMBER_WITHIN.search(version)
            rule = f"{version!r} is no version: numbers separated by dots ({provision})"
            example = within[0] if within and "." in within[0] else "15.2.0"
        found.append(Fault(f"{at}.version", rule, example))
    if release and not _RELEASE.fullmatch(release):
        rule = f"{release!r} is no release ({provision})"
        within = re.search(r"[0-9]{1,2}", release)
        found.append(Fault(f"{at}.release", rule, f"Rel-{int(within[0])}" if within else "Rel-15"))
    return found


def _subclause_fault(given: str, at: str, provision: str) -> Fault:
    example = "5.10.7"
    if not given:
        rule = f"the sub-clause ({provision})"
    else:
        annex, number = _ANNEX_WITHIN.search(given), _NUMBER_WITHIN.search(given)
        rule = f"{given!r} is no sub-clause: its number alone, such as 5.10.7, 6.3.2a or Annex B.2 ({provision})"
        if annex:
            example = f"Annex {annex[1][0].upper()}{annex[1][1:]}"
        elif number and "." in number[0]:
            example = number[0]
        elif number:
            rule = f"{given!r} names a whole clause: name the sub-clause within clause {number[0]} ({provision})"
            example = f"{number[0]}.1"
    return Fault(f"{at}.subclause", rule, example)


# --- the fields --------------------------------------------------------------------------------------------------

Check = Callable[[Request, FieldRule, dt.date], list[Fault]]


def _patent(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    found: list[Fault] = []
    office = request.office
    if not _OFFICE.fullmatch(office):
        found.append(Fault("patent.office", f"the office of registration, two letters ({rule.provision})", "EP"))
    elif office not in OFFICES:
        found.append(Fault("patent.office", f"{office} is no office's code of WIPO ST.3 ({rule.provision})", "EP"))
    if not compared(office, request.number):
        found.append(Fault("patent.number", f"the patent's number ({rule.provision})", "EP 1 848 154 B1"))
    elif _of_another_office(office, request.number):
        text = f"{request.number!r} is no number of the office {office} ({rule.provision})"
        found.append(Fault("patent.number", text, "EP 1 848 154 B1"))
    elif office == "EP" and (read := _read(office, request.number)) is not None and read.kind.filed:
        text = f"{request.number!r} is the number of an application; write the patent's ({rule.provision})"
        found.append(Fault("patent.number", text, "EP 1 848 154 B1"))
    strangers = sorted(set(request.in_force_in) - MEMBER_STATES)
    if strangers or not request.in_force_in:
        said = f"{', '.join(strangers)} is no Member State; " if strangers else ""
        found.append(Fault("patent.in_force_in", f"{said}in force in at least one Member State (Art. 20(1))", "DE, FR"))
    if not request.in_force_evidence.strip():
        text = "what shows that the patent is in force (Art. 20(1))"
        found.append(Fault("patent.in_force_evidence", text, "Register extract of the DPMA of 2026-01-15"))
    return found


def _specification(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    return []  # by the gate, `place_faults`


def _commitment(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    if request.commitment.strip() or not rule.required:
        return []
    return [Fault("commitment", f"{rule.title}: a reference to it ({rule.provision})", "ISLD-202601-001, ETSI cl. 6.1")]


def _party(at: str, party: Party, rule: FieldRule, *, required: bool) -> list[Fault]:
    if not required and not party.given:
        return []
    found: list[Fault] = []
    if not party.name.strip():
        found.append(Fault(f"{at}.name", f"the name ({rule.provision})", "Acme Radio Oy"))
    if not party.address.strip():
        found.append(Fault(f"{at}.address", f"the address ({rule.provision})", "Keilasatama 1, 02150 Espoo, FI"))
    if not (party.email.strip() or party.telephone.strip()):
        text = f"an e-mail address or a telephone number ({rule.provision})"
        found.append(Fault(f"{at}.email", text, "patents@acme.example"))
    elif party.email.strip() and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", party.email.strip()):
        text = f"{party.email!r} is no e-mail address ({rule.provision})"
        found.append(Fault(f"{at}.email", text, "patents@acme.example"))
    return found


def _holder(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    return _party("holder", request.holder, rule, required=rule.required)


def _parent(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    return _party("parent_company", request.parent, rule, required=rule.required)


def _representatives(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    if rule.required and not request.representatives:
        return [Fault("representatives", f"{rule.title} ({rule.provision})", "a name, an address, an e-mail address")]
    found: list[Fault] = []
    for index, party in enumerate(request.representatives):
        found += _party(f"representatives[{index}]", party, rule, required=True)
    return found


def _public_terms(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    return _stated("public_terms.exist", request.terms_exist, rule)


def _sme_terms(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    found = _stated("sme_terms.exist", request.sme_terms_exist, rule)
    if request.sme_terms_exist == 1 and not request.sme_terms_reference.strip():
        text = f"where the public terms for SMEs are ({rule.provision})"
        found.append(Fault("sme_terms.reference", text, "https://acme.example/sme-terms"))
    return found


def _pools(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    found = _stated("pools.available", request.pools_available, rule)
    if request.pools_available == 1 and not any(pool.strip() for pool in request.pools):
        found.append(Fault("pools.pools", f"which pools ({rule.provision})", "Access Advance HEVC"))
    if request.pools_available == 2 and request.pools:
        text = f"pools are named although the patent is said to be in none ({rule.provision})"
        found.append(Fault("pools.available", text, "STATED_YES"))
    return found


def _stated(at: str, value: int, rule: FieldRule) -> list[Fault]:
    if value in (1, 2) or not rule.required:
        return []
    return [Fault(at, f"{rule.title}: yes or no ({rule.provision})", "STATED_NO")]


def _licensing(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    found = _party("licensing_contact", request.licensing, rule, required=rule.required)
    if rule.required and not request.licensing_entity.strip():
        found.append(Fault("licensing_entity", f"the entity that licenses ({rule.provision})", "Acme Licensing Oy"))
    return found


def _bibliography(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    found: list[Fault] = []
    granted, expires = request.granted_on, request.expires_on
    if granted is None:
        if rule.required:
            found.append(Fault("bibliography.grant_date", f"the day of grant ({rule.provision})", "2019-05-02"))
    elif granted > today:
        text = f"{granted} has not come: a patent is registered once it is granted (Art. 20(1), (3))"
        found.append(Fault("bibliography.grant_date", text, "2019-05-02"))
    if expires is not None and expires < today:
        text = f"the patent expired on {expires}: it must be in force (Art. 20(1))"
        found.append(Fault("bibliography.expiry_date", text, str(today.replace(month=1, day=1, year=today.year + 8))))
    elif expires is not None and granted is not None and expires <= granted:
        text = f"a patent expires after its grant on {granted} ({rule.provision})"
        found.append(Fault("bibliography.expiry_date", text, "2037-01-31"))
    for index, member in enumerate(request.family_members):
        if not re.match(r"\s*[A-Za-z]{2}", member) or not compared("", member):
            text = f"{member!r} is no number with its office ({rule.provision})"
            found.append(Fault(f"bibliography.family_members[{index}]", text, "US 9,276,719 B2"))
    return found


def _terms(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    found: list[Fault] = []
    if request.terms_exist == 1 and not request.terms_reference.strip():
        text = f"where the public standard terms are ({rule.provision})"
        found.append(Fault("public_terms.reference", text, "https://acme.example/terms"))
    if request.terms_exist == 1 and not request.royalty_policy.strip():
        text = f"royalty and discount policy, or that there is none ({rule.provision})"
        found.append(Fault("public_terms.royalty_policy", text, "2.00 EUR a handset, 10 % off before the first sale"))
    return found


def _known(at: str, items: Iterable[str], none: bool, rule: FieldRule, example: str) -> list[Fault]:
    known = any(item.strip() for item in items)
    if known and none:
        return [Fault(at, f"items are named although none are said to be known ({rule.provision})", example)]
    if known or none or not rule.required:
        return []
    return [Fault(at, f"{rule.title}, or `none_known` ({rule.provision})", example)]


def _products(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    return _known("products", request.products, request.no_products, rule, "handsets")


def _essentiality(request: Request, rule: FieldRule, today: dt.date) -> list[Fault]:
    return _known("essentiality", request.essentiality, request.no_essentiality, rule, "none_known: true")


_CHECKS: dict[str, Check] = {
    "patent": _patent,
    "specification": _specification,
    "commitment": _commitment,
    "holder": _holder,
    "parent_company": _parent,
    "representative": _representatives,
    "public_terms": _public_terms,
    "sme_terms": _sme_terms,
    "pools": _pools,
    "licensing_contact": _licensing,
    "bibliography": _bibliography,
    "terms": _terms,
    "products": _products,
    "essentiality": _essentiality,
}
"""By the profile's key; a key that is not here is a further field of the operator's."""

PARTS: dict[str, tuple[str, ...]] = {
    "patent": ("patent",),
    "specification": ("correspondences",),
    "commitment": ("commitment",),
    "holder": ("holder",),
    "parent_company": ("parent_company",),
    "representative": ("representatives",),
    "public_terms": ("public_terms.exist",),
    "sme_terms": ("sme_terms",),
    "pools": ("pools",),
    "licensing_contact": ("licensing_contact", "licensing_entity"),
    "bibliography": ("bibliography",),
    "terms": ("public_terms.reference", "public_terms.royalty_policy"),
    "products": ("products",),
    "essentiality": ("essentiality",),
}
"""Which parts of the content a field of the profile is: what is withheld from whom it is not for."""
