"""Owns the table of deadlines, one in each service's schema that has procedures."""

from __future__ import annotations

import sqlalchemy as sa

OPEN, MET, LAPSED, DROPPED = 1, 2, 3, 4
"""States: runs; what was due was done; passed; no longer applies."""


def deadline_table(metadata: sa.MetaData) -> sa.Table:
    """The table `deadline` in a service's schema."""
    return sa.Table(
        "deadline",
        metadata,
        sa.Column("id", sa.Uuid, primary_key=True),
        # Resource name of what it is about.
        sa.Column("subject", sa.Text, nullable=False),
        # Which of the subject's deadlines, for example `standard:comments`; says what follows when it lapses.
        sa.Column("kind", sa.Text, nullable=False),
        # Whose act it waits for: `holders/acme`, `accounts/x`, `role:OFFICER`; empty when it only ends a period.
        sa.Column("actor", sa.Text, nullable=False),
        # The legal date at whose end it passes, and that instant.
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        # The provision and the profile's key behind it, for whoever asks: `Art. 14(5)-(7), standards.comments_open`.
        sa.Column("provision", sa.Text, nullable=False),
        sa.Column("state", sa.SmallInteger, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        # How often what follows failed; it is tried again at `retry_at`.
        sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
        sa.Column("retry_at", sa.DateTime(timezone=True)),
        sa.Index("uq_deadline_open", "subject", "kind", unique=True, postgresql_where=sa.text("state = 1")),
        sa.Index("ix_deadline_due", "due_at", postgresql_where=sa.text("state = 1")),
        sa.Index("ix_deadline_subject", "subject", "due_at"),
        sa.Index("ix_deadline_actor", "actor", "due_at", postgresql_where=sa.text("state = 1")),
    )
