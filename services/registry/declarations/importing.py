"""Owns taking over declarations that other registers hold: ETSI's general ones and the IETF's disclosures.

A declaration follows its source: a later file that says something else of it changes it by a new event, and what the
earlier file said stays in that file and in its history. What is not public there is not public here, and enters no
holder and no standard.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from google.protobuf.json_format import ParseDict

from sepia.registry.v1 import forms_pb2
from services.registry.conflicts import store as conflicts
from services.registry.conflicts.rules import Contradiction, Side
from services.registry.declarations import (
    declared_pairs,
    etsi_general,
    forms,
    ietf,
    list_store,
    messages,
    named_store,
    rules,
    store,
    undertakings,
)
from services.registry.imports import store as documents
from services.registry.imports.formats import Applied, Rejection, SubmittedFile
from shared.db.database import OFFICERS, PUBLIC

_REPORT_EVERY = 500


@dataclass(frozen=True, slots=True)
class Sourced:
    """A declaration as its source has it now.

    Attributes:
        state_there: the word for its state there; empty where the source has no states.
        updates: keys of earlier declarations that it updates.
        contradictions: what the source says of it in two ways.
        line: physical line of the file on which it begins.
        otherwise: what later rows say otherwise than the first: column, what the first says, what the other says, its
            line.
    """

    key: str
    reference: str
    state: rules.State
    state_there: str
    declarant: str
    proprietor: str
    signed_on: dt.date | None
    submitted_on: dt.date | None
    published_on: dt.date | None
    form: Mapping[str, Any]
    updates: Sequence[str]
    contradictions: str
    digests: Sequence[str]
    line: int
    offset: int = 0
    length: int = 0
    otherwise: Sequence[tuple[str, str, str, int]] = ()


class EtsiGeneralFormat:
    """ETSI's export of general declarations."""

    async def apply(self, file: SubmittedFile) -> Applied:
        """Takes an export over; rows that the register has already change nothing."""
        data = await file.whole()
        read = await asyncio.to_thread(lambda: list(etsi_general.read_rows(data)))
        rows = [row for row in read if isinstance(row, etsi_general.Row)]
        await file.reject([_rejection(fault) for one in read if isinstance(one, list) for fault in one])
        found = [_of_general(one) for one in etsi_general.gather(rows)]
        new, counts = await _take_over(file, found)
        return Applied(rows=len(read), accepted=len(rows), new=new, counts=counts, declared=_declared(found))


class IetfFormat:
    """IPR disclosures of the IETF datatracker."""

    async def apply(self, file: SubmittedFile) -> Applied:
        """Takes disclosures over; those that the register has already, unchanged, change nothing."""
        data = await file.whole()
        records = await asyncio.to_thread(lambda: list(ietf.read_records(data)))
        found: dict[int, Sourced] = {}
        accepted = 0
        for record in records:
            understood = ietf.understand(record)
            if isinstance(understood, list):
                await file.reject([_rejection(fault) for fault in understood])
                continue
            said = _of_disclosure(record, understood)
            first = found.setdefault(understood.number, said)
            if first.digests != said.digests:
                # Which of the two is later, the file does not say: taking either in turn would change it every time.
                await file.reject([_rejection(ietf.contradicts(record, understood.number, first.line))])
                continue
            accepted += 1
        new, counts = await _take_over(file, list(found.values()))
        return Applied(
            rows=len(records), accepted=accepted, new=new, counts=counts, declared=_declared(list(found.values()))
        )


def _rejection(fault: ietf.Fault) -> Rejection:
    return Rejection(fault.line, fault.column, fault.value, fault.reason, fault.message, fault.suggestion)


def _declared(found: Sequence[Sourced]) -> dict[str, int]:
    public = [one for one in found if one.state in rules.PUBLIC_STATES]
    return {
        "declarations": len({one.key for one in found}),
        "holders": len({one.declarant for one in public if one.declarant}),
        "rows_without_holder": sum(not one.declarant for one in found),
    }


def _of_general(said: etsi_general.General) -> Sourced:
    columns = ", ".join(dict.fromkeys(column for column, *_ in said.conflicts))
    what = f"Rows of this declaration differ in {columns}; the first row's was taken."
    return Sourced(
        key=f"gd-{said.iprd_id}",
        reference=said.reference,
        state=rules.State.IN_FORCE,
        state_there="",
        declarant=said.declarant,
        proprietor="",
        signed_on=said.signed_on,
        submitted_on=said.submitted_on,
        published_on=said.published_on,
        form={"etsiGeneral": said.form},
        updates=(),
        contradictions=what if said.conflicts else "",
        digests=said.digests,
        line=said.line,
        otherwise=said.conflicts,
    )


