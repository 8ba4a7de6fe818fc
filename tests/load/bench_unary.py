"""Owns the measurement of a unary read through the full chain against a bare grpc.aio server."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import grpc.aio
import uvloop

from deploy.demo.generator import generate
from deploy.local.ground import free_port
from sepia.registry.v1 import imports_pb2 as pb
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from tests.load.driving import Call, Load, alternate
from tests.load.figures import Row, figure, ratio
from tests.load.ground import Ground, Served, ground
from tests.load.uploading import import_file

TITLE = "A unary read through the full chain, against a bare grpc.aio server"
HOW = (
    "Three servers, each a process under uvloop: the registry answering ImportService.GetImport from a row in "
    "PostgreSQL; the same chain (context, metrics, access log, errors, deadline, authentication of a signed token, "
    "authorisation, validation) around a ready answer; a bare grpc.aio server giving the same answer without "
    "interceptors. All get the same request with the same token from one grpc.aio client in one closed loop "
    "(latency) and in sixteen (throughput). Rounds alternate between the servers; medians of the rounds. "
    "Processor time is the server process's own, over all throughput rounds; other programs on the machine change it "
    f"least. Client, servers and database share {os.cpu_count()} processors."
)
ROUNDS, CALLS, CONCURRENCY = 7, 640, 16


def run(rounds: int = ROUNDS, calls: int = CALLS) -> list[Row]:
    """Measures, and returns one row per figure."""
    with ground() as here:
        registry = here.registry(here.postgres().url())
        return uvloop.run(_measure(here, registry, rounds, calls))


async def stored_import(here: Ground, registry: Served) -> pb.Import:
    """An import that the registry has a row of."""
    file = here.folder / "small.csv"
    file.write_bytes(b"".join(generate(200)))
    return (await import_file(registry.address, here.token(), file)).result


def reading(channel: grpc.aio.Channel, token: str, wanted: pb.Import) -> Call:
    """A call that reads an import and looks at the answer."""
    method = ImportServiceStub(channel).GetImport
    request = pb.GetImportRequest(name=wanted.name)
    metadata = (("authorization", f"Bearer {token}"),)

    async def call() -> None:
        reply = await method(request, metadata=metadata, timeout=30)
        assert reply.name == wanted.name

    return call


async def _measure(here: Ground, registry: Served, rounds: int, calls: int) -> list[Row]:
    wanted = await stored_import(here, registry)
    reply = here.folder / "reply.bin"
    reply.write_bytes(wanted.SerializeToString())
    servers = {"registry": registry}
    for kind in ("chain", "bare"):
        servers[kind] = await asyncio.to_thread(_ready_server, here, kind, reply)
    channels = {name: grpc.aio.insecure_channel(server.address) for name, server in servers.items()}
    try:
        targets = {name: reading(channel, here.token(), wanted) for name, channel in channels.items()}
        loads = await alternate(
            targets,
            rounds=rounds,
            calls=calls,
            concurrency=CONCURRENCY,
            cpu_seconds=lambda name: servers[name].cpu_seconds(),
        )
    finally:
        for channel in channels.values():
            await channel.close()
    size = figure("answer", reply.stat().st_size, "bytes", f"{rounds} rounds of {calls} calls to each server")
    return [
        _latency("full chain with a row, latency", loads, "registry"),
        _throughput("full chain with a row, throughput", loads, "registry"),
        _cpu("full chain with a row, processor time", loads, "registry", "without what PostgreSQL uses"),
        _latency("full chain alone, latency", loads, "chain"),
        _throughput("full chain alone, throughput", loads, "chain"),
        _cpu("full chain alone, processor time", loads, "chain"),
        size,
    ]


def _ready_server(here: Ground, kind: str, reply: Path) -> Served:
    address = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "tests.load.ready_server", kind, address, str(reply), str(here.key_set)]
    return here.serve(kind, command, address)


def _latency(name: str, loads: dict[str, Load], kind: str) -> Row:
    note = f"the difference is {loads[kind].latency - loads['bare'].latency:.0f} µs a call"
    return ratio(name, (kind, loads[kind].latency, "µs"), ("bare", loads["bare"].latency, "µs"), note)


def _throughput(name: str, loads: dict[str, Load], kind: str) -> Row:
    return ratio(name, (kind, loads[kind].throughput, "/s"), ("bare", loads["bare"].throughput, "/s"))


def _cpu(name: str, loads: dict[str, Load], kind: str, note: str = "") -> Row:
    return ratio(name, (kind, loads[kind].cpu, "µs a call"), ("bare", loads["bare"].cpu, "µs a call"), note)
