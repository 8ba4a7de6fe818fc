"""Owns the tests of the keys that tokens are signed with."""

from __future__ import annotations

import datetime as dt
import json
import stat
from pathlib import Path

import jwt
import pytest
import sqlalchemy as sa

from sepia.gateway.v1 import accounts_pb2 as pb
from sepia.gateway.v1.accounts_pb2_grpc import AccountServiceStub
from services.gateway import tables
from services.gateway.app import SERVICE
from services.gateway.secret import FILENAME, secret_from
from services.gateway.signing.keyring import Keyring
from shared.clock import FixedClock
from shared.errors import Kind, SepiaError
from tests.integration.gateway.doors import ADMINISTRATOR, HOLDER, OFFICER, Door, open_door
from tests.support import Databases


async def published(door: Door) -> list[str]:
    client = door.client()
    body = await client.call(client.stub(AccountServiceStub).GetKeySet, pb.GetKeySetRequest())
    assert body.content_type == "application/json"
    keys = json.loads(body.data)["keys"]
    assert all(key.keys() == {"kty", "crv", "x", "kid", "alg", "use"} for key in keys)
    return [key["kid"] for key in keys]


async def rotate(door: Door, request_id: str = "") -> str:
    client = await door.signed_in(ADMINISTRATOR)
    request = pb.RotateSigningKeyRequest(request_id=request_id)
    return (await client.call(client.stub(AccountServiceStub).RotateSigningKey, request)).key_id


def keyring_of(door: Door, folder: Path) -> Keyring:
    """The same keys as the door's, in the hands of the test."""
    return Keyring(
        door.database,
        door.database.clock,
        secret_from("", folder / "keys"),
        activation=dt.timedelta(seconds=10),
        rotation=dt.timedelta(days=30),
    )


async def signer(door: Door) -> str:
    return jwt.get_unverified_header((await door.issue(*HOLDER)).access_token)["kid"]


async def own_name(door: Door, token: str) -> str:
    client = door.client(token)
    return (await client.call(client.stub(AccountServiceStub).GetOwnAccount, pb.GetOwnAccountRequest())).name


async def test_a_new_key_signs_at_once_when_there_is_nobody_to_wait_for(databases: Databases, tmp_path: Path) -> None:
    async with open_door(databases.of(SERVICE), tmp_path) as door:
        assert await published(door) == [await signer(door)]


async def test_a_rotated_key_is_published_first_and_signs_later(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.gateway.signing.keyring.READ_EVERY_SECONDS", 0.0)
    clock = FixedClock(dt.datetime.now(dt.UTC))
    async with open_door(databases.of(SERVICE), tmp_path, clock=clock, signing_key_activation_seconds=90) as door:
        old = await signer(door)
        token = (await door.issue(*HOLDER)).access_token
        new = await rotate(door, "rotate-1")
        assert await rotate(door, "rotate-1") == new
        assert await published(door) == [old, new]
        assert await signer(door) == old
        clock.advance(dt.timedelta(seconds=89))
        assert await signer(door) == old
        clock.advance(dt.timedelta(seconds=1))
        assert await signer(door) == new
        assert await own_name(door, token) == "accounts/hanna.holder"


async def test_a_spent_key_is_published_until_its_last_token_has_expired(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.gateway.signing.keyring.READ_EVERY_SECONDS", 0.0)
    clock = FixedClock(dt.datetime.now(dt.UTC))
    async with open_door(databases.of(SERVICE), tmp_path, clock=clock, signing_key_activation_seconds=10) as door:
        keyring = keyring_of(door, tmp_path)
        old = await signer(door)
        new = await rotate(door)
        clock.advance(dt.timedelta(minutes=16))
        await keyring.rotate_when_due()
        assert await published(door) == [old, new]
        clock.advance(dt.timedelta(minutes=2))
        await keyring.rotate_when_due()
        assert await published(door) == [new]
        # After a month a key is replaced without anybody asking.
        clock.advance(dt.timedelta(days=30))
        await keyring.rotate_when_due()
        assert len(await published(door)) == 2


async def test_every_replica_accepts_what_another_signed_with_a_key_it_has_not_seen(
    databases: Databases, tmp_path: Path
) -> None:
    url = databases.of(SERVICE)
    async with (
        open_door(url, tmp_path, signing_key_activation_seconds=0) as one,
        open_door(url, tmp_path, signing_key_activation_seconds=0) as other,
    ):
        assert await published(one) == await published(other)
        new = await rotate(one)
        token = ""
        for _ in range(200):
            token = (await one.issue(*HOLDER)).access_token
            if jwt.get_unverified_header(token)["kid"] == new:
                break
        assert await own_name(other, token) == "accounts/hanna.holder"


async def test_only_administrators_rotate(door: Door) -> None:
    client = await door.signed_in(OFFICER)
    with pytest.raises(SepiaError) as caught:
        await client.call(client.stub(AccountServiceStub).RotateSigningKey, pb.RotateSigningKeyRequest())
    assert caught.value.kind is Kind.FORBIDDEN


async def test_private_keys_are_encrypted_with_a_key_that_only_its_owner_reads(
    databases: Databases, tmp_path: Path
) -> None:
    url = databases.of(SERVICE)
    async with open_door(url, tmp_path) as door, door.database.read() as connection:
        stored = bytes(await connection.scalar(sa.select(tables.signing_key.c.private_key)) or b"")
        assert len(stored) > 32
    path = tmp_path / "keys" / FILENAME
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.unlink()
    with pytest.raises(SepiaError) as caught:
        async with open_door(url, tmp_path):
            pass
    assert caught.value.reason == "SECRET_KEY_CHANGED"
    path.chmod(0o644)
    with pytest.raises(SepiaError, match="chmod 600"):
        async with open_door(url, tmp_path):
            pass
