"""Calendars and mail about what is due, over the real server; the mail server is a real one, too."""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import email.policy
import os
import re
import signal
import sys
import uuid
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from icalendar import Calendar, Event

from sepia.assessment.v1 import checks_pb2 as checks
from sepia.assessment.v1 import procedure_pb2
from sepia.assessment.v1 import reminders_pb2 as pb
from sepia.assessment.v1.reminders_pb2_grpc import ReminderServiceStub
from services.assessment import app
from services.assessment.app import SERVICE
from services.assessment.reminders.mailing import MailServer, Postman
from shared.client import Client
from shared.clock import FixedClock
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import Centre, ordinary_url
from tests.support import Databases, run_service


def _nobody(_: object) -> list[object]:
    return []


class Mailbox:
    """What the mail server does with what it gets."""

    def __init__(self) -> None:
        self.got: list[tuple[str, EmailMessage]] = []
        self.answer = "250 taken"
        self.dies = 0
        # Whom to kill when: a process that hands over mail, on the first recipient or once it has handed one over.
        self.kills: tuple[str, int] | None = None

    def _kill(self, when: str) -> None:
        if self.kills is not None and self.kills[0] == when:
            os.kill(self.kills[1], signal.SIGKILL)
            self.kills = None

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, to: str, options: object) -> str:
        self._kill("RCPT")
        envelope.rcpt_tos.append(to)
        return "250 go on"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            message = email.message_from_bytes(envelope.content, _class=EmailMessage, policy=email.policy.default)
            self.got.append((envelope.rcpt_tos[0], message))
        self._kill("DATA")
        if self.dies:
            self.dies -= 1
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return self.answer

    def to(self, address: str) -> list[EmailMessage]:
        return [message for to, message in self.got if to == address]


@pytest.fixture(scope="module")
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture(scope="module")
async def mail_server(mailbox: Mailbox) -> AsyncIterator[MailServer]:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, loop=loop), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield MailServer("127.0.0.1", port, "sepia@example.org", "none", timeout_seconds=5)
    server.close()


@pytest.fixture(scope="module")
async def centre(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Centre]:
    url = ordinary_url(databases)
    clock = FixedClock(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))
    keys = tmp_path_factory.mktemp("keys")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(app, "_postmen", _nobody)  # the tests send by themselves
        async with run_service(SERVICE, url, keys, clock=clock, smtp_host="127.0.0.1") as running:
            centre = Centre(running, clock, url)
            await centre.receive_groups("logs/registry", 0)
            await centre.receive_transfer_position(0)
            yield centre


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
    return [each for each in Calendar.from_ical(data).walk("VEVENT") if isinstance(each, Event)]


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
    first, uid = int(str(event["sequence"])), event["uid"]

    await extend(centre, check.name)
    (event,) = events(await calendar(centre, token))
    assert event["uid"] == uid
    assert int(str(event["sequence"])) > first
    assert event.decoded("dtstart") > check.due_time.ToDatetime(dt.UTC).date()
    moved = int(str(event["sequence"]))

    await centre.open(client, check.name)
    await centre.opine(client, check.name, 1)
    (event,) = events(await calendar(centre, token))
    assert event["uid"] == uid
    assert event["status"] == "CANCELLED"
    assert int(str(event["sequence"])) > moved
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


# --- by e-mail ---------------------------------------------------------------------------------------------------


async def reminded(centre: Centre, client: Client, address: str, mailbox: Mailbox, postman: Postman) -> None:
    """Sets and confirms somebody's address."""
    request = pb.SetNotificationAddressRequest(address=address)
    await client.call(reminders(client).SetNotificationAddress, request)
    await postman.run_once()
    code = re.search(r"confirm (\d{8})", mailbox.to(address)[-1].get_content())
    assert code is not None
    confirmed = await client.call(
        reminders(client).ConfirmNotificationAddress, pb.ConfirmNotificationAddressRequest(code=code[1])
    )
    assert confirmed.HasField("verify_time")


def postman_of(centre: Centre, server: MailServer) -> Postman:
    return Postman(centre.running.running.database, server)


async def test_who_confirmed_an_address_is_told_what_is_due_moved_near_and_passed(
    centre: Centre, mailbox: Mailbox, mail_server: MailServer
) -> None:
    postman, address = postman_of(centre, mail_server), "ada@example.org"
    check, client = await a_check(centre)
    await reminded(centre, client, address, mailbox, postman)
    assert await postman.run_once() == 0
    await extend(centre, check.name)
    assert await postman.run_once() == 1
    moved = await centre.look(check.name)
    centre.clock.advance(moved.due_time.ToDatetime(dt.UTC) - dt.timedelta(days=2) - centre.clock.now())
    assert await postman.run_once() == 1
    await centre.pass_time(3)
    await postman.run_once()
    subjects = [str(message["Subject"]) for message in mailbox.to(address)]
    assert subjects == [
        "Sepia: confirm this address",
        "Sepia: A due date has changed",
        "Sepia: Reminder of a due date",
        "Sepia: A due date has passed",
    ]
    for message in mailbox.to(address)[1:]:
        text = message.get_content()
        assert check.name in text
        assert moved.due_time.ToDatetime(dt.UTC).strftime("%Y-%m") in text
        for secret in (check.family, check.holder, check.standard):
            assert secret not in message.as_string()
    assert len({message["Message-ID"] for message in mailbox.to(address)}) == 4
    days = [message["Date"].datetime for message in mailbox.to(address)]
    assert days == sorted(days)
    assert abs(centre.clock.now() - days[-1]) < dt.timedelta(seconds=2)


