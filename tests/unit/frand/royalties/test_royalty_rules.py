"""Owns the check of what an aggregate royalty may be."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from services.frand.royalties.rules import (
    AggregateRoyalty,
    ad_valorem_rate,
    effective_from,
    royalty_of,
    unit_amount,
    units_and_nanos,
)
from shared.canonical import canonical_json
from shared.errors import SepiaError


@pytest.mark.parametrize("text", ["0", "0.08", "1", "1.000", "0.123456789012345678901234567890"])
def test_a_rate_is_a_fraction_of_the_price(text: str) -> None:
    assert ad_valorem_rate(text) == Decimal(text)


@pytest.mark.parametrize("text", ["-0.01", "1.0000001", "8"])
def test_a_negative_rate_or_more_than_all_of_the_price_is_refused(text: str) -> None:
    with pytest.raises(SepiaError) as refused:
        ad_valorem_rate(text)
    assert refused.value.reason == "ROYALTY_OUT_OF_RANGE"
    assert refused.value.violations[0].field == "rate"


@pytest.mark.parametrize(
    ("units", "nanos", "amount"),
    [
        (0, 0, "0"),
        (12, 340_000_000, "12.34"),
        (0, 1, "0.000000001"),
        (999_999_999_999, 999_999_999, "999999999999.999999999"),
    ],
)
def test_money_is_exact_both_ways(units: int, nanos: int, amount: str) -> None:
    read = unit_amount("EUR", units, nanos)
    assert read == Decimal(amount)
    assert units_and_nanos(read) == (units, nanos)


@pytest.mark.parametrize(
    ("currency", "units", "nanos", "field"),
    [
        ("EUR", -1, 0, "amount.units"),
        ("EUR", 0, -1, "amount.units"),
        ("EUR", 10**12, 0, "amount.units"),
        ("EUR", 2**63 - 1, 0, "amount.units"),
        ("EUR", 1, -1, "amount.nanos"),
        ("EUR", -1, 1, "amount.nanos"),
        ("EUR", 0, 1_000_000_000, "amount.nanos"),
        ("", 1, 0, "amount.currency_code"),
        ("euro", 1, 0, "amount.currency_code"),
        ("EU1", 1, 0, "amount.currency_code"),
        ("XQQ", 1, 0, "amount.currency_code"),
        ("DEM", 1, 0, "amount.currency_code"),
    ],
)
def test_money_that_cannot_be_is_refused_by_field(currency: str, units: int, nanos: int, field: str) -> None:
    with pytest.raises(SepiaError) as refused:
        unit_amount(currency, units, nanos)
    assert [violation.field for violation in refused.value.violations] == [field]


def test_a_fraction_of_a_billionth_is_no_money() -> None:
    with pytest.raises(ValueError, match="nine decimal places"):
        units_and_nanos(Decimal("0.0000000001"))


@pytest.mark.parametrize(("year", "month", "day"), [(2026, 2, 30), (2026, 0, 0), (0, 1, 31), (-5, 1, 1), (2026, 13, 1)])
def test_a_date_has_to_be_in_the_calendar(year: int, month: int, day: int) -> None:
    with pytest.raises(SepiaError) as refused:
        effective_from(year, month, day)
    assert refused.value.violations[0].field == "effective_date"
    assert effective_from(2024, 2, 29) == dt.date(2024, 2, 29)


@pytest.mark.parametrize(
    ("currency", "unit"), [("", "fraction of handset price"), ("EUR", "EUR a unit of handset price")]
)
def test_the_unit_names_what_the_royalty_is_taken_of(currency: str, unit: str) -> None:
    royalty = AggregateRoyalty(
        "aggregateRoyalties/1",
        "standards/lte",
        Decimal("0.080"),
        currency,
        "handset price",
        "court",
        "A v B",
        dt.date(2026, 1, 1),
    )
    assert royalty.unit == unit
    assert royalty_of(json.loads(canonical_json(royalty.document()))) == royalty
