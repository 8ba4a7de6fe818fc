"""Owns the keys that tokens are signed with, as the replicas of the gateway share them through the database."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.gateway.secret import Secret
from services.gateway.signing import rules, store
from shared.auth.callers import current_caller
from shared.auth.tokens import LIFETIME, SigningKey, key_set_of, parse_key_set
from shared.clock import Clock, stopwatch
from shared.db import Database, WriteTransaction
from shared.errors import SepiaError, unavailable
from shared.telemetry.logs import logger

READ_EVERY_SECONDS = 2.0
PAUSE_SECONDS = 0.5  # between two readings because of a key that a token names and nobody knows
LOOK_EVERY_SECONDS = 60.0


class Keyring:
    """Signs tokens, publishes the public keys, makes new keys in time. Also the gateway's own source of keys.

    Args:
        database: of the gateway.
        clock: the machine's, by which tokens begin and end, and so do their keys: a rehearsal that goes on weeks later
            would else find the keys of tokens spent that are minutes old.
        secret: encrypts private keys at rest.
        activation: how long a new key is published before it signs.
        rotation: age at which a key is replaced by itself.
    """

    def __init__(
        self, database: Database, clock: Clock, secret: Secret, *, activation: dt.timedelta, rotation: dt.timedelta
    ) -> None:
        self._database = database
        self._clock = clock
        self._secret = secret
        self._activation = activation
        self._rotation = rotation
        self._keys: Sequence[tuple[rules.Term, SigningKey]] = ()
        self._published: Mapping[str, jwt.PyJWK] = {}
        self._read_at = -1e9
        self._lock = asyncio.Lock()
        self._log = logger(component="keyring")

    async def begin(self) -> None:
        """Makes the first key of an installation, which signs at once, and reads what there is.

        Raises:
            SepiaError: FAILED_PRECONDITION (SECRET_KEY_CHANGED).
        """
        async with self._database.write() as tx:
            await store.lock(tx)
            if not await store.live(tx.connection):
                await self._add(tx, "system:signing-key:create", dt.timedelta(0))
        await self._read()

    async def signer(self) -> SigningKey:
        """The key that signs now."""
        await self._refresh(READ_EVERY_SECONDS)
        active = rules.signing([term for term, _ in self._keys], self._clock.now())
        for term, key in self._keys:
            if term == active:
                return key
        raise unavailable("No signing key is active yet; the gateway is starting.", reason="NO_SIGNING_KEY")

    async def key_set(self, *, missing: str | None = None) -> Mapping[str, jwt.PyJWK]:
        """The public keys by id, read again when one is missing."""
        await self._refresh(READ_EVERY_SECONDS)
        if missing is not None and missing not in self._published:
            await self._refresh(PAUSE_SECONDS)
        return self._published

    async def published(self) -> dict[str, Any]:
        """The JSON Web Key Set: the key that signs, those that will, and those whose tokens have not expired."""
        await self._refresh(READ_EVERY_SECONDS)
        return key_set_of([key for _, key in self._keys])

    async def add(self, tx: WriteTransaction) -> str:
        """Makes a new key in the caller's transaction; gives its id. It signs after the activation delay."""
        await store.lock(tx)
        return await self._add(tx, "administrator:signing-key:rotate", self._activation)

    async def keep_fresh(self) -> None:
        """Rotates and retires keys in time, until cancelled."""
        while True:
            try:
                await self.rotate_when_due()
            except SepiaError as error:
                self._log.warning("keys could not be looked after", error=str(error), retry_in=LOOK_EVERY_SECONDS)
            await asyncio.sleep(LOOK_EVERY_SECONDS)

    async def rotate_when_due(self) -> None:
        """Makes a new key when the newest is old enough, and forgets the private halves of spent ones."""
        now = self._clock.now()
        async with self._database.write() as tx:
            await store.lock(tx)
            terms = [stored.term for stored in await store.live(tx.connection)]
            if rules.due_for_rotation(terms, now, self._rotation):
                await self._add(tx, "system:signing-key:rotate", self._activation)
            spent = [term.key_id for term in rules.spent(terms, now, LIFETIME)]
            if spent:
                await store.retire(tx, spent)

    async def _add(self, tx: WriteTransaction, kind: str, delay: dt.timedelta) -> str:
        key_id, now = str(self._database.new_id()), self._clock.now()
        private = Ed25519PrivateKey.generate()
        active_from = now + delay
        await store.add(
            tx,
            key_id=key_id,
            public_key=private.public_key().public_bytes_raw(),
            private_key=self._secret.encrypted(private.private_bytes_raw()),
            at=now,
            active_from=active_from,
        )
        actor = current_caller().account if kind.startswith("administrator:") else None
        content = {"active_from": active_from, "public_key": private.public_key().public_bytes_raw()}
        await tx.record(kind, f"signingKeys/{key_id}", content, actor=actor)
        return key_id

    async def _refresh(self, older_than: float) -> None:
        if stopwatch() - self._read_at <= older_than:
            return
        async with self._lock:
            if stopwatch() - self._read_at <= older_than:
                return
            try:
                await self._read()
            except SepiaError as error:
                if not self._keys:
                    raise
                # Tokens stay verifiable while the database is away for a moment.
                self._log.warning("keys could not be read again", error=str(error))
                self._read_at = stopwatch()

    async def _read(self) -> None:
        async with self._database.read() as connection:
            stored = await store.live(connection)
        known = {term.key_id: key for term, key in self._keys}
        self._keys = [(each.term, known.get(each.term.key_id) or self._opened(each)) for each in stored]
        self._published = parse_key_set(key_set_of([key for _, key in self._keys]))
        self._read_at = stopwatch()

    def _opened(self, stored: store.StoredKey) -> SigningKey:
        private = Ed25519PrivateKey.from_private_bytes(self._secret.decrypted(stored.private_key or b""))
        # A row that somebody put together from two would publish a key that verifies nothing.
        if private.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw) != (
            stored.public_key
        ):
            raise unavailable(
                f"signingKeys/{stored.term.key_id} in the database is damaged: its halves do not belong together. "
                "Delete its row in gateway.signing_key.",
                reason="SIGNING_KEY_DAMAGED",
            )
        return SigningKey(stored.term.key_id, private)
