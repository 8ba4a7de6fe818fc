"""Owns who does which check: conflicts are a hard stop, loads are as even as conflicts and capacities allow.

Each check takes its evaluators one after another. A free place goes to the least loaded evaluator who can be reached:
directly, or by passing checks along (a takes the new check and gives one of theirs to b). This is the incremental
algorithm for optimal semi-matchings (Harvey, Ladner, Lovász, Tamir: Semi-matchings for bipartite graphs and load
balancing, J. Algorithms 59, 2006), with capacities. Its result has the least possible sum of squared loads; so the
largest load is the least possible, and if everybody may do everything and starts with the same load and room enough, no
two loads differ by more than one.

Who gets what among equals is decided by a secret key, so that nobody outside can compute who evaluates a check.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hmac
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.assessment.conflicts.rules import Check, Evaluator, conflicts
from shared.errors import SepiaError, invalid, precondition

CHECKS_SHOWN = 10
REASONS_SHOWN = 3
"""How many an error names before it only counts: it has to fit into the trailers of a reply."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One evaluator for one check; resource names."""

    check: str
    evaluator: str


def assign(
    checks: Sequence[Check],
    evaluators: Sequence[Evaluator],
    *,
    key: bytes,
    parents: Mapping[str, str] | None = None,
    since: dt.date | None = None,
) -> list[Assignment]:
    """Gives every check its evaluators; the same input in any order gives the same result.

    Args:
        checks: those to assign; names differ.
        evaluators: those available; names differ.
        key: at least 16 secret bytes of the campaign.
        parents: company → its parent company, for ties through groups.
        since: the earliest day on which a tie counts; None for every day there was.

    Returns:
        By check, then evaluator.

    Raises:
        SepiaError: CHECKS_UNASSIGNABLE, naming each check that cannot be done and why; nothing is assigned then.
            ASSIGNMENT_INVALID: names twice, a short key, a negative capacity.
    """
    _require(len(key) >= 16, "the key has fewer than 16 bytes")
    _require(len({c.name for c in checks}) == len(checks), "a check is there twice")
    _require(len({e.name for e in evaluators}) == len(evaluators), "an evaluator is there twice")
    _require(all(e.capacity >= 0 and e.load >= 0 for e in evaluators), "a capacity or load is negative")
    _require(all(c.evaluators >= 1 for c in checks), "a check asks for no evaluator")
    roster = sorted(evaluators, key=lambda e: _rank(key, "evaluator", e.name))
    queue = sorted(checks, key=lambda c: _rank(key, "check", c.name))
    allowed = _allowed(queue, roster, parents, since)
    sizes = [check.evaluators for check in queue]
    table = _Table(allowed, sizes, [e.load for e in roster], [e.capacity for e in roster])
    failed: list[str] = []
    for index, check in enumerate(queue):
        if allowed[index].bit_count() < check.evaluators:
            failed.append(_too_few(check, roster, allowed[index].bit_count(), parents, since))
            continue
        if not all(table.place(index) for _ in range(check.evaluators)):
            failed.append(f"{check.name}: everyone who may do it is fully booked")
    if failed:
        raise _unassignable(sorted(failed))
    pairs = [(queue[c], roster[e]) for c, panel in enumerate(table.panels) for e in _members(panel)]
    for check, evaluator in pairs:
        # The hard stop, by the rule itself and not by what was worked out from it for many at once.
        if conflicts(evaluator, check, parents, since=since):
            raise RuntimeError(f"{evaluator.name} was about to get {check.name} in spite of a conflict")
    return [Assignment(*names) for names in sorted((check.name, evaluator.name) for check, evaluator in pairs)]


