"""Owns what is brought from one service to another, and how: each sending can be repeated and has its effect once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import cast

from sepia.assessment.v1 import (
    campaigns_pb2,
    campaigns_pb2_grpc,
    evaluators_pb2,
    evaluators_pb2_grpc,
    quality_pb2,
    quality_pb2_grpc,
)
from sepia.frand.v1 import royalties_pb2, royalties_pb2_grpc
from sepia.journal.v1 import journal_pb2, journal_pb2_grpc
from sepia.registry.v1 import frames_pb2, frames_pb2_grpc, holder_records_pb2, holder_records_pb2_grpc
from services.gateway.coordination import rules, store
from services.gateway.coordination.rules import Job
from services.gateway.peers import Peers
from shared.client import Client
from shared.db import Database
from shared.errors import Kind, SepiaError, unavailable
from shared.ids import new_id

PAGE = 5_000
STREAM_SECONDS = 900.0
"""How long a frame may be under way: some 10,000 pairs a second on a small machine, and frames of a few million."""

_OUTCOMES = {
    campaigns_pb2.OUTCOME_ESSENTIAL: "ESSENTIAL",
    campaigns_pb2.OUTCOME_NOT_ESSENTIAL: "NOT_ESSENTIAL",
    campaigns_pb2.OUTCOME_UNDETERMINED: "UNDETERMINED",
}


class Sending:
    """Brings frames and groups to the assessment service, results to the registry, what was found, and how often
    evaluators err, to the frand service."""

    def __init__(self, database: Database, peers: Peers) -> None:
        self._database = database
        self._registry = peers.registry.own
        self._assessment = peers.assessment.own
        self._frand = peers.frand.own
        self._assessment_log = peers.assessment.log

    async def send_frame(self, job: Job) -> None:
        """Streams a frozen frame from the registry to the assessment service."""
        frames = self._registry.stub(frames_pb2_grpc.FrameServiceStub)
        request = frames_pb2.GetFrameRequest(name=job.subject)
        frame = cast(frames_pb2.Frame, await self._registry.call(frames.GetFrame, request))
        failed: SepiaError | None = None

        async def pieces() -> AsyncGenerator[campaigns_pb2.ReceiveFrameRequest]:
            nonlocal failed
            yield campaigns_pb2.ReceiveFrameRequest(
                frame=campaigns_pb2.FrameDescription(
                    name=frame.name,
                    standard=frame.standard,
                    family_key=frame.family_key,
                    edition=frame.edition,
                    digest=frame.digest,
                    entry_count=frame.entry_count,
                    demonstration=frame.demonstration,
                )
            )
            entries = frames_pb2.ListFrameEntriesRequest(frame=frame.name, page_size=PAGE)
            try:
                async for page in self._registry.pages(frames.ListFrameEntries, entries):
                    yield campaigns_pb2.ReceiveFrameRequest(
                        entries=[
                            campaigns_pb2.FramePair(
                                holder=entry.holder,
                                family=entry.family,
                                holder_display_name=entry.holder_display_name,
                            )
                            for entry in cast(frames_pb2.ListFrameEntriesResponse, page).entries
                        ]
                    )
            except SepiaError as error:
                failed = error
                raise

        campaigns = self._assessment.stub(campaigns_pb2_grpc.CampaignServiceStub)
        try:
            await self._assessment.call(campaigns.ReceiveFrame, pieces(), deadline_seconds=STREAM_SECONDS)
        except (asyncio.CancelledError, SepiaError):
            # gRPC cancels a call whose stream of requests breaks off; what broke it is what matters.
            if failed is not None:
                raise failed from None
            raise

    async def send_results(self, job: Job) -> None:
        """Brings a campaign's published results to the register, a page at a time under an id of its own."""
        campaigns = self._assessment.stub(campaigns_pb2_grpc.CampaignServiceStub)
        frames = self._registry.stub(frames_pb2_grpc.FrameServiceStub)
        campaign = await self._campaign(job)
        listed = campaigns_pb2.ListResultsRequest(campaign=campaign.name, page_size=PAGE)
        number = 0
        async for page in self._assessment.pages(campaigns.ListResults, listed):
            results = cast(campaigns_pb2.ListResultsResponse, page).results
            if results:
                recorded = frames_pb2.RecordResultsRequest(
                    frame=campaign.frame,
                    campaign=campaign.name,
                    results=[
                        frames_pb2.RecordedResult(
                            holder=result.holder,
                            family=result.family,
                            outcome=_OUTCOMES.get(result.outcome, ""),
                            simulated=result.simulated,
                        )
                        for result in results
                    ],
                    publish_time=campaign.publish_time,
                    # Published results do not change, so a page is the same whenever it is read.
                    request_id=f"{job.cause}/{number}",
                )
                await self._registry.call(frames.RecordResults, recorded, deadline_seconds=120)
            number += 1

    async def send_findings(self, job: Job) -> None:
        """Brings what a campaign found, holder by holder, with a checkpoint that covers its publication."""
        royalties = self._frand.stub(royalties_pb2_grpc.RoyaltyServiceStub)
        async with self._database.read() as connection:
            kept = await store.request_of(connection, job)
        if kept is None:
            request = await self._findings(job)
            # The log grows, so another attempt would come with a later checkpoint: what was put together first is sent.
            async with self._database.write() as tx:
                kept = await store.kept_request(tx, job, request.SerializeToString(deterministic=True))
        findings = royalties_pb2.ReceiveFindingsRequest.FromString(kept)
        await self._frand.call(royalties.ReceiveFindings, findings, deadline_seconds=120)

    async def send_quality(self, job: Job) -> None:
        """Brings what a report says of a pool of evaluators, with a checkpoint that covers its publication."""
        async with self._database.read() as connection:
            kept = await store.request_of(connection, job)
        if kept is None:
            request = await self._quality(job)
            if request is None:
                return
            request.request_id = job.cause
            # The log grows, so another attempt would come with a later checkpoint: what was put together first is sent.
            async with self._database.write() as tx:
                kept = await store.kept_request(tx, job, request.SerializeToString(deterministic=True))
        await self._receive_quality(royalties_pb2.ReceiveEvaluatorQualityRequest.FromString(kept))

    async def send_qualities(self, job: Job) -> None:
        """Brings every report published so far, in the order of the log. Later ones are followed one by one."""
        told, _ = await self._told(self._assessment, job.subject, [rules.SEND_QUALITY])
        for subject, position in told.items():
            found = await self._quality(Job(job.task, job.cause, subject, position))
            if found is not None:
                # What is brought again is told so: another checkpoint makes it no other report.
                found.request_id = new_id().hex
                await self._receive_quality(found)

    async def _quality(self, job: Job) -> royalties_pb2.ReceiveEvaluatorQualityRequest | None:
        """What a report says; None without sensitivity and specificity: a calculation could use nothing of it."""
        reports = self._assessment.stub(quality_pb2_grpc.QualityServiceStub)
        asked = quality_pb2.GetQualityReportRequest(name=job.subject)
        report = cast(quality_pb2.QualityReport, await self._assessment.call(reports.GetQualityReport, asked))
        if not report.HasField("sensitivity") or not report.HasField("specificity"):
            return None
        return royalties_pb2.ReceiveEvaluatorQualityRequest(
            report=report.name,
            regime=report.regime,
            technical_area=report.technical_area,
            period=report.period,
            families=report.families,
            repeated=report.repeated,
            sensitivity=_measured(report.sensitivity),
            specificity=_measured(report.specificity),
            checkpoint=await self._covering(job),
            demonstration=report.demonstration,
            measure_time=report.measure_time,
            publish_time=report.publish_time,
        )

    async def _receive_quality(self, request: royalties_pb2.ReceiveEvaluatorQualityRequest) -> None:
        royalties = self._frand.stub(royalties_pb2_grpc.RoyaltyServiceStub)
        await self._frand.call(royalties.ReceiveEvaluatorQuality, request, deadline_seconds=60)

    async def send_groups(self, job: Job) -> None:
        """Brings everything that the register's log has said about groups and spellings so far, then says that it is
        all. Entries that come later are followed one by one.
        """
        told, size = await self._told(self._registry, job.subject, [rules.SEND_PARENTS, rules.SEND_SPELLINGS])
        for subject in dict.fromkeys(each.partition("/parents/")[0] for each in told):
            each = Job(job.task, job.cause, subject, size)
            try:
                await (self.send_spellings(each) if subject.startswith("aliasDecisions/") else self.send_parents(each))
            except SepiaError as error:
                if error.kind is not Kind.NOT_FOUND:
                    raise
        await self._receive_groups(evaluators_pb2.ReceiveGroupsRequest(subject=job.subject, position=size))

    async def send_parents(self, job: Job) -> None:
        """Brings the parents of a holder, as the register has them now, to where conflicts of interest are judged."""
        records = self._registry.stub(holder_records_pb2_grpc.HolderRecordServiceStub)
        child = job.subject.partition("/parents/")[0]
        request = evaluators_pb2.ReceiveGroupsRequest(subject=child, position=job.position)
        listed = holder_records_pb2.ListParentsRequest(child=child, page_size=1_000)
        async for page in self._registry.pages(records.ListParents, listed):
            for parent in cast(holder_records_pb2.ListParentsResponse, page).parents:
                if not parent.reported.HasField("withdraw_time"):
                    request.parents.add(
                        name=parent.name,
                        child=parent.child,
                        parent=parent.parent,
                        start_date=parent.start_date if parent.HasField("start_date") else None,
                        end_date=parent.end_date if parent.HasField("end_date") else None,
                    )
        await self._receive_groups(request)

    async def send_spellings(self, job: Job) -> None:
        """Brings a decision that two spellings are one holder, or that it was undone."""
        records = self._registry.stub(holder_records_pb2_grpc.HolderRecordServiceStub)
        request = evaluators_pb2.ReceiveGroupsRequest(subject=job.subject, position=job.position)
        listed = holder_records_pb2.ListAliasDecisionsRequest(page_size=1_000)
        async for page in self._registry.pages(records.ListAliasDecisions, listed):
            for each in cast(holder_records_pb2.ListAliasDecisionsResponse, page).decisions:
                same = each.verdict == holder_records_pb2.ALIAS_VERDICT_SAME and not each.HasField("undo_time")
                if each.name == job.subject and same:
                    request.parents.add(name=each.name, child=each.alias, parent=each.target)
        await self._receive_groups(request)

    async def send_transfer(self, job: Job) -> None:
        """Brings that patents changed hands, as the register has it now, to where conflicts of interest are judged."""
        records = self._registry.stub(holder_records_pb2_grpc.HolderRecordServiceStub)
        asked = holder_records_pb2.GetTransferRequest(name=job.subject)
        transfer = cast(holder_records_pb2.Transfer, await self._registry.call(records.GetTransfer, asked))
        items = transfer.items
        request = evaluators_pb2.ReceiveTransferRequest(
            transfer=transfer.name,
            assignor=transfer.assignor,
            assignee=transfer.assignee,
            families=items.families,
            standards=items.standards,
            # A patent named by its number may be of any family: nobody could rule out a conflict.
            any_family=items.whole_portfolio or bool(items.numbers),
            effective_date=transfer.effective_date if transfer.HasField("effective_date") else None,
            withdrawn=transfer.reported.HasField("withdraw_time"),
            position=job.position,
        )
        roster = self._assessment.stub(evaluators_pb2_grpc.EvaluatorServiceStub)
        await self._assessment.call(roster.ReceiveTransfer, request, deadline_seconds=60)

    async def send_transfers(self, job: Job) -> None:
        """Brings every transfer that the register's log has told of so far, then says that they are all. Later ones are
        followed one by one."""
        told, size = await self._told(self._registry, job.subject, [rules.SEND_TRANSFER])
        for subject, position in told.items():
            await self.send_transfer(Job(job.task, job.cause, subject, position))
        roster = self._assessment.stub(evaluators_pb2_grpc.EvaluatorServiceStub)
        position = evaluators_pb2.ReceiveTransferPositionRequest(log=job.subject, position=size)
        await self._assessment.call(roster.ReceiveTransferPosition, position, deadline_seconds=60)

    async def _told(self, service: Client, log: str, tasks: Sequence[str]) -> tuple[dict[str, int], int]:
        """What a log has told of from which these tasks follow, each with its last entry's position, in the order of
        the first; and how many entries were read."""
        journal = service.stub(journal_pb2_grpc.JournalServiceStub)
        found: dict[str, int] = {}
        start, size = 0, 0
        while True:
            request = journal_pb2.ListEntriesRequest(
                log=log, from_position=start, page_size=500, kinds=rules.kinds_for(log, tasks)
            )
            reply = cast(journal_pb2.ListEntriesResponse, await service.call(journal.ListEntries, request))
            found |= {entry.subject: entry.position for entry in reply.entries}
            # The size was read before the entries, and everything below it has been read once that is reached.
            size = max(reply.tree_size, reply.next_position)
            if reply.next_position >= size or reply.next_position == start:
                return found, size
            start = reply.next_position

    async def _receive_groups(self, request: evaluators_pb2.ReceiveGroupsRequest) -> None:
        roster = self._assessment.stub(evaluators_pb2_grpc.EvaluatorServiceStub)
        await self._assessment.call(roster.ReceiveGroups, request, deadline_seconds=60)

    async def _findings(self, job: Job) -> royalties_pb2.ReceiveFindingsRequest:
        campaigns = self._assessment.stub(campaigns_pb2_grpc.CampaignServiceStub)
        campaign = await self._campaign(job)
        asked = campaigns_pb2.ListHolderResultsRequest(campaign=campaign.name)
        found = cast(
            campaigns_pb2.ListHolderResultsResponse, await self._assessment.call(campaigns.ListHolderResults, asked)
        )
        checkpoint = await self._covering(job)
        return royalties_pb2.ReceiveFindingsRequest(
            campaign=campaign.name,
            standard=campaign.standard,
            frame=campaign.frame,
            frame_digest=campaign.frame_digest,
            family_key=campaign.family_key,
            edition=campaign.edition,
            checkpoint=checkpoint,
            holders=[
                royalties_pb2.HolderFinding(
                    holder=result.holder,
                    display_name=result.display_name,
                    families=result.families,
                    checked=result.checked,
                    essential=result.essential,
                    undetermined=result.undetermined,
                    simulated=result.simulated,
                    reused=result.reused,
                )
                for result in found.results
            ],
            demonstration=campaign.demonstration,
            request_id=job.cause,
        )

    async def _covering(self, job: Job) -> str:
        """A signed checkpoint of the assessment log that covers a job's entry.

        Raises:
            SepiaError: UNAVAILABLE: there is none yet.
        """
        journal = self._assessment.stub(journal_pb2_grpc.JournalServiceStub)
        of_log = journal_pb2.GetCheckpointRequest(log=self._assessment_log)
        checkpoint = cast(journal_pb2.Checkpoint, await self._assessment.call(journal.GetCheckpoint, of_log))
        if checkpoint.tree_size <= job.position:
            raise unavailable(
                f"The checkpoint of {self._assessment_log} covers {checkpoint.tree_size} entries, not yet the "
                f"publication at position {job.position}."
            )
        return checkpoint.note

    async def _campaign(self, job: Job) -> campaigns_pb2.Campaign:
        campaigns = self._assessment.stub(campaigns_pb2_grpc.CampaignServiceStub)
        request = campaigns_pb2.GetCampaignRequest(name=job.subject)
        return cast(campaigns_pb2.Campaign, await self._assessment.call(campaigns.GetCampaign, request))


def _measured(found: quality_pb2.QualityPosterior) -> royalties_pb2.MeasuredReliability:
    return royalties_pb2.MeasuredReliability(
        mean=found.mean, low=found.low, high=found.high, alpha=found.alpha, beta=found.beta
    )
