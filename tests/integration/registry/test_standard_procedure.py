"""A standard's way from its notice to the opening of registration, lived through with a clock of the test's own."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import uuid
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from google.type.date_pb2 import Date

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import standards_pb2 as pb
from sepia.registry.v1.standards_pb2_grpc import StandardServiceStub
from services.registry import tables
from services.registry.app import LAPSES, SERVICE
from shared.client import Client
from shared.clock import FixedClock
from shared.deadlines import DeadlineRunner
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import SMALL, Register
from tests.support import Databases, run_service

ACME, BELL = "holders/acme-radio-oy", "holders/bell-waves-inc"
BEGIN = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)  # a Monday
_NUMBERS = itertools.count(1)


class World:
    """A register at a time of the test's own, and the people in it."""

    def __init__(self, register: Register, clock: FixedClock) -> None:
        self.register = register
        self.clock = clock
        running = register.running
        self.officer = register.officer
        self.anyone = register.anyone
        self.acme = running.client(Role.ROLE_HOLDER, account="accounts/anna", organization=ACME)
        self.bell = running.client(Role.ROLE_HOLDER, account="accounts/bo", organization=BELL)
        self.implementer = running.client(Role.ROLE_IMPLEMENTER, account="accounts/ivo", organization="implementers/x")
        self.runner = DeadlineRunner(register.database, tables.deadline, LAPSES)

    @property
    def today(self) -> dt.date:
        return self.clock.now().date()

    def on(self, days: int) -> Date:
        day = self.today + dt.timedelta(days=days)
        return Date(year=day.year, month=day.month, day=day.day)

    def pass_days(self, days: int) -> None:
        self.clock.advance(dt.timedelta(days=days))

    async def call(self, client: Client, method: str, request: Any) -> Any:
        return await client.call(getattr(client.stub(StandardServiceStub), method), request)

    async def notify(self, client: Client | None = None, **changes: Any) -> pb.Standard:
        fields: dict[str, Any] = {
            "kind": pb.STANDARD_NOTICE_KIND_JOINT,
            "commercial_name": f"Invented Net {next(_NUMBERS)}",
            "technical_specifications": ["TS 138 211 v15.2.0", "3GPP 38.212", "Something unheard of"],
            "specification_publication_date": self.on(-10),
            "known_implementations": ["Handsets"],
            "holders": [ACME, BELL],
            "frand_commitment": True,
            **changes,
        }
        return await self.call(client or self.acme, "NotifyStandard", pb.NotifyStandardRequest(**fields))

    async def publish(self, name: str, **more: Any) -> pb.Standard:
        return await self.call(self.officer, "PublishNotification", pb.PublishNotificationRequest(name=name, **more))

    async def comment(self, name: str, text: str, client: Client | None = None, **more: Any) -> pb.StandardComment:
        request = pb.SubmitCommentRequest(standard=name, text=text, **more)
        return await self.call(client or self.implementer, "SubmitComment", request)

    async def conclude(self, name: str, **more: Any) -> pb.Standard:
        request = pb.ConcludeCommentsRequest(name=name, summary="All considered", **more)
        return await self.call(self.officer, "ConcludeComments", request)

    async def open(self, name: str, **more: Any) -> pb.Standard:
        return await self.call(self.officer, "OpenRegistration", pb.OpenRegistrationRequest(name=name, **more))

    async def get(self, name: str) -> pb.Standard:
        return await self.call(self.anyone, "GetStandard", pb.GetStandardRequest(name=name))

    async def events(self, name: str) -> list[pb.StandardEvent]:
        request = pb.ListStandardEventsRequest(standard=name)
        return list((await self.call(self.anyone, "ListStandardEvents", request)).events)


