"""What must be done by when, as each may see it."""

from __future__ import annotations

import datetime as dt

import pytest

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import deadlines_pb2 as pb
from sepia.registry.v1.deadlines_pb2_grpc import DeadlineServiceStub
from services.registry import tables
from shared.client import Client
from shared.deadlines import meet_deadline, set_deadline
from shared.errors import Kind, SepiaError
from shared.regime import load_profile
from shared.regime.calendar import WorkingDays
from tests.integration.registry.filled import Register

DAYS = WorkingDays.of(load_profile("eu-2023"))


@pytest.fixture(scope="module")
async def with_deadlines(empty_register: Register) -> Register:
    actors = ("holders/acme", "holders/other", "role:OFFICER", "")
    async with empty_register.database.write() as tx:
        for number, actor in enumerate(actors):
            await set_deadline(
                tx,
                tables.deadline,
                DAYS,
                subject=f"registrations/{number}",
                kind="registration:cure",
                due_on=dt.date(2099, 3, 2 + number),
                actor=actor,
                provision="Art. 22, registration.cure",
            )
        await set_deadline(
            tx, tables.deadline, DAYS, subject="registrations/9", kind="x", due_on=dt.date(2099, 1, 5), provision="p"
        )
        await meet_deadline(tx, tables.deadline, "registrations/9")
    return empty_register


async def listed(client: Client, **asked: object) -> list[pb.Deadline]:
    request = pb.ListDeadlinesRequest(**asked)  # type: ignore[arg-type]
    found: list[pb.Deadline] = []
    async for page in client.pages(client.stub(DeadlineServiceStub).ListDeadlines, request):
        found += page.deadlines
    return found


async def test_an_officer_sees_all_that_is_open_in_order_of_time(with_deadlines: Register) -> None:
    officer = with_deadlines.running.client(Role.ROLE_OFFICER)
    found = await listed(officer, page_size=2)
    assert [line.subject for line in found] == [f"registrations/{number}" for number in range(4)]
    assert (found[0].due_date.year, found[0].due_date.day) == (2099, 2)
    assert found[0].due_time.ToDatetime(dt.UTC) == DAYS.end_of(dt.date(2099, 3, 2)).replace(microsecond=999999)
    assert found[0].provision == "Art. 22, registration.cure"


async def test_a_holder_sees_what_waits_for_it_and_nothing_else(with_deadlines: Register) -> None:
    holder = with_deadlines.running.client(Role.ROLE_HOLDER, organization="holders/acme")
    assert [line.subject for line in await listed(holder)] == ["registrations/0"]
    assert await listed(holder, actor="holders/other") == []
    assert await listed(holder, subject="registrations/1") == []


async def test_closed_ones_are_shown_when_asked_for(with_deadlines: Register) -> None:
    officer = with_deadlines.running.client(Role.ROLE_OFFICER)
    (met,) = await listed(officer, subject="registrations/9", show_closed=True)
    assert met.state == pb.DEADLINE_STATE_MET
    assert met.HasField("close_time")
    assert await listed(officer, subject="registrations/9") == []


async def test_nobody_sees_them_without_signing_in(with_deadlines: Register) -> None:
    with pytest.raises(SepiaError) as refused:
        await listed(with_deadlines.running.client())
    assert refused.value.kind is Kind.UNAUTHENTICATED
