"""Owns databases for tests: one real PostgreSQL a session, each module a clone of a migrated template (some 35 ms)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from deploy.local.postgres import EmbeddedPostgres
from shared.db.migrations import migrate
from shared.process import Service
from tests.support.folders import give_cluster


class Databases:
    """A real PostgreSQL for a test session."""

    def __init__(self, folder: Path) -> None:
        give_cluster(folder)
        self._postgres = EmbeddedPostgres(folder, durable=False)
        self._postgres.start()
        self._templates: set[str] = set()
        self._numbers: Iterator[int] = itertools.count(1)
        self.empty()

    def stop(self) -> None:
        """Stops the server and removes what it kept."""
        self._postgres.stop()
        self._postgres.remove()

    def empty(self) -> str:
        """URL of a fresh empty database."""
        return self._postgres.clone_database("template1", f"empty_{next(self._numbers)}")

    def copy(self, url: str) -> str:
        """URL of a fresh copy of a database of this session that nobody is connected to."""
        template = url.rpartition("/")[2].partition("?")[0]
        return self._postgres.clone_database(template, f"copy_{next(self._numbers)}")

    def of(self, service: Service[Any]) -> str:
        """URL of a fresh database with a service's schema."""
        template = f"template_{service.name}"
        if template not in self._templates:
            url = self._postgres.clone_database("template1", template)
            migrate(url, service.metadata, service.migrations)
            self._templates.add(template)
        return self._postgres.clone_database(template, f"{service.name}_{next(self._numbers)}")
