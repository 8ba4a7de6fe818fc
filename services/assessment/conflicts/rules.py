"""Owns who must not evaluate what: declared ties, and everything unknown, block. It fails closed."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.errors import Kind, SepiaError, invalid


class TieKind(enum.Enum):
    """What ties an evaluator to somebody or something."""

    EMPLOYMENT = "employment"
    CLIENT = "client"
    SHARES = "shares"
    RELATIVE = "relative"  # a relative has one of these ties
    EARLIER_WORK = "earlier_work"


_TIED = {
    TieKind.EMPLOYMENT: "is or was employed by",
    TieKind.CLIENT: "acts or acted for",
    TieKind.SHARES: "holds shares in",
    TieKind.RELATIVE: "has a relative with ties to",
    TieKind.EARLIER_WORK: "worked earlier on or for",
}


@dataclass(frozen=True, slots=True)
class Tie:
    """One declared tie.

    Attributes:
        kind: what sort.
        subject: resource name of a holder or, for earlier work, of a patent family.
        until_on: last day; None while it lasts, or when unknown.
    """

    kind: TieKind
    subject: str
    until_on: dt.date | None = None

    def counts(self, since: dt.date | None) -> bool:
        """Whether the tie counts: it lasts, or ended on a day that still does. One that begins later counts already.

        Args:
            since: the earliest day that counts; None for every day there was.
        """
        return since is None or self.until_on is None or self.until_on >= since


@dataclass(frozen=True, slots=True)
class Edge:
    """A company is controlled by another for some days; unknown days count.

    Attributes:
        child, parent: resource names of holders.
        until_on: last day; None while it lasts, or when unknown.
    """

    child: str
    parent: str
    until_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """Patents changed hands, as the register has it.

    Attributes:
        assignor, assignee: resource names of holders.
        families, standards: what is named: families, and standards for which all of the assignor's changed hands.
        any_family: any family of the assignor may be among it.
    """

    assignor: str
    assignee: str
    families: frozenset[str] = frozenset()
    standards: frozenset[str] = frozenset()
    any_family: bool = False


@dataclass(frozen=True, slots=True)
class Evaluator:
    """What is known of an evaluator when checks are assigned.

    Attributes:
        name: resource name.
        identity_verified: somebody has seen who this is.
        ties: what was declared; empty says "none"; None says that there is no declaration.
        capacity: how many more checks may be given, 0 or more.
        load: how many checks are held already, 0 or more; it counts when work is shared out evenly.
        consented: to the code of conduct that the regime asks for, or it asks for none.
        suspended: from the roster.
        skills: technical areas.
    """

    name: str
    identity_verified: bool
    ties: Sequence[Tie] | None
    capacity: int
    load: int = 0
    consented: bool = True
    suspended: bool = False
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Check:
    """A check to be assigned.

    Attributes:
        name: resource name.
        family: resource name.
        holders: everyone who owns the family; at least one.
        seen_by: evaluators who have already judged this family: the next look is by fresh eyes.
        evaluators: how many different people judge it, 1 or more.
        area: the skill that is asked for; empty for any.
    """

    name: str
    family: str
    holders: Sequence[str]
    seen_by: frozenset[str] = frozenset()
    evaluators: int = 1
    area: str = ""


class Block(enum.Enum):
    """Why an evaluator must not do a check."""

    IDENTITY_UNVERIFIED = "identity_unverified"
    TIES_UNDECLARED = "ties_undeclared"
    HOLDER_UNKNOWN = "holder_unknown"
    TIE = "tie"
    ALREADY_JUDGED = "already_judged"
    NO_CONSENT = "no_consent"
    SUSPENDED = "suspended"
    QUOTA_FULL = "quota_full"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One reason, for the centre's eyes: it may tell who the evaluator is."""

    block: Block
    text: str


def conflicts(
    evaluator: Evaluator, check: Check, parents: Mapping[str, str] | None = None, *, since: dt.date | None = None
) -> list[Conflict]:
    """Every reason why an evaluator must not do a check; an empty list says that none is known.

    A tie to one company is a tie to its whole group: to everyone with the same ultimate parent. What isn't known
    blocks: an identity nobody verified, ties nobody declared, a family without a holder.

    Args:
        parents: company → its parent company, or who stands for its group (`groups`); resource names.
        since: the earliest day on which a tie counts; None for every day there was.

    Raises:
        SepiaError: HOLDER_GROUP_CIRCULAR.
    """
    parents = parents or {}
    found: list[Conflict] = []
    if not evaluator.identity_verified:
        found.append(Conflict(Block.IDENTITY_UNVERIFIED, f"the identity of {evaluator.name} isn't verified"))
    if evaluator.ties is None:
        found.append(Conflict(Block.TIES_UNDECLARED, f"{evaluator.name} hasn't declared ties, or that there are none"))
    if not check.holders:
        found.append(Conflict(Block.HOLDER_UNKNOWN, f"{check.family} has no known holder to check ties against"))
    if not evaluator.consented:
        found.append(Conflict(Block.NO_CONSENT, f"{evaluator.name} hasn't consented to the code of conduct in force"))
    if evaluator.suspended:
        found.append(Conflict(Block.SUSPENDED, f"{evaluator.name} is suspended"))
    if evaluator.name in check.seen_by:
        found.append(Conflict(Block.ALREADY_JUDGED, f"{evaluator.name} has judged {check.family} before"))
    groups = {group(holder, parents): holder for holder in reversed(check.holders)}
    for tie in evaluator.ties or ():
        if not tie.counts(since):
            continue
        tied = f"{evaluator.name} {_TIED[tie.kind]} {tie.subject}"
        if tie.subject in check.holders or tie.subject == check.family:
            found.append(Conflict(Block.TIE, tied))
        elif (shared_group := group(tie.subject, parents)) in groups:
            found.append(Conflict(Block.TIE, f"{tied}, of the same group as {groups[shared_group]}"))
    return found


