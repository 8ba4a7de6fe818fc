"""Owns the answer of the top-down method in the form that every method answers in: results with their whole graph."""

from __future__ import annotations

from decimal import Decimal

from services.frand.calculations.top_down import METHOD, TopDown, top_down
from services.frand.calculations.top_down_answer import HolderAnswer, answer
from services.frand.engine.derivation import Derivation, MethodAnswer, Omitted, Result
from services.frand.engine.uncertain_evaluators import doubt_left_out

_SHARE = "fraction of all essential families"
_ENDS = (("_low", "lower end of its interval"), ("", "expected"), ("_high", "upper end of its interval"))


def answer_top_down(calculation: TopDown) -> MethodAnswer:
    """Every holder's rate, the largest expected share first; quantities of the n-th holder begin with `hn.`.

    A rate is the product of the aggregate royalty and the share as stated (12 significant digits), unrounded.

    Raises:
        SepiaError: FAILED_PRECONDITION (STANDARD_MISMATCH, NOTHING_CHECKED); INVALID_ARGUMENT (NOT_COMPUTABLE).
    """
    calculation = top_down(
        calculation.assumptions, calculation.findings, calculation.aggregate_royalty, calculation.evaluator_quality
    )
    royalty, found = calculation.aggregate_royalty, calculation.findings
    graph = Derivation()
    what = f"Aggregate royalty ({royalty.source.replace('_', ' ')}): {royalty.citation}"
    graph.given("aggregate", royalty.value, royalty.unit, what, sources=(royalty.name,))
    assumed = calculation.assumptions
    for name, unit, label in (
        ("confidence", "probability", "Probability of the intervals"),
        ("prior_a", "shape parameter", "First parameter of the Beta prior on the rate of essentiality"),
        ("prior_b", "shape parameter", "Second parameter of that prior"),
    ):
        graph.given(name, getattr(assumed, name), unit, f"{label} (assumed)")
    errors = _errors(graph, calculation)
    answers = answer(calculation)
    sources = (found.name, found.digest, f"edition {found.edition}")
    for number, each in enumerate(answers, 1):
        _counts(graph, f"h{number}", each, sources)
    _together(graph, len(answers), "families", "families", "Families declared by all holders")
    results = tuple(_rate(graph, f"h{number}", each, royalty.unit, errors) for number, each in enumerate(answers, 1))
    _together(graph, len(answers), "rate", royalty.unit, "Sum of the expected rates")
    omitted = tuple(
        Omitted(whose(each), f"{each.finding.undetermined} drawn families have no verdict and are in neither count")
        for each in answers
        if each.finding.undetermined
    )
    notes = (
        f"Families are counted under the key {found.family_key}, edition {found.edition} of the register.",
        *(f"The line of {whose(each)} rests on the prior alone." for each in answers if not each.finding.checked),
        *(
            f"Of the families checked of {whose(each)}, {each.finding.reused} were taken over from earlier results."
            for each in answers
            if each.finding.reused
        ),
        *_left_out(calculation),
    )
    return MethodAnswer(METHOD, results, graph, omitted, notes)


def _left_out(calculation: TopDown) -> tuple[str, ...]:
    quality = calculation.evaluator_quality
    if quality is None:
        return ()
    (se, sp) = ((float(each.alpha), float(each.beta)) for each in (quality.sensitivity, quality.specificity))
    return tuple(filter(None, (doubt_left_out(se, sp),)))


_ERRORS = (
    ("sensitivity", "Probability that an essential family is found essential"),
    ("specificity", "Probability that a family that is not essential is found so"),
)


def _errors(graph: Derivation, calculation: TopDown) -> tuple[str, ...]:
    """How often evaluators err, as assumed or as measured; the names of its quantities."""
    quality, names = calculation.evaluator_quality, list[str]()
    for name, label in _ERRORS:
        if quality is None:
            graph.given(name, getattr(calculation.assumptions, name), "probability", f"{label} (assumed)")
            names.append(name)
            continue
        measured = getattr(quality, name)
        for shape in ("alpha", "beta"):
            text = f"{label}: {shape} of its Beta distribution, as measured of {quality.pool}"
            sources = (quality.name, quality.digest)
            graph.given(f"{name}_{shape}", getattr(measured, shape), "shape parameter", text, sources=sources)
            names.append(f"{name}_{shape}")
    return tuple(names)


_COUNTS = ("families", "checked", "essential_found")
_TERMS = 250
"""Most terms of one sum: formulas have a limit, and a spreadsheet's functions take 255 arguments."""


def _together(graph: Derivation, holders: int, name: str, unit: str, label: str) -> None:
    """Adds a quantity of all holders up, in parts where there are many."""
    terms = [f"h{number}.{name}" for number in range(1, holders + 1)]
    part = 0
    while len(terms) > _TERMS:
        sums: list[str] = []
        for begin in range(0, len(terms), _TERMS):
            part += 1
            some = terms[begin : begin + _TERMS]
            graph.computed(f"all.{name}_{part}", f"sum({', '.join(some)})", unit, f"{label}, part {part}")
            sums.append(f"all.{name}_{part}")
        terms = sums
    graph.computed(f"all.{name}", f"sum({', '.join(terms)})", unit, label)


def whose(each: HolderAnswer) -> str:
    """A holder's name for people."""
    return each.finding.display_name or each.finding.holder or "the unknown declarants"


def _counts(graph: Derivation, prefix: str, each: HolderAnswer, sources: tuple[str, ...]) -> None:
    found, group = each.finding, whose(each)
    for name, value, label in (
        ("families", found.families, "Families declared"),
        ("checked", found.checked, "Families drawn at random and given a verdict"),
        ("essential_found", found.essential, "Of these, found essential"),
    ):
        graph.given(f"{prefix}.{name}", Decimal(value), "families", label, sources=sources, group=group)


def _rate(graph: Derivation, prefix: str, each: HolderAnswer, unit: str, errors: tuple[str, ...]) -> Result:
    group = whose(each)
    own = tuple(f"{prefix}.{count}" for count in _COUNTS)
    assumed = ("prior_a", "prior_b", *errors)
    numbers = zip(
        _ENDS,
        (Decimal(each.essential_low), each.essential_mean, Decimal(each.essential_high)),
        (each.share_low, each.share_mean, each.share_high),
        strict=True,
    )
    ends = [(suffix, end, essential, share) for (suffix, end), essential, share in numbers]
    for suffix, end, essential, _ in ends:
        kind, more = ("quantile", ("confidence",)) if suffix else ("mean", ())
        graph.stated(
            f"{prefix}.essential{suffix}",
            essential,
            f"{kind} of the posterior distribution of the number of essential families",
            (*own, *assumed, *more),
            "families",
            f"Essential families: {end}",
            group=group,
        )
    for suffix, end, _, share in ends:
        kind, more = ("quantile", ("confidence",)) if suffix else ("mean", ())
        graph.stated(
            f"{prefix}.share{suffix}",
            share,
            f"{kind} of the exact distribution of essential / (essential + essential of all others)",
            (f"{prefix}.essential", "all.families", *assumed, *more),
            _SHARE,
            f"Share: {end}",
            group=group,
        )
        graph.computed(
            f"{prefix}.rate{suffix}", f"aggregate * {prefix}.share{suffix}", unit, f"Rate: {end}", group=group
        )
    return Result(
        each.finding.holder, f"Rate of {group}", f"{prefix}.rate", f"{prefix}.rate_low", f"{prefix}.rate_high"
    )
