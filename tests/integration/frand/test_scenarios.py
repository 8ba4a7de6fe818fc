"""Owns the check of long work: sets of scenarios and started calculations, over real servers and worker processes."""

from __future__ import annotations

import asyncio
import csv
import io
import os
import signal
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from google.longrunning import operations_proto_pb2 as operations_pb2
from google.rpc import code_pb2

from sepia.frand.v1 import calculations_pb2, comparables_pb2, scenarios_pb2_grpc
from sepia.frand.v1 import scenarios_pb2 as pb
from services.frand.app import SERVICE
from services.frand.operations.processes import Processes
from shared.clock import FixedClock
from shared.errors import Kind, SepiaError
from tests.integration.frand.conftest import NOW, Frand, Slow, ordinary_url, two_replicas_inputs
from tests.support import Databases, run_service

PRIORS = ("0.3", "0.5", "0.7")


@pytest.fixture(scope="module")
async def inputs(frand: Frand) -> calculations_pb2.TopDownInputs:
    found, aggregate = await frand.received(), await frand.on_record()
    return calculations_pb2.TopDownInputs(findings=found.name, aggregate_royalty=aggregate.name)


def grid(inputs: calculations_pb2.TopDownInputs, *axes: pb.ScenarioAxis, **facts: Any) -> pb.CreateScenarioSetRequest:
    asked = calculations_pb2.CreateCalculationRequest(methods=[calculations_pb2.MethodInputs(top_down=inputs)])
    asked.holder = facts.pop("holder", "")
    return pb.CreateScenarioSetRequest(calculation=asked, axes=axes or (axis("prior_a", *PRIORS),), **facts)


def axis(field: str, *values: str) -> pb.ScenarioAxis:
    return pb.ScenarioAxis(field=field, values=values)


async def complete(frand: Frand, request: pb.CreateScenarioSetRequest) -> pb.ScenarioSet:
    operation = await frand.scenarios(frand.implementer, "CreateScenarioSet", request)
    ended = await frand.ended(frand.implementer, operation.name)
    made = pb.ScenarioSet()
    assert ended.response.Unpack(made), ended.error.message
    return made


async def scenarios(frand: Frand, name: str, **facts: Any) -> list[pb.Scenario]:
    request = pb.ListScenariosRequest(scenario_set=name, **facts)
    return list((await frand.scenarios(frand.anyone, "ListScenarios", request)).scenarios)


async def test_a_grid_is_every_value_with_every_other_and_each_scenario_is_a_calculation(
    frand: Frand, inputs: calculations_pb2.TopDownInputs
) -> None:
    request = grid(
        inputs, axis("prior_a", *PRIORS), axis("aggregate_royalty.value", "0.05", "0.08"), holder="holders/acme"
    )
    made = await complete(frand, request)
    assert (made.total, made.computed, made.refused, made.state) == (6, 6, 0, pb.SCENARIO_SET_STATE_COMPLETE)
    found = await scenarios(frand, made.name)
    assert [tuple(each.values) for each in found] == [(a, b) for a in PRIORS for b in ("0.05", "0.08")]
    kept = [[(one.answer, one.subject) for one in each.results if one.answer == "top_down"] for each in found]
    assert kept == [[("top_down", "holders/acme")]] * 6
    # The calculation with the same inputs has the address and the numbers of its scenario.
    asked = request.calculation
    asked.methods[0].top_down.prior_a.value = "0.7"
    alone = await frand.calculations(frand.implementer, "CreateCalculation", asked)
    same = next(each for each in found if tuple(each.values) == ("0.7", "0.08"))
    assert same.address == alone.name
    rate = next(one for one in alone.answers[0].results if one.subject == "holders/acme")
    assert (same.results[0].best, same.results[0].high, same.results[0].unit) == (rate.best, rate.high, rate.unit)


