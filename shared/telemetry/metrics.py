"""Owns the metrics of calls, under the standard `grpc_server_*` names, so that stock dashboards work."""

from __future__ import annotations

from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server

REGISTRY = CollectorRegistry(auto_describe=True)

_CALL = ("grpc_type", "grpc_service", "grpc_method")
STARTED = Counter("grpc_server_started", "RPCs started on the server.", _CALL, registry=REGISTRY)
HANDLED = Counter("grpc_server_handled", "RPCs completed on the server.", (*_CALL, "grpc_code"), registry=REGISTRY)
RECEIVED = Counter("grpc_server_msg_received", "Messages received by the server.", _CALL, registry=REGISTRY)
SENT = Counter("grpc_server_msg_sent", "Messages sent by the server.", _CALL, registry=REGISTRY)
SECONDS = Histogram(
    "grpc_server_handling_seconds",
    "Time that an RPC took on the server.",
    _CALL,
    registry=REGISTRY,
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
LOG_SIZE = Counter("sepia_log_entries", "Entries that this replica brought into the log.", registry=REGISTRY)


class MethodMetrics:
    """The metrics of one method, looked up once: finding them by their labels at each call costs more than counting."""

    def __init__(self, kind: str, service: str, method: str) -> None:
        self._labels = (kind, service, method)
        self._started = STARTED.labels(*self._labels)
        self._received = RECEIVED.labels(*self._labels)
        self._sent = SENT.labels(*self._labels)
        self._seconds = SECONDS.labels(*self._labels)
        self._handled: dict[str, Counter] = {}

    def started(self) -> None:
        """Counts a call that has arrived."""
        self._started.inc()

    def ended(self, code: str, seconds: float, received: int, sent: int) -> None:
        """Counts a call that has ended with a code (`OK`, `NOT_FOUND`), and what it took."""
        handled = self._handled.get(code)
        if handled is None:
            handled = self._handled[code] = HANDLED.labels(*self._labels, code)
        handled.inc()
        self._seconds.observe(seconds)
        self._received.inc(received)
        self._sent.inc(sent)


@cache
def of_method(kind: str, service: str, method: str) -> MethodMetrics:
    """The metrics of a method: `unary`, `package.Service`, `Method`."""
    return MethodMetrics(kind, service, method)


def serve_metrics(address: str) -> None:
    """Serves `/metrics` at `host:port` from a thread of its own."""
    host, _, port = address.rpartition(":")
    start_http_server(int(port), host, REGISTRY)
