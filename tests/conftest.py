"""Owns what every test may ask for: where the real files lie; and which files begin first."""

from __future__ import annotations

import atexit
import ctypes
import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from xdist.scheduler import LoadFileScheduling

from shared.telemetry.logs import configure_logs
from tests.support import Databases
from tests.support.folders import open_folder

configure_logs("tests", "ERROR")
# A busy machine is no reason to fail: what is found counts, not how long it took to look.
hypothesis.settings.register_profile(
    "sepia", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("sepia")

ROOT = Path(__file__).resolve().parent.parent
FIRST = (
    "e2e/test_chain.py",
    "e2e/test_access.py",
    "e2e/test_kill.py",
    "e2e/test_command.py",
    "integration/registry/test_declarations.py",
    "integration/registry/test_patent_search.py",
    "integration/deploy/test_local_stack.py",
    "integration/deploy/test_embedded_postgres.py",
    "integration/gateway/test_traces.py",
    "unit/frand/engine/test_engine_coverage.py",
    "integration/registry/test_editions_of_exports.py",
    "integration/registry/test_imports.py",
    "integration/registry/test_exports.py",
    "integration/registry/test_counts.py",
    "integration/registry/test_objections.py",
    "integration/registry/test_pools.py",
    "integration/registry/test_standards.py",
)
"""Files that take longest, those that wait beside those that compute: begun last, one of them would run alone."""

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Options of `mallopt(3)`."""

SHARING = "tests/e2e/test_chain.py tests/e2e/test_access.py"
"""Files whose tests share a running Sepia, see `e2e/conftest.py`."""


def pytest_configure(config: pytest.Config) -> None:
    """Lets workers take files in the order below, not those with the most tests first, which are not the slowest."""
    config.option.loadscopereorder = False
    gc.disable()  # what collection loads stays to the end
    _keep_freed_memory()
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker and config.args == config.getini("testpaths"):
        # Each begins elsewhere: in a first run it compiles what the others then find compiled.
        files = sorted(str(file) for file in (ROOT / "tests").rglob("test_*.py"))
        begin = int(worker["workerid"].removeprefix("gw")) * len(files) // worker["workercount"]
        config.args = files[begin:] + files[:begin]


def _keep_freed_memory() -> None:
    """Lets this process keep what large arrays leave: asking for it anew each time takes a tenth of computing."""
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)
    if set_option is not None:  # glibc has it
        set_option(_MMAP_THRESHOLD, 2**28)
        set_option(_TRIM_THRESHOLD, 2**30)


def pytest_collection_finish() -> None:
    """Looks for garbage from now on, and only in what tests make."""
    gc.freeze()
    gc.set_threshold(20_000)  # a test makes much and keeps little: looking more rarely saves a twentieth
    gc.enable()


def pytest_unconfigure() -> None:
    """Lets libraries clear up after themselves, when the modules are gone: pytest looks through all twice before."""
    atexit.register(gc.unfreeze)
    atexit.register(gc.disable)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """A file goes to one worker, and so do files that share a running Sepia: starting it takes longer than they do."""
    return Scheduling(config, log)


class Scheduling(LoadFileScheduling):
    """Which tests go to one worker."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return SHARING if file in SHARING.split() else file


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Slow files first, the others in their order: end to end, integration, units; the same for every worker."""
    order = {ROOT / "tests" / name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: (order.get(item.path, len(order)), item.path))


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
    folder = open_folder()
    databases = Databases(folder / "postgres")
    yield databases
    databases.stop()
    shutil.rmtree(folder)
