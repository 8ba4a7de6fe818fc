"""Owns what an upload may be, and how names become resource ids. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container

from shared.errors import SepiaError, Violation, forbidden, invalid

MAX_FAILURES = 8
"""Failures that were not the file's before an import is given up, visibly."""

_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")
_KEY_LENGTH = 60


def first_message_missing() -> SepiaError:
    """An upload that says nothing about itself."""
    return invalid(
        "UPLOAD_UNDESCRIBED",
        "The first message of an upload says what the file is: set filename and source_format, for example "
        "filename: export.csv, source_format: SOURCE_FORMAT_ISLD.",
        Violation("source_format", "what the file is, for example SOURCE_FORMAT_ISLD"),
    )


def format_of_the_centre(name: str) -> SepiaError:
    """A holder's upload of a file that only the centre brings in."""
    return forbidden(
        f"Files of the format {name} are brought in by the centre's officers. A holder sends what it declares itself: "
        "an ISLD export, ETSI's bulk upload, Sepia's template (CSV or XLSX) or JSON Lines.",
        reason="FORMAT_OF_THE_CENTRE",
    )


def empty_upload(filename: str) -> SepiaError:
    """An upload without a byte."""
    return invalid(
        "EMPTY_FILE",
        f"{filename or 'The file'} has no content. Check that it was written to the end before it was sent.",
        Violation("content", "the bytes of the file"),
    )


def incomplete_upload(filename: str, *, announced: int, arrived: int) -> SepiaError:
    """An upload that ended before, or after, the size it announced."""
    return invalid(
        "INCOMPLETE_UPLOAD",
        f"{filename or 'The file'} was announced with {announced} bytes and {arrived} arrived. Nothing of it was kept: "
        "send it again.",
        Violation("size_bytes", "the size of the whole file in bytes, or 0 where it is not known"),
    )


def plain(text: str) -> str:
    """A name as searches compare it: lower case, without accents, letters and digits only."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed.casefold() if c.isalnum())


def holder_key(name: str, taken: Container[str]) -> str:
    """A readable resource id for a declarant's name that no other name has.

    Two names that read alike (`Acme, Inc.` and `ACME INC`) are two declarants until a person says otherwise, so the
    second gets a suffix from a digest of its exact spelling.
    """
    decomposed = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    key = _NOT_IN_KEYS.sub("-", decomposed.casefold()).strip("-")[:_KEY_LENGTH].strip("-")
    if key and key not in taken:
        return key
    return f"{key or 'holder'}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
