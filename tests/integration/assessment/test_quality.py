"""Quality of evaluators: measured in pools, published only where no single person is told of."""

from __future__ import annotations

import pytest

from sepia.assessment.v1 import campaigns_pb2 as campaigns
from sepia.assessment.v1 import quality_pb2 as pb
from sepia.assessment.v1.quality_pb2_grpc import QualityServiceStub
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.assessment.conftest import Centre, families_of, finding

ESSENTIAL, NOT = campaigns.OUTCOME_ESSENTIAL, campaigns.OUTCOME_NOT_ESSENTIAL


def stub(client: Client) -> QualityServiceStub:
    return client.stub(QualityServiceStub)


async def judged(centre: Centre, people: int, holder: str, *, each: int = 30) -> None:
    """A published campaign, half of its checks doubled; about one family in five is found essential."""
    campaign = await centre.drawn(families_of(holder, f"{holder}-b", each=each), minimum=each)
    roster = [await centre.evaluator() for _ in range(people)]
    await centre.officer.call(
        centre.campaigns().AssignChecks,
        campaigns.AssignChecksRequest(
            name=campaign.name, evaluators=[one.name for one, _ in roster], duplicate_per_mille=500
        ),
    )
    for _, client in roster:
        own = await centre.checks_of(client, campaign)
        found = [
            finding(check, ESSENTIAL if int(check.family[-2:], 16) % 5 == 0 or number == 1 else NOT)
            for number, check in enumerate(own)
        ]
        await centre.record(client, found)
    await centre.publish(campaign)


async def measure(centre: Centre, period: str = "2026") -> pb.QualityReport:
    request = pb.MeasureQualityRequest(regime="eu-2023", period=period)
    return await centre.officer.call(stub(centre.officer).MeasureQuality, request)


async def test_a_pool_is_measured_kept_and_published_once(centre: Centre) -> None:
    with pytest.raises(SepiaError, match="No verdict") as refused:
        await measure(centre)
    assert refused.value.reason == "NO_VERDICTS"
    await judged(centre, 3, "holders/few")
    few = await measure(centre)
    assert (few.families, few.duplicates, few.evaluator_count) == (60, 30, 3)
    with pytest.raises(SepiaError, match="fewer than 5") as refused:
        await centre.officer.call(
            stub(centre.officer).PublishQualityReport, pb.PublishQualityReportRequest(name=few.name)
        )
    assert refused.value.reason == "TOO_FEW_EVALUATORS"
    with pytest.raises(SepiaError) as hidden:
        await centre.public.call(stub(centre.public).GetQualityReport, pb.GetQualityReportRequest(name=few.name))
    assert hidden.value.kind is Kind.NOT_FOUND

    await judged(centre, 6, "holders/many")
    with pytest.raises(SepiaError, match="Measure again"):
        await centre.officer.call(
            stub(centre.officer).PublishQualityReport, pb.PublishQualityReportRequest(name=few.name)
        )
    many = await measure(centre)
    again = await measure(centre)
    assert (many.name, many.families, many.duplicates, many.evaluator_count) == (again.name, 120, 60, 9)
    assert float(many.observed.value.value) == pytest.approx(many.agreed / many.duplicates, abs=1e-6)
    assert float(many.kappa.low.value) <= float(many.kappa.value.value) <= float(many.kappa.high.value)
    sensitivity = many.sensitivity
    shape = float(sensitivity.alpha.value), float(sensitivity.beta.value)
    assert shape[0] / sum(shape) == pytest.approx(float(sensitivity.mean.value), abs=1e-4)
    assert float(many.specificity.low.value) > 0.8

    name = pb.PublishQualityReportRequest(name=many.name, request_id="publish-once")
    published = await centre.officer.call(stub(centre.officer).PublishQualityReport, name)
    replayed = await centre.officer.call(stub(centre.officer).PublishQualityReport, name)
    assert published == replayed
    with pytest.raises(SepiaError) as twice:
        await centre.officer.call(
            stub(centre.officer).PublishQualityReport, pb.PublishQualityReportRequest(name=many.name)
        )
    assert twice.value.reason == "QUALITY_ALREADY_PUBLISHED"
    seen = await centre.public.call(stub(centre.public).ListQualityReports, pb.ListQualityReportsRequest())
    (shown,) = seen.reports
    assert (shown.name, shown.kappa, shown.evaluator_count, shown.input_digest) == (many.name, many.kappa, 0, "")
    (entry,) = await centre.log(centre.public, "officer:quality:publish")
    assert many.kappa.value.value.encode() in entry.content
    assert b"evaluator-" not in entry.content
    assert not any(one.content for one in await centre.log(centre.public, "officer:quality:measure"))


async def test_what_is_left_of_a_wider_pool_is_not_told_either(centre: Centre) -> None:
    # The year is published with the verdicts of nine; three more give verdicts in it: the difference is theirs.
    await judged(centre, 3, "holders/later")
    later = await measure(centre)
    with pytest.raises(SepiaError, match="left when those published of 2026 all areas") as refused:
        await centre.officer.call(
            stub(centre.officer).PublishQualityReport, pb.PublishQualityReportRequest(name=later.name)
        )
    assert refused.value.reason == "TOO_FEW_EVALUATORS"


async def test_periods_panels_and_callers_are_refused(centre: Centre) -> None:
    with pytest.raises(SepiaError, match="decide together"):
        await centre.officer.call(
            stub(centre.officer).MeasureQuality, pb.MeasureQualityRequest(regime="consortium", period="2026")
        )
    with pytest.raises(SepiaError) as refused:
        await measure(centre, "2026-Q5")
    assert refused.value.kind is Kind.INVALID
    for client in (centre.public, centre.holder("holders/acme"), (await centre.evaluator())[1]):
        with pytest.raises(SepiaError) as denied:
            await client.call(stub(client).MeasureQuality, pb.MeasureQualityRequest(regime="eu-2023", period="2026"))
        assert denied.value.kind in (Kind.FORBIDDEN, Kind.UNAUTHENTICATED)
