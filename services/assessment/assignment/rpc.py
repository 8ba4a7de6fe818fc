"""Owns the gRPC method that gives checks to evaluators."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import campaigns_pb2_grpc, checks_pb2
from services.assessment import campaign_record as record
from services.assessment.assignment import rules, store
from services.assessment.campaigns.rules import must_be_drawn
from services.assessment.conflicts.rules import Check, Evaluator, Tie, TieKind
from services.assessment.evaluators.rules import must_have_somebody
from shared.db.database import OFFICERS, Database, WriteTransaction
from shared.errors import not_found, precondition
from shared.regime import Profile
from shared.regime.calendar import WorkingDays
from shared.regime.reading import read_profile

Context = grpc.aio.ServicerContext[Any, Any]
YEAR = dt.timedelta(days=365)
CHECKS_AN_ENTRY = 5_000
"""How many checks an entry of the log lists at most: it has to fit into a message, several times over."""


class AssignmentMethods(campaigns_pb2_grpc.CampaignServiceServicer):
    """Gives checks to evaluators."""

    database: Database

    async def AssignChecks(self, request: pb.AssignChecksRequest, context: Context) -> pb.Campaign:  # pyright: ignore[reportIncompatibleMethodOverride]
        async with self.database.write(request) as tx:
            taken = await record.take(tx, request.name, request.etag)
            must_be_drawn(request.name, taken.state >= record.DRAWN)
            if taken.state != record.DRAWN:
                raise precondition(
                    "CAMPAIGN_ALREADY_ASSIGNED",
                    f"The checks of {request.name} were assigned at {taken.assigned_at:%Y-%m-%d %H:%M} UTC.",
                    subject=request.name,
                )
            now = self.database.clock.now()
            profile = await _profile(tx, taken.regime)
            families = await store.families(tx.connection, taken.id, taken.frame_id)
            people = _chosen(await store.roster(tx.connection, since=now - YEAR), request.evaluators)
            quota = profile.checks.evaluator_checks_per_year
            roster = [_evaluator(row, quota=quota, most=len(families)) for row in people]
            # Named by the family, so that key and draw decide alone who gets what.
            wanted = [Check(row.family, row.family, row.owners or []) for row in families]
            key = await store.key(tx.connection, taken.id)
            must_have_somebody(wanted, roster)
            assigned = await asyncio.to_thread(rules.assign, wanted, roster, key=key)
            evaluator_of = {one.check: one.evaluator for one in assigned}
            by_name = {f"evaluators/{row.id}": row for row in people}
            due_at = _due(profile, now)
            checks: list[dict[str, object]] = []
            # Ids follow the order of holders and families, so that they tell nothing about who checks what.
            for row in families:
                person = by_name[evaluator_of[row.family]]
                checks.append(
                    {
                        "id": self.database.new_id(),
                        "family": row.family,
                        "holder": row.holder,
                        "evaluator_id": person.id,
                        "evaluator_account": person.account,
                    }
                )
            if checks:
                await store.add_checks(tx.connection, taken.id, checks, assigned_at=now, due_at=due_at)
            await _tell(tx, request.name, checks, due_at, key)
            campaign = await record.revise(tx, taken, state=record.CHECKING, check_count=len(checks), assigned_at=now)
            return await tx.reply(campaign)


async def _tell(
    tx: WriteTransaction, campaign: str, checks: Sequence[dict[str, object]], due_at: dt.datetime, key: bytes
) -> None:
    """Logs for everyone how many, and for each evaluator (and officers) which."""
    by_account: dict[str, list[dict[str, object]]] = defaultdict(list)
    for check in checks:
        by_account[str(check["evaluator_account"])].append(check)
    # Two numbers and a deadline: nothing here tells who.
    counts = {"check_count": len(checks), "evaluator_count": len(by_account), "due_time": due_at}
    await tx.record(
        "officer:campaign:assign", campaign, {**counts, "assignment_key_sha256": hashlib.sha256(key).hexdigest()}
    )
    for account, given in sorted(by_account.items()):
        for start in range(0, len(given), CHECKS_AN_ENTRY):
            part = given[start : start + CHECKS_AN_ENTRY]
            listed = [{"check": f"checks/{c['id']}", "family": c["family"], "holder": c["holder"]} for c in part]
            await tx.record(
                "officer:checks:assign",
                f"evaluators/{part[0]['evaluator_id']}",
                {"campaign": campaign, "account": account, "due_time": due_at, "checks": listed},
                audience=(*OFFICERS, f"account:{account}"),
            )


async def _profile(tx: WriteTransaction, citation: str) -> Profile:
    content = await store.profile_content(tx.connection, citation)
    return read_profile(content, file=citation, name=citation.partition("@")[0])


def _due(profile: Profile, now: dt.datetime) -> dt.datetime:
    days = WorkingDays.of(profile)
    return days.end_of(days.last_day(profile.checks.opinion_due, days.date_of(now)))


def _chosen(roster: Sequence[sa.Row[Any]], names: Sequence[str]) -> list[sa.Row[Any]]:
    if not names:
        return list(roster)
    by_name = {f"evaluators/{row.id}": row for row in roster}
    unknown = sorted(set(names) - set(by_name))
    if unknown:
        raise not_found(unknown[0], f"Nobody on the roster is called {', '.join(unknown[:10])}; see ListEvaluators.")
    return [by_name[name] for name in sorted(set(names))]


def _evaluator(row: sa.Row[Any], *, quota: int | None, most: int) -> Evaluator:
    return Evaluator(
        name=f"evaluators/{row.id}",
        identity_verified=row.identity_verified,
        ties=[Tie(_KINDS[kind], holder) for holder, kind in row.ties] if row.ties_declared else None,
        capacity=most if quota is None else max(0, quota - row.given),
        load=row.open,
    )


_KINDS = {
    checks_pb2.TIE_KIND_EMPLOYMENT: TieKind.EMPLOYMENT,
    checks_pb2.TIE_KIND_CLIENT: TieKind.CLIENT,
    checks_pb2.TIE_KIND_SHARES: TieKind.SHARES,
    checks_pb2.TIE_KIND_RELATIVE: TieKind.RELATIVE,
    checks_pb2.TIE_KIND_EARLIER_WORK: TieKind.EARLIER_WORK,
}
