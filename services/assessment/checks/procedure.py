"""Owns what a check goes through: its states, who moves it, which deadlines run, under the rules of a regime. Pure.

Numbers of days come from the regime's profile and arrive elsewhere as dates; here a regime is what steps it has.
`transitions` makes the one table of states that the code moves by, and the diagrams in the manual are made from it.
"""

from __future__ import annotations

import enum
import functools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shared.errors import SepiaError, precondition

ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED = 1, 2, 3
"""Numbers of the contract's Outcome."""


class State(enum.IntEnum):
    """Where a check stands; the numbers of `CheckState`."""

    ASSIGNED = 1
    OPINION_ISSUED = 2
    OPENED = 3
    HEARING = 4
    DECIDING = 5
    PEER_REQUESTED = 6
    PEER_EVALUATION = 7
    PEER_HEARING = 8
    PEER_DECIDING = 9
    REDRESS = 10
    REEVALUATION = 11
    APPEAL_REQUESTED = 12
    APPEAL = 13
    LAPSED = 14
    WITHDRAWN = 15
    PUBLISHED = 16
    REQUESTED = 17
    PARTIES_HEARD = 18
    READY = 19
    REFUSED = 20


CLOSED = frozenset({State.OPINION_ISSUED, State.WITHDRAWN, State.PUBLISHED, State.REFUSED})
"""States in which nobody's act is waited for. Results are published when every check of a campaign is in one."""

JUDGING = frozenset(
    {
        State.ASSIGNED,
        State.OPENED,
        State.DECIDING,
        State.PEER_EVALUATION,
        State.PEER_DECIDING,
        State.REEVALUATION,
        State.APPEAL,
    }
)
"""States in which those who sit on the check owe an opinion."""

HEARINGS = frozenset({State.HEARING, State.PEER_HEARING})
"""States in which reasons lie with the holder."""


class Stage(enum.IntEnum):
    """Which look at the family this is; the numbers of `CheckStage`."""

    FIRST = 1
    PEER = 2
    APPEAL = 3


class Actor(enum.Enum):
    """Who acts."""

    OFFICER = "officer"
    EVALUATOR = "evaluator"
    HOLDER = "holder"
    PARTY = "party"
    CLOCK = "clock"


class Act(enum.Enum):
    """What moves a check."""

    ASSIGN = "assigned"
    OPEN = "opened"
    OPINE = "opinion given"
    REVISE = "recorded opinion replaced"
    ANSWER = "reasons answered"
    REPLY_ENDED = "period for the answer ended"
    REQUEST_PEER = "peer evaluation requested"
    APPOINT = "others appointed"
    REQUEST_REEVALUATION = "re-evaluation requested"
    REQUEST_APPEAL = "appeal filed"
    REEVALUATION_CLOSED = "period for a re-evaluation ended"
    REDRESS_ENDED = "period for an appeal ended"
    LAPSE = "opinion not given in time"
    OVERDUE = "appointment not made in time"
    REPLACE = "evaluator replaced"
    VACATE = "evaluator suspended"
    EXTEND = "time extended"
    WITHDRAW = "family expired or withdrawn"
    REQUEST = "opinion requested"
    ADMIT = "request admitted"
    REFUSE = "request refused"
    PARTY_ANSWER = "statement of the other party"
    PARTY_PERIOD_ENDED = "period for the statement ended"
    PUBLISH = "published"
    CORRECT = "corrected by a new entry"


class Due(enum.Enum):
    """The deadlines of a check: kinds in the table of deadlines."""

    OPINION = "check:opinion"  # each who sits on the check
    ANSWER = "hearing:answer"  # the holder
    REEVALUATION_REQUEST = "hearing:reevaluation"  # the holder
    APPEAL_REQUEST = "hearing:appeal"  # the holder
    APPOINTMENT = "check:appointment"  # officers
    ADMISSION = "request:admission"  # officers
    STATEMENT = "request:statement"  # the other party


WAITING = frozenset({State.PEER_REQUESTED, State.APPEAL_REQUESTED, State.LAPSED, State.READY})
"""States in which the centre has to appoint somebody."""

