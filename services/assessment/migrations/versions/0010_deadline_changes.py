"""What a deadline's change may be seen by is looked up for that deadline alone, not for every deadline there is."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Applies `0010_deadline_changes.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
