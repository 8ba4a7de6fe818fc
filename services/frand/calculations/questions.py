"""Owns how a request becomes a question: what it refers to is read as the caller, and put where it belongs."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message
from google.type import decimal_pb2
from sqlalchemy.ext.asyncio import AsyncConnection

from sepia.frand.v1 import calculations_pb2 as pb
from sepia.frand.v1 import comparables_pb2, methods_pb2
from services.frand.calculations import side_by_side, top_down
from services.frand.calculations.messages import from_message
from services.frand.calculations.methods import METHODS
from services.frand.calculations.side_by_side import Asking, Chosen, Question
from services.frand.engine import RateOffer, SensitivityInputs
from services.frand.engine.errors import InvalidInput
from services.frand.findings.rules import Findings
from services.frand.reliability.rules import EvaluatorQuality
from services.frand.royalties.rules import AggregateRoyalty
from shared.auth.callers import current_caller
from shared.canonical import decimal_text
from shared.db.database import Database
from shared.errors import SepiaError, Violation, forbidden, invalid, not_found

ReadFindings = Callable[[AsyncConnection, str], Awaitable[Findings | None]]
ReadRoyalty = Callable[[AsyncConnection, str], Awaitable[AggregateRoyalty | None]]
ReadQuality = Callable[[AsyncConnection, str], Awaitable[EvaluatorQuality | None]]


@dataclass(frozen=True, slots=True)
class Held:
    """Something on record that inputs refer to.

    Attributes:
        messages: its terms, as the contract's inputs have them: one, or those of a list.
        owner: the organisation that filed it.
        demonstration: whether it is made up.
    """

    messages: Sequence[Message]
    owner: str
    demonstration: bool


ReadHeld = Callable[[AsyncConnection, str], Awaitable[Held | None]]
"""A licence or a rate card by name, as the caller may see it; refuses one of which the caller sees a part only."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that can be computed.

    Attributes:
        question: what is asked.
        salt: secret, where the question is not for everybody; empty otherwise.
        whose: organisations whose inputs are restricted.
        demonstration: whether any of it is made up.
    """

    question: Question
    salt: str
    whose: tuple[str, ...]
    demonstration: bool

    @property
    def audience(self) -> list[str] | None:
        """Organisations that may see all of it, sorted; None where everybody may."""
        found = self.question.audience
        return None if found is None else sorted(found)

    @property
    def canonical(self) -> str:
        """Its canonical inputs."""
        return side_by_side.canonical_inputs(self.question, self.salt)


class Questions:
    """Reads questions out of requests.

    Args:
        database: the service's.
        read_findings, read_royalty, read_quality, read_held: what requests refer to, by name.
    """

    def __init__(
        self,
        database: Database,
        read_findings: ReadFindings,
        read_royalty: ReadRoyalty,
        read_quality: ReadQuality,
        read_held: ReadHeld,
    ) -> None:
        self._database = database
        self._read_findings = read_findings
        self._read_royalty = read_royalty
        self._read_quality = read_quality
        self._read_held = read_held

    async def top_down(self, inputs: pb.TopDownInputs, place: str = top_down.METHOD) -> top_down.TopDown:
        """A top-down calculation from what the service holds.

        Raises:
            SepiaError: NOT_FOUND; INVALID_ARGUMENT (NOT_A_DECIMAL, ASSUMPTION_OUT_OF_RANGE); FAILED_PRECONDITION
                (STANDARD_MISMATCH, NOTHING_CHECKED).
        """
        given = {name: getattr(inputs, name).value for name in top_down.DEFAULTS if inputs.HasField(name)}
        assumed = top_down.assumptions(given)
        async with self._database.read() as connection:
            found = await self._read_findings(connection, inputs.findings)
            royalty = await self._read_royalty(connection, inputs.aggregate_royalty)
            quality = None
            if inputs.evaluator_quality:
                quality = await self._read_quality(connection, inputs.evaluator_quality)
        if found is None:
            raise not_found(inputs.findings)
        if royalty is None:
            raise not_found(inputs.aggregate_royalty)
        if inputs.evaluator_quality and quality is None:
            raise _not_carried(inputs.evaluator_quality)
        return top_down.top_down(assumed, found, royalty, quality)

    async def findings(self, name: str) -> Findings:
        """Findings by name.

        Raises:
            SepiaError: NOT_FOUND.
        """
        async with self._database.read() as connection:
            found = await self._read_findings(connection, name)
        if found is None:
            raise not_found(name)
        return found

    async def royalty(self, name: str) -> AggregateRoyalty:
        """An aggregate royalty by name.

        Raises:
            SepiaError: NOT_FOUND.
        """
        async with self._database.read() as connection:
            found = await self._read_royalty(connection, name)
        if found is None:
            raise not_found(name)
        return found

    async def read(self, request: pb.CreateCalculationRequest) -> Asked:
        """The question of a request with `methods`.

        Raises:
            SepiaError: what it refers to does not exist for the caller; a field breaks its rule; the caller's
                organisation may not see an input (NOT_IN_AUDIENCE) or release a quantity (NOT_YOURS_TO_RELEASE).
        """
        owners: set[str] = set()
        demonstration = False
        chosen: list[Chosen] = []
        try:
            names = _names(request.methods)
            for number, (id, method) in enumerate(zip(names, request.methods, strict=True)):
                kind = method.WhichOneof("inputs") or ""
                inputs, used = await self._inputs(kind, method, f"methods[{number}]")
                owners |= {each.owner for each in used if each.owner}
                demonstration = demonstration or any(each.demonstration for each in used)
                if isinstance(inputs, top_down.TopDown):
                    demonstration = demonstration or inputs.demonstration
                chosen.append(Chosen(id, kind, inputs))
        except InvalidInput as error:
            raise side_by_side.refusal(error) from error
        try:
            offers = tuple(
                from_message(RateOffer, each, f"offers[{number}]") for number, each in enumerate(request.offers)
            )
            sensitivities = tuple(
                Asking(each.answer, from_message(SensitivityInputs, each.inputs, f"sensitivities[{number}].inputs"))
                for number, each in enumerate(request.sensitivities)
            )
        except InvalidInput as error:
            raise side_by_side.refusal(error) from error
        standards = [each.inputs.findings.standard for each in chosen if isinstance(each.inputs, top_down.TopDown)]
        standard = request.standard or (standards[0] if standards else "")
        question = Question(standard, request.holder, tuple(chosen), tuple(request.release), offers, sensitivities)
        return _guarded(question, owners, demonstration)

    async def _inputs(self, kind: str, method: pb.MethodInputs, place: str) -> tuple[Any, list[Held]]:
        if kind == top_down.METHOD:
            if method.references:
                raise invalid(
                    "NOT_REFERABLE",
                    f"{place}.references: top_down names findings and aggregate royalty itself.",
                    Violation(f"{place}.references", "must be empty for top_down"),
                )
            return await self.top_down(method.top_down, f"{place}.top_down"), []
        message: Message = type(getattr(method, kind))()
        message.CopyFrom(getattr(method, kind))
        used: list[Held] = []
        for number, reference in enumerate(method.references):
            held = await self._held(reference.name)
            for each in held.messages:
                _put(message, reference.field, each, f"{place}.references[{number}]")
            used.append(held)
        return from_message(METHODS[kind].inputs, message, f"{place}.{kind}"), used

    async def _held(self, name: str) -> Held:
        if name.startswith("aggregateRoyalties/"):
            royalty = await self.royalty(name)
            return Held([_aggregate(royalty)], "", False)
        if name.startswith("findings/"):
            found = await self.findings(name)
            return Held(_shares(found), "", found.demonstration)
        if name.startswith("evaluatorQualities/"):
            async with self._database.read() as connection:
                quality = await self._read_quality(connection, name)
            if quality is None:
                raise _not_carried(name)
            return Held([_evaluators(quality)], "", quality.demonstration)
        async with self._database.read_as_caller() as connection:
            held = await self._read_held(connection, name)
        if held is None:
            raise not_found(name)
        return held


def _names(methods: Any) -> list[str]:
    """A name for each answer, as given, or the method's, numbered where it occurs again."""
    names: list[str] = []
    for number, method in enumerate(methods):
        base = method.id or str(method.WhichOneof("inputs"))
        name, again = base, 2
        while not method.id and name in names:
            name, again = f"{base}_{again}", again + 1
        if name in side_by_side.OWN_IDS or name.startswith("sensitivity_"):
            raise InvalidInput(f"methods[{number}].id", "must not be that of what is said about answers", given=name)
        if name in names:
            raise InvalidInput(f"methods[{number}].id", "must differ from the ids before it", given=name)
        names.append(name)
    return names


