"""Owns what came before and after a standard: `sepia standard chain show|add|withdraw`."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from sepia.registry.v1 import standards_pb2 as pb
from services.cli.output import Json, carry_out, print_json, table
from services.cli.session import Sepia
from services.cli.standards import (
    RequestId,
    StandardArgument,
    app,
    find_standard,
    given_date,
    print_members,
    shown,
    word,
)
from shared.ids import new_id

chain = typer.Typer(help="What came before and after a standard.", no_args_is_help=True)
app.add_typer(chain, name="chain")


class StepKind(enum.StrEnum):
    """How a standard followed another."""

    REPLACED_BY = "replaced-by"
    BECAME = "became"

    @property
    def number(self) -> pb.StandardStepKind:
        """As the contract numbers it."""
        return pb.StandardStepKind.Value(f"STANDARD_STEP_KIND_{self.name}")  # pyright: ignore[reportReturnType]


@chain.command("show")
def chain_show(standard: StandardArgument, as_json: Json = False) -> None:
    """Shows what came before and after a standard, and what says so.

    Example: sepia standard chain show 36.300
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetStandardChainRequest(standard=await find_standard(sepia, standard))
        found: pb.StandardChain = await sepia.call(sepia.standards.GetStandardChain, request)
        if as_json:
            print_json(found)
            return
        print_members(found.members)
        print_steps(list(found.steps))

    carry_out(ask)


def print_steps(steps: list[pb.StandardStep]) -> None:
    """Prints steps with their evidence."""
    rows = [
        (
            one.predecessor,
            word(pb.StandardStepKind.Name(one.kind), "STANDARD_STEP_KIND_"),
            one.successor,
            shown(one.effective_date),
            one.evidence,
            f"withdrawn: {one.withdrawal_reason}" if one.withdrawer else "",
            one.name,
        )
        for one in steps
    ]
    table("Steps", ("earlier", "", "later", "when", "evidence", "", "step"), rows)


@chain.command("add")
def chain_add(
    earlier: Annotated[str, typer.Argument(help="The standard that came before.")],
    later: Annotated[str, typer.Argument(help="The standard that followed it.")],
    evidence: Annotated[str, typer.Option(help="What shows it.")],
    kind: Annotated[StepKind, typer.Option(help="How it followed.")] = StepKind.REPLACED_BY,
    effective: Annotated[str, typer.Option(help="When it came about (2026-01-31).")] = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Puts on record that a standard followed another (officers).

    Example: sepia standard chain add 25.331 36.331 --evidence "TR 25.912, clause 5"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.AddStandardStepRequest(
            standard=await find_standard(sepia, later),
            predecessor=await find_standard(sepia, earlier),
            kind=kind.number,
            evidence=evidence,
            request_id=request_id or new_id().hex,
        )
        if effective:
            request.effective_date.CopyFrom(given_date("The date", effective))
        found: pb.StandardStep = await sepia.call(sepia.standards.AddStandardStep, request)
        print_json(found) if as_json else print_steps([found])

    carry_out(ask)


@chain.command("withdraw")
def chain_withdraw(
    step: Annotated[str, typer.Argument(help="`standards/…/steps/…`, as `chain show` gives it.")],
    reason: Annotated[str, typer.Option(help="Why it was wrong.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Withdraws a step that was wrong; it stays readable (officers).

    Example: sepia standard chain withdraw standards/3gpp-ts-36.331/steps/0190… --reason "Mistaken for 36.322"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.WithdrawStandardStepRequest(name=step, reason=reason, request_id=request_id or new_id().hex)
        found: pb.StandardStep = await sepia.call(sepia.standards.WithdrawStandardStep, request)
        print_json(found) if as_json else print_steps([found])

    carry_out(ask)