LAPSES: dict[Due, Act] = {
    Due.OPINION: Act.LAPSE,
    Due.ANSWER: Act.REPLY_ENDED,
    Due.REEVALUATION_REQUEST: Act.REEVALUATION_CLOSED,
    Due.APPEAL_REQUEST: Act.REDRESS_ENDED,
    Due.APPOINTMENT: Act.OVERDUE,
    Due.ADMISSION: Act.OVERDUE,
    Due.STATEMENT: Act.PARTY_PERIOD_ENDED,
}
"""What follows when one passes unmet."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The steps that a regime's profile gives a check.

    Attributes:
        panel: how many give the first opinion together, 1 or more; a majority decides.
        reasons_first: a negative leaning goes to the holder with reasons before it is an opinion.
        peers: how many evaluate again when the holder asks for it; 0 where it isn't offered.
        appeal_panel: how many decide an appeal; 0 where there is none.
        reevaluation: whether the same panel may be asked to look again before an appeal.
        on_request: a check begins with a party's request, not with a sample.
        parties_heard: the other party of a request has time for a statement.
        extensions: how often the time for an opinion may be extended.
        reply_extensions: how often a holder's time for the reply may be.
    """

    panel: int = 1
    reasons_first: bool = False
    peers: int = 0
    appeal_panel: int = 0
    reevaluation: bool = False
    on_request: bool = False
    parties_heard: bool = False
    extensions: int = 0
    reply_extensions: int = 0


