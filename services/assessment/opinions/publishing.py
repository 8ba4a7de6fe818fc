"""Owns what the log says to everybody of an opinion that was published: what was found, and the digest of the reasons.

What was journaled when the opinion was issued is for those concerned, and stays so. With this entry anybody can prove
what was published, and when.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from services.assessment.tables import SCHEMA
from shared.auth.callers import Role
from shared.canonical import sha256_hex
from shared.db import WriteTransaction
from shared.db.database import OFFICERS, PUBLIC

__all__ = ["PUBLISHED", "tell_published"]

PUBLISHED = "centre:opinion:publish"
_NOBODY = (Role.ROLE_UNSPECIFIED, Role.ROLE_PUBLIC, Role.ROLE_SIGNED_IN)
_ANYBODY = [f"role:{Role.Name(role).removeprefix('ROLE_')}" for role in Role.values() if role not in _NOBODY]
"""Whoever is signed in has one of these roles."""


async def tell_published(tx: WriteTransaction, opinions: Iterable[Any], audience: Collection[str]) -> None:
    """Journals opinions as those see them who see them from now on.

    Args:
        opinions: rows.
        audience: of published opinions under the regime.
    """
    if "public" in audience:
        readers: tuple[str, ...] = PUBLIC
    else:
        roles = _ANYBODY if "signed-in" in audience else [each for each in audience if each.startswith("role:")]
        readers = (*OFFICERS, *roles)
    await tx.record_many(
        PUBLISHED,
        [
            (
                f"opinions/{row.id}",
                {
                    "campaign": f"campaigns/{row.campaign_id}" if row.campaign_id else "",
                    "family": row.family,
                    "standard": row.standard,
                    "outcome": row.outcome,
                    "simulated": row.simulated,
                    "reasons_sha256": sha256_hex(row.reasons.encode()),
                    **({"supersedes": f"opinions/{row.supersedes}"} if row.supersedes else {}),
                    **({"correction": row.correction} if row.correction else {}),
                },
            )
            for row in opinions
        ],
        audience=readers,
        actor=f"services/{SCHEMA}",
    )
