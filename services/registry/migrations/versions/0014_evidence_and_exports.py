"""Documents of evidence, and exports of registrations."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Applies `0014_evidence_and_exports.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
