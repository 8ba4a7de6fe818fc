"""Objections, decisions and pool lists."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Applies `0009_objections.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