def duplicates(
    checks: Sequence[Check],
    evaluators: Sequence[Evaluator],
    assigned: Sequence[Assignment],
    *,
    number: int,
    key: bytes,
    parents: Mapping[str, str] | None = None,
    since: dt.date | None = None,
) -> list[Assignment]:
    """Second evaluators for some of the checks, drawn by the secret key, so that nobody can tell which.

    A check is doubled only where somebody else is free of conflict and has room for it; then another one is drawn.

    Args:
        assigned: who does the checks.
        number: how many are to be doubled at most.

    Returns:
        Check and second evaluator, by check.
    """
    first: dict[str, set[str]] = {}
    given: dict[str, int] = {}
    for one in assigned:
        first.setdefault(one.check, set()).add(one.evaluator)
        given[one.evaluator] = given.get(one.evaluator, 0) + 1
    roster = sorted(
        (
            dataclasses.replace(e, load=e.load + given.get(e.name, 0), capacity=e.capacity - given.get(e.name, 0))
            for e in evaluators
        ),
        key=lambda e: _rank(key, "second", e.name),
    )
    queue = [
        dataclasses.replace(c, evaluators=1, seen_by=c.seen_by | first[c.name])
        for c in sorted(checks, key=lambda c: _rank(key, "duplicate", c.name))
    ]
    allowed = _allowed(queue, roster, parents, since)
    table = _Table(allowed, [1] * len(queue), [e.load for e in roster], [e.capacity for e in roster])
    placed = 0
    for index in range(len(queue)):
        if placed == number:
            break
        placed += bool(allowed[index]) and table.place(index)
    pairs = [(queue[c], roster[e]) for c, panel in enumerate(table.panels) for e in _members(panel)]
    for check, evaluator in pairs:
        if conflicts(evaluator, check, parents, since=since):
            raise RuntimeError(f"{evaluator.name} was about to get {check.name} in spite of a conflict")
    return sorted(
        (Assignment(check.name, evaluator.name) for check, evaluator in pairs), key=lambda a: (a.check, a.evaluator)
    )


def _allowed(
    queue: Sequence[Check], roster: Sequence[Evaluator], parents: Mapping[str, str] | None, since: dt.date | None
) -> list[int]:
    """Who may do each check, as the bits of a number; worked out once for all checks with the same holders."""
    place = {evaluator.name: 1 << index for index, evaluator in enumerate(roster)}
    tied: dict[str, int] = {}
    for evaluator in roster:
        for tie in evaluator.ties or ():
            if tie.counts(since):
                tied[tie.subject] = tied.get(tie.subject, 0) | place[evaluator.name]
    skilled: dict[str, int] = {"": sum(place.values())}
    for evaluator in roster:
        for skill in evaluator.skills:
            skilled[skill] = skilled.get(skill, 0) | place[evaluator.name]
    by_holders: dict[tuple[str, ...], int] = {}
    found: list[int] = []
    for check in queue:
        holders = tuple(check.holders)
        if holders not in by_holders:
            alike = Check(check.name, "", check.holders)
            free = (
                place[evaluator.name] for evaluator in roster if not conflicts(evaluator, alike, parents, since=since)
            )
            by_holders[holders] = sum(free)
        blocked = tied.get(check.family, 0)
        for name in check.seen_by:
            blocked |= place.get(name, 0)
        found.append(by_holders[holders] & ~blocked & skilled.get(check.area, 0))
    return found


