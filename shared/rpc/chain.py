"""Owns the one straight line every request travels.

context → metrics → access log → errors → deadline → authentication → authorisation → validation → the method.

The steps before authentication are context managers around the call; the three after it are checks. The catch-all in
`_errors` is a security control: grpc.aio would send an unknown exception's text to the client.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from typing import Any, cast

import grpc
import grpc.aio
from google.protobuf import message_factory
from google.protobuf.message import Message
from google.rpc import code_pb2
from grpc_status import rpc_status

from shared.auth import permissions
from shared.auth.callers import ANYONE, Caller, Role, set_caller
from shared.auth.permissions import Method
from shared.auth.tokens import TokenVerifier
from shared.clock import stopwatch
from shared.errors import Kind, SepiaError, unauthenticated
from shared.rpc.calls import Call, Replayed, set_call
from shared.rpc.errors import to_status
from shared.rpc.validation import Validation
from shared.telemetry import metrics
from shared.telemetry.logs import logger

SHAVE_SECONDS = 0.05
"""How much earlier than the client's deadline a method gives up, so that the client hears why."""

_CODES = {code.value[0]: code for code in grpc.StatusCode}
_QUIET = ("/grpc.health.v1.Health/",)

Context = grpc.aio.ServicerContext[Any, Any]


