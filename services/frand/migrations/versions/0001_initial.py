"""The service as it began."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Applies `0001_initial.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
