"""Proposals: whose they are, how many, that they never enter a sample or a rate, and are checked once."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from sepia.assessment.v1 import campaigns_pb2 as campaigns
from sepia.assessment.v1 import proposals_pb2 as pb
from sepia.assessment.v1.proposals_pb2_grpc import ProposalServiceStub
from shared.auth.callers import Role
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import Centre, families_of, finding


async def propose(client: Client, frame: str, family: str, regime: str = "eu-2023", **fields: str) -> pb.Proposal:
    request = pb.ProposeFamilyRequest(frame=frame, regime=regime, family=family, **fields)
    return await client.call(client.stub(ProposalServiceStub).ProposeFamily, request)


async def take(centre: Centre, frame: str) -> campaigns.Campaign:
    request = pb.TakeProposalsRequest(frame=frame, regime="eu-2023", display_name="Proposed in 2026")
    return await centre.officer.call(centre.officer.stub(ProposalServiceStub).TakeProposals, request)


async def listed(client: Client) -> list[pb.Proposal]:
    reply = await client.call(client.stub(ProposalServiceStub).ListProposals, pb.ListProposalsRequest())
    return list(reply.proposals)


def implementer(centre: Centre, name: str) -> Client:
    return centre.running.client(Role.ROLE_IMPLEMENTER, account=f"accounts/{name}", organization=f"implementers/{name}")


async def test_proposals_are_checked_apart_once_and_give_no_rate(centre: Centre) -> None:
    pairs = families_of("holders/acme", "holders/zenith", each=6)
    own = [family for holder, family in pairs if holder == "holders/acme"]
    acme, maker = centre.holder("holders/acme"), implementer(centre, "maker")
    sample = await centre.announced(pairs, minimum=2)
    proposed = [await propose(acme, sample.frame, family) for family in own]
    assert {one.as_holder for one in proposed} == {True}
    await propose(maker, sample.frame, own[0], grounds="Asserted against us.")
    with pytest.raises(SepiaError) as early:
        await take(centre, sample.frame)
    assert early.value.reason == "SAMPLE_NOT_DRAWN"
    centre.clock.advance(dt.timedelta(hours=2))
    sample = await centre.draw(sample)
    drawn = await centre.public.call(
        centre.campaigns(centre.public).ListDrawnFamilies, campaigns.ListDrawnFamiliesRequest(campaign=sample.name)
    )
    in_sample = {one.family for one in drawn.families}
    apart = await take(centre, sample.frame)
    assert (apart.kind, apart.drawn_count) == (campaigns.CAMPAIGN_KIND_PROPOSALS, 4)
    states = {one.family: (one.state, one.campaign) for one in await listed(acme)}
    for family in own:
        there = (pb.PROPOSAL_STATE_IN_SAMPLE, sample.name) if family in in_sample else (2, apart.name)
        assert states[family] == there
    # Who proposed is between the centre and them.
    assert len(await listed(acme)) == 6
    assert [one.grounds for one in await listed(maker)] == ["Asserted against us."]
    assert b"acme" not in b"".join(one.content for one in await centre.log(centre.public, "officer:proposals:take"))
    assert not any(one.content for one in await centre.log(centre.public, "party:family:propose"))
    with pytest.raises(SepiaError) as nothing:
        await take(centre, sample.frame)
    assert nothing.value.reason == "NOTHING_PROPOSED"

    # A sample that draws what is being checked as a proposal waits for that check, and makes no second one.
    everything = await centre.announced(pairs, minimum=6, standard=sample.standard)
    centre.clock.advance(dt.timedelta(hours=2))
    everything = await centre.draw(everything)
    someone, client = await centre.evaluator()
    apart = await centre.assign(apart, someone)
    everything = await centre.assign(everything, someone)
    assert (apart.check_count, everything.check_count) == (4, 8)
    await centre.record(client, [finding(check) for check in await centre.checks_of(client, everything)])
    with pytest.raises(SepiaError, match="4 checks are still open"):
        await centre.publish(everything)
    await centre.record(client, [finding(check, 2) for check in await centre.checks_of(client, apart)])
    apart = await centre.publish(apart)
    await centre.publish(everything)
    with pytest.raises(SepiaError) as no_rate:
        await centre.public.call(
            centre.campaigns(centre.public).ListHolderResults, campaigns.ListHolderResultsRequest(campaign=apart.name)
        )
    assert no_rate.value.reason == "PROPOSALS_HAVE_NO_RATE"
    lines = await centre.public.call(
        centre.campaigns(centre.public).ListHolderResults, campaigns.ListHolderResultsRequest(campaign=everything.name)
    )
    assert [(line.checked, line.essential, line.reused) for line in lines.results] == [(6, 2, 4), (6, 6, 0)]
    assert await centre.log(centre.public, "officer:proposals:publish")


async def test_whose_families_were_proposed_is_told_and_has_time_for_charts(centre: Centre) -> None:
    pairs = families_of("holders/acme", "holders/zenith", each=2)
    frame = await centre.receive(pairs, demonstration=False)
    await propose(implementer(centre, "told"), frame.name, pairs[0][1])
    apart = await take(centre, frame.name)
    assert apart.name in [each.subject for each in await centre.duties_of(centre.holder("holders/acme"))]
    assert apart.name not in [each.subject for each in await centre.duties_of(centre.holder("holders/zenith"))]
    with pytest.raises(SepiaError) as awaited:
        await centre.officer.call(centre.campaigns().AssignChecks, campaigns.AssignChecksRequest(name=apart.name))
    assert awaited.value.reason == "CHARTS_AWAITED"
    someone, _ = await centre.evaluator()
    assert (await centre.assign(apart, someone)).check_count == 1


async def test_two_who_propose_at_once_do_not_exceed_their_quota(centre: Centre) -> None:
    pairs = families_of("holders/many", each=104)
    frame = await centre.receive(pairs)
    many = centre.holder("holders/many")
    outcomes = await asyncio.gather(*(propose(many, frame.name, family) for _, family in pairs), return_exceptions=True)
    refused = [one for one in outcomes if isinstance(one, SepiaError)]
    assert (len(refused), {one.reason for one in refused}) == (4, {"PROPOSAL_QUOTA_USED"})
    # As an implementer the same families are another quota.
    await propose(implementer(centre, "another"), frame.name, pairs[0][1])
    # And next year there is a new one.
    centre.clock.advance(dt.timedelta(days=366))
    await propose(many, frame.name, pairs[0][1])


async def test_what_is_not_ones_own_or_not_offered_is_refused(centre: Centre) -> None:
    pairs = families_of("holders/one", "holders/two", each=2)
    frame = await centre.receive(pairs)
    one = centre.holder("holders/one")
    await propose(one, frame.name, pairs[0][1], request_id="once")
    assert (await propose(one, frame.name, pairs[0][1], request_id="once")).state == pb.PROPOSAL_STATE_PROPOSED
    for family, regime, kind, reason in (
        (pairs[2][1], "eu-2023", Kind.FORBIDDEN, ""),
        (pairs[0][1], "eu-2023", Kind.EXISTS, "PROPOSED_ALREADY"),
        ("families/none", "eu-2023", Kind.NOT_FOUND, ""),
        (pairs[0][1], "none", Kind.INVALID, "REGIME_UNKNOWN"),
    ):
        with pytest.raises(SepiaError) as refused:
            await propose(one, frame.name, family, regime)
        assert refused.value.kind is kind, (family, regime)
        assert reason in ("", refused.value.reason)
    with pytest.raises(SepiaError) as not_admitted:
        await propose(implementer(centre, "third"), frame.name, pairs[0][1], "consortium")
    assert not_admitted.value.reason == "PROPOSER_NOT_ADMITTED"
    for client in (centre.public, (await centre.evaluator())[1]):
        with pytest.raises(SepiaError) as denied:
            await propose(client, frame.name, pairs[0][1])
        assert denied.value.kind in (Kind.FORBIDDEN, Kind.UNAUTHENTICATED)
