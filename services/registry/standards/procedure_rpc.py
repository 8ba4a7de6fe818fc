"""Owns the methods of `StandardService` that take a standard from its notice to the opening of registration."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import grpc.aio
import sqlalchemy as sa

from sepia.registry.v1 import standards_pb2 as pb
from services.registry import tables
from services.registry.holders.rules import holder_key
from services.registry.imports.store import edition
from services.registry.standards import messages, procedure, store
from services.registry.standards import procedure_store as procedures
from services.registry.standards.finding import Fit, StandardIndex, read_question
from services.registry.standards.identity import Standard
from services.registry.standards.known import KnownStandards
from services.registry.standards.procedure import COMMENTS, OPENING, WINDOW, Act, Notice, NoticeKind, State
from services.registry.standards.rules import standard_key, standard_name
from shared.auth.callers import Role, current_caller
from shared.db import Database, WriteTransaction, page_size, read_page_token, write_page_token
from shared.deadlines import drop_deadlines, meet_deadline, set_deadline
from shared.errors import Violation, invalid, not_found, precondition, stale
from shared.regime import Period, Procedure, Profile, load_profile
from shared.regime.calendar import WorkingDays
from shared.regime.sections import Standards

Context = grpc.aio.ServicerContext[Any, Any]
OFFICERS = "role:OFFICER"
_COMMERCIAL = 2
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


class _Regime:
    """A regime's numbers on notices, with its calendar."""

    def __init__(self, profile: Profile) -> None:
        section = profile.standards
        if section is None:
            raise profile.not_offered(Procedure.STANDARDS)
        self.profile = profile
        self.standards: Standards = section
        self.days = WorkingDays.of(profile)

    def provision(self, key: str) -> str:
        """What a value rests on: `Art. 14(5)-(7), standards.comments_open (recalled)`."""
        found = self.profile.provenance(key)
        return f"{found.source}, {key} ({found.status.value})"

    def comments_until(self, published_on: dt.date) -> dt.date | None:
        """The last day for comments on a notice (Art. 14(5)-(7)); None where the regime leaves no time for any."""
        period = self.standards.comments_open
        return self.last_day(period, published_on) if period.amount else None

    def last_day(self, period: Period, event: dt.date) -> dt.date:
        """The last day of a period that starts with an event."""
        return self.days.last_day(period, event)


