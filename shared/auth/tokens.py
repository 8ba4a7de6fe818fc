"""Owns the tokens: short-lived signed JWTs (Ed25519), verified against the issuer's published key set.

PyJWT signs and verifies; its JWK client fetches and caches the keys. Every service verifies for itself, also behind
Envoy, which has done so before.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm

from shared.auth.callers import Caller, role_name, role_of
from shared.errors import unauthenticated, unavailable

ISSUER = "sepia"
AUDIENCE = "sepia"
ALGORITHM = "EdDSA"
LIFETIME = dt.timedelta(minutes=15)
LEEWAY_SECONDS = 5.0


class KeySource(Protocol):
    """Where the issuer's public keys come from."""

    async def key_set(self, *, missing: str | None = None) -> Mapping[str, jwt.PyJWK]:
        """The keys by id. `missing` names a key that the last answer lacked, so that a fresh one is fetched."""
        ...


class FixedKeys:
    """Keys given once: for the issuer itself, and for tests."""

    def __init__(self, key_set: Mapping[str, Any]) -> None:
        self._keys = parse_key_set(key_set)

    async def key_set(self, *, missing: str | None = None) -> Mapping[str, jwt.PyJWK]:
        del missing
        return self._keys


class PublishedKeys:
    """Keys read from a URL or a file, kept for five minutes, and read again when a token names an unknown one."""

    def __init__(self, location: str, *, lifetime_seconds: float = 300, pause_seconds: float = 2) -> None:
        self._location = location
        self._lifetime = lifetime_seconds
        self._pause = pause_seconds
        self._keys: Mapping[str, jwt.PyJWK] = {}
        self._read_at = -1e9
        self._lock = asyncio.Lock()

    async def key_set(self, *, missing: str | None = None) -> Mapping[str, jwt.PyJWK]:
        if not self._due(missing):
            return self._keys
        async with self._lock:
            if self._due(missing):
                try:
                    self._keys = parse_key_set(json.loads(await asyncio.to_thread(self._read)))
                except (OSError, ValueError, jwt.PyJWTError) as error:
                    if not self._keys:
                        raise unavailable(
                            f"The keys that tokens are signed with could not be read from {self._location} ({error}). "
                            "Try again in a moment; if it persists, the gateway is down."
                        ) from error
                self._read_at = time.monotonic()
        return self._keys

    def _due(self, missing: str | None) -> bool:
        age = time.monotonic() - self._read_at
        return age > self._lifetime or (missing is not None and missing not in self._keys and age > self._pause)

    def _read(self) -> bytes:
        if self._location.startswith(("http://", "https://")):
            with urllib.request.urlopen(self._location, timeout=5) as answer:  # noqa: S310 the scheme is checked above
                return answer.read()
        return Path(self._location).read_bytes()


def parse_key_set(key_set: Mapping[str, Any]) -> Mapping[str, jwt.PyJWK]:
    """The keys of a JSON Web Key Set (RFC 7517) by id; keys of other algorithms are left out."""
    found = [key for key in cast("list[dict[str, Any]]", key_set.get("keys", [])) if key.get("alg") == ALGORITHM]
    return {str(key["kid"]): jwt.PyJWK(key, ALGORITHM) for key in found}


class TokenVerifier:
    """Turns a token into a caller."""

    def __init__(self, keys: KeySource, *, issuer: str = ISSUER, audience: str = AUDIENCE) -> None:
        self._keys = keys
        self._issuer = issuer
        self._audience = audience
        self._verified: dict[str, tuple[float, Caller]] = {}

    async def caller(self, token: str) -> Caller:
        """Who holds the token.

        Raises:
            SepiaError: UNAUTHENTICATED (TOKEN_EXPIRED, TOKEN_INVALID); UNAVAILABLE when the keys can't be read.
        """
        known = self._verified.get(token)
        if known is not None and known[0] > time.time():
            return known[1]
        try:
            key_id = str(jwt.get_unverified_header(token).get("kid", ""))
            keys = await self._keys.key_set()
            if key_id not in keys:
                keys = await self._keys.key_set(missing=key_id)
            if key_id not in keys:
                raise unauthenticated(
                    "The token is signed with a key that Sepia does not have. Sign in again.", reason="TOKEN_INVALID"
                )
            claims = jwt.decode(
                token,
                keys[key_id],
                algorithms=[ALGORITHM],
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iat", "sub", "iss", "aud"]},
            )
        except jwt.ExpiredSignatureError:
            raise unauthenticated("The token has expired. Sign in again.", reason="TOKEN_EXPIRED") from None
        except jwt.PyJWTError as error:
            raise unauthenticated(
                f"The token does not verify ({error}). Sign in again.", reason="TOKEN_INVALID"
            ) from None
        names = cast("list[str]", claims.get("roles", []))
        roles = frozenset(role for role in map(role_of, names) if role is not None)
        caller = Caller(str(claims["sub"]), roles, str(claims.get("org", "")))
        if len(self._verified) > 10_000:
            self._verified.clear()
        self._verified[token] = (float(claims["exp"]), caller)
        return caller


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that tokens are signed with."""

    key_id: str
    private_key: Ed25519PrivateKey

    def public_jwk(self) -> dict[str, Any]:
        """The public half as a JSON Web Key."""
        jwk = OKPAlgorithm.to_jwk(self.private_key.public_key(), as_dict=True)
        return {**jwk, "kid": self.key_id, "alg": ALGORITHM, "use": "sig"}

    def token(self, caller: Caller, *, now: dt.datetime, token_id: str, lifetime: dt.timedelta = LIFETIME) -> str:
        """A token for a caller, valid from now for its lifetime."""
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": caller.account,
            "roles": sorted(role_name(role) for role in caller.roles),
            "org": caller.organization,
            "iat": now,
            "exp": now + lifetime,
            "jti": token_id,
        }
        return jwt.encode(claims, self.private_key, ALGORITHM, headers={"kid": self.key_id})


def key_set_of(keys: Sequence[SigningKey]) -> dict[str, Any]:
    """The JSON Web Key Set that publishes keys."""
    return {"keys": [key.public_jwk() for key in keys]}
