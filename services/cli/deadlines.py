"""Owns `sepia deadlines`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from sepia.registry.v1 import deadlines_pb2 as pb
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.session import Sepia

app = typer.Typer()


@app.command("deadlines")
def deadlines(
    about: Annotated[str, typer.Option(help="Only those about this resource, for example standards/5g.")] = "",
    actor: Annotated[str, typer.Option(help="Only those that wait for this one, for example role:OFFICER.")] = "",
    closed: Annotated[bool, typer.Option("--closed", help="Closed ones as well.")] = False,
    as_json: Json = False,
) -> None:
    """What must be done by when: for officers everything, for everybody else what waits for them.

    Example: sepia deadlines --about standards/5g
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListDeadlinesRequest(subject=about, actor=actor, show_closed=closed, page_size=1000)
        found: list[pb.Deadline] = await sepia.collect(sepia.deadlines.ListDeadlines, request, "deadlines")
        if as_json:
            print_json({"deadlines": found})
        elif not found:
            say("Nothing is due.")
        else:
            rows = [
                (
                    dt.date(line.due_date.year, line.due_date.month, line.due_date.day).isoformat(),
                    line.kind,
                    line.subject,
                    line.actor,
                    pb.DeadlineState.Name(line.state).removeprefix("DEADLINE_STATE_").lower(),
                    line.provision,
                )
                for line in found
            ]
            table("Deadlines", ("due", "what", "about", "waits for", "state", "provision"), rows)

    carry_out(ask)
