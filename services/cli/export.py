"""Owns taking data out: `sepia export links|patents|counts|…` from the register, `results` and `rates` beside it.

Files of the register are made by the registry: snapshots with the checkpoint of its log. Results of a campaign and
rates are what their services list; on every row of such a CSV file is where its numbers come from (standard, key,
edition, digest or calculation, whether it is demonstration), so that a row that is copied elsewhere still says what it
is, and JSON is what the HTTP interface gives, all pages together.
"""

from __future__ import annotations

import enum
import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Annotated, Any, TypeVar

import typer
from google.longrunning import operations_proto_pb2 as operations_pb2
from rich.markup import escape

from sepia.assessment.v1 import campaigns_pb2
from sepia.frand.v1 import calculations_pb2
from sepia.registry.v1 import exports_pb2
from services.cli.campaigns import CampaignArgument, find_campaign
from services.cli.checks import outcome_word
from services.cli.figures import count, file_size
from services.cli.frames import FrameArgument, find_frame
from services.cli.output import as_dict, aside, carry_out, guarded, usage
from services.cli.progress import Steps
from services.cli.reading import Key, full_name, key_word
from services.cli.searches import (
    Demonstration,
    Forms,
    Generations,
    Holders,
    IncludeGone,
    Offices,
    Outcomes,
    PublishedFrom,
    PublishedTo,
    SignedFrom,
    SignedTo,
    Standards,
    States,
    Undertakings,
    patent_filter,
)
from services.cli.session import Sepia
from services.cli.sheets import csv_text, write_pieces, write_whole
from shared.errors import Kind, SepiaError, not_found
from shared.ids import new_id
from shared.rpc.errors import from_status

app = typer.Typer(help="Take the register, results and rates out as files.", no_args_is_help=True)
_WAIT_SECONDS = 20


class Format(enum.StrEnum):
    """Form of an export."""

    CSV = "csv"
    JSON = "json"


FormatOption = Annotated[
    Format | None, typer.Option("--format", help="Form of the file; without it, as its name ends, or csv.")
]
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


class FileFormat(enum.StrEnum):
    """Form of a file of the register."""

    CSV = "csv"
    ZIP = "zip"
    XLSX = "xlsx"
    PARQUET = "parquet"

    @property
    def number(self) -> exports_pb2.ExportFormat:
        """As the contract numbers it; a CSV file travels in a ZIP."""
        name = "CSV" if self is FileFormat.ZIP else self.name
        return exports_pb2.ExportFormat.Value(f"EXPORT_FORMAT_{name}")  # pyright: ignore[reportReturnType]


FileFormatOption = Annotated[
    FileFormat | None,
    typer.Option(
        "--format",
        help="Form of the file; without it, as its name ends, or csv. A zip is CSV with about.json beside it.",
    ),
]

AnyFormat = TypeVar("AnyFormat", Format, FileFormat)


def _form_of(given: AnyFormat | None, forms: type[AnyFormat], output: Path) -> AnyFormat:
    """The form that was asked for, by name or by how the file's name ends."""
    if given is not None:
        return given
    ending = output.suffix.lower().removeprefix(".")
    if ending in list(forms):
        return forms(ending)
    if ending in _OTHER_ENDINGS:
        offered = ", ".join(forms)
        raise usage(
            f"this is written as {offered} and not as {ending}: end the file's name in one of these, or say --format"
        )
    return forms("csv")


_OTHER_ENDINGS = frozenset({"json", "jsonl", "ods", "parquet", "pdf", "xls", "xlsx", "xml", "zip"})


def take_out(request: exports_pb2.CreateExportRequest, form: FileFormat | None, output: Path) -> None:
    """Has the registry make a file, waits for it, fetches it, and checks its digest."""
    chosen = _form_of(form, FileFormat, output)

    async def ask(sepia: Sepia) -> None:
        await fetch_export(sepia, request, chosen, output)

    carry_out(ask)


