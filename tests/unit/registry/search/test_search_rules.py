"""What a query can mean, and which hit comes first."""

from __future__ import annotations

import pytest

from services.registry.search.rules import Fit, Hit, best_first, name_that_matched, number_that_matched, read_query
from shared.errors import SepiaError


def hit(fit: Fit, kind: str, name: str) -> Hit:
    return Hit(fit, kind, name, name, name)


def test_a_query_is_read_in_every_spelling_that_is_looked_up() -> None:
    query = read_query("EP 1 848 154 b1")
    assert query.plain == "ep1848154b1"
    assert query.words == ("ep", "1", "848", "154", "b1")
    assert query.numbers == ("EP1848154B1", "EP1848154")


@pytest.mark.parametrize("text", ["Wäves", "5G", "TS 36", "A1 B1 C1"])
def test_a_text_with_few_digits_is_no_number_of_a_patent(text: str) -> None:
    assert read_query(text).numbers == ()


def test_a_number_without_a_kind_code_is_looked_up_as_it_is() -> None:
    assert read_query("2010-026700").numbers == ("2010026700",)


@pytest.mark.parametrize("text", ["", "  ", "-/-", "§"])
def test_a_query_without_a_letter_or_digit_is_refused(text: str) -> None:
    with pytest.raises(SepiaError) as refused:
        read_query(text)
    assert refused.value.reason == "EMPTY_QUERY"


def test_the_number_in_full_fits_better_than_another_kind_of_it() -> None:
    given = ["EP20060711571", "EP1848154 A1", "EP1848154 B1"]
    assert number_that_matched(read_query("EP1848154B1"), given) == (Fit.EXACT, "EP1848154 B1")
    assert number_that_matched(read_query("EP1848154"), given) == (Fit.BEGINS, "EP1848154 A1")
    assert number_that_matched(read_query("EP1848154 B9"), given) == (Fit.BEGINS, "EP1848154 A1")


def test_the_name_that_contains_the_query_is_shown() -> None:
    names = ["3GPP TS 36.300", "ETSI TS 136 300"]
    assert name_that_matched(read_query("136300"), names) == "ETSI TS 136 300"
    assert name_that_matched(read_query("300 etsi"), names) == "3GPP TS 36.300"


def test_the_better_fit_comes_first_and_among_equals_the_standard() -> None:
    hits = [
        hit(Fit.CONTAINS, "standard", "standards/a"),
        hit(Fit.EXACT, "family", "families/b"),
        hit(Fit.EXACT, "holder", "holders/c"),
        hit(Fit.EXACT, "standard", "standards/d"),
    ]
    assert [each.name for each in best_first(hits, 3)] == ["standards/d", "holders/c", "families/b"]


def test_a_thing_that_is_found_twice_is_shown_once_by_its_better_fit() -> None:
    hits = [hit(Fit.HAS_ALL_WORDS, "family", "families/a"), hit(Fit.EXACT, "family", "families/a")]
    assert [each.fit for each in best_first(hits, 10)] == [Fit.EXACT]
