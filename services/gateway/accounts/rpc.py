"""Owns the methods on accounts."""

from __future__ import annotations

from typing import Any

import grpc.aio

from sepia.gateway.v1 import accounts_pb2 as pb
from services.gateway.accounts import rules, store
from services.gateway.passwords import MINIMUM_LENGTH, Passwords
from services.gateway.secret import Secret
from shared.auth.callers import current_caller, role_name
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import already_exists, not_found

Context = grpc.aio.ServicerContext[Any, Any]


class AccountMethods:
    """Opens, lists and closes accounts."""

    def __init__(self, database: Database, passwords: Passwords, secret: Secret) -> None:
        self._database = database
        self._passwords = passwords
        self._secret = secret

    async def GetOwnAccount(self, request: pb.GetOwnAccountRequest, context: Context) -> pb.Account:
        name = current_caller().account
        async with self._database.read() as connection:
            account = await store.read(connection, name.removeprefix("accounts/"))
        if account is None:
            raise not_found(name, f"{name} signed in elsewhere; Sepia itself has no account of this name.")
        return account

    async def CreateAccount(self, request: pb.CreateAccountRequest, context: Context) -> pb.Account:
        roles = rules.checked_roles(map(role_name, request.roles))
        password = rules.checked_password(request.password, "password", minimum=MINIMUM_LENGTH)
        # What is kept of the request for its retries must not be a quick way to try passwords out.
        kept = pb.CreateAccountRequest()
        kept.CopyFrom(request)
        kept.password = self._secret.fingerprint(password)
        password_hash = await self._passwords.hashed(password)
        async with self._database.write(kept) as tx:
            account = await store.add(
                tx,
                account_id=request.account_id,
                display_name=request.display_name,
                roles=roles,
                organization=request.organization,
                password_hash=password_hash,
                at=self._database.clock.now(),
            )
            if account is None:
                name = f"accounts/{request.account_id}"
                raise already_exists(name, f"{name} exists, open or closed. Choose another id; ids are not used twice.")
            content = rules.opened(request.display_name, request.organization, roles)
            await tx.record("administrator:account:create", account.name, content, audience=rules.KEEPERS)
            return await tx.reply(account)

    async def ListAccounts(self, request: pb.ListAccountsRequest, context: Context) -> pb.ListAccountsResponse:
        size = page_size(request.page_size, default=50, most=1000)
        key = read_page_token(request)
        async with self._database.read() as connection:
            found = await store.page(connection, after=str(key[0]) if key else "", limit=size + 1)
        reply = pb.ListAccountsResponse(accounts=found[:size])
        if len(found) > size:
            reply.next_page_token = write_page_token(request, [found[size - 1].name.removeprefix("accounts/")])
        return reply

    async def DisableAccount(self, request: pb.DisableAccountRequest, context: Context) -> pb.Account:
        async with self._database.write(request) as tx:
            account_id = request.name.removeprefix("accounts/")
            account, changed = await store.disable(tx, account_id, self._database.clock.now())
            if account is None:
                raise not_found(request.name)
            if changed:
                await tx.record("administrator:account:disable", account.name, {}, audience=rules.KEEPERS)
            return await tx.reply(account)
