"""Owns the methods of `HolderService` about families, and `FamilyService`: applications, members, numbers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

import grpc.aio
import sqlalchemy as sa
from google.type import date_pb2

from sepia.registry.v1 import families_pb2, families_pb2_grpc
from sepia.registry.v1 import holders_pb2 as pb
from sepia.type.v1 import type_pb2
from services.registry.conflicts.rules import application_subject
from services.registry.conflicts.store import list_conflicting_facts
from services.registry.dates import date_message
from services.registry.declarations.rules import declaration_name
from services.registry.families import applications as applications_store
from services.registry.families import rules, store
from services.registry.families.connector import Families
from services.registry.families.members import DOCDB
from services.registry.families.rules import Member, Numbered, read_family_name
from services.registry.holders.rules import UNKNOWN, holder_key, holder_name
from services.registry.standards.rules import Scope, standard_key, standard_name
from shared.auth.callers import current_caller
from shared.db import Database, WriteTransaction, page_size, read_page_token, write_page_token
from shared.errors import Kind, SepiaError, not_found
from shared.patent_numbers import Confidence, NumberKind, PatentNumber, Unreadable, read_number

Context = grpc.aio.ServicerContext[Any, Any]


class FamilyMethods:
    """Answers what belongs together under a key."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def GetFamily(self, request: pb.GetFamilyRequest, context: Context) -> pb.Family:
        name = read_family_name(request.name)
        async with self._database.read() as connection:
            family = await store.family_id(connection, name.key, name.external)
            if family is None:
                raise not_found(request.name)
            applications = await (
                applications_store.list_claimed(connection, family)
                if name.key == DOCDB
                else store.list_applications(connection, name.key, family)
            )
            results = await store.list_results(connection, request.name)
        return pb.Family(
            name=request.name,
            key=type_pb2.FamilyKey.Name(name.key),
            applications=[_application(row) for row in applications],
            results=[
                pb.FamilyResult(
                    campaign=row.campaign,
                    standard=standard_name(row.standard_key),
                    holder=row.holder,
                    outcome=row.outcome,
                    simulated=row.simulated,
                    publish_time=row.published_at,
                )
                for row in results
            ],
        )

    async def ListFamilyLinks(self, request: pb.ListFamilyLinksRequest, context: Context) -> pb.ListFamilyLinksResponse:
        name = read_family_name(request.family)
        size, key = page_size(request.page_size, default=100, most=1_000), read_page_token(request)
        after = cast("tuple[int, int, int]", tuple(key)) if key else None
        async with self._database.read() as connection:
            family = await store.family_id(connection, name.key, name.external)
            if family is None:
                raise not_found(request.family)
            scope = await store.scope(connection, standard_key(request.standard)) if request.standard else Scope()
            if scope is None:
                return pb.ListFamilyLinksResponse()  # nothing is declared for a standard that the register lacks
            known = request.holder != UNKNOWN if request.holder else None
            wanted = store.LinkFilter(known, holder_key(request.holder), scope)
            rows = await store.list_links(connection, name.key, family, wanted, after, size + 1)
        reply = pb.ListFamilyLinksResponse(links=[_link(row) for row in rows[:size]])
        if len(rows) > size:
            last = rows[size - 1]
            reply.next_page_token = write_page_token(request, [last.document_id, last.line, last.id])
        return reply


def _link(row: sa.Row[*tuple[Any, ...]]) -> pb.Link:
    return pb.Link(
        declaration=declaration_name(row.holder_key, row.declaration_key),
        holder=holder_name(row.holder_key),
        entry_id=row.entry_id,
        standard=standard_name(row.standard_key),
        version=row.standard_version or "",
        illustrative_part=row.illustrative_part or "",
        application=_application_of_link(row) if row.application_id is not None else None,
        source=type_pb2.SourceRow(document=f"documents/{row.sha256}", line=row.line),
    )


def _application(row: sa.Row[*tuple[Any, ...]]) -> pb.Application:
    return pb.Application(
        name=rules.application_name(row.id),
        office=row.office or "",
        application_number=row.number or "",
        publications=row.publications,
        title=row.title or "",
    )


def _application_of_link(row: sa.Row[*tuple[Any, ...]]) -> pb.Application:
    message = pb.Application(
        name=rules.application_name(row.application_id),
        office=row.office or "",
        application_number=row.number or "",
        publications=row.publications,
        title=row.title or "",
    )
    return message


