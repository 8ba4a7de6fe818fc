"""Measured quality of evaluators over the server: brought once, found as of a day, used, and traced in derivations."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import numpy as np
import pytest

from sepia.frand.v1 import calculations_pb2, royalties_pb2, royalties_pb2_grpc
from services.frand.calculations.rules import compute, result_digest
from services.frand.engine import share_quantiles, share_quantiles_uncertain
from shared.errors import Kind, SepiaError
from tests.integration.frand.conftest import LINES, NOW, Frand, decimal, findings, line, question

SHAPES = {"sensitivity": ("90.5", "9.5"), "specificity": ("180.25", "9.75")}


def reliability(alpha: str, beta: str) -> royalties_pb2.MeasuredReliability:
    a, b = float(alpha), float(beta)
    mean = a / (a + b)
    numbers = {"mean": f"{mean:.6f}", "low": f"{mean - 0.04:.6f}", "high": f"{min(mean + 0.03, 1):.6f}"}
    return royalties_pb2.MeasuredReliability(
        alpha=decimal(alpha), beta=decimal(beta), **{name: decimal(text) for name, text in numbers.items()}
    )


def quality(**change: Any) -> royalties_pb2.ReceiveEvaluatorQualityRequest:
    """A request that brings what was measured."""
    published = change.pop("published", NOW)
    facts: dict[str, Any] = {
        "report": f"qualityReports/{uuid.uuid4()}",
        "regime": "eu-2023",
        "period": "2026",
        "families": 400,
        "repeated": 60,
        "checkpoint": "sepia.assessment\n9\ncm9vdA==\n\n— sepia.assessment abc\n",
        "request_id": str(uuid.uuid4()),
        **{name: reliability(*shapes) for name, shapes in SHAPES.items()},
    }
    request = royalties_pb2.ReceiveEvaluatorQualityRequest(**(facts | change))
    request.measure_time.FromDatetime(published - dt.timedelta(days=1))
    request.publish_time.FromDatetime(published)
    return request


async def brought(frand: Frand, **change: Any) -> royalties_pb2.EvaluatorQuality:
    return await frand.royalties(frand.coordination, "ReceiveEvaluatorQuality", quality(**change))


async def refused(call: Any) -> SepiaError:
    with pytest.raises(SepiaError) as caught:
        await call
    return caught.value


async def test_what_was_measured_arrives_once_and_anybody_reads_it(frand: Frand) -> None:
    request = quality()
    first = await frand.royalties(frand.coordination, "ReceiveEvaluatorQuality", request)
    assert first.name == request.report.replace("qualityReports", "evaluatorQualities")
    assert (first.sensitivity.alpha.value, first.specificity.mean.value) == ("90.5", "0.948684")
    assert (first.families, first.repeated) == (400, 60)
    request.request_id, request.checkpoint = str(uuid.uuid4()), "a later checkpoint"
    again = await frand.royalties(frand.coordination, "ReceiveEvaluatorQuality", request)
    assert again == first
    (entry,) = await frand.logged("service:evaluator-quality:receive", first.name)
    assert json.loads(entry.content)["content"]["digest"] == first.digest
    asked = royalties_pb2.GetEvaluatorQualityRequest(name=first.name)
    assert await frand.royalties(frand.anyone, "GetEvaluatorQuality", asked) == first
    request.request_id = str(uuid.uuid4())
    request.sensitivity.CopyFrom(reliability("80", "20"))
    error = await refused(frand.royalties(frand.coordination, "ReceiveEvaluatorQuality", request))
    assert (error.kind, "never changes" in error.message) == (Kind.EXISTS, True)


@pytest.mark.parametrize("who", ["officer", "implementer", "acme", "anyone"])
async def test_nobody_but_coordination_brings_it(frand: Frand, who: str) -> None:
    error = await refused(frand.royalties(getattr(frand, who), "ReceiveEvaluatorQuality", quality()))
    assert error.kind is (Kind.UNAUTHENTICATED if who == "anyone" else Kind.FORBIDDEN)


@pytest.mark.parametrize(
    ("number", "text", "reason"),
    [("mean", "1.2", "IMPOSSIBLE_QUALITY"), ("alpha", "0", "IMPOSSIBLE_QUALITY"), ("low", "NaN", "NOT_A_DECIMAL")],
)
async def test_figures_that_cannot_be_are_refused_by_name(frand: Frand, number: str, text: str, reason: str) -> None:
    request = quality()
    getattr(request.specificity, number).value = text
    error = await refused(frand.royalties(frand.coordination, "ReceiveEvaluatorQuality", request))
    assert error.reason == reason
    assert "specificity" in error.violations[0].field


async def test_of_a_pool_as_of_a_day_the_first_is_what_was_known_then(frand: Frand) -> None:
    days = [dt.datetime(2025, month, 1, tzinfo=dt.UTC) for month in (1, 4, 7)]
    made = [await brought(frand, regime="hantei", technical_area="radio", published=day) for day in days]
    await brought(frand, regime="hantei", published=days[0])

    async def names(**fields: Any) -> list[str]:
        request = royalties_pb2.ListEvaluatorQualitiesRequest(regime="hantei", technical_area="radio", **fields)
        listed = [
            each async for page in frand.anyone.pages(_lists(frand), request) for each in page.evaluator_qualities
        ]
        return [each.name for each in listed]

    assert await names(page_size=1) == [each.name for each in reversed(made)]
    assert await names(as_of_time=days[1]) == [made[1].name, made[0].name]
    assert await names(as_of_time=days[0] - dt.timedelta(days=1)) == []
    everything = royalties_pb2.ListEvaluatorQualitiesRequest(regime="hantei")
    assert len((await frand.royalties(frand.anyone, "ListEvaluatorQualities", everything)).evaluator_qualities) == 4


def _lists(frand: Frand) -> Any:
    return frand.anyone.stub(royalties_pb2_grpc.RoyaltyServiceStub).ListEvaluatorQualities


async def test_a_calculation_carries_the_measured_error_on_and_names_its_source(frand: Frand) -> None:
    found, aggregate, measured = await frand.received(), await frand.on_record(), await brought(frand)
    asked = question(found, aggregate, evaluator_quality=measured.name)
    made = await frand.calculations(frand.officer, "CreateCalculation", asked)
    assert made.top_down.evaluator_quality == measured.name
    assert not made.top_down.HasField("sensitivity")
    families, checked, essential = (
        [getattr(each, name) for each in LINES] for name in ("families", "checked", "essential")
    )
    shapes = {name: (float(a), float(b)) for name, (a, b) in SHAPES.items()}
    expected = share_quantiles_uncertain(families, checked, essential, [0.025, 0.975], **shapes)
    sure = share_quantiles(families, checked, essential, [0.025, 0.975])[0]
    for index, each in enumerate(LINES):
        shown = next(rate for rate in made.holders if rate.holder == each.holder)
        interval = [float(shown.share_interval.low.value), float(shown.share_interval.high.value)]
        assert np.allclose(interval, expected.quantiles[index], rtol=1e-7)
        assert float(shown.share_mean.value) == pytest.approx(expected.means[index], rel=1e-7)
        assert not shown.HasField("exact_essential_interval")
        if each.holder == "holders/acme":
            assert interval[1] - interval[0] > sure[index][1] - sure[index][0]
    # Whoever has the canonical inputs gets the same results, the measured figures among them.
    inputs = json.loads(made.canonical_inputs)["inputs"]
    assert inputs["evaluator_quality"]["report"] == measured.report
    assert result_digest(compute(made.canonical_inputs)) == made.result_digest
    asked = calculations_pb2.GetDerivationRequest(calculation=made.name, holder="holders/acme")
    derivation = await frand.calculations(frand.anyone, "GetDerivation", asked)
    quantities = {each.id: each for each in derivation.quantities}
    assert quantities["sensitivity"].formula == "Beta(sensitivity_alpha, sensitivity_beta)"
    assert quantities["specificity_alpha"].value == "180.25"
    assert {measured.name, measured.digest, measured.report} <= set(quantities["specificity_alpha"].sources)
    assert "sensitivity" in quantities["truly_essential"].inputs
    assert all(each in quantities for one in derivation.quantities for each in one.inputs)


async def test_the_same_holds_beside_other_methods_and_in_scenarios(frand: Frand) -> None:
    found, aggregate, measured = await frand.received(), await frand.on_record(), await brought(frand)
    inputs = question(found, aggregate, evaluator_quality=measured.name).top_down
    request = calculations_pb2.CreateCalculationRequest(methods=[calculations_pb2.MethodInputs(top_down=inputs)])
    made = await frand.calculations(frand.officer, "CreateCalculation", request)
    graph = await frand.calculations(
        frand.anyone, "GetDerivation", calculations_pb2.GetDerivationRequest(calculation=made.name, answer="top_down")
    )
    by_id = {each.id: each for each in graph.quantities}
    assert measured.name in by_id["sensitivity_alpha"].sources
    assert "sensitivity_alpha" in by_id["h1.share"].inputs
    assert "sensitivity" not in by_id
    alone = await frand.calculations(
        frand.officer, "CreateCalculation", question(found, aggregate, evaluator_quality=measured.name)
    )
    assert made.answers[0].results[0].best == alone.holders[0].rate_mean


async def test_simulated_verdicts_make_a_calculation_a_demonstration(frand: Frand) -> None:
    found, aggregate = await frand.received(), await frand.on_record()
    measured = await brought(frand, demonstration=True)
    made = await frand.calculations(
        frand.officer, "CreateCalculation", question(found, aggregate, evaluator_quality=measured.name)
    )
    assert made.demonstration
    assert not (await frand.calculations(frand.officer, "CreateCalculation", question(found, aggregate))).demonstration


async def test_what_says_it_twice_or_is_not_there_or_tells_nothing_is_refused(frand: Frand) -> None:
    found, aggregate, measured = await frand.received(), await frand.on_record(), await brought(frand)
    twice = question(found, aggregate, evaluator_quality=measured.name, sensitivity=decimal("0.9"))
    error = await refused(frand.calculations(frand.officer, "CreateCalculation", twice))
    assert (error.reason, error.violations[0].field) == ("RELIABILITY_TWICE", "top_down.sensitivity")
    nowhere = question(found, aggregate, evaluator_quality=f"evaluatorQualities/{uuid.uuid4()}")
    error = await refused(frand.calculations(frand.officer, "CreateCalculation", nowhere))
    assert (error.kind, "sepia quality carried" in error.message) == (Kind.NOT_FOUND, True)
    coin = await brought(frand, sensitivity=reliability("20", "20"), specificity=reliability("20", "20"))
    error = await refused(
        frand.calculations(frand.officer, "CreateCalculation", question(found, aggregate, evaluator_quality=coin.name))
    )
    assert (error.reason, error.violations[0].field) == ("NOT_COMPUTABLE", "top_down.evaluator_quality")


async def test_families_taken_over_from_earlier_results_are_carried_and_said(frand: Frand) -> None:
    reused = (line("holders/acme", 500, 100, 30, reused=40), line("holders/bell", 200, 50, 25, reused=0))
    found, aggregate = await frand.received(*reused), await frand.on_record()
    got = await frand.royalties(frand.anyone, "GetFindings", royalties_pb2.GetFindingsRequest(name=found.name))
    assert [each.reused for each in got.holders] == [40, 0]
    made = await frand.calculations(frand.officer, "CreateCalculation", question(found, aggregate))
    assert {each.holder: each.reused for each in made.holders} == {"holders/acme": 40, "holders/bell": 0}
    asked = calculations_pb2.GetDerivationRequest(calculation=made.name, holder="holders/acme")
    derivation = await frand.calculations(frand.anyone, "GetDerivation", asked)
    (quantity,) = [each for each in derivation.quantities if each.id == "reused"]
    assert (quantity.value, "earlier results" in quantity.label) == ("40", True)
    # Who told nothing is not taken to have told none.
    untold = await frand.calculations(frand.officer, "CreateCalculation", question(await frand.received(), aggregate))
    assert not any(each.HasField("reused") for each in untold.holders)
    more = findings(line("holders/acme", 500, 100, 30, reused=101))
    error = await refused(frand.royalties(frand.coordination, "ReceiveFindings", more))
    assert (error.reason, error.violations[0].field) == ("IMPOSSIBLE_COUNTS", "holders[0].reused")


async def test_findings_and_measured_error_by_reference_give_what_top_down_gives(frand: Frand) -> None:
    found, aggregate, measured = await frand.received(), await frand.on_record(), await brought(frand)
    asked = question(found, aggregate, evaluator_quality=measured.name)
    plain = await frand.calculations(frand.officer, "CreateCalculation", asked)
    message = calculations_pb2.MethodInputs()
    message.top_down_values.generations.add(name="LTE", weight=decimal("1"))
    for field, name in (
        ("aggregate", aggregate.name),
        ("generations[0].shares", found.name),
        ("generations[0].evaluators", measured.name),
    ):
        message.references.add(field=field, name=name)
    request = calculations_pb2.CreateCalculationRequest(methods=[message])
    made = await frand.calculations(frand.officer, "CreateCalculation", request)
    rates = {each.subject: each for each in made.answers[0].results}
    assert len(rates) == sum(each.families > 0 for each in LINES)
    for each in plain.holders:
        if not each.families:
            continue
        shown = rates[each.holder or "unknown declarants"]
        numbers = [float(end.value) for end in (shown.low, shown.best, shown.high)]
        interval = [each.rate_interval.low, each.rate_mean, each.rate_interval.high]
        assert numbers == pytest.approx([float(end.value) for end in interval], rel=1e-7)
    derivation = await frand.calculations(
        frand.anyone,
        "GetDerivation",
        calculations_pb2.GetDerivationRequest(calculation=made.name, answer="top_down_values"),
    )
    quantities = {each.id: each for each in derivation.quantities}
    assert found.name in quantities["h1.checked"].sources[0]
    assert measured.name in quantities["g1.sensitivity_alpha"].sources[0]
    assert made.demonstration == plain.demonstration

    async def refusal() -> SepiaError:
        changed = calculations_pb2.CreateCalculationRequest(methods=[message])
        return await refused(frand.calculations(frand.officer, "CreateCalculation", changed))

    message.references[2].name = f"evaluatorQualities/{uuid.uuid4()}"
    assert "quality carried" in (await refusal()).message
    message.references[2].name, message.references[2].field = found.name, "price"
    assert (await refusal()).violations[0].field == "methods[0].references[2]"
    del message.references[1:]
    assert "shares" in (await refusal()).violations[0].field
