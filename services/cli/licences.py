"""Owns licences and rate cards on record: `sepia licence file|list|show`, `sepia rate-card file|list|show`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message
from rich.markup import escape

from sepia.frand.v1 import licences_pb2 as pb
from services.cli.method_files import read_licence, read_programme
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name, when
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Licences, each field for the organizations that may see it.", no_args_is_help=True)
rate_cards = typer.Typer(help="Published terms of licensing programmes.", no_args_is_help=True)

Standard = Annotated[str, typer.Option(help="The standard it is for.")]
Made = Annotated[bool, typer.Option("--demonstration", help="It is made up.")]
OfStandard = Annotated[str, typer.Argument(help="Only those for this standard.")]


@app.command("file")
def file_licence(
    file: Annotated[Path, typer.Argument(help="Its terms, TOML or JSON; see sepia rate template licence.")],
    standard: Standard = "",
    supersedes: Annotated[str, typer.Option(help="The licence it supersedes, `licences/…`.")] = "",
    demonstration: Made = False,
    as_json: Json = False,
) -> None:
    """Files a licence for your organization; to whom no audience in it names, it does not exist.

    Example: sepia licence file licence.toml --standard 5g
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.FileLicenceRequest(
            standard=full_name(standard, "standards") if standard else "",
            terms=read_licence(file),
            supersedes=full_name(supersedes, "licences") if supersedes else "",
            demonstration=demonstration,
            request_id=new_id().hex,
        )
        made: pb.Licence = await sepia.call(sepia.licences.FileLicence, request)
        print_json(made) if as_json else say(f"{made.name}: {escape(_who(made))}, {escape(_audience(made))}")

    carry_out(ask)


@app.command("list")
def list_licences(standard: OfStandard = "", as_json: Json = False) -> None:
    """Lists the licences that you may see, the newest first.

    Example: sepia licence list standards/5g
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListLicencesRequest(standard=full_name(standard, "standards") if standard else "", page_size=200)
        found = await sepia.collect(sepia.licences.ListLicences, request, "licences")
        if as_json:
            print_json({"licences": found})
            return
        rows = [
            (
                each.standard,
                _who(each),
                _audience(each),
                f"{each.withheld} withheld" if each.withheld else "",
                "superseded" if each.superseded_by else "",
                when(each.create_time),
                each.name,
            )
            for each in found
        ]
        table("Licences", ("standard", "parties", "for", "", "", "filed", "name"), rows)

    carry_out(ask)


@app.command("show")
def show_licence(name: Annotated[str, typer.Argument(help="`licences/…`.")], as_json: Json = False) -> None:
    """Shows a licence as you may see it.

    Example: sepia licence show licences/0192…
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetLicenceRequest(name=full_name(name, "licences"))
        found: pb.Licence = await sepia.call(sepia.licences.GetLicence, request)
        if as_json:
            print_json(found)
            return
        note = f"{found.withheld} members of its terms are withheld from you." if found.withheld else ""
        _print_terms(f"{found.name}: {_who(found)}", found.terms, found.superseded_by, note)

    carry_out(ask)


@rate_cards.command("file")
def file_rate_card(
    file: Annotated[Path, typer.Argument(help="Its terms, TOML or JSON; see sepia rate template rate-card.")],
    standard: Standard = "",
    supersedes: Annotated[str, typer.Option(help="The rate card it supersedes, `rateCards/…`.")] = "",
    demonstration: Made = False,
    as_json: Json = False,
) -> None:
    """Files the published terms of a licensing programme, which everybody sees.

    Example: sepia rate-card file programme.toml --standard 5g
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.FileRateCardRequest(
            standard=full_name(standard, "standards") if standard else "",
            programme=read_programme(file),
            supersedes=full_name(supersedes, "rateCards") if supersedes else "",
            demonstration=demonstration,
            request_id=new_id().hex,
        )
        made: pb.RateCard = await sepia.call(sepia.licences.FileRateCard, request)
        print_json(made) if as_json else say(f"{made.name}: {escape(made.programme.name)}")

    carry_out(ask)


@rate_cards.command("list")
def list_rate_cards(standard: OfStandard = "", as_json: Json = False) -> None:
    """Lists rate cards, the newest first.

    Example: sepia rate-card list standards/5g
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListRateCardsRequest(standard=full_name(standard, "standards") if standard else "", page_size=200)
        found = await sepia.collect(sepia.licences.ListRateCards, request, "rate_cards")
        if as_json:
            print_json({"rateCards": found})
            return
        rows = [
            (
                each.standard,
                each.programme.name,
                each.programme.source,
                "superseded" if each.superseded_by else "",
                when(each.create_time),
                each.name,
            )
            for each in found
        ]
        table("Rate cards", ("standard", "programme", "source", "", "filed", "name"), rows)

    carry_out(ask)


@rate_cards.command("show")
def show_rate_card(name: Annotated[str, typer.Argument(help="`rateCards/…`.")], as_json: Json = False) -> None:
    """Shows a rate card.

    Example: sepia rate-card show rateCards/0192…
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetRateCardRequest(name=full_name(name, "rateCards"))
        found: pb.RateCard = await sepia.call(sepia.licences.GetRateCard, request)
        if as_json:
            print_json(found)
        else:
            _print_terms(f"{found.name}: {found.programme.name}", found.programme, found.superseded_by, "")

    carry_out(ask)


def _print_terms(title: str, terms: Message, superseded_by: str, note: str) -> None:
    rows = [(field, json.dumps(value, ensure_ascii=False)) for field, value in MessageToDict(terms).items()]
    superseded = f"Superseded by {superseded_by}." if superseded_by else ""
    table(title, ("term", "value"), rows, footer=escape(" ".join(filter(None, (note, superseded)))))


def _who(found: pb.Licence) -> str:
    return f"{found.terms.licensor} to {found.terms.licensee}"


def _audience(found: pb.Licence) -> str:
    return ", ".join(found.terms.audience) or "everybody"
