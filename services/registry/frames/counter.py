"""Owns the process that counts families for every standard at once: text of COPY in, counts as JSON out.

What `store.count_families` counts for one standard and key by SQL, here for all in one pass over the links, beside
the registry (see `services.registry.beside`). Both give the same numbers.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl

from services.registry.beside import serve

COLUMNS = (
    "holder_id",
    "entry_id",
    "declaration_id",
    "application_id",
    "family_1",
    "family_2",
    "family_3",
    "standard_id",
    "generations",
)
"""Of a link, in the order in which they are sent."""

_SCHEMA: dict[str, type[pl.DataType]] = dict.fromkeys(COLUMNS, pl.Int64)
FAMILY_KEYS = (1, 2, 3)
Line = list[int | None]
"""Holder's id (null: unknown), families, entries without one, entries, declarations, applications; a total's links."""
_LINKS = "links"


class Counter:
    """Links that are to be counted."""

    def __init__(self) -> None:
        self._taken: list[pl.DataFrame] = []

    def take(self, text: bytes) -> None:
        """Takes some links, a line each; nothing between two tabs is the unknown."""
        read = pl.read_csv(io.BytesIO(text), has_header=False, separator="\t", schema=_SCHEMA)
        # A patent is declared for many versions of a standard: most rows fall together.
        self._taken.append(read.group_by(COLUMNS).agg(pl.len().cast(pl.Int64).alias(_LINKS)))

    def counts(self, sets: Sequence[Sequence[int]], least: int) -> Iterator[tuple[str, int, list[Line]]]:
        """Counts by scope and family key: the total first, then holders in no order.

        Args:
            sets: standards that are counted together, by id.
            least: links from which on a standard is counted by itself.
        """
        links = pl.concat(self._taken) if self._taken else pl.DataFrame(schema={**_SCHEMA, _LINKS: pl.Int64})
        yield from _of("-", links)
        flags = links["generations"].bitwise_or()
        flagged = flags if isinstance(flags, int) else 0
        for bit in (1 << place for place in range(15)):
            if flagged & bit:
                yield from _of(f"generation:{bit}", links.filter((pl.col("generations") & bit) != 0))
        for ids in sets:
            yield from _of(scope_word(ids), links.filter(pl.col("standard_id").is_in(ids)))
        many = links.filter(pl.col("standard_id").is_not_null(), pl.len().over("standard_id") >= least)
        for (id,), named in many.partition_by("standard_id", as_dict=True).items():
            yield from _of(scope_word([id]), named)


def scope_word(ids: Sequence[int]) -> str:
    """The word for standards that are counted together."""
    return f"standards:{','.join(map(str, sorted(set(ids))))}"


def _of(scope: str, links: pl.DataFrame) -> Iterator[tuple[str, int, list[Line]]]:
    things = links.select(*COLUMNS[:7]).unique()
    common = [_different("entry_id"), _different("declaration_id"), _different("application_id")]
    families = [_different(f"family_{key}") for key in FAMILY_KEYS]
    with_family = [
        _different("entry_id", pl.col(f"family_{key}").is_not_null()).alias(f"with_{key}") for key in FAMILY_KEYS
    ]
    wanted = [*common, *families, *with_family]
    rows = [
        {"holder_id": None, **things.select(wanted).row(0, named=True)},
        *things.group_by("holder_id").agg(wanted).iter_rows(named=True),
    ]
    number = int(links[_LINKS].sum() or 0)
    for key in FAMILY_KEYS:
        total, *holders = (_line(row, key) for row in rows)
        yield scope, key, [[*total, number], *holders]


def _different(column: str, where: pl.Expr | None = None) -> pl.Expr:
    values = pl.col(column) if where is None else pl.col(column).filter(where)
    return values.drop_nulls().n_unique().alias(column)


def _line(row: dict[str, Any], key: int) -> Line:
    entries = row["entry_id"]
    return [
        row["holder_id"],
        row[f"family_{key}"],
        entries - row[f"with_{key}"],
        entries,
        row["declaration_id"],
        row["application_id"],
    ]


def main() -> None:
    """Takes messages of links, then one that asks for the counts: empty, with sets of standards and the least size."""
    counter = Counter()

    def answer(links: bytes, asked: bytes) -> list[bytes]:
        if not asked:
            counter.take(links)
            return []
        said = json.loads(asked)
        return [json.dumps(count).encode() for count in counter.counts(said["sets"], said["least"])]

    serve(answer)


if __name__ == "__main__":
    main()
