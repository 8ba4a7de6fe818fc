"""Spellings of one holder: suggested, decided by a person, undone, and followed by whatever reads holders."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator

import pytest
import sqlalchemy as sa

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import holder_records_pb2 as pb
from sepia.registry.v1 import holders_pb2
from sepia.registry.v1.holder_records_pb2_grpc import HolderRecordServiceStub
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from services.registry import tables
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import NR, isld_row
from tests.integration.registry.recording import Records, recording
from tests.support import Databases

QI, QINC, Q = "holders/qualcomm-inc", "holders/qualcomm-incorporated", "holders/qualcomm"


@pytest.fixture(scope="module")
async def register(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Records]:
    async with recording(databases, tmp_path_factory.mktemp("keys")) as records:
        names = (
            "QUALCOMM Inc",
            "Qualcomm Incorporated",
            "Qualcomm",
            "ALCATEL-LUCENT",
            "Alcatel Lucent and Alcatel-Lucent Shanghai Bell Co Ltd",
            "Nokia Corporation",
            "Nokia Networks Oy",
            "Nokia Technologies Oy",
            "Nokia Solutions and Networks Oy",
        )
        await records.bring_rows(
            *(
                isld_row(number, number, holder=name, standard=NR, family=f"{number}")
                for number, name in enumerate(names, 1)
            ),
            isld_row(20, 20, holder="Qualcomm Incorporated", standard=NR, family="20"),
        )
        yield records


async def suggestions(register: Records, **fields: object) -> list[pb.AliasSuggestion]:
    reply = await register.ask("SuggestAliases", pb.SuggestAliasesRequest(**fields))
    return list(reply.suggestions)


async def listed(register: Records, query: str = "") -> list[holders_pb2.Holder]:
    stub = register.anyone.stub(HolderServiceStub)
    reply = await register.anyone.call(stub.ListHolders, holders_pb2.ListHoldersRequest(query=query))
    return list(reply.holders)


async def declared_by(register: Records, holder: str) -> list[str]:
    stub = register.anyone.stub(HolderServiceStub)
    reply = await register.anyone.call(stub.ListDeclarations, holders_pb2.ListDeclarationsRequest(parent=holder))
    return [declaration.declarant for declaration in reply.declarations]


async def newest_edition(register: Records) -> tuple[int, str]:
    async with register.database.read() as connection:
        table = tables.edition
        query = sa.select(table.c.number, table.c.cause).order_by(table.c.number.desc()).limit(1)
        row = (await connection.execute(query)).one()
    return row.number, row.cause


async def test_spellings_of_one_legal_form_are_suggested_with_both_names_counts_and_a_reason(register: Records) -> None:
    (best, *_) = await suggestions(register, query="qualcomm")
    assert (best.alias_display_name, best.target_display_name) == ("QUALCOMM Inc", "Qualcomm Incorporated")
    assert (best.alias_declaration_count, best.target_declaration_count) == (1, 2)
    assert (best.likeness, best.score) == (pb.ALIAS_LIKENESS_LEGAL_FORM_SPELT, 97)
    assert "legal form" in best.reason


async def test_a_joint_name_is_suggested_as_joint_and_companies_of_one_group_only_when_asked_for(
    register: Records,
) -> None:
    found = await suggestions(register)
    joint = [pair for pair in found if "and Alcatel" in pair.alias_display_name]
    assert [(pair.target_display_name, pair.likeness) for pair in joint] == [
        ("ALCATEL-LUCENT", pb.ALIAS_LIKENESS_JOINT)
    ]
    assert not any("Nokia" in pair.alias_display_name for pair in found)
    related = await suggestions(register, likenesses=[pb.ALIAS_LIKENESS_RELATED], query="nokia")
    assert len(related) == 6
    assert not any(holder.canonical for holder in await listed(register, "nokia"))


async def test_suggestions_come_page_by_page_each_once(register: Records) -> None:
    client = register.officer
    kinds = [kind for kind in pb.AliasLikeness.values() if kind]
    stub = client.stub(HolderRecordServiceStub)
    question = pb.SuggestAliasesRequest(likenesses=kinds, page_size=2)
    pages = [page async for page in client.pages(stub.SuggestAliases, question)]
    pairs = [(pair.alias, pair.target) for page in pages for pair in page.suggestions]
    assert len(pairs) == len(set(pairs)) == pages[0].total_size
    assert pages[0].compared_names == 9


async def test_a_decision_is_followed_by_everything_that_reads_holders_and_undone_without_a_trace(
    register: Records,
) -> None:
    before = await newest_edition(register)
    evidence = pb.HolderEvidence(citation="Delaware file number", url="https://example.org/file")
    decided = await register.decide(QI, QINC, evidence=evidence)
    assert (decided.alias_display_name, decided.target_display_name) == ("QUALCOMM Inc", "Qualcomm Incorporated")
    assert (decided.evidence, decided.decider) == (evidence, "accounts/officer")
    assert await newest_edition(register) == (before[0] + 1, decided.name)
    assert decided.edition == f"editions/{before[0] + 1}"

    alias, holder = await register.holder(QI), await register.holder(QINC)
    assert (alias.canonical, alias.declaration_count) == (QINC, 1)
    assert (holder.canonical, holder.declaration_count) == ("", 3)
    assert [(a.name, a.display_name, a.declaration_count) for a in holder.aliases] == [(QI, "QUALCOMM Inc", 1)]
    assert [h.name for h in await listed(register, "qualcomminc")] == [QINC]
    assert await declared_by(register, QINC) == await declared_by(register, QI)
    assert sorted(await declared_by(register, QI)) == ["QUALCOMM Inc", *["Qualcomm Incorporated"] * 2]

    stub = register.anyone.stub(HolderServiceStub)
    hits = await register.anyone.call(stub.Search, holders_pb2.SearchRequest(query="QUALCOMM Inc"))
    found = [(hit.name, hit.display_name) for hit in hits.hits if hit.kind == "holder"]
    assert found.count((QINC, "Qualcomm Incorporated")) == 1
    assert QI not in [name for name, _ in found]
    for name in (f"{QINC}/declarations/1", f"{QI}/declarations/1", "holders/-/declarations/1"):
        shown = await register.anyone.call(stub.GetDeclaration, holders_pb2.GetDeclarationRequest(name=name))
        assert shown.name == f"{QI}/declarations/1"
    assert (QI, QINC) not in [(pair.alias, pair.target) for pair in await suggestions(register)]

    decisions = [event.subject for event in await register.events(QI) if event.kind == "alias-decide"]
    assert decisions.count(decided.name) == 1
    (entry,) = await register.recorded("officer:alias:decide", decided.name)
    assert entry["content"]["verdict"] == "same"
    undone = await register.undo(decided.name, etag=decided.etag)
    assert (undone.undo_reason, undone.undoer) == ("wrong", "accounts/officer")
    assert undone.undo_edition == f"editions/{before[0] + 2}"
    assert (await register.holder(QI)).canonical == ""
    assert (await register.holder(QINC)).declaration_count == 2
    history = await register.ask("ListAliasDecisions", pb.ListAliasDecisionsRequest(holder=QI), register.anyone)
    assert [decision.name for decision in history.decisions] == [decided.name]


async def test_followers_follow_a_target_that_becomes_an_alias_and_come_back_when_that_is_undone(
    register: Records,
) -> None:
    first = await register.decide(Q, QI)
    second = await register.decide(QI, QINC)
    assert {(await register.holder(name)).canonical for name in (Q, QI)} == {QINC}
    with pytest.raises(SepiaError) as refused:
        await register.decide(QINC, Q)
    assert refused.value.reason == "ALIAS_CYCLE"
    await register.undo(second.name)
    assert (await register.holder(Q)).canonical == QI
    assert (await register.holder(QI)).canonical == ""
    await register.undo(first.name)
    assert (await register.holder(Q)).canonical == ""


async def test_a_target_that_is_an_alias_is_followed_to_the_holder_it_stands_for(register: Records) -> None:
    first = await register.decide(QI, QINC)
    second = await register.decide(Q, QI)
    assert (await register.holder(Q)).canonical == QINC
    await register.undo(first.name)
    assert (await register.holder(Q)).canonical == QI
    await register.undo(second.name)


async def test_different_stops_the_suggestion_changes_no_count_and_stands_against_same(register: Records) -> None:
    edition = await newest_edition(register)
    decided = await register.decide(Q, QINC, verdict=pb.ALIAS_VERDICT_DIFFERENT)
    assert (decided.edition, await newest_edition(register)) == ("", edition)
    pairs = [{pair.alias, pair.target} for pair in await suggestions(register)]
    assert {Q, QINC} not in pairs
    with pytest.raises(SepiaError) as refused:
        await register.decide(QINC, Q)
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "ALIAS_DECIDED")
    same = await register.decide(QI, QINC)
    with pytest.raises(SepiaError) as refused:
        await register.decide(Q, QI)
    assert refused.value.reason == "ALIAS_CONTRADICTION"
    await register.undo(same.name)
    await register.undo(decided.name)
    assert {Q, QINC} in [{pair.alias, pair.target} for pair in await suggestions(register)]
    with pytest.raises(SepiaError) as refused:
        await register.undo(decided.name)
    assert refused.value.reason == "ALIAS_DECISION_UNDONE"


async def test_of_two_officers_who_decide_at_once_about_one_name_one_is_told(register: Records) -> None:
    etag = (await register.holder(QI)).etag
    answers = await asyncio.gather(
        register.decide(QI, QINC, etag=etag), register.decide(QI, Q, etag=etag), return_exceptions=True
    )
    made = [answer for answer in answers if isinstance(answer, pb.AliasDecision)]
    refused = [answer for answer in answers if isinstance(answer, SepiaError)]
    assert len(made) == len(refused) == 1
    assert refused[0].kind is Kind.STALE
    assert (await register.holder(QI)).canonical == made[0].target
    with pytest.raises(SepiaError) as late:
        await register.decide(QI, Q)
    assert late.value.reason == "ALIAS_DECIDED"
    with pytest.raises(SepiaError) as stale:
        await register.undo(made[0].name, etag="7")
    assert stale.value.kind is Kind.STALE
    await register.undo(made[0].name)


async def test_opposite_decisions_at_once_make_no_circle(register: Records) -> None:
    answers = await asyncio.gather(register.decide(QI, QINC), register.decide(QINC, QI), return_exceptions=True)
    made = [answer for answer in answers if isinstance(answer, pb.AliasDecision)]
    assert len(made) == 1
    names = {(await register.holder(name)).canonical for name in (QI, QINC)}
    assert names == {"", made[0].target}
    await register.undo(made[0].name)


async def test_a_replayed_decision_is_one_decision(register: Records) -> None:
    request_id = uuid.uuid4().hex
    first = await register.decide(QI, QINC, request_id=request_id)
    assert await register.decide(QI, QINC, request_id=request_id) == first
    await register.undo(first.name)


async def test_a_subsidiary_is_no_spelling_and_two_spellings_are_no_group(register: Records) -> None:
    parent = await register.set_parent(Q, QINC)
    with pytest.raises(SepiaError) as refused:
        await register.decide(Q, QINC)
    assert refused.value.reason == "ALIAS_IN_GROUP"
    assert refused.value.subject == parent.name
    assert (await register.holder(Q)).canonical == ""
    await register.ask("WithdrawParent", pb.WithdrawParentRequest(name=parent.name, reason="never was"))
    same = await register.decide(Q, QINC)
    with pytest.raises(SepiaError) as refused:
        await register.set_parent(Q, QINC)
    assert refused.value.reason == "PARENT_OF_ITSELF"
    await register.undo(same.name)


async def test_confidential_evidence_is_refused_for_the_public_list(register: Records) -> None:
    with pytest.raises(SepiaError) as refused:
        await register.decide(QI, QINC, evidence=pb.HolderEvidence(citation="secret", confidential=True))
    assert refused.value.reason == "EVIDENCE_PUBLIC"


@pytest.mark.parametrize(("alias", "target"), [("holders/nobody", QINC), (QINC, "holders/nobody")])
async def test_names_that_are_not_there_are_not_found(register: Records, alias: str, target: str) -> None:
    with pytest.raises(SepiaError) as refused:
        await register.decide(alias, target)
    assert (refused.value.kind, refused.value.subject) == (Kind.NOT_FOUND, "holders/nobody")
    with pytest.raises(SepiaError) as refused:
        await register.undo(f"aliasDecisions/{uuid.uuid4()}")
    assert refused.value.kind is Kind.NOT_FOUND


async def test_only_officers_suggest_decide_and_undo(register: Records) -> None:
    decide = pb.DecideAliasRequest(alias=QI, target=QINC, verdict=1, reason="r")
    undo = pb.UndoAliasDecisionRequest(name=f"aliasDecisions/{uuid.uuid4()}", reason="r")
    calls = (("SuggestAliases", pb.SuggestAliasesRequest()), ("DecideAlias", decide), ("UndoAliasDecision", undo))
    holder = register.running.client(Role.ROLE_HOLDER, organization=QI)
    for method, request in calls:
        with pytest.raises(SepiaError) as refused:
            await register.ask(method, request, register.anyone)
        assert refused.value.kind is Kind.UNAUTHENTICATED
        with pytest.raises(SepiaError) as refused:
            await register.ask(method, request, holder)
        assert refused.value.kind is Kind.FORBIDDEN


async def test_a_holder_that_nothing_names_can_be_put_on_record_once(register: Records) -> None:
    made = await register.create("Nokia Group  Holdings Oyj")
    assert (made.name, made.display_name) == ("holders/nokia-group-holdings-oyj", "Nokia Group Holdings Oyj")
    with pytest.raises(SepiaError) as refused:
        await register.create("Nokia Group Holdings Oyj")
    assert refused.value.kind is Kind.EXISTS
    other = await register.create("NOKIA group holdings OYJ")
    assert other.name != made.name
    with pytest.raises(SepiaError) as refused:
        await register.create(" . ")
    assert refused.value.reason == "HOLDER_NAME_EMPTY"
    with pytest.raises(SepiaError) as refused:
        await register.create("Nokia \u202eyO puorG")
    assert refused.value.reason == "HOLDER_NAME_INVISIBLE"
