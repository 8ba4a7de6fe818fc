"""Owns the rows of exports of registrations: each entry as whoever asked may see it, without contact data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from google.type.date_pb2 import Date

from sepia.registry.v1 import registrations_pb2 as pb
from services.registry import tables
from services.registry.exports.table_store import Condition, Kind, Table, counted_id
from services.registry.holders.rules import holder_key
from services.registry.registrations import messages, store
from services.registry.registrations.messages import Viewer
from services.registry.registrations.regimes import Regimes
from services.registry.registrations.rules import State
from services.registry.search.rules import Wanted

COLUMNS: Sequence[tuple[str, Kind]] = (
    ("registration", "text"),
    ("number", "text"),
    ("state", "text"),
    ("regime", "text"),
    ("standard", "text"),
    ("standard_name", "text"),
    ("holder", "text"),
    ("holder_name", "text"),
    ("parent_company", "text"),
    ("representatives", "texts"),
    ("office", "text"),
    ("patent_number", "text"),
    ("in_force_in", "texts"),
    ("correspondences", "texts"),
    ("commitment", "text"),
    ("public_terms", "boolean"),
    ("public_terms_reference", "text"),
    ("royalty_policy", "text"),
    ("sme_terms", "boolean"),
    ("sme_terms_reference", "text"),
    ("in_pools", "boolean"),
    ("pools", "texts"),
    ("licensing_entity", "text"),
    ("received_on", "date"),
    ("registered_on", "date"),
    ("window_ends_on", "date"),
    ("late", "boolean"),
    ("gap_from", "date"),
    ("gap_until", "date"),
    ("suspended_since", "date"),
    ("removed_on", "date"),
    ("removal_ground", "text"),
    ("priorities", "texts"),
    ("family_members", "texts"),
    ("granted_on", "date"),
    ("expires_on", "date"),
    ("products", "texts"),
    ("essentiality", "texts"),
    ("further", "texts"),
    ("withheld", "texts"),
    ("changed_at", "instant"),
    ("demonstration", "boolean"),
)
"""Companies are named; their addresses and persons to speak to are left to the register itself, so that an erasure
there leaves none in a file (Art. 6)."""

_patent = tables.registration_content.c.content["patent"]["office"].astext
_CONDITION: Mapping[str, Condition] = {
    "h": lambda value: counted_id == int(value),
    "s": lambda value: tables.standard.c.id == int(value),
    "g": lambda value: tables.standard.c.generation == int(value),
    "o": lambda value: _patent == value if value != "-" else sa.func.coalesce(_patent, "") == "",
    "d": lambda value: tables.holder.c.demonstration if value == "1" else ~tables.holder.c.demonstration,
}


def registrations(wanted: Wanted, viewer: Viewer, regimes: Regimes) -> Table:
    """Registrations that a viewer may know of, in the order in which they were first asked for.

    What is being mended is shown as registered to everyone but the holder and the centre, as everywhere else.
    """
    seen_by = None if viewer.centre else holder_key(viewer.organization)
    where = [sa.or_(*(_CONDITION[facet[0]](facet[1:]) for facet in group)) for group in wanted.facets]
    query = (
        store.whole_for(seen_by)
        .add_columns(tables.holder.c.name.label("holder_name"), tables.holder.c.demonstration.label("made_up"))
        .where(tables.registration.c.state != int(State.DISCARDED), *where)
    )

    def cells(row: sa.Row[Any]) -> tuple[Any, ...]:
        return _cells(row, messages.registration(row, regimes.of(row.regime).profile, viewer))

    return Table(COLUMNS, query, cells)


def _cells(row: sa.Row[Any], entry: pb.Registration) -> tuple[Any, ...]:
    """An entry in the order of `COLUMNS`; what is withheld is unknown to whoever reads it."""
    content, book = entry.content, entry.content.bibliography
    return (
        entry.name,
        entry.number or None,
        pb.RegistrationState.Name(entry.state).removeprefix("REGISTRATION_STATE_").lower(),
        entry.regime,
        entry.standard,
        row.standard_display_name,
        entry.holder,
        row.holder_name,
        content.parent_company.name or None,
        [each.name for each in content.representatives] or None,
        content.patent.office or None,
        content.patent.number or None,
        list(content.patent.in_force_in) or None,
        [_place(each) for each in content.correspondences] or None,
        content.commitment or None,
        _stated(content.public_terms.exist),
        content.public_terms.reference or None,
        content.public_terms.royalty_policy or None,
        _stated(content.sme_terms.exist),
        content.sme_terms.reference or None,
        _stated(content.pools.available),
        list(content.pools.pools) or None,
        content.licensing_entity or None,
        _day(entry.receive_date),
        _day(entry.registration_date),
        _day(entry.window_end_date),
        entry.late,
        _day(entry.gap_start_date),
        _day(entry.gap_end_date),
        _day(entry.suspension_date),
        _day(entry.removal_date),
        entry.removal_ground or None,
        list(book.priorities) or None,
        list(book.family_members) or None,
        _day(book.grant_date),
        _day(book.expiry_date),
        _known(content.products),
        _known(content.essentiality),
        [f"{key}: {value}" for key, value in sorted(content.further.items())] or None,
        list(entry.withheld_fields) or None,
        row.updated_at if entry.etag else None,
        row.made_up,
    )


def _place(place: pb.Correspondence) -> str:
    """`claim 1: 3GPP TS 38.211 15.2.0 Rel-15, 5.2.2 (requirement)`."""
    kind = pb.ProvisionKind.Name(place.kind).removeprefix("PROVISION_KIND_").lower()
    cited = " ".join(part for part in (place.standard_name, place.version, place.release) if part)
    return f"claim {place.claim}: {cited}, {place.subclause}{f' ({kind})' if place.kind else ''}"


def _stated(stated: pb.Stated) -> bool | None:
    return {pb.STATED_YES: True, pb.STATED_NO: False}.get(stated)


def _known(items: pb.KnownItems) -> list[str] | None:
    """Items as stated; an empty list says that none are known, None that nothing is said."""
    return list(items.items) if items.items or items.none_known else None


def _day(date: Date) -> dt.date | None:
    return dt.date(date.year, date.month, date.day) if date.year else None
