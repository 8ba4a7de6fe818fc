"""Owns what is known about the call that is being answered."""

from __future__ import annotations

import contextvars
import re
import secrets
from dataclasses import dataclass, field
from typing import Any, cast

import grpc
import grpc.aio

from shared.auth.callers import ANYONE, Caller
from shared.clock import stopwatch

REQUEST_ID_HEADER = "x-request-id"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


@dataclass(slots=True)
class Call:
    """A call on its way through the chain.

    Attributes:
        method: path of the method, `/package.Service/Method`.
        kind: `unary`, `client_stream`, `server_stream` or `bidi_stream`.
        context: gRPC's own context.
        request_id: names this one call in logs and errors; taken over from the client when it sends a sensible one.
        metadata: the headers, lower case.
        started: reading of the stopwatch.
        caller: who calls, once authenticated.
        code: how it ended.
        received: messages received.
        sent: messages sent.
    """

    method: str
    kind: str
    context: grpc.aio.ServicerContext[Any, Any]
    request_id: str
    metadata: dict[str, str | bytes]
    started: float
    caller: Caller = ANYONE
    code: grpc.StatusCode = grpc.StatusCode.OK
    received: int = 0
    sent: int = 0
    facts: dict[str, object] = field(default_factory=dict[str, object])

    @classmethod
    def begin(cls, method: str, kind: str, context: grpc.aio.ServicerContext[Any, Any]) -> Call:
        """Takes down the facts of a call that has just arrived."""
        metadata = dict(context.invocation_metadata() or ())
        wanted = metadata.get(REQUEST_ID_HEADER, "")
        sensible = isinstance(wanted, str) and _REQUEST_ID.fullmatch(wanted)
        request_id = cast(str, wanted) if sensible else secrets.token_hex(16)
        return cls(method, kind, context, request_id, metadata, stopwatch())

    @property
    def service_and_method(self) -> tuple[str, str]:
        """`package.Service` and `Method`."""
        service, _, method = self.method.lstrip("/").rpartition("/")
        return service, method


_current: contextvars.ContextVar[Call | None] = contextvars.ContextVar("sepia_call", default=None)


def current_call() -> Call | None:
    """The call that is being answered; None outside of one."""
    return _current.get()


def set_call(call: Call) -> contextvars.Token[Call | None]:
    """Says which call is being answered."""
    return _current.set(call)


class Replayed(Exception):
    """The request was answered before; carries that answer. Raised by a write transaction, ends in the chain."""

    def __init__(self, response: bytes) -> None:
        super().__init__("the request was answered before")
        self.response = response
