"""Owns which entries of the log concern a resource, and how an entry reads in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

_NAME = re.compile(r"[a-z][A-Za-z]*/[^/\s]+(?:/[A-Za-z]+/[^/\s]+)*")
_DIGEST = re.compile(r"[0-9a-f]{32,}")
_LONGEST_NAME = 200
_SHOWN_FACTS, _SHOWN_TEXT = 6, 120

_DONE: Mapping[str, str] = {
    "admit": "admitted",
    "admit-without-holder": "admitted",
    "apply": "applied",
    "begin": "begun",
    "cancel": "cancelled",
    "carve-out": "carved out",
    "comment": "commented on",
    "create": "created",
    "decide": "decided",
    "draw": "drawn",
    "erase": "erased",
    "erase-contact": "freed of contact data",
    "freeze": "frozen",
    "lift-restriction": "freed of its restriction",
    "notify": "notified",
    "restrict-access": "restricted in access",
    "set": "set",
    "submit": "submitted",
    "undo": "undone",
    "uphold": "upheld",
    "verify": "verified",
    "withdraw": "withdrawn",
}
"""Past participles that are not the verb with `ed`."""

_BY: Mapping[str, str] = {
    "holder": "by the holder",
    "officer": "by the centre",
    "pool": "by the pool",
    "service": "by Sepia's coordination",
    "stakeholder": "by a stakeholder",
    "system": "by the register itself",
}


def resources_in(content: object) -> set[str]:
    """The resource names that the content of an entry mentions."""
    return set(_resources(content))


def _resources(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if len(value) <= _LONGEST_NAME and _NAME.fullmatch(value):
            yield value
    elif isinstance(value, Mapping):
        for item in cast("Mapping[object, object]", value).values():
            yield from _resources(item)
    elif isinstance(value, Sequence):
        for item in cast("Sequence[object]", value):
            yield from _resources(item)


def in_words(kind: str, content: Mapping[str, Any] | None) -> str:
    """An entry in words: what was done by whom, and the first of its facts.

    Args:
        kind: `source:subject:action`.
        content: what the entry says; None where it was erased.
    """
    source, noun, action = kind.split(":")
    if content is not None and (noun, action) == ("registration", "step"):
        # A step that is not public: what it was stands in what it says, and not in its kind, which everybody reads.
        action, content = str(content["event"]), {name: value for name, value in content.items() if name != "event"}
    what, by = noun.replace("-", " ").capitalize(), _BY.get(source, f"by {source}")
    if action not in _DONE and (noun == "registration" or "-" in action):
        # What happened rather than what somebody did: `cure-opened`, `proceedings`, `window-closed`.
        said = f"{what}: {action.replace('-', ' ')}, {by}"
    else:
        regular = f"{action}d" if action.endswith("e") else f"{action}ed"
        said = f"{what} {_DONE.get(action, regular)} {by}"
    if content is None:
        return f"{said}; what it said was erased"
    ordered = sorted(content.items(), key=lambda fact: _rank(fact[1]))
    facts = [f"{name.replace('_', ' ')} {text}" for name, value in ordered if (text := _fact(value))]
    more = f"; {len(facts) - _SHOWN_FACTS} more" if len(facts) > _SHOWN_FACTS else ""
    return said + (f": {', '.join(facts[:_SHOWN_FACTS])}{more}" if facts else "")


def _rank(value: object) -> int:
    """What says most comes first: names and texts, then numbers, then yes or no, then digests."""
    if isinstance(value, bool):
        return 2
    if isinstance(value, str):
        return 3 if _DIGEST.fullmatch(value) else 0
    return 1


def _fact(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int):
        text = str(value)
        return text if len(text) <= _SHOWN_TEXT else f"{text[: _SHOWN_TEXT - 1]}…"
    if isinstance(value, Sequence) and value and all(isinstance(one, str) for one in cast("Sequence[object]", value)):
        return _fact(" | ".join(cast("Sequence[str]", value)))
    return ""
