"""Owns the methods on signing keys."""

from __future__ import annotations

import json
from typing import Any

import grpc.aio
from google.api.httpbody_pb2 import HttpBody

from sepia.gateway.v1 import accounts_pb2 as pb
from services.gateway.signing.keyring import Keyring
from shared.db import Database

Context = grpc.aio.ServicerContext[Any, Any]


class SigningKeyMethods:
    """Publishes and rotates the keys that tokens are signed with."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    async def GetKeySet(self, request: pb.GetKeySetRequest, context: Context) -> HttpBody:
        keys = json.dumps(await self._keyring.published(), separators=(",", ":"))
        return HttpBody(content_type="application/json", data=keys.encode())

    async def RotateSigningKey(
        self, request: pb.RotateSigningKeyRequest, context: Context
    ) -> pb.RotateSigningKeyResponse:
        async with self._database.write(request) as tx:
            key_id = await self._keyring.add(tx)
            return await tx.reply(pb.RotateSigningKeyResponse(key_id=key_id))
