"""Owns how many failed sign-ins there may be, and what somebody who fails is told."""

from __future__ import annotations

import datetime as dt
import ipaddress
import math

from shared.errors import Kind, SepiaError, Violation, invalid, unauthenticated

WINDOW = dt.timedelta(minutes=15)
MOST_OF_AN_ACCOUNT = 10
"""Attempts on one account within the window that may fail. Counted for ids that no account has, too."""
MOST_OF_A_PEER = 50
"""Attempts from one address within the window that may fail: an office shares one."""


def too_many(since: dt.datetime, now: dt.datetime) -> SepiaError:
    """Says when to try again. The same for an account that exists and for one that does not."""
    seconds = max(1, math.ceil((since + WINDOW - now).total_seconds()))
    return SepiaError(
        Kind.EXHAUSTED,
        "TOO_MANY_ATTEMPTS",
        f"Too many sign-ins failed within {WINDOW.seconds // 60} minutes, so this one was not looked at. Try again in "
        f"{seconds} seconds.",
        retry_after_seconds=seconds,
    )


def refused() -> SepiaError:
    """A sign-in that failed, whichever part of it was wrong."""
    return unauthenticated(
        "Sign-in was refused: the account, the password or the API key is wrong, or is no longer valid. Check them; "
        "an administrator can look whether the account is open.",
        reason="SIGN_IN_REFUSED",
    )


def peer_counted(address: str) -> str:
    """What is counted for an address: itself, or its /64 for IPv6, of which one subscriber has all addresses."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def check_one_way(account_id: str, password: str, api_key: str) -> None:
    """Refuses a request that offers both ways to sign in, or none.

    Raises:
        SepiaError: INVALID_ARGUMENT (SIGN_IN_INCOMPLETE).
    """
    if bool(api_key) == bool(account_id or password) or bool(account_id) != bool(password):
        raise invalid(
            "SIGN_IN_INCOMPLETE",
            "Send account_id and password, or api_key alone.",
            Violation("account_id", "together with password, when there is no api_key"),
        )
