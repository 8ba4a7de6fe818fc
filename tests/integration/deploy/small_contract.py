"""Owns a contract of two small services and servers that implement it, for tests of the edge."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent import futures
from pathlib import Path
from typing import Any

import google.protobuf
import grpc
import grpc_tools
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_status import rpc_status
from grpc_tools import protoc

REGISTRY = """
syntax = "proto3";
package sepia.registry.v1;
import "google/api/annotations.proto";
import "google/api/httpbody.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import public "google/rpc/error_details.proto";

message Patent { string number = 1; }
message Holder {
  string name = 1;
  string display_name = 2;
  repeated Patent patents = 3;
  map<string, Patent> by_office = 4;
  map<string, string> labels = 5;
  google.protobuf.Struct extra = 6;
  google.protobuf.Timestamp create_time = 7;
  int64 revision = 8;
}
message CreateHolderRequest { Holder holder = 1; string request_id = 2; }
message GetHolderRequest { string name = 1; bool full = 2; }
message UpdateHolderRequest { Holder holder = 1; }
message WithdrawRequest { string name = 1; string reason = 2; }
message UploadRequest { string name = 1; google.api.HttpBody file = 2; string kind = 3; }
message Upload { string name = 1; int64 bytes = 2; int64 messages = 3; string content_type = 4; string kind = 5; }

