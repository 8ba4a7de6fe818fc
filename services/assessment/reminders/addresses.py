"""Owns the methods of `ReminderService` about addresses: set, confirmed by a code, removed."""

from __future__ import annotations

from typing import Any

import grpc.aio
import sqlalchemy as sa

from sepia.assessment.v1 import reminders_pb2 as pb
from sepia.assessment.v1 import reminders_pb2_grpc
from services.assessment.conducting import as_centre
from services.assessment.instants import timestamp_if
from services.assessment.keys import NewKey
from services.assessment.reminders import mail_store, rules
from shared.auth.callers import Role, current_caller
from shared.db.database import OFFICERS, Database
from shared.errors import SepiaError, not_found, precondition

Context = grpc.aio.ServicerContext[Any, Any]

_LEAD_DAYS = 3


class AddressMethods(reminders_pb2_grpc.ReminderServiceServicer):
    """Keeps where people are reminded."""

    database: Database
    new_key: NewKey
    sends_mail: bool

    async def SetNotificationAddress(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: pb.SetNotificationAddressRequest, context: Context
    ) -> pb.NotificationAddress:
        if not self.sends_mail:
            raise precondition(
                "MAIL_NOT_SET_UP",
                "This installation sends no mail: its operator has not set SEPIA_SMTP_HOST. A calendar does without "
                "(`sepia notify calendar`).",
            )
        caller, now = current_caller(), self.database.clock.now()
        async with self.database.write(request) as tx:
            before = await mail_store.address_of(tx.connection, caller.account, lock=True)
            rules.may_send_code(None if before is None else before.code_until, now)
            code = rules.code_of(self.new_key())
            values: dict[str, object] = {
                "account": caller.account,
                "organization": caller.organization,
                "officer": caller.has(Role.ROLE_OFFICER),
                "address": request.address,
                "lead_days": request.lead_days or _LEAD_DAYS,
                "code_sha256": rules.code_digest(caller.account, code),
                "code_until": now + rules.CODE_HOLDS,
                "attempts": 0,
                "verified_at": None,
            }
            await mail_store.put_address(tx.connection, values)
            await tx.record("account:address:set", caller.account, {}, audience=_audience(caller.account))
            await as_centre(tx.connection)
            await mail_store.send_code(tx.connection, self.database.new_id(), caller.account, code, now)
            return await tx.reply(_message(await mail_store.address_of(tx.connection, caller.account)))

    async def ConfirmNotificationAddress(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: pb.ConfirmNotificationAddressRequest, context: Context
    ) -> pb.NotificationAddress:
        account, now = current_caller().account, self.database.clock.now()
        async with self.database.write(request) as tx:
            row = await mail_store.address_of(tx.connection, account, lock=True)
            if row is None:
                raise _none(account)
            right = rules.must_be_code(
                account, request.code, digest=row.code_sha256, until=row.code_until, attempts=row.attempts, now=now
            )
            if right:
                await as_centre(tx.connection)
                await mail_store.verify(tx.connection, row, now)
                await tx.record("account:address:confirm", account, {}, audience=_audience(account))
                return await tx.reply(_message(await mail_store.address_of(tx.connection, account)))
        # A try counts although the request is refused.
        async with self.database.write() as tx:
            await mail_store.miss(tx.connection, account)
        raise rules.wrong_code()

    async def GetNotificationAddress(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: pb.GetNotificationAddressRequest, context: Context
    ) -> pb.NotificationAddress:
        account = current_caller().account
        async with self.database.read() as connection:
            row = await mail_store.address_of(connection, account)
        if row is None:
            raise _none(account)
        return _message(row)

    async def RemoveNotificationAddress(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: pb.RemoveNotificationAddressRequest, context: Context
    ) -> pb.NotificationAddress:
        account = current_caller().account
        async with self.database.write(request) as tx:
            row = await mail_store.drop_address(tx.connection, account)
            if row is None:
                raise _none(account)
            await tx.record("account:address:remove", account, {}, audience=_audience(account))
            return await tx.reply(_message(row))


def _message(row: sa.Row[Any] | None) -> pb.NotificationAddress:
    assert row is not None
    return pb.NotificationAddress(
        account=row.account,
        address=row.address,
        lead_days=row.lead_days,
        verify_time=timestamp_if(row.verified_at),
    )


def _none(account: str) -> SepiaError:
    return not_found(account, f"{account} has no address for reminders. Set one: sepia notify email ADDRESS")


def _audience(account: str) -> tuple[str, ...]:
    return (*OFFICERS, f"account:{account}")
