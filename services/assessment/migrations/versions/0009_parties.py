"""Charts handed in to a request for an opinion are seen by both its parties."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Applies `0009_parties.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
