"""Owns decisions of courts, offices and dispute resolution: `sepia decision report|list|show|verify|withdraw`."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import typer
from rich.markup import escape

from sepia.registry.v1 import decisions_pb2 as pb
from services.cli.dates import date, day_text
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Decisions of courts, offices and dispute resolution on patents.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The decision, `decisions/…`.")]
Etag = Annotated[str, typer.Option(help="The etag read, so that nobody's change is lost.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]


class Body(enum.StrEnum):
    """Who decided."""

    COURT = "court"
    OFFICE = "office"
    DISPUTE_RESOLUTION = "dispute-resolution"

    @property
    def number(self) -> pb.DecisionBody:
        """As the contract numbers it."""
        return pb.DecisionBody.Value(f"DECISION_BODY_{self.name}")  # pyright: ignore[reportReturnType]


class Kind(enum.StrEnum):
    """What was decided."""

    INJUNCTION = "injunction"
    INFRINGEMENT = "infringement"
    ESSENTIALITY = "essentiality"
    VALIDITY = "validity"
    ABUSE_OF_DOMINANCE = "abuse-of-dominance"
    FRAND_TERMS = "frand-terms"
    INVALIDATION = "invalidation"
    EXPIRY = "expiry"

    @property
    def number(self) -> pb.DecisionKind:
        """As the contract numbers it."""
        return pb.DecisionKind.Value(f"DECISION_KIND_{self.name}")  # pyright: ignore[reportReturnType]


class Effect(enum.StrEnum):
    """What it does to the patents concerned."""

    UNKNOWN = "unknown"
    NONE = "none"
    INVALIDATED = "invalidated"
    NOT_ESSENTIAL = "not-essential"
    AMENDED = "amended"
    EXPIRED = "expired"
    ESSENTIAL = "essential"

    @property
    def number(self) -> pb.DecisionEffect:
        """As the contract numbers it."""
        name = "UNSPECIFIED" if self is Effect.UNKNOWN else self.name
        return pb.DecisionEffect.Value(f"DECISION_EFFECT_{name}")  # pyright: ignore[reportReturnType]


class Finality(enum.StrEnum):
    """Whether it can still be changed."""

    UNKNOWN = "unknown"
    OPEN = "open"
    FINAL = "final"

    @property
    def number(self) -> pb.DecisionFinality:
        """As the contract numbers it."""
        name = "UNSPECIFIED" if self is Finality.UNKNOWN else self.name
        return pb.DecisionFinality.Value(f"DECISION_FINALITY_{name}")  # pyright: ignore[reportReturnType]


def _word(name: str, prefix: str) -> str:
    word = name.removeprefix(prefix).lower().replace("_", " ")
    return "not known" if word == "unspecified" else word


def state_text(decision: pb.Decision) -> str:
    """Where a report stands, with what makes it less than sure."""
    state = _word(pb.DecisionState.Name(decision.state), "DECISION_STATE_")
    unsure = ", not verified" if decision.state == pb.DECISION_STATE_REPORTED else ""
    return f"{state}{unsure}{f', {decision.days_late} days late' if decision.days_late else ''}"


def print_decision(decision: pb.Decision) -> None:
    """Prints a decision."""
    say(f"[bold]{decision.name}[/] {state_text(decision)}, etag {decision.etag}")
    by = f"{escape(decision.body_name)} ({decision.country}), {escape(decision.file_number)}"
    published = day_text(decision.publication_date) or "not known"
    say(f"{by}, {day_text(decision.decision_date)}, published {published}")
    kinds = ", ".join(_word(pb.DecisionKind.Name(kind), "DECISION_KIND_") for kind in decision.kinds)
    effect = _word(pb.DecisionEffect.Name(decision.effect), "DECISION_EFFECT_")
    finality = _word(pb.DecisionFinality.Name(decision.finality), "DECISION_FINALITY_")
    say(f"on {kinds}; effect: {effect}{' for the whole family' if decision.family_wide else ''}; finality: {finality}")
    due = day_text(decision.report_due_date)
    reporter = f"{decision.reporter} {decision.reporter_organization}".strip()
    say(f"reported by {reporter} on {day_text(decision.report_date)}{f', due {due}' if due else ''}")
    if decision.report_provision:
        say(f"[dim]{escape(decision.report_provision)}[/]")
    if decision.summary:
        say(escape(decision.summary))
    for what, names in (("standard", decision.standards), ("registration", decision.registrations)):
        for name in names:
            say(f"  {what} {name}")
    rows = [
        (p.number, p.canonical or "(not readable)", ", ".join(p.families) or "(none here)") for p in decision.patents
    ]
    table("Patents", ("as given", "read as", "families"), rows)
    for what, name in (("supersedes", decision.supersedes), ("superseded by", decision.superseded_by)):
        if name:
            say(f"{what} {name}")


def _carry(method: str, request: Any, as_json: bool) -> None:
    async def ask(sepia: Sepia) -> None:
        decision: pb.Decision = await sepia.call(getattr(sepia.decisions, method), request)
        print_json(decision) if as_json else print_decision(decision)

    carry_out(ask)


@app.command("report")
def report(
    body: Annotated[Body, typer.Option(help="Who decided.")],
    body_name: Annotated[str, typer.Option("--name", help="Name of the court, office or body.")],
    country: Annotated[str, typer.Option(help="Its country or organisation, such as DE; EP for the EPO and the UPC.")],
    file_number: Annotated[str, typer.Option("--file-number", help="File number.")],
    decided: Annotated[str, typer.Option(help="Date of the decision, 2026-01-31.")],
    kind: Annotated[list[Kind], typer.Option(help="What was decided. Can be repeated.")],
    published: Annotated[str, typer.Option(help="Date of its publication, where known.")] = "",
    effect: Annotated[Effect, typer.Option(help="What it does to the patents.")] = Effect.UNKNOWN,
    finality: Annotated[Finality, typer.Option(help="Whether it can still be changed.")] = Finality.UNKNOWN,
    patent: Annotated[list[str] | None, typer.Option(help="A patent concerned. Can be repeated.")] = None,
    standard: Annotated[list[str] | None, typer.Option(help="A standard concerned. Can be repeated.")] = None,
    registration: Annotated[list[str] | None, typer.Option(help="A registration concerned. Can be repeated.")] = None,
    party: Annotated[list[str] | None, typer.Option(help="A party: `ROLE=NAME`. Can be repeated.")] = None,
    summary: Annotated[str, typer.Option(help="What it says, for everybody to read.")] = "",
    url: Annotated[str, typer.Option(help="Where it can be read.")] = "",
    document: Annotated[str, typer.Option(help="The version for everybody, `documents/{sha256}`.")] = "",
    confidential_document: Annotated[str, typer.Option(help="The confidential version.")] = "",
    supersedes: Annotated[str, typer.Option(help="The earlier decision that it takes the place of.")] = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Reports a decision; it stands as reported until an officer has verified it.

    Example: sepia decision report --body court --name "LG München I" --country DE --file-number "7 O 1/25"
    --decided 2025-12-01 --published 2025-12-10 --kind validity --effect invalidated --finality final --patent EP3000001
    """
    parties = [each.partition("=") for each in party or ()]
    request = pb.ReportDecisionRequest(
        body=body.number,
        body_name=body_name,
        country=country,
        file_number=file_number,
        decision_date=date("--decided", decided),
        publication_date=date("--published", published),
        kinds=[each.number for each in kind],
        effect=effect.number,
        finality=finality.number,
        patents=[pb.DecidedPatent(number=number) for number in patent or ()],
        standards=[full_name(name, "standards") for name in standard or ()],
        registrations=[full_name(name, "registrations") for name in registration or ()],
        parties=[pb.DecisionParty(role=role if name else "", party_name=name or role) for role, _, name in parties],
        summary=summary,
        url=url,
        document=full_name(document, "documents") if document else "",
        confidential_document=full_name(confidential_document, "documents") if confidential_document else "",
        supersedes=full_name(supersedes, "decisions") if supersedes else "",
        request_id=request_id or new_id().hex,
    )
    _carry("ReportDecision", request, as_json)


