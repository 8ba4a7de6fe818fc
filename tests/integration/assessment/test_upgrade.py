"""An upgrade of a database that is at work: checks that were assigned before go on with seats, hearings, deadlines."""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from pathlib import Path

import psycopg
import pytest

from sepia.assessment.v1 import campaigns_pb2 as pb
from sepia.assessment.v1 import checks_pb2 as checks
from sepia.assessment.v1 import evaluators_pb2
from services.assessment.app import SERVICE
from shared.auth.callers import Role
from shared.clock import FixedClock
from shared.db.migrations import migrate
from shared.errors import SepiaError
from shared.regime.loading import SHIPPED
from tests.integration.assessment.conftest import Centre, ordinary_url
from tests.support import Databases, run_service

ACME, BOLT = "holders/acme", "holders/bolt"
SHARED, DONE = "families/etsi-1", "families/etsi-2"
ACCOUNT, PERSON = "accounts/ines", uuid.UUID(int=7)
OPEN, RECORDED = uuid.UUID(int=11), uuid.UUID(int=12)
ASSIGNED_AT = dt.datetime(2026, 3, 2, 11, tzinfo=dt.UTC)
DUE_AT = dt.datetime(2026, 9, 2, 21, 59, 59, 999999, tzinfo=dt.UTC)  # the last instant of 2 September in Alicante


def first_release(folder: Path) -> Path:
    """The migrations as they were before there was a procedure of checks."""
    (folder / "versions").mkdir(parents=True)
    for file in (SERVICE.migrations / "versions").glob("0001_*"):
        shutil.copy(file, folder / "versions")
    return folder


def fill(url: str) -> None:
    """A campaign with a check that is open and one that was recorded, as the first release left them."""
    frame, campaign, entry = uuid.UUID(int=1), uuid.UUID(int=2), uuid.UUID(int=3)
    citation = "eu-2023@0123456789ab"
    content = (SHIPPED / "eu-2023.toml").read_bytes()
    announced = ASSIGNED_AT - dt.timedelta(hours=4)
    drawn = announced + dt.timedelta(hours=2)
    with psycopg.connect(url) as connection:
        put = connection.execute
        put("select set_config('sepia.account', %s, true)", [ACCOUNT])
        put("select set_config('sepia.audiences', 'role:OFFICER', true)")
        put("insert into assessment.regime_profile values (%s, %s)", [citation, content])
        put(
            "insert into assessment.frame (id, standard, family_key, edition, digest, entry_count, demonstration,"
            " received_at) values (%s, 'standards/4g', 1, '2026-01-31', %s, 3, false, %s)",
            [frame, "0" * 64, announced],
        )
        put(
            "insert into assessment.campaign (id, display_name, frame_id, regime, minimum_per_holder, per_mille,"
            " random_description, known_at, random_value, state, revision, demonstration, drawn_count, check_count,"
            " created_at, drawn_at, assigned_at)"
            " values (%s, '4G', %s, %s, 2, 0, 'drand', %s, 'beef', 3, 3, false, 3, 2, %s, %s, %s)",
            [campaign, frame, citation, announced + dt.timedelta(hours=1), announced, drawn, ASSIGNED_AT],
        )
        put("insert into assessment.assignment_key values (%s, %s)", [campaign, b"k" * 32])
        for rank, (holder, family) in enumerate([(ACME, SHARED), (BOLT, SHARED), (ACME, DONE)]):
            put("insert into assessment.frame_entry values (%s, %s, %s)", [frame, holder, family])
            put("insert into assessment.drawn_family values (%s, %s, %s, %s)", [campaign, holder, rank, family])
        put(
            "insert into assessment.evaluator (id, account, display_name, identity_verified, ties_declared, created_at)"
            " values (%s, %s, 'Ines', true, true, %s)",
            [PERSON, ACCOUNT, announced],
        )
        put("insert into assessment.tie values (%s, 1, 'holders/old', 1)", [PERSON])
        for id, family in ((OPEN, SHARED), (RECORDED, DONE)):
            put(
                "insert into assessment.essentiality_check (id, campaign_id, family, holder, evaluator_id,"
                " evaluator_account, state, outcome, reasons, simulated, revision, assigned_at, due_at)"
                " values (%s, %s, %s, %s, %s, %s, 1, 0, '', false, 0, %s, %s)",
                [id, campaign, family, ACME, PERSON, ACCOUNT, ASSIGNED_AT, DUE_AT],
            )
        put(
            "update assessment.essentiality_check set state = 2, outcome = 1, reasons = 'It reads on 7.2.',"
            " revision = 1, recorded_at = %s where id = %s",
            [ASSIGNED_AT, RECORDED],
        )
        put(
            "insert into assessment.log_entry"
            " (id, kind, recorded_at, commitment, audience, subject, actor, content, salt)"
            " values (%s, 'evaluator:findings:record', %s, %s, '{role:OFFICER}', 's', 'a', 'c', %s)",
            [entry, ASSIGNED_AT, b"c" * 32, b"s" * 32],
        )
        put(
            "insert into assessment.finding values (%s, 1, %s, 1, 'It reads on 7.2.', false, %s, %s)",
            [RECORDED, ACCOUNT, ASSIGNED_AT, entry],
        )


