"""Owns what a holder is called, and what holds of every fact that is reported about one. Pure."""

from __future__ import annotations

import datetime as dt
import enum
from dataclasses import dataclass

from services.registry.imports.rules import plain
from shared.errors import SepiaError, Violation, forbidden, invalid, precondition, stale

EVERYONE = "holders/-"
"""Stands for every holder, where a list is asked for."""

UNKNOWN = "holders/-unknown"
"""Stands for declarants that are not known. No declarant's name becomes a key that begins with a hyphen."""

OFFICER, HOLDER = "officer", "holder"
"""As whom something is reported."""


def holder_name(key: str | None) -> str:
    """`holders/{key}`; empty for an unknown declarant."""
    return f"holders/{key}" if key else ""


def holder_key(name: str) -> str:
    """The key in `holders/{key}`."""
    return name.removeprefix("holders/")


class Timeliness(enum.IntEnum):
    """Whether a change was reported in time; numbers of `ReportTimeliness`."""

    UNKNOWN = 0
    FIRST_REPORT = 1
    IN_TIME = 2
    LATE = 3


def timeliness(*, changes: bool, reported_on: dt.date, due_on: dt.date | None) -> Timeliness:
    """Whether a report came in time.

    Args:
        changes: something that was on record is changed by it. What is said for the first time changes nothing.
        reported_on: legal date of the report.
        due_on: last day to report; None where the first day of the change is unknown.
    """
    if not changes:
        return Timeliness.FIRST_REPORT
    if due_on is None:
        return Timeliness.UNKNOWN
    return Timeliness.LATE if reported_on > due_on else Timeliness.IN_TIME


@dataclass(frozen=True, slots=True)
class Span:
    """Days from a first to a last one, both included.

    Attributes:
        last: None while it lasts.
    """

    first: dt.date
    last: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether a day is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)

    def common(self, other: Span) -> Span | None:
        """The days that both have; None when there are none."""
        first = max(self.first, other.first)
        ends = [last for last in (self.last, other.last) if last is not None]
        last = min(ends) if ends else None
        return None if last is not None and last < first else Span(first, last)


def span(effective_on: dt.date | None, ends_on: dt.date | None, *, reported_on: dt.date) -> Span:
    """The days on which a fact is taken to hold: where the first is unknown, from the day of its report.

    Raises:
        SepiaError: INVALID_ARGUMENT (DATES_REVERSED).
    """
    first = effective_on or reported_on
    if ends_on is not None and ends_on < first:
        if effective_on is None:
            # It ended before it was reported and nobody knows when it began: its last day is the only one known.
            return Span(ends_on, ends_on)
        raise dates_reversed(first, ends_on)
    return Span(first, ends_on)


def dates_reversed(first: dt.date, last: dt.date) -> SepiaError:
    """A last day before the first."""
    return invalid(
        "DATES_REVERSED",
        f"The last day, {last}, is before the first, {first}. Both days are included: a fact of one day has the same "
        "date twice.",
        Violation("end_date", f"not before {first}, for example {first + dt.timedelta(days=30)}"),
    )


def source_of(given: str, *, officer: bool, organization: str) -> str:
    """Who says what is reported: a holder speaks for itself, an officer says where it was read.

    Raises:
        SepiaError: INVALID_ARGUMENT (SOURCE_MISSING, SOURCE_NOT_YOURS).
    """
    if officer:
        if not plain(given):
            raise invalid(
                "SOURCE_MISSING",
                "The report does not say whose statement it is. Name the source: a register, a notice, a document, or "
                "`holders/…` where the holder itself said so.",
                Violation("source", "for example `Commercial register of Helsinki` or `holders/acme`"),
            )
        return given.strip()
    if given and given != organization:
        raise invalid(
            "SOURCE_NOT_YOURS",
            f"A holder reports in its own name; {given!r} is not {organization}. Leave the source empty, and name "
            "documents of others as evidence.",
            Violation("source", f"empty, or {organization}"),
        )
    return organization


def must_be_own_report(source: str, organization: str, name: str) -> None:
    """Refuses a holder that changes what another source said; what is wrong in it is for the centre to correct.

    Raises:
        SepiaError: PERMISSION_DENIED (REPORT_OF_ANOTHER_SOURCE).
    """
    if source != organization:
        raise forbidden(
            f"{name} was not reported by {organization}, so it cannot end or withdraw it. Report what is right beside "
            "it, and ask the centre to look at both.",
            reason="REPORT_OF_ANOTHER_SOURCE",
            subject=name,
        )


def evidence_empty() -> SepiaError:
    """Evidence that says nothing."""
    return invalid(
        "EVIDENCE_EMPTY",
        "The evidence says neither what it is nor where it can be read. Give a citation, an address or the digest of "
        "the document, or leave the evidence out.",
        Violation("evidence.citation", "for example `Extract from the commercial register of Helsinki, 2026-02-01`"),
    )


def check_etag(name: str, etag: str, revision: int) -> None:
    """Refuses a change of something that has changed since it was read.

    Raises:
        SepiaError: ABORTED (ETAG_MISMATCH).
    """
    if etag and etag != str(revision):
        raise stale(name)


def already_withdrawn(name: str, why: str) -> SepiaError:
    """A report that was withdrawn before."""
    return precondition(
        "RECORD_WITHDRAWN", f"{name} was withdrawn ({why}). Report it anew if it holds after all.", subject=name
    )


def already_ended(name: str, last: dt.date) -> SepiaError:
    """A report that has a last day."""
    return precondition(
        "RECORD_ENDED",
        f"{name} has a last day, {last}. Withdraw it if that is wrong, and report it anew with the right one.",
        subject=name,
    )
