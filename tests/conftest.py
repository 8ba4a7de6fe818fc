"""Owns what every test may ask for: where the real files lie."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from shared.telemetry.logs import configure_logs
from tests.support import Databases

configure_logs("tests", "ERROR")
# A busy machine is no reason to fail: what is found counts, not how long it took to look.
hypothesis.settings.register_profile(
    "sepia", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("sepia")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with real files (not part of the project); tests that read them are skipped when it is absent."""
    folder = Path(os.environ.get("SEPIA_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the real files are not at {folder}; set SEPIA_SHARED_DATA to their folder")
    return folder


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """A real PostgreSQL; `databases.of(SERVICE)` is the URL of a fresh database with a service's schema."""
    with tempfile.TemporaryDirectory(prefix="sepia-test-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # as root, PostgreSQL runs under an ordinary account, which must be able to reach it
        databases = Databases(folder / "postgres")
        yield databases
        databases.stop()
