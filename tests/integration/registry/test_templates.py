"""Declarations by the table and by the line; what is rejected goes through a correction file and back."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pytest
from google.api import httpbody_pb2

from sepia.auth.v1.auth_pb2 import Role
from sepia.registry.v1 import frames_pb2, holders_pb2, imports_pb2, templates_pb2
from sepia.registry.v1.frames_pb2_grpc import FrameServiceStub
from sepia.registry.v1.holders_pb2_grpc import HolderServiceStub
from sepia.registry.v1.imports_pb2_grpc import ImportServiceStub
from sepia.registry.v1.templates_pb2_grpc import TemplateServiceStub
from sepia.type.v1 import type_pb2
from services.registry.templates.columns import COLUMNS, ETSI_BULK_COLUMNS
from shared.client import Client
from shared.errors import Kind, SepiaError
from tests.integration.registry.filled import HEADER, Register, isld_row

TITLES = {column.field: column.title for column in COLUMNS}
CSV, XLSX = imports_pb2.SOURCE_FORMAT_TEMPLATE_CSV, imports_pb2.SOURCE_FORMAT_TEMPLATE_XLSX
BULK, LINES = imports_pb2.SOURCE_FORMAT_ETSI_BULK, imports_pb2.SOURCE_FORMAT_JSON_LINES


def row(**values: str) -> dict[str, str]:
    facts = {"declarant": "Gamma Wireless Ltd", "signed_on": "2024-03-31", "undertaking": "yes", "reciprocity": "no"}
    patent = {"standard": "3GPP TS 38.211", "version": "16.3.0", "office": "EP", "application": "EP20060711571"}
    return {TITLES[name]: value for name, value in (facts | patent | values).items()}


def as_csv(*rows: dict[str, str]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.DictWriter(buffer, [column.title for column in COLUMNS], delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue().encode()


def as_workbook(template: bytes, *rows: dict[str, str]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book["Declarations"]
    for values in rows:
        sheet.append([values.get(column.title, "") for column in COLUMNS])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def template(client: Client, form: templates_pb2.TemplateForm) -> httpbody_pb2.HttpBody:
    return await client.call(client.stub(TemplateServiceStub).GetTemplate, templates_pb2.GetTemplateRequest(form=form))


async def correction_file(client: Client, done: imports_pb2.Import) -> bytes:
    request = templates_pb2.GetCorrectionFileRequest()
    setattr(request, "import", done.name)
    pieces: list[bytes] = []
    async for piece in client.stream(client.stub(TemplateServiceStub).GetCorrectionFile, request):
        pieces.append(piece.data)
    return b"".join(pieces)


async def reasons(client: Client, done: imports_pb2.Import) -> list[tuple[int, str, str]]:
    request = imports_pb2.ListRejectedRowsRequest()
    setattr(request, "import", done.name)
    reply = await client.call(client.stub(ImportServiceStub).ListRejectedRows, request)
    return [(one.line, one.column, one.reason) for one in reply.rejected_rows]


async def declarations(register: Register, holder: str) -> list[holders_pb2.Declaration]:
    reply = await register.anyone.call(
        register.anyone.stub(HolderServiceStub).ListDeclarations, holders_pb2.ListDeclarationsRequest(parent=holder)
    )
    return list(reply.declarations)


@pytest.fixture(scope="module")
def filled(empty_register: Register) -> Register:
    return empty_register


async def test_a_filled_in_workbook_becomes_declarations_that_are_counted(filled: Register) -> None:
    empty = await template(filled.anyone, templates_pb2.TEMPLATE_FORM_XLSX)
    content = as_workbook(
        empty.data,
        row(reference="W-1", priorities="JP20050000001"),
        row(reference="W-1", application="US201113000001", office="US", priorities="JP20050000001"),
        row(reference="W-2", application="EP20060711999", standard="", version=""),
    )
    done = await filled.send(content, XLSX)
    assert (done.state, done.counts.rows, done.counts.new_rows) == (imports_pb2.IMPORT_STATE_DONE, 3, 3)
    assert {one.what: one.count for one in done.counts.further} == {"declarations": 2, "new declarations": 2}
    made = await declarations(filled, "holders/gamma-wireless-ltd")
    assert [one.reference for one in made] == ["W-1", "W-2"]
    assert (made[0].licensing_undertaking, made[0].reciprocity) == (holders_pb2.ANSWER_YES, holders_pb2.ANSWER_NO)
    assert made[0].signature_date.day == 31
    counts = await filled.anyone.call(
        filled.anyone.stub(FrameServiceStub).CountFamilies,
        frames_pb2.CountFamiliesRequest(standard="standards/3gpp-ts-38.211", family_key=type_pb2.FAMILY_KEY_PRIORITIES),
    )
    assert (counts.total.families, counts.total.applications) == (1, 2)


async def test_the_same_file_again_brings_nothing_and_makes_no_edition(filled: Register) -> None:
    content = as_csv(row(reference="C-1"), row(reference="C-1", application="US201113000002", office="US"))
    first, again = await filled.send(content, CSV), await filled.send(content, CSV)
    assert (first.counts.new_rows, again.counts.new_rows, again.counts.known_rows) == (2, 0, 2)
    assert first.edition == again.edition


async def test_bad_rows_are_corrected_in_a_file_of_their_own_and_sent_again(filled: Register) -> None:
    bad = as_csv(
        row(reference="B-1"),
        row(reference="B-2", office="Europe"),
        row(reference="B-3", signed_on="soon"),
        row(reference="B-1", reciprocity="yes", application="EP20060711572"),
    )
    done = await filled.send(bad, CSV)
    assert (done.counts.accepted_rows, done.counts.rejected_rows) == (0, 4)
    assert {line: reason for line, _, reason in await reasons(filled.officer, done)} == {
        2: "WAITS_FOR_ANOTHER_ROW",
        3: "NOT_AN_OFFICE",
        4: "NOT_A_DATE",
        5: "CONTRADICTS_EARLIER_ROW",
    }
    corrections = (await correction_file(filled.officer, done)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(corrections, newline=""), delimiter=";"))
    assert [one["Sepia: line"] for one in rows] == ["2", "3", "4", "5"]
    assert "is not a patent office's code" in rows[1]["Sepia: what is wrong"]
    mended = corrections.replace("Europe", "EP").replace("soon", "2024-04-01")
    lines = list(csv.reader(io.StringIO(mended, newline=""), delimiter=";"))
    by_title = {title: place for place, title in enumerate(lines[0])}
    lines[3][by_title["Application number"]] = "EP20060711573"
    lines[4][by_title["Reference"]] = "B-4"
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=";").writerows(lines)
    again = await filled.send(buffer.getvalue().encode(), CSV)
    assert (again.counts.new_rows, again.counts.rejected_rows) == (4, 0)


async def test_one_bad_row_holds_its_declaration_back_until_all_of_it_is_sent(filled: Register) -> None:
    rows = [row(reference="V-1", application=f"EP2006071160{place}") for place in range(3)]
    rows[1][TITLES["version"]] = "sixteen"
    done = await filled.send(as_csv(*rows, row(reference="V-2")), CSV)
    assert (done.counts.accepted_rows, done.counts.rejected_rows) == (1, 3)
    mended = (await correction_file(filled.officer, done)).replace(b"sixteen", b"16.3.0")
    again = await filled.send(mended, CSV)
    assert {one.what: one.count for one in again.counts.further} == {"declarations": 1, "new declarations": 1}
    assert (again.counts.new_rows, again.counts.rejected_rows) == (3, 0)
    third = await filled.send(mended, CSV)
    assert (third.counts.new_rows, third.counts.known_rows) == (0, 3)


async def test_rejected_rows_of_an_isld_export_go_through_the_same_round(filled: Register) -> None:
    good, bad = isld_row(9001, 1, application="EP20060711581"), isld_row(9002, 2, application="EP20060711582")
    spoilt = bad.replace("9002", "nine", 1)
    done = await filled.send(f"{HEADER}\n{good}\n{spoilt}\n".encode(), imports_pb2.SOURCE_FORMAT_ISLD)
    assert (done.counts.new_rows, done.counts.rejected_rows) == (1, 1)
    corrections = (await correction_file(filled.officer, done)).decode()
    header, wrong = corrections.splitlines()
    assert header.endswith(';"Sepia: line";"Sepia: what is wrong"')
    assert wrong.startswith(spoilt)
    assert ';"3";"IPRD_ID: ' in wrong
    again = await filled.send(corrections.replace("nine", "9002").encode(), imports_pb2.SOURCE_FORMAT_ISLD)
    assert (again.counts.new_rows, again.counts.rejected_rows) == (1, 0)
    third = await filled.send(f"{HEADER}\n{good}\n{bad}\n".encode(), imports_pb2.SOURCE_FORMAT_ISLD)
    assert (third.counts.new_rows, third.counts.known_rows) == (0, 2)


async def test_rejected_rows_of_a_workbook_come_back_as_a_workbook(filled: Register) -> None:
    empty = await template(filled.anyone, templates_pb2.TEMPLATE_FORM_XLSX)
    content = as_workbook(empty.data, row(reference="X-1", office="Europe", title="=1+1"), row(reference="X-2"))
    done = await filled.send(content, XLSX)
    assert {reason for _, _, reason in await reasons(filled.officer, done)} == {"NOT_AN_OFFICE", "FORMULA"}
    book = openpyxl.load_workbook(io.BytesIO(await correction_file(filled.officer, done)))
    header, only = book["Declarations"].iter_rows(values_only=True)
    given = dict(zip(header, only, strict=True))
    assert (given["Reference"], given["Title"], given["Sepia: line"]) == ("X-1", "=1+1", "2")
    assert book["Declarations"]["M2"].data_type == "s"


async def test_a_reference_that_was_declared_with_other_content_is_not_overwritten(filled: Register) -> None:
    await filled.send(as_csv(row(reference="R-1")), CSV)
    done = await filled.send(as_csv(row(reference="R-1", application="EP20060799999")), CSV)
    assert [reason for _, _, reason in await reasons(filled.officer, done)] == ["ALREADY_DECLARED"]


async def test_rows_that_leave_the_declarant_blank_are_of_the_one_that_is_named_with_their_reference(
    filled: Register,
) -> None:
    rows = [row(reference="L-1", application=f"EP2006072160{place}", declarant="") for place in range(3)]
    rows[1][TITLES["declarant"]] = "Gamma Wireless Ltd"
    done = await filled.send(as_csv(*rows), CSV)
    assert {one.what: one.count for one in done.counts.further} == {"declarations": 1, "new declarations": 1}
    assert (done.counts.new_rows, done.counts.rejected_rows) == (3, 0)
    # One bad row holds the others back, whether or not they name the declarant.
    rows = [row(reference="L-2", application=f"EP2006072161{place}", declarant="") for place in range(3)]
    rows[2] |= {TITLES["declarant"]: "Gamma Wireless Ltd", TITLES["office"]: "Europe"}
    done = await filled.send(as_csv(*rows), CSV)
    assert (done.counts.accepted_rows, done.counts.rejected_rows) == (0, 3)


async def test_a_file_in_another_order_or_without_some_declarations_changes_nothing(filled: Register) -> None:
    rows = [row(reference="O-1"), *(row(reference="O-2", application=f"EP2006072170{place}") for place in range(2))]
    assert (await filled.send(as_csv(*rows), CSV)).counts.new_rows == 3
    done = await filled.send(as_csv(rows[2], rows[1]), CSV)
    assert (done.counts.new_rows, done.counts.known_rows, done.counts.rejected_rows) == (0, 2, 0)


async def test_what_a_holder_sent_is_not_entered_again_from_a_file_of_the_centre(filled: Register) -> None:
    await filled.send(as_csv(row(reference="S-0")), CSV)
    holder = filled.running.client(Role.ROLE_HOLDER, account="accounts/own", organization="holders/gamma-wireless-ltd")
    own = await filled.send(as_csv(row(reference="S-1", declarant="")), CSV, client=holder)
    assert own.counts.new_rows == 1
    again = await filled.send(as_csv(row(reference="S-1")), CSV)
    assert [reason for _, _, reason in await reasons(filled.officer, again)] == ["ALREADY_DECLARED"]


async def test_a_holder_declares_for_itself_and_for_nobody_else(filled: Register) -> None:
    await filled.send(as_csv(row(reference="H-0")), CSV)
    holder = filled.running.client(
        Role.ROLE_HOLDER, account="accounts/gamma", organization="holders/gamma-wireless-ltd"
    )
    own = await filled.send(as_csv(row(reference="H-1", declarant="")), CSV, client=holder)
    assert own.counts.new_rows == 1
    other = await filled.send(as_csv(row(reference="H-2", declarant="Some Other Ltd")), CSV, client=holder)
    assert [reason for _, _, reason in await reasons(holder, other)] == ["DECLARES_FOR_ANOTHER"]
    with pytest.raises(SepiaError) as refused:
        await filled.send(b"1", imports_pb2.SOURCE_FORMAT_POOL_MPEG_LA, client=holder)
    assert (refused.value.kind, refused.value.reason) == (Kind.FORBIDDEN, "FORMAT_OF_THE_CENTRE")


async def test_etsis_bulk_form_declares_for_whoever_sends_it(filled: Register) -> None:
    holder = filled.running.client(Role.ROLE_HOLDER, account="accounts/bulk", organization="holders/gamma-wireless-ltd")
    head = ";".join(title for title, _ in ETSI_BULK_COLUMNS)
    content = f"{head}\nD-1;LTE;TS 136 300;EP20060711590\nD-1;LTE;;EP20060711591\n".encode()
    done = await filled.send(content, BULK, client=holder)
    assert (done.counts.new_rows, done.counts.rejected_rows) == (2, 0)
    by_officer = await filled.send(content, BULK)
    assert [reason for _, _, reason in await reasons(filled.officer, by_officer)] == ["NO_DECLARANT"] * 2


async def test_json_lines_take_every_form_and_name_the_line_at_fault(filled: Register) -> None:
    negative = {
        "declarant": "Gamma Wireless Ltd",
        "reference": "N-1",
        "form": {
            "negative": {
                "inquiryMade": True,
                "inquiry": "Asked the contributors to 3GPP RAN1; searched own portfolio",
                "inquiryDate": {"year": 2026, "month": 2, "day": 27},
                "standards": [{"standard": "3GPP TS 38.300"}],
            },
            "signature": {"name": "A. Signatory", "date": {"year": 2026, "month": 3, "day": 2}},
        },
    }
    lines = [json.dumps(negative), "{", json.dumps({"declarrant": "x"}), "[]", json.dumps({"declarant": "Gamma"})]
    done = await filled.send("\n".join(lines).encode(), LINES)
    found = await reasons(filled.officer, done)
    assert [line for line, _, _ in found if line == 1] == [], found
    assert {line: reason for line, _, reason in found} == {
        2: "NOT_JSON",
        3: "UNKNOWN_FIELD",
        4: "NOT_AN_OBJECT",
        5: "DECLARATION_INCOMPLETE",
    }
    again = await filled.send("\n".join(lines).encode(), LINES)
    assert (again.counts.new_rows, again.counts.known_rows) == (0, 1)


async def test_there_is_no_correction_file_where_nothing_can_be_corrected(filled: Register) -> None:
    fine = await filled.send(as_csv(row(reference="F-1")), CSV)
    lines = await filled.send(b"{", LINES)
    for done, reason in ((fine, "NOTHING_REJECTED"), (lines, "NOT_CORRECTED_BY_ROW")):
        with pytest.raises(SepiaError) as refused:
            await correction_file(filled.officer, done)
        assert refused.value.reason == reason
    with pytest.raises(SepiaError) as refused:
        await correction_file(filled.running.client(), fine)
    assert refused.value.kind is Kind.UNAUTHENTICATED


async def test_the_csv_template_is_the_header_that_the_import_reads(filled: Register) -> None:
    empty = await template(filled.anyone, templates_pb2.TEMPLATE_FORM_CSV)
    done = await filled.send(empty.data, CSV)
    assert (done.state, done.counts.rows) == (imports_pb2.IMPORT_STATE_DONE, 0)
