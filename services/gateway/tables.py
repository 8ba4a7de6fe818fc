"""Owns the whole schema of the gateway: accounts, keys, failed sign-ins, followed logs and coordination jobs.

Beside these the schema holds the tables of procrastinate, the job queue
(`migrations/versions/0001_procrastinate_3_10.sql`).
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from shared.db.tables import service_metadata

SCHEMA = "gateway"

METADATA, JOURNAL, ANSWERED = service_metadata(SCHEMA)

_INSTANT = sa.DateTime(timezone=True)

account = sa.Table(
    "account",
    METADATA,
    # C, so that keyset pages follow the bytes whatever the database's language is.
    sa.Column("account_id", sa.Text(collation="C"), primary_key=True),
    sa.Column("display_name", sa.Text, nullable=False),
    sa.Column("roles", pg.ARRAY(sa.Text), nullable=False),
    sa.Column("organization", sa.Text, nullable=False),
    # Argon2id in its own notation, with salt and parameters.
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("created_at", _INSTANT, nullable=False),
    sa.Column("disabled_at", _INSTANT),
)

api_key = sa.Table(
    "api_key",
    METADATA,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("account_id", sa.Text(collation="C"), sa.ForeignKey(account.c.account_id), nullable=False),
    sa.Column("display_name", sa.Text, nullable=False),
    # SHA-256 of the key. The key is 256 random bits, so a slow hash would add nothing.
    sa.Column("key_hash", sa.LargeBinary, nullable=False),
    sa.Column("created_at", _INSTANT, nullable=False),
    sa.Column("expires_at", _INSTANT),
    sa.Column("revoked_at", _INSTANT),
    sa.UniqueConstraint("key_hash", name="uq_api_key_key_hash"),
    sa.Index("ix_api_key_account_id", "account_id", "id"),
)

sign_in_attempt = sa.Table(
    "sign_in_attempt",
    METADATA,
    # SHA-256 of what is counted, an account's id or a peer's address: people type passwords into the wrong field.
    sa.Column("subject", sa.LargeBinary, primary_key=True),
    sa.Column("since", _INSTANT, nullable=False),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Index("ix_sign_in_attempt_since", "since"),
)

signing_key = sa.Table(
    "signing_key",
    METADATA,
    sa.Column("key_id", sa.Text, primary_key=True),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    # Encrypted with the secret key (Fernet); null once nothing is signed with it any more.
    sa.Column("private_key", sa.LargeBinary),
    sa.Column("created_at", _INSTANT, nullable=False),
    # Signs from then on, until a later one does.
    sa.Column("active_from", _INSTANT, nullable=False),
    sa.CheckConstraint("octet_length(public_key) = 32", name="ck_signing_key_public_key"),
)

followed_log = sa.Table(
    "followed_log",
    METADATA,
    sa.Column("log", sa.Text, primary_key=True),
    sa.Column("next_position", sa.BigInteger, nullable=False),
    sa.Column("tree_size", sa.BigInteger, nullable=False),
    sa.Column("updated_at", _INSTANT, nullable=False),
)

coordination_job = sa.Table(
    "coordination_job",
    METADATA,
    # What caused it, a position of a log: with the task the identity of the job, and its idempotency key.
    sa.Column("cause", sa.Text, primary_key=True),
    sa.Column("task", sa.Text, primary_key=True),
    # In the queue (procrastinate_jobs); null in the moment between this row and that one.
    sa.Column("queue_id", sa.BigInteger),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("last_error", sa.Text, nullable=False),
    # What is sent, where it would not come out the same when it is put together again.
    sa.Column("request", sa.LargeBinary),
    sa.Column("updated_at", _INSTANT, nullable=False),
    sa.Index("ix_coordination_job_updated_at", "updated_at"),
)

# Read only, for the state of a job. Its columns are the library's own matter.
queued_job = sa.table("procrastinate_jobs", sa.column("id"), sa.column("status"), schema=SCHEMA)
