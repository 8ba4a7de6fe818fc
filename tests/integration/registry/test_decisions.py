"""Decisions: reported by whom it is for, shown as unverified or late, verified once, with what follows."""

from __future__ import annotations

import asyncio
import datetime as dt
import uuid
from typing import Any

import pytest
from google.type import date_pb2

from sepia.registry.v1 import decisions_pb2 as pb
from sepia.registry.v1 import objections_pb2
from sepia.registry.v1.decisions_pb2_grpc import DecisionServiceStub
from sepia.registry.v1.objections_pb2_grpc import ObjectionServiceStub
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import isld_row
from tests.integration.registry.procedures import Centre

COURT, OFFICE, ADR = pb.DECISION_BODY_COURT, pb.DECISION_BODY_OFFICE, pb.DECISION_BODY_DISPUTE_RESOLUTION
STANDARD = "standards/3gpp-ts-38.211"


def stub(client: Client) -> DecisionServiceStub:
    return client.stub(DecisionServiceStub)


def day(year: int, month: int, number: int) -> date_pb2.Date:
    return date_pb2.Date(year=year, month=month, day=number)


def report(**changes: Any) -> pb.ReportDecisionRequest:
    said: dict[str, Any] = {
        "body": COURT,
        "body_name": "LG München I",
        "country": "DE",
        "file_number": f"7 O {uuid.uuid4().hex[:8]}/25",
        "decision_date": day(2025, 12, 1),
        "publication_date": day(2025, 12, 10),
        "kinds": [pb.DECISION_KIND_VALIDITY, pb.DECISION_KIND_INFRINGEMENT],
        "finality": pb.DECISION_FINALITY_FINAL,
        "effect": pb.DECISION_EFFECT_INVALIDATED,
        "parties": [pb.DecisionParty(party_name="Acme", role="patentee", holder="holders/acme-radio-oy")],
        "patents": [pb.DecidedPatent(number="EP 3 000 001 B1")],
        "standards": [STANDARD],
        "summary": "The patent is invalid.",
        **changes,
    }
    return pb.ReportDecisionRequest(**said)


async def reported(client: Client, **changes: Any) -> pb.Decision:
    return await client.call(stub(client).ReportDecision, report(**changes))


async def verify(client: Client, name: str, etag: str = "") -> pb.Decision:
    return await client.call(stub(client).VerifyDecision, pb.VerifyDecisionRequest(name=name, etag=etag))


async def withdraw(client: Client, name: str, **changes: str) -> pb.Decision:
    request = pb.WithdrawDecisionRequest(name=name, reason="Reported twice.", **changes)
    return await client.call(stub(client).WithdrawDecision, request)


async def read(client: Client, name: str) -> pb.Decision:
    return await client.call(stub(client).GetDecision, pb.GetDecisionRequest(name=name))


async def refusal(call: Any) -> SepiaError:
    with pytest.raises(SepiaError) as refused:
        await call
    return refused.value


async def notes_of(centre: Centre, subject: str, cause: str) -> list[objections_pb2.EntryNote]:
    objections = centre.anyone.stub(ObjectionServiceStub)
    request = objections_pb2.ListEntryNotesRequest(subject=subject, page_size=500)
    return [
        note for note in (await centre.anyone.call(objections.ListEntryNotes, request)).notes if note.cause == cause
    ]


# --- reports -----------------------------------------------------------------------------------------------------


async def test_a_report_is_kept_as_given_with_the_families_it_concerns_and_is_not_verified(centre: Centre) -> None:
    decision = await reported(centre.court)
    assert (decision.state, decision.reporter) == (pb.DECISION_STATE_REPORTED, "court")
    assert not decision.HasField("verify_time")
    (patent,) = decision.patents
    assert (patent.number, patent.canonical) == ("EP 3 000 001 B1", "EP.3000001.B1")
    assert patent.families[0] == "families/etsi-500"
    assert patent.families[1].startswith("families/priorities-")
    assert decision.kinds == [pb.DECISION_KIND_INFRINGEMENT, pb.DECISION_KIND_VALIDITY]
    assert await read(centre.anyone, decision.name) == decision
    (entry,) = await centre.recorded("stakeholder:decision:report", decision.name)
    assert (entry["actor"], entry["content"]["effect"]) == ("accounts/court", "DECISION_EFFECT_INVALIDATED")


async def test_what_is_reported_stands_beside_the_entries_as_reported(centre: Centre) -> None:
    decision = await reported(centre.acme)
    for subject in ("families/etsi-500", STANDARD, "registrations/1"):
        (note,) = await notes_of(centre, subject, decision.name)
        assert note.kind == "decision-reported"
        assert "as reported, not verified" in note.text
        assert note.effective_date == day(2025, 12, 1)
    asked = [each for each in centre.registrations.asked if each[-1] == decision.name]
    assert [each[:2] for each in asked] == [("note", "registrations/1")]


