"""Whether every transfer of the register has come."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Applies `0014_all_transfers.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
