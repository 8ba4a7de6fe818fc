"""Transfers: who owns a family on a day, what binds the buyer, and both ends kept."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import AsyncGenerator
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import declarations_pb2, frames_pb2, holders_pb2
from sepia.registry.v1 import holder_records_pb2 as pb
from sepia.registry.v1.declarations_pb2_grpc import DeclarationServiceStub
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.registry.v1.holder_records_pb2_grpc import HolderRecordServiceStub
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from sepia.type.v1.type_pb2 import FamilyKey
from shared.errors import Kind, SepiaError
from tests.integration.registry.declared import form
from tests.integration.registry.filled import ACME, BELL, LTE, NR, SMALL, isld_row
from tests.integration.registry.recording import Records, day, recording
from tests.support import Databases

SELLER, OTHER = "holders/acme-radio-oy", "holders/bell-waves-inc"
F500, F501, F502, F503, F504 = (f"families/etsi-{number}" for number in range(500, 505))
Lines = list[tuple[str, str, int, bool, list[str]]]


@pytest.fixture(scope="module")
async def filled(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Records]:
    async with recording(databases, tmp_path_factory.mktemp("keys")) as records:
        await records.bring_rows(
            *SMALL,
            # A second application of family 502, by Acme with an undertaking; and a declaration without one.
            isld_row(5, 50, holder=ACME, standard=LTE, application="US20100000009", family="502", undertaking="1"),
            isld_row(6, 60, holder=ACME, standard=NR, application="EP20180000001", family="500", undertaking="0"),
            # An application of family 504, once more by itself, with the undertaking.
            isld_row(7, 70, holder=BELL, standard=NR, application="EP20180000044", family="504", undertaking="0"),
            isld_row(8, 80, holder=BELL, standard=NR, application="EP20180000044", undertaking="1"),
        )
        yield records


@pytest.fixture
async def register(filled: Records) -> AsyncGenerator[Records]:
    """The module's register; what a test transfers is withdrawn after it, so that nothing has changed hands."""
    yield filled
    reply = await filled.ask("ListTransfers", pb.ListTransfersRequest(page_size=500))
    for transfer in reply.transfers:
        if not transfer.reported.HasField("withdraw_time"):
            await filled.ask("WithdrawTransfer", pb.WithdrawTransferRequest(name=transfer.name, reason="end of test"))


async def new(register: Records, name: str) -> str:
    """A holder of the test's own."""
    return (await register.create(f"{name} {uuid.uuid4().hex[:8]}")).name


async def owners(register: Records, family: str, on: Any = None) -> Lines:
    reply = await register.ask(
        "GetFamilyOwnership", pb.GetFamilyOwnershipRequest(family=family, as_of_date=on), register.anyone
    )
    return [
        (line.declarant, line.owner, len(line.transfers), line.conflicting, list(line.numbers)) for line in reply.lines
    ]


async def binding(register: Records, transfer: str, **fields: Any) -> list[str]:
    request = pb.ListBindingUndertakingsRequest(transfer=transfer, **fields)
    reply = await register.ask("ListBindingUndertakings", request, register.anyone)
    return [declaration.name for declaration in reply.declarations]


async def test_a_family_has_its_buyer_as_owner_from_the_first_day_on_and_stays_declared_by_the_seller(
    register: Records,
) -> None:
    buyer = await new(register, "Buyer LLC")
    before = await owners(register, F500)
    assert before == [(SELLER, SELLER, 0, False, []), (OTHER, OTHER, 0, False, [])]
    made = await register.transfer(SELLER, buyer, effective=day(2025, 11, 3), families=[F500])
    assert (made.assignor, made.assignee, list(made.items.families)) == (SELLER, buyer, [F500])
    assert (made.reported.timeliness, made.reported.provision) == (pb.REPORT_TIMELINESS_IN_TIME, "Art. 20(5)")
    assert await owners(register, F500, day(2025, 11, 2)) == before
    after = [(SELLER, buyer, 1, False, []), (OTHER, OTHER, 0, False, [])]
    assert await owners(register, F500, day(2025, 11, 3)) == await owners(register, F500) == after
    assert await owners(register, F501) == [(SELLER, SELLER, 0, False, [])]

    stub = register.anyone.stub(HolderServiceStub)
    declared = await register.anyone.call(stub.ListDeclarations, holders_pb2.ListDeclarationsRequest(parent=SELLER))
    assert {declaration.declarant for declaration in declared.declarations} == {ACME}
    counted = await register.anyone.call(
        register.anyone.stub(FrameServiceStub).CountFamilies,
        frames_pb2.CountFamiliesRequest(standard="standards/5g", family_key=FamilyKey.FAMILY_KEY_ETSI),
    )
    assert buyer not in {line.holder for line in counted.holders}


