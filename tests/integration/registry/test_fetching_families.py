"""Families fetched from the EPO: only by officers, only when connected, kept byte for byte, refusals said plainly."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator, Iterator

import pytest
import sqlalchemy as sa

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import families_pb2, imports_pb2
from sepia.registry.v1.families_pb2_grpc import FamilyServiceStub
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from services.registry import tables
from services.registry.app import SERVICE
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.registry.fake_ops import FakeOps, fake_ops
from tests.integration.registry.filled import ACME, NR, Register, isld_row
from tests.integration.registry.ops_samples import MadeUp, ops_family
from tests.support import Databases, run_service

FAMILY = ops_family(
    MadeUp("71", "EP.1848154.B1", "EP.06711571.A"),
    MadeUp("71", "JP.5661865.B2", "JP.2010545193.T", ("JP.2005004537.A",)),
)


@pytest.fixture(scope="module")
def running_ops() -> Iterator[FakeOps]:
    with fake_ops() as ops:
        yield ops


@pytest.fixture
def ops(running_ops: FakeOps) -> FakeOps:
    running_ops.reset()
    return running_ops


@pytest.fixture(scope="module")
async def connected(
    running_ops: FakeOps, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Register]:
    folder = tmp_path_factory.mktemp("keys")
    settings = {
        "ops_key": "key",
        "ops_secret": "secret",
        "ops_url": running_ops.url,
        "ops_pace_folder": folder / "pace",
    }
    async with run_service(SERVICE, databases.of(SERVICE), folder, **settings) as running:
        register = Register(running)
        america = "US UNITED STATES"
        await register.bring_rows(
            isld_row(1, 10, holder=ACME, standard=NR, application="EP20060711571"),
            isld_row(1, 11, holder=ACME, application="12/366384", publications="US2009204384 A1", office=america),
            isld_row(1, 12, holder=ACME, application="12/366385", publications="Pending", office=america),
            isld_row(1, 13, holder=ACME, standard=NR, application="WO2006JP300226"),
            isld_row(1, 14, holder=ACME, standard=NR, publications="EP2000000 A4 | EP2000000 B1"),
        )
        yield register


async def named(register: Register, entry: int) -> str:
    link = tables.link
    async with register.database.read() as connection:
        id = (await connection.execute(sa.select(link.c.application_id).where(link.c.entry_id == entry))).scalar_one()
    return f"applications/{id}"


async def fetched(client: Client, *applications: str, request_id: str = "") -> list[families_pb2.FetchedFamily]:
    request = families_pb2.FetchFamiliesRequest(applications=applications, request_id=request_id)
    reply = await client.call(client.stub(FamilyServiceStub).FetchFamilies, request)
    return list(reply.families)


def import_of(answer: families_pb2.FetchedFamily) -> str:
    return str(getattr(answer, "import"))


async def finished(register: Register, name: str) -> imports_pb2.Import:
    stub = register.officer.stub(ImportServiceStub)
    while True:
        found: imports_pb2.Import = await register.officer.call(stub.GetImport, imports_pb2.GetImportRequest(name=name))
        if found.HasField("end_time"):
            return found
        await asyncio.sleep(0)


async def imports_of(register: Register) -> int:
    async with register.database.read() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(tables.import_))).scalar_one()


async def test_what_the_office_answers_is_brought_in_and_recognised(connected: Register, ops: FakeOps) -> None:
    ops.families["application/docdb/EP.06711571.A"] = FAMILY
    name = await named(connected, 10)
    (answer,) = await fetched(connected.officer, name)
    assert (answer.application, answer.asked, answer.reason) == (name, "EP.06711571.A", "")
    done = await finished(connected, import_of(answer))
    assert (done.state, done.counts.rows, done.submitter) == (imports_pb2.IMPORT_STATE_DONE, 2, "accounts/officer")
    assert (done.filename, done.source_format) == ("EP.06711571.A.xml", imports_pb2.SOURCE_FORMAT_OPS_FAMILY)
    record = await connected.anyone.call(
        connected.anyone.stub(FamilyServiceStub).GetApplication, families_pb2.GetApplicationRequest(name=name)
    )
    assert [each.family for each in record.families] == ["families/docdb-71"]


async def test_each_application_is_asked_for_by_the_number_that_is_certain(connected: Register, ops: FakeOps) -> None:
    names = [await named(connected, entry) for entry in (11, 12, 13, 14)]
    answers = await fetched(connected.officer, *names)
    assert ops.asked == [
        "publication/docdb/US.2009204384.A1",  # the application's own number has no year
        "application/docdb/JP.2006300226.W",
        "publication/docdb/EP.2000000.B1",  # not the search report
    ]
    assert [answer.reason for answer in answers] == [
        "UNKNOWN_TO_OPS",
        "NUMBER_UNREADABLE",
        "UNKNOWN_TO_OPS",
        "UNKNOWN_TO_OPS",
    ]
    assert [import_of(answer) for answer in answers] == ["", "", "", ""]
    assert all(answer.message for answer in answers)


@pytest.mark.parametrize(
    ("status", "headers", "kind", "reason", "said"),
    [
        (
            403,
            {"X-Rejection-Reason": "RegisteredQuotaPerWeek"},
            Kind.PRECONDITION,
            "OPS_REFUSED",
            "RegisteredQuotaPerWeek",
        ),
        (403, {"X-Rejection-Reason": "IndividualQuotaPerHour"}, Kind.PRECONDITION, "OPS_REFUSED", "quota"),
        (403, {}, Kind.PRECONDITION, "OPS_REFUSED", "SEPIA_OPS_KEY"),
        (500, {}, Kind.UNAVAILABLE, "OPS_UNAVAILABLE", "HTTP 500"),
        (503, {}, Kind.UNAVAILABLE, "OPS_UNAVAILABLE", "Ask again later"),
    ],
)
async def test_a_refusal_of_the_office_is_said_and_nothing_is_brought(
    connected: Register, ops: FakeOps, status: int, headers: dict[str, str], kind: Kind, reason: str, said: str
) -> None:
    ops.refuses = (status, headers)
    before = await imports_of(connected)
    with pytest.raises(SepiaError, match=said) as refused:
        await fetched(connected.officer, await named(connected, 10))
    assert (refused.value.kind, refused.value.reason) == (kind, reason)
    assert await imports_of(connected) == before


async def test_a_number_that_the_office_does_not_accept_spoils_nothing_else(connected: Register, ops: FakeOps) -> None:
    ops.refuses = (413, {})
    (answer,) = await fetched(connected.officer, await named(connected, 10))
    assert (answer.reason, import_of(answer)) == ("OPS_FAILED", "")
    assert "HTTP 413" in answer.message


async def test_a_retried_request_brings_nothing_in_twice(connected: Register, ops: FakeOps) -> None:
    ops.families["application/docdb/EP.06711571.A"] = FAMILY
    name, request_id, before = await named(connected, 10), uuid.uuid4().hex, await imports_of(connected)
    first, again = [await fetched(connected.officer, name, request_id=request_id) for _ in range(2)]
    assert first == again
    assert await imports_of(connected) == before + 1
    with pytest.raises(SepiaError) as refused:
        await fetched(connected.officer, await named(connected, 13), request_id=request_id)
    assert refused.value.reason == "REQUEST_ID_REUSED"
    done = await finished(connected, import_of(first[0]))
    assert (done.counts.rows, done.counts.new_rows) == (2, 0)


async def test_an_application_that_is_not_there_is_not_found_and_the_office_not_asked(
    connected: Register, ops: FakeOps
) -> None:
    with pytest.raises(SepiaError) as refused:
        await fetched(connected.officer, "applications/999999")
    assert refused.value.kind is Kind.NOT_FOUND
    assert ops.asked == []


async def test_only_an_officer_fetches(connected: Register, ops: FakeOps) -> None:
    name = await named(connected, 10)
    with pytest.raises(SepiaError) as refused:
        await fetched(connected.anyone, name)
    assert refused.value.kind is Kind.UNAUTHENTICATED
    with pytest.raises(SepiaError) as refused:
        await fetched(connected.running.client(Role.ROLE_HOLDER, organization="holders/acme-radio-oy"), name)
    assert refused.value.kind is Kind.FORBIDDEN
    assert ops.asked == []


async def test_without_an_account_there_the_refusal_says_how_to_connect(register: Register) -> None:
    with pytest.raises(SepiaError, match="SEPIA_OPS_KEY and SEPIA_OPS_SECRET") as refused:
        await fetched(register.officer, await named(register, 20))
    assert (refused.value.kind, refused.value.reason) == (Kind.PRECONDITION, "OPS_NOT_CONNECTED")


async def test_an_account_that_is_not_accepted_is_said(
    ops: FakeOps, databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ops.signs_in = False
    folder = tmp_path_factory.mktemp("keys")
    settings = {"ops_key": "key", "ops_secret": "wrong", "ops_url": ops.url, "ops_pace_folder": folder / "pace"}
    async with run_service(SERVICE, databases.of(SERVICE), folder, **settings) as running:
        register = Register(running)
        await register.bring_rows(isld_row(1, 10, holder=ACME, standard=NR, application="EP20060711571"))
        with pytest.raises(SepiaError, match="HTTP 401") as refused:
            await fetched(register.officer, await named(register, 10))
    assert refused.value.reason == "OPS_REFUSED"


async def test_an_office_that_is_not_there_is_said(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with fake_ops() as gone:
        url = gone.url
    folder = tmp_path_factory.mktemp("keys")
    settings = {"ops_key": "key", "ops_secret": "secret", "ops_url": url, "ops_pace_folder": folder / "pace"}
    async with run_service(SERVICE, databases.of(SERVICE), folder, **settings) as running:
        register = Register(running)
        await register.bring_rows(isld_row(1, 10, holder=ACME, standard=NR, application="EP20060711571"))
        with pytest.raises(SepiaError, match="does not answer") as refused:
            await fetched(register.officer, await named(register, 10))
    assert (refused.value.kind, refused.value.reason) == (Kind.UNAVAILABLE, "OPS_UNAVAILABLE")
