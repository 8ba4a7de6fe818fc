"""Families under DOCDB."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Applies `0004_families.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
