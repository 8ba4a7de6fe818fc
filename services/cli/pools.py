"""Owns patent pools: `sepia pool list|show|lists|patents|overlap|declared|set|disclose|disclosure`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from google.protobuf.json_format import ParseDict, ParseError
from rich.markup import escape

from sepia.registry.v1 import pools_pb2 as pb
from services.cli.dates import day_text
from services.cli.figures import count
from services.cli.output import Json, bad_value, carry_out, guarded, print_json, say, say_plain, table
from services.cli.reading import full_name, text_of, when
from services.cli.session import Sepia
from services.cli.sheets import csv_text
from services.cli.standards import find_standard
from shared.ids import new_id

app = typer.Typer(help="Patent pools: their lists, what they have in common, what they disclose.", no_args_is_help=True)

RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]
SHOWN = 20


def list_name(given: str) -> str:
    """The name of a list: as given, or the current one of a programme (`access-advance-hevc`)."""
    name = full_name(given, "pools")
    return name if "/lists/" in name else f"{name}/lists/-"


def _licensors(licensors: list[pb.PoolLicensor]) -> str:
    return "; ".join(
        f"{each.label} (with {', '.join(each.co_owners)})" if each.co_owners else each.label for each in licensors
    )


@app.command("list")
def list_pools(as_json: Json = False) -> None:
    """Lists programmes.

    Example: sepia pool list
    """

    async def ask(sepia: Sepia) -> None:
        found: list[pb.Pool] = await sepia.collect(sepia.pools.ListPools, pb.ListPoolsRequest(page_size=200), "pools")
        if as_json:
            print_json({"pools": found})
            return
        rows = [(p.name, p.display_name, p.administrator, p.evaluator or "(not known)", p.current_list) for p in found]
        table("Pools", ("pool", "name", "administrator", "evaluator", "current list"), rows)

    carry_out(ask)


@app.command("show")
def show(
    listed: Annotated[str, typer.Argument(metavar="LIST", help="A list, or a programme for its current one.")],
    as_json: Json = False,
) -> None:
    """Shows a list with everything that is counted of it.

    Example: sepia pool show access-advance-hevc
    """

    async def ask(sepia: Sepia) -> None:
        found: pb.PoolList = await sepia.call(sepia.pools.GetPoolList, pb.GetPoolListRequest(name=list_name(listed)))
        print_json(found) if as_json else print_list(found)

    carry_out(ask)


LABELS: Mapping[str, str] = {
    "rows": "rows",
    "patents": "patents (office and number as given)",
    "patents_counting_validations_once": "patents, validated parts of one European patent counted once",
    "validated_parts": "  rows that are validated parts",
    "validated_patents": "  European (or other regional) patents behind them",
    "licensors": "licensors, each co-owner by itself",
    "rows_with_co_owners": "rows with co-owners (shares not stated)",
    "licensor_cells_with_co_owners": "  different licensor cells with co-owners",
    "rows_unreadable": "rows whose number cannot be read",
    "rows_without_licensor": "rows without a licensor",
    "patents_under_several_licensors": "patents under several licensor cells",
    "added": "added since the list before",
    "changed": "changed since the list before",
    "gone": "gone since the list before",
}
"""What a list's figures are called, in the order in which they are shown."""


def print_list(found: pb.PoolList) -> None:
    """Prints a list's counts."""
    lines = [(label, getattr(found, figure)) for figure, label in LABELS.items()]
    marks = (" (superseded)" if found.superseded else "") + (" — DEMONSTRATION" if found.demonstration else "")
    table(f"{found.name}{marks}", ("", "count"), [(what, count(number)) for what, number in lines], numbers=[1])
    for what, counted in (("profiles", found.profiles), ("offices", found.offices)):
        shown = ", ".join(f"{line.what} {count(line.count)}" for line in counted[:SHOWN])
        if shown:
            say(f"{what}: {escape(shown)}{' …' if len(counted) > SHOWN else ''}")
    say(f"[dim]{found.document}, {found.edition}, {when(found.create_time)}[/]")


@app.command("programme")
def programme(pool: Annotated[str, typer.Argument(help="The programme.")], as_json: Json = False) -> None:
    """Shows a programme: who administers and evaluates it, its current list and disclosure.

    Example: sepia pool programme access-advance-hevc
    """

    async def ask(sepia: Sepia) -> None:
        found: pb.Pool = await sepia.call(sepia.pools.GetPool, pb.GetPoolRequest(name=full_name(pool, "pools")))
        if as_json:
            print_json(found)
            return
        say(f"[bold]{found.name}[/] {escape(found.display_name)}, etag {found.etag}")
        rows = [
            ("administrator", found.administrator or "(not known)"),
            ("evaluator", found.evaluator or "(not known)"),
            ("current list", found.current_list or "(none)"),
            ("current disclosure", found.current_disclosure or "(none)"),
        ]
        table("", ("", ""), rows)

    carry_out(ask)


