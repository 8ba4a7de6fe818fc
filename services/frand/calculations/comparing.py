"""Owns what is said about answers together: cross-checks by a holder's share, offers placed, sensitivities.

Each is an answer of its own, with a graph whose first quantities are those of the methods' answers; what a restricted
answer leads to stays restricted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.frand import engine
from services.frand.engine.derivation import Derivation, MethodAnswer, Quantity, Result
from services.frand.engine.errors import InvalidInput
from services.frand.numbers import EXACT

FRACTION = "fraction"


@dataclass(frozen=True, slots=True)
class Ground:
    """A holder's top-down answer.

    Attributes:
        id: of the answer.
        key: the family key it counts under.
        graph: of the answer.
        result: the holder's.
        prefix: of the holder's quantities.
    """

    id: str
    key: str
    graph: Derivation
    result: Result
    prefix: str

    @property
    def unit(self) -> str:
        """Of the rate."""
        return self.graph[self.result.best].unit

    def value(self, name: str) -> Decimal:
        """A quantity of the holder."""
        return self.graph[f"{self.prefix}.{name}"].value


def ground_of(id: str, key: str, answer: MethodAnswer, holder: str) -> Ground | None:
    """The holder's top-down answer; None where the holder is not in it."""
    for result in answer.results:
        if result.subject == holder:
            return Ground(id, key, answer.derivation, result, result.best.partition(".")[0])
    return None


def measure(unit: str) -> str:
    """What a rate is measured in, however its unit is worded: a fraction, or a currency."""
    word = unit.partition(" ")[0]
    return FRACTION if word == FRACTION else word.upper()


def cross_checked(answers: Mapping[str, MethodAnswer], grounds: Sequence[Ground]) -> MethodAnswer | None:
    """The answers checked against each other by the holder's share; None where there is nothing to check.

    Args:
        answers: all of them, by id.
        grounds: the holder's top-down answers, the first of which gives aggregate and share.
    """
    first = grounds[0]
    share, own = first.value("share"), measure(first.unit)
    rates: list[engine.CheckedRate] = []
    by_id = {ground.id: ground.result for ground in grounds}
    for id, answer in answers.items():
        best = answer.derivation[by_id.get(id, answer.results[0]).best]
        if measure(best.unit) == own and best.value >= 0 and share:
            origin = engine.RateOrigin.COMPARABLE if answer.method == "comparables" else engine.RateOrigin.ANSWER
            rates.append(engine.CheckedRate(id, origin, best.value, share, f"answer {id}", _audience(best)))
    keys: dict[str, engine.KeyRate] = {}
    for ground in grounds:
        rate = ground.graph[ground.result.best]
        if rate.value > 0:
            keys.setdefault(ground.key, engine.KeyRate(ground.key, rate.value))
    if not rates and len(keys) < 2:
        return None
    aggregate = first.graph["aggregate"].value
    return engine.cross_checks(
        engine.CrossChecksInputs(
            first.unit,
            own == FRACTION,
            tuple(rates),
            aggregate if aggregate > 0 else None,
            key_rates=tuple(keys.values()) if len(keys) > 1 else (),
        )
    )


def offers_placed(offers: Sequence[engine.RateOffer], ground: Ground) -> MethodAnswer:
    """Where offers lie in the holder's top-down distribution, and what would have to be true for each to be fair.

    The distribution is known at the ends of the interval: a straight line between them, and nothing is said outside.
    """
    graph, result = ground.graph, ground.result
    half = EXACT.divide(graph["confidence"].value, Decimal(2))
    low, high = graph[result.low].value, graph[result.high].value
    distributions: tuple[engine.RateDistribution, ...] = ()
    if low < high:
        points = (
            engine.DistributionPoint(low, EXACT.subtract(Decimal("0.5"), half)),
            engine.DistributionPoint(high, EXACT.add(Decimal("0.5"), half)),
        )
        kind = engine.DistributionKind.CUMULATIVE
        distributions = (engine.RateDistribution(ground.id, "top_down", kind, points, f"answer {ground.id}"),)
    aggregate, share = graph["aggregate"].value, ground.value("share")
    grounds = engine.AggregateGround(aggregate, share) if aggregate > 0 and share > 0 else None
    unit = ground.unit
    inputs = engine.OffersInputs(
        result.label.removeprefix("Rate of "),
        unit,
        measure(unit) == FRACTION,
        tuple(offers),
        distributions,
        grounds,
    )
    return engine.offers(inputs)


def sensitivity(answer: MethodAnswer, inputs: engine.SensitivityInputs, place: str) -> MethodAnswer:
    """Tornado and Sobol indices of a result of an answer.

    Raises:
        InvalidInput: names the field within `place`.
    """
    try:
        return engine.sensitivities(answer.derivation, inputs)
    except InvalidInput as error:
        raise InvalidInput(f"{place}.{error.field}", error.rule, index=error.index) from error


def _audience(quantity: Quantity) -> tuple[str, ...]:
    return () if quantity.audience is None else tuple(sorted(quantity.audience))
