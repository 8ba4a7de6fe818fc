"""Owns taking over what the EPO says of families, and recognising in them what is declared."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from services.registry.conflicts import store as conflicts
from services.registry.families import members as store
from services.registry.families import rules
from services.registry.families.members import Recognised, SourcedMember
from services.registry.families.ops import FamilyReader, FamilyRecord
from services.registry.families.rules import APPLICATION, PRIORITY, PUBLICATION, Member
from services.registry.imports.formats import Applied, Format, Rejection, SubmittedFile
from shared.db import WriteTransaction
from shared.patent_numbers import PatentNumber

_ID = re.compile(r"[0-9]{1,18}")


class OpsFamilyFormat:
    """Answers of the EPO's Open Patent Services: families and bibliographic documents, as XML."""

    async def apply(self, file: SubmittedFile) -> Applied:
        """Takes families and their members over; what the register has already, from whatever answer, changes nothing.

        Raises:
            SepiaError: INVALID_ARGUMENT: the file is no such answer.
        """
        records = await self._read(file)
        sound = [record for record in records if _fault(record) is None]
        await file.reject([fault for record in records if (fault := _fault(record)) is not None])
        await file.progress(file.size_bytes, len(records), file.rejected_rows, "merging")
        families = await store.know_families(file.tx, (record.family for record in sound))
        # Reading numbers is computation: it runs in a thread, so that the process goes on answering.
        listed = await asyncio.to_thread(_members_by_record, sound, families)
        members = [member for found in listed for member in found]
        new = await store.know_members(file.tx, members, file.document_id, file.at)
        otherwise = await store.other_dates(file.tx, members, file.document_id)
        await conflicts.note(file.tx, otherwise, file.edition)
        if new:
            await file.edition()  # whoever declares at this moment is waited for, or finds these members
        recognised = await store.recognise_members(file.tx, new.values(), file.at)
        await _say_conflicts(file.tx, recognised, file.sha256)
        changed = sum(any(member.key in new for member in found) for found in listed)
        different = {member.key: member for found in listed for member in found}.values()
        return Applied(
            rows=len(records),
            accepted=len(sound),
            new=changed,
            counts={
                "families": len(families),
                "applications of families": _count(different, APPLICATION),
                "publications of families": _count(different, PUBLICATION),
                "priorities claimed": _count(different, PRIORITY),
                "numbers not read": sum(member.canonical is None for member in different),
                "declared applications recognised": recognised.applications,
                "applications in several families": len(recognised.conflicts),
                "links counted": recognised.links,
                "dates that contradict others": len({(one.subject, one.field) for one in otherwise}),
            },
        )

    async def _read(self, file: SubmittedFile) -> list[FamilyRecord]:
        reader, records, size = FamilyReader(), list[FamilyRecord](), 0
        async for piece in file.chunks():
            records += await asyncio.to_thread(reader.feed, piece)
            size += len(piece)
            await file.progress(size, len(records), 0, "reading")
        return records + reader.finish()


class RecognisingFamilies:
    """A format that brings applications; what it brings is recognised as members of the families that are known.

    Args:
        inner: the format.
    """

    def __init__(self, inner: Format) -> None:
        self._inner = inner

    async def apply(self, file: SubmittedFile) -> Applied:
        """Takes the file over as its format does; then recognises the applications that it brought."""
        if not await store.knows_members(file.tx):
            return await self._inner.apply(file)
        before = await store.last_applications(file.tx)
        applied = await self._inner.apply(file)
        recognised = await store.recognise_applications(file.tx, before, file.at)
        await store.count_links(file.tx, file.document_id)
        await _say_conflicts(file.tx, recognised, file.sha256)
        # Some were recognised with their declarations, as these were entered.
        applications = await store.count_recognised(file.tx, before)
        found = {"applications recognised in DOCDB families": applications}
        return replace(applied, counts={**applied.counts, **found}) if applications else applied


async def recognise_declared(tx: WriteTransaction, declaration: int, document: str, at: dt.datetime) -> None:
    """Recognises what a declaration names in the families that are known, where it came by itself and in no file.

    Args:
        declaration: id of its row.
        document: digest of the document that says so.
    """
    if await store.knows_members(tx):
        await _say_conflicts(tx, await store.recognise_declared(tx, declaration, at), document)


def _fault(record: FamilyRecord) -> Rejection | None:
    """Why a record says nothing of a family."""
    if not _ID.fullmatch(record.family):
        return Rejection(
            record.line,
            "family-id",
            record.family[:80],
            "NO_FAMILY_ID",
            f"The record's family-id is {record.family[:80]!r}, so it says of no family that it is a member.",
            "Ask OPS again: every member has a number there, such as 19768124.",
        )
    if not record.publications and not record.applications:
        return Rejection(
            record.line,
            "",
            "",
            "NO_NUMBER",
            f"The record of family {record.family} has neither a publication nor an application with a number.",
            "Ask OPS again: each member has a publication-reference and an application-reference.",
        )
    return None


def _members_by_record(records: Sequence[FamilyRecord], families: Mapping[str, int]) -> list[list[SourcedMember]]:
    return [list(_members(record, families[record.family])) for record in records]


def _members(record: FamilyRecord, family: int) -> Iterator[SourcedMember]:
    """The numbers of a record, each with what it is in the family."""
    of = record.applications[0].given if record.applications else ""
    for role, ids in (
        (APPLICATION, record.applications),
        (PUBLICATION, record.publications),
        (PRIORITY, record.priorities),
    ):
        for id in ids:
            member = Member(role, id.given, id.given if role == APPLICATION else of)
            read = rules.read_member(member)
            canonical = read.canonical if isinstance(read, PatentNumber) else None
            yield SourcedMember(family, member, canonical, id.dated_on, record.line)


def _count(different: Iterable[SourcedMember], role: int) -> int:
    return sum(member.member.role == role for member in different)


async def _say_conflicts(tx: WriteTransaction, recognised: Recognised, document: str) -> None:
    """Puts into the log which applications several families claim: sources disagree, and none is overwritten."""
    for id, families in recognised.conflicts.items():
        content = {"families": list(families), "counted_in": families[0], "document": document}
        await tx.record("system:family:conflict", rules.application_name(id), content)
