"""Owns what others see of a confidential calculation: its results without anything that is not for them.

What is withheld is not shown in another form either. A quantity that is restricted is absent, with name, label, formula
and sources; of one that was released, the formula is absent, since it may hold restricted constants, and so is the
label, and its value has the digits it is stated with, no more; notes and what was left out are absent where any input
of the method is restricted. An organisation that is in the audience of some inputs and not of all sees, beside this,
what it is in the audience of. What remains is how many quantities are withheld, and a commitment to each, salted so
that nobody can try values against it. Whoever holds the calculation can open a single commitment for somebody else with
`opening`.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import evaluate
from services.frand.reports.numbers import places, rounded
from shared.canonical import canonical_json, decimal_text, sha256_hex

WITHHELD_FORMAT = "sepia-calculation-withheld-v1"


def withheld(results: Mapping[str, Any], organization: str = "") -> dict[str, Any]:
    """The document of results that everybody may see to whom the calculation is shown.

    Args:
        results: all of them.
        organization: one that sees, beside that, the quantities of whose audience it is; empty for everybody.
    """
    salt = results["salt"]
    return {
        "format": WITHHELD_FORMAT,
        "engine_version": results["engine_version"],
        "answers": [_open_part(answer, salt, organization) for answer in results["answers"]],
    }


def in_part(results: Mapping[str, Any], audience: Collection[str]) -> list[str]:
    """Organisations that may see some restricted quantities of a calculation and not all, sorted.

    Args:
        results: all of them.
        audience: of the calculation, who see everything.
    """
    named = {
        organization
        for answer in results["answers"]
        for quantity in answer["quantities"]
        for organization in quantity["audience"] or ()
    }
    return sorted(named.difference(audience))


def count_withheld(document: Mapping[str, Any]) -> int:
    """How many quantities a document withholds."""
    return sum(len(answer.get("withheld", ())) for answer in document["answers"])


def opening(salt: str, answer: str, quantity: Mapping[str, Any]) -> tuple[str, str]:
    """What opens the commitment to a quantity: its own salt, and the commitment that follows from it.

    The commitment is SHA-256 of the canonical JSON of answer, quantity and salt; the quantity's salt is
    HMAC-SHA-256(the calculation's salt, `ANSWER:QUANTITY`), so that it opens this one and no other.
    """
    own = hmac.new(bytes.fromhex(salt), f"{answer}:{quantity['id']}".encode(), "sha256").hexdigest()
    return own, sha256_hex(canonical_json({"answer": answer, "quantity": quantity, "salt": own}))


def _open_part(answer: Mapping[str, Any], salt: str, organization: str) -> dict[str, Any]:
    def sees(quantity: Mapping[str, Any]) -> bool:
        return quantity["audience"] is None or organization in quantity["audience"]

    visible = {each["id"] for each in answer["quantities"] if sees(each)}
    hidden = [each for each in answer["quantities"] if not sees(each)]
    guarded = answer["restricted"] or bool(hidden)
    return {
        "id": answer["id"],
        "method": answer["method"],
        "restricted": answer["restricted"],
        "results": [_result(each, visible) for each in answer["results"] if each["best"] in visible],
        "quantities": [
            _own(_shown(each, visible), organization) for each in answer["quantities"] if each["id"] in visible
        ],
        "omitted": [] if guarded else answer["omitted"],
        "notes": [] if guarded else answer["notes"],
        # Sorted, so that their order says nothing about what they are.
        "withheld": sorted(opening(salt, answer["id"], each)[1] for each in hidden),
    }


def _result(result: Mapping[str, Any], visible: set[str]) -> dict[str, Any]:
    return {**result, **{end: result[end] if result[end] in visible else "" for end in ("low", "high")}}


def _own(quantity: Mapping[str, Any], organization: str) -> dict[str, Any]:
    """Who else may see a quantity is not for everybody who may."""
    return {**quantity, "audience": None if quantity["audience"] is None else [organization]}


def _shown(quantity: Mapping[str, Any], visible: set[str]) -> dict[str, Any]:
    if all(name in visible for name in quantity["inputs"]):
        return {**quantity, "formula_withheld": False}
    known = [name for name in quantity["inputs"] if name in visible]
    # All its digits would tell what it follows from: of a ratio, numerator and denominator.
    value, unit = Decimal(quantity["value"]), quantity["unit"]
    stated = decimal_text(rounded(value, places(value, unit)))
    hidden = {"formula": "", "label": "", "inputs": known, "sources": [], "formula_withheld": True}
    return {**quantity, "value": stated, **hidden}


@dataclass(frozen=True, slots=True)
class Rechecked:
    """What somebody who does not see everything could check.

    Attributes:
        computed: quantities whose formula gives the value shown.
        wrong: those where it does not; `ANSWER:QUANTITY`.
        unchecked: quantities shown whose formula is withheld or in words.
        given: quantities shown as given.
    """

    computed: int
    wrong: tuple[str, ...]
    unchecked: int
    given: int


def recheck(document: Mapping[str, Any]) -> Rechecked:
    """Computes what a document of results allows to compute, whole or withheld."""
    computed = unchecked = given = 0
    wrong: list[str] = []
    for answer, quantity, values in _with_values(document):
        if quantity["kind"] == "given":
            given += 1
        elif quantity["kind"] != "computed" or quantity.get("formula_withheld"):
            unchecked += 1
        else:
            computed += 1
            try:
                value = evaluate(quantity["formula"], values)
            except InvalidInput:
                value = None
            if value != Decimal(quantity["value"]):
                wrong.append(f"{answer}:{quantity['id']}")
    return Rechecked(computed, tuple(wrong), unchecked, given)


def _with_values(
    document: Mapping[str, Any],
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Decimal]]]:
    for answer in document["answers"]:
        values = {each["id"]: Decimal(each["value"]) for each in answer["quantities"]}
        for quantity in answer["quantities"]:
            yield answer["id"], quantity, values
