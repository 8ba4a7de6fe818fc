"""Owns campaigns: `sepia campaign plan|announce|draw|assign|status|drawn|publish|results|list`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from sepia.assessment.v1 import campaigns_pb2 as pb
from services.cli.figures import count, percent
from services.cli.frames import FrameArgument, find_frame
from services.cli.lookups import SHOWN, All
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.planning import plan, read_exclusions, read_sizes
from services.cli.reading import full_name, instant, is_name, key_word, when
from services.cli.session import Sepia, clock_there
from services.cli.sheets import csv_text, write_whole
from shared.errors import SepiaError, invalid, not_found
from shared.ids import new_id

app = typer.Typer(help="Campaigns: from a frozen frame to published results.", no_args_is_help=True)
app.command("plan")(plan)

CampaignArgument = Annotated[str, typer.Argument(help="`campaigns/…`, or what the campaign is called.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]


def state_word(campaign: pb.Campaign) -> str:
    """The state of a campaign for people."""
    return pb.CampaignState.Name(campaign.state).removeprefix("CAMPAIGN_STATE_").lower()


async def campaigns_called(sepia: Sepia, display_name: str) -> list[pb.Campaign]:
    """Campaigns with exactly this name, the newest first."""
    found: list[pb.Campaign] = await sepia.collect(
        sepia.campaigns.ListCampaigns, pb.ListCampaignsRequest(page_size=500), "campaigns"
    )
    return [campaign for campaign in found if campaign.display_name == display_name]


async def find_campaign(sepia: Sepia, given: str) -> pb.Campaign:
    """The campaign of this resource name or display name.

    Raises:
        SepiaError: NOT_FOUND; CAMPAIGN_NAME_AMBIGUOUS, when several are called so.
    """
    if is_name(given, "campaigns"):
        return await sepia.call(sepia.campaigns.GetCampaign, pb.GetCampaignRequest(name=full_name(given, "campaigns")))
    found = await campaigns_called(sepia, given)
    if len(found) > 1:
        names = ", ".join(campaign.name for campaign in found)
        raise invalid("CAMPAIGN_NAME_AMBIGUOUS", f"Several campaigns are called {given!r}: {names}. Name one of these.")
    if not found:
        raise _no_campaign(given)
    return found[0]


def _no_campaign(given: str) -> SepiaError:
    return not_found(given, f"No campaign is called {given!r}. `sepia campaign list` shows those there are.")


@app.command("announce")
def announce(
    frame: FrameArgument,
    name: Annotated[str, typer.Option(help="What to call it.")],
    per_holder: Annotated[int, typer.Option(min=1, help="At least this many families of each holder.")],
    random_source: Annotated[str, typer.Option(help="The public random value that will decide the draw.")],
    known_at: Annotated[str, typer.Option(help="When that value becomes known: 2026-01-31T12:00:00Z, or +5m.")],
    regime: Annotated[str, typer.Option(help="The regime profile.")] = "eu-2023",
    per_mille: Annotated[int, typer.Option(min=0, max=1000, help="And at least this share of them, in ‰.")] = 0,
    sizes: Annotated[
        Path | None, typer.Option(help="CSV of holder and size, as `campaign plan --csv` writes it.")
    ] = None,
    exclusions: Annotated[
        Path | None, typer.Option(help="CSV of name, reason (exempt_size, no_longer_in_force, other) and grounds.")
    ] = None,
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Announces a campaign: frame, plan, and what will decide the draw, before anyone can know it.

    Example: sepia campaign announce standards/5g --name "5G 2026" --per-holder 25
    --random-source "drand quicknet, round 25000000" --known-at 2026-01-31T12:00:00Z
    """

    async def ask(sepia: Sepia) -> None:
        known = instant(known_at, clock_there())
        stated = read_sizes(sizes) if sizes else []
        left_out = read_exclusions(exclusions) if exclusions else []
        frozen = await find_frame(sepia, frame)
        request = pb.AnnounceCampaignRequest(
            frame=frozen.name,
            display_name=name,
            regime=regime,
            plan=pb.SamplePlan(minimum_per_holder=per_holder, per_mille=per_mille, sizes=stated),
            exclusions=left_out,
            random_source=pb.RandomSource(description=random_source, known_time=known),
            request_id=request_id or new_id().hex,
        )
        campaign: pb.Campaign = await sepia.call(sepia.campaigns.AnnounceCampaign, request)
        print_json(campaign) if as_json else print_campaign(campaign)

    carry_out(ask)


