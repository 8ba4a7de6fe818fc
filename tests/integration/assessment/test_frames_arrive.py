"""Frames: received once, whole, and with the digest they were frozen under."""

from __future__ import annotations

from collections.abc import AsyncIterator

import psycopg
import pytest

from sepia.assessment.v1 import campaigns_pb2 as pb
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import Centre, description, families_of

PAIRS = families_of("holders/acme", "holders/zenith", "")


async def stream(*messages: pb.ReceiveFrameRequest) -> AsyncIterator[pb.ReceiveFrameRequest]:
    for message in messages:
        yield message


def rows(centre: Centre, statement: str, *values: object) -> list[tuple[object, ...]]:
    with psycopg.connect(centre.url) as connection:
        return connection.execute(statement, values).fetchall()  # pyright: ignore[reportArgumentType]


async def test_a_frame_is_kept_with_its_holders_and_the_unknown_declarant_on_a_line_of_its_own(centre: Centre) -> None:
    received = await centre.receive(PAIRS)
    assert received.entry_count == 12
    kept = rows(
        centre,
        "select holder, display_name, families from assessment.frame_holder where frame_id = %s order by holder",
        received.name.removeprefix("frames/"),
    )
    assert kept == [("", "", 4), ("holders/acme", "HOLDERS/ACME", 4), ("holders/zenith", "HOLDERS/ZENITH", 4)]


async def test_the_same_frame_again_gets_the_same_answer_and_leaves_one_entry_in_the_log(centre: Centre) -> None:
    first = await centre.receive(PAIRS, standard="standards/4g-again")
    again = await centre.receive(PAIRS, standard="standards/4g-again", name=first.name)
    assert again == first
    entries = rows(centre, "select 1 from assessment.log_entry where subject = %s", first.name)
    assert len(entries) == 1


async def test_another_frame_under_a_taken_name_is_refused(centre: Centre) -> None:
    first = await centre.receive(PAIRS)
    with pytest.raises(SepiaError) as refused:
        await centre.receive(PAIRS[1:], name=first.name)
    assert refused.value.kind is Kind.EXISTS


async def test_a_digest_that_does_not_follow_from_the_entries_is_refused_and_nothing_is_stored(centre: Centre) -> None:
    before = rows(centre, "select count(*) from assessment.frame_entry")
    with pytest.raises(SepiaError) as refused:
        await centre.receive(PAIRS, digest="0" * 64)
    assert refused.value.reason == "FRAME_DIGEST_MISMATCH"
    assert rows(centre, "select count(*) from assessment.frame_entry") == before


async def test_a_frame_of_which_entries_are_missing_is_refused(centre: Centre) -> None:
    with pytest.raises(SepiaError, match="12 of 13 entries arrived"):
        await centre.receive(PAIRS, entry_count=13)


async def test_entries_before_the_description_are_refused(centre: Centre) -> None:
    entries = [pb.FramePair(holder=holder, family=family) for holder, family in PAIRS]
    call = centre.campaigns(centre.coordination).ReceiveFrame
    for messages in (
        [pb.ReceiveFrameRequest(entries=entries), pb.ReceiveFrameRequest(frame=description(PAIRS))],
        [],
    ):
        with pytest.raises(SepiaError) as refused:
            await centre.coordination.call(call, stream(*messages))
        assert refused.value.reason == "FRAME_DESCRIPTION_MISSING"


async def test_only_coordination_sends_frames(centre: Centre) -> None:
    message = pb.ReceiveFrameRequest(frame=description(PAIRS))
    for client, kind in ((centre.officer, Kind.FORBIDDEN), (centre.public, Kind.UNAUTHENTICATED)):
        with pytest.raises(SepiaError) as refused:
            await client.call(centre.campaigns(client).ReceiveFrame, stream(message))
        assert refused.value.kind is kind


async def test_a_frame_of_95_000_entries_arrives_whole(centre: Centre) -> None:
    pairs = [(f"holders/h{number % 300}", f"families/{number:08d}") for number in range(95_000)]
    received = await centre.receive(pairs)
    assert received.entry_count == 95_000
    with psycopg.connect(centre.url) as connection:
        count = "select count(*), count(distinct holder) from assessment.frame_entry where frame_id = %s"
        assert connection.execute(count, [received.name[7:]]).fetchone() == (95_000, 300)