# --- FamilyService -----------------------------------------------------------------------------------------------


class Bring(Protocol):
    """Stores what was fetched and queues its import, in a transaction; returns `imports/{id}`."""

    async def __call__(
        self, tx: WriteTransaction, data: bytes, *, id: uuid.UUID, filename: str, submitter: str, at: dt.datetime
    ) -> str: ...


class FamilyServicer(families_pb2_grpc.FamilyServiceServicer):
    """Answers for applications and members of families, and fetches families from the EPO.

    Args:
        database: the registry's.
        families: where families are fetched from.
        bring: brings in what was fetched.
        wake: called when an import was queued.
    """

    def __init__(self, database: Database, families: Families, bring: Bring, wake: Callable[[], None]) -> None:
        self._database = database
        self._families = families
        self._bring = bring
        self._wake = wake

    async def GetApplication(
        self, request: families_pb2.GetApplicationRequest, context: Context
    ) -> families_pb2.ApplicationRecord:
        id = rules.read_application_name(request.name)
        async with self._database.read() as connection:
            row = await applications_store.read_application(connection, id)
            if row is None:
                raise not_found(request.name)
            families = await applications_store.list_families_of(connection, id)
            holders = await applications_store.list_declaring(connection, id)
            subject = application_subject(row.office, row.number, row.publications)
            contradicted = bool(await list_conflicting_facts(connection, subject, None, 1))
        office, keys = row.office or "", [family.key for family in families]
        reply = families_pb2.ApplicationRecord(
            name=request.name,
            office=office,
            publications=[
                _number(read_number(given, office=office, kind=NumberKind.PUBLICATION)) for given in row.publications
            ],
            title=row.title or "",
            families=[_family_of_application(family) for family in families],
            docdb_conflict=keys.count(DOCDB) > 1,
            declaration_count=row.declarations,
            link_count=row.links,
            holders=[
                families_pb2.DeclaringHolder(
                    holder=holder_name(holder.key), display_name=holder.name, declaration_count=holder.declarations
                )
                for holder in holders
            ],
            several_holders=len(holders) > 1,
            several_families=[type_pb2.FamilyKey.Name(key) for key in sorted(set(keys)) if keys.count(key) > 1],
            has_conflicts=contradicted,
            conflict_subject=subject,
            filing_date=date_message(row.filed_on),
        )
        if row.number:
            reply.number.CopyFrom(_number(read_number(row.number, office=office, kind=NumberKind.APPLICATION)))
        return reply

    async def ListFamilyMembers(
        self, request: families_pb2.ListFamilyMembersRequest, context: Context
    ) -> families_pb2.ListFamilyMembersResponse:
        name = read_family_name(request.family)
        size, key = page_size(request.page_size, default=100, most=1_000), read_page_token(request)
        after = (str(key[0]), int(key[1])) if key else None
        async with self._database.read() as connection:
            family = await store.family_id(connection, name.key, name.external)
            if family is None:
                raise not_found(request.family)
            rows = await applications_store.list_members(connection, family, after, size + 1)
            candidates = await applications_store.list_candidates(connection, family, [row.id for row in rows[:size]])
        reply = families_pb2.ListFamilyMembersResponse(
            members=[_member(row, candidates.get(row.id, ())) for row in rows[:size]]
        )
        if len(rows) > size:
            reply.next_page_token = write_page_token(request, [rows[size - 1].given, rows[size - 1].id])
        return reply

    async def ReadNumber(self, request: families_pb2.ReadNumberRequest, context: Context) -> families_pb2.PatentNumber:
        kind = NumberKind[request.kind.upper()] if request.kind else None
        return _number(read_number(request.text, office=request.office, kind=kind))

    async def FetchFamilies(
        self, request: families_pb2.FetchFamiliesRequest, context: Context
    ) -> families_pb2.FetchFamiliesResponse:
        ids = [rules.read_application_name(name) for name in request.applications]
        async with self._database.read() as connection:
            known = await applications_store.read_numbered(connection, ids)
        for id, name in zip(ids, request.applications, strict=True):
            if id not in known:
                raise not_found(name)
        # Asked before the transaction begins, so that none stays open while another office thinks. A retry asks again,
        # but nothing is brought in twice: the first answer is given.
        answers = await self._ask([(name, known[id]) for id, name in zip(ids, request.applications, strict=True)])
        async with self._database.write(request) as tx:
            at, reply = self._database.clock.now(), families_pb2.FetchFamiliesResponse()
            for answer, xml in answers:
                if xml:
                    brought = await self._bring(
                        tx,
                        xml,
                        id=self._database.new_id(),
                        filename=f"{answer.asked}.xml",
                        submitter=current_caller().account,
                        at=at,
                    )
                    setattr(answer, "import", brought)
                reply.families.append(answer)
            replied = await tx.reply(reply)
        self._wake()
        return replied

    async def _ask(
        self, applications: Sequence[tuple[str, sa.Row[*tuple[Any, ...]]]]
    ) -> list[tuple[families_pb2.FetchedFamily, bytes]]:
        """Asks for each application; what the office refuses altogether is raised if nothing was answered before."""
        answers: list[tuple[families_pb2.FetchedFamily, bytes]] = []
        refusal: SepiaError | None = None
        for name, row in applications:
            number = rules.number_to_ask(Numbered(row.office or "", row.number or "", row.publications))
            answer = families_pb2.FetchedFamily(application=name, asked=number.canonical if number else "")
            answers.append((answer, b""))
            if number is None:
                answer.reason = "NUMBER_UNREADABLE"
                answer.message = "None of its numbers says for certain which document is meant; see GetApplication."
                continue
            if refusal is None:
                try:
                    found = await self._families.family(number)
                except SepiaError as error:
                    if error.reason not in ("OPS_FAILED", "OPS_REFUSED", "OPS_UNAVAILABLE"):
                        raise
                    if error.reason != "OPS_FAILED":
                        refusal = error
                    answer.reason, answer.message = "OPS_FAILED", error.message
                    continue
                answers[-1] = (answer, found.xml)
                if not found.xml:
                    answer.reason, answer.message = "UNKNOWN_TO_OPS", f"OPS does not know {number.canonical}."
            else:
                answer.reason, answer.message = "OPS_FAILED", refusal.message
        if refusal is not None and refusal.kind is not Kind.INVALID and not any(xml for _, xml in answers):
            raise refusal
        return answers