@app.command("lists")
def lists(
    pool: Annotated[str, typer.Argument(help="The programme, for example `access-advance-hevc`.")],
    as_json: Json = False,
) -> None:
    """Lists of a programme, the newest first, with what each changed.

    Example: sepia pool lists access-advance-hevc
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListPoolListsRequest(pool=full_name(pool, "pools"), page_size=100)
        found: list[pb.PoolList] = await sepia.collect(sepia.pools.ListPoolLists, request, "lists")
        if as_json:
            print_json({"lists": found})
            return
        rows = [
            (
                each.name,
                count(each.patents),
                count(each.added),
                count(each.changed),
                count(each.gone),
                each.edition,
                "superseded" if each.superseded else "",
            )
            for each in found
        ]
        table("Lists", ("list", "patents", "added", "changed", "gone", "edition", ""), rows, numbers=[1, 2, 3, 4])

    carry_out(ask)


@app.command("patents")
def patents(
    listed: Annotated[str, typer.Argument(metavar="LIST", help="A list, or a programme for its current one.")],
    patent: Annotated[str, typer.Option(help="Only this patent, in any spelling.")] = "",
    licensor: Annotated[str, typer.Option(help="Only those of this licensor, alone or as co-owner.")] = "",
    office: Annotated[str, typer.Option(help="Only those of this office.")] = "",
    unreadable: Annotated[bool, typer.Option("--unreadable", help="Only those whose number cannot be read.")] = False,
    most: Annotated[int, typer.Option("--most", min=1, help="At most this many lines.")] = 50,
    as_json: Json = False,
) -> None:
    """Rows of a list as given, with what was understood of them.

    Example: sepia pool patents access-advance-hevc --patent "EP 1 387 585"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListPoolPatentsRequest(
            list=list_name(listed),
            patent=patent,
            licensor=licensor,
            office=office,
            only_unreadable=unreadable,
            page_size=min(most, 5000),
        )
        found: list[pb.PoolPatent] = await sepia.collect(sepia.pools.ListPoolPatents, request, "patents", most=most)
        if as_json:
            print_json({"patents": found})
            return
        rows = [
            (
                str(row.line),
                row.office,
                row.number,
                row.canonical or f"({row.unreadable.lower().replace('_', ' ')})",
                "part" if row.validated_part else "",
                row.profile,
                _licensors(list(row.licensors)),
            )
            for row in found
        ]
        table("", ("line", "office", "number", "read as", "", "profile", "licensors"), rows, numbers=[0])

    carry_out(ask)


@app.command("overlap")
def overlap(
    first: Annotated[str, typer.Argument(help="A list, or a programme for its current one.")],
    second: Annotated[str, typer.Argument(help="Another.")],
    csv: Annotated[bool, typer.Option("--csv", help="Every shared patent as CSV.")] = False,
    as_json: Json = False,
) -> None:
    """What two lists have in common, by normalised number, with licensors and co-owners.

    Example: sepia pool overlap access-advance-hevc mpeg-la-video-us
    """

    async def ask(sepia: Sepia) -> None:
        of = {"first": list_name(first), "second": list_name(second)}
        found: pb.PoolOverlap = await sepia.call(sepia.pools.GetPoolOverlap, pb.GetPoolOverlapRequest(**of))
        if not (csv or as_json):
            print_overlap(found)
            return
        request = pb.ListPoolOverlapRequest(**of, page_size=5000)
        shared: list[pb.SharedPatent] = await sepia.collect(sepia.pools.ListPoolOverlap, request, "patents")
        if as_json:
            print_json({"overlap": found, "patents": shared})
            return
        columns = ("patent", "first_numbers", "second_numbers", "first_licensors", "second_licensors")
        lines = (
            [
                each.canonical,
                " ".join(each.first_numbers),
                " ".join(each.second_numbers),
                _licensors(list(each.first_licensors)),
                _licensors(list(each.second_licensors)),
            ]
            for each in shared
        )
        say_plain(csv_text(columns, lines))

    carry_out(ask)


def print_overlap(found: pb.PoolOverlap) -> None:
    """Prints what two lists have in common."""
    say(f"[bold]{count(found.shared)}[/] patents are on both lists")
    say(f"  of {count(found.of_first)} on {found.first}")
    say(f"  of {count(found.of_second)} on {found.second}")
    say(f"  {count(found.shared_with_co_owners)} of them under co-owners on the first (shares not stated)")
    if found.first_unreadable or found.second_unreadable:
        say(f"  numbers not read, compared as given: {found.first_unreadable} and {found.second_unreadable}")
    for title, lines in (
        ("By office", found.offices),
        ("By licensor on the first list", found.first_licensors),
        ("By licensor on the second list", found.second_licensors),
    ):
        table(title, ("", "patents"), [(line.what, count(line.count)) for line in lines], numbers=[1])


