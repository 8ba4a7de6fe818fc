"""Owns `python -m deploy.local.migrating SERVICE…`: brings the tables of several services up to date in one process.

What a migration takes is mostly to load the libraries: four processes would do that four times. Each service's own
`python -m services.NAME migrate` does the same for that service alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from sqlalchemy.exc import OperationalError

from deploy.local.databases import url_variable
from shared.command_line import migrate_service
from shared.errors import SepiaError


def main(services: Sequence[str]) -> int:
    """Migrates the services' schemas in this order; returns the exit code, 1 after a refusal, which it says."""
    for service in services:
        try:
            applied = migrate_service(f"services.{service}", os.environ[url_variable(service)])
        except (SepiaError, OperationalError, OSError) as error:
            sys.stderr.write(f"{service} can't migrate: {error}\n")
            return 1
        sys.stdout.write(f"{service}: {', '.join(applied) if applied else 'nothing to do'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
