"""Which application is a member of a family, by what it is asked for elsewhere, and what founds a family."""

from __future__ import annotations

import re

import pytest

from services.registry.families import rules
from services.registry.families.rules import APPLICATION, PRIORITY, PUBLICATION, Member, Numbered

ISLD_PRIORITIES = (
    "JP20050004537",
    "WO2006JP00226",
    "WO2006JP300226",
    "US201161492321P",
    "US20070886869",
    "EP20060017545",
    "CN20101174068",
    "CN2013827094",
    "CN20068002116",
    "AU20060225649",
    "KR20077017597",
)


@pytest.mark.parametrize(
    ("declared", "member"),
    [
        (Numbered("JP", "2010-545193", []), Member(APPLICATION, "JP.2010545193.T", "")),
        (Numbered("JP", "JP20100545193", []), Member(APPLICATION, "JP.2010545193.A", "")),
        (Numbered("JP", "H07-000397", []), Member(APPLICATION, "JP.39795.A", "")),
        (Numbered("WO", "WO2006JP300226", []), Member(APPLICATION, "JP.2006300226.W", "")),
        (Numbered("EP", "", ["EP1848154 A1"]), Member(PUBLICATION, "EP.1848154.B1", "EP.06711571.A")),
        (Numbered("JP", "", ["JP10075478 A"]), Member(PUBLICATION, "JP.H1075478.A", "")),
        (Numbered("IN", "", ["IN600KON2015 A"]), Member(PUBLICATION, "IN.600KON2015.A", "")),
        (Numbered("US", "US20040023667", []), Member(APPLICATION, "US20040023667", "")),
        (Numbered("AT", "AT20060017971T", []), Member(APPLICATION, "AT.06017971.T", "")),
    ],
)
def test_an_application_is_the_member_that_has_its_number_or_one_of_its_publications(
    declared: Numbered, member: Member
) -> None:
    assert rules.is_member(declared, member)
    # What the register keeps of it, letters and digits alone and publications without their kind code as well, is
    # among what is looked up.
    kept = {re.sub("[^0-9A-Z]", "", text) for text in (declared.number, *declared.publications)}
    kept |= {re.sub("[A-Z][0-9]?$", "", re.sub("[^0-9A-Z]", "", text)) for text in declared.publications}
    assert kept & rules.member_keys(member)


@pytest.mark.parametrize(
    ("declared", "member"),
    [
        (Numbered("US", "12/366384", []), Member(APPLICATION, "US.36638409.A", "")),  # the year is not known
        (Numbered("AU", "AU20100545193", []), Member(APPLICATION, "JP.2010545193.A", "")),
        (Numbered("EP", "EP20060711571", []), Member(PRIORITY, "EP.06711571.A", "")),  # claims it, is not it
        (Numbered("US", "US20070015401", []), Member(APPLICATION, "US.1540107.P", "")),  # a provisional
        (Numbered("JP", "", ["JP2010545193 A"]), Member(APPLICATION, "JP.2010545193.A", "")),
        (Numbered("US", "", ["Pending"]), Member(PUBLICATION, "US.9743444.B2", "")),
        (Numbered("", "", []), Member(APPLICATION, "EP.06711571.A", "")),
        (Numbered("ZZ", "77", []), Member(APPLICATION, "ZZ.77.A", "")),
    ],
)
def test_what_is_not_the_same_number_for_certain_is_no_member(declared: Numbered, member: Member) -> None:
    assert not rules.is_member(declared, member)


def test_priorities_are_no_keys_of_applications() -> None:
    assert rules.member_keys(Member(PRIORITY, "EP.06711571.A", "")) == frozenset()


@pytest.mark.parametrize(
    ("declared", "asked"),
    [
        (Numbered("EP", "EP20060711571", ["EP1848154 B1"]), "EP.06711571.A"),
        (Numbered("US", "12/366384", ["US2009204384 A1"]), "US.2009204384.A1"),
        (Numbered("EP", "", ["EP1848154 A4", "EP1848154 B1"]), "EP.1848154.B1"),
        (Numbered("EP", "", ["EP1848154 A4"]), "EP.1848154.A4"),
        (Numbered("US", "12/366384", ["Pending"]), None),
        (Numbered("", "", []), None),
    ],
)
def test_another_register_is_asked_with_a_number_that_is_certain(declared: Numbered, asked: str | None) -> None:
    number = rules.number_to_ask(declared)
    assert (number.canonical if number else None) == asked


def test_priorities_in_the_shape_of_the_export_stay_as_they_are_so_that_known_ids_never_change() -> None:
    assert rules.priority_set(ISLD_PRIORITIES) == tuple(sorted(ISLD_PRIORITIES))


def test_priorities_written_otherwise_are_the_same_priorities() -> None:
    exported = rules.priority_set(["JP20050004537", "WO2006JP300226", "US201161492321P"])
    assert rules.priority_set(["PCT/JP2006/300226", "JP 2005-004537", "US.201161492321.P", "JP20050004537"]) == exported


def test_a_priority_that_cannot_be_read_stays_as_given() -> None:
    assert rules.priority_set(["Pending", "4711", "US2017100"]) == ("4711", "Pending", "US2017100")


def test_names_of_applications_are_read_as_they_are_written() -> None:
    assert rules.read_application_name(rules.application_name(4711)) == 4711
