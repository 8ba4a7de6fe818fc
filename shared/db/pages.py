"""Owns keyset pages (AIP-158): a page token says after which key to go on, and for which question."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from typing import Any, cast

from google.protobuf.message import Message

from shared.errors import Violation, invalid

PageToken = list[str | int]
"""Values of the key of the last row of a page."""

_NOT_THE_QUESTION = ("page_size", "page_token", "read_mask")


def page_size(asked: int, *, default: int, most: int) -> int:
    """How many rows a page has: what was asked for, the default when 0, never more than the most."""
    return min(asked or default, most)


def write_page_token(request: Message, key: PageToken) -> str:
    """The token that goes on after a key with the same question."""
    text = json.dumps([_question(request), key], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_page_token(request: Message) -> PageToken | None:
    """The key to go on after; None on the first page.

    Raises:
        SepiaError: INVALID_ARGUMENT (INVALID_PAGE_TOKEN) for a token that Sepia did not make, or made for another
            question.
    """
    token = cast(str, cast(Any, request).page_token)
    if not token:
        return None
    try:
        padded = token + "=" * (-len(token) % 4)
        question, key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if question == _question(request) and isinstance(key, list):
            return cast(PageToken, key)
    except (ValueError, TypeError, binascii.Error):
        pass
    raise invalid(
        "INVALID_PAGE_TOKEN",
        "The page_token is not one that this list gave for this question. Send next_page_token of the page before "
        "and keep the other fields as they were, or leave page_token empty to begin anew.",
        Violation("page_token", "next_page_token of the page before, unchanged"),
    )


def _question(request: Message) -> str:
    """A digest of what was asked, without where in the answer."""
    copy = type(request)()
    copy.CopyFrom(request)
    for field in _NOT_THE_QUESTION:
        if field in copy.DESCRIPTOR.fields_by_name:
            copy.ClearField(field)
    return hashlib.sha256(copy.SerializeToString(deterministic=True)).hexdigest()[:16]
