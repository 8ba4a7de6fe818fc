"""Owns what a calculation is: canonical inputs, the name that follows from them, and results that anybody recomputes.

The name of a calculation is the SHA-256 of its canonical inputs, byte for byte, so `sha256sum` checks it. `compute`
needs those bytes and nothing else, and gives the same bytes each time: the service answers with it, and whoever
verifies a calculation runs it again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from services.frand.calculations import derivation, side_by_side, top_down, top_down_answer
from services.frand.calculations.derivation import Quantity
from services.frand.engine import ENGINE_VERSION
from services.frand.engine.errors import InvalidInput
from services.frand.numbers import SIGNIFICANT_DIGITS
from shared.canonical import canonical_json, sha256_hex
from shared.errors import SepiaError, invalid, not_found, precondition

INPUTS_FORMAT = "sepia-calculation-inputs-v1"
RESULTS_FORMAT = "sepia-calculation-results-v1"

ROUNDING: Mapping[str, object] = {"significant_digits": SIGNIFICANT_DIGITS, "halves": "to even", "step": "last"}
"""How stated numbers are rounded; part of what determines the result."""


@dataclass(frozen=True, slots=True)
class Method:
    """A way from findings to rates.

    Attributes:
        results: results from the method's own inputs, both as documents.
        derive: a holder's derivation from inputs, results, holder and name of the calculation; KeyError where the
            holder is not in it.
    """

    results: Callable[[Mapping[str, Any]], dict[str, object]]
    derive: Callable[[Mapping[str, Any], Mapping[str, Any], str, str], tuple[Quantity, ...]]


METHODS: Mapping[str, Method] = {
    top_down.METHOD: Method(
        results=lambda inputs: top_down_answer.results(top_down.top_down_of(inputs)),
        derive=lambda inputs, results, holder, name: derivation.derive(
            top_down.top_down_of(inputs), top_down_answer.answer_of(results), holder, name=name
        ),
    ),
}
"""The methods there are, by name."""


def canonical_inputs(method: str, inputs: Mapping[str, object]) -> str:
    """Everything that determines a result, as canonical JSON: method and its inputs, rounding, engine."""
    return canonical_json(
        {
            "format": INPUTS_FORMAT,
            "engine_version": ENGINE_VERSION,
            "method": method,
            "rounding": ROUNDING,
            "inputs": inputs,
        }
    ).decode()


def name_of(canonical: str) -> str:
    """`calculations/{sha256}`: named by SHA-256 over exactly the canonical inputs."""
    return f"calculations/{sha256_hex(canonical.encode())}"


def compute(canonical: str) -> str:
    """The results of a calculation as canonical JSON, from nothing but its canonical inputs.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_CALCULATION_INPUTS: not canonical, or not what a calculation is made of; what
            the rules of the inputs refuse); FAILED_PRECONDITION (ENGINE_VERSION_DIFFERS).
    """
    document = _read(canonical)
    try:
        if document["format"] == side_by_side.INPUTS_FORMAT:
            return _side_by_side(document)
        results = METHODS[document["method"]].results(document["inputs"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unreadable(f"a member is missing or of the wrong kind ({error})") from error
    return canonical_json(
        {
            "format": RESULTS_FORMAT,
            "engine_version": ENGINE_VERSION,
            "method": document["method"],
            **results,
        }
    ).decode()


def question_of(canonical: str) -> side_by_side.Question:
    """What the canonical inputs of several methods ask.

    Raises:
        SepiaError: INVALID_ARGUMENT, naming the field at fault.
    """
    return _question_of(json.loads(canonical))


def salt_of(canonical: str) -> str:
    """The salt in canonical inputs; empty where they are for everybody."""
    return json.loads(canonical).get("salt", "")


def _side_by_side(document: Mapping[str, Any]) -> str:
    return canonical_json(side_by_side.results(_question_of(document), document.get("salt", ""))).decode()


def _question_of(document: Mapping[str, Any]) -> side_by_side.Question:
    try:
        return side_by_side.question_of(document["question"])
    except InvalidInput as error:
        raise side_by_side.refusal(error) from error


def result_digest(results: str) -> str:
    """SHA-256 of the canonical results, in hexadecimal."""
    return sha256_hex(results.encode())


def derive(canonical: str, results: str, holder: str) -> tuple[Quantity, ...]:
    """How a holder's rate came about, the rate first.

    Raises:
        SepiaError: NOT_FOUND, where the holder is not in the calculation.
    """
    document, name = json.loads(canonical), name_of(canonical)
    try:
        return METHODS[document["method"]].derive(document["inputs"], json.loads(results), holder, name)
    except KeyError:
        whose = holder or "line of unknown declarants"
        raise not_found(
            name,
            f"There is no {whose} in {name}. GetCalculation lists its holders; the line of unknown declarants is ''.",
        ) from None


def _read(canonical: str) -> dict[str, Any]:
    try:
        document: object = json.loads(canonical)
        in_form = canonical_json(document).decode() == canonical
    except (ValueError, RecursionError, SepiaError) as error:
        raise _unreadable(f"they are not canonical JSON ({error})") from None
    if not in_form:
        raise _unreadable("they are JSON, but not its canonical form, so their digest names nothing")
    members = cast("dict[str, Any]", document) if isinstance(document, dict) else {}
    known = (INPUTS_FORMAT, side_by_side.INPUTS_FORMAT)
    if members.get("format") not in known:
        raise _unreadable(f"they are not of the format {' or '.join(known)}")
    if members.get("engine_version") != ENGINE_VERSION:
        raise precondition(
            "ENGINE_VERSION_DIFFERS",
            f"This calculation was made with engine {members.get('engine_version')}; this is engine {ENGINE_VERSION}, "
            "which may give other numbers. Verify it with the version of Sepia that has that engine.",
        )
    if members["format"] == side_by_side.INPUTS_FORMAT:
        return members
    if members.get("rounding") != ROUNDING:
        raise _unreadable(f"their rounding is not to {SIGNIFICANT_DIGITS} digits, halves to even, as the last step")
    if members.get("method") not in METHODS:
        raise _unreadable(f"there is no method {members.get('method')!r}, only {', '.join(METHODS)}")
    return members


def _unreadable(why: str) -> SepiaError:
    return invalid(
        "NOT_CALCULATION_INPUTS",
        f"These are not the canonical inputs of a calculation: {why}. Use the text that GetCalculation "
        "gives, unchanged.",
    )
