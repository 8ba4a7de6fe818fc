"""Owns the tests of a check's procedure: its steps by regime, and thousands of random histories of each."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from services.assessment.checks import course as courses
from services.assessment.checks import procedure
from services.assessment.checks.course import Course, Owed, move, owed
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


def test_a_holders_time_is_extended_as_often_as_the_profile_says_and_the_evaluators_is_counted_apart() -> None:
    with pytest.raises(SepiaError) as refused:
        move(opine(assigned(), NOT_ESSENTIAL), Act.EXTEND)
    assert refused.value.reason == "WRONG_STATE"
    rules = dataclasses.replace(RULES["eu-2023"], reply_extensions=2)
    leaning = opine(move(assigned(rules), Act.EXTEND), NOT_ESSENTIAL)
    twice = move(move(leaning, Act.EXTEND), Act.EXTEND)
    assert owed(twice) == owed(leaning)
    with pytest.raises(SepiaError, match=r"time for the reply .* 2 time") as refused:
        move(twice, Act.EXTEND)
    assert refused.value.reason == "EXTENSION_USED"
    assert move(move(twice, Act.ANSWER, who=ACME), Act.EXTEND).extensions == 1


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


def test_a_second_look_that_ends_because_somebody_was_suspended_is_not_spent() -> None:
    negative = opine(assigned(RULES["consortium"]), *[NOT_ESSENTIAL] * 3)
    asked = move(negative, Act.REQUEST_REEVALUATION, who=ACME)
    stands = move(opine_one(asked, ESSENTIAL), Act.VACATE, who="evaluators/1")
    assert (stands.state, stands.outcome, len(stands.sitting())) == (State.REDRESS, NOT_ESSENTIAL, 3)
    assert {each.due for each in owed(stands)} == {Due.APPEAL_REQUEST, Due.REEVALUATION_REQUEST}
    again = move(stands, Act.REQUEST_REEVALUATION, who=ACME)
    assert [seat.outcome for seat in again.sitting()] == [0, 0, 0]
    assert opine(again, *[NOT_ESSENTIAL] * 3).reevaluation_open is False


def test_a_panel_is_filled_to_its_number() -> None:
    asked = Course("checks/1", RULES["hantei"], State.READY, addressees=frozenset({ACME, BOLT}))
    with pytest.raises(SepiaError) as refused:
        move(asked, Act.APPOINT, appointed=["evaluators/1", "evaluators/2"])
    assert refused.value.reason == "WRONG_NUMBER_OF_EVALUATORS"
    assert len(move(asked, Act.APPOINT, appointed=["evaluators/1", "evaluators/2", "evaluators/3"]).seats) == 3


# --- random histories --------------------------------------------------------------------------------------------


HISTORIES, STEPS = 1_000, 12
"""For each regime; a history of a check ends where nothing is left to be done."""


class History:
    """One check under a regime: anybody does anything the state allows, and the clock ends whatever is owed.

    Beside the course it keeps deadlines as the store does, from what is newly owed and no longer owed.
    """

    def __init__(self, rules: Rules, owners: tuple[str, ...], *, direct: bool) -> None:
        self.rules = rules
        self.passed = set[State]()
        self.numbers = itertools.count(100)
        if rules.on_request:
            self.course = Course("checks/1", rules, State.REQUESTED, addressees=frozenset(owners))
        else:
            self.course = assigned(rules, owners=owners, direct=direct)
        self.running = set(owed(self.course))
        self.states = {step.after for step in procedure.transitions(rules)}
        self.must_hold()

    def go(self, act: Act, **how: object) -> None:
        before = owed(self.course)
        self.course = move(self.course, act, **how)  # pyright: ignore[reportArgumentType]
        after = owed(self.course)
        for new in after - before:
            assert new not in self.running, f"{new} would run twice"
            self.running.add(new)
        for gone in before - after:
            self.running.remove(gone)

    def must_hold(self) -> None:
        course = self.course
        self.passed.add(course.state)
        assert self.running == owed(course), "what runs is what is owed"
        assert (course.state in CLOSED) != bool(self.running), f"an open check waits for nobody: {course}"
        assert course.state in self.states, "a state is one of the regime's"
        if course.state is State.OPINION_ISSUED:
            assert course.outcome in (ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED)
        for stage in Stage:
            names = [seat.evaluator for seat in course.seats if seat.stage is stage]
            assert len(names) == len(set(names)) <= max(1, procedure.seats_of(self.rules, stage))

    def possible(self, *, expires: bool) -> list[Callable[[], None]]:
        """Everything that may happen now: what anybody may do, and the clock."""
        course = self.course
        found: list[Callable[[], None]] = [
            functools.partial(self.passes, each)
            for each in sorted(self.running, key=lambda each: (each.due.value, each.who))
        ]
        if course.state in JUDGING:
            silent = [seat.evaluator for seat in course.sitting() if not seat.outcome]
            # Negative opinions lead further, so they come more often.
            outcomes = (ESSENTIAL, NOT_ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED)
            found += [functools.partial(self.speaks, *each) for each in itertools.product(silent, outcomes)]
        if course.state in HEARINGS:
            waited = sorted(course.addressees - course.answered)
            found += [functools.partial(self.go, Act.ANSWER, who=who) for who in waited]
        if course.state in WAITING:
            found.append(self.is_filled)
        if course.state not in CLOSED:
            found += [
                functools.partial(self.leaves, seat.evaluator, act)
                for seat in course.sitting()
                for act in (Act.REPLACE, Act.VACATE)
                if procedure.steps_from(self.rules, course.state, act)
            ]
        found += [
            functools.partial(self.go, act, who=ACME)
            for act in others(self.rules, course.state)
            if (expires or act is not Act.WITHDRAW) and self.may(act)
        ]
        return found

    def one_more(self, choice: int) -> None:
        """Lets that happen which the choice picks of all that may. Families expire seldom: it ends everything."""
        possible = self.possible(expires=choice % 16 == 0)
        if possible:
            possible[choice % len(possible)]()
        self.must_hold()

    def may(self, act: Act) -> bool:
        heard = self.course.state in HEARINGS
        most = self.rules.reply_extensions if heard else self.rules.extensions
        used = act is Act.EXTEND and self.course.extensions >= most
        shut = act is Act.REQUEST_REEVALUATION and not self.course.reevaluation_open
        return not used and not shut

    def refuses_the_rest(self) -> None:
        """Nothing that the state does not allow can be done."""
        for act in _OTHERS:
            if act not in others(self.rules, self.course.state) or not self.may(act):
                with pytest.raises(SepiaError):
                    move(self.course, act, who=ACME)

    def speaks(self, evaluator: str, outcome: int) -> None:
        self.go(Act.OPEN, who=evaluator)
        self.must_hold()
        self.go(Act.OPINE, who=evaluator, outcome=outcome)

    def passes(self, due: Owed) -> None:
        act, before = LAPSES[due.due], self.course.state
        self.go(act, by_deadline=True)
        if act is Act.OVERDUE:
            assert self.course.state is before
        else:
            assert due not in self.running, f"{due} has passed and still runs"

    def is_filled(self) -> None:
        act = Act.REPLACE if self.course.state is State.LAPSED else Act.APPOINT
        self.go(
            act, appointed=self.fresh(procedure.seats_of(self.rules, self.course.stage) - len(self.course.sitting()))
        )

    def leaves(self, evaluator: str, act: Act) -> None:
        vacant = self.course.vacancies() + 1
        self.go(act, who=evaluator, appointed=self.fresh(vacant) if act is Act.REPLACE else [])

    def fresh(self, number: int) -> list[str]:
        return [f"evaluators/{next(self.numbers)}" for _ in range(number)]


_NAMED = {Act.OPEN, Act.OPINE, Act.REVISE, Act.ANSWER, Act.REPLACE, Act.APPOINT, Act.VACATE, Act.ASSIGN, Act.REQUEST}
_OTHERS = sorted(set(Act) - _NAMED - set(LAPSES.values()), key=lambda act: act.value)
"""Acts that need nobody in particular."""


@functools.cache
def others(rules: Rules, state: State) -> tuple[Act, ...]:
    return tuple(act for act in _OTHERS if procedure.steps_from(rules, state, act))


_BEGINNINGS = tuple(itertools.product([(ACME,), (ACME, BOLT)], [False, True]))


@pytest.mark.parametrize("name", RULES)
def test_thousands_of_histories_never_reach_an_undefined_state_nor_miss_or_double_a_deadline(name: str) -> None:
    rules, lived, passed = RULES[name], 0, set[State]()
    for number in range(HISTORIES):
        chance = random.Random(number)
        owners, direct = chance.choice(_BEGINNINGS)
        history = History(rules, owners, direct=direct)
        for _ in range(STEPS):
            history.one_more(chance.randrange(256))
        history.refuses_the_rest()
        passed |= history.passed
        lived += 1
    assert lived * len(RULES) >= 3_000
    # And they go everywhere: no state of the regime was left out.
    assert passed == {step.after for step in procedure.transitions(rules)}


class Lives(RuleBasedStateMachine):
    """The same histories one act at a time, so that hypothesis can shorten one that fails."""

    @initialize(name=st.sampled_from(sorted(RULES)), beginning=st.sampled_from(_BEGINNINGS))
    def begins(self, name: str, beginning: tuple[tuple[str, ...], bool]) -> None:
        owners, direct = beginning
        self.history = History(RULES[name], owners, direct=direct)

    @rule(choice=st.integers(0, 255))
    def something_happens(self, choice: int) -> None:
        self.history.one_more(choice)


Lives.TestCase.settings = settings(max_examples=25, stateful_step_count=STEPS, deadline=None)
TestLives = Lives.TestCase
