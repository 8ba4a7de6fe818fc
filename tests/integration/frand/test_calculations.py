"""Owns the check of asking for calculations over a real server and database."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from google.type import money_pb2

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.frand.v1 import calculations_pb2_grpc, royalties_pb2
from sepia.type.v1 import type_pb2
from services.frand.app import SERVICE
from services.frand.calculations import rules
from shared.clock import FixedClock
from shared.errors import Kind, SepiaError
from tests.integration.frand.conftest import LINES, NOW, Frand, decimal, line, question
from tests.support import Databases, run_service


@pytest.fixture(scope="module")
async def found(frand: Frand) -> royalties_pb2.HolderFindings:
    return await frand.received()


@pytest.fixture(scope="module")
async def aggregate(frand: Frand) -> royalties_pb2.AggregateRoyalty:
    return await frand.on_record()


async def test_rates_of_all_holders_are_computed_largest_share_first(
    frand: Frand, found: royalties_pb2.HolderFindings, aggregate: royalties_pb2.AggregateRoyalty
) -> None:
    made = await frand.calculations(frand.implementer, "CreateCalculation", question(found, aggregate))
    assert [each.holder for each in made.holders] == ["holders/acme", "holders/bell", "", "holders/unsampled"]
    acme, bell, _, unsampled = made.holders
    assert (acme.families, acme.checked, acme.checked_essential, acme.display_name) == (500, 100, 30, "Acme")
    assert acme.exact_essential_interval == type_pb2.CountInterval(low=111, high=194)
    assert acme.essential_interval == type_pb2.CountInterval(low=113, high=192)
    assert acme.essential_mean.value == "150.792079208"
    assert (bell.checked, bell.undetermined) == (50, 3)
    assert (unsampled.checked, unsampled.essential_mean.value) == (0, "6")
    for each in made.holders:
        product = Decimal("0.08") * Decimal(each.share_mean.value)
        assert Decimal(each.rate_mean.value) == pytest.approx(product, rel=Decimal("1e-11"))
    assert sum(Decimal(each.share_mean.value) for each in made.holders) == pytest.approx(1, abs=Decimal("1e-10"))
    assert (made.rate_unit, made.aggregate.value) == ("fraction of net selling price of a handset", "0.08")
    assert (made.standard, made.edition, made.family_key) == ("standards/lte", "2026-01-31", type_pb2.FAMILY_KEY_ETSI)
    assert made.submitter == "accounts/implementer"
    assert made.top_down == pb.TopDownInputs(
        findings=found.name,
        aggregate_royalty=aggregate.name,
        confidence=decimal("0.95"),
        prior_a=decimal("0.5"),
        prior_b=decimal("0.5"),
        sensitivity=decimal("1"),
        specificity=decimal("1"),
    )
    read = await frand.calculations(frand.anyone, "GetCalculation", pb.GetCalculationRequest(name=made.name))
    assert read == made


async def test_an_outsider_checks_name_and_result_from_the_canonical_inputs_alone(
    frand: Frand, found: royalties_pb2.HolderFindings, aggregate: royalties_pb2.AggregateRoyalty
) -> None:
    made = await frand.calculations(frand.officer, "CreateCalculation", question(found, aggregate))
    assert made.name == "calculations/" + hashlib.sha256(made.canonical_inputs.encode()).hexdigest()
    results = await asyncio.to_thread(rules.compute, made.canonical_inputs)
    assert made.result_digest == hashlib.sha256(results.encode()).hexdigest()
    inputs = json.loads(made.canonical_inputs)["inputs"]
    assert inputs["findings"]["digest"] == found.digest
    assert inputs["findings"]["checkpoint"] == found.checkpoint
    stated = {each["finding"]["holder"]: each["rate_mean"] for each in json.loads(results)["holders"]}
    assert stated == {each.holder: each.rate_mean.value for each in made.holders}


async def test_the_same_question_again_is_the_same_calculation_with_one_entry_in_the_log(
    frand: Frand, found: royalties_pb2.HolderFindings, aggregate: royalties_pb2.AggregateRoyalty
) -> None:
    first = await frand.calculations(
        frand.officer, "CreateCalculation", question(found, aggregate, confidence=decimal("0.9"))
    )
    frand.clock.advance(dt.timedelta(seconds=5))
    again = await frand.calculations(
        frand.implementer,
        "CreateCalculation",
        question(found, aggregate, confidence=decimal("0.900"), sensitivity=decimal("1.0"), request_id="another"),
    )
    assert again == first
    (entry,) = await frand.logged("account:calculation:create", first.name)
    assert json.loads(entry.content)["content"]["result_digest"] == first.result_digest


async def test_many_who_ask_the_same_at_once_get_one_calculation(
    frand: Frand, found: royalties_pb2.HolderFindings, aggregate: royalties_pb2.AggregateRoyalty
) -> None:
    asked = question(found, aggregate, confidence=decimal("0.8"))
    made = await asyncio.gather(
        *(
            frand.calculations(client, "CreateCalculation", asked)
            for client in (frand.officer, frand.implementer, frand.coordination) * 2
        )
    )
    assert all(each == made[0] for each in made)
    assert len(await frand.logged("account:calculation:create", made[0].name)) == 1


async def test_a_retry_gets_the_first_answer_and_another_body_is_refused(
    frand: Frand, found: royalties_pb2.HolderFindings, aggregate: royalties_pb2.AggregateRoyalty
) -> None:
    asked = question(found, aggregate, prior_a=decimal("1"), request_id=str(uuid.uuid4()))
    first = await frand.calculations(frand.officer, "CreateCalculation", asked)
    assert await frand.calculations(frand.officer, "CreateCalculation", asked) == first
    asked.top_down.prior_b.value = "1"
    with pytest.raises(SepiaError) as refused:
        await frand.calculations(frand.officer, "CreateCalculation", asked)
    assert refused.value.reason == "REQUEST_ID_REUSED"


async def test_two_replicas_on_one_database_give_one_calculation(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url = databases.of(SERVICE)
    keys = tmp_path_factory.mktemp("keys")
    async with run_service(SERVICE, url, keys) as first, run_service(SERVICE, url, keys) as second:
        one, two = Frand(first, FixedClock(NOW)), Frand(second, FixedClock(NOW))
        found, aggregate = await one.received(), await two.on_record()
        asked = question(found, aggregate)
        made = await asyncio.gather(
            *(each.calculations(each.officer, "CreateCalculation", asked) for each in (one, two, one, two))
        )
        assert all(each == made[0] for each in made)
        assert len(await one.logged("account:calculation:create", made[0].name)) == 1


async def test_a_royalty_a_unit_gives_rates_in_money(frand: Frand, found: royalties_pb2.HolderFindings) -> None:
    aggregate = await frand.on_record(
        amount=money_pb2.Money(currency_code="EUR", units=10, nanos=500_000_000), royalty_base="handset"
    )
    made = await frand.calculations(frand.officer, "CreateCalculation", question(found, aggregate))
    assert (made.rate_unit, made.aggregate.value) == ("EUR a unit of handset", "10.5")
    share, rate = (Decimal(text.value) for text in (made.holders[0].share_mean, made.holders[0].rate_mean))
    assert rate == pytest.approx(Decimal("10.5") * share, rel=Decimal("1e-11"))


async def test_simulated_findings_are_labelled_in_every_line_and_in_the_whole(
    frand: Frand, aggregate: royalties_pb2.AggregateRoyalty
) -> None:
    found = await frand.received(line("holders/acme", 50, 10, 3, simulated=10), LINES[1])
    assert found.demonstration
    made = await frand.calculations(frand.officer, "CreateCalculation", question(found, aggregate))
    assert made.demonstration
    assert {each.holder: each.simulated for each in made.holders} == {"holders/acme": 10, "holders/bell": 0}


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-0.5", "1.5", "0", "1", "ninety-five", "", "1e-1", "9" * 400])
@pytest.mark.parametrize("field", ["confidence"])
async def test_a_number_that_cannot_be_is_refused_by_field_and_rule(
    frand: Frand,
    found: royalties_pb2.HolderFindings,
    aggregate: royalties_pb2.AggregateRoyalty,
    field: str,
    text: str,
) -> None:
    with pytest.raises(SepiaError) as refused:
        await frand.calculations(
            frand.officer, "CreateCalculation", question(found, aggregate, **{field: decimal(text)})
        )
    assert refused.value.kind is Kind.INVALID
    assert [violation.field for violation in refused.value.violations] == [f"top_down.{field}"]
    assert refused.value.violations[0].description


@pytest.mark.parametrize(
    ("assumed", "field"),
    [
        ({"sensitivity": "0.4", "specificity": "0.5"}, "top_down.sensitivity"),
        ({"confidence": "0.99999999999999999999"}, "top_down.confidence"),
        ({"prior_a": "0"}, "top_down.prior_a"),
        ({"prior_b": "-1"}, "top_down.prior_b"),
    ],
)
async def test_what_the_engine_cannot_answer_is_the_asker_s_to_correct(
    frand: Frand,
    found: royalties_pb2.HolderFindings,
    aggregate: royalties_pb2.AggregateRoyalty,
    assumed: dict[str, str],
    field: str,
) -> None:
    numbers = {name: decimal(text) for name, text in assumed.items()}
    with pytest.raises(SepiaError) as refused:
        await frand.calculations(frand.officer, "CreateCalculation", question(found, aggregate, **numbers))
    assert refused.value.kind is Kind.INVALID
    assert [violation.field for violation in refused.value.violations] == [field]


async def test_what_does_not_fit_together_is_refused(
    frand: Frand, found: royalties_pb2.HolderFindings, aggregate: royalties_pb2.AggregateRoyalty
) -> None:
    nr = await frand.on_record(standard="standards/nr")
    unchecked = await frand.received(line("holders/acme", 50, 0, 0, undetermined=50))
    for asked, reason in (
        (question(found, nr), "STANDARD_MISMATCH"),
        (question(unchecked, aggregate), "NOTHING_CHECKED"),
    ):
        with pytest.raises(SepiaError) as refused:
            await frand.calculations(frand.officer, "CreateCalculation", asked)
        assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, reason)


async def test_findings_or_a_royalty_that_is_not_there_is_not_found(
    frand: Frand, found: royalties_pb2.HolderFindings, aggregate: royalties_pb2.AggregateRoyalty
) -> None:
    for change in (
        {"findings": f"findings/{uuid.uuid4()}"},
        {"aggregate_royalty": f"aggregateRoyalties/{uuid.uuid4()}"},
        {"aggregate_royalty": "aggregateRoyalties/" + "-" * 36},
    ):
        with pytest.raises(SepiaError) as refused:
            await frand.calculations(frand.officer, "CreateCalculation", question(found, aggregate, **change))
        assert refused.value.kind is Kind.NOT_FOUND
        assert refused.value.subject in change.values()


async def test_who_has_not_signed_in_reads_but_does_not_ask(
    frand: Frand, found: royalties_pb2.HolderFindings, aggregate: royalties_pb2.AggregateRoyalty
) -> None:
    with pytest.raises(SepiaError) as refused:
        await frand.calculations(frand.anyone, "CreateCalculation", question(found, aggregate))
    assert refused.value.kind is Kind.UNAUTHENTICATED


async def test_calculations_are_listed_newest_first_without_their_holders(frand: Frand) -> None:
    found = await frand.received(standard="standards/listed")
    aggregate = await frand.on_record(standard="standards/listed")
    made: list[Any] = []
    for confidence in ("0.5", "0.6", "0.7"):
        frand.clock.advance(dt.timedelta(seconds=1))
        asked = question(found, aggregate, confidence=decimal(confidence))
        made.append(await frand.calculations(frand.officer, "CreateCalculation", asked))
    stub = frand.anyone.stub(calculations_pb2_grpc.CalculationServiceStub)
    request = pb.ListCalculationsRequest(standard="standards/listed", page_size=2)
    pages = [page async for page in frand.anyone.pages(stub.ListCalculations, request)]
    listed = [each for page in pages for each in page.calculations]
    assert [each.name for each in listed] == [each.name for each in reversed(made)]
    assert [len(page.calculations) for page in pages] == [2, 1]
    for each, whole in zip(listed, reversed(made), strict=True):
        assert not each.holders
        assert each.top_down == whole.top_down
        assert (each.result_digest, each.aggregate) == (whole.result_digest, whole.aggregate)


async def test_a_derivation_walks_a_rate_back_to_findings_and_royalty(
    frand: Frand, found: royalties_pb2.HolderFindings, aggregate: royalties_pb2.AggregateRoyalty
) -> None:
    made = await frand.calculations(frand.officer, "CreateCalculation", question(found, aggregate))
    for holder in made.holders:
        derivation = await frand.calculations(
            frand.anyone, "GetDerivation", pb.GetDerivationRequest(calculation=made.name, holder=holder.holder)
        )
        quantities = {each.id: each for each in derivation.quantities}
        rate = derivation.quantities[0]
        assert (rate.id, rate.formula, rate.unit) == ("rate", "aggregate * share", made.rate_unit)
        assert rate.value == holder.rate_mean.value
        assert quantities["share"].value == holder.share_mean.value
        assert quantities["families"].value == str(holder.families)
        assert list(quantities["aggregate"].sources) == [aggregate.name]
        assert {found.name, found.frame, found.frame_digest} <= set(quantities["families"].sources)
        assert found.campaign in quantities["checked"].sources


async def test_a_derivation_of_nobody_is_not_found(
    frand: Frand, found: royalties_pb2.HolderFindings, aggregate: royalties_pb2.AggregateRoyalty
) -> None:
    made = await frand.calculations(frand.officer, "CreateCalculation", question(found, aggregate))
    for asked in (
        pb.GetDerivationRequest(calculation=made.name, holder="holders/nobody"),
        pb.GetDerivationRequest(calculation="calculations/" + "0" * 64, holder="holders/acme"),
    ):
        with pytest.raises(SepiaError) as refused:
            await frand.calculations(frand.anyone, "GetDerivation", asked)
        assert refused.value.kind is Kind.NOT_FOUND
    with pytest.raises(SepiaError) as missing:
        await frand.calculations(
            frand.anyone, "GetCalculation", pb.GetCalculationRequest(name="calculations/" + "0" * 64)
        )
    assert missing.value.kind is Kind.NOT_FOUND


async def test_the_service_answers_others_while_it_computes(
    frand: Frand, aggregate: royalties_pb2.AggregateRoyalty
) -> None:
    lines = [line(f"holders/h{number}", 300 + number, 30, number % 20) for number in range(300)]
    found = await frand.received(*lines)
    computing = asyncio.ensure_future(
        frand.calculations(frand.officer, "CreateCalculation", question(found, aggregate, sensitivity=decimal("0.9")))
    )
    answered = 0
    while not computing.done():
        await frand.royalties(
            frand.anyone, "GetAggregateRoyalty", royalties_pb2.GetAggregateRoyaltyRequest(name=aggregate.name)
        )
        answered += 1
    assert len((await computing).holders) == 300
    # With the loop blocked there would be one answer before the arithmetic and one after it.
    assert answered >= 5


async def test_a_missing_regime_profile_keeps_the_service_from_starting(databases: Databases, tmp_path: Path) -> None:
    with pytest.raises(SepiaError, match="no regime profile"):
        async with run_service(SERVICE, databases.of(SERVICE), tmp_path, regime="nowhere"):
            pass
