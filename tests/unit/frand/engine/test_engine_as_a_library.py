"""Owns what makes the engine a library of its own: its examples run, and it needs numpy and scipy only."""

from __future__ import annotations

import ast
import doctest
import importlib
import pkgutil
import sys
from pathlib import Path

import pytest

from services.frand import engine

MODULES = sorted(m.name for m in pkgutil.iter_modules(engine.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_the_documentation_run(name: str) -> None:
    outcome = doctest.testmod(importlib.import_module(f"{engine.__name__}.{name}"))
    assert outcome.failed == 0


def test_every_public_function_has_an_example() -> None:
    functions = [getattr(engine, name) for name in engine.__all__ if name[0].islower()]
    assert len(functions) >= 10
    assert [f.__name__ for f in functions if ">>>" not in (f.__doc__ or "")] == []


@pytest.mark.parametrize("name", [*MODULES, "__init__"])
def test_only_the_standard_library_numpy_and_scipy_are_imported(name: str) -> None:
    tree = ast.parse((Path(engine.__path__[0]) / f"{name}.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    foreign = {
        module
        for module in imported
        if module.split(".")[0] not in sys.stdlib_module_names | {"numpy", "scipy"}
        and not module.startswith("services.frand.engine")
    }
    assert foreign == set()
