"""Owns the Merkle tree of RFC 9162, section 2.1: hashes, roots, inclusion and consistency proofs.

The tree is addressed by its perfect subtrees: node (level, index) covers the leaves
[index · 2^level, (index + 1) · 2^level) and, once complete, never changes. Level 0 is the leaf hashes. A proof is
first *planned* (which nodes, in which groups), the nodes are read in one go from wherever they are kept, and the
plan puts them together: O(log n) nodes for any proof, no I/O here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.errors import Kind, SepiaError, invalid

HASH_SIZE = 32
"""Bytes of a SHA-256 hash."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""Root of the tree without leaves (RFC 9162, 2.1.1)."""


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """Address of a perfect subtree: it covers the 2^level leaves from index · 2^level."""

    level: int
    index: int


def hash_leaf(data: bytes) -> bytes:
    """SHA-256(0x00 || data): the hash of a leaf's bytes (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def hash_children(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right): the hash of an inner node (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def cover(begin: int, end: int) -> tuple[Node, ...]:
    """The perfect subtrees that make up the leaves [begin, end), left to right.

    `begin` is a multiple of the smallest power of two that is at least end - begin, as in every range of a proof.
    """
    nodes: list[Node] = []
    while begin < end:
        level = (end - begin).bit_length() - 1
        nodes.append(Node(level, begin >> level))
        begin += 1 << level
    return tuple(nodes)


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over the hashes of perfect subtrees of falling size, left to right (the bagged peaks of a range)."""
    if not hashes:
        return EMPTY_ROOT
    *lefts, root = hashes
    for left in reversed(lefts):
        root = hash_children(left, root)
    return root


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of a list of leaf hashes."""
    frontier = Frontier()
    for leaf_hash in leaf_hashes:
        frontier.append(leaf_hash)
    return frontier.root()


class Frontier:
    """The right edge of a growing tree: all that is needed to append to it and to know its root.

    Holds one hash for each bit set in the size, so its memory is O(log n).
    """

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Continues a tree of `size` leaves; `hashes` are those of the nodes `cover(0, size)`, in that order.

        Raises:
            ValueError: the number of hashes is not the number of bits set in the size.
        """
        if size < 0 or len(hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} nodes at its edge, not {len(hashes)}")
        self._size = size
        self._hashes = list(hashes)

    @property
    def size(self) -> int:
        """Number of leaves."""
        return self._size

    def append(self, leaf_hash: bytes) -> list[tuple[Node, bytes]]:
        """Adds a leaf; returns the inner nodes (level 1 and up) that it completes, lowest first."""
        completed: list[tuple[Node, bytes]] = []
        level, index, digest = 0, self._size, leaf_hash
        while index & 1:
            digest = hash_children(self._hashes.pop(), digest)
            level, index = level + 1, index >> 1
            completed.append((Node(level, index), digest))
        self._hashes.append(digest)
        self._size += 1
        return completed

    def root(self) -> bytes:
        """The Merkle tree hash of the leaves so far."""
        return fold(self._hashes)


@dataclass(frozen=True, slots=True)
class ProofPlan:
    """Which stored nodes a proof is made of.

    Attributes:
        groups: one for each hash of the proof, in the proof's order; the nodes of a group are folded into that hash.
    """

    groups: tuple[tuple[Node, ...], ...]

    @property
    def nodes(self) -> frozenset[Node]:
        """Every node that has to be read."""
        return frozenset(node for group in self.groups for node in group)

    def assemble(self, hashes: Mapping[Node, bytes]) -> list[bytes]:
        """The proof, from the hashes of the planned nodes.

        Raises:
            SepiaError: `LOG_NODE_MISSING`, when a planned node is not among the hashes: the stored tree is damaged.
        """
        proof: list[bytes] = []
        for group in self.groups:
            missing = [node for node in group if node not in hashes]
            if missing:
                raise SepiaError(
                    Kind.INTERNAL,
                    "LOG_NODE_MISSING",
                    f"The log's tree is damaged: its node at level {missing[0].level}, index {missing[0].index} is "
                    "not stored. Run the service's check command, which names everything that is wrong.",
                )
            proof.append(fold([hashes[node] for node in group]))
        return proof


def plan_inclusion(position: int, size: int) -> ProofPlan:
    """Plans the proof that the leaf at a position (from 0) is in the tree of `size` leaves (RFC 9162, 2.1.3.1).

    Raises:
        SepiaError: `POSITION_OUT_OF_RANGE`, when there is no such leaf in a tree of that size.
    """
    if not 0 <= position < size:
        raise SepiaError(
            Kind.OUT_OF_RANGE,
            "POSITION_OUT_OF_RANGE",
            f"A log of {size} entries has no position {position}; positions count from 0.",
        )
    siblings: list[tuple[Node, ...]] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if position < middle:
            siblings.append(cover(middle, end))
            end = middle
        else:
            siblings.append(cover(begin, middle))
            begin = middle
    return ProofPlan(tuple(reversed(siblings)))


