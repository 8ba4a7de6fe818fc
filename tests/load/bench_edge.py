"""Owns the measurement of what the edge costs: a unary read through Envoy against the same read straight."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from pathlib import Path

import grpc.aio
import uvloop

from deploy.envoy.configuration import KEY_SET_PATH, Edge, write_configuration
from deploy.local import envoy
from deploy.local.ground import free_port
from deploy.local.supervisor import DESCRIPTORS
from sepia.registry.v1 import imports_pb2 as pb
from tests.load.bench_unary import CALLS, CONCURRENCY, ROUNDS, reading, stored_import
from tests.load.driving import Call, alternate
from tests.load.figures import Row, ratio
from tests.load.ground import Ground, Served, ground

TITLE = "A unary read through Envoy, against the same read straight from the service"
HOW = (
    "ImportService.GetImport of one registry, one row in PostgreSQL, the same signed token: by gRPC straight to the "
    "service; by gRPC through Envoy with the configuration of an installation (token check, limits, retries, "
    "transcoder), only its request limit raised; and as JSON over HTTP/1.1 with kept connections through the same "
    "Envoy. The gRPC client is grpc.aio; the JSON client writes and reads plain streams of asyncio and parses the "
    f"JSON, so JSON saves what grpc.aio costs. One closed loop (latency), {CONCURRENCY} (throughput); rounds "
    "alternate; medians of the rounds. Processor time is the service's and Envoy's own, over all throughput rounds. "
    f"Client, Envoy, service and database share {os.cpu_count()} processors."
)


class JsonConnections:
    """Reads of one path as JSON, over connections that are kept."""

    def __init__(self, address: str, path: str, token: str) -> None:
        self._host, _, self._port = address.rpartition(":")
        lines = (f"GET {path} HTTP/1.1", f"host: {address}", f"authorization: Bearer {token}", "", "")
        self._request = "\r\n".join(lines).encode()
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def read(self) -> dict[str, object]:
        """One answer.

        Raises:
            RuntimeError: it is not 200.
        """
        connection = self._idle.pop() if self._idle else await asyncio.open_connection(self._host, int(self._port))
        reader, writer = connection
        writer.write(self._request)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        length = int(head.partition("content-length: ")[2].split("\r\n", 1)[0] or 0)
        body = await reader.readexactly(length)
        if not head.startswith("http/1.1 200"):
            raise RuntimeError(f"the edge answered {head.splitlines()[0]}: {body.decode(errors='replace')}")
        self._idle.append(connection)
        return json.loads(body)

    def close(self) -> None:
        """Closes the connections."""
        for _, writer in self._idle:
            writer.close()


def run(rounds: int = ROUNDS, calls: int = CALLS) -> list[Row]:
    """Measures, and returns one row per figure."""
    with ground() as here:
        registry = here.registry(here.postgres().url())
        return uvloop.run(_measure(here, registry, rounds, calls))


async def _measure(here: Ground, registry: Served, rounds: int, calls: int) -> list[Row]:
    wanted = await stored_import(here, registry)
    edge = await asyncio.to_thread(run_edge, here, registry)
    service, envoy_too = registry.cpu_seconds, lambda: registry.cpu_seconds() + edge.cpu_seconds()
    clocks = {"direct": service, "edge": envoy_too, "json": envoy_too}
    channels = {"direct": grpc.aio.insecure_channel(registry.address), "edge": grpc.aio.insecure_channel(edge.address)}
    through_json = JsonConnections(edge.address, f"/v1/{wanted.name}", here.token())
    try:
        targets = {name: reading(channel, here.token(), wanted) for name, channel in channels.items()}
        targets["json"] = _json_reading(through_json, wanted)
        loads = await alternate(
            targets,
            rounds=rounds,
            calls=calls,
            concurrency=CONCURRENCY,
            cpu_seconds=lambda name: clocks[name](),
        )
    finally:
        through_json.close()
        for channel in channels.values():
            await channel.close()
    rows: list[Row] = []
    direct = loads["direct"]
    for name, label in (("edge", "gRPC through Envoy"), ("json", "JSON through Envoy")):
        of = loads[name]
        note = f"the difference is {of.latency - direct.latency:.0f} µs a call; {rounds} rounds of {calls} calls"
        rows += [
            ratio(f"{label}, latency", (name, of.latency, "µs"), ("direct", direct.latency, "µs"), note),
            ratio(f"{label}, throughput", (name, of.throughput, "/s"), ("direct", direct.throughput, "/s")),
            ratio(f"{label}, processor time", (name, of.cpu, "µs a call"), ("direct", direct.cpu, "µs a call")),
        ]
    return rows


def run_edge(here: Ground, registry: Served) -> Served:
    """Starts Envoy before the registry, and returns when it has the keys and finds the registry healthy."""
    keys = f"127.0.0.1:{free_port()}"
    published = here.folder / "published" / KEY_SET_PATH.lstrip("/")
    published.parent.mkdir(parents=True)
    shutil.copy(here.key_set, published)
    port, folder = keys.rpartition(":")[2], str(here.folder / "published")
    here.run("keys", [sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1", "--directory", folder])
    edge = Edge(
        descriptors=DESCRIPTORS,
        clusters={"registry": [registry.address], "gateway": [registry.address]},
        port=free_port(),
        admin_port=free_port(),
        key_set=keys,
        requests_per_second=1_000_000,
    )
    configuration = write_configuration(edge, _folder(here))
    command = envoy.envoy_command(configuration, workers=envoy.edge_workers(), drain_seconds=1)
    child = here.run("edge", command)
    here.until(lambda: envoy.is_complete(edge.admin_port), child)
    return Served(f"127.0.0.1:{edge.port}", child)


def _json_reading(connections: JsonConnections, wanted: pb.Import) -> Call:
    async def call() -> None:
        reply = await connections.read()
        assert reply["name"] == wanted.name

    return call


def _folder(here: Ground) -> Path:
    folder = here.folder / "edge"
    folder.mkdir()
    return folder
