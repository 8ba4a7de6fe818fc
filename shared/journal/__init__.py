"""Owns the service log: audit trail, event feed and evidence in one append-only Merkle tree per service.

Life of an entry: `leaf.seal` commits to its content; `writer.append` inserts it in the caller's transaction;
`sequencer` gives it a position after commit, hashes it into the tree and signs a checkpoint; `reader` serves
entries, checkpoints and proofs; `verify` checks them without a database; `fsck` recomputes everything from what is
stored. `merkle`, `note` and `leaf` are pure.
"""
