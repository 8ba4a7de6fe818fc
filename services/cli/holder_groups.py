"""Owns groups on the command line: `sepia holder group …`."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import typer

from sepia.registry.v1 import holder_records_pb2 as pb
from services.cli.holder_records import (
    AsOf,
    Cited,
    CitedAt,
    Confidential,
    Etag,
    Holder,
    Reason,
    RequestId,
    Since,
    Source,
    Until,
    date,
    date_text,
    evidence_of,
    span,
    standing_text,
)
from services.cli.lookups import find_holder
from services.cli.output import Json, bad_value, carry_out, print_json, say, table
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Groups: who controls whom, from day to day.", no_args_is_help=True)


class Control(enum.StrEnum):
    """How a parent controls a holder."""

    UNKNOWN = "unknown"
    WHOLLY_OWNED = "wholly-owned"
    MAJORITY = "majority"
    CONTRACT = "contract"
    OTHER = "other"

    @property
    def number(self) -> Any:
        """As the contract numbers it."""
        return (
            pb.CONTROL_KIND_UNSPECIFIED
            if self is Control.UNKNOWN
            else pb.ControlKind.Value(f"CONTROL_KIND_{self.name}")
        )


@app.command("show")
def show_group(holder: Holder, as_of: AsOf = "", as_json: Json = False) -> None:
    """Shows the whole group that a holder is in on a day.

    Example: sepia holder group show "Acme Radio Oy" --as-of 2020-06-30
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListGroupRequest(holder=await find_holder(sepia, holder), as_of_date=date(as_of))
        found: pb.ListGroupResponse = await sepia.call(sepia.holder_records.ListGroup, request)
        if as_json:
            print_json(found)
            return
        rows = [
            (
                "  " * member.level + member.display_name + (" ←" if member.asked_for else ""),
                member.holder,
                span(member.parenthood, "start_date") if member.HasField("parenthood") else "",
                member.parenthood.reported.source,
                standing_text(member.parenthood.reported, member.parenthood.conflicts),
                member.parenthood.name,
            )
            for member in found.members
        ]
        title = f"Group on {date_text(found, 'as_of_date')}"
        table(title, ("company", "holder", "below it", "according to", "", "report"), rows)

    carry_out(ask)


@app.command("parents")
def list_parents(holder: Holder, as_json: Json = False) -> None:
    """Lists every report on who controls a holder, also those that ended, were withdrawn or contradict each other.

    Example: sepia holder group parents "Acme Radio Oy"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListParentsRequest(child=await find_holder(sepia, holder), page_size=500)
        found: list[pb.Parenthood] = await sepia.collect(sepia.holder_records.ListParents, request, "parents")
        if as_json:
            print_json({"parents": found})
            return
        rows = [
            (
                each.parent_display_name,
                span(each, "start_date"),
                each.reported.source,
                standing_text(each.reported, each.conflicts),
                each.name,
            )
            for each in found
        ]
        table("Parents", ("parent", "when", "according to", "", "report"), rows)

    carry_out(ask)


@app.command("set")
def set_parent(
    holder: Holder,
    parent: Annotated[str, typer.Argument(help="Who controls it.")],
    since: Since = "",
    until: Until = "",
    control: Annotated[Control, typer.Option(help="How.")] = Control.UNKNOWN,
    share: Annotated[float, typer.Option(min=0, max=100, help="Percent of the votes or capital; 0 if unknown.")] = 0,
    source: Source = "",
    evidence: Cited = "",
    url: CitedAt = "",
    confidential: Confidential = False,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Says that a holder is controlled by another, from one day to another.

    Example: sepia holder group set acme-radio-oy acme-holding-oyj --from 2019-01-01 --control wholly-owned
    --source "Annual report 2019"
    """

    async def ask(sepia: Sepia) -> None:
        basis_points = round(share * 100)
        if abs(share * 100 - basis_points) > 1e-6:
            raise bad_value("The share", str(share), "percent with at most two decimals, such as 50.25")
        request = pb.SetParentRequest(
            child=await find_holder(sepia, holder),
            parent=await find_holder(sepia, parent),
            start_date=date(since),
            end_date=date(until),
            control=control.number,
            share_basis_points=basis_points,
            source=source,
            evidence=evidence_of(evidence, url, confidential),
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        made: pb.Parenthood = await sepia.call(sepia.holder_records.SetParent, request)
        print_json(made) if as_json else _print_parent(made)

    carry_out(ask)


def _print_parent(made: pb.Parenthood) -> None:
    say(f"{made.name}: {made.child_display_name} below {made.parent_display_name}, {span(made, 'start_date')}")
    for other in made.conflicts:
        say(f"[yellow]differs from {other}[/]")


@app.command("end")
def end_parent(
    report: Annotated[str, typer.Argument(help="`holders/…/parents/…`.")],
    last: Annotated[str, typer.Option("--to", help="Last day.")],
    reason: Reason = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Says until which day a parent was one.

    Example: sepia holder group end holders/acme-radio-oy/parents/0198… --to 2024-12-31 --reason sold
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.EndParentRequest(
            name=report, end_date=date(last), reason=reason, etag=etag, request_id=request_id or new_id().hex
        )
        changed: pb.Parenthood = await sepia.call(sepia.holder_records.EndParent, request)
        print_json(changed) if as_json else _print_parent(changed)

    carry_out(ask)
