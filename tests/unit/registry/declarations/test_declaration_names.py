"""What declarations, holders and families are called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.declarations.rules import declaration_name, read_declaration_name
from services.registry.families.rules import FamilyName, family_name, read_family_name
from services.registry.holders.rules import UNKNOWN, holder_key
from services.registry.imports.rules import holder_key as key_of_name
from services.registry.standards.rules import Scope, scope_of
from shared.errors import Kind, SepiaError


def test_a_declaration_is_named_by_its_number_under_its_holder() -> None:
    assert declaration_name("acme", 1140) == "holders/acme/declarations/1140"
    assert declaration_name("acme", "gd-31") == "holders/acme/declarations/gd-31"
    assert declaration_name(None, 1140) == "holders/-unknown/declarations/1140"


def test_a_name_is_of_its_own_holder_and_of_everyone() -> None:
    own, unknown = (
        read_declaration_name("holders/acme/declarations/7"),
        read_declaration_name(declaration_name(None, 7)),
    )
    everyone = read_declaration_name("holders/-/declarations/7")
    assert [own.belongs_to(key) for key in ("acme", "bell", None)] == [True, False, False]
    assert [unknown.belongs_to(key) for key in ("acme", None)] == [False, True]
    assert [everyone.belongs_to(key) for key in ("acme", None)] == [True, True]


@pytest.mark.parametrize("id", ["007", "-1", "9" * 30, "gd_1", "ä", ""])
def test_an_id_that_no_declaration_can_have_is_not_found(id: str) -> None:
    with pytest.raises(SepiaError) as refused:
        read_declaration_name(f"holders/acme/declarations/{id}")
    assert refused.value.kind is Kind.NOT_FOUND


@given(st.text(max_size=30))
def test_no_declarants_name_becomes_the_key_of_the_unknown(name: str) -> None:
    assert key_of_name(name, ()) != holder_key(UNKNOWN)
    assert not key_of_name(name, ()).startswith("-")


@pytest.mark.parametrize("key", [1, 2, 3])
def test_a_familys_name_says_under_which_key_it_is_one(key: int) -> None:
    assert read_family_name(family_name(key, "20450")) == FamilyName(key, "20450")
    assert family_name(1, "20450") == "families/etsi-20450"


def test_a_commercial_standard_is_scoped_by_its_flag_and_a_specification_by_its_name() -> None:
    assert scope_of(5, None) == Scope(standard_id=5)
    assert scope_of(5, 8) == Scope(generation=8)
