"""Owns the statements that keep and read the lists of declarations, and the links that count for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry import tables
from services.registry.conflicts import store as conflicts
from services.registry.conflicts.rules import Contradiction, Said, application_subject, contradictions
from services.registry.declarations.declared_pairs import Pair, generation_bits
from services.registry.declarations.named_store import find_standard
from services.registry.imports import store as documents
from shared.db import WriteTransaction

NOT_NUMBERED = 0  # no edition has this number; nobody but the transaction that writes it ever sees it
_BATCH = 1_000
_IDS = sa.ARRAY(sa.BigInteger)


@dataclass(frozen=True, slots=True)
class Row:
    """A pair with the place in the document where it stands.

    Attributes:
        line: physical line from 1.
        offset: in bytes from the document's beginning.
        length: in bytes, without the line end.
    """

    pair: Pair
    line: int
    offset: int
    length: int


async def list_exported(
    connection: AsyncConnection, declaration: int, after: int, limit: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The list of a declaration that an ISLD export brought: its links in order of their rows."""
    link, standard, application, document = tables.link, tables.standard, tables.application, tables.document
    query = (
        sa.select(
            link.c.id.label("position"),
            link.c.entry_id,
            standard.c.key.label("standard_key"),
            standard.c.display_name.label("standard"),
            link.c.standard_version.label("version"),
            link.c.illustrative_part,
            sa.null().label("project"),
            link.c.application_id.is_not(None).label("names_patent"),
            application.c.office,
            application.c.number.label("application_number"),
            application.c.publications,
            application.c.title,
            sa.null().label("status"),
            sa.null().label("claims"),
            document.c.sha256,
            link.c.line,
        )
        .select_from(link)
        .join(document, document.c.id == link.c.document_id)
        .outerjoin(standard, standard.c.id == link.c.standard_id)
        .outerjoin(application, application.c.id == link.c.application_id)
        .where(link.c.declaration_id == declaration, link.c.id > after)
        .order_by(link.c.id)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


async def list_declared(
    connection: AsyncConnection, declaration: int, after: int, limit: int
) -> Sequence[sa.Row[*tuple[Any, ...]]]:
    """The list of a declaration as declared, in its order."""
    listed, standard, document = tables.declared_patent, tables.standard, tables.document
    query = (
        sa.select(
            listed.c.number.label("position"),
            listed,
            standard.c.key.label("standard_key"),
            document.c.sha256,
        )
        .join(document, document.c.id == listed.c.document_id)
        .outerjoin(standard, standard.c.id == listed.c.standard_id)
        .where(listed.c.declaration_id == declaration, listed.c.gone_in.is_(None), listed.c.number > after)
        .order_by(listed.c.number)
        .limit(limit)
    )
    return (await connection.execute(query)).all()


async def add_patents(
    tx: WriteTransaction, declaration: int, rows: Sequence[Row], *, document: int, enter: bool
) -> Sequence[str]:
    """Keeps a declaration's list.

    Args:
        enter: whether the standards it names are entered into the register, as those of what is public are.

    Returns:
        Resource names of standards that it names and that there are not; nothing was kept then.
    """
    standards = await _standards_of(tx, rows) if enter else {}
    missing = [text for text, found in standards.items() if found is None]
    if missing:
        return missing
    table = tables.declared_patent
    last = sa.select(sa.func.coalesce(sa.func.max(table.c.number), 0)).where(table.c.declaration_id == declaration)
    first = cast(int, (await tx.execute(last)).scalar_one()) + 1
    entries: dict[int, int] = {}
    for entry in dict.fromkeys(row.pair.entry for row in rows):
        entries[entry] = cast(int, (await tx.execute(sa.select(tables.ENTRY_NUMBER.next_value()))).scalar_one())
    values: list[dict[str, object]] = []
    for number, row in enumerate(rows, first):
        standard, patent = row.pair.standard, row.pair.patent
        text = standard.standard.strip() if standard else ""
        found = standards.get(text) if text else None
        values.append(
            {
                "declaration_id": declaration,
                "number": number,
                "entry_id": entries[row.pair.entry],
                "standard": text or None,
                "standard_id": found[0] if found else None,
                "version": (standard.version if standard else "") or (found[1] if found else None) or None,
                "illustrative_part": (standard.illustrative_part if standard else "") or None,
                "project": (standard.project if standard else "") or None,
                "generations": generation_bits(standard.generations) if standard else None,
                "names_patent": patent is not None,
                "office": (patent.office if patent else "") or None,
                "application_number": (patent.application_number.strip() if patent else "") or None,
                "publications": [p.strip() for p in patent.publications if p.strip()] if patent else [],
                "title": (patent.title if patent else "") or None,
                "status": (patent.status if patent else "") or None,
                "claims": (patent.claims if patent else "") or None,
                "document_id": document,
                "line": row.line,
                "offset_bytes": row.offset,
                "length_bytes": row.length,
            }
        )
    for start in range(0, len(values), _BATCH):
        await tx.execute(sa.insert(table), values[start : start + _BATCH])
    return ()


async def place_standards(tx: WriteTransaction, declaration: int) -> None:
    """Enters the standards that a declaration's list names, once it becomes public."""
    table = tables.declared_patent
    unplaced = sa.and_(
        table.c.declaration_id == declaration, table.c.standard.is_not(None), table.c.standard_id.is_(None)
    )
    query = sa.select(table.c.standard).where(unplaced).distinct().order_by(table.c.standard)
    for text in (await tx.execute(query)).scalars().all():
        found = await find_standard(tx, text)
        if found is not None:
            await tx.execute(
                sa.update(table)
                .where(table.c.declaration_id == declaration, table.c.standard == text)
                .values(standard_id=found[0], version=sa.func.coalesce(table.c.version, found[1]))
            )


async def retire_patents(tx: WriteTransaction, declaration: int, revision: int) -> None:
    """Notes that a source no longer lists what it listed: another list follows."""
    table = tables.declared_patent
    await tx.execute(
        sa.update(table)
        .where(table.c.declaration_id == declaration, table.c.gone_in.is_(None))
        .values(gone_in=revision)
    )


async def add_links(tx: WriteTransaction, declaration: int, *, demonstration: bool = False) -> int:
    """Makes declared links of a declaration's list, so that counts and frames see it; returns how many.

    The one place where declarations that no ISLD export brought become rows of `link`. The family of an application
    is unknown: nothing says it in a form, and nothing is guessed. What the list says of an application otherwise than
    the register stands beside it from now on.
    """
    listed, owner, application, link = (
        tables.declared_patent,
        tables.declaration,
        tables.application,
        tables.link,
    )
    query = (
        sa.select(listed, owner.c.holder_id, owner.c.key, owner.c.revision)
        .join(owner, owner.c.id == listed.c.declaration_id)
        .where(listed.c.declaration_id == declaration, listed.c.gone_in.is_(None))
        .order_by(listed.c.number)
    )
    rows = (await tx.execute(query)).all()
    applications: dict[str, dict[str, object]] = {}
    said: dict[str, list[Said]] = {}
    for row in rows:
        identity = _identity(row)
        if identity is not None:
            facts = {"title": row.title, "publications": row.publications}
            said.setdefault(identity, []).append(Said(facts, row.document_id, row.line))
        if identity is not None and identity not in applications:
            applications[identity] = {
                "identity": identity,
                "office": row.office,
                "number": row.application_number,
                "publications": row.publications,
                "title": row.title,
            }
    ids: dict[str, int] = {}
    found_otherwise: list[Contradiction] = []
    since = await documents.coming_edition(tx) if rows else 0
    # In one order, whoever inserts: two transactions that insert the same rows never wait for each other in a circle.
    wanted = sorted(applications)
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        known = sa.select(application.c.identity, application.c.id).where(application.c.identity.in_(part))
        found = {one.identity: one.id for one in await tx.execute(known)}
        # No index tells of all partitions that one is there. A long load that is about to enter the same looks for what
        # was entered here before it ends, and cannot end before this transaction does: `coming_edition` sees to that.
        missing = [applications[one] for one in part if one not in found]
        if missing:
            await tx.execute(insert(application).on_conflict_do_nothing(), missing)
            found = {one.identity: one.id for one in await tx.execute(known)}
        ids.update(found)
        found_otherwise += await _contradicted(tx, {ids[one]: said[one] for one in part})
    await conflicts.note(tx, found_otherwise, partial(documents.coming_edition, tx))
    values: list[dict[str, object]] = []
    for row in rows:
        identity = _identity(row)
        values.append(
            {
                "since_edition": since,
                "declaration_id": declaration,
                "holder_id": row.holder_id,
                "entry_id": row.entry_id,
                "standard_id": row.standard_id,
                "standard_version": row.version,
                "illustrative_part": row.illustrative_part,
                "generations": row.generations,
                "application_id": ids[identity] if identity else None,
                "demonstration": demonstration,
                "document_id": row.document_id,
                "line": row.line,
                "offset_bytes": row.offset_bytes,
                "length_bytes": row.length_bytes,
            }
        )
    for start in range(0, len(values), _BATCH):
        await tx.execute(sa.insert(link), values[start : start + _BATCH])
    return len(values)


async def _contradicted(tx: WriteTransaction, said: Mapping[int, Sequence[Said]]) -> list[Contradiction]:
    """What rows say of applications otherwise than the register, by the application's id.

    The register has an application from the first row that named it; one that these rows brought, from the first of
    them.
    """
    application, link = tables.application, tables.link
    wanted = sa.bindparam(None, list(said), _IDS)
    kept = await tx.execute(sa.select(application).where(application.c.id == sa.any_(wanted)))
    differing: list[tuple[sa.Row[Any], dict[str, object], Sequence[Said]]] = []
    for row in kept:
        facts: dict[str, object] = {"title": row.title, "publications": row.publications}
        if next(contradictions("", Said(facts, 0, 0), said[row.id]), None) is not None:
            differing.append((row, facts, said[row.id]))
    if not differing:
        return []
    first = (
        sa.select(link.c.application_id, link.c.document_id, link.c.line)
        .where(link.c.application_id == sa.any_(sa.bindparam(None, [row.id for row, *_ in differing], _IDS)))
        .order_by(link.c.application_id, link.c.id)
        .ext(pg.distinct_on(link.c.application_id))
    )
    places = {row.application_id: (row.document_id, row.line) for row in await tx.execute(first)}
    found: list[Contradiction] = []
    for row, facts, rows in differing:
        document, line = places.get(row.id, (rows[0].document, rows[0].line))
        subject = application_subject(row.office, row.number, row.publications)
        found += contradictions(subject, Said(facts, document, line), rows)
    return found


async def counted_links(tx: WriteTransaction, declaration: int) -> int:
    """How many links of a declaration count."""
    link = tables.link
    query = sa.select(sa.func.count()).where(link.c.declaration_id == declaration, link.c.gone_in.is_(None))
    return cast(int, (await tx.execute(query)).scalar_one())


async def end_links(tx: WriteTransaction, declaration: int, edition: int = NOT_NUMBERED) -> None:
    """Lets the links of a declaration count no longer, from an edition on; `number_ended` says later from which."""
    link = tables.link
    await tx.execute(
        sa.update(link).where(link.c.declaration_id == declaration, link.c.gone_in.is_(None)).values(gone_in=edition)
    )


async def number_ended(tx: WriteTransaction, declarations: Sequence[int], edition: int) -> None:
    """Says from which edition on those links count no longer that this transaction ended without a number."""
    link = tables.link
    await tx.execute(
        sa.update(link)
        .where(link.c.declaration_id.in_(declarations), link.c.gone_in == NOT_NUMBERED)
        .values(gone_in=edition)
    )


async def _standards_of(tx: WriteTransaction, rows: Collection[Row]) -> dict[str, tuple[int, str | None] | None]:
    """What each text by which a list names a standard means."""
    texts = {row.pair.standard.standard.strip() for row in rows if row.pair.standard} - {""}
    # In one order, whoever enters them.
    return {text: await find_standard(tx, text) for text in sorted(texts)}


def _identity(row: sa.Row[*tuple[Any, ...]]) -> str | None:
    """What makes two applications the same, as the import of exports writes it."""
    if row.application_number:
        return f"{row.office or '?'} {row.application_number}"
    if row.publications:
        return f"{row.office or '?'} p " + "\x1f".join(row.publications)
    return None
