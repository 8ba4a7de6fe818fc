"""Standards, holders, declarations and families as they are read: in order, page by page, unknowns kept."""

from __future__ import annotations

import pytest

from sepia.registry.v1 import holders_pb2 as pb
from sepia.registry.v1 import standards_pb2
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from sepia.registry.v1.standards_pb2_grpc import StandardServiceStub
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import ACME, BELL, Register

ACME_1 = "holders/acme-radio-oy/declarations/1"


@pytest.fixture
def holders(register: Register) -> HolderServiceStub:
    return register.anyone.stub(HolderServiceStub)


# --- standards ---------------------------------------------------------------------------------------------------


async def test_a_standard_has_all_its_names_and_the_number_of_its_links(register: Register) -> None:
    stub = register.anyone.stub(StandardServiceStub)
    request = standards_pb2.GetStandardRequest(name="standards/3gpp-ts-38.211")
    found = await register.anyone.call(stub.GetStandard, request)
    assert list(found.names) == ["3GPP TS 38.211", "ETSI TS 138 211"]
    assert (found.kind, found.link_count) == (standards_pb2.STANDARD_KIND_SPECIFICATION, 6)


@pytest.mark.parametrize("query", ["38.211", "TS 138 211", "ts38211", "3GPP TS 38.211", "138211"])
async def test_a_standard_is_found_in_any_spelling(register: Register, query: str) -> None:
    stub = register.anyone.stub(StandardServiceStub)
    found = await register.anyone.call(stub.ListStandards, standards_pb2.ListStandardsRequest(query=query))
    assert [standard.name for standard in found.standards] == ["standards/3gpp-ts-38.211"]


async def test_standards_come_in_order_of_name_page_by_page_with_the_commercial_ones(register: Register) -> None:
    stub = register.anyone.stub(StandardServiceStub)
    question = standards_pb2.ListStandardsRequest(page_size=2)
    found = [s async for page in register.anyone.pages(stub.ListStandards, question) for s in page.standards]
    assert {s.name.removeprefix("standards/"): s.link_count for s in found} == {
        "2g": 0,
        "3g": 0,
        "3gpp-ts-36.300": 1,
        "3gpp-ts-38.211": 6,
        "3gpp-ts-38.212": 1,
        "4g": 1,
        "5g": 7,
    }
    assert [s.name for s in found] == sorted(s.name for s in found)


async def test_a_query_of_punctuation_names_nothing(register: Register) -> None:
    stub = register.anyone.stub(StandardServiceStub)
    found = await register.anyone.call(stub.ListStandards, standards_pb2.ListStandardsRequest(query=" . "))
    assert list(found.standards) == []


# --- holders -----------------------------------------------------------------------------------------------------


async def test_a_holder_has_its_name_as_declared_and_its_declarations_counted(
    register: Register, holders: HolderServiceStub
) -> None:
    found = await register.anyone.call(holders.GetHolder, pb.GetHolderRequest(name="holders/bell-waves-inc"))
    assert (found.display_name, found.declaration_count, found.demonstration) == (BELL, 2, False)


async def test_holders_come_in_order_of_name_page_by_page(register: Register, holders: HolderServiceStub) -> None:
    question = pb.ListHoldersRequest(page_size=1)
    found = [h async for page in register.anyone.pages(holders.ListHolders, question) for h in page.holders]
    assert [holder.display_name for holder in found] == [ACME, BELL]


@pytest.mark.parametrize("query", ["WAVES", "bell wäves", "Bell Waves, Inc.", "lw"])
async def test_holders_are_found_by_a_part_of_their_name(
    register: Register, holders: HolderServiceStub, query: str
) -> None:
    found = await register.anyone.call(holders.ListHolders, pb.ListHoldersRequest(query=query))
    assert [holder.display_name for holder in found.holders] == [BELL]


# --- declarations ------------------------------------------------------------------------------------------------


async def test_a_declaration_says_what_was_declared_and_where_that_was_read(
    register: Register, holders: HolderServiceStub
) -> None:
    found = await register.anyone.call(holders.GetDeclaration, pb.GetDeclarationRequest(name=ACME_1))
    assert (found.name, found.reference, found.declarant) == (ACME_1, "ISLD-202001-001", ACME)
    assert (found.signature_date.year, found.signature_date.month, found.signature_date.day) == (2020, 1, 2)
    assert (found.licensing_undertaking, found.reciprocity) == (pb.ANSWER_YES, pb.ANSWER_UNSPECIFIED)
    assert found.entry_count == 3
    assert found.source.line == 2
    assert found.source.document.startswith("documents/")


async def test_a_declaration_without_a_declarant_keeps_its_unknowns(
    register: Register, holders: HolderServiceStub
) -> None:
    name = "holders/-unknown/declarations/3"
    found = await register.anyone.call(holders.GetDeclaration, pb.GetDeclarationRequest(name=name))
    assert (found.name, found.declarant) == (name, "")
    assert not found.HasField("signature_date")
    assert found.licensing_undertaking == pb.ANSWER_UNSPECIFIED


