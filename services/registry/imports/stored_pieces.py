"""Owns how the pieces of a document are stored: compressed each for itself, so that any of them can be read alone."""

from __future__ import annotations

from collections.abc import Sequence

import zstandard

Bytes = bytes | memoryview


def cut(data: Sequence[Bytes], size: int) -> list[Bytes]:
    """Bytes in pieces of one size, but for the last, of whatever size they came; none is copied that need not be."""
    pieces: list[Bytes] = []
    parts: list[Bytes] = []
    missing = size
    for each in data:
        view, at = memoryview(each), 0
        while at < len(view):
            parts.append(each if len(view) == missing and not at else view[at : at + missing])
            at += len(parts[-1])
            missing -= len(parts[-1])
            if not missing:
                pieces.append(parts[0] if len(parts) == 1 else b"".join(parts))
                parts, missing = [], size
    if parts:
        pieces.append(b"".join(parts))
    return pieces


def packed(pieces: Sequence[Bytes]) -> list[bytes]:
    """Pieces as they are stored.

    At level 1, which keeps an export in a twentieth of its size; level 3 saves little more and takes twice as long. A
    compressor is never shared: two threads with one would mix their pieces up.
    """
    compressor = zstandard.ZstdCompressor(level=1, write_checksum=True)
    return [compressor.compress(piece) for piece in pieces]


def unpacked(stored: bytes) -> bytes:
    """A piece as it was given.

    Raises:
        zstandard.ZstdError: it was altered since.
    """
    return zstandard.ZstdDecompressor().decompress(stored)
