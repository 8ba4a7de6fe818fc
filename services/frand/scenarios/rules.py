"""Owns what a set of scenarios is: its grid, the inputs and address of each scenario, and what each answers.

A set is a calculation and axes; a scenario is that calculation with one value of each axis. Which process computes it,
and when, changes nothing: its inputs follow from the set and its number, and its answer from its inputs.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any, cast, get_args, get_origin

from services.frand.calculations import side_by_side, top_down
from services.frand.calculations.documents import from_document, hints_of, to_document, without_none
from services.frand.calculations.methods import METHODS
from services.frand.calculations.side_by_side import Question
from services.frand.engine import ENGINE_VERSION
from services.frand.engine.errors import InvalidInput
from shared.canonical import canonical_json, sha256_hex
from shared.errors import SepiaError, Violation, invalid

SET_FORMAT = "sepia-scenario-set-v1"
PRODUCT, LIST = 1, 2
MOST_SCENARIOS = 10_000
MOST_RESULTS = 500_000
"""Results that a set may keep; a standard with many holders needs one of them named."""

_LARGEST_CHUNK = 50
_CHUNKS_PER_WORKER = 8


@dataclass(frozen=True, slots=True)
class Axis:
    """Values that an input takes.

    Attributes:
        method: number of the method whose input it is.
        path: of the input within that method's document.
        values: as documents.
    """

    method: int
    path: str
    values: tuple[Any, ...]


def axis_path(method: str, field: str) -> str:
    """Where the document of a method has what the contract calls a field; the same but for top-down's numbers."""
    return f"assumptions.{field}" if method == top_down.METHOD and field in top_down.DEFAULTS else field


def axis_value(method: str, path: str, text: str, place: str) -> Any:
    """The value of an axis from its text, by the type of the field.

    Args:
        place: of the text in the request, for errors.

    Raises:
        InvalidInput: there is no such field, or it takes no such value.
        SepiaError: INVALID_ARGUMENT (NOT_A_DECIMAL).
    """
    hint = _hint_at(METHODS[method].inputs, path, place)
    if hint is bool and text in ("true", "false"):
        return text == "true"
    if hint is int and text.lstrip("-").isdecimal():
        return int(text)
    if isinstance(hint, type) and issubclass(hint, Enum):
        by_name = {member.name: member for member in hint}
        return to_document(from_document(hint, by_name[text].value if text in by_name else text, place))
    if hint in (Decimal, str, dt.date):
        return to_document(from_document(hint, text, place))
    raise InvalidInput(place, f"cannot be a value of {path}, which is no number, word, date or truth value")


def _hint_at(kind: Any, path: str, place: str) -> Any:
    hint: Any = kind
    for step in side_by_side.steps(path, place):
        hint = without_none(hint)[0]
        if isinstance(step, int) and get_origin(hint) is tuple:
            hint = get_args(hint)[0]
        elif isinstance(step, str) and is_dataclass(hint) and step in hints_of(cast("type", hint)):
            hint = hints_of(cast("type", hint))[step]
        else:
            raise InvalidInput(place, f"varies {path}, but there is no {step} in these inputs")
    return without_none(hint)[0]


def size_of(lengths: Sequence[int], combination: int) -> int:
    """How many scenarios axes of these lengths make.

    Raises:
        SepiaError: INVALID_ARGUMENT (AXES_UNEVEN, SCENARIOS_TOO_MANY).
    """
    if combination == LIST:
        if len(set(lengths)) > 1:
            rule = "must have as many values as the others, because they are taken together"
            raise invalid("AXES_UNEVEN", f"axes {rule}; they have {lengths}.", Violation("axes", rule))
        total = lengths[0]
    else:
        total = math.prod(lengths)
    if total > MOST_SCENARIOS:
        rule = f"must make at most {MOST_SCENARIOS:,} scenarios"
        raise invalid("SCENARIOS_TOO_MANY", f"axes {rule}; these make {total:,}.", Violation("axes", rule))
    return total


def results_each(question: Question) -> int:
    """How many results a scenario keeps, at most, as far as that can be told beforehand."""
    if question.holder:
        return len(question.methods)
    return sum(
        len(each.inputs.findings.holders) for each in question.methods if isinstance(each.inputs, top_down.TopDown)
    )


def must_be_keepable(question: Question, total: int) -> None:
    """Refuses a set whose results would be too many.

    Raises:
        SepiaError: INVALID_ARGUMENT (SCENARIOS_TOO_LARGE).
    """
    if (each := results_each(question)) * total > MOST_RESULTS:
        rule = "must name the holder whose rate is in question, so that only its results are kept"
        raise invalid(
            "SCENARIOS_TOO_LARGE",
            f"calculation.holder {rule}: {total:,} scenarios of {each:,} results are more than {MOST_RESULTS:,}.",
            Violation("calculation.holder", rule),
        )


