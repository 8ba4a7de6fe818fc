"""Owns the tables that every service has: the log of `shared.journal` and the record of answered requests."""

from __future__ import annotations

import sqlalchemy as sa

from shared.journal.tables import JournalTables, journal_tables


def service_metadata(schema: str) -> tuple[sa.MetaData, JournalTables, sa.Table]:
    """Metadata for a service's own schema, with its log and its answered requests in it."""
    metadata = sa.MetaData(schema=schema)
    journal = journal_tables(metadata)
    answered = sa.Table(
        "answered_request",
        metadata,
        sa.Column("account", sa.Text, primary_key=True),
        sa.Column("method", sa.Text, primary_key=True),
        sa.Column("request_id", sa.Text, primary_key=True),
        # SHA-256 of the request, so that the same id with another body is refused.
        sa.Column("fingerprint", sa.LargeBinary, nullable=False),
        sa.Column("response", sa.LargeBinary),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
    )
    return metadata, journal, answered