class _Table:
    """Who sits on what so far; checks and evaluators by their index, sets of evaluators as the bits of a number.

    Checks that one evaluator does, out of the same set, are of one sort: whatever one of them can do for passing on, so
    can the others. A search looks at each sort once, however many checks there are of it.
    """

    def __init__(
        self, allowed: Sequence[int], sizes: Sequence[int], loads: Sequence[int], capacities: Sequence[int]
    ) -> None:
        self.allowed = allowed
        self.loads = list(loads)
        self.free = list(capacities)
        self.panels = [0 for _ in allowed]
        sorts: dict[tuple[int, int], int] = {}
        alone = (
            (may, -1 if size == 1 else check) for check, (may, size) in enumerate(zip(allowed, sizes, strict=True))
        )
        self.sort = [sorts.setdefault(key, len(sorts)) for key in alone]
        # By evaluator and sort; a dict keeps the order in which checks came.
        self.held: list[dict[int, dict[int, None]]] = [{} for _ in capacities]
        self.anybody = 0
        for may in self.allowed:
            self.anybody |= may
        self._levels: dict[int, int] = {}  # load → those with that load and room for more
        for evaluator, (load, free) in enumerate(zip(self.loads, self.free, strict=True)):
            if free > 0 and self.anybody >> evaluator & 1:
                self._levels[load] = self._levels.get(load, 0) | 1 << evaluator
        self._least = min(self._levels, default=0)

    def _take(self, evaluator: int) -> None:
        """Counts one more check with an evaluator."""
        load, bit = self.loads[evaluator], 1 << evaluator
        self.free[evaluator] -= 1
        self.loads[evaluator] += 1
        self._levels[load] &= ~bit
        if self.free[evaluator] > 0:
            self._levels[load + 1] = self._levels.get(load + 1, 0) | bit
        if not self._levels[load]:
            del self._levels[load]
            if load == self._least and self._levels:
                self._least = load + 1 if load + 1 in self._levels else min(self._levels)

    def place(self, check: int) -> bool:
        """Gives a check one more evaluator, the one who can be reached with the least load; False if nobody can."""
        least = self._levels.get(self._least, 0) & self.allowed[check] & ~self.panels[check]
        if least:  # nobody at all has a smaller load, so nothing is gained by passing checks along
            taker = (least & -least).bit_length() - 1
            self._take(taker)
            self._seat(check, taker)
            return True
        return self._place_by_passing(check)

    def _place_by_passing(self, check: int) -> bool:
        reached: dict[int, tuple[int, int | None]] = {}  # evaluator → the check that comes to them, and from whom
        looked_at: set[int] = set()
        waiting: deque[int] = deque()
        unseen = self.anybody
        moves: Iterable[tuple[int, int | None]] = [(check, None)]
        while True:
            for moving, giver in moves:
                looked_at.add(self.sort[moving])
                fresh = self.allowed[moving] & ~self.panels[moving] & unseen
                unseen &= ~fresh
                for evaluator in _members(fresh):
                    reached[evaluator] = (moving, giver)
                    waiting.append(evaluator)
            if not (waiting and unseen):
                break
            source = waiting.popleft()
            moves = [(next(iter(some)), source) for sort, some in self.held[source].items() if sort not in looked_at]
        open_to = [evaluator for evaluator in reached if self.free[evaluator] > 0]
        if not open_to:
            return False
        taker: int | None = min(open_to, key=lambda e: (self.loads[e], e))
        self._take(taker)
        while taker is not None:
            moving, giver = reached[taker]
            self._seat(moving, taker)
            if giver is not None:
                self._unseat(moving, giver)
            taker = giver
        return True

    def _seat(self, check: int, evaluator: int) -> None:
        self.panels[check] |= 1 << evaluator
        self.held[evaluator].setdefault(self.sort[check], {})[check] = None

    def _unseat(self, check: int, evaluator: int) -> None:
        self.panels[check] &= ~(1 << evaluator)
        some = self.held[evaluator][self.sort[check]]
        del some[check]
        if not some:
            del self.held[evaluator][self.sort[check]]


def _members(bits: int) -> Iterator[int]:
    """The positions of the bits that are set, lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def _rank(key: bytes, kind: str, name: str) -> tuple[bytes, str]:
    return hmac.digest(key, f"{kind}\n{name}".encode(), "sha256"), name


def _too_few(
    check: Check,
    roster: Sequence[Evaluator],
    able: int,
    parents: Mapping[str, str] | None,
    since: dt.date | None,
) -> str:
    reasons = sorted(
        conflict.text for evaluator in roster for conflict in conflicts(evaluator, check, parents, since=since)
    )
    if check.area:
        unskilled = sum(check.area not in evaluator.skills for evaluator in roster)
        reasons.append(f"{unskilled} of {len(roster)} evaluators do not have the skill {check.area}")
    why = "; ".join(reasons[:REASONS_SHOWN]) or "there are no others"
    more = f"; and {len(reasons) - REASONS_SHOWN} more" if len(reasons) > REASONS_SHOWN else ""
    need = "nobody may do it" if able == 0 else f"it needs {check.evaluators} evaluators and {able} may do it"
    return f"{check.name}: {need} ({why}{more})"


def _unassignable(failed: Sequence[str]) -> SepiaError:
    more = f"\nand {len(failed) - CHECKS_SHOWN} more" if len(failed) > CHECKS_SHOWN else ""
    text = "\n".join(failed[:CHECKS_SHOWN])
    count = "1 check cannot" if len(failed) == 1 else f"{len(failed)} checks cannot"
    remedy = "Add evaluators without these ties, or raise capacities; nothing was assigned."
    return precondition("CHECKS_UNASSIGNABLE", f"{count} be assigned. {remedy}\n{text}{more}")


def _require(condition: bool, otherwise: str) -> None:
    if not condition:
        raise invalid("ASSIGNMENT_INVALID", f"Checks cannot be assigned: {otherwise}.")
