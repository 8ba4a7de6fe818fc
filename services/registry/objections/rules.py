"""Owns how an objection proceeds, who sees what of it, and which remedy fits. Pure.

The states and steps are one table, `TRANSITIONS`; code, manual and diagram follow it.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.errors import SepiaError, Violation, forbidden, invalid, precondition

ANSWER_DEADLINE = "objection:answer"
"""Kind of the deadline for the holder's answer."""


class State(enum.IntEnum):
    """Where an objection stands; the numbers of ObjectionState."""

    FILED = 1
    ANSWER_OPEN = 2
    READY = 3
    UPHELD = 4
    REJECTED = 5
    INADMISSIBLE = 6
    WITHDRAWN = 7


class Step(enum.Enum):
    """What can happen to an objection."""

    FILE = "file"
    ADMIT = "admit"
    ADMIT_WITHOUT_HOLDER = "admit-without-holder"
    REFUSE = "refuse"
    ANSWER = "answer"
    ANSWER_PERIOD_ENDED = "answer-period-ended"
    UPHOLD = "uphold"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    RESTRICT_ACCESS = "restrict-access"
    LIFT_RESTRICTION = "lift-restriction"
    ERASE_CONTACT = "erase-contact"


class Actor(enum.Enum):
    """Who acts."""

    OBJECTOR = "objector"
    HOLDER = "holder"
    OFFICER = "officer"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step that an objection can take.

    Attributes:
        source: the state it starts from; None for the notice itself.
        step: what happens.
        target: the state it leads to.
        actor: who acts.
        provision: what it rests on.
    """

    source: State | None
    step: Step
    target: State
    actor: Actor
    provision: str


_THIRD_PARTY = "Art. 23: correction at a third party's request"
_HEARD = "Art. 23: the holder has at least two months"
_CENTRE = "Art. 23: the centre decides"
_WITHDRAWN = "a request can be withdrawn until it is decided"
_INTERIM = "Art. 6: confidential documents"
_ERASED = "Art. 6: personal data can be deleted on request"

ERASED = "(erased)"
"""What stands in place of contact data that was erased."""

TRANSITIONS: tuple[Transition, ...] = (
    Transition(None, Step.FILE, State.FILED, Actor.OBJECTOR, _THIRD_PARTY),
    Transition(State.FILED, Step.ADMIT, State.ANSWER_OPEN, Actor.OFFICER, _THIRD_PARTY),
    Transition(State.FILED, Step.ADMIT_WITHOUT_HOLDER, State.READY, Actor.OFFICER, _THIRD_PARTY),
    Transition(State.FILED, Step.REFUSE, State.INADMISSIBLE, Actor.OFFICER, _THIRD_PARTY),
    Transition(State.ANSWER_OPEN, Step.ANSWER, State.READY, Actor.HOLDER, _HEARD),
    Transition(State.ANSWER_OPEN, Step.ANSWER_PERIOD_ENDED, State.READY, Actor.SYSTEM, _HEARD),
    Transition(State.READY, Step.UPHOLD, State.UPHELD, Actor.OFFICER, _CENTRE),
    Transition(State.READY, Step.REJECT, State.REJECTED, Actor.OFFICER, _CENTRE),
    Transition(State.FILED, Step.WITHDRAW, State.WITHDRAWN, Actor.OBJECTOR, _WITHDRAWN),
    Transition(State.ANSWER_OPEN, Step.WITHDRAW, State.WITHDRAWN, Actor.OBJECTOR, _WITHDRAWN),
    Transition(State.READY, Step.WITHDRAW, State.WITHDRAWN, Actor.OBJECTOR, _WITHDRAWN),
    # A restriction until the decision leaves the procedure where it is.
    Transition(State.FILED, Step.RESTRICT_ACCESS, State.FILED, Actor.OFFICER, _INTERIM),
    Transition(State.ANSWER_OPEN, Step.RESTRICT_ACCESS, State.ANSWER_OPEN, Actor.OFFICER, _INTERIM),
    Transition(State.READY, Step.RESTRICT_ACCESS, State.READY, Actor.OFFICER, _INTERIM),
    Transition(State.FILED, Step.LIFT_RESTRICTION, State.FILED, Actor.OFFICER, _INTERIM),
    Transition(State.ANSWER_OPEN, Step.LIFT_RESTRICTION, State.ANSWER_OPEN, Actor.OFFICER, _INTERIM),
    Transition(State.READY, Step.LIFT_RESTRICTION, State.READY, Actor.OFFICER, _INTERIM),
    # Until it is over, the procedure needs to reach the objector.
    *(
        Transition(state, Step.ERASE_CONTACT, state, Actor.OFFICER, _ERASED)
        for state in (State.UPHELD, State.REJECTED, State.INADMISSIBLE, State.WITHDRAWN)
    ),
)
"""Every step of the procedure. There is no other."""


def transition(name: str, state: int | None, step: Step) -> Transition:
    """The step that is to be taken from a state (None: of a notice that is just coming in).

    Raises:
        SepiaError: FAILED_PRECONDITION (OBJECTION_STATE) with the states from which it can be taken.
    """
    source = None if state is None else State(state)
    for candidate in TRANSITIONS:
        if candidate.source is source and candidate.step is step:
            return candidate
    sources = [each.source.name for each in TRANSITIONS if each.step is step and each.source is not None]
    stands = "new" if source is None else source.name
    raise precondition(
        "OBJECTION_STATE",
        f"{name} is {stands}; the step {step.value} is taken from {' or '.join(sources) or 'nothing'}. Read it again "
        "to see what is open.",
        subject=name,
    )


def mermaid() -> str:
    """The procedure as a diagram, drawn from `TRANSITIONS`."""
    lines = ["stateDiagram-v2"]
    for each in TRANSITIONS:
        if each.source is not each.target:
            source = "[*]" if each.source is None else each.source.name
            lines.append(f"    {source} --> {each.target.name}: {each.step.value} ({each.actor.value})")
    left = {each.source for each in TRANSITIONS if each.source is not each.target}
    lines += [f"    {state.name} --> [*]" for state in State if state not in left]
    return "\n".join(lines)


# --- the notice --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that supports what a party says.

    Attributes:
        kind: `text`, `url` or `document`; empty where nothing was given.
        content: the words, the address, or `documents/{sha256}`.
        confidential: for the centre and the party that gave it only.
    """

    kind: str
    content: str
    confidential: bool


