"""Owns who owns a family on a day, as far as declarations and transfers tell. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from shared.errors import SepiaError, Violation, forbidden, invalid

MOST_CHAINS = 200
"""Lines of succession that are followed back from a transfer."""


def transfer_name(id: uuid.UUID) -> str:
    """`transfers/{transfer}`."""
    return f"transfers/{id}"


@dataclass(frozen=True, slots=True)
class Conveyance:
    """A transfer, as far as it is about one family.

    Attributes:
        id: of the transfer; later reports have greater ones.
        assignor, assignee: ids of the holders that the reported spellings stand for.
        starts_on: first day on which the assignee owns it.
        named: it names the whole family.
        applications: those of the family that it names one by one.
        portfolio_of: declarants for whose declarations of the family it conveys what the assignor owns; None as a
            member stands for families that nobody known declared.
        portfolio: it conveys a portfolio that the family may be in.
    """

    id: uuid.UUID
    assignor: int
    assignee: int
    starts_on: dt.date
    named: bool = False
    applications: frozenset[int] = frozenset()
    portfolio: bool = False
    portfolio_of: frozenset[int | None] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of succession.

    Attributes:
        declarant: where it begins; None where nothing in the register leads to the first assignor.
        owners: one after the other; the last one owns it.
        steps: the transfers between them; a report that confirms a transfer stands beside it.
        applications: of the family, that it is about.
        conflicting: other reports give the same to somebody else.
    """

    declarant: int | None
    owners: tuple[int, ...]
    applications: frozenset[int]
    steps: tuple[tuple[uuid.UUID, ...], ...] = field(default=())
    conflicting: bool = False

    @property
    def owner(self) -> int:
        """Who owns it at the end."""
        return self.owners[-1]

    @property
    def transfers(self) -> tuple[uuid.UUID, ...]:
        """All transfers, in order."""
        return tuple(id for step in self.steps for id in step)


def succession(
    declarants: Iterable[int], applications: frozenset[int], conveyances: Iterable[Conveyance], day: dt.date
) -> list[Line]:
    """Who owns a family on a day, by line of succession.

    Args:
        declarants: holders that declared the family.
        applications: all of the family.
        conveyances: transfers that are about it, in any order; those after the day are left out.

    A transfer takes what its assignor owns on its first day. A second transfer of the same by the same assignor to
    somebody else cannot hold beside the first: both lines are kept and flagged. One of something that nothing in the
    register gave to its assignor begins a line without a declarant.
    """
    lines = [Line(declarant, (declarant,), applications) for declarant in sorted(set(declarants))]
    for conveyance in sorted(conveyances, key=lambda c: (c.starts_on, c.id)):
        if conveyance.starts_on <= day:
            lines = _conveyed(lines, conveyance, applications)
    return lines


def _conveyed(lines: Sequence[Line], conveyance: Conveyance, everything: frozenset[int]) -> list[Line]:
    after: list[Line] = []
    taken = False
    for line in lines:
        moving = _moving(line, conveyance)
        if line.owner != conveyance.assignor or moving is None:
            after.append(line)
            continue
        taken = True
        if rest := line.applications - moving:
            after.append(replace(line, applications=rest))
        moved = replace(line, owners=(*line.owners, conveyance.assignee), applications=moving)
        after.append(replace(moved, steps=(*line.steps, (conveyance.id,))))
    if taken or not (conveyance.named or conveyance.applications):
        # A portfolio conveys what its assignor has; what it has not, it does not.
        return after
    return _beside(after, conveyance, everything)


def _moving(line: Line, conveyance: Conveyance) -> frozenset[int] | None:
    """The applications of a line that a transfer conveys; None for none of it."""
    if conveyance.named or (conveyance.portfolio and line.declarant in conveyance.portfolio_of):
        return line.applications
    return (line.applications & conveyance.applications) or None


