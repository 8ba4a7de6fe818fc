"""Owns what callers are shown of calculations: rows as messages, each as its reader may see it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from google.type import decimal_pb2
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.type.v1 import type_pb2
from services.frand.calculations import side_by_side, store, top_down
from services.frand.calculations.top_down_answer import HolderAnswer, answer_of
from services.frand.calculations.withholding import count_withheld
from shared.auth.callers import current_caller
from shared.canonical import decimal_text
from shared.errors import not_found

FAMILY_KEYS = {
    "etsi": type_pb2.FAMILY_KEY_ETSI,
    "docdb": type_pb2.FAMILY_KEY_DOCDB,
    "priorities": type_pb2.FAMILY_KEY_PRIORITIES,
}
KINDS = {
    "given": pb.QUANTITY_KIND_GIVEN,
    "computed": pb.QUANTITY_KIND_COMPUTED,
    "stated": pb.QUANTITY_KIND_STATED,
}
MOST_DOCUMENT_BYTES = 2_000_000
"""A larger document is not repeated in the message; its graphs are read answer by answer."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A calculation as a reader may see it.

    Attributes:
        row: of the calculation.
        canonical, results: whole, or empty and without anything restricted.
        complete: whether it is whole.
        shared_with: with whom a confidential one is shared.
    """

    row: sa.Row[Any]
    canonical: str
    results: str
    complete: bool
    shared_with: Sequence[str]

    @property
    def side_by_side(self) -> bool:
        """Whether it is of several methods, not of the top-down method alone."""
        return self.row.aggregate is None


async def see(connection: AsyncConnection, name: str) -> Seen:
    """A calculation as the caller may see it; the connection is the caller's (`Database.read_as_caller`).

    Raises:
        SepiaError: NOT_FOUND, also where it is not for the caller.
    """
    row = await store.read(connection, name)
    if row is None:
        raise not_found(name)
    if row.audience is None:
        return Seen(row, row.canonical_inputs, row.results, True, ())
    whole = await store.read_whole(connection, name)
    shared = await store.shares(connection, row.sha256)
    if whole is None:
        # In the audience of some inputs, the caller's organisation sees these beside what everybody does.
        view = await store.read_view(connection, name, current_caller().organization)
        return Seen(row, "", view or row.results, False, shared)
    return Seen(row, whole.canonical_inputs, whole.results, True, shared)


def listed(row: sa.Row[Any]) -> pb.Calculation:
    """A calculation as lists show it."""
    message = pb.Calculation(
        name=f"calculations/{row.sha256}",
        engine_version=row.engine_version,
        standard=row.standard,
        result_digest=row.result_digest,
        demonstration=row.demonstration,
        submitter=row.submitter,
        create_time=row.created_at,
    )
    if row.audience is not None:
        message.confidentiality.whose.extend(row.whose)
    if row.aggregate is None:
        return message
    assumed: Mapping[str, str] = row.assumptions
    numbers = {name: decimal_pb2.Decimal(value=assumed[name]) for name in top_down.DEFAULTS}
    message.top_down.CopyFrom(
        pb.TopDownInputs(
            findings=assumed["findings"],
            aggregate_royalty=assumed["aggregate_royalty"],
            evaluator_quality=assumed.get("evaluator_quality", ""),
            **{
                name: number
                for name, number in numbers.items()
                if "evaluator_quality" not in assumed or name not in ("sensitivity", "specificity")
            },
        )
    )
    message.family_key = FAMILY_KEYS[row.family_key]
    message.edition = row.edition
    message.rate_unit = row.rate_unit
    message.aggregate.CopyFrom(decimal(row.aggregate))
    return message


def calculation_message(seen: Seen) -> pb.Calculation:
    """A calculation with its answers."""
    message = listed(seen.row)
    message.canonical_inputs = seen.canonical
    document = json.loads(seen.results)
    if not seen.side_by_side:
        message.holders.extend(_holder_rate(each) for each in answer_of(document))
        return message
    message.answers.extend(_answers(document))
    if len(seen.results.encode()) <= MOST_DOCUMENT_BYTES:
        message.document = seen.results
    if seen.row.audience is not None:
        found = message.confidentiality
        found.complete = seen.complete
        found.published = store.EVERYBODY in seen.shared_with
        if seen.complete:
            found.audience.extend(seen.row.audience)
            found.shared_with.extend(each for each in seen.shared_with if each != store.EVERYBODY)
        else:
            found.withheld = count_withheld(document)
    return message


def _answers(document: Mapping[str, Any]) -> list[pb.Answer]:
    by_id: dict[str, pb.Answer] = {}
    for each in document["answers"]:
        by_id[each["id"]] = pb.Answer(
            id=each["id"],
            method=each["method"],
            omitted=[pb.OmittedInput(what=one["what"], why=one["why"]) for one in each["omitted"]],
            notes=each["notes"],
            withheld=len(each.get("withheld", ())),
        )
    for result in side_by_side.shown_results(document):
        by_id[result.answer].results.append(
            pb.AnswerResult(
                subject=result.subject,
                label=result.label,
                best=None if result.best is None else decimal(result.best),
                low=None if result.low is None else decimal(result.low),
                high=None if result.high is None else decimal(result.high),
                unit=result.unit,
                quantity=result.quantity,
            )
        )
    return list(by_id.values())


def answer_graph(seen: Seen, name: str, answer: str, quantity: str) -> pb.Derivation:
    """The graph of an answer, or what of it a quantity follows from.

    Raises:
        SepiaError: NOT_FOUND, also where it is withheld from the caller.
    """
    document: dict[str, Any] = json.loads(seen.results) if seen.side_by_side else {"answers": []}
    answers: list[dict[str, Any]] = document["answers"]
    found = next((each for each in answers if each["id"] == answer), None)
    if found is None:
        raise not_found(name, f"There is no answer {answer!r} in {name}. GetCalculation lists its answers.")
    quantities: list[dict[str, Any]] = found["quantities"]
    by_id: dict[str, dict[str, Any]] = {each["id"]: each for each in quantities}
    wanted = set(by_id)
    if quantity:
        if quantity not in by_id:
            raise not_found(name, f"There is no quantity {quantity!r} in the answer {answer} of {name} for you to see.")
        wanted, waiting = set[str](), [quantity]
        while waiting:
            each = waiting.pop()
            if each not in wanted:
                wanted.add(each)
                waiting += by_id[each]["inputs"]
    return pb.Derivation(
        calculation=name,
        answer=answer,
        quantities=[_quantity(each) for each in quantities if each["id"] in wanted],
        withheld=len(found.get("withheld", ())),
    )


def _quantity(each: Mapping[str, Any]) -> pb.Quantity:
    return pb.Quantity(
        id=each["id"],
        label=each["label"],
        formula=each["formula"],
        value=each["value"],
        unit=each["unit"],
        inputs=each["inputs"],
        sources=each["sources"],
        kind=KINDS[each["kind"]],
        group=each["group"],
        audience=each["audience"] or (),
        formula_withheld=bool(each.get("formula_withheld")),
    )


def _holder_rate(each: HolderAnswer) -> pb.HolderRate:
    found = each.finding
    message = pb.HolderRate(
        holder=found.holder,
        display_name=found.display_name,
        families=found.families,
        checked=found.checked,
        checked_essential=found.essential,
        essential_mean=decimal(each.essential_mean),
        essential_interval=type_pb2.CountInterval(low=each.essential_low, high=each.essential_high),
        share_mean=decimal(each.share_mean),
        share_interval=type_pb2.Interval(low=decimal(each.share_low), high=decimal(each.share_high)),
        rate_mean=decimal(each.rate_mean),
        rate_interval=type_pb2.Interval(low=decimal(each.rate_low), high=decimal(each.rate_high)),
        simulated=found.simulated,
        undetermined=found.undetermined,
        reused=found.reused,
    )
    if each.exact is not None:
        message.exact_essential_interval.CopyFrom(type_pb2.CountInterval(low=each.exact[0], high=each.exact[1]))
    return message


def decimal(number: Decimal) -> decimal_pb2.Decimal:
    """A number as the contract has it."""
    return decimal_pb2.Decimal(value=decimal_text(number))
