"""Owns the tests of walking a rate back to its rows."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from sepia.assessment.v1 import campaigns_pb2
from sepia.frand.v1 import calculations_pb2, royalties_pb2
from sepia.gateway.v1 import coordination_pb2 as pb
from sepia.gateway.v1.coordination_pb2_grpc import CoordinationServiceStub
from services.gateway.app import SERVICE
from services.gateway.traces import rules
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.gateway.doors import HOLDER, Door, open_door
from tests.integration.gateway.peers import LTE, Neighbourhood, open_neighbourhood
from tests.support import Databases

CALCULATION = "calculations/" + "c" * 64
ACME = "holders/acme"
FAMILIES = [f"families/etsi-{number}" for number in range(1000, 1012)]


@pytest.fixture(scope="module")
async def neighbours(databases: Databases, tmp_path_factory) -> AsyncGenerator[Neighbourhood]:
    async with open_neighbourhood(databases, tmp_path_factory.mktemp("neighbours")) as found:
        desk = found.desk
        frame = desk.freeze(
            [(ACME, family) for family in FAMILIES]
            + [("holders/beta", "families/etsi-5"), ("", "families/etsi-6"), ("", "families/etsi-7")]
        )
        campaign = desk.publish(
            frame,
            [
                (ACME, FAMILIES[9], campaigns_pb2.OUTCOME_ESSENTIAL),
                (ACME, FAMILIES[2], campaigns_pb2.OUTCOME_UNDETERMINED),
                (ACME, FAMILIES[4], campaigns_pb2.OUTCOME_NOT_ESSENTIAL),
                ("", "families/etsi-7", campaigns_pb2.OUTCOME_ESSENTIAL),
            ],
        )
        desk.results[campaign.name][0].simulated = True
        desk.findings[campaign.name] = royalties_pb2.ReceiveFindingsRequest(
            campaign=campaign.name, frame=frame.name, standard=LTE
        )
        holders = [calculations_pb2.HolderRate(holder=holder, families=12) for holder in (ACME, "", "holders/gamma")]
        desk.calculations[CALCULATION] = calculations_pb2.Calculation(
            name=CALCULATION,
            standard=LTE,
            holders=holders,
            top_down=calculations_pb2.TopDownInputs(findings=campaign.name.replace("campaigns", "findings")),
        )
        yield found


@pytest.fixture(scope="module")
async def door(databases: Databases, neighbours: Neighbourhood, tmp_path_factory) -> AsyncGenerator[Door]:
    folder = tmp_path_factory.mktemp("door")
    async with open_door(databases.of(SERVICE), folder, addresses=neighbours.addresses) as door:
        neighbours.keys.addresses.append(door.address)
        yield door


async def trace(client: Client, **values: object) -> pb.RateTrace:
    request = pb.TraceRateRequest(**{"calculation": CALCULATION, "holder": ACME, **values})  # type: ignore[arg-type]
    return await client.call(client.stub(CoordinationServiceStub).TraceRate, request)


async def test_a_rate_leads_to_the_rows_that_were_submitted(door: Door, neighbours: Neighbourhood) -> None:
    found = await trace(door.client())
    assert found.derivation.quantities[0].formula == "aggregate * share"
    assert (found.rate.holder, found.rate.families) == (ACME, 12)
    (campaign,) = neighbours.desk.campaigns.values()
    assert (found.campaign, found.frame) == (campaign.name, campaign.frame)
    first = found.families[0]
    assert (first.family, first.drawn, first.outcome, first.simulated) == (FAMILIES[9], True, "ESSENTIAL", True)
    assert [(link.holder, link.standard) for link in first.links] == [(ACME, LTE)]
    assert first.source_row.content == b"row 1009"


async def test_measured_evaluators_lead_to_the_report_that_says_the_same_or_does_not(
    door: Door, neighbours: Neighbourhood
) -> None:
    desk = neighbours.desk
    assert not (await trace(door.client())).HasField("evaluator_quality")
    report = desk.measure()
    desk.qualities[report.name] = royalties_pb2.ReceiveEvaluatorQualityRequest(
        report=report.name, regime=report.regime, period=report.period, families=80, repeated=20
    )
    for name in ("sensitivity", "specificity"):
        for number in ("mean", "low", "high", "alpha", "beta"):
            to = getattr(getattr(desk.qualities[report.name], name), number)
            to.CopyFrom(getattr(getattr(report, name), number))
    measured = calculations_pb2.Calculation()
    measured.CopyFrom(desk.calculations[CALCULATION])
    measured.name = "calculations/" + "d" * 64
    measured.top_down.evaluator_quality = report.name.replace("qualityReports", "evaluatorQualities")
    desk.calculations[measured.name] = measured
    found = await trace(door.client(), calculation=measured.name)
    assert (found.evaluator_quality.report, found.evaluator_quality_agrees) == (report.name, True)
    assert found.evaluator_quality.sensitivity.alpha.value == "45"
    desk.reports[report.name].specificity.beta.value = "5.000001"
    assert not (await trace(door.client(), calculation=measured.name)).evaluator_quality_agrees


async def test_families_that_were_checked_come_first_then_the_rest_each_once(door: Door) -> None:
    client, seen, token = door.client(), [], ""
    for _ in range(10):
        page = await trace(client, page_size=5, page_token=token)
        seen += [(each.family, each.drawn, each.outcome) for each in page.families]
        assert len(page.families) <= 5
        if not (token := page.next_page_token):
            break
    assert seen[:3] == [
        (FAMILIES[9], True, "ESSENTIAL"),
        (FAMILIES[2], True, "UNDETERMINED"),
        (FAMILIES[4], True, "NOT_ESSENTIAL"),
    ]
    assert [family for family, _, _ in seen[3:]] == [
        each for each in FAMILIES if each not in {*FAMILIES[2:10:7], FAMILIES[4]}
    ]
    assert all(not drawn and outcome == "" for _, drawn, outcome in seen[3:])


@pytest.mark.parametrize("size", [1, 2, 3, 4, 12])
@pytest.mark.parametrize("upstream", [1, 2, 5])
async def test_pages_of_any_size_show_every_family_once(
    door: Door, monkeypatch: pytest.MonkeyPatch, size: int, upstream: int
) -> None:
    monkeypatch.setattr(rules, "PAGE", upstream)
    client, seen, token = door.client(), [], ""
    while True:
        page = await trace(client, page_size=size, page_token=token)
        seen += [each.family for each in page.families]
        if not (token := page.next_page_token):
            break
        assert len(page.families) == size
    assert sorted(seen) == FAMILIES


async def test_the_unknown_declarant_is_traced_by_the_families_nobody_owns(door: Door) -> None:
    found = await trace(door.client(), holder="")
    assert [(each.family, each.outcome) for each in found.families] == [
        ("families/etsi-7", "ESSENTIAL"),
        ("families/etsi-6", ""),
    ]
    assert found.next_page_token == ""
    assert all(link.holder == "" for each in found.families for link in each.links)


async def test_a_calculation_that_does_not_exist_is_refused_in_its_services_own_words(door: Door) -> None:
    with pytest.raises(SepiaError) as caught:
        await trace(door.client(), calculation="calculations/" + "0" * 64)
    assert (caught.value.kind, caught.value.subject) == (Kind.NOT_FOUND, "calculations/" + "0" * 64)


async def test_a_holder_that_is_not_in_the_calculation_is_not_found(door: Door) -> None:
    with pytest.raises(SepiaError) as caught:
        await trace(door.client(), holder="holders/nobody")
    assert caught.value.kind is Kind.NOT_FOUND


async def test_a_page_token_of_another_question_is_refused(door: Door) -> None:
    first = await trace(door.client(), page_size=2)
    with pytest.raises(SepiaError) as caught:
        await trace(door.client(), holder="", page_token=first.next_page_token)
    assert caught.value.reason == "INVALID_PAGE_TOKEN"


async def test_the_services_are_asked_in_the_callers_own_name(door: Door, neighbours: Neighbourhood) -> None:
    await trace(door.client())
    assert not neighbours.desk.callers["GetSourceRow"].signed_in
    await trace(await door.signed_in(HOLDER))
    for method in ("GetCalculation", "ListResults", "ListFamilyLinks", "GetSourceRow"):
        caller = neighbours.desk.callers[method]
        assert (caller.account, caller.organization) == ("accounts/hanna.holder", "holders/acme")
