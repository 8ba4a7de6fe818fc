"""Owns calculations of several methods side by side: what is asked, as canonical inputs, and what they answer.

Methods stand side by side and are never averaged. The canonical inputs are all that an answer follows from, so whoever
has them computes the same bytes. Where an input is not for everybody, a secret salt is part of them: the name of the
calculation and every digest of it then tell nothing to those who guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, cast

from services.frand.calculations.comparing import cross_checked, grounds_of, offers_placed, sensitivity
from services.frand.calculations.documents import audience_of, from_document, restricted, to_document
from services.frand.calculations.methods import METHODS
from services.frand.engine import ENGINE_VERSION, RateOffer, SensitivityInputs
from services.frand.engine.derivation import MethodAnswer, Quantity
from services.frand.engine.disclosure import Part, tellings
from services.frand.engine.errors import InvalidInput
from shared.canonical import canonical_json
from shared.errors import SepiaError, Violation, invalid

INPUTS_FORMAT = "sepia-calculation-inputs-v2"
RESULTS_FORMAT = "sepia-calculation-results-v2"
SALT_BYTES = 32

OWN_IDS = ("cross_checked", "offers_placed")
"""Ids of what is said about the answers together; beside these, `sensitivity_N`."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A method with its inputs.

    Attributes:
        id: names its answer within the calculation.
        method: of METHODS.
        inputs: of that method's dataclass.
    """

    id: str
    method: str
    inputs: Any


@dataclass(frozen=True, slots=True)
class Asking:
    """What is asked about the sensitivity of an answer.

    Attributes:
        answer: its id.
        inputs: the result, and the given quantities that are moved.
    """

    answer: str
    inputs: SensitivityInputs


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a calculation.

    Attributes:
        standard: what it is about; may be empty.
        holder: whose rate is in question; may be empty.
        methods: at least one, with different ids.
        release: quantities that everybody may see although they follow from restricted ones, as `ANSWER:QUANTITY`.
        offers: placed in the holder's top-down distribution.
        sensitivities: of results of answers.
    """

    standard: str
    holder: str
    methods: tuple[Chosen, ...]
    release: tuple[str, ...] = ()
    offers: tuple[RateOffer, ...] = ()
    sensitivities: tuple[Asking, ...] = ()

    @property
    def audience(self) -> frozenset[str] | None:
        """Organisations that may see all of it; None where everybody may."""
        return audience_of((*(each.inputs for each in self.methods), *self.offers))

    @property
    def steps(self) -> int:
        """In how many steps it is computed: each method, each sensitivity, and what is said of them together."""
        return len(self.methods) + len(self.sensitivities) + 1

    def document(self) -> dict[str, Any]:
        """All of it as canonical JSON takes it."""
        return {
            "standard": self.standard,
            "holder": self.holder,
            "methods": [
                {"id": each.id, "method": each.method, "inputs": to_document(each.inputs)} for each in self.methods
            ],
            "release": list(self.release),
            "offers": to_document(self.offers),
            "sensitivities": [
                {"answer": each.answer, "inputs": to_document(each.inputs)} for each in self.sensitivities
            ],
        }


def question_of(document: Mapping[str, Any]) -> Question:
    """The inverse of `Question.document`.

    Raises:
        InvalidInput: a field breaks its rule; names the path, such as `methods[0].rate_card.units`.
        SepiaError: INVALID_ARGUMENT, likewise.
        KeyError, TypeError: a member is missing or of the wrong kind.
    """
    methods: list[Chosen] = []
    for number, each in enumerate(document["methods"]):
        method = each["method"]
        if method not in METHODS:
            raise InvalidInput(f"methods[{number}]", f"must be one of {', '.join(METHODS)}", given=method)
        inputs = from_document(METHODS[method].inputs, each["inputs"], f"methods[{number}].{method}")
        methods.append(Chosen(each["id"], method, inputs))
    offers = from_document(tuple[RateOffer, ...], document["offers"], "offers")
    sensitivities = tuple(
        Asking(each["answer"], from_document(SensitivityInputs, each["inputs"], f"sensitivities[{number}].inputs"))
        for number, each in enumerate(document["sensitivities"])
    )
    release = tuple(document["release"])
    return Question(document["standard"], document["holder"], tuple(methods), release, offers, sensitivities)


def canonical_inputs(question: Question, salt: str) -> str:
    """Everything that determines the answers, as canonical JSON.

    Args:
        salt: 32 random bytes in hexadecimal where the question is not for everybody; empty otherwise.
    """
    return inputs_text(question.document(), salt)