@pytest.mark.parametrize(
    ("body", "published", "due", "late", "key"),
    [
        (COURT, day(2025, 7, 30), day(2026, 1, 30), 0, "registration.court_ruling_due = 6 months, recalled"),
        (COURT, day(2025, 6, 2), day(2025, 12, 2), 59, "registration.court_ruling_due"),
        (ADR, day(2025, 6, 2), day(2025, 12, 2), 59, "registration.dispute_outcome_due = 6 months, verified"),
        (OFFICE, day(2025, 6, 2), None, 0, ""),
        (COURT, None, None, 0, "registration.court_ruling_due"),
    ],
)
async def test_a_late_report_is_taken_and_shown_as_late(
    centre: Centre, body: int, published: date_pb2.Date | None, due: date_pb2.Date | None, late: int, key: str
) -> None:
    assert centre.clock.now().date() == dt.date(2026, 1, 30)
    decision = await reported(centre.court, body=body, decision_date=day(2025, 5, 1), publication_date=published)
    assert decision.HasField("report_due_date") is (due is not None)
    assert due is None or decision.report_due_date == due
    assert decision.days_late == late
    assert key in decision.report_provision
    assert bool(decision.report_provision) is bool(key)


async def test_a_patent_that_is_no_number_is_kept_as_given_and_found_as_it_was_written(centre: Centre) -> None:
    decision = await reported(centre.acme, patents=[pb.DecidedPatent(number="unter Az. 4711 geführt")])
    assert (decision.patents[0].canonical, list(decision.patents[0].families)) == ("", [])
    listed = await centre.anyone.call(
        stub(centre.anyone).ListDecisions, pb.ListDecisionsRequest(patent="Unter Az. 4711 Geführt")
    )
    assert [each.name for each in listed.decisions] == [decision.name]


async def test_the_confidential_version_is_for_the_centre_and_whoever_reported_it(centre: Centre) -> None:
    digest = "documents/" + "c" * 64
    decision = await reported(centre.acme, confidential_document=digest)
    for client, shown in (
        (centre.acme, True),
        (centre.officer, True),
        (centre.anyone, False),
        (centre.bell, False),
        (centre.court, False),
    ):
        found = await read(client, decision.name)
        assert bool(found.confidential_document) is shown
        assert found.has_confidential_version
    await verify(centre.officer, decision.name)
    objections = centre.anyone.stub(ObjectionServiceStub)
    listed = await centre.anyone.call(
        objections.ListAccessRestrictions, objections_pb2.ListAccessRestrictionsRequest(document=digest)
    )
    (restriction,) = listed.restrictions
    assert (restriction.cause, list(restriction.audience)) == (decision.name, ["organization:holders/acme-radio-oy"])


# --- verification and what follows -------------------------------------------------------------------------------


async def test_a_verified_final_invalidation_opens_the_cure_of_the_registrations(centre: Centre) -> None:
    decision = await reported(centre.court, registrations=["registrations/2"])
    verified = await verify(centre.officer, decision.name)
    assert (verified.state, verified.etag) == (pb.DECISION_STATE_VERIFIED, "2")
    assert verified.HasField("verify_time")
    assert not verified.family_wide
    cures = [each for each in centre.registrations.asked if each[0] == "open_cure" and each[-1] == decision.name]
    assert [each[1] for each in cures] == ["registrations/1", "registrations/2"]
    assert cures[0][2].endswith("invalid (final; verified)")
    (entry,) = await centre.recorded("officer:decision:verify", decision.name)
    assert entry["content"]["cures_opened"] == ["registrations/1", "registrations/2"]


@pytest.mark.parametrize(
    "changes",
    [
        {"finality": pb.DECISION_FINALITY_OPEN},
        {"finality": pb.DECISION_FINALITY_UNSPECIFIED},
        {"effect": pb.DECISION_EFFECT_AMENDED},
        {"effect": pb.DECISION_EFFECT_NONE},
    ],
)
async def test_what_is_not_final_or_not_against_the_patent_is_noted_and_opens_nothing(
    centre: Centre, changes: dict[str, Any]
) -> None:
    decision = await reported(centre.court, **changes)
    await verify(centre.officer, decision.name)
    asked = [each[0] for each in centre.registrations.asked if each[-1] == decision.name]
    assert asked == ["note", "note"]
    kinds = {note.kind for note in await notes_of(centre, "families/etsi-500", decision.name)}
    assert kinds == {"decision-reported", "decision-verified"}


