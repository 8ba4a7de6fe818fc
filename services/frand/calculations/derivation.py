"""Owns how a top-down rate came about: a graph of named quantities, the rate first.

A formula made of names, numbers, + - * / and brackets gives its quantity's value, at the stated 12 digits, from the
values of the quantities it names. One that calls a function (`mean`, `quantile`, ...) says of which distribution the
value is; the engine computes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from services.frand.calculations.top_down import TopDown
from services.frand.calculations.top_down_answer import HolderAnswer
from services.frand.numbers import EXACT, stated_text
from services.frand.reliability.rules import Reliability
from shared.canonical import decimal_text

SHARE = "fraction of all essential families"
FAMILIES = "families"
PROBABILITY = "probability"
DISTRIBUTION = "distribution"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A named quantity.

    Attributes:
        id: its name in formulas.
        label: what it is, for people.
        formula: how it follows from others; empty for what was given.
        value: a decimal number, or a word.
        unit: of the value.
        inputs: quantities it follows from.
        sources: where it was taken from, resource names or digests; for what was given.
    """

    id: str
    label: str
    formula: str
    value: str
    unit: str
    inputs: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def derive(calculation: TopDown, answers: Sequence[HolderAnswer], holder: str, *, name: str) -> tuple[Quantity, ...]:
    """The derivation of a holder's rate.

    Args:
        calculation: what determined the answer.
        answers: the answer.
        holder: whose; empty for the line of unknown declarants.
        name: of the calculation.

    Raises:
        KeyError: the holder is not in the calculation.
    """
    mine = next((each for each in answers if each.finding.holder == holder), None)
    if mine is None:
        raise KeyError(holder)
    return (
        *_rate(calculation, mine),
        *_share(calculation, mine),
        *_essential(calculation, mine),
        *_others(calculation, answers, mine),
        *_found(calculation, mine),
        *_assumed(calculation, name),
        *_errors(calculation, name),
    )


def _rate(calculation: TopDown, mine: HolderAnswer) -> list[Quantity]:
    royalty = calculation.aggregate_royalty
    whose = mine.finding.display_name or mine.finding.holder or "the unknown declarants"
    basis = "" if mine.finding.checked else "; rests on the prior alone, as none of its families was checked"
    ends = f"end of its {_percent(calculation)} interval"
    return [
        Quantity(
            identity,
            label,
            f"aggregate * {share}",
            stated_text(value),
            royalty.unit,
            ("aggregate", share),
        )
        for identity, label, share, value in (
            ("rate", f"Expected rate of {whose}{basis}", "share", mine.rate_mean),
            ("rate_low", f"Rate, lower {ends}", "share_low", mine.rate_low),
            ("rate_high", f"Rate, upper {ends}", "share_high", mine.rate_high),
        )
    ] + [
        Quantity(
            "aggregate",
            f"Aggregate royalty ({royalty.source.replace('_', ' ')}), from {royalty.effective_date.isoformat()}: "
            f"{royalty.citation}",
            "",
            decimal_text(royalty.value),
            royalty.unit,
            sources=(royalty.name,),
        )
    ]


def _share(calculation: TopDown, mine: HolderAnswer) -> list[Quantity]:
    ratio = "essential / (essential + others_essential)"
    ends = f"end of its {_percent(calculation)} interval"
    inputs = ("essential", "others_essential")
    return [
        Quantity("share", "Expected share", f"mean({ratio})", stated_text(mine.share_mean), SHARE, inputs),
        Quantity(
            "share_low",
            f"Share, lower {ends}",
            f"quantile({ratio}, level_low)",
            stated_text(mine.share_low),
            SHARE,
            (*inputs, "level_low"),
        ),
        Quantity(
            "share_high",
            f"Share, upper {ends}",
            f"quantile({ratio}, level_high)",
            stated_text(mine.share_high),
            SHARE,
            (*inputs, "level_high"),
        ),
    ]


