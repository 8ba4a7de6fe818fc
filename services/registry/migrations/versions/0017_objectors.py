"""When an objector's contact data was erased."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0017"
down_revision = "0014"


def upgrade() -> None:
    """Applies `0017_objectors.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
