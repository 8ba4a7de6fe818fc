"""Owns pages of lists that show the newest first: the key is the instant of creation, then the identity."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from google.protobuf.message import Message

from shared.canonical import instant_text
from shared.db.pages import read_page_token, write_page_token
from shared.errors import Violation, invalid

DEFAULT_SIZE = 50
MOST = 1_000
_IDENTITY = re.compile(r"[a-z0-9/-]{1,100}")


@dataclass(frozen=True, slots=True)
class PageKey:
    """Where a page ended.

    Attributes:
        created_at: of its last row.
        identity: of its last row, as text.
    """

    created_at: dt.datetime
    identity: str


def read_page_key(request: Message) -> PageKey | None:
    """The key to go on after; None on the first page.

    Raises:
        SepiaError: INVALID_ARGUMENT (INVALID_PAGE_TOKEN).
    """
    key = read_page_token(request)
    match key:
        case None:
            return None
        case [str(instant), str(identity)]:
            try:
                created_at = dt.datetime.fromisoformat(instant)
            except ValueError:
                created_at = None
            # The token is no secret: whatever somebody writes into it goes to the database as a key.
            if created_at is not None and created_at.tzinfo is not None and _IDENTITY.fullmatch(identity):
                return PageKey(created_at, identity)
        case _:
            pass
    raise invalid(
        "INVALID_PAGE_TOKEN",
        "The page_token is not one that this list gave. Send next_page_token of the page before, or leave it empty.",
        Violation("page_token", "next_page_token of the page before, unchanged"),
    )


def write_page_key(request: Message, key: PageKey) -> str:
    """The token that goes on after a row."""
    return write_page_token(request, [instant_text(key.created_at), key.identity])
