"""Owns what a declaration is called. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from services.registry.holders.rules import EVERYONE, UNKNOWN, holder_name
from shared.errors import not_found


@dataclass(frozen=True, slots=True)
class DeclarationName:
    """A declaration's name, taken apart.

    Attributes:
        holder: `holders/{holder}`; `holders/-unknown` without a declarant, `holders/-` for whoever declared.
        iprd_id: the standards body's number of the declaration (`IPRD_ID`).
    """

    holder: str
    iprd_id: int

    def belongs_to(self, key: str | None) -> bool:
        """Whether a declaration of the holder with this key (None: of nobody known) is meant."""
        return self.holder in (EVERYONE, holder_name(key) or UNKNOWN)

    def belongs_to_canonical(self, key: str | None) -> bool:
        """Whether it is meant by the holder of which the declarant's name is another spelling; None: of nobody."""
        return key is not None and self.holder == holder_name(key)


def declaration_name(holder_key: str | None, iprd_id: int) -> str:
    """`holders/{holder}/declarations/{iprd_id}`. The reference is no identity: nothing says that it is given once."""
    return f"{holder_name(holder_key) or UNKNOWN}/declarations/{iprd_id}"


def read_declaration_name(name: str) -> DeclarationName:
    """Takes a declaration's name apart.

    Raises:
        SepiaError: NOT_FOUND, for an id that is no number of a declaration.
    """
    holder, _, id = name.partition("/declarations/")
    if not (id.isascii() and id.isdigit() and int(id) < 2**63 and str(int(id)) == id):
        raise not_found(
            name, f"There is no {name}. A declaration's id is its number (IPRD_ID); search for a reference instead."
        )
    return DeclarationName(holder, int(id))
