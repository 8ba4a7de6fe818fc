"""Owns how far ahead of the machine's the clock of a data folder stands, and that it never runs backward."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

from shared.errors import invalid, precondition

FARTHEST = dt.timedelta(days=3660)
"""Ten years: the longest procedure of a regime takes one, and calendars know the holidays of no more."""

_FILE = "clock.json"
_AHEAD = re.compile(r"(\d{1,9})([dhm])")
_UNITS = {"d": "days", "h": "hours", "m": "minutes"}


def read_ahead(given: str) -> dt.timedelta:
    """How far ahead a clock is to stand, as people write it: `40d`, `36h`, `90m`.

    Raises:
        SepiaError: BAD_AHEAD.
    """
    found = _AHEAD.fullmatch(given.strip())
    ahead = dt.timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else None
    if ahead is None or ahead > FARTHEST:
        text = (
            f"{given!r} does not say how far ahead the clock is to stand. "
            f"Write days, hours or minutes, such as 40d, 36h or 90m, up to {FARTHEST.days}d."
        )
        raise invalid("BAD_AHEAD", text)
    return ahead


def written(ahead: dt.timedelta) -> str:
    """The same for people, in the largest unit that gives a whole number."""
    minutes = ahead // dt.timedelta(minutes=1)
    for letter, length in (("d", 1440), ("h", 60)):
        if minutes % length == 0:
            return f"{minutes // length}{letter}"
    return f"{minutes}m"


def settle_ahead(data: Path, wanted: dt.timedelta | None) -> dt.timedelta:
    """How far ahead the clock of a data folder stands from now on; the folder remembers it.

    Call it only while holding the folder's lock.

    Args:
        data: the folder.
        wanted: how far it is asked to stand; None to go on as before.

    Raises:
        SepiaError: CLOCK_RUNS_BACKWARD: it stood farther ahead before.
    """
    file = data / _FILE
    before = _remembered(file)
    if wanted is None:
        return before
    if wanted < before:
        text = (
            f"The clock of {data} stands {written(before)} ahead already, and a centre's clock never runs backward: "
            f"deadlines have fired and entries are dated by it. Start it with --ahead {written(before)} or more, or "
            "without --ahead to go on as before; for another rehearsal choose another data folder (--data FOLDER)."
        )
        raise precondition("CLOCK_RUNS_BACKWARD", text)
    if wanted > before:
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps({"ahead_seconds": int(wanted.total_seconds())}), encoding="utf-8")
        draft.replace(file)
    return wanted


def _remembered(file: Path) -> dt.timedelta:
    if not file.exists():
        return dt.timedelta(0)
    try:
        return dt.timedelta(seconds=int(json.loads(file.read_text(encoding="utf-8"))["ahead_seconds"]))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        # Guessing would let the clock run backward.
        text = f"{file} says how far ahead the clock of this data folder stands, and cannot be read ({problem})."
        raise precondition("CLOCK_UNREADABLE", text) from problem
