"""Owns the methods that the gateway passes on to the service concerned; errors come back as they were."""

from __future__ import annotations

from typing import Any

import grpc.aio
from google.longrunning import operations_pb2 as operations
from google.longrunning import operations_pb2_grpc
from google.protobuf import empty_pb2

from sepia.journal.v1 import journal_pb2 as pb
from sepia.journal.v1 import journal_pb2_grpc
from services.gateway.forwarding import rules
from services.gateway.peers import Peer, Peers
from shared.client import Client
from shared.journal.rpc import JournalServicer

Context = grpc.aio.ServicerContext[Any, Any]


class JournalForwarder(journal_pb2_grpc.JournalServiceServicer):
    """Every service's log behind one door; the gateway's own is read here.

    Args:
        own: the gateway's own log.
        own_log: its name.
        peers: the services that keep the others.
    """

    def __init__(self, own: JournalServicer, own_log: str, peers: Peers) -> None:
        self._own = own
        self._own_log = own_log
        self._peers = {peer.log: peer for peer in peers.all}

    async def GetCheckpoint(self, request: pb.GetCheckpointRequest, context: Context) -> pb.Checkpoint:
        if request.log == self._own_log:
            return await self._own.GetCheckpoint(request, context)
        client, stub = self._keeper(request.log)
        return await client.call(stub.GetCheckpoint, request)

    async def ListEntries(self, request: pb.ListEntriesRequest, context: Context) -> pb.ListEntriesResponse:
        if request.log == self._own_log:
            return await self._own.ListEntries(request, context)
        client, stub = self._keeper(request.log)
        return await client.call(stub.ListEntries, request)

    async def GetInclusionProof(self, request: pb.GetInclusionProofRequest, context: Context) -> pb.InclusionProof:
        if request.log == self._own_log:
            return await self._own.GetInclusionProof(request, context)
        client, stub = self._keeper(request.log)
        return await client.call(stub.GetInclusionProof, request)

    async def GetConsistencyProof(
        self, request: pb.GetConsistencyProofRequest, context: Context
    ) -> pb.ConsistencyProof:
        if request.log == self._own_log:
            return await self._own.GetConsistencyProof(request, context)
        client, stub = self._keeper(request.log)
        return await client.call(stub.GetConsistencyProof, request)

    def _keeper(self, log: str) -> tuple[Client, journal_pb2_grpc.JournalServiceAsyncStub]:
        peer = self._peers.get(log)
        if peer is None:
            raise rules.no_such_log(log, [*self._peers, self._own_log])
        return peer.callers, peer.callers.stub(journal_pb2_grpc.JournalServiceStub)


class OperationsForwarder(operations_pb2_grpc.OperationsServicer):
    """Long-running operations of every service, named `operations/{service}/{id}`."""

    def __init__(self, peers: Peers) -> None:
        self._peers = peers

    async def GetOperation(self, request: operations.GetOperationRequest, context: Context) -> operations.Operation:
        client, stub = self._runner(request.name)
        return await client.call(stub.GetOperation, request)

    async def ListOperations(
        self, request: operations.ListOperationsRequest, context: Context
    ) -> operations.ListOperationsResponse:
        client, stub = self._runner(request.name)
        return await client.call(stub.ListOperations, request)

    async def WaitOperation(self, request: operations.WaitOperationRequest, context: Context) -> operations.Operation:
        client, stub = self._runner(request.name)
        return await client.call(stub.WaitOperation, request)

    async def CancelOperation(self, request: operations.CancelOperationRequest, context: Context) -> empty_pb2.Empty:
        client, stub = self._runner(request.name)
        return await client.call(stub.CancelOperation, request)

    async def DeleteOperation(self, request: operations.DeleteOperationRequest, context: Context) -> empty_pb2.Empty:
        client, stub = self._runner(request.name)
        return await client.call(stub.DeleteOperation, request)

    def _runner(self, name: str) -> tuple[Client, Any]:
        peer: Peer | None = self._peers.named(rules.service_of_operation(name))
        if peer is None:
            raise rules.no_such_operation(name, [each.name for each in self._peers.all])
        return peer.callers, peer.callers.stub(operations_pb2_grpc.OperationsStub)
