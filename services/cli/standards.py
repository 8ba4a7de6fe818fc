"""Owns standards: `sepia standard find|show|version|versions|declarations|create`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Annotated

import typer
from google.type.date_pb2 import Date

from sepia.registry.v1 import standards_pb2 as pb
from services.cli.figures import count
from services.cli.output import Json, bad_value, carry_out, print_json, say, table
from services.cli.reading import full_name, when
from services.cli.session import Sepia
from shared.errors import not_found
from shared.ids import new_id

_ID = re.compile(r"[a-z0-9.-]{1,80}")

app = typer.Typer(help="Standards: names, chains, notices, the opening of registration.", no_args_is_help=True)

StandardArgument = Annotated[str, typer.Argument(help="`standards/…`, or a number or name in any spelling.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]
Etag = Annotated[str, typer.Option(help="As `show --json` gave it: refuses when somebody changed it since.")]


def given_date(what: str, text: str) -> Date:
    """A date that was given.

    Raises:
        SepiaError: BAD_VALUE.
    """
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise bad_value(what, text, "it as year, month and day, such as 2026-01-31") from None
    return Date(year=day.year, month=day.month, day=day.day)


def shown(date: Date) -> str:
    """A date for people; empty where it is not set."""
    return f"{date.year}-{date.month:02}-{date.day:02}" if date.year else ""


def word(name: str, prefix: str) -> str:
    """A value of the contract for people: `under change control`."""
    return name.removeprefix(prefix).lower().replace("_", " ")


def state_word(state: int) -> str:
    """A state of the procedure for people."""
    return word(pb.StandardState.Name(state), "STANDARD_STATE_")  # pyright: ignore[reportArgumentType]


async def find_standard(sepia: Sepia, given: str) -> str:
    """The resource name of a standard given by name, id, number or title.

    Returns what was given, as a resource name, where nothing is surely meant but it can be one: the service then says
    what is wrong.

    Raises:
        SepiaError: NOT_FOUND; says how to look the standard up.
    """
    if given.startswith("standards/"):
        return given
    request = pb.ResolveStandardRequest(text=given, page_size=2, without_chain=True)
    reply: pb.ResolveStandardResponse = await sepia.call(sepia.standards.ResolveStandard, request)
    sure = [hit.standard for hit in reply.hits if hit.fit in ("name", "number")]
    if not sure and not _ID.fullmatch(given):
        near = ", ".join(dict.fromkeys([*(hit.display_name for hit in reply.hits), *reply.near]))
        raise not_found(
            full_name(given, "standards"),
            f"No standard of the register goes by {given!r}.{f' Near it: {near}.' if near else ''} Look it up (`sepia "
            f"standard find {given!r}`) and give its number or name.",
        )
    return sure[0] if sure else full_name(given, "standards")


@app.command("find")
def find(
    text: Annotated[str, typer.Argument(help="A number, a name, or words of a title; with or without a version.")],
    most: Annotated[int, typer.Option("--most", min=1, max=50, help="At most this many hits.")] = 5,
    as_json: Json = False,
) -> None:
    """Finds the standard that a text means, the surest first, then what came before and after it.

    Example: sepia standard find "TS 136 300 V12.10.0 (2017-04)"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ResolveStandardRequest(text=text, page_size=most)
        reply: pb.ResolveStandardResponse = await sepia.call(sepia.standards.ResolveStandard, request)
        if as_json:
            print_json(reply)
            return
        if not reply.hits:
            say("Nothing found. A number is never guessed; check its digits, or try words of the title.")
            if reply.near:
                say(f"Near it: {', '.join(reply.near)}")
            return
        rows = [
            (
                hit.standard,
                hit.display_name,
                hit.version,
                f"{hit.fit} {hit.percent} %",
                "; ".join(hit.through) or hit.matched,
            )
            for hit in reply.hits
        ]
        table("", ("standard", "name", "version", "fit", "matched"), rows)
        if reply.release:
            say(f"Release: {reply.release}")

    carry_out(ask)


@app.command("show")
def show(standard: StandardArgument, as_json: Json = False) -> None:
    """Shows a standard: names, facts, chain, procedure and what happened to it.

    Example: sepia standard show 36.300
    """

    async def ask(sepia: Sepia) -> None:
        name = await find_standard(sepia, standard)
        found: pb.Standard = await sepia.call(sepia.standards.GetStandard, pb.GetStandardRequest(name=name))
        if as_json:
            print_json(found)
            return
        print_standard(found)
        request = pb.ListStandardEventsRequest(standard=name, page_size=1000)
        events: list[pb.StandardEvent] = await sepia.collect(sepia.standards.ListStandardEvents, request, "events")
        if events:
            rows = [(when(one.create_time), shown(one.date), one.actor, one.what, one.provision) for one in events]
            table("What happened", ("noted", "date", "by", "what", "provision"), rows)

    carry_out(ask)


def print_standard(found: pb.Standard) -> None:
    """Prints a standard with its chain and procedure."""
    say(f"[bold]{found.name}[/]  {found.display_name}")
    status = word(pb.StandardStatus.Name(found.status), "STANDARD_STATUS_") if found.status else "status unknown"
    facts = [found.title, status, ", ".join(found.generations), found.first_release, found.working_group]
    say("; ".join(filter(None, facts)))
    names = [(one.text, word(pb.StandardNameKind.Name(one.kind), "STANDARD_NAME_KIND_")) for one in found.known_names]
    table("Names", ("name", "kind"), [(text, kind if kind != "unspecified" else "") for text, kind in names])
    say(f"{count(found.link_count)} declared links, {count(found.chain_link_count)} with its chain")
    print_members(found.chain)
    if found.technical_specifications:
        rows = [
            (one.given, one.standard or "(not in the register)", one.version) for one in found.technical_specifications
        ]
        table("Defined by", ("as notified", "standard", "version"), rows)
    if found.HasField("procedure"):
        print_procedure(found.procedure, found.etag)


