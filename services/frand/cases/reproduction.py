"""Owns the reproduction of published determinations: what the engine makes of each, and what that shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from services.frand.cases.published import MissingInput, PublishedCase, PublishedOutput
from services.frand.cases.recipes import RECIPES, Recipe
from services.frand.cases.working import Working
from services.frand.engine import Derivation, InvalidInput

__all__ = ["CaseOutcome", "Verdict", "reproduce", "table_of"]


class Verdict(Enum):
    """What a comparison shows."""

    REPRODUCED = "reproduced"
    """Computed from the case's inputs and rounded by its rule, it is the published number."""
    FAILS_AS_STATED = "fails, as the file says"
    """It is not the published number, and the file says that it cannot be."""
    FAILS = "FAILS"
    """It is not the published number, though the file says that it is, or it is though it must not be."""
    CIRCULAR = "circular"
    """It is, but an input was inferred from the published number: this confirms nothing."""
    FUNCTION_TEST = "function test"
    """Nothing was published; it is what the compiler of the file computed from the published terms."""
    JUDGMENT = "judgment"
    """Set by judgment; nothing computes it."""
    INPUT_ONLY = "input only"
    """It is a term or an end of a range that the determination began with."""
    OUTPUT_ONLY = "output only"
    """Nothing that it follows from was published."""
    NOT_PUBLIC = "not public"
    """An input that it follows from is not public or not in the file."""
    INPUT_MISSING = "an input is not in the file"
    """The file says that it reproduces, and it would from an input that the file does not hold: which is said."""


@dataclass(frozen=True, slots=True)
class CaseOutcome:
    """What became of one published number.

    Attributes:
        case, output: which.
        method: by which it was, or would be, computed; empty where none leads to it.
        published: as printed; None where nothing was.
        computed: before rounding; None where it could not be.
        stated: after the rounding rule of the case.
        difference: computed minus published, or minus what the compiler computed for a function test; not rounded.
        unit: of these.
        rule: the rounding rule, in words.
        verdict: what it shows.
        explanation: why, for people.
        remembered: whether an input was recalled by the compiler: then even a match is weak evidence.
        derivation: how it was computed; None where nothing was.
        quantity: which of the derivation's quantities it is.
    """

    case: str
    output: str
    method: str
    published: Decimal | None
    computed: Decimal | None
    stated: Decimal | None
    difference: Decimal | None
    unit: str
    rule: str
    verdict: Verdict
    explanation: str
    remembered: bool
    derivation: Derivation | None
    quantity: str


def reproduce(cases: Sequence[PublishedCase]) -> tuple[CaseOutcome, ...]:
    """The outcome of every output of every case, in the order of the file.

    A number counts as reproduced when the computed one, rounded by the rule of the case as the last step, is the
    published one exactly; or, where a band was published, when it lies in it.
    """
    return tuple(_outcome(case, output) for case in cases for output in case.outputs)


def table_of(outcomes: Sequence[CaseOutcome]) -> tuple[tuple[str, ...], ...]:
    """The outcomes as rows of text, a heading first: for a terminal, CSV, or a comparison with an earlier run."""
    heading = ("case", "output", "published", "computed", "difference", "rounding", "verdict", "explanation", "method")
    return (
        heading,
        *(
            (
                one.case,
                one.output,
                _text(one.published),
                _text(one.computed),
                _text(one.difference),
                one.rule,
                one.verdict.value,
                one.explanation,
                one.method,
            )
            for one in outcomes
        ),
    )


def _outcome(case: PublishedCase, output: PublishedOutput) -> CaseOutcome:
    recipe = RECIPES.get(case.id, {}).get(output.name)
    if recipe is None:
        return _plain(case, output, "", *_without_recipe(case, output))
    try:
        working = recipe.work(case)
    except MissingInput as missing:
        verdict = Verdict.INPUT_MISSING if output.claim is True else Verdict.NOT_PUBLIC
        said = "the file says that it reproduces, which takes this input" if output.claim is True else ""
        return _plain(case, output, recipe.method, verdict, _joined(f"missing: {missing}", said))
    except InvalidInput as refused:
        return _plain(case, output, recipe.method, Verdict.FAILS, f"the method refuses: {refused}")
    if recipe.implies:
        verdict = Verdict.JUDGMENT if output.kind.startswith("judgment") else Verdict.NOT_PUBLIC
        return _plain(case, output, recipe.method, verdict, _joined(working.said, output.kind, _unknown(case)), working)
    return _compared(output, recipe, working)


def _compared(output: PublishedOutput, recipe: Recipe, working: Working) -> CaseOutcome:
    stated = recipe.rule(working.value)
    target = output.published if output.published is not None else output.computed
    difference = None if target is None else working.value - target
    within = difference is not None and (
        abs(difference) <= output.tolerance
        if recipe.rule.band
        else stated == target
        if output.published is not None
        else abs(stated - (target or Decimal(0))) <= output.tolerance
    )
    verdict, explanation = _judged(output, within, working.said)
    return CaseOutcome(
        working.case.id,
        output.name,
        recipe.method,
        output.published,
        working.value,
        stated,
        difference,
        output.unit,
        recipe.rule.words,
        verdict,
        explanation,
        output.remembered,
        working.known,
        working.last,
    )


def _judged(output: PublishedOutput, within: bool, said: str) -> tuple[Verdict, str]:
    recalled = "inputs recalled, not read in a source" if output.remembered else ""
    if output.published is None:
        verdict = Verdict.FUNCTION_TEST if within else Verdict.FAILS
        return verdict, _joined(said, output.kind)
    if output.claim == "circular":
        return (Verdict.CIRCULAR if within else Verdict.FAILS), _joined(said, output.kind)
    if output.claim is False:
        return (Verdict.FAILS if within else Verdict.FAILS_AS_STATED), _joined(said, output.kind)
    return (Verdict.REPRODUCED if within else Verdict.FAILS), _joined(said, recalled)


def _without_recipe(case: PublishedCase, output: PublishedOutput) -> tuple[Verdict, str]:
    if output.claim is True or output.claim == "circular":
        return Verdict.FAILS, "there is no recipe for it, though the file says that it reproduces"
    if output.kind.startswith("judgment"):
        return Verdict.JUDGMENT, output.kind
    for verdict in (Verdict.INPUT_ONLY, Verdict.OUTPUT_ONLY):
        if output.kind.startswith(verdict.value):
            return verdict, output.kind
    return Verdict.NOT_PUBLIC, _joined(output.kind, _unknown(case))


def _unknown(case: PublishedCase) -> str:
    names = [name for name, given in case.inputs.items() if given["value"] is None]
    return f"missing: {', '.join(names)}" if names else ""


def _plain(
    case: PublishedCase,
    output: PublishedOutput,
    method: str,
    verdict: Verdict,
    explanation: str,
    working: Working | None = None,
) -> CaseOutcome:
    return CaseOutcome(
        case.id,
        output.name,
        method,
        output.published,
        None,
        None,
        None,
        output.unit,
        "",
        verdict,
        explanation,
        output.remembered,
        working.known if working else None,
        working.last if working else "",
    )


def _joined(*texts: str) -> str:
    return "; ".join(text for text in dict.fromkeys(texts) if text)


def _text(number: Decimal | None) -> str:
    if number is None:
        return ""
    shown = f"{number:.10g}" if number else "0"
    return format(Decimal(shown).normalize(), "f")
