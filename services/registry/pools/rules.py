"""Owns what pools, their lists and disclosures are called, and what a disclosure may say. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from shared.errors import SepiaError, Violation, invalid

CURRENT = "-"
"""Stands for the current list or disclosure of a programme."""

_CURRENCY = re.compile(r"[A-Z]{3}")


def pool_name(key: str) -> str:
    """`pools/{key}`."""
    return f"pools/{key}"


def list_name(key: str, number: int) -> str:
    """`pools/{key}/lists/{number}`."""
    return f"pools/{key}/lists/{number}"


def disclosure_name(key: str, revision: int) -> str:
    """`pools/{key}/disclosures/{revision}`."""
    return f"pools/{key}/disclosures/{revision}"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a programme's record.

    Attributes:
        pool: the programme's key.
        number: which list or revision; None for the current one.
    """

    pool: str
    number: int | None


def read_part_name(name: str) -> Part:
    """Takes `pools/{pool}/lists/{list}` or `pools/{pool}/disclosures/{revision}` apart; the contract has checked it."""
    _, pool, _, number = name.split("/")
    return Part(pool, None if number == CURRENT else int(number))


LEAST_GONE, GONE_SHARE = 20, 4
"""A list is asked about that is shorter by so many patents, and by more than one in so many of those there were."""

SHRUNK = "POOL_LIST_SHRUNK"


def must_be_confirmed(gone: int, added: int, before: int) -> bool:
    """Whether a list is so much shorter that the file may be cut off, and somebody has to say that it is not."""
    lost = gone - added
    return lost >= LEAST_GONE and lost * GONE_SHARE > before


def shrunk(filename: str, pool: str, gone: int, before: int) -> SepiaError:
    """A list that lacks much of what the one before has; nothing was changed."""
    return invalid(
        SHRUNK,
        f"{filename} lacks {gone:,} of the {before:,} patents on the current list of {pool_name(pool)}: it may be cut "
        "off. Nothing was changed. If it is whole, send the same file once more: that confirms it, and it is applied.",
        Violation("content", "the whole list; or the same file once more, to confirm it"),
    )


def unreadable_number(given: str) -> SepiaError:
    """A filter that is no number."""
    return invalid(
        "UNREADABLE_NUMBER",
        f"{given!r} has no digit, so no patent can be found by it. Write the office and the number.",
        Violation("patent", "a number in any spelling, for example EP1387585 or US 10,911,778"),
    )


@dataclass(frozen=True, slots=True)
class Money:
    """An amount on the wire."""

    currency: str
    units: int
    nanos: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A royalty or discount, as it was sent; None for what was not."""

    fraction: str | None
    amount: Money | None
    annual_cap: Money | None
    effective_from: dt.date | None
    effective_until: dt.date | None


def check_rates(rates: Sequence[Rate]) -> None:
    """Refuses rates that cannot be, naming every one.

    Raises:
        SepiaError: INVALID_ARGUMENT (DISCLOSURE_WRONG).
    """
    faults: list[Violation] = []
    for at, rate in enumerate(rates):
        place = f"items.rates[{at}]"
        if rate.fraction is None and rate.amount is None:
            faults.append(Violation(place, 'fraction or amount, for example fraction {"value": "0.0025"} for 0.25 %'))
        if rate.fraction is not None and not _is_fraction(rate.fraction):
            faults.append(Violation(f"{place}.fraction", "a decimal from 0 to 1: 0.0025 is 0.25 %"))
        for field, money in (("amount", rate.amount), ("annual_cap", rate.annual_cap)):
            if money is not None and not _is_money(money):
                rule = 'a currency and an amount that is not negative: {"currencyCode": "USD", "nanos": 200000000}'
                faults.append(Violation(f"{place}.{field}", rule))
        if rate.effective_from and rate.effective_until and rate.effective_until < rate.effective_from:
            faults.append(Violation(f"{place}.effective_until", f"on or after {rate.effective_from}, or not set"))
    if faults:
        raise invalid(
            "DISCLOSURE_WRONG",
            f"{len(faults)} values of the disclosure cannot be. Put them right and send it again; nothing was kept.",
            *faults,
        )


def _is_fraction(text: str) -> bool:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return False
    return value.is_finite() and 0 <= value <= 1


def _is_money(money: Money) -> bool:
    return _CURRENCY.fullmatch(money.currency) is not None and money.units >= 0 and 0 <= money.nanos < 1_000_000_000
