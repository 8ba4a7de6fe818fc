"""Owns a check as it has to be: the pure course, beside what a store has to remember of it. It has no store itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from services.assessment.checks import course as courses
from services.assessment.checks.course import Course
from services.assessment.checks.procedure import (
    Act,
    State,
)

NOBODY = "-"
SHORT = "recorded in the short form"


@dataclass(slots=True)
class Modelled:
    """A check as it has to be.

    Attributes:
        course: where it is on its way.
        family: whose.
        short: its opinion was recorded in the short form, and none was issued.
        acts: what moved it, in order; what was recorded in the short form has no step of its own in the log.
        fired: deadlines that passed and moved it.
        sat: everybody who sat on it at any time.
        held: answers kept until the time for them ends, because nobody answers the reasons of a double: when each was
            given, by whom, and what it says.
        buried: answers that were kept when their hearing was withdrawn: nobody who checks ever gets them.
    """

    course: Course
    family: str
    short: bool = False
    acts: list[str] = field(default_factory=list[str])
    fired: int = 0
    sat: set[str] = field(default_factory=set[str])
    held: list[tuple[dt.datetime, str, str]] = field(default_factory=list[tuple[dt.datetime, str, str]])
    buried: list[tuple[dt.datetime, str, str]] = field(default_factory=list[tuple[dt.datetime, str, str]])

    def go(self, act: Act, *, short: bool = False, **how: Any) -> None:
        """Moves the model."""
        self.course = courses.move(self.course, act, **how)
        self.acts.append(SHORT if short else act.value)
        self.short = short
        self.sat |= {seat.evaluator for seat in self.course.seats}
        if self.course.state is not State.HEARING:
            # Peers get what was kept; whoever comes new begins anew without it.
            self.buried += [] if act is Act.REQUEST_PEER else self.held
            self.held = []

    def tell(self) -> None:
        """Passes on the answers that were kept, in the order in which they came."""
        told, self.held = sorted(self.held), []
        for _, who, _ in told:
            self.go(Act.ANSWER, who=who)
