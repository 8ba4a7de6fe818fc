"""Which ids applications have that came one by one or in short files."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Applies `0019_ids_of_applications.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
