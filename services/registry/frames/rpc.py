"""Owns `FrameService`: counts, frames, and results noted on what was drawn from them."""

from __future__ import annotations

import asyncio
import collections
import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import frames_pb2 as pb
from sepia.registry.v1 import frames_pb2_grpc
from sepia.type.v1 import type_pb2
from services.registry.families.rules import KEY_WORDS
from services.registry.frames import kept, rules, store
from services.registry.holders.rules import UNKNOWN, holder_name
from services.registry.standards.rules import EVERYTHING, Scope, standard_key, standard_name
from shared.db import Database, page_size, read_page_token, write_page_token
from shared.errors import not_found
from shared.frame import frame_digest
from shared.ids import id_in

Context = grpc.aio.ServicerContext[Any, Any]
_COUNTS_KEPT = 256


class FrameServicer(frames_pb2_grpc.FrameServiceServicer):
    """Counts, freezes, and notes results."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counts: dict[tuple[Scope, int, int | None], Sequence[sa.Row[Any]]] = {}
        self._counted_edition = -1

    async def CountFamilies(self, request: pb.CountFamiliesRequest, context: Context) -> pb.CountFamiliesResponse:
        async with self._database.read() as connection:
            everything = request.standard == EVERYTHING
            key = standard_key(request.standard)
            scope = Scope() if everything else await store.scope(connection, key, with_chain=request.with_chain)
            if scope is None:
                raise not_found(request.standard)
            as_of = rules.edition_number(request.edition)
            if as_of is not None and not await store.has_edition(connection, as_of):
                raise not_found(request.edition)
            total, *holders = await self._counted(connection, scope, request.family_key, as_of)
        return pb.CountFamiliesResponse(
            standard=request.standard,
            family_key=request.family_key,
            edition=rules.edition_name(total.edition),
            holders=[_count(row) for row in holders],
            total=_count(total),
        )

    async def _counted(
        self, connection: AsyncConnection, scope: Scope, family_key: int, as_of: int | None
    ) -> Sequence[sa.Row[Any]]:
        """The counts, which are kept while the edition stays: whatever changes them makes a new one."""
        current = await store.current_edition(connection)
        if as_of == current:
            as_of = None
        if current != self._counted_edition:
            self._counts.clear()
            self._counted_edition = current
        known = self._counts.get((scope, family_key, as_of))
        if known is not None:
            return known
        rows = await kept.kept_lines(connection, current, scope, family_key) if as_of is None else ()
        if not rows:
            rows = await store.count_families(connection, scope, family_key, as_of)
        # An edition that was made in between is in the rows already: they are kept for that one only.
        if as_of is not None or rows[0].edition == self._counted_edition:
            if len(self._counts) >= _COUNTS_KEPT:
                self._counts.pop(next(iter(self._counts)))
            self._counts[scope, family_key, as_of] = rows
        return rows

    async def FreezeFrame(self, request: pb.FreezeFrameRequest, context: Context) -> pb.Frame:
        word = KEY_WORDS[request.family_key]
        async with self._database.write(request) as tx:
            scope = await store.scope(tx.connection, standard_key(request.standard))
            if scope is None:
                raise not_found(request.standard)
            pairs = await store.read_pairs(tx, scope, request.family_key)
            if not pairs.families:
                raise rules.empty_frame(request.standard, request.family_key, pairs.entries_without_family)
            edition = rules.edition_name(pairs.edition)
            # Tens of thousands of lines to sort and digest: in a thread, so that the process goes on answering.
            entries, digest = await asyncio.to_thread(_in_order, pairs, request.standard, word, edition)
            values: dict[str, Any] = {
                "id": self._database.new_id(),
                "standard_key": standard_key(request.standard),
                "family_key": int(request.family_key),
                "edition": pairs.edition,
                "digest": digest,
                "entry_count": len(entries),
                "family_count": len(set(pairs.families)),
                "holder_count": len(set(pairs.holders) - {""}),
                "entries_without_family": pairs.entries_without_family,
                "demonstration": pairs.demonstration,
                "created_at": self._database.clock.now(),
            }
            await store.create_frame(tx, values, entries)
            said = ("digest", "entry_count", "family_count", "holder_count", "entries_without_family", "demonstration")
            await tx.record(
                "officer:frame:freeze",
                f"frames/{values['id']}",
                {
                    "standard": request.standard,
                    "family_key": word,
                    "edition": edition,
                    **{name: values[name] for name in said},
                },
            )
            row = await store.read_frame(tx.connection, values["id"])
            assert row is not None
            return await tx.reply(_frame(row))

    async def GetFrame(self, request: pb.GetFrameRequest, context: Context) -> pb.Frame:
        async with self._database.read() as connection:
            row = await store.read_frame(connection, id_in(request.name))
        if row is None:
            raise not_found(request.name)
        return _frame(row)

    async def ListFrames(self, request: pb.ListFramesRequest, context: Context) -> pb.ListFramesResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        async with self._database.read() as connection:
            rows = await store.list_frames(connection, uuid.UUID(str(key[0])) if key else None, size + 1)
        reply = pb.ListFramesResponse(frames=[_frame(row) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def ListFrameEntries(
        self, request: pb.ListFrameEntriesRequest, context: Context
    ) -> pb.ListFrameEntriesResponse:
        size, key = page_size(request.page_size, default=1_000, most=5_000), read_page_token(request)
        frame, after = id_in(request.frame), int(key[0]) if key else 0
        holder = None if not request.holder else "" if request.holder == UNKNOWN else request.holder
        async with self._database.read() as connection:
            if await store.read_frame(connection, frame) is None:
                raise not_found(request.frame)
            rows = await store.list_entries(connection, frame, holder, after, size + 1)
        reply = pb.ListFrameEntriesResponse(
            entries=[
                pb.FrameEntry(holder=row.holder, family=row.family, holder_display_name=row.holder_display_name)
                for row in rows[:size]
            ]
        )
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].ordinal])
        return reply

    async def RecordResults(self, request: pb.RecordResultsRequest, context: Context) -> pb.RecordResultsResponse:
        frame = id_in(request.frame)
        results = store.Results(
            [result.holder for result in request.results],
            [result.family for result in request.results],
            [result.outcome for result in request.results],
            [result.simulated for result in request.results],
        )
        async with self._database.write(request) as tx:
            if await store.read_frame(tx.connection, frame) is None:
                raise not_found(request.frame)
            strangers = await store.results_not_of_frame(tx, frame, results)
            if strangers:
                first = request.results[strangers[0]]
                raise rules.not_of_the_frame(
                    request.frame, first.holder, first.family, index=strangers[0], count=len(strangers)
                )
            published = request.publish_time.ToDatetime(tzinfo=dt.UTC)
            recorded = await store.note_results(tx, request.campaign, frame, results, published)
            other = await store.differing_result(tx, request.campaign, frame, results)
            if other is not None:
                raise _differs(request.campaign, frame, other)
            if recorded:
                await tx.record(
                    "service:results:record",
                    f"frames/{frame}",
                    {
                        "campaign": request.campaign,
                        "recorded": recorded,
                        "results": len(request.results),
                        "outcomes": dict(sorted(collections.Counter(results.outcomes).items())),
                        "simulated": sum(results.simulated),
                    },
                )
            return await tx.reply(pb.RecordResultsResponse(recorded=recorded))


def _in_order(pairs: store.Pairs, standard: str, word: str, edition: str) -> tuple[list[tuple[str, str, str]], str]:
    """The entries in the order of the digest, and the digest."""
    entries = list(zip(pairs.holders, pairs.families, pairs.display_names, strict=True))
    entries.sort(key=lambda entry: f"{entry[0]}\t{entry[1]}\n".encode())
    listed = ((holder, family) for holder, family, _ in entries)
    return entries, frame_digest(listed, standard=standard, family_key=word, edition=edition)


def _differs(campaign: str, frame: uuid.UUID, row: sa.Row[Any]) -> Exception:
    def described(outcome: str, simulated: bool) -> str:
        return f"{outcome} (simulated)" if simulated else outcome

    noted, sent = described(row.outcome, row.simulated), described(row.sent_outcome, row.sent_simulated)
    if row.frame_id != frame:
        noted, sent = f"{noted} from frames/{row.frame_id}", f"{sent} from frames/{frame}"
    return rules.differs(campaign, row.holder, row.family, noted, sent)


def _count(row: sa.Row[Any]) -> pb.HolderCount:
    return pb.HolderCount(
        holder=holder_name(row.key),
        display_name=row.name or "",
        families=row.families,
        entries_without_family=row.entries_without_family,
        entries=row.entries,
        declarations=row.declarations,
        applications=row.applications,
    )


def _frame(row: sa.Row[Any]) -> pb.Frame:
    return pb.Frame(
        name=f"frames/{row.id}",
        standard=standard_name(row.standard_key),
        family_key=type_pb2.FamilyKey.Name(row.family_key),
        edition=rules.edition_name(row.edition),
        digest=row.digest,
        entry_count=row.entry_count,
        family_count=row.family_count,
        holder_count=row.holder_count,
        entries_without_family=row.entries_without_family,
        demonstration=row.demonstration,
        create_time=row.created_at,
    )