def plan_consistency(first: int, second: int) -> ProofPlan:
    """Plans the proof that the tree of `first` leaves is the beginning of that of `second` (RFC 9162, 2.1.4.1).

    The RFC leaves `first` = 0 out; every tree continues the empty one, so that proof is empty here.

    Raises:
        SepiaError: `SIZES_IN_WRONG_ORDER`, unless 0 <= first <= second.
    """
    if not 0 <= first <= second:
        raise invalid(
            "SIZES_IN_WRONG_ORDER",
            f"A log of {second} entries does not continue one of {first}. Name the smaller size first.",
        )
    if first == 0:
        return ProofPlan(())
    parts: list[tuple[Node, ...]] = []
    begin, end, whole = 0, second, True
    while first < end:
        middle = begin + _split(end - begin)
        if first <= middle:
            parts.append(cover(middle, end))
            end = middle
        else:
            parts.append(cover(begin, middle))
            begin, whole = middle, False
    if not whole:  # the verifier knows the root of the first tree, so that hash is sent only where it is not that root
        parts.append(cover(begin, end))
    return ProofPlan(tuple(reversed(parts)))


def check_inclusion(leaf_hash: bytes, position: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Checks that a leaf is at a position of the tree with this size and root (RFC 9162, 2.1.3.2).

    Raises:
        SepiaError: `INCLUSION_PROOF_INVALID`.
    """
    if not 0 <= position < size:
        raise _inclusion_refused(position, size, "there is no such position")
    _check_hashes(proof, "INCLUSION_PROOF_INVALID")
    fn, sn, digest = position, size - 1, leaf_hash
    for sibling in proof:
        if sn == 0:
            raise _inclusion_refused(position, size, "the proof is too long")
        if fn & 1 or fn == sn:
            digest = hash_children(sibling, digest)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            digest = hash_children(digest, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise _inclusion_refused(position, size, "the proof is too short")
    if digest != root:
        raise _inclusion_refused(position, size, "the proof leads to another root")


def check_consistency(first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]) -> None:
    """Checks that the tree of `second` leaves continues the tree of `first` unchanged (RFC 9162, 2.1.4.2).

    Raises:
        SepiaError: `CONSISTENCY_PROOF_INVALID`.
    """
    if not 0 <= first <= second:
        raise _consistency_refused(first, second, "the second tree is smaller than the first")
    _check_hashes(proof, "CONSISTENCY_PROOF_INVALID")
    if first in (0, second):
        if proof:
            raise _consistency_refused(first, second, "the proof must be empty")
        if first_root != (EMPTY_ROOT if first == 0 else second_root):
            raise _consistency_refused(first, second, "the roots disagree")
        return
    path = list(proof)
    if first & (first - 1) == 0:  # an exact power of two: the first root is itself a node of the second tree
        path.insert(0, first_root)
    if not path:
        raise _consistency_refused(first, second, "the proof is too short")
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first_digest = second_digest = path[0]
    for node in path[1:]:
        if sn == 0:
            raise _consistency_refused(first, second, "the proof is too long")
        if fn & 1 or fn == sn:
            first_digest = hash_children(node, first_digest)
            second_digest = hash_children(node, second_digest)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            second_digest = hash_children(second_digest, node)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise _consistency_refused(first, second, "the proof is too short")
    if first_digest != first_root:
        raise _consistency_refused(first, second, "the proof leads to another root for the first tree")
    if second_digest != second_root:
        raise _consistency_refused(first, second, "the proof leads to another root for the second tree")


def _split(length: int) -> int:
    """The largest power of two below a length of two or more: where RFC 9162 parts a list in two."""
    return 1 << ((length - 1).bit_length() - 1)


def _check_hashes(proof: Sequence[bytes], reason: str) -> None:
    for number, digest in enumerate(proof):
        if len(digest) != HASH_SIZE:
            raise invalid(
                reason, f"Hash {number} of the proof has {len(digest)} bytes; a SHA-256 hash has {HASH_SIZE}."
            )


def _inclusion_refused(position: int, size: int, why: str) -> SepiaError:
    return invalid(
        "INCLUSION_PROOF_INVALID",
        f"Not proven: that this entry is at position {position} of the log of {size} entries ({why}). "
        "Fetch entry, proof and checkpoint again; if they still disagree, do not trust this log.",
    )


def _consistency_refused(first: int, second: int, why: str) -> SepiaError:
    return invalid(
        "CONSISTENCY_PROOF_INVALID",
        f"Not proven: that the log of {second} entries continues the log of {first} unchanged ({why}). "
        "Fetch the proof again; if it still fails, keep both checkpoints: together they show that history was changed.",
    )