class ProcedureMethods:
    """Notices, comments, final publication, opening.

    Args:
        database: the registry's.
        known: what texts mean which standards.
        regime: the regime of a notice that names none.
        regimes: folder with the operator's own regime profiles.
    """

    def __init__(self, database: Database, known: KnownStandards, regime: str, regimes: Path | None) -> None:
        self._database = database
        self._default_regime = regime
        self._index = known
        self._folder = regimes
        self._regimes: dict[str, _Regime] = {}

    # --- the procedure -------------------------------------------------------------------------------------------

    async def NotifyStandard(self, request: pb.NotifyStandardRequest, context: Context) -> pb.Standard:
        regime = self._regime(request.regime or self._default_regime)
        today = self._today(regime)
        notice = _notice(request)
        caller = current_caller()
        procedure.may_give(
            notice.kind,
            officer=caller.has(Role.ROLE_OFFICER),
            holder=caller.has(Role.ROLE_HOLDER),
            implementer=caller.has(Role.ROLE_IMPLEMENTER),
            acts_for=caller.organization,
            of=notice.holders,
        )
        defining = await self._defining(notice.specifications)
        async with self._database.write(request) as tx:
            owners = await procedures.owners(tx.connection, [holder_key(name) for name in notice.holders])
            for name in notice.holders:
                if holder_key(name) not in owners:
                    raise not_found(name)
            published = procedure.check_notice(
                notice,
                today=today,
                distinct_holders=len(set(owners.values())),
                needs_commitment=regime.standards.needs_frand_commitment,
            )
            key, named = await self._named(tx, request.standard, notice.commercial_name)
            row = await self._locked(tx, standard_name(key), request.etag)
            name, at = standard_name(key), self._database.clock.now()
            in_force = await procedures.notice_in_force(tx, row.id)
            if row.regime is not None and row.regime != regime.profile.name:
                raise precondition(
                    "REGIME_DIFFERS",
                    f"Notice of {name} was given under the regime {row.regime}; its procedure ends under that.",
                    subject=name,
                )
            state = None if row.state is None else State(row.state)
            procedure.check_precedence(notice.kind, NoticeKind(in_force.kind) if in_force else None, state, name)
            after = procedure.after(state, Act.NOTIFY, name)
            due_on, provision = self._notice_due(regime, notice.kind, published)
            late = procedure.late_days(today, due_on)
            id = self._database.new_id()
            values: dict[str, object] = {
                "id": id,
                "standard_id": row.id,
                "kind": int(notice.kind),
                "holders": list(notice.holders),
                "through": notice.through,
                "organization": caller.organization,
                "account": caller.account,
                "commercial_name": notice.commercial_name,
                "specifications": list(notice.specifications),
                "specification_published_on": published,
                "implementations": list(notice.implementations),
                "frand_commitment": notice.frand_commitment,
                "notified_on": today,
                "notified_at": at,
                "due_on": due_on,
                "late_days": late,
                "provision": provision,
            }
            await procedures.create_notice(tx, values, instead_of=in_force.id if in_force else None)
            facts: dict[str, object] = {
                "state": int(after),
                "specification_published_on": published,
                "notified_on": today,
                "frand_commitment": notice.frand_commitment,
                "implementations": list(notice.implementations),
                "provision": provision,
            }
            if row.regime is None:
                begun = {"regime": regime.profile.name, "regime_citation": regime.profile.citation}
                await procedures.create_procedure(tx, row.id, {**begun, **facts})
            else:
                await procedures.change_procedure(tx, row.id, facts)
            await procedures.set_specifications(tx, row.id, defining)
            instead = f" It takes the place of the {_word(in_force.kind)} notice." if in_force else ""
            lateness = f" {late} days late (due {due_on})." if late else ""
            by = notice.through or ", ".join(notice.holders) or caller.organization or caller.account
            await self._note(
                tx,
                row.id,
                _kind("notify"),
                f"Notice ({_word(notice.kind)}) of {notice.commercial_name} by {by}.{lateness}{instead}",
                on=today,
                provision=provision,
            )
            await tx.record(
                _kind("notify"),
                name,
                {
                    **{field: value for field, value in values.items() if field not in ("standard_id", "id")},
                    "notice": id,
                    "supersedes": str(in_force.id) if in_force else "",
                    "regime": regime.profile.citation,
                },
            )
            # What defines a standard says which links count for it; of a generation, the flags of links say so.
            if named or row.generation is None:
                await edition(tx, at, cause=name)
            return await tx.reply(await self._whole(tx, key))

    async def PublishNotification(self, request: pb.PublishNotificationRequest, context: Context) -> pb.Standard:
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name, request.etag)
            after = procedure.after(_state(row), Act.PUBLISH, request.name)
            regime = self._regime(row.regime)
            today = self._today(regime)
            until = regime.comments_until(today)
            provision = regime.provision("standards.comments_open")
            if until is not None:
                await set_deadline(
                    tx,
                    tables.deadline,
                    regime.days,
                    subject=request.name,
                    kind=COMMENTS,
                    due_on=until,
                    provision=provision,
                )
            await procedures.change_procedure(
                tx,
                row.id,
                {"state": int(after), "comments_opened_on": today, "comments_until": until, "provision": provision},
            )
            await self._note(
                tx,
                row.id,
                "officer:standard:publish",
                f"Notice published; open for comments to the end of {until}."
                if until
                else "Notice published; the regime leaves no time for comments.",
                on=today,
                provision=provision,
            )
            await tx.record(
                "officer:standard:publish",
                request.name,
                {"comments_opened_on": today, "comments_until": until, "provision": provision},
            )
            return await tx.reply(await self._whole(tx, row.key))

    async def SubmitComment(self, request: pb.SubmitCommentRequest, context: Context) -> pb.StandardComment:
        caller = current_caller()
        if not request.text.strip():
            raise invalid(
                "EMPTY_COMMENT", "The comment says nothing.", Violation("text", "what the centre should consider")
            )
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.standard, "")
            today = None if row.regime is None else self._today(self._regime(row.regime))
            procedure.check_commenting(_state(row), row.comments_until, today or dt.date.min, request.standard)
            id, at = self._database.new_id(), self._database.clock.now()
            values: dict[str, object] = {
                "id": id,
                "standard_id": row.id,
                "account": caller.account,
                "organization": caller.organization,
                "body": request.text,
                "submitted_at": at,
            }
            await procedures.create_comment(tx, values)
            what = f"Comment by {caller.organization or caller.account}."
            await self._note(tx, row.id, "stakeholder:standard:comment", what, on=today)
            await tx.record(
                "stakeholder:standard:comment",
                request.standard,
                {"comment": id, "organization": caller.organization, "text": request.text},
            )
            made = await procedures.read_comment(tx.connection, id)
            return await tx.reply(messages.comment_message(request.standard, made))

    async def ConcludeComments(self, request: pb.ConcludeCommentsRequest, context: Context) -> pb.Standard:
        royalty = messages.read_date(
            request.aggregate_royalty_date,
            given=request.HasField("aggregate_royalty_date"),
            field="aggregate_royalty_date",
        )
        defining = await self._defining(request.technical_specifications)
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name, request.etag)
            state = _state(row)
            after = procedure.after(state, procedure.concluding_act(state, row.published_on), request.name)
            regime = self._regime(row.regime)
            today = self._today(regime)
            procedure.check_comments_over(row.comments_until, today, request.name)
            procedure.check_royalty_date(royalty, today)
            royalty = royalty or row.royalty_published_on
            await meet_deadline(tx, tables.deadline, request.name, COMMENTS)
            provision = regime.provision("standards.comments_open")
            facts: dict[str, object] = {
                "state": int(after),
                "published_on": today,
                "royalty_published_on": royalty,
                "provision": provision,
            }
            if request.known_implementations:
                facts["implementations"] = list(request.known_implementations)
            due_on = None
            if after is State.PUBLISHED:
                due_on = await self._set_opening(tx, regime, request.name, today, royalty)
                facts["opening_due_on"] = due_on
            await procedures.change_procedure(tx, row.id, facts)
            if defining:
                await procedures.set_specifications(tx, row.id, defining)
                if row.generation is None:
                    await edition(tx, self._database.clock.now(), cause=request.name)
            due = f" Registration is to be opened by {due_on}." if due_on else ""
            await self._note(
                tx,
                row.id,
                "officer:standard:conclude",
                f"Published finally. {request.summary}{due}",
                on=today,
                provision=provision,
            )
            await tx.record(
                "officer:standard:conclude",
                request.name,
                {
                    "published_on": today,
                    "summary": request.summary,
                    "technical_specifications": list(request.technical_specifications),
                    "known_implementations": list(request.known_implementations),
                    "royalty_published_on": royalty,
                    "opening_due_on": due_on,
                },
            )
            return await tx.reply(await self._whole(tx, row.key))

    async def OpenRegistration(self, request: pb.OpenRegistrationRequest, context: Context) -> pb.Standard:
        royalty = messages.read_date(
            request.aggregate_royalty_date,
            given=request.HasField("aggregate_royalty_date"),
            field="aggregate_royalty_date",
        )
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name, request.etag)
            state = _state(row)
            royalty = royalty or row.royalty_published_on
            after = procedure.after(state, procedure.opening_act(state, royalty), request.name)
            regime = self._regime(row.regime)
            today = self._today(regime)
            procedure.check_comments_over(row.comments_until, today, request.name)
            procedure.check_royalty_date(royalty, today)
            event = procedure.opening_event(row.published_on, royalty)
            assert event is not None  # the transition table leads here from one of the two only
            # Art. 19: within the period from the earlier of the two; later is late, and possible.
            due_on = regime.last_day(regime.standards.registration_opens_within, event)
            late = procedure.late_days(today, due_on)
            await meet_deadline(tx, tables.deadline, request.name, OPENING, COMMENTS)
            provision = regime.provision("standards.registration_opens_within")
            on_time_until = await self._set_window(tx, regime, request.name, today)
            await procedures.change_procedure(
                tx,
                row.id,
                {
                    "state": int(after),
                    "registration_opened_on": today,
                    "royalty_published_on": royalty,
                    "opening_due_on": due_on,
                    "on_time_until": on_time_until,
                    "provision": provision,
                },
            )
            window = f" A registration is on time to the end of {on_time_until}." if on_time_until else ""
            lateness = f" {late} days late (due {due_on})." if late else ""
            await self._note(
                tx,
                row.id,
                "officer:standard:open",
                f"Entered, with a notice: registration is open.{lateness}{window}",
                on=today,
                provision=provision,
            )
            await tx.record(
                "officer:standard:open",
                request.name,
                {
                    "registration_opened_on": today,
                    "royalty_published_on": royalty,
                    "opening_due_on": due_on,
                    "late_days": late,
                    "on_time_until": on_time_until,
                    "provision": provision,
                },
            )
            return await tx.reply(await self._whole(tx, row.key))

    # --- reading -------------------------------------------------------------------------------------------------

    async def ListStandardComments(
        self, request: pb.ListStandardCommentsRequest, context: Context
    ) -> pb.ListStandardCommentsResponse:
        size, key = page_size(request.page_size, default=50, most=200), read_page_token(request)
        async with self._database.read() as connection:
            id = await store.standard_id(connection, standard_key(request.standard))
            if id is None:
                raise not_found(request.standard)
            after = uuid.UUID(str(key[0])) if key else None
            rows = await procedures.list_comments(connection, id, after, size + 1)
        reply = pb.ListStandardCommentsResponse(
            comments=[messages.comment_message(request.standard, row) for row in rows[:size]]
        )
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [str(rows[size - 1].id)])
        return reply

    async def ListStandardDeadlines(
        self, request: pb.ListStandardDeadlinesRequest, context: Context
    ) -> pb.ListStandardDeadlinesResponse:
        size, key = page_size(request.page_size, default=50, most=1_000), read_page_token(request)
        every = request.standard == "standards/-"
        async with self._database.read() as connection:
            if not every and await store.standard_id(connection, standard_key(request.standard)) is None:
                raise not_found(request.standard)
            found = await procedures.list_deadlines(
                connection,
                None if every else request.standard,
                only_open=request.only_open,
                after=(dt.datetime.fromisoformat(str(key[0])), uuid.UUID(str(key[1]))) if key else None,
                limit=size + 1,
            )
        reply = pb.ListStandardDeadlinesResponse(deadlines=[messages.deadline_message(one) for one in found[:size]])
        if len(found) > size:
            last = found[size - 1]
            reply.next_page_token = write_page_token(request, [last.due_at.isoformat(), str(last.id)])
        return reply

    # --- what the steps have in common ---------------------------------------------------------------------------

    def _regime(self, name: str) -> _Regime:
        """The regime with this name.

        Raises:
            SepiaError: NOT_FOUND; PROCEDURE_NOT_OFFERED.
        """
        if name not in self._regimes:
            self._regimes[name] = _Regime(load_profile(name, self._folder))
        return self._regimes[name]

    def _today(self, regime: _Regime) -> dt.date:
        return regime.days.date_of(self._database.clock.now())

    async def _locked(self, tx: WriteTransaction, name: str, etag: str) -> sa.Row[Any]:
        """The standard and its procedure, locked; refuses a stale etag."""
        row = await procedures.lock_standard(tx, standard_key(name))
        if row is None:
            raise not_found(name)
        if etag and etag != str(row.revision or 0):
            raise stale(name)
        return row

    async def _named(self, tx: WriteTransaction, standard: str, commercial_name: str) -> tuple[str, bool]:
        """Key of the commercial standard that a notice is of, made where there is none of this name.

        Whether a standard or a name is new comes with it. Only officers give a known standard a further name: a notice
        of anybody else keeps the name it was given with, and the standard goes on under its own.
        """
        await store.lock_standards(tx)
        known = await store.commercial_standard(tx.connection, commercial_name)
        if standard:
            row = await store.read_standard(tx.connection, standard_key(standard))
            if row is None:
                raise not_found(standard)
            if row.kind != _COMMERCIAL:
                raise precondition(
                    "NOT_COMMERCIAL",
                    f"{standard} is a single specification. Notice is given of a standard by its commercial name; list "
                    f"{row.display_name} among the technical specifications that define it.",
                    subject=standard,
                )
            if known is not None and known.key != row.key:
                raise precondition(
                    "NAME_OF_ANOTHER",
                    f"{commercial_name} is the name of {standard_name(known.key)}, not of {standard}. Leave `standard` "
                    "empty to give notice of that one, or send another commercial name.",
                    subject=standard_name(known.key),
                )
            if known is not None or not current_caller().has(Role.ROLE_OFFICER):
                return row.key, False
            await store.add_name(tx, row.id, row.names, commercial_name)
            return row.key, True
        if known is not None:
            return known.key, False
        slug = _NOT_IN_KEYS.sub("-", commercial_name.casefold()).strip("-")[:60].strip("-") or "standard"
        key = procedure.commercial_key(slug, await store.keys_beginning(tx.connection, slug))
        identity = Standard(key, "", "", "", (" ".join(commercial_name.split()),))
        await store.create_standard(tx, identity, kind=_COMMERCIAL, facts={})
        return key, True

    async def _defining(self, given: Sequence[str]) -> list[dict[str, object]]:
        """The specifications that texts mean; what the register doesn't know stays as it was written.

        Read before the transaction: the index is shared, and holds what is committed only.
        """
        async with self._database.read() as connection:
            index = await self._index.index(connection)
        return [_specification(index, text) for text in given]

    async def _set_opening(
        self, tx: WriteTransaction, regime: _Regime, name: str, published: dt.date, royalty: dt.date | None
    ) -> dt.date:
        event = procedure.opening_event(published, royalty)
        assert event is not None
        due_on = regime.last_day(regime.standards.registration_opens_within, event)
        await set_deadline(
            tx,
            tables.deadline,
            regime.days,
            subject=name,
            kind=OPENING,
            due_on=due_on,
            actor=OFFICERS,
            provision=regime.provision("standards.registration_opens_within"),
        )
        return due_on

    async def _set_window(self, tx: WriteTransaction, regime: _Regime, name: str, opened: dt.date) -> dt.date | None:
        """Sets the end of the window for registrations on time; None where the regime registers nothing."""
        if regime.profile.registration is None:
            await drop_deadlines(tx, tables.deadline, name, WINDOW)
            return None
        until = regime.last_day(regime.profile.registration.window, opened)  # Art. 20(3)
        await set_deadline(
            tx,
            tables.deadline,
            regime.days,
            subject=name,
            kind=WINDOW,
            due_on=until,
            provision=regime.provision("registration.window"),
        )
        return until

    def _notice_due(self, regime: _Regime, kind: NoticeKind, published: dt.date) -> tuple[dt.date | None, str]:
        """Until when a notice of a kind is due, and what that rests on."""
        period, key = {
            NoticeKind.JOINT: (regime.standards.joint_notice_due, "standards.joint_notice_due"),
            NoticeKind.SINGLE: (regime.standards.single_notice_due, "standards.single_notice_due"),
            NoticeKind.IMPLEMENTER: (regime.standards.implementer_notice_due, "standards.implementer_notice_due"),
        }[kind]
        return regime.last_day(period, published) if period else None, regime.provision(key)

    async def _note(
        self,
        tx: WriteTransaction,
        id: int,
        kind: str,
        what: str,
        *,
        on: dt.date | None = None,
        provision: str = "",
    ) -> None:
        """Puts something into the timeline of a standard."""
        row: dict[str, object] = {
            "standard_id": id,
            "kind": kind,
            "effective_on": on,
            "recorded_at": self._database.clock.now(),
            "actor": current_caller().account,
            "what": what,
            "provision": provision,
        }
        await store.add_events(tx, [row])

    async def _whole(self, tx: WriteTransaction, key: str) -> pb.Standard:
        row = await store.read_standard(tx.connection, key)
        assert row is not None
        return await messages.whole_standard(tx.connection, row)


