"""Registrations and their events."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Applies `0008_registrations.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
