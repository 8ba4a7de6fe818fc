"""Deadlines of a whole campaign that pass in the same minute: fired many at a time, as if each had been by itself."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections import Counter
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import hearings_pb2
from services.assessment.checks.procedure import State
from services.assessment.lapses import Clock
from shared.deadlines import DeadlineRunner
from tests.integration.assessment.conftest import Centre, families_of, finding

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


def by(row: dict[str, Any]) -> str:
    """Who acted, without their name."""
    return str(row["actor"]).partition("/")[0]


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
        found.append(("step", row["number"], row["act"], row["state_before"], row["state_after"], by(row), row["note"]))
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
        found.append(("entry", row["kind"], by(row), tuple(audience), len(row["audience"]), '"act":' in content))
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


# --- hearings ----------------------------------------------------------------------------------------------------


async def leaned(centre: Centre, holder: str, *, doubles: int) -> pb.Campaign:
    """A campaign in which every evaluator leans to the negative, and the holder answers every third time."""
    campaign = await centre.drawn(families_of(holder, each=12), minimum=12, demonstration=False)
    people = [await centre.evaluator() for _ in range(3)]
    await centre.pass_chart_time(campaign.name)
    request = pb.AssignChecksRequest(
        name=campaign.name, evaluators=[one.name for one, _ in people], duplicate_per_mille=doubles
    )
    await centre.officer.call(centre.campaigns().AssignChecks, request)
    for _, client in people:
        own = await centre.checks_of(client, campaign)
        await centre.record(client, [finding(check, pb.OUTCOME_NOT_ESSENTIAL) for check in own])
    client = centre.holder(holder)
    lying = sorted(await centre.hearings_of(client), key=lambda each: each.family)
    for hearing in lying[::3]:
        answer = hearings_pb2.AnswerHearingRequest(name=hearing.name, answer="7.2 says shall.")
        await client.call(centre.hearings(client).AnswerHearing, answer)
    return campaign


def heard(centre: Centre, campaign: pb.Campaign) -> list[tuple[Any, ...]]:
    """All that the hearings of a campaign left behind."""
    of = "select h.id from assessment.hearing h join assessment.essentiality_check c on c.id = h.check_id"
    of, id = f"{of} where c.campaign_id = %s", campaign.name.partition("/")[2]
    found: list[tuple[Any, ...]] = []
    for row in rows(centre, f"select * from assessment.hearing where id in ({of})", id):
        found.append(("hearing", row["kind"], row["state"], row["closed_at"] is not None, row["revision"]))
    for row in rows(centre, f"select * from assessment.hearing_answer where hearing_id in ({of})", id):
        found.append(("answer", row["answer"], row["told_at"] is not None))
    named = f"(select 'hearings/' || id from ({of}) h)"
    for row in rows(centre, f"select * from assessment.deadline where split_part(subject, '#', 1) in {named}", id):
        found.append(("due", row["kind"], row["actor"] != "", row["state"], row["provision"]))
    for row in rows(centre, f"select * from assessment.log_entry where subject in {named}", id):
        said = json.loads(row["content"])["content"]
        about = (said["event"], said.get("state"), *sorted(said))
        found.append(("entry", row["kind"], row["actor"], len(row["audience"]), *about))
    decided = "select * from assessment.essentiality_check where campaign_id = %s"
    for row in rows(centre, decided, id):
        found.append(("until", row["state"], row["due_at"] > centre.clock.now(), tuple(map(bool, row["answered"]))))
    return found


async def ended(centre: Centre, holder: str, doubles: int) -> Counter[Any]:
    campaign = await leaned(centre, holder, doubles=doubles)
    lying = await centre.hearings_of(centre.holder(holder))
    until = max(each.due_time.ToDatetime(dt.UTC) for each in lying)
    centre.clock.advance(until - centre.clock.now() + dt.timedelta(seconds=1))
    for _ in range(5):  # what the service's own clock has in hand just now comes again in a moment
        await Clock(centre.running.running.database).run_once()
        centre.clock.advance(dt.timedelta(seconds=2))
    return Counter([*left(centre, campaign), *heard(centre, campaign)])


@pytest.mark.parametrize("doubles", [0, 300])
async def test_hearings_that_end_together_leave_what_each_by_itself_would_have_left(
    centre: Centre, monkeypatch: pytest.MonkeyPatch, doubles: int
) -> None:
    async def none(*_: object) -> int:
        return 0

    with monkeypatch.context() as patched:
        patched.setattr(DeadlineRunner, "_fire_together", none)
        by_one = await ended(centre, f"holders/heard-one-{doubles}", doubles)
    with monkeypatch.context() as patched:
        patched.setattr(DeadlineRunner, "_fire_next", none)
        together = await ended(centre, f"holders/heard-many-{doubles}", doubles)
    assert together == by_one
    # With doubles, answers were held back until now; without, who answered was decided on before.
    closed = Counter({each[2]: number for each, number in together.items() if each[0] == "hearing"})
    assert closed == {2: 4, 3: 8 + (3 if doubles else 0)}
    assert together["answer", "7.2 says shall.", True] == 4
    states = Counter({each[1]: number for each, number in together.items() if each[0] == "check"})
    assert states == {int(State.DECIDING): 12 + (3 if doubles else 0)}


# --- replicas ----------------------------------------------------------------------------------------------------


async def test_of_several_replicas_each_check_lapses_in_one(centre: Centre) -> None:
    campaign = await assigned(centre, "holders/replicas")
    (check, *_) = await centre.checks_of(centre.officer, campaign)
    centre.clock.advance(check.due_time.ToDatetime(dt.UTC) - centre.clock.now() + dt.timedelta(seconds=1))
    database = centre.running.running.database
    await asyncio.gather(*(Clock(database).run_once() for _ in range(3)))
    await centre.settle()
    acts = Counter(each[2] for each in left(centre, campaign) if each[0] == "step")
    assert acts["opinion not given in time"] == NUMBER
