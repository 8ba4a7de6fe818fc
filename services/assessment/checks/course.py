"""Owns a check on its way: who sits on it, what they said, who was heard, and what each of them owes by when. Pure.

A course never changes; `move` makes the next one. The store keeps what a course says, and the deadlines are always
those that `owed` names: what is newly owed gets a deadline, what is owed no longer loses it. So none can be missed or
set twice, whatever happens in whatever order.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from services.assessment.checks import procedure
from services.assessment.checks.procedure import HEARINGS, JUDGING, WAITING, Act, Due, Facts, Rules, Stage, State
from shared.errors import Violation, invalid, precondition

OFFICER, CLOCK = "officer", "clock"


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who sits on a check.

    Attributes:
        evaluator: `evaluators/{evaluator}`.
        stage: in which look.
        opened: they opened the check, and were free of conflict when they did.
        outcome: what they said in this round; 0 before.
    """

    evaluator: str
    stage: Stage
    opened: bool = False
    outcome: int = 0


@dataclass(frozen=True, slots=True)
class Owed:
    """What somebody owes: the deadline, and who (an evaluator, a holder, or `officer`)."""

    due: Due
    who: str


@dataclass(frozen=True, slots=True)
class Course:
    """A check on its way.

    Attributes:
        name: `checks/{check}`, for refusals.
        rules: the regime's steps.
        state: where it stands.
        seats: those who sit, of every stage.
        addressees: organizations that may answer reasons.
        answered: those of them who did in the hearing that is open.
        reevaluated: the panel has looked again already.
        reevaluation_open: a re-evaluation may still be asked for.
        extensions: how often time was extended for those whose turn it is.
        direct: a negative opinion needs no hearing: demonstration data.
        outcome: of the opinion that was issued last, or of the negative one that may be appealed; 0 before.
    """

    name: str
    rules: Rules
    state: State
    seats: tuple[Seat, ...] = ()
    addressees: frozenset[str] = frozenset()
    answered: frozenset[str] = frozenset()
    reevaluated: bool = False
    reevaluation_open: bool = False
    extensions: int = 0
    direct: bool = False
    outcome: int = 0

    @property
    def stage(self) -> Stage:
        """Whose look it is."""
        return procedure.stage_of(self.state)

    def sitting(self) -> tuple[Seat, ...]:
        """Those who sit at the present stage."""
        return tuple(seat for seat in self.seats if seat.stage is self.stage)

    def vacancies(self) -> int:
        """How many are missing at the present stage."""
        return max(0, procedure.seats_of(self.rules, self.stage) - len(self.sitting()))

    def seat_of(self, evaluator: str) -> Seat | None:
        """Somebody's seat at the present stage."""
        return next((seat for seat in self.sitting() if seat.evaluator == evaluator), None)


def owed(course: Course) -> frozenset[Owed]:
    """What everybody owes now."""
    state = course.state
    if state in JUDGING:
        return frozenset(Owed(Due.OPINION, seat.evaluator) for seat in course.sitting() if not seat.outcome)
    if state in HEARINGS:
        return frozenset(Owed(Due.ANSWER, who) for who in course.addressees - course.answered)
    if state in WAITING:
        return frozenset({Owed(Due.APPOINTMENT, OFFICER)})
    if state is State.REDRESS:
        kinds = [Due.APPEAL_REQUEST, *([Due.REEVALUATION_REQUEST] if course.reevaluation_open else [])]
        return frozenset(Owed(kind, who) for kind in kinds for who in course.addressees)
    if state is State.REQUESTED:
        return frozenset({Owed(Due.ADMISSION, OFFICER)})
    if state is State.PARTIES_HEARD:
        return frozenset(Owed(Due.STATEMENT, who) for who in course.addressees)
    return frozenset()


def begin(name: str, rules: Rules, evaluators: Sequence[str], *, addressees: frozenset[str], direct: bool) -> Course:
    """A check of a sample, assigned."""
    state = procedure.after(rules, None, Act.ASSIGN, name)
    seats = tuple(Seat(evaluator, Stage.FIRST) for evaluator in evaluators)
    return Course(name, rules, state, seats, addressees, direct=direct)


def move(
    course: Course,
    act: Act,
    *,
    who: str = "",
    outcome: int = 0,
    appointed: Sequence[str] = (),
    by_deadline: bool = False,
) -> Course:
    """The course after an act.

    Args:
        who: the evaluator or organization that acts, or, for a replacement, whom it concerns.
        outcome: of an opinion, the contract's number.
        appointed: evaluators who come new.
        by_deadline: the act is what follows a deadline that passed.

    Raises:
        SepiaError: FAILED_PRECONDITION (WRONG_STATE, OPINION_GIVEN, EXTENSION_USED); INVALID_ARGUMENT
            (WRONG_NUMBER_OF_EVALUATORS).
    """
    match act:
        case Act.OPEN:
            return _opened(course, who)
        case Act.OPINE | Act.REVISE:
            return _opined(course, act, who, outcome)
        case Act.ANSWER:
            return _answered(course, who)
        case Act.REPLACE | Act.APPOINT | Act.VACATE | Act.LAPSE:
            return _seated(course, act, who, appointed)
        case Act.EXTEND:
            state = procedure.after(course.rules, course.state, act, course.name)
            heard = course.state in HEARINGS
            most = course.rules.reply_extensions if heard else course.rules.extensions
            if course.extensions >= most:
                what, key = ("reply", "checks.reply_extensions") if heard else ("opinion", "checks.extensions")
                raise precondition(
                    "EXTENSION_USED",
                    f"The time for the {what} on {course.name} was extended {course.extensions} time(s); this regime "
                    f"allows {most} ({key}).",
                    subject=course.name,
                )
            return dataclasses.replace(course, state=state, extensions=course.extensions + 1)
        case _:
            facts = Facts(reevaluated=course.reevaluated or not course.reevaluation_open)
            return _entered(course, procedure.after(course.rules, course.state, act, course.name, facts), act)


