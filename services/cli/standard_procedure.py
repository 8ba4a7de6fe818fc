"""Owns the way of a standard to registration: `sepia standard notify|publish|comment|conclude|open|deadlines`."""

from __future__ import annotations

import enum
from typing import Annotated

import typer

from sepia.registry.v1 import standards_pb2 as pb
from services.cli.output import Json, carry_out, print_json, table
from services.cli.reading import full_name, when
from services.cli.session import Sepia
from services.cli.standards import (
    Etag,
    RequestId,
    StandardArgument,
    app,
    find_standard,
    given_date,
    print_procedure,
    print_standard,
    shown,
    word,
)
from shared.ids import new_id

Royalty = Annotated[str, typer.Option(help="When the aggregate royalty was published (2026-01-31).")]


class NoticeKind(enum.StrEnum):
    """Who gives notice."""

    JOINT = "joint"
    SINGLE = "single"
    IMPLEMENTER = "implementer"

    @property
    def number(self) -> pb.StandardNoticeKind:
        """As the contract numbers it."""
        return pb.StandardNoticeKind.Value(f"STANDARD_NOTICE_KIND_{self.name}")  # pyright: ignore[reportReturnType]


@app.command("notify")
def notify(
    name: Annotated[str, typer.Argument(help="The commercial name.")],
    kind: Annotated[NoticeKind, typer.Option(help="Who gives the notice.")],
    specification: Annotated[list[str], typer.Option(help="A technical specification that defines it; repeat.")],
    published: Annotated[str, typer.Option(help="Publication of the latest specification (2026-01-31).")],
    holder: Annotated[list[str] | None, typer.Option(help="A holder who gives it; repeat.")] = None,
    through: Annotated[str, typer.Option(help="The standards body through which holders give it.")] = "",
    implementation: Annotated[list[str] | None, typer.Option(help="A known implementation; repeat.")] = None,
    frand_commitment: Annotated[
        bool, typer.Option("--frand-commitment", help="A FRAND commitment was made to the standards body.")
    ] = False,
    standard: Annotated[str, typer.Option(help="The commercial standard, where the name does not say which.")] = "",
    regime: Annotated[str, typer.Option(help="The regime.")] = "eu-2023",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Gives notice of a standard: holders jointly, a holder alone, or an implementer.

    Example: sepia standard notify 5G --kind joint --holder holders/acme --holder holders/bell
    --specification "TS 38.211" --published 2026-01-31 --frand-commitment
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.NotifyStandardRequest(
            standard=full_name(standard, "standards") if standard else "",
            kind=kind.number,
            commercial_name=name,
            technical_specifications=specification,
            specification_publication_date=given_date("The date of publication", published),
            known_implementations=implementation or [],
            holders=[full_name(one, "holders") for one in holder or []],
            through=through,
            frand_commitment=frand_commitment,
            regime=regime,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        found: pb.Standard = await sepia.call(sepia.standards.NotifyStandard, request)
        print_json(found) if as_json else print_standard(found)

    carry_out(ask)


@app.command("publish")
def publish(standard: StandardArgument, etag: Etag = "", request_id: RequestId = "", as_json: Json = False) -> None:
    """Publishes a notice and opens it for comments (officers).

    Example: sepia standard publish 5g
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.PublishNotificationRequest(
            name=await find_standard(sepia, standard), etag=etag, request_id=request_id or new_id().hex
        )
        found: pb.Standard = await sepia.call(sepia.standards.PublishNotification, request)
        print_json(found) if as_json else print_procedure(found.procedure, found.etag)

    carry_out(ask)


@app.command("comment")
def comment(
    standard: StandardArgument,
    text: Annotated[str, typer.Argument(help="What the centre should consider; public.")] = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Comments on a published notice; without a text, lists the comments.

    Example: sepia standard comment 5g "TS 38.213 is missing"
    """

    async def ask(sepia: Sepia) -> None:
        name = await find_standard(sepia, standard)
        if text:
            request = pb.SubmitCommentRequest(standard=name, text=text, request_id=request_id or new_id().hex)
            found = [await sepia.call(sepia.standards.SubmitComment, request)]
        else:
            question = pb.ListStandardCommentsRequest(standard=name, page_size=200)
            found = await sepia.collect(sepia.standards.ListStandardComments, question, "comments")
        if as_json:
            print_json({"comments": found})
            return
        rows = [(when(one.create_time), one.account, one.organization, one.text) for one in found]
        table("Comments", ("when", "account", "for", "text"), rows)

    carry_out(ask)


@app.command("conclude")
def conclude(
    standard: StandardArgument,
    summary: Annotated[str, typer.Option(help="How the comments were considered.")],
    specification: Annotated[list[str] | None, typer.Option(help="What defines it after the comments; repeat.")] = None,
    implementation: Annotated[list[str] | None, typer.Option(help="A known implementation after them; repeat.")] = None,
    royalty_published: Royalty = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Publishes a standard finally, after the period for comments (officers).

    Example: sepia standard conclude 5g --summary "TS 38.213 was added"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ConcludeCommentsRequest(
            name=await find_standard(sepia, standard),
            summary=summary,
            technical_specifications=specification or [],
            known_implementations=implementation or [],
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        if royalty_published:
            request.aggregate_royalty_date.CopyFrom(given_date("The date of the royalty", royalty_published))
        found: pb.Standard = await sepia.call(sepia.standards.ConcludeComments, request)
        print_json(found) if as_json else print_procedure(found.procedure, found.etag)

    carry_out(ask)


@app.command("open")
def open_registration(
    standard: StandardArgument,
    royalty_published: Royalty = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Makes the entry and the notice that open registration (officers).

    Example: sepia standard open 5g
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.OpenRegistrationRequest(
            name=await find_standard(sepia, standard), etag=etag, request_id=request_id or new_id().hex
        )
        if royalty_published:
            request.aggregate_royalty_date.CopyFrom(given_date("The date of the royalty", royalty_published))
        found: pb.Standard = await sepia.call(sepia.standards.OpenRegistration, request)
        print_json(found) if as_json else print_procedure(found.procedure, found.etag)

    carry_out(ask)


@app.command("deadlines")
def deadlines(
    standard: Annotated[str, typer.Argument(help="The standard; without it, all.")] = "-",
    every: Annotated[bool, typer.Option("--all", help="Also those that were met, passed or dropped.")] = False,
    as_json: Json = False,
) -> None:
    """Lists deadlines of standards, in order of when they are due.

    Example: sepia standard deadlines
    """

    async def ask(sepia: Sepia) -> None:
        name = "standards/-" if standard in ("-", "standards/-") else await find_standard(sepia, standard)
        request = pb.ListStandardDeadlinesRequest(standard=name, only_open=not every, page_size=1000)
        found: list[pb.StandardDeadline] = await sepia.collect(
            sepia.standards.ListStandardDeadlines, request, "deadlines"
        )
        if as_json:
            print_json({"deadlines": found})
            return
        rows = [
            (
                shown(one.due_date),
                one.standard,
                one.kind,
                one.actor,
                word(pb.StandardDeadlineState.Name(one.state), "STANDARD_DEADLINE_STATE_"),
                one.provision,
            )
            for one in found
        ]
        table("Deadlines", ("due", "standard", "kind", "waits for", "state", "provision"), rows)

    carry_out(ask)
