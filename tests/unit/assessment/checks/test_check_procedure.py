"""Owns the tests of a check's procedure: its steps by regime, and thousands of random histories of each."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from services.assessment.checks import course as courses
from services.assessment.checks import procedure
from services.assessment.checks.course import Course, Owed, Seat, move, owed
from services.assessment.checks.procedure import (
    CLOSED,
    ESSENTIAL,
    HEARINGS,
    JUDGING,
    LAPSES,
    NOT_ESSENTIAL,
    UNDETERMINED,
    WAITING,
    Act,
    Actor,
    Due,
    Rules,
    Stage,
    State,
)
from services.assessment.regimes import regime_of
from shared.errors import Kind, SepiaError
from shared.regime import load_profile

DOCS = Path(__file__).resolve().parents[4] / "docs" / "assessment"
RULES = {name: regime_of(load_profile(name)).rules for name in ("eu-2023", "consortium", "hantei")}
ACME, BOLT = "holders/acme", "holders/bolt"


def assigned(rules: Rules = RULES["eu-2023"], *, direct: bool = False, owners: tuple[str, ...] = (ACME,)) -> Course:
    evaluators = [f"evaluators/{n}" for n in range(rules.panel)]
    return courses.begin("checks/1", rules, evaluators, addressees=frozenset(owners), direct=direct)


def opine(course: Course, *outcomes: int) -> Course:
    for seat, outcome in zip([s for s in course.sitting() if not s.outcome], outcomes, strict=True):
        course = move(course, Act.OPINE, who=seat.evaluator, outcome=outcome)
    return course


@pytest.mark.parametrize("name", RULES)
def test_the_manual_shows_the_states_that_the_code_moves_by(name: str) -> None:
    assert f"```mermaid\n{procedure.diagram(RULES[name])}\n```" in (DOCS / f"states-{name}.md").read_text()


@pytest.mark.parametrize("name", RULES)
def test_every_state_can_be_reached_and_none_but_the_last_is_a_dead_end(name: str) -> None:
    steps = procedure.transitions(RULES[name])
    reached = {step.after for step in steps}
    for state in reached - {State.WITHDRAWN, State.REFUSED}:
        assert any(step.before is state for step in steps), state
    assert {step.before for step in steps} - {None} <= reached


def test_the_steps_differ_by_regime_as_the_profiles_say() -> None:
    states = {name: {step.after for step in procedure.transitions(rules)} for name, rules in RULES.items()}
    assert {State.HEARING, State.PEER_EVALUATION} <= states["eu-2023"]
    assert State.REDRESS not in states["eu-2023"]
    assert {State.REDRESS, State.REEVALUATION, State.APPEAL} <= states["consortium"]
    assert State.HEARING not in states["consortium"]
    assert {State.REQUESTED, State.PARTIES_HEARD, State.READY} <= states["hantei"]
    assert RULES["hantei"].panel == RULES["consortium"].panel == 3


# --- eu-2023 -----------------------------------------------------------------------------------------------------


def test_a_positive_opinion_is_issued_at_once() -> None:
    done = opine(move(assigned(), Act.OPEN, who="evaluators/0"), ESSENTIAL)
    assert (done.state, done.outcome, owed(done)) == (State.OPINION_ISSUED, ESSENTIAL, frozenset())


def test_a_negative_leaning_goes_to_the_holder_first_and_only_then_becomes_an_opinion() -> None:
    leaning = opine(assigned(), NOT_ESSENTIAL)
    assert (leaning.state, leaning.outcome) == (State.HEARING, 0)
    assert owed(leaning) == {Owed(Due.ANSWER, ACME)}
    heard = move(leaning, Act.ANSWER, who=ACME)
    assert owed(heard) == {Owed(Due.OPINION, "evaluators/0")}
    assert opine(heard, NOT_ESSENTIAL).outcome == NOT_ESSENTIAL


def test_on_demonstration_data_a_negative_opinion_needs_no_hearing() -> None:
    assert opine(assigned(direct=True), NOT_ESSENTIAL).state is State.OPINION_ISSUED


def test_every_owner_of_a_family_may_answer() -> None:
    leaning = opine(assigned(owners=(ACME, BOLT)), NOT_ESSENTIAL)
    one = move(leaning, Act.ANSWER, who=BOLT)
    assert (one.state, owed(one)) == (State.HEARING, {Owed(Due.ANSWER, ACME)})
    assert move(one, Act.ANSWER, who=ACME).state is State.DECIDING
    assert move(one, Act.REPLY_ENDED).state is State.DECIDING


def test_peers_judge_anew_and_their_negative_leaning_is_heard_too() -> None:
    asked = move(opine(assigned(), NOT_ESSENTIAL), Act.REQUEST_PEER, who=ACME)
    assert owed(asked) == {Owed(Due.APPOINTMENT, courses.OFFICER)}
    peers = move(asked, Act.APPOINT, appointed=["evaluators/9"])
    assert owed(peers) == {Owed(Due.OPINION, "evaluators/9")}
    assert opine(peers, ESSENTIAL).outcome == ESSENTIAL
    heard = move(opine(peers, NOT_ESSENTIAL), Act.REPLY_ENDED)
    assert heard.state is State.PEER_DECIDING
    assert opine(heard, NOT_ESSENTIAL).outcome == NOT_ESSENTIAL


def test_who_lets_the_time_pass_loses_the_check_and_somebody_else_gets_it() -> None:
    lapsed = move(assigned(), Act.LAPSE)
    assert (lapsed.state, lapsed.sitting(), lapsed.vacancies()) == (State.LAPSED, (), 1)
    again = move(lapsed, Act.REPLACE, appointed=["evaluators/7"])
    assert (again.state, owed(again)) == (State.ASSIGNED, {Owed(Due.OPINION, "evaluators/7")})


def test_time_is_extended_as_often_as_the_profile_says() -> None:
    extended = move(assigned(), Act.EXTEND)
    with pytest.raises(SepiaError) as refused:
        move(extended, Act.EXTEND)
    assert refused.value.reason == "EXTENSION_USED"


def test_reasons_of_a_suspended_evaluator_are_not_held_against_the_holder() -> None:
    leaning = opine(assigned(), NOT_ESSENTIAL)
    vacant = move(leaning, Act.VACATE, who="evaluators/0")
    assert (vacant.state, owed(vacant)) == (State.LAPSED, {Owed(Due.APPOINTMENT, courses.OFFICER)})


def test_a_step_out_of_turn_says_what_it_needs() -> None:
    with pytest.raises(
        SepiaError, match=r"checks/1 is ASSIGNED; this step .* needs HEARING or PEER_HEARING"
    ) as refused:
        move(assigned(), Act.ANSWER, who=ACME)
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "WRONG_STATE")
    with pytest.raises(SepiaError, match="is not part of this regime's procedure"):
        move(assigned(), Act.REQUEST_APPEAL, who=ACME)


# --- consortium --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        ((ESSENTIAL, NOT_ESSENTIAL, ESSENTIAL), ESSENTIAL),
        ((UNDETERMINED, NOT_ESSENTIAL, NOT_ESSENTIAL), NOT_ESSENTIAL),
        ((ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED), UNDETERMINED),
    ],
)
def test_the_majority_of_a_panel_decides(votes: tuple[int, ...], outcome: int) -> None:
    panel = assigned(RULES["consortium"])
    first = opine_one(panel, votes[0])
    assert (first.state, len(owed(first))) == (State.ASSIGNED, 2)
    done = opine(first, *votes[1:])
    assert done.outcome == outcome
    assert done.state is (State.REDRESS if outcome == NOT_ESSENTIAL else State.OPINION_ISSUED)


def opine_one(course: Course, outcome: int) -> Course:
    return move(course, Act.OPINE, who=course.sitting()[0].evaluator, outcome=outcome)


def test_nobody_of_a_panel_speaks_twice() -> None:
    with pytest.raises(SepiaError) as refused:
        opine_one(opine_one(assigned(RULES["consortium"]), ESSENTIAL), ESSENTIAL)
    assert refused.value.reason == "OPINION_GIVEN"


def test_a_negative_panel_looks_again_once_and_then_a_fresh_one_decides() -> None:
    negative = opine(assigned(RULES["consortium"]), *[NOT_ESSENTIAL] * 3)
    assert {each.due for each in owed(negative)} == {Due.APPEAL_REQUEST, Due.REEVALUATION_REQUEST}
    again = opine(move(negative, Act.REQUEST_REEVALUATION, who=ACME), *[NOT_ESSENTIAL] * 3)
    assert {each.due for each in owed(again)} == {Due.APPEAL_REQUEST}
    with pytest.raises(SepiaError):
        move(again, Act.REQUEST_REEVALUATION, who=ACME)
    fresh = move(move(again, Act.REQUEST_APPEAL, who=ACME), Act.APPOINT, appointed=[f"evaluators/{n}" for n in "xyz"])
    assert opine(fresh, ESSENTIAL, ESSENTIAL, NOT_ESSENTIAL).outcome == ESSENTIAL
    assert move(again, Act.REDRESS_ENDED).outcome == NOT_ESSENTIAL


def test_a_panel_that_does_not_look_again_in_time_leaves_its_opinion_standing() -> None:
    negative = opine(assigned(RULES["consortium"]), *[NOT_ESSENTIAL] * 3)
    asked = move(negative, Act.REQUEST_REEVALUATION, who=ACME)
    stands = move(asked, Act.LAPSE)
    assert (stands.state, stands.outcome, len(stands.sitting())) == (State.REDRESS, NOT_ESSENTIAL, 3)


def test_a_panel_is_filled_to_its_number() -> None:
    asked = Course("checks/1", RULES["hantei"], State.READY, addressees=frozenset({ACME, BOLT}))
    with pytest.raises(SepiaError) as refused:
        move(asked, Act.APPOINT, appointed=["evaluators/1", "evaluators/2"])
    assert refused.value.reason == "WRONG_NUMBER_OF_EVALUATORS"
    assert len(move(asked, Act.APPOINT, appointed=["evaluators/1", "evaluators/2", "evaluators/3"]).seats) == 3


# --- random histories --------------------------------------------------------------------------------------------


class History(RuleBasedStateMachine):
    """One check under a regime: anybody does anything the state allows, and the clock ends whatever is owed.

    Beside the course the machine keeps deadlines as the store does, from what is newly owed and no longer owed.
    """

    steps_of: Rules

    @initialize(owners=st.sampled_from([(ACME,), (ACME, BOLT)]), direct=st.booleans())
    def start(self, owners: tuple[str, ...], direct: bool) -> None:
        self.numbers = itertools.count(100)
        self.running: set[Owed] = set()
        self.ended: list[tuple[int, Owed]] = []
        self.round = 0
        addressees = frozenset(owners)
        if self.steps_of.on_request:
            self.course = Course("checks/1", self.steps_of, State.REQUESTED, addressees=addressees)
        else:
            self.course = assigned(self.steps_of, owners=owners, direct=direct)
        self.running |= owed(self.course)

    def go(self, act: Act, **how: object) -> None:
        before, after = owed(self.course), None
        self.course = move(self.course, act, **how)  # pyright: ignore[reportArgumentType]
        after = owed(self.course)
        for new in after - before:
            assert new not in self.running, f"{new} would run twice"
            self.running.add(new)
        for gone in before - after:
            self.running.remove(gone)
        self.round += 1

    def fresh(self, number: int) -> list[str]:
        return [f"evaluators/{next(self.numbers)}" for _ in range(number)]

    @invariant()
    def what_runs_is_what_is_owed(self) -> None:
        if hasattr(self, "course"):
            assert self.running == owed(self.course)

    @invariant()
    def an_open_check_always_waits_for_somebody(self) -> None:
        if hasattr(self, "course"):
            assert (self.course.state in CLOSED) != bool(owed(self.course)), self.course

    @invariant()
    def a_state_is_one_of_the_regimes(self) -> None:
        if hasattr(self, "course"):
            steps = procedure.transitions(self.steps_of)
            assert self.course.state in {step.after for step in steps}
            if self.course.state is State.OPINION_ISSUED:
                assert self.course.outcome in (ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED)

    @invariant()
    def nobody_sits_twice_and_no_panel_is_too_large(self) -> None:
        if hasattr(self, "course"):
            for stage in Stage:
                names = [seat.evaluator for seat in self.course.seats if seat.stage is stage]
                assert len(names) == len(set(names)) <= max(1, procedure.seats_of(self.steps_of, stage))

    @precondition(lambda self: self.course.state in JUDGING)
    @rule(data=st.data(), outcome=st.sampled_from([ESSENTIAL, NOT_ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED]))
    def somebody_speaks(self, data: st.DataObject, outcome: int) -> None:
        silent = [seat for seat in self.course.sitting() if not seat.outcome]
        seat: Seat = data.draw(st.sampled_from(silent))
        self.go(Act.OPEN, who=seat.evaluator)
        self.go(Act.OPINE, who=seat.evaluator, outcome=outcome)

    @precondition(lambda self: self.course.state in HEARINGS)
    @rule(data=st.data())
    def an_owner_answers(self, data: st.DataObject) -> None:
        self.go(Act.ANSWER, who=data.draw(st.sampled_from(sorted(self.course.addressees - self.course.answered))))

    @precondition(lambda self: bool(self.running))
    @rule(data=st.data())
    def a_deadline_passes(self, data: st.DataObject) -> None:
        passed: Owed = data.draw(st.sampled_from(sorted(self.running, key=lambda each: (each.due.value, each.who))))
        act = LAPSES[passed.due]
        before = self.course.state
        self.go(act, by_deadline=True)
        if act is Act.OVERDUE:
            assert self.course.state is before
        else:
            assert passed not in self.running, f"{passed} has passed and still runs"

    @precondition(lambda self: self.course.state in WAITING)
    @rule()
    def the_centre_appoints(self) -> None:
        act = Act.REPLACE if self.course.state is State.LAPSED else Act.APPOINT
        missing = procedure.seats_of(self.steps_of, self.course.stage) - len(self.course.sitting())
        self.go(act, appointed=self.fresh(missing))

    @precondition(lambda self: self.course.sitting() and self.course.state not in CLOSED)
    @rule(data=st.data(), act=st.sampled_from([Act.REPLACE, Act.VACATE]))
    def somebody_goes(self, data: st.DataObject, act: Act) -> None:
        seat: Seat = data.draw(st.sampled_from(list(self.course.sitting())))
        if any(step.before is self.course.state and step.act is act for step in procedure.transitions(self.steps_of)):
            vacant = self.course.vacancies() + 1
            self.go(act, who=seat.evaluator, appointed=self.fresh(vacant) if act is Act.REPLACE else [])

    @rule(act=st.sampled_from(sorted(Act, key=lambda act: act.value)))
    def anybody_tries_anything(self, act: Act) -> None:
        if act in (Act.OPEN, Act.OPINE, Act.REVISE, Act.ANSWER, Act.REPLACE, Act.APPOINT, Act.VACATE):
            return  # with somebody who may, above
        allowed = any(
            step.before is self.course.state and step.act is act and step.actor is not Actor.CLOCK
            for step in procedure.transitions(self.steps_of)
        )
        if not allowed and act not in LAPSES.values():
            with pytest.raises(SepiaError):
                move(self.course, act, who=ACME)
        elif allowed:
            used = act is Act.EXTEND and self.course.extensions >= self.steps_of.extensions
            closed = act is Act.REQUEST_REEVALUATION and not self.course.reevaluation_open
            if used or closed:
                with pytest.raises(SepiaError):
                    move(self.course, act, who=ACME)
            else:
                self.go(act, who=ACME)


class EuHistory(History):
    steps_of = RULES["eu-2023"]


class ConsortiumHistory(History):
    steps_of = RULES["consortium"]


class HanteiHistory(History):
    steps_of = RULES["hantei"]


for machine in (EuHistory, ConsortiumHistory, HanteiHistory):
    machine.TestCase.settings = settings(max_examples=120, stateful_step_count=12, deadline=None)
TestEuHistory = EuHistory.TestCase
TestConsortiumHistory = ConsortiumHistory.TestCase
TestHanteiHistory = HanteiHistory.TestCase
