"""Owns what a registration goes through: its states and who moves it, its dates, its number, the yearly draw. Pure.

Numbers of days come from the regime's profile and arrive here as dates. `TRANSITIONS` is the one table of states: the
code moves by it, and the diagram in the manual is made from it.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import hmac
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from shared.errors import Kind, SepiaError, Violation, invalid, precondition


class State(enum.IntEnum):
    """Where a registration stands; the numbers of `RegistrationState`."""

    DRAFT = 1
    SUBMITTED = 2
    REGISTERED = 3
    CURE_PENDING = 4
    SUSPENDED = 5
    REMOVED = 6
    DISCARDED = 7


ENTERED = (State.REGISTERED, State.CURE_PENDING, State.SUSPENDED, State.REMOVED)
"""States of what is in the register, and public."""

LIVE = (State.SUBMITTED, State.REGISTERED, State.CURE_PENDING, State.SUSPENDED)
"""States in which a patent and standard have their one request or entry."""


class Event(enum.IntEnum):
    """What happened; the numbers of `RegistrationEventKind`."""

    DRAFTED = 1
    SUBMITTED = 2
    RETURNED = 3
    REGISTERED = 4
    CHANGE_REPORTED = 5
    CORRECTED = 6
    CURE_OPENED = 7
    CURE_ANSWERED = 8
    ANSWER_NOT_ENOUGH = 9
    CURED = 10
    SUSPENDED = 11
    REINSTATED = 12
    SUSPENSION_ANNULLED = 13
    APPEAL_FILED = 14
    APPEAL_DECIDED = 15
    REMOVED = 16
    CONTACT_DATA_ERASED = 17
    REVIEWED = 18
    CORRECTION_REQUESTED = 19
    CORRECTION_REFUSED = 20
    POOL_LICENCE_OR_TRANSFER = 21
    CHECK_DONE = 22
    PEER_EVALUATION_DONE = 23
    EXPIRED = 24
    INVALIDATED = 25
    PROCEEDINGS = 26
    STANDARD_PUBLISHED = 27
    AGGREGATE_ROYALTY_PUBLISHED = 28
    EXPERT_OPINION_PUBLISHED = 29
    DISCARDED = 30


NOTED = frozenset(kind for kind in Event if Event.POOL_LICENCE_OR_TRANSFER <= kind <= Event.EXPERT_OPINION_PUBLISHED)
"""Events that happen elsewhere and are put on record here."""

PUBLIC_EVENTS = frozenset(
    {
        Event.REGISTERED,
        Event.CHANGE_REPORTED,
        Event.CORRECTED,
        Event.SUSPENDED,
        Event.REINSTATED,
        Event.SUSPENSION_ANNULLED,
        Event.APPEAL_DECIDED,
        Event.REMOVED,
        Event.CONTACT_DATA_ERASED,
    }
    | NOTED
)
"""Art. 4(4). What passes between the holder, third parties and the centre on the way there is not public."""


class Cure(enum.IntEnum):
    """How far a cure is; the numbers of `CureState`."""

    OPEN = 1
    ANSWERED = 2
    LAPSED = 3
    CURED = 4
    DROPPED = 5


class Act(enum.Enum):
    """What moves a registration."""

    KEEP = "kept as a draft"
    SUBMIT = "complete request with fee"
    RETURN = "found incomplete"
    DISCARD = "discarded"
    ENTER = "entered with its number"
    CHANGE = "change reported"
    CORRECT = "slip corrected"
    NOTE = "event noted"
    REQUEST_CORRECTION = "correction requested"
    OPEN_CURE = "defect: sample, third party, court or office"
    CURED = "cured"
    LAPSE = "not cured in time"
    SUSPEND = "objection upheld"
    APPEAL = "appeal filed or dismissed"
    ANNUL = "suspension annulled"
    REMOVE = "expired, invalidated or not essential"
    ERASE = "contact data erased"


@dataclass(frozen=True, slots=True)
class Transition:
    """A step that the procedure has.

    Attributes:
        before: the state it leaves; None for what is not there yet.
        after: the state it leads to.
        act: what moves it.
        actor: who acts: holder, centre, third party, boards or clock.
        provision: what says so.
        when: what must be so besides; empty for nothing.
    """

    before: State | None
    after: State
    act: Act
    actor: str
    provision: str
    when: str = ""


_NONE_LEFT, _OTHERS_OPEN, _OTHERS_LAPSED = "nothing else to cure", "another cure in time", "another cure lapsed"
TRANSITIONS: tuple[Transition, ...] = (
    Transition(None, State.DRAFT, Act.KEEP, "holder", "Art. 21", "incomplete, or kept back"),
    Transition(None, State.SUBMITTED, Act.SUBMIT, "holder", "Art. 20(1)-(4), 20(6)"),
    Transition(State.DRAFT, State.DRAFT, Act.KEEP, "holder", "Art. 21", "incomplete, or kept back"),
    Transition(State.DRAFT, State.SUBMITTED, Act.SUBMIT, "holder", "Art. 20(1)-(4), 20(6)"),
    Transition(State.DRAFT, State.DISCARDED, Act.DISCARD, "holder", "Art. 21"),
    Transition(State.SUBMITTED, State.DRAFT, Act.RETURN, "centre", "Art. 21"),
    Transition(State.SUBMITTED, State.REGISTERED, Act.ENTER, "centre", "Art. 20(2), 21"),
    Transition(State.REGISTERED, State.CURE_PENDING, Act.OPEN_CURE, "centre", "Art. 22, 23"),
    Transition(State.CURE_PENDING, State.CURE_PENDING, Act.OPEN_CURE, "centre", "Art. 22, 23"),
    Transition(State.SUSPENDED, State.SUSPENDED, Act.OPEN_CURE, "centre", "Art. 22, 23"),
    Transition(State.CURE_PENDING, State.REGISTERED, Act.CURED, "holder", "Art. 22, 23", _NONE_LEFT),
    Transition(State.CURE_PENDING, State.CURE_PENDING, Act.CURED, "holder", "Art. 22, 23", _OTHERS_OPEN),
    Transition(State.CURE_PENDING, State.SUSPENDED, Act.LAPSE, "clock", "Art. 22, 23"),
    Transition(State.SUSPENDED, State.SUSPENDED, Act.LAPSE, "clock", "Art. 22, 23"),
    Transition(State.SUSPENDED, State.REGISTERED, Act.CURED, "holder", "Art. 22", _NONE_LEFT),
    Transition(State.SUSPENDED, State.CURE_PENDING, Act.CURED, "holder", "Art. 22", _OTHERS_OPEN),
    Transition(State.SUSPENDED, State.SUSPENDED, Act.CURED, "holder", "Art. 22", _OTHERS_LAPSED),
    Transition(State.SUSPENDED, State.SUSPENDED, Act.APPEAL, "holder", "Art. 22"),
    Transition(State.SUSPENDED, State.REGISTERED, Act.ANNUL, "boards", "Art. 22, 24(4)", _NONE_LEFT),
    Transition(State.SUSPENDED, State.CURE_PENDING, Act.ANNUL, "boards", "Art. 22, 24(4)", _OTHERS_OPEN),
    Transition(State.SUSPENDED, State.SUSPENDED, Act.ANNUL, "boards", "Art. 22, 24(4)", _OTHERS_LAPSED),
    # A suspension that has ended, or that of an entry since removed, can still be annulled: it then never was.
    Transition(State.REGISTERED, State.REGISTERED, Act.ANNUL, "boards", "Art. 22, 24(4)", _NONE_LEFT),
    Transition(State.CURE_PENDING, State.CURE_PENDING, Act.ANNUL, "boards", "Art. 22, 24(4)", _OTHERS_OPEN),
    Transition(State.REMOVED, State.REMOVED, Act.ANNUL, "boards", "Art. 22, 24(4)"),
    # The holder had the time to answer the objection, which is no shorter than that of a cure.
    *(Transition(state, State.SUSPENDED, Act.SUSPEND, "centre", "Art. 23") for state in ENTERED[:3]),
    *(Transition(state, state, Act.CHANGE, "holder", "Art. 20(5)") for state in ENTERED[:3]),
    *(Transition(state, state, Act.CORRECT, "centre", "Art. 23") for state in ENTERED[:3]),
    *(Transition(state, state, Act.REQUEST_CORRECTION, "third party", "Art. 23") for state in ENTERED[:3]),
    *(Transition(state, state, Act.NOTE, "centre", "Art. 4(4)") for state in ENTERED),
    *(Transition(state, State.REMOVED, Act.REMOVE, "holder", "Art. 25") for state in ENTERED[:3]),
    Transition(State.REMOVED, State.REMOVED, Act.ERASE, "centre", "Art. 6"),
    *(Transition(state, state, Act.ERASE, "centre", "Art. 6", "expired") for state in ENTERED[:3]),
)
"""Art. 20 to 25; eu-2023. `UNREGISTERED_LATE` is no state of a request: it is what the court gate says without one."""


@dataclass(frozen=True, slots=True)
class Outstanding:
    """What is still to be cured.

    Attributes:
        open: cures whose last day has not passed unanswered.
        lapsed: cures that were not mended in time.
    """

    open: int = 0
    lapsed: int = 0

    @property
    def state(self) -> State:
        """Where an entry with these cures stands."""
        if self.lapsed:
            return State.SUSPENDED
        return State.CURE_PENDING if self.open else State.REGISTERED


def after(before: State | None, act: Act, name: str, outstanding: Outstanding | None = None) -> State:
    """The state that an act leads to.

    Args:
        outstanding: what is to be cured once the act is done, where that decides.

    Raises:
        SepiaError: FAILED_PRECONDITION (WRONG_STATE).
    """
    found = {step.after for step in TRANSITIONS if step.before is before and step.act is act}
    if not found:
        raise wrong_state(before, act, name)
    if len(found) == 1:
        return found.pop()
    target = (outstanding or Outstanding()).state
    if target not in found:
        raise wrong_state(before, act, name)
    return target


def wrong_state(before: State | None, act: Act, name: str) -> SepiaError:
    """An act that this state does not allow."""
    possible = list(dict.fromkeys(step.before.name for step in TRANSITIONS if step.act is act and step.before))
    stands = f"{name} is {before.name}" if before is not None else f"{name} is not there yet"
    return precondition(
        "WRONG_STATE",
        f"{stands}; this step ({act.value}) needs {' or '.join(possible) or 'a new request'}.",
        subject=name,
    )


def diagram() -> str:
    """The states as a Mermaid diagram, for the manual."""
    lines = ["stateDiagram-v2"]
    merged: dict[tuple[State | None, State], list[str]] = {}
    for step in TRANSITIONS:
        label = f"{step.act.value} ({step.actor}{f'; {step.when}' if step.when else ''})".replace(":", " -")
        merged.setdefault((step.before, step.after), []).append(label)
    for (before, target), labels in merged.items():
        start = before.name if before is not None else "[*]"
        lines += [f"    {start} --> {target.name}: {label}" for label in labels]
    lines += ["    DISCARDED --> [*]", "    REMOVED --> [*]"]
    return "\n".join(lines)


# --- dates -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Window:
    """Until when a request is in time, and the gap that a late one leaves (Art. 20(3), 24)."""

    ends_on: dt.date
    from_grant: bool

    def late(self, received_on: dt.date) -> bool:
        """Whether a request received on a legal date is late."""
        return received_on > self.ends_on

    def gap(self, registered_on: dt.date) -> tuple[dt.date, dt.date] | None:
        """First and last day on which the patent could not be enforced; None when there was none."""
        first, last = self.ends_on + dt.timedelta(days=1), registered_on - dt.timedelta(days=1)
        return (first, last) if first <= last else None


def window(
    opened_on: dt.date, granted_on: dt.date | None, *, from_notice: dt.date, from_grant: dt.date | None
) -> Window:
    """The window of a patent: from the notice, or from grant where the patent was granted later.

    Args:
        from_notice: last day of the profile's `registration.window` from the notice.
        from_grant: last day of `registration.window_after_grant` from grant; None where the grant is not known.
    """
    if granted_on is not None and from_grant is not None and granted_on > opened_on:
        return Window(max(from_grant, from_notice), True)
    return Window(from_notice, False)


def days_late(done_on: dt.date, due_on: dt.date) -> int:
    """By how many days something came late; 0 in time."""
    return max(0, (done_on - due_on).days)


def not_open(standard: str) -> SepiaError:
    """The clock of the standard has not started."""
    return precondition(
        "REGISTRATION_NOT_OPEN",
        f"Registration is not open for {standard}: the centre has not published the notice that starts it (Art. 19, "
        "20(1)). Notify the standard, or wait for the notice.",
        subject=standard,
    )


def no_commitment(standard: str) -> SepiaError:
    """The regime is for standards with a FRAND commitment."""
    return precondition(
        "NO_FRAND_COMMITMENT",
        f"The register knows no declaration for {standard} with a FRAND undertaking, and this regime is for standards "
        "with one (standards.needs_frand_commitment). File the declaration to the standards body first.",
        subject=standard,
    )


def too_late(window_ends_on: dt.date, standard: str) -> SepiaError:
    """The regime takes no late requests."""
    return precondition(
        "REGISTRATION_TOO_LATE",
        f"The window for {standard} ended on {window_ends_on}, and this regime registers nothing later "
        "(registration.late_allowed).",
        subject=standard,
    )


def taken(patent: str, standard: str, number: str | None) -> SepiaError:
    """A patent is registered for a standard once."""
    said = f"under {number}" if number else "by a request that waits for its entry"
    error = SepiaError(
        Kind.EXISTS,
        "ALREADY_REGISTERED",
        f"{patent} is registered for {standard} already {said}. A patent has one registration a standard: report a "
        "change to it, or ask for its correction.",
        (),
        standard,
        {"registrationNumber": number} if number else {},
    )
    return error


def number(regime: str, year: int, ordinal: int) -> str:
    """A registration number: `SEP-EU2023-2026-000123`."""
    tag = "".join(c for c in regime.upper() if c.isascii() and c.isalnum())
    return f"SEP-{tag}-{year:04}-{ordinal:06}"


def not_in_future(field: str, day: dt.date, today: dt.date, reason: str = "DATE_IN_FUTURE") -> None:
    """Refuses a date that has not come.

    Raises:
        SepiaError: INVALID_ARGUMENT.
    """
    if day > today:
        raise invalid(
            reason,
            f"{field} is {day}, and today is {today}: what has not happened cannot be put on record.",
            Violation(field, f"{today} or earlier"),
        )


def not_before_grant(field: str, day: dt.date, granted_on: dt.date | None) -> None:
    """Refuses the date of the end of a patent that was not there yet: from it the time to erase contact data runs.

    Raises:
        SepiaError: INVALID_ARGUMENT (BEFORE_GRANT).
    """
    if granted_on is not None and day < granted_on:
        raise invalid(
            "BEFORE_GRANT",
            f"{field} is {day}, and the patent was granted on {granted_on}: it cannot have ended before.",
            Violation(field, f"{granted_on} or later; or report the date of grant as it is first"),
        )


def nothing_changed(name: str) -> SepiaError:
    """An entry that is sent as it is: a change of nothing would stand in the public log, perhaps as a late one."""
    return precondition(
        "NOTHING_CHANGED",
        f"What was sent is what {name} says already, in every field. Change what is to be changed in it, and send the "
        "whole entry.",
        subject=name,
    )


def told(first: str, second: str) -> str:
    """Two sentences as one text, whether or not the first one ends with a full stop."""
    first = first.strip()
    if not second:
        return first
    return f"{first}{'' if first.endswith(('.', '!', '?', '…')) else '.'} {second}"


def check_ground(ground: str, grounds: Iterable[str], provision: str) -> None:
    """Refuses a ground of removal that the regime does not know.

    Raises:
        SepiaError: INVALID_ARGUMENT (GROUND_NOT_OFFERED).
    """
    listed = sorted(grounds)
    if ground not in listed:
        raise invalid(
            "GROUND_NOT_OFFERED",
            f"{ground!r} is no ground for removal ({provision}): an entry is removed when its patent is "
            f"{', '.join(listed)}.",
            Violation(
                "ground", f"one of {', '.join(listed)}; for example {listed[0]}" if listed else "none is offered"
            ),
        )


def changed(before: Mapping[str, object], now: Mapping[str, object]) -> list[str]:
    """Names of the fields in which two contents differ, in order."""
    return sorted(key for key in {*before, *now} if before.get(key) != now.get(key))


# --- the yearly draw ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw that anybody can redo.

    Attributes:
        digest: of the population, 64 hexadecimal digits.
        seed: the key of the order, 64 hexadecimal digits.
        drawn: registration numbers in the order of the draw.
    """

    digest: str
    seed: str
    drawn: tuple[str, ...]


