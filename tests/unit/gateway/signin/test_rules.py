"""Owns the tests of what somebody who signs in is told."""

from __future__ import annotations

import datetime as dt

import pytest

from services.gateway.signin.rules import check_one_way, peer_counted, too_many
from shared.errors import SepiaError
from tests.support.refusals import refusal_of

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def test_who_tried_too_often_waits_until_the_window_ends() -> None:
    assert too_many(NOON, NOON + dt.timedelta(minutes=14, seconds=30)).retry_after_seconds == 30


def test_nobody_is_told_to_come_back_in_no_time() -> None:
    assert too_many(NOON, NOON + dt.timedelta(minutes=20)).retry_after_seconds == 1


@pytest.mark.parametrize(("account_id", "password", "api_key"), [("eva", "secret", ""), ("", "", "sepia_key")])
def test_a_password_or_a_key_is_one_way(account_id: str, password: str, api_key: str) -> None:
    assert refusal_of(check_one_way, account_id, password, api_key) is None


@pytest.mark.parametrize(
    ("account_id", "password", "api_key"),
    [("", "", ""), ("eva", "", ""), ("", "secret", ""), ("eva", "secret", "key"), ("eva", "", "key")],
)
def test_none_half_or_both_ways_are_refused(account_id: str, password: str, api_key: str) -> None:
    with pytest.raises(SepiaError, match="api_key alone"):
        check_one_way(account_id, password, api_key)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("unix", "unix"),
    ],
)
def test_an_address_counts_with_all_that_its_subscriber_has(address: str, counted: str) -> None:
    assert peer_counted(address) == counted
