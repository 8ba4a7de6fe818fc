"""Owns the plan of a sample: `sepia campaign plan`, and the files of sizes and exclusions that an announcement
takes."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer
from google.type import decimal_pb2

from sepia.assessment.v1 import campaigns_pb2 as pb
from services.cli.figures import count, percent
from services.cli.frames import FrameArgument, find_frame
from services.cli.lookups import SHOWN, All
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name
from services.cli.session import Sepia
from services.cli.sheets import csv_text, write_whole
from shared.errors import SepiaError, Violation, invalid

_REASONS = {
    "exempt_size": pb.EXCLUSION_REASON_EXEMPT_SIZE,
    "no_longer_in_force": pb.EXCLUSION_REASON_NO_LONGER_IN_FORCE,
    "other": pb.EXCLUSION_REASON_OTHER,
}


def plan(
    frame: FrameArgument,
    rate_half_width: Annotated[str, typer.Option(help="Wanted half width of every essentiality rate: 0.1.")] = "",
    share_half_width: Annotated[str, typer.Option(help="Wanted half width of every royalty share: 0.01.")] = "",
    days: Annotated[str, typer.Option(help="Evaluator days of eight hours to be spent: 250.")] = "",
    minimum: Annotated[int, typer.Option(min=1, help="At least this many families of each holder.")] = 1,
    expected_rate: Annotated[str, typer.Option(help="Share expected to be essential, without other knowledge.")] = "",
    earlier: Annotated[str, typer.Option(help="A published campaign whose results say what to expect.")] = "",
    confidence: Annotated[str, typer.Option(help="Probability of the intervals: 0.95.")] = "",
    hours: Annotated[str, typer.Option(help="Effort of one check in hours: 6.9.")] = "",
    exclude: Annotated[list[str] | None, typer.Option(help="A holder that is not drawn from; may be repeated.")] = None,
    csv_file: Annotated[
        Path | None, typer.Option("--csv", help="Write holder and size, for `announce --sizes`.")
    ] = None,
    every: All = False,
    as_json: Json = False,
) -> None:
    """Plans how many families of each holder to draw, and shows what that costs and what one more check would buy.

    Example: sepia campaign plan standards/5g --days 250 --minimum 5 --csv sizes.csv
    """

    async def ask(sepia: Sepia) -> None:
        frozen = await find_frame(sepia, frame)
        request = pb.PlanSampleRequest(
            frame=frozen.name,
            minimum_per_holder=minimum,
            earlier_campaign=full_name(earlier, "campaigns") if earlier else "",
            excluded_holders=[full_name(name, "holders") for name in exclude or ()],
        )
        for field, text in (
            ("rate_half_width", rate_half_width),
            ("share_half_width", share_half_width),
            ("evaluator_days", days),
            ("expected_rate", expected_rate),
            ("confidence", confidence),
            ("hours_per_check", hours),
        ):
            if text:
                getattr(request, field).CopyFrom(decimal_pb2.Decimal(value=text))
        planned: pb.PlannedSample = await sepia.call(sepia.campaigns.PlanSample, request)
        if csv_file is not None:
            rows = [(line.holder, str(line.size)) for line in planned.holders]
            write_whole(csv_file, csv_text(("holder", "size"), rows))
        print_json(planned) if as_json else print_plan(planned, frozen.standard, most=None if every else SHOWN)

    carry_out(ask)


def print_plan(planned: pb.PlannedSample, standard: str, *, most: int | None) -> None:
    """Prints how many families of each holder a plan draws."""
    lines = sorted(planned.holders, key=lambda line: (-line.size, line.holder))
    shown = lines[:most]
    rows = [
        (
            line.display_name or line.holder,
            count(line.families),
            count(line.size),
            percent(line.expected_rate.value),
            f"± {percent(line.rate_half_width.value)}",
            percent(line.share.value),
            f"± {percent(line.share_half_width.value)}",
            percent(line.one_more_narrows.value),
        )
        for line in shown
    ]
    if left := len(lines) - len(shown):
        rows.append((f"… {count(left)} more holders (--all)", "", "", "", "", "", "", ""))
    columns = ("holder", "families", "draw", "expected", "rate", "share", "precision", "one more narrows by")
    table(f"Sample planned for {standard}", columns, rows, numbers=range(1, 8))
    say(
        f"{count(planned.checks)} checks at most, {planned.evaluator_days.value} evaluator days; least precise rate "
        f"± {percent(planned.largest_rate_half_width.value)}, share ± {percent(planned.largest_share_half_width.value)}"
    )
    if planned.next_holder:
        say(f"[dim]one more check takes away most uncertainty at {planned.next_holder}[/]")


def read_sizes(file: Path) -> list[pb.HolderSize]:
    """Sizes from a CSV file with the columns holder and size.

    Raises:
        SepiaError: SIZES_UNREADABLE, naming the line.
    """
    found: list[pb.HolderSize] = []
    for line, row in _rows(file, ("holder", "size"), "SIZES_UNREADABLE"):
        if not row["size"].isascii() or not row["size"].isdigit() or len(row["size"]) > 7:
            raise _unreadable(
                "SIZES_UNREADABLE", file, line, f"size is {row['size']!r}; it has to be a whole number, such as 25"
            )
        found.append(pb.HolderSize(holder=full_name(row["holder"], "holders"), size=int(row["size"])))
    return found


def read_exclusions(file: Path) -> list[pb.Exclusion]:
    """Exclusions from a CSV file with the columns name (a holder or a family), reason and grounds.

    Raises:
        SepiaError: EXCLUSIONS_UNREADABLE, naming the line.
    """
    found: list[pb.Exclusion] = []
    for line, row in _rows(file, ("name", "reason", "grounds"), "EXCLUSIONS_UNREADABLE"):
        if row["reason"] not in _REASONS:
            what = f"reason is {row['reason']!r}; it has to be one of {', '.join(_REASONS)}"
            raise _unreadable("EXCLUSIONS_UNREADABLE", file, line, what)
        found.append(pb.Exclusion(name=row["name"], reason=_REASONS[row["reason"]], grounds=row["grounds"]))
    return found


def _rows(file: Path, columns: tuple[str, ...], reason: str) -> list[tuple[int, dict[str, str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if missing := [name for name in columns if name not in (reader.fieldnames or ())]:
                raise _unreadable(
                    reason, file, 1, f"the column {missing[0]} is missing; there have to be {', '.join(columns)}"
                )
            rows = [(reader.line_num, {name: (row[name] or "").strip() for name in columns}) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(reason, file, 1, str(error)) from error
    for line, row in rows:
        if empty := [name for name in columns if not row[name]]:
            raise _unreadable(reason, file, line, f"{empty[0]} is empty")
    return rows


def _unreadable(reason: str, file: Path, line: int, what: str) -> SepiaError:
    return invalid(reason, f"{file}, line {line}: {what}.", Violation(f"line {line}", what))
