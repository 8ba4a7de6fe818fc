"""Owns the yearly sample on the command line: `sepia registration review …`."""

from __future__ import annotations

from typing import Annotated

import typer

from sepia.registry.v1 import registrations_pb2 as pb
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name
from services.cli.registered import (
    RequestId,
    word,
)
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="The yearly sample of entries that are checked.", no_args_is_help=True)


@app.command("draw")
def draw(
    year: Annotated[int, typer.Argument(help="The year.")],
    source: Annotated[str, typer.Option(help="Where the random value comes from, as announced.")],
    value: Annotated[str, typer.Option(help="The value exactly as it was published.")],
    regime: Annotated[str, typer.Option(help="The regime.")] = "eu-2023",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Draws the yearly sample (officers).

    Example: sepia registration review draw 2026 --source "Euromillions of 2026-12-01" --value 04-11-23-38-50
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.DrawReviewSampleRequest(
            regime=regime,
            year=year,
            seed_source=source,
            public_random_value=value,
            request_id=request_id or new_id().hex,
        )
        made: pb.ReviewSample = await sepia.call(sepia.registrations.DrawReviewSample, request)
        if as_json:
            print_json(made)
        else:
            say(f"{made.name}: {made.drawn_count} of {made.population_count} ({made.share}), seed {made.seed}")

    carry_out(ask)


@app.command("samples")
def samples(as_json: Json = False) -> None:
    """Lists the yearly samples.

    Example: sepia registration review samples
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListReviewSamplesRequest(page_size=1000)
        found: list[pb.ReviewSample] = await sepia.collect(
            sepia.registrations.ListReviewSamples, request, "review_samples"
        )
        if as_json:
            print_json({"reviewSamples": found})
            return
        rows = [
            (str(s.year), s.regime, str(s.drawn_count), str(s.population_count), s.share, s.seed_source, s.name)
            for s in found
        ]
        table("Samples", ("year", "regime", "drawn", "of", "share", "value from", "name"), rows, numbers=[2, 3])

    carry_out(ask)


@app.command("list")
def items(
    sample: Annotated[str, typer.Argument(help="`reviewSamples/…`.")],
    population: Annotated[bool, typer.Option("--population", help="All there were to draw from.")] = False,
    as_json: Json = False,
) -> None:
    """Lists the entries of a sample in the order of the draw.

    Example: sepia registration review list reviewSamples/…
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListReviewItemsRequest(
            sample=full_name(sample, "reviewSamples"), population=population, page_size=5000
        )
        found: list[pb.ReviewItem] = await sepia.collect(sepia.registrations.ListReviewItems, request, "items")
        if as_json:
            print_json({"items": found})
            return
        rows = [
            (
                str(each.rank or ""),
                each.number,
                word(pb.ReviewOutcome, each.outcome, "REVIEW_OUTCOME_") if each.outcome else "",
                each.findings,
                each.name,
            )
            for each in found
        ]
        table("Entries", ("", "number", "outcome", "findings", "name"), rows, numbers=[0])

    carry_out(ask)


@app.command("decide")
def decide_item(
    item: Annotated[str, typer.Argument(help="`reviewSamples/…/items/…`.")],
    findings: Annotated[str, typer.Option(help="The findings; with a defect, what is to be mended.")],
    defect: Annotated[bool, typer.Option("--defect/--ok", help="Whether there is a defect.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Decides on a drawn entry; a defect opens a cure (officers).

    Example: sepia registration review decide reviewSamples/…/items/SEP-EU2023-2026-000007 --ok --findings "Complete."
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.DecideReviewItemRequest(
            name=full_name(item, "reviewSamples"),
            outcome=pb.REVIEW_OUTCOME_DEFECT if defect else pb.REVIEW_OUTCOME_OK,
            findings=findings,
            request_id=request_id or new_id().hex,
        )
        made: pb.ReviewItem = await sepia.call(sepia.registrations.DecideReviewItem, request)
        outcome = word(pb.ReviewOutcome, made.outcome, "REVIEW_OUTCOME_")
        print_json(made) if as_json else say(f"{made.number}: {outcome} {made.cure}")

    carry_out(ask)
