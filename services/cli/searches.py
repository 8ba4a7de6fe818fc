"""Owns searching the register and telling what happened: `sepia search`, `sepia timeline`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import typer
from google.type.date_pb2 import Date

from sepia.registry.v1 import holders_pb2
from sepia.registry.v1 import search_pb2 as pb
from services.cli.declarations import Form, State
from services.cli.figures import count
from services.cli.output import Json, bad_value, carry_out, print_json, say, table
from services.cli.reading import when
from services.cli.session import Sepia

app = typer.Typer()

Holders = Annotated[list[str] | None, typer.Option("--holder", help="Holder: `holders/…`, or a name or part of one.")]
Standards = Annotated[
    list[str] | None, typer.Option("--standard", help="Standard: `standards/…`, or any of its names.")
]
Offices = Annotated[list[str] | None, typer.Option("--office", help="Office in two letters; `-` for unknown.")]
Generations = Annotated[list[str] | None, typer.Option("--generation", help="2G, 3G, 4G, 5G; `-` for no flags.")]
Outcomes = Annotated[
    list[str] | None, typer.Option("--outcome", help="essential, not-essential, undetermined; `-` for never checked.")
]
Undertakings = Annotated[list[str] | None, typer.Option("--undertaking", help="yes, no; `-` for no answer.")]
Forms = Annotated[list[Form] | None, typer.Option("--form", help="Form of the declaration, for example etsi-detailed.")]
States = Annotated[
    list[State] | None,
    typer.Option("--state", help="State of the declaration, for example superseded; mostly with --include-gone."),
]
SignedFrom = Annotated[str, typer.Option("--from", help="Signed on this day or later (2016-08-31).")]
SignedTo = Annotated[str, typer.Option("--to", help="Signed on this day or earlier.")]
PublishedFrom = Annotated[str, typer.Option(help="Became public on this day or later.")]
PublishedTo = Annotated[str, typer.Option(help="Became public on this day or earlier.")]
Demonstration = Annotated[
    bool | None, typer.Option("--demonstration/--no-demonstration", help="Only made-up data, or none of it.")
]
IncludeGone = Annotated[bool, typer.Option("--include-gone", help="Also what was withdrawn or is gone.")]


def patent_filter(
    query: str = "",
    *,
    holders: list[str] | None = None,
    standards: list[str] | None = None,
    offices: list[str] | None = None,
    generations: list[str] | None = None,
    outcomes: list[str] | None = None,
    undertakings: list[str] | None = None,
    forms: list[Form] | None = None,
    states: list[State] | None = None,
    signed_from: str = "",
    signed_to: str = "",
    published_from: str = "",
    published_to: str = "",
    demonstration: bool | None = None,
    include_gone: bool = False,
) -> pb.PatentFilter:
    """A filter as options say it."""
    wanted = {None: pb.DEMONSTRATION_UNSPECIFIED, True: pb.DEMONSTRATION_ONLY, False: pb.DEMONSTRATION_NONE}
    return pb.PatentFilter(
        query=query,
        holders=holders or [],
        standards=standards or [],
        offices=offices or [],
        generations=[given.upper() for given in generations or []],
        outcomes=[given.upper().replace("-", "_") if given != "-" else given for given in outcomes or []],
        undertakings=[given.upper() for given in undertakings or []],
        forms=[form.name for form in forms or []],
        states=[state.name for state in states or []],
        signed_from=_day("--from", signed_from),
        signed_to=_day("--to", signed_to),
        published_from=_day("--published-from", published_from),
        published_to=_day("--published-to", published_to),
        demonstration=wanted[demonstration],
        include_gone=include_gone,
    )


def _day(option: str, given: str) -> Date | None:
    if not given:
        return None
    try:
        day = dt.date.fromisoformat(given)
    except ValueError:
        raise bad_value(option, given, "a day such as 2016-08-31") from None
    return Date(year=day.year, month=day.month, day=day.day)


@app.command("search")
def search(
    query: Annotated[str, typer.Argument(help="Words, a name, a reference, or a number in the spelling at hand.")] = "",
    holders: Holders = None,
    standards: Standards = None,
    offices: Offices = None,
    generations: Generations = None,
    outcomes: Outcomes = None,
    undertakings: Undertakings = None,
    forms: Forms = None,
    states: States = None,
    signed_from: SignedFrom = "",
    signed_to: SignedTo = "",
    published_from: PublishedFrom = "",
    published_to: PublishedTo = "",
    demonstration: Demonstration = None,
    include_gone: IncludeGone = False,
    patents: Annotated[bool, typer.Option("--patents", help="Only patents; so with any filter.")] = False,
    facets: Annotated[bool, typer.Option("--facets", help="Count the patents found by holder, standard, …")] = False,
    exact: Annotated[bool, typer.Option("--exact", help="Exact counts, however long that takes.")] = False,
    most: Annotated[int, typer.Option("--most", min=1, max=100, help="At most this many hits.")] = 20,
    as_json: Json = False,
) -> None:
    """Searches the register, the best first; with a filter or --facets, the patents that were declared.

    Example: sepia search "handover" --standard "TS 36.300" --office EP --from 2012-01-01 --facets
    """

    async def ask(sepia: Sepia) -> None:
        wanted = patent_filter(
            query,
            holders=holders,
            standards=standards,
            offices=offices,
            generations=generations,
            outcomes=outcomes,
            undertakings=undertakings,
            forms=forms,
            states=states,
            signed_from=signed_from,
            signed_to=signed_to,
            published_from=published_from,
            published_to=published_to,
            demonstration=demonstration,
            include_gone=include_gone,
        )
        filtered = wanted != pb.PatentFilter(query=query)
        if patents or facets or exact or filtered or not query:
            counted = pb.FACET_MODE_EXACT if exact else pb.FACET_MODE_QUICK if facets else pb.FACET_MODE_UNSPECIFIED
            request = pb.SearchPatentsRequest(filter=wanted, facets=counted, page_size=most)
            reply: pb.SearchPatentsResponse = await sepia.call(sepia.search.SearchPatents, request)
            print_json(reply) if as_json else _print_patents(reply)
        else:
            found: holders_pb2.SearchResponse = await sepia.call(
                sepia.holders.Search, holders_pb2.SearchRequest(query=query, page_size=most)
            )
            print_json(found) if as_json else _print_hits(found)

    carry_out(ask)


def _print_hits(reply: holders_pb2.SearchResponse) -> None:
    if not reply.hits:
        say("Nothing found. Try fewer words, or another spelling of the number.")
        return
    rows = [(hit.kind, hit.display_name, hit.matched, hit.name) for hit in reply.hits]
    table("", ("kind", "what", "matched", "name"), rows)


def _print_patents(reply: pb.SearchPatentsResponse) -> None:
    for one in reply.understood:
        corrected = ", spelling corrected" if one.corrected else ""
        looked_for = ", ".join(one.looked_for[:5]) + (", …" if len(one.looked_for) > 5 else "")
        say(f"[dim]{one.field} “{one.given}”: {one.taken_for} {looked_for}{corrected}[/]")
    rows = [_patent_row(hit) for hit in reply.hits]
    total = ("at least " if reply.total_is_at_least else "") + count(reply.total_count)
    table(f"Patents found: {total}", ("office", "number", "title", "declared by", "for", "families"), rows)
    for facet in reply.facets:
        lines = [
            (value.display_name, ("at least " if value.at_least else "") + count(value.count), value.value)
            for value in facet.values
        ]
        more = f"[dim]and {count(facet.further_values)} more[/]" if facet.further_values else ""
        table(facet.dimension, ("", "patents", "filter by"), lines, numbers=[1], footer=more)
    if reply.index.behind:
        say(
            f"[yellow]The index holds {reply.index.edition or 'nothing yet'}; {reply.index.current_edition} is being "
            "taken in.[/]"
        )


def _patent_row(hit: pb.PatentHit) -> tuple[str, ...]:
    declared = list(dict.fromkeys(one.holder_display_name or "(unknown)" for one in hit.declarations))
    standards = list(
        dict.fromkeys(name.removeprefix("standards/") for one in hit.declarations for name in one.standards)
    )
    number = hit.application_number or next(iter(hit.publications), "")
    return (
        hit.office,
        number,
        hit.title,
        "; ".join(declared),
        _few(standards),
        _few([name.removeprefix("families/") for name in hit.families]),
    )


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


@app.command("timeline")
def timeline(
    name: Annotated[
        str, typer.Argument(help="Resource name, for example `families/etsi-20450`; or a registration number.")
    ],
    most: Annotated[int, typer.Option("--most", min=1, help="At most this many lines.")] = 100,
    as_json: Json = False,
) -> None:
    """Tells what happened to an entry of the register, the oldest first.

    Example: sepia timeline families/etsi-20450
    """

    async def ask(sepia: Sepia) -> None:
        asked = f"registrations/{name}" if name.upper().startswith("SEP-") else name
        if "/" not in asked:
            raise bad_value("The entry", name, "a resource name such as holders/acme, or a registration number")
        request = pb.GetTimelineRequest(name=asked, page_size=min(most, 1000))
        entries: list[pb.TimelineEntry] = await sepia.collect(sepia.search.GetTimeline, request, "entries", most=most)
        if as_json:
            print_json({"entries": entries})
            return
        rows = [
            (str(entry.position), when(entry.record_time), entry.actor, entry.what, entry.subject) for entry in entries
        ]
        table(f"Timeline of {name}", ("position", "when", "who", "what", "about"), rows, numbers=[0])

    carry_out(ask)
