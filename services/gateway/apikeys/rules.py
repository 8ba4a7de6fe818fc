"""Owns what an API key looks like, and how long it is valid."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from shared.errors import Violation, invalid

PREFIX = "sepia_"
"""Lets scanners of source code find a key that was published by mistake."""

_BYTES = 32


def new_key() -> str:
    """A fresh key: the prefix and 256 random bits."""
    return PREFIX + secrets.token_urlsafe(_BYTES)


def key_hash(key: str) -> bytes:
    """What is stored of a key, and looked it up by: its SHA-256."""
    return hashlib.sha256(key.encode()).digest()


def checked_expiry(expires_at: dt.datetime | None, now: dt.datetime) -> dt.datetime | None:
    """When the key ends.

    Raises:
        SepiaError: INVALID_ARGUMENT (EXPIRY_PAST).
    """
    if expires_at is not None and expires_at <= now:
        raise invalid(
            "EXPIRY_PAST",
            f"expire_time is {expires_at:%Y-%m-%d %H:%M} UTC, which is over; the key would never be valid. Send a "
            "later time, or leave it out for a key without end.",
            Violation("expire_time", "in the future, or absent"),
        )
    return expires_at
