"""Owns sending a file to a registry as a client does, and following its import to the end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from google.api import httpbody_pb2
from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as operations_pb2

from sepia.registry.v1 import imports_pb2 as pb
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from shared.client import Client, StaticToken

_PIECE_BYTES = 1024 * 1024
_LOOK_SECONDS = 0.25


@dataclass(slots=True)
class Imported:
    """An import that is done.

    Attributes:
        result: what the registry says of it.
        upload_seconds: from the first message until the file was acknowledged.
        step_seconds: how long each step lasted after that, as the operation's progress named them.
    """

    result: pb.Import
    upload_seconds: float
    step_seconds: dict[str, float] = field(default_factory=dict[str, float])

    @property
    def seconds(self) -> float:
        """From the first message until the import was done."""
        return self.upload_seconds + sum(self.step_seconds.values())


async def import_file(address: str, token: str, file: Path) -> Imported:
    """Sends a file and waits until it is applied.

    Raises:
        RuntimeError: the registry refused the file.
    """

    async def messages() -> AsyncIterator[pb.UploadImportRequest]:
        yield pb.UploadImportRequest(
            filename=file.name, source_format=pb.SOURCE_FORMAT_ISLD, demonstration=True, request_id=""
        )
        with file.open("rb") as source:
            while piece := source.read(_PIECE_BYTES):
                yield pb.UploadImportRequest(content=httpbody_pb2.HttpBody(data=piece))

    async with Client(address, StaticToken(token), deadline_seconds=3_600) as client:
        get_operation = cast(Any, client.stub(operations_pb2_grpc.OperationsStub)).GetOperation
        began = time.perf_counter()
        operation = await client.call(client.stub(ImportServiceStub).UploadImport, messages())
        now = time.perf_counter()
        imported = Imported(pb.Import(), now - began)
        while not operation.done:
            await asyncio.sleep(_LOOK_SECONDS)
            operation = await client.call(get_operation, operations_pb2.GetOperationRequest(name=operation.name))
            progress = pb.ImportProgress()
            operation.metadata.Unpack(progress)
            before, now = now, time.perf_counter()
            # The last look finds it done, without a step: what passed since the one before belongs to that one's.
            running = "" if operation.done else progress.step
            step = running or next(reversed(imported.step_seconds), "waiting")
            imported.step_seconds[step] = imported.step_seconds.get(step, 0.0) + now - before
        operation.response.Unpack(imported.result)
    if imported.result.state != pb.IMPORT_STATE_DONE:
        raise RuntimeError(f"the registry refused {file.name}: {operation.error.message}")
    return imported
