"""Owns the tests of what an API key looks like."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest

from services.gateway.apikeys.rules import checked_expiry, key_hash, new_key
from shared.errors import SepiaError

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def test_no_two_keys_are_alike_and_each_says_whose_it_is() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(key.startswith("sepia_") and len(key) == 49 for key in keys)


def test_the_stored_hash_is_sha_256() -> None:
    assert key_hash("sepia_x") == hashlib.sha256(b"sepia_x").digest()


def test_a_key_ends_later_than_now_or_never() -> None:
    assert checked_expiry(None, NOON) is None
    assert checked_expiry(NOON + dt.timedelta(seconds=1), NOON) == NOON + dt.timedelta(seconds=1)
    with pytest.raises(SepiaError, match="never be valid"):
        checked_expiry(NOON, NOON)
