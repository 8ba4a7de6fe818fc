"""Owns the version of a report that somebody may see: without restricted numbers, without what would tell them.

Withheld is what the reader is not in the audience of; what shown numbers would let the reader compute (`disclosure`);
a shown number that equals a withheld one to five digits or more; what is said about a result that rests on withheld
numbers (sensitivities, cross-checks and places of offers are further equations about them); and sentences that state
one of them. The report says each time that, and why, something was withheld.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.frand.engine.derivation import Kind, Omitted, Quantity, Result
from services.frand.engine.disclosure import disclosing, telling
from services.frand.reports.numbers import places, rounded
from services.frand.reports.rules import (
    Audience,
    CrossCheck,
    Fact,
    Line,
    PlacedOffer,
    Ref,
    Report,
    ReportedAnswer,
    ReportedCalculation,
    Section,
    Sensitivity,
    ShownResult,
    WithheldLine,
    title_of,
)
from services.frand.reports.stated_numbers import Secrets

NOT_FOR_YOU = "restricted to others"
TELLS = "everybody may see it, but with what is shown here it would tell a number that is restricted to others"
EQUALS = "it equals a number that is restricted to others"
WITHHELD_TEXT = "Withheld: this text states a number that is restricted to others."
WITHHELD_CONDITIONS = "Withheld: it would have to be true of numbers that are restricted to others."
WITHHELD_LABEL = "(its label states a restricted number)"


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer with what of it is withheld, and which quantities follow from that."""

    answer: ReportedAnswer
    why: Mapping[str, str]
    tainted: frozenset[str]


def seen_by(calculation: ReportedCalculation, reader: frozenset[str] | None) -> Report:
    """The report that a reader may see.

    Args:
        calculation: all of it.
        reader: organisations that the reader acts for; empty for the public; None for one who may see everything.
    """
    hidden_values = [
        quantity.value
        for answer in calculation.answers
        for quantity in answer.derivation
        if not _may_see(quantity.audience, reader)
    ]
    hidden_values += [each.value for each in calculation.offers if not _may_see(each.audience, reader)]
    for check in calculation.cross_checks:
        if not _may_see(check.audience, reader):
            hidden_values += [check.value, *([] if check.reference is None else [check.reference])]
    equal = {value for value in hidden_values if telling(value)}
    answers = [_withheld(answer, reader, equal) for answer in calculation.answers]
    values = hidden_values + [each.answer.derivation[name].value for each in answers for name in each.why]
    shown = [
        quantity.value
        for each in answers
        for quantity in each.answer.derivation
        if quantity.id not in each.why and quantity.value not in values
    ]
    view = _View(answers, Secrets(values, shown), reader)
    return view.report(calculation)


def _may_see(audience: Audience, reader: frozenset[str] | None) -> bool:
    return audience is None or reader is None or not audience.isdisjoint(reader)


def _withheld(answer: ReportedAnswer, reader: frozenset[str] | None, equal: set[Decimal]) -> _Answer:
    derivation = answer.derivation
    why = {each.id: NOT_FOR_YOU for each in derivation if not _may_see(each.audience, reader)}
    why |= {each.id: EQUALS for each in derivation if each.id not in why and each.value in equal}
    best = [result.best for result in answer.results]
    bounds = [name for result in answer.results for name in (result.low, result.high) if name]
    why |= dict.fromkeys(sorted(disclosing(derivation, frozenset(why), [*best, *bounds])), TELLS)
    tainted = set(answer.formula_withheld)
    for quantity in derivation:
        if quantity.id in why or not tainted.isdisjoint(quantity.inputs):
            tainted.add(quantity.id)
    return _Answer(answer, why, frozenset(tainted))


