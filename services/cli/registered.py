"""Owns what the commands on registrations share: arguments, dates and files, and how an entry is shown."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from google.protobuf.json_format import Parse, ParseDict, ParseError
from google.type.date_pb2 import Date

from sepia.registry.v1 import registrations_pb2 as pb
from services.cli.output import bad_value, carry_out, print_json, say, table
from services.cli.reading import full_name, text_of
from services.cli.session import Sepia
from shared.errors import SepiaError, invalid

Entry = Annotated[str, typer.Argument(help="`registrations/…`, or the registration number.")]

Etag = Annotated[str, typer.Option(help="Of what you read; refuses to overwrite somebody else's change.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]
Standard = Annotated[str, typer.Option(help="The standard, for example `5g`.")]


def entry_name(given: str) -> str:
    """The resource name of an entry, from its name or number."""
    return full_name(given, "registrations")


def word(kind: Any, value: int, prefix: str) -> str:
    """A value of an enum of the contract, as people write it."""
    return kind.Name(value).removeprefix(prefix).lower().replace("_", " ")


def day(message: Date) -> str:
    """A date of the contract as `2026-01-31`; empty when unset."""
    return f"{message.year:04}-{message.month:02}-{message.day:02}" if message.year else ""


def date_option(what: str, given: str) -> Date:
    """A date that an option gives; `what` is the option.

    Raises:
        SepiaError: INVALID_ARGUMENT.
    """
    try:
        read = dt.date.fromisoformat(given)
    except ValueError:
        raise bad_value(what, given, "a date such as 2026-01-31") from None
    return Date(year=read.year, month=read.month, day=read.day)


def read_message(file: Path, message: Any) -> Any:
    """The message in a JSON file; a field that the contract does not have is refused by name."""
    try:
        return Parse(text_of(file), message)
    except ParseError as problem:
        raise _unreadable(file, str(problem)) from problem


def read_content(file: Path, etag: str) -> tuple[pb.RegistrationContent, str]:
    """The whole entry in a JSON file, and the etag to send with it.

    The file holds what `registration show --json` prints, changed, or only the `content` of it. Of the whole the etag
    is taken as well, so that what somebody else changed meanwhile is not undone unseen.
    """
    try:
        given = cast("dict[str, Any]", json.loads(text_of(file)))
        if "content" in given:
            given, etag = given["content"], etag or str(given.get("etag", ""))
        return ParseDict(given, pb.RegistrationContent()), etag
    except (ValueError, ParseError, AttributeError, TypeError) as problem:
        raise _unreadable(file, str(problem)) from problem


def _unreadable(file: Path, why: str) -> SepiaError:
    return invalid(
        "REGISTRATION_FILE_UNREADABLE",
        f"{file} is no request for registration: {why}. `sepia registration template` prints one to fill in.",
    )


def print_entry(entry: pb.Registration, as_json: bool) -> None:
    """Shows an entry."""
    if as_json:
        print_json(entry)
        return
    state = word(pb.RegistrationState, entry.state, "REGISTRATION_STATE_")
    say(f"[bold]{entry.number or entry.name}[/]  {state}")
    patent = entry.content.patent
    number = patent.number if patent.number.upper().startswith(patent.office) else f"{patent.office} {patent.number}"
    say(f"{number or 'No patent'} for {entry.standard}, held by {entry.holder}, {entry.regime}")
    for what, date in (
        ("received", entry.receive_date),
        ("registered", entry.registration_date),
        ("window until", entry.window_end_date),
        ("suspended since", entry.suspension_date),
        ("appeal until", entry.appeal_due_date),
        ("removed", entry.removal_date),
        ("files kept until", entry.files_kept_until_date),
        ("contact data erasable from", entry.erasable_from_date),
    ):
        if date.year:
            say(f"  {what} {day(date)}")
    if entry.late:
        gap = f": gap {day(entry.gap_start_date)} to {day(entry.gap_end_date)}" if entry.gap_start_date.year else ""
        say(f"  [yellow]late[/]{gap}")
    for place in entry.content.correspondences:
        kind = word(pb.ProvisionKind, place.kind, "PROVISION_KIND_")
        edition = " ".join(part for part in (place.version, place.release) if part)
        say(f"  claim {place.claim}: {place.standard_name} {edition}, {place.subclause} ({kind})")
    if entry.withheld_fields:
        say(f"  [dim]not shown to you: {', '.join(entry.withheld_fields)}[/]")
    if entry.faults:
        rows = [(fault.field, fault.rule, fault.example) for fault in entry.faults]
        table("What is missing or wrong", ("field", "rule", "for example"), rows)
    for remark in entry.remarks:
        say(f"  [yellow]look at {remark.field}:[/] {remark.text}")
    say(f"[dim]{entry.name}{f'  etag {entry.etag}' if entry.etag else ''}[/]")


def carry(method: Callable[[Sepia], Any], request: Any, as_json: bool) -> None:
    """Calls a method that answers with an entry, and shows it."""

    async def ask(sepia: Sepia) -> None:
        print_entry(await sepia.call(method(sepia), request), as_json)

    carry_out(ask)
