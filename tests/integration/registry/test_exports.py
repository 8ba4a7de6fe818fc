"""Exports: the register as files that pandas, DuckDB and LibreOffice read back, each of one moment."""

from __future__ import annotations

import asyncio
import csv
import datetime as dt
import hashlib
import io
import json
import shutil
import subprocess
import uuid
import zipfile
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pytest
import sqlalchemy as sa
from google.longrunning import operations_pb2_grpc
from google.longrunning import operations_proto_pb2 as operations_pb2

from deploy.office import office
from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import exports_pb2 as pb
from sepia.registry.v1 import frames_pb2, search_pb2
from sepia.registry.v1.exports_pb2_grpc import ExportServiceStub
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.type.v1.type_pb2 import FamilyKey
from services.registry import tables
from services.registry.app import SERVICE
from services.registry.exports import rules
from services.registry.exports.exporting import Exporting
from services.registry.registrations.regimes import Regimes
from services.registry.search.understanding import Catalogue
from shared.client import Client
from shared.clock import FixedClock
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import NR, SMALL, Register, isld_row
from tests.support import Databases, run_service

CSV, XLSX, PARQUET = pb.EXPORT_FORMAT_CSV, pb.EXPORT_FORMAT_XLSX, pb.EXPORT_FORMAT_PARQUET
NASTY = '=HYPERLINK("http://example.com";"x")'

EVIL = isld_row(5, 50, holder="@Evil", standard=NR, application="EP20180000009", title=NASTY.replace('"', '""'))


@pytest.fixture(scope="module")
async def exported(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Register]:
    """The register of `filled.SMALL`, and a row whose texts a spreadsheet would run."""
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys")) as running:
        filled = Register(running)
        await filled.bring_rows(*SMALL, EVIL)
        yield filled


async def asked(client: Client, **fields: Any) -> operations_pb2.Operation:
    return await client.call(client.stub(ExportServiceStub).CreateExport, pb.CreateExportRequest(**fields))


async def awaited(client: Client, operation: operations_pb2.Operation) -> operations_pb2.Operation:
    stub = client.stub(operations_pb2_grpc.OperationsStub)
    while not operation.done:
        request = operations_pb2.WaitOperationRequest(name=operation.name)
        operation = await client.call(stub.WaitOperation, request)
    return operation


async def made(client: Client, **fields: Any) -> tuple[pb.Export, bytes]:
    """Asks for an export, waits for it and downloads it."""
    operation = await awaited(client, await asked(client, **fields))
    assert not operation.HasField("error"), operation.error
    export = pb.Export()
    assert operation.response.Unpack(export)
    return export, await downloaded(client, export.name)


async def downloaded(client: Client, name: str) -> bytes:
    stub = client.stub(ExportServiceStub)
    pieces = [piece.data async for piece in client.stream(stub.DownloadExport, pb.DownloadExportRequest(name=name))]
    return b"".join(pieces)


