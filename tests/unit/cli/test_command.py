"""The command as a whole: help, usage, refusals, exit codes."""

import inspect
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text

from deploy.local.ground import free_port
from services.cli.output import explain
from shared.errors import Kind, SepiaError, Violation, invalid
from tests.support.command import command_tree, run_command


def every_command(group: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    group = group or command_tree()
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from every_command(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def group_of(name: str) -> str:
    return name.rpartition(" ")[0]


READING = ("list", "show", "status", "results", "counts", "search")


@pytest.fixture(scope="module")
def commands() -> dict[str, Any]:
    """All commands by their words."""
    return dict(every_command())


def test_the_commands_are_those_the_manual_names(commands: dict[str, Any]):
    assert {
        "up",
        "login",
        "import",
        "search",
        "counts",
        "campaign draw",
        "check record",
        "rate of",
        "verify draw",
    } <= set(commands)
    assert {"rate compute", "rate scenarios run", "rate template", "licence file", "rate-card file"} <= set(commands)
    assert {"verify calculation", "verify log", "export counts", "demo generate"} <= set(commands)


def test_every_command_explains_itself_with_an_example(commands: dict[str, Any]):
    # As help shows it: square brackets that are taken for markup vanish.
    shown = {name: Text.from_markup(inspect.cleandoc(command.help)).plain for name, command in commands.items()}
    assert [name for name, text in shown.items() if f"Example: sepia {name}" not in text] == []


def test_help_is_shown_whole(commands: dict[str, Any]):
    """Of one command a group: laying it out takes the time of twenty other tests."""
    for name in [min(names) for _, names in itertools.groupby(sorted(commands), group_of)]:
        shown = run_command([*name.split(), "--help"])
        assert shown.exit_code == 0, name
        assert f"Example: sepia {name}" in " ".join(shown.output.split())
        of_group = run_command([*name.split()[:-1], "--help"])
        assert of_group.exit_code == 0, name
        assert name.split()[-1] in of_group.output


def test_everything_that_reads_gives_json(commands: dict[str, Any]):
    reading = [name for name in commands if name.split()[-1] in READING and not name.startswith("export")]
    assert len(reading) > 50
    assert [name for name in reading if not any("--json" in each.opts for each in commands[name].params)] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["counts", "--key", "inpadoc"],
        ["royalty", "add", "5g", "--base", "b", "--source", "court", "--citation", "c"],
        ["rate"],
        ["--address", "nowhere", "imports"],
        ["login", "--api-key", "--password-stdin"],
    ],
)
def test_wrong_usage_exits_2(arguments: list[str]):
    done = run_command(arguments)
    assert done.exit_code == 2, done.output
    assert "Traceback" not in done.output


def test_where_nothing_answers_the_refusal_says_how_to_start_sepia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    address = f"127.0.0.1:{free_port()}"
    done = run_command(["--address", address, "frame", "list"])
    assert done.exit_code == 1
    assert f"Nothing answers at {address}" in done.stderr
    assert "sepia up" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(("make", "says"), [("absent", "there is no such file"), ("folder", "it is a folder")])
def test_a_file_that_cannot_be_imported_is_refused_before_anything_is_sent(tmp_path: Path, make: str, says: str):
    path = tmp_path / make
    if make == "folder":
        path.mkdir()
    for arguments in (["import", str(path)], ["check", "record", "--file", str(path)], ["up", "--file", str(path)]):
        done = run_command(arguments)
        assert done.exit_code == 1, done.output
        assert says in " ".join(done.stderr.split())


def test_made_up_declarations_can_be_piped(tmp_path: Path):
    done = run_command(["demo", "generate", "--rows", "50", "--seed", "3"])
    assert done.exit_code == 0
    file = tmp_path / "demo.csv"
    assert run_command(["demo", "generate", "--rows", "50", "--seed", "3", "-o", str(file)]).exit_code == 0
    assert file.read_bytes() == done.stdout_bytes
    assert file.read_bytes().count(b"ISLD-") >= 50


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path):
    done = run_command(["demo", "generate", "--rows", "5", "-o", str(tmp_path / "absent" / "demo.csv")])
    assert done.exit_code == 1
    assert "No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_refusal_names_every_field_at_fault_and_when_to_try_again():
    error = invalid("BAD", "It is wrong.", Violation("plan.per_mille", "at most [wide]"))
    assert explain(error).splitlines() == ["It is wrong.", "  plan.per_mille: at most \\[wide]", "  [dim](BAD)[/]"]
    busy = SepiaError(Kind.EXHAUSTED, "TOO_MANY_ATTEMPTS", "Too many.", retry_after_seconds=30)
    assert "Try again in 30 s" in explain(busy)


def test_a_caller_whose_token_has_ended_is_told_to_sign_in():
    error = SepiaError(Kind.UNAUTHENTICATED, "UNAUTHENTICATED", "Jwt is missing")
    assert "sepia login" in explain(error, signed_out_because="the token has expired")
