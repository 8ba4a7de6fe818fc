"""Uploads that go on where they broke off: what arrived is kept, and nothing passes for a whole file that is none."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
import sqlalchemy as sa
from google.api import httpbody_pb2
from google.longrunning import operations_proto_pb2 as operations_pb2

from deploy.demo.generator import generate
from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import imports_pb2 as pb
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from services.registry import tables
from services.registry.app import SERVICE
from services.registry.imports import receiving
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.support import Databases, RunningService, run_service

PIECE, KEPT = 16 * 1024, 64 * 1024


@pytest.fixture(scope="module")
async def registry(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[RunningService]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receiving, "_KEPT_EVERY_BYTES", KEPT)
        async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys")) as running:
            yield running


@pytest.fixture
def officer(registry: RunningService) -> Client:
    return registry.client(Role.ROLE_OFFICER, account="accounts/officer")


@pytest.fixture(scope="module")
def data() -> bytes:
    return b"".join(generate(1_200, 31))


async def send(
    client: Client, data: bytes, request_id: str, *, start: int = 0, until: int | None = None, **said: Any
) -> operations_pb2.Operation:
    """Sends a file from a byte on; until another, where the connection then breaks."""

    async def messages() -> AsyncIterator[pb.UploadImportRequest]:
        values: dict[str, Any] = {
            "filename": "long.csv",
            "source_format": pb.SOURCE_FORMAT_ISLD,
            "resumable": True,
        } | said
        yield pb.UploadImportRequest(request_id=request_id, offset_bytes=start, size_bytes=len(data), **values)
        end = len(data) if until is None else until
        for at in range(start, end, PIECE):
            yield pb.UploadImportRequest(content=httpbody_pb2.HttpBody(data=data[at : min(at + PIECE, end)]))
        if until is not None:
            while await stored(client, request_id) < end:
                pass
            raise ConnectionError

    return await client.call(client.stub(ImportServiceStub).UploadImport, messages())


async def broken_at(client: Client, data: bytes, request_id: str, times: int) -> int:
    """Breaks an upload off after so many of the portions that are kept; returns how much is stored."""
    with suppress(SepiaError, ConnectionError, asyncio.CancelledError):
        await send(client, data, request_id, until=times * KEPT)
    received = (await asked(client, request_id)).received_bytes
    assert received == times * KEPT
    return received


async def stored(client: Client, request_id: str) -> int:
    with suppress(SepiaError):
        return (await asked(client, request_id)).received_bytes
    return 0


async def asked(client: Client, request_id: str) -> pb.Upload:
    stub = client.stub(ImportServiceStub)
    return await client.call(stub.GetUpload, pb.GetUploadRequest(request_id=request_id))


async def test_an_upload_goes_on_where_it_broke_off_and_is_the_same_file(
    registry: RunningService, officer: Client, data: bytes
) -> None:
    received = await broken_at(officer, data, "broken-1", 4)
    assert (await asked(officer, "broken-1")).filename == "long.csv"
    operation = await send(officer, data, "broken-1", start=received)
    name = "imports/" + operation.name.rpartition("/")[2]
    found = await officer.call(officer.stub(ImportServiceStub).GetImport, pb.GetImportRequest(name=name))
    assert found.document == f"documents/{hashlib.sha256(data).hexdigest()}"
    assert found.size_bytes == len(data)
    # It is complete: its import is named, and nothing is left of the upload.
    assert getattr(await asked(officer, "broken-1"), "import") == name
    async with registry.running.database.read() as connection:
        assert (await connection.execute(sa.select(sa.func.count()).select_from(tables.upload))).scalar_one() == 0
        unfinished = sa.select(sa.func.count()).where(tables.document.c.sha256.is_(None))
        assert (await connection.execute(unfinished)).scalar_one() == 0


async def test_an_upload_that_is_sent_whole_in_one_go_is_like_any_other(officer: Client, data: bytes) -> None:
    first = await send(officer, data, "whole-1")
    again = await send(officer, data, "whole-1")
    assert again.name == first.name


async def test_going_on_elsewhere_than_where_it_stopped_is_refused(officer: Client, data: bytes) -> None:
    received = await broken_at(officer, data, "broken-2", 2)
    for start in (received + 1, 1):
        with pytest.raises(SepiaError) as refused:
            await send(officer, data, "broken-2", start=start)
        assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, "UPLOAD_OFFSET")
        assert str(received) in refused.value.message


async def test_going_on_with_other_words_is_refused(officer: Client, data: bytes) -> None:
    received = await broken_at(officer, data, "broken-3", 2)
    with pytest.raises(SepiaError) as refused:
        await send(officer, data, "broken-3", start=received, demonstration=True)
    assert refused.value.reason == "UPLOAD_CHANGED"


async def test_a_stream_that_ends_too_early_is_no_file_and_what_came_is_kept(officer: Client, data: bytes) -> None:
    async def short() -> AsyncIterator[pb.UploadImportRequest]:
        yield pb.UploadImportRequest(
            filename="x", source_format=pb.SOURCE_FORMAT_ISLD, request_id="short", resumable=True, size_bytes=len(data)
        )
        yield pb.UploadImportRequest(content=httpbody_pb2.HttpBody(data=data[:1000]))

    with pytest.raises(SepiaError) as refused:
        await officer.call(officer.stub(ImportServiceStub).UploadImport, short())
    assert refused.value.reason == "INCOMPLETE_UPLOAD"
    assert (await asked(officer, "short")).received_bytes == 1000


async def test_a_resumable_upload_has_a_name(officer: Client, data: bytes) -> None:
    with pytest.raises(SepiaError) as refused:
        await send(officer, data, "")
    assert refused.value.reason == "UPLOAD_UNNAMED"


async def test_only_who_began_an_upload_sees_it(registry: RunningService, officer: Client, data: bytes) -> None:
    await broken_at(officer, data, "mine", 1)
    other = registry.client(Role.ROLE_HOLDER, account="accounts/other", organization="holders/other")
    with pytest.raises(SepiaError) as refused:
        await asked(other, "mine")
    assert refused.value.kind is Kind.NOT_FOUND
    with pytest.raises(SepiaError) as refused:
        await asked(registry.client(), "mine")
    assert refused.value.kind is Kind.UNAUTHENTICATED


async def test_two_connections_that_go_on_at_once_make_one_import(officer: Client, data: bytes) -> None:
    received = await broken_at(officer, data, "twice", 1)
    found = await asyncio.gather(
        *(send(officer, data, "twice", start=received) for _ in range(2)), return_exceptions=True
    )
    done = [each for each in found if isinstance(each, operations_pb2.Operation)]
    refused = [each for each in found if isinstance(each, SepiaError)]
    assert len(done) == 1
    assert [each.reason for each in refused] == ["UPLOAD_UNDER_WAY"]
    assert refused[0].kind is Kind.STALE
    name = "imports/" + done[0].name.rpartition("/")[2]
    found_import = await officer.call(officer.stub(ImportServiceStub).GetImport, pb.GetImportRequest(name=name))
    assert found_import.document == f"documents/{hashlib.sha256(data).hexdigest()}"