async def test_undertakings_bind_the_buyer_and_the_buyer_of_the_buyer(register: Records) -> None:
    buyer, last = [await new(register, name) for name in ("Buyer LLC", "Last LLC")]
    first = await register.transfer(SELLER, buyer, effective=day(2020, 1, 1), families=[F500])
    assert await binding(register, first.name) == [f"{SELLER}/declarations/1"]
    second = await register.transfer(buyer, last, effective=day(2021, 1, 1), whole_portfolio=True)
    assert await binding(register, second.name) == [f"{SELLER}/declarations/1"]
    reply = await register.ask("GetFamilyOwnership", pb.GetFamilyOwnershipRequest(family=F500), register.anyone)
    assert [declaration.name for declaration in reply.undertakings] == [f"{SELLER}/declarations/1"]
    assert reply.undertakings[0].licensing_undertaking == holders_pb2.ANSWER_YES
    assert (await owners(register, F500))[0] == (SELLER, last, 2, False, [])
    reply = await register.ask("GetFamilyOwnership", pb.GetFamilyOwnershipRequest(family=F504), register.anyone)
    assert [declaration.name for declaration in reply.undertakings] == [f"{OTHER}/declarations/8"]
    whole = await register.transfer(SELLER, last, effective=day(2022, 1, 1), whole_portfolio=True)
    assert await binding(register, whole.name) == [f"{SELLER}/declarations/1", f"{SELLER}/declarations/5"]
    assert await binding(register, whole.name, page_size=1) == [f"{SELLER}/declarations/1"]


async def test_what_was_declared_on_forms_binds_page_by_page_until_it_is_withdrawn_or_removed(
    register: Records,
) -> None:
    seller, buyer = [await new(register, name) for name in ("Form Seller", "Buyer LLC")]
    desk = register.officer.stub(DeclarationServiceStub)
    names: list[str] = []
    for reference, changes in (("A", {}), ("B", {"irrevocable": False}), ("C", {})):
        said = {"holder": seller, "reference": reference, "form": form("blanket", **changes)}
        request = ParseDict(said, declarations_pb2.SubmitDeclarationRequest())
        names.append((await register.officer.call(desk.SubmitDeclaration, request)).name)
    made = await register.transfer(seller, buyer, effective=day(2025, 11, 3), whole_portfolio=True)
    request = pb.ListBindingUndertakingsRequest(transfer=made.name, page_size=1)
    pages = register.anyone.pages(register.anyone.stub(HolderRecordServiceStub).ListBindingUndertakings, request)
    assert [each.name async for page in pages for each in page.declarations] == names
    # What the centre removed, and what its declarant could take back and did, is told to bind nobody.
    withdrawal = declarations_pb2.WithdrawDeclarationRequest(name=names[1], reason="x", scope="WITHDRAWAL_SCOPE_WHOLE")
    await register.officer.call(desk.WithdrawDeclaration, withdrawal)
    removal = declarations_pb2.RemoveDeclarationRequest(name=names[2], ground="REMOVAL_GROUND_REMOVED", reason="x")
    await register.officer.call(desk.RemoveDeclaration, removal)
    assert await binding(register, made.name) == names[:1]


async def test_a_portfolio_for_a_standard_conveys_what_was_declared_for_it_and_nothing_else(register: Records) -> None:
    buyer = await new(register, "Buyer LLC")
    made = await register.transfer(SELLER, buyer, effective=day(2020, 1, 1), standards=["standards/5g"])
    assert list(made.items.standards) == ["standards/5g"]
    assert (await owners(register, F500))[0] == (SELLER, buyer, 1, False, [])
    assert (SELLER, SELLER, 0, False, []) in await owners(register, F502)
    assert await binding(register, made.name) == [f"{SELLER}/declarations/1"]


async def test_a_number_conveys_one_application_of_a_family_and_splits_it(register: Records) -> None:
    buyer = await new(register, "Buyer LLC")
    await register.transfer(OTHER, buyer, effective=day(2020, 1, 1), numbers=["EP 2010 0000002"])
    lines = await owners(register, F502)
    assert (OTHER, OTHER, 0, False, ["US20100000009"]) in lines
    assert (OTHER, buyer, 1, False, ["EP20100000002"]) in lines
    await register.transfer(OTHER, buyer, effective=day(2021, 1, 1), numbers=["US20100000009"])
    assert [line[1] for line in await owners(register, F502) if line[0] == OTHER] == [buyer, buyer]


