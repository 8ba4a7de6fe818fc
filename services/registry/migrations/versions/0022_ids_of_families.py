"""Families have ids below those of long loads."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Applies `0022_ids_of_families.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
