"""Quality of evaluators, reuse of earlier results, proposals."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Applies `0006_campaigns.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
