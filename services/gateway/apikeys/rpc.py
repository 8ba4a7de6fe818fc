"""Owns the methods on API keys."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import grpc.aio

from sepia.gateway.v1 import accounts_pb2 as pb
from services.gateway.apikeys import rules, store
from shared.auth.callers import Role, current_caller
from shared.db import Database
from shared.errors import forbidden, not_found

Context = grpc.aio.ServicerContext[Any, Any]


class ApiKeyMethods:
    """Makes, lists and revokes API keys."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def CreateApiKey(self, request: pb.CreateApiKeyRequest, context: Context) -> pb.ApiKey:
        now, name = self._database.clock.now(), current_caller().account
        given = request.expire_time.ToDatetime(dt.UTC) if request.HasField("expire_time") else None
        expires_at = rules.checked_expiry(given, now)
        key = rules.new_key()
        async with self._database.write() as tx:
            made = await store.add(
                tx,
                key_id=self._database.new_id(),
                account_id=name.removeprefix("accounts/"),
                display_name=request.display_name,
                key_hash=rules.key_hash(key),
                expires_at=expires_at,
                at=now,
            )
            if made is None:
                raise forbidden(f"{name} is not an open account of this installation, so it can't have API keys.")
            await tx.record(
                "account:api-key:create",
                made.name,
                {"account": name, "display_name": made.display_name, "expire_time": expires_at},
                audience=_audience(name),
            )
        made.key = key
        return made

    async def ListApiKeys(self, request: pb.ListApiKeysRequest, context: Context) -> pb.ListApiKeysResponse:
        async with self._database.read() as connection:
            found = await store.of_account(connection, current_caller().account.removeprefix("accounts/"))
        return pb.ListApiKeysResponse(api_keys=found)

    async def RevokeApiKey(self, request: pb.RevokeApiKeyRequest, context: Context) -> pb.ApiKey:
        caller = current_caller()
        everybodys = caller.has(Role.ROLE_ADMINISTRATOR)
        try:
            key_id = uuid.UUID(request.name.removeprefix("apiKeys/"))
        except ValueError:
            raise not_found(request.name) from None
        async with self._database.write(request) as tx:
            account_id = None if everybodys else caller.account.removeprefix("accounts/")
            key, owner, changed = await store.revoke(tx, key_id, account_id=account_id, at=self._database.clock.now())
            if key is None:  # somebody else's does not exist either
                raise not_found(request.name)
            name = f"accounts/{owner}"
            if changed:
                source = "account" if caller.account == name else "administrator"
                await tx.record(f"{source}:api-key:revoke", key.name, {"account": name}, audience=_audience(name))
            return await tx.reply(key)


def _audience(account: str) -> tuple[str, ...]:
    return (f"account:{account}", "role:ADMINISTRATOR", "role:SERVICE")
