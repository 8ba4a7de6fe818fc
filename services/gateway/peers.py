"""Owns the connections to the other services: in Sepia's own name for coordination, in the caller's for the rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterable, Awaitable, Callable
from typing import Any, cast

import grpc.aio
from google.protobuf.message import Message

from shared.auth.callers import Caller, Role
from shared.auth.tokens import LIFETIME, SigningKey
from shared.client import Client
from shared.clock import Clock
from shared.ids import NewId
from shared.rpc.calls import REQUEST_ID_HEADER, current_call

SERVICE_ACCOUNT = "services/gateway"
CALL_SECONDS = 30.0


class ServiceToken:
    """Tokens for Sepia's own coordination (`ROLE_SERVICE`), signed by the gateway itself, made anew in good time."""

    def __init__(self, signer: Callable[[], Awaitable[SigningKey]], clock: Clock, new_id: NewId) -> None:
        self._signer = signer
        self._clock = clock
        self._new_id = new_id
        self._token = ""
        self._fresh_until = dt.datetime.min.replace(tzinfo=dt.UTC)

    async def token(self) -> str:
        now = self._clock.now()
        if now >= self._fresh_until:
            caller = Caller(SERVICE_ACCOUNT, frozenset({Role.ROLE_SERVICE}))
            self._token = (await self._signer()).token(caller, now=now, token_id=str(self._new_id()))
            self._fresh_until = now + LIFETIME / 3
        return self._token


class CallersClient(Client):
    """A connection over which calls are passed on: with the caller's own token, request id and remaining time."""

    async def call(
        self,
        method: Callable[..., Any],
        request: Message | AsyncIterable[Message],
        *,
        deadline_seconds: float | None = None,
    ) -> Any:
        """Calls a method on behalf of whoever is being answered."""
        return await super().call(method, request, deadline_seconds=deadline_seconds or _remaining_seconds())

    async def _metadata(self) -> grpc.aio.Metadata:
        metadata = grpc.aio.Metadata()
        call = current_call()
        if call is not None:
            metadata.add(REQUEST_ID_HEADER, call.request_id)
            authorization = call.metadata.get("authorization")
            if authorization:
                metadata.add("authorization", str(authorization))
        return metadata


class Peer:
    """One of the other services.

    Attributes:
        name: `registry`; its log is `logs/registry`.
        own: calls in Sepia's own name.
        callers: calls on behalf of the caller.
    """

    def __init__(self, name: str, address: str, credentials: ServiceToken) -> None:
        self.name = name
        self.log = f"logs/{name}"
        self.own = Client(address, credentials)
        self.callers: Client = CallersClient(address)

    async def close(self) -> None:
        """Closes the connections."""
        await self.own.close()
        await self.callers.close()


class Peers:
    """The other services."""

    def __init__(self, *, registry: str, assessment: str, frand: str, credentials: ServiceToken) -> None:
        self.registry = Peer("registry", registry, credentials)
        self.assessment = Peer("assessment", assessment, credentials)
        self.frand = Peer("frand", frand, credentials)
        self.all = (self.registry, self.assessment, self.frand)

    def named(self, name: str) -> Peer | None:
        """The service with this name."""
        return next((peer for peer in self.all if peer.name == name), None)

    async def close(self) -> None:
        """Closes every connection."""
        for peer in self.all:
            await peer.close()


def _remaining_seconds() -> float:
    """What is left of the caller's time, a little less, so that the refusal of the inner call is what is reported."""
    call = current_call()
    left = cast("float | None", call.context.time_remaining()) if call else None
    return CALL_SECONDS if left is None else max(0.05, min(CALL_SECONDS, left - 0.1))
