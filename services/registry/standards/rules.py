"""Owns what a standard is to whoever asks: its resource name, and which declared links are for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

EVERYTHING = "standards/-"
"""Stands for every standard, and for links that name none."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which declared links a question is about.

    Attributes:
        standard_id: of a specification, the id of its row; None otherwise.
        generation: of a commercial standard, its bit of a link's generation flags; None otherwise. A link whose flags
            are unknown is in no generation.
    """

    standard_id: int | None = None
    generation: int | None = None


def standard_name(key: str | None) -> str:
    """`standards/{key}`; empty for an unknown standard."""
    return f"standards/{key}" if key else ""


def standard_key(name: str) -> str:
    """The key in `standards/{key}`."""
    return name.removeprefix("standards/")


def scope_of(standard_id: int, generation: int | None) -> Scope:
    """The links that are for a standard: by its generation if it is a commercial one, else those that name it."""
    return Scope(standard_id) if generation is None else Scope(generation=generation)
