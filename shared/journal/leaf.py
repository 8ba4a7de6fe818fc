"""Owns what an entry of the log is and which of its bytes are hashed into the tree.

An entry says: this happened (`holder:declaration:withdraw`) to this (`holders/x/declarations/y`), done by this actor,
then, with this content. Some of that may be confidential or a person's, and may have to be erased one day by law, and
nothing can be taken out of a Merkle tree. So the tree gets a *commitment* only:

    content    = canonical JSON of {actor, audience, content, subject}
    commitment = HMAC-SHA-256(key = salt, message = "sepia.journal.content.v1" || 0x00 || content)
    leaf       = canonical JSON of {commitment, id, kind, recorded_at, v}, v = 1

The salt is 32 random bytes of its own for each entry. Who has content and salt can check the commitment; who has the
leaf alone learns nothing about the content, not even by guessing it. Erasing content and salt leaves the leaf, and
with it every proof, as it was.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from shared.canonical import canonical_json
from shared.errors import Violation, invalid
from shared.journal import merkle

LEAF_VERSION = 1
SALT_SIZE = 32
PUBLIC = "public"
"""The audience of everyone."""

NewSalt = Callable[[], bytes]
"""A source of salts of 32 bytes; passed in, so that a test can supply its own."""

_DOMAIN = b"sepia.journal.content.v1\x00"
_KIND = re.compile(r"[a-z][a-z0-9_-]*:[a-z][a-z0-9_-]*:[a-z][a-z0-9_-]*")
_AUDIENCE = re.compile(r"public|[a-z][a-z_]*:\S+")


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened, to be recorded.

    Attributes:
        id: uuid version 7 of the entry itself.
        kind: `source:subject:action`, lower case. It is in the tree for ever: nothing personal belongs in it.
        subject: resource name of what it happened to.
        actor: resource name of who did it.
        recorded_at: when it was recorded; timezone-aware.
        content: what there is to say, with a canonical form (`shared.canonical`).
        audience: who may read subject, actor and content: `public`, `role:OFFICER`, `organization:x`. Nobody else may;
            no audience at all means nobody outside the service.
    """

    id: uuid.UUID
    kind: str
    subject: str
    actor: str
    recorded_at: dt.datetime
    content: Mapping[str, object]
    audience: Sequence[str]

    def __post_init__(self) -> None:
        if not _KIND.fullmatch(self.kind):
            raise invalid(
                "ENTRY_INVALID",
                f"The entry's kind {self.kind!r} is not of the form source:subject:action, such as "
                "holder:declaration:withdraw, in lower case.",
                Violation("kind", "source:subject:action in lower case"),
            )
        if self.recorded_at.tzinfo is None:
            raise ValueError("recorded_at needs a time zone; take it from shared.clock")
        check_audience(self.audience)


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry as it is stored: its content in canonical bytes, salted and committed to.

    Attributes:
        content: the canonical bytes the commitment is over; they hold subject, actor and audience too.
        salt: 32 random bytes.
        commitment: 32 bytes.
    """

    id: uuid.UUID
    kind: str
    subject: str
    actor: str
    recorded_at: dt.datetime
    audience: tuple[str, ...]
    content: bytes
    salt: bytes
    commitment: bytes


@dataclass(frozen=True, slots=True)
class Leaf:
    """What the tree holds of an entry."""

    id: uuid.UUID
    kind: str
    recorded_at: dt.datetime
    commitment: bytes


@dataclass(frozen=True, slots=True)
class Content:
    """The content of an entry, read back."""

    subject: str
    actor: str
    audience: tuple[str, ...]
    content: Mapping[str, object]


def check_audience(audience: Sequence[str]) -> None:
    """Checks the spelling of audiences.

    Raises:
        SepiaError: `ENTRY_INVALID`, naming the one that is misspelt.
    """
    for reader in audience:
        if not _AUDIENCE.fullmatch(reader):
            raise invalid(
                "ENTRY_INVALID",
                f"{reader!r} names no audience; write public, role:OFFICER or organization:example.",
                Violation("audience", "public, or a kind and a name parted by a colon"),
            )


def new_salt() -> bytes:
    """32 bytes from the operating system's random source."""
    return secrets.token_bytes(SALT_SIZE)


