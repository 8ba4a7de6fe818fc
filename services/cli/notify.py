"""Owns how one is told of what is due: `sepia notify calendar|no-calendar|email|confirm|show|no-email`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from sepia.assessment.v1 import reminders_pb2 as pb
from services.cli.output import Json, carry_out, print_json, say
from services.cli.reading import when
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


@app.command("email")
def email(
    address: Annotated[str, typer.Argument(help="Where reminders go.")],
    lead_days: Annotated[int, typer.Option(help="How many days before something is due.", min=1, max=60)] = 3,
    as_json: Json = False,
) -> None:
    """Sets the address for reminders; a code is sent there, and comes back with `sepia notify confirm`.

    Example: sepia notify email eva@example.org
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.SetNotificationAddressRequest(address=address, lead_days=lead_days, request_id=new_id().hex)
        _show(await sepia.call(sepia.reminders.SetNotificationAddress, request), as_json)

    carry_out(ask)


@app.command("confirm")
def confirm(
    code: Annotated[str, typer.Argument(help="As it was sent: eight digits.")],
    as_json: Json = False,
) -> None:
    """Confirms the address with the code that was sent there.

    Example: sepia notify confirm 20481024
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ConfirmNotificationAddressRequest(code=code, request_id=new_id().hex)
        _show(await sepia.call(sepia.reminders.ConfirmNotificationAddress, request), as_json)

    carry_out(ask)


@app.command("show")
def show(as_json: Json = False) -> None:
    """Shows the address for reminders.

    Example: sepia notify show
    """

    async def ask(sepia: Sepia) -> None:
        found = await sepia.call(sepia.reminders.GetNotificationAddress, pb.GetNotificationAddressRequest())
        _show(found, as_json)

    carry_out(ask)


@app.command("no-email")
def no_email(as_json: Json = False) -> None:
    """Removes the address for reminders; nothing more is sent.

    Example: sepia notify no-email
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.RemoveNotificationAddressRequest(request_id=new_id().hex)
        gone: pb.NotificationAddress = await sepia.call(sepia.reminders.RemoveNotificationAddress, request)
        if as_json:
            print_json(gone)
        else:
            say(f"Nothing more is sent to {escape(gone.address)}.")

    carry_out(ask)


def _show(found: pb.NotificationAddress, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    state = f"confirmed {when(found.verify_time)}" if found.HasField("verify_time") else "not confirmed yet"
    say(f"{escape(found.address)}, {found.lead_days} days ahead, {state}")
    if not found.HasField("verify_time"):
        say("A code was sent there. Confirm with: sepia notify confirm CODE")
