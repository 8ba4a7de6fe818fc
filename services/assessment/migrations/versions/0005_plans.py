"""Sizes stated for holders, and what is not drawn from."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0005"
down_revision = "0003"


def upgrade() -> None:
    """Applies `0005_plans.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