def inputs_text(question: Mapping[str, Any], salt: str) -> str:
    """The same from the question's document."""
    document: dict[str, Any] = {"format": INPUTS_FORMAT, "engine_version": ENGINE_VERSION, "question": question}
    return canonical_json({**document, "salt": salt} if salt else document).decode()


@dataclass(frozen=True, slots=True)
class Named:
    """An answer with its name within the calculation.

    Attributes:
        id: of what was chosen.
        answer: the method's, with what was released released.
        restricted: whether any of its inputs is not for everybody.
    """

    id: str
    answer: MethodAnswer
    restricted: bool


def answers(question: Question) -> tuple[Named, ...]:
    """What each method answers, in the order they were chosen.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_COMPUTABLE) naming the method's field at fault, or what the method refuses;
            NOT_A_QUANTITY or DISCLOSES, naming what cannot be released.
    """
    found = [answer_of(question, number) for number in range(len(question.methods))]
    moved = [sensitivity_of(question, found, number) for number in range(len(question.sensitivities))]
    return together(question, found, moved)


def answer_of(question: Question, number: int) -> Named:
    """What one of the methods answers; the first step of several that can be taken side by side.

    Raises:
        SepiaError: as for `answers`.
    """
    chosen = question.methods[number]
    try:
        answer = METHODS[chosen.method].answer(chosen.inputs)
    except InvalidInput as error:
        raise refusal(error, f"methods[{number}].{chosen.method}") from error
    return Named(chosen.id, answer, any(restricted(chosen.inputs)))


def sensitivity_of(question: Question, found: Sequence[Named], number: int) -> Named:
    """What is asked about the sensitivity of one of the answers.

    Args:
        found: answers of methods, that one among them.

    Raises:
        SepiaError: as for `answers`.
    """
    asking, place = question.sensitivities[number], f"sensitivities[{number}]"
    try:
        chosen = [each.id for each in question.methods]
        if asking.answer not in chosen:
            raise InvalidInput(f"{place}.answer", f"must be one of {', '.join(chosen)}", given=asking.answer)
        of = next(each for each in found if each.id == asking.answer)
        asked = question.methods[chosen.index(asking.answer)].inputs
        answer = sensitivity(of.answer, asking.inputs, f"{place}.inputs", asked)
    except InvalidInput as error:
        raise refusal(error) from error
    return Named(f"sensitivity_{number + 1}", answer, of.restricted)


def together(question: Question, found: Sequence[Named], moved: Sequence[Named]) -> tuple[Named, ...]:
    """All answers, from those of the methods and what was asked about their sensitivity: the last step.

    Raises:
        SepiaError: as for `answers`.
    """
    try:
        every = [*found, *_about(question, found), *moved]
    except InvalidInput as error:
        raise refusal(error) from error
    _release(every, question.release)
    return tuple(every)


def _about(question: Question, found: Sequence[Named]) -> list[Named]:
    """What is said about the answers together."""
    guarded = any(each.restricted for each in found)
    by_id = {each.id: each.answer for each in found}
    grounds = [
        ground
        for each in question.methods
        if question.holder
        for ground in grounds_of(each.id, each.inputs, by_id[each.id], question.holder)
    ]
    more: list[Named] = []
    if question.offers:
        if not grounds:
            raise InvalidInput("offers", "need a top-down answer in which the holder of the request has a share")
        placed = offers_placed(question.offers, by_id, grounds)
        more.append(Named("offers_placed", placed, guarded or any(restricted(question.offers))))
    if grounds and (checked := cross_checked(by_id, grounds)) is not None:
        more.append(Named("cross_checked", checked, guarded))
    return more


def refusal(error: InvalidInput, place: str = "") -> SepiaError:
    """What the engine refuses, as the caller is told: the field and the rule, and never a value."""
    index = "" if error.index is None else f"[{error.index}]"
    field = ".".join(part for part in (place, f"{error.field}{index}") if part)
    return invalid("NOT_COMPUTABLE", f"{field} {error.rule}.", Violation(field, error.rule))


def _release(found: list[Named], names: tuple[str, ...]) -> None:
    """Lets everybody see what was asked to be released; refuses what would tell something that was not.

    Raises:
        SepiaError: INVALID_ARGUMENT (NOT_A_QUANTITY, DISCLOSES).
    """
    by_id = {each.id: each.answer for each in found}
    released: list[tuple[str, str]] = []
    for number, name in enumerate(names):
        answer, _, quantity = name.partition(":")
        if answer not in by_id or quantity not in by_id[answer].derivation:
            rule = "must be ANSWER:QUANTITY, a quantity of one of the answers, such as comparables:rate"
            raise invalid("NOT_A_QUANTITY", f"release[{number}] {rule}.", Violation(f"release[{number}]", rule))
        by_id[answer].derivation.release([quantity])
        released.append((answer, quantity))
    if not names:
        return
    parts = [
        Part(id, answer.derivation, frozenset(each.id for each in answer.derivation if each.audience is not None))
        for id, answer in by_id.items()
    ]
    if told := tellings(parts, released):
        raise invalid(
            "DISCLOSES",
            "What is to be released would tell what stays restricted. "
            + " ".join(f"{':'.join(each.name)} {each.why}." for each in told[:3])
            + " Release less, or release by name what is told as well, if that is meant.",
            *(
                Violation(f"release[{released.index(each.name)}]" if each.name in released else "release", each.why)
                for each in told
            ),
        )