def _essential(calculation: TopDown, mine: HolderAnswer) -> list[Quantity]:
    found = mine.finding
    counts = ("families", "checked", "essential_found", "prior_a", "prior_b")
    corrected = bool(found.checked) and not calculation.perfect_evaluators
    if not found.checked:
        label = "Essential families: prior predictive distribution, as none of the families was checked"
    elif corrected:
        label = "Essential families: posterior distribution, over how many of those checked are truly essential"
    else:
        label = "Essential families: posterior distribution"
    rest = "BetaBinomial(families - checked, prior_a + {0}, prior_b + checked - {0})"
    if corrected:
        formula = "truly_essential + " + rest.format("truly_essential")
        inputs = ("families", "checked", "truly_essential", "prior_a", "prior_b")
    else:
        formula, inputs = "essential_found + " + rest.format("essential_found"), counts
    quantities = [Quantity("essential", label, formula, DISTRIBUTION, FAMILIES, inputs)]
    if corrected:
        quantities.append(
            Quantity(
                "truly_essential",
                "Truly essential families among those checked: posterior distribution, given what evaluators found",
                "posterior(essential_found, checked, prior_a, prior_b, sensitivity, specificity)",
                DISTRIBUTION,
                FAMILIES,
                ("essential_found", "checked", "prior_a", "prior_b", "sensitivity", "specificity"),
            )
        )
        formula, inputs = "mean(essential)", ("essential",)
    else:
        formula = "essential_found + (families - checked) * (prior_a + essential_found) / (prior_a + prior_b + checked)"
        inputs = counts
    mean = stated_text(mine.essential_mean)
    ends = f"end of its {_percent(calculation)} interval"
    quantities += [
        Quantity("essential_mean", "Expected essential families", formula, mean, FAMILIES, inputs),
        Quantity(
            "essential_low",
            f"Essential families, lower {ends}",
            "quantile(essential, level_low)",
            str(mine.essential_low),
            FAMILIES,
            ("essential", "level_low"),
        ),
        Quantity(
            "essential_high",
            f"Essential families, upper {ends}",
            "quantile(essential, level_high)",
            str(mine.essential_high),
            FAMILIES,
            ("essential", "level_high"),
        ),
    ]
    if mine.exact is not None:
        inputs = ("families", "checked", "essential_found", "confidence")
        quantities += [
            Quantity(
                f"exact_essential_{end}",
                f"Essential families without a prior: {which} end of the exact {_percent(calculation)} interval",
                f"hypergeometric_{end}({', '.join(inputs)})",
                str(value),
                FAMILIES,
                inputs,
            )
            for end, which, value in (("low", "lower", mine.exact[0]), ("high", "upper", mine.exact[1]))
        ]
    return quantities


def _others(calculation: TopDown, answers: Sequence[HolderAnswer], mine: HolderAnswer) -> list[Quantity]:
    found, lines = calculation.findings, [each.finding for each in answers]
    with localcontext(EXACT):
        # From the stated numbers, so that a reader who adds them up gets it.
        all_mean = sum((each.essential_mean for each in answers), Decimal(0))
        others_mean = Decimal(stated_text(all_mean)) - mine.essential_mean
    totals = {
        "families": sum(line.families for line in lines),
        "checked": sum(line.checked for line in lines),
        "essential_found": sum(line.essential for line in lines),
    }
    own = {
        "families": mine.finding.families,
        "checked": mine.finding.checked,
        "essential_found": mine.finding.essential,
    }
    words = {"families": "Families", "checked": "Families checked", "essential_found": "Families found essential"}
    quantities = [
        Quantity(
            "others_essential",
            f"Essential families of the {len(lines) - 1} other lines together: sum of their distributions, "
            + ("independent" if calculation.evaluator_quality is None else "independent given the evaluators' error"),
            "sum(essential of every other holder)",
            DISTRIBUTION,
            FAMILIES,
            ("others_families", "others_checked", "others_essential_found", "prior_a", "prior_b")
            + (() if calculation.perfect_evaluators else ("sensitivity", "specificity")),
        ),
        Quantity(
            "others_essential_mean",
            "Expected essential families of all others",
            "all_essential_mean - essential_mean",
            stated_text(others_mean),
            FAMILIES,
            ("all_essential_mean", "essential_mean"),
        ),
        Quantity(
            "all_essential_mean",
            "Expected essential families of all holders: the sum of the expected numbers stated for each",
            "sum(essential_mean of every holder)",
            stated_text(all_mean),
            FAMILIES,
            ("all_families", "all_checked", "all_essential_found"),
            (found.name,),
        ),
    ]
    for key, word in words.items():
        quantities += [
            Quantity(
                f"others_{key}",
                f"{word}, all others",
                f"all_{key} - {key}",
                str(totals[key] - own[key]),
                FAMILIES,
                (f"all_{key}", key),
            ),
            Quantity(
                f"all_{key}", f"{word}, all holders", "", str(totals[key]), FAMILIES, sources=(found.name, found.digest)
            ),
        ]
    return quantities


