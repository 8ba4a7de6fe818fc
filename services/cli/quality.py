"""Owns how evaluators do, in pools: `sepia quality measure|publish|list|show|carried`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from sepia.assessment.v1 import quality_pb2 as pb
from sepia.frand.v1 import royalties_pb2
from services.cli.dates import date
from services.cli.figures import count
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name
from services.cli.session import Sepia
from shared.errors import precondition
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
        print_json(report) if as_json else print_quality(report)

    carry_out(ask)


@app.command("publish")
def publish(report: Report, as_json: Json = False) -> None:
    """Publishes a report, unless it would tell how a single person does.

    Example: sepia quality publish qualityReports/0199…
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.PublishQualityReportRequest(name=full_name(report, "qualityReports"), request_id=str(new_id()))
        published: pb.QualityReport = await sepia.call(sepia.quality.PublishQualityReport, request)
        print_json(published) if as_json else print_quality(published)

    carry_out(ask)


@app.command("show")
def show(report: Report, as_json: Json = False) -> None:
    """Shows a report, with the options that carry it into a calculation.

    Example: sepia quality show qualityReports/0199…
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetQualityReportRequest(name=full_name(report, "qualityReports"))
        found: pb.QualityReport = await sepia.call(sepia.quality.GetQualityReport, request)
        print_json(found) if as_json else print_quality(found)

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


@app.command("carried")
def carried(
    pool: Annotated[str, typer.Argument(help="A regime, or `regime:area`; all pools without one.")] = "",
    as_of: Annotated[str, typer.Option(help="What was published by this day, 2026-03-31.")] = "",
    as_json: Json = False,
) -> None:
    """Lists what calculations can use: published reports that were carried to where rates are computed.

    Example: sepia quality carried eu-2023 --as-of 2026-03-31
    """

    async def ask(sepia: Sepia) -> None:
        found = await _carried(sepia, pool, as_of)
        if as_json:
            print_json({"evaluatorQualities": found})
            return
        rows = [
            (
                each.name,
                each.regime,
                each.technical_area or "all",
                each.period,
                _plain(each.sensitivity.mean.value),
                _plain(each.specificity.mean.value),
                f"{each.publish_time.ToDatetime():%Y-%m-%d}",
            )
            for each in found
        ]
        columns = ("for calculations", "regime", "area", "period", "sensitivity", "specificity", "published")
        table("Measured error of evaluators", columns, rows, numbers=range(4, 6))

    carry_out(ask)


async def measured(sepia: Sepia, pool: str, as_of: str) -> royalties_pb2.EvaluatorQuality:
    """What was measured of a pool last, as known on a day; or what has this name.

    Raises:
        SepiaError: NOT_FOUND; FAILED_PRECONDITION (QUALITY_NOT_MEASURED): nothing of this pool was published by then.
    """
    if pool.startswith("evaluatorQualities/"):
        request = royalties_pb2.GetEvaluatorQualityRequest(name=pool)
        return await sepia.call(sepia.royalties.GetEvaluatorQuality, request)
    found = await _carried(sepia, pool, as_of)
    if not found:
        by = f" by {as_of}" if as_of else ""
        raise precondition(
            "QUALITY_NOT_MEASURED",
            f"Nothing was published{by} of how often the evaluators of {pool} err. An officer's next steps: "
            "sepia quality measure PERIOD, then sepia quality publish REPORT. What was carried: sepia quality carried",
            subject=pool,
        )
    return found[0]


async def _carried(sepia: Sepia, pool: str, as_of: str) -> list[royalties_pb2.EvaluatorQuality]:
    regime, _, area = pool.partition(":")
    request = royalties_pb2.ListEvaluatorQualitiesRequest(regime=regime, page_size=1000)
    if pool:
        request.technical_area = area
    if as_of:
        day = date("--as-of", as_of)
        assert day is not None
        # The whole of that day counts, in UTC.
        last = dt.datetime.combine(dt.date(day.year, day.month, day.day), dt.time.max, tzinfo=dt.UTC)
        request.as_of_time.FromDatetime(last)
    return await sepia.collect(sepia.royalties.ListEvaluatorQualities, request, "evaluator_qualities")


def said(quality: royalties_pb2.EvaluatorQuality) -> str:
    """A pool's quality in a line."""
    area = quality.technical_area or "all areas"
    figures = ", ".join(
        f"{name} {_plain(each.mean.value)} (Beta({_plain(each.alpha.value)}, {_plain(each.beta.value)}))"
        for name, each in (("sensitivity", quality.sensitivity), ("specificity", quality.specificity))
    )
    simulated = ", SIMULATED verdicts" if quality.demonstration else ""
    return f"{quality.regime}, {area}, {quality.period}{simulated}: {figures}"


def _plain(number: str) -> str:
    return f"{float(number):.3f}" if number else "-"


def print_quality(report: pb.QualityReport) -> None:
    """Prints how a pool of evaluators does."""
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
        pool = f"{report.regime}:{report.technical_area}" if report.technical_area else report.regime
        say(
            f"[dim]in a calculation, once published: sepia rate STANDARD --evaluators {pool}; or the means alone: "
            f"--sensitivity {report.sensitivity.mean.value} --specificity {report.specificity.mean.value}[/]"
        )
    else:
        say("[dim]sensitivity and specificity need ten families with two independent verdicts[/]")
    say("[dim]published[/]" if report.HasField("publish_time") else "[dim]for officers only until it is published[/]")
