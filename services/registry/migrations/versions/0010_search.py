"""What searches look in."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Applies `0010_search.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
