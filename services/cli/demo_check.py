"""Owns what the demonstration shows of checks: a plan, a claim chart, findings by element, an opinion, a hearing.

One check of the demonstration's campaign goes the long way: its made-up holder hands in a chart with a figure, and the
evaluator finds element by element. On demonstration data nobody is heard; a hearing is shown on a request under a
made-up regime (`deploy/demo/regimes`), whose parties and patent are made up as well.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Awaitable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from google.api import httpbody_pb2
from google.type import decimal_pb2

from deploy.demo.page import FIGURE, made_up_page
from sepia.assessment.v1 import (
    campaigns_pb2,
    charts_pb2,
    checks_pb2,
    evidence_pb2,
    findings_pb2,
    hearings_pb2,
    procedure_pb2,
    quality_pb2,
)
from services.cli.check_steps import print_duties
from services.cli.checks import list_all
from services.cli.demo_plan import HOLDER, IMPLEMENTER, ORGANIZATION, STANDARD, DemoPlan
from services.cli.element_findings import show_findings
from services.cli.figures import file_size
from services.cli.output import say
from services.cli.planning import print_plan
from services.cli.progress import Steps
from services.cli.quality import print_quality
from services.cli.session import PasswordCredentials, Sepia
from shared.clock import Clock

REGIME = "demonstration-opinions"
REASONS = "Simulated for demonstration: claim, page and provisions are made up."
_PATENT = "DEMO0000001"
_CLAIM = (
    ("1a", "A method of sending made-up data, comprising:", "5.2.1"),
    ("1b", "generating a made-up sequence; and", "5.2.2"),
    ("1c", "sending the sequence.", "5.2.3"),
)


@dataclass(slots=True)
class ChecksShown:
    """What the demonstration shows of checks; what could not be shown is absent.

    Attributes:
        planned: how many families a plan would draw.
        quality: how the demo's evaluators do.
        findings: of the check that went the long way.
        picture: the cited figure, everything outside its region masked.
        opinion: name and PDF of the opinion that stands on the findings.
        hearing: reasons that lie with the holder.
        duties: what the holder must do by when.
    """

    planned: campaigns_pb2.PlannedSample | None = None
    quality: quality_pb2.QualityReport | None = None
    findings: findings_pb2.ElementFindings | None = None
    picture: bytes = b""
    opinion: tuple[str, bytes] | None = None
    hearing: hearings_pb2.Hearing | None = None
    duties: list[procedure_pb2.Duty] = field(default_factory=list[procedure_pb2.Duty])


@dataclass(slots=True)
class Checking:
    """The part of the demonstration about one check.

    Attributes:
        officer: Sepia as the officer reaches it.
        passwords: of the demo's accounts, by account id; an older installation has none of the parties.
        steps: where progress is shown.
    """

    officer: Sepia
    passwords: Mapping[str, str]
    steps: Steps
    plan: DemoPlan
    clock: Clock

    def _signed_in(self, account: str) -> Sepia:
        return Sepia(self.officer.address, PasswordCredentials(self.officer.address, account, self.passwords[account]))

    # --- the long way ------------------------------------------------------------------------------------------------

    async def chosen(self, campaign: campaigns_pb2.Campaign) -> checks_pb2.Check | None:
        """The check that goes the long way: always the same one; None where there is none of the demo's holder."""
        if HOLDER not in self.passwords:
            return None
        own = [check for check in await list_all(self.officer, campaign.name) if check.holder == ORGANIZATION]
        return min(own, key=lambda each: each.name, default=None)

    async def long_way(self, campaign: campaigns_pb2.Campaign, check: checks_pb2.Check | None) -> int:
        """A chart handed in, findings by element, and the opinion that stands on them; how many checks that were."""
        if check is None:
            return 0
        async with self._signed_in(HOLDER) as holder:
            chart = await self._handed_in(holder, campaign, check)
        accounts = await self._accounts()
        async with self._signed_in(accounts[check.evaluator].removeprefix("accounts/")) as evaluator:
            await self._found(evaluator, check, chart)
        return 1

    async def _accounts(self) -> dict[str, str]:
        request = checks_pb2.ListEvaluatorsRequest(page_size=1000)
        listed = await self.officer.collect(self.officer.checks.ListEvaluators, request, "evaluators")
        return {each.name: each.account for each in listed}

    async def _handed_in(
        self, holder: Sepia, campaign: campaigns_pb2.Campaign, check: checks_pb2.Check
    ) -> charts_pb2.HandedInChart:
        page = made_up_page()
        digest = hashlib.sha256(page).hexdigest()

        async def pieces() -> AsyncGenerator[charts_pb2.UploadFigureRequest]:
            yield charts_pb2.UploadFigureRequest(
                description=charts_pb2.FigureDescription(media_type="image/png", size_bytes=len(page), sha256=digest)
            )
            yield charts_pb2.UploadFigureRequest(data=page)

        await holder.call(holder.charts.UploadFigure, pieces(), deadline_seconds=60)
        create = charts_pb2.CreateChartRequest(
            content=_content(check, digest), regime=self.plan.regime, request_id=self.plan.request_id("chart")
        )
        chart: charts_pb2.Chart = await holder.call(holder.charts.CreateChart, create)
        submit = charts_pb2.SubmitChartRequest(name=chart.name, request_id=self.plan.request_id("chart-submit"))
        await holder.call(holder.charts.SubmitChart, submit)
        hand_in = charts_pb2.HandInChartRequest(
            name=chart.name, version=1, procedure=campaign.name, request_id=self.plan.request_id("chart-hand-in")
        )
        return await holder.call(holder.charts.HandInChart, hand_in)

    async def _found(self, evaluator: Sepia, check: checks_pb2.Check, chart: charts_pb2.HandedInChart) -> None:
        opening = procedure_pb2.OpenCheckRequest(name=check.name, request_id=self.plan.request_id("open-check"))
        await evaluator.call(evaluator.procedure.OpenCheck, opening)
        findings = findings_pb2.RecordElementFindingsRequest(
            check=check.name,
            chart=chart.chart,
            findings=[
                findings_pb2.ElementVerdictGiven(
                    element=label,
                    verdict=findings_pb2.ELEMENT_VERDICT_MET,
                    reasons=f"Simulated: the made-up {subclause} says so.",
                    provisions=[_provision(subclause)],
                )
                for label, _, subclause in _CLAIM
            ],
            request_id=self.plan.request_id("element-findings"),
        )
        await evaluator.call(evaluator.findings.RecordElementFindings, findings)
        opinion = procedure_pb2.GiveOpinionRequest(
            name=check.name,
            outcome=campaigns_pb2.OUTCOME_ESSENTIAL,
            reasons=REASONS,
            simulated=True,
            chart=chart.chart,
            request_id=self.plan.request_id("opinion"),
        )
        await evaluator.call(evaluator.procedure.GiveOpinion, opinion)

    # --- a hearing ---------------------------------------------------------------------------------------------------

    async def heard(self) -> None:
        """A request for an opinion, on which reasons lie with the other party; each step once."""
        if HOLDER not in self.passwords or await self._was_heard():
            return
        with self.steps.step("a request for an opinion under a made-up regime, with reasons laid before the holder"):
            async with self._signed_in(IMPLEMENTER) as implementer:
                ask = hearings_pb2.RequestOpinionRequest(
                    regime=REGIME,
                    respondent=ORGANIZATION,
                    standard=STANDARD,
                    patent=_PATENT,
                    claim=1,
                    dispute="Demonstration: parties, patent and dispute are made up.",
                    arguments="Demonstration: the made-up 5.2.2 asks for no such sequence.",
                    request_id=self.plan.request_id("opinion-request"),
                )
                asked: hearings_pb2.OpinionRequest = await implementer.call(implementer.hearings.RequestOpinion, ask)
            admit = hearings_pb2.AdvanceOpinionRequestRequest(
                name=asked.name, step=hearings_pb2.REQUEST_STEP_ADMIT, request_id=self.plan.request_id("admit")
            )
            admitted: hearings_pb2.OpinionRequest = await self.officer.call(
                self.officer.hearings.AdvanceOpinionRequest, admit
            )
            appoint = procedure_pb2.AppointEvaluatorsRequest(
                name=admitted.check, note="Demonstration", request_id=self.plan.request_id("appoint")
            )
            check: checks_pb2.Check = await self.officer.call(self.officer.procedure.AppointEvaluators, appoint)
            account = (await self._accounts())[check.evaluator].removeprefix("accounts/")
            async with self._signed_in(account) as evaluator:
                opinion = procedure_pb2.GiveOpinionRequest(
                    name=check.name,
                    outcome=campaigns_pb2.OUTCOME_NOT_ESSENTIAL,
                    reasons="Demonstration: element 1b has no counterpart in the made-up 5.2.2.",
                    request_id=self.plan.request_id("leaning"),
                )
                await evaluator.call(evaluator.procedure.GiveOpinion, opinion)

    async def _was_heard(self) -> bool:
        async with self._signed_in(HOLDER) as holder:
            listed = hearings_pb2.ListHearingsRequest()
            every: list[hearings_pb2.Hearing] = await holder.collect(holder.hearings.ListHearings, listed, "hearings")
        return any(each.family == _PATENT for each in every)

    # --- what is shown -----------------------------------------------------------------------------------------------

    async def measured(self) -> quality_pb2.QualityReport:
        """How the demo's evaluators do, measured once a day."""
        today = self.clock.now().date()
        measure = quality_pb2.MeasureQualityRequest(
            regime=self.plan.regime,
            period=str(today.year),
            demonstration=True,
            request_id=self.plan.request_id(f"quality-{today.isoformat()}"),
        )
        return await self.officer.call(self.officer.quality.MeasureQuality, measure, deadline_seconds=180)

    async def shown(
        self, campaign: campaigns_pb2.Campaign, measured: Awaitable[quality_pb2.QualityReport]
    ) -> ChecksShown:
        """What there is to show now.

        Args:
            measured: a report on its way: it is computed while other steps wait for something.
        """
        found = ChecksShown()
        with self.steps.step("planning a sample, and measuring how the demo's evaluators do"):
            planned = campaigns_pb2.PlanSampleRequest(
                frame=campaign.frame,
                minimum_per_holder=1,
                rate_half_width=decimal_pb2.Decimal(value="0.1"),
                earlier_campaign=campaign.name,
            )
            found.planned = await self.officer.call(self.officer.campaigns.PlanSample, planned, deadline_seconds=60)
            found.quality = await measured
        if HOLDER not in self.passwords:
            return found
        async with self._signed_in(HOLDER) as holder:
            await self._show_chart(holder, campaign, found)
            listed = hearings_pb2.ListHearingsRequest(only_open=True)
            hearings: list[hearings_pb2.Hearing] = await holder.collect(
                holder.hearings.ListHearings, listed, "hearings"
            )
            found.hearing = hearings[0] if hearings else None
            due = procedure_pb2.ListDutiesRequest()
            found.duties = await holder.collect(holder.procedure.ListDuties, due, "duties")
        return found

    async def _show_chart(self, holder: Sepia, campaign: campaigns_pb2.Campaign, found: ChecksShown) -> None:
        listed = charts_pb2.ListHandedInChartsRequest(procedure=campaign.name)
        charts: list[charts_pb2.HandedInChart] = await holder.collect(
            holder.charts.ListHandedInCharts, listed, "charts"
        )
        if not charts:
            return
        name, _, version = charts[0].chart.rpartition("/versions/")
        render = charts_pb2.RenderFigureRequest(name=name, version=int(version), correspondence=1)
        body: httpbody_pb2.HttpBody = await holder.call(holder.charts.RenderFigure, render, deadline_seconds=60)
        found.picture = body.data
        family = charts[0].family
        checks = [each for each in await list_all(self.officer, campaign.name) if each.family == family]
        for check in checks:
            history = findings_pb2.ListElementFindingsRequest(check=check.name)
            if await self.officer.collect(self.officer.findings.ListElementFindings, history, "findings"):
                current = findings_pb2.GetElementFindingsRequest(check=check.name)
                found.findings = await self.officer.call(self.officer.findings.GetElementFindings, current)
                paper = evidence_pb2.GetOpinionDocumentRequest(name=check.name)
                pdf: httpbody_pb2.HttpBody = await self.officer.call(
                    self.officer.check_evidence.GetOpinionDocument, paper, deadline_seconds=60
                )
                found.opinion = check.name, pdf.data


