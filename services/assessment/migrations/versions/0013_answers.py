"""When an answer was told to those who check: in campaigns with doubles not before the time for answers has ended."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Applies `0013_answers.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