async def test_nobody_is_reminded_of_what_is_done_nor_without_a_confirmed_address(
    centre: Centre, mailbox: Mailbox, mail_server: MailServer
) -> None:
    postman = postman_of(centre, mail_server)
    check, client = await a_check(centre)
    await reminded(centre, client, "bea@example.org", mailbox, postman)
    await centre.open(client, check.name)
    await centre.opine(client, check.name, 1)
    _, other = await a_check(centre)
    request = pb.SetNotificationAddressRequest(address="cyd@example.org")
    await other.call(reminders(other).SetNotificationAddress, request)
    centre.clock.advance(dt.timedelta(days=300))
    await centre.settle()
    await postman.run_once()
    assert len(mailbox.to("bea@example.org")) == 1
    assert len(mailbox.to("cyd@example.org")) == 1


async def test_two_replicas_send_each_mail_once(centre: Centre, mailbox: Mailbox, mail_server: MailServer) -> None:
    first = postman_of(centre, mail_server)
    people = [await a_check(centre) for _ in range(3)]
    for number, (_, client) in enumerate(people):
        await reminded(centre, client, f"two-{number}@example.org", mailbox, first)
    before = len(mailbox.got)
    for check, _ in people:
        await extend(centre, check.name)
    sent = await asyncio.gather(first.run_once(), postman_of(centre, mail_server).run_once())
    assert sum(sent) == 3
    assert sorted(to for to, _ in mailbox.got[before:]) == [f"two-{number}@example.org" for number in range(3)]


async def test_mail_waits_for_a_server_that_is_down_busy_or_dies_and_is_then_known_by_its_id(
    centre: Centre, mailbox: Mailbox, mail_server: MailServer
) -> None:
    postman, address = postman_of(centre, mail_server), "dee@example.org"
    check, client = await a_check(centre)
    await reminded(centre, client, address, mailbox, postman)
    await extend(centre, check.name)
    down = postman_of(centre, MailServer("127.0.0.1", 1, "sepia@example.org", "none", timeout_seconds=5))
    assert await down.run_once() == 0
    assert await postman.run_once() == 0  # not before its time
    centre.clock.advance(dt.timedelta(minutes=2))
    mailbox.answer = "451 later"
    assert await postman.run_once() == 0
    mailbox.answer, mailbox.dies = "250 taken", 1
    centre.clock.advance(dt.timedelta(minutes=5))
    assert await postman.run_once() == 0
    centre.clock.advance(dt.timedelta(minutes=9))
    assert await postman.run_once() == 1
    assert await postman.run_once() == 0
    ids = [message["Message-ID"] for message in mailbox.to(address)[1:]]
    assert len(ids) == 2
    assert len(set(ids)) == 1


POSTMAN = """
import asyncio, datetime as dt, sys
from services.assessment.reminders.mailing import MailServer, Postman
from services.assessment.tables import ANSWERED, JOURNAL
from shared.clock import FixedClock
from shared.db.database import Database

url, port, now = sys.argv[1:]
database = Database(url, JOURNAL, ANSWERED, clock=FixedClock(dt.datetime.fromisoformat(now)))
print("ready", flush=True)
sys.stdin.readline()
server = MailServer("127.0.0.1", int(port), "sepia@example.org", "none", timeout_seconds=30)
asyncio.run(Postman(database, server).run_once())
"""


@pytest.mark.parametrize(("when", "copies"), [("RCPT", 1), ("DATA", 2)])
async def test_a_process_killed_while_it_hands_over_mail_loses_none_and_what_was_not_noted_comes_again_by_its_id(
    centre: Centre, mailbox: Mailbox, mail_server: MailServer, when: str, copies: int
) -> None:
    postman = postman_of(centre, mail_server)
    people = [await a_check(centre) for _ in range(3)]
    for number, (_, client) in enumerate(people):
        await reminded(centre, client, f"{when}-{number}@example.org", mailbox, postman)
    for check, _ in people:
        await extend(centre, check.name)
    before = len(mailbox.got)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", POSTMAN, centre.url, str(mail_server.port), centre.clock.now().isoformat()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    mailbox.kills = (when, process.pid)
    process.stdin.write(b"go\n")
    assert await process.wait() == -signal.SIGKILL
    sent = 0
    async with asyncio.timeout(20):
        wanted = {f"{when}-{number}@example.org" for number in range(3)}
        # The database has to notice that the process is gone; mail of earlier tests may go out as well.
        while sent < 3 or not wanted <= {to for to, _ in mailbox.got[before:]}:
            sent += await postman.run_once()
    assert await postman.run_once() == 0
    ids: dict[str, list[str]] = {}
    for to, message in mailbox.got[before:]:
        if to.startswith(when):  # nobody of an earlier test
            ids.setdefault(to, []).append(str(message["Message-ID"]))
    assert set(ids) == wanted
    assert sorted(len(each) for each in ids.values()) == [1, 1, copies]
    assert all(len(set(each)) == 1 for each in ids.values())


