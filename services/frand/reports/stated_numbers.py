"""Owns which numbers a sentence states: a note must not say what the numbers beside it withhold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Context, Decimal

_EXACT = Context(prec=50)
# Digests and identities are no numbers; what is all digits is one.
_NAMES = re.compile(r"\b(?=[0-9a-f-]*\d)[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b")
_NUMBER = re.compile(
    r"(?<![\w.])(?P<before>(?:\b[A-Z]{3}|[€$£¥])\s?)?"
    r"(?P<number>\d{1,3}(?:[ \u00a0\u202f,'’]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?)"
    r"(?P<after>\s?(?:%|‰|per\b|[A-Z]{3}\b|[€$£¥]|million|billion|thousand))?"
)
_SCALES = (0, 2, -3, -6, -9, 3, 6)
"""Powers of ten by which a number is written: as it is, per cent, thousands, millions, billions, per mille, ppm."""


class Secrets:
    """Restricted numbers, as sentences could state them.

    Args:
        values: the numbers.
        shown: numbers that the reader sees anyway.
    """

    def __init__(self, values: Iterable[Decimal], shown: Iterable[Decimal] = ()) -> None:
        # 0 and 1 are in every text; a sentence with one of them tells nothing.
        self._values = sorted({abs(value) for value in values} - {Decimal(0), Decimal(1)})
        self._shown = sorted({abs(value) for value in shown})

    def told_by(self, text: str) -> bool:
        """Whether a text states one of the numbers: in full, to three digits or more, in per cent or in millions.

        Counts up to a hundred with no unit beside them (`licence 2`) are not taken for numbers.
        """
        if not self._values:
            return False
        return any(
            _states(number, self._values)
            for found in _numbers_of(text)
            if not _bare(found, 100)
            for number in _readings(found["number"])
        )

    def may_be_told_by(self, text: str) -> bool:
        """Whether a text states a number that the reader does not see elsewhere; for texts written freely.

        What a method left out is in no derivation, so its numbers are not known to be restricted. Years and counts up
        to a hundred pass, where no unit is beside them.
        """
        if not self._values:
            return False
        return self.told_by(text) or any(
            not any(_states(number, self._shown) for number in _readings(found["number"]))
            for found in _numbers_of(text)
            if not _bare(found, 100) and not _bare(found, 2100, 1900)
        )


def _bare(found: re.Match[str], most: int, least: int = 0) -> bool:
    """Whether a written number is whole, within bounds, and has no unit beside it."""
    written = found["number"]
    return not found["before"] and not found["after"] and written.isdigit() and least <= int(written) <= most


def _numbers_of(text: str) -> Iterator[re.Match[str]]:
    bare = _NAMES.sub(lambda found: found[0] if found[0].isdigit() else "", text)
    return _NUMBER.finditer(bare)


def _states(number: Decimal, values: Sequence[Decimal]) -> bool:
    digits = len(number.as_tuple().digits)
    for value in values:
        for power in _SCALES:
            scaled = value.scaleb(power, _EXACT)
            if number == scaled:
                return True
            if digits >= 3 and number and Context(prec=digits).plus(scaled) == number:
                return True
    return False


def _readings(written: str) -> Iterator[Decimal]:
    bare = re.sub("[ \u00a0\u202f'’]", "", written)
    for text in {bare.replace(",", ""), bare.replace(",", ".") if bare.count(",") == 1 and "." not in bare else ""}:
        if text:
            yield Decimal(text)
