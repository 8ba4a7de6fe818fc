"""Owns the check of scenarios on a real Dask cluster of two worker processes, of which one is killed during the run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sepia.frand.v1 import calculations_pb2
from sepia.frand.v1 import scenarios_pb2 as pb
from services.frand.app import SERVICE
from services.frand.operations.dask_cluster import DaskCluster
from services.frand.operations.processes import Processes
from services.frand.scenarios import rules
from shared.clock import FixedClock
from shared.errors import Kind, SepiaError
from tests.integration.frand.conftest import NOW, Frand, ordinary_url
from tests.support import Databases, run_service

pytest.importorskip("distributed")

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'protos' / 'gen'}",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "10",
    "OMP_NUM_THREADS": "1",
}
# Spelt out, since the modules behind Dask's command line differ between versions.
SCHEDULER = """
import asyncio, distributed
async def run():
    async with distributed.Scheduler(host="127.0.0.1", port=0, dashboard_address=None) as scheduler:
        print(scheduler.address, flush=True)
        await scheduler.finished()
asyncio.run(run())
"""
WORKER = """
import asyncio, sys, distributed
async def run():
    async with distributed.Worker(sys.argv[1], nthreads=1, dashboard_address=None) as worker:
        print(worker.address, flush=True)
        await worker.finished()
asyncio.run(run())
"""


def started(folder: Path, script: str, *arguments: str) -> tuple[subprocess.Popen[str], str]:
    """A process, and the address that it says once it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", script, *arguments],
        cwd=folder,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[str]]]]:
    """The scheduler's address, and the processes of its two workers."""
    folder = tmp_path_factory.mktemp("dask")
    scheduler, address = started(folder, SCHEDULER)
    workers = [started(folder, WORKER, address)[0] for _ in range(2)]
    yield address, workers
    for process in (*workers, scheduler):
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


async def test_a_set_is_complete_and_the_same_although_a_worker_is_killed_during_the_run(
    databases: Databases, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[str]]]
) -> None:
    address, workers = cluster
    clock = FixedClock(NOW)
    url = ordinary_url(databases)
    async with run_service(SERVICE, url, tmp_path, clock=clock, frand_dask_scheduler=address) as running:
        frand = Frand(running, clock)
        found, aggregate = await frand.received(), await frand.on_record()
        inputs = calculations_pb2.TopDownInputs(findings=found.name, aggregate_royalty=aggregate.name)
        asked = calculations_pb2.CreateCalculationRequest(methods=[calculations_pb2.MethodInputs(top_down=inputs)])
        priors = [f"0.{number:03}" for number in range(100, 250)]
        request = pb.CreateScenarioSetRequest(calculation=asked, axes=[pb.ScenarioAxis(field="prior_a", values=priors)])
        operation = await frand.scenarios(frand.implementer, "CreateScenarioSet", request)
        progress = pb.ScenarioProgress()
        operation.metadata.Unpack(progress)
        name = progress.scenario_set
        while True:
            made = await frand.scenarios(frand.anyone, "GetScenarioSet", pb.GetScenarioSetRequest(name=name))
            if made.computed:
                break
        assert made.state == pb.SCENARIO_SET_STATE_RUNNING
        workers[0].kill()
        await frand.ended(frand.implementer, operation.name)
        made = await frand.scenarios(frand.anyone, "GetScenarioSet", pb.GetScenarioSetRequest(name=name))
        assert (made.state, made.computed, made.refused) == (pb.SCENARIO_SET_STATE_COMPLETE, 150, 0)
        listed = pb.ListScenariosRequest(scenario_set=name, page_size=1000)
        addresses = [each.address for each in (await frand.scenarios(frand.anyone, "ListScenarios", listed)).scenarios]
    here = Processes(1)
    try:
        again = await here.run(rules.compute, made.canonical_inputs, range(0, 150, 50))
    finally:
        await here.close()
    assert [f"calculations/{each.sha256}" for each in again] == addresses[::50]


async def test_a_scheduler_that_does_not_answer_is_said() -> None:
    cluster = DaskCluster("tcp://127.0.0.1:9", connect_seconds=1)
    with pytest.raises(SepiaError, match="does not answer") as refused:
        await cluster.run(len, "a")
    assert refused.value.kind is Kind.UNAVAILABLE
    await cluster.close()
