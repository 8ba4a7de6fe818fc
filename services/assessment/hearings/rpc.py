"""Owns the methods of `HearingService` about hearings and opinions: what is laid before holders, what they answer."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa

from sepia.assessment.v1 import hearings_pb2 as pb
from sepia.assessment.v1 import hearings_pb2_grpc
from services.assessment.campaign_record import id_in
from services.assessment.charts.rules import chart_of
from services.assessment.checks.procedure import Act
from services.assessment.conducting import Case, Said, issue_opinion, step, take, tell
from services.assessment.findings import rules as element_rules
from services.assessment.findings import store as by_element
from services.assessment.findings.messages import element_messages
from services.assessment.handing_in import rules as chart_rules
from services.assessment.handing_in import store as charts
from services.assessment.hearings import rules, store
from services.assessment.hearings.holding import hold_answer
from services.assessment.instants import timestamp, timestamp_if
from services.assessment.opinions.publishing import tell_published
from shared.auth.callers import Role, current_caller
from shared.canonical import sha256_hex
from shared.db.database import Database, WriteTransaction
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import not_found, precondition, stale

Context = grpc.aio.ServicerContext[Any, Any]

_REVIEWS = {
    pb.REVIEW_PEER_EVALUATION: Act.REQUEST_PEER,
    pb.REVIEW_REEVALUATION: Act.REQUEST_REEVALUATION,
    pb.REVIEW_APPEAL: Act.REQUEST_APPEAL,
}


class HearingMethods(hearings_pb2_grpc.HearingServiceServicer):
    """Lays reasons and opinions before those concerned."""

    database: Database

    async def ListHearings(self, request: pb.ListHearingsRequest, context: Context) -> pb.ListHearingsResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        limit = page_size(request.page_size, default=50, most=1000)
        token = read_page_token(request)
        async with self.database.read_as_caller() as connection:
            before = uuid.UUID(str(token[0])) if token else None
            rows = await store.page(connection, only_open=request.only_open, before=before, limit=limit + 1)
            answers = await store.answers(connection, [row.id for row in rows[:limit]])
        reply = pb.ListHearingsResponse(hearings=[_message(row, answers.get(row.id, ())) for row in rows[:limit]])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1].id)])
        return reply

    async def GetHearing(self, request: pb.GetHearingRequest, context: Context) -> pb.Hearing:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.read_as_caller() as connection:
            return await _shown(connection, id_in(request.name))

    async def AnswerHearing(self, request: pb.AnswerHearingRequest, context: Context) -> pb.Hearing:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            organization = current_caller().organization
            version = await self._own_version(tx, request.amended_chart, organization)
            row, case = await self._open(tx, request.name, request.etag)
            rules.may_answer(request.name, organization, kind=row.kind, answered=case.course.answered | case.held)
            held = row.kind == rules.LEANING and await store.has_doubles(tx.connection, case.row.campaign_id)
            now = self.database.clock.now()
            answer = {
                "hearing_id": row.id,
                "organization": organization,
                "account": current_caller().account,
                "answer": request.answer,
                "amended_chart": request.amended_chart,
                "answered_at": now,
                "told_at": None if held else now,
            }
            await store.add_answer(tx.connection, answer)
            digests = {"answer_sha256": sha256_hex(request.answer.encode())}
            if version is not None:
                await self._hand_in(case, request, row, version)
                digests |= {"chart": request.amended_chart, "chart_sha256": version.digest}
            await tell(
                tx, "holder:hearing:answer", request.name, {"organization": organization, **digests}, [organization]
            )
            if held:
                await hold_answer(case, organization)
            else:
                await step(case, Act.ANSWER, Said(content={"hearing": request.name, **digests}), who=organization)
            return await tx.reply(await _shown(tx.connection, row.id))

    async def RequestReview(self, request: pb.RequestReviewRequest, context: Context) -> pb.Hearing:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            row, case = await self._open(tx, request.name, request.etag)
            organization = current_caller().organization
            act = _REVIEWS[request.review]
            peers = case.regime.profile.peer_evaluation
            if act is Act.REQUEST_PEER and peers is not None:
                provision = case.regime.provision("peer_evaluation.requested_by")
                requesters = [each.value for each in peers.requested_by]
                rules.may_ask_for_peers(request.name, requesters, provision)
            if act is Act.REQUEST_REEVALUATION:
                await _panel_must_be_there(case, request.name)
            digests = {"grounds_sha256": sha256_hex(request.grounds.encode()), "review": act.value}
            if request.grounds and organization not in case.course.answered | case.held:
                await store.add_answer(
                    tx.connection,
                    {
                        "hearing_id": row.id,
                        "organization": organization,
                        "account": current_caller().account,
                        "answer": request.grounds,
                        "amended_chart": "",
                        "answered_at": self.database.clock.now(),
                        "told_at": self.database.clock.now(),
                    },
                )
            await tell(
                tx, "holder:hearing:review", request.name, {"organization": organization, **digests}, [organization]
            )
            await step(case, act, Said(content={"hearing": request.name, **digests}), who=organization)
            return await tx.reply(await _shown(tx.connection, row.id))

    async def ListOpinions(self, request: pb.ListOpinionsRequest, context: Context) -> pb.ListOpinionsResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        limit = page_size(request.page_size, default=50, most=1000)
        token = read_page_token(request)
        async with self.database.read_as_caller() as connection:
            rows = await store.opinions(
                connection,
                campaign_id=id_in(request.campaign) if request.campaign else None,
                family=request.family,
                before=(dt.datetime.fromisoformat(str(token[0])), uuid.UUID(str(token[1]))) if token else None,
                limit=limit + 1,
            )
        reply = pb.ListOpinionsResponse(opinions=[_opinion(row) for row in rows[:limit]])
        if len(rows) > limit:
            last = rows[limit - 1]
            reply.next_page_token = write_page_token(request, [rules.day_of(last.issued_at).isoformat(), str(last.id)])
        return reply

    async def CorrectOpinion(self, request: pb.CorrectOpinionRequest, context: Context) -> pb.Opinion:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            row = await store.opinion_of(tx.connection, id_in(request.name))
            if row is None:
                raise not_found(request.name)
            case = await take(tx, row.check_id)
            row = await store.opinion_of(tx.connection, row.id)
            assert row is not None
            if row.superseded_by is not None:
                raise precondition(
                    "OPINION_SUPERSEDED",
                    f"{request.name} was corrected by opinions/{row.superseded_by}; correct that one.",
                    subject=request.name,
                )
            moved = await step(
                case,
                Act.CORRECT,
                Said(
                    note=request.correction,
                    content={"opinion": request.name, "reasons_sha256": sha256_hex(request.reasons.encode())},
                ),
            )
            made = await issue_opinion(
                moved,
                self.database.clock.now(),
                supersedes=row,
                correction=request.correction,
                outcome=request.outcome or row.outcome,
                reasons=request.reasons or row.reasons,
            )
            await store.supersede(tx.connection, row.id, made)
            corrected = await store.opinion_of(tx.connection, made)
            assert corrected is not None
            if corrected.published_at is not None:
                await tell_published(tx, [corrected], case.regime.published_audience)
            return await tx.reply(_opinion(corrected))

    async def _own_version(self, tx: WriteTransaction, name: str, organization: str) -> sa.Row[Any] | None:
        """The version of the caller's own chart that comes with an answer; None where none does.

        Raises:
            SepiaError: NOT_FOUND, also when it is somebody else's.
        """
        if not name:
            return None
        parts = by_element.parts_of(name)
        version = await charts.version(tx.connection, *parts, organization) if parts else None
        if version is None:
            raise not_found(name, f"You have no {name}. Submit the amended chart first, and name its version.")
        return version

    async def _hand_in(
        self, case: Case, request: pb.AnswerHearingRequest, row: sa.Row[Any], version: sa.Row[Any]
    ) -> None:
        """Lays a version of a chart before who sits on the check that is heard, and nobody else who checks."""
        chart = chart_of(json.loads(version.document))
        element_rules.must_be_for(request.name, row.family, request.amended_chart, chart)
        most = case.regime.profile.checks.max_correspondences
        provision = case.regime.provision("checks.max_correspondences")
        chart_rules.must_be_short_enough(request.amended_chart, chart, most, provision)
        await charts.add(
            case.tx.connection,
            {
                "id": self.database.new_id(),
                "chart_id": version.chart_id,
                "version": version.version,
                "digest": version.digest,
                "owner": version.owner,
                "account": current_caller().account,
                "family": row.family,
                "hearing_id": row.id,
                "due_at": None,
                "handed_in_at": self.database.clock.now(),
            },
        )

    async def _open(self, tx: WriteTransaction, name: str, etag: str) -> tuple[Any, Case]:
        """A hearing of the caller's organization that is open, with its check.

        Raises:
            SepiaError: NOT_FOUND, also when it is somebody else's; FAILED_PRECONDITION (HEARING_CLOSED); ABORTED.
        """
        organization = current_caller().organization
        row = await store.one(tx.connection, id_in(name))  # under the caller's own identity
        if row is None or not organization or f"organization:{organization}" not in row.audience:
            raise not_found(name)
        case = await take(tx, row.check_id)
        # What is refused from here on is refused to a holder: it knows the hearing, and never the check.
        case.course = dataclasses.replace(case.course, name=name)
        row = await store.one(tx.connection, row.id)
        assert row is not None
        if etag and etag != f"r{row.revision}":
            raise stale(name)
        now = self.database.clock.now()
        rules.must_be_open(name, closed=row.closed_at is not None, due_at=row.due_at, now=now)
        return row, case


async def _panel_must_be_there(case: Case, hearing_name: str) -> None:
    """Refuses a second look by the same panel while somebody of it is suspended; the holder's right to one stays.

    Raises:
        SepiaError: FAILED_PRECONDITION (PANEL_NOT_THERE).
    """
    sitting = [row.evaluator_id for (stage, _), row in case.seats.items() if stage == case.course.stage]
    if case.course.reevaluation_open and await store.suspended(case.tx.connection, sitting) is not None:
        raise precondition(
            "PANEL_NOT_THERE",
            f"The panel that gave the opinion of {hearing_name} can't look again at present: somebody of it "
            "is not available. Ask again within the time for it, or appeal to a new panel; nothing is lost by asking.",
            subject=hearing_name,
        )


async def _shown(connection: Any, id: uuid.UUID) -> pb.Hearing:
    row = await store.one(connection, id)
    if row is None:
        raise not_found(f"hearings/{id}")
    return _message(row, (await store.answers(connection, [id])).get(id, ()))


def _message(row: sa.Row[Any], answers: Sequence[sa.Row[Any]]) -> pb.Hearing:
    caller = current_caller()
    # An owner of the family sees its own answer, and nobody's check.
    found = json.loads(row.findings) if row.findings else None
    outside = f"organization:{caller.organization}" in row.audience and not caller.has(Role.ROLE_OFFICER)
    return pb.Hearing(
        name=f"hearings/{row.id}",
        kind=row.kind,
        state=row.state,
        standard=row.standard,
        family=row.family,
        reasons=row.reasons,
        due_time=timestamp(row.due_at),
        open_time=timestamp(row.opened_at),
        close_time=timestamp_if(row.closed_at),
        answers=[
            pb.HearingAnswer(
                organization=each.organization,
                answer=each.answer,
                amended_chart=each.amended_chart,
                answer_time=timestamp(each.answered_at),
            )
            for each in answers
            if not outside or each.organization == caller.organization
        ],
        etag=f"r{row.revision}",
        check="" if outside else f"checks/{row.check_id}",
        findings=element_messages(found) if found else [],
        chart=found["chart"] if found else "",
    )


def _opinion(row: sa.Row[Any]) -> pb.Opinion:
    caller = current_caller()
    concerned = caller.has(Role.ROLE_OFFICER) or f"organization:{caller.organization}" in row.audience
    # Where names are for everybody, that is from publication on: before, those of a panel don't learn who else sits.
    named = concerned or (row.names_public and row.published_at is not None)
    return pb.Opinion(
        name=f"opinions/{row.id}",
        campaign=f"campaigns/{row.campaign_id}" if row.campaign_id else "",
        standard=row.standard,
        family=row.family,
        outcome=row.outcome,
        reasons=row.reasons,
        simulated=row.simulated,
        stage=row.stage,
        signed_by=row.signed_by if named else [],
        # To everybody else the day alone: those who work on several families in one hour would be known by it.
        issue_time=timestamp(row.issued_at if concerned else rules.day_of(row.issued_at)),
        publish_time=timestamp_if(row.published_at),
        supersedes=f"opinions/{row.supersedes}" if row.supersedes else "",
        correction=row.correction,
        superseded_by=f"opinions/{row.superseded_by}" if row.superseded_by else "",
    )
