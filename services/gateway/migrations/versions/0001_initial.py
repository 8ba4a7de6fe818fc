"""The gateway as it began: its own tables and those of its job queue."""

from pathlib import Path
from typing import Any, cast

from alembic import op

from shared.db.migrations import run_script

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Applies `0001_initial.sql`, then the job queue's own script."""
    here = Path(__file__).with_suffix(".sql")
    run_script(here)
    # Many statements in one text: only the driver itself, called without parameters, takes it.
    driver = cast(Any, op.get_bind().connection.driver_connection)
    driver.execute(here.with_name("0001_procrastinate_3_10.sql").read_text())