def _guarded(question: Question, owners: set[str], demonstration: bool) -> Asked:
    audience, caller = question.audience, current_caller()
    if audience is None:
        return Asked(question, "", (), demonstration)
    if caller.organization not in audience:
        raise forbidden(
            "An input is restricted to organizations that yours is not among, so nobody of yours could see the answer. "
            "Name your own organization in every audience that you give.",
            reason="NOT_IN_AUDIENCE",
        )
    whose = tuple(sorted(owners | {caller.organization})) if owners else (caller.organization,)
    if question.release and whose != (caller.organization,):
        raise forbidden(
            "Quantities that follow from restricted inputs of others are not yours to release. Leave release empty, or "
            "ask whoever filed these inputs.",
            reason="NOT_YOURS_TO_RELEASE",
        )
    return Asked(question, secrets.token_hex(side_by_side.SALT_BYTES), whose, demonstration)


def _aggregate(royalty: AggregateRoyalty) -> methods_pb2.AggregateInput:
    """An aggregate royalty on record as the methods take it."""
    return methods_pb2.AggregateInput(
        basis=comparables_pb2.ROYALTY_BASIS_PER_UNIT if royalty.currency else comparables_pb2.ROYALTY_BASIS_AD_VALOREM,
        shape=methods_pb2.AGGREGATE_SHAPE_POINT,
        source=f"{royalty.name}: {royalty.citation}"[:1000],
        amount=decimal_pb2.Decimal(value=decimal_text(royalty.value)),
        currency=royalty.currency,
        base="" if royalty.currency else royalty.royalty_base[:200],
    )