def _beside(lines: Sequence[Line], conveyance: Conveyance, everything: frozenset[int]) -> list[Line]:
    """A transfer by somebody who does not own what it names: a confirmation, a contradiction, or a new line."""
    after: list[Line] = []
    known = False
    # What one line tells already, another line of the same declarant need not contradict.
    confirmed_of: dict[int | None, frozenset[int]] = {}
    for line in lines:
        if (conveyance.assignor, conveyance.assignee) in pairwise(line.owners):
            moved = _moving(line, conveyance) or frozenset()
            confirmed_of[line.declarant] = confirmed_of.get(line.declarant, frozenset()) | moved
    for line in lines:
        moving = _moving(line, conveyance)
        if moving is None or conveyance.assignor not in line.owners[:-1]:
            after.append(line)
            continue
        known = True
        sold = list(pairwise(line.owners))
        if (conveyance.assignor, conveyance.assignee) in sold:
            at = sold.index((conveyance.assignor, conveyance.assignee))
            confirmed = (*line.steps[at], conveyance.id)
            after.append(replace(line, steps=(*line.steps[:at], confirmed, *line.steps[at + 1 :])))
            continue
        if moving <= confirmed_of.get(line.declarant, frozenset()):
            after.append(line)
            continue
        at = line.owners.index(conveyance.assignor)
        after.append(replace(line, conflicting=True))
        owners = (*line.owners[: at + 1], conveyance.assignee)
        steps = (*line.steps[:at], (conveyance.id,))
        after.append(Line(line.declarant, owners, moving, steps, conflicting=True))
    if not known:
        applications = everything if conveyance.named else conveyance.applications
        after.append(Line(None, (conveyance.assignor, conveyance.assignee), applications, ((conveyance.id,),)))
    return _once(after)


def _once(lines: Iterable[Line]) -> list[Line]:
    """Lines without repetitions: two branches of one line can be continued by the same contradiction."""
    return list(dict.fromkeys(lines))


@dataclass(frozen=True, slots=True)
class Sale:
    """A transfer, as far as it matters who sold to whom when."""

    id: uuid.UUID
    assignor: int
    assignee: int
    starts_on: dt.date


def chains_before(sale: Sale, others: Iterable[Sale]) -> list[tuple[Sale, ...]]:
    """The transfer itself, and each line of transfers that led to its assignor, the transfer first.

    What a holder at the end of a chain declared, and every transfer of the chain conveys, was conveyed in the end.
    """
    others = list(others)
    found: list[tuple[Sale, ...]] = []
    waiting: list[tuple[Sale, ...]] = [(sale,)]
    while waiting and len(found) < MOST_CHAINS:
        chain = waiting.pop(0)
        found.append(chain)
        last = chain[-1]
        waiting += [
            (*chain, other)
            for other in others
            if other.assignee == last.assignor and other.starts_on <= last.starts_on and other not in chain
        ]
    return found


# --- refusals ----------------------------------------------------------------------------------------------------


def to_itself() -> SepiaError:
    """A transfer from a holder to itself."""
    return invalid(
        "TRANSFER_TO_ITSELF",
        "Assignor and assignee are the same holder, or two spellings of one. A transfer is between two legal persons.",
        Violation("assignee", "another holder than the assignor"),
    )


def empty() -> SepiaError:
    """A transfer of nothing."""
    return invalid(
        "TRANSFER_EMPTY",
        "The transfer does not say what it conveys. Name families, numbers or standards, or say that it is the whole "
        "portfolio.",
        Violation("items", 'for example {"families": ["families/etsi-20450"]}'),
    )


def number_unreadable(number: str) -> SepiaError:
    """A number without digits."""
    return invalid(
        "NUMBER_UNREADABLE",
        f"{number!r} is no number of an application or publication: it has no digit.",
        Violation("items.numbers", "for example EP20180000001 or EP1848154 B1"),
    )


def item_unknown(name: str, field: str) -> SepiaError:
    """A family or standard that is not in the register."""
    return invalid(
        "TRANSFER_ITEM_UNKNOWN",
        f"There is no {name} in the register. Find it with `sepia search`, or name its applications by number: numbers "
        "are kept as given, whether or not the register has them.",
        Violation(field, "names of the register, for example families/etsi-20450 or standards/5g"),
    )


def no_end_of_it(account: str, assignor: str, assignee: str) -> SepiaError:
    """A holder that reports a transfer between others."""
    return forbidden(
        f"{account} acts neither for {assignor} nor for {assignee}. A transfer is reported by one of its ends, or by "
        "an officer.",
        reason="NOT_AN_END",
    )
