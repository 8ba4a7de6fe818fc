"""Families in partitions: one for those of each long load, one for all others."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Applies `0023_parts_of_families.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
