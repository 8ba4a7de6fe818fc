"""Owns which facts about a holder hold on a day, and where sources differ. Pure."""

from __future__ import annotations

import collections
import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.registry.holders.rules import Span, holder_name
from services.registry.imports.rules import plain
from shared.errors import SepiaError, Violation, invalid, precondition

KINDS = ("size", "contact", "representative", "policy")
"""Fields of a record's content."""

SIZES = {1: "micro", 2: "small", 3: "medium", 4: "large"}
"""The regime's word for each number of `SizeClass`."""


def record_name(holder_key: str, id: uuid.UUID) -> str:
    """`holders/{holder}/records/{record}`."""
    return f"{holder_name(holder_key)}/records/{id}"


def slot_of(kind: str, content: Mapping[str, object]) -> str:
    """What a fact is about within its kind: facts of one slot replace or contradict each other, others do not."""
    match kind:
        case "contact":
            return str(content["purpose"])
        case "representative":
            return plain(str(content["representative_name"]))
        case "policy":
            return ":".join(
                (str(content["kind"]), str(content.get("standard", "")), plain(str(content.get("pool", ""))))
            )
        case _:
            return ""


@dataclass(frozen=True, slots=True)
class Fact:
    """What a source says about a holder.

    Attributes:
        id: of its report; later reports have greater ones.
        name: `holders/{holder}/records/{record}`.
        kind, slot: what it is about.
        digest: of what it says.
        source: what makes two sources the same.
        days: on which it is said to hold.
    """

    id: uuid.UUID
    name: str
    kind: str
    slot: str
    digest: str
    source: str
    days: Span


def in_force(facts: Iterable[Fact], day: dt.date) -> list[Fact]:
    """What each source says about a day, in order of report.

    Of what one source says about one thing, that counts which begins last before the day is over, and of two that begin
    together the later report. Where that has ended by the day, the source says nothing about it: what it said before
    does not come back.
    """
    latest: dict[tuple[str, str, str], Fact] = {}
    for fact in facts:
        if fact.days.first > day:
            continue
        place = (fact.kind, fact.slot, fact.source)
        if place not in latest or (latest[place].days.first, latest[place].id) < (fact.days.first, fact.id):
            latest[place] = fact
    return sorted((fact for fact in latest.values() if fact.days.covers(day)), key=lambda fact: fact.id)


def conflicts(facts: Iterable[Fact]) -> dict[str, list[str]]:
    """By fact, what other sources say differently about the same thing, among facts that hold on one day."""
    by_slot: dict[tuple[str, str], list[Fact]] = collections.defaultdict(list)
    for fact in facts:
        by_slot[fact.kind, fact.slot].append(fact)
    found: dict[str, list[str]] = {}
    for said in by_slot.values():
        for fact in said:
            others = [other.name for other in said if other.digest != fact.digest]
            if others:
                found[fact.name] = others
    return found


def exempt(sizes: Sequence[int], exempt_sizes: Iterable[str]) -> bool | None:
    """Whether a holder is kept out of the yearly samples; None where its size is unknown or sources differ on that.

    Args:
        sizes: numbers of `SizeClass` that sources say on the day.
        exempt_sizes: the profile's `sampling.exempt_sizes`.
    """
    exempted = set(exempt_sizes)
    answers = {SIZES[size] in exempted for size in sizes}
    return answers.pop() if len(answers) == 1 else None


_REACHED_AT = ("address_lines", "email", "phone")
_NAMED = {"contact": "contact_name", "representative": "representative_name"}
CONTACT_KINDS = tuple(_NAMED)
"""Kinds of facts by which somebody is reached."""


def check_contact(content: Mapping[str, object]) -> None:
    """Refuses a contact that says nothing: it would stand in the place of the one that its source gave before.

    Raises:
        SepiaError: INVALID_ARGUMENT (CONTACT_EMPTY).
    """
    if not any(plain(str(content.get(field, ""))) for field in ("contact_name", *_REACHED_AT)):
        raise invalid(
            "CONTACT_EMPTY",
            "The contact has neither a name nor a postal address, e-mail address or telephone number, and it would "
            "replace the one before. Give one of them; a contact that no longer holds is ended (`sepia holder end`).",
            Violation("contact.email", "for example licensing@acme.example"),
        )


