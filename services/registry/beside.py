"""Owns processes that compute beside the registry, so that it goes on answering: messages to them and back.

Such a process is a module that takes messages on its standard input and answers each in turn on its standard output. It
ends when its input does, also when the registry was killed: nothing is left behind.
"""

from __future__ import annotations

import asyncio
import os
import struct
import subprocess
import sys
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import BinaryIO, cast

from shared.errors import SepiaError, unavailable
from shared.memory import use_again

_LENGTH = struct.Struct("<I")
_PIPE_BYTES = 1024 * 1024  # the most that Linux gives by default


def serve(answer: Callable[..., Sequence[bytes | memoryview]], niceness: int = 10) -> None:
    """Answers every message on standard input until there are no more; what such a process does.

    While an answer waits to be read, the next message is answered already, if it was sent.

    Args:
        answer: takes the parts of a message and returns those of the answer.
        niceness: how far it stands back; by default whoever asks the registry something goes first.
    """
    os.nice(niceness)
    use_again()
    with ThreadPoolExecutor(1, "writing") as writer:
        writing = writer.submit(_write, ())
        while (parts := _read(sys.stdin.buffer)) is not None:
            answered = _framed(answer(*parts))
            # One answer waits, not more: each takes memory.
            writing.result()
            writing = writer.submit(_write, answered)
        writing.result()


def _write(pieces: Iterable[bytes | memoryview]) -> None:
    sys.stdout.buffer.writelines(pieces)
    sys.stdout.buffer.flush()


def _read(source: BinaryIO) -> list[bytes] | None:
    """The parts of the next message; None when there are no more.

    Raises:
        EOFError: a message ends in the middle.
    """
    head = source.read(_LENGTH.size)
    if not head:
        return None
    parts: list[bytes] = []
    for _ in range(_number(head)):
        length = _number(source.read(_LENGTH.size))
        parts.append(source.read(length))
        if len(parts[-1]) < length:
            raise EOFError("a message ends in the middle")
    return parts


def _framed(parts: Sequence[bytes | memoryview]) -> Iterator[bytes | memoryview]:
    """How many parts, then each behind its length."""
    yield _LENGTH.pack(len(parts))
    for part in parts:
        yield _LENGTH.pack(len(part))
        yield part


def _number(head: bytes) -> int:
    if len(head) < _LENGTH.size:
        raise EOFError("a message ends in the middle")
    return int(_LENGTH.unpack(head)[0])


class Beside:
    """A process that answers, one message after the other."""

    def __init__(self, process: subprocess.Popen[bytes], module: str) -> None:
        self._process = process
        self._module = module
        self._turn = asyncio.Lock()

    async def ask(self, *parts: bytes) -> list[bytes]:
        """Sends a message and returns the parts of its answer; several may ask at a time.

        Raises:
            SepiaError: UNAVAILABLE (HELPING_PROCESS_ENDED), to be tried again with another process.
        """
        async with self._turn:
            await self.send(*parts)
            return await self.receive()

    async def send(self, *parts: bytes) -> None:
        """Sends a message; its answer is the next after those of the messages before. For one who asks alone.

        At most one message may be on its way before the answer of the one before it is received.

        Raises:
            SepiaError: as `ask`.
        """
        if not await asyncio.to_thread(self._send, parts):
            raise self._ended()

    async def receive(self) -> list[bytes]:
        """The parts of the next answer.

        Raises:
            SepiaError: as `ask`.
        """
        # In a thread: long answers go from the pipe to where they stay, past the event loop.
        answer = await asyncio.to_thread(self._receive)
        if answer is None:
            raise self._ended()
        return answer

    async def end(self) -> None:
        """Ends the process, whatever it is at."""
        self._process.kill()
        await asyncio.to_thread(self._process.communicate)

    def _ended(self) -> SepiaError:
        text = f"The process {self._module} ended while it computed (out of memory, or killed); it is done again."
        return unavailable(text, reason="HELPING_PROCESS_ENDED")

    def _send(self, parts: Sequence[bytes]) -> bool:
        target = self._process.stdin
        assert target is not None
        try:
            target.writelines(_framed(parts))
            target.flush()
        except (OSError, ValueError):  # closed on the other side
            return False
        return True

    def _receive(self) -> list[bytes] | None:
        source = self._process.stdout
        assert source is not None
        try:
            return _read(cast(BinaryIO, source))
        except (OSError, EOFError, ValueError):
            return None


async def start(module: str) -> Beside:
    """Starts a module of ours as such a process; whoever starts one ends it."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    process = await asyncio.to_thread(
        subprocess.Popen[bytes],
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
        pipesize=_PIPE_BYTES,
    )
    return Beside(process, module)


@asynccontextmanager
async def beside(module: str) -> AsyncGenerator[Beside]:
    """Runs a module of ours as such a process, and ends it."""
    process = await start(module)
    try:
        yield process
    finally:
        await process.end()
