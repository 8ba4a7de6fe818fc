"""What a client can check with nothing but a key, a checkpoint and a proof."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.errors import SepiaError
from shared.journal import leaf, merkle, verify
from shared.journal.leaf import Entry
from shared.journal.merkle import Frontier, Node
from shared.journal.note import Checkpoint, Signer
from shared.journal.verify import PublishedEntry

AT = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)
SIGNER = Signer("sepia.registry", Ed25519PrivateKey.from_private_bytes(bytes(32)))


def published(position: int) -> PublishedEntry:
    entry = Entry(uuid.UUID(int=position), "a:b:c", f"things/{position}", "users/a", AT, {"n": position}, ["public"])
    sealed = leaf.seal(entry, lambda: bytes([position]) * 32)
    return PublishedEntry(position, sealed.id, sealed.kind, AT, sealed.commitment, sealed.content, sealed.salt)


ENTRIES = [published(position) for position in range(11)]
STORE: dict[Node, bytes] = {}
_frontier = Frontier()
for _entry in ENTRIES:
    STORE[Node(0, _entry.position)] = _entry.leaf_hash
    STORE.update(_frontier.append(_entry.leaf_hash))


def checkpoint(size: int) -> Checkpoint:
    return Checkpoint(SIGNER.name, size, merkle.root_of(entry.leaf_hash for entry in ENTRIES[:size]))


def test_an_entry_is_proven_with_its_content() -> None:
    proof = merkle.plan_inclusion(4, 11).assemble(STORE)
    signed = verify.verify_checkpoint(SIGNER.sign(checkpoint(11).body), SIGNER.verifier)
    content = verify.verify_entry_inclusion(ENTRIES[4], proof, signed)
    assert content is not None
    assert (content.subject, content.content) == ("things/4", {"n": 4})


def test_an_entry_whose_content_is_withheld_or_erased_is_still_proven() -> None:
    withheld = dataclasses.replace(ENTRIES[4], content=None, salt=None)
    proof = merkle.plan_inclusion(4, 11).assemble(STORE)
    assert verify.verify_entry_inclusion(withheld, proof, checkpoint(11)) is None


@pytest.mark.parametrize(
    "change",
    [
        {"position": 5},
        {"id": uuid.UUID(int=99)},
        {"kind": "a:b:d"},
        {"recorded_at": AT + dt.timedelta(microseconds=1)},
        {"commitment": bytes(32)},
        {"content": ENTRIES[5].content},
        {"salt": bytes(32)},
        {"salt": None},
        {"content": None},
    ],
)
def test_an_altered_entry_is_not_proven(change: dict[str, object]) -> None:
    altered = dataclasses.replace(ENTRIES[4], **change)  # pyright: ignore[reportArgumentType]
    with pytest.raises(SepiaError, match=r"Not proven|not the content that was recorded"):
        verify.verify_entry_inclusion(altered, merkle.plan_inclusion(4, 11).assemble(STORE), checkpoint(11))


def test_an_entry_is_read_from_its_leaf() -> None:
    entry = ENTRIES[4]
    assert PublishedEntry.from_leaf(4, entry.leaf_data, entry.content, entry.salt) == entry


def test_a_later_checkpoint_is_shown_to_continue_an_earlier_one() -> None:
    proof = merkle.plan_consistency(4, 11).assemble(STORE)
    verify.verify_consistency(checkpoint(4), checkpoint(11), proof)
    with pytest.raises(SepiaError, match="history was changed"):
        verify.verify_consistency(dataclasses.replace(checkpoint(4), root=bytes(32)), checkpoint(11), proof)
    with pytest.raises(SepiaError, match="two different logs"):
        verify.verify_consistency(dataclasses.replace(checkpoint(4), origin="x"), checkpoint(11), proof)


def test_a_checkpoint_of_another_log_is_refused_though_the_key_is_known() -> None:
    note = SIGNER.sign(dataclasses.replace(checkpoint(4), origin="sepia.frand").body)
    with pytest.raises(SepiaError, match="another log's"):
        verify.verify_checkpoint(note, SIGNER.verifier)


def test_a_checkpoint_of_an_unknown_key_is_refused() -> None:
    other = Signer("sepia.registry", Ed25519PrivateKey.from_private_bytes(b"\1" * 32))
    with pytest.raises(SepiaError, match="not to be trusted"):
        verify.verify_checkpoint(other.sign(checkpoint(4).body), SIGNER.verifier)
