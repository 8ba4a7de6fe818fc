"""Owns the roster: `sepia evaluator add|list|show|verify|ties|consent|capacity|suspend|reinstate|conflicts`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from sepia.assessment.v1 import checks_pb2 as pb
from sepia.assessment.v1 import evaluators_pb2
from services.cli.dates import date, day_text
from services.cli.output import Json, bad_value, carry_out, print_json, say, table
from services.cli.reading import full_name
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="The roster of evaluators, with their declared ties.", no_args_is_help=True)

_TIES = ("employment", "client", "shares", "relative", "earlier-work")


def tie_of(given: str) -> pb.Tie:
    """A declared tie written as `holders/x=client`, if wanted with days: `holders/x=client@2019-01-01/2023-12-31`.

    Raises:
        SepiaError: BAD_VALUE.
    """
    subject, _, rest = given.partition("=")
    kind, _, days = rest.partition("@")
    if not subject or kind not in _TIES:
        raise bad_value("The tie", given, f"holders/NAME=KIND, where KIND is one of {', '.join(_TIES)}")
    start, _, end = days.partition("/")
    family = subject if subject.startswith("families/") else ""
    return pb.Tie(
        holder="" if family else full_name(subject, "holders"),
        family=family,
        kind=f"TIE_KIND_{kind.upper().replace('-', '_')}",
        start_date=date("The first day", start),
        end_date=date("The last day", end),
    )


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
    identity_evidence: Annotated[str, typer.Option(help="On what the identity was verified.")] = "",
    skill: Annotated[list[str] | None, typer.Option(help="A technical area; repeat for several.")] = None,
    conduct: Annotated[str, typer.Option(help="Version of the code of conduct that was signed.")] = "",
    request_id: Annotated[str, typer.Option(help="Names the request, to repeat it safely.")] = "",
    as_json: Json = False,
) -> None:
    """Puts an evaluator on the roster. Nobody unverified or undeclared is assigned a check.

    Example: sepia evaluator add amelie.durand --name "Amélie Durand" --identity-verified --ties-declared
    --tie holders/acme=client --skill radio --conduct 1
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.CreateEvaluatorRequest(
            account=full_name(account, "accounts"),
            display_name=name,
            identity_verified=identity_verified,
            ties_declared=ties_declared or bool(tie),
            ties=[tie_of(given) for given in tie or ()],
            identity_evidence=identity_evidence,
            skills=skill or (),
            conduct_version=conduct,
            request_id=request_id or new_id().hex,
        )
        made: pb.Evaluator = await sepia.call(sepia.checks.CreateEvaluator, request)
        if as_json:
            print_json(made)
            return
        say(f"{made.display_name} is on the roster as {made.name}.")
        if not (made.identity_verified and made.ties_declared and made.conduct_version):
            say(
                "[yellow]No check will be assigned: identity, declaration of ties and consent to the code of conduct "
                "are all needed.[/]"
            )

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
                ", ".join(f"{t.holder or t.family} ({_tie_word(t)})" for t in e.ties)
                or ("none" if e.ties_declared else "missing"),
                e.name,
            )
            for e in found
        ]
        table("Evaluators", ("name", "account", "verified", "declared ties", "evaluator"), rows)

    carry_out(ask)


def _tie_word(tie: pb.Tie) -> str:
    return pb.TieKind.Name(tie.kind).removeprefix("TIE_KIND_").lower().replace("_", " ")


