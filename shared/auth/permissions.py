"""Owns what the contract says about who may call a method. Deny is the default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor

from sepia.auth.v1 import auth_pb2

THIRD_PARTY: Mapping[str, frozenset[int]] = {
    # Services of the platform whose contract we don't write. Health and reflection tell nothing that is not public.
    "/grpc.health.v1.Health/": frozenset({auth_pb2.ROLE_PUBLIC}),
    "/grpc.reflection.v1alpha.ServerReflection/": frozenset({auth_pb2.ROLE_PUBLIC}),
    "/grpc.reflection.v1.ServerReflection/": frozenset({auth_pb2.ROLE_PUBLIC}),
    "/google.longrunning.Operations/": frozenset({auth_pb2.ROLE_SIGNED_IN}),
}


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the contract and who may call it."""

    path: str
    roles: frozenset[int]
    owner_field: str
    descriptor: MethodDescriptor | None


class UnpermittedMethod(Exception):
    """A method of the contract says nothing about who may call it."""


def methods_of(services: Iterable[ServiceDescriptor]) -> dict[str, Method]:
    """The methods of services by path (`/package.Service/Method`).

    Raises:
        UnpermittedMethod: a method lacks `(sepia.auth.v1.permission)`; the service must not start.
    """
    found: dict[str, Method] = {}
    for service in services:
        for descriptor in service.methods:
            path = f"/{service.full_name}/{descriptor.name}"
            third_party = third_party_roles(path)
            if third_party is not None:
                found[path] = Method(path, third_party, "", descriptor)
                continue
            options = cast(Any, descriptor.GetOptions())
            permission = cast(auth_pb2.Permission, options.Extensions[auth_pb2.permission])
            roles = frozenset(int(role) for role in permission.roles)
            if not roles or auth_pb2.ROLE_UNSPECIFIED in roles:
                raise UnpermittedMethod(
                    f"{path} has no permission. Say in its .proto who may call it: "
                    "option (sepia.auth.v1.permission) = {roles: ...};"
                )
            found[path] = Method(path, roles, permission.owner_field, descriptor)
    return found


def third_party_roles(path: str) -> frozenset[int] | None:
    """Who may call a method of the platform's own services; None for a method of Sepia's contract."""
    return next((roles for prefix, roles in THIRD_PARTY.items() if path.startswith(prefix)), None)
