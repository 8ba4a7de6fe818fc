"""Owns the registers that the tests of a module share."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from services.registry import app
from services.registry.app import SERVICE
from shared.clock import FixedClock
from tests.integration.registry.filled import SMALL, Register
from tests.integration.registry.procedures import BEGIN, Centre, KeptRegistrations
from tests.support import Databases, run_service


@pytest.fixture(scope="module")
async def empty_register(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Register]:
    """A registry that nothing was brought into, of this module's own."""
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys")) as running:
        yield Register(running)


@pytest.fixture(scope="module")
async def register(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Register]:
    """A registry with the rows of `filled.SMALL`, of this module's own."""
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys")) as running:
        filled = Register(running)
        await filled.bring_rows(*SMALL)
        yield filled


@pytest.fixture(scope="module")
async def centre(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Centre]:
    """A registry with the rows of `filled.SMALL`, a clock to move, and registrations that note what is asked."""
    clock, registrations = FixedClock(BEGIN), KeptRegistrations()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "ConcernedRegistrations", lambda _: registrations)
        async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys"), clock=clock) as running:
            filled = Centre(running, clock, registrations)
            await filled.bring_rows(*SMALL)
            yield filled
