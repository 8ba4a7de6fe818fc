"""Owns `StandardService`: standards under all their names, and their chains."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import grpc.aio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import standards_pb2 as pb
from sepia.registry.v1 import standards_pb2_grpc
from services.registry.declarations.rules import declaration_name
from services.registry.imports.rules import plain
from services.registry.imports.store import edition
from services.registry.standards import messages, store
from services.registry.standards.chain import refuse_step, ways
from services.registry.standards.finding import Fit, Found, read_question
from services.registry.standards.identity import Standard, parse_standard, standard_as_declared, standard_of_ietf
from services.registry.standards.known import KnownStandards
from services.registry.standards.procedure_rpc import ProcedureMethods
from services.registry.standards.rules import standard_key, standard_name
from services.registry.standards.versions import read_version, version_of
from shared.auth.callers import current_caller
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import Violation, invalid, not_found, precondition

Context = grpc.aio.ServicerContext[Any, Any]
_COMMERCIAL = 2


class StandardServicer(ProcedureMethods, standards_pb2_grpc.StandardServiceServicer):
    """Answers which standards there are, which text means which, and what came before and after.

    Args:
        database: the registry's.
        regime: the regime of a notice that names none.
        regimes: folder with the operator's own regime profiles.
    """

    def __init__(self, database: Database, regime: str, regimes: Path | None = None) -> None:
        super().__init__(database, KnownStandards(), regime, regimes)

    # --- reading -------------------------------------------------------------------------------------------------

    async def GetStandard(self, request: pb.GetStandardRequest, context: Context) -> pb.Standard:
        async with self._database.read() as connection:
            row = await _standard(connection, request.name)
            return await messages.whole_standard(connection, row)

    async def ListStandards(self, request: pb.ListStandardsRequest, context: Context) -> pb.ListStandardsResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        containing = plain(request.query)
        if request.query and not containing:
            return pb.ListStandardsResponse()  # no name consists of punctuation
        async with self._database.read() as connection:
            after = str(key[0]) if key else None
            rows = await store.list_standards(connection, containing, after, size + 1, request.state)
            reply = pb.ListStandardsResponse(standards=await messages.standard_messages(connection, rows[:size]))
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].key])
        return reply

    async def ResolveStandard(self, request: pb.ResolveStandardRequest, context: Context) -> pb.ResolveStandardResponse:
        if not plain(request.text):
            raise _empty(request.text)
        asked = read_question(request.text)
        async with self._database.read() as connection:
            index = await self._index.index(connection)
            found = index.find(asked, page_size(request.page_size, default=5, most=50))
            reply = pb.ResolveStandardResponse(
                hits=[_hit(one, asked.version) for one in found],
                version=asked.version,
                release=asked.release or (version_of(asked.version).release if asked.version else ""),
            )
            if found and not request.without_chain:
                reply.hits.extend(await self._of_chain(connection, found))
            if not found:
                reply.near.extend(index.near(request.text, 3))
        return reply

    async def _of_chain(self, connection: AsyncConnection, found: list[Found]) -> list[pb.StandardHit]:
        """What came before and after the first hit and is no hit itself."""
        first = found[0].standard
        ids = await store.chain_ids(connection, first.id)
        if len(ids) == 1:
            return []
        rows = await store.standards_by_id(connection, ids)
        already = {one.standard.id for one in found}
        legs = ways(first.id, await store.chain_steps(connection, ids))
        return [
            pb.StandardHit(
                standard=standard_name(rows[id].key),
                display_name=rows[id].display_name,
                title=rows[id].title or "",
                matched=found[0].matched,
                fit="chain",
                percent=found[0].percent,
                through=messages.said(way, rows),
            )
            for id, way in sorted(legs.items(), key=lambda one: (len(one[1]), one[0]))
            if way and id not in already
        ]

    async def DecodeVersion(self, request: pb.DecodeVersionRequest, context: Context) -> pb.DecodeVersionResponse:
        version = read_version(request.text)
        return pb.DecodeVersionResponse(
            version=version.dotted, letters=version.letters, release=version.release, draft=version.draft
        )

    async def ListStandardVersions(
        self, request: pb.ListStandardVersionsRequest, context: Context
    ) -> pb.ListStandardVersionsResponse:
        async with self._database.read() as connection:
            scope = await store.standard_scope(connection, standard_key(request.standard))
            if scope is None:
                raise not_found(request.standard)
            rows = await store.declared_versions(connection, scope)
        rows = sorted(rows, key=lambda row: (row.standard_version is None, _descending(row.standard_version or "")))
        return pb.ListStandardVersionsResponse(
            versions=[pb.DeclaredVersion(version=row.standard_version or "", link_count=row.links) for row in rows]
        )

    async def ListStandardDeclarations(
        self, request: pb.ListStandardDeclarationsRequest, context: Context
    ) -> pb.ListStandardDeclarationsResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        after = (str(key[0]), int(key[1])) if key else None
        async with self._database.read() as connection:
            row = await _standard(connection, request.standard)
            with_chain = not request.without_chain
            scope = await store.standard_scope(connection, row.key, with_chain=with_chain)
            assert scope is not None
            members = dict.fromkeys((row.id, *scope.chain))
            rows = await store.standards_by_id(connection, list(members))
            legs = ways(row.id, await store.chain_steps(connection, list(members)) if with_chain else ())
            found = await store.list_declarations(connection, scope, after, size + 1)
        numbers = list(dict.fromkeys((one.reference, one.id) for one in found))
        page = set(numbers[:size])
        reply = pb.ListStandardDeclarationsResponse(
            declarations=[
                pb.StandardDeclaration(
                    declaration=declaration_name(one.holder_key, one.key),
                    reference=one.reference,
                    declarant=one.declarant or "",
                    standard=standard_name(rows[one.standard_id or row.id].key),
                    through=messages.said(legs.get(one.standard_id or row.id, ()), rows),
                    link_count=one.links,
                )
                for one in found
                if (one.reference, one.id) in page
            ]
        )
        if len(numbers) > size:
            reply.next_page_token = write_page_token(request, list(numbers[size - 1]))
        return reply

    async def ListStandardEvents(
        self, request: pb.ListStandardEventsRequest, context: Context
    ) -> pb.ListStandardEventsResponse:
        size, key = page_size(request.page_size, default=100, most=1_000), read_page_token(request)
        async with self._database.read() as connection:
            row = await _standard(connection, request.standard)
            rows = await store.list_events(connection, row.id, int(key[0]) if key else 0, size + 1)
        reply = pb.ListStandardEventsResponse(events=[messages.event_message(one) for one in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].id])
        return reply

    # --- what no declaration named -------------------------------------------------------------------------------

    async def CreateStandard(self, request: pb.CreateStandardRequest, context: Context) -> pb.Standard:
        identity = _identity(request.text)
        published = messages.read_date(
            request.publication_date, given=request.HasField("publication_date"), field="publication_date"
        )
        async with self._database.write(request) as tx:
            await store.lock_standards(tx)
            row = await store.read_standard(tx.connection, identity.key)
            if row is None:
                facts = {
                    "title": request.title or None,
                    "work_item": request.work_item or None,
                    "published_on": published,
                    "uri": request.uri or None,
                }
                id = await store.create_standard(tx, identity, kind=1, facts=facts)
                name, at = standard_name(identity.key), self._database.clock.now()
                await self._note(tx, id, "officer:standard:create", f"Put into the register as {identity.names[0]}.")
                await tx.record(
                    "officer:standard:create",
                    name,
                    {"names": list(identity.names), **{key: value for key, value in facts.items() if value}},
                )
                await edition(tx, at, cause=name)
                row = await store.read_standard(tx.connection, identity.key)
                assert row is not None
            return await tx.reply(await messages.whole_standard(tx.connection, row))

    # --- chains --------------------------------------------------------------------------------------------------

    async def GetStandardChain(self, request: pb.GetStandardChainRequest, context: Context) -> pb.StandardChain:
        async with self._database.read() as connection:
            row = await _standard(connection, request.standard)
            members, rows = await messages.chain_members(connection, row)
            steps = await store.all_steps(connection, list(rows))
        return pb.StandardChain(
            standard=standard_name(row.key), members=members, steps=[messages.step_message(step) for step in steps]
        )

    async def AddStandardStep(self, request: pb.AddStandardStepRequest, context: Context) -> pb.StandardStep:
        effective = messages.read_date(
            request.effective_date, given=request.HasField("effective_date"), field="effective_date"
        )
        async with self._database.write(request) as tx:
            await store.lock_chains(tx)
            later = await _standard(tx.connection, request.standard)
            earlier = await _standard(tx.connection, request.predecessor)
            there = await store.step_between(tx.connection, earlier.id, later.id)
            refusal = refuse_step(
                standard_name(earlier.key),
                standard_name(later.key),
                same=earlier.id == later.id,
                already=messages.step_message(there).name if there else "",
                way_back=await _way_forward(tx.connection, later, earlier),
            )
            if refusal is not None:
                raise refusal
            id, at = self._database.new_id(), self._database.clock.now()
            await store.add_steps(
                tx,
                [
                    {
                        "id": id,
                        "predecessor_id": earlier.id,
                        "successor_id": later.id,
                        "kind": int(request.kind),
                        "evidence": request.evidence,
                        "effective_on": effective,
                        "recorded_at": at,
                        "recorded_by": current_caller().account,
                    }
                ],
            )
            step = await store.read_step(tx.connection, id)
            assert step is not None
            message = messages.step_message(step)
            became = "became" if request.kind == pb.STANDARD_STEP_KIND_BECAME else "was replaced by"
            what = f"{earlier.display_name} {became} {later.display_name}. Evidence: {request.evidence}"
            for end in (earlier, later):
                await self._note(tx, end.id, "officer:standard:follow", what, on=effective)
            await tx.record(
                "officer:standard:follow",
                message.name,
                {
                    "predecessor": message.predecessor,
                    "successor": message.successor,
                    "kind": pb.StandardStepKind.Name(request.kind),
                    "evidence": request.evidence,
                    "effective_on": effective,
                },
            )
            await edition(tx, at, cause=message.name)
            return await tx.reply(message)

    async def WithdrawStandardStep(self, request: pb.WithdrawStandardStepRequest, context: Context) -> pb.StandardStep:
        key, given = messages.key_of_step(request.name)
        id = _uuid(given, request.name)
        async with self._database.write(request) as tx:
            await store.lock_chains(tx)
            await store.lock_step(tx, id)
            step = await store.read_step(tx.connection, id)
            if step is None or step.successor_key != key:
                raise not_found(request.name)
            if step.withdrawn_at is not None:
                raise precondition(
                    "STEP_WITHDRAWN",
                    f"{request.name} was withdrawn by {step.withdrawn_by}: {step.withdrawal_reason}",
                    subject=request.name,
                )
            at = self._database.clock.now()
            by = current_caller().account
            await store.withdraw_step(tx, id, at=at, by=by, reason=request.reason)
            what = (
                f"Withdrawn: that {standard_name(step.successor_key)} followed {standard_name(step.predecessor_key)}. "
                f"Reason: {request.reason}"
            )
            for end in (step.predecessor_id, step.successor_id):
                await self._note(tx, end, "officer:standard:unfollow", what)
            await tx.record("officer:standard:unfollow", request.name, {"reason": request.reason})
            await edition(tx, at, cause=request.name)
            step = await store.read_step(tx.connection, id)
            assert step is not None
            return await tx.reply(messages.step_message(step))


async def _standard(connection: AsyncConnection, name: str) -> sa.Row[Any]:
    """The standard with this resource name.

    Raises:
        SepiaError: NOT_FOUND.
    """
    row = await store.read_standard(connection, standard_key(name))
    if row is None:
        raise not_found(name)
    return row


async def _way_forward(connection: AsyncConnection, start: sa.Row[Any], end: sa.Row[Any]) -> list[str]:
    """Names on the way from a standard to one that came later; none where there is no such way."""
    if start.id == end.id:
        return []
    ids = await store.chain_ids(connection, start.id)
    if end.id not in ids:
        return []
    way = ways(start.id, await store.chain_steps(connection, ids)).get(end.id, ())
    if not way or messages.is_earlier(way):
        return []
    rows = await store.standards_by_id(connection, {leg.end for leg in way})
    return [start.display_name, *(rows[leg.end].display_name for leg in way)]


def _hit(found: Found, version: str) -> pb.StandardHit:
    return pb.StandardHit(
        standard=standard_name(found.standard.key),
        display_name=found.standard.display_name,
        title=found.standard.title,
        matched=found.matched,
        fit=Fit(found.fit).name.lower(),
        percent=found.percent,
        version=version,
    )


def _identity(text: str) -> Standard:
    """The identity of a standard that an officer names."""
    if not plain(text):
        raise _empty(text)
    ietf = standard_of_ietf(text)
    if ietf is not None:
        return ietf.standard
    parsed = parse_standard(text)
    return parsed.standard if parsed is not None else standard_as_declared(text)


def _empty(text: str) -> Exception:
    return invalid(
        "EMPTY_QUERY",
        f"{text!r} has no letter and no digit. Send a number (TS 36.300), a name (LTE) or words of a title.",
        Violation("text", "at least one letter or digit, for example TS 36.300"),
    )


def _descending(version: str) -> list[int]:
    """Orders versions from the latest to the oldest."""
    return [-int(part) for part in re.findall(r"\d+", version)]


def _uuid(text: str, name: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise not_found(name) from None