async def fetch_export(
    sepia: Sepia, request: exports_pb2.CreateExportRequest, form: FileFormat, output: Path
) -> exports_pb2.Export:
    """Has the registry make a file and puts it where it is wanted; of a CSV file, what it says about itself beside it.

    Raises:
        SepiaError: why the export was refused; EXPORT_DAMAGED when other bytes arrive than the log has the digest of.
    """
    request.format = form.number
    request.request_id = request.request_id or new_id().hex
    with Steps().step("making the file") as step:
        operation: operations_pb2.Operation = await sepia.call(sepia.exports.CreateExport, request)
        while not operation.done:
            progress = exports_pb2.ExportProgress()
            if operation.metadata.Unpack(progress):
                step.show(note=f"{count(progress.rows_written)} rows")
            wait = operations_pb2.WaitOperationRequest(name=operation.name)
            wait.timeout.FromSeconds(_WAIT_SECONDS)
            operation = await sepia.call(sepia.operations.WaitOperation, wait)
    if operation.HasField("error"):
        raise from_status(operation.error)
    export = exports_pb2.Export()
    operation.response.Unpack(export)
    with tempfile.TemporaryDirectory(prefix="sepia-") as folder:
        file = Path(folder) / export.filename
        await _download(sepia, export, file)
        _put(file, form, output)
    if output != _PRINT:
        made_up = ", DEMONSTRATION" if export.demonstration else ""
        aside().print(
            f"{count(export.row_count)} rows of {export.edition} written to {escape(str(output))} "
            f"({export.name}, log size {export.checkpoint_size}{made_up})"
        )
    return export


async def _download(sepia: Sepia, export: exports_pb2.Export, file: Path) -> None:
    digest = hashlib.sha256()
    request = exports_pb2.DownloadExportRequest(name=export.name)
    with file.open("wb") as stream, Steps().step("fetching the file") as step:
        async for piece in sepia.client.stream(sepia.exports.DownloadExport, request):
            digest.update(piece.data)
            stream.write(piece.data)
            step.show(stream.tell(), export.size_bytes, file_size(stream.tell()))
    if digest.hexdigest() != export.sha256:
        raise SepiaError(
            Kind.INTERNAL,
            "EXPORT_DAMAGED",
            f"{export.name} arrived with the digest {digest.hexdigest()}, not {export.sha256}. Fetch it again.",
        )


def _put(file: Path, form: FileFormat, output: Path) -> None:
    if form is not FileFormat.CSV:
        for _ in write_pieces(output, _pieces(file.open("rb"))):
            pass
        return
    with zipfile.ZipFile(file) as archive:
        (table,) = [name for name in archive.namelist() if name.endswith(".csv")]
        for _ in write_pieces(output, _pieces(archive.open(table))):
            pass
        if output != _PRINT:
            write_whole(output.with_name(f"{output.name}.about.json"), archive.read("about.json").decode())


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(1024 * 1024):
            yield piece


def _filtered_command(name: str, kind: int, what: str) -> None:
    """A command that takes rows out by the filters of a search."""

    def command(
        query: Annotated[str, typer.Option("--query", help="Words of the title, or a number in any spelling.")] = "",
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
        form: FileFormatOption = None,
        output: OutputOption = _PRINT,
    ) -> None:
        def make() -> exports_pb2.CreateExportRequest:
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
            return exports_pb2.CreateExportRequest(kind=exports_pb2.ExportKind.Name(kind), filter=wanted)

        take_out(guarded(make), form, output)

    command.__doc__ = f"{what}\n\n    Example: sepia export {name} --output {name}.csv\n    "
    app.command(name)(command)


