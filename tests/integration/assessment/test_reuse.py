"""Results on record: what stands for a check, what doesn't, and how the results say so."""

from __future__ import annotations

import datetime as dt

import pytest
from google.type import date_pb2

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import earlier_results_pb2 as earlier
from sepia.assessment.v1.earlier_results_pb2_grpc import EarlierResultServiceStub
from sepia.type.v1 import type_pb2
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import Centre, families_of, finding


async def on_record(
    centre: Centre,
    standard: str,
    family: str,
    outcome: pb.Outcome,
    citation: str = "LG Mannheim, 7 O 16/17",
    request_id: str = "",
) -> earlier.EarlierResult:
    request = earlier.RecordEarlierResultRequest(
        standard=standard,
        family_key=type_pb2.FAMILY_KEY_ETSI,
        family=family,
        outcome=outcome,
        source=earlier.EARLIER_SOURCE_COURT,
        citation=citation,
        decision_date=date_pb2.Date(year=2025, month=6, day=3),
        request_id=request_id,
    )
    return await centre.officer.call(centre.officer.stub(EarlierResultServiceStub).RecordEarlierResult, request)


async def finish(centre: Centre, campaign: pb.Campaign) -> list[pb.Result]:
    someone, client = await centre.evaluator()
    campaign = await centre.assign(campaign, someone)
    open_checks = await centre.checks_of(client, campaign)
    assert len(open_checks) == campaign.check_count
    await centre.record(client, [finding(check) for check in open_checks])
    await centre.publish(campaign)
    stub = centre.campaigns(centre.public)
    listed = await centre.public.call(stub.ListResults, pb.ListResultsRequest(campaign=campaign.name))
    return list(listed.results)


async def test_what_was_on_record_before_the_announcement_is_not_checked_again_and_the_results_say_so(
    centre: Centre,
) -> None:
    pairs = families_of("holders/acme", each=5)
    families = [family for _, family in pairs]
    here = "standards/reuse"
    court = await on_record(centre, here, families[0], pb.OUTCOME_NOT_ESSENTIAL)
    gone = await on_record(centre, here, families[1], pb.OUTCOME_NOT_ESSENTIAL)
    await on_record(centre, here, families[2], pb.OUTCOME_NOT_ESSENTIAL)
    await on_record(centre, here, families[2], pb.OUTCOME_ESSENTIAL, "MPEG LA, evaluator's report of 2024-02-01")
    await on_record(centre, "standards/another", families[3], pb.OUTCOME_NOT_ESSENTIAL)
    stub = centre.officer.stub(EarlierResultServiceStub)
    withdraw = earlier.WithdrawEarlierResultRequest(name=gone.name, reason="Set aside on appeal.")
    assert (await centre.officer.call(stub.WithdrawEarlierResult, withdraw)).HasField("withdraw_time")
    campaign = await centre.announced(pairs, minimum=5, standard=here)
    # After the announcement nobody's choice of what to put on record changes what is checked.
    centre.clock.advance(dt.timedelta(hours=2))
    await on_record(centre, here, families[4], pb.OUTCOME_NOT_ESSENTIAL)
    results = await finish(centre, await centre.draw(campaign))

    by_family = {each.family: each for each in results}
    assert len(by_family) == 5
    reused = by_family[families[0]]
    assert (reused.check, reused.reused_from, reused.outcome) == ("", court.name, pb.OUTCOME_NOT_ESSENTIAL)
    for family in families[1:]:
        found = by_family[family]
        assert (found.reused_from, found.outcome) == ("", pb.OUTCOME_ESSENTIAL)
        assert found.check.startswith("checks/")
    lines = await centre.public.call(
        centre.campaigns(centre.public).ListHolderResults, pb.ListHolderResultsRequest(campaign=campaign.name)
    )
    (line,) = lines.results
    assert (line.drawn, line.checked, line.essential, line.reused) == (5, 5, 4, 1)
    assert b'"reused":1' in (await centre.log(centre.public, "officer:campaign:publish"))[-1].content

    # What was found here counts the next time; what was taken over counts from where it came.
    centre.clock.advance(dt.timedelta(days=1))
    again = await finish(centre, await centre.drawn(pairs, minimum=5, standard=here))
    # A court's word against ours: the last is checked again.
    sources = {each.family: each.reused_from for each in again}
    assert sources[families[0]] == court.name
    assert sources[families[1]] == sources[families[3]] == campaign.name
    assert sources[families[2]] == sources[families[4]] == ""


async def test_simulated_results_stand_for_nothing_real(centre: Centre) -> None:
    pairs, here = families_of("holders/zenith", each=2), "standards/simulated"
    campaign = await centre.drawn(pairs, standard=here)
    someone, client = await centre.evaluator()
    await centre.assign(campaign, someone)
    checks = await centre.checks_of(client, campaign)
    await centre.record(client, [finding(check, simulated=True) for check in checks])
    await centre.publish(campaign)
    centre.clock.advance(dt.timedelta(days=1))
    real = await centre.drawn(pairs, demonstration=False, standard=here)
    assert (await centre.assign(real, someone)).check_count == 2


async def test_decisions_are_put_on_record_by_officers_once_and_withdrawn_once(centre: Centre) -> None:
    first = await on_record(centre, "standards/once", "families/1", pb.OUTCOME_ESSENTIAL, request_id="record-1")
    replay = await on_record(centre, "standards/once", "families/1", pb.OUTCOME_ESSENTIAL, request_id="record-1")
    assert first == replay
    with pytest.raises(SepiaError) as twice:
        await on_record(centre, "standards/once", "families/1", pb.OUTCOME_ESSENTIAL)
    assert (twice.value.kind, twice.value.reason) == (Kind.EXISTS, "EARLIER_RESULT_KNOWN")
    with pytest.raises(SepiaError) as unclear:
        await on_record(centre, "standards/once", "families/1", pb.OUTCOME_UNDETERMINED)
    assert unclear.value.kind is Kind.INVALID
    stub = centre.officer.stub(EarlierResultServiceStub)
    withdraw = earlier.WithdrawEarlierResultRequest(name=first.name, reason="Recorded in error.")
    await centre.officer.call(stub.WithdrawEarlierResult, withdraw)
    with pytest.raises(SepiaError) as again:
        await centre.officer.call(stub.WithdrawEarlierResult, withdraw)
    assert again.value.reason == "EARLIER_RESULT_WITHDRAWN"
    holder = centre.holder("holders/acme")
    with pytest.raises(SepiaError) as denied:
        await holder.call(holder.stub(EarlierResultServiceStub).WithdrawEarlierResult, withdraw)
    assert denied.value.kind is Kind.FORBIDDEN
    listed = await centre.public.call(
        centre.public.stub(EarlierResultServiceStub).ListEarlierResults,
        earlier.ListEarlierResultsRequest(standard="standards/once"),
    )
    assert [each.withdrawal_reason for each in listed.results] == ["Recorded in error."]
