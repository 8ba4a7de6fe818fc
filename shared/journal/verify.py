"""Owns the checks of a log's claims that need no server and no database: what a client, a court or a witness runs.

What is needed: the log's verifier key (from a source other than the log), a checkpoint, the entry with its proof. A
client that keeps the newest checkpoint it has seen, and asks for a consistency proof at each visit, will notice if
history is ever rewritten.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from shared.errors import invalid
from shared.journal import leaf, merkle
from shared.journal.leaf import Content
from shared.journal.note import Checkpoint, SignedNote, Verifier


@dataclass(frozen=True, slots=True)
class PublishedEntry:
    """An entry as a log gives it out.

    Attributes:
        position: its place in the log, from 0.
        content: canonical bytes; None where withheld from this reader or erased.
        salt: 32 bytes; None where the content is None.
    """

    position: int
    id: uuid.UUID
    kind: str
    recorded_at: dt.datetime
    commitment: bytes
    content: bytes | None
    salt: bytes | None

    @classmethod
    def from_leaf(cls, position: int, data: bytes, content: bytes | None, salt: bytes | None) -> Self:
        """The entry whose leaf has these bytes.

        Raises:
            SepiaError: `LEAF_MALFORMED`.
        """
        read = leaf.read_leaf(data)
        return cls(position, read.id, read.kind, read.recorded_at, read.commitment, content, salt)

    @property
    def leaf_data(self) -> bytes:
        """The bytes that stand for this entry in the tree."""
        return leaf.leaf_data(self.id, self.kind, self.recorded_at, self.commitment)

    @property
    def leaf_hash(self) -> bytes:
        """The hash that must be in the tree for this entry."""
        return merkle.hash_leaf(self.leaf_data)


def verify_checkpoint(note: str, keys: Verifier | Iterable[Verifier]) -> Checkpoint:
    """Checks a checkpoint's signature and returns what it says; the origin must be the name of a key that signed it.

    Raises:
        SepiaError: `NOTE_MALFORMED`, `NOTE_SIGNATURE_INVALID`, `CHECKPOINT_MALFORMED`, `CHECKPOINT_ORIGIN_WRONG`.
    """
    parsed = SignedNote.parse(note)
    signed_by = parsed.verified_by([keys] if isinstance(keys, Verifier) else keys)
    checkpoint = Checkpoint.parse_body(parsed.text)
    if checkpoint.origin not in {key.name for key in signed_by}:
        names = ", ".join(sorted({key.name for key in signed_by}))
        raise invalid(
            "CHECKPOINT_ORIGIN_WRONG",
            f"This checkpoint is of the log {checkpoint.origin}, but it was signed by {names}: it is another log's.",
        )
    return checkpoint


def verify_entry_inclusion(entry: PublishedEntry, proof: Sequence[bytes], checkpoint: Checkpoint) -> Content | None:
    """Checks that an entry is in the log a verified checkpoint speaks of, and that its content is what was recorded.

    Returns:
        The content, or None where it was withheld or erased: then the entry's id, kind, time and commitment are proven.

    Raises:
        SepiaError: `INCLUSION_PROOF_INVALID`; `CONTENT_ALTERED`, when content and salt do not open the commitment.
    """
    merkle.check_inclusion(entry.leaf_hash, entry.position, checkpoint.size, proof, checkpoint.root)
    if entry.content is None and entry.salt is None:
        return None
    if entry.content is None or entry.salt is None or not leaf.opens(entry.commitment, entry.content, entry.salt):
        raise invalid(
            "CONTENT_ALTERED",
            f"The content given for the entry at position {entry.position} is not the content that was recorded there "
            "(it does not open the commitment in the log). Fetch the entry again; if it persists, do not rely on it.",
        )
    return leaf.read_content(entry.content)


def verify_consistency(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> None:
    """Checks that the log of a newer verified checkpoint continues that of an older one unchanged.

    Raises:
        SepiaError: `CONSISTENCY_PROOF_INVALID`; `CHECKPOINT_ORIGIN_WRONG`, for checkpoints of two different logs.
    """
    if old.origin != new.origin:
        raise invalid("CHECKPOINT_ORIGIN_WRONG", f"{old.origin} and {new.origin} are two different logs.")
    merkle.check_consistency(old.size, new.size, old.root, new.root, proof)
