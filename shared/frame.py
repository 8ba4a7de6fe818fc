r"""Owns the digest of a frozen frame: the families of a standard, by holder, under one key, in one edition.

The canonical bytes are lines in UTF-8, each ended by a line feed, fields separated by a tab:

    sepia-frame-v1 <TAB> standard <TAB> family key <TAB> edition
    holder <TAB> family
    holder <TAB> family
    ...

The lines after the first are sorted by their bytes and no two are equal. A family that several holders own has a line
for each; where the holder is unknown the field is empty, so that the family is counted and not lumped with others. The
digest is SHA-256 of these bytes, in hexadecimal. With a file of `holder <TAB> family` lines, anybody computes it:

    (printf 'sepia-frame-v1\tstandards/lte\tetsi\t2026-01-31\n'; LC_ALL=C sort frame.tsv) | sha256sum
"""

from __future__ import annotations

import hashlib
import itertools
import unicodedata
from collections.abc import Iterable

from shared.errors import Violation, invalid

VERSION = "sepia-frame-v1"

Entry = tuple[str, str]
"""A holder's resource name, empty where the holder is unknown, and a family's."""


def frame_bytes(entries: Iterable[Entry], *, standard: str, family_key: str, edition: str) -> bytes:
    """The canonical bytes of a frame.

    Args:
        entries: (holder, family) pairs, in any order; resource names.
        standard: the standard whose families these are; a resource name.
        family_key: the key they are counted under (`etsi`, `docdb`, `priorities`).
        edition: which edition of the data (an import's export date or name).

    Raises:
        SepiaError: FRAME_NAME_UNUSABLE (empty, or with a control character, or not encodable), FRAME_ENTRY_TWICE.
            Nothing is normalised: what isn't unambiguous is refused.
    """
    header = _line("frame", (VERSION, standard, family_key, edition))
    lines = sorted(_line(f"entries[{index}]", entry) for index, entry in enumerate(entries))
    for line, following in itertools.pairwise(lines):
        if line == following:
            holder, family = line.decode().rstrip("\n").split("\t")
            what = f"The frame has {family} of {holder} twice; a family is counted once for each holder."
            raise invalid("FRAME_ENTRY_TWICE", what, subject=family)
    return b"".join([header, *lines])


def frame_digest(entries: Iterable[Entry], *, standard: str, family_key: str, edition: str) -> str:
    """SHA-256 of the canonical bytes of a frame: 64 hexadecimal digits, in small letters.

    Arguments and errors as of `frame_bytes`.
    """
    canonical = frame_bytes(entries, standard=standard, family_key=family_key, edition=edition)
    return hashlib.sha256(canonical).hexdigest()


def _line(where: str, fields: tuple[str, ...]) -> bytes:
    for position, field in enumerate(fields):
        # Cc: a tab or line feed inside a name would let two frames have the same bytes. Cs: has no UTF-8 form.
        unknown_holder = position == 0 and not field
        if (not field and not unknown_holder) or any(
            unicodedata.category(character) in ("Cc", "Cs") for character in field
        ):
            what = "must not be empty or hold control characters (tabs, line ends) or lone surrogates"
            message = f"A frame cannot be frozen with {field!r} in {where}: a name {what}."
            raise invalid("FRAME_NAME_UNUSABLE", message, Violation(where, what))
    return ("\t".join(fields) + "\n").encode()
