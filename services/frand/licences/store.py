"""Owns the SQL of licences and rate cards."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from services.frand.licences.rules import EVERYBODY, View
from services.frand.pages import PageKey
from services.frand.tables import licence, licence_view, rate_card
from shared.canonical import canonical_json
from shared.db.database import WriteTransaction


class SupersededAlready(Exception):
    """Another record supersedes the same one."""


async def save_licence(tx: WriteTransaction, facts: Mapping[str, Any], views: Mapping[str, View]) -> None:
    """Stores a licence with what each organisation sees of it.

    Raises:
        SupersededAlready: another one supersedes the same licence.
    """
    await _insert(tx, licence, facts)
    rows = [
        {
            "licence_id": facts["id"],
            "organization": organization,
            "terms": canonical_json(view.terms).decode(),
            "withheld": view.withheld,
        }
        for organization, view in views.items()
    ]
    await tx.execute(sa.insert(licence_view), rows)


async def save_rate_card(tx: WriteTransaction, facts: Mapping[str, Any]) -> None:
    """Stores a rate card.

    Raises:
        SupersededAlready: another one supersedes the same.
    """
    await _insert(tx, rate_card, facts)


async def _insert(tx: WriteTransaction, table: sa.Table, facts: Mapping[str, Any]) -> None:
    try:
        async with tx.connection.begin_nested():
            await tx.execute(sa.insert(table).values(**facts))
    except IntegrityError as error:
        if "supersedes" in str(error.orig):
            raise SupersededAlready from error
        raise


async def read_licence(connection: AsyncConnection, id: uuid.UUID, organization: str) -> sa.Row[Any] | None:
    """A licence as an organisation sees it."""
    return (await connection.execute(_licences(organization).where(licence.c.id == id))).one_or_none()


async def list_licences(
    connection: AsyncConnection, organization: str, *, standard: str, after: PageKey | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Licences that an organisation sees, the newest first."""
    statement = _licences(organization)
    return await _newest(connection, statement, licence, standard=standard, after=after, limit=limit)


async def read_rate_card(connection: AsyncConnection, id: uuid.UUID) -> sa.Row[Any] | None:
    """A rate card."""
    return (await connection.execute(_rate_cards().where(rate_card.c.id == id))).one_or_none()


async def list_rate_cards(
    connection: AsyncConnection, *, standard: str, after: PageKey | None, limit: int
) -> Sequence[sa.Row[Any]]:
    """Rate cards, the newest first."""
    return await _newest(connection, _rate_cards(), rate_card, standard=standard, after=after, limit=limit)


def _licences(organization: str) -> sa.Select[Any]:
    # Both only where the caller may know them: their own rows are under the same policy.
    successor, predecessor = licence.alias("successor"), licence.alias("predecessor")
    # An organisation that sees more than everybody has a view of its own; it sorts before `*`.
    view = (
        sa.select(licence_view.c.terms, licence_view.c.withheld)
        .where(
            licence_view.c.licence_id == licence.c.id,
            licence_view.c.organization.in_([organization or EVERYBODY, EVERYBODY]),
        )
        .order_by(licence_view.c.organization == EVERYBODY)
        .limit(1)
        .lateral("view")
    )
    return (
        sa.select(
            licence,
            view.c.terms,
            view.c.withheld,
            successor.c.id.label("superseded_by"),
            predecessor.c.id.label("predecessor"),
        )
        .select_from(licence)
        .join(view, sa.true())
        .outerjoin(predecessor, predecessor.c.id == licence.c.supersedes)
        .outerjoin(successor, successor.c.supersedes == licence.c.id)
    )


def _rate_cards() -> sa.Select[Any]:
    successor = rate_card.alias("successor")
    return sa.select(rate_card, successor.c.id.label("superseded_by")).outerjoin(
        successor, successor.c.supersedes == rate_card.c.id
    )


async def _newest(
    connection: AsyncConnection,
    statement: sa.Select[Any],
    table: sa.Table,
    *,
    standard: str,
    after: PageKey | None,
    limit: int,
) -> Sequence[sa.Row[Any]]:
    statement = statement.order_by(table.c.created_at.desc(), table.c.id.desc()).limit(limit)
    if standard:
        statement = statement.where(table.c.standard == standard)
    if after is not None:
        key = sa.tuple_(table.c.created_at, sa.cast(table.c.id, sa.Text))
        statement = statement.where(key < sa.tuple_(sa.literal(after.created_at), sa.literal(after.identity)))
    return (await connection.execute(statement)).all()


def identity_of(name: str, collection: str) -> uuid.UUID | None:
    """The id within a resource name; None where it is none."""
    try:
        return uuid.UUID(name.removeprefix(f"{collection}/"))
    except ValueError:
        return None
