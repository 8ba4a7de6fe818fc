"""Owns the erasure of contact data from facts about holders: from the record, kept answers and earlier log entries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

import sqlalchemy as sa
from google.protobuf.json_format import MessageToDict, ParseDict
from google.protobuf.message import Message

from sepia.registry.v1 import holder_records_pb2 as pb
from services.registry import tables
from services.registry.answers import erase_from_answers
from services.registry.records import rules, store
from shared.auth.callers import current_caller
from shared.canonical import canonical_digest
from shared.db import WriteTransaction
from shared.journal.writer import erase

_SERVICE = pb.DESCRIPTOR.services_by_name["HolderRecordService"]


async def erase_contact(tx: WriteTransaction, name: str, row: sa.Row[Any], *, digest_of: str, reference: str) -> None:
    """Erases the contact data of a record wherever the register has it.

    Args:
        name: resource name of the record.
        row: the record, locked.
        digest_of: what digests of contents are made for.
        reference: who asked, and how.
    """
    left, at = rules.without_contact(row.kind, row.content), tx.database.clock.now()
    await store.erase_contact(tx, row.id, left, digest=canonical_digest(digest_of, left), at=at)
    await erase_from_answers(tx, _SERVICE, name, lambda reply: _erase(reply, name))
    # Reports that came before the log left contact data out.
    for entry in await store.reports_in_the_log(tx, name):
        said = cast("Mapping[str, Any]", json.loads(entry.content)["content"]["content"])
        if said != rules.told_of(row.kind, said):
            await erase(
                tx.connection,
                tables.JOURNAL,
                entry.id,
                record_id=tx.database.new_id(),
                actor=current_caller().account,
                reason=f"Contact data of {name}: {reference}",
                at=at,
            )


def _erase(reply: Message, name: str) -> bool:
    """Erases contact data from an answer; whether it is of this record."""
    if not isinstance(reply, pb.HolderRecord) or reply.name != name:
        return False
    kind = reply.WhichOneof("content")
    assert kind is not None
    part: Message = getattr(reply, kind)
    left = rules.without_contact(kind, MessageToDict(part, preserving_proto_field_name=True))
    part.Clear()
    ParseDict(left, part)
    return True
