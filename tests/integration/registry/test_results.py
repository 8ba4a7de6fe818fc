"""Published results noted on the families of a frame: once, whole, and never contradicted."""

from __future__ import annotations

import asyncio
import uuid

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from sepia.registry.v1 import frames_pb2 as pb
from sepia.registry.v1 import holders_pb2
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from sepia.type.v1.type_pb2 import FamilyKey
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import Register

ACME_500 = ("holders/acme-radio-oy", "families/etsi-500")
ACME_501 = ("holders/acme-radio-oy", "families/etsi-501")
NOBODY_503 = ("", "families/etsi-503")


@pytest.fixture(scope="module")
async def frame(register: Register) -> str:
    request = pb.FreezeFrameRequest(standard="standards/5g", family_key=FamilyKey.FAMILY_KEY_ETSI)
    return (await register.officer.call(register.officer.stub(FrameServiceStub).FreezeFrame, request)).name


@pytest.fixture
def campaign() -> str:
    return f"campaigns/{uuid.uuid4()}"


async def noted(
    client: Client,
    frame: str,
    campaign: str,
    *results: tuple[tuple[str, str], str],
    request_id: str | None = None,
    simulated: bool = False,
) -> int:
    request = pb.RecordResultsRequest(
        frame=frame,
        campaign=campaign,
        results=[
            pb.RecordedResult(holder=pair[0], family=pair[1], outcome=outcome, simulated=simulated)
            for pair, outcome in results
        ],
        publish_time=Timestamp(seconds=1_767_225_600),
        request_id=uuid.uuid4().hex if request_id is None else request_id,
    )
    return (await client.call(client.stub(FrameServiceStub).RecordResults, request)).recorded


async def results_on(register: Register, family: str, campaign: str) -> list[tuple[str, str, str]]:
    request = holders_pb2.GetFamilyRequest(name=family)
    found = await register.anyone.call(register.anyone.stub(HolderServiceStub).GetFamily, request)
    return [(r.holder, r.outcome, r.standard) for r in found.results if r.campaign == campaign]


async def test_a_result_is_seen_on_its_family(register: Register, frame: str, campaign: str) -> None:
    assert await noted(register.service, frame, campaign, (ACME_500, "ESSENTIAL"), (NOBODY_503, "UNDETERMINED")) == 2
    assert await results_on(register, ACME_500[1], campaign) == [(ACME_500[0], "ESSENTIAL", "standards/5g")]
    assert await results_on(register, NOBODY_503[1], campaign) == [("", "UNDETERMINED", "standards/5g")]


async def test_noting_results_is_in_the_log_when_it_brought_something_new(
    register: Register, frame: str, campaign: str
) -> None:
    for _ in range(2):
        await noted(register.service, frame, campaign, (ACME_500, "ESSENTIAL"), (ACME_501, "UNDETERMINED"))
    contents = [entry["content"] for entry in await register.recorded("service:results:record", frame)]
    assert [content for content in contents if content["campaign"] == campaign] == [
        {
            "campaign": campaign,
            "recorded": 2,
            "results": 2,
            "outcomes": {"ESSENTIAL": 1, "UNDETERMINED": 1},
            "simulated": 0,
        }
    ]


async def test_results_that_are_noted_already_are_left_and_not_counted(
    register: Register, frame: str, campaign: str
) -> None:
    await noted(register.service, frame, campaign, (ACME_500, "ESSENTIAL"))
    again = await noted(register.service, frame, campaign, (ACME_500, "ESSENTIAL"), (ACME_501, "NOT_ESSENTIAL"))
    assert again == 1
    assert len(await results_on(register, ACME_500[1], campaign)) == 1


async def test_a_retried_request_has_the_first_answer(register: Register, frame: str, campaign: str) -> None:
    request_id = uuid.uuid4().hex
    counts = [
        await noted(register.service, frame, campaign, (ACME_500, "ESSENTIAL"), request_id=request_id) for _ in range(2)
    ]
    assert counts == [1, 1]


async def test_a_result_that_contradicts_a_published_one_is_refused_with_all_that_came_with_it(
    register: Register, frame: str, campaign: str
) -> None:
    await noted(register.service, frame, campaign, (ACME_500, "ESSENTIAL"))
    with pytest.raises(SepiaError, match="published ESSENTIAL") as refused:
        await noted(register.service, frame, campaign, (ACME_501, "ESSENTIAL"), (ACME_500, "NOT_ESSENTIAL"))
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "RESULT_DIFFERS")
    assert await results_on(register, ACME_501[1], campaign) == []


async def test_a_simulated_result_does_not_pass_for_a_found_one(register: Register, frame: str, campaign: str) -> None:
    await noted(register.service, frame, campaign, (ACME_500, "ESSENTIAL"), simulated=True)
    with pytest.raises(SepiaError, match=r"ESSENTIAL \(simulated\)"):
        await noted(register.service, frame, campaign, (ACME_500, "ESSENTIAL"))


async def test_a_pair_that_comes_twice_is_noted_once_and_refused_when_it_contradicts_itself(
    register: Register, frame: str, campaign: str
) -> None:
    assert await noted(register.service, frame, campaign, (ACME_500, "ESSENTIAL"), (ACME_500, "ESSENTIAL")) == 1
    with pytest.raises(SepiaError) as refused:
        await noted(register.service, frame, campaign, (ACME_501, "ESSENTIAL"), (ACME_501, "UNDETERMINED"))
    assert refused.value.reason == "RESULT_DIFFERS"


async def test_a_result_for_what_is_not_in_the_frame_is_refused_by_its_place(
    register: Register, frame: str, campaign: str
) -> None:
    stranger = ("holders/bell-waves-inc", "families/etsi-502")
    with pytest.raises(SepiaError) as refused:
        await noted(register.service, frame, campaign, (ACME_500, "ESSENTIAL"), (stranger, "ESSENTIAL"))
    assert refused.value.reason == "RESULT_NOT_OF_FRAME"
    assert [violation.field for violation in refused.value.violations] == ["results[1]"]
    assert await results_on(register, ACME_500[1], campaign) == []


async def test_two_that_note_the_same_results_at_once_note_them_once(
    register: Register, frame: str, campaign: str
) -> None:
    results = ((ACME_500, "ESSENTIAL"), (ACME_501, "UNDETERMINED"), (NOBODY_503, "NOT_ESSENTIAL"))
    counts = await asyncio.gather(
        noted(register.service, frame, campaign, *results),
        noted(register.service, frame, campaign, *reversed(results)),
    )
    assert sum(counts) == 3


async def test_results_of_a_frame_that_is_not_there_are_not_found(register: Register, campaign: str) -> None:
    with pytest.raises(SepiaError) as refused:
        await noted(register.service, f"frames/{uuid.uuid4()}", campaign, (ACME_500, "ESSENTIAL"))
    assert refused.value.kind is Kind.NOT_FOUND


async def test_only_sepia_itself_notes_results(register: Register, frame: str, campaign: str) -> None:
    for client, kind in ((register.anyone, Kind.UNAUTHENTICATED), (register.officer, Kind.FORBIDDEN)):
        with pytest.raises(SepiaError) as refused:
            await noted(client, frame, campaign, (ACME_500, "ESSENTIAL"))
        assert refused.value.kind is kind
