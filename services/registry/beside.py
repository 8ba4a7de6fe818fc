"""Owns processes that compute beside the registry, so that it goes on answering: messages to them and back.

Such a process is a module that takes messages on its standard input and answers each in turn on its standard output. It
ends when its input does, also when the registry was killed: nothing is left behind.
"""

from __future__ import annotations

import asyncio
import os
import struct
import sys
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from typing import BinaryIO

from shared.errors import unavailable

_LENGTH = struct.Struct("<I")
_READ_AT_ONCE = 4 * 1024 * 1024


def serve(answer: Callable[..., Sequence[bytes | memoryview]], niceness: int = 10) -> None:
    """Answers every message on standard input until there are no more; what such a process does.

    Args:
        answer: takes the parts of a message and returns those of the answer.
        niceness: how far it stands back; by default whoever asks the registry something goes first.
    """
    os.nice(niceness)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while (parts := _read(source)) is not None:
        for piece in _framed(answer(*parts)):
            target.write(piece)
        target.flush()


def _read(source: BinaryIO) -> list[bytes] | None:
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    parts: list[bytes] = []
    for _ in range(_number(head)):
        parts.append(source.read(_number(source.read(_LENGTH.size))))
    return parts


def _framed(parts: Sequence[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """How many parts, then each behind its length."""
    yield _LENGTH.pack(len(parts))
    for part in parts:
        yield _LENGTH.pack(len(part))
        yield part


def _number(head: bytes) -> int:
    return int(_LENGTH.unpack(head)[0])


class Beside:
    """A process that answers, one message after the other."""

    def __init__(self, process: asyncio.subprocess.Process, module: str) -> None:
        self._process = process
        self._module = module
        self._turn = asyncio.Lock()

    async def ask(self, *parts: bytes) -> list[bytes]:
        """Sends a message and returns the parts of its answer.

        Raises:
            SepiaError: UNAVAILABLE (HELPING_PROCESS_ENDED), to be tried again with another process.
        """
        source, target = self._process.stdout, self._process.stdin
        assert source is not None
        assert target is not None
        async with self._turn:
            target.writelines(_framed(parts))
            try:
                await target.drain()
                count = _number(await source.readexactly(_LENGTH.size))
                return [await source.readexactly(_number(await source.readexactly(_LENGTH.size))) for _ in range(count)]
            except (asyncio.IncompleteReadError, ConnectionError) as error:
                text = (
                    f"The process {self._module} ended while it computed (out of memory, or killed); it is done again."
                )
                raise unavailable(text, reason="HELPING_PROCESS_ENDED") from error


@asynccontextmanager
async def beside(module: str) -> AsyncGenerator[Beside]:
    """Runs a module of ours as such a process, and ends it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=_READ_AT_ONCE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    try:
        yield Beside(process, module)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
