"""What a court is told about a patent, a standard and a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator

import pytest
import sqlalchemy as sa

from sepia.registry.v1 import registrations_pb2 as pb
from services.registry import tables
from shared.errors import Kind
from tests.integration.registry.filled import SmallDatabases, isld_row
from tests.integration.registry.registered import (
    ACME,
    BELL,
    FIVE_G,
    RegistrationOffice,
    content,
    date,
    day,
    part,
    run_office,
)

YES, NO = pb.GATE_ANSWER_YES, pb.GATE_ANSWER_NO
NR = "3GPP TS 38.211 version 15.2.0"


@pytest.fixture(scope="module")
async def office(
    small_databases: SmallDatabases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[RegistrationOffice]:
    async with run_office(small_databases, tmp_path_factory.mktemp("keys")) as running:
        yield running


async def test_a_registration_counts_from_its_receipt_and_what_was_recorded_later_is_said(
    office: RegistrationOffice,
) -> None:
    asked = await office.submit(office.number())
    office.clock.advance(dt.timedelta(days=10))
    entry = await office.enter(asked.name)
    number = entry.content.patent.number
    gate = await office.gate(party=ACME, patent=number, standard=FIVE_G, date=date("2026-03-05"))
    assert gate.standing == pb.GATE_STANDING_REGISTERED
    assert gate.standing_on_record_then == pb.GATE_STANDING_WINDOW_OPEN
    (later,) = gate.recorded_later
    assert (day(later.effective_date), day(later.record_date)) == ("2026-03-02", "2026-03-12")
    registered = part(gate, "registered")
    assert (registered.answer, day(registered.since)) == (YES, "2026-03-02")
    assert registered.events == [later.name]
    assert (registered.profile_key, registered.provision_status) == (
        "registration.unenforceable_while_missing",
        "verified",
    )
    assert part(gate, "party_is_holder").answer == YES
    assert part(gate, "carved_out").answer == pb.GATE_ANSWER_NOT_ASKED
    before = await office.gate(number=entry.number, date=date("2026-03-01"))
    assert before.standing == pb.GATE_STANDING_WINDOW_OPEN
    assert "registered later, on 2026-03-02" in part(before, "registered").text
    assert (before.recorded_later, gate.profile[:8]) == ([], "eu-2023@")
    assert part(await office.gate(party=BELL, number=entry.number), "party_is_holder").answer == NO
    stranger = await office.gate(party="Nobody Ltd", number=entry.number)
    assert part(stranger, "party_is_holder").answer == pb.GATE_ANSWER_UNKNOWN


async def test_what_others_keep_is_never_a_no(office: RegistrationOffice) -> None:
    gate = await office.gate(patent=office.number(), standard=FIVE_G)
    for question in ("pending_determination", "notice_of_termination", "notice_of_commitment", "freed_party"):
        assert part(gate, question).answer == pb.GATE_ANSWER_NOT_KEPT_HERE_YET
    assert part(gate, "party_is_holder").answer == pb.GATE_ANSWER_NOT_ASKED
    assert gate.edition == "editions/1"


async def test_a_patent_that_missed_its_window_is_late_and_its_gap_ends_the_day_before_registration(
    office: RegistrationOffice,
) -> None:
    number = office.number()
    while office.clock.now().date() < dt.date(2026, 9, 1):
        office.clock.advance(dt.timedelta(days=1))
    unknown = await office.gate(patent=number, standard=FIVE_G)
    assert (unknown.standing, unknown.declared) == (pb.GATE_STANDING_UNREGISTERED_LATE, False)
    gap = part(unknown, "gap")
    assert (gap.answer, day(gap.since), day(gap.until)) == (YES, "2026-07-16", "")
    declared = await office.gate(patent="EP3000001", standard=FIVE_G)
    assert (declared.standing, declared.declared) == (pb.GATE_STANDING_UNREGISTERED_LATE, True)
    link, application = tables.link, tables.application
    named = sa.select(application.c.id).where(application.c.publications.contains(["EP3000001 A1"]))
    for gone_in in (2, None):  # as when all that named it is withdrawn or removed; and as it was
        async with office.database.write() as tx:
            await tx.execute(sa.update(link).where(link.c.application_id.in_(named)).values(gone_in=gone_in))
        assert (await office.gate(patent="EP3000001", standard=FIVE_G)).declared is (gone_in is None)
    # Granted on 20 August: six months from then.
    young = await office.gate(patent=number, standard=FIVE_G, grant_date=date("2026-08-20"))
    assert young.standing == pb.GATE_STANDING_WINDOW_OPEN
    assert "2027-02-22" in part(young, "registered").text  # 20 February is a Saturday
    entry = await office.enter((await office.submit(number)).name)
    assert entry.late
    assert (day(entry.gap_start_date), day(entry.gap_end_date)) == ("2026-07-16", "2026-08-31")
    inside = await office.gate(number=entry.number, date=date("2026-08-31"))
    assert (inside.standing, part(inside, "gap").answer) == (pb.GATE_STANDING_UNREGISTERED_LATE, YES)
    after = await office.gate(number=entry.number, date=date("2026-09-01"))
    assert (after.standing, part(after, "gap").answer) == (pb.GATE_STANDING_REGISTERED, NO)
    assert day(part(after, "gap").until) == "2026-08-31"


async def test_a_suspension_that_is_recorded_days_later_counts_from_its_day(office: RegistrationOffice) -> None:
    entry, cure = await office.suspended()
    first = dt.date(cure.due_date.year, cure.due_date.month, cure.due_date.day) + dt.timedelta(days=1)
    gate = await office.gate(number=entry.number, date=date(first))
    assert gate.standing == pb.GATE_STANDING_SUSPENDED
    assert gate.standing_on_record_then == pb.GATE_STANDING_REGISTERED
    assert [each.kind for each in gate.recorded_later] == [pb.REGISTRATION_EVENT_KIND_SUSPENDED]
    eve = await office.gate(number=entry.number, date=date(first - dt.timedelta(days=1)))
    assert (eve.standing, list(eve.recorded_later)) == (pb.GATE_STANDING_REGISTERED, [])
    removal = pb.RemoveRegistrationRequest(
        name=entry.name, ground="expired", ground_date=date(office.clock.now().date()), evidence="register"
    )
    await office.ask(office.acme, "RemoveRegistration", removal)
    today = await office.gate(number=entry.number)
    assert (today.standing, part(today, "suspended").answer) == (pb.GATE_STANDING_REMOVED, NO)
    assert (await office.gate(number=entry.number, date=date(first))).standing == pb.GATE_STANDING_SUSPENDED


async def test_another_member_of_the_family_that_is_registered_suffices(office: RegistrationOffice) -> None:
    rows = [
        isld_row(9, 90, standard=NR, application=f"EP2019{number}", publications=number, family="900", generations="5G")
        for number in ("EP3900001 B1", "EP3900002 B1")
    ]
    await office.bring_rows(*rows)
    alone = await office.gate(patent="EP3900001", standard=FIVE_G)
    assert part(alone, "family_member_registered").answer == NO
    sibling = await office.enter((await office.submit("EP3900002B1")).name)
    gate = await office.gate(patent="EP 3 900 001", standard=FIVE_G)
    family = part(gate, "family_member_registered")
    assert (family.answer, gate.registration) == (YES, "")
    assert sibling.number in family.text
    assert family.provision_status == "unsure"
    assert family.events[0].startswith(sibling.name)
    early = await office.gate(patent="EP3900001", standard=FIVE_G, date=date("2026-03-01"))
    assert part(early, "family_member_registered").answer == NO
    # One that only the sibling's entry names.
    named = content(office.number())
    named.bibliography.family_members.append("KR 10-1234567")
    await office.enter((await office.submit("", content=named)).name)
    korean = await office.gate(patent="KR10-1234567", standard=FIVE_G)
    assert part(korean, "family_member_registered").answer == YES


async def test_a_use_case_is_carved_out_as_listed_now_and_a_new_list_supersedes(office: RegistrationOffice) -> None:
    unknown = await office.gate(patent=office.number(), standard=FIVE_G, use_case="smart metering")
    assert part(unknown, "carved_out").answer == pb.GATE_ANSWER_UNKNOWN

    def listing(*names: str) -> pb.SetCarvedOutUseCasesRequest:
        return pb.SetCarvedOutUseCasesRequest(
            standard=FIVE_G,
            use_cases=[
                pb.CarvedOutUseCase(use_case=name, start_date=date("2026-05-01"), source="Delegated act 2026/1")
                for name in names
            ],
        )

    assert (await office.refused(office.acme, "SetCarvedOutUseCases", listing("x1"))).kind is Kind.FORBIDDEN
    twice = listing("Smart Metering", "smart-metering")
    assert (await office.refused(office.officer, "SetCarvedOutUseCases", twice)).reason == "USE_CASE_TWICE"
    await office.ask(office.officer, "SetCarvedOutUseCases", listing("Smart metering", "Payment terminals"))

    async def carved(on: str) -> pb.GatePart:
        gate = await office.gate(patent="EP3000001", standard=FIVE_G, use_case="smart-metering", date=date(on))
        return part(gate, "carved_out")

    assert [(await carved(on)).answer for on in ("2026-04-30", "2026-05-01")] == [NO, YES]
    await office.ask(office.officer, "SetCarvedOutUseCases", listing())
    assert (await carved("2026-05-01")).answer == NO
    listed = pb.GetCarvedOutUseCasesRequest(standard=FIVE_G)
    now = await office.ask(office.anyone, "GetCarvedOutUseCases", listed)
    assert (list(now.use_cases), now.HasField("record_time")) == ([], True)


async def test_a_question_says_which_patent_or_number(office: RegistrationOffice) -> None:
    for request in (
        pb.QueryCourtGateRequest(),
        pb.QueryCourtGateRequest(patent="EP3000001"),
        pb.QueryCourtGateRequest(patent="3000001", standard=FIVE_G),
    ):
        refusal = await office.refused(office.court, "QueryCourtGate", request)
        assert (refusal.kind, refusal.reason) == (Kind.INVALID, "PATENT_OR_NUMBER")
    for request in (
        pb.QueryCourtGateRequest(number="SEP-EU2023-1999-000001"),
        pb.QueryCourtGateRequest(patent="EP3000001", standard="standards/none"),
    ):
        assert (await office.refused(office.anyone, "QueryCourtGate", request)).kind is Kind.NOT_FOUND


async def test_a_standard_without_a_notice_is_not_open(office: RegistrationOffice) -> None:
    gate = await office.gate(patent="EP20100000002", standard="standards/4g")
    assert (gate.standing, part(gate, "standard_open").answer) == (pb.GATE_STANDING_NOT_OPEN, NO)
    assert part(gate, "gap").answer == NO