def check_notice(
    *, ground: int, reasons: str, objector_name: str, objector_contact: str, evidence: Sequence[Evidence]
) -> None:
    """Refuses a notice that lacks what it needs, naming every part at once.

    A third party's request states identity, reasons and independent evidence (Art. 23).

    Raises:
        SepiaError: INVALID_ARGUMENT (OBJECTION_INCOMPLETE).
    """
    faults: list[Violation] = []
    if not ground:
        faults.append(Violation("ground", "why you object, for example OBJECTION_GROUND_WRONG"))
    if not reasons.strip():
        faults.append(Violation("reasons", 'the reasons, for example "EP1848154 lapsed in all states in 2021."'))
    if not objector_name.strip():
        faults.append(Violation("objector_name", 'who objects, for example "Muster Radio GmbH"'))
    if not objector_contact.strip():
        faults.append(Violation("objector_contact", 'where you can be reached, for example "post@muster.example"'))
    if not evidence:
        faults.append(Violation("evidence", "at least one piece: a text, a URL or a document, for example a URL"))
    faults += evidence_faults(evidence)
    if faults:
        raise invalid(
            "OBJECTION_INCOMPLETE",
            f"The objection lacks {len(faults)} of the things it needs. Add them and file it again; nothing was kept.",
            *faults,
        )


def evidence_faults(evidence: Sequence[Evidence]) -> list[Violation]:
    """Pieces of evidence that say nothing."""
    return [
        Violation(f"evidence[{at}]", "one of text, url (https://…) or document (documents/{sha256})")
        for at, piece in enumerate(evidence)
        if not piece.content.strip()
    ]


def check_evidence(evidence: Sequence[Evidence]) -> None:
    """Refuses pieces of evidence that say nothing.

    Raises:
        SepiaError: INVALID_ARGUMENT (EVIDENCE_EMPTY).
    """
    if faults := evidence_faults(evidence):
        raise invalid("EVIDENCE_EMPTY", "A piece of evidence has no content. Say something or leave it out.", *faults)


# --- who sees and does what --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class View:
    """Who looks at an objection.

    Attributes:
        officer: acts for the centre.
        objector: filed it, or acts for the same organisation.
        holder: acts for the holder concerned.
    """

    officer: bool
    objector: bool
    holder: bool

    @property
    def party(self) -> bool:
        """Whether it is the centre or one of the two parties."""
        return self.officer or self.objector or self.holder

    @property
    def objectors_secrets(self) -> bool:
        """Whether the confidential part of the notice is shown; the holder has the version for everybody (Art. 6)."""
        return self.officer or self.objector

    @property
    def holders_secrets(self) -> bool:
        """Whether the confidential part of the answer is shown."""
        return self.officer or self.holder

    def sees(self, *, admitted: bool) -> bool:
        """Whether the objection is shown at all: before it is admitted, to the centre and the objector only."""
        return admitted or self.officer or self.objector