async def test_the_results_do_not_depend_on_who_computes_them(
    frand: Frand, inputs: calculations_pb2.TopDownInputs
) -> None:
    sets = [await complete(frand, grid(inputs, display_name=name)) for name in ("one", "two")]
    assert sets[0].name != sets[1].name
    assert sets[0].result_digest == sets[1].result_digest != ""
    alone = Processes(1)
    try:
        from services.frand.scenarios import rules

        again = await alone.run(rules.compute, sets[0].canonical_inputs, range(3))
    finally:
        await alone.close()
    assert [each.sha256 for each in again] == [
        each.address.removeprefix("calculations/") for each in await scenarios(frand, sets[0].name)
    ]


async def test_pages_and_the_file_have_every_scenario_once(
    frand: Frand, inputs: calculations_pb2.TopDownInputs
) -> None:
    made = await complete(frand, grid(inputs, axis("prior_a", *PRIORS), axis("confidence", "0.9", "0.95")))
    seen, token = [], ""
    while True:
        request = pb.ListScenariosRequest(scenario_set=made.name, page_size=4, page_token=token)
        page = await frand.scenarios(frand.anyone, "ListScenarios", request)
        seen += [each.number for each in page.scenarios]
        if not (token := page.next_page_token):
            break
    assert seen == list(range(6))
    stub = frand.anyone.stub(scenarios_pb2_grpc.ScenarioServiceStub)
    pieces = [
        piece.data
        async for piece in frand.anyone.stream(
            stub.ExportScenarios, pb.ExportScenariosRequest(name=made.name, subject="holders/bell")
        )
    ]
    lines = list(csv.DictReader(io.StringIO(b"".join(pieces).decode())))
    assert [line["number"] for line in lines] == [str(number) for number in range(6)]
    assert {line["subject"] for line in lines} == {"holders/bell"}
    assert lines[0]["prior_a"] == "0.3"


async def test_axes_of_one_length_are_taken_together(frand: Frand, inputs: calculations_pb2.TopDownInputs) -> None:
    other = await frand.on_record(citation="another")
    request = grid(
        inputs,
        axis("prior_a", "0.3", "0.5"),
        axis("aggregate_royalty", inputs.aggregate_royalty, other.name),
        combination=pb.SCENARIO_COMBINATION_LIST,
    )
    made = await complete(frand, request)
    assert made.total == 2
    request.axes[0].values.append("0.7")
    with pytest.raises(SepiaError) as refused:
        await frand.scenarios(frand.implementer, "CreateScenarioSet", request)
    assert refused.value.reason == "AXES_UNEVEN"


async def test_a_scenario_without_an_answer_says_why(frand: Frand, inputs: calculations_pb2.TopDownInputs) -> None:
    made = await complete(frand, grid(inputs, axis("sensitivity", "0.9", "0.001", "1")))
    found = await scenarios(frand, made.name)
    assert made.refused == sum(bool(each.refusal) for each in found)
    assert all(bool(each.refusal) != bool(each.results) for each in found)


@pytest.mark.parametrize(
    ("axes", "reason", "field"),
    [
        ([axis("colour", "1")], "AXIS_UNKNOWN", "axes[0].values[0]"),
        ([axis("prior_a", "much")], "NOT_A_DECIMAL", "axes[0].values[0]"),
        ([axis("findings", "findings/nothing")], "NOT_FOUND", ""),
        (
            [axis("prior_a", *map(str, range(1, 102))), axis("prior_b", *map(str, range(1, 101)))],
            "SCENARIOS_TOO_MANY",
            "axes",
        ),
        ([pb.ScenarioAxis(answer="other", field="prior_a", values=["1"])], "AXIS_UNKNOWN", "axes[0].answer"),
    ],
)
async def test_axes_that_cannot_be_meant_are_refused(
    frand: Frand, inputs: calculations_pb2.TopDownInputs, axes: list[pb.ScenarioAxis], reason: str, field: str
) -> None:
    with pytest.raises(SepiaError) as refused:
        await frand.scenarios(frand.implementer, "CreateScenarioSet", grid(inputs, *axes))
    assert refused.value.reason == reason
    assert [each.field for each in refused.value.violations] == ([field] if field else [])


