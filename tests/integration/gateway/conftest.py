"""Owns the gateway that the tests of a module share."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import pytest

from services.gateway.app import SERVICE
from tests.integration.gateway.doors import Door, open_door
from tests.support import Databases


@pytest.fixture(scope="module")
async def door(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Door]:
    """A gateway without any other service."""
    async with open_door(databases.of(SERVICE), tmp_path_factory.mktemp("door")) as door:
        yield door
