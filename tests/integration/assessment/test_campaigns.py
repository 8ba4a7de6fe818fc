"""Campaigns: announced before the random value is known, drawn once, shown to everyone."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import uuid

import pytest

from sepia.assessment.v1 import campaigns_pb2 as pb
from services.assessment.draws import rules as draws
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import RANDOM_VALUE, Centre, families_of

PAIRS = families_of("holders/acme", "holders/zenith", "")


async def listed(centre: Centre, campaign: pb.Campaign, **fields: object) -> list[pb.DrawnFamily]:
    request = pb.ListDrawnFamiliesRequest(campaign=campaign.name, **fields)
    pages = centre.public.pages(centre.campaigns(centre.public).ListDrawnFamilies, request)
    return [family async for page in pages for family in page.families]


async def test_an_announcement_fixes_frame_plan_regime_and_source_of_randomness_in_the_public_log(
    centre: Centre,
) -> None:
    campaign = await centre.announced(PAIRS)
    assert campaign.state == pb.CAMPAIGN_STATE_ANNOUNCED
    assert campaign.regime.startswith("eu-2023@")
    assert campaign.entry_count == 12
    assert campaign.demonstration
    entry = (await centre.log(centre.public, "officer:campaign:announce"))[-1]
    content = json.loads(entry.content)["content"]
    assert entry.subject == campaign.name
    assert content["frame_digest"] == campaign.frame_digest
    assert content["plan"] == {"minimum_per_holder": 2, "per_mille": 0}
    assert content["random_source"]["description"] == "drand quicknet, round 25000000"
    known = dt.datetime.fromisoformat(content["random_source"]["known_time"])
    assert entry.record_time.ToDatetime(tzinfo=dt.UTC) < known


async def test_a_random_value_that_is_known_already_is_refused(centre: Centre) -> None:
    frame = await centre.receive(PAIRS)
    request = centre.announcement(frame.name)
    request.random_source.known_time.FromDatetime(centre.clock.now())
    with pytest.raises(SepiaError) as refused:
        await centre.officer.call(centre.campaigns().AnnounceCampaign, request)
    assert (refused.value.reason, refused.value.violations[0].field) == (
        "RANDOM_VALUE_KNOWN",
        "random_source.known_time",
    )


async def test_an_unknown_regime_is_refused_with_those_there_are(centre: Centre) -> None:
    frame = await centre.receive(PAIRS)
    with pytest.raises(SepiaError, match="consortium, eu-2023, hantei") as refused:
        await centre.officer.call(
            centre.campaigns().AnnounceCampaign, centre.announcement(frame.name, regime="eu-2032")
        )
    assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, "REGIME_UNKNOWN")


@pytest.mark.parametrize(("regime", "reason"), [("hantei", "PROCEDURE_NOT_OFFERED")])
async def test_a_regime_that_draws_no_sample_is_refused(centre: Centre, regime: str, reason: str) -> None:
    frame = await centre.receive(PAIRS)
    with pytest.raises(SepiaError) as refused:
        await centre.officer.call(centre.campaigns().AnnounceCampaign, centre.announcement(frame.name, regime=regime))
    assert refused.value.reason == reason


async def test_a_campaign_on_a_frame_that_never_arrived_is_refused(centre: Centre) -> None:
    with pytest.raises(SepiaError) as refused:
        await centre.officer.call(centre.campaigns().AnnounceCampaign, centre.announcement(f"frames/{uuid.uuid4()}"))
    assert refused.value.kind is Kind.NOT_FOUND


async def test_two_campaigns_on_one_frame_have_samples_of_their_own(centre: Centre) -> None:
    frame = await centre.receive(families_of("holders/acme", each=200))
    requests = [centre.announcement(frame.name), centre.announcement(frame.name)]
    campaigns = [await centre.officer.call(centre.campaigns().AnnounceCampaign, request) for request in requests]
    centre.clock.advance(dt.timedelta(hours=2))
    samples = [await listed(centre, await centre.draw(campaign)) for campaign in campaigns]
    assert samples[0] != samples[1]


async def test_a_retried_announcement_is_answered_once_and_done_once(centre: Centre) -> None:
    frame = await centre.receive(PAIRS)
    request = centre.announcement(frame.name, request_id=uuid.uuid4().hex)
    first = await centre.officer.call(centre.campaigns().AnnounceCampaign, request)
    assert await centre.officer.call(centre.campaigns().AnnounceCampaign, request) == first
    request.display_name = "Another"
    with pytest.raises(SepiaError) as refused:
        await centre.officer.call(centre.campaigns().AnnounceCampaign, request)
    assert refused.value.reason == "REQUEST_ID_REUSED"


async def test_a_draw_before_the_random_value_is_known_is_refused(centre: Centre) -> None:
    campaign = await centre.announced(PAIRS)
    with pytest.raises(SepiaError) as refused:
        await centre.draw(campaign)
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "RANDOM_VALUE_TOO_EARLY")
    with pytest.raises(SepiaError) as refused:
        await listed(centre, campaign)
    assert refused.value.reason == "CAMPAIGN_NOT_DRAWN"


async def test_anyone_redoes_the_draw_from_public_data(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    sample = await listed(centre, campaign, page_size=3)
    shown = await centre.public.call(
        centre.campaigns(centre.public).GetCampaign, pb.GetCampaignRequest(name=campaign.name)
    )
    assert shown.random_value == RANDOM_VALUE
    record = draws.PublicRecord(
        campaign=shown.name,
        standard=shown.standard,
        family_key="etsi",
        edition=shown.edition,
        frame=PAIRS,
        frame_digest=shown.frame_digest,
        random_value=shown.random_value,
        plan=draws.ProportionalPlan(shown.plan.per_mille, 1000, shown.plan.minimum_per_holder),
        sizes={"holders/acme": 2, "holders/zenith": 2},
        drawn=[(family.holder, family.family) for family in sample],
    )
    assert draws.verify_draw(record) == []
    assert [(family.holder, family.rank) for family in sample] == [
        ("holders/acme", 1),
        ("holders/acme", 2),
        ("holders/zenith", 1),
        ("holders/zenith", 2),
    ]
    assert campaign.drawn_count == 4
    assert [family.rank for family in await listed(centre, campaign, holder="holders/zenith")] == [1, 2]


async def test_the_draw_is_in_the_public_log_with_the_random_value_and_counts(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    entry = (await centre.log(centre.public, "officer:campaign:draw"))[-1]
    content = json.loads(entry.content)["content"]
    assert entry.subject == campaign.name
    assert (content["random_value"], content["drawn_count"], content["holder_count"]) == (RANDOM_VALUE, 4, 2)


async def test_a_second_draw_is_refused(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS)
    with pytest.raises(SepiaError) as refused:
        await centre.draw(campaign, random_value="another value")
    assert refused.value.reason == "CAMPAIGN_ALREADY_DRAWN"


async def test_a_random_value_that_two_people_could_read_differently_is_refused_by_its_field(centre: Centre) -> None:
    campaign = await centre.announced(PAIRS)
    centre.clock.advance(dt.timedelta(hours=2))
    with pytest.raises(SepiaError) as refused:
        await centre.draw(campaign, random_value=" 12345678")
    assert (refused.value.reason, refused.value.violations[0].field) == ("DRAW_SEED_UNUSABLE", "random_value")


async def test_of_two_officers_who_draw_at_once_one_wins(centre: Centre) -> None:
    campaign = await centre.announced(PAIRS)
    centre.clock.advance(dt.timedelta(hours=2))
    outcomes = await asyncio.gather(
        centre.draw(campaign, random_value="value one"),
        centre.draw(campaign, random_value="value two"),
        return_exceptions=True,
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, SepiaError)]
    assert [error.reason for error in refused] == ["CAMPAIGN_ALREADY_DRAWN"]
    assert len(await listed(centre, campaign)) == 4


async def test_a_stale_etag_is_refused_and_the_current_one_accepted(centre: Centre) -> None:
    campaign = await centre.announced(PAIRS)
    centre.clock.advance(dt.timedelta(hours=2))
    with pytest.raises(SepiaError) as refused:
        await centre.draw(campaign, etag="r0")
    assert (refused.value.kind, refused.value.reason) == (Kind.STALE, "ETAG_MISMATCH")
    drawn = await centre.draw(campaign, etag=campaign.etag)
    assert drawn.etag != campaign.etag


async def test_campaigns_are_listed_newest_first_page_by_page(centre: Centre) -> None:
    made = [(await centre.announced(PAIRS)).name for _ in range(3)]
    request = pb.ListCampaignsRequest(page_size=2)
    pages = centre.public.pages(centre.campaigns(centre.public).ListCampaigns, request)
    names = [campaign.name async for page in pages for campaign in page.campaigns]
    assert names[:3] == made[::-1]
    assert len(set(names)) == len(names)


async def test_nobody_but_officers_runs_campaigns(centre: Centre) -> None:
    _, evaluator = await centre.evaluator()
    campaign = await centre.announced(PAIRS)
    for client, kind in ((evaluator, Kind.FORBIDDEN), (centre.public, Kind.UNAUTHENTICATED)):
        stub = centre.campaigns(client)
        for method, request in (
            (stub.AnnounceCampaign, centre.announcement(campaign.frame)),
            (stub.DrawSample, pb.DrawSampleRequest(name=campaign.name, random_value=RANDOM_VALUE)),
            (stub.AssignChecks, pb.AssignChecksRequest(name=campaign.name)),
            (stub.PublishResults, pb.PublishResultsRequest(name=campaign.name)),
        ):
            with pytest.raises(SepiaError) as refused:
                await client.call(method, request)
            assert refused.value.kind is kind


async def test_what_does_not_exist_is_not_found(centre: Centre) -> None:
    for name in (f"campaigns/{uuid.uuid4()}", "campaigns/" + "-" * 36):
        with pytest.raises(SepiaError) as refused:
            await centre.public.call(centre.campaigns(centre.public).GetCampaign, pb.GetCampaignRequest(name=name))
        assert refused.value.kind is Kind.NOT_FOUND
