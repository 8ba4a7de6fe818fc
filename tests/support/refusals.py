"""Owns saying that something is let pass: a test that only calls what may refuse asserts nothing by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from shared.errors import SepiaError


def refusal_of(rule: Callable[..., Any], *arguments: Any) -> SepiaError | None:
    """Why a rule refuses its arguments; None where it lets them pass."""
    try:
        rule(*arguments)
    except SepiaError as refusal:
        return refusal
    return None
