"""Owns which texts go into an evidence bundle: those that its entries name by their SHA-256, each once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.canonical import sha256_hex
from shared.errors import SepiaError, precondition

__all__ = ["CAMPAIGN_KINDS", "Named", "Text", "limits", "named_by", "withheld"]

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


def limits(name: str, *, officer: bool, sits: bool, concerned: bool) -> str:
    """What a bundle says of what is not in it, by who fetched it.

    Args:
        officer, sits: fetched by an officer, or by who sits on the check.
        concerned: fetched by a holder or party concerned.
    """
    if officer:
        return "Made for the centre: every entry on it is in here. Drafts and what was never recorded are not."
    if sits:
        return (
            "Made for somebody who sits on the check: what was recorded of their own acts, and what was told to them. "
            "What others who sit on it said, and what holders filed elsewhere, is withheld; officers can prove it."
        )
    if concerned:
        return (
            f"Made for a holder or party concerned by {name}: what was laid before it, what it answered, and the "
            "opinion. The steps of the check, who took them and when, and what others answered are withheld; officers "
            "can prove them."
        )
    return (
        f"Made for a reader of published opinions: that {name} was published, what it found and why, and the "
        "campaign's announcement, draw and results. The steps of the check, who took them and when, hearings, answers, "
        "claim charts and who gave the opinion are withheld; those concerned and officers can prove them."
    )


def withheld(name: str) -> SepiaError:
    """No entry on it may be read by who asks."""
    return precondition(
        "EVIDENCE_WITHHELD",
        f"No entry of the log on {name} is opened to you, so there is nothing to prove with. Officers and the holders "
        "or parties concerned can make the bundle and give it on.",
        subject=name,
    )