async def test_a_finding_on_essentiality_holds_for_the_family_and_one_on_validity_does_not(centre: Centre) -> None:
    essential = await reported(centre.court, effect=pb.DECISION_EFFECT_NOT_ESSENTIAL)
    invalid = await reported(centre.court)
    assert (essential.family_wide, invalid.family_wide) == (True, False)
    etsi, priorities = essential.patents[0].families
    for decision, family, wide in (
        # An ETSI family is a declarant's grouping, not one invention with the same priorities.
        (essential, etsi, False),
        (essential, priorities, True),
        (invalid, etsi, False),
        (invalid, priorities, False),
    ):
        assert [note.family_wide for note in await notes_of(centre, family, decision.name)] == [wide]


async def test_a_finding_on_essentiality_reaches_the_registrations_of_other_members(centre: Centre) -> None:
    await centre.bring_rows(
        isld_row(
            9,
            90,
            holder="Acme Radio Oy",
            application="US201800000009",
            publications="US9999999 B2",
            office="US UNITED STATES",
            priorities="|US2017100|",
        )
    )
    for effect, reached in (
        (pb.DECISION_EFFECT_NOT_ESSENTIAL, ["registrations/1"]),
        (pb.DECISION_EFFECT_INVALIDATED, []),
    ):
        decision = await reported(centre.court, effect=effect, patents=[pb.DecidedPatent(number="US 9,999,999 B2")])
        await verify(centre.officer, decision.name)
        cures = [each for each in centre.registrations.asked if each[0] == "open_cure" and each[-1] == decision.name]
        assert [each[1] for each in cures] == reached


async def test_a_later_decision_takes_the_place_of_the_earlier_once_it_is_verified(centre: Centre) -> None:
    earlier = await verify(centre.officer, (await reported(centre.court)).name)
    later = await reported(centre.acme, supersedes=earlier.name, effect=pb.DECISION_EFFECT_AMENDED)
    assert (await read(centre.anyone, earlier.name)).state == pb.DECISION_STATE_VERIFIED
    await verify(centre.officer, later.name)
    superseded = await read(centre.anyone, earlier.name)
    assert (superseded.state, superseded.superseded_by) == (pb.DECISION_STATE_SUPERSEDED, later.name)
    # Taken back, it leaves the earlier one in force.
    await withdraw(centre.officer, later.name)
    restored = await read(centre.anyone, earlier.name)
    assert (restored.state, restored.superseded_by) == (pb.DECISION_STATE_VERIFIED, "")


async def test_a_report_taken_back_stays_readable_and_so_do_its_notes(centre: Centre) -> None:
    decision = await reported(centre.acme)
    gone = await withdraw(centre.acme, decision.name)
    assert (gone.state, gone.withdraw_reason) == (pb.DECISION_STATE_WITHDRAWN, "Reported twice.")
    (note,) = await notes_of(centre, STANDARD, decision.name)
    assert note.HasField("withdraw_time")
    assert note.withdraw_reason == "Reported twice."


# --- lists -------------------------------------------------------------------------------------------------------


async def test_decisions_are_found_by_whatever_they_concern_a_page_at_a_time(centre: Centre) -> None:
    mine = await reported(
        centre.court,
        body=OFFICE,
        country="FI",
        decision_date=day(2024, 2, 29),
        publication_date=None,
        kinds=[pb.DECISION_KIND_EXPIRY],
        effect=pb.DECISION_EFFECT_EXPIRED,
        registrations=["registrations/2"],
        parties=[pb.DecisionParty(party_name="Bell", holder="holders/bell-waves-inc")],
        patents=[pb.DecidedPatent(number="EP20100000002")],
        standards=["standards/3gpp-ts-36.300"],
    )

    async def found(**asked: Any) -> list[str]:
        request = pb.ListDecisionsRequest(page_size=1, **asked)
        pages = centre.anyone.pages(stub(centre.anyone).ListDecisions, request)
        return [decision.name async for page in pages for decision in page.decisions]

    for asked in (
        {"patent": "EP10000002.A"},
        {"patent": "EP20100000002"},
        {"family": "families/etsi-502"},
        {"standard": "standards/3gpp-ts-36.300"},
        {"holder": "holders/bell-waves-inc"},
        {"country": "FI"},
        {"kind": pb.DECISION_KIND_EXPIRY},
        {"effect": pb.DECISION_EFFECT_EXPIRED},
        {"decided_until": day(2024, 2, 29)},
        {"registration": "registrations/2", "body": OFFICE},
    ):
        assert await found(**asked) == [mine.name], asked
        assert mine.name not in await found(**asked, only_late=True)
        assert mine.name not in await found(**asked, state=pb.DECISION_STATE_VERIFIED)
    assert mine.name not in await found(decided_from=day(2024, 3, 1))
    every = await found()
    assert every == sorted(every, reverse=True)
    assert (await refusal(found(patent="no digit"))).reason == "UNREADABLE_NUMBER"


