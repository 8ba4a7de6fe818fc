"""Owns who must not evaluate what: declared ties, and everything unknown, block. It fails closed."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.errors import invalid


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
    """

    kind: TieKind
    subject: str


@dataclass(frozen=True, slots=True)
class Evaluator:
    """What is known of an evaluator when checks are assigned.

    Attributes:
        name: resource name.
        identity_verified: somebody has seen who this is.
        ties: what was declared; empty says "none"; None says that there is no declaration.
        capacity: how many more checks may be given, 0 or more.
        load: how many checks are held already, 0 or more; it counts when work is shared out evenly.
    """

    name: str
    identity_verified: bool
    ties: Sequence[Tie] | None
    capacity: int
    load: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """A check to be assigned.

    Attributes:
        name: resource name.
        family: resource name.
        holders: everyone who owns the family; at least one.
        seen_by: evaluators who have already judged this family: the next look is by fresh eyes.
        evaluators: how many different people judge it, 1 or more.
    """

    name: str
    family: str
    holders: Sequence[str]
    seen_by: frozenset[str] = frozenset()
    evaluators: int = 1


class Block(enum.Enum):
    """Why an evaluator must not do a check."""

    IDENTITY_UNVERIFIED = "identity_unverified"
    TIES_UNDECLARED = "ties_undeclared"
    HOLDER_UNKNOWN = "holder_unknown"
    TIE = "tie"
    ALREADY_JUDGED = "already_judged"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One reason, for the centre's eyes: it may tell who the evaluator is."""

    block: Block
    text: str


def conflicts(evaluator: Evaluator, check: Check, parents: Mapping[str, str] | None = None) -> list[Conflict]:
    """Every reason why an evaluator must not do a check; an empty list says that none is known.

    A tie to one company is a tie to its whole group: to everyone with the same ultimate parent. What isn't known
    blocks: an identity nobody verified, ties nobody declared, a family without a holder.

    Args:
        parents: company → its parent company, resource names.

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
    if evaluator.name in check.seen_by:
        found.append(Conflict(Block.ALREADY_JUDGED, f"{evaluator.name} has judged {check.family} before"))
    groups = {group(holder, parents): holder for holder in reversed(check.holders)}
    for tie in evaluator.ties or ():
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
