"""The register by its commands: every method is reached by one, with an example that the command itself understands."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

import pytest

from services.cli import manual
from tests.support.command import command_tree


@pytest.fixture(scope="module")
def reached() -> Mapping[manual.Method, manual.Command]:
    """Which command reaches which method."""
    return manual.reached(manual.methods(), manual.commands())


def test_every_method_of_the_register_is_reached_by_a_command(reached: Mapping[manual.Method, manual.Command]) -> None:
    methods = manual.methods()
    assert len(methods) > 100
    assert [method.name for method in methods if method not in reached and not method.of_coordination] == []


def test_the_page_of_the_manual_is_current() -> None:
    assert manual.PAGE.read_text(encoding="utf-8") == manual.page(), "write it: python -m services.cli.manual"


def test_the_example_of_a_command_is_one_that_it_understands(reached: Mapping[manual.Method, manual.Command]) -> None:
    commands = sorted(set(reached.values()), key=str)
    assert len(commands) > 100
    for command in commands:
        assert command.example.startswith(f"{command.words} ") or command.example == command.words, command
        words = shlex.split(command.example.partition(" > ")[0])[1:]
        node, path = command_tree(), command.words.split()[1:]
        for name in path:
            node = node.commands[name]
        # Refuses options that there are not, and arguments that are missing.
        node.make_context(command.words, words[len(path) :])
