"""Owns waiting for what is computed: at once where it is short, else as an operation whose progress is shown."""

from __future__ import annotations

from typing import Any

from google.longrunning import operations_proto_pb2 as operations_pb2
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message

from sepia.frand.v1 import calculations_pb2 as pb
from services.cli.figures import count
from services.cli.progress import Step, Steps
from services.cli.session import Sepia
from shared.errors import Kind, SepiaError
from shared.ids import new_id
from shared.rpc.errors import from_status

_WAIT_SECONDS = 20


async def compute_calculation(
    sepia: Sepia, request: pb.CreateCalculationRequest, step: Step | None = None
) -> pb.Calculation:
    """The calculation, at once where it is short, else as an operation that is waited for."""
    asked = pb.CreateCalculationRequest()
    asked.CopyFrom(request)
    asked.request_id = request.request_id or new_id().hex
    try:
        return await sepia.call(sepia.calculations.CreateCalculation, asked, deadline_seconds=120)
    except SepiaError as error:
        if error.reason != "TAKES_LONG":
            raise
    asked.request_id = ""
    start = pb.StartCalculationRequest(calculation=asked, request_id=new_id().hex)
    operation = await sepia.call(sepia.calculations.StartCalculation, start)
    if step is not None:
        return await _made(sepia, operation, step)
    with Steps().step("computing") as own:
        return await _made(sepia, operation, own)


async def _made(sepia: Sepia, operation: operations_pb2.Operation, step: Step) -> pb.Calculation:
    made = pb.Calculation()
    (await until_done(sepia, operation, step, pb.CalculationProgress())).response.Unpack(made)
    return made


async def until_done(
    sepia: Sepia, operation: operations_pb2.Operation, step: Step | None = None, progress: Message | None = None
) -> operations_pb2.Operation:
    """Waits for an operation to end, also across a restart of the service.

    Args:
        progress: a message of its metadata with `computed` and `total`, which is shown.

    Raises:
        SepiaError: why it failed, or that it was cancelled.
    """
    said = False
    while not operation.done:
        if step is not None and not said:
            step.tell(
                f"{operation.name}: Ctrl-C leaves it running; sepia rate scenarios cancel {operation.name} ends it"
            )
            said = True
        wait = operations_pb2.WaitOperationRequest(
            name=operation.name, timeout=Duration(seconds=1 if progress is not None else _WAIT_SECONDS)
        )
        try:
            operation = await sepia.call(sepia.operations.WaitOperation, wait, deadline_seconds=_WAIT_SECONDS + 10)
        except SepiaError as error:
            if error.kind not in (Kind.UNAVAILABLE, Kind.DEADLINE):
                raise
        if progress is not None and step is not None and operation.metadata.Unpack(progress):
            known: Any = progress
            note = f"{count(known.computed)} of {count(known.total)}, {known.percent} %"
            if seconds := getattr(known, "estimated_seconds", 0):
                # A single step may be most of it, so that nothing moves but the time.
                note += f", {count(round(step.seconds()))} s of some {count(seconds)} s on one core"
            step.show(known.computed, known.total, note)
    if operation.HasField("error"):
        raise from_status(operation.error)
    return operation
