"""Owns the rates of the demonstration: methods side by side, their sensitivity, and the report of all that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from google.type import date_pb2, decimal_pb2

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.frand.v1 import comparables_pb2, licences_pb2, methods_pb2, reports_pb2
from services.cli.computing import compute_calculation
from services.cli.demo_plan import OFFICER, DemoPlan
from services.cli.progress import Steps
from services.cli.session import PasswordCredentials, Sepia
from services.cli.sheets import write_pieces

_FORMS = {"rates.pdf": reports_pb2.REPORT_FORM_PDF, "rates.xlsx": reports_pb2.REPORT_FORM_XLSX}
"""Reports that the demonstration makes: a PDF for people, a workbook with live formulas for the other side."""


@dataclass(frozen=True, slots=True)
class RatesShown:
    """What the demonstration shows of rates.

    Attributes:
        beside: the calculation of several methods.
        reports: files with its report.
    """

    beside: pb.Calculation
    reports: tuple[Path, ...]


async def demo_rates(
    address: str,
    passwords: Mapping[str, str],
    steps: Steps,
    found: pb.Calculation,
    folder: Path,
    plan: DemoPlan | None = None,
) -> RatesShown:
    """Puts other methods beside the first, asks what moves the answer, and writes the report of it.

    Args:
        found: the demonstration's calculation of the top-down method alone.
        folder: for the reports; made where it is missing.

    Raises:
        SepiaError: a step was refused.
    """
    plan = plan or DemoPlan()
    async with Sepia(address, PasswordCredentials(address, OFFICER, passwords[OFFICER])) as officer:
        with steps.step("putting other methods beside the first") as step:
            beside = await compute_calculation(
                officer, _several_methods(found, await _card(officer, found, plan)), step
            )
        with steps.step("writing the report", f"report written: {', '.join(_FORMS)}"):
            reports = tuple([await _report(officer, beside.name, folder / name) for name in _FORMS])
    return RatesShown(beside, reports)


async def _card(officer: Sepia, found: pb.Calculation, plan: DemoPlan) -> licences_pb2.RateCard:
    """A made-up rate card, on record."""
    return await officer.call(
        officer.licences.FileRateCard,
        licences_pb2.FileRateCardRequest(
            standard=found.standard,
            programme=_made_up_programme(),
            demonstration=True,
            request_id=plan.request_id("rate-card"),
        ),
    )


def _several_methods(found: pb.Calculation, card: licences_pb2.RateCard) -> pb.CreateCalculationRequest:
    """Beside the top-down rate of the largest holder: the same under an uncertain royalty, and a rate card."""
    return pb.CreateCalculationRequest(
        holder=found.holders[0].holder,
        methods=[
            pb.MethodInputs(top_down=found.top_down),
            pb.MethodInputs(
                id="experts",
                top_down_values=methods_pb2.TopDownMethodInputs(
                    aggregate=_made_up_opinion(),
                    generations=[
                        methods_pb2.Generation(name=found.standard, weight=_decimal("1"), shares=[_share_of(found)])
                    ],
                ),
            ),
            pb.MethodInputs(
                rate_card=methods_pb2.RateCardInputs(
                    technologies=["5G"], sold_on=date_pb2.Date(year=2026, month=1, day=31), price=_decimal("400")
                ),
                references=[pb.InputReference(field="programme", name=card.name)],
            ),
        ],
        offers=[comparables_pb2.RateOffer(id="offer", party="the holder", rate=_decimal("0.012"))],
        # The holder with the largest share is the first one of the answer's graph.
        sensitivities=[
            pb.SensitivityQuestion(
                answer="top_down",
                inputs=comparables_pb2.SensitivityInputs(
                    result="h1.rate",
                    swings=[comparables_pb2.InputSwing(input="aggregate", low=_decimal("0.06"), high=_decimal("0.10"))],
                ),
            )
        ],
    )


async def _report(officer: Sepia, calculation: str, file: Path) -> Path:
    request = reports_pb2.DownloadReportRequest(calculation=calculation, form=_FORMS[file.name])
    pieces = [piece.data async for piece in officer.client.stream(officer.reports.DownloadReport, request)]
    file.parent.mkdir(parents=True, exist_ok=True)
    for _ in write_pieces(file, pieces):
        pass
    return file


def _share_of(found: pb.Calculation) -> methods_pb2.HolderShare:
    """The largest holder's share as it was found, with its interval."""
    line = found.holders[0]
    return methods_pb2.HolderShare(
        # Not by its resource name: three numbers of a distribution are too few to place offers in it.
        holder=line.display_name or line.holder,
        estimate=methods_pb2.EstimatedShare(
            mean=line.share_mean, low=line.share_interval.low, high=line.share_interval.high
        ),
        source=found.name,
    )


def _made_up_opinion() -> methods_pb2.AggregateInput:
    """What made-up experts hold the royalty for all patents to be: between 6 and 10 %, nine times in ten."""
    return methods_pb2.AggregateInput(
        basis=comparables_pb2.ROYALTY_BASIS_AD_VALOREM,
        shape=methods_pb2.AGGREGATE_SHAPE_LOG_NORMAL,
        source="Demonstration: an opinion that nobody gave",
        low=_decimal("0.06"),
        low_level=_decimal("0.05"),
        high=_decimal("0.10"),
        high_level=_decimal("0.95"),
        base="net selling price of a handset (demonstration)",
    )


def _made_up_programme() -> methods_pb2.RateProgramme:
    line = methods_pb2.RateLine(
        technology="5G",
        basis=comparables_pb2.ROYALTY_BASIS_AD_VALOREM,
        tiers=[methods_pb2.VolumeTier(above_units=0, rate=_decimal("0.01"))],
        price_cap=_decimal("500"),
        status=methods_pb2.LICENSEE_STATUS_ANY,
    )
    return methods_pb2.RateProgramme(
        name="Demonstration: a made-up programme",
        source="Demonstration: nobody has published this",
        currency="EUR",
        lines=[line],
        waiver_kind=methods_pb2.WAIVER_KIND_DEDUCTED,
    )


def _decimal(text: str) -> decimal_pb2.Decimal:
    return decimal_pb2.Decimal(value=text)
