"""Owns what is said about answers together: cross-checks by a holder's share, offers placed, sensitivities.

Each is an answer of its own, with a graph whose first quantities are those of the methods' answers; what a restricted
answer leads to stays restricted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from services.frand import engine
from services.frand.calculations.top_down import TopDown
from services.frand.calculations.top_down_answer import at_most
from services.frand.calculations.top_down_graph import answer_top_down
from services.frand.engine.derivation import Derivation, MethodAnswer, Quantity, Result
from services.frand.engine.errors import InvalidInput
from services.frand.findings.rules import Findings
from services.frand.numbers import EXACT

FRACTION = "fraction"


@dataclass(frozen=True, slots=True)
class Ground:
    """A holder's top-down answer.

    Attributes:
        id: of the answer.
        graph: of the answer.
        result: the holder's.
        prefix: of the holder's quantities.
        asked: what the answer was computed from.
    """

    id: str
    graph: Derivation
    result: Result
    prefix: str
    asked: TopDown

    @property
    def key(self) -> str:
        """The family key it counts under."""
        return self.asked.findings.family_key

    @property
    def unit(self) -> str:
        """Of the rate."""
        return self.graph[self.result.best].unit

    def value(self, name: str) -> Decimal:
        """A quantity of the holder."""
        return self.graph[f"{self.prefix}.{name}"].value


def ground_of(id: str, asked: TopDown, answer: MethodAnswer, holder: str) -> Ground | None:
    """The holder's top-down answer; None where the holder is not in it."""
    for result in answer.results:
        if result.subject == holder:
            return Ground(id, answer.derivation, result, result.best.partition(".")[0], asked)
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

    The probability of at most a rate r is that of a share of at most r / aggregate, exactly. The distribution is told
    at each offer, at the ends of the interval, at nothing and at the whole aggregate.
    """
    graph, result = ground.graph, ground.result
    distributions: tuple[engine.RateDistribution, ...] = ()
    if graph["aggregate"].value > 0:
        # Its points tell the offers, so it is for whoever may see all of them.
        audience = _all_of(offer.audience for offer in offers)
        points = tuple(_points(offers, ground))
        kind = engine.DistributionKind.CUMULATIVE
        distributions = (engine.RateDistribution(ground.id, "top_down", kind, points, f"answer {ground.id}", audience),)
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


def _points(offers: Sequence[engine.RateOffer], ground: Ground) -> Iterator[engine.DistributionPoint]:
    """Rates, rising, with the exact probability that the holder's rate is at most that."""
    graph, result, aggregate = ground.graph, ground.result, ground.graph["aggregate"].value
    ends = (Decimal(0), graph[result.low].value, graph[result.high].value, aggregate)
    rates = sorted({*ends, *(offer.rate for offer in offers if offer.rate <= aggregate)})
    counted = [line for line in ground.asked.findings.holders if line.families]
    holder = next((i for i, line in enumerate(counted) if line.holder == result.subject), None)
    # A rate states its share to 12 digits: one that is the share's to 11 has reached it.
    shares = [min(1.0, float(EXACT.divide(rate, aggregate)) * (1 + 1e-11)) for rate in rates]
    # A holder with no family has no share, certainly.
    probabilities = [1.0] * len(rates) if holder is None else at_most(ground.asked, shares)[holder].tolist()
    for rate, probability in zip(rates, probabilities, strict=True):
        # Sums over many terms: to 10 digits every machine states the same.
        yield engine.DistributionPoint(rate, Decimal(f"{probability:.10f}"))


def _all_of(audiences: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Who is in every audience that is given; empty where none is."""
    given = [frozenset(audience) for audience in audiences if audience]
    return tuple(sorted(frozenset.intersection(*given))) if given else ()


def sensitivity(
    answer: MethodAnswer, inputs: engine.SensitivityInputs, place: str, asked: object = None
) -> MethodAnswer:
    """Tornado and Sobol indices of a result of an answer.

    Args:
        asked: what the answer was computed from; priors and counts of a top-down answer are moved by asking again.

    Raises:
        InvalidInput: names the field within `place`.
    """
    again = _asked_again(answer, asked, inputs.result) if isinstance(asked, TopDown) else None
    try:
        return engine.sensitivities(answer.derivation, inputs, again)
    except InvalidInput as error:
        raise InvalidInput(f"{place}.{error.field}", error.rule, index=error.index) from error


def _asked_again(answer: MethodAnswer, asked: TopDown, result: str) -> Callable[[str, Decimal], Decimal]:
    """The result of a top-down answer with another assumption, or another count of one holder (`h3.checked`)."""
    subjects = {each.best.partition(".")[0]: each.subject for each in answer.results}
    prefix, _, name = result.partition(".")

    def again(moved: str, value: Decimal) -> Decimal:
        holder, _, count = moved.partition(".")
        if not count:
            changed = _assuming(asked, moved, value)
        else:
            changed = replace(asked, findings=_recounted(asked.findings, subjects[holder], count, value))
        other = answer_top_down(changed)
        # The order of holders follows their shares, so that a holder's quantities may have another prefix now.
        own = {each.subject: each.best.partition(".")[0] for each in other.results}
        return other.derivation[f"{own[subjects[prefix]]}.{name}" if prefix in subjects else result].value

    return again


def _assuming(asked: TopDown, name: str, value: Decimal) -> TopDown:
    """The same with another assumption, or another shape of what was measured of the evaluators."""
    kind, _, shape = name.rpartition("_")
    quality = asked.evaluator_quality
    if quality is not None and shape in ("alpha", "beta"):
        measured = replace(getattr(quality, kind), **{shape: value})
        return replace(asked, evaluator_quality=replace(quality, **{kind: measured}))
    return replace(asked, assumptions=replace(asked.assumptions, **{name: value}))


def _recounted(found: Findings, holder: str, count: str, value: Decimal) -> Findings:
    if value != value.to_integral_value():
        raise InvalidInput("swings.low", "must be a whole number where it is a count, and so must be high", given=value)
    field = {"essential_found": "essential"}.get(count, count)
    lines = tuple(replace(line, **{field: int(value)}) if line.holder == holder else line for line in found.holders)
    for line in lines:
        if not 0 <= line.essential <= line.checked <= line.families:
            rule = f"must leave found at most checked and checked at most families ({count} of {holder or 'unknown'})"
            raise InvalidInput("swings", rule, given=value)
    return replace(found, holders=lines)


def _audience(quantity: Quantity) -> tuple[str, ...]:
    return () if quantity.audience is None else tuple(sorted(quantity.audience))
