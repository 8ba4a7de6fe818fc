"""Owns the demonstration's campaign: announced, drawn, assigned, checked by simulation, published; each step once."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from google.protobuf.timestamp_pb2 import Timestamp

from deploy.demo.findings import simulated_error, simulated_finding
from sepia.assessment.v1 import campaigns_pb2, checks_pb2
from sepia.registry.v1 import frames_pb2
from sepia.type.v1 import type_pb2
from services.cli.campaigns import campaigns_called
from services.cli.checks import list_all
from services.cli.demo_check import Checking
from services.cli.demo_plan import EVALUATORS, STANDARD, DemoPlan
from services.cli.demo_waiting import LOOK_SECONDS, when_there
from services.cli.figures import count
from services.cli.progress import Step, Steps
from services.cli.session import PasswordCredentials, Sepia
from shared.canonical import sha256_hex
from shared.clock import Clock

RANDOM_SOURCE = "demonstration value, drawn by the operator; not public"
REASONS = "Simulated for demonstration: nobody has looked at this family, which is made up."
_TIES = (
    checks_pb2.TIE_KIND_EMPLOYMENT,
    checks_pb2.TIE_KIND_CLIENT,
    checks_pb2.TIE_KIND_SHARES,
    checks_pb2.TIE_KIND_EARLIER_WORK,
)
_FINDINGS_AT_ONCE = 200
_DOUBLED_PER_MILLE = 50
# From the announcement to the moment at which the random value becomes known: longer than one call takes.
_SECRET_SECONDS = 3.0


@dataclass(slots=True)
class Campaigning:
    """The part of the demonstration that draws a sample and has it checked.

    Attributes:
        officer: Sepia as the officer reaches it.
        passwords: of the demo's accounts, by account id.
        steps: where progress is shown.
    """

    officer: Sepia
    passwords: Mapping[str, str]
    steps: Steps
    plan: DemoPlan
    clock: Clock

    async def run(self) -> campaigns_pb2.Campaign:
        """The campaign with its results published; what was done before is not done again.

        Raises:
            SepiaError: a step was refused; running it again goes on there.
        """
        campaign = await self.announced_campaign()
        campaign = await self.drawn(campaign)
        await self.roster(campaign)
        campaign = await self.assigned(campaign)
        return await self.checked_and_published(campaign)

    async def announced_campaign(self) -> campaigns_pb2.Campaign:
        """Freezes the frame and announces the campaign unless it was."""
        known = await campaigns_called(self.officer, self.plan.campaign)
        if known:
            return known[-1]
        with self.steps.step(f"freezing the families declared for {STANDARD}"):
            request = frames_pb2.FreezeFrameRequest(
                standard=STANDARD, family_key=type_pb2.FAMILY_KEY_ETSI, request_id=self.plan.request_id("frame")
            )
            frame: frames_pb2.Frame = await self.officer.call(
                self.officer.frames.FreezeFrame, request, deadline_seconds=120
            )
        with self.steps.step("announcing the campaign, once the frame has arrived") as step:
            return await when_there(self.officer, lambda: self._announce(frame.name), "the frame", step)

    async def _announce(self, frame: str) -> campaigns_pb2.Campaign:
        known = Timestamp()
        known.FromDatetime(self.clock.now() + dt.timedelta(seconds=_SECRET_SECONDS))
        request = campaigns_pb2.AnnounceCampaignRequest(
            frame=frame,
            display_name=self.plan.campaign,
            regime=self.plan.regime,
            plan=campaigns_pb2.SamplePlan(minimum_per_holder=self.plan.per_holder),
            random_source=campaigns_pb2.RandomSource(description=RANDOM_SOURCE, known_time=known),
            # The time is part of the request, so each attempt at another time is another request.
            request_id=self.plan.request_id(f"announce-{known.seconds}"),
        )
        return await self.officer.call(self.officer.campaigns.AnnounceCampaign, request)

    async def drawn(self, campaign: campaigns_pb2.Campaign) -> campaigns_pb2.Campaign:
        """Draws the sample unless it was, not before the random value may be known."""
        if campaign.state != campaigns_pb2.CAMPAIGN_STATE_ANNOUNCED:
            return campaign
        known_at = campaign.random_source.known_time.ToDatetime(dt.UTC)
        with self.steps.step("waiting for the random value, then drawing") as step:
            while self.clock.now() <= known_at:
                await asyncio.sleep(LOOK_SECONDS)
                step.show(note="it may not be known before")
            value = secrets.token_hex(32)
            request = campaigns_pb2.DrawSampleRequest(
                name=campaign.name, random_value=value, request_id=self.plan.request_id(f"draw-{value[:16]}")
            )
            return await self.officer.call(self.officer.campaigns.DrawSample, request, deadline_seconds=120)

    async def roster(self, campaign: campaigns_pb2.Campaign) -> None:
        """Puts the demo's evaluators on the roster; four of them have ties, so that conflicts are seen at work."""
        request = checks_pb2.ListEvaluatorsRequest(page_size=1000)
        listed = await self.officer.collect(self.officer.checks.ListEvaluators, request, "evaluators")
        known = {evaluator.account for evaluator in listed}
        missing = [name for name in EVALUATORS if f"accounts/{name}" not in known]
        if not missing:
            return
        with self.steps.step("putting the demo's evaluators on the roster"):
            largest = await self._largest_holders(campaign, len(_TIES))
            for name in missing:
                number = EVALUATORS.index(name)
                ties = [checks_pb2.Tie(holder=largest[number], kind=_TIES[number])] if number < len(largest) else []
                await self.officer.call(
                    self.officer.checks.CreateEvaluator,
                    checks_pb2.CreateEvaluatorRequest(
                        account=f"accounts/{name}",
                        display_name=f"Demonstration evaluator {number + 1}",
                        identity_verified=True,
                        ties_declared=True,
                        ties=ties,
                        conduct_version="1",
                        request_id=self.plan.request_id(f"roster-{number + 1}"),
                    ),
                )

    async def _largest_holders(self, campaign: campaigns_pb2.Campaign, most: int) -> list[str]:
        request = frames_pb2.CountFamiliesRequest(standard=campaign.standard, family_key=campaign.family_key)
        counts: frames_pb2.CountFamiliesResponse = await self.officer.call(self.officer.frames.CountFamilies, request)
        return [line.holder for line in counts.holders if line.holder][:most]

    async def assigned(self, campaign: campaigns_pb2.Campaign) -> campaigns_pb2.Campaign:
        """Assigns the checks to the demo's evaluators unless they were."""
        if campaign.state != campaigns_pb2.CAMPAIGN_STATE_DRAWN:
            return campaign
        with self.steps.step(f"assigning the checks of {count(campaign.drawn_count)} drawn families") as step:
            request = checks_pb2.ListEvaluatorsRequest(page_size=1000)
            listed = await self.officer.collect(self.officer.checks.ListEvaluators, request, "evaluators")
            own = {f"accounts/{name}" for name in EVALUATORS}
            wanted = campaigns_pb2.AssignChecksRequest(
                name=campaign.name,
                evaluators=sorted(evaluator.name for evaluator in listed if evaluator.account in own),
                # So that it can be seen how often they agree.
                duplicate_per_mille=_DOUBLED_PER_MILLE,
                request_id=self.plan.request_id("assign"),
            )
            assign = self.officer.campaigns.AssignChecks
            return await when_there(
                self.officer,
                lambda: self.officer.call(assign, wanted, deadline_seconds=300),
                "who belongs to which group",
                step,
            )

    async def checked_and_published(self, campaign: campaigns_pb2.Campaign) -> campaigns_pb2.Campaign:
        """Lets each evaluator sign simulated findings for the checks still open, then publishes."""
        if campaign.state != campaigns_pb2.CAMPAIGN_STATE_CHECKING:
            return campaign
        names = await self._holder_names(campaign.frame)
        checking = Checking(self.officer, self.passwords, self.steps, self.plan, self.clock)
        chosen = await checking.chosen(campaign)
        with self.steps.step("recording simulated findings, of one check element by element") as step:
            done = sum(
                await asyncio.gather(
                    self._record_all(campaign, names, step, chosen), checking.long_way(campaign, chosen)
                )
            )
        with self.steps.step("publishing the results", f"published the results of {count(done)} simulated checks"):
            request = campaigns_pb2.PublishResultsRequest(
                name=campaign.name, request_id=self.plan.request_id("publish")
            )
            return await self.officer.call(self.officer.campaigns.PublishResults, request, deadline_seconds=300)

    async def _holder_names(self, frame: str) -> dict[str, str]:
        request = frames_pb2.ListFrameEntriesRequest(frame=frame, page_size=5000)
        entries = await self.officer.collect(self.officer.frames.ListFrameEntries, request, "entries")
        return {entry.holder: entry.holder_display_name for entry in entries}

    async def _record_all(
        self,
        campaign: campaigns_pb2.Campaign,
        names: Mapping[str, str],
        step: Step,
        chosen: checks_pb2.Check | None,
    ) -> int:
        """Records what each evaluator finds in the short form, but for the check that goes the long way."""
        done = 0
        for account in EVALUATORS:
            credentials = PasswordCredentials(self.officer.address, account, self.passwords[account])
            async with Sepia(self.officer.address, credentials) as evaluator:
                waiting = await list_all(evaluator, campaign.name, checks_pb2.CHECK_STATE_ASSIGNED)
                short = [check for check in waiting if chosen is None or check.name != chosen.name]
                done = await self._record(evaluator, campaign, names, step, done, short)
        return done

    async def _record(
        self,
        evaluator: Sepia,
        campaign: campaigns_pb2.Campaign,
        names: Mapping[str, str],
        step: Step,
        done: int,
        waiting: list[checks_pb2.Check],
    ) -> int:
        waiting.sort(key=lambda check: check.name)
        for begin in range(0, len(waiting), _FINDINGS_AT_ONCE):
            some = waiting[begin : begin + _FINDINGS_AT_ONCE]
            listed = sha256_hex("\n".join(check.name for check in some).encode())[:24]
            request = checks_pb2.RecordFindingsRequest(
                findings=[_simulated(check, names, self.plan.seed) for check in some],
                request_id=self.plan.request_id(f"findings-{listed}"),
            )
            await evaluator.call(evaluator.checks.RecordFindings, request)
            done += len(some)
            step.show(done, campaign.drawn_count, f"{count(done)} findings")
        return done


def _simulated(check: checks_pb2.Check, names: Mapping[str, str], seed: int) -> checks_pb2.Finding:
    holder = names.get(check.holder, check.holder)
    family = check.family.rpartition("-")[2]
    essential = simulated_finding(holder, family, seed) != simulated_error(check.evaluator, family, seed)
    return checks_pb2.Finding(
        check=check.name,
        outcome=campaigns_pb2.OUTCOME_ESSENTIAL if essential else campaigns_pb2.OUTCOME_NOT_ESSENTIAL,
        reasons=REASONS,
        simulated=True,
    )
