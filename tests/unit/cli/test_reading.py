"""How arguments are read."""

import datetime as dt
from pathlib import Path

import pytest

from sepia.assessment.v1 import checks_pb2
from sepia.type.v1 import type_pb2
from services.cli import reading
from services.cli.evaluators import tie_of
from shared.clock import FixedClock
from shared.errors import SepiaError

NOON = dt.datetime(2026, 1, 31, 12, tzinfo=dt.UTC)


def test_an_instant_needs_a_zone_and_may_count_from_now():
    clock = FixedClock(NOON)
    assert reading.instant("2026-01-31T13:00:00+01:00", clock).ToDatetime(dt.UTC) == NOON
    assert reading.instant("2026-01-31T12:00:00Z", clock).ToDatetime(dt.UTC) == NOON
    ahead = reading.instant("+90s", clock).ToDatetime(dt.UTC)
    assert ahead == NOON + dt.timedelta(seconds=90)
    for given in ("2026-01-31T12:00:00", "tomorrow", "+5 minutes", ""):
        with pytest.raises(SepiaError, match="with a time zone"):
            reading.instant(given, clock)


def test_money_is_read_to_the_billionth_and_written_back():
    money = reading.money("5.25 EUR")
    assert (money.currency_code, money.units, money.nanos) == ("EUR", 5, 250_000_000)
    assert reading.money_text(money) == "5.25 EUR"
    assert reading.money_text(reading.money("5 EUR")) == "5.00 EUR"
    assert reading.money_text(reading.money("0.000000001 EUR")) == "0.000000001 EUR"
    assert reading.money_text(reading.money("100 JPY")) == "100.00 JPY"
    for given in ("5 eur", "EUR 5", "5,25 EUR", "-5 EUR", "5.0000000001 EUR"):
        with pytest.raises(SepiaError, match="cannot be read"):
            reading.money(given)


def test_numbers_that_are_none_are_refused():
    assert reading.number("--rate", "0.08") == "0.08"
    for given in ("8 %", "0,08", "NaN", "inf", ""):
        with pytest.raises(SepiaError, match="decimal number"):
            reading.number("--rate", given)


def test_names_are_taken_with_or_without_their_collection():
    assert reading.full_name("5g", "standards") == "standards/5g"
    assert reading.full_name("standards/5g", "standards") == "standards/5g"
    assert reading.is_name("campaigns/0193c0de-0000-7000-8000-000000000001", "campaigns")
    assert not reading.is_name("5G 2026", "campaigns")


def test_a_family_key_has_one_word_everywhere():
    for key in reading.Key:
        assert reading.key_word(key.number) == key.value
    assert reading.Key.ETSI.number == type_pb2.FAMILY_KEY_ETSI


def test_a_tie_names_holder_and_kind():
    assert tie_of("acme=earlier-work") == checks_pb2.Tie(holder="holders/acme", kind=checks_pb2.TIE_KIND_EARLIER_WORK)
    for given in ("acme", "acme=friend", "=client"):
        with pytest.raises(SepiaError, match="KIND is one of employment"):
            tie_of(given)


def test_a_file_that_cannot_be_read_says_what_it_is_instead(tmp_path: Path):
    with pytest.raises(SepiaError, match="there is no such file"):
        reading.readable_file(tmp_path / "absent.csv")
    with pytest.raises(SepiaError, match="it is a folder"):
        reading.readable_file(tmp_path)


def test_a_text_file_is_read_with_or_without_its_mark_and_another_encoding_is_told_by_its_line(tmp_path: Path):
    file = tmp_path / "said.json"
    file.write_text("{}", encoding="utf-8-sig")
    assert reading.text_of(file) == "{}"
    file.write_bytes('{\n"name": "Müller"}'.encode("latin-1"))
    with pytest.raises(SepiaError, match="line 2 has the byte 0xFC, which is no UTF-8"):
        reading.text_of(file)
