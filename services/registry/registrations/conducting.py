"""Owns what happens to a registration step by step: each step decides, remembers, sets deadlines and tells the holder.

Steps run in the caller's transaction on an entry that it has locked, so that two editors never undo each other. Other
features (objections, decisions) take the same steps through `RegistrationProcedure`.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from services.registry import tables
from services.registry.court_gate.rules import history
from services.registry.registrations import rules, store
from services.registry.registrations.entry import Entry
from services.registry.registrations.regimes import Regime, Regimes
from services.registry.registrations.rules import Act, Cure, Event, State
from shared.db import WriteTransaction
from shared.deadlines import Deadline, drop_deadlines, meet_deadline, set_deadline
from shared.errors import SepiaError, Violation, invalid, not_found, precondition

CURE = "registration:cure"
APPEAL = "registration:appeal"
"""Kinds of deadline: to mend a defect, and to appeal against a suspension."""

REVIEW, THIRD_PARTY, COURT, OFFICE, OBJECTION = range(1, 6)
"""Numbers of CureGround."""


class RegistrationProcedure:
    """The steps of Arts 20 to 25 on entries of the register.

    Args:
        regimes: the regimes of the register's standards.
    """

    def __init__(self, regimes: Regimes) -> None:
        self.regimes = regimes

    async def lock(self, tx: WriteTransaction, name: str, *, nowait: bool = False) -> Entry:
        """An entry for this transaction alone.

        Raises:
            SepiaError: NOT_FOUND.
        """
        row = await store.lock(tx, name, nowait=nowait)
        if row is None:
            raise not_found(name)
        return Entry(tx, row, self.regimes.of(row.regime))

    # --- cures ---------------------------------------------------------------------------------------------------

    async def open_cure(
        self,
        tx: WriteTransaction,
        registration: str,
        ground: int,
        defect: str,
        reference: str,
        due_on: dt.date | None = None,
    ) -> sa.Row[Any]:
        """Asks the holder to mend a defect, else the entry is suspended (Art. 22, 23); returns the cure.

        Args:
            registration: its name or number.
            ground: a number of CureGround.
            due_on: the last day; the profile's shortest period where None.

        Raises:
            SepiaError: NOT_FOUND; FAILED_PRECONDITION (WRONG_STATE); INVALID_ARGUMENT (CURE_TOO_SHORT).
        """
        return await self.open_cure_of(await self.lock(tx, registration), ground, defect, reference, due_on)

    async def open_cure_of(
        self, entry: Entry, ground: int, defect: str, reference: str, due_on: dt.date | None = None
    ) -> sa.Row[Any]:
        """As `open_cure`, on an entry that is locked."""
        regime, tx = entry.regime, entry.tx
        provision = regime.provision("registration.cure")
        shortest = regime.days.last_day(regime.section.cure, entry.today)
        if due_on is not None and due_on < shortest:
            raise invalid(
                "CURE_TOO_SHORT",
                f"The holder has at least {regime.section.cure} to mend a defect, until {shortest}; {due_on} is "
                f"earlier ({provision}).",
                Violation("due_date", f"{shortest} or later"),
            )
        due = due_on or shortest
        target = rules.after(entry.state, Act.OPEN_CURE, entry.name)
        cure = tx.database.new_id()
        await store.add_cure(
            tx,
            {
                "id": cure,
                "registration_id": entry.id,
                "ground": ground,
                "defect": defect,
                "reference": reference,
                "state": int(Cure.OPEN),
                "opened_on": entry.today,
                "due_on": due,
            },
        )
        await self._set_cure_deadline(entry, cure, due)
        await entry.save(state=int(target))
        await entry.note(
            Event.CURE_OPENED,
            f"{defect.rstrip('.')}. To be mended by {due}.",
            reference=cure_name(entry, cure),
            provision=provision,
            due_on=due,
        )
        found = await store.read_cure(tx.connection, entry.id, cure)
        assert found is not None
        return found

    async def _set_cure_deadline(self, entry: Entry, cure: uuid.UUID, due_on: dt.date) -> None:
        await set_deadline(
            entry.tx,
            tables.deadline,
            entry.regime.days,
            subject=cure_name(entry, cure),
            kind=CURE,
            due_on=due_on,
            actor=entry.holder,
            provision=entry.regime.provision("registration.cure"),
        )

    async def answer_cure(
        self, entry: Entry, cure: sa.Row[Any], answer: str, content: Mapping[str, Any] | None
    ) -> sa.Row[Any]:
        """The holder's answer. One that comes after the last day finds the entry suspended, whoever looks first."""
        if cure.state == Cure.OPEN and entry.today > cure.due_on:
            await self._lapse(entry, cure, suspended_on=cure.due_on + dt.timedelta(days=1))
            await drop_deadlines(entry.tx, tables.deadline, cure_name(entry, cure.id), CURE)
            cure = await _read_cure(entry, cure.id)
        if cure.state not in (Cure.OPEN, Cure.ANSWERED, Cure.LAPSED):
            raise _closed(entry, cure)
        await meet_deadline(entry.tx, tables.deadline, cure_name(entry, cure.id), CURE)
        in_time = cure.state != Cure.LAPSED
        changed = await store.update_cure(
            entry.tx,
            cure.id,
            {
                "state": int(Cure.ANSWERED if in_time else Cure.LAPSED),
                "answer": answer,
                "answered_on": entry.today,
                "content": content,
                "content_base": None if content is None else entry.row.content_number,
                "decision_reasons": "",
            },
        )
        await entry.save()
        await entry.note(
            Event.CURE_ANSWERED,
            answer,
            reference=cure_name(entry, cure.id),
            days_late=rules.days_late(entry.today, cure.due_on),
        )
        return changed

    async def decide_cure(self, entry: Entry, cure: sa.Row[Any], *, cured: bool, reasons: str) -> sa.Row[Any]:
        """An officer's decision on an answer (Art. 22, 23).

        Raises:
            SepiaError: FAILED_PRECONDITION (CURE_CLOSED, NOT_ANSWERED, ANSWER_OUTDATED).
        """
        if cure.state not in (Cure.OPEN, Cure.ANSWERED, Cure.LAPSED):
            raise _closed(entry, cure)
        if cure.answered_on is None:
            raise precondition(
                "NOT_ANSWERED",
                f"The holder has not answered {cure_name(entry, cure.id)} yet. Without an answer it lapses by "
                f"itself at the end of {cure.due_on}.",
                subject=cure_name(entry, cure.id),
            )
        if cured:
            return await self._cured(entry, cure, reasons)
        name, provision = cure_name(entry, cure.id), entry.regime.provision("registration.cure")
        if cure.state == Cure.ANSWERED and entry.today > cure.due_on:
            await self._lapse(entry, cure, suspended_on=entry.today, reasons=reasons)
        elif cure.state == Cure.ANSWERED:
            await self._set_cure_deadline(entry, cure.id, cure.due_on)
            await store.update_cure(
                entry.tx, cure.id, {"state": int(Cure.OPEN), "answered_on": None, "decision_reasons": reasons}
            )
            await entry.save()
            await entry.note(Event.ANSWER_NOT_ENOUGH, reasons, reference=name, provision=provision, due_on=cure.due_on)
        else:
            await store.update_cure(entry.tx, cure.id, {"answered_on": None, "decision_reasons": reasons})
            await entry.save()
            await entry.note(Event.ANSWER_NOT_ENOUGH, reasons, reference=name, provision=provision)
        return await _read_cure(entry, cure.id)

    async def _cured(self, entry: Entry, cure: sa.Row[Any], reasons: str) -> sa.Row[Any]:
        name, provision = cure_name(entry, cure.id), entry.regime.provision("registration.cure")
        differing: list[str] = []
        if cure.content is not None:
            if cure.content_base != entry.row.content_number:
                raise precondition(
                    "ANSWER_OUTDATED",
                    f"{entry.name} was changed after the holder answered, so its answer would undo that change. Ask "
                    "the holder to answer again.",
                    subject=name,
                )
            differing = await entry.replace_content(cure.content)
        changed = await store.update_cure(entry.tx, cure.id, {"state": int(Cure.CURED), "decision_reasons": reasons})
        before = entry.state
        target = rules.after(before, Act.CURED, entry.name, await entry.outstanding())
        await entry.save(state=int(target))
        await entry.note(Event.CURED, reasons, reference=name, provision=provision)
        if differing:
            await entry.note(
                Event.CORRECTED,
                f"Corrected: {', '.join(differing)}.",
                reference=name,
                provision=provision,
                further={"fields": differing},
            )
        if before is State.SUSPENDED and target is not State.SUSPENDED:
            await entry.note(
                Event.REINSTATED,
                "What was to be cured has been.",
                reference=name,
                provision=entry.regime.provision("registration.suspended_if_not_cured"),
            )
            await drop_deadlines(entry.tx, tables.deadline, entry.name, APPEAL)
            await entry.save(suspended_on=None, appeal_due_on=None)
        return changed

    async def lapse_cure(self, tx: WriteTransaction, deadline: Deadline) -> None:
        """What follows when a defect is not mended in time: the entry is suspended from the day after (Art. 22, 23)."""
        registration, _, cure = deadline.subject.partition("/cures/")
        # Whoever changes the entry now may be about to meet this deadline: it is tried again, never waited for.
        entry = await self.lock(tx, registration, nowait=True)
        row = await store.read_cure(tx.connection, entry.id, uuid.UUID(cure))
        if row is not None and row.state == Cure.OPEN:
            await self._lapse(entry, row, suspended_on=deadline.due_on + dt.timedelta(days=1), source="system")

    async def _lapse(
        self, entry: Entry, cure: sa.Row[Any], *, suspended_on: dt.date, reasons: str = "", source: str = ""
    ) -> None:
        provision = entry.regime.provision("registration.suspended_if_not_cured")
        text = reasons or f"Not mended by {cure.due_on}."
        if not entry.regime.section.suspended_if_not_cured:
            await store.update_cure(entry.tx, cure.id, {"state": int(Cure.DROPPED), "decision_reasons": reasons})
            await entry.save(state=int((await entry.outstanding()).state))
            await entry.note(
                Event.ANSWER_NOT_ENOUGH, text, reference=cure_name(entry, cure.id), provision=provision, source=source
            )
            return
        await store.update_cure(entry.tx, cure.id, {"state": int(Cure.LAPSED), "decision_reasons": reasons})
        await self._suspend(
            entry, cure.id, Act.LAPSE, f"{text} Suspended until it is.", suspended_on, provision, source=source
        )

    async def suspend(self, tx: WriteTransaction, registration: str, *, ground: str, reference: str) -> None:
        """Suspends an entry from today on because an objection was upheld; mending it ends the suspension (Art. 23).

        Raises:
            SepiaError: NOT_FOUND; FAILED_PRECONDITION (WRONG_STATE).
        """
        entry = await self.lock(tx, registration)
        cure = tx.database.new_id()
        await store.add_cure(
            tx,
            {
                "id": cure,
                "registration_id": entry.id,
                "ground": OBJECTION,
                "defect": ground,
                "reference": reference,
                "state": int(Cure.LAPSED),
                "opened_on": entry.today,
                "due_on": entry.today,
            },
        )
        await self._suspend(entry, cure, Act.SUSPEND, ground, entry.today, "Art. 23")

    async def _suspend(
        self,
        entry: Entry,
        cure: uuid.UUID,
        act: Act,
        text: str,
        suspended_on: dt.date,
        provision: str,
        *,
        source: str = "",
    ) -> None:
        target = rules.after(entry.state, act, entry.name)
        appeal_due = None
        if entry.regime.section.appeal_due is not None:
            # From the day on which the holder is told.
            appeal_due = entry.regime.days.last_day(entry.regime.section.appeal_due, entry.today)
            await set_deadline(
                entry.tx,
                tables.deadline,
                entry.regime.days,
                subject=entry.name,
                kind=APPEAL,
                due_on=appeal_due,
                actor=entry.holder,
                provision=entry.regime.provision("registration.appeal_due"),
            )
        await entry.save(
            state=int(target), suspended_on=entry.row.suspended_on or suspended_on, appeal_due_on=appeal_due
        )
        await entry.note(
            Event.SUSPENDED,
            text,
            effective_on=suspended_on,
            reference=cure_name(entry, cure),
            provision=provision,
            due_on=appeal_due,
            source=source,
        )

    # --- suspensions and removal ---------------------------------------------------------------------------------

    async def annul(self, entry: Entry, ordinals: Iterable[int], text: str, reference: str, provision: str) -> None:
        """Makes suspensions count as never made (Art. 24(4)): by the Boards of Appeal, or because the centre erred.

        Raises:
            SepiaError: FAILED_PRECONDITION (NOT_A_SUSPENSION, WRONG_STATE).
        """
        rows = {row.ordinal: row for row in await store.list_events(entry.tx.connection, entry.id, only_public=False)}
        done = {row.annuls for row in rows.values() if row.annuls}
        wanted = list(ordinals)
        for ordinal in wanted:
            if rows[ordinal].kind != Event.SUSPENDED or ordinal in done:
                raise _no_suspension(entry, rows[ordinal].shown)
        suspending = {rows[ordinal].reference for ordinal in wanted}
        for cure in await store.list_cures(entry.tx.connection, entry.id):
            if cure.state == Cure.LAPSED and cure_name(entry, cure.id) in suspending:
                await store.update_cure(entry.tx, cure.id, {"state": int(Cure.DROPPED), "decision_reasons": text})
        target = rules.after(entry.state, Act.ANNUL, entry.name, await entry.outstanding())
        await entry.save(state=int(target))
        for ordinal in wanted:
            await entry.note(
                Event.SUSPENSION_ANNULLED,
                text,
                effective_on=rows[ordinal].effective_on,
                reference=reference,
                provision=provision,
                annuls=ordinal,
            )
        told = history(await entry.dated_events())
        current = told.suspensions[-1] if told.suspensions and told.suspensions[-1].until is None else None
        if current is None:
            await drop_deadlines(entry.tx, tables.deadline, entry.name, APPEAL)
            await entry.save(suspended_on=None, appeal_due_on=None)
        else:
            await entry.save(suspended_on=current.since)

    async def event_shown_as(self, entry: Entry, number: int) -> int:
        """The ordinal of the public event that is shown under a number.

        Raises:
            SepiaError: FAILED_PRECONDITION (NOT_A_SUSPENSION).
        """
        found = await store.list_events(entry.tx.connection, entry.id, only_public=True, after=number - 1, limit=1)
        if not found or found[0].shown != number:
            raise _no_suspension(entry, number)
        return found[0].ordinal

    async def meet_appeal(self, entry: Entry) -> None:
        """The appeal was filed: its period need not be watched any more."""
        await meet_deadline(entry.tx, tables.deadline, entry.name, APPEAL)

    async def last_suspension(self, entry: Entry) -> list[int]:
        """Ordinals of the suspensions that an appeal is against: those of the last period."""
        events = await entry.dated_events()
        told = history(events)
        suspended = {event.ordinal for event in events if event.kind is Event.SUSPENDED}
        return [] if not told.suspensions else [each for each in told.suspensions[-1].events if each in suspended]

    async def remove(self, entry: Entry, ground: str, ground_on: dt.date, evidence: str) -> None:
        """Removes an entry at the holder's request (Art. 25); its cures no longer apply.

        Raises:
            SepiaError: INVALID_ARGUMENT (GROUND_NOT_OFFERED, DATE_IN_FUTURE, BEFORE_GRANT); FAILED_PRECONDITION
                (WRONG_STATE).
        """
        target = rules.after(entry.state, Act.REMOVE, entry.name)
        section, days = entry.regime.section, entry.regime.days
        provision = entry.regime.provision("registration.removal_grounds")
        rules.check_ground(ground, (each.value for each in section.removal_grounds), provision)
        rules.not_in_future("ground_date", ground_on, entry.today)
        if ground != "invalidated":  # which is told from the beginning, before any grant
            rules.not_before_grant("ground_date", ground_on, entry.row.granted_on)
        for cure in await store.list_cures(entry.tx.connection, entry.id):
            if cure.state in (Cure.OPEN, Cure.ANSWERED, Cure.LAPSED):
                await store.update_cure(entry.tx, cure.id, {"state": int(Cure.DROPPED)})
                await drop_deadlines(entry.tx, tables.deadline, cure_name(entry, cure.id))
        await drop_deadlines(entry.tx, tables.deadline, entry.name)
        erasable = entry.row.erasable_from or erasable_from(
            entry.regime, ground_on if ground == "expired" else entry.today
        )
        await entry.save(
            state=int(target),
            removed_on=entry.today,
            removal_ground=ground,
            files_kept_until=None if section.files_kept is None else days.last_day(section.files_kept, entry.today),
            erasable_from=erasable,
        )
        await entry.note(
            Event.REMOVED,
            f"Removed because the patent is {ground.replace('_', ' ')} since {ground_on}.",
            reference=evidence,
            provision=provision,
            further={"ground": ground, "groundOn": ground_on},
        )

    async def note_event(self, entry: Entry, kind: Event, effective_on: dt.date, text: str, reference: str) -> int:
        """Puts an event of Art. 4(4) on record that happened elsewhere.

        Raises:
            SepiaError: INVALID_ARGUMENT (EVENT_NOT_NOTED, DATE_IN_FUTURE, BEFORE_GRANT); FAILED_PRECONDITION
                (WRONG_STATE).
        """
        if kind not in rules.NOTED:
            listed = ", ".join(sorted(each.name for each in rules.NOTED))
            raise invalid(
                "EVENT_NOT_NOTED",
                f"{kind.name} is an event that the register makes itself when it happens. Noted can be {listed}.",
                Violation("kind", f"one of {listed}; for example PROCEEDINGS"),
            )
        rules.not_in_future("effective_date", effective_on, entry.today)
        if kind is Event.EXPIRED:
            rules.not_before_grant("effective_date", effective_on, entry.row.granted_on)
        rules.after(entry.state, Act.NOTE, entry.name)
        if kind is Event.EXPIRED and entry.row.erasable_from is None:
            await entry.save(erasable_from=erasable_from(entry.regime, effective_on))
        else:
            await entry.save()
        return await entry.note(kind, text, effective_on=effective_on, reference=reference, provision="Art. 4(4)")


