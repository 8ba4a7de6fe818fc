"""Owns findings by element: `sepia check find`, which records them, and `sepia check found`, which shows them."""

from __future__ import annotations

import csv
import enum
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sepia.assessment.v1 import campaigns_pb2, charts_pb2
from sepia.assessment.v1 import findings_pb2 as pb
from services.cli.output import Json, bad_value, carry_out, print_json, say, table, usage
from services.cli.reading import full_name, readable_file, when
from services.cli.session import Sepia
from services.cli.sheets import csv_text, write_whole
from shared.ids import new_id

app = typer.Typer()

COLUMNS = ("element", "text", "verdict", "reasons", "standard", "version", "release", "subclause", "obligation")
_NEEDED = ("element", "verdict", "reasons")

Check = Annotated[str, typer.Argument(help="`checks/…`.")]
ChartVersion = Annotated[str, typer.Option("--chart", help="Version of a chart, `charts/…/versions/1`.")]


class VerdictWord(enum.StrEnum):
    """Whether the standard has what an element says."""

    MET = "met"
    NOT_MET = "not_met"
    UNCLEAR = "unclear"

    @property
    def number(self) -> pb.ElementVerdict:
        """As the contract numbers it."""
        return pb.ElementVerdict.Value(f"ELEMENT_VERDICT_{self.name}")  # pyright: ignore[reportReturnType]


