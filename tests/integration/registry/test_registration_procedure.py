"""What happens to an entry: defects and cures, suspension, appeal, correction, removal, the yearly sample."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import hmac
import json
import uuid
from collections.abc import AsyncGenerator

import pytest
import sqlalchemy as sa

from sepia.registry.v1 import registrations_pb2 as pb
from services.registry import tables
from services.registry.registrations.concerned import ConcernedRegistrations
from services.registry.registrations.conducting import RegistrationProcedure
from services.registry.registrations.regimes import Regimes
from shared.errors import Kind
from tests.integration.registry.filled import SmallDatabases
from tests.integration.registry.registered import (
    ACME,
    FEE,
    FIVE_G,
    RegistrationOffice,
    content,
    date,
    day,
    run_office,
)

REGISTERED, CURE_PENDING, SUSPENDED, REMOVED = (
    pb.REGISTRATION_STATE_REGISTERED,
    pb.REGISTRATION_STATE_CURE_PENDING,
    pb.REGISTRATION_STATE_SUSPENDED,
    pb.REGISTRATION_STATE_REMOVED,
)


@pytest.fixture(scope="module")
async def office(
    small_databases: SmallDatabases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[RegistrationOffice]:
    async with run_office(small_databases, tmp_path_factory.mktemp("keys")) as running:
        yield running


async def answer(office: RegistrationOffice, cure: pb.Cure, **fields: object) -> pb.Cure:
    request = pb.AnswerCureRequest(name=cure.name, answer="Mended.", **fields)  # pyright: ignore[reportArgumentType]
    return await office.ask(office.acme, "AnswerCure", request)


async def decide(office: RegistrationOffice, cure: pb.Cure, cured: bool) -> pb.Cure:
    return await office.ask(
        office.officer, "DecideCure", pb.DecideCureRequest(name=cure.name, cured=cured, reasons="As found.")
    )


def kinds(events: list[pb.RegistrationEvent]) -> list[str]:
    return [
        pb.RegistrationEventKind.Name(event.kind).removeprefix("REGISTRATION_EVENT_KIND_").lower() for event in events
    ]


async def test_a_defect_that_is_mended_in_time_leaves_the_entry_registered_and_corrected(
    office: RegistrationOffice,
) -> None:
    entry = await office.registered()
    before = await office.get(entry.name, office.anyone)
    cure = await office.open_cure(entry.name)
    # Nothing of what others see moves with it: neither state nor etag nor times.
    assert await office.get(entry.name, office.anyone) == before
    assert (await office.get(entry.name, office.acme)).etag != entry.etag
    # Two months from 2 March 2026, on a working day.
    assert (day(cure.due_date), cure.state) == ("2026-05-04", pb.CURE_STATE_OPEN)
    assert (await office.get(entry.name)).state == CURE_PENDING
    assert (await office.get(entry.name, office.anyone)).state == REGISTERED
    mended = content(entry.content.patent.number)
    mended.holder.name = "Acme Radio Plc"
    answered = await answer(office, cure, content=mended)
    assert (answered.state, answered.corrects) == (pb.CURE_STATE_ANSWERED, True)
    assert (await decide(office, cure, True)).state == pb.CURE_STATE_CURED
    now = await office.get(entry.name, office.anyone)
    assert (now.state, now.content.holder.name) == (REGISTERED, "Acme Radio Plc")
    assert kinds(await office.events(entry.name, office.anyone)) == ["registered", "corrected"]
    assert kinds(await office.events(entry.name, office.acme)) == [
        "submitted",
        "registered",
        "cure_opened",
        "cure_answered",
        "cured",
        "corrected",
    ]


async def test_a_defect_that_is_not_mended_suspends_the_entry_once_from_the_day_after(
    office: RegistrationOffice,
) -> None:
    entry, cure = await office.suspended()
    assert entry.state == SUSPENDED
    due = dt.date(cure.due_date.year, cure.due_date.month, cure.due_date.day)
    assert day(entry.suspension_date) == str(due + dt.timedelta(days=1))
    (suspension,) = (e for e in await office.events(entry.name) if e.kind == pb.REGISTRATION_EVENT_KIND_SUSPENDED)
    assert suspension.actor == "services/registry"
    assert day(suspension.record_date) == str(office.clock.now().date())
    assert day(suspension.record_date) > day(suspension.effective_date)
    await office.settle()
    assert kinds(await office.events(entry.name)).count("suspended") == 1
    (logged,) = await office.recorded("system:registration:suspended", entry.name)
    assert logged["content"]["effectiveOn"] == day(entry.suspension_date)
    # Mended later: suspended until then.
    late = await answer(office, cure)
    assert late.state == pb.CURE_STATE_LAPSED
    await decide(office, cure, True)
    back = await office.get(entry.name)
    assert (back.state, day(back.suspension_date), day(back.appeal_due_date)) == (REGISTERED, "", "")
    assert kinds(await office.events(entry.name, office.anyone)) == ["registered", "suspended", "reinstated"]


async def test_an_answer_after_the_last_day_finds_the_entry_suspended_whoever_looks_first(
    office: RegistrationOffice,
) -> None:
    entry = await office.registered()
    cure = await office.open_cure(entry.name)
    office.clock.advance(dt.timedelta(days=70))
    assert (await answer(office, cure)).state == pb.CURE_STATE_LAPSED
    assert (await office.get(entry.name)).state == SUSPENDED
    await office.settle()
    assert kinds(await office.events(entry.name)).count("suspended") == 1


async def test_an_answer_that_is_not_enough_leaves_the_time_that_is_left(office: RegistrationOffice) -> None:
    entry = await office.registered()
    cure = await office.open_cure(entry.name)
    await answer(office, cure)
    assert (await decide(office, cure, False)).state == pb.CURE_STATE_OPEN
    assert (await office.get(entry.name)).state == CURE_PENDING
    refusal = await office.refused(
        office.officer, "DecideCure", pb.DecideCureRequest(name=cure.name, cured=True, reasons="x")
    )
    assert refusal.reason == "NOT_ANSWERED"
    office.clock.advance(dt.timedelta(days=70))
    await office.settle()
    assert (await office.get(entry.name)).state == SUSPENDED


async def test_an_answer_in_time_stops_the_clock_until_it_is_decided(office: RegistrationOffice) -> None:
    entry = await office.registered()
    cure = await office.open_cure(entry.name)
    await answer(office, cure)
    office.clock.advance(dt.timedelta(days=70))
    await office.settle()
    assert (await office.get(entry.name)).state == CURE_PENDING
    assert (await decide(office, cure, False)).state == pb.CURE_STATE_LAPSED
    now = await office.get(entry.name)
    assert (now.state, day(now.suspension_date)) == (SUSPENDED, str(office.clock.now().date()))


async def test_two_defects_are_each_to_be_mended(office: RegistrationOffice) -> None:
    entry = await office.registered()
    first, second = await office.open_cure(entry.name), await office.open_cure(entry.name)
    await answer(office, first)
    await decide(office, first, True)
    assert (await office.get(entry.name)).state == CURE_PENDING
    office.clock.advance(dt.timedelta(days=70))
    await office.settle()
    third = await office.open_cure(entry.name)
    assert (await office.get(entry.name)).state == SUSPENDED
    await answer(office, second)
    await decide(office, second, True)
    assert (await office.get(entry.name)).state == CURE_PENDING
    await answer(office, third)
    await decide(office, third, True)
    assert (await office.get(entry.name)).state == REGISTERED


async def test_an_answer_that_would_undo_a_later_change_is_not_applied(office: RegistrationOffice) -> None:
    entry = await office.registered()
    cure = await office.open_cure(entry.name)
    assert (await office.get(entry.name, office.acme)).etag != entry.etag
    outdated = pb.AnswerCureRequest(name=cure.name, answer="From what I read before.", etag=entry.etag)
    assert (await office.refused(office.acme, "AnswerCure", outdated)).reason == "ETAG_MISMATCH"
    await answer(office, cure, content=content(entry.content.patent.number))
    changed = content(entry.content.patent.number)
    changed.licensing_entity = "Another"
    report = pb.ReportChangeRequest(
        name=entry.name, change_date=date(office.clock.now().date()), content=changed, explanation="Another entity."
    )
    await office.ask(office.acme, "ReportChange", report)
    refusal = await office.refused(
        office.officer, "DecideCure", pb.DecideCureRequest(name=cure.name, cured=True, reasons="x")
    )
    assert refusal.reason == "ANSWER_OUTDATED"
    assert (await office.get(entry.name)).content.licensing_entity == "Another"
    log = tables.JOURNAL.entry
    query = sa.select(log.c.content).where(
        log.c.subject == entry.name, log.c.kind == "holder:registration:change-reported"
    )
    async with office.database.read() as connection:
        said = json.loads((await connection.execute(query)).scalar_one())["content"]
    # Everybody reads it, and that a defect is being mended is not for everybody.
    assert (said["state"], said["fields"]) == ("REGISTERED", ["licensing_entity"])


async def test_a_change_is_due_in_six_months_and_shown_as_late_with_its_days(office: RegistrationOffice) -> None:
    entry = await office.registered()
    begun = office.clock.now().date()
    office.clock.advance(dt.timedelta(days=250))
    late: list[pb.RegistrationEvent] = []
    for on in (begun, begun - dt.timedelta(days=100)):
        changed = content(entry.content.patent.number)
        changed.licensing_entity = f"Acme Licensing {on}"
        report = pb.ReportChangeRequest(
            name=entry.name, change_date=date(on), content=changed, explanation="Another entity"
        )
        await office.ask(office.acme, "ReportChange", report)
        late.append((await office.events(entry.name, office.anyone))[-1])
    assert 250 - 186 <= late[0].days_late <= 250 - 181
    assert late[0].text == f"Another entity. Reported {late[0].days_late} days late."
    assert late[1].days_late == late[0].days_late  # of before the request: due from its receipt on


async def test_a_cure_is_never_shorter_than_the_profile_says_and_is_the_holders_own(office: RegistrationOffice) -> None:
    entry = await office.registered()
    soon = office.clock.now().date() + dt.timedelta(days=30)
    request = pb.OpenCureRequest(
        registration=entry.name, ground=pb.CURE_GROUND_COURT, defect="x", reference="y", due_date=date(soon)
    )
    assert (await office.refused(office.officer, "OpenCure", request)).reason == "CURE_TOO_SHORT"
    cure = await office.open_cure(entry.name)
    theirs = pb.AnswerCureRequest(name=cure.name, answer="Mine.")
    assert (await office.refused(office.bell, "AnswerCure", theirs)).kind is Kind.FORBIDDEN
    listed = pb.ListCuresRequest(registration=entry.name)
    assert (await office.refused(office.bell, "ListCures", listed)).kind is Kind.FORBIDDEN
    assert (await office.refused(office.anyone, "ListCures", listed)).kind is Kind.UNAUTHENTICATED
    assert [each.name for each in (await office.ask(office.acme, "ListCures", listed)).cures] == [cure.name]
    missing = pb.AnswerCureRequest(name=cure.name[:-4] + "0000", answer="x")
    assert (await office.refused(office.acme, "AnswerCure", missing)).kind is Kind.NOT_FOUND


async def test_a_third_partys_request_is_admitted_once_and_its_identity_is_not_public(
    office: RegistrationOffice,
) -> None:
    entry = await office.registered()
    request = pb.RequestCorrectionRequest(
        registration=f"registrations/{entry.number}",
        identity="Muster GmbH, Berlin",
        reasons="The patent lapsed in Germany.",
        evidence=["DPMA register, 2026-03-01"],
    )
    asked = await office.ask(office.stranger, "RequestCorrection", request)
    without = pb.RequestCorrectionRequest(registration=entry.name, identity="Muster", reasons="Because I say so.")
    assert (await office.refused(office.stranger, "RequestCorrection", without)).kind is Kind.INVALID
    assert "correction_requested" not in kinds(await office.events(entry.name, office.anyone))
    listed = pb.ListCorrectionRequestsRequest(registration=entry.name)
    (seen,) = (await office.ask(office.acme, "ListCorrectionRequests", listed)).correction_requests
    assert seen.identity == "Muster GmbH, Berlin"
    assert (await office.refused(office.bell, "ListCorrectionRequests", listed)).kind is Kind.FORBIDDEN
    decisions = [
        office.ask(
            office.officer,
            "DecideCorrectionRequest",
            pb.DecideCorrectionRequestRequest(name=asked.name, admit=True, reasons="The evidence is good."),
        )
        for _ in range(2)
    ]
    both = await asyncio.gather(*decisions, return_exceptions=True)
    assert sorted(getattr(each, "reason", "") for each in both) == ["", "ALREADY_DECIDED"]
    (cure,) = (await office.ask(office.acme, "ListCures", pb.ListCuresRequest(registration=entry.name))).cures
    assert (cure.ground, cure.reference) == (pb.CURE_GROUND_THIRD_PARTY, asked.name)


async def test_a_suspension_that_the_boards_annul_counts_as_never_made(office: RegistrationOffice) -> None:
    entry, cure = await office.suspended()
    suspended = day(entry.suspension_date)
    file = pb.FileAppealRequest(name=entry.name, reference="R 123/2026", etag=entry.etag)
    assert (await office.refused(office.bell, "FileAppeal", file)).kind is Kind.FORBIDDEN
    filed = await office.ask(office.acme, "FileAppeal", file)
    again = pb.FileAppealRequest(name=entry.name, reference="R 124/2026")
    assert (await office.refused(office.acme, "FileAppeal", again)).reason == "APPEAL_PENDING"
    during = await office.gate(number=entry.number, date=date(suspended))
    assert during.standing == pb.GATE_STANDING_SUSPENDED
    decision = pb.DecideAppealRequest(name=entry.name, annulled=True, reference="R 123/2026-1", etag=filed.etag)
    decided = await office.ask(office.officer, "DecideAppeal", decision)
    assert (decided.state, day(decided.suspension_date)) == (REGISTERED, "")
    (row,) = (await office.ask(office.acme, "ListCures", pb.ListCuresRequest(registration=entry.name))).cures
    assert (row.name, row.state) == (cure.name, pb.CURE_STATE_DROPPED)
    after = await office.gate(number=entry.number, date=date(suspended))
    assert after.standing == pb.GATE_STANDING_REGISTERED
    none = pb.DecideAppealRequest(name=entry.name, annulled=False, reference="R 123/2026-2")
    assert (await office.refused(office.officer, "DecideAppeal", none)).reason == "NO_APPEAL"


async def test_a_late_appeal_is_shown_as_late_and_one_that_fails_leaves_the_suspension(
    office: RegistrationOffice,
) -> None:
    entry, _ = await office.suspended()
    office.clock.advance(dt.timedelta(days=100))
    await office.settle()
    await office.ask(office.acme, "FileAppeal", pb.FileAppealRequest(name=entry.name, reference="R 200/2026"))
    filed = (await office.events(entry.name))[-1]
    due = dt.date(entry.appeal_due_date.year, entry.appeal_due_date.month, entry.appeal_due_date.day)
    assert filed.days_late == (office.clock.now().date() - due).days > 0
    decision = pb.DecideAppealRequest(name=entry.name, annulled=False, reference="R 200/2026-1")
    assert (await office.ask(office.officer, "DecideAppeal", decision)).state == SUSPENDED


async def test_a_suspension_by_a_slip_of_the_centre_is_annulled_by_its_event(office: RegistrationOffice) -> None:
    entry, _ = await office.suspended()
    events = await office.events(entry.name)
    (wrong,) = (int(e.name.rpartition("/")[2]) for e in events if e.kind == pb.REGISTRATION_EVENT_KIND_REGISTERED)
    (right,) = (int(e.name.rpartition("/")[2]) for e in events if e.kind == pb.REGISTRATION_EVENT_KIND_SUSPENDED)
    refusal = await office.refused(
        office.officer,
        "CorrectRegistration",
        pb.CorrectRegistrationRequest(name=entry.name, annulled_event=wrong, explanation="A slip."),
    )
    assert refusal.reason == "NOT_A_SUSPENSION"
    corrected = await office.ask(
        office.officer,
        "CorrectRegistration",
        pb.CorrectRegistrationRequest(name=entry.name, annulled_event=right, explanation="The answer had arrived."),
    )
    assert corrected.state == REGISTERED
    public, own = await office.events(entry.name, office.anyone), await office.events(entry.name, office.acme)
    assert public[-1].annuls == f"{entry.name}/events/{right}"
    # A gap in the numbers would tell everybody that the holder was asked to mend something, and when.
    assert [e.name.rpartition("/")[2] for e in public] == ["1", "2", "3"]
    assert [e.name.rpartition("/")[2] for e in own] == ["0-1", "1", "1-1", "2", "3"]
    notices = await office.ask(office.acme, "ListNotices", pb.ListNoticesRequest(holder=ACME, page_size=2))
    assert notices.notices[0].event == public[-1].name
    nothing = pb.CorrectRegistrationRequest(name=entry.name, explanation="Nothing.")
    assert (await office.refused(office.officer, "CorrectRegistration", nothing)).reason == "NOTHING_TO_CORRECT"


async def test_an_entry_is_removed_with_a_ground_of_the_profile_and_its_contact_data_erased_in_time(
    office: RegistrationOffice,
) -> None:
    entry = await office.registered()
    cure = await office.open_cure(entry.name)
    today = office.clock.now().date()

    def removal(**fields: object) -> pb.RemoveRegistrationRequest:
        values = {"ground": "invalidated", "ground_date": date(today), "evidence": "T 1/26", **fields}
        return pb.RemoveRegistrationRequest(name=entry.name, **values)  # pyright: ignore[reportArgumentType]

    assert (await office.refused(office.acme, "RemoveRegistration", removal(ground="sold"))).reason == (
        "GROUND_NOT_OFFERED"
    )
    tomorrow = date(today + dt.timedelta(days=1))
    assert (await office.refused(office.acme, "RemoveRegistration", removal(ground_date=tomorrow))).reason == (
        "DATE_IN_FUTURE"
    )
    assert (await office.refused(office.bell, "RemoveRegistration", removal())).kind is Kind.FORBIDDEN
    removed = await office.ask(office.acme, "RemoveRegistration", removal())
    assert (removed.state, removed.removal_ground) == (REMOVED, "invalidated")
    assert removed.files_kept_until_date.year == today.year + 10
    assert (await office.refused(office.acme, "RemoveRegistration", removal())).reason == "WRONG_STATE"
    assert (
        await office.refused(office.acme, "AnswerCure", pb.AnswerCureRequest(name=cure.name, answer="x"))
    ).reason == ("CURE_CLOSED")
    async with office.database.read() as connection:
        table = tables.deadline
        query = sa.select(table.c.state).where(table.c.subject == cure.name)
        assert list((await connection.execute(query)).scalars()) == [4]
    erase = pb.EraseContactDataRequest(name=entry.name, reference="letter of Aino Example")
    assert (await office.refused(office.officer, "EraseContactData", erase)).reason == "TOO_EARLY_TO_ERASE"
    office.clock.advance(dt.timedelta(days=560))
    await office.ask(office.officer, "EraseContactData", erase)
    assert (await office.refused(office.officer, "EraseContactData", erase)).reason == "ALREADY_ERASED"
    left = await office.get(entry.name)
    assert left.content.holder.name == "Acme Radio Oy"
    assert "Aino" not in str(left)
    assert "patents@acme.example" not in str(left)
    async with office.database.read() as connection:
        kept = (await connection.execute(sa.select(tables.registration_content.c.content))).scalars().all()
    assert sum("Aino" in str(each) for each in kept) < len(kept)
    # The same patent can be registered again.
    assert (await office.submit(entry.content.patent.number)).state == pb.REGISTRATION_STATE_SUBMITTED


async def test_an_erasure_reaches_the_answers_that_are_kept_for_a_retry(office: RegistrationOffice) -> None:
    retried = pb.SubmitRegistrationRequest(
        holder=ACME, standard=FIVE_G, content=content(office.number()), fee=FEE, request_id=uuid.uuid4().hex
    )
    entry = await office.enter((await office.ask(office.acme, "SubmitRegistration", retried)).name)
    other = await office.registered()
    correction = pb.RequestCorrectionRequest(
        registration=entry.name,
        identity="Aino Example, Espoo",
        reasons="The owner is another company.",
        evidence=["DPMA register"],
        request_id=uuid.uuid4().hex,
    )
    assert (await office.ask(office.stranger, "RequestCorrection", correction)).identity == "Aino Example, Espoo"

    async def kept_of(name: str) -> list[bytes]:
        async with office.database.read() as connection:
            every = (await connection.execute(sa.select(tables.ANSWERED.c.response))).scalars().all()
        return [bytes(each) for each in every if name.encode() in bytes(each)]

    assert sum(b"Aino" in each for each in await kept_of(entry.name)) == 3  # submitted, entered, correction
    removal = pb.RemoveRegistrationRequest(
        name=entry.name,
        ground="expired",
        ground_date=date(office.clock.now().date()),
        evidence="register",
        request_id=uuid.uuid4().hex,
    )
    await office.ask(office.acme, "RemoveRegistration", removal)
    office.clock.advance(dt.timedelta(days=560))
    erase = pb.EraseContactDataRequest(name=entry.name, reference="letter", request_id=uuid.uuid4().hex)
    await office.ask(office.officer, "EraseContactData", erase)
    assert not [each for each in await kept_of(entry.name) if b"Aino" in each or b"patents@acme.example" in each]
    assert all(b"Aino" in each for each in await kept_of(other.name))  # nobody else's is touched
    again = await office.ask(office.acme, "SubmitRegistration", retried)
    assert (again.name, again.state) == (entry.name, pb.REGISTRATION_STATE_SUBMITTED)  # still the first answer
    assert (again.content.holder.name, again.content.holder.email) == ("Acme Radio Oy", "")
    assert again.content.patent == retried.content.patent
    assert (await office.ask(office.stranger, "RequestCorrection", correction)).identity == "(erased)"


async def test_events_elsewhere_are_noted_and_the_registers_own_are_not(office: RegistrationOffice) -> None:
    entry = await office.registered()
    today = office.clock.now().date()

    def noted(kind: pb.RegistrationEventKind, on: dt.date = today) -> pb.NoteRegistrationEventRequest:
        return pb.NoteRegistrationEventRequest(
            registration=entry.name, kind=kind, effective_date=date(on), text="Essential.", reference="checks/1"
        )

    event = await office.ask(office.service, "NoteRegistrationEvent", noted(pb.REGISTRATION_EVENT_KIND_CHECK_DONE))
    assert (event.public, event.reference) == (True, "checks/1")
    own = noted(pb.REGISTRATION_EVENT_KIND_SUSPENDED)
    assert (await office.refused(office.officer, "NoteRegistrationEvent", own)).reason == "EVENT_NOT_NOTED"
    ahead = noted(pb.REGISTRATION_EVENT_KIND_PROCEEDINGS, today + dt.timedelta(days=1))
    assert (await office.refused(office.officer, "NoteRegistrationEvent", ahead)).reason == "DATE_IN_FUTURE"
    assert (await office.refused(office.acme, "NoteRegistrationEvent", own)).kind is Kind.FORBIDDEN


async def test_the_yearly_sample_can_be_redrawn_by_anybody_and_a_defect_opens_a_cure(
    office: RegistrationOffice,
) -> None:
    entered = [await office.registered() for _ in range(25)]
    year = office.clock.now().year
    request = pb.DrawReviewSampleRequest(
        regime="eu-2023", year=year, seed_source="Euromillions of 2026-12-01", public_random_value="04-11-23-38-50"
    )
    assert (await office.refused(office.acme, "DrawReviewSample", request)).kind is Kind.FORBIDDEN
    sample = await office.ask(office.officer, "DrawReviewSample", request)
    everything = pb.ListReviewItemsRequest(sample=sample.name, population=True, page_size=5000)
    numbers = [item.number for item in (await office.ask(office.anyone, "ListReviewItems", everything)).items]
    assert {each.number for each in entered} <= set(numbers)
    # Redone with nothing of Sepia.
    lines = ["sepia-review-population-v1", "eu-2023", str(year), *sorted(numbers)]
    digest = hashlib.sha256(("\n".join(lines) + "\n").encode()).hexdigest()
    head = ["sepia-review-seed-v1", "eu-2023", str(year), digest, "04-11-23-38-50"]
    seed = hashlib.sha256(("\n".join(head) + "\n").encode()).digest()
    size = -(-len(numbers) * 5 // 100)
    drawn = sorted(numbers, key=lambda number: hmac.new(seed, number.encode(), "sha256").digest())[:size]
    listed = pb.ListReviewItemsRequest(sample=sample.name)
    items = list((await office.ask(office.anyone, "ListReviewItems", listed)).items)
    assert [item.number for item in items] == drawn
    assert (sample.population_count, sample.drawn_count, sample.population_digest) == (len(numbers), size, digest)
    assert (await office.refused(office.officer, "DrawReviewSample", request)).reason == "REVIEW_DRAWN"

    def decision(name: str, outcome: pb.ReviewOutcome) -> pb.DecideReviewItemRequest:
        return pb.DecideReviewItemRequest(name=name, outcome=outcome, findings="Sub-clause 5.2.2 has no requirement.")

    async def standing() -> pb.Registration:
        return await office.get(items[0].registration)

    # The draw may have hit an entry that another test left suspended.
    expected = SUSPENDED if (await standing()).state == SUSPENDED else CURE_PENDING
    decided = await office.ask(office.officer, "DecideReviewItem", decision(items[0].name, pb.REVIEW_OUTCOME_DEFECT))
    assert decided.cure.startswith(items[0].registration)
    assert (await standing()).state == expected
    twice = decision(items[0].name, pb.REVIEW_OUTCOME_OK)
    assert (await office.refused(office.officer, "DecideReviewItem", twice)).reason == "ALREADY_DECIDED"
    left_out = f"{sample.name}/items/{next(number for number in numbers if number not in drawn)}"
    refusal = await office.refused(office.officer, "DecideReviewItem", decision(left_out, pb.REVIEW_OUTCOME_OK))
    assert refusal.reason == "NOT_DRAWN"
    shown = (await office.ask(office.anyone, "ListReviewItems", listed)).items[0]
    assert (shown.outcome, shown.findings) == (pb.REVIEW_OUTCOME_DEFECT, "")


async def test_other_features_suspend_cure_and_note_in_their_own_transaction(office: RegistrationOffice) -> None:
    entry = await office.registered()
    concerned = ConcernedRegistrations(RegistrationProcedure(Regimes()))
    async with office.database.write() as tx:
        assert await concerned.holder_of(tx.connection, entry.name) == ACME
        number = entry.content.patent.number.replace(" ", "")
        assert await concerned.of_patents(tx.connection, [number]) == [entry.name]
        await concerned.note(tx, entry.name, event="Judgment of 2026-03-01.", reference="decisions/1")
        await concerned.open_cure(tx, entry.name, ground="Wrong sub-clause.", reference="objections/1")
        await concerned.suspend(tx, entry.name, ground="The claim chart infringes.", reference="objections/2")
    now = await office.get(entry.name)
    assert (now.state, day(now.suspension_date)) == (SUSPENDED, str(office.clock.now().date()))
    cures = (await office.ask(office.acme, "ListCures", pb.ListCuresRequest(registration=entry.name))).cures
    assert [each.state for each in cures] == [pb.CURE_STATE_OPEN, pb.CURE_STATE_LAPSED]
    await answer(office, cures[1])
    await decide(office, cures[1], True)
    assert (await office.get(entry.name)).state == CURE_PENDING
