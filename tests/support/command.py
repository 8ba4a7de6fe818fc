"""Owns running the `sepia` command inside a test's process, its tree of commands made once.

Typer makes all commands anew whenever it is asked to run one, 0.3 s for some 250; a shell does it once a process.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner, Result

from services.cli.main import whole


@functools.cache
def command_tree() -> Any:
    """The whole command, as a shell meets it."""
    return typer.main.get_command(whole())


def run_command(arguments: Sequence[str], given: str = "", environment: Mapping[str, str] | None = None) -> Result:
    """Runs the command to its end; an exception that is no exit is in the result."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("typer.testing._get_command", _made_before)
        return CliRunner().invoke(whole(), list(arguments), input=given, env=environment)


def _made_before(_: typer.Typer) -> Any:
    return command_tree()
