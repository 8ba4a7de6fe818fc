"""Owns transfers on the command line: `sepia holder transfer …`."""

from __future__ import annotations

from typing import Annotated

import typer

from sepia.registry.v1 import holder_records_pb2 as pb
from services.cli.figures import count
from services.cli.holder_records import (
    Cited,
    CitedAt,
    Confidential,
    Most,
    RequestId,
    Source,
    date,
    date_text,
    evidence_of,
    in_time,
    standing_text,
)
from services.cli.lookups import find_holder
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Transfers of patents from one holder to another.", no_args_is_help=True)


@app.command("add")
def add_transfer(
    assignor: Annotated[str, typer.Argument(help="Who gave.")],
    assignee: Annotated[str, typer.Argument(help="Who got.")],
    family: Annotated[list[str] | None, typer.Option(help="A family, `families/etsi-20450`; repeatable.")] = None,
    number: Annotated[list[str] | None, typer.Option(help="An application or publication; repeatable.")] = None,
    standard: Annotated[list[str] | None, typer.Option(help="All that is declared for it; repeatable.")] = None,
    everything: Annotated[bool, typer.Option("--whole-portfolio", help="All that is declared.")] = False,
    effective: Annotated[str, typer.Option("--from", help="First day of the new owner, if known.")] = "",
    recorded: Annotated[str, typer.Option(help="Day on which an office recorded it.")] = "",
    source: Source = "",
    evidence: Cited = "",
    url: CitedAt = "",
    confidential: Confidential = False,
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Puts a transfer on record; what was declared stays as it was declared.

    Example: sepia holder transfer add "Acme Radio Oy" "Buyer LLC" --family families/etsi-20450 --from 2026-01-31
    --source "USPTO assignment, reel 1 frame 2"
    """

    async def ask(sepia: Sepia) -> None:
        items = pb.TransferItems(
            families=[full_name(name, "families") for name in family or ()],
            numbers=number or (),
            standards=[full_name(name, "standards") for name in standard or ()],
            whole_portfolio=everything,
        )
        request = pb.ReportTransferRequest(
            assignor=await find_holder(sepia, assignor),
            assignee=await find_holder(sepia, assignee),
            items=items,
            effective_date=date(effective),
            recorded_date=date(recorded),
            source=source,
            evidence=evidence_of(evidence, url, confidential),
            request_id=request_id or new_id().hex,
        )
        made: pb.Transfer = await sepia.call(sepia.holder_records.ReportTransfer, request)
        if as_json:
            print_json(made)
            return
        say(f"{made.name}: {_items_text(made.items)} from {made.assignor_display_name} to {made.assignee_display_name}")
        say(f"reported {in_time(made.reported)}")
        bound = pb.ListBindingUndertakingsRequest(transfer=made.name, page_size=500)
        undertakings = await sepia.collect(sepia.holder_records.ListBindingUndertakings, bound, "declarations")
        bind = "licensing undertakings that bind the new owner (ETSI IPR Policy, clause 6.1bis)"
        say(f"{bind}: {count(len(undertakings))}")

    carry_out(ask)


def _items_text(items: pb.TransferItems) -> str:
    parts = [*items.families, *items.numbers, *(f"all for {name}" for name in items.standards)]
    if items.whole_portfolio:
        parts.append("the whole portfolio")
    shown = ", ".join(parts[:5])
    return shown if len(parts) <= 5 else f"{shown} and {count(len(parts) - 5)} more"


@app.command("show")
def show_transfer(
    transfer: Annotated[str, typer.Argument(help="The transfer, `transfers/…`.")], as_json: Json = False
) -> None:
    """Shows a transfer with everything that it conveys.

    Example: sepia holder transfer show transfers/0193c0de-0000-7000-8000-000000000001
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetTransferRequest(name=full_name(transfer, "transfers"))
        found: pb.Transfer = await sepia.call(sepia.holder_records.GetTransfer, request)
        if as_json:
            print_json(found)
            return
        say(f"[bold]{found.name}[/] from {found.assignor_display_name} to {found.assignee_display_name}")
        say(f"since {date_text(found, 'effective_date', 'unknown')}, according to {found.reported.source}")
        say(f"reported {in_time(found.reported)} {standing_text(found.reported, ())}")
        items = found.items
        rows = [("family", name) for name in items.families]
        rows += [("number", number) for number in items.numbers]
        rows += [("all for", name) for name in items.standards]
        rows += [("everything", "the whole portfolio")] if items.whole_portfolio else []
        table("What it conveys", ("", ""), rows)

    carry_out(ask)


@app.command("list")
def list_transfers(
    holder: Annotated[str, typer.Argument(help="Only those of which this holder is an end.")] = "",
    family: Annotated[str, typer.Option(help="Only those that name this family.")] = "",
    most: Most = None,
    as_json: Json = False,
) -> None:
    """Lists transfers, the newest report first.

    Example: sepia holder transfer list "Acme Radio Oy"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListTransfersRequest(
            holder=await find_holder(sepia, holder) if holder else "",
            family=full_name(family, "families") if family else "",
            page_size=min(most or 500, 500),
        )
        found = await sepia.collect(sepia.holder_records.ListTransfers, request, "transfers", most=most)
        if as_json:
            print_json({"transfers": found})
            return
        rows = [
            (
                transfer.assignor_display_name,
                transfer.assignee_display_name,
                _items_text(transfer.items),
                date_text(transfer, "effective_date", "unknown"),
                transfer.reported.source,
                in_time(transfer.reported),
                standing_text(transfer.reported, ()),
                transfer.name,
            )
            for transfer in found
        ]
        table("Transfers", ("from", "to", "what", "since", "according to", "reported", "", "name"), rows)

    carry_out(ask)
