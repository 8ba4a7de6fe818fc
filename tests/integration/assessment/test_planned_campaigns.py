"""Planned campaigns: sizes for a precision or a budget, stated and left out in public, drawn so that anyone can redo
it."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from google.type import decimal_pb2

from sepia.assessment.v1 import campaigns_pb2 as pb
from services.assessment.draws import rules as draws
from services.cli.verification import Outcome, check_draw
from shared.errors import SepiaError
from tests.integration.assessment.conftest import Centre, families_of, finding

PAIRS = [*families_of("holders/acme", each=40), *families_of("holders/zenith", each=10), *families_of("", each=3)]


def decimal(text: str) -> decimal_pb2.Decimal:
    return decimal_pb2.Decimal(value=text)


async def announced(centre: Centre, **fields: object) -> pb.Campaign:
    frame = await centre.receive(PAIRS)
    request = centre.announcement(frame.name)
    request.plan.MergeFrom(pb.SamplePlan(sizes=fields.pop("sizes", [])))
    request.exclusions.extend(fields.pop("exclusions", []))
    for name, value in fields.items():
        setattr(request, name, value)
    return await centre.officer.call(centre.campaigns().AnnounceCampaign, request)


async def test_anybody_can_plan_a_sample_for_a_precision_or_a_budget(centre: Centre) -> None:
    frame = await centre.receive(PAIRS)
    stub = centre.campaigns(centre.public)
    by_days = await centre.public.call(
        stub.PlanSample, pb.PlanSampleRequest(frame=frame.name, evaluator_days=decimal("20"), minimum_per_holder=4)
    )
    # 20 days of 8 hours at 6.9 hours a check pay for 23 checks.
    assert (by_days.checks, by_days.evaluator_days.value) == (23, "19.8375")
    acme, zenith = by_days.holders
    assert (acme.holder, acme.families, zenith.families) == ("holders/acme", 40, 10)
    assert acme.size + zenith.size == 23
    assert Decimal(acme.share.value) == Decimal("0.8")
    assert by_days.next_holder in ("holders/acme", "holders/zenith")
    precise = await centre.public.call(
        stub.PlanSample,
        pb.PlanSampleRequest(frame=frame.name, rate_half_width=decimal("0.1"), excluded_holders=["holders/zenith"]),
    )
    assert [line.holder for line in precise.holders] == ["holders/acme"]
    assert Decimal(precise.largest_rate_half_width.value) <= Decimal("0.1")


async def test_a_plan_expects_what_an_earlier_campaign_found(centre: Centre) -> None:
    campaign = await centre.drawn(PAIRS, minimum=4)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    found = [
        finding(check, pb.OUTCOME_ESSENTIAL if number % 2 else pb.OUTCOME_NOT_ESSENTIAL, simulated=True)
        for number, check in enumerate(await centre.checks_of(client, campaign))
    ]
    await centre.record(client, found)
    frame = await centre.receive(PAIRS)
    request = pb.PlanSampleRequest(
        frame=frame.name, evaluator_days=decimal("20"), earlier_campaign=campaign.name, expected_rate=decimal("0.11")
    )
    stub = centre.campaigns(centre.public)
    with pytest.raises(SepiaError) as early:
        await centre.public.call(stub.PlanSample, request)
    assert early.value.reason == "RESULTS_NOT_PUBLISHED"
    await centre.publish(campaign)
    planned = await centre.public.call(stub.PlanSample, request)
    results = await centre.public.call(stub.ListHolderResults, pb.ListHolderResultsRequest(campaign=campaign.name))
    by_holder = {line.holder: line for line in results.results}
    for line in planned.holders:
        of = by_holder[line.holder]
        assert float(line.expected_rate.value) == pytest.approx((of.essential + 0.5) / (of.checked + 1), rel=1e-5)


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({}, "SAMPLE_PLAN_INVALID", "rate_half_width"),
        ({"evaluator_days": decimal("NaN")}, "NOT_A_DECIMAL", "evaluator_days"),
        ({"evaluator_days": decimal("1e3")}, "NOT_A_DECIMAL", "evaluator_days"),
        ({"evaluator_days": decimal("1")}, "BUDGET_TOO_SMALL", "evaluator_days"),
        ({"rate_half_width": decimal("2")}, "SAMPLE_PLAN_INVALID", "rate_half_width"),
        (
            {"evaluator_days": decimal("9"), "excluded_holders": ["holders/nobody"]},
            "EXCLUSION_UNKNOWN",
            "excluded_holders[0]",
        ),
        ({"evaluator_days": decimal("9"), "expected_rate": decimal("1.2")}, "SAMPLE_PLAN_INVALID", "holders.rate"),
    ],
)
async def test_a_plan_that_cannot_be_made_says_which_field_and_why(
    centre: Centre, fields: dict[str, object], reason: str, field: str
) -> None:
    frame = await centre.receive(PAIRS)
    request = pb.PlanSampleRequest(frame=frame.name, minimum_per_holder=2, **fields)  # type: ignore[arg-type]
    with pytest.raises(SepiaError) as refused:
        await centre.public.call(centre.campaigns(centre.public).PlanSample, request)
    assert (refused.value.reason, refused.value.violations[0].field) == (reason, field)


async def test_stated_sizes_and_exclusions_are_public_and_in_the_log_and_the_draw_keeps_to_them(centre: Centre) -> None:
    left_out_family = next(family for holder, family in PAIRS if holder == "holders/zenith")
    campaign = await announced(
        centre,
        sizes=[pb.HolderSize(holder="holders/acme", size=7)],
        exclusions=[
            pb.Exclusion(
                name=left_out_family, reason=pb.EXCLUSION_REASON_NO_LONGER_IN_FORCE, grounds="revoked 2026-02-01"
            )
        ],
    )
    entry = (await centre.log(centre.public, "officer:campaign:announce"))[-1]
    said = json.loads(entry.content)["content"]
    assert (said["plan"]["size_count"], said["exclusion_count"]) == (1, 1)
    centre.clock.advance(dt.timedelta(hours=2))
    drawn = await centre.draw(campaign)
    assert drawn.drawn_count == 7 + 2
    shown = await centre.public.call(
        centre.campaigns(centre.public).GetCampaign, pb.GetCampaignRequest(name=campaign.name)
    )
    assert [(each.holder, each.size) for each in shown.plan.sizes] == [("holders/acme", 7)]
    assert [each.grounds for each in shown.exclusions] == ["revoked 2026-02-01"]
    pages = centre.public.pages(
        centre.campaigns(centre.public).ListDrawnFamilies, pb.ListDrawnFamiliesRequest(campaign=campaign.name)
    )
    families = [family async for page in pages for family in page.families]
    assert left_out_family not in {one.family for one in families}
    outcome = Outcome()
    check_draw(outcome, shown, PAIRS, families)
    assert outcome.differs == []
    shown.exclusions[0].name = families[0].family  # as if one that was drawn had been left out
    tampered = Outcome()
    check_draw(tampered, shown, PAIRS, families)
    assert tampered.differs != []


async def test_a_holder_of_an_exempt_size_keeps_its_families_in_the_counts_and_none_is_drawn(centre: Centre) -> None:
    exempt = pb.Exclusion(
        name="holders/zenith", reason=pb.EXCLUSION_REASON_EXEMPT_SIZE, grounds="small enterprise, register 2026-01-31"
    )
    campaign = await announced(centre, exclusions=[exempt])
    centre.clock.advance(dt.timedelta(hours=2))
    await centre.draw(campaign)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    await centre.record(client, [finding(each, simulated=True) for each in await centre.checks_of(client, campaign)])
    await centre.publish(campaign)
    results = await centre.public.call(
        centre.campaigns(centre.public).ListHolderResults, pb.ListHolderResultsRequest(campaign=campaign.name)
    )
    zenith = next(line for line in results.results if line.holder == "holders/zenith")
    assert (zenith.families, zenith.drawn, zenith.checked) == (10, 0, 0)


@pytest.mark.parametrize(
    ("fields", "reason", "field"),
    [
        ({"sizes": [pb.HolderSize(holder="holders/nobody", size=1)]}, "SIZE_UNKNOWN", "plan.sizes[0].holder"),
        (
            {"sizes": [pb.HolderSize(holder="holders/acme", size=1), pb.HolderSize(holder="holders/acme", size=2)]},
            "SIZE_UNKNOWN",
            "plan.sizes[1].holder",
        ),
        (
            {"exclusions": [pb.Exclusion(name="families/none", reason=pb.EXCLUSION_REASON_OTHER, grounds="x")]},
            "EXCLUSION_UNKNOWN",
            "exclusions[0].name",
        ),
        (
            {"exclusions": [pb.Exclusion(name="holders/acme", reason=pb.EXCLUSION_REASON_OTHER)]},
            "INVALID_REQUEST",
            "exclusions[0].grounds",
        ),
    ],
)
async def test_what_is_not_in_the_frame_is_refused_and_nothing_is_announced(
    centre: Centre, fields: dict[str, object], reason: str, field: str
) -> None:
    before = await centre.public.call(centre.campaigns(centre.public).ListCampaigns, pb.ListCampaignsRequest())
    with pytest.raises(SepiaError) as refused:
        await announced(centre, **fields)
    assert (refused.value.reason, refused.value.violations[0].field) == (reason, field)
    after = await centre.public.call(centre.campaigns(centre.public).ListCampaigns, pb.ListCampaignsRequest())
    assert len(after.campaigns) == len(before.campaigns)


def test_a_mixed_plan_is_published_so_that_it_can_be_read_back() -> None:
    plan = draws.MixedPlan({"holders/acme": 3}, 0, 1000, 2)
    frame = [("holders/acme", f"families/{number}") for number in range(5)]
    digest = draws.frame_digest(frame, standard="standards/4g", family_key="etsi", edition="1")
    seed = draws.seed("campaigns/x", digest, "value")
    record = draws.PublicRecord(
        "campaigns/x",
        "standards/4g",
        "etsi",
        "1",
        frame,
        digest,
        "value",
        plan,
        {"holders/acme": 3},
        [("holders/acme", family) for family in draws.draw_sample(seed, frame, plan)[0].families],
    )
    assert draws.PublicRecord.from_json(json.loads(json.dumps(record.as_json()))) == record
    assert draws.verify_draw(record) == []
