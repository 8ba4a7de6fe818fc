"""Owns what was taken out before: `sepia export list|show`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from sepia.registry.v1 import exports_pb2 as pb
from services.cli.export import app
from services.cli.figures import count, file_size
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name, when
from services.cli.session import Sepia


@app.command("list")
def list_exports(as_json: Json = False) -> None:
    """Lists your exports of the register, the newest first; for officers everybody's.

    Example: sepia export list
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListExportsRequest(page_size=200)
        found: list[pb.Export] = await sepia.collect(sepia.exports.ListExports, request, "exports")
        if as_json:
            print_json({"exports": found})
            return
        rows = [
            (
                each.name,
                _word(pb.ExportKind.Name(each.kind)),
                _state(each),
                count(each.row_count),
                when(each.create_time),
            )
            for each in found
        ]
        table("Exports", ("export", "of", "state", "rows", "asked for"), rows, numbers=[3])

    carry_out(ask)


@app.command("show")
def show(
    export: Annotated[str, typer.Argument(help="The export, `exports/…`.")],
    as_json: Json = False,
) -> None:
    """Shows an export: what it is a snapshot of, its digest, and until when its file is kept.

    Example: sepia export show exports/0193c0de-0000-7000-8000-000000000001
    """

    async def ask(sepia: Sepia) -> None:
        found: pb.Export = await sepia.call(
            sepia.exports.GetExport, pb.GetExportRequest(name=full_name(export, "exports"))
        )
        if as_json:
            print_json(found)
            return
        say(f"[bold]{found.name}[/] {_kind(found)}, {_state(found)}")
        if found.failure:
            say(f"[yellow]{escape(found.failure)}[/]")
        rows = [
            ("file", found.filename),
            ("rows", count(found.row_count)),
            ("size", file_size(found.size_bytes)),
            ("sha256", found.sha256),
            ("edition", found.edition),
            ("entries of the log", count(found.checkpoint_size)),
            ("asked for", f"{when(found.create_time)} by {found.requester}"),
            ("kept until", when(found.expire_time)),
        ]
        table("", ("", ""), [row for row in rows if row[1]])

    carry_out(ask)


def _word(name: str) -> str:
    return name.removeprefix("EXPORT_KIND_").removeprefix("EXPORT_STATE_").lower().replace("_", " ")


def _kind(found: pb.Export) -> str:
    return _word(pb.ExportKind.Name(found.kind))


def _state(found: pb.Export) -> str:
    return _word(pb.ExportState.Name(found.state))
