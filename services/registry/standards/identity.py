"""Owns what a standard is called: one identity behind the many names that declarations use.

A 3GPP specification is published again by ETSI under a number of its own: `36.300` is ETSI's `TS 136 300`. The rule
(3GPP TR 21.905 and the ETSI Drafting Rules) is a `1` before the two digits of the series, then the rest of the number;
it holds for series 21 to 55. ETSI's own deliverables (`TS 102 223`) have no second name.

Keys are safe as resource ids: lower-case letters, digits, `.` and `-`. `3gpp-ts-36.300`, `etsi-ts-102-223`; a text
that follows no known scheme keeps a key of its own (`declared-...`), so that it is counted apart and not guessed.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from functools import lru_cache

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"

_ETSI_TYPES = "TS|TR|EN|ES|EG|EI|ETS|I-ETS|ETR|TBR|TCRTR|SR|GTS|GS|GR"
_ONE_NAME = re.compile(
    rf"""^(?:(?P<body>3GPP|ETSI)\s+)?
         (?:(?P<type>{_ETSI_TYPES})\s+)
         (?P<number>\d{{2}}\.\d{{2,3}}[A-Za-z]{{0,3}}(?:-\d+)*     # 36.300, 38.101-1, 02.06dcs, 23.801-01
                  |\d{{3}}\s?\d{{3}}(?:-\d+)*                      # 136 300, 101 376-5-6
                  |[A-Z][A-Z0-9/-]*\s\d{{3}}(?:-\d+)*)             # NFV-SOL 001 (group specifications)
         (?:\s*\((?P<reference>[^()]*)\))?
         (?:\s*[vV](?:ersion\s+)?(?P<version>\d+(?:\.\d+)+))?\s*$""",
    re.VERBOSE,
)
_3GPP_NUMBER = re.compile(r"^\d{2}\.\d{2,3}[A-Za-z]{0,3}(?:-\d+)*$")
_ETSI_3GPP_NUMBER = re.compile(r"^1(?P<series>\d{2})\s?(?P<rest>\d{3}(?:-\d+)*)$")
_ETSI_NUMBER = re.compile(r"^\d{3}\s?\d{3}(?:-\d+)*$")
_WORK_ITEM_VERSION = re.compile(r"v(?P<letters>[0-9A-Za-z]{3}|\d{6})$")
_VERSION = re.compile(r"^\d+(?:\.\d+)+$")
_LONGEST_KEY = 80  # of a resource id
_FIRST_SERIES, _LAST_SERIES = 21, 55
_REMEMBERED = 4_096  # a few thousand standards are declared, each in many texts


@dataclass(frozen=True, slots=True)
class Standard:
    """One standard, whatever it is called.

    Attributes:
        key: identity, safe as a resource id.
        organisation: `3GPP`, `ETSI`, or empty when the text follows no known scheme.
        kind: `TS`, `TR`, `EN`, ...; empty when unknown.
        number: in the spelling of its organisation (`36.300`, `102 223`); the text as declared when unrecognised.
        names: every name it is known to go by, the organisation's own first.
    """

    key: str
    organisation: str
    kind: str
    number: str
    names: tuple[str, ...]

    def merged(self, other: Standard) -> Standard:
        """This standard with the names that the other record of it knows as well."""
        further = tuple(name for name in other.names if name not in self.names)
        return replace(self, names=self.names + further) if further else self


@dataclass(frozen=True, slots=True)
class StandardReference:
    """What one declared text refers to: a standard, perhaps at a version.

    Attributes:
        standard: the identity.
        version: dotted decimal (`12.10.0`), or None when the declaration names none.
    """

    standard: Standard
    version: str | None


def decode_version_letters(letters: str) -> str | None:
    """The dotted version that 3GPP's version letters stand for, or None when they are none.

    Three base-36 digits (`ca0` = 12.10.0; a leading `v` and either case are accepted), or six decimal digits, two for
    each part, which 3GPP uses once a part passes 35 (`153600` = 15.36.0). Source: 3GPP TR 21.900, 5.4.
    """
    text = letters.strip().lower()
    if text.startswith("v") and len(text) in (4, 7):
        text = text[1:]
    if len(text) == 3 and all(character in _BASE36 for character in text):
        return ".".join(str(_BASE36.index(character)) for character in text)
    if len(text) == 6 and text.isascii() and text.isdigit():
        return f"{int(text[:2])}.{int(text[2:4])}.{int(text[4:])}"
    return None


def version_of_work_item(reference: str) -> str | None:
    """The version at the end of an ETSI work item reference: `RTS/TSGR-0236331vcd0` is 12.13.0; None without one."""
    found = _WORK_ITEM_VERSION.search(reference.strip())
    return decode_version_letters(found["letters"]) if found else None


def number_at_3gpp(etsi_number: str) -> str | None:
    """The 3GPP number behind an ETSI number: `136 300` is `36.300`; None for ETSI's own deliverables."""
    found = _ETSI_3GPP_NUMBER.match(etsi_number.strip())
    if found is None or not _FIRST_SERIES <= int(found["series"]) <= _LAST_SERIES:
        return None
    return f"{found['series']}.{found['rest']}"


