"""The canonical form of a value."""

from __future__ import annotations

import datetime as dt
import enum
import json
import uuid
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.canonical import MAX_INTEGER, canonical_digest, canonical_json, decimal_text
from shared.errors import SepiaError


class Colour(enum.StrEnum):
    RED = "red"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)


def test_keys_are_sorted_as_rfc_8785_shows_by_utf_16_code_units() -> None:
    keys = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(canonical_json(keys))) == [
        "\r",
        "1",
        "\u0080",
        "\u00f6",
        "\u20ac",
        "\U0001f600",
        "\ufb33",
    ]


def test_text_is_escaped_as_rfc_8785_shows() -> None:
    assert (
        canonical_json("\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/")
        == b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'
    )


def test_nested_values_have_no_whitespace() -> None:
    assert canonical_json({"b": [True, None, -1], "a": {}}) == b'{"a":{},"b":[true,null,-1]}'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12.50"), "12.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-3"), "0.001"),
        (Decimal("-0.00"), "0"),
        (dt.date(2026, 1, 31), "2026-01-31"),
        (dt.datetime(2026, 1, 31, 13, tzinfo=dt.timezone(dt.timedelta(hours=1))), "2026-01-31T12:00:00.000000Z"),
        (dt.datetime(2026, 1, 31, 12, 0, 0, 7, tzinfo=dt.UTC), "2026-01-31T12:00:00.000007Z"),
        (uuid.UUID("01890A5D-AC96-774B-BCCE-B302099A8057"), "01890a5d-ac96-774b-bcce-b302099a8057"),
        (b"\x00\xff", "00ff"),
        (Colour.RED, "red"),
    ],
)
def test_values_json_has_no_word_for_become_text(value: object, text: str) -> None:
    assert json.loads(canonical_json({"v": value}))["v"] == text


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"shares": [1, 0.1]}, "shares[1]"),
        ({"n": 2**53}, "n"),
        ({"a": {1: 2}}, "at a,"),
        ({"a": "\ud800"}, "U+D800"),
        ({"a": {1, 2}}, "set"),
        ({"a": object()}, "object"),
        ({"a": dt.datetime(2026, 1, 1)}, "time zone"),  # noqa: DTZ001
        ({"a": Decimal("NaN")}, "finite"),
        ({"a": Decimal("1E+100000")}, "digits"),
    ],
)
def test_what_has_no_dependable_form_is_refused_by_place(value: Mapping[str, object], place: str) -> None:
    with pytest.raises(SepiaError, match="No canonical form") as caught:
        canonical_json(value)
    assert caught.value.reason == "NOT_CANONICAL"
    assert place in str(caught.value)


@given(JSON)
def test_the_form_reads_back_as_the_value(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(st.text(max_size=4), JSON, max_size=4))
def test_the_order_in_which_a_mapping_was_filled_does_not_matter(value: dict[str, object]) -> None:
    assert canonical_json({key: value[key] for key in reversed(value)}) == canonical_json(value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6), st.integers(0, 5))
def test_equal_decimals_have_equal_text(number: Decimal, zeros: int) -> None:
    padded = number.quantize(Decimal(1).scaleb(-6 - zeros)) if abs(number) < 10**15 else number
    assert decimal_text(padded) == decimal_text(number)
    assert Decimal(decimal_text(number)) == number


def test_a_digest_depends_on_what_the_value_is_for() -> None:
    # printf 'sepia.test.v1\0{"a":1}' | sha256sum
    digest = canonical_digest("sepia.test.v1", {"a": 1})
    assert digest == "ddaba1718947aebd8443fbdf7ab67ae3ee8b640489447d178c60830575f70109"
    assert digest != canonical_digest("sepia.test.v2", {"a": 1})
    with pytest.raises(ValueError, match="domain"):
        canonical_digest("", {})
