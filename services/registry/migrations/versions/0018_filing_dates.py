"""When applications were filed."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Applies `0018_filing_dates.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
