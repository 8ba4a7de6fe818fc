"""Owns what the methods on registrations share: who sees an entry, whose it is, and how it is told."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.protobuf.json_format import ParseDict

from sepia.registry.v1 import registrations_pb2 as pb
from services.registry.holders.rules import holder_name
from services.registry.registrations import completeness, messages, store
from services.registry.registrations.completeness import compared
from services.registry.registrations.conducting import RegistrationProcedure
from services.registry.registrations.entry import Entry
from services.registry.registrations.messages import Viewer, request_of
from services.registry.registrations.regimes import Regime
from services.registry.registrations.rules import State
from shared.auth.callers import current_caller
from shared.db import Database
from shared.errors import SepiaError, Violation, invalid, not_found, precondition

Context = grpc.aio.ServicerContext[Any, Any]


class EntryMethods:
    """What every method on entries needs."""

    def __init__(self, database: Database, procedure: RegistrationProcedure) -> None:
        self._database = database
        self._procedure = procedure

    def _told(self, row: sa.Row[Any]) -> pb.Registration:
        """A registration as the caller may see it; a draft with its faults."""
        regime = self._procedure.regimes.of(row.regime)
        found: Sequence[completeness.Fault] = ()
        if row.state == State.DRAFT:
            today = regime.days.date_of(self._database.clock.now())
            asked = request_of(messages.content_message(row.content))
            found = faults_of(asked, ParseDict(row.fee, pb.FeePayment()), regime, today)
        return messages.registration(row, regime.profile, Viewer.of(current_caller()), found)

    async def _seen(self, name: str) -> sa.Row[Any]:
        """A registration that the caller may know of.

        Raises:
            SepiaError: NOT_FOUND.
        """
        async with self._database.read() as connection:
            row = await store.read(connection, name)
        if row is None or (row.number is None and not Viewer.of(current_caller()).owns(holder_name(row.holder_key))):
            raise not_found(name)
        return row

    async def _own(self, tx: Any, name: str) -> Entry:
        """An entry of the caller's holder, locked; officers act for all.

        Raises:
            SepiaError: NOT_FOUND, also for somebody else's that is not public; PERMISSION_DENIED.
        """
        entry = await self._procedure.lock(tx, name)
        if entry.row.number is None and not Viewer.of(current_caller()).owns(entry.holder):
            raise not_found(name)
        current_caller().must_act_for(entry.holder)
        return entry

    def _check_content(self, entry: Entry, content: pb.RegistrationContent) -> None:
        asked = request_of(content)
        if compared(asked.office, asked.number) != entry.row.patent_key:
            raise invalid(
                "PATENT_CHANGED",
                f"{entry.name} is of {entry.row.patent_key}; an entry keeps its patent. Register the "
                "other one by itself.",
                Violation("content.patent.number", entry.row.patent_key),
            )
        # An entry stays correctable after its patent has expired: what was in force when it was entered.
        as_of = entry.row.expires_on or entry.today
        found = completeness.faults(
            asked, entry.regime.fields(), entry.regime.gate(), today=min(as_of, entry.today), fee=None
        )
        if found:
            raise invalid(
                "INCOMPLETE",
                f"{entry.name} would not be complete: {len(found)} faults. Send the whole entry as it is to be.",
                *(Violation(f"content.{each.field}", f"{each.rule}; for example {each.example}") for each in found),
            )


def faults_of(
    asked: completeness.Request, fee: pb.FeePayment, regime: Regime, today: dt.date
) -> list[completeness.Fault]:
    paid = bool(fee.receipt) if regime.holder_pays else None
    found = completeness.faults(asked, regime.fields(), regime.gate(), today=today, fee=paid)
    if regime.holder_pays and not fee.holder_size:
        rule = "the holder's size, which decides whether the fee includes sampled checks (Art. 20(6))"
        found.append(completeness.Fault("fee.holder_size", rule, "REGISTRANT_SIZE_LARGE"))
    return found


def after_id(key: Sequence[str | int] | None) -> uuid.UUID | None:
    return uuid.UUID(str(key[0])) if key else None


def id_of(text: str, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise not_found(name) from None


def decided(name: str) -> SepiaError:
    return precondition("ALREADY_DECIDED", f"{name} has been decided on. Read it again.", subject=name)
