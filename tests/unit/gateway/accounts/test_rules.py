"""Owns the tests of what an account may be."""

from __future__ import annotations

import pytest

from services.gateway.accounts.rules import checked_password, checked_roles, opened
from shared.errors import SepiaError


def test_roles_are_kept_once_and_in_order() -> None:
    assert checked_roles(["OFFICER", "EVALUATOR", "OFFICER"]) == ["EVALUATOR", "OFFICER"]


def test_every_role_that_nobody_is_given_is_named() -> None:
    with pytest.raises(SepiaError) as caught:
        checked_roles(["SERVICE", "OFFICER", "PUBLIC", "SIGNED_IN"])
    assert [violation.description for violation in caught.value.violations] == [
        "must not contain ROLE_PUBLIC",
        "must not contain ROLE_SERVICE",
        "must not contain ROLE_SIGNED_IN",
    ]


def test_a_password_has_at_least_as_many_characters_as_asked() -> None:
    assert checked_password("ä" * 12, "password", minimum=12) == "ä" * 12
    with pytest.raises(SepiaError) as caught:
        checked_password("secret-word", "password", minimum=12)
    assert "secret-word" not in repr(caught.value)


def test_the_log_says_nothing_of_a_password() -> None:
    assert opened("Eva", "holders/acme", ["EVALUATOR"]).keys() == {"display_name", "organization", "roles"}
