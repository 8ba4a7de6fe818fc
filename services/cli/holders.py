"""Owns what is on record about holders: `sepia holder show|create|aliases|group|transfer|owner|size|…|timeline`."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer
from google.type.date_pb2 import Date

from sepia.registry.v1 import holder_records_pb2 as pb
from sepia.registry.v1 import holders_pb2
from services.cli.figures import count
from services.cli.lookups import find_holder
from services.cli.output import Json, bad_value, carry_out, guarded, print_json, say, table, usage
from services.cli.reading import full_name, money, money_text, when
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Holders: who they are, their groups, transfers, sizes and policies.", no_args_is_help=True)
aliases = typer.Typer(help="Spellings of one holder, reviewed by people.", no_args_is_help=True)
groups = typer.Typer(help="Groups: who controls whom, from day to day.", no_args_is_help=True)
transfers = typer.Typer(help="Transfers of patents from one holder to another.", no_args_is_help=True)
sizes = typer.Typer(help="The size of a holder.", no_args_is_help=True)
contacts = typer.Typer(help="Addresses and licensing contacts.", no_args_is_help=True)
representatives = typer.Typer(help="Representatives in the EU.", no_args_is_help=True)
policies = typer.Typer(help="Licensing policies: terms, royalties, discounts, pools.", no_args_is_help=True)
app.add_typer(aliases, name="aliases")
app.add_typer(groups, name="group")
app.add_typer(transfers, name="transfer")
app.add_typer(sizes, name="size")
app.add_typer(contacts, name="contact")
app.add_typer(representatives, name="representative")
app.add_typer(policies, name="policy")

Holder = Annotated[str, typer.Argument(help="The holder: `holders/…`, its id, or its name.")]
AsOf = Annotated[str, typer.Option("--as-of", help="The day, for example 2026-01-31; today without it.")]
Since = Annotated[str, typer.Option("--from", help="First day; left out where it is unknown.")]
Until = Annotated[str, typer.Option("--to", help="Last day; left out while it lasts.")]
Source = Annotated[str, typer.Option(help="Who says so. For officers; a holder speaks for itself.")]
Cited = Annotated[str, typer.Option("--evidence", help="What it rests on, in words.")]
CitedAt = Annotated[str, typer.Option("--url", help="Where the evidence can be read.")]
Confidential = Annotated[bool, typer.Option(help="The evidence is for the centre and the holders concerned only.")]
Reason = Annotated[str, typer.Option(help="Why.")]
Etag = Annotated[str, typer.Option(help="As read; a change since then refuses this one.")]
RequestId = Annotated[str, typer.Option(help="Names the request, to repeat it safely.")]


# --- reading and showing -----------------------------------------------------------------------------------------


def date(given: str) -> Date | None:
    """A date such as 2026-01-31; None for nothing.

    Raises:
        SepiaError: BAD_VALUE.
    """
    if not given:
        return None
    try:
        day = dt.date.fromisoformat(given)
    except ValueError:
        raise bad_value("The date", given, "a whole date such as 2026-01-31") from None
    return Date(year=day.year, month=day.month, day=day.day)


def date_text(message: Any, field: str, absent: str = "") -> str:
    """A date of a message for people; `absent` where it is not set."""
    if not message.HasField(field):
        return absent
    day: Date = getattr(message, field)
    return f"{day.year:04}-{day.month:02}-{day.day:02}"


def _evidence(citation: str, url: str, confidential: bool) -> pb.HolderEvidence | None:
    if not citation and not url:
        return None
    return pb.HolderEvidence(citation=citation, url=url, confidential=confidential)


def word(enumeration: Any, number: int, prefix: str) -> str:
    """A value of an enumeration for people."""
    return enumeration.Name(number).removeprefix(prefix).lower().replace("_", " ")


def _in_time(reported: pb.HolderReport) -> str:
    match reported.timeliness:
        case pb.REPORT_TIMELINESS_LATE:
            return f"LATE (due {date_text(reported, 'due_date')})"
        case pb.REPORT_TIMELINESS_IN_TIME:
            return "in time"
        case pb.REPORT_TIMELINESS_FIRST_REPORT:
            return "first report"
        case _:
            return "unknown"


def _standing(reported: pb.HolderReport, conflicts: Sequence[str]) -> str:
    if reported.HasField("withdraw_time"):
        return f"withdrawn: {reported.withdraw_reason}"
    return f"CONFLICTS with {len(conflicts)}" if conflicts else ""


def _span(message: Any, first: str = "effective_date") -> str:
    return f"{date_text(message, first, 'unknown')} – {date_text(message, 'end_date', 'now')}"


def record_text(record: pb.HolderRecord) -> str:
    """What a record says, in a line."""
    match record.WhichOneof("content"):
        case "size":
            figures = [word(pb.SizeClass, record.size.size_class, "SIZE_CLASS_")]
            if record.size.HasField("headcount"):
                figures.append(f"{count(record.size.headcount)} people")
            if record.size.HasField("annual_turnover"):
                figures.append(f"turnover {money_text(record.size.annual_turnover)}")
            if record.size.HasField("balance_sheet_total"):
                figures.append(f"balance sheet {money_text(record.size.balance_sheet_total)}")
            return ", ".join(figures)
        case "contact":
            return _written(
                record.contact.contact_name, record.contact.address_lines, record.contact.country, record.contact
            )
        case "representative":
            agent = record.representative
            return _written(agent.representative_name, agent.address_lines, agent.country, agent)
        case "policy":
            policy = record.policy
            kind = word(pb.PolicyKind, policy.kind, "POLICY_KIND_")
            parts = [kind if policy.exists else f"no {kind}", policy.pool, policy.standard, policy.summary, policy.url]
            return ", ".join(filter(None, parts))
        case _:
            return ""


def _written(name: str, lines: Iterable[str], country: str, reached: Any) -> str:
    personal = "(personal data)" if reached.personal_data else ""
    return ", ".join(filter(None, (name, *lines, country, reached.email, reached.phone, personal)))


def _record_rows(records: Iterable[pb.HolderRecord]) -> list[tuple[str, ...]]:
    return [
        (
            (record.WhichOneof("content") or ""),
            record_text(record),
            _span(record),
            record.reported.source,
            _in_time(record.reported),
            _standing(record.reported, record.conflicts),
            record.name,
        )
        for record in records
    ]


_RECORD_COLUMNS = ("what", "says", "holds", "according to", "reported", "", "name")


@app.command("show")
def show(holder: Holder, as_of: AsOf = "", as_json: Json = False) -> None:
    """Shows what is on record about a holder on a day.

    Example: sepia holder show "Acme Radio Oy" --as-of 2026-01-31
    """

    async def ask(sepia: Sepia) -> None:
        name = await find_holder(sepia, holder)
        request = pb.GetHolderProfileRequest(name=name, as_of_date=date(as_of))
        found: pb.HolderProfile = await sepia.call(sepia.holder_records.GetHolderProfile, request)
        print_json(found) if as_json else _print_profile(found)

    carry_out(ask)


def _print_profile(found: pb.HolderProfile) -> None:
    holder = found.holder
    if found.asked_for:
        say(f"{found.asked_for} is another spelling of this holder.")
    say(f"[bold]{holder.display_name}[/] ({holder.name}), on {date_text(found, 'as_of_date')}")
    for alias in holder.aliases:
        say(f"also written {alias.display_name} ({alias.name}, {count(alias.declaration_count)} declarations)")
    say(f"{count(holder.declaration_count)} declarations; etag {holder.etag}")
    exempt = {
        holders_pb2.ANSWER_YES: "yes",
        holders_pb2.ANSWER_NO: "no",
    }.get(found.exempt_from_sampling, "unknown: no size on record, or sources differ")
    say(f"exempt from yearly samples ({found.exemption_provision}): {exempt}")
    for parent in found.parents:
        control = word(pb.ControlKind, parent.control, "CONTROL_KIND_").replace("unspecified", "control unknown")
        standing = _standing(parent.reported, parent.conflicts)
        say(
            f"parent: {parent.parent_display_name} ({parent.parent}), {control}, "
            f"{_span(parent, 'start_date')} {standing}"
        )
    records = [*found.sizes, *found.contacts, *found.representatives, *found.policies]
    table("On record", _RECORD_COLUMNS, _record_rows(records))
    if found.conflicting:
        say("[yellow]Sources differ; both are shown.[/]")


@app.command("create")
def create(
    name: Annotated[str, typer.Argument(help="The name, as registers write it.")],
    reason: Reason = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Puts a holder on record that nothing in the register names, such as a parent company.

    Example: sepia holder create "Acme Holding Oyj" --reason "parent of Acme Radio Oy"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.CreateHolderRequest(display_name=name, reason=reason, request_id=request_id or new_id().hex)
        made: holders_pb2.Holder = await sepia.call(sepia.holder_records.CreateHolder, request)
        print_json(made) if as_json else say(f"{made.name}: {made.display_name}")

    carry_out(ask)


@app.command("records")
def records(holder: Holder, as_json: Json = False) -> None:
    """Lists everything ever reported about a holder, the newest report first.

    Example: sepia holder records "Acme Radio Oy"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListHolderRecordsRequest(parent=await find_holder(sepia, holder), page_size=500)
        found = await sepia.collect(sepia.holder_records.ListHolderRecords, request, "records")
        print_json({"records": found}) if as_json else table("Reported", _RECORD_COLUMNS, _record_rows(found))

    carry_out(ask)


