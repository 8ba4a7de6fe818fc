"""Owns the procedure of a standard from its notice to the opening of registration. Pure.

Steps are decided here; the numbers (how many days) are the regime profile's and come in as dates. `TRANSITIONS` is the
one table of what leads where; the diagram of the manual is drawn from it.

Source: COM(2023) 232, Arts 14 and 19, as of the profile `eu-2023`.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.errors import Violation, forbidden, invalid, precondition


class State(enum.IntEnum):
    """State of the procedure; numbers as of the contract."""

    NOTIFIED = 1
    COMMENTING = 2
    PUBLISHED = 3
    REGISTRATION_OPEN = 4


class NoticeKind(enum.IntEnum):
    """Who gives notice, in order of precedence: the smaller goes before the greater."""

    JOINT = 1  # Art. 14(1)-(2): holders together, or through the standards body
    SINGLE = 2  # Art. 14(3): a holder alone, when there is no joint notice
    IMPLEMENTER = 3  # Art. 14(4): an implementer, when there is neither


class Act(enum.Enum):
    """What moves a standard on."""

    NOTIFY = "notice"
    PUBLISH = "publication for comments"
    CONCLUDE = "final publication"
    CONCLUDE_LATER = "final publication, where an aggregate royalty came first"
    OPEN = "entry and notice"
    OPEN_ON_ROYALTY = "entry and notice, on a published aggregate royalty"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step of the procedure.

    Attributes:
        before: the state it leaves; None for a standard without notice.
        act: what is done.
        after: the state it leads to.
        actor: whose act it is.
        deadlines: the profile's keys of its periods.
    """

    before: State | None
    act: Act
    after: State
    actor: str
    deadlines: tuple[str, ...] = ()


_NOTICE_DUE = ("standards.joint_notice_due", "standards.single_notice_due", "standards.implementer_notice_due")
_OPENING_DUE = ("standards.registration_opens_within",)
TRANSITIONS = (
    Transition(None, Act.NOTIFY, State.NOTIFIED, "holders, holder, implementer", _NOTICE_DUE),
    Transition(State.NOTIFIED, Act.NOTIFY, State.NOTIFIED, "whoever goes before"),
    Transition(State.NOTIFIED, Act.PUBLISH, State.COMMENTING, "centre"),
    Transition(State.COMMENTING, Act.CONCLUDE, State.PUBLISHED, "centre", ("standards.comments_open",)),
    Transition(State.PUBLISHED, Act.OPEN, State.REGISTRATION_OPEN, "centre", _OPENING_DUE),
    Transition(State.COMMENTING, Act.OPEN_ON_ROYALTY, State.REGISTRATION_OPEN, "centre", _OPENING_DUE),
    Transition(State.REGISTRATION_OPEN, Act.CONCLUDE_LATER, State.REGISTRATION_OPEN, "centre"),
)
COMMENTS, OPENING, WINDOW = "standard:comments", "standard:opening", "standard:on-time-window"
"""Kinds of deadlines of a standard."""

MOST_SPECIFICATIONS = 500
JOINTLY = 2  # Art. 14(1): "jointly" takes two


def diagram() -> str:
    """The procedure as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for one in TRANSITIONS:
        before = one.before.name if one.before else "[*]"
        periods = "".join(f", {key.partition('.')[2]}" for key in one.deadlines)
        lines.append(f"    {before} --> {one.after.name}: {one.act.value} ({one.actor}{periods})")
    return "\n".join(lines)


def after(before: State | None, act: Act, name: str) -> State:
    """The state that an act leads to.

    Raises:
        SepiaError: FAILED_PRECONDITION (STANDARD_NOT_NOTIFIED, WRONG_STATE).
    """
    for one in TRANSITIONS:
        if (one.before, one.act) == (before, act):
            return one.after
    if before is None:
        raise precondition(
            "STANDARD_NOT_NOTIFIED",
            f"Nobody has given notice of {name}, so there is nothing to go on from. Give notice first "
            "(sepia standard notify).",
            subject=name,
        )
    possible = ", ".join(sorted({one.before.name for one in TRANSITIONS if one.act is act and one.before}))
    raise precondition(
        "WRONG_STATE",
        f"{name} is in state {before.name}; {act.value} is possible in state {possible}. `sepia standard show` says "
        "what comes next.",
        subject=name,
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice of a standard as it is given.

    Attributes:
        kind: who gives it.
        commercial_name: what the standard is known as.
        specifications: the technical specifications that define it.
        specification_published_on: when the latest of them was published.
        implementations: known products, processes, services.
        holders: resource names of the holders who give it.
        through: the standards body through which they do; empty when they do themselves.
        frand_commitment: a FRAND commitment was made to the standards body.
    """

    kind: NoticeKind
    commercial_name: str
    specifications: tuple[str, ...]
    specification_published_on: dt.date | None
    implementations: tuple[str, ...]
    holders: tuple[str, ...]
    through: str
    frand_commitment: bool


