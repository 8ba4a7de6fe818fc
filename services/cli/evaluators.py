"""Owns the roster: `sepia evaluator add|list`."""

from __future__ import annotations

from typing import Annotated

import typer

from sepia.assessment.v1 import checks_pb2 as pb
from services.cli.output import Json, bad_value, carry_out, print_json, say, table
from services.cli.reading import full_name
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="The roster of evaluators, with their declared ties.", no_args_is_help=True)

_TIES = ("employment", "client", "shares", "relative", "earlier-work")


def tie_of(given: str) -> pb.Tie:
    """A declared tie written as `holders/x=client`.

    Raises:
        SepiaError: BAD_VALUE.
    """
    holder, _, kind = given.partition("=")
    if not holder or kind not in _TIES:
        raise bad_value("The tie", given, f"holders/NAME=KIND, where KIND is one of {', '.join(_TIES)}")
    word = f"TIE_KIND_{kind.upper().replace('-', '_')}"
    return pb.Tie(holder=full_name(holder, "holders"), kind=word)


@app.command("add")
def add(
    account: Annotated[str, typer.Argument(help="The account that signs.")],
    name: Annotated[str, typer.Option(help="Name of the person.")],
    identity_verified: Annotated[
        bool, typer.Option("--identity-verified", help="The centre has verified who this is.")
    ] = False,
    ties_declared: Annotated[
        bool, typer.Option("--ties-declared", help="The declaration of ties was made, even if there are none.")
    ] = False,
    tie: Annotated[list[str] | None, typer.Option(help="A declared tie, holders/NAME=KIND; repeat for several.")] = (
        None
    ),
    request_id: Annotated[str, typer.Option(help="Names the request, to repeat it safely.")] = "",
    as_json: Json = False,
) -> None:
    """Puts an evaluator on the roster. Nobody unverified or undeclared is assigned a check.

    Example: sepia evaluator add amelie.durand --name "Amélie Durand" --identity-verified --ties-declared
    --tie holders/acme=client
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.CreateEvaluatorRequest(
            account=full_name(account, "accounts"),
            display_name=name,
            identity_verified=identity_verified,
            ties_declared=ties_declared or bool(tie),
            ties=[tie_of(given) for given in tie or ()],
            request_id=request_id or new_id().hex,
        )
        made: pb.Evaluator = await sepia.call(sepia.checks.CreateEvaluator, request)
        if as_json:
            print_json(made)
            return
        say(f"{made.display_name} is on the roster as {made.name}.")
        if not (made.identity_verified and made.ties_declared):
            say("[yellow]No check will be assigned: identity and declaration of ties are both needed.[/]")

    carry_out(ask)


@app.command("list")
def list_evaluators(as_json: Json = False) -> None:
    """Lists the roster.

    Example: sepia evaluator list
    """

    async def ask(sepia: Sepia) -> None:
        found: list[pb.Evaluator] = await sepia.collect(
            sepia.checks.ListEvaluators, pb.ListEvaluatorsRequest(page_size=1000), "evaluators"
        )
        if as_json:
            print_json({"evaluators": found})
            return
        rows = [
            (
                e.display_name,
                e.account,
                "yes" if e.identity_verified else "no",
                ", ".join(f"{t.holder} ({_tie_word(t)})" for t in e.ties) or ("none" if e.ties_declared else "missing"),
                e.name,
            )
            for e in found
        ]
        table("Evaluators", ("name", "account", "verified", "declared ties", "evaluator"), rows)

    carry_out(ask)


def _tie_word(tie: pb.Tie) -> str:
    return pb.TieKind.Name(tie.kind).removeprefix("TIE_KIND_").lower().replace("_", " ")
