"""Owns the tests of which service a name belongs to."""

from __future__ import annotations

import pytest

from services.gateway.forwarding.rules import service_of_operation


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("operations/registry/17", "registry"),
        ("operations/frand/a/b", "frand"),
        ("operations/registry", "registry"),
        ("operations", "registry"),
        ("imports/registry/17", ""),
        ("", ""),
    ],
)
def test_an_operation_is_named_after_the_service_that_runs_it(name: str, service: str) -> None:
    assert service_of_operation(name) == service