def erasable_from(regime: Regime, event: dt.date) -> dt.date | None:
    """The first day on which contact data may be erased on request (Art. 6); None where the regime sets none."""
    kept = regime.section.personal_data_kept
    return None if kept is None else regime.days.last_day(kept, event) + dt.timedelta(days=1)


def cure_name(entry: Entry, cure: uuid.UUID) -> str:
    """`registrations/{registration}/cures/{cure}`."""
    return f"{entry.name}/cures/{cure}"


async def _read_cure(entry: Entry, cure: uuid.UUID) -> sa.Row[Any]:
    found = await store.read_cure(entry.tx.connection, entry.id, cure)
    assert found is not None
    return found


def _no_suspension(entry: Entry, number: int) -> SepiaError:
    return precondition(
        "NOT_A_SUSPENSION",
        f"Event {number} of {entry.name} is no suspension in force: nothing can be annulled. List its events and name "
        "the one of kind SUSPENDED.",
        subject=entry.name,
    )


def _closed(entry: Entry, cure: sa.Row[Any]) -> SepiaError:
    return precondition(
        "CURE_CLOSED",
        f"{cure_name(entry, cure.id)} is {Cure(cure.state).name.lower()}: nothing is to be mended any more.",
        subject=cure_name(entry, cure.id),
    )
