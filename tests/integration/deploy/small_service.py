"""Services of the small contract as a program: `small_service.py DESCRIPTORS serve SERVICE`, or `migrate SERVICE…`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psycopg

# The public key of RFC 8037, appendix A.2.
KEY = {"kty": "OKP", "crv": "Ed25519", "kid": "example", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
KEY_SET = {"keys": [KEY]}


def migrate(services: list[str]) -> None:
    """Makes one table in each service's own schema."""
    for service in services:
        with psycopg.connect(os.environ[f"SEPIA_{service.upper()}_DATABASE_URL"]) as connection:
            connection.execute("create table if not exists seen (at timestamptz default now())")


def serve(descriptors: Path) -> None:
    """Serves until SIGTERM; has a child of its own, as a service with workers does."""
    from small_contract import SmallContract, SmallServer

    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    server = SmallServer(SmallContract(descriptors), KEY_SET, os.environ["SEPIA_LISTEN"])
    stopped.wait()
    server.stop()
    worker.kill()
    worker.wait()


if __name__ == "__main__":
    if sys.argv[2] == "migrate":
        migrate(sys.argv[3:])
    else:
        serve(Path(sys.argv[1]))
