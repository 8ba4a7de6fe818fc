"""Owns sets of scenarios: `sepia rate scenarios run|list|show|export|cancel`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from google.longrunning import operations_proto_pb2 as operations_pb2
from rich.markup import escape

from sepia.frand.v1 import scenarios_pb2 as pb
from services.cli.calculations import short
from services.cli.computing import until_done
from services.cli.figures import count
from services.cli.method_files import read_question
from services.cli.output import Json, carry_out, print_json, say, table, usage
from services.cli.progress import Steps
from services.cli.rates import app as rate_app
from services.cli.reading import full_name, when
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="One calculation over a grid of its inputs.", no_args_is_help=True)
rate_app.add_typer(app, name="scenarios")

SetArgument = Annotated[str, typer.Argument(help="`scenarioSets/…`.")]
_SHOWN = 20


def read_axis(given: str) -> pb.ScenarioAxis:
    """An axis from `[ANSWER:]FIELD=VALUE,VALUE,…`."""
    field, separator, values = given.partition("=")
    answer, colon, path = field.rpartition(":")
    listed = [value.strip() for value in values.split(",") if value.strip()]
    if not separator or not path or not listed:
        raise usage(f"--vary {given!r} is not [ANSWER:]FIELD=VALUE,VALUE,…, such as prior_a=0.3,0.5,0.7")
    return pb.ScenarioAxis(answer=answer if colon else "", field=path, values=listed)


@app.command("run")
def run(
    file: Annotated[Path, typer.Argument(help="The calculation that is varied; see sepia rate template.")],
    vary: Annotated[list[str], typer.Option(help="An input and its values: `prior_a=0.3,0.5`; may be repeated.")],
    together: Annotated[
        bool, typer.Option("--together", help="Take first values together, then second ones, …")
    ] = False,
    title: Annotated[str, typer.Option(help="What the set is called.")] = "",
    wait: Annotated[bool, typer.Option(help="Wait for the end.")] = True,
    as_json: Json = False,
) -> None:
    """Computes every combination of the values given; on all cores, also when you disconnect.

    Example: sepia rate scenarios run question.toml --vary prior_a=0.3,0.5,0.7 --vary aggregate_royalty.value=0.05,0.08
    """

    async def ask(sepia: Sepia) -> None:
        question = read_question(file)
        for name in ("offers", "sensitivities", "release", "shared_with", "published"):
            question.ClearField(name)  # of one calculation, not of a grid
        request = pb.CreateScenarioSetRequest(
            display_name=title,
            calculation=question,
            axes=[read_axis(each) for each in vary],
            combination=pb.SCENARIO_COMBINATION_LIST if together else pb.SCENARIO_COMBINATION_PRODUCT,
            request_id=new_id().hex,
        )
        operation: operations_pb2.Operation = await sepia.call(sepia.scenarios.CreateScenarioSet, request)
        if not wait:
            print_json(operation) if as_json else say(operation.name)
            return
        with Steps().step("computing scenarios") as step:
            ended = await until_done(sepia, operation, step, pb.ScenarioProgress())
        made = pb.ScenarioSet()
        ended.response.Unpack(made)
        await _print(sepia, made, as_json=as_json)

    carry_out(ask)


@app.command("list")
def list_sets(as_json: Json = False) -> None:
    """Lists sets of scenarios, the newest first.

    Example: sepia rate scenarios list
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListScenarioSetsRequest(page_size=200)
        found = await sepia.collect(sepia.scenarios.ListScenarioSets, request, "scenario_sets")
        if as_json:
            print_json({"scenarioSets": found})
            return
        rows = [
            (
                each.display_name,
                _state(each),
                f"{count(each.computed)} of {count(each.total)}",
                when(each.create_time),
                each.name,
            )
            for each in found
        ]
        table("Sets of scenarios", ("title", "state", "computed", "asked for", "name"), rows)

    carry_out(ask)


@app.command("show")
def show(name: SetArgument, as_json: Json = False) -> None:
    """Shows a set of scenarios and the first of them.

    Example: sepia rate scenarios show scenarioSets/0192…
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetScenarioSetRequest(name=full_name(name, "scenarioSets"))
        await _print(sepia, await sepia.call(sepia.scenarios.GetScenarioSet, request), as_json=as_json)

    carry_out(ask)


@app.command("export")
def export(
    name: SetArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="File to write.")],
    subject: Annotated[str, typer.Option(help="Only results of this holder or licence.")] = "",
) -> None:
    """Writes the computed scenarios of a set to a CSV file, a line a result.

    Example: sepia rate scenarios export scenarioSets/0192… -o scenarios.csv
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ExportScenariosRequest(name=full_name(name, "scenarioSets"), subject=subject)
        draft = output.with_name(f"{output.name}.draft")
        size = 0
        with draft.open("wb") as file:
            async for piece in sepia.client.stream(sepia.scenarios.ExportScenarios, request):
                size += file.write(piece.data)
        draft.replace(output)
        say(f"{count(size)} bytes written to {escape(str(output))}")

    carry_out(ask)


@app.command("cancel")
def cancel(
    operation: Annotated[str, typer.Argument(help="`operations/frand/…`, as `sepia rate scenarios show` prints it.")],
) -> None:
    """Stops a set of scenarios or a calculation; what was computed stays.

    Example: sepia rate scenarios cancel operations/frand/0192…
    """

    async def ask(sepia: Sepia) -> None:
        request = operations_pb2.CancelOperationRequest(name=operation)
        await sepia.call(sepia.operations.CancelOperation, request)
        say(f"{operation} is cancelled")

    carry_out(ask)


def _state(found: pb.ScenarioSet) -> str:
    return pb.ScenarioSetState.Name(found.state).removeprefix("SCENARIO_SET_STATE_").lower()


async def _print(sepia: Sepia, found: pb.ScenarioSet, *, as_json: bool) -> None:
    request = pb.ListScenariosRequest(scenario_set=found.name, page_size=_SHOWN if not as_json else 1000)
    if as_json:
        scenarios = await sepia.collect(sepia.scenarios.ListScenarios, request, "scenarios")
        print_json({"scenarioSet": found, "scenarios": scenarios})
        return
    page: pb.ListScenariosResponse = await sepia.call(sepia.scenarios.ListScenarios, request)
    rows = [
        (
            str(each.number),
            *each.values,
            one.answer,
            one.subject,
            *(short(getattr(one, end).value, one.unit) if one.HasField(end) else "" for end in ("low", "best", "high")),
            one.unit,
        )
        for each in page.scenarios
        for one in list(each.results)[:3]
    ]
    refused = [(str(each.number), *each.values, each.refusal) for each in page.scenarios if each.refusal]
    fields = [axis.field for axis in found.axes]
    title = f"{found.display_name or found.name}: {_state(found)}, {count(found.computed)} of {count(found.total)}"
    columns = ("", *fields, "answer", "whose", "low", "best", "high", "unit")
    table(title, columns, rows, footer="" if not page.next_page_token else f"The first {_SHOWN} scenarios.")
    if refused:
        table("Without an answer", ("", *fields, "why"), refused)
    say(f"[dim]{found.name}, {found.operation}[/]")
    say(f"[dim]all of it: sepia rate scenarios export {found.name} -o scenarios.csv[/]")
