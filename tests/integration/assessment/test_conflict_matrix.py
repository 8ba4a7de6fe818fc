"""Every kind of tie on every path to a check, whatever else is not known of somebody; doubles, skills, suspension."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import psycopg
import pytest
from google.type import date_pb2

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import checks_pb2 as checks
from sepia.assessment.v1 import evaluators_pb2 as evaluators
from sepia.assessment.v1 import hearings_pb2 as hearings
from sepia.assessment.v1 import procedure_pb2 as procedure
from shared.client import Client
from shared.errors import Kind, SepiaError
from shared.ids import id_in
from tests.integration.assessment.conftest import Centre, families_of, finding, open_centre
from tests.support import Databases

ACME, LABS, PARENT, SPELLING = "holders/acme", "holders/acme-labs", "holders/acme-group", "holders/acme-gmbh"
BOLT = "holders/bolt"
NO = pb.OUTCOME_NOT_ESSENTIAL
S = checks.CheckState
FAMILY = "families/etsi-7"

FLAWS = [
    *(f"tie to the {what} by {kind}" for kind in range(1, 6) for what in ("holder", "group")),
    "earlier work on the family",
    "tie that ended lately",
    "tie to a spelling",
    "unverified",
    "undeclared",
    "no consent",
    "suspended",
]
PATHS = ["assign", "replace", "peer", "panel", "open", "record", "opine"]


@pytest.fixture(scope="module")
async def centre(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Centre]:
    async with open_centre(databases, tmp_path_factory.mktemp("keys")) as centre:
        await centre.receive_groups(ACME, 1, PARENT)
        await centre.receive_groups(LABS, 2, PARENT)
        await centre.receive_groups(f"aliasDecisions/{uuid.uuid4()}", 3, ACME, child=SPELLING)
        yield centre


def ties(flaw: str, today: dt.date) -> list[checks.Tie]:
    if flaw.startswith("tie to the "):
        return [checks.Tie(holder=ACME if "holder" in flaw else LABS, kind=int(flaw[-1]))]  # pyright: ignore
    if flaw == "tie to a spelling":
        return [checks.Tie(holder=SPELLING, kind=checks.TIE_KIND_SHARES)]
    if flaw == "earlier work on the family":
        return [checks.Tie(family=FAMILY, kind=checks.TIE_KIND_EARLIER_WORK)]
    if flaw == "tie that ended lately":
        ended = today - dt.timedelta(days=4 * 365)
        return [
            checks.Tie(
                holder=ACME,
                kind=checks.TIE_KIND_EMPLOYMENT,
                end_date=date_pb2.Date(year=ended.year, month=ended.month, day=ended.day),
            )
        ]
    return []


async def spoil(centre: Centre, evaluator: checks.Evaluator, flaw: str) -> None:
    """Makes somebody who was free of conflict unfit."""
    roster = centre.roster()
    found = ties(flaw, centre.clock.now().date())
    if found:
        await centre.officer.call(roster.DeclareTies, evaluators.DeclareTiesRequest(name=evaluator.name, ties=found))
    elif flaw == "no consent":
        request = evaluators.ConsentToConductRequest(name=evaluator.name, version="0")
        await centre.officer.call(roster.ConsentToConduct, request)
    elif flaw == "suspended":
        with psycopg.connect(centre.url) as connection:  # not by the method, which would replace them at once
            connection.execute("select set_config('sepia.audiences', 'role:OFFICER', true)")
            connection.execute(
                "update assessment.evaluator set suspended_at = now() where id = %s", [evaluator.name[11:]]
            )
    else:
        column = {"unverified": "identity_verified", "undeclared": "ties_declared"}[flaw]
        with psycopg.connect(centre.url) as connection:
            connection.execute("select set_config('sepia.audiences', 'role:OFFICER', true)")
            statement = f"update assessment.evaluator set {column} = false where id = %s"
            connection.execute(statement, [evaluator.name[11:]])  # pyright: ignore


async def unfit(centre: Centre, flaw: str) -> checks.Evaluator:
    evaluator, _ = await centre.evaluator()
    await spoil(centre, evaluator, flaw)
    return evaluator


async def drawn(centre: Centre, regime: str = "eu-2023") -> pb.Campaign:
    frame = await centre.receive([(ACME, FAMILY)], demonstration=False)
    request = centre.announcement(frame.name, regime=regime)
    campaign = await centre.officer.call(centre.campaigns().AnnounceCampaign, request)
    centre.clock.advance(dt.timedelta(hours=2))
    return await centre.draw(campaign)


async def assigned(
    centre: Centre, regime: str = "eu-2023", people: int = 1
) -> tuple[str, list[tuple[checks.Evaluator, Client]]]:
    campaign = await drawn(centre, regime)
    sitting = [await centre.evaluator() for _ in range(people)]
    await centre.assign(campaign, *(evaluator for evaluator, _ in sitting))
    (check,) = await centre.checks_of(centre.officer, campaign)
    return check.name, sitting


async def mend(centre: Centre, evaluator: checks.Evaluator) -> None:
    """Makes somebody who was spoiled fit again."""
    with psycopg.connect(centre.url) as connection:
        connection.execute("select set_config('sepia.audiences', 'role:OFFICER', true)")
        connection.execute(
            "update assessment.evaluator set identity_verified = true, ties_declared = true, conduct_version = '1',"
            " suspended_at = null where id = %s",
            [evaluator.name[11:]],
        )
        connection.execute(
            "update assessment.tie set superseded_at = now() where evaluator_id = %s", [evaluator.name[11:]]
        )


Attempt = Callable[[str], Awaitable[object]]


async def attempts(centre: Centre, path: str) -> Attempt:
    """What tries to bring somebody with a flaw to a check on one path. A refusal leaves the check as it is, so one
    serves for all flaws.
    """
    if path == "assign":
        campaign = await drawn(centre)

        async def assigns(flaw: str) -> object:
            return await centre.assign(campaign, await unfit(centre, flaw))

        return assigns
    check, sitting = await assigned(centre, "consortium" if path == "panel" else "eu-2023", 3 if path == "panel" else 1)
    first, client = sitting[0]
    if path in ("panel", "replace"):

        async def replaces(flaw: str) -> object:
            by = [(await unfit(centre, flaw)).name]
            request = procedure.ReplaceEvaluatorRequest(name=check, evaluator=first.name, by=by, reason="r")
            return await centre.officer.call(centre.procedure().ReplaceEvaluator, request)

        return replaces
    if path == "peer":
        await centre.opine(client, check, NO)
        holder = centre.holder(ACME)
        hearing = (await centre.hearings_of(holder))[0].name
        asked = hearings.RequestReviewRequest(name=hearing, review=hearings.REVIEW_PEER_EVALUATION)
        await holder.call(centre.hearings(holder).RequestReview, asked)

        async def appoints(flaw: str) -> object:
            return await centre.appoint(check, (await unfit(centre, flaw)).name)

        return appoints

    async def judges(flaw: str) -> object:
        await spoil(centre, first, flaw)
        try:
            if path == "open":
                return await centre.open(client, check)
            if path == "opine":
                return await centre.opine(client, check, NO)
            return await centre.record(client, [finding(await centre.look(check))])
        finally:
            await mend(centre, first)

    return judges


@pytest.mark.parametrize("path", PATHS)
async def test_nobody_unfit_comes_to_a_check_on_any_path(centre: Centre, path: str) -> None:
    through: list[str] = []
    tries = await attempts(centre, path)
    for flaw in FLAWS:
        try:
            await tries(flaw)
        except SepiaError as error:
            if error.reason not in ("CONFLICT_OF_INTEREST", "NO_EVALUATOR_WITHOUT_CONFLICT"):
                raise
        else:
            through.append(flaw)
    assert through == []


async def test_nobody_comes_to_a_check_before_the_register_has_told_who_belongs_together_and_what_changed_hands(
    databases: Databases, tmp_path: Path
) -> None:
    async with open_centre(databases, tmp_path, knows_groups=False) as centre:
        campaign = await drawn(centre)
        someone, client = await centre.evaluator()
        # One group is not all: what came first may be what was decided last.
        await centre.receive_groups(ACME, 7, PARENT)
        with pytest.raises(SepiaError, match="coordination sends it by itself") as refused:
            await centre.assign(campaign, someone)
        assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "GROUPS_NOT_RECEIVED")
        await centre.receive_groups("logs/registry", 0)
        with pytest.raises(SepiaError, match="coordination sends it by itself") as refused:
            await centre.assign(campaign, someone)
        assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "TRANSFERS_NOT_RECEIVED")
        assert await centre.receive_transfer_position(3) == 3
        assert await centre.receive_transfer_position(2) == 3
        await centre.assign(campaign, someone)
        # And what was assigned before the upgrade is opened only after it.
        with psycopg.connect(centre.url) as connection:
            connection.execute("delete from assessment.group_source where subject = 'logs/registry'")
        (check,) = await centre.checks_of(client)
        with pytest.raises(SepiaError) as refused:
            await centre.open(client, check.name)
        assert refused.value.reason == "GROUPS_NOT_RECEIVED"
        await centre.receive_groups("logs/registry", 0)
        with psycopg.connect(centre.url) as connection:
            connection.execute("delete from assessment.transfer_source")
        with pytest.raises(SepiaError) as refused:
            await centre.open(client, check.name)
        assert refused.value.reason == "TRANSFERS_NOT_RECEIVED"


async def test_what_does_not_count_any_more_does_not_block(centre: Centre) -> None:
    campaign = await drawn(centre)
    someone, client = await centre.evaluator()
    old = date_pb2.Date(year=2020, month=12, day=31)
    request = evaluators.DeclareTiesRequest(
        name=someone.name,
        ties=[
            checks.Tie(holder=ACME, kind=checks.TIE_KIND_CLIENT, end_date=old),
            checks.Tie(holder=BOLT, kind=checks.TIE_KIND_EMPLOYMENT),
        ],
    )
    declared = await client.call(centre.roster(client).DeclareTies, request)
    assert [tie.end_date.year for tie in declared.ties] == [2020, 0]
    await centre.assign(campaign, someone)


async def test_groups_from_an_earlier_entry_of_the_log_change_nothing(centre: Centre) -> None:
    assert await centre.receive_groups(BOLT, 10, PARENT) == 1
    assert await centre.receive_groups(BOLT, 9) == 1
    assert await centre.receive_groups(BOLT, 11) == 0


async def test_an_evaluator_with_no_room_or_without_the_skill_gets_nothing(centre: Centre) -> None:
    check, sitting = await assigned(centre)
    full, _ = await centre.evaluator()
    capacity = evaluators.SetCapacityRequest(name=full.name, open_limit=1, skills=["radio"])
    await centre.officer.call(centre.roster().SetCapacity, capacity)
    campaign = await drawn(centre)
    await centre.pass_chart_time(campaign.name)
    skilled = pb.AssignChecksRequest(name=campaign.name, evaluators=[full.name], technical_area="video-coding")
    with pytest.raises(SepiaError, match="do not have the skill video-coding"):
        await centre.officer.call(centre.campaigns().AssignChecks, skilled)
    skilled.technical_area = "radio"
    await centre.officer.call(centre.campaigns().AssignChecks, skilled)
    request = procedure.ReplaceEvaluatorRequest(name=check, evaluator=sitting[0][0].name, by=[full.name], reason="r")
    with pytest.raises(SepiaError, match="fully booked") as refused:
        await centre.officer.call(centre.procedure().ReplaceEvaluator, request)
    assert refused.value.reason == "CONFLICT_OF_INTEREST"
    why = await centre.officer.call(
        centre.roster().ListConflicts, evaluators.ListConflictsRequest(evaluator=full.name, check=check)
    )
    assert [each.reason for each in why.conflicts] == ["QUOTA_FULL"]


async def test_a_suspended_evaluators_checks_go_to_others_at_once(centre: Centre) -> None:
    check, sitting = await assigned(centre)
    someone, client = sitting[0]
    request = evaluators.SuspendEvaluatorRequest(name=someone.name, reason="undeclared client")
    done = await centre.officer.call(centre.roster().SuspendEvaluator, request)
    assert (done.evaluator.suspended, done.replaced, list(done.waiting)) == (True, 1, [])
    now = await centre.look(check)
    assert now.state == S.CHECK_STATE_ASSIGNED
    assert now.evaluator not in ("", someone.name)
    with pytest.raises(SepiaError) as refused:
        await centre.open(client, check)
    assert refused.value.kind is Kind.NOT_FOUND
    again = await client.call(centre.roster(client).GetEvaluator, evaluators.GetEvaluatorRequest(name=someone.name))
    assert again.suspension_reason == "undeclared client"
    back = evaluators.ReinstateEvaluatorRequest(name=someone.name, reason="declared since", etag=again.etag)
    assert not (await centre.officer.call(centre.roster().ReinstateEvaluator, back)).suspended
    with pytest.raises(SepiaError) as refused:
        await centre.officer.call(centre.roster().ReinstateEvaluator, back)
    assert refused.value.reason == "ETAG_MISMATCH"


async def test_some_checks_are_doubled_and_neither_of_the_two_can_tell(centre: Centre) -> None:
    pairs = families_of(ACME, BOLT, each=20)
    frame = await centre.receive(pairs, demonstration=False)
    request = centre.announcement(frame.name)
    request.plan.minimum_per_holder = 20
    campaign = await centre.officer.call(centre.campaigns().AnnounceCampaign, request)
    centre.clock.advance(dt.timedelta(hours=2))
    await centre.draw(campaign)
    people = [await centre.evaluator() for _ in range(3)]
    asked = pb.AssignChecksRequest(
        name=campaign.name, evaluators=[evaluator.name for evaluator, _ in people], duplicate_per_mille=250
    )
    await centre.pass_chart_time(campaign.name)
    done = await centre.officer.call(centre.campaigns().AssignChecks, asked)
    assert done.check_count == 40
    assert len(await centre.checks_of(centre.officer, campaign)) == 50
    by_family: dict[str, set[str]] = {}
    for _, client in people:
        own = await centre.checks_of(client)
        # Ids count nothing, not even the doubles between two of them; and no field differs but the family's.
        assert {id_in(check.name).version for check in own} == {4}
        assert {len(check.seats) for check in own} == {1}
        for check in own:
            by_family.setdefault(check.family, set()).add(check.evaluator)
    assert sorted(len(each) for each in by_family.values()) == [1] * 30 + [2] * 10
    # A negative leaning on a double goes to nobody, and its time passes like any other.
    doubled = next(family for family, each in by_family.items() if len(each) == 2)
    before = len(await centre.hearings_of(centre.holder(ACME))) + len(await centre.hearings_of(centre.holder(BOLT)))
    for _, client in people:
        for check in await centre.checks_of(client):
            if check.family == doubled:
                assert (await centre.opine(client, check.name, NO)).state == S.CHECK_STATE_HEARING
    after = len(await centre.hearings_of(centre.holder(ACME))) + len(await centre.hearings_of(centre.holder(BOLT)))
    assert after == before + 1
    await centre.pass_time(80)
    states = {check.state for check in await centre.checks_of(centre.officer, campaign) if check.family == doubled}
    assert states == {S.CHECK_STATE_DECIDING}
