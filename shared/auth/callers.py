"""Owns the caller: who is behind a request, in which roles and for which organisation."""

from __future__ import annotations

import contextvars
from collections.abc import Iterable
from dataclasses import dataclass

from sepia.auth.v1 import auth_pb2
from shared.errors import forbidden, unauthenticated

Role = auth_pb2.Role


@dataclass(frozen=True, slots=True)
class Caller:
    """Someone who calls.

    Attributes:
        account: `accounts/{account}`, or empty for someone who has not signed in.
        roles: what the account may be.
        organization: whom it acts for, for example `holders/acme`; empty for nobody.
    """

    account: str = ""
    roles: frozenset[int] = frozenset()
    organization: str = ""

    @property
    def signed_in(self) -> bool:
        """Whether the caller is known."""
        return bool(self.account)

    def has(self, *roles: int) -> bool:
        """Whether the caller has one of these roles."""
        return not self.roles.isdisjoint(roles)

    def admit(self, roles: Iterable[int], method: str) -> None:
        """Refuses a caller who has none of the roles that a method asks for.

        Raises:
            SepiaError: UNAUTHENTICATED when nobody is signed in, PERMISSION_DENIED otherwise.
        """
        wanted = set(roles)
        if Role.ROLE_PUBLIC in wanted:
            return
        if not self.signed_in:
            raise unauthenticated(
                f"{method} needs a signed-in caller. Get a token (`sepia login`, or POST /v1/tokens:issue) and send it "
                "as `authorization: Bearer TOKEN`."
            )
        if Role.ROLE_SIGNED_IN in wanted or not self.roles.isdisjoint(wanted):
            return
        names = " or ".join(sorted(role_name(role) for role in wanted))
        raise forbidden(
            f"{method} is for an account with the role {names}; {self.account} has "
            f"{', '.join(sorted(role_name(role) for role in self.roles)) or 'no role'}."
        )

    def must_act_for(self, organization: str) -> None:
        """Refuses a caller who acts for somebody else; officers act for everyone.

        Raises:
            SepiaError: PERMISSION_DENIED.
        """
        if self.has(Role.ROLE_OFFICER) or (organization and self.organization == organization):
            return
        raise forbidden(f"{self.account} does not act for {organization}.", subject=organization)

    @property
    def audiences(self) -> tuple[str, ...]:
        """The audiences this caller belongs to, as the log and row-level security name them."""
        found = ["public"]
        found += sorted(f"role:{role_name(role)}" for role in self.roles)
        if self.account:
            found.append(f"account:{self.account}")
        if self.organization:
            found.append(f"organization:{self.organization}")
        return tuple(found)


ANYONE = Caller()
"""Someone who has not signed in."""


def role_name(role: int) -> str:
    """`OFFICER` for `ROLE_OFFICER`."""
    return auth_pb2.Role.Name(auth_pb2.Role.ValueType(role)).removeprefix("ROLE_")


def role_of(name: str) -> int | None:
    """The role with this name, with or without the prefix `ROLE_`; None when there is none."""
    descriptor = auth_pb2.Role.DESCRIPTOR.values_by_name.get("ROLE_" + name.upper().removeprefix("ROLE_"))
    return None if descriptor is None else descriptor.number


_current: contextvars.ContextVar[Caller] = contextvars.ContextVar("sepia_caller", default=ANYONE)


def current_caller() -> Caller:
    """Who is behind the request that is being answered."""
    return _current.get()


def set_caller(caller: Caller) -> contextvars.Token[Caller]:
    """Says who is behind the request; called by the authentication step, and by work that acts by itself."""
    return _current.set(caller)