@pytest.fixture(scope="module")
async def world(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[World]:
    clock = FixedClock(BEGIN)
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys"), clock=clock) as running:
        register = Register(running)
        await register.bring_rows(*SMALL)
        yield World(register, clock)


def day(date: Date) -> dt.date:
    return dt.date(date.year, date.month, date.day)


def after(start: dt.date, days: int) -> dt.date:
    """The end of a period in days, moved on over a weekend; the tests' dates avoid holidays of the regime's seat."""
    end = start + dt.timedelta(days=days)
    while end.weekday() >= 5:
        end += dt.timedelta(days=1)
    return end


def refusal_of(outcome: object) -> str:
    assert isinstance(outcome, SepiaError), outcome
    return outcome.reason


# --- the way through ---------------------------------------------------------------------------------------------


async def test_a_standard_goes_from_notice_to_open_registration_and_its_window_closes(world: World) -> None:
    notified = await world.notify()
    name = notified.name
    notice = notified.procedure.notices[0]
    assert notified.procedure.state == pb.STANDARD_STATE_NOTIFIED
    assert (notice.kind, notice.late_days) == (pb.STANDARD_NOTICE_KIND_JOINT, 0)
    assert day(notice.due_date) == after(world.today - dt.timedelta(days=10), 30)
    assert notice.provision == "Art. 14(1)-(2), standards.joint_notice_due (recalled)"
    assert [(one.standard, one.version) for one in notified.technical_specifications] == [
        ("standards/3gpp-ts-38.211", "15.2.0"),
        ("standards/3gpp-ts-38.212", ""),
        ("", ""),
    ]
    assert notified.link_count == 7, "links to the specifications that define it"

    world.pass_days(1)
    published = await world.publish(name, etag=notified.etag)
    until = after(world.today, 30)
    assert published.procedure.state == pb.STANDARD_STATE_COMMENTING
    assert day(published.procedure.comments_until_date) == until
    assert published.procedure.provision == "Art. 14(5)-(7), standards.comments_open (recalled)"
    comment = await world.comment(name, "38.213 is missing")
    assert (comment.account, comment.organization) == ("accounts/ivo", "implementers/x")
    with pytest.raises(SepiaError) as early:
        await world.conclude(name)
    assert early.value.reason == "COMMENTS_OPEN"

    world.pass_days((until - world.today).days + 1)
    while (await world.get(name)).procedure.deadlines[0].state != pb.STANDARD_DEADLINE_STATE_LAPSED:
        await world.runner.run_once()
    with pytest.raises(SepiaError) as late:
        await world.comment(name, "Too late")
    assert late.value.reason == "COMMENTS_NOT_OPEN"
    concluded = await world.conclude(name, technical_specifications=["38.211", "38.212", "38.213"])
    assert concluded.procedure.state == pb.STANDARD_STATE_PUBLISHED
    assert day(concluded.procedure.opening_due_date) == after(world.today, 60)
    assert len(concluded.technical_specifications) == 3
    assert list(concluded.procedure.notices[0].technical_specifications)[2] == "Something unheard of"

    world.pass_days(10)
    opened = await world.open(name)
    assert opened.procedure.state == pb.STANDARD_STATE_REGISTRATION_OPEN
    assert day(opened.procedure.registration_open_date) == world.today
    assert opened.procedure.opening_late_days == 0
    window = day(opened.procedure.on_time_until_date)
    assert (window.month - world.today.month) % 12 == 6
    assert not opened.procedure.on_time_window_closed
    states = {one.kind: one.state for one in opened.procedure.deadlines}
    assert states == {
        "standard:comments": pb.STANDARD_DEADLINE_STATE_LAPSED,
        "standard:opening": pb.STANDARD_DEADLINE_STATE_MET,
        "standard:on-time-window": pb.STANDARD_DEADLINE_STATE_OPEN,
    }

    world.pass_days((window - world.today).days)
    await world.runner.run_once()
    assert not (await world.get(name)).procedure.on_time_window_closed, "the last day is still on time"
    world.pass_days(1)
    while not (await world.get(name)).procedure.on_time_window_closed:
        await world.runner.run_once()
    await world.runner.run_once()
    kinds = [event.kind for event in await world.events(name)]
    assert kinds == [
        "holder:standard:notify",
        "officer:standard:publish",
        "stakeholder:standard:comment",
        "system:standard:comments-over",
        "officer:standard:conclude",
        "officer:standard:open",
        "system:standard:window-closed",
    ]
    (entry,) = await world.register.recorded("system:standard:window-closed", name)
    assert (entry["actor"], entry["content"]["due_on"]) == ("services/registry", window.isoformat())


async def test_an_aggregate_royalty_that_was_published_earlier_moves_the_opening(world: World) -> None:
    name = (await world.notify()).name
    until = day((await world.publish(name)).procedure.comments_until_date)
    world.pass_days((until - world.today).days + 1)
    concluded = await world.conclude(name, aggregate_royalty_date=world.on(-20))
    assert day(concluded.procedure.opening_due_date) == after(world.today - dt.timedelta(days=20), 60)
    world.pass_days(50)
    while (await world.get(name)).procedure.deadlines[-1].state != pb.STANDARD_DEADLINE_STATE_LAPSED:
        await world.runner.run_once()
    opened = await world.open(name)
    expected = (world.today - day(concluded.procedure.opening_due_date)).days
    assert opened.procedure.opening_late_days == expected > 0
    assert "system:standard:opening-overdue" in [event.kind for event in await world.events(name)]


async def test_with_a_published_royalty_registration_opens_before_the_final_publication(world: World) -> None:
    name = (await world.notify()).name
    until = day((await world.publish(name)).procedure.comments_until_date)
    with pytest.raises(SepiaError) as refused:
        await world.open(name, aggregate_royalty_date=world.on(0))
    assert refused.value.reason == "COMMENTS_OPEN"
    world.pass_days((until - world.today).days + 1)
    with pytest.raises(SepiaError) as refused:
        await world.open(name)
    assert refused.value.reason == "WRONG_STATE"
    with pytest.raises(SepiaError) as refused:
        await world.open(name, aggregate_royalty_date=world.on(1))
    assert refused.value.reason == "DATE_TO_COME"
    opened = await world.open(name, aggregate_royalty_date=world.on(0))
    assert opened.procedure.state == pb.STANDARD_STATE_REGISTRATION_OPEN
    later = await world.conclude(name)
    assert (later.procedure.state, day(later.procedure.publication_date)) == (
        pb.STANDARD_STATE_REGISTRATION_OPEN,
        world.today,
    )
    with pytest.raises(SepiaError) as refused:
        await world.conclude(name)
    assert refused.value.reason == "WRONG_STATE"


# --- who gives notice --------------------------------------------------------------------------------------------


async def test_a_late_notice_is_accepted_and_shown_as_late(world: World) -> None:
    published = world.today - dt.timedelta(days=45)
    joint = await world.notify(specification_publication_date=world.on(-45))
    assert joint.procedure.notices[0].late_days == (world.today - after(published, 30)).days > 0
    single = await world.notify(
        kind=pb.STANDARD_NOTICE_KIND_SINGLE, holders=[ACME], specification_publication_date=world.on(-45)
    )
    assert single.procedure.notices[0].late_days == 0, "a single holder has 90 days"
    implementer = await world.notify(
        world.implementer,
        kind=pb.STANDARD_NOTICE_KIND_IMPLEMENTER,
        holders=[],
        specification_publication_date=world.on(-2000),
    )
    notice = implementer.procedure.notices[0]
    assert (notice.HasField("due_date"), notice.late_days) == (False, 0)


async def test_notices_go_in_order_of_precedence_and_none_is_lost(world: World) -> None:
    name = f"Order {uuid.uuid4().hex[:8]}"
    implementer: dict[str, Any] = {"kind": pb.STANDARD_NOTICE_KIND_IMPLEMENTER, "holders": [], "commercial_name": name}
    single: dict[str, Any] = {"kind": pb.STANDARD_NOTICE_KIND_SINGLE, "holders": [ACME], "commercial_name": name}
    first = await world.notify(world.implementer, **implementer)
    second = await world.notify(**single)
    third = await world.notify(commercial_name=name.upper())
    assert first.name == second.name == third.name
    assert [(one.kind, bool(one.superseded_by)) for one in third.procedure.notices] == [
        (pb.STANDARD_NOTICE_KIND_JOINT, False),
        (pb.STANDARD_NOTICE_KIND_SINGLE, True),
        (pb.STANDARD_NOTICE_KIND_IMPLEMENTER, True),
    ]
    for client, fields in ((world.acme, single), (world.implementer, implementer)):
        with pytest.raises(SepiaError) as refused:
            await world.notify(client, **fields)
        assert refused.value.reason == "NOTICE_TAKES_PRECEDENCE"
    with pytest.raises(SepiaError) as refused:
        await world.notify(commercial_name=name)
    assert refused.value.reason == "ALREADY_NOTIFIED"


async def test_a_published_notice_gives_way_to_no_other(world: World) -> None:
    given: dict[str, Any] = {"commercial_name": f"Published {uuid.uuid4().hex[:8]}"}
    notified = await world.notify(kind=pb.STANDARD_NOTICE_KIND_SINGLE, holders=[ACME], **given)
    await world.publish(notified.name)
    with pytest.raises(SepiaError) as refused:
        await world.notify(**given)
    assert refused.value.reason == "WRONG_STATE"


async def test_holders_give_notice_for_themselves_and_officers_for_whoever_wrote_to_them(world: World) -> None:
    with pytest.raises(SepiaError) as refused:
        await world.notify(world.bell, kind=pb.STANDARD_NOTICE_KIND_SINGLE, holders=[ACME])
    assert refused.value.kind is Kind.FORBIDDEN
    with pytest.raises(SepiaError) as refused:
        await world.notify(world.acme, kind=pb.STANDARD_NOTICE_KIND_IMPLEMENTER, holders=[])
    assert refused.value.kind is Kind.FORBIDDEN
    with pytest.raises(SepiaError) as refused:
        await world.notify(world.implementer)
    assert refused.value.kind is Kind.FORBIDDEN
    with pytest.raises(SepiaError) as refused:
        await world.notify(world.anyone)
    assert refused.value.kind is Kind.UNAUTHENTICATED
    with pytest.raises(SepiaError) as refused:
        await world.notify(world.officer, holders=[ACME, "holders/nobody-of-this-name"])
    assert refused.value.kind is Kind.NOT_FOUND
    through = await world.notify(world.officer, holders=[BELL], through="An SDO")
    assert through.procedure.notices[0].through == "An SDO"


async def test_everything_that_a_notice_lacks_is_said_at_once(world: World) -> None:
    with pytest.raises(SepiaError) as refused:
        await world.notify(
            holders=[ACME],
            commercial_name=" ",
            technical_specifications=[],
            specification_publication_date=world.on(3),
        )
    assert refused.value.reason == "NOTICE_INCOMPLETE"
    assert [violation.field for violation in refused.value.violations] == [
        "commercial_name",
        "technical_specifications",
        "specification_publication_date",
        "holders",
    ]
    with pytest.raises(SepiaError) as refused:
        await world.notify(frand_commitment=False)
    assert refused.value.reason == "FRAND_COMMITMENT_MISSING"


async def test_notice_is_of_a_commercial_standard_of_a_regime_that_has_the_procedure(world: World) -> None:
    refusals: tuple[tuple[dict[str, Any], str], ...] = (
        ({"standard": "standards/3gpp-ts-38.211"}, "NOT_COMMERCIAL"),
        # A number under which a specification is found would stand for two standards from then on.
        *(({"commercial_name": name}, "NOT_COMMERCIAL") for name in ("3GPP TS 38.211", "ts38211 v15.2.0")),
        ({"standard": "standards/3gpp-ts-99.999"}, "NOT_FOUND"),
        ({"standard": "standards/2g", "commercial_name": "LTE"}, "NAME_OF_ANOTHER"),
        ({"regime": "hantei"}, "PROCEDURE_NOT_OFFERED"),
        ({"regime": "atlantis"}, "NOT_FOUND"),
    )
    for fields, reason in refusals:
        with pytest.raises(SepiaError) as refused:
            await world.notify(**fields)
        assert refused.value.reason == reason


async def test_only_an_officer_gives_a_known_standard_a_further_name(world: World) -> None:
    by_holder = await world.notify(
        standard="standards/3g", commercial_name="Wideband", kind=pb.STANDARD_NOTICE_KIND_SINGLE, holders=[ACME]
    )
    assert list(by_holder.names) == ["3G", "UMTS"]
    assert by_holder.procedure.notices[0].commercial_name == "Wideband"
    by_officer = await world.notify(world.officer, standard="standards/3g", commercial_name="Wideband Net")
    assert list(by_officer.names) == ["3G", "UMTS", "Wideband Net"]
    found = await world.call(world.anyone, "ResolveStandard", pb.ResolveStandardRequest(text="wideband net"))
    assert found.hits[0].standard == "standards/3g"


async def test_a_known_commercial_standard_keeps_its_name_and_counts(world: World) -> None:
    before = await world.get("standards/5g")
    notified = await world.notify(commercial_name="5g")
    assert (notified.name, notified.link_count) == ("standards/5g", before.link_count)
    assert list(notified.generations) == ["5G"]


# --- wrong state, stale, replayed, at once -----------------------------------------------------------------------


async def test_no_step_is_left_out(world: World) -> None:
    for act in (world.publish, world.conclude, world.open):
        with pytest.raises(SepiaError) as refused:
            await act("standards/4g")
        assert refused.value.reason == "STANDARD_NOT_NOTIFIED"
        with pytest.raises(SepiaError) as refused:
            await act("standards/not-there")
        assert refused.value.kind is Kind.NOT_FOUND
    with pytest.raises(SepiaError) as refused:
        await world.comment("standards/4g", "A word")
    assert refused.value.reason == "COMMENTS_NOT_OPEN"
    name = (await world.notify()).name
    for act in (world.conclude, world.open):
        with pytest.raises(SepiaError) as refused:
            await act(name)
        assert refused.value.reason == "WRONG_STATE"


async def test_a_stale_etag_changes_nothing(world: World) -> None:
    notified = await world.notify()
    await world.publish(notified.name)
    world.pass_days(40)
    with pytest.raises(SepiaError) as refused:
        await world.conclude(notified.name, etag=notified.etag)
    assert refused.value.kind is Kind.STALE
    assert (await world.get(notified.name)).procedure.state == pb.STANDARD_STATE_COMMENTING


async def test_of_two_officers_at_once_one_publishes(world: World) -> None:
    notified = await world.notify()
    outcomes = await asyncio.gather(
        *(world.publish(notified.name, etag=notified.etag) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["SepiaError", "Standard"]


async def test_of_two_first_notices_at_once_one_is_in_force(world: World) -> None:
    name = f"Twice {uuid.uuid4().hex[:8]}"
    outcomes = await asyncio.gather(
        world.notify(world.acme, commercial_name=name),
        world.notify(world.bell, commercial_name=name),
        return_exceptions=True,
    )
    assert [refusal_of(outcome) for outcome in outcomes if not isinstance(outcome, pb.Standard)] == ["ALREADY_NOTIFIED"]


async def test_a_retried_request_is_answered_as_before(world: World) -> None:
    request_id = uuid.uuid4().hex
    given: dict[str, Any] = {"commercial_name": f"Retried {uuid.uuid4().hex[:8]}"}
    first, second = [await world.notify(request_id=request_id, **given) for _ in range(2)]
    assert first == second
    await world.publish(first.name)
    comments = [await world.comment(first.name, "Once", request_id=request_id) for _ in range(2)]
    assert comments[0] == comments[1]
    listed = await world.call(world.anyone, "ListStandardComments", pb.ListStandardCommentsRequest(standard=first.name))
    assert [one.text for one in listed.comments] == ["Once"]


@pytest.mark.parametrize("method", ["PublishNotification", "ConcludeComments", "OpenRegistration"])
async def test_only_officers_move_a_standard_on(world: World, method: str) -> None:
    fields = {"summary": "x"} if method == "ConcludeComments" else {}
    request = getattr(pb, f"{method}Request")(name="standards/5g", **fields)
    for client, kind in ((world.anyone, Kind.UNAUTHENTICATED), (world.acme, Kind.FORBIDDEN)):
        with pytest.raises(SepiaError) as refused:
            await world.call(client, method, request)
        assert refused.value.kind is kind


async def test_comments_are_for_the_signed_in_and_read_by_everyone(world: World) -> None:
    name = (await world.notify()).name
    await world.publish(name)
    with pytest.raises(SepiaError) as refused:
        await world.comment(name, "Who am I", world.anyone)
    assert refused.value.kind is Kind.UNAUTHENTICATED
    with pytest.raises(SepiaError) as refused:
        await world.comment(name, "  ")
    assert refused.value.reason == "EMPTY_COMMENT"
    for text in ("First", "Second", "Third"):
        await world.comment(name, text, world.bell)
    stub = world.anyone.stub(StandardServiceStub)
    question = pb.ListStandardCommentsRequest(standard=name, page_size=2)
    pages = [page async for page in world.anyone.pages(stub.ListStandardComments, question)]
    assert [[one.text for one in page.comments] for page in pages] == [["First", "Second"], ["Third"]]


async def test_deadlines_of_all_standards_are_listed_in_order_of_when_they_are_due(world: World) -> None:
    names = [(await world.notify()).name for _ in range(3)]
    for name in names:
        await world.publish(name)
    stub = world.anyone.stub(StandardServiceStub)
    question = pb.ListStandardDeadlinesRequest(standard="standards/-", only_open=True, page_size=2)
    found = [one async for page in world.anyone.pages(stub.ListStandardDeadlines, question) for one in page.deadlines]
    assert set(names) <= {one.standard for one in found}
    due = [one.due_time.ToDatetime() for one in found]
    assert due == sorted(due)
    with pytest.raises(SepiaError) as refused:
        await world.call(
            world.anyone, "ListStandardDeadlines", pb.ListStandardDeadlinesRequest(standard="standards/not-there")
        )
    assert refused.value.kind is Kind.NOT_FOUND


async def test_standards_are_listed_by_their_state(world: World) -> None:
    name = (await world.notify()).name
    stub = world.anyone.stub(StandardServiceStub)
    question = pb.ListStandardsRequest(state=pb.STANDARD_STATE_NOTIFIED, page_size=2)
    listed = [one async for page in world.anyone.pages(stub.ListStandards, question) for one in page.standards]
    assert name in [one.name for one in listed]
    assert {one.procedure.state for one in listed} == {pb.STANDARD_STATE_NOTIFIED}