def print_checks(shown: ChecksShown, folder: Path) -> None:
    """Prints what is shown of checks, and writes the figure and the opinion into a folder."""
    if shown.planned is not None:
        say("\n[bold]A plan for the next sample[/] — DEMONSTRATION: made-up families, simulated results")
        print_plan(shown.planned, STANDARD, most=6)
    if shown.quality is not None:
        say("\n[bold]How the evaluators do[/] — DEMONSTRATION: simulated evaluators, of whom each errs now and then")
        print_quality(shown.quality)
    if shown.findings is not None:
        say("\n[bold]One check, element by element[/] — DEMONSTRATION: SIMULATED, made-up claim and standard")
        show_findings(shown.findings, as_json=False)
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in (("figure.png", shown.picture), ("opinion.pdf", shown.opinion[1] if shown.opinion else b"")):
        if data:
            (folder / name).write_bytes(data)
            say(f"{folder / name}: {file_size(len(data))}")
    if shown.hearing is not None:
        say("\n[bold]What lies before the holder[/] — DEMONSTRATION: made-up parties, patent and regime")
        say(f"{shown.hearing.name}: {shown.hearing.reasons}")
    if shown.duties:
        print_duties(shown.duties)


def _content(check: checks_pb2.Check, document: str) -> charts_pb2.ChartContent:
    corners = [charts_pb2.PagePoint(x=x, y=y) for x, y in FIGURE]
    figure = charts_pb2.CitedFigure(
        document=document, page=1, polygon=charts_pb2.PagePolygon(points=corners), caption="Figure 5.2.2-1 (made up)"
    )
    return charts_pb2.ChartContent(
        standard=check.standard,
        family=check.family,
        patent=_PATENT,
        claim=1,
        claim_text=" ".join(text for _, text, _ in _CLAIM),
        language="en",
        elements=[charts_pb2.ClaimElement(label=label, text=text) for label, text, _ in _CLAIM],
        correspondences=[
            charts_pb2.ChartCorrespondence(
                element=label,
                standard="DEMONSTRATION TS 00.001",
                version="1.0.0",
                subclause=subclause,
                level=charts_pb2.PROVISION_LEVEL_SHALL,
                status=charts_pb2.PROVISION_STATUS_NORMATIVE,
                obligation=charts_pb2.PROVISION_OBLIGATION_MANDATORY,
                quotation="The made-up terminal shall do so.",
                explanation="Demonstration: claim, page and standard are made up.",
                figures=[figure] if label == "1b" else [],
            )
            for label, _, subclause in _CLAIM
        ],
    )


def _provision(subclause: str) -> findings_pb2.ConsultedProvision:
    return findings_pb2.ConsultedProvision(
        standard="DEMONSTRATION TS 00.001",
        version="1.0.0",
        subclause=subclause,
        obligation=charts_pb2.PROVISION_OBLIGATION_MANDATORY,
    )
