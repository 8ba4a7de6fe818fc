"""Owns services run inside a test: the real chain, the real database, tokens of a test's own issuer."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sepia.auth.v1.auth_pb2 import Role
from shared.auth.callers import Caller
from shared.auth.tokens import FixedKeys, SigningKey, key_set_of
from shared.client import Client, StaticToken
from shared.clock import Clock
from shared.process import Running, Service


class Issuer:
    """Signs tokens as the gateway would."""

    def __init__(self) -> None:
        self.key = SigningKey("test", Ed25519PrivateKey.generate())
        self.keys = FixedKeys(key_set_of([self.key]))

    def token(
        self,
        *roles: Role.ValueType,
        account: str = "accounts/tester",
        organization: str = "",
        at: dt.datetime | None = None,
        lifetime: dt.timedelta = dt.timedelta(minutes=15),
    ) -> str:
        """A token for an account with these roles."""
        caller = Caller(account, frozenset(roles), organization)
        return self.key.token(caller, now=at or dt.datetime.now(dt.UTC), token_id="test", lifetime=lifetime)


class RunningService:
    """A service that runs inside the test."""

    def __init__(self, running: Running[Any], issuer: Issuer) -> None:
        self.running = running
        self.issuer = issuer
        self.address = f"127.0.0.1:{running.port}"
        self._clients: list[Client] = []

    def client(self, *roles: Role.ValueType, account: str = "accounts/tester", organization: str = "") -> Client:
        """A client signed in with these roles; nobody is signed in without roles."""
        token = self.issuer.token(*roles, account=account, organization=organization) if roles else ""
        return self.with_token(token)

    def with_token(self, token: str) -> Client:
        """A client that sends this token."""
        client = Client(self.address, StaticToken(token))
        self._clients.append(client)
        return client

    async def close(self) -> None:
        """Closes every client."""
        for client in self._clients:
            await client.close()


@asynccontextmanager
async def run_service(
    service: Service[Any],
    database_url: str,
    keys_folder: Path,
    *,
    clock: Clock | None = None,
    issuer: Issuer | None = None,
    **settings: Any,
) -> AsyncGenerator[RunningService]:
    """Runs a service on a free port of this machine until the block ends."""
    issuer = issuer or Issuer()
    # Tests read the log as it is; those about the hours in which it is written say so.
    given = {"log_period_minutes": 0, **settings}
    values = service.settings(database_url=database_url, listen="127.0.0.1:0", keys_folder=keys_folder, **given)
    async with Running(service, values, clock=clock, keys=issuer.keys) as running:
        ready = RunningService(running, issuer)
        try:
            yield ready
        finally:
            await ready.close()
