"""Owns the methods about findings."""

from __future__ import annotations

import datetime as dt
from typing import Any

import grpc.aio

from sepia.frand.v1 import royalties_pb2 as pb
from sepia.type.v1 import type_pb2
from services.frand.findings import rules, store
from services.frand.findings.rules import Findings, HolderFinding
from services.frand.pages import DEFAULT_SIZE, MOST, PageKey, read_page_key, write_page_key
from shared.db.database import Database
from shared.db.pages import page_size
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]

FAMILY_KEYS = {
    type_pb2.FAMILY_KEY_ETSI: "etsi",
    type_pb2.FAMILY_KEY_DOCDB: "docdb",
    type_pb2.FAMILY_KEY_PRIORITIES: "priorities",
}
_FAMILY_KEY_NUMBERS = {text: number for number, text in FAMILY_KEYS.items()}


class FindingMethods:
    """The methods of `RoyaltyService` about findings."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ReceiveFindings(self, request: pb.ReceiveFindingsRequest, context: Context) -> pb.HolderFindings:
        brought = rules.findings(
            campaign=request.campaign,
            standard=request.standard,
            frame=request.frame,
            frame_digest=request.frame_digest,
            family_key=FAMILY_KEYS[request.family_key],
            edition=request.edition,
            checkpoint=request.checkpoint,
            holders=[_holder_finding(line) for line in request.holders],
            demonstration=request.demonstration,
        )
        async with self._database.write(request) as tx:
            if await store.save(tx, brought, at=self._database.clock.now()):
                await tx.record("service:findings:receive", brought.name, _said_in_log(brought))
            found = await store.read(tx.connection, brought.campaign)
            if found is None:
                raise AssertionError(f"{brought.name} was stored in this transaction or before")
            stored, created_at = found
            rules.refuse_others(stored, brought)
            return await tx.reply(_message(stored, created_at))
        raise AssertionError("a write ends in a reply or an error")

    async def GetFindings(self, request: pb.GetFindingsRequest, context: Context) -> pb.HolderFindings:
        async with self._database.read() as connection:
            found = await store.read(connection, campaign_of(request.name))
        if found is None:
            raise not_found(request.name)
        return _message(*found)

    async def ListFindings(self, request: pb.ListFindingsRequest, context: Context) -> pb.ListFindingsResponse:
        size = page_size(request.page_size, default=DEFAULT_SIZE, most=MOST)
        async with self._database.read() as connection:
            rows = await store.list_newest(
                connection, standard=request.standard, after=read_page_key(request), limit=size + 1
            )
        reply = pb.ListFindingsResponse(findings=[_listed(row) for row in rows[:size]])
        if len(rows) > size:
            last = rows[size - 1]
            reply.next_page_token = write_page_key(request, PageKey(last.created_at, last.campaign))
        return reply


def campaign_of(name: str) -> str:
    """`campaigns/{campaign}` for `findings/{campaign}`."""
    return "campaigns/" + name.removeprefix("findings/")


def family_key_number(text: str) -> type_pb2.FamilyKey:
    """The key in the contract's spelling."""
    return _FAMILY_KEY_NUMBERS[text]


def _holder_finding(line: pb.HolderFinding) -> HolderFinding:
    return HolderFinding(
        line.holder,
        line.display_name,
        line.families,
        line.checked,
        line.essential,
        line.undetermined,
        line.simulated,
        line.reused if line.HasField("reused") else None,
    )


def _said_in_log(found: Findings) -> dict[str, object]:
    said = found.document()
    # The log says which findings these are; the lines of up to 10,000 holders stay in their table, under this digest.
    said["holders"] = len(found.holders)
    return {**said, "digest": found.digest}


def _message(found: Findings, created_at: dt.datetime) -> pb.HolderFindings:
    return pb.HolderFindings(
        name=found.name,
        campaign=found.campaign,
        standard=found.standard,
        frame=found.frame,
        frame_digest=found.frame_digest,
        family_key=family_key_number(found.family_key),
        edition=found.edition,
        checkpoint=found.checkpoint,
        holders=[
            pb.HolderFinding(
                holder=line.holder,
                display_name=line.display_name,
                families=line.families,
                checked=line.checked,
                essential=line.essential,
                undetermined=line.undetermined,
                simulated=line.simulated,
                reused=line.reused,
            )
            for line in found.holders
        ],
        digest=found.digest,
        demonstration=found.demonstration,
        create_time=created_at,
    )


def _listed(row: Any) -> pb.HolderFindings:
    return pb.HolderFindings(
        name="findings/" + row.campaign.removeprefix("campaigns/"),
        campaign=row.campaign,
        standard=row.standard,
        frame=row.frame,
        frame_digest=row.frame_digest,
        family_key=family_key_number(row.family_key),
        edition=row.edition,
        checkpoint=row.checkpoint,
        digest=row.digest,
        demonstration=row.demonstration,
        create_time=row.created_at,
    )
