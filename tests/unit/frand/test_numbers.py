"""Owns the check of how numbers are read and stated."""

from decimal import Decimal

import pytest

from services.frand.numbers import read_decimal, stated_text
from shared.errors import Kind, SepiaError


@pytest.mark.parametrize(
    ("text", "number"),
    [("0.95", "0.95"), ("1", "1"), (".5", "0.5"), ("5.", "5"), ("+0.08", "0.08"), ("-3.10", "-3.1"), ("0" * 30, "0")],
)
def test_plain_digits_are_read_exactly(text: str, number: str) -> None:
    assert read_decimal("rate", text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "-",
        "NaN",
        "sNaN",
        "Infinity",
        "-inf",
        "8 %",
        " 0.5",
        "0.5\n",
        "1e3",
        "1E-2",
        "0,5",
        "1_000",
        "٣",
        "0x1",
        "1.2.3",
        "9" * 31,
        "0." + "1" * 31,
    ],
)
def test_anything_else_is_refused_by_field_and_rule(text: str) -> None:
    with pytest.raises(SepiaError) as refused:
        read_decimal("top_down.confidence", text)
    assert refused.value.kind is Kind.INVALID
    assert refused.value.reason == "NOT_A_DECIMAL"
    assert [violation.field for violation in refused.value.violations] == ["top_down.confidence"]
    assert "plain digits" in refused.value.violations[0].description


def test_a_very_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(SepiaError) as refused:
        read_decimal("rate", "9" * 100_000)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0.1234567890125", "0.123456789012"),
        ("0.1234567890135", "0.123456789014"),
        ("123456789012.5", "123456789012"),
        ("0.00000000012345678901249", "0.000000000123456789012"),
        ("150.7920792079207920", "150.792079208"),
        ("0.0800", "0.08"),
    ],
)
def test_stated_numbers_have_twelve_significant_digits_halves_to_even(number: str, text: str) -> None:
    assert stated_text(Decimal(number)) == text
