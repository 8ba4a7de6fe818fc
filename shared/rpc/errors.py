"""Owns errors on the wire: `SepiaError` to `google.rpc.Status` and back, whole, in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import grpc
from google.protobuf import any_pb2, duration_pb2, message
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from shared.errors import Kind, SepiaError, Violation

DOMAIN = "sepia"
_KIND_OF_CODE = {code_pb2.Code.Value(kind.value): kind for kind in Kind}
_KIND_OF_CODE[code_pb2.Code.Value("CANCELLED")] = Kind.UNAVAILABLE
_KIND_OF_CODE[code_pb2.Code.Value("UNKNOWN")] = Kind.INTERNAL
_KIND_OF_CODE[code_pb2.Code.Value("DATA_LOSS")] = Kind.INTERNAL
_ENDED_WHILE_SENDING = "Internal error from Core"
"""What gRPC's own client says, with the code INTERNAL, when the other side died in the middle of a request."""


def to_status(error: SepiaError, *, request_id: str = "") -> status_pb2.Status:
    """The error as `google.rpc.Status` with its details."""
    details: list[message.Message] = [
        error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=dict(error.metadata))
    ]
    if error.violations:
        violations = [
            error_details_pb2.BadRequest.FieldViolation(field=v.field, description=v.description)
            for v in error.violations
        ]
        details.append(error_details_pb2.BadRequest(field_violations=violations))
    if error.kind is Kind.PRECONDITION:
        violation = error_details_pb2.PreconditionFailure.Violation(
            type=error.reason, subject=error.subject, description=error.message
        )
        details.append(error_details_pb2.PreconditionFailure(violations=[violation]))
    elif error.subject:
        details.append(error_details_pb2.ResourceInfo(resource_name=error.subject))
    if error.retry_after_seconds is not None:
        delay = duration_pb2.Duration()
        delay.FromMilliseconds(round(error.retry_after_seconds * 1000))
        details.append(error_details_pb2.RetryInfo(retry_delay=delay))
    if request_id:
        details.append(error_details_pb2.RequestInfo(request_id=request_id))
    return status_pb2.Status(
        code=code_pb2.Code.Value(error.kind.value),
        message=error.message,
        details=[_packed(detail) for detail in details],
    )


def from_status(status: status_pb2.Status) -> SepiaError:
    """The error that a status says; also of a status that Sepia did not make."""
    kind = _KIND_OF_CODE.get(status.code, Kind.INTERNAL)
    reason, subject, retry_after = kind.value, "", None
    metadata: dict[str, str] = {}
    violations: Sequence[Violation] = ()
    for packed in status.details:
        if _is(packed, error_details_pb2.ErrorInfo):
            info = error_details_pb2.ErrorInfo.FromString(packed.value)
            reason, metadata = info.reason or reason, dict(info.metadata)
        elif _is(packed, error_details_pb2.BadRequest):
            bad = error_details_pb2.BadRequest.FromString(packed.value)
            violations = [Violation(v.field, v.description) for v in bad.field_violations]
        elif _is(packed, error_details_pb2.PreconditionFailure):
            failure = error_details_pb2.PreconditionFailure.FromString(packed.value)
            subject = next((v.subject for v in failure.violations), "")
        elif _is(packed, error_details_pb2.ResourceInfo):
            subject = error_details_pb2.ResourceInfo.FromString(packed.value).resource_name
        elif _is(packed, error_details_pb2.RetryInfo):
            retry_after = error_details_pb2.RetryInfo.FromString(packed.value).retry_delay.ToMilliseconds() / 1000
    return SepiaError(kind, reason, status.message, violations, subject, metadata, retry_after)


def from_rpc_error(error: grpc.RpcError) -> SepiaError:
    """The error that a failed call carries."""
    call = cast(grpc.Call, error)
    status = cast("status_pb2.Status | None", rpc_status.from_call(call))
    if status is None:
        code, said = call.code(), call.details() or ""
        if code is grpc.StatusCode.INTERNAL and said == _ENDED_WHILE_SENDING:
            code, said = grpc.StatusCode.UNAVAILABLE, "The connection ended while the request was being sent."
        status = status_pb2.Status(code=cast("tuple[int, str]", code.value)[0], message=said)
    return from_status(status)


def _is(packed: any_pb2.Any, kind: type[message.Message]) -> bool:
    return packed.TypeName() == kind.DESCRIPTOR.full_name


def _packed(detail: message.Message) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(detail)
    return packed
