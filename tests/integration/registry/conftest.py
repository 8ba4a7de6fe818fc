"""Owns the registers that the tests of a module share."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from services.registry import app
from services.registry.app import SERVICE
from shared.clock import FixedClock
from tests.integration.registry.filled import Register, SmallDatabases
from tests.integration.registry.procedures import BEGIN, Centre, KeptRegistrations
from tests.support import Databases, run_service


@pytest.fixture(scope="session")
def small_databases(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> SmallDatabases:
    """Databases with the rows of `filled.SMALL`, to copy."""
    return SmallDatabases(databases, tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
async def empty_register(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Register]:
    """A registry that nothing was brought into, of this module's own."""
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys")) as running:
        yield Register(running)


@pytest.fixture(scope="module")
async def register(
    small_databases: SmallDatabases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Register]:
    """A registry with the rows of `filled.SMALL`, of this module's own."""
    keys = tmp_path_factory.mktemp("keys")
    async with run_service(SERVICE, await small_databases.copy(keys), keys) as running:
        yield Register(running)


@pytest.fixture(scope="module")
async def centre(small_databases: SmallDatabases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Centre]:
    """A registry with the rows of `filled.SMALL`, a clock to move, and registrations that note what is asked."""
    clock, registrations = FixedClock(BEGIN), KeptRegistrations()
    keys = tmp_path_factory.mktemp("keys")
    url = await small_databases.copy(keys, BEGIN)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "ConcernedRegistrations", lambda _: registrations)
        async with run_service(SERVICE, url, keys, clock=clock) as running:
            yield Centre(running, clock, registrations)