def _state(row: sa.Row[Any]) -> State | None:
    return None if row.state is None else State(row.state)


def _word(kind: int) -> str:
    return NoticeKind(kind).name.lower()


def _kind(action: str) -> str:
    """The log's word for what the caller did: `holder:standard:notify`."""
    caller = current_caller()
    if caller.has(Role.ROLE_OFFICER):
        return f"officer:standard:{action}"
    return f"holder:standard:{action}" if caller.has(Role.ROLE_HOLDER) else f"stakeholder:standard:{action}"


def _notice(request: pb.NotifyStandardRequest) -> Notice:
    published = messages.read_date(
        request.specification_publication_date,
        given=request.HasField("specification_publication_date"),
        field="specification_publication_date",
    )
    return Notice(
        kind=NoticeKind(request.kind),
        commercial_name=" ".join(request.commercial_name.split()),
        specifications=tuple(request.technical_specifications),
        specification_published_on=published,
        implementations=tuple(request.known_implementations),
        holders=tuple(dict.fromkeys(request.holders)),
        through=" ".join(request.through.split()),
        frand_commitment=request.frand_commitment,
    )


def _specification(index: StandardIndex, given: str) -> dict[str, object]:
    """The specification that a text of a notice means, if it is one of the register's beyond doubt."""
    asked = read_question(given)
    sure = [one for one in index.find(asked, 3) if one.fit is Fit.NAME and not one.standard.commercial]
    sure = [one for one in sure if one.standard.title] or sure
    return {
        "given": given,
        "specification_id": sure[0].standard.id if len(sure) == 1 else None,
        "version": asked.version or None,
    }