def results(question: Question, salt: str) -> dict[str, Any]:
    """The answers with their graphs, as canonical JSON takes them."""
    return results_of(answers(question), salt)


def results_of(found: Sequence[Named], salt: str) -> dict[str, Any]:
    """The same of answers that were computed step by step."""
    document: dict[str, Any] = {
        "format": RESULTS_FORMAT,
        "engine_version": ENGINE_VERSION,
        "answers": [_answer(each) for each in found],
    }
    return {**document, "salt": salt} if salt else document


def _answer(named: Named) -> dict[str, Any]:
    answer = named.answer
    return {
        "id": named.id,
        "method": answer.method,
        "restricted": named.restricted,
        "results": [_fields(result) for result in answer.results],
        "quantities": [_quantity(quantity) for quantity in answer.derivation],
        "omitted": [_fields(omitted) for omitted in answer.omitted],
        "notes": list(answer.notes),
    }


def _quantity(quantity: Quantity) -> dict[str, Any]:
    audience = quantity.audience
    return {
        **_fields(quantity),
        "inputs": list(quantity.inputs),
        "sources": list(quantity.sources),
        "audience": None if audience is None else sorted(audience),
    }


def _fields(value: Any) -> dict[str, Any]:
    return {each.name: getattr(value, each.name) for each in fields(value)}


@dataclass(frozen=True, slots=True)
class ShownResult:
    """A number that a method answers with, from results as a document.

    Attributes:
        answer: id of the answer.
        subject: whose.
        label: what it is.
        best, low, high: values; None where there is none, or none for this reader.
        unit: of all three.
        quantity: that `best` is.
    """

    answer: str
    subject: str
    label: str
    best: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    quantity: str


def shown_results(document: Mapping[str, Any]) -> Iterator[ShownResult]:
    """The results that a document of results holds, whole or withheld."""
    for answer in document["answers"]:
        quantities = {each["id"]: each for each in answer["quantities"]}
        for each in answer["results"]:
            best, low, high = (quantities.get(each[end]) for end in ("best", "low", "high"))
            unit = "" if best is None else best["unit"]
            yield ShownResult(
                answer["id"], each["subject"], each["label"], _end(best), _end(low), _end(high), unit, each["best"]
            )


def _end(quantity: Mapping[str, Any] | None) -> Decimal | None:
    return None if quantity is None else Decimal(quantity["value"])


# --- changing an input by its path -------------------------------------------------------------------------------


def replaced(document: Any, path: str, value: object, within: str = "") -> Any:
    """A document in which the member at a path has another value; what it shares with the old one is not copied.

    Args:
        path: `assumptions.prior_a`, `licences[0].rate`.
        within: where the document stands, for errors.

    Raises:
        InvalidInput: there is nothing at the path.
    """
    return _replaced(document, list(steps(path, within)), value, f"{within}.{path}" if within else path)


def steps(path: str, within: str = "") -> Iterator[str | int]:
    """The members and numbers a path goes through.

    Raises:
        InvalidInput: it is no path.
    """
    for part in path.split("."):
        name, *numbers = part.replace("]", "").split("[")
        if not name.isidentifier() or not all(number.isdecimal() for number in numbers):
            raise InvalidInput(within, "must be varied at a path such as assumptions.prior_a or licences[0].rate")
        yield name
        yield from map(int, numbers)


def _replaced(document: Any, path: list[str | int], value: object, place: str) -> Any:
    if not path:
        return value
    step, *rest = path
    if isinstance(step, int):
        if not isinstance(document, list) or step >= len(cast("list[Any]", document)):
            raise InvalidInput(place, "must be there to be varied")
        items = list(cast("list[Any]", document))
        items[step] = _replaced(items[step], rest, value, place)
        return items
    if not isinstance(document, dict):
        raise InvalidInput(place, "must be there to be varied")
    members = cast("dict[str, Any]", document)
    # A member that is absent has its default; the last one may be given so.
    return {**members, step: _replaced(members.get(step), rest, value, place)}