def table_of(content: bytes) -> tuple[str, dict[str, Any]]:
    """The table of a CSV export as text, and what it says about itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".csv")]
        return archive.read(name).decode(), json.loads(archive.read("about.json"))


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table_of(content)[0], newline="")))


async def test_the_links_are_every_row_that_was_declared_with_the_unknown_left_blank(exported: Register) -> None:
    export, content = await made(exported.officer, kind=pb.EXPORT_KIND_LINKS, format=CSV)
    rows = rows_of(content)
    assert len(rows) == export.row_count == len(SMALL) + 1
    first = rows[0]
    assert first["declaration"] == "holders/acme-radio-oy/declarations/1"
    assert (first["standard"], first["standard_version"]) == ("standards/3gpp-ts-38.211", "15.2.0")
    assert (first["publications"], first["generations"]) == ("EP3000001 A1 | EP3000001 B1", "5G")
    assert (first["etsi_family"], first["signed_on"]) == ("families/etsi-500", "2020-01-02")
    assert first["licensing_undertaking"] == "true"
    (of_nobody,) = [row for row in rows if row["declaration"].startswith("holders/-unknown")]
    assert (of_nobody["holder"], of_nobody["signed_on"], of_nobody["title"]) == ("", "", "")


async def test_the_file_is_a_snapshot_with_its_checkpoint_and_its_digest_is_in_the_log(exported: Register) -> None:
    export, content = await made(exported.officer, kind=pb.EXPORT_KIND_DECLARATIONS, format=CSV)
    assert export.sha256 == hashlib.sha256(content).hexdigest()
    assert (export.size_bytes, export.edition) == (len(content), "editions/1")
    _, about = table_of(content)
    assert (about["edition"], about["rows"], about["checkpoint_size"]) == ("editions/1", 5, export.checkpoint_size)
    async with exported.database.read() as connection:
        checkpoint = tables.JOURNAL.checkpoint
        query = sa.select(checkpoint).where(checkpoint.c.tree_size == export.checkpoint_size)
        stored = (await connection.execute(query)).one()
    assert (about["checkpoint_note"], about["checkpoint_root"]) == (stored.note, bytes(stored.root).hex())
    assert export.checkpoint_note == stored.note
    (entry,) = await exported.recorded("system:export:complete", export.name)
    assert entry["content"]["sha256"] == export.sha256
    assert entry["audience"] == ["account:accounts/officer", "role:OFFICER"]


async def test_texts_that_a_spreadsheet_would_run_are_texts_in_every_form(exported: Register) -> None:
    _, content = await made(exported.officer, kind=pb.EXPORT_KIND_LINKS, format=CSV)
    (evil,) = [row for row in rows_of(content) if row["entry_id"] == "50"]
    assert (evil["declared_by"], evil["title"]) == ("'@Evil", "'" + NASTY)
    assert evil["holder"] == "holders/evil"
    _, content = await made(exported.officer, kind=pb.EXPORT_KIND_LINKS, format=XLSX)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["links"]
    header = [cell.value for cell in sheet[1]]
    (row,) = [row for row in sheet.iter_rows(min_row=2) if row[header.index("entry_id")].value == 50]
    title = row[header.index("title")]
    assert (title.value, title.data_type) == (NASTY, "s")
    assert row[header.index("declared_by")].value == "@Evil"
    _, content = await made(exported.officer, kind=pb.EXPORT_KIND_LINKS, format=PARQUET)
    (parquet,) = pl.read_parquet(content).filter(pl.col("entry_id") == 50).to_dicts()
    assert (parquet["title"], parquet["declared_by"]) == (NASTY, "@Evil")


async def test_duckdb_and_pandas_read_the_same_rows_from_every_form(exported: Register, tmp_path: Path) -> None:
    parquet, table = tmp_path / "links.parquet", tmp_path / "links.csv"
    parquet.write_bytes((await made(exported.officer, kind=pb.EXPORT_KIND_LINKS, format=PARQUET))[1])
    csv_content = (await made(exported.officer, kind=pb.EXPORT_KIND_LINKS, format=CSV))[1]
    table.write_text(table_of(csv_content)[0], encoding="utf-8", newline="")
    counted = "select count(*), count(title), count(distinct application_number), min(signed_on)::date, sum(line) from "
    expected = (10, 5, 8, dt.date(2020, 1, 2))
    with duckdb.connect() as db:
        for source in (f"read_parquet('{parquet}')", f"read_csv('{table}')"):
            (found,) = db.sql(counted + source).fetchall()
            assert found[:4] == expected, source
        ((said,),) = db.sql(f"select value from parquet_kv_metadata('{parquet}') where key = 'sepia'").fetchall()
        assert json.loads(bytes(said))["edition"] == "editions/1"
    frames = [
        pd.read_parquet(parquet),
        pd.read_csv(table),
        pd.read_excel(io.BytesIO((await made(exported.officer, kind=pb.EXPORT_KIND_LINKS, format=XLSX))[1]), "links"),
    ]
    for frame in frames:
        assert (len(frame), frame["title"].count(), frame["application_number"].nunique()) == expected[:3]
        assert frame["line"].sum() == frames[0]["line"].sum()
        assert frame["licensing_undertaking"].value_counts().to_dict() == {True: 5, False: 2}


async def test_libreoffice_opens_the_workbook_and_runs_nothing(exported: Register, tmp_path: Path) -> None:
    program = office()
    if program is None:
        pytest.skip("LibreOffice is not installed; `python -m deploy.office` says why")
    _, content = await made(exported.officer, kind=pb.EXPORT_KIND_LINKS, format=XLSX)
    (tmp_path / "links.xlsx").write_bytes(content)
    _, zipped = await made(exported.officer, kind=pb.EXPORT_KIND_LINKS, format=CSV)
    (tmp_path / "table.csv").write_text(table_of(zipped)[0], encoding="utf-8", newline="")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    # Separators 44, quotes 34, UTF-8 76; formulas would be computed, and every sheet is written to a file of its own.
    to_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    for source in ("links.xlsx", "table.csv"):
        out = tmp_path / source.partition(".")[0]
        command = [program, profile, "--headless", "--convert-to", to_csv, "--outdir", str(out), str(tmp_path / source)]
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        (shown,) = [file for file in out.iterdir() if "About" not in file.name]
        rows = list(csv.DictReader(shown.open(encoding="utf-8", newline="")))
        (evil,) = [row for row in rows if row["entry_id"] == "50"]
        assert evil["title"].removeprefix("'") == NASTY
        assert len(rows) == 10
    shutil.rmtree(tmp_path / "profile", ignore_errors=True)


@pytest.mark.parametrize(
    ("filter", "expected"),
    [
        ({"holders": ["holders/acme-radio-oy"]}, 5),
        ({"holders": ["holders/-unknown"]}, 1),
        ({"standards": ["36.300"]}, 1),
        ({"standards": ["5G"]}, 7),
        ({"standards": ["standards/-unknown"]}, 1),
        ({"offices": ["JP", "CN"]}, 2),
        ({"offices": ["-"]}, 0),
        ({"generations": ["-"]}, 2),
        ({"undertakings": ["YES"]}, 5),
        ({"outcomes": ["-"]}, 10),
        ({"outcomes": ["ESSENTIAL"]}, 0),
        ({"query": "reference signal"}, 3),
        ({"query": "EP3000001"}, 3),
        ({"signed_to": {"year": 2019, "month": 1, "day": 1}}, 0),
        ({"demonstration": search_pb2.DEMONSTRATION_ONLY}, 0),
        ({"holders": ["holders/acme-radio-oy"], "standards": ["38.212"]}, 1),
    ],
)
async def test_an_export_of_links_takes_the_filters_of_a_search(
    exported: Register, filter: dict[str, Any], expected: int
) -> None:
    wanted = search_pb2.PatentFilter(**filter)
    export, content = await made(exported.officer, kind=pb.EXPORT_KIND_LINKS, format=CSV, filter=wanted)
    assert len(rows_of(content)) == export.row_count == expected


async def test_every_kind_can_be_taken_out_in_every_form(exported: Register) -> None:
    frame = await exported.officer.call(
        exported.officer.stub(FrameServiceStub).FreezeFrame,
        frames_pb2.FreezeFrameRequest(standard="standards/5g", family_key=FamilyKey.FAMILY_KEY_ETSI),
    )
    expected = {
        pb.EXPORT_KIND_DECLARATIONS: 5,
        pb.EXPORT_KIND_HOLDERS: 3,
        pb.EXPORT_KIND_STANDARDS: 7,
        pb.EXPORT_KIND_FAMILIES: 6,
        pb.EXPORT_KIND_PATENTS: 8,
        pb.EXPORT_KIND_RESULTS: 0,
        pb.EXPORT_KIND_COUNTS: 3,
        pb.EXPORT_KIND_FRAME_ENTRIES: 4,
    }
    for kind, rows in expected.items():
        further: dict[str, Any] = {}
        if kind == pb.EXPORT_KIND_COUNTS:
            further = {"family_key": FamilyKey.FAMILY_KEY_ETSI, "filter": search_pb2.PatentFilter(standards=["5G"])}
        elif kind == pb.EXPORT_KIND_FRAME_ENTRIES:
            further = {"frame": frame.name}
        for format in (CSV, XLSX, PARQUET):
            export, content = await made(exported.officer, kind=kind, format=format, **further)
            assert export.row_count == rows, (kind, format)
            assert export.sha256 == hashlib.sha256(content).hexdigest()
            if format == CSV:
                assert len(rows_of(content)) == rows
            elif format == PARQUET:
                assert pl.read_parquet(content).height == rows


async def test_patents_are_exported_with_what_all_their_declarations_say(exported: Register) -> None:
    _, content = await made(exported.officer, kind=pb.EXPORT_KIND_PATENTS, format=CSV)
    (shared,) = [row for row in rows_of(content) if row["application_number"] == "EP20180000001"]
    assert shared["holders"] == "holders/acme-radio-oy | holders/bell-waves-inc"
    assert shared["standards"] == "standards/3gpp-ts-38.211 | standards/3gpp-ts-38.212"
    assert (shared["declarations"], shared["links"], shared["generations"]) == ("2", "3", "5G")
    assert [name.partition("-")[0] for name in shared["families"].split(" | ")] == [
        "families/etsi",
        "families/priorities",
    ]


async def test_the_counts_of_an_export_are_those_that_are_counted(exported: Register) -> None:
    wanted = search_pb2.PatentFilter(standards=["5G"])
    _, content = await made(
        exported.officer,
        kind=pb.EXPORT_KIND_COUNTS,
        format=CSV,
        filter=wanted,
        family_key=FamilyKey.FAMILY_KEY_ETSI,
    )
    counted = await exported.anyone.call(
        exported.anyone.stub(FrameServiceStub).CountFamilies,
        frames_pb2.CountFamiliesRequest(standard="standards/5g", family_key=FamilyKey.FAMILY_KEY_ETSI),
    )
    assert {row["holder"]: int(row["families"]) for row in rows_of(content)} == {
        line.holder: line.families for line in counted.holders
    }
    assert table_of(content)[1]["all_families"] == counted.total.families


async def test_an_export_is_of_the_moment_it_began(exported: Register) -> None:
    async with exported.database.snapshot() as snapshot:
        count = sa.select(sa.func.count()).select_from(tables.holder)
        before = (await snapshot.execute(count)).scalar_one()
        async with exported.database.write() as tx:
            values = {"key": "late", "name": "Late", "search": "late", "demonstration": True}
            await tx.execute(sa.insert(tables.holder).values(values))
        assert (await snapshot.execute(count)).scalar_one() == before
    async with exported.database.write() as tx:
        await tx.execute(sa.delete(tables.holder).where(tables.holder.c.key == "late"))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": pb.EXPORT_KIND_HOLDERS, "filter": search_pb2.PatentFilter(offices=["EP"])}, "FILTER_NOT_FOR_KIND"),
        ({"kind": pb.EXPORT_KIND_COUNTS}, "FILTER_NOT_FOR_KIND"),
        ({"kind": pb.EXPORT_KIND_FRAME_ENTRIES}, "FILTER_NOT_FOR_KIND"),
        ({"kind": pb.EXPORT_KIND_LINKS, "filter": search_pb2.PatentFilter(standards=["x.y"])}, "STANDARD_UNKNOWN"),
        ({"kind": pb.EXPORT_KIND_LINKS, "filter": search_pb2.PatentFilter(holders=["Zzyzx"])}, "HOLDER_UNKNOWN"),
        ({"kind": pb.EXPORT_KIND_LINKS, "filter": search_pb2.PatentFilter(offices=["E1"])}, "OFFICE_UNKNOWN"),
        ({"kind": pb.EXPORT_KIND_FRAME_ENTRIES, "frame": f"frames/{uuid.uuid4()}"}, "NOT_FOUND"),
    ],
)
async def test_what_cannot_be_exported_is_refused_at_once(
    exported: Register, fields: dict[str, Any], reason: str
) -> None:
    with pytest.raises(SepiaError) as refused:
        await asked(exported.officer, format=CSV, **fields)
    assert refused.value.reason == reason


async def test_exports_of_others_are_not_there_for_anybody_but_officers(exported: Register) -> None:
    holder = exported.running.client(Role.ROLE_HOLDER, account="accounts/h", organization="holders/acme-radio-oy")
    other = exported.running.client(Role.ROLE_IMPLEMENTER, account="accounts/i")
    export, _ = await made(holder, kind=pb.EXPORT_KIND_HOLDERS, format=CSV)
    assert await downloaded(exported.officer, export.name)
    for what in (
        other.call(other.stub(ExportServiceStub).GetExport, pb.GetExportRequest(name=export.name)),
        downloaded(other, export.name),
        other.call(
            other.stub(operations_pb2_grpc.OperationsStub).GetOperation,
            operations_pb2.GetOperationRequest(name=f"operations/registry/{export.name.removeprefix('exports/')}"),
        ),
    ):
        with pytest.raises(SepiaError) as refused:
            await what
        assert refused.value.kind is Kind.NOT_FOUND
    stub = other.stub(ExportServiceStub)
    assert list((await other.call(stub.ListExports, pb.ListExportsRequest())).exports) == []
    mine = await holder.call(holder.stub(ExportServiceStub).ListExports, pb.ListExportsRequest())
    assert [each.name for each in mine.exports] == [export.name]
    with pytest.raises(SepiaError) as refused:
        await asked(exported.anyone, kind=pb.EXPORT_KIND_HOLDERS, format=CSV)
    assert refused.value.kind is Kind.UNAUTHENTICATED


async def test_a_retried_request_is_one_export(exported: Register) -> None:
    fields: dict[str, Any] = {"kind": pb.EXPORT_KIND_HOLDERS, "format": CSV, "request_id": uuid.uuid4().hex}
    first, second = await asyncio.gather(asked(exported.officer, **fields), asked(exported.officer, **fields))
    assert first.name == second.name
    await awaited(exported.officer, first)


async def test_a_file_is_removed_when_its_time_has_come_and_its_digest_stays(
    databases: Databases, tmp_path: Path
) -> None:
    clock = FixedClock(dt.datetime.now(dt.UTC))
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path, clock=clock) as running:
        client = running.client(Role.ROLE_OFFICER)
        export, content = await made(client, kind=pb.EXPORT_KIND_STANDARDS, format=CSV)
        clock.advance(rules.KEPT)
        token_of_then = running.with_token(
            running.issuer.token(Role.ROLE_OFFICER, account="accounts/tester", lifetime=dt.timedelta(days=30))
        )
        await Exporting(running.running.database, Catalogue(), Regimes()).run_once()
        stub = token_of_then.stub(ExportServiceStub)
        gone = await token_of_then.call(stub.GetExport, pb.GetExportRequest(name=export.name))
        while gone.state != pb.EXPORT_STATE_EXPIRED:
            await Exporting(running.running.database, Catalogue(), Regimes()).run_once()
            gone = await token_of_then.call(stub.GetExport, pb.GetExportRequest(name=export.name))
        assert gone.sha256 == hashlib.sha256(content).hexdigest()
        with pytest.raises(SepiaError) as refused:
            await downloaded(token_of_then, export.name)
        assert refused.value.reason == "EXPORT_EXPIRED"


async def test_an_export_that_was_cut_off_is_made_by_whoever_comes_next(databases: Databases, tmp_path: Path) -> None:
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path) as running:
        database = running.running.database
        id = uuid.uuid4()
        async with database.write() as tx:
            await tx.execute(
                sa.insert(tables.export).values(
                    id=id,
                    kind=rules.STANDARDS,
                    format=rules.CSV,
                    state=rules.RUNNING,
                    request={"kind": "EXPORT_KIND_STANDARDS", "format": "EXPORT_FORMAT_CSV"},
                    requester="accounts/tester",
                    created_at=database.clock.now(),
                )
            )
        client = running.client(Role.ROLE_OFFICER)
        pair = [Exporting(database, Catalogue(), Regimes()).run_once() for _ in range(2)]
        await asyncio.gather(*pair)
        operation = await awaited(client, operations_pb2.Operation(name=f"operations/registry/{id}"))
        assert not operation.HasField("error")
        entry = tables.JOURNAL.entry
        query = sa.select(sa.func.count()).where(entry.c.subject == f"exports/{id}")
        async with database.read() as connection:
            assert (await connection.execute(query)).scalar_one() == 1
