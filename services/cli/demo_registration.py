"""Owns what the demonstration shows of registrations: a standard opened for them, one entry, and what a court is told.

Under `eu-2023` comments on a notice are open for thirty days, which no demonstration can wait for. It goes by a made-up
regime without that wait, an operator's own profile in `deploy/demo/regimes`; every value of it says that it is made up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from google.type.date_pb2 import Date

import deploy.demo
from sepia.assessment.v1 import campaigns_pb2
from sepia.registry.v1 import holders_pb2, standards_pb2
from sepia.registry.v1 import registrations_pb2 as pb
from services.cli.progress import Steps
from services.cli.session import Sepia
from shared.errors import Kind, SepiaError

REGIME = "demonstration"
REGIMES_FOLDER = Path(deploy.demo.__file__).parent / "regimes"
"""The folder with the made-up regime."""

_SPECIFICATIONS = ("3GPP TS 38.211", "3GPP TS 38.212", "3GPP TS 38.213", "3GPP TS 38.214", "3GPP TS 38.331")
_MOST_LOOKED_AT = 200
_STATE = standards_pb2.StandardState


class Registering:
    """The part of the demonstration that registers a patent.

    Args:
        officer: Sepia as the officer reaches it.
        steps: where progress is shown.
        standard: the commercial standard.
        request_id: the id under which a step's request is sent, always the same.
        today: the legal date, for what happened before.
    """

    def __init__(
        self, officer: Sepia, steps: Steps, standard: str, request_id: Callable[[str], str], today: dt.date
    ) -> None:
        self._officer = officer
        self._steps = steps
        self._standard = standard
        self._request_id = request_id
        self._today = today

    async def run(self, campaign: campaigns_pb2.Campaign) -> pb.CourtGate | None:
        """Registers a family that was found essential, and asks what a court would; each step once.

        Returns:
            What a court is told; None where the operator's own regimes hide the made-up one, where the standard goes by
            another regime, or where no family can be registered.
        """
        standard = await self._opened()
        if standard is None:
            return None
        number = await self._registered(campaign)
        if not number:
            return None
        return await self._officer.call(
            self._officer.registrations.QueryCourtGate, pb.QueryCourtGateRequest(number=number)
        )

    # --- the standard --------------------------------------------------------------------------------------------

    async def _opened(self) -> standards_pb2.Standard | None:
        """The standard, open for registration under the made-up regime."""
        standard = await self._read()
        if standard.procedure.state == _STATE.STANDARD_STATE_REGISTRATION_OPEN:
            return standard if standard.procedure.regime == REGIME else None
        with self._steps.step(f"opening {self._standard} for registrations, under a made-up regime without waits"):
            if not standard.HasField("procedure"):
                try:
                    standard = await self._notified()
                except SepiaError as error:
                    if error.kind is not Kind.NOT_FOUND:
                        raise
                    return None  # the operator's own folder of regimes has none of that name
            if standard.procedure.regime != REGIME:
                return None
            standards, name = self._officer.standards, self._standard
            if standard.procedure.state == _STATE.STANDARD_STATE_NOTIFIED:
                publish = standards_pb2.PublishNotificationRequest(
                    name=name, request_id=self._request_id("publish-notice")
                )
                standard = await self._officer.call(standards.PublishNotification, publish)
            if standard.procedure.state == _STATE.STANDARD_STATE_COMMENTING:
                conclude = standards_pb2.ConcludeCommentsRequest(
                    name=name, summary="Demonstration: nobody was asked.", request_id=self._request_id("conclude")
                )
                standard = await self._officer.call(standards.ConcludeComments, conclude)
            opening = standards_pb2.OpenRegistrationRequest(name=name, request_id=self._request_id("open"))
            return await self._officer.call(standards.OpenRegistration, opening)

    async def _read(self) -> standards_pb2.Standard:
        request = standards_pb2.GetStandardRequest(name=self._standard)
        return await self._officer.call(self._officer.standards.GetStandard, request)

    async def _notified(self) -> standards_pb2.Standard:
        listed = holders_pb2.ListHoldersRequest(page_size=2)
        reply: holders_pb2.ListHoldersResponse = await self._officer.call(self._officer.holders.ListHolders, listed)
        request = standards_pb2.NotifyStandardRequest(
            standard=self._standard,
            kind=standards_pb2.STANDARD_NOTICE_KIND_JOINT,
            commercial_name="5G",
            technical_specifications=_SPECIFICATIONS,
            specification_publication_date=_date(self._today - dt.timedelta(days=1)),
            known_implementations=["handsets (demonstration)"],
            holders=[holder.name for holder in reply.holders],
            through="ETSI (demonstration)",
            frand_commitment=True,
            regime=REGIME,
            request_id=self._request_id("notify"),
        )
        return await self._officer.call(self._officer.standards.NotifyStandard, request)

    # --- the entry -----------------------------------------------------------------------------------------------

    async def _registered(self, campaign: campaigns_pb2.Campaign) -> str:
        """The number of the demonstration's entry; empty where nothing can be registered."""
        listed = pb.ListRegistrationsRequest(standard=self._standard, page_size=1)
        known: pb.ListRegistrationsResponse = await self._officer.call(
            self._officer.registrations.ListRegistrations, listed
        )
        if known.registrations and known.registrations[0].number:
            return known.registrations[0].number
        with self._steps.step("registering a patent of a family that was found essential"):
            entry = known.registrations[0] if known.registrations else await self._submitted(campaign)
            if entry is None:
                return ""
            enter = pb.EnterRegistrationRequest(
                name=entry.name, fee_confirmed=True, request_id=self._request_id("enter")
            )
            entered: pb.Registration = await self._officer.call(self._officer.registrations.EnterRegistration, enter)
            return entered.number

    async def _submitted(self, campaign: campaigns_pb2.Campaign) -> pb.Registration | None:
        results = campaigns_pb2.ListResultsRequest(campaign=campaign.name, page_size=5000)
        every: Sequence[campaigns_pb2.Result] = await self._officer.collect(
            self._officer.campaigns.ListResults, results, "results"
        )
        essential = [each for each in every if each.outcome == campaigns_pb2.OUTCOME_ESSENTIAL and each.holder]
        essential.sort(key=lambda each: (each.family, each.holder))
        for result in essential[:_MOST_LOOKED_AT]:
            family: holders_pb2.Family = await self._officer.call(
                self._officer.holders.GetFamily, holders_pb2.GetFamilyRequest(name=result.family)
            )
            granted = [
                (application, publication)
                for application in family.applications
                for publication in application.publications
                if application.office == "EP" and publication.endswith(" B1")
            ]
            if granted:
                return await self._submit(result, family, granted[0][1])
        return None

    async def _submit(self, result: campaigns_pb2.Result, family: holders_pb2.Family, number: str) -> pb.Registration:
        holder: holders_pb2.Holder = await self._officer.call(
            self._officer.holders.GetHolder, holders_pb2.GetHolderRequest(name=result.holder)
        )
        request = pb.SubmitRegistrationRequest(
            holder=result.holder,
            standard=self._standard,
            content=_content(holder.display_name, family, number, result, self._today),
            fee=pb.FeePayment(receipt="DEMONSTRATION-1", holder_size=pb.REGISTRANT_SIZE_LARGE),
            request_id=self._request_id("submit"),
        )
        return await self._officer.call(self._officer.registrations.SubmitRegistration, request)


