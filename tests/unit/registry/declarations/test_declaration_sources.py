"""Files of other registers: read with their quirks, numbers as given, nothing guessed, faults told one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.registry.declarations import etsi_general, ietf
from services.registry.declarations.rules import State
from services.registry.standards.ietf_identity import parse_ietf_document, standard_of_draft
from shared.errors import SepiaError

# --- IETF --------------------------------------------------------------------------------------------------------

POSTED: dict[str, Any] = {
    "type": "holderiprdisclosure",
    "id": 7001,
    "title": "Example S.p.A.'s Statement",
    "holder_legal_name": "Example&#39;s Radio,\r\n International,",
    "docs": ["draft-example-foo-02"],
    "state": "posted",
    "licensing": "reasonable",
    "licensing_comments": "Subject to reciprocity.",
    "has_patent_pending": False,
    "patent_info": (
        "Number: AR074999B1, CN2008801399999, US8459999\r\nTitle: Loss\r\nNumber: EP2379999B\nNotes: validated in DE"
    ),
    "rel": [6990],
    "time": "2020-06-08T02:44:12-07:00",
}


def understood(**changes: Any) -> ietf.Disclosure:
    (record,) = ietf.read_records(json.dumps([{**POSTED, **changes}]).encode())
    said = ietf.understand(record)
    assert isinstance(said, ietf.Disclosure), said
    return said


def faults(**changes: Any) -> list[ietf.Fault]:
    (record,) = ietf.read_records(json.dumps([{**POSTED, **changes}]).encode())
    said = ietf.understand(record)
    assert isinstance(said, list)
    return said


def test_a_disclosure_is_read_with_its_entities_and_line_breaks_resolved() -> None:
    said = understood()
    assert (said.number, said.state, said.updates) == (7001, State.IN_FORCE, (6990,))
    assert said.holder == "Example's Radio, International,"
    assert str(said.submitted_on) == "2020-06-08"
    assert said.form["licensing"] == "IETF_LICENSING_REASONABLE"
    assert said.form["patentPending"] is False
    assert said.form["patentInformation"].count("\r") == 0


def test_numbers_of_several_offices_in_one_field_are_taken_as_given_one_entry_a_label() -> None:
    patents = understood().form["patents"]
    assert [(p["publications"], p.get("office"), p["entry"]) for p in patents] == [
        (["AR074999B1"], "AR", 1),
        (["CN2008801399999"], "CN", 1),
        (["US8459999"], "US", 1),
        (["EP2379999B"], "EP", 2),
    ]
    assert [p.get("title") for p in patents] == ["Loss", "Loss", "Loss", None]


@pytest.mark.parametrize(
    ("information", "numbers"),
    [
        ("", []),
        ("US1234567", []),
        ("Number: 12/366384", ["12/366384"]),
        ("number : EP1 848 154; US 9,1", ["EP1 848 154", "US 9", "1"]),
        ("Number: US1,\nUS2\nTitle: x", ["US1", "US2"]),
        ("Title: first\nNumber: US1", ["US1"]),
    ],
)
def test_whatever_stands_after_the_label_is_a_number_and_nothing_else(information: str, numbers: list[str]) -> None:
    assert [n for p in ietf.patents_in(information) for n in p["publications"]] == numbers


def test_reciprocity_in_words_is_no_tick() -> None:
    assert "reciprocity" not in understood().form


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("parked", State.PARKED),
        ("pending", State.PENDING),
        ("posted", State.IN_FORCE),
        ("rejected", State.REJECTED),
        ("removed", State.REMOVED),
        ("removed_objfalse", State.REMOVED_OBJECTIVELY_FALSE),
        ("/api/v1/name/iprdisclosurestatename/removed_objfalse/", State.REMOVED_OBJECTIVELY_FALSE),
    ],
)
def test_each_state_of_the_datatracker_has_one_here(word: str, state: State) -> None:
    assert understood(state=word).state is state


def test_words_may_come_as_addresses_of_the_api() -> None:
    said = understood(
        type=None,
        resource_uri="/api/v1/ipr/nondocspecificiprdisclosure/7001/",
        licensing="/api/v1/name/iprlicensetypename/royalty-free/",
        docs=["/api/v1/doc/document/draft-example-bar/", {"document": "rfc9000", "revisions": "01-03"}],
        rel=["/api/v1/ipr/iprdisclosurebase/12/"],
    )
    assert said.form["type"] == "IETF_DISCLOSURE_TYPE_NON_DOCUMENT_SPECIFIC"
    assert said.form["licensing"] == "IETF_LICENSING_ROYALTY_FREE"
    assert said.form["documents"] == [{"standard": "draft-example-bar"}, {"standard": "rfc9000", "version": "01-03"}]
    assert said.updates == (12,)


def test_what_a_disclosure_does_not_say_stays_unknown() -> None:
    said = understood(licensing=None, time=None, has_patent_pending=None, patent_info=None, rel=None)
    assert said.form["licensing"] == "IETF_LICENSING_UNSPECIFIED"
    assert (said.submitted_on, said.updates) == (None, ())
    assert "patentPending" not in said.form


def test_all_faults_of_a_disclosure_are_told_with_what_to_write() -> None:
    found = faults(id="x", type="blog", state="gone", licensing="free-ish", time="yesterday")
    assert [(fault.column, fault.reason) for fault in found] == [
        ("id", "BAD_INTEGER"),
        ("type", "UNKNOWN_TYPE"),
        ("state", "UNKNOWN_STATE"),
        ("licensing", "UNKNOWN_LICENSING"),
        ("time", "BAD_DATE"),
    ]
    assert all("or example" in fault.suggestion for fault in found[:3])


def test_a_third_partys_disclosure_names_the_proprietor() -> None:
    said = understood(type="thirdpartyiprdisclosure")
    assert said.by_third_party
    assert said.form["proprietor"] == said.holder


@pytest.mark.parametrize("wrap", ['{{"note": [1], "disclosures": {}}}', '{{"objects": {}, "meta": {{}}}}', "{}"])
def test_each_disclosure_is_found_again_by_line_and_offset(wrap: str) -> None:
    body = json.dumps([{**POSTED, "title": "Ünicode"}, POSTED], indent=1, ensure_ascii=False)
    data = b"\xef\xbb\xbf" + wrap.format(body).encode()
    records = list(ietf.read_records(data))
    assert [record.said["id"] for record in records] == [7001, 7001]
    lines = data.split(b"\n")
    for record in records:
        assert json.loads(data[record.offset : record.offset + record.length]) == record.said
        assert lines[record.line - 1].strip().endswith(b"{")
    assert records[0].digest != records[1].digest


def test_the_order_of_members_is_no_change() -> None:
    turned = json.dumps([dict(reversed(list(POSTED.items())))]).encode()
    (first,), (second,) = ietf.read_records(turned), ietf.read_records(json.dumps([POSTED]).encode())
    assert first.digest == second.digest


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "NO_JSON"),
        (b"IPRD_ID;x", "NO_JSON"),
        (b"[{}", "NO_JSON"),
        (b'[{"id": 1},]x', "NO_JSON"),
        (b'{"id": 1}', "NO_DISCLOSURES"),
        (b"[\xff]", "WRONG_ENCODING"),
    ],
)
def test_a_file_of_something_else_is_refused_whole(data: bytes, reason: str) -> None:
    with pytest.raises(SepiaError) as refused:
        list(ietf.read_records(data))
    assert refused.value.reason == reason


def test_the_real_samples_are_all_understood(shared_data: Path) -> None:
    data = (shared_data / "ietf_ipr" / "ietf_ipr_samples.json").read_bytes()
    found = [ietf.understand(record) for record in ietf.read_records(data)]
    said = [one for one in found if isinstance(one, ietf.Disclosure)]
    assert [(one.number, one.state_there) for one in said] == [
        (4176, "posted"),
        (4153, "parked"),
        (4061, "parked"),
        (4169, "parked"),
    ]
    assert len(said[0].form["patents"]) == 5
    assert "i-DNS.net's" in said[2].form["statement"]
    assert [one.updates for one in said] == [(), (), (3150,), (4102,)]


# --- documents of the IETF ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key", "version"),
    [
        ("RFC 9000", "ietf-rfc-9000", None),
        ("rfc0793", "ietf-rfc-793", None),
        ("BCP 79", "ietf-bcp-79", None),
        ("draft-ietf-quic-transport-05", "ietf-draft-ietf-quic-transport", "05"),
        ("draft-ietf-quic-transport-05.txt", "ietf-draft-ietf-quic-transport", "05"),
        ("draft-gandhi-spring-twamp-srpm", "ietf-draft-gandhi-spring-twamp-srpm", None),
        ("Draft-Ietf-Tls-Rfc4492bis-17", "ietf-draft-ietf-tls-rfc4492bis", "17"),
    ],
)
def test_documents_of_the_ietf_have_one_identity_over_their_revisions(text: str, key: str, version: str | None) -> None:
    found = parse_ietf_document(text)
    assert found is not None
    assert (found.standard.key, found.version) == (key, version)


@pytest.mark.parametrize("text", ["TS 136 300", "RFC", "RFC 79 and others", "adraft-x", ""])
def test_what_is_no_document_of_the_ietf_is_left_to_others(text: str) -> None:
    assert parse_ietf_document(text) is None


def test_drafts_of_different_names_never_share_a_key_and_every_key_is_a_resource_id() -> None:
    names = ["draft-a_b", "draft-a-b", "draft-a+b", "draft-" + "x" * 90, "draft-" + "x" * 91]
    keys = [standard_of_draft(name).key for name in names]
    assert len(set(keys)) == len(keys)
    assert all(len(key) <= 80 and key.replace("-", "").replace(".", "").isalnum() for key in keys)


# --- ETSI's general declarations ---------------------------------------------------------------------------------

HEADER = ";".join(f'"{name}"' for name in etsi_general.COLUMNS)


def general(
    iprd: str = "31",
    *,
    reference: str = "GD-201002-001",
    reflected: str = "2010-02-20 00:00:00",
    signed: str = "2010-02-01 00:00:00",
    created: str = "2010-02-05 10:11:12",
    holder: str = "Acme Radio Oy",
    everything: str = "0",
    project: str = "",
    standard: str = "",
    reciprocity: str = "1",
) -> str:
    values = (iprd, "77", reference, reflected, signed, created, holder, everything, project, standard, reciprocity)
    return ";".join(f'"{value}"' for value in values)


def rows_of(*lines: str, header: str = HEADER) -> list[etsi_general.Row | list[ietf.Fault]]:
    return list(etsi_general.read_rows("\n".join([header, *lines]).encode()))


def declarations_of(*lines: str) -> list[etsi_general.General]:
    return list(etsi_general.gather([row for row in rows_of(*lines) if isinstance(row, etsi_general.Row)]))


def test_rows_of_one_number_are_one_declaration_over_all_that_they_cover() -> None:
    (one, other) = declarations_of(
        general(standard="TS 102 223"), general("32", everything="1"), general(standard="TS 102 224", project="SCP")
    )
    assert [s["standard"] for s in one.form["standards"]] == ["TS 102 223", "TS 102 224"]
    assert (one.form["scope"], one.form["projects"]) == ("DECLARATION_SCOPE_STANDARDS", ["SCP"])
    assert other.form["scope"] == "DECLARATION_SCOPE_ALL"
    assert (str(one.signed_on), str(one.submitted_on), str(one.published_on)) == (
        "2010-02-01",
        "2010-02-05",
        "2010-02-20",
    )
    assert (one.reciprocity, one.conflicts, len(one.digests)) == (True, (), 2)
    assert "undertaking" not in one.form


def test_what_is_blank_or_a_sentinel_is_unknown() -> None:
    (one,) = declarations_of(
        general(signed="1900-01-01 00:00:00", created="", reflected="NULL", reciprocity="", holder="")
    )
    assert (one.signed_on, one.submitted_on, one.published_on, one.reciprocity) == (None, None, None, None)
    assert (one.declarant, one.form["scope"]) == ("", "DECLARATION_SCOPE_UNSPECIFIED")


def test_rows_that_contradict_each_other_are_flagged() -> None:
    (one,) = declarations_of(general(project="LTE"), general(project="UMTS", holder="Acme Inc", reciprocity="0"))
    assert one.conflicts == (
        ("COMP_LEGAL_NAME", "Acme Radio Oy", "Acme Inc", 3),
        ("LICD_REC_CONDI_FLAG", "1", "0", 3),
    )
    assert (one.declarant, one.reciprocity) == ("Acme Radio Oy", True)


@pytest.mark.parametrize(
    "header",
    [
        HEADER.replace("Reflected Date", "Reflected_Date"),
        HEADER.upper(),
        "\ufeff" + HEADER.replace('"', ""),
        ";".join(reversed(HEADER.split(";"))),
    ],
)
def test_the_header_is_known_in_its_variants(header: str) -> None:
    line = general() if not header.startswith('"LICD') else ";".join(reversed(general().split(";")))
    (row,) = rows_of(line, header=header)
    assert isinstance(row, etsi_general.Row)
    assert row.said["Reflected Date"] == "2010-02-20 00:00:00"


def test_each_fault_of_a_row_is_told_with_its_line_and_column() -> None:
    found = rows_of(general(), general("3,1", reference="", signed="31.08.2016", everything="yes"), "1;2")
    assert [fault.column for fault in found[1]] == [  # type: ignore[union-attr]
        "IPRD_ID",
        "IPRD_REFERENCE",
        "IPRD_SIGNATURE_DATE",
        "GEND_APP_TO_ALL_FLAG",
    ]
    assert [(f.line, f.reason) for f in found[2]] == [(4, "WRONG_COLUMN_COUNT")]  # type: ignore[union-attr]


def test_a_line_break_inside_quotes_counts_as_a_line() -> None:
    first, second = rows_of(general(holder="Acme\nRadio Oy"), general("32"))
    assert isinstance(first, etsi_general.Row)
    assert isinstance(second, etsi_general.Row)
    assert (first.line, second.line, first.said["COMP_LEGAL_NAME"]) == (2, 4, "Acme Radio Oy")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "EMPTY_FILE"),
        (b"PK\x03\x04zip", "COMPRESSED_FILE"),
        (b"\xff\xfe", "WRONG_ENCODING"),
        (b"a\0b", "BINARY_FILE"),
        (HEADER.replace(";", ",").replace('"', "").encode(), "WRONG_DELIMITER"),
        (b"IPRD_ID;Standard\n1;2\n", "WRONG_HEADER"),
        ((HEADER + ";Standard").encode(), "WRONG_HEADER"),
    ],
)
def test_a_file_that_is_no_export_of_general_declarations_is_refused_whole(data: bytes, reason: str) -> None:
    with pytest.raises(SepiaError) as refused:
        list(etsi_general.read_rows(data))
    assert refused.value.reason == reason
