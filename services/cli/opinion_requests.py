"""Owns requests for advisory opinions: `sepia opinion-request make|list|admit|refuse|state|withdraw|publish`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from sepia.assessment.v1 import hearings_pb2 as pb
from services.cli.check_steps import state_word
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name, when
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Opinions that parties to a dispute ask for.", no_args_is_help=True)

Request = Annotated[str, typer.Argument(help="`opinionRequests/…`.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]


def _show(found: pb.OpinionRequest, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    say(f"[bold]{found.name}[/] is {state_word(found.state)}, etag {found.etag}")
    say(f"claim {found.claim} of {found.patent} and {found.standard}: {found.requester} and {found.respondent}")
    if found.check:
        say(f"check: {found.check}")
    if found.refusal:
        say(f"refused: {escape(found.refusal)}")


@app.command("make")
def make(
    regime: Annotated[str, typer.Option(help="The regime profile.")],
    respondent: Annotated[str, typer.Option(help="The other party, holders/NAME.")],
    standard: Annotated[str, typer.Option(help="The standard.")],
    patent: Annotated[str, typer.Option(help="The patent, by its number.")],
    claim: Annotated[int, typer.Option(help="The claim.")],
    dispute: Annotated[str, typer.Option(help="What the parties are in dispute about.")],
    arguments: Annotated[str, typer.Option(help="What you say.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Asks for an advisory opinion, for one's organization.

    Example: sepia opinion-request make --regime hantei --respondent holders/acme --standard 5g --patent JP6012345
    --claim 1 --dispute "Acme asks for royalties." --arguments "Step c is not in the standard."
    """

    async def ask(sepia: Sepia) -> None:
        asked = pb.RequestOpinionRequest(
            regime=regime,
            respondent=respondent,
            standard=full_name(standard, "standards"),
            patent=patent,
            claim=claim,
            dispute=dispute,
            arguments=arguments,
            request_id=request_id or new_id().hex,
        )
        _show(await sepia.call(sepia.hearings.RequestOpinion, asked), as_json)

    carry_out(ask)


@app.command("list")
def list_requests(as_json: Json = False) -> None:
    """Lists requests of which one's organization is a party.

    Example: sepia opinion-request list
    """

    async def ask(sepia: Sepia) -> None:
        asked = pb.ListOpinionRequestsRequest(page_size=1000)
        found: list[pb.OpinionRequest] = await sepia.collect(sepia.hearings.ListOpinionRequests, asked, "requests")
        if as_json:
            print_json({"requests": found})
            return
        rows = [(when(r.request_time), state_word(r.state), r.patent, r.requester, r.respondent, r.name) for r in found]
        table("Requests", ("when", "state", "patent", "asked by", "other party", "request"), rows)

    carry_out(ask)


def _advance(request: str, step: pb.RequestStep, text: str, request_id: str, as_json: bool) -> None:
    async def ask(sepia: Sepia) -> None:
        asked = pb.AdvanceOpinionRequestRequest(
            name=full_name(request, "opinionRequests"), step=step, text=text, request_id=request_id or new_id().hex
        )
        _show(await sepia.call(sepia.hearings.AdvanceOpinionRequest, asked), as_json)

    carry_out(ask)


@app.command("admit")
def admit(request: Request, request_id: RequestId = "", as_json: Json = False) -> None:
    """Admits a request; the other party has time for a statement.

    Example: sepia opinion-request admit opinionRequests/0193c0de-0000-7000-8000-000000000001
    """
    _advance(request, pb.REQUEST_STEP_ADMIT, "", request_id, as_json)


@app.command("refuse")
def refuse(
    request: Request,
    reason: Annotated[str, typer.Option(help="Why.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Refuses a request.

    Example: sepia opinion-request refuse opinionRequests/… --reason "no dispute is shown"
    """
    _advance(request, pb.REQUEST_STEP_REFUSE, reason, request_id, as_json)


@app.command("state")
def state(
    request: Request,
    text: Annotated[str, typer.Option(help="The statement.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Makes the statement of the other party.

    Example: sepia opinion-request state opinionRequests/… --text "Step c is in 7.2."
    """
    _advance(request, pb.REQUEST_STEP_STATE, text, request_id, as_json)


@app.command("withdraw")
def withdraw(
    request: Request,
    reason: Annotated[str, typer.Option(help="Why.")],
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Withdraws one's request.

    Example: sepia opinion-request withdraw opinionRequests/… --reason settled
    """
    _advance(request, pb.REQUEST_STEP_WITHDRAW, reason, request_id, as_json)


@app.command("publish")
def publish(request: Request, request_id: RequestId = "", as_json: Json = False) -> None:
    """Publishes the opinion on a request.

    Example: sepia opinion-request publish opinionRequests/0193c0de-0000-7000-8000-000000000001
    """
    _advance(request, pb.REQUEST_STEP_PUBLISH, "", request_id, as_json)