def check_notice(notice: Notice, *, today: dt.date, distinct_holders: int, needs_commitment: bool) -> dt.date:
    """Refuses a notice that lacks what Art. 14 asks for, all faults at once; returns the specification's date.

    Args:
        today: the legal date.
        distinct_holders: how many owners the holders are; two spellings of one are one.
        needs_commitment: the profile's `standards.needs_frand_commitment`.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOTICE_INCOMPLETE); FAILED_PRECONDITION (FRAND_COMMITMENT_MISSING).
    """
    faults: list[Violation] = []
    if not any(character.isalnum() for character in notice.commercial_name):
        faults.append(Violation("commercial_name", "the name it is known by, for example Wi-Fi 6"))
    if not notice.specifications or not all(one.strip() for one in notice.specifications):
        faults.append(
            Violation("technical_specifications", "at least one, none blank, for example TS 38.211 version 15.2.0")
        )
    published = notice.specification_published_on
    if published is None:
        faults.append(
            Violation("specification_publication_date", "when the latest specification was published: 2026-01-31")
        )
    elif published > today:
        faults.append(
            Violation("specification_publication_date", f"not later than today, {today}; {published} is to come")
        )
    if notice.kind is NoticeKind.JOINT and distinct_holders < (1 if notice.through else JOINTLY):
        faults.append(
            Violation(
                "holders",
                "two different holders or more, or at least one and the standards body in `through`; "
                "a holder alone gives a single notice",
            )
        )
    if notice.kind is NoticeKind.SINGLE and (distinct_holders != 1 or notice.through):
        faults.append(Violation("holders", "exactly one holder, and nothing in `through`"))
    if notice.kind is NoticeKind.IMPLEMENTER and (notice.holders or notice.through):
        faults.append(Violation("holders", "none, and nothing in `through`: an implementer gives this notice"))
    if faults:
        raise invalid(
            "NOTICE_INCOMPLETE",
            "The notice lacks what Art. 14 asks for: commercial name, technical specifications, publication date of "
            f"the latest, and who gives it ({', '.join(fault.field for fault in faults)}).",
            *faults,
        )
    if needs_commitment and not notice.frand_commitment:
        raise precondition(
            "FRAND_COMMITMENT_MISSING",
            f"The regime is for standards to which a FRAND commitment was made. Say with frand_commitment that one was "
            f"made for {notice.commercial_name}, if it was.",
        )
    assert published is not None
    return published


def check_precedence(given: NoticeKind, in_force: NoticeKind | None, state: State | None, name: str) -> None:
    """Refuses a notice where another goes before it.

    A notice of higher rank takes the place of the one in force until that is published; the other stays readable.

    Raises:
        SepiaError: FAILED_PRECONDITION (ALREADY_NOTIFIED, NOTICE_TAKES_PRECEDENCE, WRONG_STATE).
    """
    if in_force is None:
        return
    if given == in_force:
        raise precondition(
            "ALREADY_NOTIFIED",
            f"There is a {in_force.name.lower()} notice of {name}. Comment on it once it is published.",
            subject=name,
        )
    if in_force < given:
        raise precondition(
            "NOTICE_TAKES_PRECEDENCE",
            f"There is a {in_force.name.lower()} notice of {name}, which goes before a notice of kind "
            f"{given.name.lower()} (Art. 14(3)-(4)). Comment on it once it is published.",
            subject=name,
        )
    if state is not State.NOTIFIED:
        after(state, Act.NOTIFY, name)