Name = Annotated[str, typer.Argument(help="The evaluator, `evaluators/…`.")]
Etag = Annotated[str, typer.Option(help="The etag read, so that nobody's change is lost.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]


def _show(found: pb.Evaluator, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    say(f"[bold]{escape(found.display_name)}[/] {found.name}, {found.account}, etag {found.etag}")
    seen = f"{day_text(found.identity_verify_date)}: {found.identity_evidence}" if found.identity_verified else "no"
    say(f"identity verified: {escape(seen)}")
    for tie in found.ties:
        days = "/".join(day_text(day) or "…" for day in (tie.start_date, tie.end_date))
        say(f"tie: {tie.holder or tie.family} ({_tie_word(tie)}) {days}")
    if not found.ties:
        say("ties: none declared" if found.ties_declared else "ties: [yellow]no declaration[/]")
    say(f"code of conduct: {escape(found.conduct_version) or '[yellow]no consent[/]'}")
    say(f"skills: {', '.join(found.skills) or 'none named'}; open checks: {found.open_checks}")
    if found.suspended:
        say(f"[yellow]suspended: {escape(found.suspension_reason)}[/]")


@app.command("show")
def show(evaluator: Name, as_json: Json = False) -> None:
    """Shows an evaluator; evaluators see themselves.

    Example: sepia evaluator show evaluators/0193c0de-0000-7000-8000-000000000001
    """

    async def ask(sepia: Sepia) -> None:
        request = evaluators_pb2.GetEvaluatorRequest(name=full_name(evaluator, "evaluators"))
        _show(await sepia.call(sepia.roster.GetEvaluator, request), as_json)

    carry_out(ask)


@app.command("verify")
def verify(
    evaluator: Name,
    evidence: Annotated[str, typer.Option(help="On what: a passport shown in person.")],
    on: Annotated[str, typer.Option(help="On which day; today when not given.")] = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Puts on record that somebody has seen who an evaluator is.

    Example: sepia evaluator verify evaluators/0193c0de-0000-7000-8000-000000000001 --evidence "passport, in person"
    """

    async def ask(sepia: Sepia) -> None:
        request = evaluators_pb2.VerifyIdentityRequest(
            name=full_name(evaluator, "evaluators"),
            evidence=evidence,
            date=date("--on", on),
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        _show(await sepia.call(sepia.roster.VerifyIdentity, request), as_json)

    carry_out(ask)


@app.command("ties")
def ties(
    evaluator: Name,
    tie: Annotated[
        list[str] | None, typer.Option(help="holders/NAME=KIND, with days holders/NAME=KIND@2019-01-01/2023-12-31.")
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="There are no ties.")] = False,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Declares all ties anew; the declaration before stays on record.

    Example: sepia evaluator ties evaluators/0193c0de-0000-7000-8000-000000000001 --tie holders/acme=client
    """

    async def ask(sepia: Sepia) -> None:
        if bool(tie) == none:
            raise bad_value(
                "The declaration", "nothing" if not tie else "ties and --none", "--tie for each tie, or --none"
            )
        request = evaluators_pb2.DeclareTiesRequest(
            name=full_name(evaluator, "evaluators"),
            ties=[tie_of(given) for given in tie or ()],
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        _show(await sepia.call(sepia.roster.DeclareTies, request), as_json)

    carry_out(ask)


@app.command("consent")
def consent(
    evaluator: Name,
    version: Annotated[str, typer.Option(help="The version, as the regime profile names it.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Consents to a version of the code of conduct.

    Example: sepia evaluator consent evaluators/0193c0de-0000-7000-8000-000000000001 --version 1
    """

    async def ask(sepia: Sepia) -> None:
        request = evaluators_pb2.ConsentToConductRequest(
            name=full_name(evaluator, "evaluators"), version=version, etag=etag, request_id=request_id or new_id().hex
        )
        _show(await sepia.call(sepia.roster.ConsentToConduct, request), as_json)

    carry_out(ask)


@app.command("capacity")
def capacity(
    evaluator: Name,
    skill: Annotated[list[str] | None, typer.Option(help="A technical area; repeat for several.")] = None,
    open_limit: Annotated[int, typer.Option(help="Checks open at a time at most; 0 for no limit.")] = 0,
    year_limit: Annotated[int, typer.Option(help="Checks within a year at most; 0 for no limit.")] = 0,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Sets skills and limits, in place of those before.

    Example: sepia evaluator capacity evaluators/0193c0de-0000-7000-8000-000000000001 --skill radio --open-limit 20
    """

    async def ask(sepia: Sepia) -> None:
        request = evaluators_pb2.SetCapacityRequest(
            name=full_name(evaluator, "evaluators"),
            skills=skill or (),
            open_limit=open_limit,
            year_limit=year_limit,
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        _show(await sepia.call(sepia.roster.SetCapacity, request), as_json)

    carry_out(ask)


@app.command("suspend")
def suspend(
    evaluator: Name,
    reason: Annotated[str, typer.Option(help="Why; for the centre and the evaluator.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Suspends an evaluator; open checks go to others at once where somebody is free.

    Example: sepia evaluator suspend evaluators/0193c0de-0000-7000-8000-000000000001 --reason "undeclared client"
    """

    async def ask(sepia: Sepia) -> None:
        request = evaluators_pb2.SuspendEvaluatorRequest(
            name=full_name(evaluator, "evaluators"), reason=reason, etag=etag, request_id=request_id or new_id().hex
        )
        done: evaluators_pb2.SuspendEvaluatorResponse = await sepia.call(sepia.roster.SuspendEvaluator, request)
        if as_json:
            print_json(done)
            return
        say(f"{escape(done.evaluator.display_name)} is suspended; {done.replaced} checks went to others.")
        for check in done.waiting:
            say(f"[yellow]nobody was free for {check}[/]; appoint somebody: sepia check appoint {check}")

    carry_out(ask)


@app.command("reinstate")
def reinstate(
    evaluator: Name,
    reason: Annotated[str, typer.Option(help="Why.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Ends a suspension.

    Example: sepia evaluator reinstate evaluators/0193c0de-0000-7000-8000-000000000001 --reason "declared since"
    """

    async def ask(sepia: Sepia) -> None:
        request = evaluators_pb2.ReinstateEvaluatorRequest(
            name=full_name(evaluator, "evaluators"), reason=reason, etag=etag, request_id=request_id or new_id().hex
        )
        _show(await sepia.call(sepia.roster.ReinstateEvaluator, request), as_json)

    carry_out(ask)


@app.command("conflicts")
def conflicts(
    evaluator: Name, check: Annotated[str, typer.Argument(help="`checks/…`.")], as_json: Json = False
) -> None:
    """Says why an evaluator must not do a check.

    Example: sepia evaluator conflicts evaluators/0193c0de-0000-7000-8000-000000000001 checks/…
    """

    async def ask(sepia: Sepia) -> None:
        request = evaluators_pb2.ListConflictsRequest(
            evaluator=full_name(evaluator, "evaluators"), check=full_name(check, "checks")
        )
        found: evaluators_pb2.ListConflictsResponse = await sepia.call(sepia.roster.ListConflicts, request)
        if as_json:
            print_json(found)
        elif not found.conflicts:
            say("Nothing is known against it.")
        else:
            table("Conflicts", ("what", "why"), [(each.reason, each.text) for each in found.conflicts])

    carry_out(ask)
