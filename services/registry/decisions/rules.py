"""Owns what a report of a decision needs, when it is late, how far it reaches, and what may become of it. Pure."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.errors import SepiaError, Violation, forbidden, invalid, precondition


class State(enum.IntEnum):
    """Where a report stands; the numbers of DecisionState."""

    REPORTED = 1
    VERIFIED = 2
    SUPERSEDED = 3
    WITHDRAWN = 4


class Body(enum.IntEnum):
    """Who decided; the numbers of DecisionBody."""

    COURT = 1
    OFFICE = 2
    DISPUTE_RESOLUTION = 3


class Effect(enum.IntEnum):
    """What a decision does to the patents concerned; the numbers of DecisionEffect."""

    UNKNOWN = 0
    NONE = 1
    INVALIDATED = 2
    NOT_ESSENTIAL = 3
    AMENDED = 4
    EXPIRED = 5
    ESSENTIAL = 6


FINAL = 2
"""The number of DECISION_FINALITY_FINAL."""

DUE = {Body.COURT: "registration.court_ruling_due", Body.DISPUTE_RESOLUTION: "registration.dispute_outcome_due"}
"""The key of the profile that says by when a decision of a body is reported; of an office nobody must report."""

EFFECT_WORDS = {
    Effect.UNKNOWN: "effect not known",
    Effect.NONE: "no effect on the entry",
    Effect.INVALIDATED: "invalid",
    Effect.NOT_ESSENTIAL: "not essential",
    Effect.AMENDED: "maintained with other claims",
    Effect.EXPIRED: "expired",
    Effect.ESSENTIAL: "essential",
}

STEPS = {
    ("verify", State.REPORTED): State.VERIFIED,
    ("supersede", State.VERIFIED): State.SUPERSEDED,
    ("restore", State.SUPERSEDED): State.VERIFIED,
    ("withdraw", State.REPORTED): State.WITHDRAWN,
    ("withdraw", State.VERIFIED): State.WITHDRAWN,
}
"""What may become of a report. `restore`: the decision that superseded it was taken back."""


def after(name: str, step: str, state: int) -> State:
    """The state to which a step leads.

    Raises:
        SepiaError: FAILED_PRECONDITION (DECISION_STATE).
    """
    found = STEPS.get((step, State(state)))
    if found is None:
        sources = " or ".join(source.name for taken, source in STEPS if taken == step)
        raise precondition(
            "DECISION_STATE",
            f"{name} is {State(state).name}; to {step} it, it must be {sources}. Read it again to see what it is.",
            subject=name,
        )
    return found


@dataclass(frozen=True, slots=True)
class Report:
    """What a report of a decision says, as far as it is checked."""

    body: int
    body_name: str
    country: str
    file_number: str
    decided_on: dt.date | None
    published_on: dt.date | None
    kinds: Collection[int]
    patents: Sequence[tuple[str, str]]
    registrations: Sequence[str]
    standards: Sequence[str]
    summary: str
    document: str
    confidential_document: str


def check_report(report: Report, today: dt.date) -> None:
    """Refuses a report that lacks what identifies a decision, or says what cannot be; names every fault.

    Raises:
        SepiaError: INVALID_ARGUMENT (DECISION_INCOMPLETE).
    """
    needed = (
        ("body", report.body, "who decided, for example DECISION_BODY_COURT"),
        ("body_name", report.body_name.strip(), 'the court, office or body, for example "LG München I"'),
        ("country", report.country, 'its country or organisation, for example "DE"; "EP" for the EPO and the UPC'),
        ("file_number", report.file_number.strip(), 'the file number, for example "7 O 14276/20"'),
        ("decision_date", report.decided_on, 'a date, for example {"year": 2026, "month": 1, "day": 31}'),
        ("kinds", report.kinds, "what was decided, for example DECISION_KIND_VALIDITY"),
    )
    faults = [Violation(field, rule) for field, value, rule in needed if not value]
    if report.decided_on and report.decided_on > today:
        faults.append(Violation("decision_date", f"no later than today, {today}"))
    if report.published_on and report.published_on > today:
        faults.append(Violation("publication_date", f"no later than today, {today}, or not set"))
    if report.published_on and report.decided_on and report.published_on < report.decided_on:
        faults.append(Violation("publication_date", f"on or after the date of the decision, {report.decided_on}"))
    if not (report.patents or report.registrations or report.standards):
        faults.append(Violation("patents", "at least one patent, registration or standard that is concerned"))
    if len(set(report.patents)) < len(report.patents):
        faults.append(Violation("patents", "each patent once"))
    # Art. 6: whoever claims confidentiality supplies a version that can be shown and understood.
    if report.confidential_document and not (report.summary.strip() or report.document):
        faults.append(
            Violation("summary", "a summary, or a version for everybody in document, beside a confidential one")
        )
    if faults:
        raise invalid(
            "DECISION_INCOMPLETE",
            f"The report has {len(faults)} faults. Put them right and send it again; nothing was kept.",
            *faults,
        )


def days_late(reported_on: dt.date, due_on: dt.date | None) -> int:
    """Days by which a report came after its due date; 0 when it was in time or nothing was due."""
    return 0 if due_on is None else max(0, (reported_on - due_on).days)


def is_family_wide(effect: int, *, results_hold_for_families: bool) -> bool:
    """Whether what was found of one member holds for its family.

    Essentiality is a property of the invention, as far as the regime says so; validity and expiry are of one patent.
    """
    return results_hold_for_families and effect in (Effect.NOT_ESSENTIAL, Effect.ESSENTIAL)


def has_one_invention(family: str) -> bool:
    """Whether a family (by its name) is of one invention with the same priorities (Art. 2).

    An ETSI family is a declarant's own grouping, which says nothing on that.
    """
    return not family.startswith("families/etsi-")


def opens_cure(effect: int, finality: int) -> bool:
    """Whether a verified decision makes the centre ask for the registration to be mended.

    Art. 23: news from a court or office of expiry, invalidity or non-essentiality. What can still be changed is noted
    and opens nothing.
    """
    return finality == FINAL and effect in (Effect.INVALIDATED, Effect.NOT_ESSENTIAL, Effect.EXPIRED)


def note_text(
    *, body_name: str, file_number: str, decided_on: dt.date, effect: int, final: bool, verified: bool
) -> str:
    """What stands beside an entry."""
    standing = "final" if final else "not known to be final"
    trust = "verified" if verified else "as reported, not verified"
    return f"{body_name}, {file_number}, {decided_on}: {EFFECT_WORDS[Effect(effect)]} ({standing}; {trust})"


def not_the_reporter(name: str) -> SepiaError:
    """A withdrawal by somebody else."""
    return forbidden(
        f"Only whoever reported {name}, while it is not verified, or an officer can take it back.",
        reason="NOT_THE_REPORTER",
        subject=name,
    )


def unreadable_number(given: str) -> SepiaError:
    """A filter that is no number."""
    return invalid(
        "UNREADABLE_NUMBER",
        f"{given!r} has no digit, so no patent can be found by it. Write the office and the number.",
        Violation("patent", "a number in any spelling, for example EP1387585 or US 10,911,778"),
    )
