"""Files in, through the real server and database: acknowledged, merged whole, reported, walked back to their rows."""

from __future__ import annotations

import asyncio
import io
import zipfile
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from google.api import httpbody_pb2
from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as operations_pb2

from deploy.demo.generator import generate
from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import imports_pb2 as pb
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from services.registry import tables
from services.registry.app import SERVICE
from services.registry.imports import store
from services.registry.imports.isld import COLUMNS
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.support import Databases, RunningService, run_service

HEADER = ";".join(f'"{name}"' for name in COLUMNS)


@pytest.fixture(scope="module")
async def registry(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[RunningService]:
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys")) as running:
        yield running


@pytest.fixture
def officer(registry: RunningService) -> Client:
    return registry.client(Role.ROLE_OFFICER, account="accounts/officer")


async def messages(
    data: bytes,
    *,
    request_id: str = "",
    filename: str = "file.csv",
    piece: int = 64 * 1024,
    demonstration: bool = False,
) -> AsyncIterator[pb.UploadImportRequest]:
    yield pb.UploadImportRequest(
        filename=filename,
        source_format=pb.SOURCE_FORMAT_ISLD,
        request_id=request_id,
        demonstration=demonstration,
    )
    for start in range(0, len(data), piece):
        yield pb.UploadImportRequest(content=httpbody_pb2.HttpBody(data=data[start : start + piece]))


async def upload(client: Client, data: bytes, **more: Any) -> operations_pb2.Operation:
    return await client.call(client.stub(ImportServiceStub).UploadImport, messages(data, **more))


async def applied(client: Client, operation: operations_pb2.Operation) -> pb.Import:
    """Waits for an import to end."""
    operations = client.stub(operations_pb2_grpc.OperationsStub)
    while not operation.done:
        operation = await client.call(
            operations.WaitOperation, operations_pb2.WaitOperationRequest(name=operation.name)
        )
    name = "imports/" + operation.name.rpartition("/")[2]
    return await client.call(client.stub(ImportServiceStub).GetImport, pb.GetImportRequest(name=name))


async def count(registry: RunningService, table: sa.Table) -> int:
    async with registry.running.database.read() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()


def row(**values: str) -> str:
    plain = {
        "IPRD_ID": "7001",
        "IPRD_REFERENCE": "ISLD-202001-001",
        "IPRD_SIGNATURE_DATE": "2020-01-02 00:00:00",
        "Reflected_Date": "2020-02-02 00:00:00",
        "COMP_LEGAL_NAME": "Example Holder",
        "DIPG_ID": "900001",
        "PATT_APPLICATION_NUMBER": "EP20060711571",
        "Country_Of_Registration": "EP European Patent Office",
        "5G": "1",
    }
    return ";".join(f'"{(plain | values).get(name, "")}"' for name in COLUMNS)


def file(*rows: str) -> bytes:
    return ("\n".join([HEADER, *rows]) + "\n").encode()


async def test_a_file_is_merged_and_counted_with_its_unknowns_apart(registry: RunningService, officer: Client) -> None:
    done = await applied(officer, await upload(officer, b"".join(generate(2_000, 3)), demonstration=True))
    assert done.state == pb.IMPORT_STATE_DONE
    assert done.counts.rows == done.counts.accepted_rows == 2_000
    assert done.counts.rejected_rows == 0
    assert done.counts.new_rows + done.counts.known_rows == 2_000
    assert {k.key for k in done.counts.families} == {1, 2, 3}
    etsi, docdb = done.counts.families[0], done.counts.families[1]
    assert etsi.families > 0
    assert etsi.entries_without_family > 0
    assert docdb.families == 0
    assert done.edition.startswith("editions/")
    assert await count(registry, tables.link) == done.counts.new_rows


async def test_sending_the_same_file_again_changes_nothing(registry: RunningService, officer: Client) -> None:
    data = b"".join(generate(1_000, 4))
    first = await applied(officer, await upload(officer, data))
    before = [await count(registry, table) for table in (tables.link, tables.declaration, tables.document)]
    second = await applied(officer, await upload(officer, data))
    after = [await count(registry, table) for table in (tables.link, tables.declaration, tables.document)]
    assert after == before
    assert second.name != first.name
    assert second.document == first.document
    assert second.counts.new_rows == 0
    assert second.counts.known_rows == second.counts.accepted_rows == 1_000
    assert second.edition == first.edition


async def test_a_retried_upload_is_one_import(registry: RunningService, officer: Client) -> None:
    data = file(row(IPRD_ID="7100"))
    first = await upload(officer, data, request_id="upload-1")
    again = await upload(officer, data, request_id="upload-1", piece=100)
    assert again.name == first.name


async def test_two_uploads_under_one_request_id_at_the_same_moment_are_one_import(
    registry: RunningService, officer: Client
) -> None:
    data = b"".join(generate(500, 51))
    before = await count(registry, tables.import_)
    first, second = await asyncio.gather(*(upload(officer, data, request_id="at-once", piece=9_000) for _ in range(2)))
    assert first.name == second.name
    assert await count(registry, tables.import_) == before + 1


async def test_two_imports_that_name_the_same_things_at_the_same_moment_share_them(
    registry: RunningService, officer: Client
) -> None:
    whole = b"".join(generate(600, 52))
    half = b"".join(generate(300, 52))
    one, two = await asyncio.gather(*(upload(officer, data) for data in (whole, half)))
    done = [await applied(officer, each) for each in (one, two)]
    assert {each.state for each in done} == {pb.IMPORT_STATE_DONE}
    again = await applied(officer, await upload(officer, whole))
    assert again.counts.new_rows == 0


async def test_many_files_uploaded_at_the_same_moment_are_each_kept_byte_for_byte(
    registry: RunningService, officer: Client
) -> None:
    files = [b"".join(generate(400, seed)) for seed in range(60, 72)]
    operations = await asyncio.gather(*(upload(officer, data) for data in files))
    kept: list[bytes] = []
    for operation in operations:
        done = await applied(officer, operation)
        assert done.state == pb.IMPORT_STATE_DONE, done.refusal
        async with registry.running.database.read() as connection:
            document = await store.document_id(connection, done.document.removeprefix("documents/"))
            assert document is not None
            kept.append(b"".join([piece async for piece in store.document_bytes(connection, document)]))
    assert kept == files


async def test_a_request_id_with_another_file_is_refused(officer: Client) -> None:
    await upload(officer, file(row(IPRD_ID="7101")), request_id="upload-2")
    with pytest.raises(SepiaError, match="came with another request") as refused:
        await upload(officer, file(row(IPRD_ID="7102")), request_id="upload-2")
    assert refused.value.reason == "REQUEST_ID_REUSED"


async def test_a_bad_row_is_reported_and_the_others_are_taken(officer: Client) -> None:
    data = file(row(IPRD_ID="7200"), row(IPRD_ID="7200") + ';"41"', row(IPRD_ID="72oo"), row(IPRD_ID="7201"))
    data += row(IPRD_ID="7202")[:100].encode()  # cut off in the middle
    done = await applied(officer, await upload(officer, data))
    assert (done.counts.accepted_rows, done.counts.rejected_rows) == (2, 3)
    imports = officer.stub(ImportServiceStub)
    question = pb.ListRejectedRowsRequest(page_size=2)
    setattr(question, "import", done.name)
    found = [
        rejected async for page in officer.pages(imports.ListRejectedRows, question) for rejected in page.rejected_rows
    ]
    assert [(r.line, r.reason) for r in found] == [
        (3, "WRONG_COLUMN_COUNT"),
        (4, "BAD_INTEGER"),
        (6, "TRUNCATED_ROW"),
    ]
    assert found[1].column == "IPRD_ID"
    assert found[1].value == "72oo"
    assert all(r.message and r.suggestion for r in found)


def _zipped(data: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("ISLD-export.csv", data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (file(row()).replace(b";", b","), "WRONG_DELIMITER"),
        (file(row()).decode().encode("utf-16"), "WRONG_ENCODING"),
        (_zipped(file(row())), "COMPRESSED_FILE"),
        (b"a;b;c\n1;2;3\n", "WRONG_HEADER"),
    ],
)
async def test_a_file_of_another_kind_is_refused_whole(
    registry: RunningService, officer: Client, data: bytes, reason: str
) -> None:
    await applied(officer, await upload(officer, file(row(IPRD_ID="7999"))))  # what was sent earlier is in by then
    links = await count(registry, tables.link)
    refused = await applied(officer, await upload(officer, data))
    assert refused.state == pb.IMPORT_STATE_REFUSED
    assert refused.refusal_reason == reason
    assert len(refused.refusal) > 40
    assert await count(registry, tables.link) == links


async def test_an_empty_upload_is_refused_at_once(officer: Client) -> None:
    with pytest.raises(SepiaError) as refused:
        await upload(officer, b"")
    assert (refused.value.kind, refused.value.reason) == (Kind.INVALID, "EMPTY_FILE")


async def test_an_upload_that_says_nothing_about_itself_is_refused(officer: Client) -> None:
    async def undescribed() -> AsyncIterator[pb.UploadImportRequest]:
        yield pb.UploadImportRequest(content=httpbody_pb2.HttpBody(data=b"x"))

    with pytest.raises(SepiaError) as refused:
        await officer.call(officer.stub(ImportServiceStub).UploadImport, undescribed())
    assert refused.value.reason == "UPLOAD_UNDESCRIBED"


async def test_an_upload_that_breaks_off_leaves_nothing(registry: RunningService, officer: Client) -> None:
    before = [await count(registry, table) for table in (tables.document, tables.document_chunk, tables.import_)]

    async def broken() -> AsyncIterator[pb.UploadImportRequest]:
        yield pb.UploadImportRequest(filename="x", source_format=pb.SOURCE_FORMAT_ISLD)
        yield pb.UploadImportRequest(content=httpbody_pb2.HttpBody(data=bytes(2_000_000)))
        raise ConnectionError

    with pytest.raises((SepiaError, ConnectionError, asyncio.CancelledError)):
        await officer.call(officer.stub(ImportServiceStub).UploadImport, broken())
    await asyncio.sleep(0.2)
    after = [await count(registry, table) for table in (tables.document, tables.document_chunk, tables.import_)]
    assert after == before


@pytest.mark.parametrize("wanted", [1, 2, 3, 1_500, 4_001])
async def test_a_row_is_found_again_byte_for_byte(officer: Client, registry: RunningService, wanted: int) -> None:
    data = b"".join(generate(4_000, 5))
    done = await applied(officer, await upload(officer, data, request_id="rows"))
    begins = _row_begins(data)
    line, start, end = begins[min(wanted, len(begins)) - 1]
    reply = await officer.call(
        officer.stub(ImportServiceStub).GetSourceRow, pb.GetSourceRowRequest(document=done.document, line=line)
    )
    assert (reply.offset_bytes, reply.content) == (start, data[start:end].removesuffix(b"\r"))
    assert (set(reply.columns) == set(COLUMNS)) == (line > 1)
    # From a row nearby, not from the beginning.
    assert await count(registry, tables.document_place) >= 4


def _row_begins(data: bytes) -> list[tuple[int, int, int]]:
    found: list[tuple[int, int, int]] = []
    line, begin, quoted, first = 1, 0, False, 1
    for at, byte in enumerate(data):
        if byte == 0x22:
            quoted = not quoted
        elif byte == 0x0A:
            line += 1
            if not quoted:
                found.append((first, begin, at))
                begin, first = at + 1, line
    return found


async def test_a_line_beyond_the_document_is_out_of_range(officer: Client) -> None:
    done = await applied(officer, await upload(officer, file(row(IPRD_ID="7300"))))
    with pytest.raises(SepiaError) as refused:
        await officer.call(
            officer.stub(ImportServiceStub).GetSourceRow, pb.GetSourceRowRequest(document=done.document, line=9)
        )
    assert refused.value.kind is Kind.OUT_OF_RANGE


async def test_two_replicas_apply_an_import_once(
    databases: Databases, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    url, keys = databases.of(SERVICE), tmp_path_factory.mktemp("keys")
    async with run_service(SERVICE, url, keys) as one, run_service(SERVICE, url, keys, issuer=one.issuer) as two:
        clients = [each.client(Role.ROLE_OFFICER) for each in (one, two)]
        data = b"".join(generate(1_500, 6))
        started = await asyncio.gather(*(upload(client, data) for client in clients))
        done = await asyncio.gather(*(applied(client, op) for client, op in zip(clients, started, strict=True)))
        assert sorted(d.counts.new_rows for d in done)[0] == 0
        assert await count(one, tables.link) == max(d.counts.new_rows for d in done)
        assert await count(one, tables.document) == 1


@pytest.mark.parametrize("announced", [1, 10**9])
async def test_an_upload_of_another_size_than_announced_is_refused(
    registry: RunningService, officer: Client, announced: int
) -> None:
    async def sent() -> AsyncIterator[pb.UploadImportRequest]:
        yield pb.UploadImportRequest(filename="x", source_format=pb.SOURCE_FORMAT_ISLD, size_bytes=announced)
        yield pb.UploadImportRequest(content=httpbody_pb2.HttpBody(data=file(row())))

    before = await count(registry, tables.document)
    with pytest.raises(SepiaError, match="Nothing of it was kept") as refused:
        await officer.call(officer.stub(ImportServiceStub).UploadImport, sent())
    assert refused.value.reason == "INCOMPLETE_UPLOAD"
    assert await count(registry, tables.document) == before


async def test_only_officers_and_holders_upload(registry: RunningService) -> None:
    for client, kind in (
        (registry.client(), Kind.UNAUTHENTICATED),
        (registry.client(Role.ROLE_EVALUATOR), Kind.FORBIDDEN),
    ):
        with pytest.raises(SepiaError) as refused:
            await upload(client, file(row()))
        assert refused.value.kind is kind


async def test_the_real_file_is_counted_as_pandas_counts_it(
    databases: Databases, tmp_path: Path, shared_data: Path
) -> None:
    import pandas as pd

    path = shared_data / "etsi_isld" / "isld40_docomo.csv"
    table = pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path) as running:
        client = running.client(Role.ROLE_OFFICER)
        counts = (await applied(client, await upload(client, path.read_bytes()))).counts
    assert counts.rows == counts.accepted_rows == len(table) == 2_268
    assert counts.new_rows == len(table.drop_duplicates())
    assert counts.declarations == table["IPRD_ID"].nunique()
    assert counts.rows_without_application == (table["PATT_APPLICATION_NUMBER"] == "").sum()
    keys = {k.key: k for k in counts.families}
    known = table[table["DIPG_PATF_ID"] != ""]
    assert keys[1].families == known["DIPG_PATF_ID"].nunique() == 204
    assert keys[1].entries_without_family == table[table["DIPG_PATF_ID"] == ""]["DIPG_ID"].nunique()
    priorities = table["PBPA_PRIORITY_NUMBERS"].map(lambda text: "|".join(sorted({p for p in text.split("|") if p})))
    assert keys[3].families == priorities[priorities != ""].nunique()
    assert keys[2].families == 0
