"""Frames: frozen once, the same for everyone who computes the digest, and of one moment."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import uuid

import pytest
import sqlalchemy as sa

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import frames_pb2 as pb
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.type.v1.type_pb2 import FamilyKey
from services.registry import tables
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import NR, Register, isld_row

ETSI, DOCDB = FamilyKey.FAMILY_KEY_ETSI, FamilyKey.FAMILY_KEY_DOCDB


async def frozen(
    client: Client, standard: str = "standards/5g", key: FamilyKey.ValueType = ETSI, request_id: str = ""
) -> pb.Frame:
    request = pb.FreezeFrameRequest(standard=standard, family_key=key, request_id=request_id)
    return await client.call(client.stub(FrameServiceStub).FreezeFrame, request)


async def entries_of(register: Register, frame: str, *, holder: str = "", page_size: int = 0) -> list[tuple[str, str]]:
    question = pb.ListFrameEntriesRequest(frame=frame, holder=holder, page_size=page_size)
    stub = register.anyone.stub(FrameServiceStub)
    return [
        (entry.holder, entry.family)
        async for page in register.anyone.pages(stub.ListFrameEntries, question)
        for entry in page.entries
    ]


async def test_a_frame_has_each_pair_of_holder_and_family_once_in_the_order_of_bytes(register: Register) -> None:
    frame = await frozen(register.officer)
    assert await entries_of(register, frame.name) == [
        ("", "families/etsi-503"),
        ("holders/acme-radio-oy", "families/etsi-500"),
        ("holders/acme-radio-oy", "families/etsi-501"),
        ("holders/bell-waves-inc", "families/etsi-500"),
    ]
    assert (frame.entry_count, frame.family_count, frame.holder_count) == (4, 3, 2)
    assert frame.entries_without_family == 1
    assert not frame.demonstration
    assert (frame.standard, frame.family_key, frame.edition) == ("standards/5g", ETSI, "editions/1")


async def test_anybody_can_compute_the_digest_from_the_entries(register: Register) -> None:
    frame = await frozen(register.officer, "standards/3gpp-ts-38.211")
    lines = ["sepia-frame-v1\tstandards/3gpp-ts-38.211\tetsi\teditions/1"]
    lines += [f"{holder}\t{family}" for holder, family in await entries_of(register, frame.name, page_size=1)]
    assert frame.digest == hashlib.sha256(("\n".join(lines) + "\n").encode()).hexdigest()


async def test_the_entries_of_one_holder_or_of_the_unknown_can_be_asked_for(register: Register) -> None:
    frame = await frozen(register.officer)
    of_bell = await entries_of(register, frame.name, holder="holders/bell-waves-inc")
    assert of_bell == [("holders/bell-waves-inc", "families/etsi-500")]
    assert await entries_of(register, frame.name, holder="holders/-unknown") == [("", "families/etsi-503")]


async def test_a_frozen_frame_is_read_and_listed_newest_first(register: Register) -> None:
    first, second = await frozen(register.officer), await frozen(register.officer)
    stub = register.anyone.stub(FrameServiceStub)
    assert await register.anyone.call(stub.GetFrame, pb.GetFrameRequest(name=first.name)) == first
    listed = [
        frame
        async for page in register.anyone.pages(stub.ListFrames, pb.ListFramesRequest(page_size=1))
        for frame in page.frames
    ]
    assert listed[:2] == [second, first]
    assert second.digest == first.digest


async def test_freezing_is_in_the_log_with_what_the_frame_is(register: Register) -> None:
    frame = await frozen(register.officer)
    (entry,) = await register.recorded("officer:frame:freeze", frame.name)
    assert (entry["actor"], entry["audience"]) == ("accounts/officer", ["public"])
    assert entry["content"] == {
        "standard": "standards/5g",
        "family_key": "etsi",
        "edition": "editions/1",
        "digest": frame.digest,
        "entry_count": 4,
        "family_count": 3,
        "holder_count": 2,
        "entries_without_family": 1,
        "demonstration": False,
    }


async def test_a_retried_request_is_one_frame_also_when_both_come_at_once(register: Register) -> None:
    request_id = uuid.uuid4().hex
    frames = await asyncio.gather(*(frozen(register.officer, request_id=request_id) for _ in range(3)))
    assert len({frame.name for frame in frames}) == 1
    with pytest.raises(SepiaError) as refused:
        await frozen(register.officer, "standards/4g", request_id=request_id)
    assert refused.value.reason == "REQUEST_ID_REUSED"


async def test_nothing_known_under_the_key_is_no_frame(register: Register, empty_register: Register) -> None:
    with pytest.raises(SepiaError, match="5 entries of patent lists") as refused:
        await frozen(register.officer, "standards/5g", DOCDB)
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "EMPTY_FRAME")
    with pytest.raises(SepiaError, match="No patent is declared") as refused:
        await frozen(empty_register.officer)
    assert refused.value.reason == "EMPTY_FRAME"


@pytest.mark.parametrize("standard", ["standards/3gpp-ts-99.999", "standards/-"])
async def test_a_frame_is_of_one_standard_that_exists(register: Register, standard: str) -> None:
    with pytest.raises(SepiaError) as refused:
        await frozen(register.officer, standard)
    assert refused.value.kind is Kind.NOT_FOUND


async def test_a_frame_that_is_not_there_is_not_found(register: Register) -> None:
    stub, name = register.anyone.stub(FrameServiceStub), f"frames/{uuid.uuid4()}"
    for method, request in (
        (stub.GetFrame, pb.GetFrameRequest(name=name)),
        (stub.ListFrameEntries, pb.ListFrameEntriesRequest(frame=name)),
    ):
        with pytest.raises(SepiaError) as refused:
            await register.anyone.call(method, request)
        assert refused.value.kind is Kind.NOT_FOUND


async def test_only_an_officer_freezes(register: Register) -> None:
    with pytest.raises(SepiaError) as refused:
        await frozen(register.anyone)
    assert refused.value.kind is Kind.UNAUTHENTICATED
    with pytest.raises(SepiaError) as refused:
        await frozen(register.running.client(Role.ROLE_HOLDER, organization="holders/acme-radio-oy"))
    assert refused.value.kind is Kind.FORBIDDEN


async def test_an_import_that_is_not_committed_is_neither_waited_for_nor_in_the_frame(register: Register) -> None:
    before = await frozen(register.officer)
    edition, link = tables.edition, tables.link
    async with register.database.engine.connect() as importing:
        made_by = (await importing.execute(sa.select(edition.c.import_id))).scalars().first()
        now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        await importing.execute(sa.insert(edition).values(number=2, import_id=made_by, created_at=now))
        await importing.execute(sa.delete(link).where(link.c.entry_id == 20))
        during = await frozen(register.officer)
        await importing.rollback()
    assert (during.edition, during.digest) == (before.edition, before.digest)


async def test_what_comes_later_does_not_change_a_frame_and_demonstration_data_labels_the_next(
    empty_register: Register,
) -> None:
    await empty_register.bring_rows(isld_row(1, 1, holder="Acme", standard=NR, family="1", generations="5G"))
    first = await frozen(empty_register.officer)
    await empty_register.bring_rows(
        isld_row(2, 2, holder="Invented", standard=NR, family="2", generations="5G"), demonstration=True
    )
    second = await frozen(empty_register.officer)
    stub = empty_register.anyone.stub(FrameServiceStub)
    assert await empty_register.anyone.call(stub.GetFrame, pb.GetFrameRequest(name=first.name)) == first
    assert len(await entries_of(empty_register, first.name)) == 1
    assert (first.edition, second.edition) == ("editions/1", "editions/2")
    assert (first.demonstration, second.demonstration) == (False, True)
    assert second.digest != first.digest


async def test_frames_that_clients_freeze_while_a_file_comes_in_hold_all_of_it_or_none(
    empty_register: Register,
) -> None:
    families = 400
    rows = [
        isld_row(100 + n, 100 + n, holder=f"Come {n % 7}", standard=NR, family=str(900_000 + n), generations="5G")
        for n in range(families)
    ]
    clients = [empty_register.running.client(Role.ROLE_OFFICER, account=f"accounts/freezing-{n}") for n in range(3)]
    coming = asyncio.create_task(empty_register.bring_rows(*rows))
    seen: list[pb.Frame] = [await frozen(clients[0])]
    while not coming.done():
        seen += await asyncio.gather(*(frozen(client) for client in clients))
    await coming
    seen.append(await frozen(clients[0]))
    by_edition = {
        frame.edition: {(each.digest, each.entry_count) for each in seen if each.edition == frame.edition}
        for frame in seen
    }
    assert all(len(found) == 1 for found in by_edition.values()), by_edition  # one edition, one frame
    counts = {next(iter(found))[1] for found in by_edition.values()}
    assert len(counts) <= 2
    assert max(counts) - min(counts) in (0, families)
    assert len(await entries_of(empty_register, seen[-1].name)) == seen[-1].entry_count >= families
