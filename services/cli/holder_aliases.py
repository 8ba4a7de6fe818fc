"""Owns spellings on the command line: `sepia holder aliases …`."""

from __future__ import annotations

from typing import Annotated

import typer

from sepia.registry.v1 import holder_records_pb2 as pb
from services.cli.figures import count
from services.cli.holder_records import (
    Cited,
    CitedAt,
    Etag,
    Most,
    RequestId,
    evidence_of,
    word,
)
from services.cli.lookups import find_holder
from services.cli.output import Json, carry_out, print_json, say, table
from services.cli.reading import full_name, when
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Spellings of one holder, reviewed by people.", no_args_is_help=True)


_EVERY_LIKENESS = (
    pb.ALIAS_LIKENESS_PUNCTUATION,
    pb.ALIAS_LIKENESS_LEGAL_FORM_SPELT,
    pb.ALIAS_LIKENESS_LEGAL_FORM_MISSING,
    pb.ALIAS_LIKENESS_NEARLY_EQUAL,
    pb.ALIAS_LIKENESS_ABBREVIATION,
    pb.ALIAS_LIKENESS_JOINT,
    pb.ALIAS_LIKENESS_RELATED,
    pb.ALIAS_LIKENESS_LEGAL_FORM_DIFFERS,
)


@app.command("suggest")
def suggest_aliases(
    query: Annotated[str, typer.Argument(help="Only pairs with a name that contains this.")] = "",
    min_score: Annotated[int, typer.Option(min=0, max=100, help="Only pairs at least so alike.")] = 0,
    related: Annotated[bool, typer.Option("--related", help="Also names that only share their first word.")] = False,
    most: Annotated[int, typer.Option("--most", min=1, help="At most this many pairs.")] = 50,
    as_json: Json = False,
) -> None:
    """Lists pairs of names that a person should look at; nothing follows from a suggestion.

    Example: sepia holder aliases suggest qualcomm
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.SuggestAliasesRequest(query=query, min_score=min_score, page_size=min(most or 1000, 1000))
        if related:
            request.likenesses.extend(_EVERY_LIKENESS)
        found: list[pb.AliasSuggestion] = await sepia.collect(
            sepia.holder_records.SuggestAliases, request, "suggestions", most=most
        )
        if as_json:
            print_json({"suggestions": found})
            return
        rows = [
            (
                str(pair.score),
                pair.alias_display_name,
                count(pair.alias_declaration_count),
                pair.target_display_name,
                count(pair.target_declaration_count),
                pair.reason,
                pair.alias,
                pair.target,
            )
            for pair in found
        ]
        columns = ("score", "spelling", "declarations", "of", "declarations", "why", "alias", "target")
        table("To look at", columns, rows, numbers=[0, 2, 4])

    carry_out(ask)


@app.command("decide")
def decide_alias(
    alias: Annotated[str, typer.Argument(help="The spelling, `holders/…`.")],
    target: Annotated[str, typer.Argument(help="The holder it is compared with.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    same: Annotated[bool, typer.Option("--same/--different", help="One legal person, or two.")] = True,
    evidence: Cited = "",
    url: CitedAt = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Decides that two names are spellings of one legal person, or that they are not.

    Example: sepia holder aliases decide qualcomm-inc qualcomm-incorporated --same --reason "one file number"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.DecideAliasRequest(
            alias=full_name(alias, "holders"),
            target=full_name(target, "holders"),
            verdict=pb.ALIAS_VERDICT_SAME if same else pb.ALIAS_VERDICT_DIFFERENT,
            reason=reason,
            evidence=evidence_of(evidence, url, False),
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        made: pb.AliasDecision = await sepia.call(sepia.holder_records.DecideAlias, request)
        print_json(made) if as_json else say(_decision_text(made))

    carry_out(ask)


def _decision_text(decision: pb.AliasDecision) -> str:
    what = "is another spelling of" if decision.verdict == pb.ALIAS_VERDICT_SAME else "is not"
    edition = f", {decision.edition}" if decision.edition else ""
    return f"{decision.name}: {decision.alias_display_name} {what} {decision.target_display_name}{edition}"


@app.command("undo")
def undo_alias(
    decision: Annotated[str, typer.Argument(help="`aliasDecisions/…`.")],
    reason: Annotated[str, typer.Option(help="Why.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Undoes a decision about two names; it stays readable.

    Example: sepia holder aliases undo aliasDecisions/0198… --reason "two file numbers"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.UndoAliasDecisionRequest(
            name=full_name(decision, "aliasDecisions"), reason=reason, etag=etag, request_id=request_id or new_id().hex
        )
        undone: pb.AliasDecision = await sepia.call(sepia.holder_records.UndoAliasDecision, request)
        if as_json:
            print_json(undone)
        else:
            say(f"{undone.name}: undone{f', {undone.undo_edition}' if undone.undo_edition else ''}")

    carry_out(ask)


@app.command("list")
def list_aliases(
    holder: Annotated[str, typer.Argument(help="Only decisions about this holder.")] = "",
    most: Most = None,
    as_json: Json = False,
) -> None:
    """Lists what was decided about spellings, the newest first, with what was undone.

    Example: sepia holder aliases list
    """

    async def ask(sepia: Sepia) -> None:
        name = await find_holder(sepia, holder) if holder else ""
        request = pb.ListAliasDecisionsRequest(holder=name, page_size=min(most or 1000, 1000))
        found = await sepia.collect(sepia.holder_records.ListAliasDecisions, request, "decisions", most=most)
        if as_json:
            print_json({"decisions": found})
            return
        rows = [
            (
                d.alias_display_name,
                word(pb.AliasVerdict, d.verdict, "ALIAS_VERDICT_"),
                d.target_display_name,
                d.reason,
                ", ".join(filter(None, (d.evidence.citation, d.evidence.url))),
                f"{d.decider}, {when(d.decide_time)}",
                f"undone {when(d.undo_time)}: {d.undo_reason}" if d.HasField("undo_time") else "",
                d.name,
            )
            for d in found
        ]
        table("Reviewed", ("spelling", "", "holder", "why", "evidence", "decided by", "", "name"), rows)

    carry_out(ask)
