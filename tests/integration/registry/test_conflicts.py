"""What sources say differently stands side by side and is flagged, whichever way it came in; nothing is overwritten."""

from __future__ import annotations

import copy
import json

import pytest
import sqlalchemy as sa

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import families_pb2, holders_pb2, imports_pb2, objections_pb2
from sepia.registry.v1.families_pb2_grpc import FamilyServiceStub
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from sepia.registry.v1.objections_pb2_grpc import ObjectionServiceStub
from sepia.type.v1.type_pb2 import FamilyKey
from services.registry import tables
from shared.client import Client
from tests.integration.registry.declared import FORMS
from tests.integration.registry.filled import ACME, BELL, NR, Register, isld_row
from tests.integration.registry.ops_samples import MadeUp, ops_family
from tests.integration.registry.test_declarations_imported import general, generals
from tests.integration.registry.test_templates import as_csv, row

Told = list[tuple[str, str, bool]]


@pytest.fixture(scope="module")
def register(empty_register: Register) -> Register:
    return empty_register


async def conflicts(register: Register, subject: str) -> Told:
    """Field, value and whether it is kept."""
    officer = register.officer
    request = imports_pb2.ListConflictingFactsRequest(subject=subject)
    reply = await officer.call(officer.stub(ImportServiceStub).ListConflictingFacts, request)
    return [(fact.field, fact.value, fact.kept) for fact in reply.facts]


async def application(register: Register, number: str) -> families_pb2.ApplicationRecord:
    table = tables.application
    async with register.database.read() as connection:
        id = (await connection.execute(sa.select(table.c.id).where(table.c.number == number))).scalar_one()
    request = families_pb2.GetApplicationRequest(name=f"applications/{id}")
    return await register.anyone.call(register.anyone.stub(FamilyServiceStub).GetApplication, request)


async def test_owner_and_date_of_a_declaration_that_two_files_give_differently(register: Register) -> None:
    await register.bring_rows(isld_row(101, 1010, holder=ACME, standard=NR, application="EP20180000101"))
    await register.bring_rows(
        isld_row(101, 1010, holder=BELL, standard=NR, application="EP20180000101", signed="2021-05-06 00:00:00")
    )
    name = "holders/acme-radio-oy/declarations/101"
    assert await conflicts(register, name) == [
        ("declarant", ACME, True),
        ("declarant", BELL, False),
        ("signed", "2020-01-02", True),
        ("signed", "2021-05-06", False),
    ]
    get = register.anyone.stub(HolderServiceStub).GetDeclaration
    found = await register.anyone.call(get, holders_pb2.GetDeclarationRequest(name=name))
    assert found.has_conflicts
    assert found.signature_date.year == 2020


async def test_title_and_publications_in_a_template_stand_beside_those_of_an_export(register: Register) -> None:
    known = {"application": "EP20180000102", "publications": "EP3000102 A1", "title": "Reference signal"}
    await register.bring_rows(isld_row(102, 1020, holder=ACME, standard=NR, **known))
    other = row(
        reference="G-102",
        office="EP",
        application="EP20180000102",
        publications="EP3000102 A1 | EP3000102 B1",
        title="Pilot signal",
    )
    for _ in range(2):  # sent again, it says nothing new
        await register.bring(as_csv(other), source_format=imports_pb2.SOURCE_FORMAT_TEMPLATE_CSV)
        assert await conflicts(register, "applications/EP EP20180000102") == [
            ("publications", "EP3000102 A1", True),
            ("publications", "EP3000102 A1 | EP3000102 B1", False),
            ("title", "Pilot signal", False),
            ("title", "Reference signal", True),
        ]
    found = await application(register, "EP20180000102")
    assert (found.title, found.has_conflicts) == ("Reference signal", True)
    assert found.conflict_subject == "applications/EP EP20180000102"
    sources = {
        fact.source.line
        for fact in (
            await register.officer.call(
                register.officer.stub(ImportServiceStub).ListConflictingFacts,
                imports_pb2.ListConflictingFactsRequest(subject=found.conflict_subject),
            )
        ).facts
    }
    assert len(sources) >= 1
    assert all(line >= 1 for line in sources)


async def test_two_filing_dates_of_an_application_in_one_file_and_in_two(register: Register) -> None:
    def dated(entry: int, filed: str) -> str:
        return isld_row(109, entry, holder=ACME, standard=NR, application="EP20180000109", filed=filed)

    first, other, third = "2018-02-01 00:00:00", "2018-03-01 00:00:00", "2018-04-01 00:00:00"
    await register.bring_rows(dated(1090, first), dated(1091, other), dated(1092, ""))
    await register.bring_rows(dated(1093, third))
    assert await conflicts(register, "applications/EP EP20180000109") == [
        ("filed", "2018-02-01", True),
        ("filed", "2018-03-01", False),
        ("filed", "2018-04-01", False),
    ]
    found = await application(register, "EP20180000109")
    assert (found.filing_date.month, found.has_conflicts) == (2, True)


