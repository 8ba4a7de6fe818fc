"""References of declarations, looked at for a statement at a time."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Applies `0024_references_of_declarations.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
