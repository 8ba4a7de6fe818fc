"""Owns a regime as checks are conducted under it: its steps, its calendar, and how a provision is cited."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from collections.abc import Iterable
from dataclasses import dataclass

from services.assessment.checks.procedure import Rules
from shared.errors import Kind, SepiaError
from shared.regime import Actor, Audience, Item, Period, Procedure, Profile, Unit
from shared.regime.calendar import WorkingDays
from shared.regime.reading import read_profile


@dataclass(frozen=True, slots=True)
class Regime:
    """A regime that checks are conducted under.

    Attributes:
        profile: its numbers.
        days: its calendar.
        rules: the steps that it gives a check.
    """

    profile: Profile
    days: WorkingDays
    rules: Rules

    def provision(self, key: str) -> str:
        """What a number rests on: `Art. 31(5) (checks.opinion_due, recalled)`."""
        try:
            found = self.profile.provenance(key)
        except SepiaError as error:
            if error.kind is not Kind.NOT_FOUND:
                raise
            return f"not in the profile ({key})"
        return f"{found.source} ({key}, {found.status.value})"

    def ties_since(self, today: dt.date) -> dt.date | None:
        """The earliest day on which a tie counts; None for every day there was."""
        period = self.profile.checks.ties_count_after
        return None if period is None else _before(today, period)

    @property
    def evaluator_may_extend(self) -> bool:
        """Whether who owes an opinion may take more time, with reasons; otherwise only the centre gives it."""
        return Actor.EVALUATOR in self.profile.checks.extended_by

    @property
    def counting(self) -> frozenset[str]:
        """Of which provisions one has to meet an element for it to count: mandatory, conditional, option."""
        return frozenset(each.value for each in self.profile.checks.essential_obligations)

    def opinion_audience(self, organizations: Iterable[str]) -> list[str]:
        """Who sees an opinion from when it is issued: the holders or parties concerned, where the regime says so."""
        sees = self.profile.visibility[Item.OPINION].seen_by(False)
        return [f"organization:{each}" for each in organizations] if sees & {Audience.HOLDER, Audience.PARTIES} else []

    @property
    def published_audience(self) -> list[str]:
        """Who else sees an opinion once it is published."""
        sees = self.profile.visibility[Item.OPINION].seen_by(True)
        names = {Audience.PUBLIC: "public", Audience.SIGNED_UP: "signed-in", Audience.AUTHORITY: "role:COURT"}
        return sorted(name for audience, name in names.items() if audience in sees)

    @property
    def names_to_all(self) -> bool:
        """Whether everybody who sees an opinion sees who gave it."""
        return Audience.PUBLIC in self.profile.visibility[Item.EVALUATOR_IDENTITY].seen_by(True)

    @property
    def names_evaluator(self) -> bool:
        """Whether an issued opinion tells the holder, or the parties, who gave it."""
        seen = self.profile.visibility[Item.EVALUATOR_IDENTITY].seen_by(True)
        return bool(seen & {Audience.HOLDER, Audience.PARTIES, Audience.PUBLIC})


def _before(day: dt.date, period: Period) -> dt.date:
    """The day from which a period would end today; working days are counted as days, and a few more."""
    if period.unit in (Unit.DAY, Unit.WORKING_DAY):
        return day - dt.timedelta(days=period.amount * (1 if period.unit is Unit.DAY else 2))
    months = period.amount * (12 if period.unit is Unit.YEAR else 1)
    year, month_before = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < 1:
        return dt.date.min
    return dt.date(year, month_before + 1, min(day.day, calendar.monthrange(year, month_before + 1)[1]))


def regime_of(profile: Profile) -> Regime:
    """The regime of a profile."""
    peers, appeal = profile.peer_evaluation, profile.appeal
    return Regime(
        profile,
        WorkingDays.of(profile),
        Rules(
            panel=profile.checks.evaluators_per_check,
            reasons_first=profile.checks.reasons_before_negative,
            peers=0 if peers is None else peers.evaluators,
            appeal_panel=0 if appeal is None else appeal.panel_size,
            reevaluation=appeal is not None and appeal.reevaluation_due is not None,
            on_request=not profile.offers(Procedure.SAMPLING),
            parties_heard=profile.checks.statement_open is not None,
            extensions=profile.checks.extensions if profile.checks.extension is not None else 0,
            reply_extensions=profile.checks.reply_extensions if profile.checks.reply_extension is not None else 0,
        ),
    )


@functools.lru_cache(maxsize=32)
def regime_in(citation: str, content: bytes) -> Regime:
    """The regime in the bytes of a profile that was kept under `name@digest`."""
    return regime_of(read_profile(content, file=citation, name=citation.partition("@")[0]))
