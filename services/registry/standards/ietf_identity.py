"""Owns what a document of the IETF is called: RFCs, the other series, and Internet-Drafts with their revisions.

A draft keeps its name over its revisions (`draft-ietf-quic-transport-05` is revision 05 of
`draft-ietf-quic-transport`), so the revision is the version and the name the identity. Keys: `ietf-rfc-9000`,
`ietf-bcp-79`, `ietf-draft-ietf-quic-transport`. Which draft became which RFC is not in a name, and is not guessed.
"""

from __future__ import annotations

import hashlib
import re

from services.registry.standards.identity import Standard, StandardReference

_SERIES = re.compile(r"^(?:IETF\s+)?(?P<series>RFC|BCP|STD|FYI)[\s-]*0*(?P<number>\d{1,6})$", re.IGNORECASE)
_DRAFT = re.compile(
    r"^(?:IETF\s+)?(?:I-D\.?\s*)?(?P<name>draft-[a-z0-9][a-z0-9.+_-]*?)(?:-(?P<revision>\d{2}))?(?:\.(?:txt|html|xml|pdf))?$",
    re.IGNORECASE,
)
_NOT_IN_KEYS = re.compile(r"[^a-z0-9.-]")
_KEY_LENGTH = 80


def standard_of_rfc(series: str, number: int) -> Standard:
    """The identity of a document of a numbered series.

    Args:
        series: `RFC`, `BCP`, `STD` or `FYI`.
    """
    series = series.upper()
    return Standard(f"ietf-{series.lower()}-{number}", "IETF", series, str(number), (f"{series} {number}",))


def standard_of_draft(name: str) -> Standard:
    """The identity of an Internet-Draft, by its name without the revision."""
    name = name.lower()
    key = "ietf-" + _NOT_IN_KEYS.sub("-", name)
    if key != f"ietf-{name}" or len(key) > _KEY_LENGTH:
        # Two names never share a key, also where one holds what a key may not.
        key = f"{key[: _KEY_LENGTH - 11]}-{hashlib.sha256(name.encode()).hexdigest()[:10]}"
    return Standard(key, "IETF", "draft", name, (name,))


def parse_ietf_document(text: str) -> StandardReference | None:
    """Reads a name of an IETF document; None when the text is no such name.

    Understands `RFC 9000`, `rfc9000`, `RFC-0793`, `BCP 79`, `draft-ietf-quic-transport`,
    `draft-ietf-quic-transport-05` and `draft-ietf-quic-transport-05.txt`.
    """
    text = " ".join(text.split())
    if found := _SERIES.match(text):
        return StandardReference(standard_of_rfc(found["series"], int(found["number"])), None)
    if found := _DRAFT.match(text):
        return StandardReference(standard_of_draft(found["name"]), found["revision"])
    return None
