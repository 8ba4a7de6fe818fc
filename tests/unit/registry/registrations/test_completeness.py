"""When a request for registration is complete."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from services.registry.registrations.completeness import (
    PARTS,
    FieldRule,
    Gate,
    Party,
    Place,
    Request,
    compared,
    faults,
    place_faults,
    spellings,
)
from services.registry.registrations.regimes import Regimes

TODAY = dt.date(2026, 3, 2)
GATE = Gate(1, frozenset({"standard", "version", "subclause"}), "Art. 20(2)")
PLACE = Place(1, "3GPP TS 38.211", "15.2.0", "", "5.2.2", 1)
ACME = Party("Acme Radio Oy", "Espoo", "patents@acme.example", "")
COMPLETE = Request(
    office="EP",
    number="EP 1 848 154 B1",
    in_force_in=("DE",),
    in_force_evidence="register extract",
    places=(PLACE,),
    commitment="ISLD-202601-001",
    holder=ACME,
    terms_exist=2,
    sme_terms_exist=2,
    pools_available=2,
    licensing=ACME,
    licensing_entity="Acme Licensing Oy",
    granted_on=dt.date(2019, 5, 2),
    products=("handsets",),
    no_essentiality=True,
)


def found(request: Request, fee: bool | None = True) -> list[str]:
    regime = Regimes().of("eu-2023")
    return [fault.field for fault in faults(request, regime.fields(), regime.gate(), today=TODAY, fee=fee)]


def test_a_complete_request_has_no_fault() -> None:
    assert found(COMPLETE) == []


def test_every_field_that_the_profile_requires_of_the_holder_is_missed_when_it_is_missing() -> None:
    said = found(Request(), fee=False)
    assert said == [
        "patent.office",
        "patent.number",
        "patent.in_force_in",
        "patent.in_force_evidence",
        "commitment",
        "holder.name",
        "holder.address",
        "holder.email",
        "public_terms.exist",
        "sme_terms.exist",
        "pools.available",
        "licensing_contact.name",
        "licensing_contact.address",
        "licensing_contact.email",
        "licensing_entity",
        "bibliography.grant_date",
        "products",
        "essentiality",
        "correspondences",
        "fee.receipt",
    ]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"in_force_in": ("DE", "CH")}, "patent.in_force_in"),
        ({"in_force_in": ("GB",)}, "patent.in_force_in"),
        ({"number": "DE 60 2006 012 345"}, "patent.number"),
        ({"holder": replace(ACME, email="no address")}, "holder.email"),
        ({"parent": Party(name="Acme Group")}, "parent_company.address"),
        ({"representatives": (Party(name="Muster"),)}, "representatives[0].address"),
        ({"terms_exist": 1}, "public_terms.reference"),
        ({"terms_exist": 1, "terms_reference": "https://a.example"}, "public_terms.royalty_policy"),
        ({"sme_terms_exist": 1}, "sme_terms.reference"),
        ({"pools_available": 1}, "pools.pools"),
        ({"pools": ("Avanci",)}, "pools.available"),
        ({"office": "QQ"}, "patent.office"),
        ({"office": "XX"}, "patent.number"),
        ({"number": "US 9,276,719 B2"}, "patent.number"),
        ({"office": "US"}, "patent.number"),
        ({"office": "DE", "number": "FR 2 890 123"}, "patent.number"),
        ({"number": "EP 06711571.5"}, "patent.number"),
        ({"granted_on": dt.date(2026, 3, 3)}, "bibliography.grant_date"),
        ({"expires_on": dt.date(2026, 3, 1)}, "bibliography.expiry_date"),
        ({"family_members": ("9276719",)}, "bibliography.family_members[0]"),
        ({"no_products": True}, "products"),
        ({"no_essentiality": False}, "essentiality"),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, Any], field: str) -> None:
    assert field in found(replace(COMPLETE, **change))


def test_a_holder_who_pays_nothing_needs_no_receipt() -> None:
    assert found(COMPLETE, fee=None) == []


@pytest.mark.parametrize("subclause", ["5.10.7", "6.3.2a", "Annex B.2", "A.2.1", "Annex B", "5.3a.1", "10.1"])
def test_a_sub_clause_is_its_number(subclause: str) -> None:
    assert place_faults([replace(PLACE, subclause=subclause)], GATE) == []


@pytest.mark.parametrize(
    ("subclause", "example"),
    [
        ("Section 9", "9.1"),
        ("section 5.10.7", "5.10.7"),
        ("annex b.2", "Annex B.2"),
        ("9", "9.1"),
        ("see the standard", "5.10.7"),
        ("", "5.10.7"),
        ("5.10.7 and 5.10.8", "5.10.7"),
        ("5..2", "5.1"),
    ],
)
def test_what_is_no_sub_clause_gets_a_suggestion_that_is_one(subclause: str, example: str) -> None:
    (fault,) = place_faults([replace(PLACE, subclause=subclause)], GATE)
    assert fault.example == example
    assert place_faults([replace(PLACE, subclause=fault.example)], GATE) == []


@pytest.mark.parametrize(
    ("version", "release", "field", "example"),
    [
        ("the latest", "", "version", "15.2.0"),
        ("version 15.2.0", "", "version", "15.2.0"),
        ("Rel-15", "", "version", "Rel-15"),
        ("", "fifteen", "release", "Rel-15"),
        ("", "15", "release", "Rel-15"),
        ("", "", "version", "15.2.0"),
    ],
)
def test_a_version_must_be_a_version_and_a_release_a_release(
    version: str, release: str, field: str, example: str
) -> None:
    (fault,) = place_faults([replace(PLACE, version=version, release=release)], GATE)
    assert (fault.field, fault.example) == (f"correspondences[0].{field}", example)


@pytest.mark.parametrize(("version", "release"), [("15.2.0", ""), ("V15.2.0", ""), ("", "Rel-15"), ("2020", "R99")])
def test_a_version_a_release_or_both_name_the_edition(version: str, release: str) -> None:
    assert place_faults([replace(PLACE, version=version, release=release)], GATE) == []


def test_the_gate_asks_for_what_the_profile_names_only() -> None:
    gate = Gate(0, frozenset({"standard"}), "Art. 1")
    assert place_faults([], gate) == []
    assert place_faults([replace(PLACE, version="", subclause="")], gate) == []
    assert [fault.field for fault in place_faults([replace(PLACE, standard=" ", claim=0, kind=0)], gate)] == [
        "correspondences[0].claim",
        "correspondences[0].kind",
        "correspondences[0].standard_name",
    ]


def test_a_further_field_of_the_operators_is_asked_for_by_its_key() -> None:
    rule = FieldRule("green_claims", "Green claims", True, "operator")
    (fault,) = faults(COMPLETE, [rule], GATE, today=TODAY, fee=None)
    assert fault.field == "further[green_claims]"
    assert faults(replace(COMPLETE, further={"green_claims": "none"}), [rule], GATE, today=TODAY, fee=None) == []


def test_every_field_that_the_profile_lets_the_holder_fill_is_known_here() -> None:
    assert {rule.key for rule in Regimes().of("eu-2023").fields()} == set(PARTS)


@pytest.mark.parametrize(
    ("office", "number", "key"),
    [
        ("EP", "EP 1 848 154 B1", "EP1848154"),
        ("EP", "1848154", "EP1848154"),
        ("EP", "ep1848154", "EP1848154"),
        ("US", "9,276,719 B2", "US9276719"),
        ("US", "RE41729", "USRE41729"),
        ("", "EP1848154B1", "EP1848154"),
        ("EP", "Pending", ""),
    ],
)
def test_spellings_of_one_patent_compare_alike(office: str, number: str, key: str) -> None:
    assert compared(office, number) == key
    assert key in spellings(office, number) or not key


def test_a_national_part_may_be_named_after_its_european_patent() -> None:
    assert found(replace(COMPLETE, office="DE")) == []
    assert not set(spellings("DE", "EP 1 848 154 B1")) & set(spellings("EP", "EP 1 848 154 B1"))


@pytest.mark.parametrize(
    ("office", "registered", "asked"),
    [
        ("DE", "DE 60 2006 012345.2", "DE602006012345"),
        ("AT", "ATE232441", "AT 232441 T"),
        ("IT", "IT0001234567", "IT1234567"),
        ("EP", "EP 1 848 154 B1", "EP.1848154.B1"),
    ],
)
def test_a_patent_is_found_in_the_spellings_of_its_office(office: str, registered: str, asked: str) -> None:
    assert set(spellings(office, registered)) & set(spellings("", asked))


def test_the_number_of_an_application_finds_no_patent_of_the_same_digits() -> None:
    assert not set(spellings("", "EP 01848154.3")) & set(spellings("EP", "EP 1 848 154 B1"))


def test_the_fee_includes_sampled_checks_for_those_who_are_sampled() -> None:
    regime = Regimes().of("eu-2023")
    assert [regime.includes_checks(size) for size in ("micro", "small", "medium", "large", "")] == [
        False,
        False,
        True,
        True,
        False,
    ]
