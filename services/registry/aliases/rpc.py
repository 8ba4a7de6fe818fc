"""Owns the methods of `HolderRecordService` about spellings of one holder."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import holder_records_pb2 as pb
from sepia.registry.v1 import holders_pb2
from services.registry.aliases import rules, store
from services.registry.aliases.likeness import Likeness, Spelling, Suggestion, suggest
from services.registry.aliases.rules import SAME, Decision
from services.registry.frames.rules import edition_name
from services.registry.groups.rules import check_group
from services.registry.holders import store as holders
from services.registry.holders.reporting import Evidence, Reporting, evidence_message, evidence_of
from services.registry.holders.rpc import holder_message
from services.registry.holders.rules import check_etag, holder_key, holder_name
from services.registry.imports.rules import holder_key as new_key
from services.registry.imports.rules import plain
from services.registry.imports.store import edition
from shared.auth.callers import current_caller
from shared.db import WriteTransaction, page_size, read_page_token, write_page_token
from shared.errors import already_exists, not_found
from shared.ids import id_in

Context = grpc.aio.ServicerContext[Any, Any]
Row = sa.Row[*tuple[Any, ...]]


class AliasMethods:
    """Suggests, and keeps what people decided."""

    _reporting: Reporting

    async def CreateHolder(self, request: pb.CreateHolderRequest, context: Context) -> holders_pb2.Holder:
        name = " ".join(request.display_name.split())
        rules.check_name(name)
        database = self._reporting.database
        async with database.write(request) as tx:
            await holders.decide_alone(tx)
            taken = await holders.keys_like(tx.connection, new_key(name, ()))
            key = new_key(name, taken)
            values = {"key": key, "name": name, "search": plain(name), "demonstration": False}
            if not await holders.create(tx, values):
                raise already_exists(holder_name(key), f"A holder called {name!r} is on record already. Use that one.")
            row = await holders.read_holder(tx.connection, key)
            assert row is not None
            summary = f"{name} put on record" + (f": {request.reason}" if request.reason else "")
            today = self._reporting.today()
            await self._reporting.note(tx, [row.id], "holder-create", holder_name(key), summary, event_on=today)
            await tx.record("officer:holder:create", holder_name(key), {"display_name": name, "reason": request.reason})
            row = await holders.read_holder(tx.connection, key)
            assert row is not None
            return await tx.reply(holder_message(row))

    async def SuggestAliases(self, request: pb.SuggestAliasesRequest, context: Context) -> pb.SuggestAliasesResponse:
        size, key = page_size(request.page_size, default=100, most=1_000), read_page_token(request)
        async with self._reporting.database.read() as connection:
            rows = await store.list_spellings(connection)
            different = {
                frozenset((row.alias_id, row.target_id))
                for row in await store.holding(connection)
                if row.verdict == rules.DIFFERENT
            }
        spellings = [Spelling(row.id, row.key, row.name, row.root, row.declarations) for row in rows]
        # Thousands of names are compared: in a thread, so that the process goes on answering.
        found = await asyncio.to_thread(suggest, spellings, different)
        wanted = set(request.likenesses) or {kind.value for kind in Likeness} - {Likeness.RELATED.value}
        containing = plain(request.query)
        found = [
            pair
            for pair in found
            if pair.likeness in wanted
            and pair.score >= request.min_score
            and (not containing or any(containing in plain(name) for name in (pair.alias.name, pair.target.name)))
        ]
        rest = found if key is None else [pair for pair in found if list(pair.rank) > key]
        reply = pb.SuggestAliasesResponse(
            suggestions=[_suggestion(pair) for pair in rest[:size]],
            compared_names=len(spellings),
            total_size=len(found),
        )
        if len(rest) > size:
            reply.next_page_token = write_page_token(request, list(rest[size - 1].rank))
        return reply

    async def DecideAlias(self, request: pb.DecideAliasRequest, context: Context) -> pb.AliasDecision:
        database = self._reporting.database
        async with database.write(request) as tx:
            await holders.decide_alone(tx)
            alias = await holders.find_and_lock(tx, holder_key(request.alias))
            if alias is None:
                raise not_found(request.alias)
            target = await holders.find_and_lock(tx, holder_key(request.target))
            if target is None:
                raise not_found(request.target)
            check_etag(request.alias, request.etag, alias.revision)
            id = database.new_id()
            name = f"aliasDecisions/{id}"
            holding = await _holding(tx.connection)
            decided = Decision(name, alias.id, target.id, request.verdict)
            texts = await holders.names(tx.connection, [d for h in (*holding, decided) for d in (h.alias, h.target)])
            rules.check_decision(decided, holding, {id: row.name for id, row in texts.items()})
            same, made = request.verdict == SAME, None
            if same:
                made = await self._point_spellings(tx, holding, [*holding, decided], name)
            evidence = request.evidence if request.HasField("evidence") else None
            if evidence is not None and evidence.confidential:
                raise rules.evidence_public()
            values = {
                "id": id,
                "alias_id": alias.id,
                "target_id": target.id,
                "verdict": request.verdict,
                "reason": request.reason,
                "evidence_id": await self._reporting.keep_evidence(tx, name, evidence, ()),
                "decided_by": current_caller().account,
                "decided_at": database.clock.now(),
                "edition": made,
            }
            await store.create(tx, values)
            what = "another spelling of" if same else "not"
            await self._reporting.note(
                tx,
                [alias.id, target.id],
                "alias-decide",
                name,
                f"{alias.name!r} is {what} {target.name!r}: {request.reason}",
                event_on=self._reporting.today(),
            )
            await tx.record(
                "officer:alias:decide",
                name,
                {
                    "alias": request.alias,
                    "target": request.target,
                    "verdict": "same" if same else "different",
                    "reason": request.reason,
                    "edition": edition_name(made) if made else "",
                },
            )
            return await tx.reply(await _read(tx.connection, id))

    async def UndoAliasDecision(self, request: pb.UndoAliasDecisionRequest, context: Context) -> pb.AliasDecision:
        database, id = self._reporting.database, id_in(request.name)
        async with database.write(request) as tx:
            await holders.decide_alone(tx)
            row = await store.lock(tx, id)
            if row is None:
                raise not_found(request.name)
            check_etag(request.name, request.etag, row.revision)
            if row.undone_at is not None:
                raise rules.already_undone(request.name, row.undo_reason)
            made = None
            if row.verdict == SAME:
                holding = await _holding(tx.connection)
                rest = [decision for decision in holding if decision.name != request.name]
                made = await self._point_spellings(tx, holding, rest, request.name)
            account, now = current_caller().account, database.clock.now()
            await store.undo(tx, id, by=account, at=now, reason=request.reason, edition=made)
            await self._reporting.note(
                tx,
                [row.alias_id, row.target_id],
                "alias-undo",
                request.name,
                f"Decision about spellings undone: {request.reason}",
                event_on=self._reporting.today(),
            )
            await tx.record(
                "officer:alias:undo",
                request.name,
                {"reason": request.reason, "edition": edition_name(made) if made else ""},
            )
            return await tx.reply(await _read(tx.connection, id))

    async def ListAliasDecisions(
        self, request: pb.ListAliasDecisionsRequest, context: Context
    ) -> pb.ListAliasDecisionsResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        async with self._reporting.database.read_as_caller() as connection:
            root = None
            if request.holder:
                holder = await holders.find(connection, holder_key(request.holder))
                if holder is None:
                    raise not_found(request.holder)
                root = holder.root
            before = uuid.UUID(str(key[0])) if key else None
            rows = await store.list_decisions(connection, root, before, size + 1)
            evidence = await evidence_of(connection, rows)
        reply = pb.ListAliasDecisionsResponse(decisions=[_decision(row, evidence) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def _point_spellings(
        self, tx: WriteTransaction, before: Sequence[Decision], after: Sequence[Decision], cause: str
    ) -> int:
        """Makes every spelling stand for the holder that the decisions say, and with it a new edition."""
        roots = rules.roots(after)
        # One legal person is not its own parent: what makes it one is no spelling, or no parenthood.
        check_group(await holders.list_edges(tx.connection, roots))
        await store.point(tx, rules.changed_roots(rules.roots(before), roots))
        return await edition(tx, self._reporting.database.clock.now(), cause=cause)


async def _holding(connection: AsyncConnection) -> list[Decision]:
    return [
        Decision(f"aliasDecisions/{row.id}", row.alias_id, row.target_id, row.verdict)
        for row in await store.holding(connection)
    ]


async def _read(connection: AsyncConnection, id: uuid.UUID) -> pb.AliasDecision:
    row = await store.read(connection, id)
    return _decision(row, await evidence_of(connection, [row]))


def _decision(row: Row, evidence: Evidence) -> pb.AliasDecision:
    return pb.AliasDecision(
        name=f"aliasDecisions/{row.id}",
        alias=holder_name(row.alias_key),
        alias_display_name=row.alias_name,
        target=holder_name(row.target_key),
        target_display_name=row.target_name,
        verdict=row.verdict,
        reason=row.reason,
        evidence=evidence_message(evidence.get(row.evidence_id)),
        decider=row.decided_by,
        decide_time=row.decided_at,
        edition=edition_name(row.edition) if row.edition else "",
        undo_time=row.undone_at,
        undoer=row.undone_by or "",
        undo_reason=row.undo_reason or "",
        undo_edition=edition_name(row.undo_edition) if row.undo_edition else "",
        etag=str(row.revision),
    )


def _suggestion(pair: Suggestion) -> pb.AliasSuggestion:
    return pb.AliasSuggestion(
        alias=holder_name(pair.alias.key),
        alias_display_name=pair.alias.name,
        alias_declaration_count=pair.alias.declarations,
        target=holder_name(pair.target.key),
        target_display_name=pair.target.name,
        target_declaration_count=pair.target.declarations,
        score=pair.score,
        likeness=pb.AliasLikeness.Name(pair.likeness),
        reason=pair.reason,
    )
