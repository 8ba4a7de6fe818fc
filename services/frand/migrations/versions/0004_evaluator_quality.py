"""How often evaluators err, as measured; and how many checked families were taken over from earlier results."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0004"
down_revision = "0002"


def upgrade() -> None:
    """Applies `0004_evaluator_quality.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
