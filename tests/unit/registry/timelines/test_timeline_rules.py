"""What an entry of the log mentions, and how it reads in words."""

from __future__ import annotations

import pytest

from services.registry.timelines.rules import in_words, resources_in


def test_every_resource_name_is_found_wherever_it_stands() -> None:
    content = {
        "standard": "standards/5g",
        "also": [{"holder": "holders/acme/declarations/1140"}, "families/etsi-500"],
        "text": "see holders/acme for more",
        "count": 3,
        "url": "https://example.com/x",
        "odd": "Holders/acme",
    }
    assert resources_in(content) == {"standards/5g", "holders/acme/declarations/1140", "families/etsi-500"}


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("officer:frame:freeze", {"standard": "standards/5g"}, "Frame frozen by the centre: standard standards/5g"),
        ("holder:declaration:withdraw", {}, "Declaration withdrawn by the holder"),
        (
            "system:import:apply",
            {"new": True, "edition": 3},
            "Import applied by the register itself: edition 3, new yes",
        ),
        ("officer:registration:registered", {}, "Registration: registered, by the centre"),
        ("officer:registration:step", {"event": "cure-opened"}, "Registration: cure opened, by the centre"),
        ("system:standard:window-closed", {}, "Standard: window closed, by the register itself"),
        ("officer:objection:admit", {}, "Objection admitted by the centre"),
        ("officer:decision:verify", {}, "Decision verified by the centre"),
        ("officer:alias:decide", None, "Alias decided by the centre; what it said was erased"),
        (
            "service:results:record",
            {"n": 1, "sha256": "ab" * 32, "names": ["a", "b"], "nested": {"x": 1}},
            f"Results recorded by Sepia's coordination: n 1, names a | b, sha256 {'ab' * 32}",
        ),
    ],
)
def test_an_entry_reads_as_a_sentence_with_what_says_most_first(
    kind: str, content: dict[str, object] | None, words: str
) -> None:
    assert in_words(kind, content) == words


def test_of_many_facts_the_first_are_told_and_the_others_counted() -> None:
    told = in_words("officer:holder:update", {f"fact_{number}": number for number in range(9)})
    assert told.endswith("fact 5 5; 3 more")
