"""Owns what the commands on holders share: their arguments, and how records and their evidence are given and shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer
from google.type.date_pb2 import Date

from sepia.registry.v1 import holder_records_pb2 as pb
from services.cli.figures import count
from services.cli.lookups import find_holder
from services.cli.output import bad_value, carry_out, print_json, say
from services.cli.reading import money_text
from services.cli.session import Sepia
from shared.ids import new_id

Holder = Annotated[str, typer.Argument(help="The holder: `holders/…`, its id, or its name.")]
Most = Annotated[int | None, typer.Option("--most", min=1, help="At most this many lines; all without it.")]
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


def evidence_of(citation: str, url: str, confidential: bool) -> pb.HolderEvidence | None:
    """The evidence that a command was given; None where it was given none."""
    if not citation and not url:
        return None
    return pb.HolderEvidence(citation=citation, url=url, confidential=confidential)


def word(enumeration: Any, number: int, prefix: str) -> str:
    """A value of an enumeration for people."""
    return enumeration.Name(number).removeprefix(prefix).lower().replace("_", " ")


def in_time(reported: pb.HolderReport) -> str:
    """Whether a record was reported in time."""
    match reported.timeliness:
        case pb.REPORT_TIMELINESS_LATE:
            return f"LATE (due {date_text(reported, 'due_date')})"
        case pb.REPORT_TIMELINESS_IN_TIME:
            return "in time"
        case pb.REPORT_TIMELINESS_FIRST_REPORT:
            return "first report"
        case _:
            return "unknown"


def standing_text(reported: pb.HolderReport, conflicts: Sequence[str]) -> str:
    """Whether a record was reported in time, and whether others contradict it."""
    if reported.HasField("withdraw_time"):
        return f"withdrawn: {reported.withdraw_reason}"
    return f"CONFLICTS with {len(conflicts)}" if conflicts else ""


def span(message: Any, first: str = "effective_date") -> str:
    """From when to when something holds."""
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
            return written(
                record.contact.contact_name, record.contact.address_lines, record.contact.country, record.contact
            )
        case "representative":
            agent = record.representative
            return written(agent.representative_name, agent.address_lines, agent.country, agent)
        case "policy":
            policy = record.policy
            kind = word(pb.PolicyKind, policy.kind, "POLICY_KIND_")
            parts = [kind if policy.exists else f"no {kind}", policy.pool, policy.standard, policy.summary, policy.url]
            return ", ".join(filter(None, parts))
        case _:
            return ""


def written(name: str, lines: Iterable[str], country: str, reached: Any) -> str:
    """A name with its address and how it is reached."""
    personal = "(personal data)" if reached.personal_data else ""
    return ", ".join(filter(None, (name, *lines, country, reached.email, reached.phone, personal)))


def record_rows(records: Iterable[pb.HolderRecord]) -> list[tuple[str, ...]]:
    """Records as rows of a table with `RECORD_COLUMNS`."""
    return [
        (
            (record.WhichOneof("content") or ""),
            record_text(record),
            span(record),
            record.reported.source,
            in_time(record.reported),
            standing_text(record.reported, record.conflicts),
            record.name,
        )
        for record in records
    ]


RECORD_COLUMNS = ("what", "says", "holds", "according to", "reported", "", "name")


def report(
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
    """Who says something, when, and on what evidence."""

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
        say(f"{made.name}: {record_text(made)}, {span(made)}, according to {made.reported.source}")
        say(f"reported {in_time(made.reported)}")
        for other in made.conflicts:
            say(f"[yellow]differs from {other}[/]")

    carry_out(ask)