@app.command("declared")
def declared(
    listed: Annotated[str, typer.Argument(metavar="LIST", help="A list, or a programme for its current one.")],
    standard: Annotated[str, typer.Option(help="Only declarations for this standard.")] = "",
    as_json: Json = False,
) -> None:
    """How much of a list holders have declared by themselves.

    Example: sepia pool declared access-advance-hevc
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetDeclaredOverlapRequest(
            list=list_name(listed), standard=await find_standard(sepia, standard) if standard else ""
        )
        found: pb.DeclaredOverlap = await sepia.call(sepia.pools.GetDeclaredOverlap, request)
        if as_json:
            print_json(found)
            return
        say(f"[bold]{count(found.declared)}[/] of {count(found.patents)} patents on {found.list} are declared")
        rows = [
            (line.display_name or "(declarant unknown)", count(line.patents), count(line.applications))
            for line in found.holders
        ]
        table(f"By holder, {found.edition}", ("holder", "patents", "applications"), rows, numbers=[1, 2])

    carry_out(ask)


@app.command("set")
def set_pool(
    pool: Annotated[str, typer.Argument(help="The programme, for example `access-advance-hevc`.")],
    name: Annotated[str, typer.Option(help="What it is called.")],
    administrator: Annotated[str, typer.Option(help="Who administers it.")] = "",
    evaluator: Annotated[str, typer.Option(help="Who evaluates its patents.")] = "",
    etag: Annotated[str, typer.Option(help="The etag read, so that nobody's change is lost.")] = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Puts a programme on record, or changes what it is called and who runs it.

    Example: sepia pool set access-advance-hevc --name "HEVC Advance" --administrator "Access Advance LLC"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.SetPoolRequest(
            name=full_name(pool, "pools"),
            display_name=name,
            administrator=administrator,
            evaluator=evaluator,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        made: pb.Pool = await sepia.call(sepia.pools.SetPool, request)
        if as_json:
            print_json(made)
        else:
            say(f"{made.name}: {escape(made.display_name)}, etag {made.etag}")

    carry_out(ask)


@app.command("disclose")
def disclose(
    pool: Annotated[str, typer.Argument(help="The programme.")],
    file: Annotated[Path, typer.Option(help="The eleven items as JSON (PoolItems).")],
    source: Annotated[str, typer.Option(help="Where it was published.")] = "",
    etag: Annotated[str, typer.Option(help="Number of the revision that this one follows.")] = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Reports what a pool discloses; earlier reports stay readable.

    Example: sepia pool disclose access-advance-hevc --file disclosure.json
    """
    text = guarded(lambda: text_of(file))

    async def ask(sepia: Sepia) -> None:
        request = pb.ReportPoolDisclosureRequest(
            pool=full_name(pool, "pools"),
            items=_items(file, text),
            source=source,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        made: pb.PoolDisclosure = await sepia.call(sepia.pools.ReportPoolDisclosure, request)
        print_json(made) if as_json else print_disclosure(made)

    carry_out(ask)


def _items(file: Path, text: str) -> pb.PoolItems:
    try:
        return ParseDict(json.loads(text), pb.PoolItems())
    except (ValueError, ParseError) as problem:
        raise bad_value("The file", str(file), f"the eleven items as JSON; {problem}") from problem


@app.command("disclosure")
def disclosure(
    pool: Annotated[str, typer.Argument(help="The programme, or `pools/…/disclosures/…` for one revision.")],
    as_json: Json = False,
) -> None:
    """Shows what a pool discloses, and what it does not.

    Example: sepia pool disclosure access-advance-hevc
    """

    async def ask(sepia: Sepia) -> None:
        name = full_name(pool, "pools")
        request = pb.GetPoolDisclosureRequest(name=name if "/disclosures/" in name else f"{name}/disclosures/-")
        found: pb.PoolDisclosure = await sepia.call(sepia.pools.GetPoolDisclosure, request)
        print_json(found) if as_json else print_disclosure(found)

    carry_out(ask)


@app.command("disclosures")
def disclosures(pool: Annotated[str, typer.Argument(help="The programme.")], as_json: Json = False) -> None:
    """Lists what a pool disclosed from time to time, the newest first.

    Example: sepia pool disclosures access-advance-hevc
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListPoolDisclosuresRequest(pool=full_name(pool, "pools"), page_size=100)
        found: list[pb.PoolDisclosure] = await sepia.collect(sepia.pools.ListPoolDisclosures, request, "disclosures")
        if as_json:
            print_json({"disclosures": found})
            return
        rows = [
            (each.name, day_text(each.report_date), each.reporter, each.source, ", ".join(each.missing))
            for each in found
        ]
        table("Disclosures", ("revision", "reported", "by", "published at", "not disclosed"), rows)

    carry_out(ask)


def print_disclosure(found: pb.PoolDisclosure) -> None:
    """Prints what is disclosed, one line an item."""
    superseded = " (superseded)" if found.superseded else ""
    say(f"[bold]{found.name}[/]{superseded}, reported by {found.reporter} on {day_text(found.report_date)}")
    rows = [
        (str(number), field.name.replace("_", " "), _item(found, field.name))
        for number, field in enumerate(pb.PoolItems.DESCRIPTOR.fields, 1)
    ]
    table("", ("", "item", "disclosed"), rows, numbers=[0])


def _item(found: pb.PoolDisclosure, name: str) -> str:
    if name in found.missing:
        return "(not disclosed)"
    value = getattr(found.items, name)
    return value if isinstance(value, str) else f"{count(len(value))} listed"
