"""JournalService over the wire, checked by a client that trusts nothing but the verifier key."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sepia.journal.v1 import journal_pb2 as pb
from sepia.journal.v1 import journal_pb2_grpc as pb_grpc
from shared.auth.callers import Caller, Role
from shared.auth.tokens import FixedKeys, SigningKey, TokenVerifier, key_set_of
from shared.client.channel import Client, StaticToken
from shared.clock import SystemClock
from shared.db.database import Database
from shared.db.tables import service_metadata
from shared.errors import Kind, SepiaError
from shared.ids import new_id
from shared.journal import reader, verify, writer
from shared.journal.note import Verifier
from shared.journal.rpc import JournalServicer
from shared.journal.verify import PublishedEntry
from shared.rpc.server import Mounted, Server
from tests.integration.shared.journal.conftest import Log

LOG = "logs/registry"
KEY = SigningKey("test", Ed25519PrivateKey.generate())


def token(**caller: Any) -> StaticToken:
    return StaticToken(KEY.token(Caller("accounts/a", **caller), now=SystemClock().now(), token_id="t"))


@pytest.fixture
async def database(log: Log, database_url: str) -> AsyncIterator[Database]:
    """The log's database, as the server has it."""
    _, _, answered = service_metadata(log.tables.schema)
    database = Database(database_url, log.tables, answered, clock=log.clock)
    yield database
    await database.close()


@pytest.fixture
async def address(log: Log, database: Database) -> AsyncIterator[str]:
    """A server with the log's JournalService behind the whole chain."""
    descriptor = pb.DESCRIPTOR.services_by_name["JournalService"]
    servicer = JournalServicer(LOG, database, log.signer)
    mounted = Mounted(descriptor, pb_grpc.add_JournalServiceServicer_to_server, servicer)
    server = Server([mounted], TokenVerifier(FixedKeys(key_set_of([KEY]))))
    yield f"127.0.0.1:{await server.start('127.0.0.1:0')}"
    await server.stop()


@pytest.fixture
async def anyone(address: str) -> AsyncIterator[Client]:
    async with Client(address) as client:
        yield client


def stub(client: Client) -> Any:
    return client.stub(pb_grpc.JournalServiceStub)


async def follow(client: Client, **options: Any) -> list[pb.Entry]:
    """Reads a log to its end as a follower does."""
    entries: list[pb.Entry] = []
    position, size = 0, 1
    while position < size:
        request = pb.ListEntriesRequest(log=LOG, from_position=position, **options)
        reply = await client.call(stub(client).ListEntries, request)
        entries += reply.entries
        assert reply.next_position > position
        position, size = reply.next_position, reply.tree_size
    return entries


async def proven(client: Client, entry: pb.Entry, checkpoint: pb.Checkpoint) -> Any:
    """What a client knows of an entry after checking it against a checkpoint."""
    request = pb.GetInclusionProofRequest(log=LOG, position=entry.position, tree_size=checkpoint.tree_size)
    proof = await client.call(stub(client).GetInclusionProof, request)
    signed = verify.verify_checkpoint(checkpoint.note, Verifier.parse(checkpoint.verifier_key))
    published = PublishedEntry.from_leaf(entry.position, entry.leaf, entry.content or None, entry.salt or None)
    assert proof.leaf_hash == published.leaf_hash
    return verify.verify_entry_inclusion(published, proof.hashes, signed)


async def checkpoint_of(client: Client) -> pb.Checkpoint:
    return await client.call(stub(client).GetCheckpoint, pb.GetCheckpointRequest(log=LOG))


async def test_a_client_verifies_a_whole_log_over_the_wire(log: Log, anyone: Client) -> None:
    await log.grow(2, 3)
    old = await checkpoint_of(anyone)
    await log.grow(4)
    new = await checkpoint_of(anyone)
    assert (old.tree_size, new.tree_size) == (5, 9)
    assert new.create_time.ToDatetime(log.clock.now().tzinfo) == log.clock.now()
    for entry in await follow(anyone, page_size=4):
        content = await proven(anyone, entry, new)
        assert (content.subject, content.actor) == (entry.subject, entry.actor)
    proof = await anyone.call(stub(anyone).GetConsistencyProof, pb.GetConsistencyProofRequest(log=LOG, from_size=5))
    key = log.signer.verifier
    verify.verify_consistency(
        verify.verify_checkpoint(old.note, key), verify.verify_checkpoint(new.note, key), proof.hashes
    )
    assert proof.to_size == 9


async def test_content_reaches_its_audience_over_the_wire_and_others_learn_why_not(
    log: Log, address: str, anyone: Client
) -> None:
    ids = await log.record(1, ["organization:holders/acme"]) + await log.record(1, ["role:OFFICER"])
    ids += await log.record(1)
    async with log.engine.begin() as connection:
        told = {"actor": "accounts/o", "reason": "r", "at": log.clock.now()}
        await writer.erase(connection, log.tables, ids[2], record_id=new_id(), **told)
    await log.sequencer().drain()
    checkpoint = await checkpoint_of(anyone)

    async def seen(client: Client) -> list[int]:
        entries = await follow(client)
        for entry in entries:
            content = await proven(client, entry, checkpoint)
            assert (content is None) == bool(entry.withholding) == (not entry.subject) == (not entry.actor)
        return [entry.withholding for entry in entries]

    here, confidential, erased = (
        pb.WITHHOLDING_UNSPECIFIED,
        pb.WITHHOLDING_CONFIDENTIAL,
        pb.WITHHOLDING_ERASED,
    )
    assert await seen(anyone) == [confidential, confidential, erased, here]
    async with Client(address, token(organization="holders/acme")) as acme:
        assert await seen(acme) == [here, confidential, erased, here]
    async with Client(address, token(roles=frozenset({Role.ROLE_OFFICER}))) as officer:
        assert await seen(officer) == [confidential, here, erased, here]