_CONFIDENCE = {
    Confidence.EXACT: families_pb2.NUMBER_CONFIDENCE_EXACT,
    Confidence.LIKELY: families_pb2.NUMBER_CONFIDENCE_LIKELY,
    Confidence.GUESSED: families_pb2.NUMBER_CONFIDENCE_GUESSED,
}


def _number(read: PatentNumber | Unreadable) -> families_pb2.PatentNumber:
    if isinstance(read, Unreadable):
        return families_pb2.PatentNumber(given=read.given, unreadable=read.reason.value, message=read.message)
    return families_pb2.PatentNumber(
        given=read.given,
        canonical=read.canonical,
        epodoc=read.epodoc(),
        as_written=read.as_written(),
        office=read.office,
        kind=read.kind.value,
        kind_code=read.kind_code,
        year=read.year or 0,
        confidence=_CONFIDENCE[read.confidence],
        part_of=read.behind,
        search_report=read.is_search_report,
        correction=read.is_correction,
    )


_MATCHED_BY = {rules.APPLICATION: "application", rules.PUBLICATION: "publication"}


def _family_of_application(row: sa.Row[*tuple[Any, ...]]) -> families_pb2.ApplicationFamily:
    message = families_pb2.ApplicationFamily(
        family=rules.family_name(row.key, row.external),
        key=type_pb2.FamilyKey.Name(row.key),
        link_count=int(row.links),
    )
    if row.sha256 is not None:
        message.matched_by = _MATCHED_BY[row.role]
        message.source.CopyFrom(type_pb2.SourceRow(document=f"documents/{row.sha256}", line=row.line))
    return message


def _member(row: sa.Row[*tuple[Any, ...]], candidates: Sequence[sa.Row[*tuple[Any, ...]]]) -> families_pb2.FamilyMember:
    member = Member(row.role, row.given, row.application)
    message = families_pb2.FamilyMember(
        number=_number(rules.read_member(member)),
        role=families_pb2.FamilyMemberRole.Name(row.role),
        application=row.application,
        registered=[
            rules.application_name(other.id)
            for other in candidates
            if rules.is_member(Numbered(other.office or "", other.number or "", other.publications), member)
        ],
        source=type_pb2.SourceRow(document=f"documents/{row.sha256}", line=row.line),
    )
    if row.dated_on is not None:
        day = row.dated_on
        message.date.CopyFrom(date_pb2.Date(year=day.year, month=day.month, day=day.day))
    return message