def seal(entry: Entry, new_salt: NewSalt = new_salt) -> SealedEntry:
    """Brings an entry into its canonical form and commits to it.

    Raises:
        SepiaError: `NOT_CANONICAL`, when the content holds a value without a canonical form, such as a float.
    """
    audience = tuple(sorted(set(entry.audience)))
    content = canonical_json(
        {"actor": entry.actor, "audience": audience, "content": entry.content, "subject": entry.subject}
    )
    salt = new_salt()
    return SealedEntry(
        id=entry.id,
        kind=entry.kind,
        subject=entry.subject,
        actor=entry.actor,
        recorded_at=entry.recorded_at.astimezone(dt.UTC),
        audience=audience,
        content=content,
        salt=salt,
        commitment=commit(content, salt),
    )


def commit(content: bytes, salt: bytes) -> bytes:
    """The commitment to canonical content under a salt of 32 bytes.

    Raises:
        ValueError: the salt is of another length (HMAC pads short keys, so two salts could open one commitment).
    """
    if len(salt) != SALT_SIZE:
        raise ValueError(f"a salt has {SALT_SIZE} bytes, not {len(salt)}")
    return hmac.digest(salt, _DOMAIN + content, hashlib.sha256)


def opens(commitment: bytes, content: bytes, salt: bytes) -> bool:
    """Whether content and salt are those the commitment was made from."""
    return len(salt) == SALT_SIZE and hmac.compare_digest(commitment, commit(content, salt))


def read_content(content: bytes) -> Content:
    """Reads canonical content back; what was a Decimal, a date, an id or bytes is text now.

    Raises:
        ValueError: the bytes are not the content of an entry.
    """
    try:
        members = cast("dict[str, object]", json.loads(content))
        return Content(
            subject=str(members["subject"]),
            actor=str(members["actor"]),
            audience=tuple(cast("list[str]", members["audience"])),
            content=cast("dict[str, object]", members["content"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"not the content of a log entry: {error!r}") from error


def leaf_data(id: uuid.UUID, kind: str, recorded_at: dt.datetime, commitment: bytes) -> bytes:
    """The bytes that stand for an entry in the tree."""
    return canonical_json(
        {"commitment": commitment, "id": id, "kind": kind, "recorded_at": recorded_at, "v": LEAF_VERSION}
    )


def read_leaf(data: bytes) -> Leaf:
    """Reads a leaf's bytes back; only the exact bytes `leaf_data` writes are accepted.

    Raises:
        SepiaError: `LEAF_MALFORMED`.
    """
    try:
        members = cast("dict[str, str]", json.loads(data))
        read = Leaf(
            id=uuid.UUID(members["id"]),
            kind=members["kind"],
            recorded_at=dt.datetime.fromisoformat(members["recorded_at"]),
            commitment=bytes.fromhex(members["commitment"]),
        )
        whole = leaf_data(read.id, read.kind, read.recorded_at, read.commitment) == data
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        whole = False
        read = None
    if read is None or not whole or len(read.commitment) != merkle.HASH_SIZE:
        raise invalid(
            "LEAF_MALFORMED",
            f"{data[:120]!r} is not a leaf of version {LEAF_VERSION} of a Sepia log. Pass the leaf's bytes unchanged; "
            "for a leaf of a later version, use a later Sepia.",
        )
    return read


def leaf_hash(id: uuid.UUID, kind: str, recorded_at: dt.datetime, commitment: bytes) -> bytes:
    """The hash of the leaf that stands for an entry (32 bytes)."""
    return merkle.hash_leaf(leaf_data(id, kind, recorded_at, commitment))