async def test_the_same_sold_twice_is_kept_on_both_lines_and_flagged_and_a_confirmation_is_not(
    register: Records,
) -> None:
    one, two = [await new(register, name) for name in ("One LLC", "Two LLC")]
    await register.transfer(SELLER, one, effective=day(2020, 1, 1), families=[F501])
    await register.transfer(SELLER, one, source="Other register", effective=day(2020, 1, 5), families=[F501])
    assert await owners(register, F501) == [(SELLER, one, 2, False, [])]
    wrong = await register.transfer(SELLER, two, source="Press", effective=day(2021, 1, 1), families=[F501])
    assert await owners(register, F501) == [(SELLER, one, 2, True, []), (SELLER, two, 1, True, [])]
    await register.ask(
        "WithdrawTransfer", pb.WithdrawTransferRequest(name=wrong.name, reason="a hoax", etag=wrong.etag)
    )
    assert await owners(register, F501) == [(SELLER, one, 2, False, [])]
    kept = await register.ask("GetTransfer", pb.GetTransferRequest(name=wrong.name), register.anyone)
    assert kept.reported.withdraw_reason == "a hoax"
    for etag, reason in ((wrong.etag, "ETAG_MISMATCH"), ("", "RECORD_WITHDRAWN")):
        with pytest.raises(SepiaError) as refused:
            request = pb.WithdrawTransferRequest(name=wrong.name, reason="again", etag=etag)
            await register.ask("WithdrawTransfer", request)
        assert refused.value.reason == reason


async def test_what_nobody_known_declared_and_somebody_sells_begins_a_line_without_a_declarant(
    register: Records,
) -> None:
    seller, buyer = [await new(register, name) for name in ("Seller LLC", "Buyer LLC")]
    await register.transfer(seller, buyer, effective=day(2020, 1, 1), families=[F503])
    assert await owners(register, F503) == [("", buyer, 1, False, [])]
    reply = await register.ask("GetFamilyOwnership", pb.GetFamilyOwnershipRequest(family=F503), register.anyone)
    assert reply.declarations_without_declarant == 1


async def test_ownership_follows_reviewed_spellings_of_the_ends(register: Records) -> None:
    spelling, buyer = [await new(register, name) for name in ("ACME RADIO", "Buyer LLC")]
    await register.transfer(spelling, buyer, effective=day(2020, 1, 1), families=[F501])
    assert await owners(register, F501) == [(SELLER, SELLER, 0, False, []), ("", buyer, 1, False, [])]
    decided = await register.decide(spelling, SELLER)
    assert await owners(register, F501) == [(SELLER, buyer, 1, False, [])]
    with pytest.raises(SepiaError) as refused:
        await register.transfer(spelling, SELLER, whole_portfolio=True)
    assert refused.value.reason == "TRANSFER_TO_ITSELF"
    await register.undo(decided.name)
    assert len(await owners(register, F501)) == 2


async def test_a_transfer_reported_after_six_months_shows_as_late_and_one_without_a_day_as_unknown(
    register: Records,
) -> None:
    buyer = await new(register, "Buyer LLC")
    late = await register.transfer(SELLER, buyer, register.of(SELLER), effective=day(2025, 8, 1), families=[F500])
    assert (late.reported.timeliness, late.reported.due_date) == (pb.REPORT_TIMELINESS_LATE, day(2026, 2, 2))
    assert late.reported.source == SELLER
    unknown = await register.transfer(SELLER, buyer, register.of(buyer), families=[F501])
    assert unknown.reported.timeliness == pb.REPORT_TIMELINESS_UNSPECIFIED
    assert not unknown.HasField("effective_date")
    register.clock.advance(dt.timedelta(days=1))
    assert await owners(register, F501, day(2026, 3, 1)) == [(SELLER, SELLER, 0, False, [])]
    assert await owners(register, F501, day(2026, 3, 2)) == [(SELLER, buyer, 1, False, [])]
    for end in (SELLER, buyer):
        kinds = [(event.kind, event.timeliness) for event in await register.events(end)][:2]
        assert kinds == [("transfer-report", 0), ("transfer-report", pb.REPORT_TIMELINESS_LATE)]


