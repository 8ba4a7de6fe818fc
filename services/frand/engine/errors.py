"""Owns the engine's one refusal: an input that no answer can be computed from."""

from __future__ import annotations

__all__ = ["InvalidInput"]


class InvalidInput(ValueError):
    """An input breaks a rule; the engine answers with this, never with a NaN or a clipped number.

    Attributes:
        field: the argument at fault, as spelt in the function's signature (`essential`, `prior`, `levels`, ...).
        rule: what has to hold, in words.
        index: position of the first offending element among the broadcast cells, or None for a single value.
    """

    def __init__(self, field: str, rule: str, *, given: object = None, index: int | None = None) -> None:
        self.field = field
        self.rule = rule
        self.index = index
        where = field if index is None else f"{field}[{index}]"
        seen = "" if given is None else f"; got {_shown(given)}"
        super().__init__(f"{where}: {rule}{seen}")

    def __reduce__(self) -> tuple[type[InvalidInput], tuple[str, str], dict[str, object]]:
        """Survive a process pool: the default would call `__init__` with the finished text."""
        return type(self), (self.field, self.rule), {"index": self.index, "args": self.args}


def _shown(given: object) -> str:
    text = repr(given)
    return text if len(text) <= 60 else text[:57] + "..."
