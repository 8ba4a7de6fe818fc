"""Owns what a batch of understood rows becomes before it is loaded: numbers for what it names, and digests.

Pure computation on arrays, a value for each *different* group of columns and not for each row; a thread does it while
the database takes the batch before. What is kept across batches are the numbers, some twenty bytes a key.
"""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from services.registry.families.rules import EPODOC_PRIORITY, priority_set
from services.registry.imports.isld import ESCAPE, Batch, Codes, Different, different, person
from services.registry.imports.isld_rows import GROUPS, priorities_of
from services.registry.imports.numbering import Numbered, Numbering, Words, of_integers

SEPARATOR = "\x1f"
_DIGEST_BYTES = 16
# Odd, so that multiplying loses nothing; one for each half of the digest.
_HIGH, _LOW = np.uint64(0x9FB21C651E98DF25), np.uint64(0xD6E8FEB86659FD93)
_SHIFT = np.uint64(32)

FACTS = ("reference", "signed", "reflected", "declarant", "undertaking", "reciprocity")
"""What a declaration says in each of its rows."""
_SAID = ("PBPA_TITLEEN", "PBPA_APP_DATE", "PUBL_NUMBER", "Country_Of_Registration")


@dataclass(frozen=True, slots=True)
class Named:
    """What the different values of a group name.

    Attributes:
        numbers: for each value its number in this file; -1 where it names nothing.
        first: the values that name something for the first time in this file, in the order of their numbers.
        facts: for each value a hash of what it says of what it names; within this process only.
    """

    numbers: NDArray[np.int64]
    first: NDArray[np.int64]
    facts: Words = field(default_factory=lambda: np.empty(0, np.uint64))


class Totals(NamedTuple):
    """How many different ones the rows of a file named so far."""

    declarations: int
    entries: int
    families: int
    applications: int
    priorities: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """A batch with what its values name, and the digests of its rows.

    Attributes:
        identities: for each different patent what makes it one application; null where it has neither number nor
            publication.
        priority_codes: for each different patent, which of the different texts of priorities it has.
        priorities: what these texts name; and priority_sets: the priorities as families under `priorities` compare
            them, or null.
        high, low: the two halves of each row's digest; shape (rows,).
        first_said: the rows whose like the file had not before, by their digests.
        totals: what the file named up to and with this batch.
    """

    batch: Batch
    declarations: Named
    entries: Named
    families: Named
    applications: Named
    priorities: Named
    priority_codes: Codes
    identities: pl.Series
    priority_sets: pl.Series
    high: Words
    low: Words
    first_said: NDArray[np.int64]
    totals: Totals


_NORMALISED_SET = f"^{EPODOC_PRIORITY}(?:{SEPARATOR}{EPODOC_PRIORITY})*$"


class Naming:
    """Numbers what the rows of one file name.

    Args:
        quick: by compiled code (`records.RecordCutter` says what that costs).
    """

    def __init__(self, *, quick: bool = False) -> None:
        self._seeds = [secrets.randbits(63) for _ in range(2)]
        self.declarations, self.entries, self.families = (Numbering(quick=quick) for _ in range(3))
        self.applications, self.priorities, self._rows = (Numbering(quick=quick) for _ in range(3))

    def prepare(self, batch: Batch) -> Prepared:
        """Numbers what a batch names; in the order of the file, each batch once."""
        groups = batch.groups
        declared, entry = groups["declaration"].values, groups["entry"].values
        patents, patents_given = groups["patent"].values, groups["patent"].raw
        identities = _identities(patents)
        facts = declared.select(pl.struct(FACTS)).to_series().hash(self._seeds[0]).to_numpy()
        # As given: it only tells where to look closely, and texts are quicker than lists.
        said = patents_given.select(pl.struct(_SAID)).to_series().hash(self._seeds[0]).to_numpy()
        codes, texts = different(groups["patent"].raw["PBPA_PRIORITY_NUMBERS"])
        sets = _priority_sets(priorities_of(texts))
        high, low = batch_digests(batch)
        return Prepared(
            batch,
            _with_facts(_integers(self.declarations, declared["iprd_id"]), facts),
            _integers(self.entries, entry["dipg_id"]),
            _integers(self.families, groups["family"].values["family_id"]),
            _with_facts(self._texts(self.applications, identities), said),
            self._texts(self.priorities, sets.list.join(SEPARATOR)),
            codes,
            identities,
            sets,
            high,
            low,
            self._rows.number(low, high).first,
            self._totals(),
        )

    def _totals(self) -> Totals:
        return Totals(
            self.declarations.count,
            self.entries.count,
            self.families.count,
            self.applications.count,
            self.priorities.count,
        )

    def _texts(self, numbering: Numbering, texts: pl.Series) -> Named:
        known = texts.is_not_null().to_numpy()
        given = texts.drop_nulls()
        low, high = (given.hash(seed).to_numpy() for seed in self._seeds)
        return _scattered(numbering.number(low, high), known)


def _integers(numbering: Numbering, values: pl.Series) -> Named:
    known = values.is_not_null().to_numpy()
    return _scattered(numbering.number(*of_integers(values.drop_nulls().to_numpy().astype(np.int64))), known)


def _scattered(numbered: Numbered, known: NDArray[np.bool_]) -> Named:
    numbers = np.full(len(known), -1, np.int64)
    numbers[known] = numbered.numbers
    return Named(numbers, np.flatnonzero(known)[numbered.first])


def _with_facts(named: Named, facts: Words) -> Named:
    return Named(named.numbers, named.first, facts)


