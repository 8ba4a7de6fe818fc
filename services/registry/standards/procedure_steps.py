"""Owns what the steps of a standard's procedure have in common: the regime, the standard held, deadlines and events."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from sepia.registry.v1 import standards_pb2 as pb
from services.registry import tables
from services.registry.standards import messages, procedure, store
from services.registry.standards import procedure_store as procedures
from services.registry.standards.known import KnownStandards
from services.registry.standards.procedure import OPENING, WINDOW, State
from services.registry.standards.rules import standard_key
from shared.auth.callers import Role, current_caller
from shared.db import Database, WriteTransaction
from shared.deadlines import drop_deadlines, set_deadline
from shared.errors import not_found, stale
from shared.regime import Period, Procedure, Profile, load_profile
from shared.regime.calendar import WorkingDays
from shared.regime.sections import Standards

OFFICERS = "role:OFFICER"


class StandardsRegime:
    """A regime's numbers on notices, with its calendar."""

    def __init__(self, profile: Profile) -> None:
        section = profile.standards
        if section is None:
            raise profile.not_offered(Procedure.STANDARDS)
        self.profile = profile
        self.standards: Standards = section
        self.days = WorkingDays.of(profile)

    def provision(self, key: str) -> str:
        """What a value rests on: `Art. 14(5)-(7), standards.comments_open (recalled)`."""
        found = self.profile.provenance(key)
        return f"{found.source}, {key} ({found.status.value})"

    def comments_until(self, published_on: dt.date) -> dt.date | None:
        """The last day for comments on a notice (Art. 14(5)-(7)); None where the regime leaves no time for any."""
        period = self.standards.comments_open
        return self.last_day(period, published_on) if period.amount else None

    def last_day(self, period: Period, event: dt.date) -> dt.date:
        """The last day of a period that starts with an event."""
        return self.days.last_day(period, event)


class ProcedureSteps:
    """What notices, comments and the opening need.

    Args:
        database: the registry's.
        known: what texts mean which standards.
        regime: the regime of a notice that names none.
        regimes: folder with the operator's own regime profiles.
    """

    def __init__(self, database: Database, known: KnownStandards, regime: str, regimes: Path | None) -> None:
        self._database = database
        self._default_regime = regime
        self._index = known
        self._folder = regimes
        self._regimes: dict[str, StandardsRegime] = {}

    def _regime(self, name: str) -> StandardsRegime:
        """The regime with this name.

        Raises:
            SepiaError: NOT_FOUND; PROCEDURE_NOT_OFFERED.
        """
        if name not in self._regimes:
            self._regimes[name] = StandardsRegime(load_profile(name, self._folder))
        return self._regimes[name]

    def _today(self, regime: StandardsRegime) -> dt.date:
        return regime.days.date_of(self._database.clock.now())

    async def _locked(self, tx: WriteTransaction, name: str, etag: str) -> sa.Row[Any]:
        """The standard and its procedure, locked; refuses a stale etag."""
        row = await procedures.lock_standard(tx, standard_key(name))
        if row is None:
            raise not_found(name)
        if etag and etag != str(row.revision or 0):
            raise stale(name)
        return row

    async def _set_opening(
        self, tx: WriteTransaction, regime: StandardsRegime, name: str, published: dt.date, royalty: dt.date | None
    ) -> dt.date:
        event = procedure.opening_event(published, royalty)
        assert event is not None
        due_on = regime.last_day(regime.standards.registration_opens_within, event)
        await set_deadline(
            tx,
            tables.deadline,
            regime.days,
            subject=name,
            kind=OPENING,
            due_on=due_on,
            actor=OFFICERS,
            provision=regime.provision("standards.registration_opens_within"),
        )
        return due_on

    async def _set_window(
        self, tx: WriteTransaction, regime: StandardsRegime, name: str, opened: dt.date
    ) -> dt.date | None:
        """Sets the end of the window for registrations on time; None where the regime registers nothing."""
        if regime.profile.registration is None:
            await drop_deadlines(tx, tables.deadline, name, WINDOW)
            return None
        until = regime.last_day(regime.profile.registration.window, opened)  # Art. 20(3)
        await set_deadline(
            tx,
            tables.deadline,
            regime.days,
            subject=name,
            kind=WINDOW,
            due_on=until,
            provision=regime.provision("registration.window"),
        )
        return until

    async def _note(
        self,
        tx: WriteTransaction,
        id: int,
        kind: str,
        what: str,
        *,
        on: dt.date | None = None,
        provision: str = "",
    ) -> None:
        """Puts something into the timeline of a standard."""
        row: dict[str, object] = {
            "standard_id": id,
            "kind": kind,
            "effective_on": on,
            "recorded_at": self._database.clock.now(),
            "actor": current_caller().account,
            "what": what,
            "provision": provision,
        }
        await store.add_events(tx, [row])

    async def _whole(self, tx: WriteTransaction, key: str) -> pb.Standard:
        row = await store.read_standard(tx.connection, key)
        assert row is not None
        return await messages.whole_standard(tx.connection, row)


def state_of(row: sa.Row[Any]) -> State | None:
    """Where a standard stands; None before its first notice."""
    return None if row.state is None else State(row.state)


def kind_of(action: str) -> str:
    """The log's word for what the caller did: `holder:standard:notify`."""
    caller = current_caller()
    if caller.has(Role.ROLE_OFFICER):
        return f"officer:standard:{action}"
    return f"holder:standard:{action}" if caller.has(Role.ROLE_HOLDER) else f"stakeholder:standard:{action}"
