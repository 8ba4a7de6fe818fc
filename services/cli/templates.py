"""Owns the files that people fill in and correct: `sepia template`, `sepia import-corrections`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from google.api import httpbody_pb2
from rich.markup import escape

from sepia.registry.v1 import templates_pb2 as pb
from services.cli.figures import file_size
from services.cli.output import aside, carry_out
from services.cli.reading import full_name
from services.cli.session import Sepia
from services.cli.sheets import write_pieces

app = typer.Typer()


@app.command("template")
def template(
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write: .xlsx or .csv.")] = Path(
        "declarations.xlsx"
    ),
) -> None:
    """Writes the template for declarations: a workbook with drop-downs and instructions, or a CSV.

    Example: sepia template --output declarations.xlsx
    """

    async def fetch(sepia: Sepia) -> None:
        as_csv = output.suffix.lower() == ".csv"
        form = pb.TEMPLATE_FORM_CSV if as_csv else pb.TEMPLATE_FORM_XLSX
        reply: httpbody_pb2.HttpBody = await sepia.call(sepia.templates.GetTemplate, pb.GetTemplateRequest(form=form))
        for _ in write_pieces(output, iter([reply.data])):
            pass
        word = "template-csv" if as_csv else "template-xlsx"
        aside().print(
            f"{escape(str(output))} written; fill it in, then: sepia import {escape(str(output))} --format {word}"
        )

    carry_out(fetch)


@app.command("import-corrections")
def import_corrections(
    name: Annotated[str, typer.Argument(help="`imports/…`, as `sepia imports` shows it.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write; `-` prints.")] = Path("-"),
) -> None:
    """Writes the rows of an import that were rejected, with what is wrong beside them, to be corrected and sent again.

    Example: sepia import-corrections imports/0193c0de-0000-7000-8000-000000000001 --output corrections.csv
    """

    async def fetch(sepia: Sepia) -> None:
        request = pb.GetCorrectionFileRequest()
        setattr(request, "import", full_name(name, "imports"))
        pieces: list[bytes] = []
        async for piece in sepia.client.stream(sepia.templates.GetCorrectionFile, request):
            pieces.append(piece.data)
        sizes = [0, *write_pieces(output, iter(pieces))]
        if str(output) != "-":
            aside().print(f"{file_size(sizes[-1])} written to {escape(str(output))}; correct it and send it again")

    carry_out(fetch)
