"""Owns an entry of the register that a transaction has locked: its revisions, events and notices."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from sepia.auth.v1.auth_pb2 import Role
from services.registry import tables
from services.registry.court_gate.rules import Dated
from services.registry.holders.rules import holder_name
from services.registry.registrations import messages, rules, store
from services.registry.registrations.completeness import Request, compared, spellings
from services.registry.registrations.messages import registration_name
from services.registry.registrations.regimes import Regime
from services.registry.registrations.rules import PUBLIC_EVENTS, Event, Outstanding, State
from shared.auth.callers import current_caller
from shared.db import WriteTransaction
from shared.db.database import OFFICERS, PUBLIC
from shared.errors import stale


class Entry:
    """A registration that a transaction has locked.

    Attributes:
        row: as it is now, with `content`, `holder_key` and `standard_key`.
        regime: its regime.
        today: the legal date.
    """

    def __init__(self, tx: WriteTransaction, row: sa.Row[Any], regime: Regime) -> None:
        self.tx = tx
        self.row = row
        self.regime = regime
        self.today = regime.days.date_of(tx.database.clock.now())

    @property
    def id(self) -> uuid.UUID:
        """Its id."""
        return self.row.id

    @property
    def name(self) -> str:
        """Its resource name."""
        return registration_name(self.row.id)

    @property
    def holder(self) -> str:
        """The holder's resource name."""
        return holder_name(self.row.holder_key)

    @property
    def state(self) -> State:
        """Where it stands."""
        return State(self.row.state)

    def must_be(self, etag: str) -> None:
        """Refuses a write that was made from an older revision.

        Raises:
            SepiaError: ABORTED (ETAG_MISMATCH).
        """
        if etag and etag != str(self.row.revision):
            raise stale(self.name)

    async def save(self, **values: Any) -> None:
        """Changes it; every change is a revision."""
        self.row = await store.update(self.tx, self.id, values)

    async def note(
        self,
        kind: Event,
        text: str,
        *,
        effective_on: dt.date | None = None,
        reference: str = "",
        provision: str = "",
        annuls: int | None = None,
        days_late: int = 0,
        due_on: dt.date | None = None,
        further: Mapping[str, object] | None = None,
        source: str = "",
    ) -> int:
        """Records an event, in the log as well, and tells the holder and its representatives (Art. 6)."""
        public = kind in PUBLIC_EVENTS and self.row.number is not None
        since, word = effective_on or self.today, kind.name.lower().replace("_", "-")
        annulled = await store.shown_as(self.tx, self.id, annuls) if annuls else 0
        content: dict[str, object] = {
            "holder": self.holder,
            "standard": f"standards/{self.row.standard_key}",
            "number": self.row.number or "",
            # What everybody may read says of a defect that is being mended no more than the entry itself does.
            "state": messages.shown_state(self.state, own=not public).name,
            "effectiveOn": since,
            "text": text,
            "reference": reference,
            "provision": provision,
            "daysLate": days_late,
            **({} if public else {"event": word}),
            **({"dueOn": due_on} if due_on else {}),
            **({"annuls": annulled} if annulled else {}),
            **(further or {}),
        }
        entry = await self.tx.record(
            # Everybody reads the kinds of all entries of the log: what is not public is a step, and says itself which.
            f"{source or _source()}:registration:{word if public else 'step'}",
            self.name,
            content,
            audience=PUBLIC if public else (*OFFICERS, f"organization:{self.holder}"),
        )
        now = self.tx.database.clock.now()
        ordinal = await store.add_event(
            self.tx,
            self.id,
            {
                "kind": int(kind),
                "effective_on": since,
                "recorded_at": now,
                "recorded_on": self.today,
                "actor": current_caller().account or f"services/{tables.SCHEMA}",
                "text": text,
                "reference": reference,
                "provision": provision,
                "annuls": annuls,
                "days_late": days_late,
                "public": public,
                "log_entry_id": entry,
            },
        )
        if kind not in (Event.DRAFTED, Event.DISCARDED):
            await self._tell(ordinal, kind, text, due_on)
        return ordinal

    async def _tell(self, ordinal: int, kind: Event, text: str, due_on: dt.date | None) -> None:
        title = kind.name.lower().replace("_", " ")
        told = f"{self.row.number or self.name}: {title}. {text}"
        recipients = [(self.holder, False)]
        recipients += [(each.get("name", ""), True) for each in self.row.content.get("representatives", [])]
        await store.add_notices(
            self.tx,
            [
                {
                    "id": self.tx.database.new_id(),
                    "holder_id": self.row.holder_id,
                    "registration_id": self.id,
                    "event_ordinal": ordinal,
                    "recipient": recipient,
                    "representative": representative,
                    "text": told,
                    "due_on": due_on,
                    "created_at": self.tx.database.clock.now(),
                }
                for recipient, representative in recipients
            ],
        )

    async def dated_events(self) -> list[Dated]:
        """Its events as standing depends on them."""
        rows = await store.list_events(self.tx.connection, self.id, only_public=False)
        return [Dated(row.ordinal, Event(row.kind), row.effective_on, row.recorded_on, row.annuls) for row in rows]

    async def outstanding(self) -> Outstanding:
        """What is to be cured."""
        return Outstanding(*await store.outstanding(self.tx, self.id))

    async def replace_content(self, content: Mapping[str, Any]) -> list[str]:
        """Enters a further content of the same patent; returns the names of the fields that differ."""
        request = messages.request_of(messages.content_message(content))
        differing = rules.changed(self.row.content, content)
        number = self.row.content_number + 1
        await store.add_content(self.tx, self.id, number, content)
        await self.save(content_number=number, **columns_of(request))
        if self.row.granted_on is not None:
            opened = (await store.read_standard_by_id(self.tx.connection, self.row.standard_id)).registration_opened_on
            if opened is not None:
                await self.save(window_ends_on=window_of(self.regime, opened, self.row.granted_on).ends_on)
        return differing


def columns_of(request: Request) -> dict[str, Any]:
    """What is kept beside a content so that SQL can ask for it."""
    members = [spelling for member in request.family_members for spelling in spellings("", member)]
    return {
        "patent_key": compared(request.office, request.number),
        "numbers": spellings(request.office, request.number),
        "family_numbers": sorted(set(members)),
        "granted_on": request.granted_on,
        "expires_on": request.expires_on,
    }


def window_of(regime: Regime, opened_on: dt.date, granted_on: dt.date | None) -> rules.Window:
    """Until when a request is in time (Art. 20(3))."""
    section, days = regime.section, regime.days
    return rules.window(
        opened_on,
        granted_on,
        from_notice=days.last_day(section.window, opened_on),
        from_grant=None if granted_on is None else days.last_day(section.window_after_grant, granted_on),
    )


def _source() -> str:
    caller = current_caller()
    if caller.has(Role.ROLE_OFFICER):
        return "officer"
    if caller.has(Role.ROLE_HOLDER):
        return "holder"
    return "stakeholder" if caller.signed_in and not caller.has(Role.ROLE_SERVICE) else "system"