def number_at_etsi(number: str) -> str | None:
    """The ETSI number of a 3GPP specification: `36.300` is `136 300`; None where ETSI does not publish it.

    Series outside 21 to 55, and 3GPP's internal reports (`xx.8yy`, series 30 and 50), are never transposed.
    """
    text = number.strip()
    series, _, rest = text.partition(".")
    if not re.fullmatch(r"\d{2}\.\d{3}(?:-\d+)*", text) or not _FIRST_SERIES <= int(series) <= _LAST_SERIES:
        return None
    if rest.startswith("8") or series in ("30", "50"):
        return None
    return f"1{series} {rest}"


@lru_cache(_REMEMBERED)
def standard_of_3gpp(kind: str, number: str) -> Standard:
    """The identity of a 3GPP specification, with its ETSI name where it has one.

    Args:
        kind: `TS` or `TR`; empty is read as `TS`.
        number: as 3GPP writes it, `36.300` or `38.101-1`.
    """
    kind = (kind.strip() or "TS").upper()
    number = number.strip()
    names = [f"3GPP {kind} {number}"]
    transposed = number_at_etsi(number)
    if transposed:
        names.append(f"ETSI {kind} {transposed}")
    return Standard(f"3gpp-{kind.lower()}-{number.lower()}", "3GPP", kind, number, tuple(names))


@lru_cache(_REMEMBERED)
def standard_of_etsi(kind: str, number: str) -> Standard:
    """The identity of an ETSI deliverable: the 3GPP one behind it if there is one, else ETSI's own.

    Args:
        kind: `TS`, `TR`, `EN`, `GS`, ...; empty is read as `TS`.
        number: `136 300`, `102 223`, `138 101-1` or `NFV-SOL 001`.
    """
    kind = (kind.strip() or "TS").upper()
    number = " ".join(number.split())
    if re.fullmatch(r"\d{6}(?:-\d+)*", number):
        number = f"{number[:3]} {number[3:]}"
    behind = number_at_3gpp(number)
    if behind is not None and kind in ("TS", "TR"):
        return standard_of_3gpp(kind, behind)
    key = re.sub(r"[^a-z0-9.-]+", "-", f"etsi-{kind}-{number}".lower())
    return Standard(key, "ETSI", kind, number, (f"ETSI {kind} {number}",))


def standard_of_ietf(text: str) -> StandardReference | None:
    """The identity of an IETF document, an Internet-Draft with its revision as version; None for what is none.

    Understands `RFC 9000`, `rfc9000` and `draft-ietf-quic-transport-34`. A draft keeps its name over its revisions.
    """
    text = " ".join(text.split())
    if found := re.fullmatch(r"(?:IETF\s+)?RFC[\s-]?0*([1-9]\d{0,4})", text, re.IGNORECASE):
        return StandardReference(Standard(f"ietf-rfc-{found[1]}", "IETF", "RFC", found[1], (f"RFC {found[1]}",)), None)
    if found := re.fullmatch(r"(?:IETF\s+)?(draft-[a-z0-9]+(?:-[a-z0-9]+)*?)(?:-(\d{2}))?(?:\.txt)?", text.lower()):
        name = found[1]
        key = f"ietf-{name}"
        if len(key) > _LONGEST_KEY:
            key = f"{key[: _LONGEST_KEY - 11]}-{hashlib.sha256(name.encode()).hexdigest()[:10]}"
        return StandardReference(Standard(key, "IETF", "Internet-Draft", name, (name,)), found[2])
    return None


