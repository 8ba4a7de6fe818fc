"""Owns what a family is called, which application is a member of one, and what founds one by priorities. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from shared.patent_numbers import (
    Confidence,
    NumberKind,
    PatentNumber,
    Unreadable,
    lookup_keys,
    match_key,
    officeless_keys,
    read_number,
)

KEY_WORDS = {1: "etsi", 2: "docdb", 3: "priorities"}
"""The word in a family's name for each number of `sepia.type.v1.FamilyKey`."""

_KEYS = {word: key for key, word in KEY_WORDS.items()}


@dataclass(frozen=True, slots=True)
class FamilyName:
    """A family's name, taken apart.

    Attributes:
        key: number of its `FamilyKey`.
        external: its id under that key.
    """

    key: int
    external: str

    def __str__(self) -> str:
        return f"{name_prefix(self.key)}{self.external}"


def name_prefix(key: int) -> str:
    """`families/etsi-` and the like: what the names of all families under a key begin with."""
    return f"families/{KEY_WORDS[key]}-"


def family_name(key: int, external: str) -> str:
    """`families/{key}-{id}`."""
    return str(FamilyName(key, external))


def read_family_name(name: str) -> FamilyName:
    """Takes `families/{key}-{id}` apart; the contract has checked its form."""
    word, _, external = name.removeprefix("families/").partition("-")
    return FamilyName(_KEYS[word], external)


# --- recognising ---------------------------------------------------------------------------------------------------

APPLICATION, PUBLICATION, PRIORITY = 1, 2, 3
"""Numbers of `FamilyMemberRole`."""

_KIND_OF_ROLE = {
    APPLICATION: NumberKind.APPLICATION,
    PUBLICATION: NumberKind.PUBLICATION,
    PRIORITY: NumberKind.APPLICATION,
}


@dataclass(frozen=True, slots=True)
class Member:
    """A number in a family, as a source has it.

    Attributes:
        role: application, publication or priority.
        given: as the source has it.
        application: the application it belongs to or is claimed by, as given; of an application itself.
    """

    role: int
    given: str
    application: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """The numbers of an application of the register, as declared.

    Attributes:
        office: as declared; empty when unknown.
        number: of the application; empty when unknown.
        publications: with their kind codes where those are given.
    """

    office: str
    number: str
    publications: Sequence[str]


def read_member(member: Member) -> PatentNumber | Unreadable:
    """What the number of a member is."""
    return read_number(member.given, kind=_KIND_OF_ROLE[member.role])


def member_keys(member: Member) -> frozenset[str]:
    """The spellings under which an application of the register may have a member's number.

    Priorities have none: who claims a priority is no proof of being the application that founded it.
    """
    if member.role == PRIORITY:
        return frozenset()
    read = read_member(member)
    if isinstance(read, Unreadable):
        return lookup_keys(member.given)
    return lookup_keys(read.canonical) | officeless_keys(read.canonical) | lookup_keys(member.given)


def declared_numbers(numbered: Numbered) -> Iterator[PatentNumber | Unreadable]:
    """What the numbers of an application of the register are: its own first, if it has one, then its publications."""
    if numbered.number:
        yield read_number(numbered.number, office=numbered.office, kind=NumberKind.APPLICATION)
    for publication in numbered.publications:
        yield read_number(publication, office=numbered.office, kind=NumberKind.PUBLICATION)


def is_member(numbered: Numbered, member: Member) -> bool:
    """Whether an application of the register is a member of a family.

    It is if its own number, or that of one of its publications, is the member's. A number that was guessed, or that
    lacks its year, proves nothing: the application then stays without a family, as unknown.
    """
    wanted = read_member(member)
    if isinstance(wanted, Unreadable) or member.role == PRIORITY:
        return False
    key = match_key(wanted)
    return any(
        isinstance(read, PatentNumber) and read.confidence is not Confidence.GUESSED and match_key(read) == key
        for read in declared_numbers(numbered)
    )


# --- priorities ----------------------------------------------------------------------------------------------------

EPODOC_PRIORITY = r"(?:[A-Z]{2}[0-9]{10,12}[A-Z]?|WO[0-9]{4}[A-Z]{2}[0-9]{5,6})"
"""A priority in EPODOC's shape; a regular expression that every library reads alike."""

_SEPARATOR = "\x1f"
_EPODOC = re.compile(EPODOC_PRIORITY)


def priority_set(given: Iterable[str]) -> tuple[str, ...]:
    """The priorities of an application as families under the key `priorities` compare them: distinct and in order.

    A priority in EPODOC's shape, as ETSI writes all that it has normalised, stays as it is, so that the ids of known
    families, which are digests of these sets, never change. Another is written in EPODOC's form if it can be read for
    certain, and stays as given if it cannot.
    """
    return tuple(sorted({_priority(text) for text in given}))


def priorities_family_id(priorities: Iterable[str]) -> str:
    """The id of the family that a set of priorities founds: a digest, since a set can be long."""
    return hashlib.sha256(_SEPARATOR.join(priorities).encode()).hexdigest()[:24]


# The members of a family name the same ones.
@lru_cache(maxsize=1 << 16)
def _priority(text: str) -> str:
    if _EPODOC.fullmatch(text):
        return text
    read = read_number(text, kind=NumberKind.APPLICATION)
    if isinstance(read, PatentNumber) and read.confidence is Confidence.EXACT:
        return read.epodoc()
    return text


# --- names of applications -----------------------------------------------------------------------------------------


def application_name(id: int) -> str:
    """`applications/{id}`."""
    return f"applications/{id}"


def read_application_name(name: str) -> int:
    """The id in `applications/{id}`; the contract has checked its form."""
    return int(name.removeprefix("applications/"))


def number_to_ask(numbered: Numbered) -> PatentNumber | None:
    """The number by which another register is asked for an application: its own, else a publication's.

    None where no number says for certain which document is meant: a guess, or a US application without its year.
    """
    sure = [
        read
        for read in declared_numbers(numbered)
        if isinstance(read, PatentNumber) and read.confidence is not Confidence.GUESSED and "/" not in read.number
    ]
    further = [read for read in sure if not (read.is_search_report or read.is_correction)]
    return next(iter(further or sure), None)
