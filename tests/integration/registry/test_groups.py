"""Groups: the whole tree on a day, no circles, and sources that differ side by side."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator

import pytest

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import holder_records_pb2 as pb
from shared.errors import Kind, SepiaError
from tests.integration.registry.recording import Records, day, recording
from tests.support import Databases


@pytest.fixture(scope="module")
async def register(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Records]:
    async with recording(databases, tmp_path_factory.mktemp("keys")) as records:
        yield records


@pytest.fixture
async def family(register: Records) -> list[str]:
    """Four holders of the test's own."""
    mark = uuid.uuid4().hex[:8]
    return [(await register.create(f"{word} {mark}")).name for word in ("Top", "Middle", "Leaf", "Other")]


async def group(register: Records, holder: str, on: object = None) -> list[tuple[int, str]]:
    reply = await register.ask("ListGroup", pb.ListGroupRequest(holder=holder, as_of_date=on), register.anyone)
    return [(member.level, member.holder) for member in reply.members]


async def test_a_group_is_shown_whole_from_any_member_as_it_was_on_a_day(register: Records, family: list[str]) -> None:
    top, middle, leaf, other = family
    await register.set_parent(middle, top, start_date=day(2015, 1, 1), control=pb.CONTROL_KIND_WHOLLY_OWNED)
    sold = await register.set_parent(leaf, middle, start_date=day(2018, 5, 1), end_date=day(2022, 6, 30))
    await register.set_parent(other, middle, start_date=day(2020, 1, 1), share_basis_points=5_100)
    everyone = [(0, top), (1, middle), (2, leaf), (2, other)]
    assert await group(register, leaf, day(2022, 6, 30)) == everyone
    assert await group(register, top, day(2022, 6, 30)) == everyone
    assert await group(register, middle, day(2018, 4, 30)) == [(0, top), (1, middle)]
    assert await group(register, leaf, day(2022, 7, 1)) == [(0, leaf)]
    assert await group(register, top) == [(0, top), (1, middle), (2, other)]
    assert sold.reported.timeliness == pb.REPORT_TIMELINESS_FIRST_REPORT


async def test_a_circle_is_refused_where_its_days_meet_and_allowed_where_they_do_not(
    register: Records, family: list[str]
) -> None:
    top, middle, leaf, _ = family
    await register.set_parent(middle, top, start_date=day(2015, 1, 1), end_date=day(2019, 12, 31))
    await register.set_parent(leaf, middle, start_date=day(2015, 1, 1))
    with pytest.raises(SepiaError) as refused:
        await register.set_parent(top, leaf, start_date=day(2019, 12, 31))
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "GROUP_CYCLE")
    await register.set_parent(top, leaf, start_date=day(2020, 1, 1))
    assert await group(register, top, day(2021, 1, 1)) == [(0, middle), (1, leaf), (2, top)]
    assert await group(register, top, day(2019, 1, 1)) == [(0, top), (1, middle), (2, leaf)]


async def test_two_parents_that_make_a_circle_together_are_not_both_accepted(
    register: Records, family: list[str]
) -> None:
    top, middle, *_ = family
    answers = await asyncio.gather(
        register.set_parent(middle, top), register.set_parent(top, middle), return_exceptions=True
    )
    assert sum(isinstance(answer, pb.Parenthood) for answer in answers) == 1
    (refused,) = [answer for answer in answers if isinstance(answer, SepiaError)]
    assert refused.reason == "GROUP_CYCLE"


async def test_one_source_names_one_parent_a_day_and_another_source_stands_beside_it_flagged(
    register: Records, family: list[str]
) -> None:
    top, middle, leaf, other = family
    first = await register.set_parent(leaf, top, start_date=day(2020, 1, 1))
    with pytest.raises(SepiaError) as refused:
        await register.set_parent(leaf, other, start_date=day(2021, 1, 1))
    assert (refused.value.reason, refused.value.subject) == ("PARENT_OVERLAPS", first.name)
    own = await register.set_parent(leaf, other, register.of(leaf), start_date=day(2021, 1, 1))
    assert own.reported.source == leaf
    assert list(own.conflicts) == [first.name]
    reply = await register.ask("ListGroup", pb.ListGroupRequest(holder=leaf), register.anyone)
    assert reply.conflicting
    assert [(m.level, m.holder, len(m.parenthood.conflicts)) for m in reply.members] == [
        (0, other, 0),
        (1, leaf, 1),
        (0, top, 0),
        (1, leaf, 1),
    ]
    agreeing = await register.set_parent(leaf, top, source="Annual report", start_date=day(2020, 1, 1))
    assert list(agreeing.conflicts) == [own.name]
    profile = await register.profile(leaf)
    assert profile.conflicting
    assert {parent.parent for parent in profile.parents} == {top, other}
    before = await register.profile(leaf, day(2020, 6, 1))
    assert not before.conflicting
    assert middle not in {parent.parent for parent in before.parents}


