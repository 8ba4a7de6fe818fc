"""Owns the page that says by which command each method of the register is reached, with an example of each.

`python -m services.cli.manual` writes `docs/registry/commands.md`; a test refuses a page that is not current, and a
method that no command reaches. Which method a command calls is read from its source: nothing is listed by hand.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from google.protobuf import descriptor_pb2
from typer.main import get_command

from sepia.auth.v1 import auth_pb2
from services.cli import main as command_line

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "registry" / "commands.md"
_IMAGE = ROOT / "protos" / "gen" / "sepia.binpb"
_PACKAGE = "sepia.registry.v1"
_HELPERS = 4
"""So many calls deep a helper may be in which the method is named."""

_HEAD = """# Commands by method

Every method of the register's contract, the command that reaches it, and an example. The page is made from the contract
and the commands themselves (`python -m services.cli.manual`). `sepia COMMAND --help` explains every option; in
JSON the same methods are at the addresses that the contract gives them.
"""


@dataclass(frozen=True, slots=True)
class Method:
    """A method of the contract.

    Attributes:
        service, name: as in the contract.
        of_coordination: only Sepia's own coordination may call it.
    """

    service: str
    name: str
    of_coordination: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A command.

    Attributes:
        words: `sepia objection file`.
        example: of its help; empty where it has none.
        module, function: where it is made.
    """

    words: str
    example: str
    module: str
    function: str


def methods() -> list[Method]:
    """The methods of the register, in the order of the contract."""
    found: list[Method] = []
    for file in descriptor_pb2.FileDescriptorSet.FromString(_IMAGE.read_bytes()).file:
        for service in file.service if file.package == _PACKAGE else ():
            for method in service.method:
                permission = cast("auth_pb2.Permission", method.options.Extensions[cast("Any", auth_pb2.permission)])
                of_coordination = list(permission.roles) == [auth_pb2.ROLE_SERVICE]
                found.append(Method(service.name, method.name, of_coordination))
    return found


def commands() -> list[Command]:
    """Every command, in the order of the help."""
    return list(_commands(get_command(command_line.whole()), ["sepia"]))


def _commands(node: Any, words: list[str]) -> Iterator[Command]:
    groups: Mapping[str, Any] | None = getattr(node, "commands", None)
    if groups is not None:
        for name, inner in groups.items():
            yield from _commands(inner, [*words, name])
    elif node.callback is not None:
        made = inspect.unwrap(node.callback)
        _, _, example = (made.__doc__ or "").partition("Example:")
        said = " ".join(example.partition("\n\n")[0].partition("Example:")[0].split())
        yield Command(" ".join(words), said, made.__module__, made.__name__)


def reached(wanted: Sequence[Method], by: Sequence[Command]) -> Mapping[Method, Command]:
    """For each method the command that names it with the fewest helpers between; what none reaches is left out."""
    names = {method.name for method in wanted}
    found: dict[str, list[tuple[int, Command]]] = {}
    for command in by:
        for name, depth in _named(command.module, command.function, names).items():
            found.setdefault(name, []).append((depth, command))
    chosen: dict[Method, Command] = {}
    for method in wanted:
        # Other services have methods of the same names: a command of the same words is meant.
        ranked = [
            (depth + 2 * (command.words.split()[1] not in method.service.lower()), place, command)
            for place, (depth, command) in enumerate(found.get(method.name, ()))
        ]
        if ranked:
            chosen[method] = min(ranked, key=lambda each: each[:2])[2]
    return chosen


def _named(module: str, function: str, names: set[str]) -> dict[str, int]:
    """Methods named by a function or the helpers that it uses, and how many helpers are between."""
    found: dict[str, int] = {}
    seen, waiting = {(module, function)}, [(module, function)]
    for depth in range(_HELPERS):
        further: list[tuple[str, str]] = []
        for where, which in waiting:
            source = _source(where)
            for word in source.words(which):
                if word in names:
                    found.setdefault(word, depth)
                helper = source.helper(word)
                if helper is not None and helper not in seen:
                    seen.add(helper)
                    further.append(helper)
        waiting = further
    return found


class _Source:
    """A module of commands: its functions, and where the names come from that it imports."""

    def __init__(self, module: str) -> None:
        path = importlib.import_module(module).__file__
        assert path is not None
        tree = ast.parse(Path(path).read_text(encoding="utf-8"))
        self._module = module
        self._words: dict[str, Sequence[str]] = {}
        self._functions = {
            node.name: node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        self._imported = {
            alias.asname or alias.name: (node.module, alias.name)
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("services.cli.")
            for alias in node.names
        }

    def words(self, function: str) -> Sequence[str]:
        """Names, attributes and texts in a function, decorators included, each once."""
        if function not in self._words:
            node = self._functions.get(function)
            self._words[function] = [*dict.fromkeys(_words(node))] if node is not None else []
        return self._words[function]

    def helper(self, word: str) -> tuple[str, str] | None:
        """Where a function is made that is called by this word here."""
        if word in self._functions:
            return self._module, word
        module, name = self._imported.get(word, ("", ""))
        return (module, name) if module else None


def _words(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


@functools.cache
def _source(module: str) -> _Source:
    return _Source(module)


def page() -> str:
    """The page."""
    wanted = methods()
    by = reached(wanted, commands())
    lines = [_HEAD]
    service = ""
    for method in wanted:
        if method.service != service:
            service = method.service
            lines += ["", f"## {service}", "", "| method | command | example |", "| --- | --- | --- |"]
        if method.of_coordination:
            lines.append(f"| `{method.name}` | Sepia's own coordination | |")
            continue
        command = by[method]
        example = command.example.replace("|", "\\|")
        lines.append(f"| `{method.name}` | `{command.words}` | `{example}` |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
