"""What a call failed of is told as ours, also where gRPC's own client ended it."""

from __future__ import annotations

import grpc
import pytest

from shared.errors import Kind
from shared.rpc.errors import from_rpc_error


@pytest.mark.parametrize(
    ("details", "kind"),
    [("Internal error from Core", Kind.UNAVAILABLE), ("Something else failed.", Kind.INTERNAL)],
)
def test_a_server_that_dies_in_the_middle_of_a_request_is_not_there(details: str, kind: Kind) -> None:
    # As `grpc.aio` makes it when it can send nothing more of a stream.
    nothing = grpc.aio.Metadata()
    error = grpc.aio.AioRpcError(grpc.StatusCode.INTERNAL, nothing, nothing, details=details)
    assert from_rpc_error(error).kind is kind