async def test_two_titles_in_one_declaration_that_is_sent_by_the_line(register: Register) -> None:
    def entry(title: str) -> dict[str, object]:
        patent = {"office": "EP", "applicationNumber": "EP20180000103", "title": title}
        return {"standards": [{"standard": "3GPP TS 38.211"}], "basisPatent": patent}

    form = copy.deepcopy(FORMS["etsiDetailed"])
    form["etsiDetailed"]["entries"] = [entry("One"), entry("Another")]
    line = {"declarant": "Gamma Wireless Ltd", "reference": "G-103", "form": form}
    done = await register.send(json.dumps(line).encode(), imports_pb2.SOURCE_FORMAT_JSON_LINES)
    assert done.counts.accepted_rows == 1, done
    assert await conflicts(register, "applications/EP EP20180000103") == [
        ("title", "Another", False),
        ("title", "One", True),
    ]


async def test_one_that_says_nothing_contradicts_nothing(register: Register) -> None:
    known = {"application": "EP20180000104", "title": "Reference signal"}
    await register.bring_rows(isld_row(104, 1040, holder=ACME, standard=NR, **known))
    silent = row(reference="G-104", application="EP20180000104")
    await register.bring(as_csv(silent), source_format=imports_pb2.SOURCE_FORMAT_TEMPLATE_CSV)
    assert await conflicts(register, "applications/EP EP20180000104") == []
    assert not (await application(register, "EP20180000104")).has_conflicts


async def test_rows_of_a_general_declaration(register: Register) -> None:
    rows = (general(105), general(105, COMP_LEGAL_NAME="General Radio Inc", IPRD_SIGNATURE_DATE="2010-03-04 00:00:00"))
    await generals(register, *rows)
    anyone = register.anyone
    request = holders_pb2.GetDeclarationRequest(name="holders/-/declarations/gd-105")
    found = await anyone.call(anyone.stub(HolderServiceStub).GetDeclaration, request)
    assert found.has_conflicts
    told = await conflicts(register, found.name)
    assert ("declarant", "General Radio Inc", False) in told
    assert {field for field, *_ in told} == {"declarant", "signed"}
    assert len([one for one in told if one[2]]) == 2


async def test_dates_of_a_member_of_a_family(register: Register) -> None:
    first = MadeUp("30000105", "EP.3000105.A1", "EP.18000105.A", date="20180102")
    await register.send(ops_family(first), imports_pb2.SOURCE_FORMAT_OPS_FAMILY)
    for expected in (1, 0):  # a second time it is known
        done = await register.send(ops_family(first._replace(date="20180203")), imports_pb2.SOURCE_FORMAT_OPS_FAMILY)
        assert {one.what: one.count for one in done.counts.further}["dates that contradict others"] == 1
        facts = await conflicts(register, "families/docdb-30000105")
        assert facts == [
            ("publication date of EP.3000105.A1", "2018-01-02", True),
            ("publication date of EP.3000105.A1", "2018-02-03", False),
        ], expected
    async with register.database.read() as connection:
        table = tables.conflicting_fact
        editions = (await connection.execute(sa.select(sa.func.max(table.c.since_edition)))).scalar_one()
        current = (await connection.execute(sa.select(sa.func.max(tables.edition.c.number)))).scalar_one()
    assert editions <= current, "a fact is of an edition that there is"


async def test_a_patent_that_two_holders_declare_shows_both_and_says_so(register: Register) -> None:
    number = "EP20180000106"
    await register.bring_rows(isld_row(106, 1060, holder=ACME, standard=NR, application=number, family="900"))
    assert not (await application(register, number)).several_holders
    await register.bring_rows(
        isld_row(107, 1070, holder=BELL, standard=NR, application=number, family="901", priorities="|US2017106|")
    )
    found = await application(register, number)
    assert [holder.holder for holder in found.holders] == ["holders/acme-radio-oy", "holders/bell-waves-inc"]
    assert found.several_holders
    assert list(found.several_families) == [FamilyKey.FAMILY_KEY_ETSI]


async def test_a_fact_quotes_a_file_and_is_closed_with_it(register: Register) -> None:
    known = {"holder": ACME, "standard": NR, "application": "EP20180000108"}
    await register.bring_rows(isld_row(108, 1080, **known))
    later = await register.bring_rows(isld_row(108, 1080, signed="2021-05-06 00:00:00", **known))
    stranger = register.running.client(Role.ROLE_SIGNED_IN, account="accounts/stranger")

    async def seen(client: Client) -> set[str]:
        request = imports_pb2.ListConflictingFactsRequest(subject="holders/acme-radio-oy/declarations/108")
        reply = await client.call(client.stub(ImportServiceStub).ListConflictingFacts, request)
        return {fact.value for fact in reply.facts}

    assert await seen(stranger) == {"2020-01-02", "2021-05-06"}
    notice = objections_pb2.FileObjectionRequest(
        subject=later.document,
        ground=objections_pb2.OBJECTION_GROUND_CONFIDENTIAL,
        reasons="It was not to be published.",
        evidence=[objections_pb2.Evidence(text="A letter.")],
        objector_name="Muster GmbH",
        objector_contact="post@muster.example",
    )
    filed = await stranger.call(stranger.stub(ObjectionServiceStub).FileObjection, notice)
    restrict = objections_pb2.RestrictAccessRequest(name=filed.name, reason="Until it is decided.")
    await register.officer.call(register.officer.stub(ObjectionServiceStub).RestrictAccess, restrict)
    assert await seen(stranger) == {"2020-01-02"}
    assert await seen(register.officer) == {"2020-01-02", "2021-05-06"}
