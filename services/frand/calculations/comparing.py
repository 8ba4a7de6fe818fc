"""Owns what is said about answers together: cross-checks by a holder's share, offers placed, sensitivities.

Each is an answer of its own, with a graph whose first quantities are those of the methods' answers; what a restricted
answer leads to stays restricted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Context, Decimal, localcontext

from services.frand import engine
from services.frand.calculations.top_down import TopDown
from services.frand.calculations.top_down_answer import at_most
from services.frand.calculations.top_down_graph import answer_top_down
from services.frand.engine.cells import Bounded
from services.frand.engine.derivation import Derivation, Kind, MethodAnswer, Quantity, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.formulas import DIGITS
from services.frand.engine.requirements import narrowed
from services.frand.findings.rules import Findings, HolderFinding
from services.frand.numbers import EXACT
from shared.errors import SepiaError

FRACTION = "fraction"

_CARRIED = Context(prec=DIGITS)
"""Quotients, as formulas carry them: an input may have a hundred decimal places, not all that EXACT would give."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A holder's top-down answer, from what Sepia holds or from values.

    Attributes:
        id: of the answer; where it is for one end of a range of royalties, with that end.
        graph: of the answer.
        result: the holder's rate.
        asked: what the answer was computed from.
        holder: whose rate it is.
        aggregate: royalty of all patents together, in the unit of the rate.
        share: the holder's, of that royalty, before territories, floors and caps.
        audience: who may see these two; None where everybody may.
        end: of a range of royalties; empty otherwise.
    """

    id: str
    graph: Derivation
    result: Result
    asked: TopDown | engine.TopDownInputs
    holder: str
    aggregate: Decimal
    share: Decimal
    audience: frozenset[str] | None = None
    end: str = ""

    @property
    def key(self) -> str:
        """The family key it counts under; empty where values do not say it."""
        return self.asked.findings.family_key if isinstance(self.asked, TopDown) else ""

    @property
    def unit(self) -> str:
        """Of the rate."""
        return self.graph[self.result.best].unit

    def reached(self, rates: Sequence[Decimal]) -> tuple[Bounded, ...] | None:
        """The probability that the holder's rate is at most so much, for each rate; None where nobody can tell."""
        if not self.aggregate:
            return None
        if isinstance(self.asked, TopDown):
            return _reached(self.asked, self.holder, rates)
        return engine.rate_probabilities(self.asked, self.holder, rates, self.end)


def grounds_of(id: str, asked: object, answer: MethodAnswer, holder: str) -> tuple[Ground, ...]:
    """The holder's top-down answers: one, or for a range of royalties one for each end; none where it has no share."""
    graph = answer.derivation
    own = [each for each in answer.results if each.subject == holder and each.best.rpartition(".")[2] == "rate"]
    if isinstance(asked, TopDown):
        return tuple(
            Ground(
                id,
                graph,
                each,
                asked,
                holder,
                graph["aggregate"].value,
                graph[f"{each.best.partition('.')[0]}.share"].value,
            )
            for each in own[:1]
        )
    if not isinstance(asked, engine.TopDownInputs):
        return ()
    # A rate in a territory is none of the holder by itself.
    return tuple(
        _of_values(id, graph, each, asked, holder) for each in own if f"{each.best.removesuffix('.rate')}.raw" in graph
    )


