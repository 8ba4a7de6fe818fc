"""Calculations that take long, on two replicas: progress, cancelling, one replica gone in the middle."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa
from google.longrunning import operations_proto_pb2 as operations_pb2
from google.protobuf.duration_pb2 import Duration
from google.rpc import code_pb2

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.frand.v1 import comparables_pb2
from services.frand.app import SERVICE
from services.frand.calculations import cost
from shared.clock import FixedClock
from shared.errors import SepiaError
from tests.integration.frand.conftest import NOW, Frand, Slow, ordinary_url, two_replicas_inputs
from tests.support import Databases, run_service


class Replicas:
    """Two replicas; the first computes what is asked before the second is there."""

    def __init__(self, databases: Databases, folder: Path, slow: list[Slow]) -> None:
        self._url, self._folder, self.workers = ordinary_url(databases), folder, slow
        self._clock = FixedClock(NOW)
        self._first, self._second = AsyncExitStack(), AsyncExitStack()

    async def begin(self) -> tuple[Frand, pb.CreateCalculationRequest, operations_pb2.Operation]:
        """The first replica in the middle of a calculation of two methods and a sensitivity: four steps."""
        first = await self._first.enter_async_context(run_service(SERVICE, self._url, self._folder, clock=self._clock))
        self._issuer = first.issuer
        frand = Frand(first, self._clock)
        inputs = await two_replicas_inputs(frand)
        asked = pb.CreateCalculationRequest(
            methods=[pb.MethodInputs(id="one", top_down=inputs), pb.MethodInputs(id="two", top_down=inputs)],
            sensitivities=[pb.SensitivityQuestion(answer="one", inputs=swing())],
        )
        request = pb.StartCalculationRequest(calculation=asked)
        started = await frand.calculations(frand.implementer, "StartCalculation", request)
        await self.workers[0].begun.wait()
        return frand, asked, started

    async def other(self) -> Frand:
        """The second replica."""
        second = await self._second.enter_async_context(
            run_service(SERVICE, self._url, self._folder, clock=self._clock, issuer=self._issuer)
        )
        return Frand(second, self._clock)

    async def end_first(self) -> None:
        """Ends the first replica in the middle of what it does."""
        await self._first.aclose()

    async def end(self) -> None:
        for each in self.workers:
            each.let_go()
        await self._second.aclose()
        await self._first.aclose()


def swing() -> comparables_pb2.SensitivityInputs:
    moved = comparables_pb2.InputSwing(input="aggregate", low={"value": "0.05"}, high={"value": "0.1"})
    return comparables_pb2.SensitivityInputs(result="h1.rate", swings=[moved])


@pytest.fixture
async def replicas(databases: Databases, tmp_path: Path, slow: list[Slow]) -> AsyncIterator[Replicas]:
    made = Replicas(databases, tmp_path, slow)
    yield made
    await made.end()


async def progress(frand: Frand, name: str) -> tuple[int, int, int]:
    request = operations_pb2.GetOperationRequest(name=name)
    found = await frand.operations(frand.implementer, "GetOperation", request)
    told = pb.CalculationProgress()
    assert found.metadata.Unpack(told)
    return told.computed, told.total, told.percent


async def test_how_far_a_calculation_is_can_be_read_at_any_replica(replicas: Replicas) -> None:
    _, asked, started = await replicas.begin()
    other = await replicas.other()
    assert not started.done
    assert await progress(other, started.name) == (0, 4, 0)
    for done in (1, 2, 3):
        replicas.workers[0].let_go(1)
        async with asyncio.timeout(30):
            while (await progress(other, started.name))[0] < done:
                brief = operations_pb2.WaitOperationRequest(name=started.name, timeout=Duration(nanos=50_000_000))
                await other.operations(other.implementer, "WaitOperation", brief)
        assert await progress(other, started.name) == (done, 4, 25 * done)
    replicas.workers[0].let_go(1)
    ended = await other.ended(other.implementer, started.name)
    made = pb.Calculation()
    assert ended.response.Unpack(made)
    assert await progress(other, started.name) == (4, 4, 100)
    assert replicas.workers[1].asked == []  # one replica does it
    # Step by step, it is byte for byte what is computed in one go.
    assert made.document == (await other.calculations(other.implementer, "CreateCalculation", asked)).document
    assert [each.id for each in made.answers] == ["one", "two", "sensitivity_1"]


async def test_it_is_cancelled_at_once_at_another_replica_and_nothing_comes_of_it(replicas: Replicas) -> None:
    frand, _, started = await replicas.begin()
    other = await replicas.other()
    cancel = operations_pb2.CancelOperationRequest(name=started.name)
    await other.operations(other.implementer, "CancelOperation", cancel)
    for replica in (other, frand):
        # No wait: what was cancelled has ended, though a worker may still be busy with it.
        request = operations_pb2.GetOperationRequest(name=started.name)
        found = await replica.operations(replica.implementer, "GetOperation", request)
        assert (found.done, found.error.code) == (True, code_pb2.CANCELLED)
    replicas.workers[0].let_go()
    again = await frand.calculations(frand.implementer, "ListCalculations", pb.ListCalculationsRequest())
    assert list(again.calculations) == []
    assert len(await frand.logged("account:operation:cancel", started.name)) == 1


async def test_another_replica_finishes_what_one_that_is_gone_had_begun(replicas: Replicas) -> None:
    _, asked, started = await replicas.begin()
    replicas.workers[0].let_go(1)
    other = await replicas.other()
    await replicas.end_first()
    replicas.workers[1].let_go()
    ended = await other.ended(other.implementer, started.name)
    made = pb.Calculation()
    assert ended.response.Unpack(made)
    assert made == await other.calculations(other.implementer, "CreateCalculation", asked)
    assert len(await other.logged("account:calculation:create", made.name)) == 1


async def test_a_replica_that_lost_its_lock_does_not_make_a_second_one(replicas: Replicas) -> None:
    """As when the database or the network ends a connection: both compute, one of them ends the operation."""
    _, _, started = await replicas.begin()
    other = await replicas.other()
    async with other.running.running.database.engine.begin() as connection:
        ended = await connection.execute(
            sa.text("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objsubid = 2")
        )
        assert ended.rowcount >= 1
    await replicas.workers[1].begun.wait()
    for each in replicas.workers:
        each.let_go()
    made = pb.Calculation()
    assert (await other.ended(other.implementer, started.name)).response.Unpack(made)
    assert len(await other.logged("account:calculation:create", made.name)) == 1


async def test_the_top_down_method_alone_is_started_too_and_is_the_same_calculation(
    frand: Frand, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = pb.CreateCalculationRequest(top_down=await two_replicas_inputs(frand))
    monkeypatch.setattr(cost, "AT_ONCE_SECONDS", 0.0)
    with pytest.raises(SepiaError) as refused:
        await frand.calculations(frand.implementer, "CreateCalculation", asked)
    assert (refused.value.reason, "about 1 s" in refused.value.message) == ("TAKES_LONG", True)
    request = pb.StartCalculationRequest(calculation=asked)
    started = await frand.calculations(frand.implementer, "StartCalculation", request)
    ended = await frand.ended(frand.implementer, started.name)
    made, told = pb.Calculation(), pb.CalculationProgress()
    assert ended.response.Unpack(made)
    assert ended.metadata.Unpack(told)
    assert (told.computed, told.total, len(made.holders)) == (1, 1, 4)
    # What is known already is answered at once, however long it took.
    again = await frand.calculations(frand.implementer, "CreateCalculation", asked)
    assert (again.name, again.result_digest) == (made.name, made.result_digest)


async def test_what_would_take_hours_is_not_begun(frand: Frand) -> None:
    moved = [
        comparables_pb2.UncertainInput(
            input=name, spread=comparables_pb2.INPUT_SPREAD_UNIFORM, low={"value": "0.4"}, high={"value": "0.6"}
        )
        for name in ("prior_a", "prior_b")
    ]
    asked = pb.CreateCalculationRequest(methods=[pb.MethodInputs(top_down=await two_replicas_inputs(frand))])
    asked.sensitivities.add(
        answer="top_down",
        inputs=comparables_pb2.SensitivityInputs(result="h1.rate", uncertain=moved, points=65536),
    )
    request = pb.StartCalculationRequest(calculation=asked)
    with pytest.raises(SepiaError) as refused:
        await frand.calculations(frand.implementer, "StartCalculation", request)
    assert refused.value.reason == "TOO_MUCH_WORK"
