"""Owns `EvidenceService`: what a check leaves behind, as a file that an outsider verifies offline."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Any

import grpc.aio
from cryptography import x509
from google.api import httpbody_pb2

from sepia.assessment.v1 import evidence_pb2 as pb
from services.assessment.campaign_record import id_in
from services.assessment.charts import store as pages
from services.assessment.charts.drawing import Drawing
from services.assessment.charts.rendering import Picture, render_region
from services.assessment.checks.rpc import shown
from services.assessment.evidence import rules, store
from services.assessment.evidence.store import KeptChart, Matter
from services.assessment.opinions.rpc import OpinionDocumentMethods
from services.assessment.tables import SCHEMA
from shared.auth.callers import Role, current_caller
from shared.canonical import instant_text, sha256_hex
from shared.db.database import Database
from shared.errors import not_found, precondition, unavailable
from shared.evidence import BundledDocument, BundledEntry, BundledFigure, make_bundle
from shared.evidence.timestamps import request_timestamp
from shared.journal import reader
from shared.journal.note import Signer
from shared.journal.reader import LogEntry, StoredCheckpoint

Context = grpc.aio.ServicerContext[Any, Any]

MEDIA_TYPE = "application/zip"
_DOTS_AN_INCH = 150
_PIECE_BYTES = 1024 * 1024
_TRIES, _BETWEEN_SECONDS = 50, 0.1
"""How long a bundle waits for the last step to be in a signed checkpoint: five seconds; it takes a tenth of one."""


class EvidenceServicer(OpinionDocumentMethods):
    """Gives out evidence.

    Args:
        tsa: address of a time-stamping authority, and the certificates that its own must lead to; None for none.
    """

    def __init__(
        self, database: Database, signer: Signer, tsa: tuple[str, list[x509.Certificate]] | None, drawing: Drawing
    ) -> None:
        self.database = database
        self.signer = signer
        self.tsa = tsa
        self.drawing = drawing

    async def GetEvidence(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request: pb.GetEvidenceRequest, context: Context
    ) -> AsyncIterator[httpbody_pb2.HttpBody]:
        matter = await self._matter(request.name)
        entries, checkpoint = await self._entries(request.name, matter)
        contents = [entry.leaf.content for entry in entries if entry.leaf.content is not None]
        if not contents:
            raise rules.withheld(request.name)
        async with self.database.read() as connection:
            bundled = [
                BundledEntry(
                    entry.leaf.position,
                    entry.leaf.leaf_data,
                    entry.leaf.content,
                    entry.leaf.salt,
                    tuple(
                        await reader.inclusion_proof(
                            connection, self.database.journal, entry.leaf.position, checkpoint.size
                        )
                    ),
                )
                for entry in entries
            ]
        timestamp = b""
        if self.tsa is not None and not request.without_timestamp:
            timestamp = await request_timestamp(checkpoint.note.encode(), *self.tsa)
        named = rules.named_by(contents, matter.texts)
        digests = {sha256_hex(each.data) for each in named}
        caller, officer = current_caller(), Role.ROLE_OFFICER in _roles()
        data = make_bundle(
            request.name,
            f"logs/{SCHEMA}",
            bundled,
            [BundledDocument(each.name, each.what, each.data) for each in named],
            figures=await self._figures([each for each in matter.charts if each.digest in digests]),
            limits=rules.limits(
                request.name,
                officer=officer,
                sits=request.name.startswith("checks/"),
                concerned=bool(caller.organization) and f"organization:{caller.organization}" in matter.audience,
            ),
            checkpoint=checkpoint.note,
            made_at=instant_text(self.database.clock.now()),
            signer=self.signer,
            timestamp=timestamp,
        )
        for begin in range(0, len(data), _PIECE_BYTES):
            yield httpbody_pb2.HttpBody(content_type=MEDIA_TYPE, data=data[begin : begin + _PIECE_BYTES])

    async def _figures(self, charts: Sequence[KeptChart]) -> list[BundledFigure]:
        """The regions that these charts cite, drawn from their pages as the caller may see them."""
        figures: list[BundledFigure] = []
        for chart in charts:
            for place, each in enumerate(chart.said.correspondences):
                for number, figure in enumerate(each.figures):
                    async with self.database.read_as_caller() as connection:
                        known = await pages.figures(connection, chart.owner, [figure.document])
                        page = await pages.figure_bytes(connection, chart.owner, figure.document)
                    if figure.document not in known or not page:
                        continue
                    media_type: str = known[figure.document].media_type
                    picture: Picture = await self.drawing.run(
                        render_region, page, media_type, figure.page, figure.region, dpi=_DOTS_AN_INCH
                    )
                    what = (
                        f"figure {number} of correspondence {place} (element {each.element}) of {chart.name}, version "
                        f"{chart.version}: the region of page {figure.page} of the document with the SHA-256 "
                        f"{figure.document}, drawn when this bundle was made"
                    )
                    name = f"{len(figures) + 1:03}-page-{figure.page}.png"
                    figures.append(BundledFigure(name, what, picture.png, figure.document))
        return figures

    async def _matter(self, name: str) -> Matter:
        """What belongs to a check or opinion, for the caller.

        Raises:
            SepiaError: NOT_FOUND, also when it is not the caller's to see.
        """
        caller = current_caller()
        async with self.database.read_as_caller() as connection:
            if name.startswith("checks/"):
                if not caller.has(Role.ROLE_OFFICER, Role.ROLE_EVALUATOR):
                    raise not_found(name)
                check_id = id_in(name)
                row: Any = await shown(connection, check_id)
                campaign_id = id_in(row.campaign) if row.campaign else None
            else:
                row = await store.opinion_row(connection, id_in(name))
                if row is None:
                    raise not_found(name)
                check_id, campaign_id = row.check_id, row.campaign_id
            return await store.matter(
                connection,
                check_id,
                audience=tuple(getattr(row, "audience", ())),
                family=row.family,
                campaign_id=campaign_id,
                through_check=name.startswith("checks/"),
            )

    async def _entries(self, name: str, matter: Matter) -> tuple[list[LogEntry], StoredCheckpoint]:
        """The entries that the caller may read, and a checkpoint that all of them are under.

        Raises:
            SepiaError: FAILED_PRECONDITION (EVIDENCE_NOT_SEQUENCED) while steps are held back; UNAVAILABLE, with the
                same reason, when the log is behind.
        """
        audiences = current_caller().audiences
        tables = self.database.journal
        for _ in range(_TRIES):
            async with self.database.read() as connection:
                found, waiting = await reader.entries_about(
                    connection, tables, matter.subjects, matter.entries, seen_by=audiences
                )
                if matter.campaign:
                    of_campaign, _ = await reader.entries_about(
                        connection, tables, [matter.campaign], [], seen_by=audiences, kinds=rules.CAMPAIGN_KINDS
                    )
                    found += of_campaign
                checkpoint = await reader.latest_checkpoint(connection, tables)
            entries = {
                entry.leaf.position: entry
                for entry in found
                # Who may not read an entry must not learn from the bundle that it belongs here.
                if entry.leaf.content is not None or (entry.erased_at is not None and Role.ROLE_OFFICER in _roles())
            }
            last = max(entries, default=-1)
            if not waiting and checkpoint is not None and last < checkpoint.size:
                return [entries[position] for position in sorted(entries)], checkpoint
            self._must_not_be_held(name, waiting)
            await asyncio.sleep(_BETWEEN_SECONDS)
        raise unavailable(
            f"The last step of {name} is not in a signed checkpoint yet. Try again in a moment.",
            reason="EVIDENCE_NOT_SEQUENCED",
        )

    def _must_not_be_held(self, name: str, waiting: Sequence[tuple[str, dt.datetime]]) -> None:
        blinding = self.database.blinding
        until = None if blinding is None else blinding.held_until(waiting, self.database.clock.now())
        if until is not None:
            raise precondition(
                "EVIDENCE_NOT_SEQUENCED",
                f"The last step of {name} is not in a signed checkpoint yet. Steps are signed together once in a "
                "while, so that nobody learns from the log when who worked. Try again after "
                f"{until:%Y-%m-%d %H:%M} UTC.",
                subject=name,
            )


def _roles() -> frozenset[int]:
    return current_caller().roles
