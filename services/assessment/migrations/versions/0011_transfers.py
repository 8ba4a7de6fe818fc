"""Patents that changed hands, as the register has it: conflicts are looked for through the new owner too."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Applies `0011_transfers.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
