"""Numbers released one after the other tell no licence together: as somebody who subtracts would try it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from services.frand.engine.releases import Release, Source, told_together

ALL = frozenset({"holders/acme"})


def released(
    calculation: str, parts: Mapping[str, float] | str, own: bool = False, audiences: Mapping[str, str] | None = None
) -> Release:
    """A number that rests on licences, with the part of each; equal parts where only their letters are given."""
    given = parts if isinstance(parts, Mapping) else {name: 1 / len(parts) for name in parts}
    sources = tuple(
        Source(name, frozenset({name}), True, part, ALL | {(audiences or {}).get(name, "holders/acme")})
        for name, part in given.items()
    )
    return Release(calculation, "comparables:rate", own, sources)


def told(*releases: Release) -> list[str]:
    return [each.label for each in told_together(releases[:-1], releases[-1:])]


@pytest.mark.parametrize(
    ("first", "second", "given_away"),
    [
        ("abc", "abcd", "d"),  # one more
        ("abcdefghij", "abcdefghijk", "k"),  # of however many
        ("abcd", "abc", "d"),  # one less
        ("abc", "abd", "cd"),  # one for another: its party knows the other one's
        ("abcde", "abc", "de"),  # two less: each knows the other
    ],
)
def test_two_means_that_differ_by_a_licence_or_two_give_them_away(first: str, second: str, given_away: str) -> None:
    assert set(given_away) <= set(told(released("one", first), released("two", second)))


def test_a_little_other_coefficients_do_not_help() -> None:
    """Another date, currency or weight: the difference is still the fourth licence, to a per cent."""
    second = {"a": 0.2502, "b": 0.2497, "c": 0.2499, "d": 0.2501}
    assert "d" in told(released("one", "abc"), released("two", second))
    # And the same three at another date are a second equation of three unknowns: a party solves it for the other two.
    assert told(released("one", "abc"), released("two", {"a": 0.34, "b": 0.33, "c": 0.33})) != []


@pytest.mark.parametrize("second", ["abc", "def", "abcdef", "cdef"])
def test_the_same_licences_or_three_others_tell_nothing_more(second: str) -> None:
    first = "abcd" if second == "cdef" else "abc"
    assert told(released("one", first), released("two", second)) == []


def test_a_third_number_tells_what_two_did_not() -> None:
    one, two = released("one", "abcd"), released("two", "cdef")
    assert told(one, two) == []
    assert set(told(one, two, released("three", "abef"))) == set("abcdef")
    # By way of a number that has nothing of the new one in it.
    far = released("two", "defg")
    assert told(released("one", "abcd"), far) == []
    assert "h" in told(released("one", "abc"), far, released("three", "abcdefgh"))


def test_what_was_released_by_name_is_known_to_everybody() -> None:
    named = released("one", "d", own=True)
    # The fourth is known already: the difference of the two means tells nothing that is not.
    assert told(named, released("two", "abc"), released("three", "abcd")) == []
    # But with one of three known, each of the others' parties knows the third.
    assert set(told(released("one", "a", own=True), released("two", "abc"))) == {"b", "c"}


def test_licences_are_recognised_by_parties_or_terms_whatever_they_are_called() -> None:
    def source(label: str, *keys: str) -> Source:
        return Source(label, frozenset(keys), True, 0.25, ALL)

    first = [source(f"l{n}", f"parties:{n}", f"terms:{n}") for n in range(3)]
    renamed = [source(f"m{n}", f"parties:other {n}", f"terms:{n}") for n in range(3)]
    restated = [source(f"r{n}", f"parties:{n}", f"terms:other {n}") for n in range(3)]
    fourth = source("fourth", "parties:4", "terms:4")
    for again in (renamed, restated):
        found = told_together(
            [Release("one", "c:rate", False, tuple(first))], [Release("two", "c:rate", False, (*again, fourth))]
        )
        assert [each.label for each in found] == ["fourth"]
        assert found[0].calculations == ("one",)


def test_an_organisation_that_sees_some_of_the_licences_is_told_no_others() -> None:
    """Bell sees a and b: with means of a, b, c, d and of c, d, e, f it knows c + d, and then e + f; no more."""
    see = {"a": "holders/bell", "b": "holders/bell"}
    assert told(released("one", "abcd", audiences=see), released("two", "cdef")) == []
    # Of a mean of a, b, c, d, e and one of a, c, d, e it knows b anyhow; but not that of three more it tells one.
    more = released("two", "acdfgh")
    assert told(released("one", "abcd"), more) == []


def test_what_earlier_numbers_tell_by_themselves_is_not_held_against_new_ones() -> None:
    told_already = (released("one", "abc"), released("two", "abcd"))
    assert told(*told_already, released("three", "abcd")) == []
