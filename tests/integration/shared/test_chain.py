"""How a request travels: the real chain over a real server, with methods that misbehave in every way."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any

import grpc
import grpc.aio
import pytest
from google.longrunning import operations_proto_pb2 as operations_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from prometheus_client import generate_latest

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import imports_pb2 as pb
from sepia.registry.v1 import imports_pb2_grpc
from shared.auth.callers import current_caller
from shared.auth.permissions import UnpermittedMethod, methods_of
from shared.auth.tokens import TokenVerifier
from shared.client import Client, StaticToken
from shared.errors import Kind, SepiaError, Violation, invalid, precondition
from shared.rpc.server import Mounted, Server
from shared.telemetry.metrics import REGISTRY
from tests.support import Issuer

SECRET = "the password is hunter2"
NAME = "imports/00000000-0000-7000-8000-000000000000"


class Misbehaving(imports_pb2_grpc.ImportServiceServicer):
    """Does what its test asks for by the page size."""

    async def ListImports(self, request: pb.ListImportsRequest, context: Any) -> pb.ListImportsResponse:
        match request.page_size:
            case 1:
                raise RuntimeError(SECRET)
            case 2:
                raise precondition("NOT_NOW", "It is not the time. Come again later.", subject="imports/x")
            case 3:
                raise invalid(
                    "BAD", "Two fields are wrong.", Violation("a", "must be a"), Violation("b[1]", "must be b")
                )
            case 4:
                await asyncio.sleep(30)
            case 5:
                raise SepiaError(
                    Kind.EXHAUSTED, "TOO_MUCH", "Slow down.", retry_after_seconds=1.5, metadata={"most": "5"}
                )
            case _:
                pass
        return pb.ListImportsResponse(next_page_token=current_caller().account)

    async def GetSourceRow(self, request: pb.GetSourceRowRequest, context: Any) -> pb.GetSourceRowResponse:
        return pb.GetSourceRowResponse(document=current_caller().account)

    async def UploadImport(  # type: ignore[override]
        self, requests: AsyncIterator[pb.UploadImportRequest], context: Any
    ) -> operations_pb2.Operation:
        return operations_pb2.Operation(name=str([len(r.content.data) async for r in requests]))


@pytest.fixture(scope="module")
async def issuer() -> Issuer:
    return Issuer()


@pytest.fixture(scope="module")
async def address(issuer: Issuer) -> AsyncGenerator[str]:
    mounted = Mounted(
        pb.DESCRIPTOR.services_by_name["ImportService"],
        imports_pb2_grpc.add_ImportServiceServicer_to_server,
        Misbehaving(),
    )
    server = Server([mounted], TokenVerifier(issuer.keys))
    port = await server.start("127.0.0.1:0")
    yield f"127.0.0.1:{port}"
    await server.stop()


@pytest.fixture
async def client(address: str, issuer: Issuer) -> AsyncGenerator[Client]:
    async with Client(address, StaticToken(issuer.token(Role.ROLE_OFFICER, account="accounts/o"))) as client:
        yield client


async def ask(client: Client, size: int, **more: Any) -> pb.ListImportsResponse:
    stub = client.stub(imports_pb2_grpc.ImportServiceStub)
    return await client.call(stub.ListImports, pb.ListImportsRequest(page_size=size), **more)


async def refused(client: Client, size: int, **more: Any) -> SepiaError:
    with pytest.raises(SepiaError) as error:
        await ask(client, size, **more)
    return error.value


async def test_a_signed_in_caller_is_known_to_the_method(client: Client) -> None:
    assert (await ask(client, 0)).next_page_token == "accounts/o"


async def test_the_text_of_an_unknown_exception_never_leaves_the_server(client: Client) -> None:
    error = await refused(client, 1)
    assert error.kind is Kind.INTERNAL
    assert SECRET not in repr(error)
    assert "request id" in error.message


async def test_an_error_crosses_the_wire_whole(client: Client) -> None:
    assert await_equal(await refused(client, 2), Kind.PRECONDITION, "NOT_NOW", "imports/x")
    fields = (await refused(client, 3)).violations
    assert [(v.field, v.description) for v in fields] == [("a", "must be a"), ("b[1]", "must be b")]
    limited = await refused(client, 5)
    assert (limited.retry_after_seconds, limited.metadata) == (1.5, {"most": "5"})


def await_equal(error: SepiaError, kind: Kind, reason: str, subject: str) -> bool:
    return (error.kind, error.reason, error.subject) == (kind, reason, subject)


async def test_a_method_gives_up_just_before_the_clients_deadline_and_says_so(client: Client) -> None:
    error = await refused(client, 4, deadline_seconds=0.4)
    assert error.kind is Kind.DEADLINE
    assert "was not ready in time" in error.message


async def test_a_request_that_breaks_the_contract_is_refused_by_field(client: Client) -> None:
    error = await refused(client, 5_000)
    assert error.reason == "INVALID_REQUEST"
    assert error.violations[0].field == "page_size"
    assert "1000" in error.violations[0].description
    assert "5000" in error.violations[0].description


async def test_a_message_of_a_stream_is_checked_too(client: Client) -> None:
    async def messages() -> AsyncIterator[pb.UploadImportRequest]:
        yield pb.UploadImportRequest(filename="x")
        yield pb.UploadImportRequest(filename="x" * 300)

    with pytest.raises(SepiaError) as error:
        await client.call(client.stub(imports_pb2_grpc.ImportServiceStub).UploadImport, messages())
    assert error.value.violations[0].field == "filename"


@pytest.mark.parametrize("header", ["Basic abc", "Bearer", "Bearer x.y.z", "Bearer " + "a" * 5_000])
async def test_a_token_that_does_not_verify_is_refused_also_on_public_methods(address: str, header: str) -> None:
    async with grpc.aio.insecure_channel(address) as channel:
        stub = imports_pb2_grpc.ImportServiceStub(channel)
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await stub.GetSourceRow(
                pb.GetSourceRowRequest(document="documents/" + "0" * 64, line=1),
                metadata=(("authorization", header),),
            )
    assert error.value.code() is grpc.StatusCode.UNAUTHENTICATED


async def test_an_expired_token_is_refused_and_told_apart(address: str, issuer: Issuer) -> None:
    past = dt.datetime.now(dt.UTC) - dt.timedelta(hours=2)
    async with Client(address, StaticToken(issuer.token(Role.ROLE_OFFICER, at=past))) as client:
        assert (await refused(client, 0)).reason == "TOKEN_EXPIRED"


async def test_a_token_of_another_issuer_is_refused(address: str) -> None:
    async with Client(address, StaticToken(Issuer().token(Role.ROLE_OFFICER))) as client:
        assert (await refused(client, 0)).reason == "TOKEN_INVALID"


async def test_without_a_token_only_public_methods_answer(address: str) -> None:
    async with Client(address) as client:
        assert (await refused(client, 0)).kind is Kind.UNAUTHENTICATED
        stub = client.stub(imports_pb2_grpc.ImportServiceStub)
        reply = await client.call(stub.GetSourceRow, pb.GetSourceRowRequest(document="documents/" + "0" * 64, line=1))
        assert reply.document == ""


async def test_the_wrong_role_is_refused_by_name(address: str, issuer: Issuer) -> None:
    async def one() -> AsyncIterator[pb.UploadImportRequest]:
        yield pb.UploadImportRequest()

    async with Client(address, StaticToken(issuer.token(Role.ROLE_EVALUATOR))) as client:
        with pytest.raises(SepiaError, match="HOLDER or OFFICER") as error:
            await client.call(client.stub(imports_pb2_grpc.ImportServiceStub).UploadImport, one())
    assert error.value.kind is Kind.FORBIDDEN


async def test_every_call_is_measured_under_the_standard_names(client: Client) -> None:
    await refused(client, 2)
    text = generate_latest(REGISTRY).decode()
    labels = 'grpc_code="FAILED_PRECONDITION",grpc_method="ListImports",grpc_service="sepia.registry.v1.ImportService"'
    assert f'grpc_server_handled_total{{{labels},grpc_type="unary"}}' in text
    assert "grpc_server_handling_seconds_bucket" in text


async def test_health_and_reflection_answer_without_a_token(address: str) -> None:
    async with grpc.aio.insecure_channel(address) as channel:
        health = health_pb2_grpc.HealthStub(channel)
        status = await health.Check(health_pb2.HealthCheckRequest(service="sepia.registry.v1.ImportService"))
        assert status.status == health_pb2.HealthCheckResponse.SERVING

        async def question() -> AsyncIterator[reflection_pb2.ServerReflectionRequest]:
            yield reflection_pb2.ServerReflectionRequest(list_services="")

        stub = reflection_pb2_grpc.ServerReflectionStub(channel)
        replies = [reply async for reply in stub.ServerReflectionInfo(question())]
        names = {service.name for service in replies[0].list_services_response.service}
        assert "sepia.registry.v1.ImportService" in names


async def test_a_draining_server_finishes_what_it_began(issuer: Issuer) -> None:
    class Slow(Misbehaving):
        async def ListImports(self, request: pb.ListImportsRequest, context: Any) -> pb.ListImportsResponse:
            await asyncio.sleep(0.3)
            return pb.ListImportsResponse(next_page_token="finished")

    mounted = Mounted(
        pb.DESCRIPTOR.services_by_name["ImportService"], imports_pb2_grpc.add_ImportServiceServicer_to_server, Slow()
    )
    server = Server([mounted], TokenVerifier(issuer.keys))
    port = await server.start("127.0.0.1:0")
    async with Client(f"127.0.0.1:{port}", StaticToken(issuer.token(Role.ROLE_OFFICER))) as client:
        call = asyncio.ensure_future(ask(client, 0))
        await asyncio.sleep(0.1)
        await server.drain(1)
        assert (await call).next_page_token == "finished"


def test_a_method_without_a_permission_keeps_a_service_from_starting() -> None:
    from google.protobuf import descriptor_pb2, descriptor_pool

    file = descriptor_pb2.FileDescriptorProto(name="bare.proto", package="bare", syntax="proto3")
    file.message_type.add(name="M")
    method = file.service.add(name="S").method.add(name="Open", input_type=".bare.M", output_type=".bare.M")
    assert method.name == "Open"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)  # pyright: ignore
    with pytest.raises(UnpermittedMethod, match=r"/bare\.S/Open has no permission"):
        methods_of([pool.FindServiceByName("bare.S")])
