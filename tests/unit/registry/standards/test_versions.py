"""Versions and sub-clauses by their shapes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registry.standards.identity import decode_version_letters, standard_of_ietf
from services.registry.standards.versions import is_subclause, is_version, read_version, subclause_meant, version_of
from shared.errors import SepiaError


@pytest.mark.parametrize(
    ("text", "dotted"),
    [
        ("vca0", "12.10.0"),
        ("CA0", "12.10.0"),
        ("153600", "15.36.0"),
        ("V12.10.0 (2017-04)", "12.10.0"),
        ("version 12.10.0", "12.10.0"),
        ("36300-ca0.zip", "12.10.0"),
        ("RTS/TSGR-0236300vca0", "12.10.0"),
        ("1.1.1", "1.1.1"),
    ],
)
def test_a_version_is_read_however_it_is_written(text: str, dotted: str) -> None:
    assert read_version(text).dotted == dotted


@pytest.mark.parametrize("text", ["latest", "12", "12.", "v", "12.10.0.1.1", "36.300.zip"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(SepiaError) as refused:
        read_version(text)
    assert refused.value.reason == "NOT_A_VERSION"


@pytest.mark.parametrize(
    ("dotted", "release", "draft"),
    [("12.10.0", "Rel-12", False), ("3.1.0", "R99", False), ("1.0.0", "", True), ("4.0.0", "Rel-4", False)],
)
def test_the_first_number_is_the_release(dotted: str, release: str, draft: bool) -> None:
    version = version_of(dotted)
    assert (version.release, version.draft) == (release, draft)


@given(st.tuples(*[st.integers(0, 99)] * 3))
def test_letters_stand_for_the_version_they_were_made_of(parts: tuple[int, int, int]) -> None:
    version = version_of(".".join(map(str, parts)))
    assert decode_version_letters(version.letters) == version.dotted


@pytest.mark.parametrize("text", ["5", "5.10.7", "6.3.2a", "Annex B.2", "B.2", "A", "5.1.2.A"])
def test_a_subclause_is_known_by_its_shape(text: str) -> None:
    assert is_subclause(text)


@pytest.mark.parametrize(
    ("text", "meant"), [("Section 9", "9"), ("clause 5.1.2,", "5.1.2"), ("see the annex", ""), ("5.1 and 5.2", "")]
)
def test_words_around_a_subclause_are_told_apart_from_it(text: str, meant: str) -> None:
    assert not is_subclause(text)
    assert subclause_meant(text) == meant


@pytest.mark.parametrize(("text", "is_one"), [("12.10.0", True), ("v12.10.0", False), ("12", False), ("Rel-12", False)])
def test_the_shape_of_a_version_is_dotted(text: str, is_one: bool) -> None:
    assert is_version(text) is is_one


def test_ietf_documents_keep_one_identity_over_their_revisions() -> None:
    first, second = standard_of_ietf("draft-ietf-quic-transport-33"), standard_of_ietf("draft-ietf-quic-transport-34")
    assert first
    assert second
    assert first.standard == second.standard
    assert (first.standard.key, second.version) == ("ietf-draft-ietf-quic-transport", "34")
    number = standard_of_ietf("rfc 09000")
    assert number is not None
    assert number.standard.key == "ietf-rfc-9000"
    assert standard_of_ietf("TS 36.300") is None
    long = standard_of_ietf("draft-" + "-".join(["verylongword"] * 12) + "-00")
    assert long is not None
    assert len(long.standard.key) <= 80
