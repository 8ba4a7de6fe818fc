"""The roster whole, and the procedure of checks."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Applies `0002_checks.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