def _identities(patents: pl.DataFrame) -> pl.Series:
    office = pl.col("office").fill_null("?")
    of_numbers = patents.select(pl.concat_str(office, pl.lit(" "), pl.col("application"))).to_series()
    without = of_numbers.is_null().arg_true()
    if not len(without):
        return of_numbers
    # Few have no number.
    publications = pl.col("publications").list.join(SEPARATOR)
    of_publications = pl.when(pl.col("publications").list.len() > 0).then(
        pl.concat_str(office, pl.lit(" p "), publications)
    )
    return of_numbers.scatter(without, patents[without].select(of_publications).to_series())


def _priority_sets(given: pl.Series) -> pl.Series:
    """Sets of priorities as they are compared; those that ETSI has normalised, nearly all, are so already."""
    texts = given.list.join(SEPARATOR)
    odd = texts.is_not_null() & ~texts.str.contains(_NORMALISED_SET)
    if not odd.any():
        return given
    mended = pl.Series([list(priority_set(one)) for one in given.filter(odd)], dtype=pl.List(pl.String))
    order = np.argsort(np.concatenate([(~odd).arg_true().to_numpy(), odd.arg_true().to_numpy()]))
    return pl.concat([given.filter(~odd), mended])[order]


def family_ids(priorities: pl.Series) -> list[str]:
    """The resource ids of families under `priorities`: digests, since a set of priorities can be long."""
    return [hashlib.sha256(text.encode()).hexdigest()[:24] for text in priorities.to_list()]


# --- digests -----------------------------------------------------------------------------------------------------


def batch_digests(batch: Batch) -> tuple[Words, Words]:
    """The two halves of the digest of each row."""
    digests = [digests_of(group, name) for name, group in batch.groups.items()]
    return row_digests([group.codes for group in batch.groups.values()], digests)


def digests_of(group: Different, name: str) -> tuple[Words, Words]:
    """The digests of a group's different values as given, 128 bits in two halves; the same on every machine.

    BLAKE2b of the values in the order of ETSI's columns, with a separator between them.
    """
    if group.digests is not None:
        return group.digests
    columns = [_without_marks(column) if group.marked else pl.col(column) for column in GROUPS[name]]
    joined = group.raw.select(pl.concat_str(columns, separator=SEPARATOR).cast(pl.Binary)).to_series()
    begin = hashlib.blake2b(digest_size=_DIGEST_BYTES, person=person(name)).copy
    together: list[bytes] = []
    for value in joined.to_list():
        digest = begin()  # a copy takes half as long as beginning anew
        digest.update(value)
        together.append(digest.digest())
    halves = np.frombuffer(b"".join(together), ">u8").astype(np.uint64).reshape(-1, 2)
    return halves[:, 0], halves[:, 1]


def _without_marks(column: str) -> pl.Expr:
    escape = ESCAPE.decode()
    return (
        pl.col(column)
        .str.replace_all(escape, escape + escape, literal=True)
        .str.replace_all(SEPARATOR, escape + "1", literal=True)
    )


def row_digests(codes: list[NDArray[np.uint32]], digests: list[tuple[Words, Words]]) -> tuple[Words, Words]:
    """The digests of rows from those of their groups, in the order of `GROUPS`.

    Each half takes in one group after the other: add, multiply by an odd number, fold the upper bits in. Which rows
    are equal is told for good by these sums, so they never change.
    """
    high = np.zeros(len(codes[0]), np.uint64)
    low = np.zeros(len(codes[0]), np.uint64)
    for code, (of_high, of_low) in zip(codes, digests, strict=True):
        high += of_high[code]
        high *= _HIGH
        high ^= high >> _SHIFT
        low += of_low[code]
        low *= _LOW
        low ^= low >> _SHIFT
    return high, low


# --- what COPY reads ---------------------------------------------------------------------------------------------


_SPECIAL = r"[\\\n\r\t]"
_QUOTED = r'["\\]'


def copy_text(columns: Mapping[str, pl.Series], doubtful: Collection[str] | None = None) -> bytes:
    """A table in the text format of COPY: tabs between columns, a backslash before what would mean something else.

    Args:
        doubtful: columns that may hold such a thing; None: any text may.
    """
    table = pl.DataFrame(columns)
    looked_at = columns if doubtful is None else doubtful
    texts = [name for name, kind in table.schema.items() if kind == pl.String and name in looked_at]
    special = table.select(pl.col(texts).str.contains(_SPECIAL).any()).row(0) if texts else ()
    escaped = [
        pl.col(name)
        .str.replace_all("\\", "\\\\", literal=True)
        .str.replace_all("\n", "\\n", literal=True)
        .str.replace_all("\r", "\\r", literal=True)
        .str.replace_all("\t", "\\t", literal=True)
        for name, any_special in zip(texts, special, strict=True)
        if any_special
    ]
    written = io.BytesIO()
    # Not as a text, which would be made of the bytes and made bytes again.
    (table.with_columns(escaped) if escaped else table).write_csv(
        written, include_header=False, separator="\t", quote_style="never", null_value="\\N"
    )
    return written.getvalue()


def array_text(lists: pl.Series) -> pl.Series:
    """Lists of texts as PostgreSQL writes arrays."""
    elements = pl.col("list")
    if lists.explode().str.contains(_QUOTED).any():
        element = pl.element().str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
        elements = elements.list.eval(element)
    filled = pl.concat_str(pl.lit('{"'), elements.list.join('","'), pl.lit('"}'))
    text = pl.when(pl.col("list").list.len() > 0).then(filled).when(pl.col("list").is_not_null()).then(pl.lit("{}"))
    return lists.alias("list").to_frame().select(text).to_series()


def optional(values: NDArray[np.int64]) -> pl.Series:
    """Ids as a column; 0 is none."""
    series = pl.Series(values)
    return series.set(series == 0, None)
