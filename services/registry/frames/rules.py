"""Owns when a frame can be frozen, and which results can be noted. Pure."""

from __future__ import annotations

from services.registry.families.rules import KEY_WORDS
from shared.errors import SepiaError, Violation, invalid, precondition


def edition_name(number: int) -> str:
    """`editions/{number}`; `editions/0` for a register that nothing was brought into."""
    return f"editions/{number}"


def edition_number(name: str) -> int | None:
    """The number in `editions/{number}`; None for the current edition, whose name may be left out."""
    return int(name.removeprefix("editions/")) if name else None


def empty_frame(standard: str, family_key: int, entries_without_family: int) -> SepiaError:
    """Nothing to draw from: no family of the standard is known under the key."""
    word = KEY_WORDS[family_key]
    if entries_without_family:
        what = (
            f"{entries_without_family} entries of patent lists are declared for {standard}, but none has a family "
            f"under the key {word}. Count under another key, or import a file that has these families."
        )
    else:
        what = (
            f"No patent is declared for {standard}. Import the declarations for it first, or choose another standard."
        )
    return precondition("EMPTY_FRAME", what, subject=standard)


def not_of_the_frame(frame: str, holder: str, family: str, *, index: int, count: int) -> SepiaError:
    """A result for what could not have been drawn."""
    return invalid(
        "RESULT_NOT_OF_FRAME",
        f"{frame} has no entry of {family} for {holder or 'an unknown holder'}, so no sample of it can have a result "
        f"for it ({count} of the results sent are such). Nothing was noted; send results of this frame's entries only.",
        Violation(f"results[{index}]", "holder and family of an entry of the frame"),
        subject=family,
    )


def differs(campaign: str, holder: str, family: str, noted: str, sent: str) -> SepiaError:
    """A result that contradicts the one that is noted."""
    return precondition(
        "RESULT_DIFFERS",
        f"{campaign} has published {noted} for {family} of {holder or 'an unknown holder'}; now it sends {sent}. A "
        "published result does not change: nothing was noted. A later campaign may find otherwise.",
        subject=family,
    )
