"""Owns the answers that are kept for retries, where something must be erased from them.

An answer is kept so that a retry gets the first one again. What must lawfully be erased from the record is erased from
these as well: a retry after the erasure gets the first answer without it.
"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass

from services.registry import tables
from shared.db import WriteTransaction

_KEPT = tables.ANSWERED


async def erase_from_answers(
    tx: WriteTransaction, service: ServiceDescriptor, name: str, erase: Callable[[Message], bool]
) -> int:
    """Erases something from every kept answer of a service that is about a resource; returns from how many.

    Args:
        service: whose methods answered.
        name: the resource name, as the answers have it.
        erase: changes an answer; says whether it did.
    """
    methods = f"/{service.full_name}/"
    named = sa.func.pg_catalog.position(_KEPT.c.response, sa.literal(name.encode()))
    query = sa.select(_KEPT.c.account, _KEPT.c.method, _KEPT.c.request_id, _KEPT.c.response).where(
        _KEPT.c.method.startswith(methods, autoescape=True), named > 0
    )
    changed = 0
    for answer in (await tx.execute(query.with_for_update())).all():
        method = service.methods_by_name[answer.method.removeprefix(methods)]
        reply = GetMessageClass(method.output_type).FromString(bytes(answer.response))
        if erase(reply):
            key = (_KEPT.c.account == answer.account, _KEPT.c.method == answer.method)
            change = sa.update(_KEPT).where(*key, _KEPT.c.request_id == answer.request_id)
            await tx.execute(change.values(response=reply.SerializeToString(deterministic=True)))
            changed += 1
    return changed