def not_the_objector(name: str) -> SepiaError:
    """A withdrawal by somebody else."""
    return forbidden(f"Only whoever filed {name} can withdraw it.", reason="NOT_THE_OBJECTOR", subject=name)


def own_objection(name: str) -> SepiaError:
    """An officer who would judge an objection of their own."""
    return forbidden(
        f"You filed {name} yourself; another officer must act on it.", reason="OWN_OBJECTION", subject=name
    )


def check_in_time(name: str, now: dt.datetime, due_at: dt.datetime | None, due_on: dt.date | None) -> None:
    """Refuses an answer after the period, whether or not its end was noted yet.

    Raises:
        SepiaError: FAILED_PRECONDITION (ANSWER_PERIOD_OVER).
    """
    if due_at is not None and now > due_at:
        raise precondition(
            "ANSWER_PERIOD_OVER",
            f"The period for an answer to {name} ended with {due_on}. It is decided on the file; bring what is new as "
            "an objection or a correction of your own.",
            subject=name,
        )


def erased_already(name: str) -> SepiaError:
    """A second erasure that would erase nothing more."""
    return precondition("ALREADY_ERASED", f"The contact data of whoever filed {name} was erased.", subject=name)


# --- interim restriction and remedy ------------------------------------------------------------------------------


class Remedy(enum.IntEnum):
    """What a decision does; the numbers of Remedy in the contract."""

    NONE = 1
    CORRECTION = 2
    SUSPENSION = 3
    ANNOTATION = 4
    ACCESS_RESTRICTED = 5
    ACCESS_LIFTED = 6


_ENTRY = frozenset((Remedy.NONE, Remedy.CORRECTION, Remedy.ANNOTATION))
REMEDIES: dict[str, frozenset[Remedy]] = {
    "registrations": _ENTRY | {Remedy.SUSPENSION},
    "declarations": _ENTRY,
    "holders": _ENTRY,
    "standards": _ENTRY,
    "documents": frozenset((Remedy.NONE, Remedy.ANNOTATION, Remedy.ACCESS_RESTRICTED, Remedy.ACCESS_LIFTED)),
}
"""Which remedies fit which kind of subject, when an objection is upheld."""


def kind_of(subject: str) -> str:
    """`registrations`, `declarations`, `holders`, `standards` or `documents`."""
    return "declarations" if "/declarations/" in subject else subject.partition("/")[0]


def check_remedy(subject: str, *, upheld: bool, remedy: Remedy, text: str, audience: Collection[str]) -> None:
    """Refuses a remedy that does not fit.

    Raises:
        SepiaError: INVALID_ARGUMENT (REMEDY_NOT_APPLICABLE) naming every fault.
    """
    faults: list[Violation] = []
    kind = kind_of(subject)
    allowed = REMEDIES[kind] if upheld else frozenset((Remedy.NONE,))
    if remedy not in allowed:
        names = ", ".join(f"REMEDY_{each.name}" for each in sorted(allowed))
        whose = f"an objection that is upheld against one of {kind}" if upheld else "an objection that is not upheld"
        faults.append(Violation("remedy", f"for {whose}: {names}"))
    if remedy in (Remedy.CORRECTION, Remedy.ANNOTATION) and not text.strip():
        faults.append(Violation("remedy_text", 'the note, for example "EP1848154 lapsed on 2021-03-31."'))
    if audience and remedy is not Remedy.ACCESS_RESTRICTED:
        faults.append(Violation("audience", "empty, unless the remedy is REMEDY_ACCESS_RESTRICTED"))
    if faults:
        raise invalid(
            "REMEDY_NOT_APPLICABLE", f"REMEDY_{remedy.name} cannot follow here. Nothing was decided.", *faults
        )


def not_a_document(name: str, subject: str) -> SepiaError:
    """An interim restriction of something that is no document."""
    return precondition(
        "NOT_A_DOCUMENT",
        f"{name} is against {subject}. Only access to a document can be restricted before the decision.",
        subject=name,
    )


def interim_not_offered(name: str, regime: str) -> SepiaError:
    """An interim restriction under a regime that has none."""
    return precondition(
        "INTERIM_RESTRICTION_NOT_OFFERED",
        f"The regime {regime} restricts no document before the decision (objections.interim_restriction is false). "
        "Decide the objection first.",
        subject=name,
    )


def restricted_already(name: str) -> SepiaError:
    """A second interim restriction."""
    return precondition("RESTRICTED_ALREADY", f"Access is restricted because of {name} already.", subject=name)


def not_restricted(name: str) -> SepiaError:
    """The end of a restriction that there is not."""
    return precondition("NOT_RESTRICTED", f"No interim restriction because of {name} is in force.", subject=name)