_filtered_command("links", exports_pb2.EXPORT_KIND_LINKS, "Declared links, a row each: the grain of the register.")
_filtered_command("patents", exports_pb2.EXPORT_KIND_PATENTS, "Patents as `sepia search` finds them, a row each.")
_filtered_command("declarations", exports_pb2.EXPORT_KIND_DECLARATIONS, "Declarations, a row each.")
_filtered_command("holders", exports_pb2.EXPORT_KIND_HOLDERS, "Holders by the spellings of their names, a row each.")
_filtered_command("standards", exports_pb2.EXPORT_KIND_STANDARDS, "Standards with all their names, a row each.")
_filtered_command("families", exports_pb2.EXPORT_KIND_FAMILIES, "Families under every key, a row each.")
_filtered_command(
    "registrations", exports_pb2.EXPORT_KIND_REGISTRATIONS, "Registrations as you may see them, a row each."
)
_filtered_command("checked", exports_pb2.EXPORT_KIND_RESULTS, "Published results of checks, as the register has them.")


@app.command("counts")
def export_counts(
    standard: Annotated[str, typer.Argument(help="The standard; without it, the whole register.")] = "-",
    key: Annotated[Key, typer.Option(help="The key that families are counted under.")] = Key.ETSI,
    form: FileFormatOption = None,
    output: OutputOption = _PRINT,
) -> None:
    """Counts by holder; the row without a holder's name is that of unknown declarants.

    Example: sepia export counts standards/5g --key etsi --format csv --output counts.csv
    """
    request = exports_pb2.CreateExportRequest(kind=exports_pb2.EXPORT_KIND_COUNTS, family_key=key.number)
    if standard not in ("-", "standards/-"):
        request.filter.standards.append(standard)
    take_out(request, form, output)


@app.command("frame")
def export_frame(frame: FrameArgument, form: FileFormatOption = None, output: OutputOption = _PRINT) -> None:
    """Every entry of a frame, in the order in which its digest is computed.

    Example: sepia export frame standards/5g --output frame.csv
    """
    chosen = _form_of(form, FileFormat, output)

    async def ask(sepia: Sepia) -> None:
        found = await find_frame(sepia, frame)
        request = exports_pb2.CreateExportRequest(kind=exports_pb2.EXPORT_KIND_FRAME_ENTRIES, frame=found.name)
        await fetch_export(sepia, request, chosen, output)

    carry_out(ask)


@app.command("results")
def export_results(campaign: CampaignArgument, form: FormatOption = None, output: OutputOption = _PRINT) -> None:
    """The published results of a campaign, family by family.

    Example: sepia export results "5G 2026" --output results.csv
    """
    chosen = _form_of(form, Format, output)

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
        _write(output, chosen, document, columns, rows, provenance)

    carry_out(ask)


@app.command("rates")
def export_rates(
    calculation: Annotated[
        str, typer.Argument(help="`calculations/…`, or a standard such as `standards/5g` for its latest calculation.")
    ],
    form: FormatOption = None,
    output: OutputOption = _PRINT,
) -> None:
    """The rates of a calculation, a line a holder, every digit.

    Example: sepia export rates standards/5g --output rates.csv
    """
    chosen = _form_of(form, Format, output)

    async def ask(sepia: Sepia) -> None:
        found = await find_calculation(sepia, calculation)
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
        _write(output, chosen, as_dict(found), _RATE_COLUMNS, rows, provenance)

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


async def find_calculation(sepia: Sepia, given: str) -> calculations_pb2.Calculation:
    """A calculation by its name, or the latest one of a standard that has rates of all holders."""
    name = given
    if not given.startswith("calculations/") and len(given) != 64:
        standard = full_name(given, "standards")
        request = calculations_pb2.ListCalculationsRequest(standard=standard, page_size=200)
        found: list[calculations_pb2.Calculation] = await sepia.collect(
            sepia.calculations.ListCalculations, request, "calculations"
        )
        # One of several methods side by side has answers of its own, and no line a holder.
        name = next((each.name for each in found if each.HasField("top_down")), "")
        if not name:
            raise _no_calculation(standard)
    request = calculations_pb2.GetCalculationRequest(name=full_name(name, "calculations"))
    return await sepia.call(sepia.calculations.GetCalculation, request)


def _no_calculation(standard: str) -> SepiaError:
    return not_found(standard, f"No rate of {standard} has been computed yet: sepia rate {standard}")