# --- refusals ----------------------------------------------------------------------------------------------------


async def test_a_report_that_lacks_something_or_names_what_is_not_there_is_refused(centre: Centre) -> None:
    error = await refusal(reported(centre.acme, file_number="", kinds=[]))
    assert (error.kind, error.reason) == (Kind.INVALID, "DECISION_INCOMPLETE")
    assert [fault.field for fault in error.violations] == ["file_number", "kinds"]
    error = await refusal(reported(centre.acme, decision_date=day(2026, 2, 30)))
    assert (error.reason, error.violations[0].field) == ("BAD_DATE", "decision_date")
    for changes, missing in (
        ({"standards": [STANDARD, "standards/9g"]}, "standards/9g"),
        ({"registrations": ["registrations/99"]}, "registrations/99"),
        ({"parties": [pb.DecisionParty(party_name="x", holder="holders/nobody")]}, "holders/nobody"),
        ({"supersedes": f"decisions/{uuid.UUID(int=1)}"}, f"decisions/{uuid.UUID(int=1)}"),
    ):
        error = await refusal(reported(centre.acme, **changes))
        assert (error.kind, error.subject) == (Kind.NOT_FOUND, missing)


async def test_a_decision_that_is_not_there_is_not_found(centre: Centre) -> None:
    name = f"decisions/{uuid.uuid4()}"
    for call in (read(centre.anyone, name), verify(centre.officer, name), withdraw(centre.acme, name)):
        assert (await refusal(call)).kind is Kind.NOT_FOUND


async def test_a_decision_is_verified_once_also_by_two_officers_at_once(centre: Centre) -> None:
    decision = await reported(centre.court)
    both = await asyncio.gather(
        verify(centre.officer, decision.name), verify(centre.second_officer, decision.name), return_exceptions=True
    )
    (error,) = [each for each in both if isinstance(each, SepiaError)]
    assert (error.kind, error.reason) == (Kind.PRECONDITION, "DECISION_STATE")
    cures = [each for each in centre.registrations.asked if each[0] == "open_cure" and each[-1] == decision.name]
    assert len(cures) == 1
    assert len(await centre.recorded("officer:decision:verify", decision.name)) == 1


async def test_a_stale_etag_is_told(centre: Centre) -> None:
    decision = await reported(centre.court)
    await verify(centre.officer, decision.name, etag=decision.etag)
    for call in (
        verify(centre.officer, decision.name, etag=decision.etag),
        withdraw(centre.officer, decision.name, etag=decision.etag),
    ):
        assert (await refusal(call)).kind is Kind.STALE


async def test_a_retried_report_is_one_decision(centre: Centre) -> None:
    request = report(request_id=uuid.uuid4().hex)
    calls = (centre.acme.call(stub(centre.acme).ReportDecision, request) for _ in range(3))
    assert len({decision.name for decision in await asyncio.gather(*calls)}) == 1
    request.summary = "Another."
    error = await refusal(centre.acme.call(stub(centre.acme).ReportDecision, request))
    assert error.reason == "REQUEST_ID_REUSED"


async def test_only_the_reporter_takes_a_report_back_and_only_an_officer_what_is_verified(centre: Centre) -> None:
    decision = await reported(centre.acme)
    for client in (centre.bell, centre.implementer, centre.court):
        assert (await refusal(withdraw(client, decision.name))).reason == "NOT_THE_REPORTER"
    await verify(centre.officer, decision.name)
    assert (await refusal(withdraw(centre.acme, decision.name))).reason == "NOT_THE_REPORTER"
    assert (await withdraw(centre.officer, decision.name)).state == pb.DECISION_STATE_WITHDRAWN
    assert (await refusal(withdraw(centre.officer, decision.name))).reason == "DECISION_STATE"


@pytest.mark.parametrize("who", ["anyone", "stranger", "acme", "bell", "implementer", "court", "officer"])
async def test_courts_parties_and_officers_report_and_officers_verify(centre: Centre, who: str) -> None:
    client: Client = getattr(centre, who)
    name = (await reported(centre.officer)).name
    assert await read(client, name)
    assert await client.call(stub(client).ListDecisions, pb.ListDecisionsRequest(page_size=1))
    outside = Kind.UNAUTHENTICATED if who == "anyone" else Kind.FORBIDDEN
    if who in ("anyone", "stranger"):
        assert (await refusal(reported(client))).kind is outside
    else:
        assert (await reported(client)).reporter == {"acme": "holder", "bell": "holder"}.get(who, who)
    if who == "officer":
        assert await verify(client, name)
    else:
        assert (await refusal(verify(client, name))).kind is outside
        assert (await refusal(withdraw(client, name))).kind is outside
