"""Owns the statements that find, or enter, the holders and standards that declarations name."""

from __future__ import annotations

from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import locks, tables
from services.registry.imports.rules import holder_key as key_of_name
from services.registry.imports.rules import plain
from services.registry.locks import Lock
from services.registry.standards.identity import (
    Standard,
    StandardReference,
    parse_standard,
    standard_as_declared,
    standard_of_3gpp,
)
from services.registry.standards.ietf_identity import parse_ietf_document
from shared.db import WriteTransaction


async def holder_id(connection: AsyncConnection, key: str) -> int | None:
    """Id of the holder that the spelling with this key stands for."""
    table = tables.holder
    query = sa.select(sa.func.coalesce(table.c.same_as, table.c.id)).where(table.c.key == key)
    return (await connection.execute(query)).scalar_one_or_none()


async def holder_named(connection: AsyncConnection, name: str) -> sa.Row[*tuple[Any, ...]] | None:
    """The holder that goes by exactly this name."""
    table = tables.holder
    query = sa.select(table.c.id, table.c.key).where(table.c.name == name)
    return (await connection.execute(query)).one_or_none()


async def holders_called(connection: AsyncConnection, name: str) -> frozenset[int]:
    """Ids of the holders that go by a name, however it is spaced and cased, each as the one for which it stands."""
    table = tables.holder
    query = sa.select(sa.func.coalesce(table.c.same_as, table.c.id)).where(table.c.search == plain(name))
    return frozenset((await connection.execute(query)).scalars())


async def enter_holder(tx: WriteTransaction, name: str, *, key: str = "", demonstration: bool = False) -> int:
    """The id of the holder of this name, entered where the register lacks it.

    Args:
        key: the resource id to enter it by; chosen from the name when empty.
        demonstration: whether only made-up data names it.
    """
    table = tables.holder
    known = await holder_named(tx.connection, name)
    if known is None:
        # Two that enter one name, or one key, at one moment: the second waits for the first and finds its row.
        await locks.wait(tx, Lock.HOLDER)
        known = await holder_named(tx.connection, name)
    if known is None:
        if key and (found := await holder_id(tx.connection, key)) is not None:
            return found
        if not key:
            # The readable key, or the one with a digest where another name has that.
            key = key_of_name(name, ())
            key = key if await holder_id(tx.connection, key) is None else key_of_name(name, (key,))
        values = {"key": key, "name": name, "search": plain(name)}
        made = insert(table).values(demonstration=demonstration, **values).returning(table.c.id)
        return cast(int, (await tx.execute(made)).scalar_one())
    if not demonstration:
        await tx.execute(
            sa.update(table).where(table.c.id == known.id, table.c.demonstration).values(demonstration=False)
        )
    return cast(int, known.id)


def identify(text: str) -> StandardReference | None:
    """The standard that a declared text means, by the schemes of ETSI, 3GPP and the IETF; as declared otherwise."""
    return parse_ietf_document(text) or parse_standard(text)


async def find_standard(tx: WriteTransaction, text: str) -> tuple[int, str | None] | None:
    """The row of a standard, by any name, entered where the register lacks it; and the version that the name holds.

    None for a resource name (`standards/…`) that there is not. A name that follows no known scheme is looked for among
    the names of the register's standards, then kept as declared.
    """
    table = tables.standard
    if text.startswith("standards/"):
        query = sa.select(table.c.id).where(table.c.key == text.removeprefix("standards/"))
        found = (await tx.execute(query)).scalar_one_or_none()
        return None if found is None else (found, None)
    reference = identify(text)
    if reference is None:
        reference = StandardReference(standard_as_declared(text), None)
    if not reference.standard.organisation:
        bare = text.strip().lower()
        by_number = [standard_of_3gpp(kind, bare).key for kind in ("TS", "TR")]
        query = sa.select(table.c.id, table.c.key).where(
            sa.or_(
                table.c.key.in_([*by_number, bare]),
                (sa.literal(" ") + table.c.search + " ").contains(f" {plain(text)} ", autoescape=True)
                if plain(text)
                else sa.false(),
            )
        )
        named = (await tx.execute(query.limit(2))).all()
        if len(named) == 1:
            return named[0].id, None
    return await enter_standard(tx, reference.standard), reference.version


async def enter_standard(tx: WriteTransaction, standard: Standard) -> int:
    """The row of a standard, entered where the register lacks it, with the names it lacked."""
    table = tables.standard
    known = (await tx.execute(sa.select(table.c.id, table.c.names).where(table.c.key == standard.key))).one_or_none()
    if known is not None and set(standard.names) <= set(known.names):
        return cast(int, known.id)
    names = [*(known.names if known else ()), *standard.names]
    names = list(dict.fromkeys(names))
    statement = insert(table).values(
        key=standard.key,
        display_name=names[0],
        names=names,
        kind=1,
        search=" ".join(plain(name) for name in names),
    )
    upsert = statement.on_conflict_do_update(
        index_elements=[table.c.key], set_={"names": statement.excluded.names, "search": statement.excluded.search}
    )
    return cast(int, (await tx.execute(upsert.returning(table.c.id))).scalar_one())
