"""Owns the ways in which clients speak to Sepia, each by hand: gRPC with what reflection tells, JSON, and gRPC-Web.

No generated code of the contract is used here: a client that knows nothing but the address gets this far.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import grpc
import httpx
from google.protobuf import descriptor_pool, json_format, message_factory
from google.protobuf.message import Message
from google.rpc import code_pb2, status_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

Json = dict[str, Any]

LIST_EVALUATORS = "sepia.assessment.v1.CheckService/ListEvaluators"
CREATE_ROYALTY = "sepia.frand.v1.RoyaltyService/CreateAggregateRoyalty"
LIST_STANDARDS = "sepia.registry.v1.StandardService/ListStandards"
ROUTES: Mapping[str, tuple[str, str]] = {
    LIST_EVALUATORS: ("GET", "/v1/evaluators"),
    CREATE_ROYALTY: ("POST", "/v1/aggregateRoyalties"),
    LIST_STANDARDS: ("GET", "/v1/standards"),
}


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        code: `OK`, `PERMISSION_DENIED`, …
        body: the reply as JSON.
        message: of an error, for people.
        details: of an error, as JSON.
    """

    code: str
    body: Json = field(default_factory=dict[str, Any])
    message: str = ""
    details: list[Json] = field(default_factory=list[Json])


class Reflection:
    """What server reflection tells, and calls made with it."""

    def __init__(self, address: str) -> None:
        self.channel = grpc.insecure_channel(address)
        self.database = ProtoReflectionDescriptorDatabase(self.channel)
        self.pool = descriptor_pool.DescriptorPool(self.database)

    def close(self) -> None:
        """Closes the connection."""
        self.channel.close()

    def messages(self, method: str) -> tuple[type[Message], type[Message]]:
        """Classes of a method's request and reply."""
        service, _, name = method.partition("/")
        found = self.pool.FindServiceByName(service).FindMethodByName(name)
        make = message_factory.GetMessageClass
        return make(found.input_type), make(found.output_type)

    def request(self, method: str, values: Json) -> Message:
        """A request with these values."""
        return json_format.ParseDict(values, self.messages(method)[0](), descriptor_pool=self.pool)

    def json(self, message: Message) -> Json:
        """A message as JSON."""
        return json_format.MessageToDict(message, preserving_proto_field_name=True, descriptor_pool=self.pool)


class Speaker:
    """Calls methods of the contract in one of four ways: `grpc`, `json`, `grpc-web`, `grpc-web-text`."""

    def __init__(self, way: str, reflection: Reflection, http: httpx.Client) -> None:
        self.way = way
        self._reflection = reflection
        self._http = http

    def call(self, method: str, values: Json, token: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        """Calls a method.

        Args:
            method: `package.Service/Method`.
            values: the request as JSON.
            token: sent along unless empty.
            headers: further ones.
        """
        sent = {**(headers or {}), **({"authorization": f"Bearer {token}"} if token else {})}
        ways: Mapping[str, Callable[[str, Json, dict[str, str]], Answer]] = {"grpc": self._grpc, "json": self._json}
        return ways.get(self.way, self._web)(method, values, sent)

    def _grpc(self, method: str, values: Json, headers: dict[str, str]) -> Answer:
        request = self._reflection.request(method, values)
        call: Callable[..., Message] = self._reflection.channel.unary_unary(
            f"/{method}",
            request_serializer=serialized,
            response_deserializer=self._reflection.messages(method)[1].FromString,
        )
        try:
            reply = call(request, timeout=20, metadata=tuple(headers.items()))
        except grpc.RpcError as error:
            call_error: Any = error
            trailers: dict[str, Any] = dict(call_error.trailing_metadata() or ())
            details = trailers.get("grpc-status-details-bin", b"")
            return self._refused(call_error.code().name, call_error.details() or "", details)
        return Answer("OK", self._reflection.json(reply))

    def _json(self, method: str, values: Json, headers: dict[str, str]) -> Answer:
        verb, path = ROUTES[method]
        sent: Json = {"json": values} if verb == "POST" else {"params": values}
        answer = self._http.request(verb, path, headers=headers, **sent)
        assert answer.headers["content-type"].startswith("application/json")
        body = answer.json()
        if answer.status_code == 200:
            return Answer("OK", body)
        return Answer(code_pb2.Code.Name(body["code"]), {}, body["message"], body["details"])

    def _web(self, method: str, values: Json, headers: dict[str, str]) -> Answer:
        text = self.way == "grpc-web-text"
        kind = "application/grpc-web-text" if text else "application/grpc-web+proto"
        data = self._reflection.request(method, values).SerializeToString()
        frame = b"\0" + len(data).to_bytes(4, "big") + data
        answer = self._http.post(
            f"/{method}",
            content=base64.b64encode(frame) if text else frame,
            headers={**headers, "content-type": kind, "accept": kind, "x-grpc-web": "1"},
        )
        assert answer.http_version == "HTTP/1.1"
        assert answer.headers["content-type"].startswith(kind.partition("+")[0])
        body = joined(answer.content) if text else answer.content
        messages, trailers = frames(body)
        # A call that fails before its first message has its status among the HTTP headers.
        said = {**answer.headers, **trailers}
        code = code_pb2.Code.Name(int(said["grpc-status"]))
        if code != "OK":
            details = said.get("grpc-status-details-bin", "")
            return self._refused(
                code, unquote(said.get("grpc-message", "")), base64.b64decode(details + "=" * (-len(details) % 4))
            )
        (reply,) = messages
        return Answer("OK", self._reflection.json(self._reflection.messages(method)[1].FromString(reply)))

    def _refused(self, code: str, message: str, details: bytes) -> Answer:
        status = status_pb2.Status.FromString(details)
        return Answer(code, {}, message, [json_format.MessageToDict(detail) for detail in status.details])


def serialized(message: Message) -> bytes:
    """A message's bytes."""
    return message.SerializeToString()


def joined(text: bytes) -> bytes:
    """What a text of several base64 pieces says, each padded by itself."""
    return b"".join(base64.b64decode(text[at : at + 4]) for at in range(0, len(text), 4))


def frames(body: bytes) -> tuple[list[bytes], dict[str, str]]:
    """The messages of a gRPC-Web body, and the trailers of its last frame."""
    messages: list[bytes] = []
    trailers: dict[str, str] = {}
    while body:
        flag, length = body[0], int.from_bytes(body[1:5], "big")
        content, body = body[5 : 5 + length], body[5 + length :]
        if flag & 0x80:
            lines = [line for line in content.decode().split("\r\n") if line]
            trailers = {key.strip().lower(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
        else:
            messages.append(content)
    return messages, trailers


def reasons(answer: Answer) -> list[str]:
    """The reasons that an error's details give."""
    return [detail["reason"] for detail in answer.details if str(detail["@type"]).endswith("google.rpc.ErrorInfo")]
