"""Owns taking data out: `sepia export counts|frame|results|rates`.

A CSV file has a header line, commas, double quotes and UTF-8. Where the numbers come from (standard, key, edition,
digest or calculation, whether it is demonstration) is in columns of their own on every row, so a row that is copied
elsewhere still says what it is. JSON is what the HTTP interface gives, all pages together.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from sepia.assessment.v1 import campaigns_pb2
from sepia.frand.v1 import calculations_pb2
from sepia.registry.v1 import frames_pb2
from services.cli.campaigns import CampaignArgument, find_campaign
from services.cli.checks import outcome_word
from services.cli.figures import count
from services.cli.frames import FrameArgument, find_frame, frame_entries
from services.cli.output import as_dict, aside, carry_out
from services.cli.progress import Steps
from services.cli.reading import Key, full_name, key_word
from services.cli.session import Sepia
from services.cli.sheets import csv_text, write_whole
from shared.errors import SepiaError, not_found

app = typer.Typer(help="Take counts, frames, results and rates out as CSV or JSON.", no_args_is_help=True)


class Format(enum.StrEnum):
    """Form of an export."""

    CSV = "csv"
    JSON = "json"


FormatOption = Annotated[Format, typer.Option("--format", help="Form of the file.")]
OutputOption = Annotated[Path, typer.Option("--output", "-o", help="File to write, whole or not at all; `-` prints.")]
_PRINT = Path("-")


def _write(
    output: Path,
    form: Format,
    document: object,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    provenance: Sequence[tuple[str, object]],
) -> None:
    if form is Format.JSON:
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        written = ""
    else:
        behind = [_cell(value) for _, value in provenance]
        cells = [[*map(_cell, row), *behind] for row in rows]
        text = csv_text([*columns, *(name for name, _ in provenance)], cells)
        written = f"{count(len(cells))} rows "
    write_whole(output, text)
    if output != _PRINT:
        aside().print(f"{written}written to {escape(str(output))}")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


@app.command("counts")
def export_counts(
    standard: Annotated[str, typer.Argument(help="The standard; without it, the whole register.")] = "-",
    key: Annotated[Key, typer.Option(help="The key that families are counted under.")] = Key.ETSI,
    form: FormatOption = Format.CSV,
    output: OutputOption = _PRINT,
) -> None:
    """Counts by holder; the row without a holder's name is that of unknown declarants.

    Example: sepia export counts standards/5g --key etsi --format csv --output counts.csv
    """

    async def ask(sepia: Sepia) -> None:
        request = frames_pb2.CountFamiliesRequest(standard=full_name(standard, "standards"), family_key=key.number)
        reply: frames_pb2.CountFamiliesResponse = await sepia.call(sepia.frames.CountFamilies, request)
        columns = ("holder", "name", "families", "entries_without_family", "entries", "declarations", "applications")
        rows = [
            (
                line.holder,
                line.display_name,
                line.families,
                line.entries_without_family,
                line.entries,
                line.declarations,
                line.applications,
            )
            for line in reply.holders
        ]
        provenance = (("standard", reply.standard), ("family_key", key.value), ("edition", reply.edition))
        _write(output, form, as_dict(reply), columns, rows, provenance)

    carry_out(ask)


@app.command("frame")
def export_frame(frame: FrameArgument, form: FormatOption = Format.CSV, output: OutputOption = _PRINT) -> None:
    """Every entry of a frame, in the order in which its digest is computed.

    Example: sepia export frame standards/5g --output frame.csv
    """

    async def ask(sepia: Sepia) -> None:
        found = await find_frame(sepia, frame)
        with Steps().step("fetching the frame"):
            entries = await frame_entries(sepia, found.name)
        document = {"frame": as_dict(found), "entries": [as_dict(entry) for entry in entries]}
        rows = [(entry.holder, entry.holder_display_name, entry.family) for entry in entries]
        provenance = (
            ("frame", found.name),
            ("standard", found.standard),
            ("family_key", key_word(found.family_key)),
            ("edition", found.edition),
            ("digest", found.digest),
            ("demonstration", found.demonstration),
        )
        _write(output, form, document, ("holder", "name", "family"), rows, provenance)

    carry_out(ask)


@app.command("results")
def export_results(campaign: CampaignArgument, form: FormatOption = Format.CSV, output: OutputOption = _PRINT) -> None:
    """The published results of a campaign, family by family.

    Example: sepia export results "5G 2026" --output results.csv
    """

    async def ask(sepia: Sepia) -> None:
        found = await find_campaign(sepia, campaign)
        request = campaigns_pb2.ListResultsRequest(campaign=found.name, page_size=5000)
        results: list[campaigns_pb2.Result] = await sepia.collect(sepia.campaigns.ListResults, request, "results")
        document = {"campaign": as_dict(found), "results": [as_dict(result) for result in results]}
        columns = ("holder", "family", "outcome", "simulated", "check")
        rows = [(r.holder, r.family, outcome_word(r.outcome), r.simulated, r.check) for r in results]
        provenance = (
            ("campaign", found.name),
            ("standard", found.standard),
            ("family_key", key_word(found.family_key)),
            ("edition", found.edition),
            ("frame_digest", found.frame_digest),
            ("demonstration", found.demonstration),
        )
        _write(output, form, document, columns, rows, provenance)

    carry_out(ask)


@app.command("rates")
def export_rates(
    calculation: Annotated[
        str, typer.Argument(help="`calculations/…`, or a standard such as `standards/5g` for its latest calculation.")
    ],
    form: FormatOption = Format.CSV,
    output: OutputOption = _PRINT,
) -> None:
    """The rates of a calculation, a line a holder, every digit.

    Example: sepia export rates standards/5g --output rates.csv
    """

    async def ask(sepia: Sepia) -> None:
        found = await _find_calculation(sepia, calculation)
        rows = [_rate_cells(line) for line in found.holders]
        provenance = (
            ("rate_unit", found.rate_unit),
            ("confidence", found.top_down.confidence.value),
            ("calculation", found.name),
            ("standard", found.standard),
            ("family_key", key_word(found.family_key)),
            ("edition", found.edition),
            ("demonstration", found.demonstration),
        )
        _write(output, form, as_dict(found), _RATE_COLUMNS, rows, provenance)

    carry_out(ask)


_RATE_COLUMNS = (
    "holder",
    "name",
    "families",
    "checked",
    "checked_essential",
    "undetermined",
    "simulated",
    "essential_mean",
    "essential_low",
    "essential_high",
    "share_mean",
    "share_low",
    "share_high",
    "rate_mean",
    "rate_low",
    "rate_high",
)


def _rate_cells(line: calculations_pb2.HolderRate) -> tuple[Any, ...]:
    return (
        line.holder,
        line.display_name,
        line.families,
        line.checked,
        line.checked_essential,
        line.undetermined,
        line.simulated,
        line.essential_mean.value,
        line.essential_interval.low,
        line.essential_interval.high,
        line.share_mean.value,
        line.share_interval.low.value,
        line.share_interval.high.value,
        line.rate_mean.value,
        line.rate_interval.low.value,
        line.rate_interval.high.value,
    )


async def _find_calculation(sepia: Sepia, given: str) -> calculations_pb2.Calculation:
    name = given
    if not given.startswith("calculations/") and len(given) != 64:
        standard = full_name(given, "standards")
        request = calculations_pb2.ListCalculationsRequest(standard=standard, page_size=1)
        page: calculations_pb2.ListCalculationsResponse = await sepia.call(sepia.calculations.ListCalculations, request)
        if not page.calculations:
            raise _no_calculation(standard)
        name = page.calculations[0].name
    request = calculations_pb2.GetCalculationRequest(name=full_name(name, "calculations"))
    return await sepia.call(sepia.calculations.GetCalculation, request)


def _no_calculation(standard: str) -> SepiaError:
    return not_found(standard, f"No rate of {standard} has been computed yet: sepia rate {standard}")
