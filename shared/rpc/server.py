"""Owns the server: grpc.aio with the chain, health, reflection and a drain that loses no call."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

import grpc.aio
from google.protobuf.descriptor import ServiceDescriptor
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from shared.auth.permissions import methods_of
from shared.auth.tokens import TokenVerifier
from shared.rpc.chain import Chain
from shared.telemetry.logs import logger

MAX_MESSAGE_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Mounted:
    """A servicer and the service of the contract that it implements."""

    descriptor: ServiceDescriptor
    add: Any  # add_…Servicer_to_server of the generated code
    servicer: Any


class Server:
    """A running server."""

    def __init__(
        self,
        mounted: Sequence[Mounted],
        verifier: TokenVerifier,
        *,
        also_reflected: Iterable[str] = (),
        default_deadline_seconds: float = 30,
    ) -> None:
        methods = methods_of(each.descriptor for each in mounted)
        chain = Chain(methods, verifier, default_deadline_seconds=default_deadline_seconds)
        self._server = grpc.aio.server(
            interceptors=[chain],
            options=[
                ("grpc.so_reuseport", 0),
                ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
                ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
                ("grpc.keepalive_permit_without_calls", 1),
                ("grpc.http2.min_ping_interval_without_data_ms", 5_000),
            ],
            maximum_concurrent_rpcs=2_000,
        )
        for each in mounted:
            each.add(each.servicer, self._server)
        self._health = cast(Any, health).aio.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        self.service_names = [each.descriptor.full_name for each in mounted]
        names = {*self.service_names, health.SERVICE_NAME, reflection.SERVICE_NAME, *also_reflected}
        reflection.enable_server_reflection(sorted(names), self._server)
        self._log = logger(component="server")

    async def start(self, address: str) -> int:
        """Listens at `host:port` (port 0 for any) and returns the port.

        Raises:
            OSError: the address is not free.
        """
        try:
            port = self._server.add_insecure_port(address)
        except RuntimeError as error:
            raise OSError(f"{address} is not free: another program listens there ({error})") from None
        await self._server.start()
        for name in ("", *self.service_names):
            await self._health.set(name, health_pb2.HealthCheckResponse.SERVING)
        return port

    async def drain(self, seconds: float) -> None:
        """Tells everyone to go elsewhere, lets calls in progress finish, and stops."""
        await self._health.enter_graceful_shutdown()
        # Envoy looks every second; until it has, calls may still come.
        await asyncio.sleep(min(1.5, seconds / 2))
        await self._server.stop(seconds)

    async def stop(self) -> None:
        """Stops at once."""
        await self._server.stop(None)