def print_campaign(campaign: pb.Campaign) -> None:
    """Prints a campaign and what it waits for."""
    made_up = " [yellow]DEMONSTRATION[/]" if campaign.demonstration else ""
    say(f"[bold]{escape(campaign.display_name)}[/] {campaign.name}{made_up}")
    say(f"{campaign.standard}, key {key_word(campaign.family_key)}, {campaign.edition}, {campaign.frame}")
    if campaign.kind == pb.CAMPAIGN_KIND_PROPOSALS:
        say(f"{count(campaign.drawn_count)} families proposed by parties: no sample, and no rate")
        say(f"regime {escape(campaign.regime)}")
        say(f"state: {state_word(campaign)}")
        say(f"[dim]next: {_next_step(campaign)}[/]")
        return
    plan = f"at least {campaign.plan.minimum_per_holder} families of each holder"
    if campaign.plan.per_mille:
        plan += f", and at least {campaign.plan.per_mille} ‰ of them"
    if campaign.plan.sizes:
        plan += f"; {count(len(campaign.plan.sizes))} holders with a stated size"
    if campaign.exclusions:
        plan += f"; {count(len(campaign.exclusions))} holders or families not drawn from"
    say(f"plan: {plan}; regime {escape(campaign.regime)}")
    source = campaign.random_source
    say(f"decided by: {escape(source.description)}, known from {when(source.known_time)}")
    say(f"state: {state_word(campaign)}")
    if campaign.random_value:
        say(f"drawn {when(campaign.draw_time)} with {escape(campaign.random_value)}: {count(campaign.drawn_count)}")
    if campaign.publish_time.seconds:
        say(f"published {when(campaign.publish_time)}")
    say(f"[dim]next: {_next_step(campaign)}[/]")


def _next_step(campaign: pb.Campaign) -> str:
    steps = {
        pb.CAMPAIGN_STATE_ANNOUNCED: f"sepia campaign draw {campaign.name} --value VALUE",
        pb.CAMPAIGN_STATE_DRAWN: f"sepia campaign assign {campaign.name}",
        pb.CAMPAIGN_STATE_CHECKING: "the evaluators record findings (sepia check list --csv findings.csv), "
        f"then sepia campaign publish {campaign.name}",
        pb.CAMPAIGN_STATE_PUBLISHED: f"sepia rate {campaign.standard}",
    }
    return steps.get(campaign.state, "")