async def test_ending_and_withdrawing_keep_what_was_reported(register: Records, family: list[str]) -> None:
    top, middle, leaf, _ = family
    made = await register.set_parent(leaf, top, start_date=day(2020, 1, 1))
    end = pb.EndParentRequest(name=made.name, end_date=day(2019, 1, 1), etag=made.etag)
    with pytest.raises(SepiaError) as refused:
        await register.ask("EndParent", end)
    assert refused.value.reason == "DATES_REVERSED"
    end.end_date.CopyFrom(day(2023, 3, 31))
    end.reason = "sold"
    ended = await register.ask("EndParent", end)
    assert (ended.end_date, ended.reported.end_reason) == (day(2023, 3, 31), "sold")
    with pytest.raises(SepiaError) as refused:
        await register.ask("EndParent", end)
    assert refused.value.kind is Kind.STALE
    end.etag = ended.etag
    with pytest.raises(SepiaError) as refused:
        await register.ask("EndParent", end)
    assert refused.value.reason == "RECORD_ENDED"
    next_one = await register.set_parent(leaf, middle, start_date=day(2023, 4, 1))
    assert next_one.reported.timeliness == pb.REPORT_TIMELINESS_LATE
    assert next_one.reported.due_date == day(2023, 10, 2)  # 1 October 2023 is a Sunday
    withdraw = pb.WithdrawParentRequest(name=next_one.name, reason="a namesake")
    withdrawn = await register.ask("WithdrawParent", withdraw)
    assert withdrawn.reported.withdraw_reason == "a namesake"
    with pytest.raises(SepiaError) as refused:
        await register.ask("WithdrawParent", withdraw)
    assert refused.value.reason == "RECORD_WITHDRAWN"
    assert await group(register, leaf) == [(0, leaf)]
    listed = await register.ask("ListParents", pb.ListParentsRequest(child=leaf), register.anyone)
    assert [parent.name for parent in listed.parents] == [next_one.name, made.name]
    kinds = [event.kind for event in await register.events(leaf)]
    assert kinds == ["parent-withdraw", "parent-set", "parent-end", "parent-set", "holder-create"]


async def test_a_group_follows_a_reviewed_spelling(register: Records, family: list[str]) -> None:
    top, middle, leaf, other = family
    await register.set_parent(middle, top)
    await register.set_parent(leaf, other)
    decided = await register.decide(other, middle)
    assert await group(register, leaf) == [(0, top), (1, middle), (2, leaf)]
    await register.undo(decided.name)
    assert await group(register, leaf) == [(0, other), (1, leaf)]


async def test_a_holder_speaks_for_itself_only(register: Records, family: list[str]) -> None:
    top, middle, leaf, _ = family
    with pytest.raises(SepiaError) as refused:
        await register.set_parent(leaf, top, register.of(middle))
    assert refused.value.kind is Kind.FORBIDDEN
    with pytest.raises(SepiaError) as refused:
        await register.set_parent(leaf, top, register.anyone)
    assert refused.value.kind is Kind.UNAUTHENTICATED
    with pytest.raises(SepiaError) as refused:
        await register.set_parent(leaf, top, register.running.client(Role.ROLE_IMPLEMENTER))
    assert refused.value.kind is Kind.FORBIDDEN
    of_the_centre = await register.set_parent(leaf, top)
    with pytest.raises(SepiaError) as refused:
        request = pb.WithdrawParentRequest(name=of_the_centre.name, reason="no")
        await register.ask("WithdrawParent", request, register.of(leaf))
    assert refused.value.reason == "REPORT_OF_ANOTHER_SOURCE"
    with pytest.raises(SepiaError) as refused:
        await register.set_parent(leaf, top, register.of(leaf), source="holders/somebody")
    assert refused.value.reason == "SOURCE_NOT_YOURS"
    with pytest.raises(SepiaError) as refused:
        await register.set_parent(leaf, top, source="")
    assert refused.value.reason == "SOURCE_MISSING"


async def test_what_is_not_there_is_not_found(register: Records, family: list[str]) -> None:
    top, _, leaf, _ = family
    made = await register.set_parent(leaf, top)
    nobody = f"{leaf}/parents/{uuid.uuid4()}"
    elsewhere = made.name.replace(leaf, top)
    for name in (nobody, elsewhere):
        with pytest.raises(SepiaError) as refused:
            await register.ask("WithdrawParent", pb.WithdrawParentRequest(name=name, reason="r"))
        assert refused.value.kind is Kind.NOT_FOUND
    for child, parent in (("holders/nobody", top), (top, "holders/nobody")):
        with pytest.raises(SepiaError) as refused:
            await register.set_parent(child, parent)
        assert refused.value.kind is Kind.NOT_FOUND
    with pytest.raises(SepiaError) as refused:
        await group(register, leaf, day(2023, 2, 30))
    assert refused.value.reason == "DATE_INVALID"


async def test_a_replayed_parent_is_one(register: Records, family: list[str]) -> None:
    top, _, leaf, _ = family
    request_id = uuid.uuid4().hex
    first = await register.set_parent(leaf, top, request_id=request_id)
    assert await register.set_parent(leaf, top, request_id=request_id) == first
