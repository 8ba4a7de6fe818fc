"""What a long load leaves for later: numbers of applications in a table of their own, indexes of each partition."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Applies `0012_numbers.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
