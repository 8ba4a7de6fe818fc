"""Owns what an upload may be, and how names become resource ids. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container

from shared.errors import Kind, SepiaError, Violation, forbidden, invalid, precondition

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
    """An upload, by a holder or a pool, of a file that only the centre brings in."""
    return forbidden(
        f"Files of the format {name} are brought in by the centre's officers. A holder sends what it declares itself: "
        "an ISLD export, ETSI's bulk upload, Sepia's template (CSV or XLSX) or JSON Lines. A pool sends lists of its "
        "own programme.",
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


def unnamed_upload() -> SepiaError:
    """A resumable upload that nobody could ask for again."""
    return invalid(
        "UPLOAD_UNNAMED",
        "A resumable upload needs a request_id, by which it is continued. Set one, for example the file's SHA-256.",
        Violation("request_id", "1 to 64 characters, for example upload-2026-11-22"),
    )


def wrong_offset(request_id: str, *, offset: int, received: int) -> SepiaError:
    """An upload that is continued elsewhere than where it stopped."""
    return invalid(
        "UPLOAD_OFFSET",
        f"Of the upload {request_id!r}, {received} bytes are stored, and this continues at {offset}. Ask GetUpload and "
        f"go on from there, or begin again at 0.",
        Violation("offset_bytes", f"{received}, or 0 to begin again"),
    )


def changed_upload(request_id: str) -> SepiaError:
    """An upload that is continued with other words than it was begun with."""
    return invalid(
        "UPLOAD_CHANGED",
        f"The upload {request_id!r} was begun with another filename, format or edition to supersede. Continue it "
        "with the same, or begin another under a new request_id.",
        Violation("request_id", "that of the very same upload, or an unused one"),
    )


def upload_under_way(request_id: str) -> SepiaError:
    """An upload that two connections continue at once."""
    return SepiaError(
        Kind.STALE,
        "UPLOAD_UNDER_WAY",
        f"Another connection has just continued the upload {request_id!r}. Ask GetUpload how far it is; if that "
        "connection is dead, go on from there.",
    )


def broken_upload(filename: str, request_id: str, *, announced: int, received: int) -> SepiaError:
    """A resumable upload that ended before the size it announced."""
    return invalid(
        "INCOMPLETE_UPLOAD",
        f"{filename or 'The file'} was announced with {announced} bytes and {received} are stored. They are kept: go "
        f"on from byte {received} with the request_id {request_id!r}.",
        Violation("offset_bytes", f"{received}"),
    )


def not_its_source(earlier: str) -> SepiaError:
    """A newer edition from somebody else than the source of the earlier one."""
    return forbidden(
        f"{earlier} came from another source. A file is superseded by a newer one of the same organization, or by an "
        "officer of the centre.",
        reason="NOT_ITS_SOURCE",
    )


def superseded_already(earlier: str, by: str) -> SepiaError:
    """A second newer edition of the same file."""
    return precondition(
        "SUPERSEDED_ALREADY",
        f"{earlier} is superseded by {by} already. A newer edition supersedes the newest: send it with supersedes: "
        f"{by}.",
        subject=earlier,
    )


def not_applied(earlier: str) -> SepiaError:
    """A newer edition of a file that was not applied."""
    return precondition(
        "NOT_APPLIED",
        f"{earlier} is not applied (it waits, or was refused), so there is nothing to compare with. Wait for its end, "
        "or leave supersedes empty.",
        subject=earlier,
    )


def not_supersedable(earlier: str, why: str) -> SepiaError:
    """A file that is no newer edition of the same export."""
    return precondition(
        "NOT_SUPERSEDABLE",
        f"{earlier} cannot be superseded by this file: {why}. Supersede an ISLD export by a newer ISLD export, "
        "demonstration data by demonstration data.",
        subject=earlier,
    )


def supersedes_nothing(name: str) -> SepiaError:
    """Differences of an import that was compared with none."""
    return precondition(
        "SUPERSEDES_NOTHING",
        f"{name} is no newer edition of another import, so there are no differences. Send a newer edition with "
        "supersedes: imports/… (`sepia import FILE --supersedes imports/…`).",
        subject=name,
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