def may_give(
    kind: NoticeKind, *, officer: bool, holder: bool, implementer: bool, acts_for: str, of: Sequence[str]
) -> None:
    """Refuses a caller who cannot give this notice; officers enter what reached them on paper.

    Args:
        acts_for: the caller's organisation.
        of: the holders of the notice.

    Raises:
        SepiaError: PERMISSION_DENIED.
    """
    if officer:
        return
    if kind is NoticeKind.IMPLEMENTER:
        if not implementer:
            raise forbidden(
                "A notice by an implementer is given by an account with the role IMPLEMENTER, or entered by an officer."
            )
        return
    if not holder:
        raise forbidden("A notice by holders is given by an account with the role HOLDER, or entered by an officer.")
    if acts_for not in of:
        raise forbidden(f"You act for {acts_for or 'no holder'}, which is not among the holders of this notice.")


def late_days(given_on: dt.date, due_on: dt.date | None) -> int:
    """Days after the deadline; 0 in time or where there is none. A late notice is accepted and shown as late."""
    return max(0, (given_on - due_on).days) if due_on else 0


def check_commenting(state: State | None, until: dt.date | None, today: dt.date, name: str) -> None:
    """Refuses a comment outside the period for comments.

    Raises:
        SepiaError: FAILED_PRECONDITION (COMMENTS_NOT_OPEN).
    """
    if state is State.COMMENTING and until is not None and today <= until:
        return
    why = (
        f"they were open until {until}"
        if until is not None and today > until
        else "they are over"
        if state in (State.PUBLISHED, State.REGISTRATION_OPEN)
        else "its regime leaves no time for comments"
        if state is State.COMMENTING
        else "its notice is not published yet"
        if state
        else "nobody has given notice of it"
    )
    raise precondition("COMMENTS_NOT_OPEN", f"{name} is not open for comments: {why}.", subject=name)


def check_comments_over(until: dt.date | None, today: dt.date, name: str) -> None:
    """Refuses to go on while comments are open (Art. 14(5)-(7)).

    Raises:
        SepiaError: FAILED_PRECONDITION (COMMENTS_OPEN).
    """
    if until is not None and today <= until:
        raise precondition(
            "COMMENTS_OPEN",
            f"Comments on {name} are open to the end of {until}; go on from the next day.",
            subject=name,
        )


def check_royalty_date(royalty_on: dt.date | None, today: dt.date) -> None:
    """Refuses a publication of an aggregate royalty that is to come.

    Raises:
        SepiaError: INVALID_ARGUMENT (DATE_TO_COME).
    """
    if royalty_on is not None and royalty_on > today:
        raise invalid(
            "DATE_TO_COME",
            f"The aggregate royalty cannot have been published on {royalty_on}: today is {today}.",
            Violation("aggregate_royalty_date", f"a date not later than {today}"),
        )


def opening_act(state: State | None, royalty_on: dt.date | None) -> Act:
    """By what registration opens: the final publication, or the aggregate royalty where that came first (Art. 19)."""
    return Act.OPEN_ON_ROYALTY if state is State.COMMENTING and royalty_on is not None else Act.OPEN


def concluding_act(state: State | None, published_on: dt.date | None) -> Act:
    """The final publication, which is still owed after an opening on a published aggregate royalty (Art. 14(7))."""
    return Act.CONCLUDE_LATER if state is State.REGISTRATION_OPEN and published_on is None else Act.CONCLUDE


def opening_event(published_on: dt.date | None, royalty_on: dt.date | None) -> dt.date | None:
    """What the period for opening runs from: the earlier of final publication and aggregate royalty (Art. 19)."""
    return min((day for day in (published_on, royalty_on) if day is not None), default=None)


def commercial_key(slug: str, taken: Collection[str]) -> str:
    """A resource id for a commercial standard: its name in small letters, numbered where that is taken."""
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"
