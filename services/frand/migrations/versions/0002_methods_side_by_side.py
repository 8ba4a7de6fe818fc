"""Calculations of several methods, licences, rate cards, long work and scenarios."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Applies `0002_methods_side_by_side.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