def group(company: str, parents: Mapping[str, str]) -> str:
    """The ultimate parent of a company; the company itself if it has none.

    Raises:
        SepiaError: HOLDER_GROUP_CIRCULAR, the parents run in a circle, so that no group can be told from another.
    """
    passed = [company]
    while (parent := parents.get(passed[-1])) is not None:
        if parent in passed:
            circle = " → ".join([*passed[passed.index(parent) :], parent])
            what = f"The parent companies run in a circle: {circle}. Correct the register before assigning checks."
            raise invalid("HOLDER_GROUP_CIRCULAR", what, subject=parent)
        passed.append(parent)
    return passed[-1]


def groups(edges: Iterable[Edge], since: dt.date | None = None) -> dict[str, str]:
    """Who stands for the group of each company: everyone connected by control at any time that counts.

    Sources may name several parents; each connects. A company that left a group stays tied to it as long as a tie of
    an evaluator would count: who worked for the group then knew it as one.

    Args:
        since: the earliest day that counts; None for every day there was.

    Returns:
        Company → the first of its group by name, for every company but that one.
    """
    stands: dict[str, str] = {}

    def find(name: str) -> str:
        path = [name]
        while (above := stands.get(path[-1], path[-1])) != path[-1]:
            path.append(above)
        for each in path[:-1]:
            stands[each] = path[-1]
        return path[-1]

    for edge in edges:
        if since is None or edge.until_on is None or edge.until_on >= since:
            first, last = sorted((find(edge.child), find(edge.parent)))
            if first != last:
                stands[last] = first
    return {name: find(name) for name in stands}


class Transfers:
    """Transfers, found by what they cover: there may be thousands of them, and of families as many more."""

    def __init__(self, transfers: Iterable[Transfer] = ()) -> None:
        self._any: list[Transfer] = []
        self._by_name: dict[str, list[Transfer]] = {}
        for each in transfers:
            if each.any_family:
                self._any.append(each)
            for name in (*sorted(each.families), *sorted(each.standards)):
                self._by_name.setdefault(name, []).append(each)

    def covering(self, family: str, standard: str) -> list[Transfer]:
        """Those that a family of whoever gave it is, or may be, among."""
        return [*self._any, *self._by_name.get(family, ()), *self._by_name.get(standard, ())]


def with_new_owners(
    holders: Iterable[str], family: str, standard: str, transfers: Transfers, parents: Mapping[str, str]
) -> tuple[str, ...]:
    """Everybody who owned a family when the frame was frozen, and to whom it went, or may have gone, by any way.

    Who gave it stays: those who knew it as theirs did so. A day on which a transfer takes effect doesn't matter, since
    who will own a patent has the same interest. The assignor counts in every spelling of its group.

    Args:
        holders: of the frame.
        parents: company → its parent company, or who stands for its group.

    Returns:
        Sorted by name.
    """
    owners, covering = set(holders), transfers.covering(family, standard)
    while covering:
        of_group = {group(owner, parents) for owner in owners}
        more = {
            each.assignee
            for each in covering
            if each.assignee not in owners and group(each.assignor, parents) in of_group
        }
        if not more:
            break
        owners |= more
    return tuple(sorted(owners))


def must_be_free(
    evaluator: Evaluator,
    check: Check,
    parents: Mapping[str, str],
    *,
    since: dt.date | None,
    needs_room: bool,
    shown: str = "",
) -> None:
    """The hard stop for one evaluator and one check.

    Args:
        needs_room: the check comes new to the evaluator, and counts against quota and capacity.
        shown: how the refusal calls the check; its name when empty.

    Raises:
        SepiaError: FAILED_PRECONDITION (CONFLICT_OF_INTEREST), with every reason.
    """
    found = conflicts(evaluator, check, parents, since=since)
    if needs_room and evaluator.capacity <= 0:
        found.append(Conflict(Block.QUOTA_FULL, f"{evaluator.name} is fully booked"))
    if found:
        raise SepiaError(
            Kind.PRECONDITION,
            "CONFLICT_OF_INTEREST",
            f"{evaluator.name} must not do {shown or check.name}: {'; '.join(each.text for each in found)}. "
            "The centre has to give it to somebody else.",
            (),
            shown or check.name,
            {"blocks": ",".join(each.block.value for each in found)},
        )
