"""Owns the tests of API keys."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from sepia.gateway.v1 import accounts_pb2 as pb
from sepia.gateway.v1.accounts_pb2_grpc import AccountServiceStub
from services.gateway.app import SERVICE
from shared.client import Client
from shared.clock import FixedClock
from shared.errors import Kind, SepiaError
from tests.integration.gateway.doors import ADMINISTRATOR, HOLDER, OFFICER, Door, open_door
from tests.support import Databases


async def make(client: Client, name: str = "nightly upload", **values: object) -> pb.ApiKey:
    request = pb.CreateApiKeyRequest(display_name=name, **values)  # type: ignore[arg-type]
    return await client.call(client.stub(AccountServiceStub).CreateApiKey, request)


async def listed(client: Client) -> list[pb.ApiKey]:
    reply = await client.call(client.stub(AccountServiceStub).ListApiKeys, pb.ListApiKeysRequest())
    return list(reply.api_keys)


async def revoke(client: Client, name: str, request_id: str = "") -> pb.ApiKey:
    request = pb.RevokeApiKeyRequest(name=name, request_id=request_id)
    return await client.call(client.stub(AccountServiceStub).RevokeApiKey, request)


async def test_a_key_is_shown_once_and_exchanged_for_tokens_of_its_account(door: Door) -> None:
    client = await door.signed_in(HOLDER)
    made = await make(client)
    assert made.key.startswith("sepia_")
    assert len(made.key) >= 6 + 43  # 256 bits in base64
    token = await door.issue(api_key=made.key)
    assert token.account.name == "accounts/hanna.holder"
    assert token.account.organization == "holders/acme"
    found = next(key for key in await listed(client) if key.name == made.name)
    assert found.key == ""
    assert found.display_name == "nightly upload"
    assert not found.HasField("expire_time")


async def test_a_revoked_key_is_void(door: Door) -> None:
    client = await door.signed_in(HOLDER)
    made = await make(client)
    revoked = await revoke(client, made.name, "revoke-1")
    assert revoked.revoked
    assert await revoke(client, made.name, "revoke-1") == revoked
    with pytest.raises(SepiaError) as caught:
        await door.issue(api_key=made.key)
    assert caught.value.reason == "SIGN_IN_REFUSED"


async def test_somebody_elses_key_does_not_exist(door: Door) -> None:
    made = await make(await door.signed_in(HOLDER))
    officer = await door.signed_in(OFFICER)
    assert made.name not in [key.name for key in await listed(officer)]
    for name in (made.name, f"apiKeys/{uuid.uuid4()}", "apiKeys/" + "-" * 36):
        with pytest.raises(SepiaError) as caught:
            await revoke(officer, name)
        assert caught.value.kind is Kind.NOT_FOUND
    assert (await door.issue(api_key=made.key)).access_token


async def test_an_administrator_revokes_any_key(door: Door) -> None:
    made = await make(await door.signed_in(HOLDER))
    assert (await revoke(await door.signed_in(ADMINISTRATOR), made.name)).revoked
    with pytest.raises(SepiaError):
        await door.issue(api_key=made.key)


async def test_a_key_that_would_never_be_valid_is_refused(door: Door) -> None:
    with pytest.raises(SepiaError) as caught:
        await make(await door.signed_in(HOLDER), expire_time=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert (caught.value.kind, caught.value.reason) == (Kind.INVALID, "EXPIRY_PAST")


async def test_a_key_ends_when_it_expires(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> None:
    # Tokens are checked against the machine's own time, so the test begins at it.
    clock = FixedClock(dt.datetime.now(dt.UTC))
    async with open_door(databases.of(SERVICE), tmp_path_factory.mktemp("door"), clock=clock) as door:
        end = clock.now() + dt.timedelta(days=30)
        made = await make(await door.signed_in(HOLDER), expire_time=end)
        clock.advance(dt.timedelta(days=29))
        assert (await door.issue(api_key=made.key)).access_token
        clock.advance(dt.timedelta(days=1))
        with pytest.raises(SepiaError) as caught:
            await door.issue(api_key=made.key)
        assert caught.value.reason == "SIGN_IN_REFUSED"


async def test_nobody_makes_keys_without_signing_in(door: Door) -> None:
    with pytest.raises(SepiaError) as caught:
        await make(door.client())
    assert caught.value.kind is Kind.UNAUTHENTICATED
