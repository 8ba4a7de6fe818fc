"""Owns how one is told of what is due: `sepia notify calendar|no-calendar`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from sepia.assessment.v1 import reminders_pb2 as pb
from services.cli.output import Json, carry_out, print_json, say
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="How one is told of what is due: by a calendar, by e-mail.", no_args_is_help=True)


@app.command("calendar")
def calendar(as_json: Json = False) -> None:
    """Makes the secret address of one's calendar of due dates; one made before is void.

    Subscribe to it in any calendar program. Whoever has the address sees the calendar.

    Example: sepia notify calendar
    """

    async def ask(sepia: Sepia) -> None:
        made: pb.CalendarFeed = await sepia.call(sepia.reminders.CreateCalendarFeed, pb.CreateCalendarFeedRequest())
        if as_json:
            print_json(made)
        else:
            say(f"The calendar of {made.account}, shown this once; keep it to yourself:")
            say(f"http://{escape(sepia.address)}{escape(made.path)}")

    carry_out(ask)


@app.command("no-calendar")
def no_calendar(
    account: Annotated[str, typer.Option(help="Whose; officers alone may void somebody else's.")] = "",
    as_json: Json = False,
) -> None:
    """Makes a calendar's address void.

    Example: sepia notify no-calendar
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.RevokeCalendarFeedRequest(account=account, request_id=new_id().hex)
        gone: pb.CalendarFeed = await sepia.call(sepia.reminders.RevokeCalendarFeed, request)
        if as_json:
            print_json(gone)
        else:
            say(f"The address of the calendar of {gone.account} is void.")

    carry_out(ask)
