"""Owns what is measured of a pool of evaluators, over which period, and when it may be told without telling of one
person."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from services.assessment.quality.agreement import Coefficient, agreement
from services.assessment.quality.latent_class import Interval, Verdicts, enough, reliability
from shared.errors import Kind, SepiaError, Violation, invalid, precondition

ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED = 1, 2, 3
"""Numbers of the contract's Outcome."""

LEAST_EVALUATORS = 5
"""So many have to stand behind a figure that others see, and behind every difference of two such figures."""

LARGEST_PART = 0.5
"""Of the verdicts behind a figure that others see, at most this share is one person's."""

_PERIOD = re.compile(r"([0-9]{4})(?:-Q([1-4]))?")
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Looked:
    """What was signed on one family of a published campaign.

    Attributes:
        check: the first look, `checks/{check}`.
        holder: whose family it is, the first by name of several.
        area: technical area of the check.
        first_on: legal date on which the first verdict was signed.
        looks: evaluators' accounts with the outcome each signed first, blind of each other: one, or two of a double.
        peers: the same of peer evaluations after a negative leaning.
        simulated: whether the first verdict was simulated.
        published_at: when the campaign's results were published.
    """

    check: str
    holder: str
    area: str
    first_on: dt.date
    looks: tuple[tuple[str, int], ...]
    peers: tuple[tuple[str, int], ...]
    simulated: bool
    published_at: dt.datetime

    def signed(self) -> tuple[tuple[str, int], ...]:
        """All verdicts with whose they are."""
        return self.looks + self.peers


@dataclass(frozen=True, slots=True)
class Scope:
    """Which families a report is about.

    Attributes:
        area: technical area; empty for all.
        first, last: days of the period.
        demonstration: simulated verdicts, or real ones.
        as_of: published until then.
    """

    area: str
    first: dt.date
    last: dt.date
    demonstration: bool
    as_of: dt.datetime

    def of(self, families: Iterable[Looked]) -> list[Looked]:
        """The families that it is about, in order of check."""
        found = [
            each
            for each in families
            if self.first <= each.first_on <= self.last
            and each.simulated == self.demonstration
            and self.area in ("", each.area)
            and each.published_at <= self.as_of
        ]
        return sorted(found, key=lambda each: each.check)


def period_of(text: str) -> tuple[dt.date, dt.date]:
    """First and last day of `2026` or `2026-Q3`.

    Raises:
        SepiaError: INVALID_ARGUMENT (QUALITY_PERIOD_INVALID).
    """
    found = _PERIOD.fullmatch(text)
    year = int(found[1]) if found else 0
    if found is None or not 1 <= year < 9999:
        what = "a calendar year or a quarter, such as 2026 or 2026-Q3"
        raise invalid("QUALITY_PERIOD_INVALID", f"period is {text!r}; it has to be {what}.", Violation("period", what))
    if found[2] is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    month = int(found[2]) * 3 - 2
    after = dt.date(year + (month == 10), 1 if month == 10 else month + 3, 1)
    return dt.date(year, month, 1), after - dt.timedelta(days=1)


def must_be_single(panel: int, regime: str) -> None:
    """Refuses to measure evaluators who decide together: their verdicts are not independent.

    Raises:
        SepiaError: FAILED_PRECONDITION (VERDICTS_NOT_INDEPENDENT).
    """
    if panel > 1:
        raise precondition(
            "VERDICTS_NOT_INDEPENDENT",
            f"Under the regime {regime} {panel} evaluators decide together. Agreement and reliability need verdicts "
            "that were signed independently, as blind duplicates are.",
            subject=f"profiles/{regime}",
        )


def must_have_verdicts(families: Sequence[Looked], period: str) -> None:
    """Refuses a report about nothing.

    Raises:
        SepiaError: FAILED_PRECONDITION (NO_VERDICTS).
    """
    if not families:
        raise precondition(
            "NO_VERDICTS",
            f"No verdict of this pool was signed in {period} in a campaign whose results are published.",
            subject="qualityReports",
        )


def measured(families: Sequence[Looked]) -> dict[str, Any]:
    """The figures of a pool; numbers as text of six decimals, so that the same verdicts give the same bytes.

    Agreement is that of blind doubles alone: peers are asked only after a negative leaning, so pairs with a peer are no
    fair sample of pairs. For sensitivity and specificity peers' verdicts count too, because whether one was asked
    depends on nothing but a verdict that is in the data. A verdict of undetermined says neither; it counts in agreement
    alone.

    Args:
        families: at least one.
    """
    table = np.zeros((3, 3), dtype=np.int64)
    for family in families:
        if len(family.looks) == 2:
            (_, first), (_, second) = family.looks
            table[first - 1, second - 1] += 1
    verdicts = [verdict for family in families if (verdict := _verdicts(family)) is not None]
    figures: dict[str, Any] = {
        "families": len(families),
        "repeated": sum(each.verdicts > 1 for each in verdicts),
        "duplicates": int(table.sum()),
        "agreed": int(np.trace(table)),
        "peer_evaluations": sum(bool(family.peers) for family in families),
        "peer_overturned": sum(any(said == ESSENTIAL for _, said in family.peers) for family in families),
    }
    if table.sum():
        found = agreement(table)
        figures["observed"] = _figure(found.observed, found.observed_low, found.observed_high)
        for name, coefficient in (("kappa", found.kappa), ("ac1", found.ac1)):
            if coefficient.value is not None:
                figures[name] = _corrected(coefficient)
    if enough(verdicts):
        estimate = reliability(verdicts)
        figures["sensitivity"] = _posterior(estimate.sensitivity)
        figures["specificity"] = _posterior(estimate.specificity)
    return figures