async def test_a_feed_is_what_calendar_programs_expect_and_shows_what_its_owner_owes_and_nothing_else(
    centre: Centre,
) -> None:
    people = [await a_check(centre) for _ in range(3)]
    for check, client in people[:2]:
        await centre.open(client, check.name)
        await centre.opine(client, check.name, 2)  # a hearing: the holder owes an answer
    acme, zenith = centre.holder("holders/acme"), centre.holder("holders/zenith")
    shown: dict[str, set[str]] = {}
    for name, client in {
        "acme": acme,
        "zenith": zenith,
        "officer": centre.officer,
        **{check.name: client for check, client in people},
    }.items():
        data = await calendar(centre, (await feed(client)).token)
        must_be_valid(data)
        waiting = [event for event in events(data) if event["status"] == "CONFIRMED"]
        duties = await centre.duties_of(client)
        shown[name] = {str(event["description"]).split("\n")[0].partition(": ")[2] for event in waiting}
        assert shown[name] == {duty.subject for duty in duties}
    assert {name.partition("/")[0] for name in shown["acme"]} == {"campaigns", "hearings"}
    assert shown["zenith"] == set()
    assert [shown[check.name] for check, _ in people] == [set(), set(), {people[2][0].name}]
    own = [shown[name] for name in shown if name != "officer"]
    assert sum(map(len, own)) == len(set().union(*own))


def must_be_valid(data: bytes) -> None:
    """Against RFC 5545: lines, and the properties that each component has to have or may have once."""
    assert data.endswith(b"\r\n")
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    read = Calendar.from_ical(data)
    assert isinstance(read, Calendar)
    assert read.to_ical() == data
    assert [each.errors for each in read.walk()] == [[] for _ in read.walk()]
    assert (str(read["version"]), str(read["method"])) == ("2.0", "PUBLISH")
    assert read["prodid"]
    found = [each for each in read.walk("VEVENT") if isinstance(each, Event)]
    assert len({str(event["uid"]) for event in found}) == len(found)
    for event in found:
        for once in ("uid", "dtstamp", "dtstart", "dtend", "sequence", "summary", "status", "class"):
            assert not isinstance(event[once], list)
        assert event.decoded("dtstamp").tzinfo is not None
        assert event.decoded("dtend") - event.decoded("dtstart") == dt.timedelta(days=1)
        for alarm in event.walk("VALARM"):
            assert {"ACTION", "TRIGGER", "DESCRIPTION"} <= set(alarm)


async def test_a_mail_that_is_refused_for_good_is_given_up(
    centre: Centre, mailbox: Mailbox, mail_server: MailServer
) -> None:
    postman = postman_of(centre, mail_server)
    check, client = await a_check(centre)
    await reminded(centre, client, "eli@example.org", mailbox, postman)
    await extend(centre, check.name)
    mailbox.answer = "554 never"
    assert await postman.run_once() == 0
    mailbox.answer = "250 taken"
    centre.clock.advance(dt.timedelta(days=1))
    assert await postman.run_once() == 0
    assert len(mailbox.to("eli@example.org")) == 1


async def test_a_code_is_not_guessed_and_codes_are_not_sent_in_a_row(
    centre: Centre, mailbox: Mailbox, mail_server: MailServer
) -> None:
    _, client = await a_check(centre)
    stub = reminders(client)
    none = client.call(stub.ConfirmNotificationAddress, pb.ConfirmNotificationAddressRequest(code="00000000"))
    assert (await refused(none)).kind is Kind.NOT_FOUND
    request = pb.SetNotificationAddressRequest(address="fay@example.org")
    await client.call(stub.SetNotificationAddress, request)
    assert (await refused(client.call(stub.SetNotificationAddress, request))).reason == "CODE_JUST_SENT"
    await postman_of(centre, mail_server).run_once()
    code = re.search(r"confirm (\d{8})", mailbox.to("fay@example.org")[0].get_content())
    assert code is not None
    wrong = pb.ConfirmNotificationAddressRequest(code=f"{(int(code[1]) + 1) % 10**8:08}")
    reasons = [(await refused(client.call(stub.ConfirmNotificationAddress, wrong))).reason for _ in range(11)]
    assert reasons == ["CODE_WRONG"] * 10 + ["CODE_EXPIRED"]
    right = pb.ConfirmNotificationAddressRequest(code=code[1])
    assert (await refused(client.call(stub.ConfirmNotificationAddress, right))).reason == "CODE_EXPIRED"
    await client.call(stub.RemoveNotificationAddress, pb.RemoveNotificationAddressRequest())
    gone = client.call(stub.GetNotificationAddress, pb.GetNotificationAddressRequest())
    assert (await refused(gone)).kind is Kind.NOT_FOUND