def told_of(kind: str, content: Mapping[str, object]) -> dict[str, object]:
    """What the log says of a fact: of contacts neither where they are reached nor which person that is.

    The log is for good and for everybody; contact data may have to be erased (Art. 6).
    """
    if kind not in CONTACT_KINDS:
        return dict(content)
    hidden = {*_REACHED_AT, *((_NAMED[kind],) if content.get("personal_data") else ())}
    return {field: value for field, value in content.items() if field not in hidden}


ERASED = "(erased)"


def without_contact(kind: str, content: Mapping[str, object]) -> dict[str, object]:
    """What is left of a contact or representative once its contact data is erased: companies' names stay (Art. 6)."""
    named = {_NAMED[kind]: ERASED} if content.get("personal_data") else {}
    return told_of(kind, content) | named


def check_erasure(
    name: str, kind: str, *, over: dt.date | None, erasable_from: dt.date | None, today: dt.date, erased: bool
) -> None:
    """Refuses to erase what is none of a person's business, what still holds, or what is kept for some time yet.

    Args:
        over: last day on which it held; None while it holds.
        erasable_from: first day on which it may be erased.
        erased: it was before.

    Raises:
        SepiaError: FAILED_PRECONDITION (NO_CONTACT_DATA, ALREADY_ERASED, RECORD_IN_FORCE, TOO_EARLY_TO_ERASE).
    """
    if kind not in CONTACT_KINDS:
        raise precondition("NO_CONTACT_DATA", f"{name} is a {kind}, which has no contact data.", subject=name)
    if erased:
        raise precondition("ALREADY_ERASED", f"The contact data of {name} was erased.", subject=name)
    if over is None or erasable_from is None:
        raise precondition(
            "RECORD_IN_FORCE",
            f"{name} still holds. End it first (`sepia holder end`), or withdraw it if it was wrong.",
            subject=name,
        )
    if today < erasable_from:
        raise precondition(
            "TOO_EARLY_TO_ERASE",
            f"{name} held until {over}; its contact data may be erased from {erasable_from} on.",
            subject=name,
        )


def over_since(fact: Fact, facts: Iterable[Fact], today: dt.date) -> dt.date | None:
    """The last day on which a fact held: its own last day, or the day before its source said something newer.

    Args:
        facts: what was said about the holder, as far as it begins by today.

    Returns:
        None while it holds.
    """
    same = (fact.kind, fact.slot, fact.source)
    after = (fact.days.first, fact.id)
    newer = [
        max(fact.days.first, other.days.first - dt.timedelta(days=1))
        for other in facts
        if (other.kind, other.slot, other.source) == same and (other.days.first, other.id) > after
    ]
    ends = [day for day in (fact.days.last, *newer) if day is not None]
    over = min(ends, default=None)
    return over if over is not None and over < today else None


def content_missing() -> SepiaError:
    """A report that says nothing."""
    return invalid(
        "CONTENT_MISSING",
        "The report has no content. Say what it is about: a size, a contact, a representative or a policy.",
        Violation("content", f"one of {', '.join(KINDS)}; for example size: {{size_class: SIZE_CLASS_SMALL}}"),
    )


@dataclass(frozen=True, slots=True)
class Representation:
    """What the regime says of representatives.

    Attributes:
        title: how it calls them.
        countries: where one has to be; empty for anywhere.
        provision: where it says so.
    """

    title: str
    countries: Sequence[str]
    provision: str

    def check(self, country: str) -> None:
        """Refuses a representative elsewhere.

        Raises:
            SepiaError: INVALID (REPRESENTATIVE_ELSEWHERE).
        """
        if self.countries and country not in self.countries:
            raise invalid(
                "REPRESENTATIVE_ELSEWHERE",
                f"A representative in {country or 'no country'} is none in the sense of {self.provision} "
                f'("{self.title}"). Name one in one of {", ".join(self.countries)}.',
                Violation("representative.country", f"one of {', '.join(self.countries)}; for example DE"),
            )


def pool_unnamed() -> SepiaError:
    """A policy about a pool that is not named, or a pool in a policy about something else."""
    return invalid(
        "POOL_UNNAMED",
        "A policy of the kind POOL names the pool, and one of another kind names none.",
        Violation("policy.pool", "the pool's name for POLICY_KIND_POOL, else empty"),
    )


def standard_unknown(name: str) -> SepiaError:
    """A policy for a standard that is not in the register."""
    return invalid(
        "STANDARD_UNKNOWN",
        f"There is no {name}. `sepia standards` finds the name of a standard; leave it empty for a policy about all.",
        Violation("policy.standard", "a standard of the register, for example standards/5g"),
    )
