"""Owns identities: uuid version 7, sortable by time of creation, and version 4, which tells no time (RFC 9562)."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import uuid_utils.compat

from shared.errors import not_found

NewId = Callable[[], uuid.UUID]
"""A source of fresh identities; passed in, so that a test can supply its own."""


def new_id() -> uuid.UUID:
    """A fresh uuid version 7."""
    return uuid_utils.compat.uuid7()


def random_id() -> uuid.UUID:
    """A fresh uuid version 4, for what is shown to people who must not learn when it was made."""
    return uuid.uuid4()


def id_in(name: str) -> uuid.UUID:
    """The uuid at the end of a resource name, such as `frames/{frame}`.

    Raises:
        SepiaError: NOT_FOUND: nothing is named so.
    """
    try:
        return uuid.UUID(name.rpartition("/")[2])
    except ValueError:
        raise not_found(name) from None