def _of_disclosure(record: ietf.Record, said: ietf.Disclosure) -> Sourced:
    return Sourced(
        key=f"ietf-{said.number}",
        reference=f"IETF IPR {said.number}",
        state=said.state,
        state_there=said.state_there,
        # A third party's disclosure names the holder of the patents, and not who made it.
        declarant="" if said.by_third_party else said.holder,
        proprietor=said.holder if said.by_third_party else "",
        signed_on=None,
        submitted_on=said.submitted_on,
        published_on=None,
        form={"ietfDisclosure": said.form},
        updates=[f"ietf-{number}" for number in said.updates],
        contradictions="",
        digests=(record.digest,),
        line=record.line,
        offset=record.offset,
        length=record.length,
    )


async def _take_over(file: SubmittedFile, found: Sequence[Sourced]) -> tuple[int, dict[str, int]]:
    """Takes declarations over; how many rows of the file said something new, and further figures for the report."""
    new = changed = hidden = steps = links = 0
    ended: list[int] = []
    await store.prepare_for_many(file.tx)
    for number, said in enumerate(found, 1):
        if said.state not in rules.PUBLIC_STATES:
            hidden += 1
        row = await store.lock_declaration(file.tx, said.key)
        if row is None:
            links += await _enter(file, said)
            new += len(said.digests)
        elif set(row.source_rows or ()) != set(said.digests):
            links += await _follow(file, row, said, ended)
            changed += 1
            # A row that the source no longer has is a change too, though no row is new.
            new += max(1, len(set(said.digests) - set(row.source_rows or ())))
        for earlier in said.updates:
            steps += await store.add_step(file.tx, earlier, said.key, store.UPDATES, file.at)
        if number % _REPORT_EVERY == 0:
            await file.progress(file.size_bytes, number, file.rejected_rows, "merging")
    if ended:
        # The number of the edition is taken last: whoever changes a declaration at the same moment takes it last too,
        # so that neither waits for the other in a circle.
        await list_store.number_ended(file.tx, ended, await documents.coming_edition(file.tx))
    await _note_contradictions(file, found)
    counts = {"changed declarations": changed, "declarations not public": hidden, "updates of earlier ones": steps}
    return new, {**counts, "declared links": links}


_FIELDS = {
    "IPRD_REFERENCE": "reference",
    "Reflected Date": "reflected",
    "IPRD_SIGNATURE_DATE": "signed",
    "IPRD_CREATION_DATE": "submitted",
    "COMP_LEGAL_NAME": "declarant",
    "LICD_REC_CONDI_FLAG": "reciprocity",
}
"""Columns that are facts of a declaration whatever file it comes from, as conflicting facts are called."""


async def _note_contradictions(file: SubmittedFile, found: Sequence[Sourced]) -> None:
    """Keeps side by side what rows of one declaration say differently."""
    if not any(said.otherwise for said in found):
        return
    keys = [said.key for said in found if said.otherwise]
    names = {row.key: messages.name_of(row) for row in await store.read_declarations(file.tx.connection, keys)}
    noted = [
        Contradiction(
            names[said.key],
            _FIELDS.get(column, column),
            Side(first, file.document_id, said.line),
            Side(other, file.document_id, line),
        )
        for said in found
        for column, first, other, line in said.otherwise
        if first and other
    ]
    await conflicts.note(file.tx, noted, file.edition)


async def _enter(file: SubmittedFile, said: Sourced) -> int:
    """Enters a declaration that the register lacked; returns how many links it counts with."""
    public = said.state in rules.PUBLIC_STATES
    values = {
        **await _values(file, said, public=public),
        "own_key": said.key,
        "created_at": file.at,
        "state": int(said.state),
    }
    id = await store.create_declaration(file.tx, values)
    form = _form(said)
    if said.submitted_on is not None:
        by = "third party" if form.by_third_party else "declarant"
        event = {"what": "submitted", "happened_on": said.submitted_on, "by": by, "state": int(said.state)}
        await store.add_event(file.tx, id, {**event, **_place(file, said)})
    if said.published_on is not None:
        event = {"what": "published", "happened_on": said.published_on, "by": "source", "state": int(said.state)}
        await store.add_event(file.tx, id, {**event, **_place(file, said)})
    if said.state_there:
        await _note(file, id, said, f"state at source: {said.state_there}", said.state)
    if said.contradictions:
        await _note(file, id, said, "contradiction at source", said.state, said.contradictions)
    return await _list(file, id, said, form, counted=said.state is rules.State.IN_FORCE)


