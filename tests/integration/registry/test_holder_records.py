"""Facts about a holder: by day, by source, with history, and confidential evidence that others never get."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator
from typing import Any

import psycopg
import pytest
from google.type.money_pb2 import Money

from sepia.auth.v1.auth_pb2 import Role
from sepia.journal.v1 import journal_pb2
from sepia.journal.v1.journal_pb2_grpc import JournalServiceStub
from sepia.registry.v1 import holder_records_pb2 as pb
from sepia.registry.v1 import holders_pb2
from sepia.registry.v1.holder_records_pb2_grpc import HolderRecordServiceStub
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.registry.recording import Records, day, recording
from tests.support import Databases

SECRET = "draft accounts of the first quarter"
SMALL, MEDIUM = pb.SIZE_CLASS_SMALL, pb.SIZE_CLASS_MEDIUM


@pytest.fixture(scope="module")
async def register(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Records]:
    async with recording(databases, tmp_path_factory.mktemp("keys")) as records:
        yield records


@pytest.fixture
async def acme(register: Records) -> str:
    return (await register.create(f"Acme {uuid.uuid4().hex[:8]} Oy")).name


def size(size_class: Any, headcount: int | None = None) -> pb.HolderSize:
    return pb.HolderSize(size_class=size_class, headcount=headcount)


def firm(name: str) -> pb.HolderRepresentative:
    return pb.HolderRepresentative(representative_name=name, country="DE", email="mail@firm.example")


def address(street: str) -> pb.HolderContact:
    return pb.HolderContact(purpose=pb.CONTACT_PURPOSE_ADDRESS, address_lines=[street], country="FI")


async def test_a_holder_reports_its_size_and_the_profile_says_whether_it_is_exempt(
    register: Records, acme: str
) -> None:
    content = pb.HolderSize(
        size_class=SMALL,
        headcount=31,
        annual_turnover=Money(currency_code="EUR", units=7_000_000),
        balance_sheet_total=Money(currency_code="EUR", units=5_000_000, nanos=500_000_000),
    )
    evidence = pb.HolderEvidence(citation="Annual accounts 2025", document_digest="ab" * 32)
    made = await register.report(
        acme, register.of(acme), size=content, effective_date=day(2026, 1, 1), evidence=evidence
    )
    assert made.size == content
    assert (made.reported.source, made.reported.reported_as) == (acme, "holder")
    assert made.reported.timeliness == pb.REPORT_TIMELINESS_FIRST_REPORT
    assert (made.reported.provision, made.reported.report_date) == ("Art. 20(5)", day(2026, 3, 2))
    profile = await register.profile(acme)
    assert [record.size for record in profile.sizes] == [content]
    assert profile.sizes[0].reported.evidence == evidence
    assert profile.exempt_from_sampling == holders_pb2.ANSWER_YES
    assert profile.exemption_provision == "Art. 29(1)"
    assert not profile.conflicting
    assert (await register.profile(acme, day(2025, 12, 31))).exempt_from_sampling == holders_pb2.ANSWER_UNSPECIFIED


async def test_a_later_report_stands_from_its_day_on_and_the_earlier_one_stays_for_the_days_before(
    register: Records, acme: str
) -> None:
    own = register.of(acme)
    await register.report(acme, own, size=size(SMALL), effective_date=day(2024, 1, 1))
    medium = await register.report(acme, own, size=size(MEDIUM), effective_date=day(2025, 7, 1))
    assert medium.reported.timeliness == pb.REPORT_TIMELINESS_LATE
    assert medium.reported.due_date == day(2026, 1, 2)  # 1 January is a holiday
    classes = [
        [record.size.size_class for record in (await register.profile(acme, on)).sizes]
        for on in (day(2023, 12, 31), day(2024, 1, 1), day(2025, 6, 30), day(2025, 7, 1))
    ]
    assert classes == [[], [SMALL], [SMALL], [MEDIUM]]
    assert (await register.profile(acme)).exempt_from_sampling == holders_pb2.ANSWER_NO
    listed = await register.ask("ListHolderRecords", pb.ListHolderRecordsRequest(parent=acme), register.anyone)
    assert [record.size.size_class for record in listed.records] == [MEDIUM, SMALL]
    events = await register.events(acme)
    assert [(event.kind, event.timeliness) for event in events[:2]] == [
        ("record-report", pb.REPORT_TIMELINESS_LATE),
        ("record-report", pb.REPORT_TIMELINESS_FIRST_REPORT),
    ]


async def test_a_change_is_in_time_on_the_last_day_and_unknown_without_a_day(register: Records, acme: str) -> None:
    own = register.of(acme)
    await register.report(acme, own, contact=address("First Street 1"))
    in_time = await register.report(acme, own, contact=address("Second Street 2"), effective_date=day(2025, 9, 2))
    assert in_time.reported.due_date == day(2026, 3, 2)
    assert in_time.reported.timeliness == pb.REPORT_TIMELINESS_IN_TIME
    late = await register.report(acme, own, contact=address("Third Street 3"), effective_date=day(2025, 9, 1))
    # 1 March 2026 is a Sunday: the time ends on Monday, which is today.
    assert late.reported.due_date == day(2026, 3, 2)
    late = await register.report(acme, own, contact=address("Fourth Street 4"), effective_date=day(2025, 8, 27))
    assert late.reported.due_date == day(2026, 2, 27)
    assert late.reported.timeliness == pb.REPORT_TIMELINESS_LATE
    unknown = await register.report(acme, own, contact=address("Fifth Street 5"))
    assert unknown.reported.timeliness == pb.REPORT_TIMELINESS_UNSPECIFIED
    assert not unknown.HasField("effective_date")
    profile = await register.profile(acme)
    assert [record.contact.address_lines[0] for record in profile.contacts] == ["Fifth Street 5"]


async def test_what_two_sources_say_differently_stands_side_by_side_and_is_flagged(
    register: Records, acme: str
) -> None:
    said = await register.report(acme, register.of(acme), size=size(SMALL, 40), effective_date=day(2025, 1, 1))
    other = await register.report(
        acme, size=size(MEDIUM, 60), effective_date=day(2025, 1, 1), source="Filed accounts 2024"
    )
    profile = await register.profile(acme)
    assert profile.conflicting
    assert profile.exempt_from_sampling == holders_pb2.ANSWER_UNSPECIFIED
    assert other.reported.timeliness == pb.REPORT_TIMELINESS_FIRST_REPORT
    assert not other.reported.HasField("due_date")
    assert {record.name: list(record.conflicts) for record in profile.sizes} == {
        said.name: [other.name],
        other.name: [said.name],
    }
    await register.ask("WithdrawHolderRecord", pb.WithdrawHolderRecordRequest(name=other.name, reason="wrong year"))
    settled = await register.profile(acme)
    assert (settled.conflicting, settled.exempt_from_sampling) == (False, holders_pb2.ANSWER_YES)
    agreeing = await register.report(acme, size=size(SMALL, 40), effective_date=day(2025, 1, 1), source="Filing")
    assert list(agreeing.conflicts) == []
    assert len((await register.profile(acme)).sizes) == 2


async def test_figures_that_differ_within_one_class_are_a_conflict_that_leaves_the_exemption_clear(
    register: Records, acme: str
) -> None:
    await register.report(acme, size=size(SMALL, 40), source="A")
    await register.report(acme, size=size(SMALL, 41), source="B")
    profile = await register.profile(acme)
    assert (profile.conflicting, profile.exempt_from_sampling) == (True, holders_pb2.ANSWER_YES)


async def test_what_the_centre_finds_out_about_a_later_change_is_late_when_it_is(register: Records, acme: str) -> None:
    await register.report(acme, register.of(acme), size=size(SMALL), effective_date=day(2024, 1, 1))
    found = await register.report(acme, size=size(MEDIUM), effective_date=day(2025, 1, 1), source="Filed accounts")
    assert found.reported.timeliness == pb.REPORT_TIMELINESS_LATE
    assert found.reported.due_date == day(2025, 7, 1)


async def test_a_representative_outside_the_union_is_refused_with_the_countries_that_do(
    register: Records, acme: str
) -> None:
    elsewhere = pb.HolderRepresentative(representative_name="Somebody LLC", country="US")
    with pytest.raises(SepiaError) as refused:
        await register.report(acme, register.of(acme), representative=elsewhere)
    assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, "REPRESENTATIVE_ELSEWHERE")
    assert "Art. 4(3)(g)" in refused.value.message
    assert [violation.field for violation in refused.value.violations] == ["representative.country"]
    assert not (await register.profile(acme)).representatives


async def test_representatives_and_policies_stand_beside_each_other_by_what_they_are_about(
    register: Records, acme: str
) -> None:
    own = register.of(acme)
    first = await register.report(
        acme,
        own,
        representative=pb.HolderRepresentative(
            representative_name="Räty & Co", country="FI", email="mail@example.org", personal_data=False
        ),
    )
    await register.report(
        acme,
        own,
        representative=pb.HolderRepresentative(representative_name="B. Muster", country="DE", personal_data=True),
    )
    for policy in (
        pb.HolderPolicy(kind=pb.POLICY_KIND_PUBLIC_TERMS, exists=True, url="https://example.org/terms"),
        pb.HolderPolicy(kind=pb.POLICY_KIND_SME_TERMS, exists=False),
        pb.HolderPolicy(kind=pb.POLICY_KIND_POOL, exists=True, pool="Some Pool", standard="standards/5g"),
        pb.HolderPolicy(kind=pb.POLICY_KIND_POOL, exists=True, pool="Other Pool"),
    ):
        await register.report(acme, own, policy=policy)
    end = pb.EndHolderRecordRequest(name=first.name, end_date=day(2026, 3, 2), reason="mandate ended")
    await register.ask("EndHolderRecord", end, own)
    profile = await register.profile(acme, day(2026, 3, 3))
    assert [r.representative.representative_name for r in profile.representatives] == ["B. Muster"]
    assert profile.representatives[0].representative.personal_data
    assert [(r.policy.kind, r.policy.exists, r.policy.pool) for r in profile.policies] == [
        (pb.POLICY_KIND_PUBLIC_TERMS, True, ""),
        (pb.POLICY_KIND_SME_TERMS, False, ""),
        (pb.POLICY_KIND_POOL, True, "Some Pool"),
        (pb.POLICY_KIND_POOL, True, "Other Pool"),
    ]
    assert not profile.conflicting
    for event in await register.events(acme):
        assert "Muster" not in event.summary


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, "CONTENT_MISSING"),
        ({"policy": pb.HolderPolicy(kind=pb.POLICY_KIND_POOL, exists=True)}, "POOL_UNNAMED"),
        ({"policy": pb.HolderPolicy(kind=pb.POLICY_KIND_ROYALTY, pool="P")}, "POOL_UNNAMED"),
        ({"policy": pb.HolderPolicy(kind=pb.POLICY_KIND_ROYALTY, standard="standards/9g")}, "STANDARD_UNKNOWN"),
        ({"size": size(SMALL), "evidence": pb.HolderEvidence(confidential=True)}, "EVIDENCE_EMPTY"),
        ({"size": size(SMALL), "effective_date": day(2026, 2, 30)}, "DATE_INVALID"),
        (
            {"size": size(SMALL), "effective_date": day(2026, 2, 2), "end_date": day(2026, 2, 1)},
            "DATES_REVERSED",
        ),
        ({"size": size(SMALL), "source": " . "}, "SOURCE_MISSING"),
    ],
)
async def test_what_cannot_be_meant_is_refused_with_its_reason(
    register: Records, acme: str, fields: dict[str, Any], reason: str
) -> None:
    with pytest.raises(SepiaError) as refused:
        await register.report(acme, **fields)
    assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, reason)
    assert refused.value.violations


async def test_of_two_editors_with_one_etag_one_is_told_and_without_etag_both_are_kept(
    register: Records, acme: str
) -> None:
    etag = (await register.holder(acme)).etag
    answers = await asyncio.gather(
        *(register.report(acme, size=size(SMALL, n), source=f"S{n}", etag=etag) for n in (1, 2)), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, SepiaError)]
    assert [error.kind for error in refused] == [Kind.STALE]
    await asyncio.gather(*(register.report(acme, size=size(SMALL, n), source=f"S{n}") for n in (3, 4)))
    listed = await register.ask("ListHolderRecords", pb.ListHolderRecordsRequest(parent=acme), register.anyone)
    assert len(listed.records) == 3
    assert (await register.holder(acme)).etag == str(int(etag) + 3)
    request_id = uuid.uuid4().hex
    first = await register.report(acme, size=size(SMALL, 9), request_id=request_id)
    assert await register.report(acme, size=size(SMALL, 9), request_id=request_id) == first


async def test_a_report_is_changed_by_whoever_made_it_and_by_officers(register: Records, acme: str) -> None:
    own, other = register.of(acme), register.of((await register.create(f"Other {uuid.uuid4().hex[:8]}")).name)
    mine = await register.report(acme, own, size=size(SMALL))
    centre = await register.report(acme, size=size(MEDIUM))
    withdraw = pb.WithdrawHolderRecordRequest(name=mine.name, reason="r")
    for client, kind in ((other, Kind.FORBIDDEN), (register.anyone, Kind.UNAUTHENTICATED)):
        with pytest.raises(SepiaError) as refused:
            await register.ask("WithdrawHolderRecord", withdraw, client)
        assert refused.value.kind is kind
        with pytest.raises(SepiaError) as refused:
            await register.report(acme, client, size=size(SMALL))
        assert refused.value.kind is kind
    with pytest.raises(SepiaError) as refused:
        await register.ask("WithdrawHolderRecord", pb.WithdrawHolderRecordRequest(name=centre.name, reason="r"), own)
    assert refused.value.reason == "REPORT_OF_ANOTHER_SOURCE"
    withdraw.etag = "9"
    with pytest.raises(SepiaError) as refused:
        await register.ask("WithdrawHolderRecord", withdraw, own)
    assert refused.value.kind is Kind.STALE
    withdraw.etag = mine.etag
    withdrawn = await register.ask("WithdrawHolderRecord", withdraw, own)
    assert withdrawn.reported.withdraw_reason == "r"
    with pytest.raises(SepiaError) as refused:
        await register.ask("EndHolderRecord", pb.EndHolderRecordRequest(name=mine.name, end_date=day(2030, 1, 1)), own)
    assert refused.value.reason == "RECORD_WITHDRAWN"
    (entry,) = await register.recorded("holder:holder-record:withdraw", mine.name)
    assert entry["content"] == {"reason": "r"}


async def test_facts_follow_a_reviewed_spelling_and_stay_with_the_name_they_were_reported_for(
    register: Records, acme: str
) -> None:
    spelling = (await register.create(f"ACME alias {uuid.uuid4().hex[:8]}")).name
    made = await register.report(spelling, register.of(spelling), size=size(SMALL))
    decided = await register.decide(spelling, acme)
    profile = await register.profile(spelling)
    assert (profile.holder.name, profile.asked_for) == (acme, spelling)
    assert [record.name for record in profile.sizes] == [made.name]
    assert [record.name for record in (await register.profile(acme)).sizes] == [made.name]
    await register.undo(decided.name)
    assert list((await register.profile(acme)).sizes) == []
    assert [record.name for record in (await register.profile(spelling)).sizes] == [made.name]


async def test_confidential_evidence_reaches_the_centre_and_the_holder_and_nobody_else(
    register: Records, acme: str
) -> None:
    own, stranger = register.of(acme), register.of("holders/stranger")
    confidential = pb.HolderEvidence(citation=SECRET, confidential=True)
    made = await register.report(acme, own, size=size(SMALL), evidence=confidential)
    assert made.reported.evidence == confidential
    parent = await register.create(f"Parent {uuid.uuid4().hex[:8]}")
    above = await register.set_parent(acme, parent.name, own, evidence=confidential)
    listing = pb.ListHolderRecordsRequest(parent=acme)
    court = register.running.client(Role.ROLE_COURT)
    readers: list[tuple[Client, bool]] = [
        (own, True),
        (register.officer, True),
        (stranger, False),
        (register.anyone, False),
        (court, False),
    ]
    for client, may_read in readers:
        replies = [
            await register.ask("ListHolderRecords", listing, client),
            await register.profile(acme, client=client),
            await register.ask("ListGroup", pb.ListGroupRequest(holder=acme), client),
            await register.ask("ListParents", pb.ListParentsRequest(child=acme), client),
        ]
        for reply in replies:
            assert (SECRET in str(reply)) is may_read, (client, reply)
        events = await register.ask("ListHolderEvents", pb.ListHolderEventsRequest(parent=acme), client)
        assert SECRET not in str(events)
    for subject in (made.name, above.name):
        (entry,) = await register.recorded("holder:evidence:add", subject)
        assert set(entry["audience"]) == {"role:OFFICER", "role:SERVICE", f"organization:{acme}"}
    await register.running.running.sequencer.drain()
    for client, may_read in readers:
        question = journal_pb2.ListEntriesRequest(log="logs/registry", page_size=1_000)
        reply = await client.call(client.stub(JournalServiceStub).ListEntries, question)
        assert made.name in str(reply)
        assert (SECRET in str(reply)) is may_read


async def test_a_contact_that_says_nothing_is_refused_and_the_one_before_stays(register: Records, acme: str) -> None:
    own = register.of(acme)
    await register.report(acme, own, contact=address("First Street 1"))
    for empty in (
        pb.HolderContact(purpose=pb.CONTACT_PURPOSE_ADDRESS),
        pb.HolderContact(purpose=pb.CONTACT_PURPOSE_ADDRESS, contact_name=" ", country="FI", personal_data=True),
    ):
        with pytest.raises(SepiaError) as refused:
            await register.report(acme, own, contact=empty)
        assert refused.value.reason == "CONTACT_EMPTY"
    (kept,) = (await register.profile(acme)).contacts
    assert kept.contact.address_lines == ["First Street 1"]


async def test_the_log_that_is_for_good_says_of_contacts_neither_the_person_nor_where_it_is_reached(
    register: Records, acme: str
) -> None:
    reached = {"email": "ada@acme.example", "phone": "+358 1", "address_lines": ["First Street 1"]}
    person: dict[str, Any] = {**reached, "personal_data": True}
    contact = pb.HolderContact(purpose=pb.CONTACT_PURPOSE_LICENSING, contact_name="Ada Example", **person)
    made = await register.report(acme, register.of(acme), contact=contact)
    assert made.contact == contact
    firm = pb.HolderRepresentative(representative_name="Kanzlei Muster", country="DE", **reached)
    represented = await register.report(acme, register.of(acme), representative=firm)
    (entry,) = await register.recorded("holder:holder-record:report", made.name)
    assert entry["content"]["content"] == {"purpose": "CONTACT_PURPOSE_LICENSING", "personal_data": True}
    (entry,) = await register.recorded("holder:holder-record:report", represented.name)
    assert entry["content"]["content"] == {"representative_name": "Kanzlei Muster", "country": "DE"}


async def test_contact_data_of_what_no_longer_holds_is_erased_on_request_and_the_report_stays(
    register: Records, acme: str
) -> None:
    own = register.of(acme)
    contact = pb.HolderContact(
        purpose=pb.CONTACT_PURPOSE_LICENSING, contact_name="Ada Example", email="ada@acme.example", personal_data=True
    )
    request = pb.ReportHolderRecordRequest(parent=acme, contact=contact, request_id=uuid.uuid4().hex)
    made = await register.ask("ReportHolderRecord", request, own)

    async def erased(name: str, client: Client | None = None) -> pb.HolderRecord:
        return await register.ask(
            "EraseHolderContact", pb.EraseHolderContactRequest(name=name, reference="letter of today"), client
        )

    async def reason(name: str, client: Client | None = None) -> str:
        with pytest.raises(SepiaError) as refused:
            await erased(name, client)
        return refused.value.reason or refused.value.kind.name

    assert await reason(made.name) == "RECORD_IN_FORCE"
    assert await reason(made.name, own) == "PERMISSION_DENIED"
    sized = await register.report(acme, own, size=size(SMALL))
    assert await reason(sized.name) == "NO_CONTACT_DATA"
    ended = await register.report(acme, own, representative=firm("Kanzlei Muster"), effective_date=day(2025, 1, 1))
    await register.ask("EndHolderRecord", pb.EndHolderRecordRequest(name=ended.name, end_date=day(2026, 1, 31)), own)
    assert await reason(ended.name) == "TOO_EARLY_TO_ERASE"  # 18 months after it ended
    # As entries were before the log left contact data out.
    told = {"kind": "contact", "content": {"contact_name": "Ada Example", "email": "ada@acme.example"}}
    async with register.database.write() as tx:
        await tx.record("holder:holder-record:report", made.name, told)
    await register.ask("WithdrawHolderRecord", pb.WithdrawHolderRecordRequest(name=made.name, reason="wrong"), own)
    bare = await erased(made.name)
    assert (bare.contact.contact_name, bare.contact.email) == ("(erased)", "")
    assert bare.HasField("contact_erase_time")
    assert await reason(made.name) == "ALREADY_ERASED"
    listed = await register.ask("ListHolderRecords", pb.ListHolderRecordsRequest(parent=acme), own)
    again = await register.ask("ReportHolderRecord", request, own)
    assert again.name == made.name
    for reply in (listed, again):
        assert made.name in str(reply)
        assert "Ada" not in str(reply)
        assert "ada@" not in str(reply)
    # Of the two entries that told of the report the one that had contact data is erased; the log still holds together.
    (kept,) = await register.recorded("holder:holder-record:report", made.name)
    assert "ada@" not in str(kept)
    assert await register.recorded("officer:holder-record:erase-contact", made.name)
    assert (await register.events(acme))[0].kind == "record-erase-contact"


async def test_the_database_itself_hides_confidential_evidence(register: Records, acme: str) -> None:
    confidential = pb.HolderEvidence(citation=f"{SECRET} of {acme}", confidential=True)
    await register.report(acme, register.of(acme), size=size(SMALL), evidence=confidential)
    count = "select count(*) from registry.holder_evidence where citation = %s"

    def seen(audiences: str | None) -> int:
        with psycopg.connect(register.url) as connection:
            if audiences is not None:
                connection.execute("select set_config('sepia.audiences', %s, true)", [audiences])
            row = connection.execute(count, [confidential.citation]).fetchone()
            assert row is not None
            return row[0]

    assert [seen(audience) for audience in (None, "", "public,role:HOLDER,organization:holders/other")] == [0, 0, 0]
    assert [seen(audience) for audience in ("public,role:OFFICER", f"organization:{acme}")] == [1, 1]
    with psycopg.connect(register.url) as connection:
        connection.execute("select set_config('sepia.audiences', 'role:OFFICER', true)")
        assert connection.execute("update registry.holder_evidence set citation = 'x'").rowcount == 0
        assert connection.execute("delete from registry.holder_evidence").rowcount == 0


async def test_holders_that_are_not_there_are_not_found(register: Records, acme: str) -> None:
    nobody = "holders/nobody-at-all"
    for method, request in (
        ("ReportHolderRecord", pb.ReportHolderRecordRequest(parent=nobody, size=size(SMALL), source="s")),
        ("ListHolderRecords", pb.ListHolderRecordsRequest(parent=nobody)),
        ("GetHolderProfile", pb.GetHolderProfileRequest(name=nobody)),
        ("ListHolderEvents", pb.ListHolderEventsRequest(parent=nobody)),
        ("WithdrawHolderRecord", pb.WithdrawHolderRecordRequest(name=f"{acme}/records/{uuid.uuid4()}", reason="r")),
    ):
        with pytest.raises(SepiaError) as refused:
            await register.ask(method, request)
        assert refused.value.kind is Kind.NOT_FOUND


async def test_records_and_events_come_page_by_page(register: Records, acme: str) -> None:
    for number in range(5):
        await register.report(acme, size=size(SMALL, number), source=f"S{number}")
    stub = register.anyone.stub(HolderRecordServiceStub)
    question = pb.ListHolderRecordsRequest(parent=acme, page_size=2)
    pages = [page async for page in register.anyone.pages(stub.ListHolderRecords, question)]
    assert [len(page.records) for page in pages] == [2, 2, 1]
    assert [record.size.headcount for page in pages for record in page.records] == [4, 3, 2, 1, 0]
    events = pb.ListHolderEventsRequest(parent=acme, page_size=4)
    found = [len(page.events) async for page in register.anyone.pages(stub.ListHolderEvents, events)]
    assert found == [4, 2]
