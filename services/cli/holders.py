"""Owns holders on the command line: `sepia holder …`; its groups of commands are in modules beside it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from sepia.registry.v1 import holder_records_pb2 as pb
from sepia.registry.v1 import holders_pb2
from services.cli import holder_aliases, holder_facts, holder_groups, holder_transfers
from services.cli.figures import count
from services.cli.holder_records import (
    RECORD_COLUMNS,
    AsOf,
    Etag,
    Holder,
    Most,
    Reason,
    RequestId,
    date,
    date_text,
    record_rows,
    span,
    standing_text,
    word,
)
from services.cli.lookups import find_holder
from services.cli.output import Json, bad_value, carry_out, print_json, say, table
from services.cli.reading import full_name, when
from services.cli.session import Sepia
from shared.ids import new_id

app = typer.Typer(help="Holders: who they are, their groups, transfers, sizes and policies.", no_args_is_help=True)

app.add_typer(holder_aliases.app, name="aliases")
app.add_typer(holder_groups.app, name="group")
app.add_typer(holder_transfers.app, name="transfer")
app.add_typer(holder_facts.sizes, name="size")
app.add_typer(holder_facts.contacts, name="contact")
app.add_typer(holder_facts.representatives, name="representative")
app.add_typer(holder_facts.policies, name="policy")


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
        standing = standing_text(parent.reported, parent.conflicts)
        say(
            f"parent: {parent.parent_display_name} ({parent.parent}), {control}, "
            f"{span(parent, 'start_date')} {standing}"
        )
    records = [*found.sizes, *found.contacts, *found.representatives, *found.policies]
    table("On record", RECORD_COLUMNS, record_rows(records))
    if found.conflicting:
        say("[yellow]Sources differ; both are shown.[/]")


@app.command("spellings")
def spellings(holder: Holder, as_json: Json = False) -> None:
    """Shows under which names a holder declares, as reviewed, and how much under each.

    Example: sepia holder spellings "Acme Radio Oy"
    """

    async def ask(sepia: Sepia) -> None:
        request = holders_pb2.GetHolderRequest(name=await find_holder(sepia, holder))
        found: holders_pb2.Holder = await sepia.call(sepia.holders.GetHolder, request)
        if as_json:
            print_json(found)
            return
        rows = [(found.display_name, found.canonical or found.name, count(found.declaration_count))]
        rows += [(alias.display_name, alias.name, count(alias.declaration_count)) for alias in found.aliases]
        table("Spellings", ("name", "holder", "declarations"), rows, numbers=[2])

    carry_out(ask)


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
def records(holder: Holder, most: Most = None, as_json: Json = False) -> None:
    """Lists everything ever reported about a holder, the newest report first.

    Example: sepia holder records "Acme Radio Oy"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.ListHolderRecordsRequest(parent=await find_holder(sepia, holder), page_size=min(most or 500, 500))
        found = await sepia.collect(sepia.holder_records.ListHolderRecords, request, "records", most=most)
        print_json({"records": found}) if as_json else table("Reported", RECORD_COLUMNS, record_rows(found))

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
        print_json(changed) if as_json else say(f"{changed.name}: held {span(changed)}")

    carry_out(ask)


@app.command("erase-contact")
def erase_contact(
    record: Annotated[str, typer.Argument(help="`holders/…/records/…`.")],
    reference: Annotated[str, typer.Option(help="Who asked, and how.")],
    etag: Etag = "",
    request_id: RequestId = "",
    as_json: Json = False,
) -> None:
    """Erases contact data of persons from a contact or representative that no longer holds (officers).

    Example: sepia holder erase-contact holders/acme/records/0198… --reference "letter of 2028-02-01"
    """

    async def ask(sepia: Sepia) -> None:
        request = pb.EraseHolderContactRequest(
            name=record, reference=reference, etag=etag, request_id=request_id or new_id().hex
        )
        changed: pb.HolderRecord = await sepia.call(sepia.holder_records.EraseHolderContact, request)
        print_json(changed) if as_json else say(f"{changed.name}: contact data erased")

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
