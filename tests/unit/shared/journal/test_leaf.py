"""Entries, their commitments and their leaves."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import SepiaError
from shared.journal import leaf
from shared.journal.leaf import Entry

ID = uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057")
AT = dt.datetime(2026, 1, 31, 12, 0, 0, 5, tzinfo=dt.UTC)
SALT = bytes(range(32))


def entry(**changes: Any) -> Entry:
    values: dict[str, Any] = {
        "id": ID,
        "kind": "holder:declaration:withdraw",
        "subject": "holders/acme/declarations/7",
        "actor": "users/alice",
        "recorded_at": AT,
        "content": {"reason": "sold", "share": Decimal("0.50")},
        "audience": ["role:OFFICER", "organization:acme"],
    }
    return Entry(**(values | changes))


def test_the_leaf_holds_nothing_of_the_content() -> None:
    sealed = leaf.seal(entry(), lambda: SALT)
    data = leaf.leaf_data(sealed.id, sealed.kind, sealed.recorded_at, sealed.commitment)
    assert json.loads(data) == {
        "v": 1,
        "id": str(ID),
        "kind": "holder:declaration:withdraw",
        "recorded_at": "2026-01-31T12:00:00.000005Z",
        "commitment": sealed.commitment.hex(),
    }


def test_the_commitment_is_the_documented_construction() -> None:
    sealed = leaf.seal(entry(), lambda: SALT)
    message = b"sepia.journal.content.v1\0" + sealed.content
    # HMAC-SHA-256 written out (RFC 2104), so that the construction is pinned by something other than itself.
    key = SALT.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + message).digest()
    assert sealed.commitment == hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).digest()


def test_the_content_holds_who_and_what_and_reads_back() -> None:
    sealed = leaf.seal(entry(), lambda: SALT)
    read = leaf.read_content(sealed.content)
    assert (read.subject, read.actor) == ("holders/acme/declarations/7", "users/alice")
    assert read.audience == ("organization:acme", "role:OFFICER")
    assert read.content == {"reason": "sold", "share": "0.5"}


def test_equal_entries_have_unequal_commitments() -> None:
    assert leaf.seal(entry()).commitment != leaf.seal(entry()).commitment


@given(st.data())
def test_a_commitment_opens_with_its_own_content_and_salt_only(data: st.DataObject) -> None:
    sealed = leaf.seal(entry(), lambda: SALT)
    assert leaf.opens(sealed.commitment, sealed.content, sealed.salt)
    at = data.draw(st.integers(0, len(sealed.content) - 1))
    by = data.draw(st.integers(1, 255))
    altered = sealed.content[:at] + bytes([sealed.content[at] ^ by]) + sealed.content[at + 1 :]
    assert not leaf.opens(sealed.commitment, altered, sealed.salt)
    at = data.draw(st.integers(0, 31))
    salt = sealed.salt[:at] + bytes([sealed.salt[at] ^ by]) + sealed.salt[at + 1 :]
    assert not leaf.opens(sealed.commitment, sealed.content, salt)


def test_a_short_salt_that_hmac_would_pad_to_the_same_key_is_refused() -> None:
    salt = bytes(31) + b"\0"
    commitment = leaf.commit(b"content", salt)
    assert not leaf.opens(commitment, b"content", salt[:-1])
    with pytest.raises(ValueError, match="32 bytes"):
        leaf.commit(b"content", salt[:-1])


def test_a_leaf_reads_back_only_from_its_exact_bytes() -> None:
    sealed = leaf.seal(entry(), lambda: SALT)
    data = leaf.leaf_data(sealed.id, sealed.kind, sealed.recorded_at, sealed.commitment)
    read = leaf.read_leaf(data)
    assert (read.id, read.kind, read.recorded_at, read.commitment) == (ID, sealed.kind, AT, sealed.commitment)
    for damaged in (
        data + b" ",
        data.replace(b'"v":1', b'"v":2'),
        data.replace(b'"v":1', b'"more":1,"v":1'),
        data.replace(b"Z", b"+00:00"),
        data.replace(sealed.commitment.hex().encode(), b"00"),
        b"[]",
        b"\xff",
        b"{}",
        b"[" * 100_000,
    ):
        with pytest.raises(SepiaError, match="not a leaf"):
            leaf.read_leaf(damaged)


def test_the_time_of_an_entry_is_recorded_in_utc() -> None:
    berlin = AT.astimezone(dt.timezone(dt.timedelta(hours=2)))
    assert leaf.leaf_hash(ID, "a:b:c", berlin, SALT) == leaf.leaf_hash(ID, "a:b:c", AT, SALT)
    with pytest.raises(ValueError, match="time zone"):
        entry(recorded_at=AT.replace(tzinfo=None))


@pytest.mark.parametrize(
    "kind", ["", "withdraw", "holder:declaration", "Holder:declaration:withdraw", "a:b:c:d", "a:b:c "]
)
def test_a_kind_that_is_not_source_subject_action_is_refused(kind: str) -> None:
    with pytest.raises(SepiaError, match="source:subject:action"):
        entry(kind=kind)


@pytest.mark.parametrize("audience", [["everyone"], ["role:"], ["role:a b"], "public"])
def test_a_misspelt_audience_is_refused(audience: object) -> None:
    with pytest.raises(SepiaError, match="names no audience"):
        entry(audience=audience)


def test_a_float_in_the_content_is_refused_by_its_place() -> None:
    with pytest.raises(SepiaError, match=r"content\.rate"):
        leaf.seal(entry(content={"rate": 0.1}))
