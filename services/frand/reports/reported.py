"""Owns how a calculation becomes a reported one: from its canonical inputs and results, as its reader may see them.

Whoever sees all of a calculation brings its canonical inputs along. Without them, the results are those from which what
is restricted was withheld when they were stored; nothing else is known here, so nothing else can be told.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.frand.calculations import rules, top_down
from services.frand.calculations.graphs import answer_graph_of
from services.frand.calculations.top_down_graph import answer_top_down
from services.frand.engine.derivation import Kind, Omitted, Result
from services.frand.reports.rules import (
    Fact,
    PlacedOffer,
    Ref,
    ReportedAnswer,
    ReportedCalculation,
    Sensitivity,
    reported,
    title_of,
)
from shared.canonical import decimal_text

_OFFERS, _SENSITIVITIES = "offers", "sensitivities"


@dataclass(frozen=True, slots=True)
class Stored:
    """A calculation as it is stored and as its reader may see it.

    Attributes:
        name: `calculations/{sha256}`.
        standard: what it is about; may be empty.
        canonical: its canonical inputs; empty for who does not see all of it.
        results: its results; without what is restricted for who does not see all of it.
        result_digest: of the whole results.
        engine_version: of the engine that computed it.
        created: when.
        demonstration: whether any of it is made up.
        confidential: whether somebody does not see all of it. Its digests are then salted and tell nothing.
    """

    name: str
    standard: str
    canonical: str
    results: str
    result_digest: str
    engine_version: str
    created: dt.datetime
    demonstration: bool
    confidential: bool


def reported_calculation(stored: Stored) -> ReportedCalculation:
    """The calculation, for a report to its reader."""
    inputs: Mapping[str, Any] = json.loads(stored.canonical) if stored.canonical else {}
    if inputs.get("format") == rules.INPUTS_FORMAT:
        return _top_down_alone(stored, inputs)
    results = json.loads(stored.results)
    answers = tuple(_answer(each) for each in results["answers"])
    question: Mapping[str, Any] = inputs.get("question", {})
    return ReportedCalculation(
        name=stored.name,
        title=f"Rates for {stored.standard}" if stored.standard else "Rates",
        asked=tuple(_asked(stored, question, answers)),
        answers=answers,
        result_digest=stored.result_digest,
        engine_version=stored.engine_version,
        created=stored.created,
        checkpoints=tuple(dict.fromkeys(_stood_on(question.get("methods", ())))),
        sensitivities=tuple(move for each in answers if each.method == _SENSITIVITIES for move in _moves(each)),
        offers=tuple(offer for each in answers if each.method == _OFFERS for offer in _offers(each)),
        demonstration=stored.demonstration,
        salted=stored.confidential,
    )


def _top_down_alone(stored: Stored, inputs: Mapping[str, Any]) -> ReportedCalculation:
    asked = top_down.top_down_of(inputs["inputs"])
    found, royalty, assumed = asked.findings, asked.aggregate_royalty, asked.assumptions
    numbers = {name: decimal_text(getattr(assumed, name)) for name in top_down.DEFAULTS}
    facts = {
        "Standard": found.standard,
        "Method": title_of(top_down.METHOD, top_down.METHOD),
        "Findings": f"{found.name}, digest {found.digest}",
        "Families": f"counted under the key {found.family_key}; {found.frame}, digest {found.frame_digest}; "
        f"edition {found.edition}",
        "Aggregate royalty": f"{royalty.name}: {decimal_text(royalty.value)} {royalty.unit}, "
        f"{royalty.source.replace('_', ' ')}, from {royalty.effective_date.isoformat()}: {royalty.citation}",
        **{name.replace("_", " ").capitalize(): number for name, number in numbers.items()},
    }
    if (quality := asked.evaluator_quality) is not None:
        del facts["Sensitivity"], facts["Specificity"]
        facts["Quality of evaluators"] = f"{quality.name}, digest {quality.digest}: {quality.pool}"
    return ReportedCalculation(
        name=stored.name,
        title=f"Rates for {found.standard}",
        asked=tuple(Fact(label, value) for label, value in facts.items()),
        answers=(reported(answer_top_down(asked)),),
        result_digest=stored.result_digest,
        engine_version=stored.engine_version,
        created=stored.created,
        checkpoints=(_note(found.checkpoint),),
        demonstration=stored.demonstration,
    )


def _asked(stored: Stored, question: Mapping[str, Any], answers: Sequence[ReportedAnswer]) -> Iterator[Fact]:
    for label, value in (
        ("Standard", stored.standard),
        ("Rate of", question.get("holder", "")),
        ("Answers", ", ".join(title_of(each.id, each.method) for each in answers)),
        ("Released to everybody", ", ".join(question.get("release", ()))),
    ):
        if value:
            yield Fact(label, value)
    for each in question.get("methods", ()):
        found, royalty = each["inputs"].get("findings"), each["inputs"].get("aggregate_royalty")
        if each["method"] == top_down.METHOD and isinstance(found, dict) and isinstance(royalty, dict):
            yield Fact(
                f"Findings ({each['id']})", f"of {found['campaign']}, counted under the key {found['family_key']}"
            )
            yield Fact(f"Aggregate royalty ({each['id']})", f"{royalty['name']}: {royalty['citation']}")


def _stood_on(methods: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for each in methods:
        found = each["inputs"].get("findings")
        if isinstance(found, dict) and "checkpoint" in found:
            yield _note(str(found["checkpoint"]))  # pyright: ignore[reportUnknownArgumentType]


def _note(checkpoint: str) -> str:
    """A signed checkpoint in a line: origin, size and root, the first three lines of its note."""
    return " ".join(checkpoint.splitlines()[:3])


def _answer(document: Mapping[str, Any]) -> ReportedAnswer:
    quantities = document["quantities"]
    return ReportedAnswer(
        id=document["id"],
        method=document["method"],
        results=tuple(Result(**each) for each in document["results"]),
        derivation=answer_graph_of(document),
        omitted=tuple(Omitted(**each) for each in document["omitted"]),
        notes=tuple(document["notes"]),
        commitments=tuple(document.get("withheld", ())),
        formula_withheld=frozenset(each["id"] for each in quantities if each.get("formula_withheld")),
    )


def _moves(answer: ReportedAnswer) -> Iterator[Sensitivity]:
    """The bars of a tornado, from what `engine.sensitivities` writes down."""
    known, number = answer.derivation, 0
    for result in answer.results:
        name = result.best.removesuffix(".width")
        if not name.startswith("swing_") or name == result.best:
            continue
        number += 1
        ends = [f"{name}.{end}" for end in ("low", "high", "input_low", "input_high")]
        if not all(end in known for end in ends):
            continue
        low, high, from_, to = (known[end] for end in ends)
        yield Sensitivity(
            Ref(answer.id, "answer"),
            result.subject,
            f"{decimal_text(from_.value)} {from_.unit}".strip(),
            f"{decimal_text(to.value)} {to.unit}".strip(),
            low.value,
            high.value,
            audience=_narrower(low.audience, high.audience),
        )


def _offers(answer: ReportedAnswer) -> Iterator[PlacedOffer]:
    """The offers, from what `engine.offers` writes down, to be drawn among the answers."""
    for quantity in answer.derivation:
        offer, _, last = quantity.id.rpartition(".")
        if quantity.kind is Kind.GIVEN and last == "rate" and quantity.group == f"Offer {offer}":
            yield PlacedOffer(quantity.group, "", quantity.value, quantity.unit, audience=quantity.audience)


def _narrower(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return one & other
