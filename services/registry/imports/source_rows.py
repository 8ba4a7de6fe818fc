"""Owns finding a row of a submitted document again, by the physical line it begins on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterable

_QUOTE, _NEWLINE = 0x22, 0x0A


async def row_at(
    pieces: AsyncIterable[bytes], line: int, offset: int, wanted: int, *, limit: int
) -> tuple[int, bytes] | None:
    """The byte offset and the bytes, without the line end, of the row that begins on a physical line.

    Args:
        pieces: the document's bytes from `offset` on, in pieces of any size.
        line: the physical line that begins at `offset`.
        wanted: the physical line on which the row begins; not before `line`.
        limit: of a longer row only so many bytes are returned.

    Returns:
        None where the document has no such line.
    """
    row = bytearray()
    quoted = begun = False
    async for piece in pieces:
        position = 0
        while line < wanted:
            newline = piece.find(b"\n", position)
            if newline < 0:
                break
            line, position = line + 1, newline + 1
        offset += position
        if line < wanted:
            offset += len(piece) - position
            continue
        begun = begun or position < len(piece)
        # A line break inside quotes belongs to the row.
        for byte in piece[position:]:
            if byte == _NEWLINE and not quoted:
                return offset, bytes(row).removesuffix(b"\r")
            quoted ^= byte == _QUOTE
            row.append(byte)
            if len(row) >= limit:
                return offset, bytes(row)
    return (offset, bytes(row)) if begun else None


async def json_value_at(pieces: AsyncIterable[bytes], *, limit: int) -> bytes | None:
    """The JSON value that begins on a line, over as many lines as it takes; None where none begins there.

    Args:
        pieces: the document's bytes from the beginning of the line on.
        limit: longest value in bytes.
    """
    gathered = bytearray()
    async for piece in pieces:
        gathered += piece
        if len(gathered) > limit:
            break
    text = bytes(gathered[:limit]).decode("utf-8", errors="ignore").lstrip("\ufeff, \t\r\n")
    try:
        _, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return None
    return text[:end].encode()


def columns_of(row: bytes) -> list[str]:
    """The fields of a row, `;` separated and quoted as RFC 4180 says."""
    text = row.decode("utf-8-sig", errors="replace")
    return next(iter(csv.reader(io.StringIO(text, newline=""), delimiter=";")), list[str]())
