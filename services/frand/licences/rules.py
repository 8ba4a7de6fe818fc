"""Owns what of a licence each organisation sees, and who may supersede what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, cast

from services.frand.calculations.documents import AUDIENCE, restricted, to_document
from shared.errors import SepiaError, Violation, forbidden, precondition

EVERYBODY = "*"
FIELD_AUDIENCES = "field_audiences"


@dataclass(frozen=True, slots=True)
class View:
    """Terms as an organisation sees them.

    Attributes:
        terms: their document, without what is withheld.
        withheld: how many members are left out.
    """

    terms: Mapping[str, Any]
    withheld: int


def views(terms: Any) -> dict[str, View]:
    """What each organisation sees of terms, by organisation; EVERYBODY where they are open.

    Where everybody sees them, an organisation that sees more than others has a view of its own. Whoever is in none of
    these sees nothing.
    """
    named = {organisation for _, audience in restricted(terms) for organisation in audience}
    own = cast("tuple[str, ...]", getattr(terms, AUDIENCE, ()))
    readers = [*sorted(own)] if own else [EVERYBODY, *sorted(named)]
    return {reader: View(*_part(terms, reader)) for reader in readers}


def must_be_for(terms: Any, organisation: str) -> None:
    """Refuses terms of which the filer's own organisation may not see everything.

    Raises:
        SepiaError: PERMISSION_DENIED (NOT_IN_AUDIENCE) naming the audience.
    """
    for path, audience in restricted(terms):
        if organisation not in audience:
            raise SepiaError(
                forbidden("").kind,
                "NOT_IN_AUDIENCE",
                f"terms.{path} does not name {organisation or 'an organization of yours'}, so you could not see what "
                "you file. Name your own organization in every audience that you give.",
                (Violation(f"terms.{path}", "must name the filer's organization"),),
            )


def must_have_filed(name: str, organisation: str, *, filer: str) -> None:
    """Refuses to supersede what another organisation filed.

    Raises:
        SepiaError: PERMISSION_DENIED (NOT_ITS_FILER).
    """
    if organisation != filer:
        raise forbidden(
            f"{name} was filed by another organization, which alone can supersede it.",
            reason="NOT_ITS_FILER",
            subject=name,
        )


def superseded_already(name: str) -> SepiaError:
    """A second successor of the same record."""
    return precondition(
        "SUPERSEDED_ALREADY",
        f"{name} is superseded already. Read it again and supersede the newest.",
        subject=name,
    )


def partly_withheld(name: str, withheld: int) -> SepiaError:
    """A calculation from a licence that the caller sees a part of."""
    return precondition(
        "LICENCE_WITHHELD",
        f"{withheld} members of {name} are withheld from your organization, so nothing can be computed from it. Ask "
        "whoever filed it to name your organization in their audiences.",
        subject=name,
    )


def _part(value: Any, reader: str) -> tuple[dict[str, Any], int]:
    """The document of a dataclass for a reader, and how much was left out."""
    hidden = _hidden_fields(value, reader)
    document: dict[str, Any] = {}
    withheld = 0
    for each in fields(value):
        member = getattr(value, each.name)
        if each.name in hidden:
            withheld += 1
        elif member is None:
            continue
        elif each.name == FIELD_AUDIENCES:
            document[each.name] = [to_document(one) for one in member if reader in one.audience]
        else:
            found, left_out = _member(member, reader)
            withheld += left_out
            if found is not None:
                document[each.name] = found
    return document, withheld


def _member(member: Any, reader: str) -> tuple[Any, int]:
    if isinstance(member, tuple):
        parts = [_member(each, reader) for each in cast("tuple[Any, ...]", member)]
        return [found for found, _ in parts if found is not None], sum(left_out for _, left_out in parts)
    if is_dataclass(member):
        audience = getattr(member, AUDIENCE, ())
        return (None, 1) if audience and reader not in audience else _part(member, reader)
    return to_document(member), 0


def _hidden_fields(value: Any, reader: str) -> set[str]:
    """Fields of a dataclass that its own marks keep from a reader."""
    hidden = {one.field for one in getattr(value, FIELD_AUDIENCES, ()) if reader not in one.audience}
    for each in fields(value):
        base = each.name.removesuffix(f"_{AUDIENCE}")
        if base != each.name and (audience := getattr(value, each.name)) and reader not in audience:
            hidden |= {base, each.name}
    return hidden
