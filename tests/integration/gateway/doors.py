"""Owns gateways run inside a test: over a real database, signing and verifying with their own keys."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import grpc.aio
from argon2 import PasswordHasher

from sepia.gateway.v1 import accounts_pb2 as pb
from sepia.gateway.v1.accounts_pb2_grpc import AccountServiceStub
from services.gateway.app import SERVICE
from services.gateway.passwords import Passwords
from services.gateway.settings import GatewaySettings
from shared.client import Client, StaticToken
from shared.clock import Clock
from shared.process import Running
from shared.rpc.errors import from_rpc_error

NOWHERE = "127.0.0.1:1"
"""An address at which nothing answers."""

QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""Hashes that take no time: what they withstand is not what these tests are about."""

ADMINISTRATOR = ("root", "correct horse battery staple")
OFFICER = ("olga.officer", "olga opens every campaign")
HOLDER = ("hanna.holder", "hanna holds many patents")


def write_first_accounts(path: Path) -> Path:
    """The first accounts of the tests' installations: an administrator, an officer and a holder."""
    people = [
        (ADMINISTRATOR, "Root", ["ADMINISTRATOR"], ""),
        (OFFICER, "Olga Officer", ["ROLE_OFFICER"], ""),
        (HOLDER, "Hanna Holder", ["HOLDER"], "holders/acme"),
    ]
    path.write_text(
        json.dumps(
            [
                {
                    "account_id": account_id,
                    "password": password,
                    "display_name": name,
                    "roles": roles,
                    "organization": organization,
                }
                for (account_id, password), name, roles, organization in people
            ]
        )
    )
    path.chmod(0o600)
    return path


class Door:
    """A gateway that runs inside the test."""

    def __init__(self, running: Running[GatewaySettings]) -> None:
        self.running = running
        self.database = running.database
        self.address = f"127.0.0.1:{running.port}"
        self._clients: list[Client] = []

    def client(self, token: str = "") -> Client:
        """A client that sends this token."""
        client = Client(self.address, StaticToken(token))
        self._clients.append(client)
        return client

    async def issue(self, account_id: str = "", password: str = "", *, api_key: str = "", peer: str = "") -> pb.Token:
        """A token for a password or an API key, asked for from an address as the edge reports it."""
        stub = self.client().stub(AccountServiceStub)
        request = pb.IssueTokenRequest(account_id=account_id, password=password, api_key=api_key)
        metadata = grpc.aio.Metadata(*([("x-forwarded-for", peer)] if peer else []))
        try:
            return await stub.IssueToken(request, metadata=metadata, timeout=20)
        except grpc.aio.AioRpcError as error:
            raise from_rpc_error(error) from error

    async def signed_in(self, who: tuple[str, str]) -> Client:
        """A client signed in with account and password."""
        return self.client((await self.issue(*who)).access_token)

    async def close(self) -> None:
        """Closes every client."""
        for client in self._clients:
            await client.close()


@asynccontextmanager
async def open_door(
    database_url: str,
    folder: Path,
    *,
    clock: Clock | None = None,
    addresses: Sequence[str] = (NOWHERE, NOWHERE, NOWHERE),
    **settings: Any,
) -> AsyncGenerator[Door]:
    """Runs a gateway on a free port until the block ends.

    Args:
        database_url: a database with the gateway's schema.
        folder: where its keys are, and the file of first accounts.
        clock: a clock of the test's own.
        addresses: of registry, assessment and frand.
    """
    accounts = folder / "first-accounts.json"
    values = GatewaySettings(
        database_url=database_url,
        listen="127.0.0.1:0",
        keys_folder=folder / "keys",
        registry_address=addresses[0],
        assessment_address=addresses[1],
        frand_address=addresses[2],
        bootstrap_accounts_file=accounts if accounts.exists() else write_first_accounts(accounts),
        follow_interval_seconds=0.05,
        **settings,
    )
    with mock.patch("services.gateway.app.Passwords", return_value=Passwords(QUICK)):
        opening = Running(SERVICE, values, clock=clock)
        running = await opening.__aenter__()
    door = Door(running)
    try:
        yield door
    finally:
        await door.close()
        await opening.__aexit__()
