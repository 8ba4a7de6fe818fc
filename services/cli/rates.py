"""Owns rates: `sepia rate`, its table, its derivation and its walk back to the rows of the file."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

import typer
from google.type import decimal_pb2
from rich.markup import escape

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.frand.v1 import royalties_pb2
from sepia.gateway.v1 import coordination_pb2
from sepia.type.v1 import type_pb2
from services.cli import figures
from services.cli.computing import compute_calculation
from services.cli.figures import between, count, percent
from services.cli.lookups import SHOWN, All, find_holder
from services.cli.output import Json, carry_out, console, grouped_by_default, print_json, say, table
from services.cli.quality import measured, said
from services.cli.reading import full_name, key_word, number
from services.cli.royalties import royalties_of
from services.cli.session import Sepia
from shared.errors import SepiaError, precondition

app = typer.Typer(
    help="Rates: `sepia rate STANDARD` for the top-down method alone, `sepia rate compute FILE` for several.",
    no_args_is_help=True,
    cls=grouped_by_default("of"),
)

UNKNOWN = "(declarant unknown)"
# Columns of a terminal on which the rate table fits with intervals beside their numbers.
_WIDE = 130


async def findings_of(sepia: Sepia, standard: str) -> list[royalties_pb2.HolderFindings]:
    """Findings that frand has received for a standard, the newest first, without their holders."""
    request = royalties_pb2.ListFindingsRequest(standard=standard, page_size=200)
    return await sepia.collect(sepia.royalties.ListFindings, request, "findings")


@app.command("of")
def rate(
    standard: Annotated[str, typer.Argument(help="The standard: its latest findings and royalty are used.")] = "",
    findings: Annotated[str, typer.Option(help="These findings instead: `findings/…` or `campaigns/…`.")] = "",
    royalty: Annotated[str, typer.Option(help="This aggregate royalty instead: `aggregateRoyalties/…`.")] = "",
    confidence: Annotated[str, typer.Option(help="Probability of the intervals.")] = "0.95",
    prior: Annotated[str, typer.Option(help="Beta prior on a holder's rate of essentiality, `a,b`.")] = "0.5,0.5",
    sensitivity: Annotated[str, typer.Option(help="Probability that an essential family is found so.")] = "1",
    specificity: Annotated[str, typer.Option(help="Probability that one that is not is found so.")] = "1",
    evaluators: Annotated[
        str,
        typer.Option(
            help="Their measured error instead: of a pool, `eu-2023` or `eu-2023:radio`, or `evaluatorQualities/…`."
        ),
    ] = "",
    as_of: Annotated[str, typer.Option(help="With a pool: what was published by this day, 2026-03-31.")] = "",
    holder: Annotated[str, typer.Option(help="Only this holder, by name or `holders/…`.")] = "",
    derivation: Annotated[bool, typer.Option("--derivation", help="Print how the holder's rate came about.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Walk the holder's rate back to rows of the file.")] = False,
    every: All = False,
    as_json: Json = False,
) -> None:
    """Computes the top-down rate of every holder of a standard: aggregate royalty times share, with intervals.

    This is what `sepia rate STANDARD` does.

    Asking for the same thing again gives the same calculation. The intervals say what the samples leave open.

    Example: sepia rate of standards/5g --holder "Acme" --derivation --trace
    """
    if not standard and not findings:
        raise typer.BadParameter("name a standard, or findings with --findings")
    if evaluators and (sensitivity, specificity) != ("1", "1"):
        raise typer.BadParameter("choose between --evaluators and numbers of your own for sensitivity and specificity")
    if as_of and not evaluators:
        raise typer.BadParameter("--as-of says which of a pool's reports is meant: name the pool with --evaluators")

    async def ask(sepia: Sepia) -> None:
        inputs = await _inputs(sepia, standard, findings, royalty)
        low, _, high = prior.partition(",")
        for field, given in (
            ("confidence", confidence),
            ("prior_a", low),
            ("prior_b", high or low),
            *((("sensitivity", sensitivity), ("specificity", specificity)) if not evaluators else ()),
        ):
            getattr(inputs, field).CopyFrom(decimal_pb2.Decimal(value=number(f"--{field}", given.strip())))
        if evaluators:
            inputs.evaluator_quality = (await measured(sepia, evaluators, as_of)).name
        calculation = await calculate(sepia, inputs)
        await _print(sepia, calculation, holder, derivation=derivation, trace=trace, every=every, as_json=as_json)

    carry_out(ask)


async def calculate(sepia: Sepia, inputs: pb.TopDownInputs) -> pb.Calculation:
    """The calculation with these inputs, computed now or before."""
    return await compute_calculation(sepia, pb.CreateCalculationRequest(top_down=inputs))


async def _inputs(sepia: Sepia, standard: str, findings: str, royalty: str) -> pb.TopDownInputs:
    if findings:
        findings = full_name(findings.removeprefix("campaigns/"), "findings")
        if not royalty:
            request = royalties_pb2.GetFindingsRequest(name=findings)
            found: royalties_pb2.HolderFindings = await sepia.call(sepia.royalties.GetFindings, request)
            standard = found.standard
    standard = full_name(standard, "standards") if standard else ""
    if not findings:
        known = await findings_of(sepia, standard)
        if not known:
            raise _missing("results of checks", standard, "sepia campaign list (and publish one for this standard)")
        findings = known[0].name
    if not royalty:
        on_record = await royalties_of(sepia, standard)
        if not on_record:
            command = f"sepia royalty add {standard} --rate RATE --base TEXT --source SOURCE --citation TEXT"
            raise _missing("an aggregate royalty", standard, command)
        royalty = on_record[0].name
    return pb.TopDownInputs(findings=findings, aggregate_royalty=full_name(royalty, "aggregateRoyalties"))


def _missing(what: str, standard: str, command: str) -> SepiaError:
    text = f"There is no rate for {standard} yet: {what} is missing. An officer's next step: {command}"
    return precondition("RATE_NOT_READY", text, subject=standard)


async def _print(
    sepia: Sepia,
    calculation: pb.Calculation,
    holder: str,
    *,
    derivation: bool,
    trace: bool,
    every: bool,
    as_json: bool,
) -> None:
    name = await find_holder(sepia, holder) if holder else ""
    if (derivation or trace) and not holder:
        name = calculation.holders[0].holder
    request = pb.GetDerivationRequest(calculation=calculation.name, holder=name)
    derived: pb.Derivation | None = None
    walked: coordination_pb2.RateTrace | None = None
    if derivation:
        derived = await sepia.call(sepia.calculations.GetDerivation, request)
    if trace:
        wanted = coordination_pb2.TraceRateRequest(calculation=calculation.name, holder=name)
        walked = await sepia.call(sepia.coordination.TraceRate, wanted)
    if as_json:
        parts: dict[str, object] = {"calculation": calculation}
        if derived is not None:
            parts["derivation"] = derived
        if walked is not None:
            parts["trace"] = walked
        print_json(parts)
        return
    print_rate_table(calculation, only=name if holder else None, every=every)
    if derived is not None:
        print_derivation(derived)
    if walked is not None:
        print_trace(walked)


def print_rate_table(calculation: pb.Calculation, *, only: str | None = None, every: bool = False) -> None:
    """Prints the rate table, the largest share first; demonstration and simulation are said above and below it.

    Args:
        only: resource name of the one holder to show.
        every: show all holders, not the first ones and a line for the rest.
    """
    lines = [line for line in calculation.holders if only is None or line.holder == only]
    shown = lines if every else lines[:SHOWN]
    confidence = figures.given_percent(calculation.top_down.confidence.value)
    rows = [rate_row(line, calculation.rate_unit) for line in shown]
    left = lines[len(shown) :]
    if left:
        rows.append(_rest(left, calculation.rate_unit))
    columns = (
        "holder",
        "families",
        "checked",
        "found",
        "essential",
        confidence,
        "share",
        confidence,
        "rate",
        confidence,
    )
    if console().width < _WIDE:
        columns, rows = _narrowed(columns), [_narrowed(row) for row in rows]
    made_up = " — DEMONSTRATION: made-up declarations or simulated findings" if calculation.demonstration else ""
    table(f"Rates for {calculation.standard}{made_up}", columns, rows, numbers=range(1, len(columns)))
    _say_basis(calculation)


def _narrowed(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells with each interval below its number instead of beside it."""
    pairs = zip(cells[4::2], cells[5::2], strict=True)
    return (*cells[:4], *("\n".join(filter(None, pair)) for pair in pairs))


