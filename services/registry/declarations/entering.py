"""Owns entering a declaration: what a request declares, its documents, its list, and the beginning of its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from sepia.registry.v1 import declarations_pb2 as pb
from sepia.registry.v1 import forms_pb2
from services.registry import locks
from services.registry.declarations import (
    declared_pairs,
    form_faults,
    forms,
    list_store,
    messages,
    named_store,
    rules,
    store,
    undertakings,
)
from services.registry.families.importing import recognise_declared
from services.registry.holders.rules import holder_key, holder_name
from services.registry.imports import store as documents
from services.registry.locks import Lock
from shared.db import Database, WriteTransaction
from shared.db.database import OFFICERS, PUBLIC
from shared.errors import Violation, forbidden, not_found, precondition

_DATA, _AS_SUBMITTED, _NON_CONFIDENTIAL = 1, 2, 3
MOST_PAIRS = 20_000
"""Pairs of patent and standard in one declaration; whoever has more brings a file in."""


@dataclass(frozen=True, slots=True)
class MadeDeclaration:
    """A declaration that was just made."""

    id: int
    key: str
    name: str
    links: int
    values: dict[str, Any]
    said: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class PreparedDeclaration:
    """What a request declares.

    Attributes:
        form: as read.
        holder: `holders/…` it is declared for; empty where the declarant's name says it.
        pairs: of patent and standard, in the order of the form.
    """

    form: forms.DeclarationForm
    holder: str
    pairs: list[declared_pairs.Pair]


UTC_DAYS = ZoneInfo("UTC")
"""The days that count where no regime is asked."""


class Entering:
    """Enters declarations, sent by themselves or in a file.

    Args:
        database: the registry's.
        zone: whose days count.
    """

    def __init__(self, database: Database, zone: ZoneInfo = UTC_DAYS) -> None:
        self._database = database
        self._zone = zone

    def prepare(
        self, request: pb.SubmitDeclarationRequest, party: rules.Party, *, complete: bool = True
    ) -> PreparedDeclaration:
        """What a request declares, once nothing about it is at fault.

        Args:
            complete: whether the form must say all that it asks for; a table that leaves things blank says that they
                are not known.

        Raises:
            SepiaError: INVALID_ARGUMENT (DECLARATION_INCOMPLETE), PERMISSION_DENIED (DECLARES_FOR_ANOTHER).
        """
        form = messages.read_form(request.form)
        holder = rules.must_declare_as(party, third_party=form.by_third_party, holder=request.holder)
        if complete:
            pairs = self.checked(request, form, declarant=request.declarant, party=party)
        else:
            pairs = list(declared_pairs.pairs_of(form))
        return PreparedDeclaration(form, holder, pairs)

    async def declare(
        self,
        tx: WriteTransaction,
        request: pb.SubmitDeclarationRequest,
        party: rules.Party,
        what: PreparedDeclaration,
        *,
        demonstration: bool = False,
    ) -> MadeDeclaration:
        """Enters a declaration; the edition that it belongs to is the one that this transaction makes.

        Raises:
            SepiaError: FAILED_PRECONDITION (ALREADY_DECLARED), PERMISSION_DENIED (DECLARES_FOR_ANOTHER), NOT_FOUND.
        """
        # Before every other lock: of two that send one declaration, the second finds that of the first.
        await locks.wait(tx, Lock.DECLARING)
        declarant = await self._declarant(
            tx, what.form, party, what.holder, request.declarant, demonstration=demonstration
        )
        await self._must_be_new(tx, declarant, request, what)
        made = await self.make(
            tx,
            request,
            what.form,
            what.pairs,
            party,
            declarant,
            request.declarant.strip(),
            demonstration=demonstration,
        )
        edition = await documents.coming_edition(tx) if made.links else None
        await self.record(tx, "submit", made, party, {**made.said, **of_edition(edition)})
        return made

    def checked(
        self,
        request: pb.SubmitDeclarationRequest | pb.SupersedeDeclarationRequest,
        form: forms.DeclarationForm,
        *,
        declarant: str,
        party: rules.Party,
    ) -> list[declared_pairs.Pair]:
        """The pairs that a form lists, once nothing about the request is at fault.

        Raises:
            SepiaError: INVALID_ARGUMENT (DECLARATION_INCOMPLETE): every fault at once.
        """
        faults = form_faults.faults_of(form, today=self.today(), declarant=declarant)
        if form.by_third_party and not declarant.strip() and not party.holder:
            faults.append(Violation("declarant", "is missing: who declares, for example Example Implementers e.V."))
        if request.HasField("non_confidential_version"):
            if not request.document.confidential:
                faults.append(
                    Violation("non_confidential_version", "belongs to a confidential document; leave it out otherwise")
                )
            if request.non_confidential_version.confidential:
                faults.append(
                    Violation("non_confidential_version.confidential", "must be false: this version is for the public")
                )
        elif request.document.confidential:
            # Art. 6: whoever claims confidentiality supplies a version that can be shown.
            faults.append(
                Violation(
                    "non_confidential_version",
                    "is missing: a confidential document comes with a version for the public, detailed enough to be "
                    "understood (Art. 6), for example loa-redacted.pdf",
                )
            )
        pairs: list[declared_pairs.Pair] = []
        for pair in declared_pairs.pairs_of(form):
            pairs.append(pair)
            if len(pairs) > MOST_PAIRS:
                faults.append(
                    Violation(
                        "form", f"lists more than {MOST_PAIRS} pairs of patent and standard; import a file instead"
                    )
                )
                break
        if faults:
            raise form_faults.incomplete(faults)
        return pairs

    async def _declarant(
        self,
        tx: WriteTransaction,
        form: forms.DeclarationForm,
        party: rules.Party,
        holder: str,
        declarant: str,
        *,
        demonstration: bool = False,
    ) -> int | None:
        """The holder that declares, entered if need be; None for a third party that is no holder."""
        found = await named_store.holder_id(tx.connection, holder_key(holder)) if holder else None
        name = " ".join(declarant.split())
        if found is not None and name and not form.by_third_party:
            called = await named_store.holders_called(tx.connection, name)
            if found not in called and (called or name.startswith("holders/")):
                raise rules.names_another(name, holder)
        if found is not None or form.by_third_party:
            return found
        if not name:
            raise rules.no_such_holder(holder)
        known = await named_store.holder_named(tx.connection, name)
        if known is not None and holder and holder_name(known.key) != holder:
            raise forbidden(
                f"{name} is {holder_name(known.key)} in the register, and not {holder}. Ask the centre to enter both "
                "as one holder, or declare under the name of your own.",
                reason="DECLARES_FOR_ANOTHER",
                subject=holder,
            )
        key = holder_key(holder) if holder else ""
        return await named_store.enter_holder(tx, name, key=key, demonstration=demonstration)

    async def _must_be_new(
        self,
        tx: WriteTransaction,
        declarant: int | None,
        request: pb.SubmitDeclarationRequest,
        what: PreparedDeclaration,
    ) -> None:
        """Refuses a second declaration under a reference of its declarant, or of the same without one: it would be
        counted twice.
        """
        if declarant is None or what.form.by_third_party:
            return
        reference = request.reference
        if not reference.strip():
            bare = messages.form_without_list(request.form)
            for row in await store.in_force_on_form(tx.connection, declarant, int(what.form.kind), bare):
                if await self.says(tx, row, request.form, what.pairs):
                    raise rules.declared_already(messages.name_of(row))
            return
        taken = await store.in_force_under(tx.connection, declarant, reference.strip())
        if taken is not None:
            name = messages.name_of(taken)
            raise precondition(
                "ALREADY_DECLARED",
                f"{name} is in force under the reference {reference.strip()}. Replace it with `sepia declaration "
                "update` (SupersedeDeclaration), or give this one another reference.",
                subject=name,
            )

    async def says(
        self,
        tx: WriteTransaction,
        row: sa.Row[*tuple[Any, ...]],
        form: forms_pb2.DeclarationForm,
        pairs: list[declared_pairs.Pair],
    ) -> bool:
        """Whether a declaration says what a form says, in every field and, in the same order, every row of its list."""
        bare = messages.form_without_list(form)
        if row.form != bare:
            return False
        listed, _ = messages.data_document({}, bare, pairs)
        kept = b"".join([piece async for piece in documents.document_bytes(tx.connection, row.document_id)])
        return kept.partition(b"\n")[2] == listed.partition(b"\n")[2]

    async def make(
        self,
        tx: WriteTransaction,
        request: pb.SubmitDeclarationRequest | pb.SupersedeDeclarationRequest,
        form: forms.DeclarationForm,
        pairs: list[declared_pairs.Pair],
        party: rules.Party,
        holder: int | None,
        declarant: str,
        *,
        earlier: sa.Row[*tuple[Any, ...]] | None = None,
        demonstration: bool = False,
    ) -> MadeDeclaration:
        """Keeps a new declaration with its list, its documents and the beginning of its history."""
        key, at, today = await store.next_key(tx), self._database.clock.now(), self.today()
        bare = messages.form_without_list(request.form)
        head = {"declaration": key, "declarant": declarant, "reference": request.reference}
        data, rows = messages.data_document(head, bare, pairs)
        data_id, data_sha256 = await _keep(tx, data, at)
        # What a third party says is looked at before it is public, also when it replaces what was published.
        waits = form.by_third_party and not party.officer
        state = rules.State.PENDING if waits else rules.State.IN_FORCE
        signed = form.signature.date if form.signature is not None else None
        terms = undertakings.terms_of(form)
        values: dict[str, Any] = {
            "own_key": key,
            "reference": request.reference.strip() or key,
            "holder_id": holder,
            "declarant": declarant or None,
            "proprietor": form.proprietor.strip() or None,
            "signed_on": signed if isinstance(signed, dt.date) else None,
            "submitted_on": today,
            "published_on": None if waits else today,
            "undertaking": terms.undertaking,
            "reciprocity": terms.reciprocity,
            "irrevocable": terms.irrevocable,
            "kind": int(form.kind),
            "state": int(state),
            "form": bare,
            "document_id": data_id,
            "line": 1,
            "submitter": party.account if earlier is None or not party.officer else earlier.submitter,
            "organization": (party.organization if not party.officer else "")
            if earlier is None or not party.officer
            else earlier.organization,
            "created_at": at,
        }
        id = await store.create_declaration(tx, values)
        attached = {"filename": f"{key}.jsonl", "content_type": "application/jsonl", "confidential": False}
        await store.add_document(tx, id, {"role": _DATA, "document_id": data_id, **attached})
        digests = await self._attach(tx, id, request, at)
        missing = await list_store.add_patents(tx, id, rows, document=data_id, enter=state is rules.State.IN_FORCE)
        if missing:
            raise not_found(
                missing[0],
                f"There is no {missing[0]}. Name the standard as the declaration does, for example 3GPP TS 36.300: it "
                "is then entered, or kept as declared.",
            )
        counts = state is rules.State.IN_FORCE and declared_pairs.counts_as_declared(form)
        links = await list_store.add_links(tx, id, demonstration=demonstration) if counts else 0
        if links:
            await recognise_declared(tx, id, data_sha256, at)
        by = "third party" if form.by_third_party else "centre" if party.officer else "declarant"
        for what in ("submitted",) if waits else ("submitted", "published"):
            event = {"what": what, "happened_on": today, "by": by, "account": party.account, "state": int(state)}
            await store.add_event(tx, id, event)
        said: Mapping[str, object] = {
            "kind": form.kind.name,
            "state": state.name,
            "reference": values["reference"],
            "declarant": declarant,
            "proprietor": form.proprietor,
            "signed_on": values["signed_on"],
            "undertaking": terms.undertaking,
            "reciprocity": terms.reciprocity,
            "pairs": len(pairs),
            "links": links,
            "data": data_sha256,
            **digests,
        }
        row = await store.read_declaration(tx.connection, key)
        assert row is not None
        return MadeDeclaration(id, key, messages.name_of(row), links, values, said)

    async def _attach(
        self,
        tx: WriteTransaction,
        id: int,
        request: pb.SubmitDeclarationRequest | pb.SupersedeDeclarationRequest,
        at: dt.datetime,
    ) -> dict[str, str]:
        """Keeps the documents sent; the digests of those that are for the public."""
        digests: dict[str, str] = {}
        for field, role in (("document", _AS_SUBMITTED), ("non_confidential_version", _NON_CONFIDENTIAL)):
            if not request.HasField(field):  # pyright: ignore[reportArgumentType] one of two literal names
                continue
            sent: pb.SubmittedDocument = getattr(request, field)
            document, sha256 = await _keep(tx, sent.content, at)
            await store.add_document(
                tx,
                id,
                {
                    "role": role,
                    "document_id": document,
                    "filename": sent.filename,
                    "content_type": sent.content_type or "application/octet-stream",
                    "confidential": sent.confidential,
                },
            )
            if not sent.confidential:
                digests[field] = sha256
        return digests

    async def record(
        self, tx: WriteTransaction, action: str, made: MadeDeclaration, party: rules.Party, said: Mapping[str, object]
    ) -> None:
        source = source_of(party, third_party=made.values["holder_id"] is None or bool(made.values["proprietor"]))
        public = made.values["state"] in rules.PUBLIC_STATES
        audience = PUBLIC if public else (*OFFICERS, f"account:{party.account}")
        await tx.record(f"{source}:declaration:{action}", made.name, said, audience=audience)

    def today(self) -> dt.date:
        """The day on which a declaration that comes now is submitted."""
        return self._database.clock.today(self._zone)


async def _keep(tx: WriteTransaction, content: bytes, at: dt.datetime) -> tuple[int, str]:
    """Keeps bytes as a document; its row and its digest."""
    writer = documents.DocumentWriter(tx)
    await writer.begin()
    await writer.write(content)
    return await writer.finish(at), writer.sha256


def source_of(party: rules.Party, *, third_party: bool) -> str:
    if party.officer:
        return "officer"
    return "stakeholder" if third_party else "holder"


def of_edition(edition: int | None) -> dict[str, object]:
    return {} if edition is None else {"edition": edition}
