"""Owns the running Sepia that the tests of one worker share; whoever kills something starts one of their own."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.running import ADMINISTRATOR, RunningSepia
from tests.support import folders


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Callable[[], Path]]:
    """Makes fresh folders that the account PostgreSQL runs under can enter."""
    made: list[Path] = []

    def make() -> Path:
        made.append(folders.open_folder())
        return made[-1]

    yield make
    for folder in made:
        shutil.rmtree(folder)


class SharedSepia:
    """The running Sepia, and what was done first, because its effect takes a while.

    Attributes:
        sepia: what runs.
        old_token: the administrator's, from before the rotation of the signing key.
        new_key: id of the new signing key.
        rotated_at: `time.monotonic()` of the rotation.
    """

    def __init__(self, sepia: RunningSepia) -> None:
        self.sepia = sepia
        self.old_token = sepia.token(ADMINISTRATOR)
        bearer = {"authorization": f"Bearer {self.old_token}"}
        answer = sepia.http.post("/v1/signingKeys:rotate", json={}, headers=bearer)
        assert answer.status_code == 200, answer.text
        self.new_key: str = answer.json()["key_id"]
        self.rotated_at = time.monotonic()


@pytest.fixture(scope="session")
def shared(open_folder: Callable[[], Path]) -> Iterator[SharedSepia]:
    """A Sepia, two of each service, for the tests of this worker that change nothing others rely on."""
    with RunningSepia(open_folder(), replicas=2) as sepia:
        yield SharedSepia(sepia)


@pytest.fixture(scope="session")
def sepia(shared: SharedSepia) -> RunningSepia:
    """The running Sepia that tests share."""
    return shared.sepia
