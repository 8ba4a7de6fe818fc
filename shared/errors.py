"""Owns the one error type that crosses every layer and the wire.

An error says four things to the person who gets it: what is wrong, where, why, and what to do. `SepiaError` carries
a `Kind` (which gRPC status it becomes), a `reason` (an UPPER_SNAKE_CASE word that scripts branch on; it never
changes meaning), the text for people, and details: field violations, precondition subjects, metadata, a delay after
which to try again. `shared.rpc.errors` turns it into `google.rpc.Status` and back, so a caller in another process
catches the same object that was raised.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


class Kind(enum.Enum):
    """What sort of refusal this is; each maps to exactly one gRPC status code (AIP-193)."""

    INVALID = "INVALID_ARGUMENT"  # the request is wrong whatever the state
    PRECONDITION = "FAILED_PRECONDITION"  # the state does not allow it now
    NOT_FOUND = "NOT_FOUND"
    EXISTS = "ALREADY_EXISTS"
    STALE = "ABORTED"  # somebody else was faster: read again and retry
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "PERMISSION_DENIED"
    EXHAUSTED = "RESOURCE_EXHAUSTED"
    UNAVAILABLE = "UNAVAILABLE"
    DEADLINE = "DEADLINE_EXCEEDED"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    UNIMPLEMENTED = "UNIMPLEMENTED"
    INTERNAL = "INTERNAL"


@dataclass(frozen=True, slots=True)
class Violation:
    """One field of a request that breaks a rule.

    Attributes:
        field: path of the field in the request, in proto spelling (`stratum_plans[2].sample_size`).
        description: the rule, and where it helps a valid example.
    """

    field: str
    description: str


@dataclass(eq=False)
class SepiaError(Exception):
    """A refusal, written for the person who gets it.

    Attributes:
        kind: which status it becomes.
        reason: UPPER_SNAKE_CASE, stable, unique within Sepia.
        message: what is wrong, where, why, and what to do; one or two sentences.
        violations: the fields at fault (for `INVALID`).
        subject: the resource concerned, as a resource name, where there is one.
        metadata: further machine-readable facts; keys lowerCamelCase, values text.
        retry_after_seconds: when trying again can help, after how long.
    """

    kind: Kind
    reason: str
    message: str
    violations: Sequence[Violation] = ()
    subject: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict[str, str])
    retry_after_seconds: float | None = None

    def __post_init__(self) -> None:
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        facts = (self.kind, self.reason, self.message, self.violations, self.subject, self.metadata)
        return SepiaError, (*facts, self.retry_after_seconds)


def invalid(reason: str, message: str, *violations: Violation, subject: str = "") -> SepiaError:
    """The request itself is wrong."""
    return SepiaError(Kind.INVALID, reason, message, violations, subject)


def precondition(reason: str, message: str, *, subject: str = "") -> SepiaError:
    """The request is right but the state of its subject does not allow it now."""
    return SepiaError(Kind.PRECONDITION, reason, message, (), subject)


def not_found(name: str, message: str = "") -> SepiaError:
    """No resource has this name, or the caller may not know that it exists."""
    text = message or f"There is no {name}. Names are case-sensitive; list its collection to see what exists."
    return SepiaError(Kind.NOT_FOUND, "NOT_FOUND", text, (), name)


def already_exists(name: str, message: str) -> SepiaError:
    """A resource with this name or identity exists already."""
    return SepiaError(Kind.EXISTS, "ALREADY_EXISTS", message, (), name)


def stale(name: str, message: str = "") -> SepiaError:
    """The etag sent is not that of the current revision (AIP-154)."""
    text = message or f"{name} was changed since you read it. Read it again, look at the change, and send its new etag."
    return SepiaError(Kind.STALE, "ETAG_MISMATCH", text, (), name)


def forbidden(message: str, *, reason: str = "PERMISSION_DENIED", subject: str = "") -> SepiaError:
    """The caller is known but may not do this."""
    return SepiaError(Kind.FORBIDDEN, reason, message, (), subject)


def unauthenticated(message: str, *, reason: str = "UNAUTHENTICATED") -> SepiaError:
    """The caller is not known: no token, or one that does not verify."""
    return SepiaError(Kind.UNAUTHENTICATED, reason, message)


def unavailable(message: str, *, reason: str = "UNAVAILABLE", retry_after_seconds: float = 1.0) -> SepiaError:
    """Something this needs is down for a moment; the same request may be sent again."""
    return SepiaError(Kind.UNAVAILABLE, reason, message, retry_after_seconds=retry_after_seconds)
