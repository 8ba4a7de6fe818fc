"""Owns how long a document of evidence may be, and how one is refused. Pure."""

from __future__ import annotations

from shared.errors import SepiaError, Violation, invalid

MOST_BYTES = 100 * 1024 * 1024
"""Longest document that is kept."""


def evidence_name(sha256: str) -> str:
    """`evidence/{sha256}`."""
    return f"evidence/{sha256}"


def undescribed() -> SepiaError:
    """Bytes that nobody said anything about."""
    return invalid(
        "UPLOAD_UNDESCRIBED",
        "The upload does not say what it is. Give the name of the file in its first message, or in the query.",
        Violation("filename", "the name of the file; for example register-extract.pdf"),
    )


def empty(filename: str) -> SepiaError:
    """A file without a byte."""
    return invalid(
        "EMPTY_FILE",
        f"{filename} has no content: nothing was stored. Choose the file again.",
        Violation("content", "the bytes of the file, at least one"),
    )


def too_long(filename: str) -> SepiaError:
    """A file that is longer than any evidence."""
    return invalid(
        "EVIDENCE_TOO_LONG",
        f"{filename} has more than {MOST_BYTES // 1024**2} MiB: nothing was stored. Send the pages that matter, or "
        "cite where the whole can be read.",
        Violation("content", f"at most {MOST_BYTES} bytes"),
    )


def incomplete(filename: str, *, announced: int, arrived: int) -> SepiaError:
    """Fewer or more bytes than were announced."""
    return invalid(
        "INCOMPLETE_UPLOAD",
        f"Of {filename} {arrived} bytes arrived, and {announced} were announced: nothing was stored. Send it again.",
        Violation("size_bytes", f"{arrived}, or the bytes that are missing"),
    )