async def test_a_declaration_is_found_without_knowing_who_declared_but_not_under_somebody_else(
    register: Register, holders: HolderServiceStub
) -> None:
    request = pb.GetDeclarationRequest(name="holders/-/declarations/1")
    assert (await register.anyone.call(holders.GetDeclaration, request)).name == ACME_1
    for wrong in ("holders/bell-waves-inc/declarations/1", "holders/acme-radio-oy/declarations/01"):
        with pytest.raises(SepiaError) as refused:
            await register.anyone.call(holders.GetDeclaration, pb.GetDeclarationRequest(name=wrong))
        assert refused.value.kind is Kind.NOT_FOUND


@pytest.mark.parametrize(
    ("parent", "numbers"),
    [
        ("holders/-", ["1", "2", "3", "4"]),
        ("holders/bell-waves-inc", ["2", "4"]),
        ("holders/-unknown", ["3"]),
    ],
)
async def test_declarations_come_in_order_of_reference_page_by_page(
    register: Register, holders: HolderServiceStub, parent: str, numbers: list[str]
) -> None:
    question = pb.ListDeclarationsRequest(parent=parent, page_size=1)
    found = [d async for page in register.anyone.pages(holders.ListDeclarations, question) for d in page.declarations]
    assert [declaration.name.rpartition("/")[2] for declaration in found] == numbers


# --- families ----------------------------------------------------------------------------------------------------


async def test_a_family_has_its_applications_as_they_were_declared(
    register: Register, holders: HolderServiceStub
) -> None:
    found = await register.anyone.call(holders.GetFamily, pb.GetFamilyRequest(name="families/etsi-500"))
    assert [(a.office, a.application_number, list(a.publications)) for a in found.applications] == [
        ("EP", "EP20180000001", ["EP3000001 A1", "EP3000001 B1"])
    ]
    assert list(found.results) == []


async def test_the_links_of_a_family_lead_to_the_rows_that_say_so(
    register: Register, holders: HolderServiceStub
) -> None:
    question = pb.ListFamilyLinksRequest(family="families/etsi-500", page_size=1)
    links = [link async for page in register.anyone.pages(holders.ListFamilyLinks, question) for link in page.links]
    assert [(link.declaration, link.standard, link.source.line) for link in links] == [
        (ACME_1, "standards/3gpp-ts-38.211", 2),
        (ACME_1, "standards/3gpp-ts-38.212", 3),
        ("holders/bell-waves-inc/declarations/2", "standards/3gpp-ts-38.211", 7),
    ]
    assert links[0].version == "15.2.0"
    assert links[0].application.application_number == "EP20180000001"


@pytest.mark.parametrize(
    ("family", "holder", "standard", "lines"),
    [
        ("families/etsi-500", "holders/acme-radio-oy", "", [2, 3]),
        ("families/etsi-500", "", "standards/3gpp-ts-38.211", [2, 7]),
        ("families/etsi-500", "holders/acme-radio-oy", "standards/5g", [2, 3]),
        ("families/etsi-500", "", "standards/4g", []),
        ("families/etsi-500", "", "standards/3gpp-ts-99.999", []),
        ("families/etsi-500", "holders/-unknown", "", []),
        ("families/etsi-503", "holders/-unknown", "", [9]),
    ],
)
async def test_links_are_narrowed_to_a_holder_and_a_standard(
    register: Register, holders: HolderServiceStub, family: str, holder: str, standard: str, lines: list[int]
) -> None:
    question = pb.ListFamilyLinksRequest(family=family, holder=holder, standard=standard)
    found = await register.anyone.call(holders.ListFamilyLinks, question)
    assert [link.source.line for link in found.links] == lines


async def test_a_link_without_a_standard_has_none_rather_than_a_guess(
    register: Register, holders: HolderServiceStub
) -> None:
    question = pb.ListFamilyLinksRequest(family="families/etsi-504")
    found = await register.anyone.call(holders.ListFamilyLinks, question)
    assert [(link.standard, link.version) for link in found.links] == [("", "")]


async def test_what_is_not_in_the_register_is_not_found(register: Register, holders: HolderServiceStub) -> None:
    standards = register.anyone.stub(StandardServiceStub)
    for method, request in (
        (standards.GetStandard, standards_pb2.GetStandardRequest(name="standards/3gpp-ts-99.999")),
        (holders.GetHolder, pb.GetHolderRequest(name="holders/nobody")),
        (holders.GetHolder, pb.GetHolderRequest(name="holders/-unknown")),
        (holders.GetDeclaration, pb.GetDeclarationRequest(name="holders/acme-radio-oy/declarations/99")),
        (holders.GetDeclaration, pb.GetDeclarationRequest(name="holders/acme-radio-oy/declarations/ISLD-202001-001")),
        (holders.ListDeclarations, pb.ListDeclarationsRequest(parent="holders/nobody")),
        (holders.GetFamily, pb.GetFamilyRequest(name="families/etsi-1")),
        (holders.GetFamily, pb.GetFamilyRequest(name="families/docdb-500")),
        (holders.ListFamilyLinks, pb.ListFamilyLinksRequest(family="families/priorities-500")),
    ):
        with pytest.raises(SepiaError) as refused:
            await register.anyone.call(method, request)
        assert refused.value.kind is Kind.NOT_FOUND
