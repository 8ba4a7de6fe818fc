"""Owns what becomes of a chart once it is written: `sepia chart hand-in|handed-in|delete`."""

from __future__ import annotations

from typing import Annotated

import typer

from sepia.assessment.v1 import charts_pb2 as pb
from services.cli.campaigns import find_campaign
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name, when
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer()

ChartName = Annotated[str, typer.Argument(help="`charts/…`.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]


@app.command("hand-in")
def hand_in(
    chart: ChartName,
    to: Annotated[str, typer.Option("--to", help="A campaign, by name or `campaigns/…`, or `opinionRequests/…`.")],
    version: Annotated[int, typer.Option(help="The version; 0 for the latest.")] = 0,
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Hands in a version where its family is checked: whoever checks it there sees it from then on.

    Example: sepia chart hand-in charts/0193c0de-0000-7000-8000-000000000001 --to "4G, first year"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.HandInChartRequest(
            name=full_name(chart, "charts"),
            version=version,
            procedure=await _procedure(sepia, to),
            request_id=request_id or new_id().hex,
        )
        made: pb.HandedInChart = await sepia.call(sepia.charts.HandInChart, request)
        if as_json:
            print_json(made)
            return
        until = f"; a later version may follow until {when(made.due_time)}" if made.HasField("due_time") else ""
        say(f"{made.chart} handed in to {made.procedure} for {made.family}{until}")

    carry_out(ask)


@app.command("handed-in")
def handed_in(
    to: Annotated[str, typer.Option("--to", help="Only to this campaign, request or hearing.")] = "",
    family: Annotated[str, typer.Option(help="Only for this family.")] = "",
    as_json: Json = False,
) -> None:
    """Lists charts that were handed in: one's own, or those for the families that one checks.

    Example: sepia chart handed-in --family etsi-20460
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListHandedInChartsRequest(
            procedure=await _procedure(sepia, to) if to else "", family=family, page_size=1000
        )
        found: list[pb.HandedInChart] = await sepia.collect(sepia.charts.ListHandedInCharts, request, "charts")
        if as_json:
            print_json({"charts": found})
            return
        rows = [(when(each.hand_in_time), each.owner, each.family, each.chart, each.procedure) for each in found]
        table("Charts handed in", ("when", "by", "family", "chart", "to"), rows)

    carry_out(ask)


@app.command("delete")
def delete(
    chart: ChartName,
    etag: Annotated[str, typer.Option(help="The etag read, so that nobody's change is lost.")] = "",
    request_id: RequestId = "",
) -> None:
    """Deletes a draft of which nothing was submitted.

    Example: sepia chart delete charts/0193c0de-0000-7000-8000-000000000001
    """

    async def ask(sepia: Sepia) -> None:
        name = full_name(chart, "charts")
        request = pb.DeleteChartRequest(name=name, etag=etag, request_id=request_id or new_id().hex)
        await sepia.call(sepia.charts.DeleteChart, request)
        say(f"{name} is deleted.")

    carry_out(ask)


async def _procedure(sepia: Sepia, given: str) -> str:
    if given.startswith(("opinionRequests/", "hearings/")):
        return given
    return (await find_campaign(sepia, given)).name
