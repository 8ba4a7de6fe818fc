"""Owns calculations of several methods: `sepia rate compute|show|share|template|cases`, side by side on a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from sepia.frand.v1 import calculations_pb2 as pb
from services.cli import figures
from services.cli.computing import compute_calculation
from services.cli.figures import count
from services.cli.lookups import SHOWN, All
from services.cli.method_files import read_question, template
from services.cli.output import Json, carry_out, guarded, print_json, refuse, say, say_plain, table, usage
from services.cli.progress import Steps
from services.cli.rates import app, print_rate_table
from services.cli.reading import full_name, readable_file
from services.cli.session import Sepia
from shared.errors import invalid
from shared.ids import new_id

_DIGITS = 8


@app.command("template")
def print_template(
    name: Annotated[str, typer.Argument(help="A method, such as comparables; or licence, or rate-card.")] = "top_down",
) -> None:
    """Prints a file to fill in: what a method is asked, each member with what it is.

    Example: sepia rate template comparables > question.toml
    """
    guarded(lambda: say_plain(template(name)))


@app.command("compute")
def compute(
    file: Annotated[Path, typer.Argument(help="What is asked, TOML or JSON; see sepia rate template.")],
    every: All = False,
    as_json: Json = False,
) -> None:
    """Computes the rates that a file asks for, by each of its methods, side by side.

    What takes long runs as an operation and is waited for; Ctrl-C leaves it running.

    Example: sepia rate compute question.toml
    """

    async def ask(sepia: Sepia) -> None:
        request = read_question(file)
        if not request.methods:
            raise usage(f"{file} names no method; begin with sepia rate template")
        with Steps().step("computing") as step:
            made = await compute_calculation(sepia, request, step)
        if as_json:
            print_json(made)
        else:
            print_answers(made, only=request.holder, every=every)

    carry_out(ask)


@app.command("show")
def show(
    name: Annotated[str, typer.Argument(help="`calculations/…`.")],
    answer: Annotated[str, typer.Option(help="Print how this answer came about, by id.")] = "",
    quantity: Annotated[str, typer.Option(help="Only what this quantity of the answer follows from.")] = "",
    every: All = False,
    as_json: Json = False,
) -> None:
    """Shows a calculation, or how one of its answers came about, as you may see it.

    Example: sepia rate show calculations/3f2a… --answer comparables
    """

    async def ask(sepia: Sepia) -> None:
        calculation = full_name(name, "calculations")
        if answer:
            request = pb.GetDerivationRequest(calculation=calculation, answer=answer, quantity=quantity)
            derived: pb.Derivation = await sepia.call(sepia.calculations.GetDerivation, request)
            print_json(derived) if as_json else print_graph(derived)
            return
        found = await sepia.call(sepia.calculations.GetCalculation, pb.GetCalculationRequest(name=calculation))
        if as_json:
            print_json(found)
        elif found.answers:
            print_answers(found, every=every)
        else:
            print_rate_table(found, every=every)

    carry_out(ask)


@app.command("share")
def share(
    name: Annotated[str, typer.Argument(help="`calculations/…`, a confidential one.")],
    organization: Annotated[
        list[str] | None, typer.Option("--with", help="`holders/…` or `organizations/…`; may be repeated.")
    ] = None,
    published: Annotated[bool, typer.Option("--published", help="With everybody.")] = False,
    as_json: Json = False,
) -> None:
    """Lets others see a confidential calculation without its restricted numbers. It is not taken back.

    Example: sepia rate share calculations/3f2a… --with organizations/maker
    """
    if not organization and not published:
        raise usage("say with whom: --with organizations/…, or --published")

    async def ask(sepia: Sepia) -> None:
        request = pb.ShareCalculationRequest(
            name=full_name(name, "calculations"),
            shared_with=organization or [],
            published=published,
            request_id=new_id().hex,
        )
        found: pb.Calculation = await sepia.call(sepia.calculations.ShareCalculation, request)
        if as_json:
            print_json(found)
            return
        whom = "everybody" if found.confidentiality.published else ", ".join(found.confidentiality.shared_with)
        say(f"{found.name} is shared with {escape(whom)}, without its restricted numbers")

    carry_out(ask)


def print_answers(calculation: pb.Calculation, *, only: str = "", every: bool = False) -> None:
    """Prints the answers of a calculation side by side, then what they left out and assumed.

    Args:
        only: the holder to show of an answer with several; all where it is empty.
        every: show all results, not the first ones and a line for the rest.
    """
    rows: list[tuple[str, ...]] = []
    for answer in calculation.answers:
        own = [] if every else [result for result in answer.results if only and result.subject == only]
        shown = own or (answer.results if every else answer.results[:SHOWN])
        rows += [_row(answer, result) for result in shown]
        if len(answer.results) > len(shown):
            rows.append((answer.id, f"… {count(len(answer.results) - len(shown))} more (--all)", "", "", "", "", ""))
        if answer.withheld:
            text = f"({count(answer.withheld)} quantities withheld)"
            rows.append((answer.id, text, "", "", "", "", ""))
    made_up = " — DEMONSTRATION" if calculation.demonstration else ""
    columns = ("answer", "whose", "what", "low", "best", "high", "unit")
    table(f"Methods side by side{made_up}", columns, rows, numbers=(3, 4, 5))
    for answer in calculation.answers:
        for omitted in answer.omitted:
            say(f"[dim]{escape(answer.id)}: left out {escape(omitted.what)}: {escape(omitted.why)}[/]")
        for note in answer.notes:
            say(f"[dim]{escape(answer.id)}: {escape(note)}[/]")
    if calculation.HasField("confidentiality"):
        _say_confidentiality(calculation.confidentiality)
    say("Methods stand side by side and are not averaged.")
    say(f"[dim]{calculation.name}[/]")
    say(f"[dim]how an answer came about: sepia rate show {calculation.name} --answer ID[/]")
    say(f"[dim]recompute it yourself: sepia verify calculation {calculation.name}[/]")


def _say_confidentiality(found: pb.Confidentiality) -> None:
    if not found.complete:
        whose = ", ".join(found.whose)
        say(f"[yellow]Confidential: {count(found.withheld)} quantities are withheld (of {escape(whose)}).[/]")
        return
    shared = "everybody" if found.published else ", ".join(found.shared_with) or "nobody"
    say(
        f"[yellow]Confidential: only {escape(', '.join(found.audience))} see all of it.[/] Shared without restricted "
        f"numbers with {escape(shared)}."
    )


def _row(answer: pb.Answer, result: pb.AnswerResult) -> tuple[str, ...]:
    low, best, high = (
        short(getattr(result, end).value, result.unit) if result.HasField(end) else ""
        for end in ("low", "best", "high")
    )
    return answer.id, result.subject, result.label, low, best, high, result.unit


def short(value: str, unit: str) -> str:
    """A number for people: a fraction of something as a percentage, others at eight digits."""
    if unit.startswith(figures.FRACTION_PREFIX):
        return figures.rate(value, unit)
    number = Decimal(value)
    return f"{float(f'{number:.{_DIGITS}g}'):,.{_DIGITS}g}" if abs(number) < 10**15 else f"{number:.{_DIGITS}g}"


def print_graph(derived: pb.Derivation) -> None:
    """Prints the graph of an answer."""
    kinds = {pb.QUANTITY_KIND_GIVEN: "given", pb.QUANTITY_KIND_STATED: "stated: "}
    rows = [_quantity_row(each, kinds.get(each.kind, "")) for each in derived.quantities]
    footer = f"{count(derived.withheld)} quantities are withheld from you." if derived.withheld else ""
    columns = ("quantity", "value", "unit", "formula", "what", "from")
    table(f"How {derived.answer} came about", columns, rows, footer=footer)


def _quantity_row(each: pb.Quantity, kind: str) -> Sequence[str]:
    formula = "(withheld)" if each.formula_withheld else f"{kind}{each.formula}"
    return each.id, short(each.value, ""), each.unit, formula, each.label, _lines(each.sources)


def _lines(sources: Iterable[str]) -> str:
    return "\n".join(source if len(source) <= 60 else f"{source[:57]}…" for source in sources)


@app.command("cases")
def cases(
    file: Annotated[Path, typer.Argument(help="Published determinations, JSON.")],
    as_json: Json = False,
) -> None:
    """Does published determinations again with the engine's methods, and says which numbers it gets and which not.

    Nothing is sent anywhere. A number that is claimed to reproduce and does not makes the command end with 1.

    Example: sepia rate cases frand-cases.json
    """

    def check() -> None:
        from services.frand.cases.published import read_cases
        from services.frand.cases.reproduction import Verdict, reproduce, table_of
        from services.frand.engine import InvalidInput

        try:
            published = read_cases(readable_file(file).read_text(encoding="utf-8"))
        except InvalidInput as error:
            raise invalid("NOT_CASES", f"{file}: {error}.") from error
        outcomes = reproduce(published)
        header, *rows = table_of(outcomes)
        if as_json:
            print_json({"cases": [dict(zip(header, row, strict=True)) for row in rows]})
        else:
            table(f"Published determinations, done again ({count(len(rows))} numbers)", header, rows)
        failed = sum(outcome.verdict is Verdict.FAILS for outcome in outcomes)
        if failed:
            raise refuse(f"{count(failed)} numbers are not what the file says of them")

    guarded(check)
