"""The Merkle tree against the reference vectors of Certificate Transparency, and against its own definition."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import SepiaError
from shared.journal import merkle
from shared.journal.merkle import EMPTY_ROOT, Frontier, Node
from tests.support.refusals import refusal_of

# The eight leaves, roots and paths of the reference implementation (google/certificate-transparency, merkletree tests).
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
# (position, size, path)
INCLUSION = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
# (first, second, path)
CONSISTENCY = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
# The path of a real certificate in a real log of 3,630,887 (same source).
REAL_LEAF_HASH = "7a395c866d5ecdb0cccb623e011dbc392cd348d1d1d72776174e127a24b09c78"
REAL_POSITION, REAL_SIZE = 848_049, 3_630_887
REAL_ROOT = "78316a05c9bcf14a3a4548f5b854a9adfcd46a4c034401b3ce7eb7ac2f1d0ecb"
REAL_PATH = [
    "1a208aeebcd1b39fe2de247ee8db9454e1e93a312d206b87f6ca9cc6ec6f1ddd",
    "0a1b78b383f580856f433c01a5741e160d451c185910027f6cc9f828687a40c4",
    "3d1745789bc63f2da15850de1c12a5bf46ed81e1cc90f086148b1662e79aab3d",
    "9095b61e14d8990acf390905621e62b1714fb8e399fbb71de5510e0aef45affe",
    "0a332b91b8fab564e6afd1dd452449e04619b18accc0ff9aa8393cd4928451f2",
    "2336f0181d264aed6d8f3a6507ca14a8d3b3c3a23791ac263e845d208c1ee330",
    "b4ce56e300590500360c146c6452edbede25d4ed83919278749ee5dbe178e048",
    "933f6ddc848ea562e4f9c5cfb5f176941301dad0c6fdb9d1fbbe34fac1be6966",
    "b95a6222958a86f74c030be27c44f57dbe313e5e7c7f4ffb98bcbd3a03bb52f2",
    "daeeb3ce5923defd0faeb8e0c210b753b85b809445d7d3d3cd537a9aabaa9c45",
    "7fadd0a13e9138a2aa6c3fdec4e2275af233b94812784f66bcca9aa8e989f2bc",
    "1864e6ba3e32878610546539734fb5eeae2529991f130c575c73a7e25a2a7c56",
    "12842d1202b1dc6828a17ab253c02e7ce9409b5192430feba44189f39cc02d66",
    "29af64b16fa3053c13d02ac63aa75b23aa468506e44c3a2315edc85d2dc22b11",
    "b527b99934a0bd9edd154e449b0502e2c499bba783f3bc3dfe23364b6b532009",
    "4584db8ae8e351ace08e01f306378a92bfd43611714814f3d834a2842d69faa8",
    "86a9a41573b0d6e4292f01e93243d6cc65b30f06606fc6fa57390e7e90ed580f",
    "a88b98fbe84d4c6aae8db9d1605dfac059d9f03fe0fcb0d5dff1295dacba09e6",
    "06326dc617a6d1f7021dc536026dbfd5fffc6f7c5531d48ef6ccd1ed1569f2a1",
    "f41fe8fdc3a2e4e8345e30216e7ebecffee26ff266eeced208a6c2a3cf08f960",
    "40cf5bde8abb76983f3e98ba97aa36240402975674e120f234b3448911090f8d",
    "b3222dc8658538079883d980d7fdc2bef9285344ea34338968f736b04aeb387a",
]

Store = dict[Node, bytes]


def grown(leaf_hashes: list[bytes]) -> Store:
    """A store of every complete node, as the sequencer writes them."""
    frontier, store = Frontier(), Store()
    for position, leaf_hash in enumerate(leaf_hashes):
        store[Node(0, position)] = leaf_hash
        store.update(frontier.append(leaf_hash))
    return store


def numbered(count: int) -> list[bytes]:
    return [merkle.hash_leaf(str(number).encode()) for number in range(count)]


def defined_root(leaf_hashes: list[bytes]) -> bytes:
    """The Merkle tree hash written down as RFC 9162, 2.1.1 defines it, recursively."""
    if not leaf_hashes:
        return hashlib.sha256(b"").digest()
    if len(leaf_hashes) == 1:
        return leaf_hashes[0]
    split = 1
    while split * 2 < len(leaf_hashes):
        split *= 2
    pair = defined_root(leaf_hashes[:split]) + defined_root(leaf_hashes[split:])
    return hashlib.sha256(b"\x01" + pair).digest()


def unhex(path: list[str]) -> list[bytes]:
    return [bytes.fromhex(digest) for digest in path]


REFERENCE = [merkle.hash_leaf(leaf) for leaf in LEAVES]
REFERENCE_STORE = grown(REFERENCE)


def test_the_reference_hashes_of_a_leaf_and_a_node_are_met() -> None:
    leaf = merkle.hash_leaf(bytes.fromhex("101112131415161718191a1b1c1d1e1f"))
    assert leaf.hex() == "3bfb960453ebaebf33727da7a1f4db38acc051d381b6da20d6d4e88f0eabfd7a"
    node = merkle.hash_children(bytes(range(32)), bytes(range(32, 64)))
    assert node.hex() == "1a378704c17da31e2d05b6d121c2bb2c7d76f6ee6fa8f983e596c2d034963c57"


def test_the_empty_tree_has_the_hash_of_nothing_as_its_root() -> None:
    assert merkle.root_of([]) == EMPTY_ROOT
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_the_reference_roots_are_met(size: int) -> None:
    assert merkle.root_of(REFERENCE[:size]).hex() == ROOTS[size - 1]


@pytest.mark.parametrize(("position", "size", "path"), INCLUSION)
def test_the_reference_inclusion_proofs_are_made_and_accepted(position: int, size: int, path: list[str]) -> None:
    proof = merkle.plan_inclusion(position, size).assemble(REFERENCE_STORE)
    assert proof == unhex(path)
    merkle.check_inclusion(REFERENCE[position], position, size, unhex(path), bytes.fromhex(ROOTS[size - 1]))


@pytest.mark.parametrize(("first", "second", "path"), CONSISTENCY)
def test_the_reference_consistency_proofs_are_made_and_accepted(first: int, second: int, path: list[str]) -> None:
    assert merkle.plan_consistency(first, second).assemble(REFERENCE_STORE) == unhex(path)
    merkle.check_consistency(
        first, second, bytes.fromhex(ROOTS[first - 1]), bytes.fromhex(ROOTS[second - 1]), unhex(path)
    )


def test_the_path_of_a_certificate_in_a_real_log_is_accepted() -> None:
    leaf_hash, root, path = bytes.fromhex(REAL_LEAF_HASH), bytes.fromhex(REAL_ROOT), unhex(REAL_PATH)
    merkle.check_inclusion(leaf_hash, REAL_POSITION, REAL_SIZE, path, root)
    with pytest.raises(SepiaError, match="another root"):
        merkle.check_inclusion(leaf_hash, REAL_POSITION - 1, REAL_SIZE, path, root)


@pytest.mark.parametrize("size", range(34))
def test_every_root_is_that_of_the_definition(size: int) -> None:
    assert merkle.root_of(numbered(size)) == defined_root(numbered(size))


def test_every_proof_of_every_small_tree_is_accepted() -> None:
    leaves = numbered(34)
    store = grown(leaves)
    roots = [defined_root(leaves[:size]) for size in range(35)]
    for size in range(35):
        for position in range(size):
            proof = merkle.plan_inclusion(position, size).assemble(store)
            told = (leaves[position], position, size, proof, roots[size])
            assert refusal_of(merkle.check_inclusion, *told) is None
        for first in range(size + 1):
            proof = merkle.plan_consistency(first, size).assemble(store)
            assert refusal_of(merkle.check_consistency, first, size, roots[first], roots[size], proof) is None


@given(st.data())
def test_an_inclusion_proof_fails_when_anything_in_it_is_changed(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    position = data.draw(st.integers(0, size - 1))
    leaves = numbered(size)
    root = merkle.root_of(leaves)
    proof = merkle.plan_inclusion(position, size).assemble(grown(leaves))

    def refused(leaf_hash: bytes, position: int, size: int, proof: list[bytes], root: bytes) -> None:
        with pytest.raises(SepiaError, match=r"Not proven|has 33 bytes"):
            merkle.check_inclusion(leaf_hash, position, size, proof, root)

    refused(flipped(data, leaves[position]), position, size, proof, root)
    refused(leaves[position], position, size, proof, flipped(data, root))
    refused(leaves[position], position, size, [*proof, root], root)
    other = data.draw(st.integers(-1, size + 1).filter(lambda one: one != position))
    refused(leaves[position], other, size, proof, root)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        refused(leaves[position], position, size, [*proof[:at], flipped(data, proof[at]), *proof[at + 1 :]], root)
        refused(leaves[position], position, size, proof[:at] + proof[at + 1 :], root)
        refused(leaves[position], position, size, [*proof[:at], proof[at] + b"\0", *proof[at + 1 :]], root)


@given(st.data())
def test_a_consistency_proof_fails_when_anything_in_it_is_changed(data: st.DataObject) -> None:
    second = data.draw(st.integers(1, 70))
    first = data.draw(st.integers(0, second))
    leaves = numbered(second)
    roots = merkle.root_of(leaves[:first]), merkle.root_of(leaves)
    proof = merkle.plan_consistency(first, second).assemble(grown(leaves))

    def refused(first: int, second: int, roots: tuple[bytes, bytes], proof: list[bytes]) -> None:
        with pytest.raises(SepiaError, match=r"Not proven|has 33 bytes"):
            merkle.check_consistency(first, second, *roots, proof)

    refused(first, second, (flipped(data, roots[0]), roots[1]), proof)
    if first:  # every tree continues the empty one, whatever its root
        refused(first, second, (roots[0], flipped(data, roots[1])), proof)
    refused(first, second, roots, [*proof, roots[1]])
    refused(second + 1, second, roots, proof)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        refused(first, second, roots, [*proof[:at], flipped(data, proof[at]), *proof[at + 1 :]])
        refused(first, second, roots, proof[:at] + proof[at + 1 :])
        refused(first, second, roots, [*proof[:at], proof[at] + b"\0", *proof[at + 1 :]])


def test_the_root_of_a_small_tree_is_not_taken_for_that_of_a_larger_one() -> None:
    leaf, other = numbered(2)
    with pytest.raises(SepiaError, match="too short"):
        merkle.check_inclusion(leaf, 0, 2, [], leaf)
    with pytest.raises(SepiaError, match="too long"):
        merkle.check_inclusion(leaf, 0, 1, [other], merkle.hash_children(leaf, other))
    with pytest.raises(SepiaError, match="too short"):
        merkle.check_consistency(1, 2, leaf, leaf, [])
    with pytest.raises(SepiaError, match="too long"):
        merkle.check_consistency(1, 2, leaf, merkle.hash_children(leaf, other), [other, other])


def test_a_rewritten_history_has_no_consistency_proof() -> None:
    old, new = numbered(5), numbered(9)
    new[2] = merkle.hash_leaf(b"something else")
    proof = merkle.plan_consistency(5, 9).assemble(grown(new))
    with pytest.raises(SepiaError, match="history was changed"):
        merkle.check_consistency(5, 9, merkle.root_of(old), merkle.root_of(new), proof)


@given(st.integers(0, 2**40), st.integers(1, 2**40))
def test_a_proof_reads_a_number_of_nodes_that_grows_with_the_logarithm(position: int, more: int) -> None:
    size = position + more
    assert len(merkle.plan_inclusion(position, size).nodes) <= 2 * size.bit_length()
    assert len(merkle.plan_consistency(position, size).nodes) <= 2 * size.bit_length()


@given(st.integers(0, 80), st.integers(0, 80))
def test_a_tree_continued_from_its_stored_edge_is_the_same_tree(before: int, after: int) -> None:
    leaves = numbered(before + after)
    store = grown(leaves[:before])
    frontier = Frontier(before, [store[node] for node in merkle.cover(0, before)])
    for leaf_hash in leaves[before:]:
        frontier.append(leaf_hash)
    assert frontier.size == before + after
    assert frontier.root() == defined_root(leaves)


def test_an_edge_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 nodes at its edge"):
        Frontier(5, [EMPTY_ROOT])


def test_a_proof_over_a_damaged_store_says_which_node_is_missing() -> None:
    store = dict(REFERENCE_STORE)
    del store[Node(2, 1)]
    with pytest.raises(SepiaError, match="level 2, index 1"):
        merkle.plan_inclusion(0, 8).assemble(store)


@pytest.mark.parametrize(("position", "size"), [(0, 0), (8, 8), (-1, 8)])
def test_a_position_beyond_the_log_is_refused(position: int, size: int) -> None:
    with pytest.raises(SepiaError, match="no position"):
        merkle.plan_inclusion(position, size)


def test_a_log_does_not_continue_a_longer_one() -> None:
    with pytest.raises(SepiaError, match="does not continue"):
        merkle.plan_consistency(9, 8)


def flipped(data: st.DataObject, digest: bytes) -> bytes:
    """The hash with one bit changed."""
    bit = data.draw(st.integers(0, 8 * len(digest) - 1))
    return bytes(byte ^ (1 << bit % 8 if at == bit // 8 else 0) for at, byte in enumerate(digest))
