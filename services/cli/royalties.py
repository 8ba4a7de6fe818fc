"""Owns aggregate royalties: `sepia royalty add|list`."""

from __future__ import annotations

import enum
from typing import Annotated

import typer
from google.type import date_pb2, decimal_pb2

from sepia.frand.v1 import royalties_pb2 as pb
from services.cli.figures import given_percent
from services.cli.output import Json, carry_out, print_json, say, table, usage
from services.cli.reading import full_name, money, money_text, number, when
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Aggregate royalties, each with its source.", no_args_is_help=True)


class Source(enum.StrEnum):
    """Where an aggregate royalty comes from."""

    JOINT_NOTIFICATION = "joint-notification"
    EXPERT_OPINION = "expert-opinion"
    ANNOUNCED_RATES = "announced-rates"
    COURT = "court"
    ASSUMPTION = "assumption"

    @property
    def number(self) -> pb.RoyaltySource:
        """As the contract numbers it."""
        return pb.RoyaltySource.Value(f"ROYALTY_SOURCE_{self.name}")  # pyright: ignore[reportReturnType]


def source_word(source: int) -> str:
    """Where a royalty comes from, for people."""
    name = pb.RoyaltySource.Name(source)  # pyright: ignore[reportArgumentType]
    return name.removeprefix("ROYALTY_SOURCE_").lower().replace("_", " ")


def royalty_text(royalty: pb.AggregateRoyalty) -> str:
    """The royalty and what it applies to."""
    value = given_percent(royalty.rate.value) if royalty.HasField("rate") else money_text(royalty.amount)
    return f"{value} of {royalty.royalty_base}" if royalty.HasField("rate") else f"{value} a {royalty.royalty_base}"


@app.command("add")
def add(
    standard: Annotated[str, typer.Argument(help="The standard, for example `standards/5g`.")],
    base: Annotated[str, typer.Option(help="What it applies to, for example `net selling price of a handset`.")],
    source: Annotated[Source, typer.Option(help="Where it comes from.")],
    citation: Annotated[str, typer.Option(help="The document, judgment or announcement.")],
    rate: Annotated[str, typer.Option(help="As a fraction: 0.08 is 8 %.")] = "",
    amount: Annotated[str, typer.Option(help="As an amount a unit: '5.00 EUR'.")] = "",
    effective: Annotated[str, typer.Option(help="From when it holds (2026-01-31); today without it.")] = "",
    request_id: Annotated[str, typer.Option(help="Names the request, to repeat it safely.")] = "",
    as_json: Json = False,
) -> None:
    """Puts an aggregate royalty on record; a later one supersedes it.

    Example: sepia royalty add standards/5g --rate 0.08 --base "net selling price of a handset" --source court
    --citation "…, [2017] EWHC 711 (Pat)"
    """
    if bool(rate) == bool(amount):
        raise usage("give either --rate or --amount")

    async def ask(sepia: Sepia) -> None:
        request = pb.CreateAggregateRoyaltyRequest(
            standard=full_name(standard, "standards"),
            royalty_base=base,
            source=source.number,
            citation=citation,
            request_id=request_id or new_id().hex,
        )
        if rate:
            request.rate.CopyFrom(decimal_pb2.Decimal(value=number("The rate", rate)))
        else:
            request.amount.CopyFrom(money(amount))
        if effective:
            request.effective_date.CopyFrom(_date(effective))
        made: pb.AggregateRoyalty = await sepia.call(sepia.royalties.CreateAggregateRoyalty, request)
        if as_json:
            print_json(made)
        else:
            say(f"{made.name}: {royalty_text(made)}, for {made.standard} ({source_word(made.source)})")

    carry_out(ask)


def _date(given: str) -> date_pb2.Date:
    year, _, rest = given.partition("-")
    month, _, day = rest.partition("-")
    if not (year.isdecimal() and month.isdecimal() and day.isdecimal()):
        raise usage(f"--effective {given!r} is not a date; write 2026-01-31")
    return date_pb2.Date(year=int(year), month=int(month), day=int(day))


async def royalties_of(sepia: Sepia, standard: str) -> list[pb.AggregateRoyalty]:
    """Aggregate royalties on record for a standard, the newest first; empty for all standards."""
    request = pb.ListAggregateRoyaltiesRequest(standard=standard, page_size=500)
    return await sepia.collect(sepia.royalties.ListAggregateRoyalties, request, "aggregate_royalties")


@app.command("list")
def list_royalties(
    standard: Annotated[str, typer.Argument(help="Only those for this standard.")] = "", as_json: Json = False
) -> None:
    """Lists aggregate royalties, the newest first.

    Example: sepia royalty list standards/5g
    """

    async def ask(sepia: Sepia) -> None:
        found = await royalties_of(sepia, full_name(standard, "standards") if standard else "")
        if as_json:
            print_json({"aggregateRoyalties": found})
            return
        rows = [
            (r.standard, royalty_text(r), source_word(r.source), r.citation, when(r.create_time), r.name) for r in found
        ]
        columns = ("standard", "royalty", "source", "citation", "on record since", "name")
        table("Aggregate royalties", columns, rows)

    carry_out(ask)
