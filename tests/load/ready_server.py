"""Owns servers that give a ready answer to `GetImport`: bare, or behind the whole chain, but without a database.

`python -m tests.load.ready_server bare|chain ADDRESS REPLY_FILE KEY_SET_FILE`
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any, cast

import grpc.aio
import uvloop

from sepia.registry.v1 import imports_pb2 as pb
from sepia.registry.v1 import imports_pb2_grpc
from shared.auth.tokens import PublishedKeys, TokenVerifier
from shared.rpc.server import Mounted, Server
from shared.telemetry.logs import configure_logs


class ReadyImport(imports_pb2_grpc.ImportServiceServicer):
    """Gives one answer to everyone."""

    def __init__(self, reply: pb.Import) -> None:
        self._reply = reply

    async def GetImport(self, request: pb.GetImportRequest, context: Any) -> pb.Import:
        return self._reply


async def serve(kind: str, address: str, reply: pb.Import, key_set: str) -> None:
    """Serves until it is ended."""
    servicer = cast(Any, ReadyImport)(reply)  # the other methods answer UNIMPLEMENTED
    if kind == "bare":
        bare = grpc.aio.server()
        imports_pb2_grpc.add_ImportServiceServicer_to_server(servicer, bare)
        bare.add_insecure_port(address)
        await bare.start()
        await bare.wait_for_termination()
        return
    mounted = Mounted(
        pb.DESCRIPTOR.services_by_name["ImportService"],
        imports_pb2_grpc.add_ImportServiceServicer_to_server,
        servicer,
    )
    server = Server([mounted], TokenVerifier(PublishedKeys(key_set)))
    await server.start(address)
    await asyncio.Event().wait()


if __name__ == "__main__":
    configure_logs("bench")
    ready = pb.Import.FromString(Path(sys.argv[3]).read_bytes())
    uvloop.run(serve(sys.argv[1], sys.argv[2], ready, sys.argv[4]))
