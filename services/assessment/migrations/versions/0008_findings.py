"""What is found on each element of a claim, charts handed in where a family is checked, charts of who checks."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Applies `0008_findings.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
