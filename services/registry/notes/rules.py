"""Owns how a restriction of access is told. Pure."""

from __future__ import annotations

from shared.errors import SepiaError, forbidden


def document_restricted(document: str, cause: str, reason: str, *, interim: bool) -> SepiaError:
    """A read of a document to which the caller has no access."""
    until = "until that is decided" if interim else "for good"
    return forbidden(
        f"Access to {document} is restricted because of {cause}, {until}: {reason} What was understood from it stays "
        "in the register. Ask the centre if you need it.",
        reason="DOCUMENT_RESTRICTED",
        subject=document,
    )
