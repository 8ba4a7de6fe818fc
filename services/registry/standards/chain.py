"""Owns what successor chains are: steps between standards, ways through them, and which steps may be added. Pure."""

from __future__ import annotations

import enum
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.errors import SepiaError, Violation, invalid, precondition


class StepKind(enum.IntEnum):
    """How one standard follows another; numbers as of the contract."""

    REPLACED_BY = 1  # a specification was replaced by its successor
    BECAME = 2  # a draft became a deliverable: an Internet-Draft an RFC
    CATALOGUED_AS = 3  # declared under a kind (TS) that the standards body's catalogue contradicts (TR)


_WORDS = {
    StepKind.REPLACED_BY: ("was replaced by", "replaced"),
    StepKind.BECAME: ("became", "came from"),
    StepKind.CATALOGUED_AS: ("is catalogued as", "is also declared as"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a chain.

    Attributes:
        id: of its row, as text.
        predecessor, successor: row ids of standards.
        kind: how the one follows the other.
    """

    id: str
    predecessor: int
    successor: int
    kind: StepKind


@dataclass(frozen=True, slots=True)
class Leg:
    """A step as it is walked.

    Attributes:
        step: which.
        forward: from the predecessor to the successor.
    """

    step: Step
    forward: bool

    @property
    def start(self) -> int:
        """Row id of the standard it leaves from."""
        return self.step.predecessor if self.forward else self.step.successor

    @property
    def end(self) -> int:
        """Row id of the standard it arrives at."""
        return self.step.successor if self.forward else self.step.predecessor

    def said(self, start: str, end: str) -> str:
        """The leg in words: `3GPP TS 25.331 was replaced by 3GPP TS 36.331`."""
        return f"{start} {_WORDS[self.step.kind][0 if self.forward else 1]} {end}"


def ways(start: int, steps: Iterable[Step]) -> dict[int, tuple[Leg, ...]]:
    """The shortest way from a standard to each one of its chain: all that came before it and all that came after.

    A way goes back only or forth only: what another successor of a predecessor is declared for was not declared for
    this standard. What the catalogue only calls otherwise is the same specification, and is walked both ways.
    """
    before: dict[int, list[Leg]] = {}
    after: dict[int, list[Leg]] = {}
    for step in steps:
        after.setdefault(step.predecessor, []).append(Leg(step, True))
        before.setdefault(step.successor, []).append(Leg(step, False))
        if step.kind is StepKind.CATALOGUED_AS:
            after.setdefault(step.successor, []).append(Leg(step, False))
            before.setdefault(step.predecessor, []).append(Leg(step, True))
    found: dict[int, tuple[Leg, ...]] = {start: ()}
    for legs in (before, after):
        waiting = deque([start])
        seen = {start}
        while waiting:
            here = waiting.popleft()
            for leg in legs.get(here, ()):
                if leg.end not in seen:
                    seen.add(leg.end)
                    found.setdefault(leg.end, (*found[here], leg))
                    waiting.append(leg.end)
    return found


def refuse_step(
    predecessor: str, successor: str, *, same: bool, already: str, way_back: Sequence[str]
) -> SepiaError | None:
    """Why a step cannot be added; None when it can.

    Args:
        predecessor, successor: resource names.
        same: they are one standard.
        already: resource name of the step between the two that is there; empty without one.
        way_back: names from the successor to the predecessor, where there is such a way: the step would close a circle.
    """
    if same:
        return invalid(
            "STEP_TO_ITSELF",
            f"{successor} cannot follow itself. Name the standard that came before it.",
            Violation("predecessor", "another standard, for example standards/3gpp-ts-25.331"),
            subject=successor,
        )
    if already:
        return precondition(
            "STEP_EXISTS",
            f"That {successor} follows {predecessor} is on record as {already}. Withdraw that first if it is wrong.",
            subject=already,
        )
    if way_back:
        return precondition(
            "CHAIN_CIRCLE",
            f"{predecessor} itself came later: {' → '.join(way_back)}. A standard cannot come before its own "
            "predecessor. Withdraw the step that is wrong first, or turn this one round.",
            subject=successor,
        )
    return None
