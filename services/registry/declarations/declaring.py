"""Owns `DeclarationService`: declarations made here, and what becomes of declarations of every source."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import grpc.aio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import declarations_pb2 as pb
from sepia.registry.v1 import declarations_pb2_grpc, holders_pb2
from services.registry.declarations import (
    forms,
    list_store,
    messages,
    rules,
    store,
    undertakings,
)
from services.registry.declarations.entering import UTC_DAYS, Entering, of_edition, source_of
from services.registry.declarations.reading import DeclarationReads
from services.registry.imports import store as documents
from shared.db import Database, WriteTransaction
from shared.db.database import OFFICERS, PUBLIC
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]


class DeclarationServicer(DeclarationReads, declarations_pb2_grpc.DeclarationServiceServicer):
    """Takes declarations and changes what they are.

    Args:
        database: the registry's.
        must_be_readable: refuses the content of a document, by its digest, to a caller who has no access to it.
        zone: whose days count.
    """

    def __init__(
        self,
        database: Database,
        must_be_readable: Callable[[AsyncConnection, str], Awaitable[None]],
        zone: ZoneInfo = UTC_DAYS,
    ) -> None:
        super().__init__(database, must_be_readable)
        self._entering = Entering(database, zone)

    async def SubmitDeclaration(
        self, request: pb.SubmitDeclarationRequest, context: Context
    ) -> holders_pb2.Declaration:
        party = messages.current_party()
        prepared = self._entering.prepare(request, party)
        async with self._database.write(request) as tx:
            made = await self._entering.declare(tx, request, party, prepared)
            if made.links:
                await self._edition(tx, made.name)
            return await tx.reply(await self._answer(tx, made.key, party))

    async def SupersedeDeclaration(
        self, request: pb.SupersedeDeclarationRequest, context: Context
    ) -> holders_pb2.Declaration:
        party, form = messages.current_party(), messages.read_form(request.form)
        async with self._database.write(request) as tx:
            earlier = await self._locked(tx, request.name, request.etag, party)
            by = rules.must_be_own(party, messages.name_of(earlier), own=messages.made_by(party, earlier))
            pairs = self._entering.checked(request, form, declarant=earlier.declarant_name or "", party=party)
            standing = messages.standing_of(earlier)
            narrowed = undertakings.narrowing(standing.terms, undertakings.terms_of(form))
            change = rules.supersede(standing, form.kind, narrowed)
            another = request.HasField("document") or request.reference.strip() not in ("", earlier.reference)
            if not another and await self._entering.says(tx, earlier, request.form, pairs):
                raise rules.nothing_changed(messages.name_of(earlier))
            made = await self._entering.make(
                tx, request, form, pairs, party, earlier.holder_id, earlier.declarant or "", earlier=earlier
            )
            await store.add_step(tx, earlier.key, made.key, store.SUPERSEDES, self._database.clock.now())
            reason = request.reason or f"Replaced by {made.name}."
            if made.values["state"] == rules.State.PENDING:
                # The earlier one stands until the centre has published what replaces it.
                await self._entering.record(tx, "submit", made, party, made.said)
                return await tx.reply(await self._answer(tx, made.key, party))
            edition = await self._changed(
                tx, earlier, change, by, reason, party, links_begun=made.links, cause=made.name
            )
            await self._entering.record(tx, "submit", made, party, {**made.said, **of_edition(edition)})
            said = {"superseded_by": made.name, "reason": request.reason, **of_edition(edition)}
            await self._record_change(tx, earlier, "supersede", party, said)
            return await tx.reply(await self._answer(tx, made.key, party))

    async def WithdrawDeclaration(
        self, request: pb.WithdrawDeclarationRequest, context: Context
    ) -> holders_pb2.Declaration:
        party = messages.current_party()
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name, request.etag, party)
            by = rules.must_be_own(party, messages.name_of(row), own=messages.made_by(party, row))
            change = rules.withdraw(messages.standing_of(row), rules.WithdrawalScope(request.scope))
            edition = await self._changed(tx, row, change, by, request.reason, party)
            said = {
                "scope": pb.WithdrawalScope.Name(request.scope),
                "state": change.state.name,
                "reason": request.reason,
                **of_edition(edition),
            }
            await self._record_change(tx, row, "withdraw", party, said)
            return await tx.reply(await self._answer(tx, row.key, party))

    async def RemoveDeclaration(
        self, request: pb.RemoveDeclarationRequest, context: Context
    ) -> holders_pb2.Declaration:
        party = messages.current_party()
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name, request.etag, party)
            change = rules.remove(messages.standing_of(row), rules.RemovalGround(request.ground))
            edition = await self._changed(tx, row, change, "centre", request.reason, party)
            said = {"state": change.state.name, "reason": request.reason, **of_edition(edition)}
            await self._record_change(tx, row, "remove", party, said)
            return await tx.reply(await self._answer(tx, row.key, party))

    async def ReviewDeclaration(
        self, request: pb.ReviewDeclarationRequest, context: Context
    ) -> holders_pb2.Declaration:
        party = messages.current_party()
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name, request.etag, party)
            change = rules.review(messages.standing_of(row), rules.Decision(request.decision))
            if change.state is rules.State.IN_FORCE:
                await list_store.place_standards(tx, row.id)
            await self._changed(tx, row, change, "centre", request.reason, party)
            if change.state is rules.State.IN_FORCE:
                await self._replaced(tx, row, party)
            said = {"decision": change.what, "state": change.state.name, "reason": request.reason}
            await self._record_change(tx, row, "review", party, said, state=change.state)
            return await tx.reply(await self._answer(tx, row.key, party))

    # --- steps of the use cases ----------------------------------------------------------------------------------

    async def _locked(self, tx: WriteTransaction, name: str, etag: str, party: rules.Party) -> sa.Row[*tuple[Any, ...]]:
        """The declaration to change, locked, if the party may know of it and has read its latest revision."""
        wanted = rules.read_declaration_name(name)
        row = await store.lock_declaration(tx, wanted.key)
        if row is None or not wanted.belongs_to(row.holder_key) or not messages.may_know(party, row):
            raise not_found(name)
        if party.officer or messages.made_by(party, row):
            rules.must_be_current(name, etag, row.revision)
        return row

    async def _changed(
        self,
        tx: WriteTransaction,
        row: sa.Row[*tuple[Any, ...]],
        change: rules.Change,
        by: str,
        reason: str,
        party: rules.Party,
        *,
        links_begun: int = 0,
        cause: str = "",
    ) -> int | None:
        """Puts a declaration into its next state; the edition this made, None where what is counted stays the same."""
        today = self._entering.today()
        values: dict[str, object] = {"state": int(change.state), "undertaking_stands": change.undertaking_stands}
        if change.state is rules.State.IN_FORCE:
            values["published_on"] = today
        await store.change_declaration(tx, row.id, values)
        event = {
            "what": change.what,
            "happened_on": today,
            "by": by,
            "account": party.account,
            "reason": reason,
            "state": int(change.state),
        }
        await store.add_event(tx, row.id, event)
        ended = change.state is not rules.State.IN_FORCE and await list_store.counted_links(tx, row.id)
        if not (ended or links_begun):
            return None
        edition = await self._edition(tx, cause or messages.name_of(row))
        if ended:
            await list_store.end_links(tx, row.id, edition)
        return edition

    async def _replaced(self, tx: WriteTransaction, later: sa.Row[*tuple[Any, ...]], party: rules.Party) -> None:
        """Lets what a declaration replaces be superseded, now that it is published."""
        name = messages.name_of(later)
        for key in await store.waiting_to_be_replaced(tx, later.key):
            earlier = await store.lock_declaration(tx, key)
            if earlier is None or earlier.state != rules.State.IN_FORCE:
                continue
            change = rules.supersede(messages.standing_of(earlier), forms.Kind(later.kind), "")
            await self._changed(tx, earlier, change, "centre", f"Replaced by {name}.", party)
            await self._record_change(tx, earlier, "supersede", party, {"superseded_by": name})

    async def _edition(self, tx: WriteTransaction, cause: str) -> int:
        return await documents.edition(tx, self._database.clock.now(), cause=cause)

    async def _record_change(
        self,
        tx: WriteTransaction,
        row: sa.Row[*tuple[Any, ...]],
        action: str,
        party: rules.Party,
        said: Mapping[str, object],
        *,
        state: rules.State | None = None,
    ) -> None:
        source = source_of(party, third_party=bool(row.proprietor))
        public = row.state in rules.PUBLIC_STATES or state in rules.PUBLIC_STATES
        audience = PUBLIC if public else (*OFFICERS, *((f"account:{row.submitter}",) if row.submitter else ()))
        await tx.record(f"{source}:declaration:{action}", messages.name_of(row), said, audience=audience)

    async def _answer(self, tx: WriteTransaction, key: str, party: rules.Party) -> holders_pb2.Declaration:
        row = await store.read_declaration(tx.connection, key)
        assert row is not None
        around = await store.read_surroundings(tx.connection, [row], party)
        return messages.declaration_message(row, around, party)
