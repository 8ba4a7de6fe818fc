"""Owns how evaluators do, in pools: `sepia quality measure|publish|list|show`."""

from __future__ import annotations

from typing import Annotated

import typer

from sepia.assessment.v1 import quality_pb2 as pb
from services.cli.figures import count
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Agreement and reliability of evaluators, in pools and over time.", no_args_is_help=True)

Report = Annotated[str, typer.Argument(help="The report, as `quality list` names it.")]


@app.command("measure")
def measure(
    period: Annotated[str, typer.Argument(help="A calendar year or a quarter: 2026 or 2026-Q3.")],
    regime: Annotated[str, typer.Option(help="The regime.")] = "eu-2023",
    area: Annotated[str, typer.Option(help="Only checks of this technical area.")] = "",
    demonstration: Annotated[bool, typer.Option("--demonstration", help="Simulated verdicts, and only those.")] = False,
    as_json: Json = False,
) -> None:
    """Measures a pool from blind duplicates, peer evaluations and single verdicts of published campaigns.

    Example: sepia quality measure 2026 --area radio
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.MeasureQualityRequest(
            regime=regime,
            technical_area=area,
            period=period,
            demonstration=demonstration,
            request_id=str(new_id()),
        )
        report: pb.QualityReport = await sepia.call(sepia.quality.MeasureQuality, request, deadline_seconds=300)
        print_json(report) if as_json else _show(report)

    carry_out(ask)


@app.command("publish")
def publish(report: Report, as_json: Json = False) -> None:
    """Publishes a report, unless it would tell how a single person does.

    Example: sepia quality publish qualityReports/0199…
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.PublishQualityReportRequest(name=full_name(report, "qualityReports"), request_id=str(new_id()))
        published: pb.QualityReport = await sepia.call(sepia.quality.PublishQualityReport, request)
        print_json(published) if as_json else _show(published)

    carry_out(ask)


@app.command("show")
def show(report: Report, as_json: Json = False) -> None:
    """Shows a report, with the options that carry it into a calculation.

    Example: sepia quality show qualityReports/0199…
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetQualityReportRequest(name=full_name(report, "qualityReports"))
        found: pb.QualityReport = await sepia.call(sepia.quality.GetQualityReport, request)
        print_json(found) if as_json else _show(found)

    carry_out(ask)


@app.command("list")
def list_reports(as_json: Json = False) -> None:
    """Lists reports, the newest first: how a pool does over time.

    Example: sepia quality list
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListQualityReportsRequest(page_size=1000)
        reports: list[pb.QualityReport] = await sepia.collect(sepia.quality.ListQualityReports, request, "reports")
        if as_json:
            print_json({"reports": reports})
            return
        rows = [
            (
                each.name,
                each.regime,
                each.technical_area or "all",
                each.period,
                _plain(each.kappa.value.value),
                _plain(each.ac1.value.value),
                _plain(each.sensitivity.mean.value),
                _plain(each.specificity.mean.value),
                "published" if each.HasField("publish_time") else "officers only",
            )
            for each in reports
        ]
        columns = ("report", "regime", "area", "period", "kappa", "AC1", "sensitivity", "specificity", "")
        table("Quality of evaluators", columns, rows, numbers=range(4, 8))

    carry_out(ask)


def _plain(number: str) -> str:
    return f"{float(number):.3f}" if number else "-"


def _show(report: pb.QualityReport) -> None:
    simulated = ", simulated verdicts" if report.demonstration else ""
    say(f"[bold]{report.name}[/]: {report.regime}, {report.technical_area or 'all areas'}, {report.period}{simulated}")
    say(
        f"{count(report.families)} families with a verdict, {count(report.repeated)} with two or more; "
        f"{count(report.duplicates)} checked blind by two, {count(report.agreed)} with the same outcome; "
        f"{count(report.peer_evaluations)} peer evaluations, {count(report.peer_overturned)} found essential after all"
    )
    rows: list[tuple[str, ...]] = []
    for name, label in (("observed", "share agreed"), ("kappa", "Cohen's kappa"), ("ac1", "Gwet's AC1")):
        if report.HasField(name):  # pyright: ignore[reportArgumentType]
            each: pb.QualityFigure = getattr(report, name)
            rows.append((label, *(_plain(value.value) for value in (each.value, each.low, each.high)), ""))
    for name in ("sensitivity", "specificity"):
        if report.HasField(name):  # pyright: ignore[reportArgumentType]
            found: pb.QualityPosterior = getattr(report, name)
            shape = f"Beta({_plain(found.alpha.value)}, {_plain(found.beta.value)})"
            rows.append((name, *(_plain(value.value) for value in (found.mean, found.low, found.high)), shape))
    if rows:
        table("", ("", "value", "from", "to (95 %)", "for calculations"), rows, numbers=range(1, 4))
    if report.HasField("sensitivity"):
        say(
            "[dim]in a calculation: sepia rate calculate … "
            f"--sensitivity {report.sensitivity.mean.value} --specificity {report.specificity.mean.value}[/]"
        )
    else:
        say("[dim]sensitivity and specificity need ten families with two independent verdicts[/]")
    say("[dim]published[/]" if report.HasField("publish_time") else "[dim]for officers only until it is published[/]")
