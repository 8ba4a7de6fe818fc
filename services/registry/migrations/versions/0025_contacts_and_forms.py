"""When contact data of a holder was erased; DOCDB families of what was declared on forms."""

from pathlib import Path

from shared.db.migrations import run_script

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Applies `0025_contacts_and_forms.sql`."""
    run_script(Path(__file__).with_suffix(".sql"))
