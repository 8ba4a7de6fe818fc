"""Applications in partitions: one for those of each long load, one for all others."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    """Applies `0020_parts_of_applications.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