def _entered(course: Course, state: State, act: Act) -> Course:
    """The course in its next state, with what begins anew there."""
    before = course.state
    changes: dict[str, object] = {"state": state}
    if state in HEARINGS and before not in HEARINGS:
        changes["answered"] = frozenset[str]()
        changes["extensions"] = 0
    if state in (State.DECIDING, State.PEER_DECIDING) and state is not before:
        # Who leaned to the negative speaks again, now that the holder was heard.
        changes["seats"] = _silent(course.seats, procedure.stage_of(state))
        changes["extensions"] = 0
    if act is Act.REQUEST_REEVALUATION:
        changes |= {
            "seats": _silent(course.seats, Stage.FIRST),
            "reevaluated": True,
            "reevaluation_open": False,
            "extensions": 0,
        }
    if act is Act.REEVALUATION_CLOSED:
        changes["reevaluation_open"] = False
    if state is State.REDRESS and before is not State.REDRESS:
        changes["reevaluation_open"] = course.rules.reevaluation and not course.reevaluated
    if act is Act.VACATE and before is State.REEVALUATION:
        # Nobody has looked again, and the holder had no hand in it: it may ask once more.
        changes |= {"reevaluated": False, "reevaluation_open": course.rules.reevaluation}
    if act in (Act.REQUEST_APPEAL, Act.REQUEST_PEER):
        changes["extensions"] = 0
    return dataclasses.replace(course, **changes)  # pyright: ignore[reportArgumentType]


def _silent(seats: Sequence[Seat], stage: Stage) -> tuple[Seat, ...]:
    return tuple(dataclasses.replace(seat, outcome=0) if seat.stage is stage else seat for seat in seats)


def _opened(course: Course, who: str) -> Course:
    state = procedure.after(course.rules, course.state, Act.OPEN, course.name)
    seats = tuple(
        dataclasses.replace(seat, opened=True) if seat.evaluator == who and seat.stage is course.stage else seat
        for seat in course.seats
    )
    return dataclasses.replace(course, state=state, seats=seats)


def _opined(course: Course, act: Act, who: str, outcome: int) -> Course:
    if act is Act.REVISE:
        state = procedure.after(course.rules, course.state, act, course.name)
        # Only one evaluator can: where several sit on a check, nobody records in the short form.
        seats = tuple(
            dataclasses.replace(seat, outcome=outcome) if seat.evaluator == who else seat for seat in course.seats
        )
        return dataclasses.replace(course, state=state, outcome=outcome, seats=seats)
    if course.state in JUDGING:
        seat = course.seat_of(who)
        if seat is not None and seat.outcome:
            raise precondition(
                "OPINION_GIVEN",
                f"You have given your opinion on {course.name} already; others who sit on it have still to speak.",
                subject=course.name,
            )
    seats = tuple(
        dataclasses.replace(seat, outcome=outcome) if seat.evaluator == who and seat.stage is course.stage else seat
        for seat in course.seats
    )
    spoken = [seat.outcome for seat in seats if seat.stage is course.stage and seat.outcome]
    facts = Facts(spoken, procedure.seats_of(course.rules, course.stage), course.direct)
    state = procedure.after(course.rules, course.state, Act.OPINE, course.name, facts)
    moved = dataclasses.replace(course, seats=seats)
    if state in (State.OPINION_ISSUED, State.REDRESS):
        moved = dataclasses.replace(moved, outcome=facts.outcome)
    return _entered(moved, state, Act.OPINE)


def _answered(course: Course, who: str) -> Course:
    answered = course.answered | {who}
    facts = Facts(addressees_left=len(course.addressees - answered))
    state = procedure.after(course.rules, course.state, Act.ANSWER, course.name, facts)
    return _entered(dataclasses.replace(course, answered=answered), state, Act.ANSWER)


def _seated(course: Course, act: Act, who: str, appointed: Sequence[str]) -> Course:
    state = procedure.after(course.rules, course.state, act, course.name)
    stage = course.stage
    if act is Act.LAPSE and course.state is not State.REEVALUATION:
        kept = tuple(seat for seat in course.seats if seat.stage is not stage or seat.outcome)
    elif act in (Act.REPLACE, Act.VACATE) and course.state is not State.REEVALUATION:
        kept = tuple(seat for seat in course.seats if seat.stage is not stage or seat.evaluator != who)
    else:
        kept = course.seats
    moved = _entered(dataclasses.replace(course, seats=kept), state, act)
    if act in (Act.REPLACE, Act.APPOINT):
        missing = procedure.seats_of(course.rules, stage if act is Act.REPLACE else moved.stage) - sum(
            1 for seat in kept if seat.stage is (stage if act is Act.REPLACE else moved.stage)
        )
        if len(appointed) != missing or len(set(appointed)) != len(appointed):
            raise invalid(
                "WRONG_NUMBER_OF_EVALUATORS",
                f"{course.name} needs {missing} evaluator(s) now; {len(appointed)} were named.",
                Violation("evaluators", f"{missing} different evaluator(s), or none to have them chosen"),
                subject=course.name,
            )
        new = tuple(Seat(evaluator, moved.stage) for evaluator in appointed)
        moved = dataclasses.replace(moved, seats=(*kept, *new), extensions=0)
    return moved
