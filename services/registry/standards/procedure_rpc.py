"""Owns the methods of `StandardService` that take a standard from its notice to the opening of registration."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import grpc.aio

from sepia.registry.v1 import standards_pb2 as pb
from services.registry import tables
from services.registry.imports.store import edition
from services.registry.standards import messages, procedure, store
from services.registry.standards import procedure_store as procedures
from services.registry.standards.notices_rpc import NoticeMethods
from services.registry.standards.procedure import COMMENTS, OPENING, Act, State
from services.registry.standards.procedure_steps import state_of
from services.registry.standards.rules import standard_key
from shared.auth.callers import current_caller
from shared.db import page_size, read_page_token, write_page_token
from shared.deadlines import meet_deadline, set_deadline
from shared.errors import Violation, invalid, not_found

Context = grpc.aio.ServicerContext[Any, Any]


class ProcedureMethods(NoticeMethods):
    """Notices, comments, final publication, opening.

    Args:
        database: the registry's.
        known: what texts mean which standards.
        regime: the regime of a notice that names none.
        regimes: folder with the operator's own regime profiles.
    """

    # --- the procedure -------------------------------------------------------------------------------------------

    async def PublishNotification(self, request: pb.PublishNotificationRequest, context: Context) -> pb.Standard:
        async with self._database.write(request) as tx:
            row = await self._locked(tx, request.name, request.etag)
            after = procedure.after(state_of(row), Act.PUBLISH, request.name)
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
            procedure.check_commenting(state_of(row), row.comments_until, today or dt.date.min, request.standard)
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
            state = state_of(row)
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
            state = state_of(row)
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
