"""The search: whatever is at hand of a thing finds it, the best first."""

from __future__ import annotations

import pytest

from sepia.registry.v1 import holders_pb2 as pb
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import ACME, BELL, Register


async def found(register: Register, query: str, page_size: int = 0) -> list[pb.SearchHit]:
    stub = register.anyone.stub(HolderServiceStub)
    reply = await register.anyone.call(stub.Search, pb.SearchRequest(query=query, page_size=page_size))
    return list(reply.hits)


@pytest.mark.parametrize(
    ("query", "kind", "name"),
    [
        ("36.300", "standard", "standards/3gpp-ts-36.300"),
        ("TS 136 300", "standard", "standards/3gpp-ts-36.300"),
        ("5G", "standard", "standards/5g"),
        ("nr", "standard", "standards/5g"),
        ("acme radio oy", "holder", "holders/acme-radio-oy"),
        ("WAVES", "holder", "holders/bell-waves-inc"),
        ("inc bell", "holder", "holders/bell-waves-inc"),
        ("ISLD-202001-002", "declaration", "holders/bell-waves-inc/declarations/2"),
        ("isld 202001 003", "declaration", "holders/-unknown/declarations/3"),
        ("EP20100000002", "family", "families/etsi-502"),
        ("ep 2010 0000002", "family", "families/etsi-502"),
        ("EP3000001", "family", "families/etsi-500"),
        ("EP 3 000 001 B1", "family", "families/etsi-500"),
        ("signal reference", "family", "families/etsi-500"),
    ],
)
async def test_a_thing_is_found_by_what_is_at_hand_of_it(register: Register, query: str, kind: str, name: str) -> None:
    first = (await found(register, query))[0]
    assert (first.kind, first.name) == (kind, name)


async def test_a_hit_says_what_of_it_matched(register: Register) -> None:
    assert (await found(register, "138 211"))[0].matched == "ETSI TS 138 211"
    assert (await found(register, "ep3000001b1"))[0].matched == "EP3000001 B1"
    assert (await found(register, "waves"))[0].matched == BELL


async def test_a_kind_code_that_was_not_published_finds_the_others_of_the_number(register: Register) -> None:
    first = (await found(register, "EP3000001 B9"))[0]
    assert (first.name, first.matched) == ("families/etsi-500", "EP3000001 A1")


async def test_an_application_without_a_family_is_found_as_the_declaration_that_names_it(register: Register) -> None:
    (only,) = await found(register, "2010-026700")
    assert (only.kind, only.name) == ("declaration", "holders/acme-radio-oy/declarations/1")
    assert only.matched == "2010-026700"


async def test_each_thing_is_found_once_and_no_more_than_were_asked_for(register: Register) -> None:
    hits = await found(register, "isld-2020")
    assert len(hits) == len({hit.name for hit in hits}) == 4
    assert [hit.display_name for hit in await found(register, "isld-2020", 1)] == [f"ISLD-202001-001, {ACME}"]


async def test_what_means_something_to_sql_is_only_text(register: Register) -> None:
    assert await found(register, "100%_'; drop table holder --") == []
    assert await found(register, "acme:* & !bell") == []


@pytest.mark.parametrize("query", ["---", " "])
async def test_a_query_without_a_letter_or_digit_is_refused(register: Register, query: str) -> None:
    with pytest.raises(SepiaError) as refused:
        await found(register, query)
    assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, "EMPTY_QUERY")
