"""Which version of a chart cites which page: what the database lets others see of pages follows from it."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Applies `0012_citations.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
