"""Owns the channel to Sepia: token, request id, deadline and retries on every call; failures come back as `SepiaError`.

async with Client("127.0.0.1:8080", StaticToken(token)) as sepia:
    frames = sepia.stub(FrameServiceStub)
    reply = await sepia.call(frames.ListFrames, ListFramesRequest())
"""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from typing import Any, Protocol, TypeVar, cast

import grpc
import grpc.aio
from google.protobuf.message import Message

from shared.rpc.calls import REQUEST_ID_HEADER
from shared.rpc.errors import from_rpc_error

Reply = TypeVar("Reply", bound=Message)
Stub = TypeVar("Stub")
MAX_MESSAGE_BYTES = 8 * 1024 * 1024

# UNAVAILABLE does not tell whether the server had begun: what makes the retry harmless is the request_id of a write.
# A stream of requests is not repeated by the channel: who sends it knows how to begin anew.
_SERVICE_CONFIG = json.dumps(
    {
        "methodConfig": [
            {
                "name": [
                    {"service": "sepia.registry.v1.ImportService", "method": "UploadImport"},
                    {"service": "sepia.assessment.v1.CampaignService", "method": "ReceiveFrame"},
                ]
            },
            {
                "name": [{}],
                "retryPolicy": {
                    "maxAttempts": 4,
                    "initialBackoff": "0.1s",
                    "maxBackoff": "2s",
                    "backoffMultiplier": 2,
                    "retryableStatusCodes": ["UNAVAILABLE"],
                },
            },
        ],
        "loadBalancingConfig": [{"round_robin": {}}],
    }
)


class Credentials(Protocol):
    """Where a caller's token comes from."""

    async def token(self) -> str:
        """A token that is valid now; empty for somebody who has not signed in."""
        ...


class StaticToken:
    """A token given once."""

    def __init__(self, token: str = "") -> None:
        self._token = token

    async def token(self) -> str:
        return self._token


class Client:
    """A connection to Sepia, or to one of its services.

    Args:
        address: `host:port`, or several separated by commas (calls go to them in turn).
        credentials: where the token comes from; nobody is signed in without.
        deadline_seconds: how long a call may take unless said otherwise.
    """

    def __init__(self, address: str, credentials: Credentials | None = None, *, deadline_seconds: float = 30) -> None:
        self._credentials = credentials or StaticToken()
        self._deadline = deadline_seconds
        several = [part.strip() for part in address.split(",")]
        target = several[0] if len(several) == 1 else "ipv4:" + ",".join(several)
        self.channel = grpc.aio.insecure_channel(
            target,
            options=[
                ("grpc.service_config", _SERVICE_CONFIG),
                ("grpc.enable_retries", 1),
                ("grpc.max_receive_message_length", MAX_MESSAGE_BYTES),
                ("grpc.max_send_message_length", MAX_MESSAGE_BYTES),
                ("grpc.initial_reconnect_backoff_ms", 200),
                ("grpc.max_reconnect_backoff_ms", 2_000),
            ],
        )
        self._stubs: dict[Any, Any] = {}

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connection."""
        await self.channel.close(None)

    def stub(self, kind: Callable[[grpc.aio.Channel], Stub]) -> Stub:
        """The stub of a service of the contract over this connection."""
        if kind not in self._stubs:
            self._stubs[kind] = kind(self.channel)
        return cast(Stub, self._stubs[kind])

    async def call(
        self,
        method: Callable[..., Any],
        request: Message | AsyncIterable[Message],
        *,
        deadline_seconds: float | None = None,
    ) -> Any:
        """Calls a method that gives one reply; the request may be a stream.

        A write without a `request_id` is given one, so that the retries of this channel have their effect once; set it
        to be able to repeat the call later.

        Raises:
            SepiaError: what the server refused, whole.
        """
        try:
            return await cast(
                "Awaitable[Any]",
                method(
                    _repeatable(request) if isinstance(request, Message) else request,
                    timeout=deadline_seconds or self._deadline,
                    metadata=await self._metadata(),
                ),
            )
        except grpc.aio.AioRpcError as error:
            raise from_rpc_error(error) from error

    async def pages(self, method: Callable[..., Any], request: Any) -> AsyncGenerator[Any]:
        """The replies of a list method page by page, until the last (`next_page_token` is empty)."""
        question = type(request)()
        question.CopyFrom(request)
        while True:
            reply = await self.call(method, question)
            yield reply
            if not reply.next_page_token:
                return
            question.page_token = reply.next_page_token

    async def stream(
        self, method: Callable[..., Any], request: Message, *, deadline_seconds: float | None = None
    ) -> AsyncGenerator[Any]:
        """The messages that a method answers with one after the other; without a deadline unless one is set.

        Raises:
            SepiaError: what the server refused, whole; also after some messages.
        """
        try:
            async for message in method(request, timeout=deadline_seconds, metadata=await self._metadata()):
                yield message
        except grpc.aio.AioRpcError as error:
            raise from_rpc_error(error) from error

    async def _metadata(self) -> grpc.aio.Metadata:
        metadata = grpc.aio.Metadata((REQUEST_ID_HEADER, uuid.uuid4().hex))
        token = await self._credentials.token()
        if token:
            metadata.add("authorization", f"Bearer {token}")
        return metadata


def _repeatable(request: Message) -> Message:
    """The request with a `request_id`, where it has such a field."""
    if "request_id" not in request.DESCRIPTOR.fields_by_name or getattr(request, "request_id"):  # noqa: B009 any message
        return request
    named = type(request)()
    named.CopyFrom(request)
    setattr(named, "request_id", uuid.uuid4().hex)  # noqa: B010 any message
    return named