async def test_transfers_are_listed_by_end_and_by_family_and_are_in_the_log(register: Records) -> None:
    buyer, third = [await new(register, name) for name in ("Buyer LLC", "Third LLC")]
    made = [
        await register.transfer(SELLER, buyer, families=[F500]),
        await register.transfer(buyer, third, families=[F501], numbers=["EP1848154 B1"]),
    ]

    async def names(**fields: Any) -> list[str]:
        reply = await register.ask("ListTransfers", pb.ListTransfersRequest(**fields), register.anyone)
        return [transfer.name for transfer in reply.transfers]

    assert await names(holder=buyer) == [made[1].name, made[0].name]
    assert await names(holder=third) == await names(page_size=1) == [made[1].name]
    assert made[1].name in await names(family=F501)
    assert made[0].name not in await names(family=F501)
    (entry,) = await register.recorded("officer:transfer:report", made[1].name)
    assert entry["content"]["numbers"] == ["EP1848154 B1"]
    with pytest.raises(SepiaError) as refused:
        await names(holder="holders/nobody")
    assert refused.value.kind is Kind.NOT_FOUND


async def test_a_transfer_is_reported_by_its_ends_and_evidence_is_for_them(register: Records) -> None:
    buyer = await new(register, "Buyer LLC")
    for client, kind in (
        (register.of(OTHER), Kind.FORBIDDEN),
        (register.anyone, Kind.UNAUTHENTICATED),
        (register.running.client(Role.ROLE_EVALUATOR), Kind.FORBIDDEN),
    ):
        with pytest.raises(SepiaError) as refused:
            await register.transfer(SELLER, buyer, client, families=[F500])
        assert refused.value.kind is kind
    evidence = pb.HolderEvidence(citation="purchase agreement", confidential=True)
    made = await register.transfer(SELLER, buyer, register.of(SELLER), families=[F500], evidence=evidence)
    for client, may_read in (
        (register.of(SELLER), True),
        (register.of(buyer), True),
        (register.officer, True),
        (register.of(OTHER), False),
        (register.anyone, False),
    ):
        shown = await register.ask("GetTransfer", pb.GetTransferRequest(name=made.name), client)
        listed = await register.ask("ListTransfers", pb.ListTransfersRequest(), client)
        assert ("purchase" in str(shown), "purchase" in str(listed)) == (may_read, may_read)
    with pytest.raises(SepiaError) as refused:
        request = pb.WithdrawTransferRequest(name=made.name, reason="no")
        await register.ask("WithdrawTransfer", request, register.of(buyer))
    assert refused.value.reason == "REPORT_OF_ANOTHER_SOURCE"


async def test_what_cannot_be_meant_is_refused_and_a_replay_is_one_transfer(register: Records) -> None:
    buyer = await new(register, "Buyer LLC")
    for items, reason in (
        ({}, "TRANSFER_EMPTY"),
        ({"families": ["families/etsi-999999"]}, "TRANSFER_ITEM_UNKNOWN"),
        ({"standards": ["standards/9g"]}, "TRANSFER_ITEM_UNKNOWN"),
        ({"numbers": ["pending"]}, "NUMBER_UNREADABLE"),
        ({"whole_portfolio": True, "effective": day(2025, 13, 1)}, "DATE_INVALID"),
    ):
        with pytest.raises(SepiaError) as refused:
            await register.transfer(SELLER, buyer, **items)
        assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, reason)
    with pytest.raises(SepiaError) as refused:
        await register.transfer(SELLER, "holders/nobody", families=[F500])
    assert refused.value.kind is Kind.NOT_FOUND
    for method, request in (
        ("GetTransfer", pb.GetTransferRequest(name=f"transfers/{uuid.uuid4()}")),
        ("WithdrawTransfer", pb.WithdrawTransferRequest(name=f"transfers/{uuid.uuid4()}", reason="r")),
        ("GetFamilyOwnership", pb.GetFamilyOwnershipRequest(family="families/etsi-999999")),
        ("ListBindingUndertakings", pb.ListBindingUndertakingsRequest(transfer=f"transfers/{uuid.uuid4()}")),
    ):
        with pytest.raises(SepiaError) as refused:
            await register.ask(method, request)
        assert refused.value.kind is Kind.NOT_FOUND
    request = pb.ReportTransferRequest(
        assignor=SELLER,
        assignee=buyer,
        source="register",
        items=pb.TransferItems(families=[F500]),
        request_id=uuid.uuid4().hex,
    )
    assert await register.ask("ReportTransfer", request) == await register.ask("ReportTransfer", request)
