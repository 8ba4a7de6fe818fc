"""What came before somebody sat: whoever comes in an evaluator's place sees nothing of that look."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Applies `0015_fresh_eyes.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
