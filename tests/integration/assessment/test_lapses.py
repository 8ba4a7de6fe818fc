"""Deadlines of a whole campaign that pass in the same minute: fired many at a time, as if each had been by itself."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from sepia.assessment.v1 import campaigns_pb2 as pb
from services.assessment.checks.procedure import State
from services.assessment.lapses import Clock
from shared.deadlines import DeadlineRunner
from tests.integration.assessment.conftest import Centre, families_of

NUMBER = 30
LATER = 20
"""Days in which the centre has to appoint somebody, and a few more."""


def rows(centre: Centre, query: str, *values: object) -> list[dict[str, Any]]:
    with psycopg.connect(centre.url, row_factory=dict_row) as connection:
        connection.execute("select set_config('sepia.audiences', 'role:SERVICE', false)")
        return connection.execute(query, list(values)).fetchall()


async def assigned(centre: Centre, holder: str) -> pb.Campaign:
    campaign = await centre.drawn(families_of(holder, each=NUMBER), minimum=NUMBER)
    people = [await centre.evaluator() for _ in range(3)]
    return await centre.assign(campaign, *(one for one, _ in people))


def left(centre: Centre, campaign: pb.Campaign) -> list[tuple[Any, ...]]:
    """All that the checks of a campaign left behind, without ids and whose they were."""
    of = "select id from assessment.essentiality_check where campaign_id = %s"
    id = campaign.name.partition("/")[2]
    found: list[tuple[Any, ...]] = []
    for row in rows(centre, "select * from assessment.essentiality_check where campaign_id = %s", id):
        found.append(
            ("check", row["state"], row["version"], row["evaluator_id"] is None, row["revision"], row["extensions"])
        )
    for row in rows(centre, f"select * from assessment.seat where check_id in ({of})", id):
        found.append(("seat", row["stage"], row["ended_at"] is not None, row["end_reason"], row["outcome"]))
    for row in rows(centre, f"select * from assessment.check_step where check_id in ({of})", id):
        found.append(
            ("step", row["number"], row["act"], row["state_before"], row["state_after"], row["actor"], row["note"])
        )
    due = (
        f"select * from assessment.deadline where split_part(subject, '#', 1) in (select 'checks/' || id from ({of}) c)"
    )
    for row in rows(centre, due, id):
        found.append(
            ("due", row["kind"], row["actor"] == "role:OFFICER", row["state"], row["provision"], "#" in row["subject"])
        )
    entries = f"select * from assessment.log_entry where subject in (select 'checks/' || id from ({of}) c)"
    for row in rows(centre, entries, id):
        content = row["content"].decode()
        audience = [each for each in row["audience"] if not each.startswith("account:")]
        found.append(("entry", row["kind"], row["actor"], tuple(audience), len(row["audience"]), '"act":' in content))
    return found


async def lapsed(centre: Centre, campaign: pb.Campaign) -> tuple[Counter[Any], Counter[Any]]:
    """What is left when nobody gave an opinion in time, and when the centre then did not appoint anybody either."""
    (check, *_) = await centre.checks_of(centre.officer, campaign)
    centre.clock.advance(check.due_time.ToDatetime(dt.UTC) - centre.clock.now() + dt.timedelta(seconds=1))
    await centre.settle()
    first = Counter(left(centre, campaign))
    await centre.pass_time(LATER)
    return first, Counter(left(centre, campaign))


async def test_checks_that_lapse_together_leave_what_each_by_itself_would_have_left(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def none(*_: object) -> int:
        return 0

    with monkeypatch.context() as patched:
        patched.setattr(DeadlineRunner, "_fire_together", none)
        by_one = await lapsed(centre, await assigned(centre, "holders/one"))
    with monkeypatch.context() as patched:
        patched.setattr(DeadlineRunner, "_fire_next", none)
        together = await lapsed(centre, await assigned(centre, "holders/many"))
    assert together == by_one
    for number, found in enumerate(together, 2):
        assert found["check", int(State.LAPSED), number, True, 0, 0] == NUMBER


async def test_of_several_replicas_each_check_lapses_in_one(centre: Centre) -> None:
    campaign = await assigned(centre, "holders/replicas")
    (check, *_) = await centre.checks_of(centre.officer, campaign)
    centre.clock.advance(check.due_time.ToDatetime(dt.UTC) - centre.clock.now() + dt.timedelta(seconds=1))
    database = centre.running.running.database
    await asyncio.gather(*(Clock(database).run_once() for _ in range(3)))
    await centre.settle()
    acts = Counter(each[2] for each in left(centre, campaign) if each[0] == "step")
    assert acts["opinion not given in time"] == NUMBER
