"""Owns what a version of a specification is: its dotted form, its letters, its release; and what a sub-clause is. Pure.

3GPP writes 12.10.0 as three base-36 letters (`ca0`) in file names and work item references, and as six digits once a
part passes 35. Source: 3GPP TR 21.900, 4.0 and 5.4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.registry.standards.identity import decode_version_letters
from shared.errors import SepiaError, Violation, invalid

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_DOTTED = re.compile(r"(?:v(?:ersion)?\.?\s*)?(\d{1,3}(?:\.\d{1,3}){1,3})(?:\s*\(\d{4}-\d{2}\))?", re.IGNORECASE)
_FILE = re.compile(r"\d{5}(?:-\d+)*[-_](?:v)?([0-9a-z]{3}|\d{6})(?:\.(?:zip|docx?|pdf))?", re.IGNORECASE)
_WORK_ITEM = re.compile(r"\S+/\S*v([0-9a-z]{3}|\d{6})", re.IGNORECASE)
_LETTERS = re.compile(r"v?([0-9a-z]{3}|\d{6})", re.IGNORECASE)
_SUBCLAUSE = re.compile(
    r"(?:\d+[a-z]{0,2}|[A-Z]{1,2}\d*[a-z]?)(?:\.(?:\d+[a-zA-Z]{0,2}|[A-Z]{1,2}\d*))*"
    r"|Annex [A-Z]{1,2}(?:\.\d+[a-zA-Z]{0,2})*"
)
_WORDS_FOR_SUBCLAUSE = re.compile(r"^(?:sub-?clauses?|clauses?|sections?|paragraphs?|cl\.|sec\.|§)\s*", re.IGNORECASE)
VERSION_HELP = "three or more numbers with points, for example 12.10.0"
SUBCLAUSE_HELP = "the number of a sub-clause without words, for example 5.10.7, 6.3.2a or Annex B.2"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a 3GPP specification.

    Attributes:
        dotted: `12.10.0`.
        letters: `ca0`, or `153600` where a part passes 35; empty for what has not three parts.
        release: `Rel-12`, `R99`; empty for a draft (0.x to 2.x), which belongs to no release yet.
        draft: not yet under change control.
    """

    dotted: str
    letters: str
    release: str
    draft: bool


def read_version(text: str) -> Version:
    """The version that a text stands for.

    Understands `vca0`, `ca0`, `V12.10.0 (2017-04)`, `12.10.0`, `36300-ca0.zip` and `RTS/TSGR-0236300vca0`.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_VERSION).
    """
    given = " ".join(text.split())
    if found := _DOTTED.fullmatch(given):
        return version_of(found[1])
    for shape in (_FILE, _WORK_ITEM, _LETTERS):
        if (found := shape.fullmatch(given)) and (dotted := decode_version_letters(found[1])):
            return version_of(dotted)
    raise invalid(
        "NOT_A_VERSION",
        f"{text!r} is no version of a specification. Send it with points (12.10.0), as 3GPP's letters (vca0), or as "
        "the name of a 3GPP file (36300-ca0.zip).",
        Violation("text", "a version, for example vca0 or 12.10.0"),
    )


def version_of(dotted: str) -> Version:
    """A version by its dotted form. The first number of a 3GPP version is its release (3 is R99; 0 to 2 are drafts)."""
    parts = [int(part) for part in dotted.split(".")]
    draft = parts[0] < 3
    release = "" if draft else "R99" if parts[0] == 3 else f"Rel-{parts[0]}"
    return Version(".".join(map(str, parts)), _letters(parts), release, draft)


def is_version(text: str) -> bool:
    """Whether a text has the shape of a version, as registrations need it."""
    return re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){1,3}", text) is not None


def is_subclause(text: str) -> bool:
    """Whether a text has the shape of a sub-clause's number: `5`, `5.10.7`, `6.3.2a`, `Annex B.2`, `B.2`."""
    return _SUBCLAUSE.fullmatch(text) is not None


def subclause_meant(text: str) -> str:
    """The sub-clause that a text with words around it means (`Section 9` is `9`); empty where none is clear."""
    bare = _WORDS_FOR_SUBCLAUSE.sub("", " ".join(text.split())).rstrip(".,;")
    return bare if is_subclause(bare) else ""


def refuse_version(field: str, given: str) -> SepiaError:
    """A text that should be a version and is none."""
    return invalid("NOT_A_VERSION", f"{given!r} is no version of a specification.", Violation(field, VERSION_HELP))


def _letters(parts: list[int]) -> str:
    if len(parts) != 3:
        return ""
    if max(parts) < len(_BASE36):
        return "".join(_BASE36[part] for part in parts)
    return "".join(f"{part:02}" for part in parts) if max(parts) < 100 else ""
