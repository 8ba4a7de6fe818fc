"""Owns the way back to the rows that were submitted: `sepia application family|links`, `sepia source-row`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from sepia.registry.v1 import holders_pb2, imports_pb2
from services.cli.lookups import find_holder
from services.cli.output import Json, carry_out, print_json, say, say_plain, table
from services.cli.patent_numbers import applications
from services.cli.reading import full_name
from services.cli.session import Sepia
from services.cli.standards import find_standard

app = typer.Typer()


@applications.command("family")
def family(
    family: Annotated[str, typer.Argument(help="A family under any key, `families/etsi-500`.")],
    as_json: Json = False,
) -> None:
    """Shows a family: its applications that were declared, and what published checks found.

    Example: sepia application family families/etsi-20450
    """

    async def ask(sepia: Sepia) -> None:
        request = holders_pb2.GetFamilyRequest(name=full_name(family, "families"))
        found: holders_pb2.Family = await sepia.call(sepia.holders.GetFamily, request)
        if as_json:
            print_json(found)
            return
        rows = [(each.name, each.office, each.application_number, each.title) for each in found.applications]
        table(found.name, ("application", "office", "number", "title"), rows)
        if found.results:
            checked = [(each.standard, each.outcome, each.campaign, each.holder) for each in found.results]
            table("Checked", ("for", "outcome", "campaign", "declared by"), checked)

    carry_out(ask)


@applications.command("links")
def links(
    family: Annotated[str, typer.Argument(help="A family under any key, `families/etsi-500`.")],
    holder: Annotated[str, typer.Option(help="Only what this holder declared.")] = "",
    standard: Annotated[str, typer.Option(help="Only what is declared for this standard.")] = "",
    as_json: Json = False,
) -> None:
    """Lists what was declared of a family: each declared link with the row of the file that says so.

    Example: sepia application links families/etsi-500 --standard standards/5g
    """

    async def ask(sepia: Sepia) -> None:
        request = holders_pb2.ListFamilyLinksRequest(
            family=full_name(family, "families"),
            holder=await find_holder(sepia, holder) if holder else "",
            standard=await find_standard(sepia, standard) if standard else "",
            page_size=1000,
        )
        found: list[holders_pb2.Link] = await sepia.collect(sepia.holders.ListFamilyLinks, request, "links")
        if as_json:
            print_json({"links": found})
            return
        rows = [
            (
                each.declaration,
                " ".join(filter(None, (each.standard, each.version))),
                each.illustrative_part,
                each.application.application_number or " | ".join(each.application.publications),
                f"{each.source.document[:22]}… line {each.source.line}",
            )
            for each in found
        ]
        table(request.family, ("declaration", "standard", "part", "patent", "row"), rows)

    carry_out(ask)


@app.command("source-row")
def source_row(
    document: Annotated[str, typer.Argument(help="The file, `documents/{sha256}`.")],
    line: Annotated[int, typer.Argument(min=1, help="The line on which the row begins; the header is line 1.")],
    as_json: Json = False,
) -> None:
    """Prints a row of a submitted file, byte for byte, with its cells by column.

    Example: sepia source-row documents/94ecf1b00bd08253db66bd75870d068f62fc4098c60239eb66a68bab5b493814 2
    """

    async def ask(sepia: Sepia) -> None:
        request = imports_pb2.GetSourceRowRequest(document=full_name(document, "documents"), line=line)
        found: imports_pb2.GetSourceRowResponse = await sepia.call(sepia.imports.GetSourceRow, request)
        if as_json:
            print_json(found)
            return
        say_plain(found.content.decode("utf-8", "replace"))
        say(f"{escape(found.document)}, line {found.line}, from byte {found.offset_bytes:,}")
        table("", ("column", "cell"), [(name, found.columns[name]) for name in sorted(found.columns)])

    carry_out(ask)
