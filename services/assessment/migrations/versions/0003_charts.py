"""Claim charts."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Applies `0003_charts.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
