"""Owns the method of `StandardService` by which holders and implementers notify a standard."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

import grpc.aio

from sepia.registry.v1 import standards_pb2 as pb
from services.registry.holders.rules import holder_key
from services.registry.imports.store import edition
from services.registry.standards import messages, procedure, store
from services.registry.standards import procedure_store as procedures
from services.registry.standards.finding import Fit, StandardIndex, read_question
from services.registry.standards.identity import Standard
from services.registry.standards.procedure import Act, Notice, NoticeKind, State
from services.registry.standards.procedure_steps import ProcedureSteps, StandardsRegime, kind_of
from services.registry.standards.rules import designation, standard_key, standard_name
from shared.auth.callers import Role, current_caller
from shared.db import WriteTransaction
from shared.errors import SepiaError, not_found, precondition

Context = grpc.aio.ServicerContext[Any, Any]
_COMMERCIAL = 2
_NOT_IN_KEYS = re.compile(r"[^a-z0-9]+")


class NoticeMethods(ProcedureSteps):
    """Takes notices; one of higher rank supersedes the one before (Art. 14)."""

    async def NotifyStandard(self, request: pb.NotifyStandardRequest, context: Context) -> pb.Standard:
        regime = self._regime(request.regime or self._default_regime)
        today = self._today(regime)
        notice = _notice(request)
        caller = current_caller()
        procedure.may_give(
            notice.kind,
            officer=caller.has(Role.ROLE_OFFICER),
            holder=caller.has(Role.ROLE_HOLDER),
            implementer=caller.has(Role.ROLE_IMPLEMENTER),
            acts_for=caller.organization,
            of=notice.holders,
        )
        await self._must_be_commercial(notice.commercial_name)
        defining = await self._defining(notice.specifications)
        async with self._database.write(request) as tx:
            owners = await procedures.owners(tx.connection, [holder_key(name) for name in notice.holders])
            for name in notice.holders:
                if holder_key(name) not in owners:
                    raise not_found(name)
            published = procedure.check_notice(
                notice,
                today=today,
                distinct_holders=len(set(owners.values())),
                needs_commitment=regime.standards.needs_frand_commitment,
            )
            key, named = await self._named(tx, request.standard, notice.commercial_name)
            row = await self._locked(tx, standard_name(key), request.etag)
            name, at = standard_name(key), self._database.clock.now()
            in_force = await procedures.notice_in_force(tx, row.id)
            if row.regime is not None and row.regime != regime.profile.name:
                raise precondition(
                    "REGIME_DIFFERS",
                    f"Notice of {name} was given under the regime {row.regime}; its procedure ends under that.",
                    subject=name,
                )
            state = None if row.state is None else State(row.state)
            procedure.check_precedence(notice.kind, NoticeKind(in_force.kind) if in_force else None, state, name)
            after = procedure.after(state, Act.NOTIFY, name)
            due_on, provision = self._notice_due(regime, notice.kind, published)
            late = procedure.late_days(today, due_on)
            id = self._database.new_id()
            values: dict[str, object] = {
                "id": id,
                "standard_id": row.id,
                "kind": int(notice.kind),
                "holders": list(notice.holders),
                "through": notice.through,
                "organization": caller.organization,
                "account": caller.account,
                "commercial_name": notice.commercial_name,
                "specifications": list(notice.specifications),
                "specification_published_on": published,
                "implementations": list(notice.implementations),
                "frand_commitment": notice.frand_commitment,
                "notified_on": today,
                "notified_at": at,
                "due_on": due_on,
                "late_days": late,
                "provision": provision,
            }
            await procedures.create_notice(tx, values, instead_of=in_force.id if in_force else None)
            facts: dict[str, object] = {
                "state": int(after),
                "specification_published_on": published,
                "notified_on": today,
                "frand_commitment": notice.frand_commitment,
                "implementations": list(notice.implementations),
                "provision": provision,
            }
            if row.regime is None:
                begun = {"regime": regime.profile.name, "regime_citation": regime.profile.citation}
                await procedures.create_procedure(tx, row.id, {**begun, **facts})
            else:
                await procedures.change_procedure(tx, row.id, facts)
            await procedures.set_specifications(tx, row.id, defining)
            instead = f" It takes the place of the {_word(in_force.kind)} notice." if in_force else ""
            lateness = f" {late} days late (due {due_on})." if late else ""
            by = notice.through or ", ".join(notice.holders) or caller.organization or caller.account
            await self._note(
                tx,
                row.id,
                kind_of("notify"),
                f"Notice ({_word(notice.kind)}) of {notice.commercial_name} by {by}.{lateness}{instead}",
                on=today,
                provision=provision,
            )
            await tx.record(
                kind_of("notify"),
                name,
                {
                    **{field: value for field, value in values.items() if field not in ("standard_id", "id")},
                    "notice": id,
                    "supersedes": str(in_force.id) if in_force else "",
                    "regime": regime.profile.citation,
                },
            )
            # What defines a standard says which links count for it; of a generation, the flags of links say so.
            if named or row.generation is None:
                await edition(tx, at, cause=name)
            return await tx.reply(await self._whole(tx, key))

    async def _named(self, tx: WriteTransaction, standard: str, commercial_name: str) -> tuple[str, bool]:
        """Key of the commercial standard that a notice is of, made where there is none of this name.

        Whether a standard or a name is new comes with it. Only officers give a known standard a further name: a notice
        of anybody else keeps the name it was given with, and the standard goes on under its own.
        """
        await store.lock_standards(tx)
        known = await store.commercial_standard(tx.connection, commercial_name)
        if standard:
            row = await store.read_standard(tx.connection, standard_key(standard))
            if row is None:
                raise not_found(standard)
            if row.kind != _COMMERCIAL:
                raise _not_commercial(standard, row.display_name)
            if known is not None and known.key != row.key:
                raise precondition(
                    "NAME_OF_ANOTHER",
                    f"{commercial_name} is the name of {standard_name(known.key)}, not of {standard}. Leave `standard` "
                    "empty to give notice of that one, or send another commercial name.",
                    subject=standard_name(known.key),
                )
            if known is not None or not current_caller().has(Role.ROLE_OFFICER):
                return row.key, False
            await store.add_name(tx, row.id, row.names, commercial_name)
            return row.key, True
        if known is not None:
            return known.key, False
        slug = _NOT_IN_KEYS.sub("-", commercial_name.casefold()).strip("-")[:60].strip("-") or "standard"
        key = procedure.commercial_key(slug, await store.keys_beginning(tx.connection, slug))
        identity = Standard(key, "", "", "", (" ".join(commercial_name.split()),))
        await store.create_standard(tx, identity, kind=_COMMERCIAL, facts={})
        return key, True

    async def _must_be_commercial(self, name: str) -> None:
        """Refuses the number of a specification as a commercial name: it would stand for two standards from then on.

        Raises:
            SepiaError: FAILED_PRECONDITION (NOT_COMMERCIAL).
        """
        if not name:
            return  # that there is none is said with all else that is missing
        async with self._database.read() as connection:
            index = await self._index.index(connection)
        for one in index.find(read_question(name), 3):
            known = one.standard
            if one.fit is Fit.NAME and not known.commercial and designation(known.key, known.names).number:
                raise _not_commercial(standard_name(known.key), known.display_name)

    async def _defining(self, given: Sequence[str]) -> list[dict[str, object]]:
        """The specifications that texts mean; what the register doesn't know stays as it was written.

        Read before the transaction: the index is shared, and holds what is committed only.
        """
        async with self._database.read() as connection:
            index = await self._index.index(connection)
        return [_specification(index, text) for text in given]

    def _notice_due(self, regime: StandardsRegime, kind: NoticeKind, published: dt.date) -> tuple[dt.date | None, str]:
        """Until when a notice of a kind is due, and what that rests on."""
        period, key = {
            NoticeKind.JOINT: (regime.standards.joint_notice_due, "standards.joint_notice_due"),
            NoticeKind.SINGLE: (regime.standards.single_notice_due, "standards.single_notice_due"),
            NoticeKind.IMPLEMENTER: (regime.standards.implementer_notice_due, "standards.implementer_notice_due"),
        }[kind]
        return regime.last_day(period, published) if period else None, regime.provision(key)


def _not_commercial(standard: str, display_name: str) -> SepiaError:
    return precondition(
        "NOT_COMMERCIAL",
        f"{standard} is a single specification. Notice is given of a standard by its commercial name; list "
        f"{display_name} among the technical specifications that define it.",
        subject=standard,
    )


def _word(kind: int) -> str:
    return NoticeKind(kind).name.lower()


def _notice(request: pb.NotifyStandardRequest) -> Notice:
    published = messages.read_date(
        request.specification_publication_date,
        given=request.HasField("specification_publication_date"),
        field="specification_publication_date",
    )
    return Notice(
        kind=NoticeKind(request.kind),
        commercial_name=" ".join(request.commercial_name.split()),
        specifications=tuple(request.technical_specifications),
        specification_published_on=published,
        implementations=tuple(request.known_implementations),
        holders=tuple(dict.fromkeys(request.holders)),
        through=" ".join(request.through.split()),
        frand_commitment=request.frand_commitment,
    )


def _specification(index: StandardIndex, given: str) -> dict[str, object]:
    """The specification that a text of a notice means, if it is one of the register's beyond doubt."""
    asked = read_question(given)
    sure = [one for one in index.find(asked, 3) if one.fit is Fit.NAME and not one.standard.commercial]
    sure = [one for one in sure if one.standard.title] or sure
    return {
        "given": given,
        "specification_id": sure[0].standard.id if len(sure) == 1 else None,
        "version": asked.version or None,
    }
