"""Owns the check of receiving and reading findings over a real server and database."""

from __future__ import annotations

import asyncio
import json
import uuid

import pytest

from sepia.frand.v1 import royalties_pb2 as pb
from sepia.frand.v1 import royalties_pb2_grpc
from sepia.type.v1 import type_pb2
from shared.errors import Kind, SepiaError
from tests.integration.frand.conftest import LINES, Frand, findings, line


async def test_findings_are_received_and_anybody_reads_them(frand: Frand) -> None:
    request = findings()
    received = await frand.royalties(frand.coordination, "ReceiveFindings", request)
    assert received.name == "findings/" + request.campaign.removeprefix("campaigns/")
    assert [each.holder for each in received.holders] == ["", "holders/acme", "holders/bell", "holders/unsampled"]
    assert received.family_key == type_pb2.FAMILY_KEY_ETSI
    assert (received.standard, received.frame, received.checkpoint) == (
        request.standard,
        request.frame,
        request.checkpoint,
    )
    assert len(received.digest) == 64
    assert not received.demonstration
    read = await frand.royalties(frand.anyone, "GetFindings", pb.GetFindingsRequest(name=received.name))
    assert read == received


async def test_receiving_is_in_the_log_with_the_digest(frand: Frand) -> None:
    received = await frand.received()
    (entry,) = await frand.logged("service:findings:receive", received.name)
    content = json.loads(entry.content)["content"]
    assert content["digest"] == received.digest
    assert entry.actor == "accounts/coordination"


async def test_receiving_twice_changes_nothing(frand: Frand) -> None:
    request = findings()
    first = await frand.royalties(frand.coordination, "ReceiveFindings", request)
    retried = await frand.royalties(frand.coordination, "ReceiveFindings", request)
    request.request_id = str(uuid.uuid4())
    brought_again = await frand.royalties(frand.coordination, "ReceiveFindings", request)
    assert first == retried == brought_again
    assert len(await frand.logged("service:findings:receive", first.name)) == 1


async def test_other_findings_for_the_campaign_are_refused(frand: Frand) -> None:
    first = await frand.received()
    for change in ({"edition": "another"}, {"holders": LINES[:2]}, {"demonstration": True}):
        with pytest.raises(SepiaError) as refused:
            await frand.received(
                **({"campaign": first.campaign, "frame": first.frame, "edition": first.edition} | change)
            )
        assert (refused.value.kind, refused.value.reason) == (Kind.EXISTS, "ALREADY_EXISTS")
    read = await frand.royalties(frand.anyone, "GetFindings", pb.GetFindingsRequest(name=first.name))
    assert read == first


async def test_a_request_id_that_came_with_another_body_is_refused(frand: Frand) -> None:
    request = findings()
    await frand.royalties(frand.coordination, "ReceiveFindings", request)
    other = findings(request_id=request.request_id)
    with pytest.raises(SepiaError) as refused:
        await frand.royalties(frand.coordination, "ReceiveFindings", other)
    assert refused.value.reason == "REQUEST_ID_REUSED"


async def test_two_who_bring_the_same_at_once_leave_one_row_and_one_entry(frand: Frand) -> None:
    campaign, frame = f"campaigns/{uuid.uuid4()}", f"frames/{uuid.uuid4()}"
    received = await asyncio.gather(*(frand.received(campaign=campaign, frame=frame) for _ in range(6)))
    assert all(each == received[0] for each in received)
    assert len(await frand.logged("service:findings:receive", received[0].name)) == 1


async def test_two_who_bring_different_findings_at_once_cannot_both_be_right(frand: Frand) -> None:
    campaign = f"campaigns/{uuid.uuid4()}"
    outcomes = await asyncio.gather(
        *(frand.received(campaign=campaign, edition=f"edition {number}") for number in range(4)),
        return_exceptions=True,
    )
    refused = [each for each in outcomes if isinstance(each, SepiaError)]
    assert [each.kind for each in refused] == [Kind.EXISTS] * 3


async def test_impossible_counts_are_refused_naming_the_holder_and_nothing_is_stored(frand: Frand) -> None:
    request = findings(LINES[0], line("holders/odd", 10, 5, 6))
    with pytest.raises(SepiaError) as refused:
        await frand.royalties(frand.coordination, "ReceiveFindings", request)
    assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, "IMPOSSIBLE_COUNTS")
    assert "holders/odd" in refused.value.message
    assert [violation.field for violation in refused.value.violations] == ["holders[1].essential"]
    name = "findings/" + request.campaign.removeprefix("campaigns/")
    with pytest.raises(SepiaError) as missing:
        await frand.royalties(frand.anyone, "GetFindings", pb.GetFindingsRequest(name=name))
    assert missing.value.kind is Kind.NOT_FOUND


async def test_ten_thousand_holders_are_received(frand: Frand) -> None:
    lines = [line(f"holders/h{number}", 10, 2, 1) for number in range(10_000)]
    received = await frand.received(*lines)
    assert len(received.holders) == 10_000


@pytest.mark.parametrize("who", ["officer", "implementer"])
async def test_nobody_but_coordination_brings_findings(frand: Frand, who: str) -> None:
    with pytest.raises(SepiaError) as refused:
        await frand.royalties(getattr(frand, who), "ReceiveFindings", findings())
    assert refused.value.kind is Kind.FORBIDDEN


async def test_who_has_not_signed_in_brings_nothing(frand: Frand) -> None:
    with pytest.raises(SepiaError) as refused:
        await frand.royalties(frand.anyone, "ReceiveFindings", findings())
    assert refused.value.kind is Kind.UNAUTHENTICATED


async def test_findings_are_listed_newest_first_by_standard_page_by_page(frand: Frand) -> None:
    names = [(await frand.received(standard="standards/listed")).name for _ in range(5)]
    request = pb.ListFindingsRequest(standard="standards/listed", page_size=2)
    stub_pages = [
        reply
        async for reply in frand.anyone.pages(
            frand.anyone.stub(royalties_pb2_grpc.RoyaltyServiceStub).ListFindings, request
        )
    ]
    listed = [each for page in stub_pages for each in page.findings]
    assert [len(page.findings) for page in stub_pages] == [2, 2, 1]
    assert sorted(each.name for each in listed) == sorted(names)
    assert [(each.create_time.ToNanoseconds(), each.name) for each in listed] == sorted(
        ((each.create_time.ToNanoseconds(), each.name) for each in listed), reverse=True
    )
    assert all(not each.holders and each.digest for each in listed)


async def test_a_page_token_of_another_list_is_refused(frand: Frand) -> None:
    for token in ("nonsense", "W10"):
        with pytest.raises(SepiaError) as refused:
            await frand.royalties(frand.anyone, "ListFindings", pb.ListFindingsRequest(page_token=token))
        assert refused.value.reason == "INVALID_PAGE_TOKEN"
