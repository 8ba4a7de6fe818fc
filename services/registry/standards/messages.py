"""Owns how standards look to whoever asks: rows become messages of the contract."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from google.protobuf.timestamp_pb2 import Timestamp
from google.type.date_pb2 import Date
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.registry.v1 import standards_pb2 as pb
from sepia.type.v1 import type_pb2
from services.registry import tables
from services.registry.standards import procedure_store as procedures
from services.registry.standards import rules, store
from services.registry.standards.chain import Leg, ways
from services.registry.standards.rules import standard_key, standard_name
from shared.deadlines import Deadline, list_deadlines
from shared.errors import Violation, invalid


async def standard_messages(connection: AsyncConnection, rows: Sequence[sa.Row[Any]]) -> list[pb.Standard]:
    """Standards of a page, with their procedures."""
    ids = [row.id for row in rows]
    found = await procedures.procedures(connection, ids)
    notices: Mapping[int, list[sa.Row[Any]]] = {}
    specifications: Mapping[int, list[sa.Row[Any]]] = {}
    deadlines: dict[str, list[Deadline]] = {}
    if found:
        notices = await procedures.notices(connection, list(found))
        specifications = await procedures.specifications(connection, list(found))
        subjects = [standard_name(row.key) for row in rows if row.id in found]
        for deadline in await list_deadlines(connection, tables.deadline, subjects):
            deadlines.setdefault(deadline.subject, []).append(deadline)
    messages: list[pb.Standard] = []
    for row in rows:
        message = _standard(row)
        if row.id in found:
            name = standard_name(row.key)
            message.procedure.CopyFrom(_procedure(found[row.id], notices.get(row.id, []), deadlines.get(name, [])))
            message.technical_specifications.extend(
                pb.DefiningSpecification(given=one.given, standard=standard_name(one.key), version=one.version or "")
                for one in specifications.get(row.id, [])
            )
            message.etag = str(found[row.id].revision)
        messages.append(message)
    return messages


async def whole_standard(connection: AsyncConnection, row: sa.Row[Any]) -> pb.Standard:
    """A standard with its procedure and its chain."""
    (message,) = await standard_messages(connection, [row])
    members, _ = await chain_members(connection, row)
    message.chain.extend(members)
    message.chain_link_count = message.link_count + sum(member.link_count for member in members)
    return message


async def chain_members(
    connection: AsyncConnection, row: sa.Row[Any]
) -> tuple[list[pb.ChainMember], dict[int, sa.Row[Any]]]:
    """What came before a standard, the nearest last, and after it, the nearest first; and the rows of all, with it."""
    ids = await store.chain_ids(connection, row.id)
    if len(ids) == 1:
        return [], {row.id: row}
    rows = {**await store.standards_by_id(connection, ids), row.id: row}
    found = ways(row.id, await store.chain_steps(connection, ids))
    members = [
        (
            pb.ChainMember(
                standard=standard_name(rows[id].key),
                display_name=rows[id].display_name,
                earlier=is_earlier(way),
                through=said(way, rows),
                link_count=rows[id].link_count,
            ),
            len(way),
        )
        for id, way in sorted(found.items())
        if way
    ]
    members.sort(key=lambda one: (not one[0].earlier, -one[1] if one[0].earlier else one[1], one[0].standard))
    return [member for member, _ in members], rows


def is_earlier(way: Sequence[Leg]) -> bool:
    """Whether a way leads back."""
    return bool(way) and not way[-1].forward


def said(way: Sequence[Leg], rows: Mapping[int, Any]) -> list[str]:
    """A way in words."""
    return [leg.said(rows[leg.start].display_name, rows[leg.end].display_name) for leg in way]


def _standard(row: sa.Row[Any]) -> pb.Standard:
    commercial = row.kind == pb.STANDARD_KIND_COMMERCIAL
    called = rules.designation(row.key, row.names)
    names = [pb.StandardName(text=name, kind=_name_kind(name, commercial)) for name in row.names]
    if row.title:
        names.append(pb.StandardName(text=row.title, kind=pb.STANDARD_NAME_KIND_TITLE))
    if row.work_item:
        names.append(pb.StandardName(text=row.work_item, kind=pb.STANDARD_NAME_KIND_WORK_ITEM))
    message = pb.Standard(
        name=standard_name(row.key),
        display_name=row.display_name,
        names=row.names,
        kind=pb.StandardKind.Name(row.kind),
        link_count=row.link_count,
        known_names=names,
        title=row.title or "",
        organisation=called.organisation,
        document_type=called.document_type,
        number=called.number,
        status=pb.StandardStatus.Name(row.status or 0),
        generations=rules.generation_names(row.generation or row.generations),
        first_release=row.release or "",
        working_group=row.working_group or "",
        work_item=row.work_item or "",
        internal=row.internal,
        publication_date=date_message(row.published_on),
        uri=row.uri or "",
        etag="0",
    )
    if row.sha256 is not None:
        message.source.CopyFrom(type_pb2.SourceRow(document=f"documents/{row.sha256}", line=row.line))
    return message


def _name_kind(name: str, commercial: bool) -> str:
    return pb.StandardNameKind.Name(int(rules.name_kind(name, commercial=commercial)))


def _procedure(row: sa.Row[Any], notices: Sequence[sa.Row[Any]], deadlines: Sequence[Deadline]) -> pb.StandardProcedure:
    late = (row.registration_opened_on - row.opening_due_on).days if _both(row) else 0
    return pb.StandardProcedure(
        regime=row.regime,
        regime_citation=row.regime_citation,
        state=pb.StandardState.Name(row.state),
        notices=[_notice(notice) for notice in notices],
        comments_open_date=date_message(row.comments_opened_on),
        comments_until_date=date_message(row.comments_until),
        publication_date=date_message(row.published_on),
        aggregate_royalty_date=date_message(row.royalty_published_on),
        opening_due_date=date_message(row.opening_due_on),
        registration_open_date=date_message(row.registration_opened_on),
        on_time_until_date=date_message(row.on_time_until),
        on_time_window_closed=row.window_closed_at is not None,
        opening_late_days=max(0, late),
        known_implementations=row.implementations,
        deadlines=[deadline_message(deadline) for deadline in deadlines],
        provision=row.provision,
    )


def _both(row: sa.Row[Any]) -> bool:
    return row.registration_opened_on is not None and row.opening_due_on is not None


def _notice(row: sa.Row[Any]) -> pb.StandardNotice:
    return pb.StandardNotice(
        id=str(row.id),
        kind=pb.StandardNoticeKind.Name(row.kind),
        holders=row.holders,
        through=row.through,
        organization=row.organization,
        account=row.account,
        commercial_name=row.commercial_name,
        technical_specifications=row.specifications,
        specification_publication_date=date_message(row.specification_published_on),
        known_implementations=row.implementations,
        frand_commitment=row.frand_commitment,
        notice_date=date_message(row.notified_on),
        due_date=date_message(row.due_on),
        late_days=row.late_days,
        provision=row.provision,
        superseded_by=str(row.superseded_by or ""),
    )


def deadline_message(deadline: Deadline) -> pb.StandardDeadline:
    """A deadline of a standard."""
    return pb.StandardDeadline(
        standard=deadline.subject,
        kind=deadline.kind,
        actor=deadline.actor,
        due_date=date_message(deadline.due_on),
        due_time=stamp(deadline.due_at),
        provision=deadline.provision,
        state=pb.StandardDeadlineState.Name(deadline.state),
        close_time=stamp(deadline.closed_at),
    )


def step_message(row: sa.Row[Any]) -> pb.StandardStep:
    """A step between standards."""
    return pb.StandardStep(
        name=f"{standard_name(row.successor_key)}/steps/{row.id}",
        predecessor=standard_name(row.predecessor_key),
        successor=standard_name(row.successor_key),
        kind=pb.StandardStepKind.Name(row.kind),
        evidence=row.evidence,
        effective_date=date_message(row.effective_on),
        create_time=stamp(row.recorded_at),
        creator=row.recorded_by,
        withdraw_time=stamp(row.withdrawn_at),
        withdrawer=row.withdrawn_by,
        withdrawal_reason=row.withdrawal_reason,
    )


def comment_message(name: str, row: sa.Row[Any]) -> pb.StandardComment:
    """A comment on a standard with this resource name."""
    return pb.StandardComment(
        name=f"{name}/comments/{row.id}",
        account=row.account,
        organization=row.organization,
        text=row.body,
        create_time=stamp(row.submitted_at),
    )


def event_message(row: sa.Row[Any]) -> pb.StandardEvent:
    """Something that happened to a standard."""
    return pb.StandardEvent(
        kind=row.kind,
        date=date_message(row.effective_on),
        create_time=stamp(row.recorded_at),
        actor=row.actor,
        what=row.what,
        provision=row.provision,
    )


def date_message(day: dt.date | None) -> Date | None:
    """A date; None when it is unknown."""
    return None if day is None else Date(year=day.year, month=day.month, day=day.day)


def stamp(at: dt.datetime | None) -> Timestamp | None:
    """An instant; None when it is unknown."""
    if at is None:
        return None
    message = Timestamp()
    message.FromDatetime(at)
    return message


def read_date(message: Date, *, given: bool, field: str) -> dt.date | None:
    """The date in a message; None when it was not given.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_DATE): a day that is in no calendar, or a date without a day.
    """
    if not given:
        return None
    try:
        return dt.date(message.year, message.month, message.day)
    except ValueError:
        raise invalid(
            "NOT_A_DATE",
            f"{message.year}-{message.month:02}-{message.day:02} is no day of the calendar.",
            Violation(field, "year, month and day, for example 2026-01-31"),
        ) from None


def key_of_step(name: str) -> tuple[str, str]:
    """Key of the standard and id of the step in `standards/{standard}/steps/{step}`."""
    standard, _, step = name.partition("/steps/")
    return standard_key(standard), step
