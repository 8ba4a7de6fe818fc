"""Searches by form and state of declarations; counts that are kept."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Applies `0013_search_and_counts.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