async def test_a_retry_is_the_same_set(frand: Frand, inputs: calculations_pb2.TopDownInputs) -> None:
    request = grid(inputs, request_id=str(uuid.uuid4()))
    first, again = [await frand.scenarios(frand.implementer, "CreateScenarioSet", request) for _ in range(2)]
    assert first.name == again.name
    await frand.ended(frand.implementer, first.name)
    with pytest.raises(SepiaError) as refused:
        await frand.scenarios(frand.anyone, "CreateScenarioSet", grid(inputs))
    assert refused.value.kind is Kind.UNAUTHENTICATED


async def test_a_started_calculation_ends_with_the_same_as_an_awaited_one(
    frand: Frand, inputs: calculations_pb2.TopDownInputs
) -> None:
    asked = grid(inputs).calculation
    request = calculations_pb2.StartCalculationRequest(calculation=asked, request_id=str(uuid.uuid4()))
    operation = await frand.calculations(frand.implementer, "StartCalculation", request)
    ended = await frand.ended(frand.implementer, operation.name)
    made = calculations_pb2.Calculation()
    assert ended.response.Unpack(made)
    assert made == await frand.calculations(frand.implementer, "CreateCalculation", asked)
    with pytest.raises(SepiaError) as refused:
        await frand.operations(
            frand.implementer, "CancelOperation", operations_pb2.CancelOperationRequest(name=operation.name)
        )
    assert refused.value.reason == "OPERATION_ENDED"
    with pytest.raises(SepiaError) as refused:
        await frand.operations(
            frand.outsider, "CancelOperation", operations_pb2.CancelOperationRequest(name=operation.name)
        )
    assert refused.value.kind is Kind.NOT_FOUND


# --- processes that end, and replicas ------------------------------------------------------------------------------


async def test_two_replicas_do_each_operation_once_and_one_goes_on_when_the_other_ends(
    databases: Databases, tmp_path: Path, slow: list[Slow]
) -> None:
    url, clock = ordinary_url(databases), FixedClock(NOW)
    async with run_service(SERVICE, url, tmp_path, clock=clock) as second:
        async with run_service(SERVICE, url, tmp_path, clock=clock, issuer=second.issuer) as first:
            frand = Frand(first, clock)
            inputs = await two_replicas_inputs(frand)
            operation = await frand.scenarios(frand.implementer, "CreateScenarioSet", grid(inputs))
            begun = [asyncio.ensure_future(each.begun.wait()) for each in slow]
            await asyncio.wait(begun, return_when=asyncio.FIRST_COMPLETED)
            busy, idle = sorted(slow, key=lambda each: not each.asked)
            await asyncio.sleep(1.2)  # two looks of the other replica
            assert idle.asked == []
            other = Frand(second, clock)
            if busy is slow[0]:
                # The replica that is not ended has it: it does it to the end.
                busy.let_go()
                ended = await frand.ended(frand.implementer, operation.name)
                assert ended.done
                return
        # The one that had begun is gone; its lock went with its connection.
        for each in slow:
            each.let_go()
        ended = await other.ended(other.implementer, operation.name)
        made = pb.ScenarioSet()
        assert ended.response.Unpack(made)
        assert made.computed == made.total == 3


async def test_what_is_cancelled_stops_and_what_was_computed_stays(
    databases: Databases, tmp_path: Path, slow: list[Slow]
) -> None:
    url, clock = ordinary_url(databases), FixedClock(NOW)
    async with run_service(SERVICE, url, tmp_path, clock=clock) as running:
        frand = Frand(running, clock)
        inputs = await two_replicas_inputs(frand)
        operation = await frand.scenarios(frand.implementer, "CreateScenarioSet", grid(inputs))
        await slow[0].begun.wait()
        cancel = operations_pb2.CancelOperationRequest(name=operation.name)
        await frand.operations(frand.implementer, "CancelOperation", cancel)
        ended = await frand.ended(frand.implementer, operation.name)
        assert ended.error.code == code_pb2.CANCELLED
        progress = pb.ScenarioProgress()
        assert ended.metadata.Unpack(progress)
        found = await frand.scenarios(
            frand.anyone, "GetScenarioSet", pb.GetScenarioSetRequest(name=progress.scenario_set)
        )
        assert (found.state, found.computed, found.result_digest) == (pb.SCENARIO_SET_STATE_CANCELLED, 0, "")