@app.command("end")
def end(
    record: Annotated[str, typer.Argument(help="`holders/…/records/…`.")],
    last: Annotated[str, typer.Option("--to", help="Last day.")],
    reason: Reason = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Says until which day a record held.

    Example: sepia holder end holders/acme/records/0198… --to 2026-01-31 --reason "mandate ended"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.EndHolderRecordRequest(
            name=record, end_date=date(last), reason=reason, etag=etag, request_id=request_id or new_id().hex
        )
        changed: pb.HolderRecord = await sepia.call(sepia.holder_records.EndHolderRecord, request)
        print_json(changed) if as_json else say(f"{changed.name}: held {_span(changed)}")

    carry_out(ask)


@app.command("withdraw")
def withdraw(
    report: Annotated[str, typer.Argument(help="`holders/…/records/…`, `holders/…/parents/…` or `transfers/…`.")],
    reason: Annotated[str, typer.Option(help="Why it was wrong.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Takes back a report that was wrong from the beginning; it stays readable.

    Example: sepia holder withdraw transfers/0198… --reason "it was another company of that name"
    """

    async def ask(sepia: Sepia) -> None:
        service, fields = sepia.holder_records, {"reason": reason, "etag": etag}
        id = request_id or new_id().hex
        if "/records/" in report:
            request: Any = pb.WithdrawHolderRecordRequest(name=report, request_id=id, **fields)
            method = service.WithdrawHolderRecord
        elif "/parents/" in report:
            request, method = pb.WithdrawParentRequest(name=report, request_id=id, **fields), service.WithdrawParent
        elif report.startswith("transfers/"):
            request, method = pb.WithdrawTransferRequest(name=report, request_id=id, **fields), service.WithdrawTransfer
        else:
            raise bad_value("The report", report, "the name of a record, a parent or a transfer")
        changed = await sepia.call(method, request)
        print_json(changed) if as_json else say(f"{changed.name}: withdrawn, {changed.reported.withdraw_reason}")

    carry_out(ask)


@app.command("timeline")
def timeline(holder: Holder, as_json: Json = False) -> None:
    """Shows what happened to a holder in the register, the newest first.

    Example: sepia holder timeline "Acme Radio Oy"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListHolderEventsRequest(parent=await find_holder(sepia, holder), page_size=1000)
        found = await sepia.collect(sepia.holder_records.ListHolderEvents, request, "events")
        if as_json:
            print_json({"events": found})
            return
        rows = [
            (
                when(event.time),
                date_text(event, "event_date", "unknown"),
                event.summary,
                event.reported_as,
                "LATE" if event.timeliness == pb.REPORT_TIMELINESS_LATE else "",
                event.subject,
            )
            for event in found
        ]
        table("Timeline", ("on record since", "about", "what", "reported by", "", "name"), rows)

    carry_out(ask)


# --- aliases -----------------------------------------------------------------------------------------------------


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


@aliases.command("suggest")
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
        request = pb.SuggestAliasesRequest(query=query, min_score=min_score, page_size=min(most, 1000))
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


@aliases.command("decide")
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
            evidence=_evidence(evidence, url, False),
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


@aliases.command("undo")
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


@aliases.command("list")
def list_aliases(
    holder: Annotated[str, typer.Argument(help="Only decisions about this holder.")] = "", as_json: Json = False
) -> None:
    """Lists what was decided about spellings, the newest first, with what was undone.

    Example: sepia holder aliases list
    """

    async def ask(sepia: Sepia) -> None:
        name = await find_holder(sepia, holder) if holder else ""
        request = pb.ListAliasDecisionsRequest(holder=name, page_size=1000)
        found = await sepia.collect(sepia.holder_records.ListAliasDecisions, request, "decisions")
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


# --- groups ------------------------------------------------------------------------------------------------------


class Control(enum.StrEnum):
    """How a parent controls a holder."""

    UNKNOWN = "unknown"
    WHOLLY_OWNED = "wholly-owned"
    MAJORITY = "majority"
    CONTRACT = "contract"
    OTHER = "other"

    @property
    def number(self) -> Any:
        """As the contract numbers it."""
        return (
            pb.CONTROL_KIND_UNSPECIFIED
            if self is Control.UNKNOWN
            else pb.ControlKind.Value(f"CONTROL_KIND_{self.name}")
        )


@groups.command("show")
def show_group(holder: Holder, as_of: AsOf = "", as_json: Json = False) -> None:
    """Shows the whole group that a holder is in on a day.

    Example: sepia holder group show "Acme Radio Oy" --as-of 2020-06-30
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListGroupRequest(holder=await find_holder(sepia, holder), as_of_date=date(as_of))
        found: pb.ListGroupResponse = await sepia.call(sepia.holder_records.ListGroup, request)
        if as_json:
            print_json(found)
            return
        rows = [
            (
                "  " * member.level + member.display_name + (" ←" if member.asked_for else ""),
                member.holder,
                _span(member.parenthood, "start_date") if member.HasField("parenthood") else "",
                member.parenthood.reported.source,
                _standing(member.parenthood.reported, member.parenthood.conflicts),
                member.parenthood.name,
            )
            for member in found.members
        ]
        title = f"Group on {date_text(found, 'as_of_date')}"
        table(title, ("company", "holder", "below it", "according to", "", "report"), rows)

    carry_out(ask)


@groups.command("set")
def set_parent(
    holder: Holder,
    parent: Annotated[str, typer.Argument(help="Who controls it.")],
    since: Since = "",
    until: Until = "",
    control: Annotated[Control, typer.Option(help="How.")] = Control.UNKNOWN,
    share: Annotated[float, typer.Option(min=0, max=100, help="Percent of the votes or capital; 0 if unknown.")] = 0,
    source: Source = "",
    evidence: Cited = "",
    url: CitedAt = "",
    confidential: Confidential = False,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Says that a holder is controlled by another, from one day to another.

    Example: sepia holder group set acme-radio-oy acme-holding-oyj --from 2019-01-01 --control wholly-owned
    --source "Annual report 2019"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.SetParentRequest(
            child=await find_holder(sepia, holder),
            parent=await find_holder(sepia, parent),
            start_date=date(since),
            end_date=date(until),
            control=control.number,
            share_basis_points=round(share * 100),
            source=source,
            evidence=_evidence(evidence, url, confidential),
            etag=etag,
            request_id=request_id or new_id().hex,
        )
        made: pb.Parenthood = await sepia.call(sepia.holder_records.SetParent, request)
        print_json(made) if as_json else _print_parent(made)

    carry_out(ask)


def _print_parent(made: pb.Parenthood) -> None:
    say(f"{made.name}: {made.child_display_name} below {made.parent_display_name}, {_span(made, 'start_date')}")
    for other in made.conflicts:
        say(f"[yellow]differs from {other}[/]")


@groups.command("end")
def end_parent(
    report: Annotated[str, typer.Argument(help="`holders/…/parents/…`.")],
    last: Annotated[str, typer.Option("--to", help="Last day.")],
    reason: Reason = "",
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Says until which day a parent was one.

    Example: sepia holder group end holders/acme-radio-oy/parents/0198… --to 2024-12-31 --reason sold
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.EndParentRequest(
            name=report, end_date=date(last), reason=reason, etag=etag, request_id=request_id or new_id().hex
        )
        changed: pb.Parenthood = await sepia.call(sepia.holder_records.EndParent, request)
        print_json(changed) if as_json else _print_parent(changed)

    carry_out(ask)


# --- transfers ---------------------------------------------------------------------------------------------------


@transfers.command("add")
def add_transfer(
    assignor: Annotated[str, typer.Argument(help="Who gave.")],
    assignee: Annotated[str, typer.Argument(help="Who got.")],
    family: Annotated[list[str] | None, typer.Option(help="A family, `families/etsi-20450`; repeatable.")] = None,
    number: Annotated[list[str] | None, typer.Option(help="An application or publication; repeatable.")] = None,
    standard: Annotated[list[str] | None, typer.Option(help="All that is declared for it; repeatable.")] = None,
    everything: Annotated[bool, typer.Option("--whole-portfolio", help="All that is declared.")] = False,
    effective: Annotated[str, typer.Option("--from", help="First day of the new owner, if known.")] = "",
    recorded: Annotated[str, typer.Option(help="Day on which an office recorded it.")] = "",
    source: Source = "",
    evidence: Cited = "",
    url: CitedAt = "",
    confidential: Confidential = False,
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Puts a transfer on record; what was declared stays as it was declared.

    Example: sepia holder transfer add "Acme Radio Oy" "Buyer LLC" --family families/etsi-20450 --from 2026-01-31
    --source "USPTO assignment, reel 1 frame 2"
    """

    async def ask(sepia: Sepia) -> None:
        items = pb.TransferItems(
            families=[full_name(name, "families") for name in family or ()],
            numbers=number or (),
            standards=[full_name(name, "standards") for name in standard or ()],
            whole_portfolio=everything,
        )
        request = pb.ReportTransferRequest(
            assignor=await find_holder(sepia, assignor),
            assignee=await find_holder(sepia, assignee),
            items=items,
            effective_date=date(effective),
            recorded_date=date(recorded),
            source=source,
            evidence=_evidence(evidence, url, confidential),
            request_id=request_id or new_id().hex,
        )
        made: pb.Transfer = await sepia.call(sepia.holder_records.ReportTransfer, request)
        if as_json:
            print_json(made)
            return
        say(f"{made.name}: {_items_text(made.items)} from {made.assignor_display_name} to {made.assignee_display_name}")
        say(f"reported {_in_time(made.reported)}")
        bound = pb.ListBindingUndertakingsRequest(transfer=made.name, page_size=500)
        undertakings = await sepia.collect(sepia.holder_records.ListBindingUndertakings, bound, "declarations")
        bind = "licensing undertakings that bind the new owner (ETSI IPR Policy, clause 6.1bis)"
        say(f"{bind}: {count(len(undertakings))}")

    carry_out(ask)


def _items_text(items: pb.TransferItems) -> str:
    parts = [*items.families, *items.numbers, *(f"all for {name}" for name in items.standards)]
    if items.whole_portfolio:
        parts.append("the whole portfolio")
    shown = ", ".join(parts[:5])
    return shown if len(parts) <= 5 else f"{shown} and {count(len(parts) - 5)} more"


@transfers.command("list")
def list_transfers(
    holder: Annotated[str, typer.Argument(help="Only those of which this holder is an end.")] = "",
    family: Annotated[str, typer.Option(help="Only those that name this family.")] = "",
    as_json: Json = False,
) -> None:
    """Lists transfers, the newest report first.

    Example: sepia holder transfer list "Acme Radio Oy"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListTransfersRequest(
            holder=await find_holder(sepia, holder) if holder else "",
            family=full_name(family, "families") if family else "",
            page_size=500,
        )
        found = await sepia.collect(sepia.holder_records.ListTransfers, request, "transfers")
        if as_json:
            print_json({"transfers": found})
            return
        rows = [
            (
                transfer.assignor_display_name,
                transfer.assignee_display_name,
                _items_text(transfer.items),
                date_text(transfer, "effective_date", "unknown"),
                transfer.reported.source,
                _in_time(transfer.reported),
                _standing(transfer.reported, ()),
                transfer.name,
            )
            for transfer in found
        ]
        table("Transfers", ("from", "to", "what", "since", "according to", "reported", "", "name"), rows)

    carry_out(ask)


@app.command("owner")
def owner(
    family: Annotated[str, typer.Argument(help="The family, `families/etsi-20450`.")],
    as_of: AsOf = "",
    as_json: Json = False,
) -> None:
    """Shows who owns a family on a day, and which undertakings bind whoever owns it.

    Example: sepia holder owner families/etsi-20450 --as-of 2024-12-31
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.GetFamilyOwnershipRequest(family=full_name(family, "families"), as_of_date=date(as_of))
        found: pb.FamilyOwnership = await sepia.call(sepia.holder_records.GetFamilyOwnership, request)
        if as_json:
            print_json(found)
            return
        rows = [
            (
                line.declarant_display_name or "(nobody in the register)",
                line.owner_display_name,
                ", ".join(line.numbers) or "the whole family",
                "\n".join(line.transfers),
                "CONFLICTING" if line.conflicting else "",
            )
            for line in found.lines
        ]
        title = f"{found.family} on {date_text(found, 'as_of_date')}"
        table(title, ("declared by", "owned by", "what", "through", ""), rows)
        if found.declarations_without_declarant:
            say(f"{count(found.declarations_without_declarant)} declarations of it name no declarant")
        for declaration in found.undertakings:
            say(f"binds every owner: {declaration.name} ({declaration.reference}), by {declaration.declarant}")

    carry_out(ask)


# --- facts -------------------------------------------------------------------------------------------------------


def _report(
    holder: str,
    content: dict[str, Any],
    *,
    since: str,
    until: str,
    source: str,
    evidence: pb.HolderEvidence | None,
    etag: str,
    request_id: str,
    as_json: bool,
) -> None:
    async def ask(sepia: Sepia) -> None:
        request = pb.ReportHolderRecordRequest(
            parent=await find_holder(sepia, holder),
            effective_date=date(since),
            end_date=date(until),
            source=source,
            evidence=evidence,
            etag=etag,
            request_id=request_id or new_id().hex,
            **content,
        )
        made: pb.HolderRecord = await sepia.call(sepia.holder_records.ReportHolderRecord, request)
        if as_json:
            print_json(made)
            return
        say(f"{made.name}: {record_text(made)}, {_span(made)}, according to {made.reported.source}")
        say(f"reported {_in_time(made.reported)}")
        for other in made.conflicts:
            say(f"[yellow]differs from {other}[/]")

    carry_out(ask)


class Size(enum.StrEnum):
    """The size of an enterprise."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@sizes.command("set")
def set_size(
    holder: Holder,
    size: Annotated[Size, typer.Argument(help="The class.")],
    headcount: Annotated[int, typer.Option(help="People employed; left out where unknown.")] = -1,
    turnover: Annotated[str, typer.Option(help="Annual turnover, '7000000 EUR'.")] = "",
    balance: Annotated[str, typer.Option(help="Balance sheet total, '5000000 EUR'.")] = "",
    since: Since = "",
    until: Until = "",
    source: Source = "",
    evidence: Cited = "",
    url: CitedAt = "",
    confidential: Confidential = False,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Reports a holder's size.

    Example: sepia holder size set "Acme Radio Oy" small --headcount 31 --from 2026-01-01 --evidence "Accounts 2025"
    """
    if headcount < -1:
        raise usage("--headcount is not negative")
    content = pb.HolderSize(
        size_class=f"SIZE_CLASS_{size.name}",
        headcount=None if headcount < 0 else headcount,
        annual_turnover=_money(turnover),
        balance_sheet_total=_money(balance),
    )
    _report(
        holder,
        {"size": content},
        since=since,
        until=until,
        source=source,
        evidence=_evidence(evidence, url, confidential),
        etag=etag,
        request_id=request_id,
        as_json=as_json,
    )


def _money(given: str) -> Any:
    return guarded(lambda: money(given)) if given else None


class Purpose(enum.StrEnum):
    """What a contact is for."""

    ADDRESS = "address"
    LICENSING = "licensing"


@contacts.command("set")
def set_contact(
    holder: Holder,
    purpose: Annotated[Purpose, typer.Argument(help="What it is for.")],
    name: Annotated[str, typer.Option(help="The person, department or licensing entity.")] = "",
    line: Annotated[list[str] | None, typer.Option(help="A line of the postal address; repeatable.")] = None,
    country: Annotated[str, typer.Option(help="Country in two capitals.")] = "",
    email: Annotated[str, typer.Option(help="E-mail address.")] = "",
    phone: Annotated[str, typer.Option(help="Telephone number.")] = "",
    personal: Annotated[bool, typer.Option("--personal-data", help="It names a natural person.")] = False,
    since: Since = "",
    until: Until = "",
    source: Source = "",
    evidence: Cited = "",
    url: CitedAt = "",
    confidential: Confidential = False,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Reports a holder's address, or its contact for licensing.

    Example: sepia holder contact set "Acme Radio Oy" licensing --name "Acme Licensing Oy" --email ip@example.org
    """
    content = pb.HolderContact(
        purpose=f"CONTACT_PURPOSE_{purpose.name}",
        contact_name=name,
        address_lines=line or (),
        country=country,
        email=email,
        phone=phone,
        personal_data=personal,
    )
    _report(
        holder,
        {"contact": content},
        since=since,
        until=until,
        source=source,
        evidence=_evidence(evidence, url, confidential),
        etag=etag,
        request_id=request_id,
        as_json=as_json,
    )


@representatives.command("set")
def set_representative(
    holder: Holder,
    name: Annotated[str, typer.Argument(help="The representative's name.")],
    country: Annotated[str, typer.Option(help="Country in two capitals.")],
    line: Annotated[list[str] | None, typer.Option(help="A line of the postal address; repeatable.")] = None,
    email: Annotated[str, typer.Option(help="E-mail address.")] = "",
    phone: Annotated[str, typer.Option(help="Telephone number.")] = "",
    personal: Annotated[bool, typer.Option("--personal-data", help="It is a natural person.")] = False,
    since: Since = "",
    until: Until = "",
    source: Source = "",
    evidence: Cited = "",
    url: CitedAt = "",
    confidential: Confidential = False,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Reports a holder's representative in the EU; the name tells several apart.

    Example: sepia holder representative set "Acme Radio Oy" "Kanzlei Muster" --country DE --email mail@example.org
    """
    content = pb.HolderRepresentative(
        representative_name=name,
        address_lines=line or (),
        country=country,
        email=email,
        phone=phone,
        personal_data=personal,
    )
    _report(
        holder,
        {"representative": content},
        since=since,
        until=until,
        source=source,
        evidence=_evidence(evidence, url, confidential),
        etag=etag,
        request_id=request_id,
        as_json=as_json,
    )


class Policy(enum.StrEnum):
    """What a policy is about."""

    PUBLIC_TERMS = "public-terms"
    SME_TERMS = "sme-terms"
    ROYALTY = "royalty"
    DISCOUNT = "discount"
    POOL = "pool"


@policies.command("set")
def set_policy(
    holder: Holder,
    kind: Annotated[Policy, typer.Argument(help="What it is about.")],
    none: Annotated[bool, typer.Option("--none", help="That there is none.")] = False,
    standard: Annotated[str, typer.Option(help="The standard it is for; all without it.")] = "",
    pool: Annotated[str, typer.Option(help="Of `pool`: its name.")] = "",
    summary: Annotated[str, typer.Option(help="The policy in short.")] = "",
    published_at: Annotated[str, typer.Option(help="Where it can be read.")] = "",
    digest: Annotated[str, typer.Option(help="SHA-256 of the document.")] = "",
    since: Since = "",
    until: Until = "",
    source: Source = "",
    evidence: Cited = "",
    url: CitedAt = "",
    confidential: Confidential = False,
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Reports a licensing policy, or that there is none.

    Example: sepia holder policy set "Acme Radio Oy" public-terms --published-at https://example.org/terms
    """
    content = pb.HolderPolicy(
        kind=f"POLICY_KIND_{kind.name}",
        exists=not none,
        standard=full_name(standard, "standards") if standard else "",
        pool=pool,
        summary=summary,
        url=published_at,
        document_digest=digest,
    )
    _report(
        holder,
        {"policy": content},
        since=since,
        until=until,
        source=source,
        evidence=_evidence(evidence, url, confidential),
        etag=etag,
        request_id=request_id,
        as_json=as_json,
    )