async def _follow(file: SubmittedFile, row: sa.Row[*tuple[Any, ...]], said: Sourced, ended: list[int]) -> int:
    """Changes a declaration as its source has changed; returns how many links it counts with from now on.

    Args:
        ended: gets the declaration's row id where links of it count no longer.
    """
    # What the centre or the declarant decided here (a removal, a withdrawal) is not undone by a later file.
    decided_here = row.source_state is not None and row.state != row.source_state
    state = rules.State(row.state) if decided_here else said.state
    public = row.state in rules.PUBLIC_STATES or state in rules.PUBLIC_STATES
    values = {**await _values(file, said, public=public), "state": int(state)}
    if state is not rules.State.IN_FORCE and row.state == rules.State.IN_FORCE:
        values["undertaking_stands"] = None
    revision = await store.change_declaration(file.tx, row.id, values)
    there = said.state_there if said.state != row.source_state else ""
    await _note(file, row.id, said, f"state at source: {there}" if there else "changed at source", state)
    if said.contradictions:
        await _note(file, row.id, said, "contradiction at source", state, said.contradictions)
    if await list_store.counted_links(file.tx, row.id):
        await list_store.end_links(file.tx, row.id)
        ended.append(row.id)
    await list_store.retire_patents(file.tx, row.id, revision)
    now = await store.read_declaration(file.tx.connection, said.key)
    assert now is not None
    await file.tx.record(
        "system:declaration:follow",
        messages.name_of(now),
        {"state": state.name, "state_at_source": said.state_there, "document": file.sha256, "line": said.line},
        audience=PUBLIC if public else OFFICERS,
    )
    return await _list(file, row.id, said, _form(said), counted=state is rules.State.IN_FORCE)


async def _values(file: SubmittedFile, said: Sourced, *, public: bool) -> dict[str, Any]:
    """The columns of a declaration that its source says."""
    message = ParseDict({**said.form}, forms_pb2.DeclarationForm())
    form = messages.read_form(message)
    terms = undertakings.terms_of(form)
    holder = None
    if said.declarant and public:
        holder = await named_store.enter_holder(file.tx, said.declarant, demonstration=file.demonstration)
    return {
        "reference": said.reference,
        "holder_id": holder,
        "declarant": said.declarant or None,
        "proprietor": said.proprietor or None,
        "signed_on": said.signed_on,
        "submitted_on": said.submitted_on,
        "published_on": said.published_on,
        "undertaking": terms.undertaking,
        "reciprocity": terms.reciprocity,
        "irrevocable": terms.irrevocable,
        "kind": int(form.kind),
        "form": messages.form_without_list(message),
        "document_id": file.document_id,
        "line": said.line,
        "source_rows": list(said.digests),
        "source_state": int(said.state),
    }


def _form(said: Sourced) -> forms.DeclarationForm:
    return messages.read_form(ParseDict({**said.form}, forms_pb2.DeclarationForm()))


async def _list(file: SubmittedFile, id: int, said: Sourced, form: forms.DeclarationForm, *, counted: bool) -> int:
    """Keeps the list of a declaration, and counts it where the declaration stands and is its holder's own."""
    rows = [list_store.Row(pair, said.line, said.offset, said.length) for pair in declared_pairs.pairs_of(form)]
    if not rows:
        return 0
    in_force = said.state is rules.State.IN_FORCE
    await list_store.add_patents(file.tx, id, rows, document=file.document_id, enter=in_force)
    if not (counted and declared_pairs.counts_as_declared(form)):
        return 0
    return await list_store.add_links(file.tx, id, demonstration=file.demonstration)


async def _note(file: SubmittedFile, id: int, said: Sourced, what: str, state: rules.State, reason: str = "") -> None:
    event = {"what": what, "by": "source", "state": int(state), "reason": reason}
    await store.add_event(file.tx, id, {**event, **_place(file, said)})


def _place(file: SubmittedFile, said: Sourced) -> dict[str, object]:
    return {"document_id": file.document_id, "line": said.line}
