"""`kill -9` of the supervisor itself: nothing outlives it, and the next one has everything that was acknowledged."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import psutil
import pytest

from deploy.demo.generator import generate
from deploy.local.children import MARK
from deploy.local.ground import free_port
from deploy.local.keeper import ROOT
from tests.e2e.running import OFFICER, PASSWORD, until, write_accounts


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_nothing_outlives_a_killed_supervisor_and_the_next_one_recovers_everything(open_folder: Callable[[], Path]):
    folder = open_folder()
    settings = {
        "SEPIA_DATA": str(folder / "data"),
        "SEPIA_PORT": str(free_port()),
        "SEPIA_BOOTSTRAP_ACCOUNTS_FILE": str(write_accounts(folder)),
    }
    file = b"".join(generate(300, seed=400))

    with supervised(settings) as (supervisor, http):
        upload = {"filename": "kept.csv", "source_format": "SOURCE_FORMAT_ISLD", "demonstration": "true"}
        answer = http.post("/v1/imports:upload", params=upload, content=file, headers=signed_in(http))
        assert answer.status_code == 200, answer.text
        name = answer.json()["metadata"]["import"]
        children = psutil.Process(supervisor.pid).children(recursive=True)
        assert len(children) >= 6
        supervisor.kill()
        supervisor.wait()
        until(lambda: not programs_of(folder / "data"), 20)

    with supervised(settings) as (supervisor, http):
        bearer = signed_in(http)
        until(lambda: http.get(f"/v1/{name}", headers=bearer).json()["state"] == "IMPORT_STATE_DONE")
        found = http.get("/v1/imports", headers=bearer).json()["imports"]
        assert [(one["name"], one["document"]) for one in found] == [
            (name, f"documents/{hashlib.sha256(file).hexdigest()}")
        ]
        supervisor.send_signal(signal.SIGTERM)
        assert supervisor.wait(30) == 0
    until(lambda: not programs_of(folder / "data"), 5)


@contextmanager
def supervised(settings: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], httpx.Client]]:
    """`python -m deploy.local`, once it is up."""
    with subprocess.Popen(
        [sys.executable, "-m", "deploy.local"],
        cwd=ROOT,
        env={**os.environ, **settings, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as supervisor:
        try:
            assert supervisor.stdout is not None
            said: list[str] = []
            for line in supervisor.stdout:
                said.append(line)
                if "Sepia is at http://" in line:
                    break
            else:
                pytest.fail("".join(said))
            with httpx.Client(base_url=f"http://127.0.0.1:{settings['SEPIA_PORT']}", timeout=20) as http:
                yield supervisor, http
        finally:
            supervisor.kill()


def signed_in(http: httpx.Client) -> dict[str, str]:
    answer = http.post("/v1/tokens:issue", json={"account_id": OFFICER, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


def programs_of(folder: Path) -> list[str]:
    """Programs that still run for a data folder."""
    found: list[str] = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            ours = process.environ().get(MARK) == str(folder) or str(folder) in " ".join(process.cmdline())
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                found.append(" ".join(process.cmdline()))
    return found
