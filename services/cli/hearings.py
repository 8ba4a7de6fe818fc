"""Owns what is laid before holders: `sepia hearing list|show|answer|review`, `sepia opinion`, `sepia observation`."""

from __future__ import annotations

import enum
from typing import Annotated

import typer
from rich.markup import escape

from sepia.assessment.v1 import campaigns_pb2
from sepia.assessment.v1 import hearings_pb2 as pb
from services.cli.campaigns import find_campaign
from services.cli.check_steps import OutcomeWord
from services.cli.checks import outcome_word
from services.cli.element_findings import place, verdict_word
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name, when
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Reasons laid before a holder, and what it answers.", no_args_is_help=True)
opinions = typer.Typer(help="Opinions that were issued, and their corrections.", no_args_is_help=True)
observations = typer.Typer(help="What stakeholders observe on drawn families.", no_args_is_help=True)

Hearing = Annotated[str, typer.Argument(help="`hearings/…`.")]
Etag = Annotated[str, typer.Option(help="The etag read, so that nobody's change is lost.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]


class ReviewWord(enum.StrEnum):
    """What may be asked for in place of an answer."""

    PEER_EVALUATION = "peer-evaluation"
    REEVALUATION = "reevaluation"
    APPEAL = "appeal"

    @property
    def number(self) -> pb.Review:
        """As the contract numbers it."""
        return pb.Review.Value(f"REVIEW_{self.name}")  # pyright: ignore[reportReturnType]


def _state(found: pb.Hearing) -> str:
    return pb.HearingState.Name(found.state).removeprefix("HEARING_STATE_").lower().replace("_", " ")


def _kind(found: pb.Hearing) -> str:
    return pb.HearingKind.Name(found.kind).removeprefix("HEARING_KIND_").lower().replace("_", " ")


def _show(found: pb.Hearing, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    say(f"[bold]{found.name}[/] ({_kind(found)}) is {_state(found)}, etag {found.etag}")
    say(f"{found.family} for {found.standard}; time until {when(found.due_time)}")
    say(escape(found.reasons))
    if found.findings:
        rows = [
            (each.label, each.text, verdict_word(each.verdict), each.reasons, "; ".join(map(place, each.provisions)))
            for each in found.findings
        ]
        table(f"Found on {found.chart}", ("element", "text", "found", "reasons", "consulted"), rows)
    for each in found.answers:
        chart = f", with {each.amended_chart}" if each.amended_chart.startswith("charts/") else ""
        say(f"answered by {each.organization}, {when(each.answer_time)}{chart}: {escape(each.answer)}")


@app.command("list")
def list_hearings(
    every: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False, as_json: Json = False
) -> None:
    """Lists reasons that lie with one's organization.

    Example: sepia hearing list
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListHearingsRequest(only_open=not every, page_size=1000)
        found: list[pb.Hearing] = await sepia.collect(sepia.hearings.ListHearings, request, "hearings")
        if as_json:
            print_json({"hearings": found})
            return
        rows = [(when(h.due_time), _kind(h), _state(h), h.family, h.standard, h.name) for h in found]
        table("Hearings", ("due", "what", "state", "family", "standard", "hearing"), rows)

    carry_out(ask)


@app.command("show")
def show(hearing: Hearing, as_json: Json = False) -> None:
    """Shows one hearing with its reasons.

    Example: sepia hearing show hearings/0193c0de-0000-7000-8000-000000000001
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetHearingRequest(name=full_name(hearing, "hearings"))
        _show(await sepia.call(sepia.hearings.GetHearing, request), as_json)

    carry_out(ask)


@app.command("answer")
def answer(
    hearing: Hearing,
    text: Annotated[str, typer.Option(help="The answer.")],
    chart: Annotated[str, typer.Option(help="Version of one's own claim chart, `charts/…/versions/2`.")] = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Answers reasons, once, for one's organization.

    Example: sepia hearing answer hearings/0193c0de-0000-7000-8000-000000000001 --text "It is in 7.2.1."
    --chart charts/…/versions/2
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.AnswerHearingRequest(
            name=full_name(hearing, "hearings"),
            answer=text,
            amended_chart=full_name(chart, "charts") if chart else "",
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        _show(await sepia.call(sepia.hearings.AnswerHearing, request), as_json)

    carry_out(ask)


@app.command("review")
def review(
    hearing: Hearing,
    ask_for: Annotated[ReviewWord, typer.Option("--ask-for", help="What is asked for.")],
    grounds: Annotated[str, typer.Option(help="Why.")] = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Asks for a peer evaluation, a re-evaluation or an appeal, as the regime has it.

    Example: sepia hearing review hearings/0193c0de-0000-7000-8000-000000000001 --ask-for peer-evaluation
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.RequestReviewRequest(
            name=full_name(hearing, "hearings"),
            review=ask_for.number,
            grounds=grounds,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        _show(await sepia.call(sepia.hearings.RequestReview, request), as_json)

    carry_out(ask)


def _opinion_rows(found: list[pb.Opinion]) -> list[tuple[str, ...]]:
    return [
        (
            # To whom it does not concern, the day alone is told.
            when(each.issue_time).removesuffix(" 00:00:00Z"),
            outcome_word(each.outcome) + (" SIMULATED" if each.simulated else ""),
            each.family,
            ", ".join(each.signed_by),
            "superseded" if each.superseded_by else "corrects" if each.supersedes else "",
            each.name,
        )
        for each in found
    ]


@opinions.command("list")
def list_opinions(
    campaign: Annotated[str, typer.Option(help="Only of this campaign.")] = "",
    family: Annotated[str, typer.Option(help="Only on this family or patent.")] = "",
    as_json: Json = False,
) -> None:
    """Lists opinions that one may see.

    Example: sepia opinion list --campaign "4G, first year"
    """

    async def ask(sepia: Sepia) -> None:
        name = (await find_campaign(sepia, campaign)).name if campaign else ""
        request = pb.ListOpinionsRequest(campaign=name, family=family, page_size=1000)
        found: list[pb.Opinion] = await sepia.collect(sepia.hearings.ListOpinions, request, "opinions")
        if as_json:
            print_json({"opinions": found})
        else:
            table("Opinions", ("issued", "outcome", "family", "given by", "", "opinion"), _opinion_rows(found))

    carry_out(ask)


@opinions.command("correct")
def correct(
    opinion: Annotated[str, typer.Argument(help="`opinions/…`.")],
    correction: Annotated[str, typer.Option(help="What was wrong, and how it is known.")],
    reasons: Annotated[str, typer.Option(help="The reasons as they should be; unchanged when left out.")] = "",
    outcome: Annotated[OutcomeWord | None, typer.Option(help="The outcome as it should be.")] = None,
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Corrects an opinion by a new one; the one before stays.

    Example: sepia opinion correct opinions/0193c0de-0000-7000-8000-000000000001 --correction "wrong claim named"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.CorrectOpinionRequest(
            name=full_name(opinion, "opinions"),
            outcome=outcome.number if outcome else campaigns_pb2.OUTCOME_UNSPECIFIED,
            reasons=reasons,
            correction=correction,
            request_id=request_id or new_id().hex,
        )
        made: pb.Opinion = await sepia.call(sepia.hearings.CorrectOpinion, request)
        if as_json:
            print_json(made)
        else:
            say(f"{made.name} supersedes {made.supersedes}.")

    carry_out(ask)


@observations.command("submit")
def submit(
    campaign: Annotated[str, typer.Argument(help="The campaign.")],
    family: Annotated[str, typer.Argument(help="The family, one that was drawn.")],
    text: Annotated[str, typer.Option(help="What is observed.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Observes something on a drawn family, for its holder and who checks it.

    Example: sepia observation submit "4G, first year" families/etsi-7 --text "See D1, figure 3."
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.SubmitObservationRequest(
            campaign=(await find_campaign(sepia, campaign)).name,
            family=full_name(family, "families"),
            text=text,
            request_id=request_id or new_id().hex,
        )
        made: pb.Observation = await sepia.call(sepia.hearings.SubmitObservation, request)
        if as_json:
            print_json(made)
        else:
            say(f"{made.name} on {made.family}")

    carry_out(ask)


@observations.command("list")
def list_observations(
    campaign: Annotated[str, typer.Argument(help="The campaign.")],
    family: Annotated[str, typer.Option(help="Only on this family.")] = "",
    as_json: Json = False,
) -> None:
    """Lists observations that one may see.

    Example: sepia observation list "4G, first year"
    """

    async def ask(sepia: Sepia) -> None:
        name = (await find_campaign(sepia, campaign)).name
        request = pb.ListObservationsRequest(campaign=name, family=family, page_size=1000)
        found: list[pb.Observation] = await sepia.collect(sepia.hearings.ListObservations, request, "observations")
        if as_json:
            print_json({"observations": found})
            return
        rows = [(when(o.submit_time), o.family, o.author, o.text, o.reply, o.name) for o in found]
        table("Observations", ("when", "family", "by", "observation", "reply", "name"), rows)

    carry_out(ask)


@observations.command("reply")
def reply(
    observation: Annotated[str, typer.Argument(help="`campaigns/…/observations/…`.")],
    text: Annotated[str, typer.Option(help="The reply.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Replies to an observation on one's own family, once.

    Example: sepia observation reply campaigns/…/observations/… --text "D1 is later."
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ReplyToObservationRequest(name=observation, reply=text, request_id=request_id or new_id().hex)
        made: pb.Observation = await sepia.call(sepia.hearings.ReplyToObservation, request)
        if as_json:
            print_json(made)
        else:
            say(f"replied to {made.name}")

    carry_out(ask)