class _View:
    def __init__(self, answers: Sequence[_Answer], secrets: Secrets, reader: frozenset[str] | None) -> None:
        self._answers = answers
        self._by_id = {each.answer.id: each for each in answers}
        self._secrets = secrets
        self._reader = reader

    def report(self, calculation: ReportedCalculation) -> Report:
        sections = tuple(map(self._section, self._answers))
        asked = tuple(self._fact(each) for each in calculation.asked if self._sees(each.audience))
        checks = tuple(self._check(each) for each in calculation.cross_checks if self._shows_check(each))
        moves = tuple(
            replace(
                each,
                factor=self._text(each.factor),
                low_setting=self._text(each.low_setting),
                high_setting=self._text(each.high_setting),
                audience=None,
            )
            for each in calculation.sensitivities
            if self._shows_sensitivity(each)
        )
        offers = tuple(self._offer(each) for each in calculation.offers if self._sees(each.audience))
        quantities = sum(len(each.why) + len(each.answer.commitments) for each in self._answers)
        placed = sum(len(each.placements) for each in calculation.offers if self._sees(each.audience))
        counts = {
            ("quantity", "quantities"): quantities,
            ("fact of what was asked", "facts of what was asked"): len(calculation.asked) - len(asked),
            ("cross-check", "cross-checks"): len(calculation.cross_checks) - len(checks),
            ("sensitivity", "sensitivities"): len(calculation.sensitivities) - len(moves),
            ("offer", "offers"): len(calculation.offers) - len(offers),
            ("place of an offer", "places of offers"): placed - sum(len(each.placements) for each in offers),
        }
        withheld = tuple(
            f"{count} {one if count == 1 else many} {'was' if count == 1 else 'were'} withheld from this version."
            for (one, many), count in counts.items()
            if count
        )
        return Report(
            name=calculation.name,
            title=self._text(calculation.title),
            asked=asked,
            sections=sections,
            cross_checks=checks,
            sensitivities=moves,
            offers=offers,
            withheld=withheld,
            result_digest=calculation.result_digest if calculation.salted or not withheld else "",
            engine_version=calculation.engine_version,
            checkpoints=calculation.checkpoints,
            created=calculation.created,
            demonstration=calculation.demonstration,
            verify=calculation.verify,
        )

    def _sees(self, audience: Audience) -> bool:
        return _may_see(audience, self._reader)

    def _text(self, text: str, instead: str = WITHHELD_TEXT) -> str:
        return instead if self._secrets.told_by(text) else text

    def _free(self, text: str) -> str:
        return WITHHELD_TEXT if self._secrets.may_be_told_by(text) else text

    def _fact(self, fact: Fact) -> Fact:
        return Fact(self._text(fact.label, WITHHELD_LABEL), self._text(fact.value))

    def _section(self, each: _Answer) -> Section:
        answer, derivation = each.answer, each.answer.derivation
        return Section(
            id=answer.id,
            method=answer.method,
            title=title_of(answer.id, answer.method),
            results=tuple(self._result(result, each) for result in answer.results),
            lines=tuple(self._line(quantity, each) for quantity in derivation if quantity.id not in each.why),
            withheld=(
                *(
                    WithheldLine(quantity.id, each.why[quantity.id])
                    for quantity in derivation
                    if quantity.id in each.why
                ),
                *(WithheldLine(f"commitment {commitment}", NOT_FOR_YOU) for commitment in answer.commitments),
            ),
            omitted=tuple(Omitted(self._free(left.what), self._free(left.why)) for left in answer.omitted),
            notes=tuple(map(self._free, answer.notes)),
        )

    def _line(self, quantity: Quantity, each: _Answer) -> Line:
        open_formula = quantity.id not in each.tainted
        formula = quantity.formula if open_formula else ""
        return Line(
            id=quantity.id,
            label=self._text(quantity.label, WITHHELD_LABEL),
            kind=quantity.kind.value,
            # The constants of a formula may be restricted numbers, and its form says how to compute back.
            formula=formula,
            # Fifty digits of a mean hold as much as the numbers it is of; those stated hold no more than it says.
            value=quantity.value if open_formula else rounded(quantity.value, places(quantity.value, quantity.unit)),
            unit=quantity.unit,
            inputs=quantity.inputs if open_formula else tuple(i for i in quantity.inputs if i not in each.tainted),
            sources=tuple(map(self._text, quantity.sources)),
            group=self._text(quantity.group, WITHHELD_LABEL),
            live=quantity.kind is Kind.COMPUTED and open_formula,
        )

    def _result(self, result: Result, each: _Answer) -> ShownResult:
        derivation = each.answer.derivation
        names = [name if name and name not in each.why else "" for name in (result.best, result.low, result.high)]
        lines = [derivation[name] for name in names if name]
        return ShownResult(
            subject=self._text(result.subject, WITHHELD_LABEL),
            label=self._text(result.label, WITHHELD_LABEL),
            unit=lines[0].unit if lines else "",
            best=names[0],
            low=names[1],
            high=names[2],
            places=next((places(line.value, line.unit) for line in lines if line.value), 2),
            withheld=any(name in each.why for name in (result.best, result.low, result.high)),
        )

    def _open(self, ref: Ref) -> bool:
        """Whether what is said about a quantity tells nothing about withheld ones."""
        found = self._by_id.get(ref.answer)
        return found is None or ref.quantity not in found.tainted

    def _shows_check(self, check: CrossCheck) -> bool:
        return self._sees(check.audience) and all(map(self._open, check.follows))

    def _check(self, check: CrossCheck) -> CrossCheck:
        return replace(
            check,
            label=self._text(check.label, WITHHELD_LABEL),
            against=self._free(check.against),
            finding=self._free(check.finding),
            audience=None,
        )

    def _shows_sensitivity(self, each: Sensitivity) -> bool:
        return self._sees(each.audience) and self._open(each.result)

    def _offer(self, offer: PlacedOffer) -> PlacedOffer:
        return replace(
            offer,
            label=self._text(offer.label, WITHHELD_LABEL),
            by=self._text(offer.by),
            placements=tuple(
                replace(each, says=self._free(each.says)) for each in offer.placements if self._open(each.result)
            ),
            conditions=tuple(map(self._free, offer.conditions))
            if all(self._open(p.result) for p in offer.placements)
            # Conditions are inequalities with what they rest on.
            else (WITHHELD_CONDITIONS,) * bool(offer.conditions),
            audience=None,
        )
