"""Forms: what is complete is taken, and whatever is missing or wrong is named, all of it at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from hypothesis import example, given
from hypothesis import strategies as st

from sepia.registry.v1 import forms_pb2
from services.registry.declarations import declared_pairs, form_faults, forms, messages, undertakings
from services.registry.declarations.forms import DeclarationForm, Kind
from shared.errors import Kind as ErrorKind
from shared.errors import SepiaError
from tests.integration.registry.declared import CONTACT, ENTRY, FORMS, SIGNATURE, form, without

TODAY = dt.date(2024, 6, 3)


def read(made: dict[str, Any]) -> DeclarationForm:
    return messages.read_form(ParseDict(made, forms_pb2.DeclarationForm()))


def fields(made: dict[str, Any], *, declarant: str = "Someone Else") -> list[str]:
    return [fault.field for fault in form_faults.faults_of(read(made), today=TODAY, declarant=declarant)]


REQUIRED: dict[str, dict[str, str]] = {
    "etsiDetailed": {
        "etsiDetailed.belief": "form.etsi_detailed.belief",
        "etsiDetailed.proprietor": "form.etsi_detailed.proprietor",
        "etsiDetailed.undertaking": "form.etsi_detailed.undertaking",
        "etsiDetailed.entries": "form.etsi_detailed.entries",
        "etsiDetailed.entries.0.standards": "form.etsi_detailed.entries[0].standards",
        "etsiDetailed.entries.0.standards.0.standard": "form.etsi_detailed.entries[0].standards[0].standard",
        "etsiDetailed.entries.0.basisPatent": "form.etsi_detailed.entries[0].basis_patent.application_number",
        "etsiDetailed.entries.0.familyMembers.0.publications": (
            "form.etsi_detailed.entries[0].family_members[0].application_number"
        ),
    },
    "etsiGeneral": {
        "etsiGeneral.scope": "form.etsi_general.scope",
        "etsiGeneral.projects": "form.etsi_general.projects",
        "etsiGeneral.ownContributionsOnly": "form.etsi_general.own_contributions_only",
        "etsiGeneral.undertaking": "form.etsi_general.undertaking",
    },
    "commonPatentPolicy": {
        "commonPatentPolicy.documentType": "form.common_patent_policy.document_type",
        "commonPatentPolicy.documentNumber": "form.common_patent_policy.document_number",
        "commonPatentPolicy.option": "form.common_patent_policy.option",
        "commonPatentPolicy.patents": "form.common_patent_policy.patents",
        "commonPatentPolicy.patents.0.publications": "form.common_patent_policy.patents[0].application_number",
        "commonPatentPolicy.patents.0.affectedPortions": "form.common_patent_policy.patents[0].affected_portions",
        "commonPatentPolicy.patents.0.claims": "form.common_patent_policy.patents[0].claims",
    },
    "ieeeLetter": {
        "ieeeLetter.standardNumber": "form.ieee_letter.standard_number",
        "ieeeLetter.position": "form.ieee_letter.position",
        "ieeeLetter.notToExceed.percent": "form.ieee_letter.not_to_exceed",
        "ieeeLetter.notToExceed.basis": "form.ieee_letter.not_to_exceed.basis",
    },
    "ietfDisclosure": {
        "ietfDisclosure.type": "form.ietf_disclosure.type",
        "ietfDisclosure.documents": "form.ietf_disclosure.documents",
        "ietfDisclosure.documents.0.standard": "form.ietf_disclosure.documents[0].standard",
        "ietfDisclosure.patents": "form.ietf_disclosure.patents",
        "ietfDisclosure.licensing": "form.ietf_disclosure.licensing",
    },
    "blanket": {
        "blanket.scope": "form.blanket.scope",
        "blanket.organization": "form.blanket.organization",
        "blanket.terms": "form.blanket.terms",
        "blanket.irrevocable": "form.blanket.irrevocable",
        "blanket.futurePatents": "form.blanket.future_patents",
    },
    "thirdParty": {
        "thirdParty.proprietor": "form.third_party.proprietor",
        "thirdParty.grounds": "form.third_party.grounds",
        "thirdParty.entries": "form.third_party.entries",
        "thirdParty.entries.0.basisPatent": "form.third_party.entries[0].basis_patent.application_number",
    },
    "negative": {
        "negative.standards": "form.negative.standards",
        "negative.inquiryMade": "form.negative.inquiry_made",
        "negative.inquiry": "form.negative.inquiry",
        "negative.inquiryDate": "form.negative.inquiry_date",
    },
}
"""What each form must say: the field to take out, and the field that is then at fault."""

OPTIONAL: dict[str, list[str]] = {
    "etsiDetailed": [
        "etsiDetailed.reciprocity",
        "etsiDetailed.entries.0.familyMembers",
        "etsiDetailed.entries.0.standards.0.version",
        "etsiDetailed.entries.0.standards.0.illustrativePart",
        "etsiDetailed.entries.0.standards.0.generations",
        "etsiDetailed.entries.0.basisPatent.office",
        "etsiDetailed.entries.0.basisPatent.applicationNumber",
        "etsiDetailed.entries.0.basisPatent.publications",
    ],
    "etsiGeneral": ["etsiGeneral.reciprocity"],
    "commonPatentPolicy": ["commonPatentPolicy.documentTitle"],
    "ieeeLetter": [
        "ieeeLetter.standardTitle",
        "ieeeLetter.notToExceed",
        "ieeeLetter.reciprocity",
        "ieeeLetter.acceptanceDate",
    ],
    "ietfDisclosure": ["ietfDisclosure.documents.1", "ietfDisclosure.patents.1", "ietfDisclosure.patents.0.entry"],
    "blanket": [],
    "thirdParty": ["thirdParty.entries.0.familyMembers"],
    "negative": [],
}
WITH_CONTACT = [name for name, made in FORMS.items() if "contact" in made]
SIGNED = [name for name, made in FORMS.items() if "signature" in made]


@pytest.mark.parametrize("name", FORMS)
def test_a_complete_declaration_of_each_form_is_taken(name: str) -> None:
    assert fields(FORMS[name]) == []
    form_faults.check(read(FORMS[name]), today=TODAY, declarant="Someone Else")


@pytest.mark.parametrize(
    ("name", "taken", "at_fault"), [(n, t, f) for n, all in REQUIRED.items() for t, f in all.items()]
)
def test_what_a_form_must_say_is_named_when_it_is_missing(name: str, taken: str, at_fault: str) -> None:
    assert fields(without(FORMS[name], taken)) == [at_fault]


@pytest.mark.parametrize(("name", "taken"), [(name, taken) for name, all in OPTIONAL.items() for taken in all])
def test_what_a_form_may_leave_out_can_be_left_out(name: str, taken: str) -> None:
    assert fields(without(FORMS[name], taken)) == []


@pytest.mark.parametrize("name", FORMS)
def test_every_field_of_every_complete_form_is_either_required_or_optional(name: str) -> None:
    said = set(FORMS[name][name])
    told = {path.split(".")[1] for path in (*REQUIRED[name], *OPTIONAL[name])}
    assert said <= told


@pytest.mark.parametrize("name", WITH_CONTACT)
def test_a_form_that_offers_licences_says_whom_to_ask(name: str) -> None:
    assert fields(without(FORMS[name], "contact")) == ["form.contact.name", "form.contact.email"]
    assert fields(without(FORMS[name], "contact.email")) == ["form.contact.email"]
    by_post = {**FORMS[name], "contact": {"name": "IP", "address": "1 Example Road"}}
    assert fields(by_post) == []
    assert fields({**FORMS[name], "contact": {**CONTACT, "email": "licensing"}}) == ["form.contact.email"]


@pytest.mark.parametrize("name", SIGNED)
def test_a_form_is_signed_on_a_day_that_has_been(name: str) -> None:
    assert fields(without(FORMS[name], "signature")) == ["form.signature.name", "form.signature.date"]
    for wrong in (
        {"year": 2024, "month": 2, "day": 30},
        {"year": 2024, "month": 6, "day": 4},
        {"year": 1900, "month": 1, "day": 1},
    ):
        assert fields({**FORMS[name], "signature": {**SIGNATURE, "date": wrong}}) == ["form.signature.date"]
    assert fields({**FORMS[name], "signature": {**SIGNATURE, "date": {"year": 2024, "month": 6, "day": 3}}}) == []


def test_all_faults_are_reported_at_once_each_with_an_example() -> None:
    with pytest.raises(SepiaError) as refused:
        form_faults.check(read({"etsiDetailed": {"entries": [{}]}}), today=TODAY)
    assert (refused.value.kind, refused.value.reason) == (ErrorKind.INVALID, "DECLARATION_INCOMPLETE")
    assert [fault.field for fault in refused.value.violations] == [
        "form.etsi_detailed.belief",
        "form.etsi_detailed.proprietor",
        "form.etsi_detailed.undertaking",
        "form.etsi_detailed.entries[0].standards",
        "form.etsi_detailed.entries[0].basis_patent.application_number",
        "form.contact.name",
        "form.contact.email",
        "form.signature.name",
        "form.signature.date",
    ]
    assert "9 fields" in refused.value.message
    assert all("for example" in fault.description for fault in refused.value.violations)


def test_a_declaration_on_no_form_is_told_the_forms() -> None:
    (fault,) = form_faults.faults_of(DeclarationForm(), today=TODAY)
    assert fault.field == "form"
    assert "third_party" in fault.description


# --- what contradicts itself -------------------------------------------------------------------------------------

CONTRADICTIONS: list[tuple[str, dict[str, Any], str]] = [
    ("etsiDetailed", {"belief": False}, "form.etsi_detailed.belief"),
    ("etsiDetailed", {"undertaking": False, "reciprocity": True}, "form.etsi_detailed.reciprocity"),
    ("etsiDetailed", {"reasons": "We would rather not."}, "form.etsi_detailed.reasons"),
    ("etsiGeneral", {"undertaking": False}, "form.etsi_general.reciprocity"),
    ("etsiGeneral", {"scope": "DECLARATION_SCOPE_ALL"}, "form.etsi_general.projects"),
    ("etsiGeneral", {"standards": [{"standard": "TS 102 223"}]}, "form.etsi_general.standards"),
    ("commonPatentPolicy", {"reciprocity": True}, "form.common_patent_policy.reciprocity"),
    ("ieeeLetter", {"position": "IEEE_POSITION_FREE"}, "form.ieee_letter.not_to_exceed"),
    (
        "ieeeLetter",
        {"notToExceed": {"percent": {"value": "0"}, "basis": "price"}},
        "form.ieee_letter.not_to_exceed.percent",
    ),
    (
        "ieeeLetter",
        {"notToExceed": {"percent": {"value": "NaN"}, "basis": "price"}},
        "form.ieee_letter.not_to_exceed.percent",
    ),
    (
        "ieeeLetter",
        {"notToExceed": {"perUnit": {"currencyCode": "$", "units": "1"}}},
        "form.ieee_letter.not_to_exceed.per_unit",
    ),
    (
        "ieeeLetter",
        {"position": "IEEE_POSITION_NO_KNOWLEDGE", "notToExceed": None, "patents": [{"publications": ["US1 A"]}]},
        "form.ieee_letter.patents",
    ),
    ("ietfDisclosure", {"licensing": "IETF_LICENSING_SEE_BELOW"}, "form.ietf_disclosure.licensing_comments"),
    ("ietfDisclosure", {"type": "IETF_DISCLOSURE_TYPE_NON_DOCUMENT_SPECIFIC"}, "form.ietf_disclosure.documents"),
    (
        "ietfDisclosure",
        {"type": "IETF_DISCLOSURE_TYPE_THIRD_PARTY", "proprietor": "Example Radio Oy"},
        "form.ietf_disclosure.licensing",
    ),
    ("blanket", {"scope": "DECLARATION_SCOPE_STANDARDS"}, "form.blanket.standards"),
    ("blanket", {"terms": "BLANKET_TERMS_OTHER"}, "form.blanket.statement"),
    ("thirdParty", {"proprietor": "someone else"}, "form.third_party.proprietor"),
    ("negative", {"inquiryMade": False}, "form.negative.inquiry_made"),
    (
        "etsiDetailed",
        {"entries": [{**ENTRY, "basisPatent": {"applicationNumber": "Pending"}}]},
        "form.etsi_detailed.entries[0].basis_patent.application_number",
    ),
    (
        "etsiDetailed",
        {"entries": [{**ENTRY, "basisPatent": {"office": "Europe", "publications": ["EP1 B1"]}}]},
        "form.etsi_detailed.entries[0].basis_patent.office",
    ),
    (
        "etsiDetailed",
        {"entries": [{**ENTRY, "standards": [{"standard": "TS 38.211", "generations": ["6G"]}]}]},
        "form.etsi_detailed.entries[0].standards[0].generations[0]",
    ),
]


@pytest.mark.parametrize(("name", "changes", "at_fault"), CONTRADICTIONS)
def test_a_form_that_contradicts_itself_is_told_where(name: str, changes: dict[str, Any], at_fault: str) -> None:
    assert fields(form(name, **changes)) == [at_fault]


@pytest.mark.parametrize("option", ["LICENSING_OPTION_1", "LICENSING_OPTION_2"])
def test_under_options_1_and_2_patents_are_wanted_and_not_required(option: str) -> None:
    assert fields(form("commonPatentPolicy", option=option, patents=None, reciprocity=True)) == []
    assert fields(form("commonPatentPolicy", option=option, patents=[{"publications": ["US9000777 B2"]}])) == []


def test_a_project_stands_for_a_standard_in_an_entry_of_etsis_form() -> None:
    entry = {"standards": [{"project": "LTE"}], "basisPatent": ENTRY["basisPatent"]}
    assert fields(form("etsiDetailed", entries=[entry])) == []


def test_blanket_and_general_declarations_need_no_number_at_all() -> None:
    for name in ("blanket", "etsiGeneral"):
        assert list(declared_pairs.pairs_of(read(FORMS[name]))) == []
        assert fields(FORMS[name]) == []
    generic = {
        "ietfDisclosure": {"type": "IETF_DISCLOSURE_TYPE_GENERIC", "statement": "We license whatever is in it."},
        "contact": CONTACT,
        "signature": SIGNATURE,
    }
    assert fields(generic) == []


def test_an_unpublished_application_is_enough_for_an_ietf_disclosure() -> None:
    pending = form("ietfDisclosure", patents=None, patentPending=True)
    assert fields(pending) == []
    assert [pair.patent for pair in declared_pairs.pairs_of(read(pending))] == [None, None]


# --- the classes and the contract --------------------------------------------------------------------------------


def test_each_class_of_a_form_has_the_fields_of_its_message() -> None:
    for descriptor in forms_pb2.DESCRIPTOR.message_types_by_name.values():
        known = {field.name for field in dataclasses.fields(getattr(forms, descriptor.name))}
        assert known == {field.name for field in descriptor.fields}, descriptor.name


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind])
def test_the_numbers_of_forms_are_those_of_the_contract(kind: Kind) -> None:
    assert forms_pb2.DeclarationKind.Value(f"DECLARATION_KIND_{kind.name}") == kind
    assert forms_pb2.DeclarationForm.DESCRIPTOR.fields_by_number[kind].name == kind.name.lower()


@pytest.mark.parametrize("name", FORMS)
def test_a_form_without_its_list_is_still_the_form_and_says_the_rest(name: str) -> None:
    message = ParseDict(FORMS[name], forms_pb2.DeclarationForm())
    bare = messages.form_message(messages.form_without_list(message))
    assert read(FORMS[name]).kind is messages.read_form(bare).kind
    assert list(declared_pairs.pairs_of(messages.read_form(bare))) == []
    assert undertakings.terms_of(messages.read_form(bare)) == undertakings.terms_of(read(FORMS[name]))


# --- lists -------------------------------------------------------------------------------------------------------


def test_every_patent_of_an_entry_is_declared_for_every_standard_of_it() -> None:
    standards = [{"standard": "TS 38.211"}, {"standard": "TS 38.212"}]
    pairs = list(
        declared_pairs.pairs_of(read(form("etsiDetailed", entries=[{**ENTRY, "standards": standards}, ENTRY])))
    )
    assert [(pair.entry, pair.standard.standard if pair.standard else "") for pair in pairs] == [
        (1, "TS 38.211"),
        (1, "TS 38.211"),
        (1, "TS 38.212"),
        (1, "TS 38.212"),
        (2, "3GPP TS 38.211"),
        (2, "3GPP TS 38.211"),
    ]


def test_numbers_of_one_entry_stand_together_and_others_are_entries_of_their_own() -> None:
    patents = [
        {"publications": ["US1 A"], "entry": 7},
        {"publications": ["US2 A"]},
        {"publications": ["EP1 A"], "entry": 7},
    ]
    made = read(form("ietfDisclosure", patents=patents, documents=[{"standard": "RFC 1"}]))
    assert [pair.entry for pair in declared_pairs.pairs_of(made)] == [1, 2, 1]


@pytest.mark.parametrize("name", FORMS)
def test_a_third_partys_list_is_never_counted(name: str) -> None:
    assert declared_pairs.counts_as_declared(read(FORMS[name])) == (name != "thirdParty")
    third = form("ietfDisclosure", type="IETF_DISCLOSURE_TYPE_THIRD_PARTY", licensing=None, proprietor="X")
    assert not declared_pairs.counts_as_declared(read(third))


# --- undertakings ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "undertaking", "irrevocable"),
    [
        ("etsiDetailed", True, True),
        ("etsiGeneral", True, True),
        ("commonPatentPolicy", False, False),
        ("ieeeLetter", True, True),
        ("ietfDisclosure", True, False),
        ("blanket", True, True),
        ("thirdParty", None, False),
        ("negative", None, False),
    ],
)
def test_what_each_form_undertakes(name: str, undertaking: bool | None, irrevocable: bool | None) -> None:
    terms = undertakings.terms_of(read(FORMS[name]))
    assert (terms.undertaking, terms.irrevocable) == (undertaking, irrevocable)


def test_a_letter_of_assurance_is_irrevocable_once_accepted_and_not_before() -> None:
    assert undertakings.terms_of(read(form("ieeeLetter", acceptanceDate=None))).irrevocable is False


def test_an_ietf_box_that_says_nothing_yet_leaves_the_undertaking_unknown() -> None:
    for box in ("PROVIDED_LATER", "SEE_BELOW", "NONE_SELECTED"):
        said = form("ietfDisclosure", licensing=f"IETF_LICENSING_{box}")
        assert undertakings.terms_of(read(said)).undertaking is None


NARROWED: list[tuple[str, dict[str, Any], str]] = [
    ("etsiDetailed", {"undertaking": False}, "gives no undertaking"),
    ("etsiDetailed", {"reciprocity": True}, "reciprocity"),
    ("etsiDetailed", {"reciprocity": None}, "reciprocity"),
    ("ieeeLetter", {"position": "IEEE_POSITION_UNWILLING", "notToExceed": None}, "gives no undertaking"),
    ("ieeeLetter", {"notToExceed": None}, "lower rate"),
    ("ieeeLetter", {"notToExceed": {"percent": {"value": "0.6"}, "basis": "x"}}, "lower rate"),
    ("ieeeLetter", {"acceptanceDate": None}, "taken back"),
    ("blanket", {"irrevocable": False}, "taken back"),
    ("blanket", {"terms": "BLANKET_TERMS_OTHER"}, "gives no undertaking"),
]


@pytest.mark.parametrize(("name", "changes", "why"), NARROWED)
def test_an_irrevocable_undertaking_cannot_be_narrowed(name: str, changes: dict[str, Any], why: str) -> None:
    earlier, later = (undertakings.terms_of(read(made)) for made in (FORMS[name], form(name, **changes)))
    assert why in undertakings.narrowing(earlier, later)


@pytest.mark.parametrize("name", FORMS)
def test_undertaking_the_same_again_narrows_nothing(name: str) -> None:
    terms = undertakings.terms_of(read(FORMS[name]))
    assert undertakings.narrowing(terms, terms) == ""


def test_a_letter_may_become_more_favourable() -> None:
    earlier = undertakings.terms_of(read(FORMS["ieeeLetter"]))
    free = form("ieeeLetter", position="IEEE_POSITION_FREE", notToExceed=None)
    cheaper = form("ieeeLetter", notToExceed={"percent": {"value": "0.4"}, "basis": "x"})
    assert undertakings.narrowing(earlier, undertakings.terms_of(read(free))) == ""
    assert undertakings.narrowing(earlier, undertakings.terms_of(read(cheaper))) == ""


# --- data as a document ------------------------------------------------------------------------------------------


@example(["ends in a backslash\\", '"', '\\"'], "")
@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=5), st.text(max_size=20))
def test_each_pair_lies_where_the_document_says(titles: list[str], declarant: str) -> None:
    pairs = [
        declared_pairs.Pair(n, forms.DeclaredStandard("RFC 1"), forms.DeclaredPatentNumber(title=title))
        for n, title in enumerate(titles, 1)
    ]
    data, rows = messages.data_document({"declarant": declarant}, {}, pairs)
    lines = data.split(b"\n")
    assert len(lines) == len(pairs) + 2
    for row in rows:
        assert data[row.offset : row.offset + row.length] == lines[row.line - 1]
    assert [json.loads(line)["patent"]["title"] for line in lines[1:-1]] == titles
    # Quotes stand only where a text begins or ends, so that rows can be cut by them.
    assert all(line.count(b'"') % 2 == 0 for line in lines)
