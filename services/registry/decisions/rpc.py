"""Owns `DecisionService`: reports of decisions, their verification, and what follows for the entries concerned."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.protobuf.json_format import MessageToDict, ParseDict

from sepia.registry.v1 import decisions_pb2 as pb
from sepia.registry.v1 import decisions_pb2_grpc
from services.registry.concerned import Registrations
from services.registry.dates import date_message, read_date
from services.registry.decisions import rules, store
from services.registry.families.rules import read_family_name
from services.registry.notes import store as notes
from services.registry.spellings import publication_spellings
from shared.auth.callers import Role, current_caller
from shared.canonical import sha256_hex
from shared.db import Database, WriteTransaction, page_size, read_page_token, write_page_token
from shared.errors import not_found, stale
from shared.ids import id_in
from shared.patent_numbers import PatentNumber, lookup_keys, read_number
from shared.regime import Period, Profile, ResultScope
from shared.regime.calendar import WorkingDays

Context = grpc.aio.ServicerContext[Any, Any]
_SOURCES = {"officer": "officer", "holder": "holder", "court": "stakeholder", "implementer": "stakeholder"}
"""Who a reporter is in the log."""


class DecisionServicer(decisions_pb2_grpc.DecisionServiceServicer):
    """Takes reports, verifies them and lets their effects follow.

    Args:
        database: the registry's.
        profile: the regime whose periods hold.
        registrations: the registrations that decisions may concern.
    """

    def __init__(self, database: Database, profile: Profile, registrations: Registrations) -> None:
        self._database = database
        self._profile = profile
        self._days = WorkingDays.of(profile)
        self._registrations = registrations

    async def ReportDecision(self, request: pb.ReportDecisionRequest, context: Context) -> pb.Decision:
        caller, today = current_caller(), self._database.clock.today(self._days.zone)
        report = _report(request)
        rules.check_report(report, today)
        assert report.decided_on is not None
        patents = [_understood(patent) for patent in request.patents]
        due_on, provision = self._due(request.body, report.published_on)
        family_wide = rules.is_family_wide(
            request.effect, results_hold_for_families=self._profile.checks.result_holds_for is ResultScope.FAMILY
        )
        async with self._database.write(request) as tx:
            holders = sorted({party.holder for party in request.parties if party.holder})
            await self._check_names(tx, request, holders)
            id = self._database.new_id()
            values: dict[str, Any] = {
                "id": id,
                "state": int(rules.State.REPORTED),
                "body": int(request.body),
                "body_name": request.body_name,
                "country": request.country,
                "file_number": request.file_number,
                "decided_on": report.decided_on,
                "published_on": report.published_on,
                "kinds": sorted(request.kinds),
                "finality": int(request.finality),
                "effect": int(request.effect),
                "parties": [MessageToDict(party, preserving_proto_field_name=True) for party in request.parties],
                "holders": holders,
                "registrations": sorted(set(request.registrations)),
                "standards": sorted(set(request.standards)),
                "summary": request.summary,
                "document": request.document,
                "confidential_document": request.confidential_document,
                "url": request.url,
                "reporter": _reporter(),
                "reporter_account": caller.account,
                "reporter_organization": caller.organization,
                "reported_on": today,
                "due_on": due_on,
                "days_late": rules.days_late(today, due_on),
                "provision": provision,
                "family_wide": family_wide,
                "supersedes": id_in(request.supersedes) if request.supersedes else None,
                "created_at": self._database.clock.now(),
            }
            await store.create(tx, values, patents)
            row = await store.read(tx.connection, id)
            assert row is not None
            await self._note(tx, row, kind="decision-reported")
            await tx.record(
                f"{_SOURCES[values['reporter']]}:decision:report",
                f"decisions/{id}",
                {
                    "body": pb.DecisionBody.Name(request.body),
                    "body_name": request.body_name,
                    "country": request.country,
                    "file_number": request.file_number,
                    "decided_on": report.decided_on,
                    "effect": pb.DecisionEffect.Name(request.effect),
                    "finality": pb.DecisionFinality.Name(request.finality),
                    "patents": [patent.number for patent in request.patents],
                    "registrations": values["registrations"],
                    "standards": values["standards"],
                    "reporter": values["reporter"],
                    "days_late": values["days_late"],
                    "summary_sha256": sha256_hex(request.summary.encode()),
                },
            )
            return await tx.reply(await self._message(tx, id))

    async def _check_names(self, tx: WriteTransaction, request: pb.ReportDecisionRequest, holders: list[str]) -> None:
        """What a report names must be there: a typing error would hide it from whoever looks at the entry."""
        missing = await store.unknown_standard(tx.connection, request.standards)
        missing = missing or await store.unknown_holder(tx.connection, holders)
        for registration in request.registrations:
            if missing is None and await self._registrations.holder_of(tx.connection, registration) is None:
                missing = registration
        if (
            missing is None
            and request.supersedes
            and await store.read(tx.connection, id_in(request.supersedes)) is None
        ):
            missing = request.supersedes
        if missing is not None:
            raise not_found(missing)

    async def VerifyDecision(self, request: pb.VerifyDecisionRequest, context: Context) -> pb.Decision:
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name, request.etag)
            state = rules.after(request.name, "verify", row.state)
            values = {
                "state": int(state),
                "verified_at": self._database.clock.now(),
                "verified_by": current_caller().account,
            }
            await store.change(tx, row, values)
            concerned = await self._note(tx, row, kind="decision-verified")
            if rules.opens_cure(row.effect, row.finality):
                for registration in concerned:
                    await self._registrations.open_cure(
                        tx, registration, ground=self._text(row, verified=True), reference=request.name
                    )
            if row.confidential_document:
                # From now on the centre vouches that this is the confidential version of a decision.
                reporter = row.reporter_organization
                await notes.restrict_access(
                    tx,
                    row.confidential_document.removeprefix("documents/"),
                    audience=[f"organization:{reporter}" if reporter else f"account:{row.reporter_account}"],
                    cause=request.name,
                    reason="It is the confidential version of a decision.",
                    interim=False,
                )
            await self._supersede(tx, row)
            await tx.record(
                "officer:decision:verify",
                request.name,
                {"cures_opened": concerned if rules.opens_cure(row.effect, row.finality) else []},
            )
            return await tx.reply(await self._message(tx, row.id))

    async def _supersede(self, tx: WriteTransaction, row: sa.Row[Any]) -> None:
        earlier = None if row.supersedes is None else await store.lock(tx, row.supersedes)
        if earlier is None or earlier.state != rules.State.VERIFIED:
            return  # only what is in force can be superseded; an unverified report never was
        state = rules.after(f"decisions/{earlier.id}", "supersede", earlier.state)
        await store.change(tx, earlier, {"state": int(state), "superseded_by": row.id})
        await tx.record("system:decision:supersede", f"decisions/{earlier.id}", {"by": f"decisions/{row.id}"})

    async def WithdrawDecision(self, request: pb.WithdrawDecisionRequest, context: Context) -> pb.Decision:
        caller = current_caller()
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name, "")
            officer = caller.has(Role.ROLE_OFFICER)
            if not (officer or (_is_reporter(row) and row.state == rules.State.REPORTED)):
                raise rules.not_the_reporter(request.name)
            _check_etag(row, request.name, request.etag)
            state = rules.after(request.name, "withdraw", row.state)
            await store.change(tx, row, {"state": int(state), "withdraw_reason": request.reason})
            await notes.withdraw_notes(tx, request.name, request.reason)
            if row.supersedes is not None and row.state == rules.State.VERIFIED:
                await self._restore(tx, row)
            source = "officer" if officer else _SOURCES[row.reporter]
            await tx.record(f"{source}:decision:withdraw", request.name, {"reason": request.reason})
            return await tx.reply(await self._message(tx, row.id))

    async def _restore(self, tx: WriteTransaction, row: sa.Row[Any]) -> None:
        earlier = await store.lock(tx, row.supersedes)
        if earlier is None or earlier.superseded_by != row.id:
            return
        state = rules.after(f"decisions/{earlier.id}", "restore", earlier.state)
        await store.change(tx, earlier, {"state": int(state), "superseded_by": None})
        await tx.record("system:decision:restore", f"decisions/{earlier.id}", {"withdrawn": f"decisions/{row.id}"})

    async def GetDecision(self, request: pb.GetDecisionRequest, context: Context) -> pb.Decision:
        id = id_in(request.name)
        async with self._database.read() as connection:
            row = await store.read(connection, id)
            if row is None:
                raise not_found(request.name)
            concerns = await store.concerns(connection, [id])
        return _decision(row, concerns)

    async def ListDecisions(self, request: pb.ListDecisionsRequest, context: Context) -> pb.ListDecisionsResponse:
        size, key = page_size(request.page_size, default=50, most=500), read_page_token(request)
        lookup = sorted(lookup_keys(request.patent)) if request.patent else None
        if lookup is not None and not lookup:
            raise rules.unreadable_number(request.patent)
        asked = store.Asked(
            lookup=lookup,
            family=read_family_name(request.family) if request.family else None,
            standard=request.standard,
            registration=request.registration,
            holder=request.holder,
            country=request.country,
            body=request.body,
            kind=request.kind,
            effect=request.effect,
            state=request.state,
            only_late=request.only_late,
            decided_from=read_date(request.decided_from, "decided_from"),
            decided_until=read_date(request.decided_until, "decided_until"),
        )
        before = uuid.UUID(str(key[0])) if key else None
        async with self._database.read() as connection:
            rows = await store.list_decisions(connection, asked, before, size + 1)
            concerns = await store.concerns(connection, [row.id for row in rows[:size]])
        reply = pb.ListDecisionsResponse(decisions=[_decision(row, concerns) for row in rows[:size]])
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    # --- shared by the steps -------------------------------------------------------------------------------------

    def _due(self, body: int, published_on: dt.date | None) -> tuple[dt.date | None, str]:
        """Until when a decision is to be reported, and what that rests on."""
        key, registration = rules.DUE.get(rules.Body(body)), self._profile.registration
        if key is None or registration is None:
            return None, ""
        period = self._profile.value(key)
        if not isinstance(period, Period):
            return None, ""
        where = self._profile.provenance(key)
        provision = f"{where.source} ({self._profile.name}: {key} = {period}, {where.status.value})"
        return (None if published_on is None else self._days.last_day(period, published_on)), provision

    async def _note(self, tx: WriteTransaction, row: sa.Row[Any], *, kind: str) -> list[str]:
        """Puts a note beside everything concerned; returns the registrations among it."""
        concerns = await store.concerns(tx.connection, [row.id])
        lookup = {spelling for patent in concerns.patents.get(row.id, ()) for spelling in patent.lookup}
        if row.family_wide:
            lookup |= await store.numbers_of_families(tx.connection, row.id)
        of_patents = await self._registrations.of_patents(tx.connection, lookup) if lookup else ()
        registrations = sorted({*row.registrations, *of_patents})
        subjects: dict[str, bool] = dict.fromkeys((*row.standards, *registrations), False)
        for families in concerns.families.values():
            subjects |= {family: row.family_wide and rules.has_one_invention(family) for family in families}
        name, text = f"decisions/{row.id}", self._text(row, verified=kind == "decision-verified")
        await notes.add_notes(tx, subjects, cause=name, kind=kind, text=text, effective_on=row.decided_on)
        for registration in registrations:
            await self._registrations.note(tx, registration, event=text, reference=name)
        return registrations

    def _text(self, row: sa.Row[Any], *, verified: bool) -> str:
        return rules.note_text(
            body_name=row.body_name,
            file_number=row.file_number,
            decided_on=row.decided_on,
            effect=row.effect,
            final=row.finality == rules.FINAL,
            verified=verified,
        )

    async def _locked(self, tx: WriteTransaction, name: str, etag: str) -> sa.Row[Any]:
        row = await store.lock(tx, id_in(name))
        if row is None:
            raise not_found(name)
        _check_etag(row, name, etag)
        return row

    async def _message(self, tx: WriteTransaction, id: uuid.UUID) -> pb.Decision:
        row = await store.read(tx.connection, id)
        assert row is not None
        return _decision(row, await store.concerns(tx.connection, [id]))


def _report(request: pb.ReportDecisionRequest) -> rules.Report:
    return rules.Report(
        body=request.body,
        body_name=request.body_name,
        country=request.country,
        file_number=request.file_number,
        decided_on=read_date(request.decision_date, "decision_date"),
        published_on=read_date(request.publication_date, "publication_date"),
        kinds=list(request.kinds),
        patents=[(patent.office, patent.number) for patent in request.patents],
        registrations=request.registrations,
        standards=request.standards,
        summary=request.summary,
        document=request.document,
        confidential_document=request.confidential_document,
    )


def _understood(patent: pb.DecidedPatent) -> store.Decided:
    office = patent.office or None
    read = read_number(patent.number, office=office)
    if not isinstance(read, PatentNumber):
        # Kept as given; a search for the same spelling finds it.
        return store.Decided(patent.office, patent.number, "", False, sorted(lookup_keys(patent.number, office)))
    spellings = lookup_keys(patent.number, office) if read.kind.filed else publication_spellings(read)
    return store.Decided(patent.office, patent.number, read.canonical, read.kind.filed, sorted(spellings))


def _reporter() -> str:
    caller = current_caller()
    for role, word in (
        (Role.ROLE_OFFICER, "officer"),
        (Role.ROLE_COURT, "court"),
        (Role.ROLE_HOLDER, "holder"),
    ):
        if caller.has(role):
            return word
    return "implementer"


def _is_reporter(row: sa.Row[Any]) -> bool:
    caller = current_caller()
    of_organization = bool(row.reporter_organization) and caller.organization == row.reporter_organization
    return caller.signed_in and (caller.account == row.reporter_account or of_organization)


def _check_etag(row: sa.Row[Any], name: str, etag: str) -> None:
    if etag and etag != str(row.revision):
        raise stale(name)


def _decision(row: sa.Row[Any], concerns: store.Concerns) -> pb.Decision:
    secrets = current_caller().has(Role.ROLE_OFFICER) or _is_reporter(row)
    return pb.Decision(
        name=f"decisions/{row.id}",
        etag=str(row.revision),
        state=pb.DecisionState.Name(row.state),
        body=pb.DecisionBody.Name(row.body),
        body_name=row.body_name,
        country=row.country,
        file_number=row.file_number,
        decision_date=date_message(row.decided_on),
        publication_date=date_message(row.published_on),
        kinds=row.kinds,
        finality=pb.DecisionFinality.Name(row.finality),
        effect=pb.DecisionEffect.Name(row.effect),
        parties=[ParseDict(party, pb.DecisionParty()) for party in row.parties],
        patents=[
            pb.DecidedPatent(
                number=patent.given,
                office=patent.office,
                canonical=patent.canonical,
                families=concerns.families.get((row.id, patent.number), ()),
            )
            for patent in concerns.patents.get(row.id, ())
        ],
        registrations=row.registrations,
        standards=row.standards,
        summary=row.summary,
        document=row.document,
        confidential_document=row.confidential_document if secrets else "",
        has_confidential_version=bool(row.confidential_document),
        url=row.url,
        reporter=row.reporter,
        reporter_organization=row.reporter_organization,
        report_date=date_message(row.reported_on),
        report_due_date=date_message(row.due_on),
        days_late=row.days_late,
        report_provision=row.provision,
        family_wide=row.family_wide,
        supersedes=f"decisions/{row.supersedes}" if row.supersedes else "",
        superseded_by=f"decisions/{row.superseded_by}" if row.superseded_by else "",
        verify_time=row.verified_at,
        withdraw_reason=row.withdraw_reason,
        create_time=row.created_at,
    )
