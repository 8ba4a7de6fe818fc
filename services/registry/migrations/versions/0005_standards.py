"""Standards: catalogue, successors, notification."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Applies `0005_standards.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
