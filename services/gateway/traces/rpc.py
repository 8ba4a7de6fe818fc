"""Owns the method that walks a rate back to its rows; it asks the three services in turn, in the caller's name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from typing import Any, cast

import grpc.aio

from sepia.assessment.v1 import campaigns_pb2, campaigns_pb2_grpc, quality_pb2, quality_pb2_grpc
from sepia.frand.v1 import calculations_pb2, calculations_pb2_grpc, royalties_pb2, royalties_pb2_grpc
from sepia.gateway.v1 import coordination_pb2 as pb
from sepia.registry.v1 import frames_pb2, frames_pb2_grpc, holders_pb2, holders_pb2_grpc, imports_pb2, imports_pb2_grpc
from services.gateway.peers import Peers
from services.gateway.traces import rules
from services.gateway.traces.rules import Place
from shared.db import page_size, read_page_token, write_page_token
from shared.errors import not_found

Context = grpc.aio.ServicerContext[Any, Any]

_AT_ONCE = 8
"""Families whose links are asked for at a time, for one trace."""


class TraceMethods:
    """Walks rates back."""

    def __init__(self, peers: Peers) -> None:
        self._registry = peers.registry.callers
        self._assessment = peers.assessment.callers
        self._frand = peers.frand.callers

    async def TraceRate(self, request: pb.TraceRateRequest, context: Context) -> pb.RateTrace:
        size = page_size(request.page_size, default=10, most=100)
        place = Place.of(read_page_token(request))
        derivation, calculation = await self._calculated(request)
        rate = next((line for line in calculation.holders if line.holder == request.holder), None)
        if rate is None:
            raise not_found(
                request.holder, f"{request.holder or 'The unknown declarant'} is not in {calculation.name}."
            )
        findings = await self._findings(calculation.top_down.findings)
        drawn, results, (quality, agrees) = await asyncio.gather(
            self._drawn(findings.campaign, request.holder),
            self._results(findings.campaign, request.holder),
            self._quality(calculation.top_down.evaluator_quality),
        )
        families, following = await self._page(findings.frame, request.holder, drawn, place, size)
        room = asyncio.Semaphore(_AT_ONCE)
        traced = await asyncio.gather(
            *(
                self._traced(room, family, request.holder, findings.standard, family in drawn, results.get(family))
                for family in families
            )
        )
        reply = pb.RateTrace(
            derivation=derivation,
            rate=rate,
            campaign=findings.campaign,
            frame=findings.frame,
            families=traced,
            evaluator_quality=quality,
            evaluator_quality_agrees=agrees,
        )
        if following is not None:
            reply.next_page_token = write_page_token(request, following.key())
        return reply

    async def _calculated(
        self, request: pb.TraceRateRequest
    ) -> tuple[calculations_pb2.Derivation, calculations_pb2.Calculation]:
        stub = self._frand.stub(calculations_pb2_grpc.CalculationServiceStub)
        derivation, calculation = await asyncio.gather(
            self._frand.call(
                stub.GetDerivation,
                calculations_pb2.GetDerivationRequest(calculation=request.calculation, holder=request.holder),
            ),
            self._frand.call(stub.GetCalculation, calculations_pb2.GetCalculationRequest(name=request.calculation)),
        )
        return derivation, calculation

    async def _findings(self, name: str) -> royalties_pb2.HolderFindings:
        stub = self._frand.stub(royalties_pb2_grpc.RoyaltyServiceStub)
        return await self._frand.call(stub.GetFindings, royalties_pb2.GetFindingsRequest(name=name))

    async def _quality(self, name: str) -> tuple[royalties_pb2.EvaluatorQuality | None, bool]:
        """How often the evaluators err as the calculation took it, and whether the published report says the same."""
        if not name:
            return None, False
        carried = await self._frand.call(
            self._frand.stub(royalties_pb2_grpc.RoyaltyServiceStub).GetEvaluatorQuality,
            royalties_pb2.GetEvaluatorQualityRequest(name=name),
        )
        report = await self._assessment.call(
            self._assessment.stub(quality_pb2_grpc.QualityServiceStub).GetQualityReport,
            quality_pb2.GetQualityReportRequest(name=carried.report),
        )
        return carried, rules.same_quality(carried, report)

    async def _drawn(self, campaign: str, holder: str) -> list[str]:
        """The holder's families that were drawn, in the order of the draw."""
        stub = self._assessment.stub(campaigns_pb2_grpc.CampaignServiceStub)
        asked = campaigns_pb2.ListDrawnFamiliesRequest(campaign=campaign, holder=holder, page_size=5000)
        found: list[str] = []
        async for page in self._assessment.pages(stub.ListDrawnFamilies, asked):
            families = cast(campaigns_pb2.ListDrawnFamiliesResponse, page).families
            found += [each.family for each in families if each.holder == holder]
            if _past(families, holder):
                break
        return list(dict.fromkeys(found))

    async def _results(self, campaign: str, holder: str) -> dict[str, campaigns_pb2.Result]:
        stub = self._assessment.stub(campaigns_pb2_grpc.CampaignServiceStub)
        asked = campaigns_pb2.ListResultsRequest(campaign=campaign, holder=holder, page_size=5000)
        found: dict[str, campaigns_pb2.Result] = {}
        async for page in self._assessment.pages(stub.ListResults, asked):
            results = cast(campaigns_pb2.ListResultsResponse, page).results
            found.update({each.family: each for each in results if each.holder == holder})
            if _past(results, holder):
                break
        return found

    async def _page(
        self, frame: str, holder: str, drawn: Sequence[str], place: Place, size: int
    ) -> tuple[list[str], Place | None]:
        """The next families, and where the page after them begins; None where nothing follows."""
        families = list(drawn[place.drawn : place.drawn + size])
        place = replace(place, drawn=place.drawn + len(families))
        shown = set(drawn)
        async for family, at in self._undrawn(frame, holder, shown, place):
            if len(families) == size:
                return families, at
            families.append(family)
        if place.drawn < len(drawn):
            return families, place
        return families, None

    async def _undrawn(
        self, frame: str, holder: str, drawn: set[str], place: Place
    ) -> AsyncGenerator[tuple[str, Place]]:
        """The holder's families of the frame that were not drawn, each with the place at which it stands."""
        stub = self._registry.stub(frames_pb2_grpc.FrameServiceStub)
        asked = frames_pb2.ListFrameEntriesRequest(
            frame=frame, holder=holder, page_size=rules.PAGE, page_token=place.page
        )
        while True:
            page = cast(frames_pb2.ListFrameEntriesResponse, await self._registry.call(stub.ListFrameEntries, asked))
            for number, entry in enumerate(page.entries):
                if number >= place.entry and entry.holder == holder and entry.family not in drawn:
                    yield entry.family, replace(place, page=asked.page_token, entry=number)
            if not page.next_page_token or _past(page.entries, holder):
                return
            asked.page_token, place = page.next_page_token, replace(place, entry=0)

    async def _traced(
        self,
        room: asyncio.Semaphore,
        family: str,
        holder: str,
        standard: str,
        drawn: bool,
        result: campaigns_pb2.Result | None,
    ) -> pb.TracedFamily:
        async with room:
            links = await self._links(family, holder, standard)
            traced = pb.TracedFamily(family=family, drawn=drawn, links=links)
            # A link that was declared by form has no row; one of a file may come after it.
            source = next((link.source for link in links if link.HasField("source")), None)
            if source is not None:
                stub = self._registry.stub(imports_pb2_grpc.ImportServiceStub)
                row = imports_pb2.GetSourceRowRequest(document=source.document, line=source.line)
                traced.source_row.CopyFrom(await self._registry.call(stub.GetSourceRow, row))
        if result is not None:
            traced.outcome = rules.outcome_text(campaigns_pb2.Outcome.Name(result.outcome))
            traced.simulated = result.simulated
        return traced

    async def _links(self, family: str, holder: str, standard: str) -> list[holders_pb2.Link]:
        stub = self._registry.stub(holders_pb2_grpc.HolderServiceStub)
        asked = holders_pb2.ListFamilyLinksRequest(
            family=family, holder=holder, standard=standard, page_size=rules.MOST_LINKS if holder else 1000
        )
        found: list[holders_pb2.Link] = []
        async for page in self._registry.pages(stub.ListFamilyLinks, asked):
            links = cast(holders_pb2.ListFamilyLinksResponse, page).links
            found += [link for link in links if link.holder == holder]
            if len(found) >= rules.MOST_LINKS:
                break
        return found[: rules.MOST_LINKS]


def _past(lines: Sequence[Any], holder: str) -> bool:
    """Whether the lines of the unknown declarant are over.

    Asking for the empty holder asks for all; its lines come first, because the order is that of the holders' names.
    """
    return not holder and bool(lines) and lines[-1].holder != holder
