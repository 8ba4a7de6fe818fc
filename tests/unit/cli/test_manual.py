"""The register by its commands: every method is reached by one, with an example that the command itself understands."""

from __future__ import annotations

import shlex

import pytest

from services.cli import manual
from tests.support.command import command_tree

APP = command_tree()
COMMANDS = manual.commands()
METHODS = manual.methods()


def test_every_method_of_the_register_is_reached_by_a_command() -> None:
    reached = manual.reached(METHODS, COMMANDS)
    assert len(METHODS) > 100
    assert [method.name for method in METHODS if method not in reached and not method.of_coordination] == []


def test_the_page_of_the_manual_is_current() -> None:
    assert manual.PAGE.read_text(encoding="utf-8") == manual.page(), "write it: python -m services.cli.manual"


@pytest.mark.parametrize(
    "command", sorted(set(manual.reached(METHODS, COMMANDS).values()), key=str), ids=lambda each: each.words
)
def test_the_example_of_a_command_is_one_that_it_understands(command: manual.Command) -> None:
    assert command.example.startswith(f"{command.words} ") or command.example == command.words
    words = shlex.split(command.example.partition(" > ")[0])[1:]
    node, path = APP, command.words.split()[1:]
    for name in path:
        node = node.commands[name]  # pyright: ignore
    # Refuses options that there are not, and arguments that are missing.
    node.make_context(command.words, words[len(path) :])