def as_input(families: Sequence[Looked]) -> list[list[object]]:
    """What the digest of a report is over."""
    return [
        [each.check, each.holder, [list(one) for one in each.looks], [list(one) for one in each.peers]]
        for each in families
    ]


def accounts(families: Iterable[Looked]) -> Counter[str]:
    """How many verdicts each evaluator gave."""
    return Counter(account for family in families for account, _ in family.signed())


def must_be_tellable(families: Sequence[Looked], others: Mapping[str, Sequence[Looked]]) -> None:
    """Refuses to publish figures from which one could tell how a single person does.

    Not only these figures are looked at. Who takes them from published ones of a wider pool or period (or narrower ones
    from these, one by one or all together), knows the figures of what is left.

    Args:
        families: behind the figures.
        others: by period and pool, families behind figures published before.

    Raises:
        SepiaError: FAILED_PRECONDITION (TOO_FEW_EVALUATORS, ONE_EVALUATOR_DOMINATES).
    """
    _must_be_many(families, "behind these figures")
    own = _names(families)
    sets = {name: _names(given) for name, given in others.items()}
    for name, given in others.items():
        if sets[name] > own:
            inside = [each for key, each in sets.items() if each < sets[name] and key != name]
            _must_be_rest(given, own, f"left when these figures are taken from those published of {name}")
            _must_be_rest(given, own.union(*inside), f"left when these and others are taken from those of {name}")
    narrower = {name: each for name, each in sets.items() if each < own}
    for name, each in narrower.items():
        _must_be_rest(families, each, f"left when those published of {name} are taken from these figures")
    if narrower:
        _must_be_rest(
            families, set[str]().union(*narrower.values()), "left when all narrower figures are taken from these"
        )


def _must_be_rest(families: Sequence[Looked], taken: set[str], where: str) -> None:
    rest = [each for each in families if each.check not in taken]
    if rest:
        _must_be_many(rest, where)


def _must_be_many(families: Sequence[Looked], where: str) -> None:
    counted = accounts(families)
    if len(counted) < LEAST_EVALUATORS:
        raise precondition(
            "TOO_FEW_EVALUATORS",
            f"{len(counted)} evaluators are {where}; fewer than {LEAST_EVALUATORS} could be singled out. Measure a "
            "longer period or all technical areas.",
            subject="qualityReports",
        )
    if max(counted.values()) > LARGEST_PART * counted.total():
        raise precondition(
            "ONE_EVALUATOR_DOMINATES",
            f"More than half of the verdicts {where} are one person's. Measure a longer period or all technical areas.",
            subject="qualityReports",
        )


def must_be_fresh(name: str, *, published: bool, same: bool) -> None:
    """Refuses a second publication, and one of figures that what was published since has overtaken.

    Raises:
        SepiaError: FAILED_PRECONDITION (QUALITY_ALREADY_PUBLISHED, QUALITY_STALE).
    """
    if published:
        raise precondition("QUALITY_ALREADY_PUBLISHED", f"{name} is published already.", subject=name)
    if not same:
        raise SepiaError(
            Kind.PRECONDITION,
            "QUALITY_STALE",
            f"More results were published since {name} was measured. Measure again, and publish that.",
            subject=name,
        )


def _names(families: Iterable[Looked]) -> set[str]:
    return {each.check for each in families}


def _verdicts(family: Looked) -> Verdicts | None:
    said = [outcome for _, outcome in family.signed() if outcome != UNDETERMINED]
    return Verdicts(family.holder, sum(one == ESSENTIAL for one in said), len(said)) if said else None


def _text(number: float) -> str:
    return f"{number:.{_DIGITS}f}"


def _figure(value: float, low: float, high: float) -> dict[str, str]:
    return {"value": _text(value), "low": _text(low), "high": _text(high)}


def _corrected(found: Coefficient) -> dict[str, str]:
    bounds = (found.value, found.low, found.high)
    value, low, high = (0.0 if bound is None else bound for bound in bounds)  # absent only together with the value
    return _figure(value, low, high)


def _posterior(found: Interval) -> dict[str, str]:
    return {
        "mean": _text(found.mean),
        "low": _text(found.low),
        "high": _text(found.high),
        "alpha": _text(found.a),
        "beta": _text(found.b),
    }
