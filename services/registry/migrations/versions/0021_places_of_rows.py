"""Where rows lie in a document, of some of them."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Applies `0021_places_of_rows.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
