"""Owns looking things up in the register: `sepia counts`, `standards`, `holders`."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from sepia.registry.v1 import frames_pb2, holders_pb2, standards_pb2
from services.cli.figures import count
from services.cli.output import Json, bad_value, carry_out, print_json, say, table
from services.cli.reading import Key, full_name
from services.cli.session import Sepia
from services.cli.standards import find_standard

app = typer.Typer()

All = Annotated[bool, typer.Option("--all", help="Print every line, not the first ones only.")]
SHOWN = 20
_HOLDER_KEY = re.compile(r"-?[a-z0-9][a-z0-9-]{0,79}")


@app.command("counts")
def counts(
    standard: Annotated[
        str, typer.Argument(help="The standard, by any name, such as `5g`; without it, the whole register.")
    ] = ("-"),
    key: Annotated[Key, typer.Option(help="The key that families are counted under.")] = Key.ETSI,
    with_chain: Annotated[
        bool, typer.Option("--with-chain", help="Also what was declared for what came before and after it.")
    ] = False,
    every: All = False,
    as_json: Json = False,
) -> None:
    """Counts what is declared, by holder, with the unknowns on their own line.

    Example: sepia counts standards/5g --key etsi
    """

    async def ask(sepia: Sepia) -> None:
        request = frames_pb2.CountFamiliesRequest(
            standard=full_name(standard, "standards") if standard == "-" else await find_standard(sepia, standard),
            family_key=key.number,
            with_chain=with_chain,
        )
        reply: frames_pb2.CountFamiliesResponse = await sepia.call(sepia.frames.CountFamilies, request)
        if as_json:
            print_json(reply)
            return
        print_counts(reply, key, every=every)
        if with_chain:
            say("Counted with what was declared for the standards that came before and after it.")

    carry_out(ask)


def print_counts(reply: frames_pb2.CountFamiliesResponse, key: Key, *, every: bool) -> None:
    """Prints counts by holder, the total and the unknowns last."""
    shown = reply.holders if every else reply.holders[:SHOWN]
    rows = [_count_row(line.display_name or "(declarant unknown)", line) for line in shown]
    left = len(reply.holders) - len(shown)
    if left:
        rows.append((f"… {count(left)} more holders (--all)", "", "", "", "", ""))
    rows.append(_count_row("all, each family once", reply.total))
    what = "the whole register" if reply.standard.endswith("/-") else reply.standard
    columns = ("holder", "families", "entries without a family", "entries", "declarations", "applications")
    table(
        f"Declared for {what}, families under the key {key.value}, {reply.edition}",
        columns,
        rows,
        numbers=range(1, 6),
        footer=f"[dim]Entries without a family under {key.value} are in no count of families.[/]",
    )


def _count_row(name: str, line: frames_pb2.HolderCount) -> tuple[str, ...]:
    numbers = (line.families, line.entries_without_family, line.entries, line.declarations, line.applications)
    return (name, *(count(number) for number in numbers))


@app.command("standards")
def standards(
    query: Annotated[str, typer.Argument(help="Part of a name, in any spelling.")] = "",
    most: Annotated[int, typer.Option("--most", min=1, help="At most this many lines.")] = 50,
    by_links: Annotated[bool, typer.Option("--most-declared", help="The most declared first.")] = False,
    as_json: Json = False,
) -> None:
    """Lists standards; `36.300`, `TS 136 300` and `ts36300` find the same one.

    Example: sepia standards 36.300
    """

    async def ask(sepia: Sepia) -> None:
        found = await most_declared(sepia, query) if by_links else await _by_name(sepia, query, None)
        shown = found[:most]
        if as_json:
            print_json({"standards": shown})
            return
        rows = [(s.name, s.display_name, count(s.link_count), ", ".join(s.names[:4])) for s in shown]
        table("Standards", ("standard", "name", "links", "also called"), rows, numbers=[2])
        if len(found) > len(shown):
            say(f"and {count(len(found) - len(shown))} more (--most N)")

    carry_out(ask)


async def _by_name(sepia: Sepia, query: str, most: int | None) -> list[standards_pb2.Standard]:
    request = standards_pb2.ListStandardsRequest(query=query, page_size=1000)
    return await sepia.collect(sepia.standards.ListStandards, request, "standards", most=most)


async def most_declared(sepia: Sepia, query: str = "") -> list[standards_pb2.Standard]:
    """Standards by the number of declared links, the most first."""
    found = await _by_name(sepia, query, None)
    return sorted(found, key=lambda standard: (-standard.link_count, standard.name))


@app.command("holders")
def holders(
    query: Annotated[str, typer.Argument(help="Part of a name.")] = "",
    most: Annotated[int, typer.Option("--most", min=1, help="At most this many lines.")] = 50,
    as_json: Json = False,
) -> None:
    """Lists holders, each with its reviewed spellings.

    Example: sepia holders docomo
    """

    async def ask(sepia: Sepia) -> None:
        request = holders_pb2.ListHoldersRequest(query=query, page_size=min(most, 1000))
        found: list[holders_pb2.Holder] = await sepia.collect(sepia.holders.ListHolders, request, "holders", most=most)
        if as_json:
            print_json({"holders": found})
            return
        rows = [
            (
                h.name,
                h.display_name,
                count(h.declaration_count),
                "; ".join(alias.display_name for alias in h.aliases),
                "demonstration" if h.demonstration else "",
            )
            for h in found
        ]
        table("Holders", ("holder", "name", "declarations", "also written", ""), rows, numbers=[2])

    carry_out(ask)


async def find_holder(sepia: Sepia, given: str) -> str:
    """The resource name of a holder given by name, id, or the exact text of its name.

    Returns what was given, as a resource name, where it may be one: the service then says what is wrong.

    Raises:
        SepiaError: BAD_VALUE, where several holders are called so, or none is and no resource name can be meant.
    """
    if given.startswith("holders/"):
        return given
    request = holders_pb2.ListHoldersRequest(query=given, page_size=200)
    found: list[holders_pb2.Holder] = await sepia.collect(
        sepia.holders.ListHolders, request, "holders", most=200, shown=False
    )
    called = [
        (name, spelling)
        for h in found
        for name, spelling in ((h.name, h.display_name), *((alias.name, alias.display_name) for alias in h.aliases))
    ]
    exact = [name for name, spelling in called if spelling == given or name == f"holders/{given}"]
    exact = exact or [name for name, spelling in called if spelling.casefold() == given.casefold()]
    if len(exact) == 1:
        return exact[0]
    if len(found) == 1:
        return found[0].name
    if _HOLDER_KEY.fullmatch(given) and not exact:
        return full_name(given, "holders")
    among = exact or [name for name, _ in called]
    listed = f"{', '.join(among[:5])}{' and others' if len(among) > 5 else ''}"
    raise bad_value("The holder", given, f"one of {listed}" if among else "a name that `sepia holders` lists")
