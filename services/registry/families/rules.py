"""Owns what a family is called: its name says under which key it is one. Pure."""

from __future__ import annotations

from dataclasses import dataclass

KEY_WORDS = {1: "etsi", 2: "docdb", 3: "priorities"}
"""The word in a family's name for each number of `sepia.type.v1.FamilyKey`."""

_KEYS = {word: key for key, word in KEY_WORDS.items()}


@dataclass(frozen=True, slots=True)
class FamilyName:
    """A family's name, taken apart.

    Attributes:
        key: number of its `FamilyKey`.
        external: its id under that key.
    """

    key: int
    external: str

    def __str__(self) -> str:
        return f"{name_prefix(self.key)}{self.external}"


def name_prefix(key: int) -> str:
    """`families/etsi-` and the like: what the names of all families under a key begin with."""
    return f"families/{KEY_WORDS[key]}-"


def family_name(key: int, external: str) -> str:
    """`families/{key}-{id}`."""
    return str(FamilyName(key, external))


def read_family_name(name: str) -> FamilyName:
    """Takes `families/{key}-{id}` apart; the contract has checked its form."""
    word, _, external = name.removeprefix("families/").partition("-")
    return FamilyName(_KEYS[word], external)
