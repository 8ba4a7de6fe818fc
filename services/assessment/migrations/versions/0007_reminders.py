"""Calendar feeds, addresses for reminders, and the mail that waits to be sent."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Applies `0007_reminders.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
