"""A start of the command loads the part that is meant, and that part is what it is in the whole."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import typer.main

from services.cli.main import PARTS, command_of, parts_for
from tests.support.command import command_tree


def commands_of(node: Any, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, inner in getattr(node, "commands", {}).items():
        yield (*words, name)
        yield from commands_of(inner, (*words, name))


def test_each_word_loads_what_follows_it_in_the_whole() -> None:
    whole = list(commands_of(command_tree()))
    assert {first for first, *_ in whole} == {word for part in PARTS for word in part.words.split()}
    for part in PARTS:
        found = list(commands_of(typer.main.get_command(command_of([part]))))
        assert found == [words for words in whole if words[0] in part.words.split()], part


@pytest.mark.parametrize(
    "words",
    [
        ["rate", "5g", "--trace"],
        ["--address", "centre.example:443", "rate", "compute"],
        ["--address=centre.example:443", "rate", "--help"],
    ],
)
def test_one_part_is_loaded_where_one_is_meant(words: Sequence[str]) -> None:
    assert [part.words for part in parts_for(words)] == ["rate"]


@pytest.mark.parametrize("words", [[], ["--help"], ["--address"], ["raet"], ["--nothing", "rate"]])
def test_help_and_what_is_mistyped_need_the_whole(words: Sequence[str]) -> None:
    assert parts_for(words) == PARTS


def test_the_version_is_told_without_loading_any_command() -> None:
    program = (
        "import sys\n"
        "sys.argv[1:] = ['--version']\n"
        "from services.cli.main import run\n"
        "try: run()\n"
        "except SystemExit as end: assert not end.code\n"
        "print(*(name for name in sys.modules if name.startswith(('services.', 'sepia.', 'grpc'))))\n"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    version, loaded = said.splitlines()
    assert version.startswith("sepia ")
    assert set(loaded.split()) == {"services.cli", "services.cli.main"}
