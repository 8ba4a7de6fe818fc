"""Registering a patent for a standard: who asks, what is complete, what is in time, and who sees it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from sepia.registry.v1 import registrations_pb2 as pb
from sepia.registry.v1 import search_pb2
from sepia.registry.v1.search_pb2_grpc import SearchServiceStub
from services.registry import tables
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import NR, SmallDatabases
from tests.integration.registry.registered import (
    ACME,
    BELL,
    FEE,
    FIVE_G,
    RegistrationOffice,
    content,
    date,
    day,
    run_office,
)


@pytest.fixture(scope="module")
async def office(
    small_databases: SmallDatabases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[RegistrationOffice]:
    async with run_office(small_databases, tmp_path_factory.mktemp("keys")) as running:
        yield running


async def test_a_complete_request_is_submitted_and_entered_with_the_day_of_its_receipt(
    office: RegistrationOffice,
) -> None:
    asked = await office.submit("EP 3 000 001 B1")
    assert asked.state == pb.REGISTRATION_STATE_SUBMITTED
    assert (asked.number, list(asked.faults)) == ("", [])
    entered = await office.enter(asked.name)
    assert entered.state == pb.REGISTRATION_STATE_REGISTERED
    assert entered.number.startswith("SEP-EU2023-2026-")
    assert (day(entered.registration_date), day(entered.window_end_date)) == ("2026-03-02", "2026-07-15")
    assert not entered.late
    assert entered.fee.confirmed
    assert entered.fee.includes_sampled_checks
    assert (await office.get(f"registrations/{entered.number}", office.anyone)).name == entered.name
    await office.running.running.sequencer.drain()  # a timeline tells what has its place in the log
    search = office.anyone.stub(SearchServiceStub)
    by_name, by_number = [
        await office.anyone.call(search.GetTimeline, search_pb2.GetTimelineRequest(name=name))
        for name in (entered.name, f"registrations/{entered.number.lower()}")
    ]
    assert [one.kind for one in by_number.entries] == ["officer:registration:registered"]
    assert by_number.entries[0].position == by_name.entries[0].position
    (logged,) = await office.recorded("officer:registration:registered", entered.name)
    assert logged["audience"] == ["public"]
    assert logged["content"]["registrationNumber"] == entered.number
    assert "patents@acme.example" not in str(logged)


async def test_a_specification_that_nobody_knows_is_said_before_the_entry_and_refuses_nothing(
    office: RegistrationOffice,
) -> None:
    slip = content(office.number())
    slip.correspondences[0].standard_name = "3GPP TS 38.21l"
    asked = await office.submit("", content=slip)
    assert asked.state == pb.REGISTRATION_STATE_SUBMITTED
    (remark,) = (await office.get(asked.name, office.officer)).remarks
    assert (remark.field, list(remark.near)[:1]) == ("correspondences[0].standard_name", ["3GPP TS 38.211"])
    assert asked.remarks[0] == remark
    assert not (await office.enter(asked.name)).remarks
    assert not (await office.get(asked.name, office.anyone)).remarks


async def test_an_incomplete_request_is_kept_with_every_fault_and_an_example_of_each(
    office: RegistrationOffice,
) -> None:
    broken = content(office.number())
    broken.correspondences[0].subclause = "Section 9"
    broken.correspondences[0].version = "the latest"
    broken.patent.in_force_in[:] = ["US"]
    broken.holder.address = ""
    kept = await office.submit("", content=broken, fee=pb.FeePayment())
    assert kept.state == pb.REGISTRATION_STATE_DRAFT
    faults = {fault.field: fault for fault in kept.faults}
    assert set(faults) == {
        "correspondences[0].subclause",
        "correspondences[0].version",
        "patent.in_force_in",
        "holder.address",
        "fee.receipt",
        "fee.holder_size",
    }
    assert faults["correspondences[0].subclause"].example == "9.1"
    assert all(fault.rule and fault.example for fault in kept.faults)
    mended = await office.submit(broken.patent.number, name=kept.name, etag=kept.etag)
    assert (mended.name, mended.state) == (kept.name, pb.REGISTRATION_STATE_SUBMITTED)
    assert [event.kind for event in await office.events(kept.name)] == [
        pb.REGISTRATION_EVENT_KIND_DRAFTED,
        pb.REGISTRATION_EVENT_KIND_SUBMITTED,
    ]


async def test_a_draft_and_a_request_are_seen_by_their_holder_and_the_centre_only(office: RegistrationOffice) -> None:
    draft = await office.submit(office.number(), keep_as_draft=True)
    waiting = await office.submit(office.number())
    for name in (draft.name, waiting.name):
        for who in (office.anyone, office.bell, office.court):
            refusal = await office.refused(who, "GetRegistration", pb.GetRegistrationRequest(name=name))
            assert refusal.kind is Kind.NOT_FOUND
        assert (await office.get(name, office.acme)).name == name
    request = pb.ListRegistrationsRequest(page_size=1000)
    listed = {each.name for each in (await office.ask(office.anyone, "ListRegistrations", request)).registrations}
    own = {each.name for each in (await office.ask(office.acme, "ListRegistrations", request)).registrations}
    assert not {draft.name, waiting.name} & listed
    assert {draft.name, waiting.name} <= own


async def test_each_field_is_shown_to_whom_the_profile_names(office: RegistrationOffice) -> None:
    entry = await office.registered()
    public = await office.get(entry.name, office.anyone)
    signed_up = await office.get(entry.name, office.stranger)
    own = await office.get(entry.name, office.acme)
    assert public.content.holder.email == "patents@acme.example"
    assert not public.content.HasField("bibliography")
    assert not public.content.HasField("claim_chart")
    assert set(public.withheld_fields) == {"bibliography", "products", "essentiality", "claim_chart"}
    assert day(signed_up.content.bibliography.grant_date) == "2019-05-02"
    assert list(signed_up.withheld_fields) == ["claim_chart"]
    assert list(own.withheld_fields) == []
    assert own.content.claim_chart.sha256 == "a" * 64
    assert (public.HasField("fee"), own.HasField("fee")) == (False, True)


async def test_a_patent_has_one_entry_a_standard_also_when_two_ask_at_once(office: RegistrationOffice) -> None:
    number = office.number()
    spelled = number.replace(" ", "").lower().removesuffix("b1")
    both = await asyncio.gather(
        office.submit(number), office.submit(number, content=content(spelled)), return_exceptions=True
    )
    (first,) = (each for each in both if isinstance(each, pb.Registration))
    (refusal,) = (each for each in both if not isinstance(each, pb.Registration))
    assert getattr(refusal, "reason", "") == "ALREADY_REGISTERED"
    entered = await office.enter(first.name)
    request = pb.SubmitRegistrationRequest(holder=BELL, standard=FIVE_G, content=content(number), fee=FEE)
    again = await office.refused(office.bell, "SubmitRegistration", request)
    assert (again.kind, again.metadata["registrationNumber"]) == (Kind.EXISTS, entered.number)


async def test_twenty_entries_at_once_get_twenty_numbers_without_a_gap(office: RegistrationOffice) -> None:
    asked = [await office.submit(office.number()) for _ in range(20)]
    entered = await asyncio.gather(*(office.enter(each.name) for each in asked))
    numbers = sorted(int(each.number.rpartition("-")[2]) for each in entered)
    assert numbers == list(range(numbers[0], numbers[0] + 20))
    query = sa.select(tables.registration.c.number).where(tables.registration.c.number.is_not(None))
    async with office.database.read() as connection:
        every = sorted((await connection.execute(query)).scalars())
    assert [int(each.rpartition("-")[2]) for each in every] == list(range(1, len(every) + 1))


async def test_what_was_declared_for_its_specifications_counts_for_a_commercial_standard(
    office: RegistrationOffice,
) -> None:
    standard = tables.standard
    async with office.database.write() as tx:
        names = {"key": "invented-net", "display_name": "Invented Net", "names": ["Invented Net"]}
        made = sa.insert(standard).values(**names, kind=2, search="invented net").returning(standard.c.id)
        id = (await tx.execute(made)).scalar_one()
        opening = {"regime": "eu-2023", "state": 4, "registration_opened_on": office.clock.now().date()}
        await tx.execute(sa.insert(tables.standard_procedure).values(standard_id=id, **opening))
    request = pb.SubmitRegistrationRequest(
        holder=ACME, standard="standards/invented-net", content=content(office.number()), fee=FEE
    )
    assert (await office.refused(office.acme, "SubmitRegistration", request)).reason == "NO_FRAND_COMMITMENT"
    declared = sa.select(standard.c.id).where(standard.c.display_name == NR.partition(" version")[0]).scalar_subquery()
    async with office.database.write() as tx:
        defined = {"standard_id": id, "place": 1, "given": NR, "specification_id": declared}
        await tx.execute(sa.insert(tables.standard_specification).values(**defined))
    submitted = await office.ask(office.acme, "SubmitRegistration", request)
    assert submitted.state == pb.REGISTRATION_STATE_SUBMITTED


async def test_registration_is_refused_until_the_notice_and_without_a_commitment(office: RegistrationOffice) -> None:
    request = pb.SubmitRegistrationRequest(
        holder=ACME, standard="standards/4g", content=content(office.number()), fee=FEE
    )
    assert (await office.refused(office.acme, "SubmitRegistration", request)).reason == "REGISTRATION_NOT_OPEN"
    unknown = pb.SubmitRegistrationRequest(
        holder=ACME, standard="standards/none", content=content(office.number()), fee=FEE
    )
    assert (await office.refused(office.acme, "SubmitRegistration", unknown)).kind is Kind.NOT_FOUND
    procedure, standard = tables.standard_procedure, tables.standard
    four_g = sa.select(standard.c.id).where(standard.c.key == "4g").scalar_subquery()
    change = sa.update(procedure).where(procedure.c.standard_id == four_g)
    async with office.database.write() as tx:
        await tx.execute(change.values(registration_opened_on=office.clock.now().date()))
    try:
        # Bell declared for 4G and said that it is not prepared to license.
        assert (await office.refused(office.acme, "SubmitRegistration", request)).reason == "NO_FRAND_COMMITMENT"
    finally:
        async with office.database.write() as tx:
            await tx.execute(change.values(registration_opened_on=None))


async def test_only_the_holder_itself_and_officers_ask(office: RegistrationOffice) -> None:
    request = pb.SubmitRegistrationRequest(holder=ACME, standard=FIVE_G, content=content(office.number()), fee=FEE)
    assert (await office.refused(office.bell, "SubmitRegistration", request)).kind is Kind.FORBIDDEN
    assert (await office.refused(office.stranger, "SubmitRegistration", request)).kind is Kind.FORBIDDEN
    assert (await office.refused(office.anyone, "SubmitRegistration", request)).kind is Kind.UNAUTHENTICATED
    assert (await office.ask(office.officer, "SubmitRegistration", request)).state == pb.REGISTRATION_STATE_SUBMITTED
    unknown = pb.SubmitRegistrationRequest(
        holder="holders/nobody", standard=FIVE_G, content=content(office.number()), fee=FEE
    )
    assert (await office.refused(office.officer, "SubmitRegistration", unknown)).kind is Kind.NOT_FOUND


async def test_the_entry_waits_for_the_fee_and_happens_once(office: RegistrationOffice) -> None:
    asked = await office.submit(office.number())
    request = pb.EnterRegistrationRequest(name=asked.name)
    assert (await office.refused(office.officer, "EnterRegistration", request)).reason == "FEE_NOT_CONFIRMED"
    stale = pb.EnterRegistrationRequest(name=asked.name, fee_confirmed=True, etag="999")
    assert (await office.refused(office.officer, "EnterRegistration", stale)).reason == "ETAG_MISMATCH"
    assert (await office.refused(office.acme, "EnterRegistration", request)).kind is Kind.FORBIDDEN
    request_id = uuid.uuid4().hex
    retried = pb.EnterRegistrationRequest(name=asked.name, fee_confirmed=True, request_id=request_id)
    first, second = [await office.ask(office.officer, "EnterRegistration", retried) for _ in range(2)]
    assert first == second
    other = pb.EnterRegistrationRequest(name=asked.name, fee_confirmed=True)
    assert (await office.refused(office.officer, "EnterRegistration", other)).reason == "WRONG_STATE"


async def test_a_returned_request_is_a_draft_and_its_day_is_that_of_the_next_receipt(
    office: RegistrationOffice,
) -> None:
    asked = await office.submit(office.number())
    request = pb.ReturnRegistrationRequest(name=asked.name, reasons="The receipt is of another patent.")
    returned = await office.ask(office.officer, "ReturnRegistration", request)
    assert (returned.state, day(returned.receive_date)) == (pb.REGISTRATION_STATE_DRAFT, "")
    assert (await office.events(asked.name, office.acme))[-1].text == "The receipt is of another patent."


async def test_a_draft_is_discarded_once_and_keeps_no_contact_data(office: RegistrationOffice) -> None:
    draft = await office.submit(office.number(), keep_as_draft=True)
    stale = pb.DiscardRegistrationRequest(name=draft.name, etag="999")
    assert (await office.refused(office.acme, "DiscardRegistration", stale)).reason == "ETAG_MISMATCH"
    request = pb.DiscardRegistrationRequest(name=draft.name, etag=draft.etag, request_id=uuid.uuid4().hex)
    gone, replayed = [await office.ask(office.acme, "DiscardRegistration", request) for _ in range(2)]
    assert gone == replayed
    assert gone.state == pb.REGISTRATION_STATE_DISCARDED
    assert (gone.content.holder.name, gone.content.holder.email, list(gone.faults)) == ("Acme Radio Oy", "", [])
    # Everybody reads the kinds of the log's entries: this one tells no more than that there was a step.
    *_, logged = await office.recorded("holder:registration:step", draft.name)
    assert logged["content"]["event"] == "discarded"
    assert "public" not in logged["audience"]
    assert [event.kind for event in await office.events(draft.name, office.acme)][-1] == (
        pb.REGISTRATION_EVENT_KIND_DISCARDED
    )
    async with office.database.read() as connection:
        kept = (await connection.execute(sa.select(tables.ANSWERED.c.response))).scalars().all()
    assert not [each for each in kept if draft.name.encode() in bytes(each) and b"Aino" in bytes(each)]
    again = pb.DiscardRegistrationRequest(name=draft.name)
    assert (await office.refused(office.acme, "DiscardRegistration", again)).reason == "WRONG_STATE"
    sent = pb.SubmitRegistrationRequest(
        name=draft.name, holder=ACME, standard=FIVE_G, content=content(office.number()), fee=FEE
    )
    assert (await office.refused(office.acme, "SubmitRegistration", sent)).reason == "WRONG_STATE"


async def test_a_discarded_draft_is_listed_only_where_its_state_is_asked_for(office: RegistrationOffice) -> None:
    draft = await office.submit(office.number(), keep_as_draft=True)
    await office.ask(office.officer, "DiscardRegistration", pb.DiscardRegistrationRequest(name=draft.name))

    async def listed(who: Client, **narrowed: Any) -> set[str]:
        request = pb.ListRegistrationsRequest(page_size=1000, **narrowed)
        return {each.name for each in (await office.ask(who, "ListRegistrations", request)).registrations}

    discarded = pb.REGISTRATION_STATE_DISCARDED
    assert draft.name not in await listed(office.acme)
    assert draft.name in await listed(office.acme, state=discarded)
    assert draft.name in await listed(office.officer, state=discarded)
    assert draft.name not in await listed(office.bell, state=discarded) | await listed(office.anyone, state=discarded)


async def test_only_ones_own_draft_is_discarded_and_nothing_that_is_under_way(office: RegistrationOffice) -> None:
    draft = await office.submit(office.number(), keep_as_draft=True)
    asked, entry = await office.submit(office.number()), await office.registered()

    async def refusal(who: Client, name: str) -> SepiaError:
        return await office.refused(who, "DiscardRegistration", pb.DiscardRegistrationRequest(name=name))

    assert (await refusal(office.bell, draft.name)).kind is Kind.NOT_FOUND
    assert (await refusal(office.bell, entry.name)).kind is Kind.FORBIDDEN
    assert (await refusal(office.acme, f"registrations/{uuid.uuid4()}")).kind is Kind.NOT_FOUND
    assert (await refusal(office.acme, asked.name)).reason == "WRONG_STATE"
    assert (await refusal(office.acme, entry.name)).reason == "WRONG_STATE"
    assert (await office.get(draft.name, office.acme)).state == pb.REGISTRATION_STATE_DRAFT


async def test_two_editors_of_one_entry_never_undo_each_other(office: RegistrationOffice) -> None:
    entry = await office.registered()
    changes: list[pb.ReportChangeRequest] = []
    for email in ("one@acme.example", "two@acme.example"):
        changed = content(entry.content.patent.number)
        changed.licensing_contact.email = email
        changes.append(
            pb.ReportChangeRequest(
                name=entry.name,
                change_date=date("2026-03-01"),
                content=changed,
                explanation="Another contact.",
                etag=entry.etag,
            )
        )
    both = await asyncio.gather(
        *(office.ask(office.acme, "ReportChange", each) for each in changes), return_exceptions=True
    )
    (done,) = (each for each in both if isinstance(each, pb.Registration))
    (refusal,) = (each for each in both if not isinstance(each, pb.Registration))
    assert getattr(refusal, "reason", "") == "ETAG_MISMATCH"
    now = await office.get(entry.name)
    assert now.content.licensing_contact.email == done.content.licensing_contact.email


async def test_a_change_of_before_the_request_is_not_late_and_one_of_nothing_is_none(
    office: RegistrationOffice,
) -> None:
    entry = await office.registered()

    async def report(on: str) -> pb.RegistrationEvent:
        changed = content(entry.content.patent.number)
        changed.licensing_entity = f"Acme Licensing {on}"
        request = pb.ReportChangeRequest(
            name=entry.name, change_date=date(on), content=changed, explanation="Another entity."
        )
        await office.ask(office.acme, "ReportChange", request)
        return (await office.events(entry.name, office.anyone))[-1]

    # It could be reported from 2 March 2026 on, when the request was received, so its six months run from then.
    told = await report("2025-08-01")
    assert (told.days_late, day(told.effective_date), day(told.record_date)) == (0, "2025-08-01", "2026-03-02")
    assert (told.text, (await report("2026-02-27")).days_late) == ("Another entity.", 0)
    same = pb.ReportChangeRequest(
        name=entry.name,
        change_date=date("2026-02-27"),
        content=(await office.get(entry.name, office.acme)).content,
        explanation="Nothing.",
    )
    assert (await office.refused(office.acme, "ReportChange", same)).reason == "NOTHING_CHANGED"
    other = pb.ReportChangeRequest(
        name=entry.name, change_date=date("2026-02-27"), content=content(office.number()), explanation="Another patent."
    )
    assert (await office.refused(office.acme, "ReportChange", other)).reason == "PATENT_CHANGED"
    assert (await office.refused(office.bell, "ReportChange", other)).kind is Kind.FORBIDDEN
    half = pb.ReportChangeRequest(
        name=entry.name,
        change_date=date("2026-02-27"),
        content=content(entry.content.patent.number),
        explanation="Nothing on terms.",
    )
    half.content.ClearField("public_terms")
    refusal = await office.refused(office.acme, "ReportChange", half)
    assert (refusal.reason, refusal.violations[0].field) == ("INCOMPLETE", "content.public_terms.exist")
    query = sa.select(sa.func.count()).where(
        tables.registration_content.c.registration_id == uuid.UUID(entry.name.removeprefix("registrations/"))
    )
    async with office.database.read() as connection:
        assert (await connection.execute(query)).scalar_one() == 3  # nothing is overwritten


async def test_an_extract_has_every_public_field_and_event_and_nothing_else(office: RegistrationOffice) -> None:
    entry = await office.registered()
    request = pb.GetRegistrationExtractRequest(registration=entry.name)
    extract = await office.ask(office.anyone, "GetRegistrationExtract", request)
    assert entry.number in extract.text
    assert "correspondences[1].subclause: 5.2.2" in extract.text
    assert "REGISTERED | Registered as" in extract.text
    assert "a" * 64 not in extract.text
    assert "2019-05-02" not in extract.text
    assert extract.edition == "editions/1"
    assert extract.text.count(" entries of the log") == 1


async def test_lists_are_paged_in_order_and_narrowed(office: RegistrationOffice) -> None:
    entry = await office.registered()
    number = entry.content.patent.number
    request = pb.ListRegistrationsRequest(patent=number.replace(" ", ""), standard=FIVE_G, holder=ACME)
    found = (await office.ask(office.anyone, "ListRegistrations", request)).registrations
    assert [each.name for each in found] == [entry.name]
    stub_pages = pb.ListRegistrationsRequest(page_size=2)
    first = await office.ask(office.anyone, "ListRegistrations", stub_pages)
    rest = await office.ask(
        office.anyone,
        "ListRegistrations",
        pb.ListRegistrationsRequest(page_size=2, page_token=first.next_page_token),
    )
    names = [each.name for each in [*first.registrations, *rest.registrations]]
    assert names == sorted(names)
    assert len(set(names)) == 4
    assert not (
        await office.ask(office.anyone, "ListRegistrations", pb.ListRegistrationsRequest(patent="nothing"))
    ).registrations


async def test_the_holder_and_its_representative_are_told_of_every_change(office: RegistrationOffice) -> None:
    entry = await office.registered()
    notices = (await office.ask(office.acme, "ListNotices", pb.ListNoticesRequest(holder=ACME))).notices
    told = [(each.recipient, each.representative) for each in notices if each.registration == entry.name]
    assert sorted(told) == sorted([(ACME, False), ("Muster Rechtsanwälte", True)] * 2)  # submitted, registered
    assert entry.number in notices[0].text
    refusal = await office.refused(office.bell, "ListNotices", pb.ListNoticesRequest(holder=ACME))
    assert refusal.kind is Kind.FORBIDDEN


async def test_an_event_is_refused_to_be_changed_by_the_database_itself(office: RegistrationOffice) -> None:
    entry = await office.registered()
    event = tables.registration_event
    mine = event.c.registration_id == uuid.UUID(entry.name.removeprefix("registrations/"))
    for statement in (sa.update(event).where(mine).values(text="x"), sa.delete(event).where(mine)):
        with pytest.raises(DBAPIError, match="refused"):
            async with office.database.engine.begin() as connection:
                await connection.execute(statement)


@pytest.mark.parametrize("month", [2, 13])
async def test_a_date_that_is_none_is_refused_by_its_field(office: RegistrationOffice, month: int) -> None:
    asked = content(office.number())
    asked.bibliography.grant_date.month = month
    asked.bibliography.grant_date.day = 30
    request = pb.SubmitRegistrationRequest(holder=ACME, standard=FIVE_G, content=asked, fee=FEE)
    refusal = await office.refused(office.acme, "SubmitRegistration", request)
    assert (refusal.kind, refusal.reason) == (Kind.INVALID, "NOT_A_DATE")
    assert refusal.violations[0].field == "content.bibliography.grant_date"
