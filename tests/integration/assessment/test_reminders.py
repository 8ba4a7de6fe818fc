"""Calendars and mail about what is due, over the real server; the mail server is a real one, too."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator
from typing import Any

import pytest
from icalendar import Calendar, Event

from sepia.assessment.v1 import checks_pb2 as checks
from sepia.assessment.v1 import procedure_pb2
from sepia.assessment.v1 import reminders_pb2 as pb
from sepia.assessment.v1.reminders_pb2_grpc import ReminderServiceStub
from services.assessment.app import SERVICE
from shared.client import Client
from shared.clock import FixedClock
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import Centre, ordinary_url
from tests.support import Databases, run_service


@pytest.fixture(scope="module")
async def centre(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Centre]:
    url = ordinary_url(databases)
    clock = FixedClock(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))
    async with run_service(SERVICE, url, tmp_path_factory.mktemp("keys"), clock=clock) as running:
        yield Centre(running, clock, url)


def reminders(client: Client) -> ReminderServiceStub:
    return client.stub(ReminderServiceStub)


async def a_check(centre: Centre) -> tuple[checks.Check, Client]:
    """A check that waits for the opinion of one evaluator."""
    frame = await centre.receive([("holders/acme", f"families/etsi-{uuid.uuid4().hex[:8]}")], demonstration=False)
    campaign = await centre.officer.call(centre.campaigns().AnnounceCampaign, centre.announcement(frame.name))
    centre.clock.advance(dt.timedelta(hours=2))
    await centre.draw(campaign)
    evaluator, client = await centre.evaluator()
    await centre.assign(campaign, evaluator)
    (check,) = await centre.checks_of(centre.officer, campaign)
    return check, client


async def feed(client: Client) -> pb.CalendarFeed:
    return await client.call(reminders(client).CreateCalendarFeed, pb.CreateCalendarFeedRequest())


async def calendar(centre: Centre, token: str) -> bytes:
    public = centre.public
    reply = await public.call(reminders(public).GetCalendar, pb.GetCalendarRequest(token=token))
    assert reply.content_type.startswith("text/calendar")
    return reply.data


def events(data: bytes) -> list[Event]:
    return list(Calendar.from_ical(data).walk("VEVENT"))


async def refused(call: Any) -> SepiaError:
    with pytest.raises(SepiaError) as caught:
        await call
    return caught.value


async def extend(centre: Centre, check: str) -> None:
    request = procedure_pb2.ExtendCheckRequest(name=check, reason="illness")
    await centre.officer.call(centre.procedure().ExtendCheck, request)


async def test_a_calendar_shows_what_is_due_moves_with_it_and_is_cancelled_when_it_is_done(centre: Centre) -> None:
    check, client = await a_check(centre)
    token = (await feed(client)).token
    (event,) = events(await calendar(centre, token))
    assert check.name in str(event["description"])
    assert event.decoded("dtstart") == check.due_time.ToDatetime(dt.UTC).date()
    assert event["status"] == "CONFIRMED"
    assert [alarm.decoded("trigger") for alarm in event.walk("VALARM")]
    first, uid = int(event["sequence"]), event["uid"]

    await extend(centre, check.name)
    (event,) = events(await calendar(centre, token))
    assert event["uid"] == uid
    assert int(event["sequence"]) > first
    assert event.decoded("dtstart") > check.due_time.ToDatetime(dt.UTC).date()
    moved = int(event["sequence"])

    await centre.open(client, check.name)
    await centre.opine(client, check.name, 1)
    (event,) = events(await calendar(centre, token))
    assert event["uid"] == uid
    assert event["status"] == "CANCELLED"
    assert int(event["sequence"]) > moved
    assert not event.walk("VALARM")


async def test_a_calendar_says_nothing_of_the_family_the_holder_or_others(centre: Centre) -> None:
    check, client = await a_check(centre)
    await a_check(centre)
    data = await calendar(centre, (await feed(client)).token + ".ics")
    assert len(events(data)) == 1
    unfolded = data.replace(b"\r\n ", b"").decode()
    for secret in (check.family, check.holder, check.standard, "Dr Example", "evaluators/", "accounts/"):
        assert secret not in unfolded
    assert all(len(line) <= 75 and line.isascii() for line in data.decode().split("\r\n"))


async def test_a_calendar_address_is_void_once_revoked_or_made_anew(centre: Centre) -> None:
    _, client = await a_check(centre)
    first = await feed(client)
    second = await feed(client)
    assert (await refused(calendar(centre, first.token))).kind is Kind.NOT_FOUND
    assert events(await calendar(centre, second.token))
    await client.call(reminders(client).RevokeCalendarFeed, pb.RevokeCalendarFeedRequest())
    assert (await refused(calendar(centre, second.token))).kind is Kind.NOT_FOUND
    again = client.call(reminders(client).RevokeCalendarFeed, pb.RevokeCalendarFeedRequest())
    assert (await refused(again)).kind is Kind.NOT_FOUND
    assert (await refused(calendar(centre, "A" * 43))).kind is Kind.NOT_FOUND


async def test_an_officer_voids_anybodys_calendar_and_nobody_else_does(centre: Centre) -> None:
    _, client = await a_check(centre)
    made = await feed(client)
    request = pb.RevokeCalendarFeedRequest(account=made.account)
    _, other = await centre.evaluator()
    assert (await refused(other.call(reminders(other).RevokeCalendarFeed, request))).kind is Kind.FORBIDDEN
    await centre.officer.call(reminders(centre.officer).RevokeCalendarFeed, request)
    assert (await refused(calendar(centre, made.token))).kind is Kind.NOT_FOUND


async def test_an_officers_calendar_shows_what_waits_for_the_centre(centre: Centre) -> None:
    token = (await feed(centre.officer)).token
    check, _ = await a_check(centre)
    await centre.pass_time(400)
    found = [event for event in events(await calendar(centre, token)) if check.name in str(event["description"])]
    assert any("Appointment" in str(event["summary"]) for event in found)
