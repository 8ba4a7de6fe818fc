"""Owns the tests of the frame's digest."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import Kind, SepiaError
from shared.frame import frame_bytes, frame_digest

FRAME = [
    ("holders/société", "families/é"),
    ("holders/bolt", "families/30"),
    ("holders/acme", "families/1"),
    ("holders/acme", "families/10"),
    ("holders/bolt", "families/2"),
    ("holders/acme", "families/2"),
]
NAMED = {"standard": "standards/lte", "family_key": "etsi", "edition": "2026-01-31"}
NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=6)


def test_the_digest_is_what_printf_sort_and_sha256sum_make_of_the_same_lines() -> None:
    # (printf 'sepia-frame-v1\t…\n'; LC_ALL=C sort frame.tsv) | sha256sum
    assert frame_digest(FRAME, **NAMED) == "b65b6c3da4d3b36c833da8619ecc55f01bc480008a08a04c8964d306c122bc8a"


def test_an_empty_frame_is_its_header() -> None:
    assert frame_bytes([], **NAMED) == b"sepia-frame-v1\tstandards/lte\tetsi\t2026-01-31\n"


@given(st.sets(st.tuples(NAMES, NAMES), max_size=8), st.randoms(use_true_random=False))
def test_an_outsider_needs_four_lines_and_no_order(entries: set[tuple[str, str]], random: object) -> None:
    shuffled = list(entries)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    lines = sorted("\t".join(entry).encode() for entry in entries)
    head = b"sepia-frame-v1\tstandards/lte\tetsi\t2026-01-31"
    outsider = hashlib.sha256(b"".join(line + b"\n" for line in [head, *lines])).hexdigest()
    assert frame_digest(shuffled, **NAMED) == outsider


@given(
    st.sets(st.tuples(NAMES, NAMES), max_size=4),
    st.sets(st.tuples(NAMES, NAMES), max_size=4),
    st.tuples(NAMES, NAMES, NAMES),
    st.tuples(NAMES, NAMES, NAMES),
)
def test_two_different_frames_never_have_the_same_bytes(
    one: set[tuple[str, str]], other: set[tuple[str, str]], head: tuple[str, str, str], other_head: tuple[str, str, str]
) -> None:
    first = frame_bytes(one, standard=head[0], family_key=head[1], edition=head[2])
    second = frame_bytes(other, standard=other_head[0], family_key=other_head[1], edition=other_head[2])
    assert (first == second) == ((one, head) == (other, other_head))


def test_nothing_is_normalised() -> None:
    composed, decomposed = [("holders/é", "families/1")], [("holders/e\u0301", "families/1")]
    assert frame_digest(composed, **NAMED) != frame_digest(decomposed, **NAMED)
    assert frame_digest(composed, **NAMED) != frame_digest([("holders/é", "families/1 ")], **NAMED)


@pytest.mark.parametrize("bad", ["a\tb", "a\nb", "a\rb", "a\x00b", "a\x85b", "\ud800"])
@pytest.mark.parametrize("place", ["holder", "family", "standard", "family_key", "edition"])
def test_a_name_that_could_be_read_two_ways_is_refused(bad: str, place: str) -> None:
    entry = (bad if place == "holder" else "holders/a", bad if place == "family" else "families/1")
    named = {key: bad if key == place else value for key, value in NAMED.items()}
    with pytest.raises(SepiaError) as caught:
        frame_digest([("holders/a", "families/0"), entry], **named)
    assert (caught.value.kind, caught.value.reason) == (Kind.INVALID, "FRAME_NAME_UNUSABLE")
    assert caught.value.violations[0].field == ("entries[1]" if place in ("holder", "family") else "frame")


@pytest.mark.parametrize("place", ["family", "standard", "family_key", "edition"])
def test_only_a_holder_may_be_unknown(place: str) -> None:
    named = {key: "" if key == place else value for key, value in NAMED.items()}
    with pytest.raises(SepiaError, match="must not be empty"):
        frame_digest([("holders/a", "" if place == "family" else "families/1")], **named)


def test_an_unknown_holder_is_an_empty_field_and_a_value_of_its_own() -> None:
    assert frame_bytes([("holders/a", "families/1"), ("", "families/1")], **NAMED).endswith(
        b"\n\tfamilies/1\nholders/a\tfamilies/1\n"
    )


def test_a_family_twice_for_one_holder_is_refused_by_name() -> None:
    with pytest.raises(SepiaError, match="families/2 of holders/acme twice") as caught:
        frame_digest([*FRAME, ("holders/acme", "families/2")], **NAMED)
    assert caught.value.reason == "FRAME_ENTRY_TWICE"
