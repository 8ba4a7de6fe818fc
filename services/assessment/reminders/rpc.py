"""Owns `ReminderService`: calendars behind secret addresses."""

from __future__ import annotations

import datetime as dt
from typing import Any

import grpc.aio
from google.api import httpbody_pb2

from sepia.assessment.v1 import reminders_pb2 as pb
from sepia.assessment.v1 import reminders_pb2_grpc
from services.assessment.instants import timestamp
from services.assessment.keys import NewKey
from services.assessment.reminders import rules, store
from services.assessment.reminders.calendars import MEDIA_TYPE, calendar_of
from shared.auth.callers import Caller, Role, current_caller, set_caller
from shared.db.database import OFFICERS, Database
from shared.errors import forbidden, not_found

Context = grpc.aio.ServicerContext[Any, Any]


class CalendarMethods(reminders_pb2_grpc.ReminderServiceServicer):
    """Makes, voids and shows calendars."""

    database: Database
    new_key: NewKey
    origin: str

    async def CreateCalendarFeed(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: pb.CreateCalendarFeedRequest, context: Context
    ) -> pb.CalendarFeed:
        caller, now = current_caller(), self.database.clock.now()
        token = rules.token_of(self.new_key())
        async with self.database.write() as tx:
            await store.put_feed(
                tx.connection,
                account=caller.account,
                organization=caller.organization,
                officer=caller.has(Role.ROLE_OFFICER),
                digest=rules.token_digest(token),
                at=now,
            )
            await tx.record("account:calendar:create", caller.account, {}, audience=_audience(caller.account))
        return pb.CalendarFeed(
            account=caller.account, token=token, path=f"/v1/calendars/{token}.ics", create_time=timestamp(now)
        )

    async def RevokeCalendarFeed(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: pb.RevokeCalendarFeedRequest, context: Context
    ) -> pb.CalendarFeed:
        caller = current_caller()
        account = request.account or caller.account
        if account != caller.account and not caller.has(Role.ROLE_OFFICER):
            raise forbidden(f"The calendar of {account} is made void by themselves or an officer.", subject=account)
        async with self.database.write(request) as tx:
            row = await store.drop_feed(tx.connection, account)
            if row is None:
                raise not_found(account, f"{account} has no calendar; there is nothing to make void.")
            await tx.record("account:calendar:revoke", account, {}, audience=_audience(account))
            return await tx.reply(pb.CalendarFeed(account=account, create_time=timestamp(row.created_at)))

    async def GetCalendar(self, request: pb.GetCalendarRequest, context: Context) -> httpbody_pb2.HttpBody:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.read() as connection:
            feed = await store.feed_of(connection, rules.token_digest(request.token))
        if feed is None:
            raise not_found(
                "calendars", "There is no calendar behind this address, or it was made void. Ask for a new address."
            )
        roles = frozenset({Role.ROLE_OFFICER}) if feed.officer else frozenset[int]()
        # From here on the call reads as whose calendar it is; row-level security holds as for them.
        set_caller(Caller(feed.account, frozenset(map(int, roles)), feed.organization))
        actors = [feed.account, *([feed.organization] if feed.organization else [])]
        actors += ["role:OFFICER"] if feed.officer else []
        since = self.database.clock.now() - dt.timedelta(days=rules.CANCELLED_DAYS)
        async with self.database.read_as_caller() as connection:
            dues = await store.dues(connection, actors, closed_after=since)
        return httpbody_pb2.HttpBody(content_type=MEDIA_TYPE, data=calendar_of(dues, origin=self.origin))


def _audience(account: str) -> tuple[str, ...]:
    return (*OFFICERS, f"account:{account}")