def _of_values(id: str, graph: Derivation, result: Result, asked: engine.TopDownInputs, holder: str) -> Ground:
    prefix = result.best.removesuffix(".rate")
    end = prefix.partition(".")[2]
    raw, aggregate = graph[f"{prefix}.raw"], Decimal(0)
    audience = raw.audience
    for n, generation in enumerate(asked.generations, 1):
        name = "aggregate" if generation.aggregate is None else f"g{n}.aggregate"
        royalty = graph[name if name in graph else f"{name}.{end}"]
        aggregate = EXACT.add(aggregate, EXACT.multiply(generation.weight, royalty.value))
        audience = narrowed(audience, royalty.audience)
    share = _CARRIED.divide(raw.value, aggregate) if aggregate else Decimal(0)
    return Ground(f"{id}_{end}" if end else id, graph, result, asked, holder, aggregate, share, audience, end)


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
    share, own = first.share, measure(first.unit)
    rates: list[engine.CheckedRate] = []
    named = {ground.id: (ground.graph, ground.result.best) for ground in grounds}
    of_grounds = {id for id, answer in answers.items() if any(ground.graph is answer.derivation for ground in grounds)}
    named |= {id: (each.derivation, each.results[0].best) for id, each in answers.items() if id not in of_grounds}
    for id, (graph, name) in named.items():
        best = graph[name]
        if measure(best.unit) == own and best.value >= 0 and 0 < share <= 1:
            comparable = id in answers and answers[id].method == "comparables"
            origin = engine.RateOrigin.COMPARABLE if comparable else engine.RateOrigin.ANSWER
            audience = _named(narrowed(best.audience, first.audience))
            rates.append(engine.CheckedRate(id, origin, best.value, share, f"answer {id}", audience))
    keys: dict[str, engine.KeyRate] = {}
    for ground in grounds:
        rate = ground.graph[ground.result.best]
        if ground.key and rate.value > 0:
            keys.setdefault(ground.key, engine.KeyRate(ground.key, rate.value))
    if not rates and len(keys) < 2:
        return None
    return engine.cross_checks(
        engine.CrossChecksInputs(
            first.unit,
            own == FRACTION,
            tuple(rates),
            first.aggregate if first.aggregate > 0 else None,
            aggregate_audience=_named(first.audience),
            key_rates=tuple(keys.values()) if len(keys) > 1 else (),
        )
    )


def offers_placed(
    offers: Sequence[engine.RateOffer], answers: Mapping[str, MethodAnswer], grounds: Sequence[Ground]
) -> MethodAnswer:
    """Where offers lie in the distributions of the answers, and what would have to be true for each to be fair.

    In a top-down answer the probability of at most a rate is told at each offer, at the ends of the interval, at
    nothing and at the whole aggregate. The rates of comparable licences, with their weights, are a distribution too.

    Args:
        offers: in the unit of the first ground.
        answers: all of them, by id.
        grounds: the holder's top-down answers, the first of which says what would have to be true.
    """
    first = grounds[0]
    unit, own = first.unit, measure(first.unit)
    distributions: list[engine.RateDistribution] = []
    widest: dict[str, float] = {}
    for ground in grounds:
        if measure(ground.unit) == own and (placed := _placed(offers, ground)):
            distributions.append(placed[0])
            widest[ground.id] = placed[1]
    for id, answer in answers.items():
        if answer.method == "comparables" and measure(answer.derivation["rate"].unit) == own:
            distributions.append(_of_licences(id, answer.derivation, offers))
    fair = first.aggregate > 0 and 0 < first.share <= 1
    label = first.result.label.removeprefix("Rate of ") if isinstance(first.asked, TopDown) else first.holder
    placed_answer = engine.offers(
        engine.OffersInputs(
            label, unit, own == FRACTION, tuple(offers), tuple(distributions), _fair_ground(first) if fair else None
        )
    )
    notes = [
        f"Places in {id} are known to within {error:.2g}."
        for id, error in widest.items()
        if error > _SMALLEST_ERROR and all(not each.audience for each in distributions if each.id == id)
    ]
    return replace(placed_answer, notes=(*placed_answer.notes, *notes))


_STATED = Context(prec=28)
_SMALLEST_ERROR = 1e-9
"""Places are stated to ten decimal places."""


def _fair_ground(ground: Ground) -> engine.AggregateGround:
    """What a top-down answer stands on; from what Sepia holds, with the counts."""
    audience = _named(ground.audience)
    if not isinstance(ground.asked, TopDown):
        return engine.AggregateGround(ground.aggregate, ground.share, audience=audience)
    prefix = ground.result.best.partition(".")[0]
    families = int(ground.graph[f"{prefix}.families"].value)
    essential = [each for each in ground.graph if each.id.endswith(".essential") and each.id != f"{prefix}.essential"]
    with localcontext(EXACT):
        others = sum((each.value for each in essential), Decimal(0))
    # Quotients are held to more digits than an input may have.
    others = _STATED.plus(others)
    if not others or not families:
        return engine.AggregateGround(ground.aggregate, ground.share, audience=audience)
    return engine.AggregateGround(
        ground.aggregate, ground.share, families=families, others_essential=others, audience=audience
    )