def standard_as_declared(text: str) -> Standard:
    """An identity of its own for a text that follows no known scheme: different texts never share a key."""
    text = " ".join(text.split())
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:40].rstrip("-")
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    return Standard("-".join(filter(None, ("declared", slug, digest))), "", "", text, (text,))


def parse_standard(text: str) -> StandardReference | None:
    """Reads a declared text, which may hold two names of one standard; None when it is blank (unknown stays unknown).

    Understands `TS 136 300 (RTS/TSGR-0236300vca0) version 12.10.0 -- 3GPP TS 36.300 version 12.10.0`,
    `3GPP TS 36.300 version 12.6.0`, `TS 136 300 (RTS/TSGR-0236300vc60) version 12.6.0` and `TS 102 223`. Where both
    sides are there and disagree, 3GPP's name decides, since ETSI publishes the specification on 3GPP's behalf; ETSI's
    name is kept among the names.
    """
    if not text.strip():
        return None
    found = [match for match in (_ONE_NAME.match(side.strip()) for side in text.split(" -- ")) if match]
    if not found:
        return StandardReference(standard_as_declared(text), None)
    references = [_reference_of(match) for match in found]
    chosen = next((one for one in references if one.standard.organisation == "3GPP"), references[0])
    version = chosen.version or next((one.version for one in references if one.version), None)
    standard = chosen.standard
    for match in found:
        if "." not in match["number"]:
            standard = _also_known_as(standard, f"ETSI {match['type']} {match['number']}")
    return StandardReference(standard, version)


def identify_standard(
    standard: str,
    *,
    etsi_type: str = "",
    etsi_number: str = "",
    work_item: str = "",
    etsi_version: str = "",
    type_3gpp: str = "",
    number_3gpp: str = "",
    version_3gpp: str = "",
) -> StandardReference | None:
    """The standard that a row of an ISLD export declares against, or None when no column names one.

    The separate columns are more exact than the text, so they go first: 3GPP's number and version, then ETSI's, then
    the text, then the version letters of the work item reference.

    Args:
        standard: column `Standard`.
        etsi_type: `WI_Type`.
        etsi_number: `WOIT_ETSI_DELIVERABLE_NUMBER`.
        work_item: `WOIT_REFERENCE`.
        etsi_version: `WOIT_VERSION`.
        type_3gpp: `3GPP_Type`.
        number_3gpp: `TGPP_NUMBER`.
        version_3gpp: `TGPV_VERSION`.
    """
    number_3gpp, etsi_number = number_3gpp.strip(), " ".join(etsi_number.split())
    by_3gpp = _3GPP_NUMBER.match(number_3gpp)
    version = next((text for text in (version_3gpp.strip(), etsi_version.strip()) if _VERSION.match(text)), None)
    # To read the text takes most of the time: only where the columns beside it leave something open.
    parsed = None if by_3gpp and version else parse_standard(standard)
    if by_3gpp:
        identity = standard_of_3gpp(type_3gpp, number_3gpp)
        if _ETSI_NUMBER.match(etsi_number):
            identity = _also_known_as(identity, f"ETSI {etsi_type.strip().upper() or 'TS'} {etsi_number}")
    elif parsed is not None and parsed.standard.organisation:
        identity = parsed.standard
    elif _ETSI_NUMBER.match(etsi_number):
        identity = standard_of_etsi(etsi_type, etsi_number)
    elif parsed is not None:
        identity = parsed.standard
    else:
        return None
    if version is None and parsed is not None and parsed.version and _VERSION.match(parsed.version):
        version = parsed.version
    return StandardReference(identity, version or version_of_work_item(work_item))


def _reference_of(match: re.Match[str]) -> StandardReference:
    number = match["number"]
    identity = (standard_of_3gpp if "." in number else standard_of_etsi)(match["type"], number)
    return StandardReference(identity, match["version"] or version_of_work_item(match["reference"] or ""))


def _also_known_as(standard: Standard, name: str) -> Standard:
    return standard if name in standard.names else replace(standard, names=(*standard.names, name))
