"""Owns what a holder is called. Pure."""

from __future__ import annotations

EVERYONE = "holders/-"
"""Stands for every holder, where a list is asked for."""

UNKNOWN = "holders/-unknown"
"""Stands for declarants that are not known. No declarant's name becomes a key that begins with a hyphen."""


def holder_name(key: str | None) -> str:
    """`holders/{key}`; empty for an unknown declarant."""
    return f"holders/{key}" if key else ""


def holder_key(name: str) -> str:
    """The key in `holders/{key}`."""
    return name.removeprefix("holders/")