def _found(calculation: TopDown, mine: HolderAnswer) -> list[Quantity]:
    found, line = calculation.findings, mine.finding
    frame = (found.frame, found.frame_digest, f"edition {found.edition}")
    checks = (found.name, found.digest, found.campaign, _checkpoint(found.checkpoint))
    given = [
        (
            "families",
            f"Families declared, counted under the key {found.family_key}",
            line.families,
            (found.name, *frame),
        ),
        ("checked", "Families drawn at random and given a verdict", line.checked, checks),
        ("essential_found", "Of these, found essential", line.essential, checks),
        ("undetermined", "Families drawn without a verdict: in neither count", line.undetermined, checks),
        ("simulated", "Findings simulated for demonstration", line.simulated, checks),
    ]
    if line.reused is not None:
        what = "Of those checked, taken over from earlier results on record"
        given.append(("reused", what, line.reused, checks))
    quantities = [
        Quantity(identity, label, "", str(value), FAMILIES, sources=sources)
        for identity, label, value, sources in given
    ]
    basis = "checks" if line.checked else "prior predictive"
    return [*quantities, Quantity("basis", "What this line rests on", "", basis, "", ("checked",))]


def _assumed(calculation: TopDown, name: str) -> list[Quantity]:
    assumed = calculation.assumptions
    low, high = assumed.levels
    given = [
        ("confidence", "Probability of the intervals", assumed.confidence, PROBABILITY),
        (
            "prior_a",
            "First parameter of the Beta prior on the rate of essentiality",
            assumed.prior_a,
            "shape parameter",
        ),
        ("prior_b", "Second parameter of that prior", assumed.prior_b, "shape parameter"),
    ]
    return [
        Quantity(
            "level_low",
            "Probability below the lower ends",
            "(1 - confidence) / 2",
            decimal_text(low),
            PROBABILITY,
            ("confidence",),
        ),
        Quantity(
            "level_high",
            "Probability below the upper ends",
            "(1 + confidence) / 2",
            decimal_text(high),
            PROBABILITY,
            ("confidence",),
        ),
        *(
            Quantity(identity, f"{label} (assumed)", "", decimal_text(value), unit, sources=(name,))
            for identity, label, value, unit in given
        ),
    ]


_ERRORS = (
    ("sensitivity", "Probability that an essential family is found essential"),
    ("specificity", "Probability that a family that is not essential is found so"),
)


def _errors(calculation: TopDown, name: str) -> list[Quantity]:
    """How often evaluators err: assumed, or as it was measured of a pool, whose report is the source."""
    assumed, quality = calculation.assumptions, calculation.evaluator_quality
    quantities: list[Quantity] = []
    for identity, label in _ERRORS:
        if quality is None:
            value = decimal_text(getattr(assumed, identity))
            quantities.append(Quantity(identity, f"{label} (assumed)", "", value, PROBABILITY, sources=(name,)))
            continue
        measured: Reliability = getattr(quality, identity)
        shapes = (f"{identity}_alpha", f"{identity}_beta")
        sources = (quality.name, quality.digest, quality.report, _checkpoint(quality.checkpoint))
        what = (
            f"{label}: measured of {quality.pool}, {quality.repeated} of {quality.families} families judged more than "
            f"once, mean {decimal_text(measured.mean)}; the same for all holders"
        )
        quantities += [
            Quantity(identity, what, f"Beta({', '.join(shapes)})", DISTRIBUTION, PROBABILITY, shapes),
            *(
                Quantity(
                    f"{identity}_{shape}",
                    f"{which} parameter of that Beta distribution (measured)",
                    "",
                    decimal_text(getattr(measured, shape)),
                    "shape parameter",
                    sources=sources,
                )
                for shape, which in (("alpha", "First"), ("beta", "Second"))
            ),
        ]
    return quantities


def _percent(calculation: TopDown) -> str:
    return f"{decimal_text(EXACT.multiply(calculation.assumptions.confidence, Decimal(100)))} %"


def _checkpoint(note: str) -> str:
    """A signed checkpoint in short: origin, size and root, the first three lines of its note (C2SP tlog-checkpoint)."""
    lines = note.splitlines()
    return f"checkpoint {' '.join(lines[:3])}" if len(lines) >= 3 else f"checkpoint {note}"
