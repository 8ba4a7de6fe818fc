"""Owns the tests of finding a key's line: against tomllib for what there is, by hand for where it is."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.regime import available_profiles
from shared.regime.locator import locate

TEXT = '''# a comment with [brackets] and key = "value"
title = "a # that is no comment" # one that is
dotted.key."quoted.key" = 1

[table]
long = """
first = 1
[not_a_table]
"""
literal = \'\'\'
also = "not a key"
\'\'\'
after = true
inline = { a = 1, b = { c = [1, 2] }, "d e" = 'x' }

  [ table . "sub table" ]   # spaces
  list = [
    "one",   # a comment, with a comma
    { key = "two" },
    [3, "]"],
  ]

[[many]]
x = 1
[[many]]
y = "\\"quoted\\" # not a comment"
'''


def test_each_key_is_found_on_its_line() -> None:
    found = locate(TEXT).lines
    assert found[("title",)] == 2
    assert found[("dotted",)] == 3
    assert found[("dotted", "key", "quoted.key")] == 3
    assert found[("table",)] == 5
    assert found[("table", "long")] == 6
    assert found[("table", "literal")] == 10
    assert found[("table", "after")] == 13
    assert found[("table", "inline", "b", "c", "1")] == 14
    assert found[("table", "inline", "d e")] == 14
    assert found[("table", "sub table")] == 16
    assert found[("table", "sub table", "list", "0")] == 18
    assert found[("table", "sub table", "list", "1", "key")] == 19
    assert found[("table", "sub table", "list", "2")] == 20
    assert found[("many", "x")] == 24
    assert found[("many", "y")] == 26
    assert ("table", "first") not in found
    assert ("table", "not_a_table") not in found


def test_a_key_that_is_not_there_is_placed_at_the_table_around_it() -> None:
    positions = locate(TEXT)
    assert positions.line(("table", "sub table", "nothing", "at all")) == 16
    assert positions.line(("nothing",)) == 1


def test_what_comes_before_a_break_is_still_found() -> None:
    positions = locate("a = 1\nb = ] 2\nc = 3\n")
    assert positions.lines == {("a",): 1, ("b",): 2}


@pytest.mark.parametrize(
    ("text", "repeat"),
    [
        ("a = 1\n\na = 2\n", (("a",), 1, 3)),
        ("[t]\nx = 1\n[u]\n[t]\n", (("t",), 1, 4)),
        ("[t]\nx.y = 1\nx.y = 2\n", (("t", "x", "y"), 2, 3)),
        ("t = { a = 1, a = 2 }\n", (("t", "a"), 1, 1)),
    ],
)
def test_a_repeated_key_is_found_with_both_lines(text: str, repeat: tuple[tuple[str, ...], int, int]) -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)
    (found,) = locate(text).repeats
    assert (found.path, found.first, found.again) == repeat


def paths(value: object, path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    """Every path into a parsed document."""
    if isinstance(value, dict):
        members = {str(k): v for k, v in value.items()}
    elif isinstance(value, list):
        members = {str(i): v for i, v in enumerate(value)}
    else:
        return set()
    return {(*path, key) for key in members} | {p for key, v in members.items() for p in paths(v, (*path, key))}


@pytest.mark.parametrize("file", [listing.path for listing in available_profiles()], ids=lambda path: path.stem)
def test_every_key_tomllib_reads_in_a_shipped_profile_has_a_line(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    found = locate(text)
    assert paths(tomllib.loads(text)) == set(found.lines)
    assert found.repeats == []


KEYS = st.text(alphabet="ab.#\"' \\é", min_size=1, max_size=4)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


SCALARS = st.one_of(
    st.integers(-5, 5).map(str),
    st.booleans().map(lambda flag: str(flag).lower()),
    st.text(alphabet="a#=]}[{\"'\\,", max_size=6).map(quoted),
    st.text(alphabet="a#=]}[{\n,", max_size=6).map(lambda text: f'"""{text}"""'),
    st.sampled_from(["1.5", "1979-05-27 07:32:00", "'it \\ is'", '""', "''", '""""a""""', "inf"]),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[\n" + " # x ]\n".join(f"{i}," for i in items) + "]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda table: "{" + ", ".join(f"{quoted(k)} = {v}" for k, v in table.items()) + "}"
        ),
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_whatever_tomllib_reads_the_locator_finds_key_for_key(document: dict[str, str]) -> None:
    text = "".join(f"{quoted(key)} = {value}\n" for key, value in document.items())
    found = locate(text)
    assert paths(tomllib.loads(text)) == set(found.lines)
    line = 1
    for key, value in document.items():
        assert found.lines[(key,)] == line
        line += value.count("\n") + 1
