"""Owns what parties propose and what was decided elsewhere: `sepia proposal add|list|take`, `sepia earlier-result
record|withdraw|list`."""

from __future__ import annotations

from typing import Annotated

import typer

from sepia.assessment.v1 import campaigns_pb2
from sepia.assessment.v1 import earlier_results_pb2 as earlier
from sepia.assessment.v1 import proposals_pb2 as pb
from services.cli.campaigns import print_campaign
from services.cli.checks import outcome_word
from services.cli.dates import date, day_text
from services.cli.frames import FrameArgument, find_frame
from services.cli.output import Json, bad_value, carry_out, print_json, say, table
from services.cli.reading import full_name
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Families proposed for a check, apart from samples and rates.", no_args_is_help=True)
earlier_results = typer.Typer(help="Decisions of courts, pools and offices on essentiality.", no_args_is_help=True)

_SOURCES = ("court", "pool", "office", "centre")


@app.command("add")
def add(
    frame: FrameArgument,
    family: Annotated[str, typer.Argument(help="The family, as the frame names it.")],
    regime: Annotated[str, typer.Option(help="The regime.")] = "eu-2023",
    grounds: Annotated[str, typer.Option(help="Why it should be checked.")] = "",
    as_json: Json = False,
) -> None:
    """Proposes a family for a check, in the name of one's organization.

    Example: sepia proposal add standards/5g families/4711 --grounds "Asserted against us."
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ProposeFamilyRequest(
            frame=(await find_frame(sepia, frame)).name,
            regime=regime,
            family=family,
            grounds=grounds,
            request_id=new_id().hex,
        )
        made: pb.Proposal = await sepia.call(sepia.proposals.ProposeFamily, request)
        print_json(made) if as_json else say(f"{made.name}: {made.family}, counts for {made.year}")

    carry_out(ask)


@app.command("list")
def list_proposals(as_json: Json = False) -> None:
    """Lists one's organization's proposals, or as an officer all.

    Example: sepia proposal list
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListProposalsRequest(page_size=1000)
        found: list[pb.Proposal] = await sepia.collect(sepia.proposals.ListProposals, request, "proposals")
        if as_json:
            print_json({"proposals": found})
            return
        words = {1: "waits", 2: "checked apart", 3: "in a sample"}
        rows = [(p.name, p.family, p.organization, str(p.year), words.get(p.state, ""), p.campaign) for p in found]
        table("Proposals", ("proposal", "family", "by", "year", "", "checked in"), rows)

    carry_out(ask)


@app.command("take")
def take(
    frame: FrameArgument,
    name: Annotated[str, typer.Option(help="What to call the campaign.")],
    regime: Annotated[str, typer.Option(help="The regime.")] = "eu-2023",
    as_json: Json = False,
) -> None:
    """Takes what was proposed on a frame into a campaign of its own; what a sample drew stays there.

    Example: sepia proposal take standards/5g --name "5G, proposed in 2027"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.TakeProposalsRequest(
            frame=(await find_frame(sepia, frame)).name, regime=regime, display_name=name, request_id=new_id().hex
        )
        campaign: campaigns_pb2.Campaign = await sepia.call(sepia.proposals.TakeProposals, request)
        print_json(campaign) if as_json else print_campaign(campaign)

    carry_out(ask)


@earlier_results.command("record")
def record(
    frame: FrameArgument,
    family: Annotated[str, typer.Argument(help="The family, as the frame names it.")],
    outcome: Annotated[str, typer.Option(help="essential or not_essential.")],
    source: Annotated[str, typer.Option(help="court, pool, office or centre.")],
    citation: Annotated[str, typer.Option(help="Which decision, and where to find it.")],
    decided: Annotated[str, typer.Option(help="When it was decided, YYYY-MM-DD.")],
    as_json: Json = False,
) -> None:
    """Puts a decision on record: campaigns announced from now on don't check the family again.

    The frame says for which standard and under which key the family is counted.

    Example: sepia earlier-result record standards/5g families/4711 --outcome essential --source court
    --citation "LG Mannheim, 7 O 16/17" --decided 2019-06-03
    """
    outcomes = {"essential": campaigns_pb2.OUTCOME_ESSENTIAL, "not_essential": campaigns_pb2.OUTCOME_NOT_ESSENTIAL}

    async def ask(sepia: Sepia) -> None:
        if outcome not in outcomes:
            raise bad_value("The outcome", outcome, " or ".join(outcomes))
        if source not in _SOURCES:
            raise bad_value("The source", source, f"one of {', '.join(_SOURCES)}")
        frozen = await find_frame(sepia, frame)
        request = earlier.RecordEarlierResultRequest(
            standard=frozen.standard,
            family_key=frozen.family_key,
            family=family,
            outcome=outcomes[outcome],
            source=f"EARLIER_SOURCE_{source.upper()}",
            citation=citation,
            decision_date=date("The day of the decision", decided),
            request_id=new_id().hex,
        )
        made: earlier.EarlierResult = await sepia.call(sepia.earlier_results.RecordEarlierResult, request)
        print_json(made) if as_json else say(f"{made.name}: {made.family} {outcome}, {made.citation}")

    carry_out(ask)


@earlier_results.command("withdraw")
def withdraw(
    name: Annotated[str, typer.Argument(help="The decision on record.")],
    reason: Annotated[str, typer.Option(help="Why, for the public.")],
    as_json: Json = False,
) -> None:
    """Withdraws a decision that no longer stands; it stays readable.

    Example: sepia earlier-result withdraw earlierResults/0199… --reason "Set aside on appeal."
    """

    async def ask(sepia: Sepia) -> None:
        request = earlier.WithdrawEarlierResultRequest(
            name=full_name(name, "earlierResults"), reason=reason, request_id=new_id().hex
        )
        gone: earlier.EarlierResult = await sepia.call(sepia.earlier_results.WithdrawEarlierResult, request)
        print_json(gone) if as_json else say(f"{gone.name} is withdrawn: {gone.withdrawal_reason}")

    carry_out(ask)


@earlier_results.command("list")
def list_results(
    standard: Annotated[str, typer.Option(help="Only for this standard.")] = "",
    as_json: Json = False,
) -> None:
    """Lists decisions on record.

    Example: sepia earlier-result list --standard standards/5g
    """

    async def ask(sepia: Sepia) -> None:
        request = earlier.ListEarlierResultsRequest(
            standard=full_name(standard, "standards") if standard else "", page_size=1000
        )
        found: list[earlier.EarlierResult] = await sepia.collect(
            sepia.earlier_results.ListEarlierResults, request, "results"
        )
        if as_json:
            print_json({"results": found})
            return
        rows = [
            (
                r.name,
                r.family,
                outcome_word(r.outcome),
                r.citation,
                day_text(r.decision_date),
                "withdrawn" if r.HasField("withdraw_time") else "",
            )
            for r in found
        ]
        table("Decisions on record", ("name", "family", "outcome", "source", "decided", ""), rows)

    carry_out(ask)