def print_members(members: Iterable[pb.ChainMember]) -> None:
    """Prints what came before and after a standard."""
    rows = [
        ("before" if one.earlier else "after", one.standard, count(one.link_count), "; ".join(one.through))
        for one in members
    ]
    if rows:
        table("Chain", ("", "standard", "links", "through"), rows, numbers=[2])


def print_procedure(found: pb.StandardProcedure, etag: str) -> None:
    """Prints how far a standard is on its way to registration."""
    say(f"[bold]{state_word(found.state)}[/] under {found.regime}, etag {etag}; {found.provision}")
    for notice in found.notices:
        kind = word(pb.StandardNoticeKind.Name(notice.kind), "STANDARD_NOTICE_KIND_")
        by = notice.through or ", ".join(notice.holders) or notice.organization or notice.account
        late = f", {notice.late_days} days late" if notice.late_days else ""
        due = f" (due {shown(notice.due_date)}{late})" if notice.HasField("due_date") else ""
        gone = ", superseded" if notice.superseded_by else ""
        say(f"{kind} notice of {notice.commercial_name} by {by} on {shown(notice.notice_date)}{due}{gone}")
    dates = (
        ("open for comments", found.comments_open_date),
        ("comments until", found.comments_until_date),
        ("published finally", found.publication_date),
        ("aggregate royalty", found.aggregate_royalty_date),
        ("opening due", found.opening_due_date),
        ("registration open", found.registration_open_date),
        ("on time until", found.on_time_until_date),
    )
    known = [(what, shown(date)) for what, date in dates if date.year]
    if known:
        table("Dates", ("what", "date"), known)
    if found.opening_late_days:
        say(f"[yellow]opened {found.opening_late_days} days late[/]")
    if found.on_time_window_closed:
        say("[yellow]The window for registrations on time is closed; late ones are possible, with a gap.[/]")


@app.command("version")
def version(
    text: Annotated[str, typer.Argument(help="`vca0`, `12.10.0`, `36300-ca0.zip` …")], as_json: Json = False
) -> None:
    """Decodes a version of a 3GPP specification.

    Example: sepia standard version vca0
    """

    async def ask(sepia: Sepia) -> None:
        reply: pb.DecodeVersionResponse = await sepia.call(
            sepia.standards.DecodeVersion, pb.DecodeVersionRequest(text=text)
        )
        if as_json:
            print_json(reply)
            return
        letters = f" (letters {reply.letters})" if reply.letters else ""
        belongs = "a draft, not yet under change control" if reply.draft else reply.release
        say(f"{reply.version}{letters}, {belongs}")

    carry_out(ask)


@app.command("versions")
def versions(standard: StandardArgument, as_json: Json = False) -> None:
    """Lists the versions that were declared against, the unversioned on a line of their own.

    Example: sepia standard versions 36.300
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListStandardVersionsRequest(standard=await find_standard(sepia, standard))
        reply: pb.ListStandardVersionsResponse = await sepia.call(sepia.standards.ListStandardVersions, request)
        if as_json:
            print_json(reply)
            return
        rows = [(one.version or "(no version)", count(one.link_count)) for one in reply.versions]
        table(f"Declared against {request.standard}", ("version", "links"), rows, numbers=[1])

    carry_out(ask)


@app.command("declarations")
def declarations(
    standard: StandardArgument,
    own: Annotated[bool, typer.Option("--own", help="Only those that name this very standard.")] = False,
    most: Annotated[int, typer.Option("--most", min=1, help="At most this many lines.")] = 50,
    as_json: Json = False,
) -> None:
    """Lists declarations for a standard and, unless `--own`, for what came before and after it.

    Example: sepia standard declarations 36.300
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListStandardDeclarationsRequest(
            standard=await find_standard(sepia, standard), without_chain=own, page_size=min(most, 1000)
        )
        found: list[pb.StandardDeclaration] = await sepia.collect(
            sepia.standards.ListStandardDeclarations, request, "declarations", most=most
        )
        if as_json:
            print_json({"declarations": found})
            return
        rows = [
            (
                one.reference,
                one.declarant or "(declarant unknown)",
                one.standard,
                "; ".join(one.through),
                count(one.link_count),
            )
            for one in found
        ]
        table("Declarations", ("reference", "declarant", "names", "through", "links"), rows, numbers=[4])

    carry_out(ask)


@app.command("create")
def create(
    text: Annotated[str, typer.Argument(help="Number or name, for example `RFC 9000`.")],
    title: Annotated[str, typer.Option(help="Its title.")] = "",
    published: Annotated[str, typer.Option(help="When it was published (2026-01-31).")] = "",
    work_item: Annotated[str, typer.Option(help="Work item it comes from.")] = "",
    uri: Annotated[str, typer.Option(help="Its page at the standards body.")] = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Puts a standard into the register that no declaration and no catalogue named (officers).

    Example: sepia standard create "RFC 9000" --title "QUIC"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.CreateStandardRequest(
            text=text, title=title, work_item=work_item, uri=uri, request_id=request_id or new_id().hex
        )
        if published:
            request.publication_date.CopyFrom(given_date("The date", published))
        found: pb.Standard = await sepia.call(sepia.standards.CreateStandard, request)
        print_json(found) if as_json else print_standard(found)

    carry_out(ask)
