"""Owns what an account may be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.errors import Violation, invalid

NOT_FOR_ACCOUNTS = frozenset({"PUBLIC", "SIGNED_IN", "SERVICE"})
"""Roles that say how somebody came, or that Sepia's own coordination has; nobody is given them."""

KEEPERS = ("role:ADMINISTRATOR", "role:OFFICER", "role:SERVICE")
"""Audience of log entries about accounts: those who may list them."""


def checked_roles(roles: Iterable[str]) -> list[str]:
    """The roles of a new account, sorted.

    Args:
        roles: names without the prefix `ROLE_`.

    Raises:
        SepiaError: INVALID_ARGUMENT (ROLE_NOT_FOR_ACCOUNTS), naming each role at fault.
    """
    wanted = sorted(set(roles))
    wrong = [role for role in wanted if role in NOT_FOR_ACCOUNTS]
    if wrong:
        listed = ", ".join(f"ROLE_{role}" for role in wrong)
        raise invalid(
            "ROLE_NOT_FOR_ACCOUNTS",
            f"No account can have {listed}: everybody is PUBLIC, everybody with a token is SIGNED_IN, and SERVICE is "
            "Sepia's own coordination. Leave it out.",
            *(Violation("roles", f"must not contain ROLE_{role}") for role in wrong),
        )
    return wanted


def checked_password(password: str, field: str, *, minimum: int) -> str:
    """A password that may be used.

    Raises:
        SepiaError: INVALID_ARGUMENT (PASSWORD_TOO_SHORT). The password is not repeated in the error.
    """
    if len(password) < minimum:
        raise invalid(
            "PASSWORD_TOO_SHORT",
            f"A password has at least {minimum} characters; this one has fewer. Several words in a row do well.",
            Violation(field, f"at least {minimum} characters"),
        )
    return password


def opened(display_name: str, organization: str, roles: Sequence[str]) -> dict[str, object]:
    """What the log says of a new account; never its password, in no form."""
    return {"display_name": display_name, "organization": organization, "roles": list(roles)}