def _placed(offers: Sequence[engine.RateOffer], ground: Ground) -> tuple[engine.RateDistribution, float] | None:
    """A top-down distribution told where the offers are, and how far its probabilities may be off."""
    graph, result = ground.graph, ground.result
    ends = [graph[name].value for name in (result.low, result.high) if name]
    highest = max(ground.aggregate, graph[result.best].value, *ends)
    rates = sorted({Decimal(0), highest, *ends, *(offer.rate for offer in offers if offer.rate <= highest)})
    reached = ground.reached(rates)
    if reached is None or len(rates) < _FEWEST_POINTS:
        return None
    # Its points tell the offers, so it is for whoever may see all of them.
    restricted = [offer.audience for offer in offers]
    audience = _all_of([*restricted, _named(ground.audience)])
    # Sums over many terms: to 10 digits every machine states the same.
    points = tuple(
        engine.DistributionPoint(rate, Decimal(f"{one.value:.10f}")) for rate, one in zip(rates, reached, strict=True)
    )
    kind = engine.DistributionKind.CUMULATIVE
    distribution = engine.RateDistribution(ground.id, "top_down", kind, points, f"answer {ground.id}", audience)
    return distribution, max(each.error for each in reached)


_FEWEST_POINTS = 2


def _reached(asked: TopDown, subject: str, rates: Sequence[Decimal]) -> tuple[Bounded, ...]:
    """The exact probability that the holder's rate is at most so much: that of a share of at most rate / aggregate."""
    counted = [line for line in asked.findings.holders if line.families]
    holder = next((i for i, line in enumerate(counted) if line.holder == subject), None)
    if holder is None:  # A holder with no family has no share, certainly.
        return tuple(Bounded(1.0, 1.0, 1.0) for _ in rates)
    # A rate states its share to 12 digits: one that is the share's to 11 has reached it.
    aggregate = asked.aggregate_royalty.value
    shares = [min(1.0, float(EXACT.divide(rate, aggregate)) * (1 + 1e-11)) for rate in rates]
    return tuple(Bounded(each, each, each) for each in at_most(asked, shares)[holder].tolist())


def _of_licences(id: str, graph: Derivation, offers: Sequence[engine.RateOffer]) -> engine.RateDistribution:
    """The rates of comparable licences as a distribution, each as probable as it weighs."""
    weights = {each.id.removesuffix(".weight"): each for each in graph if each.group == "Combination" and _weighs(each)}
    by_rate: dict[Decimal, Decimal] = {}
    audience: list[tuple[str, ...]] = [offer.audience for offer in offers]
    with localcontext(EXACT):
        total = sum((each.value for each in weights.values()), Decimal(0))
        for licence, weight in weights.items():
            rate = graph[f"{licence}.rate"]
            by_rate[rate.value] = by_rate.get(rate.value, Decimal(0)) + _WEIGHED.divide(weight.value, total)
            audience += [_named(rate.audience), _named(weight.audience)]
    points = tuple(engine.DistributionPoint(rate, by_rate[rate]) for rate in sorted(by_rate))
    kind = engine.DistributionKind.DISCRETE
    return engine.RateDistribution(id, "comparables", kind, points, f"answer {id}", _all_of(audience))


_WEIGHED = Context(prec=30)
"""Weights as probabilities: digits enough that they sum to 1 for whoever adds them up."""


def _weighs(quantity: Quantity) -> bool:
    return quantity.id.endswith(".weight") and quantity.kind is Kind.GIVEN and quantity.value > 0


def _named(audience: frozenset[str] | None) -> tuple[str, ...]:
    """An audience as inputs give it: none named is everybody.

    Raises:
        InvalidInput: nobody is in it.
    """
    if audience is not None and not audience:
        raise InvalidInput("holder", "has a share and an aggregate that nobody may see together")
    return () if audience is None else tuple(sorted(audience))