async def test_checks_from_before_have_a_regime_seats_and_deadlines_and_go_on(
    databases: Databases, tmp_path: Path
) -> None:
    url = ordinary_url(databases, first_release(tmp_path / "first"))
    fill(url)
    assert migrate(url, SERVICE.metadata, SERVICE.migrations)[0] == "0002"
    clock = FixedClock(ASSIGNED_AT + dt.timedelta(days=1))
    async with run_service(SERVICE, url, tmp_path / "keys", clock=clock) as running:
        centre = Centre(running, clock, url)
        await centre.receive_groups("logs/registry", 0)
        await centre.receive_transfer_position(0)
        ines = running.client(Role.ROLE_EVALUATOR, account=ACCOUNT)
        waiting, recorded = await centre.checks_of(ines)
        assert (waiting.regime, waiting.standard) == ("eu-2023@0123456789ab", "standards/4g")
        assert (recorded.state, recorded.outcome) == (checks.CHECK_STATE_RECORDED, pb.OUTCOME_ESSENTIAL)
        for check in (waiting, recorded):
            assert [(seat.evaluator, seat.stage) for seat in check.seats] == [(f"evaluators/{PERSON}", 1)]
        (duty,) = await centre.duties_of(ines)
        assert (duty.subject, duty.kind) == (waiting.name, "check:opinion")
        assert (duty.due_date.month, duty.due_date.day, duty.due_time) == (9, 2, waiting.due_time)
        # The code of conduct is newer than the roster: whoever has not consented opens nothing.
        with pytest.raises(SepiaError) as refused:
            await centre.open(ines, waiting.name)
        assert refused.value.reason == "CONFLICT_OF_INTEREST"
        roster = centre.roster(ines)
        name = f"evaluators/{PERSON}"
        consent = evaluators_pb2.ConsentToConductRequest(name=name, version="1")
        (tie,) = (await ines.call(roster.ConsentToConduct, consent)).ties
        assert tie.holder == "holders/old"
        leaning = await centre.opine(ines, waiting.name, pb.OUTCOME_NOT_ESSENTIAL)
        assert leaning.state == checks.CHECK_STATE_HEARING
        # Both for whom the family was drawn are heard, not the first of them alone.
        for holder in (ACME, BOLT):
            assert [each.family for each in await centre.hearings_of(centre.holder(holder))] == [SHARED]


async def test_a_check_that_was_due_before_the_upgrade_lapses_once(databases: Databases, tmp_path: Path) -> None:
    url = ordinary_url(databases, first_release(tmp_path / "first"))
    fill(url)
    migrate(url, SERVICE.metadata, SERVICE.migrations)
    clock = FixedClock(DUE_AT + dt.timedelta(days=1))
    async with run_service(SERVICE, url, tmp_path / "keys", clock=clock) as running:
        centre = Centre(running, clock, url)
        await centre.settle()
        states = {check.name: check.state for check in await centre.checks_of(centre.officer)}
        assert states == {
            f"checks/{OPEN}": checks.CHECK_STATE_LAPSED,
            f"checks/{RECORDED}": checks.CHECK_STATE_RECORDED,
        }