def population_digest(regime: str, year: int, numbers: Sequence[str]) -> str:
    """SHA-256 over a heading, the regime, the year and the numbers in order of their bytes, a line each."""
    lines = ["sepia-review-population-v1", regime, str(year), *sorted(numbers, key=str.encode)]
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def draw(regime: str, year: int, numbers: Sequence[str], points: Decimal, random_value: str) -> Draw:
    """Draws a share of a population, rounded up: at least one entry of a population that has any.

    The order is that of HMAC-SHA-256 of each number under a seed of regime, year, population and public random
    value, as samples for essentiality checks are drawn.

    Args:
        points: the share in per cent, 0 to 100.

    Raises:
        SepiaError: INVALID_ARGUMENT (SEED_UNUSABLE) for a value that two people could read differently.
    """
    if (
        not random_value
        or random_value != random_value.strip()
        or any(unicodedata.category(c) in ("Cc", "Cs") for c in random_value)
    ):
        rule = "not empty, no white space at either end, no control characters; for example 7f3a09"
        raise invalid(
            "SEED_UNUSABLE",
            f"No draw can be made with the public random value {random_value!r}.",
            Violation("public_random_value", rule),
        )
    digest = population_digest(regime, year, numbers)
    lines = ["sepia-review-seed-v1", regime, str(year), digest, random_value]
    seed = hashlib.sha256("".join(f"{line}\n" for line in lines).encode())
    size = int((Decimal(len(numbers)) * points / 100).to_integral_value(ROUND_CEILING))
    ordered = sorted(numbers, key=lambda each: (hmac.digest(seed.digest(), each.encode(), "sha256"), each.encode()))
    return Draw(digest, seed.hexdigest(), tuple(ordered[:size]))