class Chain(grpc.aio.ServerInterceptor):
    """Wraps every method of a server."""

    def __init__(
        self,
        methods: Mapping[str, Method],
        verifier: TokenVerifier,
        *,
        default_deadline_seconds: float = 30,
        streaming_deadline_seconds: float = 3600,
    ) -> None:
        self._methods = methods
        self._verifier = verifier
        self._default_deadline = default_deadline_seconds
        self._streaming_deadline = streaming_deadline_seconds
        self._validation = Validation()
        self._log = logger(component="access")
        self._wrapped: dict[str, Any] = {}

    async def intercept_service(  # pyright: ignore[reportIncompatibleMethodOverride] the stub is narrower than grpc
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[grpc.RpcMethodHandler[Any, Any]]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> grpc.RpcMethodHandler[Any, Any]:
        path = str(handler_call_details.method)
        known = self._wrapped.get(path)
        if known is None:
            handler = await continuation(handler_call_details)
            if handler is None:  # pyright: ignore[reportUnnecessaryComparison] an unknown method
                return handler
            known = self._wrapped[path] = self._wrap(path, handler)
        return known

    # --- the steps around a call -------------------------------------------------------------------------------

    @asynccontextmanager
    async def _steps(self, path: str, kind: str, context: Context) -> AsyncIterator[Call]:
        call = Call.begin(path, kind, context)
        set_call(call)
        with self._metrics(call), self._access_log(call):
            async with self._errors(call), asyncio.timeout(self._time_limit(call)):
                call.caller = await self._authenticate(call)
                set_caller(call.caller)
                self._authorise(call)
                yield call

    @contextmanager
    def _metrics(self, call: Call) -> Iterator[None]:
        counted = metrics.of_method(call.kind, *call.service_and_method)
        counted.started()
        try:
            yield
        finally:
            counted.ended(call.code.name, stopwatch() - call.started, call.received, call.sent)

    @contextmanager
    def _access_log(self, call: Call) -> Iterator[None]:
        try:
            yield
        finally:
            if not call.method.startswith(_QUIET):
                # Coordination asks for new log entries all day; that is said only to those who debug.
                polls = call.method.endswith("/ListEntries") and call.caller.has(Role.ROLE_SERVICE)
                say = self._log.debug if polls and call.code is grpc.StatusCode.OK else self._log.info
                say(
                    "call",
                    method=call.method,
                    code=call.code.name,
                    milliseconds=round((stopwatch() - call.started) * 1000, 2),
                    request_id=call.request_id,
                    account=call.caller.account,
                    peer=call.context.peer(),
                    **call.facts,
                )

    @asynccontextmanager
    async def _errors(self, call: Call) -> AsyncIterator[None]:
        try:
            yield
        except grpc.aio.AbortError:
            call.code = _CODES.get(_number(call.context.code()), grpc.StatusCode.UNKNOWN)
            raise
        except SepiaError as error:
            call.facts["reason"] = error.reason
            await self._abort(call, error)
        except TimeoutError:
            await self._abort(
                call,
                SepiaError(
                    Kind.DEADLINE,
                    "DEADLINE_EXCEEDED",
                    "The answer was not ready in time. What was asked may still have happened: ask again with the "
                    "same request_id, or with a longer deadline.",
                ),
            )
        except asyncio.CancelledError:
            call.code = grpc.StatusCode.CANCELLED
            raise
        except Exception:
            # Its text may hold what nobody outside may read. It goes to the log, under the id that the client gets.
            self._log.exception("unexpected", method=call.method, request_id=call.request_id)
            await self._abort(
                call,
                SepiaError(
                    Kind.INTERNAL,
                    "INTERNAL",
                    f"Something failed inside Sepia. It is in the log under request id {call.request_id}; "
                    "nothing of this request was applied unless you were told so.",
                ),
            )

    async def _abort(self, call: Call, error: SepiaError) -> None:
        status = to_status(error, request_id=call.request_id)
        call.code = _CODES[code_pb2.Code.Value(error.kind.value)]
        await call.context.abort_with_status(rpc_status.to_status(status))

    def _time_limit(self, call: Call) -> float:
        limit = self._default_deadline if call.kind == "unary" else self._streaming_deadline
        remaining = cast("float | None", call.context.time_remaining())
        if remaining is None:
            return limit
        return min(limit, remaining - SHAVE_SECONDS) if remaining > 2 * SHAVE_SECONDS else remaining / 2

    # --- the checks before the method --------------------------------------------------------------------------

    async def _authenticate(self, call: Call) -> Caller:
        header = call.metadata.get("authorization", "")
        if not header:
            return ANYONE
        scheme, _, token = str(header).partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise unauthenticated("The authorization header is not of the form `Bearer TOKEN`.", reason="TOKEN_INVALID")
        return await self._verifier.caller(token.strip())

    def _authorise(self, call: Call) -> None:
        method = self._methods.get(call.method)
        roles = method.roles if method else permissions.third_party_roles(call.method)
        # A method that nothing is known about is nobody's.
        call.caller.admit(roles or (), call.service_and_method[1])

    # --- the four kinds of method ------------------------------------------------------------------------------

    def _wrap(self, path: str, handler: grpc.RpcMethodHandler[Any, Any]) -> Any:
        raw = cast(Any, handler)
        codec = {"request_deserializer": raw.request_deserializer, "response_serializer": raw.response_serializer}
        if raw.unary_unary:
            return grpc.unary_unary_rpc_method_handler(self._unary(path, raw.unary_unary), **codec)
        if raw.unary_stream:
            behavior = self._responses(path, "server_stream", raw.unary_stream)
            return grpc.unary_stream_rpc_method_handler(behavior, **codec)
        if raw.stream_unary:
            return grpc.stream_unary_rpc_method_handler(self._upload(path, raw.stream_unary), **codec)
        behavior = self._responses(path, "bidi_stream", raw.stream_stream)
        return grpc.stream_stream_rpc_method_handler(behavior, **codec)

    def _unary(self, path: str, behavior: Any) -> Any:
        answer = self._answer_class(path)

        async def unary(request: Message, context: Context) -> Message:
            async with self._steps(path, "unary", context) as call:
                call.received = 1
                self._validation.check(request)
                try:
                    reply = await behavior(request, context)
                except Replayed as replayed:
                    reply = answer.FromString(replayed.response)
                call.sent = 1
                return reply
            raise AssertionError("a call ends in a reply or an error")

        return unary

    def _upload(self, path: str, behavior: Any) -> Any:
        answer = self._answer_class(path)

        async def upload(requests: AsyncIterator[Message], context: Context) -> Message:
            async with self._steps(path, "client_stream", context) as call:
                try:
                    reply = await behavior(self._checked(call, requests), context)
                except Replayed as replayed:
                    reply = answer.FromString(replayed.response)
                call.sent = 1
                return reply
            raise AssertionError("a call ends in a reply or an error")

        return upload

    def _responses(self, path: str, kind: str, behavior: Any) -> Any:
        async def responses(request: Any, context: Context) -> AsyncIterator[Message]:
            async with self._steps(path, kind, context) as call:
                if kind == "server_stream":
                    call.received = 1
                    self._validation.check(request)
                    argument = request
                else:
                    argument = self._checked(call, request)
                produced = behavior(argument, context)
                if hasattr(produced, "__aiter__"):
                    async for reply in produced:
                        call.sent += 1
                        yield reply
                else:  # a method that writes to the context itself
                    await produced

        return responses

    async def _checked(self, call: Call, requests: AsyncIterator[Message]) -> AsyncIterator[Message]:
        async for request in requests:
            call.received += 1
            self._validation.check(request)
            yield request

    def _answer_class(self, path: str) -> type[Message]:
        method = self._methods.get(path)
        if method is None or method.descriptor is None:
            return Message
        return message_factory.GetMessageClass(method.descriptor.output_type)


def _number(code: object) -> int:
    if isinstance(code, grpc.StatusCode):
        return cast(int, code.value[0])
    return code if isinstance(code, int) else 2
