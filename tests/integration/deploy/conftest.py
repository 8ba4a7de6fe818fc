"""Owns what tests of the deployment share: a folder an ordinary account can reach, and the small contract."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.deploy.small_contract import SmallContract
from tests.support import folders

SMALL_SERVICE = Path(__file__).with_name("small_service.py")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A fresh folder that the account PostgreSQL runs under can enter."""
    folder = folders.open_folder()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def contract(tmp_path_factory: pytest.TempPathFactory) -> SmallContract:
    return SmallContract.compile(tmp_path_factory.mktemp("contract"))


@pytest.fixture(scope="session")
def small_command(contract: SmallContract):
    """How the small services are run, for `LocalStack(command=…)`."""
    return lambda action, *services: [sys.executable, str(SMALL_SERVICE), str(contract.descriptors), action, *services]