def _all_of(audiences: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Who is in every audience that is given; empty where none is.

    Raises:
        InvalidInput: nobody is.
    """
    found: frozenset[str] | None = None
    for audience in audiences:
        if audience:
            found = frozenset(audience) if found is None else found & frozenset(audience)
    if found is None:
        return ()
    if not found:
        raise InvalidInput("offers.audience", "must have an organization in common, or nobody sees where they lie")
    return tuple(sorted(found))


def sensitivity(
    answer: MethodAnswer, inputs: engine.SensitivityInputs, place: str, asked: object = None
) -> MethodAnswer:
    """Tornado and Sobol indices of a result of an answer.

    Args:
        asked: what the answer was computed from; priors, evaluators' error and counts of a top-down answer are moved by
            asking again.

    Raises:
        InvalidInput: names the field within `place`.
    """
    again: Callable[[Mapping[str, Decimal]], tuple[Derivation, str]] | None = None
    if isinstance(asked, TopDown):
        again = _asked_again(answer, asked, inputs.result)
    elif isinstance(asked, engine.TopDownInputs):
        values = asked
        again = lambda moved: (engine.top_down_again(values, moved), inputs.result)  # noqa: E731

    def moved(changes: Mapping[str, Decimal]) -> tuple[Derivation, str]:
        try:
            return again(changes) if again is not None else (answer.derivation, inputs.result)
        except (InvalidInput, SepiaError) as error:
            why = f"{error.field} {error.rule}" if isinstance(error, InvalidInput) else error.message.rstrip(".")
            field = "swings" if {each.input for each in inputs.swings}.issuperset(changes) else "uncertain"
            raise InvalidInput(field, f"must move {', '.join(changes)} so that there is an answer: {why}") from error

    try:
        return engine.sensitivities(answer.derivation, inputs, None if again is None else moved)
    except InvalidInput as error:
        raise InvalidInput(f"{place}.{error.field}", error.rule, index=error.index) from error


def _asked_again(
    answer: MethodAnswer, asked: TopDown, result: str
) -> Callable[[Mapping[str, Decimal]], tuple[Derivation, str]]:
    """A top-down answer with other assumptions, or other counts of holders (`h3.checked`)."""
    subjects = {each.best.partition(".")[0]: each.subject for each in answer.results}
    prefix, _, name = result.partition(".")

    def again(changes: Mapping[str, Decimal]) -> tuple[Derivation, str]:
        changed, counts = asked, dict[str, dict[str, Decimal]]()
        for moved, value in changes.items():
            holder, _, count = moved.partition(".")
            if count:
                counts.setdefault(subjects[holder], {})[count] = value
            else:
                changed = _assuming(changed, moved, value)
        other = answer_top_down(replace(changed, findings=_recounted(changed.findings, counts)))
        # The order of holders follows their shares, so that a holder's quantities may have another prefix now.
        own = {each.subject: each.best.partition(".")[0] for each in other.results}
        return other.derivation, f"{own[subjects[prefix]]}.{name}" if prefix in subjects else result

    return again


def _assuming(asked: TopDown, name: str, value: Decimal) -> TopDown:
    """The same with another assumption, or another shape of what was measured of the evaluators."""
    kind, _, shape = name.rpartition("_")
    quality = asked.evaluator_quality
    if quality is not None and shape in ("alpha", "beta"):
        measured = replace(getattr(quality, kind), **{shape: value})
        return replace(asked, evaluator_quality=replace(quality, **{kind: measured}))
    return replace(asked, assumptions=replace(asked.assumptions, **{name: value}))


def _recounted(found: Findings, counts: Mapping[str, Mapping[str, Decimal]]) -> Findings:
    """Findings with other counts of some holders."""
    lines: list[HolderFinding] = []
    for line in found.holders:
        moved = counts.get(line.holder, {})
        if any(value != value.to_integral_value() for value in moved.values()):
            raise InvalidInput("counts", "must be whole numbers, at both ends")
        changed = replace(line, **{_COUNTS.get(count, count): int(value) for count, value in moved.items()})
        if not 0 <= changed.essential <= changed.checked <= changed.families:
            rule = f"must leave found at most checked and checked at most families (of {line.holder or 'unknown'})"
            raise InvalidInput("counts", rule)
        lines.append(changed)
    return replace(found, holders=tuple(lines))


_COUNTS = {"essential_found": "essential"}
