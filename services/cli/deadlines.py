"""Owns `sepia deadlines`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer

from sepia.assessment.v1 import procedure_pb2
from sepia.gateway.v1 import accounts_pb2
from sepia.registry.v1 import deadlines_pb2 as pb
from services.cli.dates import day_text
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.session import Sepia
from shared.auth.callers import role_name

app = typer.Typer()


async def _mine(sepia: Sepia, as_json: bool) -> None:
    """What waits for the caller, of both services, in order of when it is due."""
    me: accounts_pb2.Account = await sepia.call(sepia.accounts.GetOwnAccount, accounts_pb2.GetOwnAccountRequest())
    actors = {me.name, me.organization, *(f"role:{role_name(role)}" for role in me.roles)} - {""}
    listed: list[pb.Deadline] = await sepia.collect(
        sepia.deadlines.ListDeadlines, pb.ListDeadlinesRequest(page_size=1000), "deadlines"
    )
    register = [each for each in listed if each.actor in actors]
    checks: list[procedure_pb2.Duty] = await sepia.collect(
        sepia.procedure.ListDuties, procedure_pb2.ListDutiesRequest(page_size=1000), "duties"
    )
    found = sorted([*register, *checks], key=lambda each: each.due_time.ToNanoseconds())
    if as_json:
        print_json({"deadlines": found})
    elif not found:
        say("Nothing is due.")
    else:
        rows = [(day_text(each.due_date), each.kind, each.subject, each.provision) for each in found]
        table("What waits for you", ("due", "what", "about", "provision"), rows)


@app.command("deadlines")
def deadlines(
    about: Annotated[str, typer.Option(help="Only those about this resource, for example standards/5g.")] = "",
    actor: Annotated[str, typer.Option(help="Only those that wait for this one, for example role:OFFICER.")] = "",
    closed: Annotated[bool, typer.Option("--closed", help="Closed ones as well.")] = False,
    mine: Annotated[
        bool, typer.Option("--mine", help="Only what waits for me, in the register and in checks.")
    ] = False,
    as_json: Json = False,
) -> None:
    """What must be done by when: for officers everything, for everybody else what waits for them.

    Example: sepia deadlines --about standards/5g
    """

    async def ask(sepia: Sepia) -> None:
        if mine:
            await _mine(sepia, as_json)
            return
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
