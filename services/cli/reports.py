"""Owns `sepia rate report`: a calculation as a document."""

from __future__ import annotations

import enum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from sepia.frand.v1 import reports_pb2 as pb
from services.cli.export import OutputOption, find_calculation
from services.cli.figures import file_size
from services.cli.output import aside, carry_out, usage
from services.cli.progress import Steps
from services.cli.rates import app
from services.cli.session import Sepia
from services.cli.sheets import write_pieces

_PRINT = Path("-")


class ReportForm(enum.StrEnum):
    """Form of a report."""

    PDF = "pdf"
    XLSX = "xlsx"
    JSON = "json"
    CSV = "csv"

    @property
    def number(self) -> pb.ReportForm:
        """As the contract numbers it."""
        return pb.ReportForm.Value(f"REPORT_FORM_{self.name}")  # pyright: ignore[reportReturnType]


@app.command("report")
def report(
    calculation: Annotated[
        str, typer.Argument(help="`calculations/…`, or a standard such as `standards/5g` for its latest calculation.")
    ],
    form: Annotated[
        ReportForm | None, typer.Option("--form", help="Form of the report; what the file's name ends in without it.")
    ] = None,
    output: OutputOption = _PRINT,
) -> None:
    """Writes the report of a calculation: a PDF for a court, a workbook with live formulas to audit, JSON or CSV.

    Who does not see all of a confidential calculation gets a report without restricted numbers, which says so.

    Example: sepia rate report standards/5g -o rates.pdf
    """
    chosen = form or _by_ending(output)

    async def ask(sepia: Sepia) -> None:
        found = await find_calculation(sepia, calculation)
        request = pb.DownloadReportRequest(calculation=found.name, form=chosen.number)
        with Steps().step("making the report") as step:
            pieces: list[bytes] = []
            async for piece in sepia.client.stream(sepia.reports.DownloadReport, request):
                pieces.append(piece.data)
                step.show(note=file_size(sum(map(len, pieces))))
        for _ in write_pieces(output, pieces):
            pass
        if output != _PRINT:
            partly = found.HasField("confidentiality") and not found.confidentiality.complete
            without = ", without what is restricted to others" if partly else ""
            aside().print(f"report of {escape(found.name)} written to {escape(str(output))}{without}")

    carry_out(ask)


def _by_ending(output: Path) -> ReportForm:
    ending = output.suffix.lower().removeprefix(".")
    if ending not in list(ReportForm):
        raise usage("say --form pdf, xlsx, json or csv, or a file whose name ends in one of these")
    return ReportForm(ending)
