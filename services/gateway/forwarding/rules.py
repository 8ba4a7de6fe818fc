"""Owns which service a name belongs to."""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import SepiaError, not_found


def service_of_operation(name: str) -> str:
    """The service that runs an operation: `registry` for `operations/registry/…`, and for `operations/registry`.

    `operations` alone, as a list asks for it, means the registry: only imports run long.
    """
    collection, _, rest = name.partition("/")
    if collection != "operations":
        return ""
    return rest.partition("/")[0] or "registry"


def no_such_log(log: str, known: Sequence[str]) -> SepiaError:
    """Names the logs that there are."""
    return not_found(log, f"There is no {log}. The logs are {', '.join(sorted(known))}.")


def no_such_operation(name: str, services: Sequence[str]) -> SepiaError:
    """Says how an operation is named."""
    return not_found(
        name,
        f"There is no {name or 'operation without a name'}. An operation is named operations/SERVICE/ID, where SERVICE "
        f"is one of {', '.join(services)}.",
    )
