"""Owns finding the line of a key in a TOML text; `tomllib` says what was read, but not where."""

from __future__ import annotations

import contextlib
import re
import tomllib
from dataclasses import dataclass, field

Path = tuple[str, ...]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_QUOTED_KEY = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?:"{1,2}(?!"))?'
    r"|'''.*?'''(?:'{1,2}(?!'))?"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_SCALAR = re.compile(r"[^,\]}\n#]+")
_BLANK = re.compile(r"[ \t]*")
_BLANK_LINES = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")


class _NotToml(Exception):
    """The text isn't TOML from here on."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A key or table that is there twice."""

    path: Path
    first: int
    again: int


@dataclass(slots=True)
class Positions:
    """Where the keys of a TOML text are.

    Attributes:
        lines: the line, from 1, of each key and table header; items of arrays count from "0".
        repeats: what is written twice (the text is then not TOML).
    """

    lines: dict[Path, int] = field(default_factory=dict[Path, int])
    repeats: list[Repeat] = field(default_factory=list[Repeat])

    def line(self, path: Path) -> int:
        """The line of a key, or of the nearest table around it; 1 if there is none."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1


def locate(text: str) -> Positions:
    """The line of every key, as far as the text is TOML; the rest is passed over."""
    scanner = _Scanner(text.replace("\r\n", "\n"))
    with contextlib.suppress(_NotToml):  # what was found up to there is what there is to find
        scanner.document()
    return scanner.found


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.found = Positions()
        self.assigned: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        while True:
            self.skip(_BLANK_LINES)
            if self.at == len(self.text):
                return
            if self.text.startswith("[[", self.at):
                table = self.header("[[", "]]", repeatable=True)
            elif self.text.startswith("[", self.at):
                table = self.header("[", "]", repeatable=False)
            else:
                self.assignment(table)

    def header(self, opening: str, closing: str, *, repeatable: bool) -> Path:
        line = self.line
        self.expect(opening)
        path = self.key()
        self.expect(closing)
        if repeatable:
            self.found.lines.setdefault(path, line)
        else:
            self.note(path, line)
        return path

    def assignment(self, table: Path) -> None:
        line = self.line
        key = self.key()
        for length in range(1, len(key)):
            self.found.lines.setdefault(table + key[:length], line)
        self.note(table + key, line)
        self.expect("=")
        self.skip(_BLANK)
        self.value(table + key)

    def note(self, path: Path, line: int) -> None:
        if path in self.assigned:
            self.found.repeats.append(Repeat(path, self.assigned[path], line))
            return
        self.assigned[path] = line
        self.found.lines[path] = line

    def value(self, path: Path) -> None:
        if self.text.startswith("{", self.at):
            self.expect("{")
            while not self.closed("}"):
                self.assignment(path)
                self.comma_before("}")
        elif self.text.startswith("[", self.at):
            self.expect("[")
            index = 0
            while not self.closed("]"):
                self.found.lines[(*path, str(index))] = self.line
                self.value((*path, str(index)))
                self.comma_before("]")
                index += 1
        elif _STRING.match(self.text, self.at):
            self.skip(_STRING)
        elif _SCALAR.match(self.text, self.at):
            self.skip(_SCALAR)
        else:
            raise _NotToml

    def closed(self, closing: str) -> bool:
        self.skip(_BLANK_LINES)
        if self.text.startswith(closing, self.at):
            self.at += len(closing)
            return True
        return False

    def comma_before(self, closing: str) -> None:
        self.skip(_BLANK_LINES)
        if not self.text.startswith(closing, self.at):
            self.expect(",")

    def key(self) -> Path:
        parts: list[str] = []
        while True:
            self.skip(_BLANK)
            if bare := _BARE_KEY.match(self.text, self.at):
                parts.append(bare[0])
                self.at = bare.end()
            elif quoted := _QUOTED_KEY.match(self.text, self.at):
                try:
                    parts.append(str(tomllib.loads(f"key = {quoted[0]}")["key"]))
                except tomllib.TOMLDecodeError as error:
                    raise _NotToml from error
                self.at = quoted.end()
            else:
                raise _NotToml
            self.skip(_BLANK)
            if not self.text.startswith(".", self.at):
                return tuple(parts)
            self.at += 1

    def expect(self, what: str) -> None:
        self.skip(_BLANK)
        if not self.text.startswith(what, self.at):
            raise _NotToml
        self.at += len(what)

    def skip(self, pattern: re.Pattern[str]) -> None:
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.line += found[0].count("\n")
            self.at = found.end()
