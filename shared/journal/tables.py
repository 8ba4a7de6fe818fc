"""Owns the three tables of a service log; each service has them in its own schema.

`log_entry` holds what happened, `log_node` the complete inner nodes of the tree (level 1 and up; level 0 is
`log_entry.leaf_hash`), `log_checkpoint` every signed state of the log. Rows of all three are only ever added; the
changes an entry sees are three: it gets its position and leaf hash once, its content may be erased, its audience
may be changed, and the last two leave an entry of their own. `guard_statements` makes the database refuse the rest.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql as pg

from shared.journal.leaf import SALT_SIZE
from shared.journal.merkle import HASH_SIZE


@dataclass(frozen=True, slots=True)
class JournalTables:
    """The tables of one service's log."""

    entry: sa.Table
    node: sa.Table
    checkpoint: sa.Table

    @property
    def schema(self) -> str:
        """The schema they are in; `public` where the metadata names none."""
        return self.entry.schema or "public"


def journal_tables(metadata: sa.MetaData) -> JournalTables:
    """Declares the log's tables in a service's metadata, in the schema the metadata names."""
    entry = sa.Table(
        "log_entry",
        metadata,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("commitment", sa.LargeBinary, nullable=False),
        sa.Column("audience", pg.ARRAY(sa.Text), nullable=False),
        # Null once erased; subject and actor repeat what the content says, so that SQL can ask for them.
        sa.Column("subject", sa.Text),
        sa.Column("actor", sa.Text),
        sa.Column("content", sa.LargeBinary),
        sa.Column("salt", sa.LargeBinary),
        sa.Column("erased_at", sa.DateTime(timezone=True)),
        # Null until sequenced.
        sa.Column("position", sa.BigInteger),
        sa.Column("leaf_hash", sa.LargeBinary),
        sa.UniqueConstraint("position", name="uq_log_entry_position"),
        sa.CheckConstraint("position >= 0", name="ck_log_entry_position"),
        sa.CheckConstraint("(position is null) = (leaf_hash is null)", name="ck_log_entry_sequenced"),
        sa.CheckConstraint(f"octet_length(leaf_hash) = {HASH_SIZE}", name="ck_log_entry_leaf_hash"),
        sa.CheckConstraint(f"octet_length(commitment) = {HASH_SIZE}", name="ck_log_entry_commitment"),
        sa.CheckConstraint(f"octet_length(salt) = {SALT_SIZE}", name="ck_log_entry_salt"),
        sa.CheckConstraint(
            "num_nulls(subject, actor, content, salt) = case when erased_at is null then 0 else 4 end",
            name="ck_log_entry_erased",
        ),
        # What the sequencer looks for. Stays small: an entry leaves it as soon as it has its position.
        sa.Index("ix_log_entry_unsequenced", "id", postgresql_where=sa.text("position is null")),
        # The timeline of a resource.
        sa.Index("ix_log_entry_subject", "subject", "position", postgresql_where=sa.text("subject is not null")),
    )
    node = sa.Table(
        "log_node",
        metadata,
        sa.Column("level", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("index", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.CheckConstraint(f"octet_length(hash) = {HASH_SIZE}", name="ck_log_node_hash"),
    )
    checkpoint = sa.Table(
        "log_checkpoint",
        metadata,
        sa.Column("tree_size", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("root", sa.LargeBinary, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("tree_size >= 0", name="ck_log_checkpoint_tree_size"),
        sa.CheckConstraint(f"octet_length(root) = {HASH_SIZE}", name="ck_log_checkpoint_root"),
    )
    return JournalTables(entry, node, checkpoint)


def guard_statements(tables: JournalTables) -> list[str]:
    """SQL for a migration, to run after the tables are made: the database itself refuses to rewrite the log.

    No row of the log is deleted, nodes and checkpoints are not updated, and of an entry only what `writer` and
    `sequencer` change may change: position and leaf hash once, erasure once, the audience. An owner can drop a
    trigger, so this is a guard against mistakes; evidence against intent is the tree and the checkpoints others hold.
    """
    quote = pg.dialect().identifier_preparer.quote
    schema = quote(tables.schema)
    entry, node, checkpoint = (f"{schema}.{quote(t.name)}" for t in (tables.entry, tables.node, tables.checkpoint))
    never = f"{schema}.log_refuse_change"
    guard = f"{schema}.log_guard_entry"
    remedy = "the log is append-only: record a new entry that says what changed"
    return [
        f"""create function {never}() returns trigger language plpgsql as $$
begin
    raise exception '% of %.% refused', tg_op, tg_table_schema, tg_table_name using hint = '{remedy}';
end $$""",
        f"""create function {guard}() returns trigger language plpgsql as $$
begin
    if (new.id, new.kind, new.recorded_at, new.commitment) is distinct from
       (old.id, old.kind, old.recorded_at, old.commitment)
       or (old.position is not null
           and (new.position, new.leaf_hash) is distinct from (old.position, old.leaf_hash))
       or (new.erased_at is distinct from old.erased_at and old.erased_at is not null)
       or (new.erased_at is null
           and (new.subject, new.actor, new.content, new.salt) is distinct from
               (old.subject, old.actor, old.content, old.salt))
    then
        raise exception 'change of log entry % refused', old.id using hint = '{remedy}';
    end if;
    return new;
end $$""",
        f"create trigger log_guard_entry before update on {entry} for each row execute function {guard}()",
        f"create trigger log_refuse_delete before delete on {entry} for each row execute function {never}()",
        f"create trigger log_refuse_truncate before truncate on {entry} for each statement execute function {never}()",
        *(
            f"create trigger {name} before {what} on {table} for each {each} execute function {never}()"
            for table in (node, checkpoint)
            for name, what, each in (
                ("log_refuse_change", "update or delete", "row"),
                ("log_refuse_truncate", "truncate", "statement"),
            )
        ),
    ]