@app.command("draw")
def draw(
    campaign: CampaignArgument,
    value: Annotated[str, typer.Option(help="The public random value, character by character.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Draws the sample with the public random value.

    Example: sepia campaign draw "5G 2026" --value 8b2f0c…
    """

    async def ask(sepia: Sepia) -> None:
        found = await find_campaign(sepia, campaign)
        request = pb.DrawSampleRequest(
            name=found.name, random_value=value, etag=found.etag, request_id=request_id or new_id().hex
        )
        drawn: pb.Campaign = await sepia.call(sepia.campaigns.DrawSample, request)
        if as_json:
            print_json(drawn)
            return
        print_campaign(drawn)
        say(f"Anyone can redo the draw: sepia verify draw {drawn.name}")

    carry_out(ask)


@app.command("assign")
def assign(
    campaign: CampaignArgument,
    evaluator: Annotated[list[str] | None, typer.Option(help="Only these evaluators; repeat for several.")] = None,
    area: Annotated[str, typer.Option(help="Only evaluators with this skill.")] = "",
    duplicates: Annotated[
        int, typer.Option(help="How many of a thousand checks a second evaluator does as well, who does not know it.")
    ] = 0,
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Assigns every check to an evaluator without a conflict of interest.

    Example: sepia campaign assign "5G 2026"
    """

    async def ask(sepia: Sepia) -> None:
        found = await find_campaign(sepia, campaign)
        request = pb.AssignChecksRequest(
            name=found.name,
            evaluators=[full_name(name, "evaluators") for name in evaluator or ()],
            technical_area=area,
            duplicate_per_mille=duplicates,
            etag=found.etag,
            request_id=request_id or new_id().hex,
        )
        assigned: pb.Campaign = await sepia.call(sepia.campaigns.AssignChecks, request, deadline_seconds=300)
        print_json(assigned) if as_json else print_campaign(assigned)

    carry_out(ask)


@app.command("status")
def status(campaign: CampaignArgument, as_json: Json = False) -> None:
    """Shows a campaign and what it waits for; officers also see how many checks are recorded.

    Example: sepia campaign status "5G 2026"
    """

    async def ask(sepia: Sepia) -> None:
        found = await find_campaign(sepia, campaign)
        if as_json:
            print_json(found)
            return
        print_campaign(found)
        if found.recorded_count:
            say(f"{count(found.recorded_count)} checks recorded")

    carry_out(ask)


@app.command("drawn")
def drawn_families(
    campaign: CampaignArgument,
    holder: Annotated[str, typer.Option(help="Only what was drawn of this holder, `holders/…`.")] = "",
    csv: Annotated[Path | None, typer.Option(help="Write the list to this file, - for standard output.")] = None,
    every: All = False,
    as_json: Json = False,
) -> None:
    """Lists the families that a campaign checks: what was drawn of each holder, or what parties proposed.

    Example: sepia campaign drawn "5G 2026" --holder acme
    """

    async def ask(sepia: Sepia) -> None:
        found = await find_campaign(sepia, campaign)
        request = pb.ListDrawnFamiliesRequest(campaign=found.name, page_size=5000)
        if holder:
            request.holder = full_name(holder, "holders")
        listed: list[pb.DrawnFamily] = await sepia.collect(sepia.campaigns.ListDrawnFamilies, request, "families")
        rows = [(each.holder, each.family, str(each.rank)) for each in listed]
        if csv is not None:
            write_whole(csv, csv_text(("holder", "family", "rank"), rows))
        elif as_json:
            print_json({"families": listed})
        else:
            shown = rows if every else rows[:SHOWN]
            more = len(rows) - len(shown)
            footer = f"and {count(more)} more; all of them: --all, --csv FILE or --json" if more else ""
            table(f"Drawn in {found.display_name}", ("holder", "family", "rank"), shown, numbers=[2], footer=footer)

    carry_out(ask)


@app.command("publish")
def publish(campaign: CampaignArgument, request_id: RequestId = "", as_json: Json = False) -> None:
    """Publishes the results of a campaign whose checks are all recorded.

    Example: sepia campaign publish "5G 2026"
    """

    async def ask(sepia: Sepia) -> None:
        found = await find_campaign(sepia, campaign)
        request = pb.PublishResultsRequest(name=found.name, etag=found.etag, request_id=request_id or new_id().hex)
        published: pb.Campaign = await sepia.call(sepia.campaigns.PublishResults, request, deadline_seconds=300)
        print_json(published) if as_json else print_campaign(published)

    carry_out(ask)


@app.command("results")
def results(campaign: CampaignArgument, every: All = False, as_json: Json = False) -> None:
    """Prints published results, a line a holder.

    Example: sepia campaign results "5G 2026"
    """

    async def ask(sepia: Sepia) -> None:
        found = await find_campaign(sepia, campaign)
        request = pb.ListHolderResultsRequest(campaign=found.name)
        reply: pb.ListHolderResultsResponse = await sepia.call(sepia.campaigns.ListHolderResults, request)
        if as_json:
            print_json(reply)
            return
        shown = reply.results if every else reply.results[:SHOWN]
        rows: list[tuple[str, ...]] = [
            (
                line.display_name or "(declarant unknown)",
                *(count(n) for n in (line.families, line.drawn, line.checked, line.essential, line.undetermined)),
                percent(str(line.essential / line.checked)) if line.checked else "",
                count(line.reused),
            )
            for line in shown
        ]
        if len(reply.results) > len(shown):
            rows.append((f"… {count(len(reply.results) - len(shown))} more holders (--all)", *[""] * 7))
        simulated = sum(line.simulated for line in reply.results)
        made_up = " — DEMONSTRATION" if found.demonstration else ""
        table(
            f"{found.display_name}{made_up}: {found.standard}, key {key_word(found.family_key)}",
            ("holder", "families", "drawn", "checked", "essential", "no verdict", "of the checked", "on record"),
            rows,
            numbers=range(1, 8),
            footer=f"[yellow]{count(simulated)} of these findings were SIMULATED for demonstration.[/]"
            if simulated
            else "",
        )

    carry_out(ask)


@app.command("list")
def list_campaigns(as_json: Json = False) -> None:
    """Lists campaigns, the newest first.

    Example: sepia campaign list
    """

    async def ask(sepia: Sepia) -> None:
        found: list[pb.Campaign] = await sepia.collect(
            sepia.campaigns.ListCampaigns, pb.ListCampaignsRequest(page_size=500), "campaigns"
        )
        if as_json:
            print_json({"campaigns": found})
            return
        rows = [
            (
                campaign.display_name,
                campaign.standard,
                key_word(campaign.family_key),
                state_word(campaign),
                count(campaign.drawn_count),
                when(campaign.create_time),
                campaign.name,
                "demonstration" if campaign.demonstration else "",
            )
            for campaign in found
        ]
        columns = ("campaign", "standard", "key", "state", "drawn", "announced", "name", "")
        table("Campaigns", columns, rows, numbers=[4])

    carry_out(ask)
