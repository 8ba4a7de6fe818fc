"""Owns what nobody may learn in a history: who asks for all there is finds no name and no answer too early."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from google.protobuf.message import Message

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import (
    checks_pb2,
    earlier_results_pb2,
    earlier_results_pb2_grpc,
    evaluators_pb2,
    hearings_pb2,
    procedure_pb2,
    proposals_pb2,
    proposals_pb2_grpc,
    quality_pb2,
    quality_pb2_grpc,
)
from shared.client import Client
from shared.errors import SepiaError
from tests.integration.assessment.history_record import Record
from tests.integration.assessment.history_world import id_in


class Secrecy(Record):
    """A history, as its people see it."""

    async def nobody_learns(self, chance: random.Random) -> None:
        """What somebody gets from all there is to ask names nobody who checks, unless the opinion has named them."""
        viewers: list[tuple[str, Client]] = [
            ("", self.centre.public),
            ("", self.stranger),
            *self.clients.items(),
            *((who, self.world.people[who][1]) for who in sorted(self.world.people)),
        ]
        sitting = {seat.evaluator for each in self.checks.values() for seat in each.course.seats}
        weights = [3, 1, 4, 2, 2, *(2 if who in sitting else 0.3 for who in sorted(self.world.people))]
        ((whose, client),) = chance.choices(viewers, weights)
        sat = {who for each in self.checks.values() for who in each.sat} - {whose}
        named: set[str] = set()
        opinions = self.world.rows(
            "select signed_by, audience, names_public and published_at is not null as names_public from opinion "
            "where check_id = any(%s)",
            [id_in(name) for name in self.checks],
        )
        for opinion in opinions:
            # Issued: who is told of it sees who gave it; published: everybody, where the regime names them to all.
            if f"organization:{whose}" in opinion.audience or opinion.names_public:
                named |= set(opinion.signed_by)
        secrets: set[str] = set()
        for who in sat:
            person = self.world.people[who][0]
            secrets |= {person.name.partition("/")[2], person.account}
            if person.display_name not in named:
                secrets.add(person.display_name)
        if not self.published:
            secrets |= {
                name.partition("/")[2] for name, each in self.checks.items() if whose not in each.sat or not whose
            }
        # Nor does anybody get an answer before its time: nobody answers the reasons of a double.
        secrets |= {
            text
            for each in self.checks.values()
            for _, organization, text in (*each.held, *each.buried)
            if organization != whose
        }
        words = [secret.encode() for secret in sorted(secrets)]
        for what, reply in await self._much(client, chance):
            data = reply.encode() if isinstance(reply, str) else reply.SerializeToString()
            found = [word.decode() for word in words if word in data]
            assert not found, f"{whose or 'somebody'} learns {found} from {what} under {self.regime}: {reply}"

    async def _much(self, client: Client, chance: random.Random) -> list[tuple[str, Message | str]]:
        """Half of what somebody can ask for, another half each time, and all of the log."""
        centre, check, campaign = self.centre, next(iter(self.checks)), self.campaign
        person = next(iter(self.checks[check].sat or self.world.people))
        opinions = hearings_pb2.ListOpinionsRequest(campaign=campaign, family=self.checks[check].family)
        calls: list[tuple[Any, Message]] = [
            (centre.checks(client).ListChecks, checks_pb2.ListChecksRequest(campaign=campaign)),
            (centre.checks(client).ListEvaluators, checks_pb2.ListEvaluatorsRequest()),
            (centre.checks(client).GetCheck, checks_pb2.GetCheckRequest(name=check)),
            (centre.roster(client).GetEvaluator, evaluators_pb2.GetEvaluatorRequest(name=person)),
            (centre.procedure(client).ListCheckSteps, procedure_pb2.ListCheckStepsRequest(check=check)),
            (centre.procedure(client).ListDuties, procedure_pb2.ListDutiesRequest(page_size=1000)),
            (centre.hearings(client).ListHearings, hearings_pb2.ListHearingsRequest(page_size=20)),
            (centre.hearings(client).ListOpinions, opinions),
            (centre.hearings(client).ListOpinionRequests, hearings_pb2.ListOpinionRequestsRequest(page_size=5)),
            (
                client.stub(quality_pb2_grpc.QualityServiceStub).ListQualityReports,
                quality_pb2.ListQualityReportsRequest(),
            ),
            (client.stub(proposals_pb2_grpc.ProposalServiceStub).ListProposals, proposals_pb2.ListProposalsRequest()),
            (
                client.stub(earlier_results_pb2_grpc.EarlierResultServiceStub).ListEarlierResults,
                earlier_results_pb2.ListEarlierResultsRequest(),
            ),
        ]
        if campaign:
            calls += [
                (centre.campaigns(client).GetCampaign, pb.GetCampaignRequest(name=campaign)),
                (centre.campaigns(client).ListCampaigns, pb.ListCampaignsRequest(page_size=3)),
                (centre.campaigns(client).ListDrawnFamilies, pb.ListDrawnFamiliesRequest(campaign=campaign)),
                (centre.campaigns(client).ListHolderResults, pb.ListHolderResultsRequest(campaign=campaign)),
                (centre.campaigns(client).ListResults, pb.ListResultsRequest(campaign=campaign)),
                (centre.hearings(client).ListObservations, hearings_pb2.ListObservationsRequest(campaign=campaign)),
            ]
        got: list[tuple[str, Message | str]] = []
        calls = chance.sample(calls, len(calls) // 2)
        asked = await asyncio.gather(*(client.call(*call) for call in calls), return_exceptions=True)
        for (_, request), reply in zip(calls, asked, strict=True):
            what = type(request).__name__
            if isinstance(reply, SepiaError):
                # A refusal names what was asked for: that much was known.
                text = f"{reply.reason} {reply.message} {reply.metadata}"
                got.append((what, text.replace(check, "").replace(person, "")))
            elif isinstance(reply, BaseException):
                raise reply
            else:
                got.append((what, reply))
        got += [("the log", entry) for entry in (await self.entries(client, self.start))[0]]
        return got