service Holders {
  rpc CreateHolder(CreateHolderRequest) returns (Holder) {
    option (google.api.http) = {post: "/v1/holders" body: "*"};
  }
  rpc GetHolder(GetHolderRequest) returns (Holder) { option (google.api.http) = {get: "/v1/{name=holders/*}"}; }
  rpc UpdateHolder(UpdateHolderRequest) returns (Holder) {
    option (google.api.http) = {patch: "/v1/{holder.name=holders/*}" body: "holder"};
  }
  rpc Withdraw(WithdrawRequest) returns (Holder) {
    option (google.api.http) = {
      post: "/v1/{name=holders/*/declarations/*}:withdraw" body: "*"
      additional_bindings { post: "/v1/{name=archive/**}:withdraw" body: "*" }
    };
  }
  rpc UploadFile(stream UploadRequest) returns (Upload) {
    option (google.api.http) = {post: "/v1/{name=files/*}:upload" body: "file"};
  }
  rpc Echo(google.api.HttpBody) returns (google.api.HttpBody) {
    option (google.api.http) = {post: "/v1/echo" body: "*"};
  }
}
"""

GATEWAY = """
syntax = "proto3";
package sepia.gateway.v1;
import "google/api/annotations.proto";
import "google/api/httpbody.proto";
message GetKeySetRequest {}
service AccountService {
  rpc GetKeySet(GetKeySetRequest) returns (google.api.HttpBody) {
    option (google.api.http) = {get: "/.well-known/jwks.json"};
  }
}
"""


class SmallContract:
    """The contract as a descriptor set in a file, with message classes."""

    def __init__(self, descriptors: Path) -> None:
        self.descriptors = descriptors
        pool = descriptor_pool.DescriptorPool()
        for file in descriptor_pb2.FileDescriptorSet.FromString(descriptors.read_bytes()).file:
            pool.Add(file)  # pyright: ignore
        self.pool = pool

    @classmethod
    def compile(cls, folder: Path) -> SmallContract:
        """Compiles the contract into a folder."""
        descriptors = folder / "small.binpb"
        files = {"sepia/registry/v1/holders.proto": REGISTRY, "sepia/gateway/v1/tokens.proto": GATEWAY}
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        packages = Path(google.protobuf.__file__).parents[2]
        bundled = Path(grpc_tools.__file__).parent / "_proto"
        done = protoc.main(
            [
                "protoc",
                f"-I{folder}",
                f"-I{packages}",
                f"-I{bundled}",
                "--include_imports",
                f"--descriptor_set_out={descriptors}",
                *files,
            ]
        )
        assert done == 0
        return cls(descriptors)

    def message(self, name: str) -> Any:
        return message_factory.GetMessageClass(self.pool.FindMessageTypeByName(name))


def _unary(call: Callable[[Any, grpc.ServicerContext], Any], request: Any) -> grpc.RpcMethodHandler:
    return grpc.unary_unary_rpc_method_handler(call, request.FromString, lambda reply: reply.SerializeToString())


class SmallServer:
    """One replica: a gRPC server on a free port that remembers how often it was called."""

    def __init__(self, contract: SmallContract, key_set: dict[str, Any], listen: str = "127.0.0.1:0") -> None:
        self.calls = 0
        self.metadata: dict[str, Any] = {}
        registry = "sepia.registry.v1"
        holder = contract.message(f"{registry}.Holder")
        upload = contract.message(f"{registry}.Upload")
        body = contract.message("google.api.HttpBody")

        def seen(context: grpc.ServicerContext) -> None:
            self.calls += 1
            self.metadata = dict(context.invocation_metadata())

        def create(request: Any, context: grpc.ServicerContext) -> Any:
            seen(context)
            return request.holder

        def get(request: Any, context: grpc.ServicerContext) -> Any:
            seen(context)
            if request.name == "holders/nobody":
                status = status_pb2.Status(
                    code=grpc.StatusCode.NOT_FOUND.value[0], message="There is no holders/nobody."
                )
                status.details.add().Pack(error_details_pb2.ErrorInfo(reason="NOT_FOUND", domain="sepia"))
                context.abort_with_status(rpc_status.to_status(status))
            return holder(name=request.name)

        def withdraw(request: Any, context: grpc.ServicerContext) -> Any:
            seen(context)
            return holder(name=request.name, display_name=request.reason)

        def update(request: Any, context: grpc.ServicerContext) -> Any:
            seen(context)
            return request.holder

        def receive(requests: Iterator[Any], context: grpc.ServicerContext) -> Any:
            seen(context)
            answer = upload()
            for request in requests:
                answer.name = answer.name or request.name
                answer.kind = answer.kind or request.kind
                answer.content_type = answer.content_type or request.file.content_type
                answer.bytes += len(request.file.data)
                answer.messages += 1
            return answer

        def echo(request: Any, context: grpc.ServicerContext) -> Any:
            seen(context)
            return request

        def keys(request: Any, context: grpc.ServicerContext) -> Any:
            return body(content_type="application/json", data=json.dumps(key_set).encode())

        self.server = grpc.server(futures.ThreadPoolExecutor(8), options=[("grpc.so_reuseport", 0)])
        self.server.add_generic_rpc_handlers((
            grpc.method_handlers_generic_handler(f"{registry}.Holders", {
                "CreateHolder": _unary(create, contract.message(f"{registry}.CreateHolderRequest")),
                "GetHolder": _unary(get, contract.message(f"{registry}.GetHolderRequest")),
                "UpdateHolder": _unary(update, contract.message(f"{registry}.UpdateHolderRequest")),
                "Withdraw": _unary(withdraw, contract.message(f"{registry}.WithdrawRequest")),
                "Echo": _unary(echo, body),
                "UploadFile": grpc.stream_unary_rpc_method_handler(
                    receive,
                    contract.message(f"{registry}.UploadRequest").FromString,
                    lambda reply: reply.SerializeToString(),
                ),
            }),
            grpc.method_handlers_generic_handler("sepia.gateway.v1.AccountService", {
                "GetKeySet": _unary(keys, contract.message("sepia.gateway.v1.GetKeySetRequest")),
            }),
        ))  # fmt: skip
        self.health = health.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(self.health, self.server)
        self.port = self.server.add_insecure_port(listen)
        self.server.start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def stop_serving(self) -> None:
        """Says that it is not healthy, as a server does that is about to stop."""
        self.health.set("", health_pb2.HealthCheckResponse.NOT_SERVING)

    def stop(self) -> None:
        self.server.stop(0).wait()
