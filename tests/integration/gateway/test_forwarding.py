"""Owns the tests of calls that the gateway passes on, and of what it tells about the contract."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import grpc.aio
import pytest
from google.longrunning import operations_pb2
from google.longrunning.operations_pb2_grpc import OperationsStub
from google.protobuf import descriptor_pb2
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from grpc_status import rpc_status

from sepia.journal.v1 import journal_pb2
from sepia.journal.v1.journal_pb2_grpc import JournalServiceStub
from services.gateway.app import SERVICE
from shared.errors import Kind, SepiaError
from shared.rpc.calls import REQUEST_ID_HEADER
from tests.integration.gateway.doors import HOLDER, Door, open_door
from tests.integration.gateway.peers import Neighbourhood, open_neighbourhood
from tests.support import Databases


@pytest.fixture(scope="module")
async def neighbours(databases: Databases, tmp_path_factory) -> AsyncGenerator[Neighbourhood]:
    async with open_neighbourhood(databases, tmp_path_factory.mktemp("neighbours")) as found:
        for neighbour in (found.registry, found.assessment, found.frand):
            await neighbour.record("officer:thing:do", "things/1")
            await neighbour.running.sequencer.drain()
        yield found


@pytest.fixture(scope="module")
async def door(databases: Databases, neighbours: Neighbourhood, tmp_path_factory) -> AsyncGenerator[Door]:
    folder = tmp_path_factory.mktemp("door")
    async with open_door(databases.of(SERVICE), folder, addresses=neighbours.addresses) as door:
        neighbours.keys.addresses.append(door.address)
        await door.running.sequencer.drain()
        yield door


@pytest.mark.parametrize("name", ["registry", "assessment", "frand", "gateway"])
async def test_every_services_log_is_read_behind_one_door(door: Door, name: str) -> None:
    client, log = door.client(), f"logs/{name}"
    stub = client.stub(JournalServiceStub)
    checkpoint = await client.call(stub.GetCheckpoint, journal_pb2.GetCheckpointRequest(log=log))
    assert checkpoint.log == log
    assert checkpoint.note.startswith(f"sepia.{name}\n")
    entries = await client.call(stub.ListEntries, journal_pb2.ListEntriesRequest(log=log))
    assert entries.tree_size >= 1
    proof = await client.call(stub.GetInclusionProof, journal_pb2.GetInclusionProofRequest(log=log))
    assert len(proof.leaf_hash) == 32
    consistency = journal_pb2.GetConsistencyProofRequest(log=log, from_size=1, to_size=1)
    assert (await client.call(stub.GetConsistencyProof, consistency)).hashes == []


async def test_a_log_that_nobody_keeps_is_not_found_and_the_others_are_named(door: Door) -> None:
    client = door.client()
    request = journal_pb2.GetCheckpointRequest(log="logs/nothing")
    with pytest.raises(SepiaError) as caught:
        await client.call(client.stub(JournalServiceStub).GetCheckpoint, request)
    assert caught.value.kind is Kind.NOT_FOUND
    assert "logs/assessment, logs/frand, logs/gateway, logs/registry" in caught.value.message


async def test_an_error_crosses_whole(door: Door) -> None:
    client = door.client()
    request = journal_pb2.ListEntriesRequest(log="logs/registry", from_position=10**9)
    with pytest.raises(SepiaError) as caught:
        await client.call(client.stub(JournalServiceStub).ListEntries, request)
    assert caught.value.kind is Kind.OUT_OF_RANGE
    assert "from_position" in caught.value.message


async def test_operations_are_asked_of_the_service_in_their_name(door: Door, neighbours: Neighbourhood) -> None:
    client = await door.signed_in(HOLDER)
    stub = client.stub(OperationsStub)
    request = operations_pb2.GetOperationRequest(name="operations/registry/17")
    assert (await client.call(stub.GetOperation, request)).done
    assert neighbours.desk.callers["GetOperation"].account == "accounts/hanna.holder"
    listing = operations_pb2.ListOperationsRequest(name="operations/registry")
    assert (await client.call(stub.ListOperations, listing)).operations[0].name == "operations/registry/1"


@pytest.mark.parametrize("name", ["operations/registry/missing", "operations/nowhere/1", "operation", ""])
async def test_an_operation_that_does_not_exist_is_not_found(door: Door, name: str) -> None:
    client = await door.signed_in(HOLDER)
    with pytest.raises(SepiaError) as caught:
        await client.call(client.stub(OperationsStub).GetOperation, operations_pb2.GetOperationRequest(name=name))
    assert caught.value.kind is Kind.NOT_FOUND


async def test_a_call_keeps_its_request_id_on_its_way(door: Door, neighbours: Neighbourhood) -> None:
    token = (await door.issue(*HOLDER)).access_token
    stub = door.client().stub(OperationsStub)
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.GetOperation(
            operations_pb2.GetOperationRequest(name="operations/registry/missing"),
            metadata=grpc.aio.Metadata(("authorization", f"Bearer {token}"), (REQUEST_ID_HEADER, "one-and-the-same")),
        )
    assert neighbours.desk.call_ids["GetOperation"] == "one-and-the-same"
    assert "one-and-the-same" in str(rpc_status.from_call(caught.value))


async def test_a_service_that_does_not_answer_is_unavailable(databases: Databases, tmp_path_factory) -> None:
    async with open_door(databases.of(SERVICE), tmp_path_factory.mktemp("alone")) as door:
        client = door.client()
        request = journal_pb2.GetCheckpointRequest(log="logs/registry")
        with pytest.raises(SepiaError) as caught:
            await client.call(client.stub(JournalServiceStub).GetCheckpoint, request)
        assert caught.value.kind is Kind.UNAVAILABLE


async def test_reflection_names_every_service_of_the_contract(door: Door) -> None:
    built = Path(__file__).parents[3] / "protos" / "gen" / "sepia.binpb"
    files = descriptor_pb2.FileDescriptorSet.FromString(built.read_bytes()).file
    wanted = {f"{each.package}.{service.name}" for each in files for service in each.service}
    stub = door.client().stub(reflection_pb2_grpc.ServerReflectionStub)
    call = stub.ServerReflectionInfo(iter([reflection_pb2.ServerReflectionRequest(list_services="")]))
    names = {service.name async for reply in call for service in reply.list_services_response.service}
    assert {"sepia.registry.v1.FrameService", "google.longrunning.Operations"} <= wanted <= names
