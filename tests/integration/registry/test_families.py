"""DOCDB families: brought in from answers of OPS, recognised in what is declared, never overwritten, counted right."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from google.protobuf.json_format import ParseDict

from sepia.registry.v1 import declarations_pb2, families_pb2, frames_pb2, holders_pb2, imports_pb2
from sepia.registry.v1.declarations_pb2_grpc import DeclarationServiceStub
from sepia.registry.v1.families_pb2_grpc import FamilyServiceStub
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from sepia.type.v1.type_pb2 import FamilyKey
from services.registry import tables
from services.registry.app import SERVICE
from services.registry.imports import load_parts, load_store
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import ACME, BELL, LTE, NR, Register, isld_row
from tests.integration.registry.ops_samples import NOT_FOUND, MadeUp, ops_family
from tests.integration.registry.test_editions_of_exports import dangling_references
from tests.integration.registry.test_templates import as_csv, row
from tests.support import Databases, run_service

OPS = imports_pb2.SOURCE_FORMAT_OPS_FAMILY
ETSI, DOCDB, PRIORITIES = FamilyKey.FAMILY_KEY_ETSI, FamilyKey.FAMILY_KEY_DOCDB, FamilyKey.FAMILY_KEY_PRIORITIES
JAPAN, AMERICA = "JP JAPAN", "US UNITED STATES"
US_NUMBER = {"applicationNumber": "US201415032224"}

DECLARED = (
    # One application in three ETSI families, as JP20100545193 is in six; and in another spelling.
    *(
        isld_row(1, entry, holder=ACME, standard=NR, application="JP20100545193", office=JAPAN, family=family)
        for entry, family in ((10, "16269"), (11, "33040"), (12, "33041"))
    ),
    isld_row(1, 13, holder=ACME, standard=LTE, application="JP20100545193T", office=JAPAN, family="16269"),
    isld_row(1, 14, holder=ACME, standard=NR, application="2010-545193", office=JAPAN),
    # Recognised by a publication, for want of a number; then by an old one in digits alone.
    isld_row(2, 20, holder=BELL, standard=NR, publications="EP1848154 A1 | EP1848154 B1", family="9014"),
    isld_row(2, 21, holder=BELL, standard=NR, publications="JP10075478 A", office=JAPAN),
    isld_row(2, 22, holder=BELL, standard=NR, application="WO2006JP300226", office="WO Patent Cooperation Treaty"),
    # Without its year a number is no proof; a word is none at all.
    isld_row(2, 23, holder=BELL, standard=NR, application="12/366384", office=AMERICA),
    isld_row(2, 24, holder=BELL, standard=NR, publications="Pending", office=AMERICA),
    # The same digits in another office are another application.
    isld_row(2, 25, holder=BELL, standard=NR, application="AU20100545193", office="AU AUSTRALIA"),
)

FAMILY_A = (
    MadeUp("30000001", "JP.2011521363.A", "JP.2010545193.T", ("EP.09150001.A", "US.9876508.P")),
    MadeUp("30000001", "JP.5661865.B2", "JP.2010545193.T", ("EP.09150001.A",)),
    MadeUp("30000001", "EP.1848154.A1", "EP.06711571.A", ("JP.2005004537.A",)),
    MadeUp("30000001", "CN.101103594.A", "CN.200680002116.A"),
)
FAMILY_B = (
    MadeUp("30000002", "JP.H1075478.A", "JP.23018596.A"),
    MadeUp("30000002", "WO.2006075628.A1", "JP.2006300226.W"),
    MadeUp("30000002", "US.2009204384.A1", "US.36638409.A"),
)


@pytest.fixture(scope="module")
async def declared(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Register]:
    """A register with what is declared above, into which both families were brought."""
    async with run_service(SERVICE, databases.of(SERVICE), tmp_path_factory.mktemp("keys")) as running:
        register = Register(running)
        await register.bring_rows(*DECLARED)
        done = await register.send(ops_family(*FAMILY_A, *FAMILY_B), OPS)
        assert done.state == imports_pb2.IMPORT_STATE_DONE, done
        yield register


async def application_of(register: Register, number: str, publication: str = "") -> families_pb2.ApplicationRecord:
    table = tables.application
    condition = table.c.number == number if number else table.c.publications.contains([publication])
    async with register.database.read() as connection:
        id = (await connection.execute(sa.select(table.c.id).where(condition))).scalar_one()
    request = families_pb2.GetApplicationRequest(name=f"applications/{id}")
    return await register.anyone.call(register.anyone.stub(FamilyServiceStub).GetApplication, request)


def families_of(record: families_pb2.ApplicationRecord, key: FamilyKey.ValueType) -> list[tuple[str, int]]:
    return [(each.family, each.link_count) for each in record.families if each.key == key]


async def members_of(register: Register, family: str, page_size: int = 0) -> list[families_pb2.FamilyMember]:
    stub, request = (
        register.anyone.stub(FamilyServiceStub),
        families_pb2.ListFamilyMembersRequest(family=family, page_size=page_size),
    )
    return [member async for page in register.anyone.pages(stub.ListFamilyMembers, request) for member in page.members]


async def total(register: Register, key: FamilyKey.ValueType, standard: str = "standards/-") -> frames_pb2.HolderCount:
    request = frames_pb2.CountFamiliesRequest(standard=standard, family_key=key)
    return (await register.anyone.call(register.anyone.stub(FrameServiceStub).CountFamilies, request)).total


async def test_an_application_is_recognised_in_whatever_spelling_it_was_declared(declared: Register) -> None:
    for number, publication, by in (
        ("JP20100545193", "", "application"),
        ("JP20100545193T", "", "application"),
        ("2010-545193", "", "application"),
        ("", "EP1848154 A1", "publication"),
    ):
        record = await application_of(declared, number, publication)
        found = [each for each in record.families if each.key == DOCDB]
        assert [(each.family, each.matched_by) for each in found] == [("families/docdb-30000001", by)], number
        assert found[0].source.document.startswith("documents/")
        assert found[0].source.line > 3
    for number, publication in (("", "JP10075478 A"), ("WO2006JP300226", "")):
        record = await application_of(declared, number, publication)
        assert families_of(record, DOCDB) == [("families/docdb-30000002", 1)]


async def test_what_is_not_certain_stays_without_a_family(declared: Register) -> None:
    for number, publication in (("12/366384", ""), ("", "Pending"), ("AU20100545193", "")):
        record = await application_of(declared, number, publication)
        assert families_of(record, DOCDB) == []


async def test_an_application_in_several_etsi_families_shows_all_of_them_under_every_key(declared: Register) -> None:
    record = await application_of(declared, "JP20100545193")
    assert families_of(record, ETSI) == [
        ("families/etsi-16269", 1),
        ("families/etsi-33040", 1),
        ("families/etsi-33041", 1),
    ]
    assert families_of(record, DOCDB) == [("families/docdb-30000001", 3)]
    assert (record.link_count, record.declaration_count, record.docdb_conflict) == (3, 1, False)


async def test_the_numbers_of_an_application_are_as_given_and_as_understood(declared: Register) -> None:
    record = await application_of(declared, "2010-545193")
    number = record.number
    assert (number.given, number.canonical, number.epodoc) == ("2010-545193", "JP.2010545193.A", "JP20100545193")
    assert number.confidence == families_pb2.NUMBER_CONFIDENCE_LIKELY
    (pending,) = (await application_of(declared, "", "Pending")).publications
    assert (pending.given, pending.canonical, pending.unreadable) == ("Pending", "", "SENTINEL")
    assert pending.message


async def test_each_key_counts_its_own_families_and_names_the_unknowns_beside(declared: Register) -> None:
    etsi, docdb = await total(declared, ETSI), await total(declared, DOCDB)
    assert (etsi.families, etsi.entries_without_family, etsi.entries) == (4, 6, 11)
    assert (docdb.families, docdb.entries_without_family, docdb.entries) == (2, 3, 11)
    # One application in three ETSI families is one DOCDB family.
    nr = "standards/3gpp-ts-38.211"
    assert (await total(declared, DOCDB, nr)).families == 2
    assert (await total(declared, ETSI, nr)).families == 4


async def test_members_that_nobody_declared_are_kept_with_what_they_are(declared: Register) -> None:
    members = await members_of(declared, "families/docdb-30000001", page_size=2)
    by_given = {(member.number.given, member.role): member for member in members}
    assert len(by_given) == 10
    chinese = by_given["CN.200680002116.A", families_pb2.FAMILY_MEMBER_ROLE_APPLICATION]
    assert list(chinese.registered) == []
    assert (chinese.date.year, chinese.number.epodoc) == (2006, "CN2006802116")
    japanese = by_given["JP.2010545193.T", families_pb2.FAMILY_MEMBER_ROLE_APPLICATION]
    assert len(japanese.registered) == 3
    grant = by_given["JP.5661865.B2", families_pb2.FAMILY_MEMBER_ROLE_PUBLICATION]
    assert grant.application == "JP.2010545193.T"
    provisional = by_given["US.9876508.P", families_pb2.FAMILY_MEMBER_ROLE_PRIORITY]
    assert (provisional.number.kind, provisional.number.epodoc) == ("PROVISIONAL", "US20080098765P")


async def test_a_docdb_family_shows_the_applications_it_claims(declared: Register) -> None:
    request = holders_pb2.GetFamilyRequest(name="families/docdb-30000001")
    family = await declared.anyone.call(declared.anyone.stub(HolderServiceStub).GetFamily, request)
    assert sorted(each.application_number for each in family.applications) == [
        "",
        "2010-545193",
        "JP20100545193",
        "JP20100545193T",
    ]
    assert all(each.name.startswith("applications/") for each in family.applications)


async def test_sending_the_same_answer_again_changes_nothing(declared: Register) -> None:
    again = await declared.send(ops_family(*FAMILY_A, *FAMILY_B), OPS)
    assert (again.counts.rows, again.counts.new_rows, again.counts.known_rows) == (7, 0, 7)
    assert again.edition == "editions/2"
    part = await declared.send(ops_family(FAMILY_A[0]), OPS)
    assert (part.counts.rows, part.counts.new_rows, part.edition) == (1, 0, "editions/2")


async def test_a_family_or_application_that_is_not_there_is_not_found(declared: Register) -> None:
    stub = declared.anyone.stub(FamilyServiceStub)
    for method, request in (
        (stub.GetApplication, families_pb2.GetApplicationRequest(name="applications/999999")),
        (stub.ListFamilyMembers, families_pb2.ListFamilyMembersRequest(family="families/docdb-999")),
    ):
        with pytest.raises(SepiaError) as refused:
            await declared.anyone.call(method, request)
        assert refused.value.kind is Kind.NOT_FOUND


async def test_a_number_can_be_read_without_anything_being_looked_up(declared: Register) -> None:
    stub = declared.anyone.stub(FamilyServiceStub)
    read = await declared.anyone.call(
        stub.ReadNumber, families_pb2.ReadNumberRequest(text="2005/0012345 A1", office="US", kind="publication")
    )
    assert (read.canonical, read.as_written) == ("US.2005012345.A1", "US 2005/0012345 A1")
    none = await declared.anyone.call(stub.ReadNumber, families_pb2.ReadNumberRequest(text="1848154"))
    assert (none.canonical, none.unreadable) == ("", "NO_OFFICE")


async def test_two_families_that_claim_one_application_are_kept_side_by_side_and_flagged(
    empty_register: Register,
) -> None:
    register = empty_register
    await register.bring_rows(
        isld_row(1, 1, holder=ACME, standard=NR, application="EP20060711571", publications="EP1848154 B1")
    )
    first = await register.send(ops_family(MadeUp("41", "EP.1848154.B1", "EP.06711571.A")), OPS)
    assert (first.counts.new_rows, first.edition) == (1, "editions/2")
    second = await register.send(ops_family(MadeUp("42", "EP.1848154.B1", "EP.06711571.A")), OPS)
    further = {each.what: each.count for each in second.counts.further}
    assert (second.edition, further["applications in several families"], further["links counted"]) == (
        "editions/3",
        1,
        0,
    )
    record = await application_of(register, "EP20060711571")
    assert record.docdb_conflict
    assert families_of(record, DOCDB) == [("families/docdb-41", 1), ("families/docdb-42", 0)]
    counted = await total(register, DOCDB)
    assert (counted.families, counted.entries_without_family) == (1, 0)
    (noted,) = await register.recorded("system:family:conflict", record.name)
    assert noted["content"]["families"] == ["families/docdb-41", "families/docdb-42"]
    assert noted["content"]["counted_in"] == "families/docdb-41"


async def test_applications_declared_after_their_family_was_known_are_recognised_too(empty_register: Register) -> None:
    register = empty_register
    known = await register.send(ops_family(MadeUp("51", "US.9743444.B2", "US.201415032222.A")), OPS)
    assert known.counts.new_rows == 1
    done = await register.bring_rows(
        isld_row(5, 50, holder=BELL, standard=LTE, application="US201415032222", office=AMERICA, family="34917"),
        isld_row(5, 51, holder=BELL, standard=LTE, publications="US9743444B2", office=AMERICA),
        isld_row(5, 52, holder=BELL, standard=LTE, application="US201415032223", office=AMERICA),
    )
    assert recognised(done) == 2
    assert families_of(await application_of(register, "US201415032222"), DOCDB) == [("families/docdb-51", 1)]
    # A further row of an application that is known already is counted with it.
    await register.bring_rows(
        isld_row(6, 60, holder=ACME, standard=NR, application="US201415032222", office=AMERICA, family="34917")
    )
    assert families_of(await application_of(register, "US201415032222"), DOCDB) == [("families/docdb-51", 2)]


async def test_what_is_declared_on_a_form_counts_in_the_family_that_was_known_before(empty_register: Register) -> None:
    register = empty_register
    known = (MadeUp("54", "US.9763444.B2", "US.201415032224.A"), MadeUp("54", "EP.1848199.A1", "EP.06711599.A"))
    assert (await register.send(ops_family(*known), OPS)).counts.new_rows == 2
    before = (await total(register, DOCDB)).entries_without_family
    rows = (
        row(reference="F-1", office="US", application="US201415032224"),
        row(reference="F-1", office="US", application="US201415032225"),
    )
    assert recognised(await register.send(as_csv(*rows), imports_pb2.SOURCE_FORMAT_TEMPLATE_CSV)) == 1
    assert families_of(await application_of(register, "US201415032224"), DOCDB) == [("families/docdb-54", 1)]
    patent = {"office": "EP", "applicationNumber": "EP20060711599"}
    entries = [
        {"standards": [{"standard": "3GPP TS 38.211"}], "basisPatent": patent},
        {"standards": [{"standard": "3GPP TS 38.212"}], "basisPatent": {**patent, "office": "US", **US_NUMBER}},
    ]
    form = {
        "etsiDetailed": {"belief": True, "proprietor": True, "undertaking": True, "entries": entries},
        "contact": {"name": "Licensing", "email": "licensing@example.com"},
        "signature": {"name": "Ada Example", "date": {"year": 2024, "month": 3, "day": 15}},
    }
    request = ParseDict(
        {"declarant": "Gamma Wireless Ltd", "reference": "F-2", "form": form},
        declarations_pb2.SubmitDeclarationRequest(),
    )
    await register.officer.call(register.officer.stub(DeclarationServiceStub).SubmitDeclaration, request)
    for number, links in (("EP20060711599", 1), ("US201415032224", 2)):
        assert families_of(await application_of(register, number), DOCDB) == [("families/docdb-54", links)], number
    assert (await total(register, DOCDB)).entries_without_family == before + 1
    # As links of forms were before; the migration does for them what is now done at once.
    link, form_made = tables.link, sa.select(tables.declaration.c.id).where(tables.declaration.c.form.is_not(None))
    repair = (SERVICE.migrations / "versions/0025_contacts_and_forms.sql").read_text().split("\n;\n")[1]
    async with register.database.write() as tx:
        await tx.execute(sa.update(link).where(link.c.declaration_id.in_(form_made)).values(docdb_family_id=None))
        await tx.execute(sa.text(repair))
    for number, links in (("EP20060711599", 1), ("US201415032224", 2)):
        assert families_of(await application_of(register, number), DOCDB) == [("families/docdb-54", links)], number


async def test_what_comes_after_a_long_file_is_recognised_too_though_its_ids_are_smaller(
    empty_register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    register, row = empty_register, partial(isld_row, holder=BELL, standard=LTE, office=AMERICA)
    await register.send(ops_family(MadeUp("53", "US.9753444.B2", "US.201515032222.A")), OPS)
    await register.bring_rows(row(5, 50, application="US201515032223"))
    with monkeypatch.context() as patch:
        patch.setattr(load_store, "LONG_FILE", 1)
        patch.setattr(load_parts, "MANY", 0)
        done = await register.bring_rows(
            row(5, 51, application="US201515032222"), row(5, 52, application="US201515032")
        )
        assert recognised(done) == 1
    done = await register.bring_rows(row(5, 53, publications="US9753444B2"))
    assert recognised(done) == 1
    async with register.database.read() as connection:
        assert await dangling_references(connection) == {}


def recognised(done: imports_pb2.Import) -> int:
    return {each.what: each.count for each in done.counts.further}["applications recognised in DOCDB families"]


async def test_records_without_a_family_are_reported_row_by_row_and_the_others_taken(empty_register: Register) -> None:
    done = await empty_register.send(
        ops_family(
            MadeUp("", "EP.3000001.A1", "EP.18000001.A"),
            MadeUp("61", "", ""),
            MadeUp("61", "EP.3000002.A1", "EP.18000002.A"),
            MadeUp("61", "ZZ.77.A", "ZZ.1.A"),
        ),
        OPS,
    )
    assert (done.counts.rows, done.counts.rejected_rows, done.counts.accepted_rows) == (4, 2, 2)
    assert {each.what: each.count for each in done.counts.further}["numbers not read"] == 2
    unread = [member for member in await members_of(empty_register, "families/docdb-61") if member.number.unreadable]
    assert [member.number.given for member in unread] == ["ZZ.1.A", "ZZ.77.A"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"IPRD_ID;IPRD_REFERENCE\n", "NOT_XML"),
        (ops_family(FAMILY_A[0])[:-40], "NOT_XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "FORBIDDEN_XML"),
        (b"<a><b/></a>", "NOT_OPS_FAMILIES"),
        (NOT_FOUND, "OPS_FAULT"),
    ],
)
async def test_what_is_no_answer_of_ops_is_refused_whole(empty_register: Register, data: bytes, reason: str) -> None:
    refused = await empty_register.send(data, OPS)
    assert refused.state == imports_pb2.IMPORT_STATE_REFUSED
    assert refused.refusal_reason == reason
    assert refused.refusal


async def test_the_real_family_is_read_whole(empty_register: Register, shared_data: Path) -> None:
    register = empty_register
    await register.bring_rows(
        isld_row(7, 70, holder=ACME, standard=NR, application="EP19990203729", family="7"),
        isld_row(7, 71, holder=ACME, standard=NR, publications="US6093011 A", office=AMERICA),
        isld_row(7, 72, holder=ACME, standard=NR, application="US19980206856", office=AMERICA),
    )
    done = await register.send((shared_data / "epo_ops_samples/family_fixtures_family_input.xml").read_bytes(), OPS)
    further = {each.what: each.count for each in done.counts.further}
    assert (done.counts.rows, done.counts.new_rows, further["numbers not read"]) == (6, 6, 0)
    assert further["declared applications recognised"] == 3
    for number, publication in (("EP19990203729", ""), ("", "US6093011 A"), ("US19980206856", "")):
        record = await application_of(register, number, publication)
        assert families_of(record, DOCDB) == [("families/docdb-19768124", 1)]
    for name in ("legal_fixtures_example_1.xml", "published_test_biblio_example.xml"):
        further_done = await register.send((shared_data / "epo_ops_samples" / name).read_bytes(), OPS)
        assert further_done.counts.rejected_rows == 0
