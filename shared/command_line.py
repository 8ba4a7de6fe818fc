"""Owns the command line of a service: `python -m services.NAME serve|migrate|check`.

`migrate` loads the service's tables and nothing else of it: whoever starts a Sepia waits for four of them, and what
serves takes three times as long to load. Refusals are one sentence each.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import OperationalError

from shared.auth.permissions import UnpermittedMethod
from shared.errors import SepiaError
from shared.loading import loading
from shared.settings import ServiceSettings, read_settings
from shared.telemetry.logs import configure_logs


def main(package: str, arguments: Sequence[str] | None = None) -> None:
    """Runs a service's command line; exits 0 when done, 1 when refused with a reason, 2 on wrong usage.

    Args:
        package: of the service, `services.registry`: its `tables` have `METADATA`, beside them lie `migrations`, and
            its `app` has `SERVICE`.
        arguments: instead of the process's own.
    """
    name = package.rpartition(".")[2]
    parser = argparse.ArgumentParser(prog=f"python -m {package}", description=f"Sepia's {name}.")
    parser.add_argument(
        "command",
        choices=("serve", "migrate", "check"),
        help="serve: answer calls; migrate: bring the schema up to date; check: verify settings, schema and log",
    )
    command = parser.parse_args(arguments).command
    try:
        if command == "migrate":
            _migrate(package, name)
        else:
            with loading():
                process = importlib.import_module("shared.process")
                app = importlib.import_module(f"{package}.app")
            process.run(app.SERVICE, command)
    except (SepiaError, UnpermittedMethod, OSError) as error:
        sys.stderr.write(f"{name} can't {command}: {error}\n")
        raise SystemExit(1) from None
    except OperationalError as error:
        sys.stderr.write(
            f"{name} can't {command}: the database in SEPIA_DATABASE_URL does not answer ({error.orig}). "
            "Start it, or correct the URL.\n"
        )
        raise SystemExit(1) from None


def migrate_service(package: str, url: str) -> list[str]:
    """Brings a service's schema to the newest revision; returns the revisions applied.

    Args:
        package: of the service, as for `main`; its tables are loaded and nothing else of it.
        url: of its database, with its own role.
    """
    from shared.db.migrations import migrate  # with the library that migrates, which who serves does without

    tables = importlib.import_module(f"{package}.tables")
    return migrate(url, tables.METADATA, Path(str(tables.__file__)).parent / "migrations")


def _migrate(package: str, name: str) -> None:
    settings = read_settings(ServiceSettings)
    configure_logs(name, settings.log_level)
    applied = migrate_service(package, settings.database_url)
    sys.stdout.write(f"{name}: {', '.join(applied) if applied else 'nothing to do'}\n")
