"""A document's bytes are stored in pieces of one size, whatever pieces they came in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.registry.imports.stored_pieces import cut, packed, unpacked


@given(st.lists(st.binary(max_size=25), max_size=8), st.integers(1, 12))
def test_pieces_of_one_size_are_the_same_bytes(came: list[bytes], size: int) -> None:
    pieces = cut(came, size)
    assert b"".join(map(unpacked, packed(pieces))) == b"".join(came)
    assert all(len(piece) == size for piece in pieces[:-1])
    assert not pieces or 0 < len(pieces[-1]) <= size


def test_what_came_in_that_size_is_not_copied() -> None:
    came = [b"12345", b"67890", b"abc"]
    pieces = cut(came, 5)
    assert pieces == came
    assert pieces[0] is came[0]
    assert pieces[1] is came[1]
