"""Owns the tests of which key signs and which are published."""

from __future__ import annotations

import datetime as dt

from services.gateway.signing.rules import MARGIN, Term, due_for_rotation, signing, spent

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
LIFETIME = dt.timedelta(minutes=15)
SECOND = dt.timedelta(seconds=1)


def term(key_id: str, seconds: float) -> Term:
    return Term(key_id, NOON, NOON + dt.timedelta(seconds=seconds))


def test_the_last_key_that_has_begun_signs() -> None:
    terms = [term("late", 90), term("first", 0), term("second", 30)]
    assert signing(terms, NOON + 60 * SECOND) == term("second", 30)
    assert signing(terms, NOON + 90 * SECOND) == term("late", 90)


def test_nothing_signs_before_it_has_begun() -> None:
    assert signing([term("later", 1)], NOON) is None


def test_a_key_is_spent_when_the_last_token_it_signed_has_expired() -> None:
    terms = [term("old", 0), term("new", 60)]
    end = NOON + 60 * SECOND + LIFETIME + MARGIN
    assert spent(terms, end - SECOND, LIFETIME) == []
    assert spent(terms, end, LIFETIME) == [term("old", 0)]


def test_the_newest_key_is_never_spent() -> None:
    assert spent([term("only", 0)], NOON + dt.timedelta(days=999), LIFETIME) == []


def test_the_age_of_the_newest_key_decides_about_rotation() -> None:
    month = dt.timedelta(days=30)
    older = Term("older", NOON - month, NOON - month)
    assert due_for_rotation([older], NOON, month)
    assert not due_for_rotation([older, term("newer", 90)], NOON, month)
    assert not due_for_rotation([], NOON, month)