@app.command("list")
def list_decisions(
    patent: Annotated[str, typer.Option(help="Only those on this patent, in any spelling.")] = "",
    family: Annotated[str, typer.Option(help="Only those on a patent of this family.")] = "",
    standard: Annotated[str, typer.Option(help="Only those on this standard.")] = "",
    holder: Annotated[str, typer.Option(help="Only those with this holder among the parties.")] = "",
    country: Annotated[str, typer.Option(help="Only those of this country.")] = "",
    body: Annotated[Body | None, typer.Option(help="Only those of this sort of body.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only those on this.")] = None,
    late: Annotated[bool, typer.Option("--late", help="Only those reported late.")] = False,
    as_json: Json = False,
) -> None:
    """Lists decisions, the newest report first.

    Example: sepia decision list --patent "EP 3 000 001 B1"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListDecisionsRequest(
            patent=patent,
            family=full_name(family, "families") if family else "",
            standard=full_name(standard, "standards") if standard else "",
            holder=full_name(holder, "holders") if holder else "",
            country=country,
            body=body.number if body else pb.DECISION_BODY_UNSPECIFIED,
            kind=kind.number if kind else pb.DECISION_KIND_UNSPECIFIED,
            only_late=late,
            page_size=200,
        )
        found: list[pb.Decision] = await sepia.collect(sepia.decisions.ListDecisions, request, "decisions")
        if as_json:
            print_json({"decisions": found})
            return
        rows = [
            (
                d.name,
                state_text(d),
                f"{d.body_name} ({d.country})",
                d.file_number,
                day_text(d.decision_date),
                _word(pb.DecisionEffect.Name(d.effect), "DECISION_EFFECT_"),
                ", ".join(p.number for p in d.patents),
            )
            for d in found
        ]
        table("Decisions", ("decision", "state", "by", "file number", "date", "effect", "patents"), rows)

    carry_out(ask)


@app.command("show")
def show(decision: Name, as_json: Json = False) -> None:
    """Shows a decision.

    Example: sepia decision show decisions/0193c0de-0000-7000-8000-000000000001
    """
    _carry("GetDecision", pb.GetDecisionRequest(name=full_name(decision, "decisions")), as_json)


@app.command("verify")
def verify(decision: Name, etag: Etag = "", request_id: RequestId = "", as_json: Json = False) -> None:
    """Says that you have compared a report with the decision itself; its effects follow.

    Example: sepia decision verify decisions/0193c0de-0000-7000-8000-000000000001
    """
    request = pb.VerifyDecisionRequest(
        name=full_name(decision, "decisions"), etag=etag, request_id=request_id or new_id().hex
    )
    _carry("VerifyDecision", request, as_json)


@app.command("withdraw")
def withdraw(
    decision: Name,
    reason: Annotated[str, typer.Option(help="Why.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Takes a report back from the record; it stays readable.

    Example: sepia decision withdraw decisions/0193c0de-0000-7000-8000-000000000001 --reason "Reported twice."
    """
    request = pb.WithdrawDecisionRequest(
        name=full_name(decision, "decisions"), reason=reason, etag=etag, request_id=request_id or new_id().hex
    )
    _carry("WithdrawDecision", request, as_json)
