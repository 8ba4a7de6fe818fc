"""Owns the method that gives an opinion out as a document."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import grpc.aio
from google.api import httpbody_pb2

from sepia.assessment.v1 import evidence_pb2 as pb
from sepia.assessment.v1 import evidence_pb2_grpc
from services.assessment.campaign_record import id_in
from services.assessment.checks.rpc import shown
from services.assessment.conducting import as_centre, elements_behind
from services.assessment.hearings.store import opinion_of
from services.assessment.opinions import store
from services.assessment.opinions.rules import Paper, Record, Taken, paper_of
from services.assessment.opinions.typesetting import DOCX, PDF, docx_of, pdf_of
from services.assessment.regimes import regime_in
from shared.auth.callers import Role, current_caller
from shared.db.database import Database
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]


class OpinionDocumentMethods(evidence_pb2_grpc.EvidenceServiceServicer):
    """Gives out opinions as documents."""

    database: Database

    async def GetOpinionDocument(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: pb.GetOpinionDocumentRequest, context: Context
    ) -> httpbody_pb2.HttpBody:
        paper = await self._paper(request.name)
        if request.form == pb.OPINION_FORM_DOCX:
            return httpbody_pb2.HttpBody(content_type=DOCX, data=await asyncio.to_thread(docx_of, paper))
        return httpbody_pb2.HttpBody(content_type=PDF, data=await asyncio.to_thread(pdf_of, paper))

    async def _paper(self, name: str) -> Paper:
        """What the document says to the caller.

        Raises:
            SepiaError: NOT_FOUND, also when the opinion, or the check, is not the caller's to see.
        """
        caller = current_caller()
        async with self.database.read_as_caller() as connection:
            if name.startswith("checks/"):
                if not caller.has(Role.ROLE_OFFICER, Role.ROLE_EVALUATOR):
                    raise not_found(name)
                await shown(connection, id_in(name))
                row = await store.latest_of(connection, id_in(name))
            else:
                row = await opinion_of(connection, id_in(name))
            if row is None:
                raise not_found(name, f"There is no opinion behind {name}, or not for you.")
            named = (
                (row.names_public and row.published_at is not None)
                or caller.has(Role.ROLE_OFFICER)
                or f"organization:{caller.organization}" in row.audience
            )
            # The opinion is the caller's to see; what the document tells of the check names nobody.
            await as_centre(connection)
            check = await store.check_of(connection, row.check_id)
            steps = await store.steps_until(connection, row)
            answers = await store.answers_until(connection, row)
            found = await elements_behind(connection, row.check_id, row.stage, row.outcome, row.issued_at)
        regime = regime_in(check.regime, bytes(check.content))
        return paper_of(
            Record(
                name=f"opinions/{row.id}",
                campaign=f"campaigns/{row.campaign_id}" if row.campaign_id else "",
                regime=check.regime,
                standard=row.standard,
                family=row.family,
                holders=sorted(check.addressees) or [check.holder],
                stage=row.stage,
                outcome=row.outcome,
                reasons=row.reasons,
                signed_by=row.signed_by if named else (),
                issued_on=regime.days.date_of(row.issued_at),
                steps=[Taken(step.act, regime.days.date_of(step.taken_at)) for step in steps],
                answers=answers,
                consulted=sorted({digest for step in steps for digest in store.consulted_in(step.content)}),
                simulated=row.simulated,
                binding=regime.profile.checks.binding,
                provision=regime.provision("checks.binding"),
                supersedes=f"opinions/{row.supersedes}" if row.supersedes else "",
                correction=row.correction,
                superseded_by=f"opinions/{row.superseded_by}" if row.superseded_by else "",
                findings=[json.loads(each) for each in found],
            )
        )
