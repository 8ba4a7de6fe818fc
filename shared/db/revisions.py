"""Owns asking whether a service's schema is up to date, as every start does: without the library that migrates it."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from shared.db.database import sqlalchemy_url
from shared.errors import precondition


def newest(folder: Path) -> str:
    """The newest revision of a service: its migrations are numbered, `versions/0012_numbers.py` is revision 0012."""
    return max(path.name for path in (folder / "versions").glob("[0-9]*.py")).partition("_")[0]


def pending(url: str, metadata: sa.MetaData, folder: Path) -> str | None:
    """What the schema lacks, for people; None when it is up to date."""
    schema = schema_of(metadata)
    engine = sa.create_engine(sqlalchemy_url(url), poolclass=sa.pool.NullPool)
    try:
        with engine.connect() as connection:
            noted = f'"{schema}".alembic_version'
            known = connection.scalar(sa.text("select to_regclass(:noted)"), {"noted": noted})
            current = connection.scalar(sa.text(f"select version_num from {noted}")) if known else None  # noqa: S608
    finally:
        engine.dispose()
    head = newest(folder)
    if current == head:
        return None
    return f"schema {schema} is at revision {current or 'none'}, this version needs {head}"


def require_current(url: str, metadata: sa.MetaData, folder: Path) -> None:
    """Refuses to go on with a schema that is not up to date.

    Raises:
        SepiaError: FAILED_PRECONDITION (SCHEMA_OUTDATED).
    """
    lacking = pending(url, metadata, folder)
    if lacking:
        schema = schema_of(metadata)
        raise precondition(
            "SCHEMA_OUTDATED", f"The database's {lacking}. Run `python -m services.{schema} migrate` first."
        )


def schema_of(metadata: sa.MetaData) -> str:
    """The schema that a service's tables lie in."""
    if not metadata.schema:
        raise ValueError("a service's metadata names its schema")
    return metadata.schema