def rate_row(line: pb.HolderRate, unit: str) -> tuple[str, ...]:
    """A holder's line of the rate table."""
    essential = figures.expected(line.essential_mean.value)
    return (
        line.display_name or line.holder or UNKNOWN,
        count(line.families),
        count(line.checked),
        count(line.checked_essential),
        essential,
        between(count(line.essential_interval.low), count(line.essential_interval.high)),
        percent(line.share_mean.value),
        between(percent(line.share_interval.low.value), percent(line.share_interval.high.value)),
        figures.rate(line.rate_mean.value, unit),
        _interval(line.rate_interval, unit),
    )


def _interval(interval: type_pb2.Interval, unit: str) -> str:
    return between(figures.rate(interval.low.value, unit), figures.rate(interval.high.value, unit))


def _rest(left: Sequence[pb.HolderRate], unit: str) -> tuple[str, ...]:
    shares = sum((Decimal(line.share_mean.value) for line in left), Decimal(0))
    rates = sum((Decimal(line.rate_mean.value) for line in left), Decimal(0))
    essential = sum((Decimal(line.essential_mean.value) for line in left), Decimal(0))
    return (
        f"… {count(len(left))} more holders (--all)",
        count(sum(line.families for line in left)),
        count(sum(line.checked for line in left)),
        count(sum(line.checked_essential for line in left)),
        figures.expected(str(essential)),
        "",
        percent(shares),
        "",
        figures.rate(str(rates), unit),
        "",
    )


