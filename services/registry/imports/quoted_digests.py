"""Owns the digests of values that stand in bytes: BLAKE2b as RFC 7693 has it, compiled, over millions of short values.

`hashlib` computes the same, is what everything else uses, and what this is tested against. To call it for each value
costs more than to digest most of them, and no library digests many at once with a personalisation.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from services.registry.imports.compiled import (
    BOOL,
    I32,
    U8,
    U64,
    compiled,
    eight_bytes,
    given,
    inlined,
    made,
    put_eight_bytes,
)
from services.registry.imports.quoted import Bytes, Places, word_at

Words = NDArray[np.uint64]

_U = np.uint64
_ONE, _THREE, _EIGHT = _U(1), _U(3), _U(8)
_BLOCK = _U(128)
_QUOTE = np.uint8(0x22)
_DIGEST_BYTES = 16
_IV = (
    _U(0x6A09E667F3BCC908),
    _U(0xBB67AE8584CAA73B),
    _U(0x3C6EF372FE94F82B),
    _U(0xA54FF53A5F1D36F1),
    _U(0x510E527FADE682D1),
    _U(0x9B05688C2B3E6C1F),
    _U(0x1F83D9ABFB41BD6B),
    _U(0x5BE0CD19137E2179),
)
# Which word of the block goes where, round by round (RFC 7693, 2.7); the first two come again at the end.
_SIGMA = np.array(
    [
        (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
        (14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3),
        (11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4),
        (7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8),
        (9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13),
        (2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9),
        (12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11),
        (13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10),
        (6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5),
        (10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0),
        (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
        (14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3),
    ],
    np.uint64,
)
_OFFSETS = _SIGMA * 8


def digests_between(
    body: bytes | memoryview, quotes: Places, doubled: Collection[int], separator: int, person: bytes
) -> tuple[Words, Words]:
    """BLAKE2b of values of several fields, without the quotes around them and with a separator between them.

    Args:
        body: what `quotes` are places in.
        quotes: where the quotes of each value's fields stand; shape (values, 2 * fields).
        doubled: the fields, by index, that may hold a quote: it is written twice and counts once.
        separator: byte between fields.
        person: personalisation, at most 16 bytes.

    Returns:
        128 bits of each in two halves, as numbers whose first byte is the highest.
    """
    start = np.array(_IV, np.uint64)
    start[0] ^= np.uint64(_DIGEST_BYTES | 1 << 16 | 1 << 24)  # no key; one leaf
    start[6:] ^= np.frombuffer(person.ljust(16, b"\0"), "<u8")
    digests = np.empty((2, len(quotes)), np.uint64)
    if len(quotes):
        # The longest value, and what is put behind it eight bytes at a time and filled up with zeros.
        message = np.empty(int((quotes[:, -1] - quotes[:, 0]).max()) + 2 * int(_BLOCK), np.uint8)
        halved = np.zeros(quotes.shape[1] // 2, np.bool_)
        halved[list(doubled)] = True
        _digests(np.frombuffer(body, np.uint8), quotes, halved, np.uint8(separator), start, message, digests)
    return digests[0].byteswap(), digests[1].byteswap()


# --- compiled ----------------------------------------------------------------------------------------------------


@inlined
def _rotated(word: np.uint64, right: np.uint64) -> np.uint64:
    return (word >> right) | (word << (_U(64) - right))


@inlined
def _mixed(
    a: np.uint64, b: np.uint64, c: np.uint64, d: np.uint64, x: np.uint64, y: np.uint64
) -> tuple[np.uint64, np.uint64, np.uint64, np.uint64]:
    a = a + b + x
    d = _rotated(d ^ a, _U(32))
    c = c + d
    b = _rotated(b ^ c, _U(24))
    a = a + b + y
    d = _rotated(d ^ a, _U(16))
    c = c + d
    b = _rotated(b ^ c, _U(63))
    return a, b, c, d


@compiled(made(U64), made(U8), U64, U64, U64)
def _compress(state: Words, message: Bytes, at: np.uint64, count: np.uint64, final: np.uint64) -> None:
    """Takes a block of a message into the state; `final` has every bit set for the last one, else none."""
    v0, v1, v2, v3 = state[0], state[1], state[2], state[3]
    v4, v5, v6, v7 = state[4], state[5], state[6], state[7]
    v8, v9, v10, v11 = _IV[0], _IV[1], _IV[2], _IV[3]
    v12, v13, v14, v15 = _IV[4] ^ count, _IV[5], _IV[6] ^ final, _IV[7]
    for turn in range(12):
        w = _OFFSETS[turn]
        v0, v4, v8, v12 = _mixed(v0, v4, v8, v12, eight_bytes(message, at + w[0]), eight_bytes(message, at + w[1]))
        v1, v5, v9, v13 = _mixed(v1, v5, v9, v13, eight_bytes(message, at + w[2]), eight_bytes(message, at + w[3]))
        v2, v6, v10, v14 = _mixed(v2, v6, v10, v14, eight_bytes(message, at + w[4]), eight_bytes(message, at + w[5]))
        v3, v7, v11, v15 = _mixed(v3, v7, v11, v15, eight_bytes(message, at + w[6]), eight_bytes(message, at + w[7]))
        v0, v5, v10, v15 = _mixed(v0, v5, v10, v15, eight_bytes(message, at + w[8]), eight_bytes(message, at + w[9]))
        v1, v6, v11, v12 = _mixed(v1, v6, v11, v12, eight_bytes(message, at + w[10]), eight_bytes(message, at + w[11]))
        v2, v7, v8, v13 = _mixed(v2, v7, v8, v13, eight_bytes(message, at + w[12]), eight_bytes(message, at + w[13]))
        v3, v4, v9, v14 = _mixed(v3, v4, v9, v14, eight_bytes(message, at + w[14]), eight_bytes(message, at + w[15]))
    state[0] ^= v0 ^ v8
    state[1] ^= v1 ^ v9
    state[2] ^= v2 ^ v10
    state[3] ^= v3 ^ v11
    state[4] ^= v4 ^ v12
    state[5] ^= v5 ^ v13
    state[6] ^= v6 ^ v14
    state[7] ^= v7 ^ v15


@compiled(given(U8), given(I32, 2), given(BOOL), U8, given(U64), made(U8), made(U64, 2))
def _digests(
    body: Bytes,
    quotes: Places,
    halved: NDArray[np.bool_],
    separator: np.uint8,
    start: Words,
    message: Bytes,
    digests: Words,
) -> None:
    size = _U(len(body))
    state = np.empty(8, np.uint64)
    fields = quotes.shape[1] // 2
    for value in range(len(quotes)):
        length = _U(0)
        for field in range(fields):
            if field:
                message[length] = separator
                length += _ONE
            begin, end = _U(quotes[value, 2 * field]) + _ONE, _U(quotes[value, 2 * field + 1])
            at = begin
            if halved[field]:
                while at < end:
                    message[length] = body[at]
                    length += _ONE
                    at += _ONE if body[at] != _QUOTE else _U(2)
                continue
            while at < end:
                # What is too much is written over by what follows.
                put_eight_bytes(message, length + at - begin, word_at(body, at, size))
                at += _EIGHT
            length += end - begin
        filled = (length + _BLOCK - _ONE) & ~(_BLOCK - _ONE)
        if not length:
            filled = _BLOCK
        for place in range(length, filled):
            message[place] = 0
        state[:] = start
        at = _U(0)
        while at + _BLOCK < filled:
            _compress(state, message, at, at + _BLOCK, _U(0))
            at += _BLOCK
        _compress(state, message, at, length, ~_U(0))
        digests[0, value] = state[0]
        digests[1, value] = state[1]
