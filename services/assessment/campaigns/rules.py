"""Owns the steps of a campaign up to its draw: announced before the random value is known, drawn with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence, Set

from services.assessment.draws import rules as draws
from shared.canonical import canonical_digest
from shared.errors import SepiaError, Violation, invalid, precondition
from shared.frame import Entry

_SIZES_DOMAIN, _EXCLUSIONS_DOMAIN = "sepia.assessment.sizes.v1", "sepia.assessment.exclusions.v1"
_WHY = "A draw is beyond doubt only if nobody could know its random value when it was announced."


def must_be_unknown(known_at: dt.datetime, *, now: dt.datetime) -> None:
    """Refuses a random value that is known already when a campaign is announced.

    Raises:
        SepiaError: INVALID_ARGUMENT (RANDOM_VALUE_KNOWN).
    """
    if known_at <= now:
        raise invalid(
            "RANDOM_VALUE_KNOWN",
            f"The random value would have been known since {_at(known_at)}; it is {_at(now)} now. "
            f"{_WHY} Name one that becomes known later.",
            Violation("random_source.known_time", "in the future"),
        )


def must_be_drawable(
    campaign: str, *, drawn_at: dt.datetime | None, known_at: dt.datetime, source: str, now: dt.datetime
) -> None:
    """Refuses a draw that was made already, or that comes before its random value.

    Raises:
        SepiaError: FAILED_PRECONDITION (CAMPAIGN_ALREADY_DRAWN; RANDOM_VALUE_TOO_EARLY).
    """
    if drawn_at is not None:
        raise precondition(
            "CAMPAIGN_ALREADY_DRAWN",
            f"The sample of {campaign} was drawn at {_at(drawn_at)}, once and for all. For another sample announce "
            "another campaign.",
            subject=campaign,
        )
    if now < known_at:
        raise precondition(
            "RANDOM_VALUE_TOO_EARLY",
            f"The random value of {campaign} ({source}) becomes known at {_at(known_at)}; it is {_at(now)} now. "
            "Whatever was sent cannot be it. Draw after that time.",
            subject=campaign,
        )


def must_be_drawn(campaign: str, drawn: bool) -> None:
    """Refuses what needs a sample before there is one.

    Raises:
        SepiaError: FAILED_PRECONDITION (CAMPAIGN_NOT_DRAWN).
    """
    if not drawn:
        raise precondition(
            "CAMPAIGN_NOT_DRAWN",
            f"{campaign} is announced and not drawn yet. Draw its sample once the random value is known.",
            subject=campaign,
        )


def plan(minimum: int, per_mille: int, sizes: Mapping[str, int]) -> draws.ProportionalPlan | draws.MixedPlan:
    """The rule for the sizes of a campaign's draw."""
    if sizes:
        return draws.MixedPlan(sizes, per_mille, 1000, minimum)
    return draws.ProportionalPlan(per_mille, 1000, minimum)


def announced_plan(minimum: int, per_mille: int, sizes: Mapping[str, int]) -> dict[str, object]:
    """The plan as the log's announcement says it: sizes by their number and their digest, over holder and size."""
    plain: dict[str, object] = {"minimum_per_holder": minimum, "per_mille": per_mille}
    if sizes:
        stated = [[holder, sizes[holder]] for holder in sorted(sizes)]
        plain |= {"size_count": len(stated), "sizes_digest": canonical_digest(_SIZES_DOMAIN, stated)}
    return plain


def announced_exclusions(exclusions: Sequence[tuple[str, int, str]]) -> dict[str, object]:
    """Exclusions as the log's announcement says them: their number and their digest, over name, reason and grounds."""
    if not exclusions:
        return {}
    rows = [list(exclusion) for exclusion in sorted(exclusions)]
    return {"exclusion_count": len(rows), "exclusions_digest": canonical_digest(_EXCLUSIONS_DOMAIN, rows)}


def must_be_in_frame(frame: str, named: Mapping[str, str], known: Set[str], *, reason: str, what: str) -> None:
    """Refuses what a campaign says of holders or families that its frame doesn't have, or says twice.

    Args:
        frame: resource name.
        named: what was named, by the field that named it.
        known: names there are in the frame.
        reason: of the refusal.
        what: for people: `an exclusion`, `a size`.

    Raises:
        SepiaError: INVALID_ARGUMENT with that reason, naming the first fields at fault.
    """
    seen = set[str]()
    wrong: list[Violation] = []
    for field, name in named.items():
        if name not in known:
            wrong.append(Violation(field, f"a name that is in {frame}; {name} is not"))
        elif name in seen:
            wrong.append(Violation(field, f"named once; {name} is named before"))
        seen.add(name)
    if wrong:
        text = "; ".join(f"{each.field} has to be {each.description}" for each in wrong[:3])
        more = f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise invalid(reason, f"The campaign has {what} that does not fit: {text}{more}.", *wrong[:50])


def must_be_exempt(exempt_sizes: Collection[object], regime: str, fields: Iterable[str]) -> None:
    """Refuses an exemption by size under a regime that exempts nobody.

    Raises:
        SepiaError: INVALID_ARGUMENT (EXEMPTION_NOT_OFFERED).
    """
    named = list(fields)
    if named and not exempt_sizes:
        raise invalid(
            "EXEMPTION_NOT_OFFERED",
            f"The regime {regime} exempts no holder by size. Leave the exclusion out, or give another reason for it.",
            *(Violation(field, "another reason than the holder's size") for field in named[:50]),
        )


def draw(
    campaign: str,
    digest: str,
    random_value: str,
    entries: Iterable[Entry],
    *,
    plan: draws.Plan,
    excluded: Iterable[draws.Exclusion] = (),
) -> list[tuple[str, int, str]]:
    """The sample: holder, rank from 1, family; in order of holder and rank.

    Raises:
        SepiaError: INVALID_ARGUMENT (DRAW_SEED_UNUSABLE).
    """
    try:
        seed = draws.seed(campaign, digest, random_value)
    except SepiaError as error:
        # The campaign and the digest are ours: what is at fault is the value that was sent.
        found = [Violation("random_value", violation.description) for violation in error.violations]
        raise invalid(error.reason, error.message, *found) from error
    sample = draws.draw_sample(seed, entries, plan, excluded)
    return [(one.holder, rank, family) for one in sample for rank, family in enumerate(one.families, 1)]


def _at(instant: dt.datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"
