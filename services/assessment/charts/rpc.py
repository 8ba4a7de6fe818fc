"""Owns the gRPC methods of claim charts: drafting, submitting, showing, files and figures."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import grpc.aio
import sqlalchemy as sa
from google.api import httpbody_pb2
from google.protobuf import empty_pb2
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.assessment.v1 import charts_pb2 as pb
from sepia.assessment.v1 import charts_pb2_grpc
from services.assessment.campaign_record import id_in
from services.assessment.campaigns.profiles import kept_profile
from services.assessment.charts import rules, sheets, store
from services.assessment.charts.drawing import Drawing
from services.assessment.charts.messages import chart_of, content_of, gap_messages
from services.assessment.charts.regions import must_be_on_page
from services.assessment.charts.rendering import Picture, page_sizes, render_region
from services.assessment.charts.rules import Chart, Gap, Opening
from services.assessment.conducting import STEP
from services.assessment.instants import date_if, date_in, timestamp
from services.assessment.regimes import regime_in
from shared.auth.callers import Role, current_caller
from shared.canonical import canonical_json
from shared.db.database import OFFICERS, Database, WriteTransaction
from shared.db.pages import page_size, read_page_token, write_page_token
from shared.errors import SepiaError, Violation, forbidden, invalid, not_found, precondition, stale
from shared.rpc.validation import Validation

Context = grpc.aio.ServicerContext[Any, Any]

DEFAULT_REGIME = "eu-2023"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ChartServicer(charts_pb2_grpc.ChartServiceServicer):
    """`ChartService`."""

    def __init__(self, database: Database, regimes_folder: Path | None, drawing: Drawing, *, figure_quota: int) -> None:
        """Serves charts; `figure_quota` is how many bytes of pages are kept for one organization."""
        self.database = database
        self.regimes_folder = regimes_folder
        self.drawing = drawing
        self.figure_quota = figure_quota
        self.validation = Validation()

    async def CreateChart(self, request: pb.CreateChartRequest, context: Context) -> pb.Chart:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            chart, check_id = chart_of(request.content), None
            owner, regime = _own_name(needs_organization=not request.check), request.regime or DEFAULT_REGIME
            if request.check:
                owner, check_id = current_caller().account, id_in(request.check)
                regime = await _regime_of_check(tx.connection, request.check, chart)
            opening = self._opening(request, regime, check_id)
            await self._must_know_figures(tx.connection, owner, chart)
            chart_id = self.database.new_id()
            await store.add(
                tx.connection,
                chart_id,
                chart,
                owner=owner,
                regime=regime,
                opening=opening,
                at=self.database.clock.now(),
                check_id=check_id,
            )
            name = f"charts/{chart_id}"
            await _tell(
                tx,
                "holder:chart:create",
                name,
                owner,
                {"family": chart.family, "claim": chart.claim, "public_from": opening.day if opening else None},
                check_id,
            )
            return await tx.reply(await self._shown(tx.connection, name, 0))

    async def UpdateChart(self, request: pb.UpdateChartRequest, context: Context) -> pb.Chart:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            taken = await _take(tx, request.name, request.etag)
            opening = self._opening(request, taken.regime, taken.check_id)
            return await self._revise(tx, request.name, taken, chart_of(request.content), opening)

    async def ImportChart(self, request: pb.ImportChartRequest, context: Context) -> pb.Chart:  # pyright: ignore[reportIncompatibleMethodOverride]
        chart = self._read_file(request)
        async with self.database.write(request) as tx:
            taken = await _take(tx, request.name, request.etag)
            opening = Opening(taken.public_from, taken.public_at) if taken.public_from else None
            return await self._revise(tx, request.name, taken, chart, opening)

    async def SubmitChart(self, request: pb.SubmitChartRequest, context: Context) -> pb.Chart:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            taken = await _take(tx, request.name, request.etag)
            chart = store.said(taken.document)
            rules.must_be_submittable(request.name, chart, self._limit(taken.regime))
            digest = rules.digest_of(chart)
            if await store.digest_of_version(tx.connection, taken.id, taken.latest_version) == digest:
                raise precondition(
                    "CHART_UNCHANGED",
                    f"The draft of {request.name} says what version {taken.latest_version} says. Change it first.",
                    subject=request.name,
                )
            now, caller = self.database.clock.now(), current_caller()
            version = await store.submit(tx.connection, taken, digest=digest, account=caller.account, at=now)
            figures = sorted({figure.document for each in chart.correspondences for figure in each.figures})
            await _tell(
                tx,
                "holder:chart:submit",
                request.name,
                taken.owner,
                {
                    "version": version,
                    "digest": digest,
                    "standard": chart.standard,
                    "family": chart.family,
                    "claim": chart.claim,
                    "figures": figures,
                },
                taken.check_id,
            )
            return await tx.reply(await self._shown(tx.connection, request.name, version))

    async def DeleteChart(self, request: pb.DeleteChartRequest, context: Context) -> empty_pb2.Empty:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            taken = await _take(tx, request.name, request.etag)
            rules.must_be_draft(request.name, taken.latest_version)
            digest = rules.digest_of(store.said(taken.document))
            await _tell(tx, "holder:chart:delete", request.name, taken.owner, {"digest": digest}, taken.check_id)
            await store.delete(tx.connection, taken.id)
            return await tx.reply(empty_pb2.Empty())

    async def GetChart(self, request: pb.GetChartRequest, context: Context) -> pb.Chart:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.read_as_caller() as connection:
            return await self._shown(connection, request.name, request.version)

    async def ListCharts(self, request: pb.ListChartsRequest, context: Context) -> pb.ListChartsResponse:  # pyright: ignore[reportIncompatibleMethodOverride]
        limit = page_size(request.page_size, default=50, most=1000)
        token = read_page_token(request)
        before = uuid.UUID(str(token[0])) if token else None
        reply = pb.ListChartsResponse()
        async with self.database.read_as_caller() as connection:
            rows = await store.page(connection, family=request.family, before=before, limit=limit + 1)
            seen = await store.latest_seen(connection, [row.id for row in rows[:limit]])
        reply.charts.extend(_heading(row, seen.get(row.id, 0)) for row in rows[:limit])
        if len(rows) > limit:
            reply.next_page_token = write_page_token(request, [str(rows[limit - 1].id)])
        return reply

    async def ExportChart(self, request: pb.ExportChartRequest, context: Context) -> httpbody_pb2.HttpBody:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.read_as_caller() as connection:
            chart, row, found, withheld = await self._found(connection, request.name, request.version)
        if request.form == pb.CHART_FORM_JSON:
            data = canonical_json(rules.document_of(chart))
            return httpbody_pb2.HttpBody(content_type="application/json", data=data)
        notes = rules.gaps(chart, self._limit(row.regime)) if found.is_draft else []
        if withheld:
            text = (
                f"Quotation, explanation and figures of {withheld} correspondences are confidential and left out here."
            )
            notes.append(Gap("correspondences", text, blocking=False))
        data = sheets.workbook(chart, notes)
        return httpbody_pb2.HttpBody(content_type=WORKBOOK, data=data)

    async def UploadFigure(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, request_iterator: AsyncIterator[pb.UploadFigureRequest], context: Context
    ) -> pb.FigureDocument:
        owner = _own_name(needs_organization=False)
        described: pb.FigureDescription | None = None
        data, digest = bytearray(), hashlib.sha256()
        async for piece in request_iterator:
            if described is None:
                if not piece.HasField("description"):
                    raise _incomplete("the first message has to describe what follows")
                described = piece.description
            data += piece.data
            digest.update(piece.data)
            if len(data) > described.size_bytes:
                raise _incomplete(f"more came than the {described.size_bytes:,} bytes that were announced")
        if described is None or len(data) != described.size_bytes:
            raise _incomplete(f"{len(data):,} bytes came, {described.size_bytes if described else 0:,} were announced")
        document = bytes(data)
        if digest.hexdigest() != described.sha256:
            raise _incomplete("the bytes that came have another SHA-256 than was announced")
        sizes = await self.drawing.run(page_sizes, document, described.media_type)
        aspects = [size.aspect for size in sizes]
        # The digest makes it repeatable: the same bytes again change nothing and are not told again.
        async with self.database.write() as tx:
            kept = await store.figure_bytes_of(tx.connection, owner)
            is_new = await store.keep_figure(
                tx.connection,
                owner=owner,
                sha256=described.sha256,
                media_type=described.media_type,
                data=document,
                aspects=aspects,
                at=self.database.clock.now(),
            )
            facts = {"sha256": described.sha256, "media_type": described.media_type, "size_bytes": len(document)}
            if is_new:
                rules.must_have_room(kept, len(document), self.figure_quota)
                await _tell(tx, "holder:figure:upload", f"figures/{described.sha256}", owner, facts)
        return pb.FigureDocument(
            sha256=described.sha256,
            media_type=described.media_type,
            size_bytes=len(document),
            aspects=aspects,
        )

    async def RenderFigure(self, request: pb.RenderFigureRequest, context: Context) -> httpbody_pb2.HttpBody:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.read_as_caller() as connection:
            chart, row, _, _ = await self._found(connection, request.name, request.version)
            try:
                figure = chart.correspondences[request.correspondence].figures[request.figure]
            except IndexError:
                raise not_found(
                    request.name,
                    f"{request.name} has no {_ordinal(request.figure)} figure in its "
                    f"{_ordinal(request.correspondence)} correspondence, or not for you. GetChart shows what there is.",
                ) from None
            known = (await store.figures(connection, row.owner, [figure.document])).get(figure.document)
            document = await store.figure_bytes(connection, row.owner, figure.document)
        if known is None or not document:
            raise not_found(f"figures/{figure.document}")
        picture: Picture = await self.drawing.run(
            render_region, document, known.media_type, figure.page, figure.region, dpi=max(72, request.dpi or 200)
        )
        return httpbody_pb2.HttpBody(content_type="image/png", data=picture.png)

    async def _revise(
        self, tx: WriteTransaction, name: str, taken: sa.Row[Any], chart: Chart, opening: Opening | None
    ) -> pb.Chart:
        await self._must_know_figures(tx.connection, taken.owner, chart)
        if taken.latest_version:
            rules.must_stay_for(name, store.said(taken.document), chart)
        await store.revise(tx.connection, taken, chart, opening=opening, at=self.database.clock.now())
        facts = {"digest": rules.digest_of(chart), "public_from": opening.day if opening else None}
        await _tell(tx, "holder:chart:update", name, taken.owner, facts, taken.check_id)
        return await tx.reply(await self._shown(tx.connection, name, 0))

    async def _shown(self, connection: AsyncConnection, name: str, number: int) -> pb.Chart:
        chart, row, found, withheld = await self._found(connection, name, number)
        seen = await store.latest_seen(connection, [row.id])
        message = _heading(row, seen.get(row.id, 0))
        message.content.CopyFrom(content_of(chart))
        message.withheld = withheld
        if found.is_draft:
            message.etag = f"r{found.row.revision}"
            message.gaps.extend(gap_messages(rules.gaps(chart, self._limit(row.regime))))
        else:
            message.version, message.digest = found.row.version, found.row.digest
            message.submit_time.CopyFrom(timestamp(found.row.submitted_at))
            if _acts_for(row.owner) and (draft := await store.draft(connection, row.id)) is not None:
                message.etag = f"r{draft.revision}"
        return message

    async def _found(
        self, connection: AsyncConnection, name: str, number: int
    ) -> tuple[Chart, sa.Row[Any], _Found, int]:
        """What a chart says to the caller, its row, the draft or version it is, and what was left out."""
        row = await store.read(connection, id_in(name))
        if row is None:
            raise not_found(name)
        draft = await store.draft(connection, row.id) if not number and _acts_for(row.owner) else None
        if draft is not None:
            return store.said(draft.document), row, _Found(draft, is_draft=True), 0
        seen = 0 if number else (await store.latest_seen(connection, [row.id])).get(row.id, 0)
        version = await store.version(connection, row.id, number or seen)
        if version is None:
            raise not_found(name, f"{name} has no version {number}." if number else "")
        chart = store.said(version.document)
        if not await self._is_concerned(connection, row, version.version):
            chart, withheld = rules.for_the_public(chart)
            return chart, row, _Found(version, is_draft=False), withheld
        return chart, row, _Found(version, is_draft=False), 0

    async def _is_concerned(self, connection: AsyncConnection, row: sa.Row[Any], number: int) -> bool:
        """Whether the caller sees what is confidential in a version that the database has let through."""
        return (
            _acts_for(row.owner)
            or current_caller().has(Role.ROLE_OFFICER)
            or await store.is_handed_in(connection, row.id, number)
        )

    async def _must_know_figures(self, connection: AsyncConnection, owner: str, chart: Chart) -> None:
        """Refuses a figure that was not uploaded, a page it has not, a region beyond it."""
        cited = {figure.document for each in chart.correspondences for figure in each.figures}
        known: Mapping[str, sa.Row[Any]] = await store.figures(connection, owner, sorted(cited)) if cited else {}
        for place, each in enumerate(chart.correspondences):
            for number, figure in enumerate(each.figures):
                field = f"content.correspondences[{place}].figures[{number}]"
                document = known.get(figure.document)
                if document is None:
                    what = "the SHA-256 of a document that UploadFigure took"
                    raise invalid(
                        "FIGURE_UNKNOWN", f"{field}.document has to be {what}.", Violation(f"{field}.document", what)
                    )
                if figure.page > len(document.aspects):
                    what = f"a page from 1 to {len(document.aspects)}"
                    raise invalid("PAGE_UNKNOWN", f"{field}.page has to be {what}.", Violation(f"{field}.page", what))
                must_be_on_page(figure.region, document.aspects[figure.page - 1], field)

    def _opening(
        self, request: pb.CreateChartRequest | pb.UpdateChartRequest, regime: str, check_id: uuid.UUID | None
    ) -> Opening | None:
        """When the chart opens: its day begins where the regime has its seat. One of who checks never does."""
        day = date_in(request, "public_from")
        if check_id is not None:
            rules.must_stay_closed(day)
            return None
        calendar = kept_profile(regime, self.regimes_folder)[0].calendar
        return None if day is None else Opening(day, dt.datetime.combine(day, dt.time.min, calendar.time_zone))

    def _read_file(self, request: pb.ImportChartRequest) -> Chart:
        """A chart from a file, held to the constraints of the contract like one that came as a message."""
        try:
            if request.form == pb.CHART_FORM_JSON:
                chart = rules.chart_of(json.loads(request.content))
            else:
                chart = sheets.read_workbook(request.content)
            content = content_of(chart)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            why = f"{error.args[0]} is missing" if isinstance(error, KeyError) and error.args else str(error)
            what = f"a chart as ExportChart gives it in JSON ({why})"
            raise invalid("CHART_FILE_INVALID", f"The file is not {what}.", Violation("content", what)) from error
        self.validation.check(pb.UpdateChartRequest(name=request.name, content=content))
        return chart

    def _limit(self, regime: str) -> int | None:
        return kept_profile(regime, self.regimes_folder)[0].checks.max_correspondences


class _Found:
    """A draft or a version."""

    def __init__(self, row: sa.Row[Any], *, is_draft: bool) -> None:
        self.row, self.is_draft = row, is_draft


def _ordinal(index: int) -> str:
    """1st for 0: people count from one."""
    number = index + 1
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _own_name(*, needs_organization: bool) -> str:
    """The organization that the caller acts for; the account of an evaluator who acts for none."""
    caller = current_caller()
    if caller.organization:
        return caller.organization
    if needs_organization or not caller.has(Role.ROLE_EVALUATOR):
        raise forbidden(
            "A chart belongs to an organization, or to who sits on a check and names it. This account acts for no "
            "organization: ask the administrator, or name your check."
        )
    return caller.account


async def _regime_of_check(connection: AsyncConnection, name: str, chart: Chart) -> str:
    """The regime under which who sits on a check writes a chart for it.

    Raises:
        SepiaError: NOT_FOUND, also when it is somebody else's; as `rules.may_write`.
    """
    check = await store.check_of(connection, id_in(name), current_caller().account)
    if check is None:
        raise not_found(name)
    regime = regime_in(check.citation, bytes(check.content))
    rules.may_write(
        name,
        chart,
        check.family,
        opened=check.opened_at is not None,
        offered=regime.profile.checks.evaluator_charts,
        provision=regime.provision("checks.evaluator_charts"),
    )
    return str(check.citation).partition("@")[0]


def _acts_for(owner: str) -> bool:
    return bool(owner) and owner in (current_caller().organization, current_caller().account)


async def _take(tx: WriteTransaction, name: str, etag: str) -> sa.Row[Any]:
    taken = await store.take(tx.connection, id_in(name))
    if taken is None or not _acts_for(taken.owner):
        raise not_found(name)
    if etag and etag != f"r{taken.revision}":
        raise stale(name)
    return taken


async def _tell(
    tx: WriteTransaction,
    kind: str,
    subject: str,
    owner: str,
    content: Mapping[str, object],
    check_id: uuid.UUID | None = None,
) -> None:
    """Journals what happened to a chart; what happens to one of who checks is a step of the check like any other."""
    if owner.startswith("accounts/"):
        about = subject if check_id is None else f"checks/{check_id}"
        said = {"act": kind.replace("holder:", "evaluator:"), "about": subject, **content}
        await tx.record(STEP, about, said, audience=(*OFFICERS, f"account:{owner}"))
        return
    await tx.record(kind, subject, content, audience=("role:OFFICER", f"organization:{owner}"))


def _heading(row: sa.Row[Any], seen: int) -> pb.Chart:
    return pb.Chart(
        name=f"charts/{row.id}",
        owner=row.owner,
        regime=row.regime,
        state=pb.CHART_STATE_SUBMITTED if row.latest_version else pb.CHART_STATE_DRAFT,
        latest_version=seen,
        create_time=timestamp(row.created_at),
        content=pb.ChartContent(standard=row.standard, family=row.family),
        public_from=date_if(row.public_from),
        check=f"checks/{row.check_id}" if row.check_id else "",
    )


def _incomplete(what: str) -> SepiaError:
    return invalid("FIGURE_INCOMPLETE", f"The document was not taken: {what}. Send it again.", Violation("data", what))