@dataclass(frozen=True, slots=True)
class Transition:
    """A step that the procedure has.

    Attributes:
        before: the state it leaves; None for what is not there yet.
        after: the state it leads to.
        act: what moves it.
        actor: who acts.
        key: what says so, a key of the profile.
        when: what must be so besides; empty for nothing.
    """

    before: State | None
    after: State
    act: Act
    actor: Actor
    key: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides between two ways on from one act.

    Attributes:
        opinions: outcomes given in this round by those who sit, the one just given among them.
        seats: how many sit.
        direct: a negative opinion is final at once: demonstration data, or a blind duplicate under no hearing.
        addressees_left: holders who may still answer besides the one who just did.
        reevaluated: the same panel has looked again already.
    """

    opinions: Sequence[int] = field(default=())
    seats: int = 1
    direct: bool = False
    addressees_left: int = 0
    reevaluated: bool = False

    @property
    def complete(self) -> bool:
        """Whether everybody who sits has spoken."""
        return len(self.opinions) >= self.seats

    @property
    def outcome(self) -> int:
        """What the majority says; without a majority nothing is determined."""
        return majority(self.opinions)


_NOT_LAST, _OTHERWISE, _NEGATIVE = "others have still to speak", "not negative", "negative"
_FINAL = "the last to speak"
_DIRECT = "not negative, or on demonstration data"


def majority(opinions: Sequence[int]) -> int:
    """The outcome that more than half of those who sit give; undetermined without one.

    Source: IPEC, a panel of three decides by majority.
    """
    if not opinions:
        return 0
    outcome, votes = Counter(opinions).most_common(1)[0]
    return outcome if 2 * votes > len(opinions) else UNDETERMINED


@functools.lru_cache(maxsize=64)
def transitions(rules: Rules) -> tuple[Transition, ...]:
    """Every step of a check under a regime."""
    return tuple(_steps(rules))


@functools.lru_cache(maxsize=4096)
def steps_from(rules: Rules, before: State | None, act: Act) -> tuple[Transition, ...]:
    """The ways on that an act has in a state; none where the state does not allow it."""
    return tuple(step for step in transitions(rules) if step.before is before and step.act is act)


def _steps(rules: Rules) -> Iterator[Transition]:
    if rules.on_request:
        yield from _request(rules)
    else:
        yield Transition(None, State.ASSIGNED, Act.ASSIGN, Actor.OFFICER, "checks.evaluators_per_check")
    yield from _first_look(rules)
    if rules.reasons_first:
        yield from _hearing(rules, State.HEARING, State.DECIDING)
        yield from _opinions(rules, State.DECIDING, State.OPINION_ISSUED)
        if rules.peers:
            yield from _peers(rules)
    if rules.appeal_panel:
        yield from _redress(rules)
    yield from _always(rules)


def _first_look(rules: Rules) -> Iterator[Transition]:
    opinion, officer, key = "checks.opinion_due", Actor.OFFICER, "checks.ties_count_after"
    yield Transition(State.ASSIGNED, State.OPENED, Act.OPEN, Actor.EVALUATOR, key)
    if rules.panel > 1:
        yield Transition(State.OPENED, State.OPENED, Act.OPEN, Actor.EVALUATOR, key, "another who sits")
    if rules.reasons_first:
        yield Transition(State.DECIDING, State.DECIDING, Act.OPEN, Actor.EVALUATOR, key)
    negative = State.HEARING if rules.reasons_first else State.REDRESS if rules.appeal_panel else State.OPINION_ISSUED
    for start in (State.ASSIGNED, State.OPENED):
        yield from _opinions(rules, start, negative)
    lapsing = [State.ASSIGNED, State.OPENED, *([State.DECIDING] if rules.reasons_first else [])]
    for state in lapsing:
        yield Transition(state, State.LAPSED, Act.LAPSE, Actor.CLOCK, opinion)
        # Whoever comes new opens the check anew; the opinions of others who sit stand.
        yield Transition(state, State.ASSIGNED, Act.REPLACE, officer, "checks.appointment_due")
        yield Transition(state, State.LAPSED, Act.VACATE, officer, "checks.code_of_conduct")
        if rules.extensions:
            yield Transition(state, state, Act.EXTEND, officer, "checks.extension")
    if rules.reasons_first:
        # Reasons of somebody who no longer sits are not held against the holder: the next look is a fresh one.
        yield Transition(State.HEARING, State.ASSIGNED, Act.REPLACE, officer, "checks.appointment_due")
        yield Transition(State.HEARING, State.LAPSED, Act.VACATE, officer, "checks.code_of_conduct")
    if rules.panel > 1:
        yield Transition(State.LAPSED, State.LAPSED, Act.VACATE, officer, "checks.code_of_conduct", "another who sits")
    yield Transition(State.LAPSED, State.ASSIGNED, Act.REPLACE, officer, "checks.appointment_due")


def _opinions(rules: Rules, start: State, negative: State) -> Iterator[Transition]:
    key = "checks.opinion_due" if start is not State.DECIDING else "checks.final_opinion_due"
    if rules.panel > 1:
        yield Transition(start, start, Act.OPINE, Actor.EVALUATOR, key, _NOT_LAST)
    if negative is State.OPINION_ISSUED:
        when = _FINAL if rules.panel > 1 else ""
        yield Transition(start, State.OPINION_ISSUED, Act.OPINE, Actor.EVALUATOR, key, when)
    else:
        source = "checks.reasons_before_negative" if negative is State.HEARING else "appeal.appeal_due"
        yield Transition(start, State.OPINION_ISSUED, Act.OPINE, Actor.EVALUATOR, key, _DIRECT)
        yield Transition(start, negative, Act.OPINE, Actor.EVALUATOR, source, _NEGATIVE)


def _hearing(rules: Rules, during: State, then: State) -> Iterator[Transition]:
    if rules.reply_extensions:
        yield Transition(during, during, Act.EXTEND, Actor.OFFICER, "checks.reply_extension")
    yield Transition(during, during, Act.ANSWER, Actor.HOLDER, "checks.reply_open", "other owners may still answer")
    yield Transition(during, then, Act.ANSWER, Actor.HOLDER, "checks.reply_open", "every owner has answered")
    yield Transition(during, then, Act.REPLY_ENDED, Actor.CLOCK, "checks.reply_open")


def _peers(rules: Rules) -> Iterator[Transition]:
    due, who, officer = "peer_evaluation.opinion_due", Actor.EVALUATOR, Actor.OFFICER
    asked, at_work, heard, last = (
        State.PEER_REQUESTED,
        State.PEER_EVALUATION,
        State.PEER_HEARING,
        State.PEER_DECIDING,
    )
    yield Transition(State.HEARING, asked, Act.REQUEST_PEER, Actor.HOLDER, "peer_evaluation.requested_by")
    yield Transition(asked, at_work, Act.APPOINT, officer, "peer_evaluation.evaluators")
    for state in (at_work, last):
        yield Transition(state, state, Act.OPEN, who, "checks.ties_count_after")
        if rules.peers > 1:
            yield Transition(state, state, Act.OPINE, who, due, _NOT_LAST)
        yield Transition(state, asked, Act.LAPSE, Actor.CLOCK, due)
        yield Transition(state, state, Act.REPLACE, officer, "checks.appointment_due")
        yield Transition(state, asked, Act.VACATE, officer, "checks.code_of_conduct")
        if rules.extensions:
            yield Transition(state, state, Act.EXTEND, officer, "checks.extension")
    yield Transition(heard, asked, Act.VACATE, officer, "checks.code_of_conduct")
    if rules.peers > 1:
        yield Transition(asked, asked, Act.VACATE, officer, "checks.code_of_conduct", "another who sits")
    yield Transition(at_work, State.OPINION_ISSUED, Act.OPINE, who, due, _OTHERWISE)
    yield Transition(at_work, heard, Act.OPINE, who, due, _NEGATIVE)
    yield from _hearing(rules, heard, last)
    yield Transition(last, State.OPINION_ISSUED, Act.OPINE, who, "checks.final_opinion_due", _FINAL)


def _redress(rules: Rules) -> Iterator[Transition]:
    who, officer, holder = Actor.EVALUATOR, Actor.OFFICER, Actor.HOLDER
    asked, at_work = State.APPEAL_REQUESTED, State.APPEAL
    if rules.reevaluation:
        again, key = State.REEVALUATION, "appeal.reevaluation_due"
        yield Transition(State.REDRESS, again, Act.REQUEST_REEVALUATION, holder, key, "once")
        yield Transition(State.REDRESS, State.REDRESS, Act.REEVALUATION_CLOSED, Actor.CLOCK, key)
        decided = "appeal.reevaluation_decided"
        yield Transition(again, again, Act.OPEN, who, "checks.ties_count_after")
        if rules.panel > 1:
            yield Transition(again, again, Act.OPINE, who, decided, _NOT_LAST)
        yield Transition(again, State.OPINION_ISSUED, Act.OPINE, who, decided, _OTHERWISE)
        yield Transition(again, State.REDRESS, Act.OPINE, who, decided, _NEGATIVE)
        # The same panel and no other looks again: if it does not, its opinion stands and the appeal is open.
        yield Transition(again, State.REDRESS, Act.LAPSE, Actor.CLOCK, decided)
        yield Transition(again, State.REDRESS, Act.VACATE, officer, decided)
    yield Transition(State.REDRESS, asked, Act.REQUEST_APPEAL, holder, "appeal.appeal_due")
    yield Transition(State.REDRESS, State.OPINION_ISSUED, Act.REDRESS_ENDED, Actor.CLOCK, "appeal.appeal_due")
    yield Transition(asked, at_work, Act.APPOINT, officer, "appeal.fresh_panel")
    yield Transition(at_work, at_work, Act.OPEN, who, "checks.ties_count_after")
    if rules.appeal_panel > 1:
        yield Transition(at_work, at_work, Act.OPINE, who, "appeal.decision_due", _NOT_LAST)
    yield Transition(at_work, State.OPINION_ISSUED, Act.OPINE, who, "appeal.decision_due", _FINAL)
    yield Transition(at_work, asked, Act.LAPSE, Actor.CLOCK, "appeal.decision_due")
    yield Transition(at_work, asked, Act.VACATE, officer, "checks.code_of_conduct")
    yield Transition(at_work, at_work, Act.REPLACE, officer, "checks.appointment_due")
    if rules.appeal_panel > 1:
        yield Transition(asked, asked, Act.VACATE, officer, "checks.code_of_conduct", "another who sits")
    if rules.extensions:
        yield Transition(at_work, at_work, Act.EXTEND, officer, "checks.extension")


def _request(rules: Rules) -> Iterator[Transition]:
    officer, party = Actor.OFFICER, Actor.PARTY
    yield Transition(None, State.REQUESTED, Act.REQUEST, party, "checks.needs_dispute")
    yield Transition(State.REQUESTED, State.REFUSED, Act.REFUSE, officer, "checks.needs_dispute")
    if rules.parties_heard:
        key = "checks.statement_open"
        yield Transition(State.REQUESTED, State.PARTIES_HEARD, Act.ADMIT, officer, key)
        yield Transition(State.PARTIES_HEARD, State.READY, Act.PARTY_ANSWER, party, key)
        yield Transition(State.PARTIES_HEARD, State.READY, Act.PARTY_PERIOD_ENDED, Actor.CLOCK, key)
    else:
        yield Transition(State.REQUESTED, State.READY, Act.ADMIT, officer, "proposals.proposers")
    yield Transition(State.READY, State.ASSIGNED, Act.APPOINT, officer, "checks.evaluators_per_check")


_STAGES = {
    State.PEER_REQUESTED: Stage.PEER,
    State.PEER_EVALUATION: Stage.PEER,
    State.PEER_HEARING: Stage.PEER,
    State.PEER_DECIDING: Stage.PEER,
    State.APPEAL_REQUESTED: Stage.APPEAL,
    State.APPEAL: Stage.APPEAL,
}


def stage_of(state: State) -> Stage:
    """Whose look a state belongs to."""
    return _STAGES.get(state, Stage.FIRST)


def seats_of(rules: Rules, stage: Stage) -> int:
    """How many sit at a stage."""
    return {Stage.FIRST: rules.panel, Stage.PEER: rules.peers, Stage.APPEAL: rules.appeal_panel}[stage]


def _always(rules: Rules) -> Iterator[Transition]:
    officer = Actor.OFFICER
    reached = {state for step in list(_without_always(rules)) for state in (step.before, step.after) if state}
    waiting = sorted(state for state in reached if state in WAITING)
    for state in waiting:
        yield Transition(state, state, Act.OVERDUE, Actor.CLOCK, "checks.appointment_due")
    if rules.on_request:
        yield Transition(State.REQUESTED, State.REQUESTED, Act.OVERDUE, Actor.CLOCK, "checks.appointment_due")
    for state in sorted(reached - CLOSED):
        actor = Actor.PARTY if rules.on_request else officer
        yield Transition(state, State.WITHDRAWN, Act.WITHDRAW, actor, "checks.result_holds_for")
    if rules.panel == 1:
        when = "recorded in the short form, and not published"
        yield Transition(
            State.OPINION_ISSUED, State.OPINION_ISSUED, Act.REVISE, Actor.EVALUATOR, "checks.opinion_due", when
        )
    yield Transition(State.OPINION_ISSUED, State.PUBLISHED, Act.PUBLISH, officer, "visibility.opinion")
    for state in (State.OPINION_ISSUED, State.PUBLISHED):
        yield Transition(state, state, Act.CORRECT, officer, "visibility.opinion")


def _without_always(rules: Rules) -> Iterator[Transition]:
    if rules.on_request:
        yield from _request(rules)
    yield from _first_look(rules)
    if rules.reasons_first:
        yield from _hearing(rules, State.HEARING, State.DECIDING)
        if rules.peers:
            yield from _peers(rules)
    if rules.appeal_panel:
        yield from _redress(rules)


def after(rules: Rules, before: State | None, act: Act, name: str, facts: Facts | None = None) -> State:
    """The state that an act leads to.

    Args:
        name: what the person who acts calls the check; it goes into the refusal.
        facts: what decides where the act has several ways on.

    Raises:
        SepiaError: FAILED_PRECONDITION (WRONG_STATE).
    """
    facts = facts or Facts()
    found = steps_from(rules, before, act)
    if not found:
        raise wrong_state(rules, before, act, name)
    if act is Act.REQUEST_REEVALUATION and facts.reevaluated:
        raise precondition(
            "WRONG_STATE",
            f"{name} can't be looked at again by the same panel: it has done so once, or the time for asking has "
            "passed (appeal.reevaluation_due). File an appeal, which goes to others.",
            subject=name,
        )
    targets = list(dict.fromkeys(step.after for step in found))
    if len(targets) == 1 and act is not Act.OPINE:
        return targets[0]
    assert before is not None
    if act is Act.ANSWER:
        return before if facts.addressees_left else next(state for state in targets if state is not before)
    return _after_opinion(rules, before, targets, facts)


def _after_opinion(rules: Rules, before: State, targets: Sequence[State], facts: Facts) -> State:
    if not facts.complete:
        return before
    onward = {State.HEARING, State.PEER_HEARING, State.REDRESS} & set(targets)
    if onward and facts.outcome == NOT_ESSENTIAL and not facts.direct:
        return onward.pop()
    return State.OPINION_ISSUED


def wrong_state(rules: Rules, before: State | None, act: Act, name: str) -> SepiaError:
    """An act that this state does not allow."""
    possible = list(
        dict.fromkeys(step.before.name for step in transitions(rules) if step.act is act and step.before is not None)
    )
    stands = f"{name} is {before.name}" if before is not None else f"{name} is not there yet"
    needs = f"needs {' or '.join(possible)}" if possible else "is not part of this regime's procedure"
    return precondition("WRONG_STATE", f"{stands}; this step ({act.value}) {needs}.", subject=name)


def diagram(rules: Rules) -> str:
    """The states under a regime as a Mermaid diagram, for the manual."""
    lines = ["stateDiagram-v2"]
    merged: dict[tuple[State | None, State], list[str]] = {}
    for step in transitions(rules):
        label = f"{step.act.value} ({step.actor.value}{f'; {step.when}' if step.when else ''})"
        labels = merged.setdefault((step.before, step.after), [])
        if label not in labels:
            labels.append(label)
    for (before, target), labels in merged.items():
        start = before.name if before is not None else "[*]"
        lines += [f"    {start} --> {target.name}: {label}" for label in labels]
    reached = {target for _, target in merged}
    lines += [
        f"    {state.name} --> [*]" for state in (State.PUBLISHED, State.WITHDRAWN, State.REFUSED) if state in reached
    ]
    return "\n".join(lines)
