"""Owns `DeclarationService`: declarations made here, and what becomes of declarations of every source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import grpc.aio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import declarations_pb2 as pb
from sepia.registry.v1 import declarations_pb2_grpc, holders_pb2
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
from services.registry.declarations.reading import DeclarationReads, given_out_to_nobody
from services.registry.holders.rules import holder_key, holder_name
from services.registry.imports import store as documents
from shared.db import Database, WriteTransaction
from shared.db.database import OFFICERS, PUBLIC
from shared.errors import Violation, forbidden, not_found

Context = grpc.aio.ServicerContext[Any, Any]

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


class DeclarationServicer(DeclarationReads, declarations_pb2_grpc.DeclarationServiceServicer):
    """Takes declarations and changes what they are.

    Args:
        database: the registry's.
        must_be_readable: refuses the content of a document, by its digest, to a caller who has no access to it.
        zone: whose days count.
    """

    def __init__(
        self,
        database: Database,
        must_be_readable: Callable[[AsyncConnection, str], Awaitable[None]] | None = None,
        zone: ZoneInfo = UTC_DAYS,
    ) -> None:
        # Whoever only enters declarations gives out no documents.
        super().__init__(database, must_be_readable or given_out_to_nobody)
        self._zone = zone

    async def SubmitDeclaration(
        self, request: pb.SubmitDeclarationRequest, context: Context
    ) -> holders_pb2.Declaration:
        party = messages.current_party()
        prepared = self.prepare(request, party)
        async with self._database.write(request) as tx:
            made = await self.declare(tx, request, party, prepared)
            if made.links:
                await self._edition(tx, made.name)
            return await tx.reply(await self._answer(tx, made.key, party))

    async def SupersedeDeclaration(
        self, request: pb.SupersedeDeclarationRequest, context: Context
    ) -> holders_pb2.Declaration:
        party, form = messages.current_party(), messages.read_form(request.form)
        async with self._database.write(request) as tx:
            earlier = await self._locked(tx, request.name, request.etag, party)
            by = rules.must_be_own(party, messages.name_of(earlier), own=messages.made_by(party, earlier))
            pairs = self._checked(request, form, declarant=earlier.declarant_name or "", party=party)
            standing = messages.standing_of(earlier)
            narrowed = undertakings.narrowing(standing.terms, undertakings.terms_of(form))
            change = rules.supersede(standing, form.kind, narrowed)
            made = await self._declare(
                tx, request, form, pairs, party, earlier.holder_id, earlier.declarant or "", earlier=earlier
            )
            await store.add_step(tx, earlier.key, made.key, store.SUPERSEDES, self._database.clock.now())
            reason = request.reason or f"Replaced by {made.name}."
            if made.values["state"] == rules.State.PENDING:
                # The earlier one stands until the centre has published what replaces it.
                await self._record(tx, "submit", made, party, made.said)
                return await tx.reply(await self._answer(tx, made.key, party))
            edition = await self._changed(
                tx, earlier, change, by, reason, party, links_begun=made.links, cause=made.name
            )
            await self._record(tx, "submit", made, party, {**made.said, **_of_edition(edition)})
            said = {"superseded_by": made.name, "reason": request.reason, **_of_edition(edition)}
            await self._record_change(tx, earlier, "supersede", party, said)
            return await tx.reply(await self._answer(tx, made.key, party))

    async def WithdrawDeclaration(
        self, request: pb.WithdrawDeclarationRequest, context: Context
    ) -> holders_pb2.Declaration:
        party = messages.current_party()
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name, request.etag, party)
            by = rules.must_be_own(party, messages.name_of(row), own=messages.made_by(party, row))
            change = rules.withdraw(messages.standing_of(row), rules.WithdrawalScope(request.scope))
            edition = await self._changed(tx, row, change, by, request.reason, party)
            said = {
                "scope": pb.WithdrawalScope.Name(request.scope),
                "state": change.state.name,
                "reason": request.reason,
                **_of_edition(edition),
            }
            await self._record_change(tx, row, "withdraw", party, said)
            return await tx.reply(await self._answer(tx, row.key, party))

    async def RemoveDeclaration(
        self, request: pb.RemoveDeclarationRequest, context: Context
    ) -> holders_pb2.Declaration:
        party = messages.current_party()
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name, request.etag, party)
            change = rules.remove(messages.standing_of(row), rules.RemovalGround(request.ground))
            edition = await self._changed(tx, row, change, "centre", request.reason, party)
            said = {"state": change.state.name, "reason": request.reason, **_of_edition(edition)}
            await self._record_change(tx, row, "remove", party, said)
            return await tx.reply(await self._answer(tx, row.key, party))

    async def ReviewDeclaration(
        self, request: pb.ReviewDeclarationRequest, context: Context
    ) -> holders_pb2.Declaration:
        party = messages.current_party()
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name, request.etag, party)
            change = rules.review(messages.standing_of(row), rules.Decision(request.decision))
            if change.state is rules.State.IN_FORCE:
                await list_store.place_standards(tx, row.id)
            await self._changed(tx, row, change, "centre", request.reason, party)
            if change.state is rules.State.IN_FORCE:
                await self._replaced(tx, row, party)
            said = {"decision": change.what, "state": change.state.name, "reason": request.reason}
            await self._record_change(tx, row, "review", party, said, state=change.state)
            return await tx.reply(await self._answer(tx, row.key, party))

    # --- for imports, too ----------------------------------------------------------------------------------------

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
            pairs = self._checked(request, form, declarant=request.declarant, party=party)
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
        """Enters a declaration; the edition that it belongs to is the one that this transaction makes."""
        declarant = await self._declarant(
            tx, what.form, party, what.holder, request.declarant, demonstration=demonstration
        )
        made = await self._declare(
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
        await self._record(tx, "submit", made, party, {**made.said, **_of_edition(edition)})
        return made

    # --- steps of the use cases ----------------------------------------------------------------------------------

    def _checked(
        self,
        request: pb.SubmitDeclarationRequest | pb.SupersedeDeclarationRequest,
        form: forms.DeclarationForm,
        *,
        declarant: str,
        party: rules.Party,
    ) -> list[declared_pairs.Pair]:
        """The pairs that a form lists, once nothing about the request is at fault."""
        faults = form_faults.faults_of(form, today=self._today(), declarant=declarant)
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
        if found is not None or form.by_third_party:
            return found
        name = " ".join(declarant.split())
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

    async def _declare(
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
        key, at, today = await store.next_key(tx), self._database.clock.now(), self._today()
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

    async def _locked(self, tx: WriteTransaction, name: str, etag: str, party: rules.Party) -> sa.Row[*tuple[Any, ...]]:
        """The declaration to change, locked, if the party may know of it and has read its latest revision."""
        wanted = rules.read_declaration_name(name)
        row = await store.lock_declaration(tx, wanted.key)
        if row is None or not wanted.belongs_to(row.holder_key) or not messages.may_know(party, row):
            raise not_found(name)
        if party.officer or messages.made_by(party, row):
            rules.must_be_current(name, etag, row.revision)
        return row

    async def _changed(
        self,
        tx: WriteTransaction,
        row: sa.Row[*tuple[Any, ...]],
        change: rules.Change,
        by: str,
        reason: str,
        party: rules.Party,
        *,
        links_begun: int = 0,
        cause: str = "",
    ) -> int | None:
        """Puts a declaration into its next state; the edition this made, None where what is counted stays the same."""
        today = self._today()
        values: dict[str, object] = {"state": int(change.state), "undertaking_stands": change.undertaking_stands}
        if change.state is rules.State.IN_FORCE:
            values["published_on"] = today
        await store.change_declaration(tx, row.id, values)
        event = {
            "what": change.what,
            "happened_on": today,
            "by": by,
            "account": party.account,
            "reason": reason,
            "state": int(change.state),
        }
        await store.add_event(tx, row.id, event)
        ended = change.state is not rules.State.IN_FORCE and await list_store.counted_links(tx, row.id)
        if not (ended or links_begun):
            return None
        edition = await self._edition(tx, cause or messages.name_of(row))
        if ended:
            await list_store.end_links(tx, row.id, edition)
        return edition

    async def _replaced(self, tx: WriteTransaction, later: sa.Row[*tuple[Any, ...]], party: rules.Party) -> None:
        """Lets what a declaration replaces be superseded, now that it is published."""
        name = messages.name_of(later)
        for key in await store.waiting_to_be_replaced(tx, later.key):
            earlier = await store.lock_declaration(tx, key)
            if earlier is None or earlier.state != rules.State.IN_FORCE:
                continue
            change = rules.supersede(messages.standing_of(earlier), forms.Kind(later.kind), "")
            await self._changed(tx, earlier, change, "centre", f"Replaced by {name}.", party)
            await self._record_change(tx, earlier, "supersede", party, {"superseded_by": name})

    async def _edition(self, tx: WriteTransaction, cause: str) -> int:
        return await documents.edition(tx, self._database.clock.now(), cause=cause)

    async def _record(
        self, tx: WriteTransaction, action: str, made: MadeDeclaration, party: rules.Party, said: Mapping[str, object]
    ) -> None:
        source = _source(party, third_party=made.values["holder_id"] is None or bool(made.values["proprietor"]))
        public = made.values["state"] in rules.PUBLIC_STATES
        audience = PUBLIC if public else (*OFFICERS, f"account:{party.account}")
        await tx.record(f"{source}:declaration:{action}", made.name, said, audience=audience)

    async def _record_change(
        self,
        tx: WriteTransaction,
        row: sa.Row[*tuple[Any, ...]],
        action: str,
        party: rules.Party,
        said: Mapping[str, object],
        *,
        state: rules.State | None = None,
    ) -> None:
        source = _source(party, third_party=bool(row.proprietor))
        public = row.state in rules.PUBLIC_STATES or state in rules.PUBLIC_STATES
        audience = PUBLIC if public else (*OFFICERS, *((f"account:{row.submitter}",) if row.submitter else ()))
        await tx.record(f"{source}:declaration:{action}", messages.name_of(row), said, audience=audience)

    async def _answer(self, tx: WriteTransaction, key: str, party: rules.Party) -> holders_pb2.Declaration:
        row = await store.read_declaration(tx.connection, key)
        assert row is not None
        around = await store.read_surroundings(tx.connection, [row], party)
        return messages.declaration_message(row, around, party)

    def _today(self) -> dt.date:
        return self._database.clock.today(self._zone)


async def _keep(tx: WriteTransaction, content: bytes, at: dt.datetime) -> tuple[int, str]:
    """Keeps bytes as a document; its row and its digest."""
    writer = documents.DocumentWriter(tx)
    await writer.begin()
    await writer.write(content)
    return await writer.finish(at), writer.sha256


def _source(party: rules.Party, *, third_party: bool) -> str:
    if party.officer:
        return "officer"
    return "stakeholder" if third_party else "holder"


def _of_edition(edition: int | None) -> dict[str, object]:
    return {} if edition is None else {"edition": edition}
