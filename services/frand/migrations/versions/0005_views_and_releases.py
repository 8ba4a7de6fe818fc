"""What each organisation sees of a calculation; what is released of which; how long an operation takes, about."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Applies `0005_views_and_releases.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
