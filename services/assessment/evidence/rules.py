"""Owns which texts go into an evidence bundle: those that its entries name by their SHA-256, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.canonical import sha256_hex
from shared.errors import SepiaError, precondition

__all__ = ["CAMPAIGN_KINDS", "Named", "Text", "named_by", "withheld"]

CAMPAIGN_KINDS = (
    "officer:campaign:announce",
    "officer:campaign:draw",
    "officer:campaign:assign",
    "officer:campaign:publish",
)
"""Entries of a campaign that belong to each of its checks: public, and they name nobody."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that may have been recorded.

    Attributes:
        kind: as part of a file name: `reasons`, `answer`, `chart`.
        what: for people.
        data: byte for byte what the digest was taken of.
    """

    kind: str
    what: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Named:
    """A text under the name that it has in the bundle."""

    name: str
    what: str
    data: bytes


def named_by(contents: Iterable[bytes], texts: Sequence[Text]) -> list[Named]:
    """The texts whose SHA-256 stands in one of these contents, each once, in the order given."""
    said = b"\n".join(contents)
    found: dict[str, Text] = {}
    for text in texts:
        digest = sha256_hex(text.data)
        if text.data and digest not in found and digest.encode() in said:
            found[digest] = text
    return [
        Named(f"{number:03}-{text.kind}.txt", text.what, text.data)
        for number, text in enumerate(found.values(), start=1)
    ]


def withheld(name: str) -> SepiaError:
    """No entry on it may be read by who asks."""
    return precondition(
        "EVIDENCE_WITHHELD",
        f"No entry of the log on {name} is opened to you, so there is nothing to prove with. Officers and the holders "
        "or parties concerned can make the bundle and give it on.",
        subject=name,
    )
