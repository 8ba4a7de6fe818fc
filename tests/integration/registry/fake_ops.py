"""Owns a stand-in for the EPO's Open Patent Services: its sign-in and its service family, on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.integration.registry.ops_samples import NOT_FOUND

# Six thousand questions a minute: the client waits ten milliseconds between two.
_PACE = "idle (images=green:6000, inpadoc=green:6000, other=green:6000, retrieval=green:6000, search=green:6000)"


class FakeOps:
    """What it answers, and what it was asked.

    Attributes:
        families: answers by what is asked for, such as `application/docdb/EP.06711571.A`.
        refuses: HTTP status and headers to answer everything with; None to answer.
        signs_in: whether it accepts the account.
        asked: what was asked, in order.
    """

    def __init__(self) -> None:
        self.families: dict[str, bytes] = {}
        self.refuses: tuple[int, dict[str, str]] | None = None
        self.signs_in = True
        self.asked: list[str] = []
        self.url = ""

    def reset(self) -> None:
        """Forgets what it was told and asked."""
        self.families, self.refuses, self.signs_in, self.asked = {}, None, True, []


@contextmanager
def fake_ops() -> Iterator[FakeOps]:
    """Runs the stand-in on a free port until the block ends."""
    ops = FakeOps()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if not self.path.endswith("/auth/accesstoken") or not ops.signs_in:
                self._answer(401, b"{}", {"Content-Type": "application/json"})
                return
            assert self.headers["Authorization"].startswith("Basic ")
            token = json.dumps({"access_token": "token", "expires_in": "1199"}).encode()
            self._answer(200, token, {"Content-Type": "application/json"})

        def do_GET(self) -> None:
            assert self.headers["Authorization"] == "Bearer token"
            path = unquote(urlsplit(self.path).path).replace("(", "").replace(")", "")
            wanted = path.removeprefix("/3.2/rest-services/family/")
            ops.asked.append(wanted)
            if ops.refuses is not None:
                self._answer(ops.refuses[0], b"<fault/>", ops.refuses[1])
            elif wanted in ops.families:
                self._answer(200, ops.families[wanted], {"Content-Type": "application/xml"})
            else:
                self._answer(404, NOT_FOUND, {"Content-Type": "application/xml"})

        def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"X-Throttling-Control": _PACE, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    ops.url = f"http://127.0.0.1:{server.server_address[1]}/3.2"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield ops
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