@app.command("find")
def find(
    check: Check,
    chart: ChartVersion,
    element: Annotated[str, typer.Option(help="Label of the element, such as 1a.")] = "",
    verdict: Annotated[VerdictWord | None, typer.Option(help="What was found on it.")] = None,
    reasons: Annotated[str, typer.Option(help="Why.")] = "",
    provision: Annotated[
        list[str] | None,
        typer.Option(
            help="Consulted: '3GPP TS 38.211, 15.2.0, 5.2.2', if wanted with ', option' or so. Can be repeated."
        ),
    ] = None,
    file: Annotated[Path | None, typer.Option(help="CSV as `found --csv` writes it: several elements at once.")] = None,
    etag: Annotated[str, typer.Option(help="The etag read, so that nothing recorded since is passed over.")] = "",
    request_id: Annotated[str, typer.Option(help="Names the request, to repeat it safely.")] = "",
    as_json: Json = False,
) -> None:
    """Records what you find on an element of the claim, or with --file on several; all or nothing of a file.

    Example: sepia check find checks/0193c0de-0000-7000-8000-000000000001 --chart charts/…/versions/1 --element 1a
    --verdict met --reasons "5.2.2 generates it." --provision "3GPP TS 38.211, 15.2.0, 5.2.2, mandatory"
    """
    if (file is None) == (not element):
        raise usage("Name an element with its verdict and reasons, or a file.")
    if element and (verdict is None or not reasons):
        raise usage("An element needs --verdict and --reasons.")

    async def ask(sepia: Sepia) -> None:
        if file is not None:
            found = read_rows(readable_file(file).read_text(encoding="utf-8-sig"), file.name)
        else:
            assert verdict is not None
            one = pb.ElementVerdictGiven(element=element, verdict=verdict.number, reasons=reasons)
            one.provisions.extend(_provision(each) for each in provision or ())
            found = [one]
        request = pb.RecordElementFindingsRequest(
            check=full_name(check, "checks"),
            chart=full_name(chart, "charts"),
            findings=found,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        show_findings(await sepia.call(sepia.findings.RecordElementFindings, request), as_json)

    carry_out(ask)


@app.command("found")
def found(
    check: Check,
    chart: ChartVersion = "",
    evaluator: Annotated[str, typer.Option(help="Whose; for officers, where several sit on it.")] = "",
    history: Annotated[bool, typer.Option("--history", help="Every finding, those that were replaced too.")] = False,
    to_csv: Annotated[Path | None, typer.Option("--csv", help="Write it as a file to be filled in.")] = None,
    as_json: Json = False,
) -> None:
    """Shows what was found by element, what is missing, and which outcome that bears out.

    Example: sepia check found checks/0193c0de-0000-7000-8000-000000000001 --history
    """

    async def ask(sepia: Sepia) -> None:
        name = full_name(check, "checks")
        if history:
            listing = pb.ListElementFindingsRequest(check=name, page_size=1000)
            _show_history(await sepia.collect(sepia.findings.ListElementFindings, listing, "findings"), as_json)
            return
        request = pb.GetElementFindingsRequest(
            check=name,
            chart=full_name(chart, "charts") if chart else "",
            evaluator=full_name(evaluator, "evaluators") if evaluator else "",
        )
        seen: pb.ElementFindings = await sepia.call(sepia.findings.GetElementFindings, request)
        if to_csv is not None:
            write_whole(to_csv, csv_text(COLUMNS, _rows(seen)))
            say(f"{len(seen.elements)} elements written. Fill in verdict, reasons and provisions, then:")
            say(f"sepia check find {seen.check} --chart {seen.chart} --file {to_csv}")
            return
        show_findings(seen, as_json)

    carry_out(ask)


def show_findings(seen: pb.ElementFindings, as_json: bool) -> None:
    """Prints what was found on a version of a chart."""
    if as_json:
        print_json(seen)
        return
    outcome = campaigns_pb2.Outcome.Name(seen.supports).removeprefix("OUTCOME_").lower().replace("_", " ")
    bears = "nothing yet" if outcome == "unspecified" else outcome
    say(f"[bold]{seen.check}[/] on {seen.chart}, etag {seen.etag}; bears out: [bold]{bears}[/]")
    rows = [
        (each.label, each.text, verdict_word(each.verdict), each.reasons, "; ".join(map(place, each.provisions)))
        for each in seen.elements
    ]
    table("Findings by element", ("element", "text", "found", "reasons", "consulted"), rows)
    if seen.gaps:
        gaps = [("must be mended" if gap.blocking else "note", gap.element, gap.text) for gap in seen.gaps]
        table("Missing", ("weight", "element", "what"), gaps)


def verdict_word(verdict: int) -> str:
    """`met`, `not met` or `unclear`; empty where nothing was found."""
    word = pb.ElementVerdict.Name(verdict).removeprefix("ELEMENT_VERDICT_").lower().replace("_", " ")  # pyright: ignore[reportArgumentType]
    return "" if word == "unspecified" else word


def place(each: pb.ConsultedProvision) -> str:
    """`3GPP TS 38.211 15.2.0 5.2.2 (option)`."""
    said = " ".join(filter(None, (each.standard, each.version, each.release, each.subclause)))
    word = _obligation_word(each.obligation)
    return f"{said} ({word})" if word else said


def read_rows(text: str, name: str) -> list[pb.ElementVerdictGiven]:
    """Findings in a file: a row for each provision; rows without a verdict are not filled in yet.

    Raises:
        SepiaError: BAD_VALUE, naming line and column.
    """
    reader = csv.DictReader(text.splitlines())
    missing = [column for column in _NEEDED if column not in (reader.fieldnames or ())]
    if missing:
        raise bad_value(f"The file {name}", "its first line", f"a header with {', '.join(COLUMNS)}")
    found: dict[str, pb.ElementVerdictGiven] = {}
    for row in reader:
        cell = {column: (row.get(column) or "").strip() for column in COLUMNS}
        if not cell["verdict"] and cell["element"] not in found:
            continue
        one = found.setdefault(cell["element"], pb.ElementVerdictGiven(element=cell["element"]))
        where = f"Line {reader.line_num} of {name}"
        if cell["verdict"]:
            word = cell["verdict"].replace(" ", "_")
            if word not in list(VerdictWord):
                raise bad_value(f"{where}, verdict,", cell["verdict"], "one of met, not_met, unclear")
            one.verdict = VerdictWord(word).number
        one.reasons = cell["reasons"] or one.reasons
        if cell["standard"]:
            one.provisions.add(
                standard=cell["standard"],
                version=cell["version"],
                release=cell["release"],
                subclause=cell["subclause"],
                obligation=_obligation(f"{where}, obligation,", cell["obligation"]),
            )
    return list(found.values())


def _rows(seen: pb.ElementFindings) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for each in seen.elements:
        said = (each.label, each.text, verdict_word(each.verdict).replace(" ", "_"), each.reasons)
        for one in each.provisions or [pb.ConsultedProvision()]:
            rows.append(
                (*said, one.standard, one.version, one.release, one.subclause, _obligation_word(one.obligation))
            )
    return rows


def _show_history(found: Sequence[pb.ElementFinding], as_json: bool) -> None:
    if as_json:
        print_json({"findings": list(found)})
        return
    rows = [
        (
            when(each.record_time),
            str(each.seat),
            str(each.number),
            each.found.element,
            verdict_word(each.found.verdict),
            each.found.reasons,
            f"replaced by {each.replaced_by}" if each.replaced_by else "holds",
            each.chart,
        )
        for each in found
    ]
    columns = ("when", "seat", "no.", "element", "found", "reasons", "since", "chart")
    table("Findings as they were recorded", columns, rows, numbers=[1, 2])


def _provision(given: str) -> pb.ConsultedProvision:
    parts = [part.strip() for part in given.split(",")]
    if len(parts) not in (3, 4) or not all(parts):
        raise bad_value(
            "The provision", given, "standard, version, sub-clause, such as '3GPP TS 38.211, 15.2.0, 5.2.2'"
        )
    standard, edition, subclause = parts[:3]
    released = edition.casefold().startswith("rel")
    return pb.ConsultedProvision(
        standard=standard,
        version="" if released else edition,
        release=edition if released else "",
        subclause=subclause,
        obligation=_obligation("The provision", parts[3] if len(parts) == 4 else ""),
    )


def _obligation(what: str, word: str) -> charts_pb2.ProvisionObligation:
    names = charts_pb2.ProvisionObligation
    if not word:
        return names.PROVISION_OBLIGATION_UNSPECIFIED
    if word.upper() not in ("MANDATORY", "CONDITIONAL", "OPTION"):
        raise bad_value(what, word, "mandatory, conditional or option")
    return names.Value(f"PROVISION_OBLIGATION_{word.upper()}")  # pyright: ignore[reportReturnType]


def _obligation_word(obligation: int) -> str:
    word = charts_pb2.ProvisionObligation.Name(obligation).rpartition("_")[2].lower()  # pyright: ignore[reportArgumentType]
    return "" if word == "unspecified" else word
