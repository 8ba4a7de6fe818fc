"""How numbers are written for people."""

import pytest

from services.cli import figures


@pytest.mark.parametrize(
    ("fraction", "written"),
    [
        ("0", "0 %"),
        ("1", "100 %"),
        ("0.1234567", "12.3 %"),
        ("0.0634567", "6.35 %"),
        ("0.00098", "0.098 %"),
        ("0.0000000012", "0.00000012 %"),
        ("0.00000000000012", "1.2e-11 %"),
        ("0.5", "50.0 %"),
        ("0.99999", "> 99.9 %"),
        ("-0.0123", "-1.23 %"),
    ],
)
def test_a_percentage_has_enough_digits_to_be_true(fraction: str, written: str):
    assert figures.percent(fraction) == written


def test_what_is_not_nothing_never_reads_nothing():
    for exponent in range(1, 40):
        text = figures.percent(f"1e-{exponent}")
        assert float(text.removesuffix(" %")) > 0


def test_a_given_percentage_keeps_every_digit_it_was_given():
    assert figures.given_percent("0.08") == "8 %"
    assert figures.given_percent("0.0855001") == "8.55001 %"
    assert figures.given_percent("1") == "100 %"


def test_money_has_at_least_two_places_and_three_digits():
    assert figures.amount("5", "EUR") == "5.00 EUR"
    assert figures.amount("0.0012345", "EUR") == "0.00123 EUR"
    assert figures.rate("0.0123", "EUR a unit of handset") == "0.0123 EUR"
    assert figures.rate("0.0123", "fraction of price") == "1.23 %"


def test_an_interval_writes_its_unit_once():
    assert figures.between("1.20 %", "3.40 %") == "1.20 – 3.40 %"
    assert figures.between("0.10 EUR", "0.20 EUR") == "0.10 – 0.20 EUR"
    assert figures.between("13", "27") == "13 – 27"


def test_an_expected_number_of_families_does_not_read_nothing_unless_it_is():
    assert figures.expected("19.2307692308") == "19.2"
    assert figures.expected("1234.56") == "1,234.6"
    assert figures.expected("0.0123") == "0.012"
    assert figures.expected("0") == "0"
