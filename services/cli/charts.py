"""Owns claim charts: `sepia chart new|edit|show|submit|list|export|import` and `sepia chart figure upload|render`."""

from __future__ import annotations

import difflib
import hashlib
import json
import mimetypes
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Annotated

import typer
from google.api import httpbody_pb2
from rich.markup import escape

from sepia.assessment.v1 import charts_pb2 as pb
from services.cli import chart_filing
from services.cli.dates import date, day_text
from services.cli.figures import file_size
from services.cli.output import Json, as_dict, bad_value, carry_out, print_json, say, say_plain, table
from services.cli.reading import full_name, readable_file, when
from services.cli.session import Sepia
from shared.errors import Kind, SepiaError
from shared.ids import new_id

app = typer.Typer(help="Claim charts: a claim beside what a standard says, by element.", no_args_is_help=True)
figures = typer.Typer(help="Pages that charts cite figures from.", no_args_is_help=True)
app.add_typer(figures, name="figure")
app.add_typer(chart_filing.app)

PIECE_BYTES = 512 * 1024
_UPLOAD_SECONDS = 300.0

ChartName = Annotated[str, typer.Argument(help="`charts/…`.")]
Etag = Annotated[str, typer.Option(help="The etag read, so that nobody's change is lost.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]
Version = Annotated[int, typer.Option(help="The version; 0 for the draft, or the latest for who sees no draft.")]
ClaimText = Annotated[Path | None, typer.Option(help="File with the claim as granted, UTF-8.")]
Elements = Annotated[list[str] | None, typer.Option("--element", help="`1a=its words`; once for each, in order.")]


@app.command("new")
def new(
    standard: Annotated[str, typer.Option(help="`standards/…`.")],
    patent: Annotated[str, typer.Option(help="Its number, such as 'EP 1 848 154 B1'.")],
    claim: Annotated[int, typer.Option(help="Number of the claim.")],
    family: Annotated[
        str, typer.Option(help="`families/…`; left out for a request for an opinion, which is on the patent itself.")
    ] = "",
    claim_text: ClaimText = None,
    language: Annotated[str, typer.Option(help="Of the claim's text.")] = "en",
    element: Elements = None,
    regime: Annotated[str, typer.Option(help="Regime profile whose limits hold.")] = "",
    public_from: Annotated[str, typer.Option(help="From when on everybody may see its versions; else never.")] = "",
    check: Annotated[str, typer.Option(help="For an evaluator: the check that it is written for.")] = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Begins a chart for one's organization; with --check, for the check that one sits on.

    Example: sepia chart new --standard 3gpp-ts-36.331 --family etsi-20460 --patent "EP 1 848 154 B1" --claim 1
    """

    async def ask(sepia: Sepia) -> None:
        content = pb.ChartContent(
            standard=full_name(standard, "standards"),
            family=full_name(family, "families") if family else patent,
            patent=patent,
            claim=claim,
            claim_text=readable_file(claim_text).read_text(encoding="utf-8").strip() if claim_text else "",
            language=language,
            elements=_elements(element or []),
        )
        request = pb.CreateChartRequest(
            content=content,
            regime=regime,
            public_from=date("The day", public_from),
            check=full_name(check, "checks") if check else "",
            request_id=request_id or new_id().hex,
        )
        _show(await sepia.call(sepia.charts.CreateChart, request), as_json)

    carry_out(ask)


@app.command("edit")
def edit(
    chart: ChartName,
    patent: Annotated[str, typer.Option(help="Another number.")] = "",
    claim: Annotated[int, typer.Option(help="Another claim.")] = 0,
    claim_text: ClaimText = None,
    element: Elements = None,
    public_from: Annotated[str, typer.Option(help="Opens its versions on this day; `never` closes them.")] = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Changes facts of a draft; correspondences are easier to write in the file that `export` gives.

    Example: sepia chart edit charts/0193c0de-0000-7000-8000-000000000001 --element "1a=A method comprising"
    """

    async def ask(sepia: Sepia) -> None:
        name = full_name(chart, "charts")
        found: pb.Chart = await sepia.call(sepia.charts.GetChart, pb.GetChartRequest(name=name))
        content = found.content
        content.patent = patent or content.patent
        content.claim = claim or content.claim
        if claim_text:
            content.claim_text = readable_file(claim_text).read_text(encoding="utf-8").strip()
        if element:
            del content.elements[:]
            content.elements.extend(_elements(element))
        opens = found.public_from if found.HasField("public_from") else None
        if public_from:
            opens = None if public_from == "never" else date("The day", public_from)
        request = pb.UpdateChartRequest(
            name=name,
            content=content,
            public_from=opens,
            # What was read just now is what is changed.
            etag=etag or found.etag,
            request_id=request_id or new_id().hex,
        )
        _show(await sepia.call(sepia.charts.UpdateChart, request), as_json)

    carry_out(ask)


@app.command("show")
def show(
    chart: ChartName,
    version: Version = 0,
    against: Annotated[int, typer.Option(help="Show what changed since this version.")] = 0,
    as_json: Json = False,
) -> None:
    """Shows a chart, what its draft lacks, or what changed between two versions.

    Example: sepia chart show charts/0193c0de-0000-7000-8000-000000000001 --version 2 --against 1
    """

    async def ask(sepia: Sepia) -> None:
        name = full_name(chart, "charts")
        found: pb.Chart = await sepia.call(sepia.charts.GetChart, pb.GetChartRequest(name=name, version=version))
        if not against:
            _show(found, as_json)
            return
        earlier: pb.Chart = await sepia.call(sepia.charts.GetChart, pb.GetChartRequest(name=name, version=against))
        if as_json:
            print_json({"earlier": earlier, "later": found})
            return
        changed = list(
            difflib.unified_diff(
                _lines(earlier), _lines(found), _version_word(earlier), _version_word(found), "", "", 2
            )
        )
        say_plain("\n".join(line.rstrip("\n") for line in changed) or "Nothing changed.")

    carry_out(ask)


@app.command("submit")
def submit(chart: ChartName, etag: Etag = "", request_id: RequestId = "", as_json: Json = False) -> None:
    """Submits the draft as the next version, which never changes.

    Example: sepia chart submit charts/0193c0de-0000-7000-8000-000000000001
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.SubmitChartRequest(
            name=full_name(chart, "charts"), etag=etag, request_id=request_id or new_id().hex
        )
        _show(await sepia.call(sepia.charts.SubmitChart, request), as_json)

    carry_out(ask)


@app.command("list")
def list_charts(
    family: Annotated[str, typer.Option(help="Only those for this family.")] = "", as_json: Json = False
) -> None:
    """Lists the charts that one may see.

    Example: sepia chart list --family etsi-20460
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListChartsRequest(family=full_name(family, "families") if family else "", page_size=1000)
        found: list[pb.Chart] = await sepia.collect(sepia.charts.ListCharts, request, "charts")
        if as_json:
            print_json({"charts": found})
            return
        rows = [
            (
                each.name,
                each.owner,
                each.content.family,
                each.content.standard,
                _state(each),
                str(each.latest_version or ""),
                day_text(each.public_from) or "never",
            )
            for each in found
        ]
        table("Charts", ("chart", "of", "family", "standard", "state", "version", "public from"), rows, numbers=[5])

    carry_out(ask)


@app.command("export")
def export(
    chart: ChartName,
    to: Annotated[Path, typer.Option("--to", help="File to write, ending in .xlsx or .json.")],
    version: Version = 0,
) -> None:
    """Writes a chart as a workbook, or as the canonical JSON that its digest is over.

    Example: sepia chart export charts/0193c0de-0000-7000-8000-000000000001 --to chart.xlsx
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ExportChartRequest(name=full_name(chart, "charts"), version=version, form=_form(to))
        body: httpbody_pb2.HttpBody = await sepia.call(sepia.charts.ExportChart, request)
        to.write_bytes(body.data)
        say(f"{escape(str(to))}: {file_size(len(body.data))}")

    carry_out(ask)


@app.command("import")
def bring_in(
    chart: ChartName,
    file: Annotated[Path, typer.Argument(help="What `export` gave, edited: .xlsx or .json.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Replaces the draft by what is in a file.

    Example: sepia chart import charts/0193c0de-0000-7000-8000-000000000001 chart.xlsx
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ImportChartRequest(
            name=full_name(chart, "charts"),
            content=readable_file(file).read_bytes(),
            form=_form(file),
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        _show(await sepia.call(sepia.charts.ImportChart, request), as_json)

    carry_out(ask)


@figures.command("upload")
def upload(
    file: Annotated[Path, typer.Argument(help="A page image (PNG, JPEG, TIFF) or a PDF, 100 MiB at most.")],
    as_json: Json = False,
) -> None:
    """Brings pages that figures are cited from; the same file again changes nothing.

    Example: sepia chart figure upload drawings.pdf
    """

    async def ask(sepia: Sepia) -> None:
        with readable_file(file).open("rb") as stream:
            description = pb.FigureDescription(
                media_type=mimetypes.guess_type(file.name)[0] or "",
                size_bytes=file.stat().st_size,
                sha256=hashlib.file_digest(stream, "sha256").hexdigest(),
            )

        async def pieces() -> AsyncGenerator[pb.UploadFigureRequest]:
            yield pb.UploadFigureRequest(description=description)
            with file.open("rb") as stream:
                while piece := stream.read(PIECE_BYTES):
                    yield pb.UploadFigureRequest(data=piece)

        kept: pb.FigureDocument = await sepia.call(
            sepia.charts.UploadFigure, pieces(), deadline_seconds=_UPLOAD_SECONDS
        )
        if as_json:
            print_json(kept)
            return
        pages = "1 page" if len(kept.aspects) == 1 else f"{len(kept.aspects)} pages"
        say(f"[bold]{kept.sha256}[/]\n{escape(file.name)}: {kept.media_type}, {file_size(kept.size_bytes)}, {pages}")

    carry_out(ask)


@figures.command("render")
def render(
    chart: ChartName,
    to: Annotated[Path, typer.Option("--to", help="PNG file to write.")],
    correspondence: Annotated[int, typer.Option(help="Its number in the chart, from 1.", min=1)] = 1,
    figure: Annotated[int, typer.Option(help="The figure's number in it, from 1.", min=1)] = 1,
    version: Version = 0,
    dpi: Annotated[int, typer.Option(help="Dots an inch of a PDF page, 72 to 600.")] = 0,
) -> None:
    """Writes the picture of a cited figure: its region, everything outside it masked.

    Example: sepia chart figure render charts/0193c0de-0000-7000-8000-000000000001 --to figure.png
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.RenderFigureRequest(
            name=full_name(chart, "charts"),
            version=version,
            correspondence=correspondence - 1,
            figure=figure - 1,
            dpi=dpi,
        )
        body: httpbody_pb2.HttpBody = await sepia.call(
            sepia.charts.RenderFigure, request, deadline_seconds=_UPLOAD_SECONDS
        )
        to.write_bytes(body.data)
        say(f"{escape(str(to))}: {file_size(len(body.data))}")

    carry_out(ask)


def _show(found: pb.Chart, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    said = found.content
    etag = f", etag {found.etag}" if found.etag else ""
    say(f"[bold]{found.name}[/] of {escape(found.owner)}: {_version_word(found)}{etag}")
    say(escape(f"{said.patent}, claim {said.claim}; {said.family} for {said.standard}; regime {found.regime}"))
    say(f"public from {day_text(found.public_from)}" if found.HasField("public_from") else "never public")
    if found.digest:
        say(f"SHA-256 {found.digest}, submitted {when(found.submit_time)}")
    if said.elements:
        met = [each.element for each in said.correspondences]
        table(
            "Elements",
            ("element", "text", "correspondences"),
            [(each.label, each.text, str(met.count(each.label))) for each in said.elements],
            numbers=[2],
        )
    if said.correspondences:
        rows = [
            (
                str(number),
                each.element,
                " ".join(filter(None, (each.standard, each.version, each.release, each.subclause))),
                " ".join(_words(each)),
                each.quotation,
                each.explanation,
                str(len(each.figures) or ""),
            )
            for number, each in enumerate(said.correspondences, 1)
        ]
        columns = ("no.", "element", "provision", "kind", "quotation", "explanation", "figures")
        table("Correspondences", columns, rows, numbers=[0, 6])
    if found.withheld:
        say(f"Something was left out of {found.withheld} correspondences: confidential.")
    if found.gaps:
        rows = [("must be mended" if gap.blocking else "note", gap.field, gap.text) for gap in found.gaps]
        table("Missing", ("weight", "where", "what"), rows)


def _words(each: pb.ChartCorrespondence) -> list[str]:
    names = (
        pb.ProvisionLevel.Name(each.level),
        pb.ProvisionStatus.Name(each.status),
        pb.ProvisionObligation.Name(each.obligation),
    )
    words = [name.rpartition("_")[2].lower() for name in names if not name.endswith("UNSPECIFIED")]
    return [*words, "confidential"] if each.confidential else words


def _version_word(found: pb.Chart) -> str:
    if found.version:
        return f"version {found.version} of {found.latest_version}"
    return f"draft after version {found.latest_version}" if found.latest_version else "draft"


def _state(found: pb.Chart) -> str:
    return pb.ChartState.Name(found.state).removeprefix("CHART_STATE_").lower()


def _lines(found: pb.Chart) -> list[str]:
    return json.dumps(as_dict(found.content), ensure_ascii=False, indent=1).splitlines()


def _elements(given: list[str]) -> list[pb.ClaimElement]:
    found: list[pb.ClaimElement] = []
    for each in given:
        label, _, text = each.partition("=")
        if not label.strip() or not text.strip():
            raise bad_value("The element", each, "its label, =, and its words, such as '1a=A method comprising'")
        found.append(pb.ClaimElement(label=label.strip(), text=text.strip()))
    return found


def _form(file: Path) -> pb.ChartForm:
    if file.suffix.lower() == ".json":
        return pb.CHART_FORM_JSON
    if file.suffix.lower() == ".xlsx":
        return pb.CHART_FORM_UNSPECIFIED
    what = "a file name that ends in .xlsx or .json"
    raise SepiaError(Kind.INVALID, "BAD_VALUE", f"{file.name} says no form. Write {what}.")
