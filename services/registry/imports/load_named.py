"""Owns the holders and the standards that the rows of a load name: known by id, or entered as they first come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from services.registry import tables
from services.registry.imports.load_copy import LoadConnection
from services.registry.imports.loading import Prepared
from services.registry.imports.rules import holder_key, plain
from services.registry.standards.identity import Standard


class Holders:
    """The declarants of one file.

    Args:
        tx: the import's transaction.
        demonstration: made-up data.

    Attributes:
        ids: by name.
        named: every name that the file has.
    """

    def __init__(self, tx: LoadConnection, *, demonstration: bool) -> None:
        self._tx = tx
        self._demonstration = demonstration
        self.ids: dict[str, int] = {}
        self.named: set[str] = set()

    async def take(self, prepared: Prepared) -> None:
        """Knows the declarants of a batch; those that the register lacks are entered."""
        names = prepared.batch.groups["declaration"].values["declarant"].drop_nulls().unique(maintain_order=True)
        self.named.update(names)
        wanted = [name for name in names if name not in self.ids]
        if not wanted:
            return
        table = tables.holder
        query = sa.select(table.c.name, table.c.id).where(table.c.name.in_(wanted))
        self.ids |= {row.name: row.id for row in await self._tx.execute(query)}
        missing = [name for name in wanted if name not in self.ids]
        if missing:
            taken = set((await self._tx.execute(sa.select(table.c.key))).scalars())
            rows: list[dict[str, object]] = []
            for name in sorted(missing):
                key = holder_key(name, taken)
                taken.add(key)
                rows.append({"key": key, "name": name, "search": plain(name), "demonstration": self._demonstration})
            # Another feature may name the same holder at this moment: whoever comes second takes what is there.
            for row in rows:
                await self._tx.execute(insert(table).values(row).on_conflict_do_nothing(index_elements=[table.c.name]))
            query = sa.select(table.c.name, table.c.id).where(table.c.name.in_(missing))
            self.ids |= {row.name: row.id for row in await self._tx.execute(query)}
        if not self._demonstration:
            change = sa.update(table).where(table.c.demonstration, table.c.name.in_(wanted))
            await self._tx.execute(change.values(demonstration=False))


class Standards:
    """The standards of one file.

    Attributes:
        ids: by key.
        named: the key of every standard that the file names.
    """

    def __init__(self, tx: LoadConnection) -> None:
        self._tx = tx
        self._standards: dict[str, Standard] = {}
        self.ids: dict[str, int] = {}
        self.named: set[str] = set()

    async def take(self, prepared: Prepared) -> None:
        """Knows the standards of a batch; those that the register lacks are entered."""
        for key, standard in prepared.batch.standards.items():
            known = self._standards.get(key)
            self._standards[key] = known.merged(standard) if known else standard
        keys = prepared.batch.groups["standard"].values["standard"].drop_nulls().unique().to_list()
        self.named.update(keys)
        wanted = [key for key in keys if key not in self.ids]
        if not wanted:
            return
        table = tables.standard
        rows = [_standard_row(self._standards[key], ()) for key in sorted(wanted)]
        # Of rows that come back many are sent at a time.
        enter = insert(table).on_conflict_do_nothing(index_elements=[table.c.key]).returning(table.c.key, table.c.id)
        self.ids |= {row.key: row.id for row in await self._tx.execute(enter, rows)}
        known = [key for key in wanted if key not in self.ids]
        if known:
            query = sa.select(table.c.key, table.c.id).where(table.c.key.in_(known))
            self.ids |= {row.key: row.id for row in await self._tx.execute(query)}

    async def name(self) -> None:
        """Gives the standards the further names that this file has for them."""
        if not self._standards:
            return
        table = tables.standard
        query = sa.select(table.c.key, table.c.names).where(table.c.key.in_(list(self._standards)))
        for row in (await self._tx.execute(query)).all():
            named = _standard_row(self._standards[row.key], row.names)
            if named["names"] != list(row.names):
                change = sa.update(table).where(table.c.key == row.key)
                await self._tx.execute(change.values(names=named["names"], search=named["search"]))


def _standard_row(standard: Standard, earlier: Sequence[str]) -> dict[str, Any]:
    names = [*earlier, *(name for name in standard.names if name not in earlier)]
    search = " ".join(plain(name) for name in names)
    return {"key": standard.key, "display_name": names[0], "names": names, "kind": 1, "search": search}