async def test_a_failure_inside_is_tried_again_and_then_said(
    databases: Databases, tmp_path: Path, slow: list[Slow], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> Any:
        raise RuntimeError("a secret that nobody outside may read")

    monkeypatch.setattr(Slow, "run", broken)
    url, clock = ordinary_url(databases), FixedClock(NOW)
    async with run_service(SERVICE, url, tmp_path, clock=clock) as running:
        frand = Frand(running, clock)
        inputs = await two_replicas_inputs(frand)
        operation = await frand.scenarios(frand.implementer, "CreateScenarioSet", grid(inputs))
        ended = await frand.ended(frand.implementer, operation.name)
        assert (ended.error.code, "secret" in ended.error.message) == (code_pb2.FAILED_PRECONDITION, False)
        assert "failed 3 times" in ended.error.message


def end_myself_once(mark: str, number: int) -> int:
    """Ends the worker process it runs in, the first time."""
    try:
        with Path(mark).open("x"):
            os.kill(os.getpid(), signal.SIGKILL)
    except FileExistsError:
        pass
    return number * number


async def test_work_of_a_worker_that_is_killed_is_done_again(tmp_path: Path) -> None:
    workers = Processes(2)
    try:
        squares = await asyncio.gather(
            *(workers.run(end_myself_once, str(tmp_path / "mark"), number) for number in range(6))
        )
    finally:
        await workers.close()
    assert squares == [0, 1, 4, 9, 16, 25]


async def test_a_scenario_is_never_changed(frand: Frand, inputs: calculations_pb2.TopDownInputs) -> None:
    made = await complete(frand, grid(inputs))
    before = await scenarios(frand, made.name)
    for statement in ("update frand.scenario set refusal = 'x'", "delete from frand.scenario"):
        async with frand.running.running.database.engine.begin() as connection:
            assert (await connection.execute(sa.text(statement))).rowcount == 0
    with pytest.raises(sa.exc.DBAPIError, match="refused"):
        async with frand.running.running.database.engine.begin() as connection:
            await connection.execute(sa.text("truncate frand.scenario"))
    assert await scenarios(frand, made.name) == before


async def test_what_takes_long_is_started_not_awaited(frand: Frand, inputs: calculations_pb2.TopDownInputs) -> None:
    asked = grid(inputs).calculation
    question = asked.sensitivities.add(answer="top_down")
    question.inputs.CopyFrom(
        comparables_pb2.SensitivityInputs(
            result="h1.rate",
            uncertain=[
                comparables_pb2.UncertainInput(
                    input=name,
                    spread=comparables_pb2.INPUT_SPREAD_UNIFORM,
                    low={"value": "0.01"},
                    high={"value": "0.09"},
                )
                for name in ("aggregate", "confidence")
            ],
            points=65536,
            resamples=5000,
        )
    )
    with pytest.raises(SepiaError) as refused:
        await frand.calculations(frand.implementer, "CreateCalculation", asked)
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "TAKES_LONG")
    # What has no answer is said by the operation, by field and rule.
    request = calculations_pb2.StartCalculationRequest(calculation=asked)
    operation = await frand.calculations(frand.implementer, "StartCalculation", request)
    ended = await frand.ended(frand.implementer, operation.name)
    assert ended.error.code == code_pb2.FAILED_PRECONDITION
    assert "sensitivities[0].inputs" in ended.error.message
