"""What every RPC of the contract must say."""

from __future__ import annotations

from pathlib import Path

from google.api import annotations_pb2
from google.protobuf import descriptor_pb2

from sepia.auth.v1 import auth_pb2

IMAGE = Path(__file__).resolve().parents[2] / "protos" / "gen" / "sepia.binpb"
METHODS = [
    (f"{file.package}.{service.name}/{method.name}", method)
    for file in descriptor_pb2.FileDescriptorSet.FromString(IMAGE.read_bytes()).file
    if file.package.startswith("sepia.")
    for service in file.service
    for method in service.method
]


def test_every_rpc_states_permission_http_rule_and_idempotency() -> None:
    assert len(METHODS) > 250
    for name, method in METHODS:
        options = method.options
        rule = options.Extensions[annotations_pb2.http]
        assert options.Extensions[auth_pb2.permission].roles, name
        assert rule.WhichOneof("pattern") in ("get", "post"), name
        assert options.HasField("idempotency_level"), name
        reads = options.idempotency_level == descriptor_pb2.MethodOptions.NO_SIDE_EFFECTS
        assert reads == (rule.WhichOneof("pattern") == "get"), name