def _say_basis(calculation: pb.Calculation) -> None:
    simulated = sum(line.simulated for line in calculation.holders)
    if calculation.demonstration:
        text = f"DEMONSTRATION. {count(simulated)} findings were SIMULATED; no family was assessed by anybody."
        say(f"[yellow]{text}[/]" if simulated else "[yellow]DEMONSTRATION: made-up declarations.[/]")
    unit = calculation.rate_unit
    if unit.startswith(figures.FRACTION_PREFIX):
        aggregate = (
            f"{figures.given_percent(calculation.aggregate.value)} of {unit.removeprefix(figures.FRACTION_PREFIX)}"
        )
    else:
        aggregate = f"{calculation.aggregate.value} {unit}"
    say(
        f"Aggregate royalty: {escape(aggregate)}. Families under the key {key_word(calculation.family_key)}, "
        f"{calculation.edition}. found: essential among the checked; essential: expected, of all families."
    )
    if calculation.top_down.evaluator_quality:
        say(f"Evaluators err as measured: {calculation.top_down.evaluator_quality} (--trace shows its figures).")
    reused = sum(line.reused for line in calculation.holders)
    if reused:
        say(f"{count(reused)} of the checked families were taken over from earlier results on record.")
    say(f"[dim]{calculation.name}[/]")
    say(f"[dim]recompute it yourself: sepia verify calculation {calculation.name}[/]")


def print_derivation(derived: pb.Derivation) -> None:
    """Prints the graph of named quantities."""
    rows = [
        (q.id, q.value, q.unit, q.formula or "given", q.label, "\n".join(_short(source) for source in q.sources))
        for q in derived.quantities
    ]
    whose = derived.holder or UNKNOWN
    table(f"How the rate of {whose} came about", ("quantity", "value", "unit", "formula", "what", "from"), rows)


def _short(source: str) -> str:
    return source if len(source) <= 60 else f"{source[:57]}…"


def print_trace(walked: coordination_pb2.RateTrace) -> None:
    """Prints the walk from a rate back to rows of the file, the raw rows included."""
    say(f"[bold]The rate of {escape(walked.rate.display_name or walked.rate.holder or UNKNOWN)}, walked back[/]")
    say(f"rests on {walked.campaign}, drawn from {walked.frame}")
    if walked.rate.reused:
        say(f"{count(walked.rate.reused)} of the checked families were taken over from earlier results on record")
    if walked.HasField("evaluator_quality"):
        quality = walked.evaluator_quality
        agrees = "as published" if walked.evaluator_quality_agrees else "[red]NOT what the published report says[/]"
        say(f"evaluators err as measured: {escape(said(quality))}, {agrees} in {quality.report}")
    for family in walked.families:
        what = family.outcome.lower().replace("_", " ") if family.drawn else "not drawn"
        simulated = " [yellow](SIMULATED)[/]" if family.simulated else ""
        say(f"\n[bold]{family.family}[/]: {what}{simulated}")
        for link in family.links[:3]:
            source = link.source
            say(
                f"  {escape(link.declaration)}: entry {link.entry_id}, {escape(link.standard or 'no standard')}, "
                f"{escape(link.application.application_number or 'no application number')} "
                f"[dim]line {source.line} of {source.document}[/]"
            )
        if len(family.links) > 3:
            say(f"  [dim]and {len(family.links) - 3} more links[/]")
        if family.source_row.content:
            row = family.source_row
            say(f"  [dim]line {row.line}, byte {row.offset_bytes}, as submitted:[/]")
            say(f"  {escape(row.content.decode('utf-8', 'replace'))}")
    if walked.next_page_token:
        say("\n[dim]Only the first families are shown; --json has them, too, with a token for the next page.[/]")
