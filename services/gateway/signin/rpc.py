"""Owns the methods that take a password or an API key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.protobuf import empty_pb2
from google.protobuf.timestamp_pb2 import Timestamp

from sepia.gateway.v1 import accounts_pb2 as pb
from services.gateway.accounts.rules import checked_password
from services.gateway.apikeys.rules import key_hash
from services.gateway.passwords import MINIMUM_LENGTH, Passwords
from services.gateway.signin import rules, store
from shared.auth.callers import Caller, current_caller, role_of
from shared.auth.tokens import LIFETIME, SigningKey
from shared.clock import Clock
from shared.db import Database
from shared.rpc.calls import current_call

Context = grpc.aio.ServicerContext[Any, Any]


class SignInMethods:
    """Exchanges passwords and API keys for tokens.

    Args:
        database: of the gateway.
        passwords: verifies them.
        signer: gives the key that signs now.
        account_of: a row as the contract's account.
        token_clock: the machine's, by which tokens begin and end.
        trusted_proxies: how many proxies append to `x-forwarded-for`.
    """

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        signer: Callable[[], Awaitable[SigningKey]],
        account_of: Callable[[sa.Row[*tuple[Any, ...]]], pb.Account],
        *,
        token_clock: Clock,
        trusted_proxies: int,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._signer = signer
        self._account_of = account_of
        self._token_clock = token_clock
        self._trusted_proxies = trusted_proxies

    async def IssueToken(self, request: pb.IssueTokenRequest, context: Context) -> pb.Token:
        rules.check_one_way(request.account_id, request.password, request.api_key)
        if request.api_key:
            row = await self._by_api_key(request.api_key)
        else:
            row = await self._by_password(request.account_id, request.password)
        return await self._token(row)

    async def ChangePassword(self, request: pb.ChangePasswordRequest, context: Context) -> empty_pb2.Empty:
        new = checked_password(request.new_password, "new_password", minimum=MINIMUM_LENGTH)
        account_id = current_caller().account.removeprefix("accounts/")
        row = await self._by_password(account_id, request.current_password)
        new_hash = await self._passwords.hashed(new)
        async with self._database.write() as tx:
            if not await store.replace_hash(tx, account_id, row.password_hash, new_hash):
                raise rules.refused()  # another change, or the account's end, came in between
            await tx.record(
                "account:password:change", f"accounts/{account_id}", {}, audience=("role:ADMINISTRATOR", "role:SERVICE")
            )
        return empty_pb2.Empty()

    async def _by_password(self, account_id: str, password: str) -> sa.Row[*tuple[Any, ...]]:
        mine, peer = f"account:{account_id}", f"peer:{self._peer()}"
        await self._count((mine, rules.MOST_OF_AN_ACCOUNT), (peer, rules.MOST_OF_A_PEER))
        async with self._database.read() as connection:
            row = await store.by_id(connection, account_id)
        # The same work whether there is such an account or not, so that the time taken does not tell.
        right = await self._passwords.matches(row.password_hash if row else None, password)
        if row is None or not right or row.disabled_at is not None:
            raise rules.refused()
        rehashed = await self._passwords.hashed(password) if self._passwords.outdated(row.password_hash) else None
        async with self._database.write() as tx:
            await store.forget_attempts(tx, mine)
            await store.uncount_attempt(tx, peer)
            if rehashed:
                await store.replace_hash(tx, account_id, row.password_hash, rehashed)
        return row

    async def _by_api_key(self, api_key: str) -> sa.Row[*tuple[Any, ...]]:
        peer = f"peer:{self._peer()}"
        await self._count((peer, rules.MOST_OF_A_PEER))
        async with self._database.read() as connection:
            row = await store.by_api_key(connection, key_hash(api_key), self._database.clock.now())
        if row is None or row.disabled_at is not None:
            raise rules.refused()
        async with self._database.write() as tx:
            await store.uncount_attempt(tx, peer)
        return row

    async def _count(self, *limits: tuple[str, int]) -> None:
        now = self._database.clock.now()
        # Each count in its own transaction: they are kept although the sign-in is refused, and no two wait for each
        # other's rows.
        for subject, most in limits:
            async with self._database.write() as tx:
                since, attempts = await store.count_attempt(tx, subject, now, rules.WINDOW)
                if attempts == 1:
                    await store.forget_old_attempts(tx, now - 2 * rules.WINDOW)
            if attempts > most:
                raise rules.too_many(since, now)

    async def _token(self, row: sa.Row[*tuple[Any, ...]]) -> pb.Token:
        account = self._account_of(row)
        roles = frozenset(role for role in map(role_of, row.roles) if role is not None)
        now = self._token_clock.now()
        # In whole seconds: but for the moment between the two readings the clocks are one, outside rehearsals.
        ahead = round((self._database.clock.now() - now).total_seconds())
        key = await self._signer()
        caller = Caller(account.name, roles, row.organization)
        token = key.token(caller, now=now, token_id=str(self._database.new_id()), lifetime=LIFETIME)
        expire_time = Timestamp()
        expire_time.FromDatetime((now + LIFETIME).replace(microsecond=0))
        issued = pb.Token(access_token=token, expire_time=expire_time, account=account)
        if ahead:
            issued.clock_ahead.FromSeconds(ahead)
        return issued

    def _peer(self) -> str:
        """The address that calls, as the outermost trusted proxy saw it."""
        call = current_call()
        if call is None:
            return ""
        seen = [part.strip() for part in str(call.metadata.get("x-forwarded-for", "")).split(",") if part.strip()]
        if self._trusted_proxies and len(seen) >= self._trusted_proxies:
            return rules.peer_counted(seen[-self._trusted_proxies])
        # `ipv4:127.0.0.1:40000`: the port is another one for every connection.
        return call.context.peer().rpartition(":")[0]