def _content(
    holder: str, family: holders_pb2.Family, number: str, result: campaigns_pb2.Result, today: dt.date
) -> pb.RegistrationContent:
    party = pb.Party(name=holder, address="1 Made-up Street, Alicante, ES", email="demonstration@sepia.example")
    others = [
        f"{application.office} {application.application_number}"
        for application in family.applications
        if application.office in ("US", "JP") and application.application_number
    ]
    return pb.RegistrationContent(
        patent=pb.RegisteredPatent(
            office="EP",
            number=number,
            in_force_in=["DE", "FR"],
            in_force_evidence="Demonstration: the patent is made up.",
        ),
        correspondences=[
            pb.Correspondence(
                claim=1,
                standard_name="3GPP TS 38.211",
                version="15.2.0",
                release="Rel-15",
                subclause="5.2.2",
                kind=pb.PROVISION_KIND_REQUIREMENT,
            )
        ],
        commitment="Demonstration: ETSI IPR policy, clause 6.1",
        holder=party,
        public_terms=pb.PublicTerms(exist=pb.STATED_NO),
        sme_terms=pb.PublicTerms(exist=pb.STATED_NO),
        pools=pb.PoolAvailability(available=pb.STATED_NO),
        licensing_contact=party,
        licensing_entity=holder,
        bibliography=pb.Bibliography(family_members=others, grant_date=_date(today - dt.timedelta(days=400))),
        products=pb.KnownItems(items=["handsets (demonstration)"]),
        essentiality=pb.KnownItems(items=[f"{result.check}: essential (simulated for demonstration)"]),
    )


def _date(day: dt.date) -> Date:
    return Date(year=day.year, month=day.month, day=day.day)
