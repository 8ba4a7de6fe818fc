"""Owns the gRPC method that gives checks to evaluators."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import grpc.aio
import sqlalchemy as sa

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import campaigns_pb2_grpc
from services.assessment import campaign_record as record
from services.assessment import roster
from services.assessment.assignment import rules, store
from services.assessment.campaigns.rules import must_be_drawn
from services.assessment.chart_deadlines import must_not_wait, settle_waiting
from services.assessment.checks.procedure import Due
from services.assessment.conducting import as_centre
from services.assessment.conflicts.rules import Check, Evaluator
from services.assessment.earlier import store as earlier
from services.assessment.earlier.rules import OnRecord, reusable
from services.assessment.evaluators.rules import must_have_somebody
from services.assessment.regimes import Regime, regime_in
from shared.db.database import OFFICERS, Database, WriteTransaction
from shared.errors import not_found, precondition
from shared.ids import NewId

Context = grpc.aio.ServicerContext[Any, Any]
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
            regime = regime_in(taken.regime, await store.profile_content(tx.connection, taken.regime))
            reused, pending = await _on_record(tx, taken, regime)
            drawn = await store.families(tx.connection, taken.id, taken.frame_id)
            families = [row for row in drawn if row.family not in reused and row.family not in pending]
            checked = _by_holder(families)
            await must_not_wait(tx, request.name, taken.regime, now, checked)
            people = _chosen(await roster.people(tx.connection, regime, now), request.evaluators)
            ground = await roster.ground(tx.connection, regime, now)
            plan = _Plan(request, regime, [person.evaluator for person in people], ground)
            # Named by the family, so that key and draw decide alone who gets what.
            wanted = [
                Check(
                    row.family,
                    row.family,
                    ground.owners(row.family, taken.standard, row.owners or []),
                    evaluators=regime.rules.panel,
                    area=plan.area,
                )
                for row in families
            ]
            key = await store.key(tx.connection, taken.id)
            must_have_somebody(wanted, plan.people, ground.parents, since=ground.since)
            assigned, doubled = await asyncio.to_thread(plan.make, wanted, key)
            by_name = {person.evaluator.name: person for person in people}
            due_on = regime.days.last_day(regime.profile.checks.opinion_due, regime.days.date_of(now))
            made = _Made(self.database.random_id, taken, regime, now, due_on)
            # Ids are random: ids in a row would tell, by what lies between two of one's own, how many doubles there are
            # among the families between. Which of the two comes first is as random as the key.
            for row in families:
                panel = [by_name[name] for name in assigned[row.family]]
                second = doubled.get(row.family)
                pair = [(panel, False), *([([by_name[second]], True)] if second else [])]
                if second and hashlib.sha256(key + row.family.encode()).digest()[0] % 2:
                    pair.reverse()
                for sitting, double in pair:
                    made.add(row, sitting, plan.area, double=double)
            made.pair()
            await as_centre(tx.connection)
            await store.add_checks(tx.connection, made.checks, made.seats, made.doubles, made.deadlines)
            await earlier.set_down(tx.connection, taken.id, reused, pending)
            await settle_waiting(tx, request.name, checked)
            await _tell(tx, request.name, made.told, made.due_at, key, (len(families), len(reused), len(pending)))
            campaign = await record.revise(tx, taken, state=record.CHECKING, check_count=len(families), assigned_at=now)
            return await tx.reply(campaign)


class _Plan:
    """Who gets what: the first looks, and the doubles that nobody knows of."""

    def __init__(
        self, request: pb.AssignChecksRequest, regime: Regime, people: Sequence[Evaluator], ground: roster.Ground
    ) -> None:
        self.people = people
        self.area = request.technical_area
        self._ground = ground
        share = int(regime.profile.checks.duplicate_share.points * 10)
        # A panel of several is no double's equal, and the double of one would be known by its size.
        self._per_mille = max(share, request.duplicate_per_mille) if regime.rules.panel == 1 else 0

    def make(self, wanted: Sequence[Check], key: bytes) -> tuple[dict[str, list[str]], dict[str, str]]:
        """Family → evaluators, and family → the second evaluator of those that are doubled."""
        parents, since = self._ground.parents, self._ground.since
        assigned = rules.assign(wanted, self.people, key=key, parents=parents, since=since)
        number = len(wanted) * self._per_mille // 1000
        doubled = (
            rules.duplicates(wanted, self.people, assigned, number=number, key=key, parents=parents, since=since)
            if number
            else []
        )
        by_family: dict[str, list[str]] = defaultdict(list)
        for one in assigned:
            by_family[one.check].append(one.evaluator)
        return by_family, {one.check: one.evaluator for one in doubled}


class _Made:
    """Rows of the checks of a campaign."""

    def __init__(self, random_id: NewId, taken: Any, regime: Regime, now: dt.datetime, due_on: dt.date) -> None:
        self._random_id = random_id
        self._taken = taken
        self.due_at = regime.days.end_of(due_on)
        # Spelled once, not once a row: there may be tens of thousands.
        self._now, self._due_on, self._due_at = now.isoformat(), due_on.isoformat(), self.due_at.isoformat()
        self._campaign_id, self._kind = str(taken.id), Due.OPINION.value
        self._provision = regime.provision("checks.opinion_due")
        self.checks: list[dict[str, object]] = []
        self.seats: list[dict[str, object]] = []
        self.deadlines: list[dict[str, object]] = []
        self.doubles: list[dict[str, object]] = []
        self.told: list[dict[str, str]] = []
        self._by_family: dict[str, dict[bool, str]] = defaultdict(dict)

    def add(self, family: Any, sitting: Sequence[roster.Person], area: str, *, double: bool) -> None:
        """One check with those who sit on it."""
        check_id = str(self._random_id())
        self._by_family[family.family][double] = check_id
        first = sitting[0]
        self.checks.append(
            {
                "id": check_id,
                "campaign_id": self._campaign_id,
                "regime": self._taken.regime,
                "standard": self._taken.standard,
                "family": family.family,
                "holder": family.holder,
                "evaluator_id": first.id,
                "evaluator_account": first.account,
                "technical_area": area,
                # Nobody is heard on a double: it would tell the holder, and the evaluator, that it is one.
                "addressees": [] if double else list(family.drawn_for or []),
                "direct": self._taken.demonstration,
                "state": 1,
                "outcome": 0,
                "reasons": "",
                "simulated": False,
                "revision": 0,
                "assigned_at": self._now,
                "due_at": self._due_at,
            }
        )
        for person in sitting:
            self.seats.append(
                {
                    "id": str(self._random_id()),
                    "check_id": check_id,
                    "stage": 1,
                    "evaluator_id": person.id,
                    "evaluator_account": person.account,
                    "appointed_at": self._now,
                }
            )
            self.deadlines.append(
                {
                    "id": str(self._random_id()),
                    "subject": f"checks/{check_id}#{person.evaluator.name}",
                    "kind": self._kind,
                    "actor": person.account,
                    "due_on": self._due_on,
                    "due_at": self._due_at,
                    "provision": self._provision,
                    "state": 1,
                    "created_at": self._now,
                }
            )
            self.told.append(
                {
                    "check": f"checks/{check_id}",
                    "family": family.family,
                    "holder": family.holder,
                    "evaluator": person.evaluator.name,
                    "account": person.account,
                }
            )

    def pair(self) -> None:
        """Notes which check is the double of which."""
        self.doubles = [
            {"check_id": both[True], "of_check_id": both[False]} for both in self._by_family.values() if len(both) == 2
        ]


async def _tell(
    tx: WriteTransaction,
    campaign: str,
    told: Sequence[dict[str, str]],
    due_at: dt.datetime,
    key: bytes,
    numbers: tuple[int, int, int],
) -> None:
    """Logs for everyone how many, and for each evaluator (and officers) which."""
    by_account: dict[str, list[dict[str, str]]] = defaultdict(list)
    for check in told:
        by_account[check["account"]].append(check)
    # Numbers and a deadline: nothing here tells who.
    families, reused, pending = numbers
    counts = {
        "check_count": families,
        "reused_count": reused,
        "under_way_as_proposals": pending,
        "evaluator_count": len(by_account),
        "due_time": due_at,
    }
    await tx.record(
        "officer:campaign:assign", campaign, {**counts, "assignment_key_sha256": hashlib.sha256(key).hexdigest()}
    )
    for account, given in sorted(by_account.items()):
        for start in range(0, len(given), CHECKS_AN_ENTRY):
            part = given[start : start + CHECKS_AN_ENTRY]
            listed = [{name: c[name] for name in ("check", "family", "holder")} for c in part]
            await tx.record(
                "officer:checks:assign",
                part[0]["evaluator"],
                {"campaign": campaign, "account": account, "due_time": due_at, "checks": listed},
                audience=(*OFFICERS, f"account:{account}"),
            )


async def _on_record(tx: WriteTransaction, taken: Any, regime: Regime) -> tuple[dict[str, OnRecord], dict[str, str]]:
    """Families drawn that are not checked: with a result on record, or under way because they were proposed.

    The sample was drawn without regard to either, so that what is on record doesn't change which families speak for the
    others.
    """
    reused: dict[str, OnRecord] = {}
    if regime.profile.checks.reuse_earlier_results:
        reused = reusable(await earlier.on_record(tx.connection, taken))
    return reused, await earlier.under_way(tx.connection, taken, reused)


def _by_holder(families: Iterable[sa.Row[Any]]) -> dict[str, set[str]]:
    """Holder → its families that were drawn and are checked."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in families:
        for holder in row.drawn_for or ():
            found[holder].add(row.family)
    return found


def _chosen(people: Sequence[roster.Person], names: Sequence[str]) -> list[roster.Person]:
    if not names:
        return list(people)
    by_name = {person.evaluator.name: person for person in people}
    unknown = sorted(set(names) - set(by_name))
    if unknown:
        raise not_found(unknown[0], f"Nobody on the roster is called {', '.join(unknown[:10])}; see ListEvaluators.")
    return [by_name[name] for name in sorted(set(names))]