async def test_a_follower_of_certain_kinds_still_reaches_the_end(log: Log, anyone: Client) -> None:
    async with log.engine.begin() as connection:
        for kind in ("a:b:c", "a:b:d", "a:b:c", "a:b:d", "a:b:d"):
            await writer.append(connection, log.tables, log.entry(kind=kind))
    await log.sequencer().drain()
    assert [entry.position for entry in await follow(anyone, kinds=["a:b:c"], page_size=1)] == [0, 2]


async def test_a_page_of_large_entries_fits_into_a_message(log: Log, anyone: Client) -> None:
    async with log.engine.begin() as connection:
        for _ in range(5):
            entry = log.entry()
            content = {"text": "x" * 3_000_000}
            large = type(entry)(entry.id, entry.kind, "s/1", "a/1", entry.recorded_at, content, ["public"])
            await writer.append(connection, log.tables, large)
    await log.sequencer().drain()
    assert [entry.position for entry in await follow(anyone)] == [0, 1, 2, 3, 4]


async def test_a_follower_at_the_end_gets_an_empty_page_and_stays_there(log: Log, anyone: Client) -> None:
    await log.grow(2)
    reply = await anyone.call(stub(anyone).ListEntries, pb.ListEntriesRequest(log=LOG, from_position=2))
    assert (list(reply.entries), reply.next_position, reply.tree_size) == ([], 2, 2)


@pytest.mark.parametrize(
    ("method", "request_", "kind"),
    [
        ("GetCheckpoint", pb.GetCheckpointRequest(log="logs/other"), Kind.NOT_FOUND),
        ("ListEntries", pb.ListEntriesRequest(log="logs/other"), Kind.NOT_FOUND),
        ("GetInclusionProof", pb.GetInclusionProofRequest(log="logs/other"), Kind.NOT_FOUND),
        ("GetConsistencyProof", pb.GetConsistencyProofRequest(log="logs/other"), Kind.NOT_FOUND),
        ("ListEntries", pb.ListEntriesRequest(log=LOG, from_position=3), Kind.OUT_OF_RANGE),
        ("ListEntries", pb.ListEntriesRequest(log=LOG, from_position=-1), Kind.INVALID),
        ("GetInclusionProof", pb.GetInclusionProofRequest(log=LOG, position=2), Kind.OUT_OF_RANGE),
        ("GetInclusionProof", pb.GetInclusionProofRequest(log=LOG, position=0, tree_size=3), Kind.OUT_OF_RANGE),
        ("GetConsistencyProof", pb.GetConsistencyProofRequest(log=LOG, from_size=1, to_size=3), Kind.OUT_OF_RANGE),
        ("GetConsistencyProof", pb.GetConsistencyProofRequest(log=LOG, from_size=2, to_size=1), Kind.INVALID),
    ],
)
async def test_what_cannot_be_answered_is_refused_as_the_contract_says(
    log: Log, anyone: Client, method: str, request_: Any, kind: Kind
) -> None:
    await log.grow(2)
    with pytest.raises(SepiaError) as caught:
        await anyone.call(getattr(stub(anyone), method), request_)
    assert caught.value.kind is kind


async def test_a_log_without_a_checkpoint_yet_says_so(anyone: Client) -> None:
    with pytest.raises(SepiaError, match="no checkpoint yet"):
        await anyone.call(stub(anyone).GetCheckpoint, pb.GetCheckpointRequest(log=LOG), deadline_seconds=3)


async def test_who_waits_gets_the_next_entry_as_soon_as_it_has_its_position(
    log: Log, database: Database, anyone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.grow(2)
    looks = asyncio.Queue[int]()
    latest = reader.latest_checkpoint

    async def looked(*arguments: Any) -> Any:
        found = await latest(*arguments)
        looks.put_nowait(found.size if found else 0)
        return found

    monkeypatch.setattr(reader, "latest_checkpoint", looked)
    request = pb.ListEntriesRequest(log=LOG, from_position=2)
    request.wait.FromSeconds(10)
    asked = asyncio.ensure_future(anyone.call(stub(anyone).ListEntries, request, deadline_seconds=30))
    assert await looks.get() == 2
    await log.record()
    database.committed()
    assert await looks.get() == 2  # an entry without a position is no answer
    await log.sequencer(after_batch=database.committed).drain()
    reply = await asked
    assert ([entry.position for entry in reply.entries], reply.next_position) == ([2], 3)


async def test_who_waits_in_vain_is_told_that_there_is_nothing(log: Log, anyone: Client) -> None:
    await log.grow(1)
    request = pb.ListEntriesRequest(log=LOG, from_position=1)
    request.wait.FromMilliseconds(10)
    reply = await anyone.call(stub(anyone).ListEntries, request)
    assert ([*reply.entries], reply.next_position, reply.tree_size) == ([], 1, 1)


async def test_nobody_waits_longer_than_ten_seconds(anyone: Client) -> None:
    request = pb.ListEntriesRequest(log=LOG)
    request.wait.FromSeconds(11)
    with pytest.raises(SepiaError) as refused:
        await anyone.call(stub(anyone).ListEntries, request)
    assert refused.value.kind is Kind.INVALID


async def test_where_many_wait_already_the_answer_comes_at_once(
    log: Log, anyone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log.grow(1)
    monkeypatch.setattr("shared.journal.rpc._MOST_WAITING", 0)
    request = pb.ListEntriesRequest(log=LOG, from_position=1)
    request.wait.FromSeconds(10)
    reply = await anyone.call(stub(anyone).ListEntries, request, deadline_seconds=5)
    assert ([*reply.entries], reply.next_position) == ([], 1)
