"""Owns passwords: hashed with Argon2id, verified in a thread, the same work for an account that does not exist."""

from __future__ import annotations

import asyncio
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 12

_AT_ONCE = 2
"""Verifications that run at a time: each takes 64 MiB and all of a core for some 50 ms."""


class Passwords:
    """Hashes and verifies with the parameters of RFC 9106 (second recommendation), as argon2-cffi sets them.

    Args:
        hasher: one with other parameters.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._nobody: str | None = None

    async def hashed(self, password: str) -> str:
        """The hash of a password, with its salt and parameters."""
        async with self._room:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is the one that was hashed; for None, where there is no account, after the same work."""
        if self._nobody is None:
            self._nobody = await self.hashed(secrets.token_urlsafe(24))
        async with self._room:
            right = await asyncio.to_thread(self._verifies, password_hash or self._nobody, password)
        return right and password_hash is not None

    def outdated(self, password_hash: str) -> bool:
        """Whether the hash was made with other parameters than those in use now."""
        return self._hasher.check_needs_rehash(password_hash)

    def _verifies(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False
