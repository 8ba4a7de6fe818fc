"""Owns the source of the secret keys that assignments are decided with."""

from __future__ import annotations

import secrets
from collections.abc import Callable

NewKey = Callable[[], bytes]
"""A source of secret keys of 32 bytes; passed in, so that a test can supply its own."""


def new_key() -> bytes:
    """32 bytes from the operating system's random source."""
    return secrets.token_bytes(32)
