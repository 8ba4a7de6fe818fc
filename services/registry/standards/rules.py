"""Owns what a standard is to whoever asks: its resource name, and which declared links are for it. Pure."""

from __future__ import annotations

import enum
from collections.abc import Sequence
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
        chain: ids of standards of which a link may name any, in place of `standard_id`: those of a chain, or the
            specifications that define a commercial standard.
    """

    standard_id: int | None = None
    generation: int | None = None
    chain: tuple[int, ...] = ()


def standard_name(key: str | None) -> str:
    """`standards/{key}`; empty for an unknown standard."""
    return f"standards/{key}" if key else ""


def standard_key(name: str) -> str:
    """The key in `standards/{key}`."""
    return name.removeprefix("standards/")


def scope_of(standard_id: int, generation: int | None, chain: Sequence[int] = ()) -> Scope:
    """The links that are for a standard.

    By its generation flag if it has one; else those that name it, or one of its chain, or one of the specifications
    that define it.
    """
    return Scope(standard_id, None, tuple(chain)) if generation is None else Scope(generation=generation)


_GENERATIONS = ((1, "2G"), (2, "3G"), (4, "4G"), (8, "5G"), (16, "6G"))


def generation_names(bits: int | None) -> list[str]:
    """`2G` to `6G` for the bits of a specification; none when unknown."""
    return [name for bit, name in _GENERATIONS if bits and bits & bit]


@dataclass(frozen=True, slots=True)
class Designation:
    """What a standard is called at its standards body; empty where unknown."""

    organisation: str = ""
    document_type: str = ""
    number: str = ""


def designation(key: str, names: Sequence[str]) -> Designation:
    """Standards body, kind and number of a standard, read from its identity: `3GPP`, `TS`, `36.300`."""
    body, _, _ = key.partition("-")
    if body == "ietf":
        name = names[0]
        return Designation("IETF", "RFC", name[4:]) if name.startswith("RFC ") else Designation("IETF", "I-D", name)
    if body in ("3gpp", "etsi"):
        organisation = body.upper()
        own = next((name for name in names if name.startswith(f"{organisation} ")), "")
        kind, _, number = own.removeprefix(f"{organisation} ").partition(" ")
        return Designation(organisation, kind, number)
    return Designation()


class NameKind(enum.IntEnum):
    """What kind of name a name is; numbers as of the contract."""

    UNKNOWN = 0
    OF_3GPP = 1
    OF_ETSI = 2
    OF_IETF = 3
    COMMERCIAL = 4
    TITLE = 5
    WORK_ITEM = 6


def name_kind(name: str, *, commercial: bool) -> NameKind:
    """What kind of name a standard's name is."""
    if commercial:
        return NameKind.COMMERCIAL
    if name.startswith("3GPP "):
        return NameKind.OF_3GPP
    if name.startswith("ETSI "):
        return NameKind.OF_ETSI
    return NameKind.OF_IETF if name.startswith(("RFC ", "draft-")) else NameKind.UNKNOWN