def set_text(question: Question, salt: str, axes: Sequence[Axis], combination: int) -> str:
    """Everything that determines a set, as canonical JSON."""
    document = {
        "format": SET_FORMAT,
        "engine_version": ENGINE_VERSION,
        "question": question.document(),
        "axes": [{"method": axis.method, "path": axis.path, "values": list(axis.values)} for axis in axes],
        "combination": "list" if combination == LIST else "product",
        **({"salt": salt} if salt else {}),
    }
    return canonical_json(document).decode()


@dataclass(frozen=True, slots=True)
class ScenarioSet:
    """A set as those who compute it hold it.

    Attributes:
        question: the document of the question that is varied.
        salt: secret, where it is not for everybody.
        axes: at least one.
        combination: PRODUCT or LIST.
        total: how many scenarios.
    """

    question: Mapping[str, Any]
    salt: str
    axes: tuple[Axis, ...]
    combination: int
    total: int

    def places(self, number: int) -> tuple[int, ...]:
        """Which value of each axis a scenario has."""
        if self.combination == LIST:
            return (number,) * len(self.axes)
        places: list[int] = []
        for axis in reversed(self.axes):
            number, place = divmod(number, len(axis.values))
            places.append(place)
        return tuple(reversed(places))

    def question_document(self, number: int) -> dict[str, Any]:
        """What a scenario asks.

        Raises:
            InvalidInput: there is nothing at the path of an axis.
        """
        methods = list(self.question["methods"])
        for axis, place in zip(self.axes, self.places(number), strict=True):
            method = methods[axis.method]
            within = f"methods[{axis.method}].{method['method']}"
            inputs = side_by_side.replaced(method["inputs"], axis.path, axis.values[place], within)
            methods[axis.method] = {**method, "inputs": inputs}
        return {**self.question, "methods": methods}

    def canonical_inputs(self, number: int) -> str:
        """The canonical inputs of a scenario: those of the calculation that asks the same."""
        return side_by_side.inputs_text(self.question_document(number), self.salt)


@lru_cache(maxsize=4)
def read_set(text: str) -> ScenarioSet:
    """The set that canonical JSON says."""
    document = json.loads(text)
    axes = tuple(Axis(axis["method"], axis["path"], tuple(axis["values"])) for axis in document["axes"])
    combination = LIST if document["combination"] == "list" else PRODUCT
    total = size_of([len(axis.values) for axis in axes], combination)
    return ScenarioSet(document["question"], document.get("salt", ""), axes, combination, total)


@dataclass(frozen=True, slots=True)
class Computed:
    """What a scenario answers.

    Attributes:
        number: its place in the grid.
        sha256: of its canonical inputs.
        results: as canonical JSON: answer, subject, best, low, high, unit of each.
        refusal: why there is no answer; empty where there is.
    """

    number: int
    sha256: str
    results: str
    refusal: str


def compute(text: str, numbers: Sequence[int]) -> list[Computed]:
    """Computes scenarios of a set; a worker process runs this.

    A scenario without an answer says why, and is no failure of the set.
    """
    found = read_set(text)
    return [_compute(found, number) for number in numbers]


def _compute(found: ScenarioSet, number: int) -> Computed:
    sha256 = ""
    try:
        document = found.question_document(number)
        sha256 = sha256_hex(side_by_side.inputs_text(document, found.salt).encode())
        question = side_by_side.question_of(document)
        answers = side_by_side.answers(question)
    except InvalidInput as error:
        return Computed(number, sha256, "[]", side_by_side.refusal(error).message)
    except SepiaError as error:
        return Computed(number, sha256, "[]", error.message)
    return Computed(number, sha256, canonical_json(_kept(answers, question.holder)).decode(), "")


def _kept(answers: Sequence[side_by_side.Named], holder: str) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = []
    for named in answers:
        graph, results = named.answer.derivation, named.answer.results
        own = [result for result in results if result.subject == holder] if holder else []
        for result in own or results:
            kept.append(
                {
                    "answer": named.id,
                    "subject": result.subject,
                    "best": graph[result.best].value,
                    "low": graph[result.low].value if result.low else None,
                    "high": graph[result.high].value if result.high else None,
                    "unit": graph[result.best].unit,
                }
            )
    return kept


def chunks(numbers: Sequence[int], width: int) -> Iterator[Sequence[int]]:
    """Pieces of work: small enough that every worker has some to the end, large enough that sending costs little."""
    size = max(1, min(_LARGEST_CHUNK, len(numbers) // (width * _CHUNKS_PER_WORKER)))
    return (numbers[begin : begin + size] for begin in range(0, len(numbers), size))


def missing(total: int, known: Sequence[int]) -> list[int]:
    """The numbers of scenarios that are not computed."""
    computed = set(known)
    return [number for number in range(total) if number not in computed]


def labels(axes: Sequence[Mapping[str, Any]], found: ScenarioSet, number: int) -> list[str]:
    """The values of a scenario as they were asked for."""
    return [axis["values"][place] for axis, place in zip(axes, found.places(number), strict=True)]


def line_for_digest(sha256: str, results: str, refusal: str) -> bytes:
    """What a scenario adds to the digest of its set."""
    return "\n".join(itertools.chain((sha256, results, refusal), ("",))).encode()
