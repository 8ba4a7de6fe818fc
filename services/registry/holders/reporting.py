"""Owns how a report about holders is taken in and shown: who says so, when, in time or not, on what evidence."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import holder_records_pb2 as pb
from services.registry.holders import rules, store
from services.registry.holders.dates import date_message, date_of
from services.registry.holders.rules import HOLDER, OFFICER, Timeliness
from services.registry.imports.rules import plain
from shared.auth.callers import current_caller
from shared.db import Database, WriteTransaction
from shared.db.database import PUBLIC
from shared.regime.calendar import WorkingDays
from shared.regime.profile import Profile

_CENTRE = ("role:OFFICER", "role:SERVICE")

Evidence = Mapping[uuid.UUID, sa.Row[Any]]


class Reporting:
    """Takes reports in under a regime's calendar and its time for changes."""

    def __init__(self, database: Database, profile: Profile) -> None:
        self.database = database
        self._days = WorkingDays.of(profile)
        registration = profile.registration
        self._changes_due = None if registration is None else registration.changes_due
        self._personal_data_kept = None if registration is None else registration.personal_data_kept
        self._provision = "" if registration is None else profile.provenance("registration.changes_due").source

    def today(self) -> dt.date:
        """The legal date."""
        return self._days.date_of(self.database.clock.now())

    def date_of(self, instant: dt.datetime) -> dt.date:
        """The legal date of an instant."""
        return self._days.date_of(instant)

    def kept_until(self, event: dt.date) -> dt.date:
        """The first day on which contact data may be erased on request after an event (Art. 6)."""
        kept = self._personal_data_kept
        last = event if kept is None else self._days.last_day(kept, event)
        return last + dt.timedelta(days=1)

    def as_of(self, request: Any) -> dt.date:
        """The day that a question is about; today where it names none."""
        return date_of(request, "as_of_date") or self.today()

    def speaks_as(self) -> str:
        """`officer` or `holder`: as whom the caller reports."""
        return OFFICER if current_caller().has(Role.ROLE_OFFICER) else HOLDER

    def columns(
        self, source: str, effective_on: dt.date | None, ends_on: dt.date | None, *, evidence: uuid.UUID | None
    ) -> dict[str, Any]:
        """The columns that every report has, but for whether it is in time.

        Raises:
            SepiaError: INVALID_ARGUMENT (SOURCE_MISSING, SOURCE_NOT_YOURS, DATES_REVERSED).
        """
        caller, today = current_caller(), self.today()
        officer = self.speaks_as() == OFFICER
        named = rules.source_of(source, officer=officer, organization=caller.organization)
        days = rules.span(effective_on, ends_on, reported_on=today)
        return {
            "source": named,
            "source_key": plain(named),
            "effective_on": effective_on,
            "starts_on": days.first,
            "ends_on": days.last,
            "evidence_id": evidence,
            "reported_by": caller.account,
            "reported_as": self.speaks_as(),
            "reported_at": self.database.clock.now(),
            "reported_on": today,
            "due_on": self._due(effective_on),
            "provision": self._provision,
        }

    def _due(self, effective_on: dt.date | None) -> dt.date | None:
        # Art. 20(5) in eu-2023: changes are reported within six months.
        if effective_on is None or self._changes_due is None:
            return None
        return self._days.last_day(self._changes_due, effective_on)

    async def keep_evidence(
        self, tx: WriteTransaction, subject: str, evidence: pb.HolderEvidence | None, holders: Sequence[str]
    ) -> uuid.UUID | None:
        """Keeps the evidence of a report, and says in the log what it is, to its audience.

        Args:
            subject: resource name of the report.
            holders: resource names of the holders concerned, who may read it also where it is confidential.

        Raises:
            SepiaError: INVALID_ARGUMENT (EVIDENCE_EMPTY).
        """
        if evidence is None:
            return None
        if not (plain(evidence.citation) or evidence.url or evidence.document_digest):
            raise rules.evidence_empty()
        audience = PUBLIC
        if evidence.confidential:
            audience = (*_CENTRE, *(f"organization:{holder}" for holder in dict.fromkeys(holders)))
        said = {
            "citation": evidence.citation,
            "url": evidence.url,
            "document_digest": evidence.document_digest,
            "confidential": evidence.confidential,
        }
        id = self.database.new_id()
        values = {"id": id, "subject": subject, **said, "audience": list(audience)}
        await store.keep_evidence(tx, {**values, "created_at": self.database.clock.now()})
        await tx.record(f"{self.speaks_as()}:evidence:add", subject, said, audience=audience)
        return id

    async def note(
        self,
        tx: WriteTransaction,
        holders: Sequence[int],
        kind: str,
        subject: str,
        summary: str,
        *,
        event_on: dt.date | None,
        timeliness: int = 0,
    ) -> None:
        """Adds something to the timelines of holders, and gives them new etags."""
        happened_at = self.database.clock.now()  # one moment for all: by it, what happened to two is shown once
        events = [
            {
                "id": self.database.new_id(),
                "holder_id": holder,
                "happened_at": happened_at,
                "event_on": event_on,
                "kind": kind,
                "summary": summary,
                "subject": subject,
                "reported_as": self.speaks_as(),
                "timeliness": timeliness,
            }
            for holder in dict.fromkeys(holders)
        ]
        await store.note_events(tx, events)
        await store.touch(tx, holders)


async def evidence_of(connection: AsyncConnection, rows: Sequence[sa.Row[Any]]) -> Evidence:
    """The evidence of reports, as far as the caller may read it."""
    ids = [row.evidence_id for row in rows if row.evidence_id is not None]
    return await store.read_evidence(connection, ids, current_caller().audiences)


def evidence_message(row: sa.Row[Any] | None) -> pb.HolderEvidence | None:
    """Evidence for a reply; None where there is none for the caller."""
    if row is None:
        return None
    return pb.HolderEvidence(
        citation=row.citation, url=row.url, document_digest=row.document_digest, confidential=row.confidential
    )


def report_message(row: sa.Row[Any], evidence: Evidence) -> pb.HolderReport:
    """Who said so, when, on what evidence."""
    changes = Timeliness(row.timeliness) in (Timeliness.IN_TIME, Timeliness.LATE)
    return pb.HolderReport(
        source=row.source,
        reported_as=row.reported_as,
        report_time=row.reported_at,
        report_date=date_message(row.reported_on),
        due_date=date_message(row.due_on) if changes else None,
        timeliness=row.timeliness,
        provision=row.provision,
        evidence=evidence_message(evidence.get(row.evidence_id)),
        withdraw_time=row.withdrawn_at,
        withdraw_reason=row.withdraw_reason or "",
        end_reason=row.end_reason or "",
    )