def _shares(found: Findings) -> list[methods_pb2.HolderShare]:
    """The counts of findings as shares of a generation; a holder without a family in the frame has none.

    Raises:
        SepiaError: FAILED_PRECONDITION (NOTHING_CHECKED).
    """
    if not any(line.checked for line in found.holders):
        raise top_down.nothing_checked(found)
    return [
        methods_pb2.HolderShare(
            holder=line.holder or "unknown declarants",
            checked=methods_pb2.CheckedFamilies(families=line.families, checked=line.checked, essential=line.essential),
            source=f"{found.name}, SHA-256 {found.digest}",
        )
        for line in found.holders
        if line.families
    ]


def _evaluators(quality: EvaluatorQuality) -> methods_pb2.MeasuredEvaluators:
    """A pool's measured quality as a generation takes it."""
    shapes = {
        f"{what}_{shape}": decimal_pb2.Decimal(value=decimal_text(getattr(getattr(quality, what), shape)))
        for what in ("sensitivity", "specificity")
        for shape in ("alpha", "beta")
    }
    return methods_pb2.MeasuredEvaluators(source=f"{quality.name} ({quality.pool})"[:1000], **shapes)


def _not_carried(name: str) -> SepiaError:
    return not_found(
        name,
        f"{name} has not arrived here. Coordination brings what the assessment publishes, with sensitivity and "
        "specificity alone (ten families or more judged twice); `sepia quality carried` lists what is here.",
    )


def _put(message: Message, path: str, value: Message, place: str) -> None:
    """Puts what is on record into a field of a message, or at the end of it where it is a list.

    Raises:
        InvalidInput: there is no such field, or it takes something else.
    """
    target, descriptor = message, None
    parts = list(side_by_side.steps(path, place))
    for number, part in enumerate(parts):
        if isinstance(part, int):
            items = getattr(target, descriptor.name) if descriptor is not None else ()
            if part >= len(items):
                raise InvalidInput(place, f"names {path}, which is not there")
            target, descriptor = items[part], None
            continue
        if descriptor is not None:
            target = getattr(target, descriptor.name)
        fields = cast("Mapping[str, FieldDescriptor]", target.DESCRIPTOR.fields_by_name)
        descriptor = fields.get(part)
        last = number == len(parts) - 1
        if descriptor is None or (not last and descriptor.message_type is None):
            raise InvalidInput(place, f"names {path}, but there is no field {part}")
    if descriptor is None or descriptor.message_type is not value.DESCRIPTOR:
        wanted = value.DESCRIPTOR.name
        raise InvalidInput(place, f"names {path}, which takes no {wanted}")
    if descriptor.is_repeated:
        getattr(target, descriptor.name).add().CopyFrom(value)
    else:
        getattr(target, descriptor.name).CopyFrom(value)
