"""Owns the Shapley value as a method: a fair split of a joint value among those who contribute to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import Enum
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from services.frand.engine.checks import Floats
from services.frand.engine.derivation import Derivation, MethodAnswer, Result
from services.frand.engine.errors import InvalidInput
from services.frand.engine.games import (
    MAX_EXACT,
    MAX_PLAYERS,
    shapley_exact,
    shapley_of_groups,
    shapley_sampled,
)
from services.frand.engine.inputs import Rounding, checked_decimal, decimal_of, rounding_formula
from services.frand.engine.requirements import (
    audience_of,
    checked_audience,
    checked_choice,
    checked_text,
    checked_whole,
)

__all__ = ["CoalitionValue", "GameStructure", "Player", "ShapleyInputs", "shapley"]

_EXACT = Context(prec=50)
_SAMPLED_DIGITS = 8
_MOST_WORK = 10**10


class GameStructure(Enum):
    """What coalitions are worth."""

    COMPLEMENTS = "complements"
    ONE_OF_EACH_GROUP = "one_of_each_group"
    ANY_WHOLE_GROUP = "any_whole_group"
    QUOTA = "quota"
    TABLE = "table"


_GROUPED = (GameStructure.ONE_OF_EACH_GROUP, GameStructure.ANY_WHOLE_GROUP)


@dataclass(frozen=True, slots=True)
class Player:
    """Somebody whose contribution is valued.

    Attributes:
        name: unique.
        group: for the structures with groups.
        weight: for a quota, at least 0.
    """

    name: str
    group: str = ""
    weight: Decimal | None = None

    def __post_init__(self) -> None:
        checked_text("players.name", self.name, longest=300)
        if self.weight is not None:
            checked_decimal("players.weight", self.weight, at_least=0)


@dataclass(frozen=True, slots=True)
class CoalitionValue:
    """A coalition, by the names of its members, and what it is worth (at least 0)."""

    members: tuple[str, ...]
    value: Decimal

    def __post_init__(self) -> None:
        if not self.members:
            raise InvalidInput("table.members", "must hold at least one player; nobody is worth 0")
        if len(set(self.members)) < len(self.members):
            raise InvalidInput("table.members", "must not name a player twice")
        checked_decimal("table.value", self.value, at_least=0)


@dataclass(frozen=True, slots=True)
class ShapleyInputs:
    """What the Shapley value is asked.

    Attributes:
        players: 1 to 1,000.
        structure: what coalitions are worth: `value` with all players (complements), with one of each group (members of
            a group are substitutes), with any whole group (groups are substitutes, members complements), with weights
            that reach the quota; or by a table, where a coalition that is not listed is worth what the best listed
            one within it is, and 0 without one.
        unit: of the value, such as `EUR per unit`.
        value: of all together, at least 0; absent for a table.
        quota: above 0, at most the sum of the weights.
        table: values of coalitions that do not fall as a coalition grows.
        permutations: orders looked at where the value has to be sampled (quota or table, above 20 players).
        seed: of these.
        source: where the values come from; may be empty.
        rounding: of the results, the last step.
        audience: organisations that may see the values; none where everybody may.
    """

    players: tuple[Player, ...]
    structure: GameStructure
    unit: str
    value: Decimal | None = None
    quota: Decimal | None = None
    table: tuple[CoalitionValue, ...] = ()
    permutations: int = 20_000
    seed: int = 0
    source: str = ""
    rounding: Rounding | None = None
    audience: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        checked_choice("structure", self.structure, GameStructure)
        checked_text("unit", self.unit, longest=200)
        checked_audience(self.audience, "audience")
        checked_whole("permutations", self.permutations, at_least=1, at_most=10_000_000)
        checked_whole("seed", self.seed, at_least=0, at_most=(1 << 63) - 1)
        if not 1 <= len(self.players) <= MAX_PLAYERS:
            raise InvalidInput("players", f"must be 1 to {MAX_PLAYERS:,}", given=len(self.players))
        if len({player.name for player in self.players}) < len(self.players):
            raise InvalidInput("players.name", "must not occur twice")
        self._check_value()
        self._check_structure()

    def _check_value(self) -> None:
        if self.structure is GameStructure.TABLE:
            if self.value is not None:
                raise InvalidInput("value", "must be absent for a table", given=self.value)
            return
        if self.value is None:
            raise InvalidInput("value", f"must be given for {self.structure.value}")
        checked_decimal("value", self.value, at_least=0)

    def _check_structure(self) -> None:
        grouped, quota = self.structure in _GROUPED, self.structure is GameStructure.QUOTA
        for player in self.players:
            if bool(player.group) is not grouped:
                rule = f"must be {'given' if grouped else 'absent'} for {self.structure.value} (player {player.name})"
                raise InvalidInput("players.group", rule)
            if (player.weight is not None) is not quota:
                rule = f"must be {'given' if quota else 'absent'} for {self.structure.value} (player {player.name})"
                raise InvalidInput("players.weight", rule)
        if quota is (self.quota is None):
            raise InvalidInput("quota", f"must be {'given' if quota else 'absent'} for {self.structure.value}")
        if self.quota is not None:
            total = Fraction(0)
            for player in self.players:
                total += Fraction(player.weight or 0)
            checked_decimal("quota", self.quota, above=0)
            if Fraction(self.quota) > total:
                raise InvalidInput("quota", "must not exceed the sum of all weights", given=self.quota)
        tabled = self.structure is GameStructure.TABLE
        if tabled is not bool(self.table):
            raise InvalidInput("table", f"must be {'given' if tabled else 'absent'} for {self.structure.value}")
        names = {player.name for player in self.players}
        for line in self.table:
            for member in line.members:
                if member not in names:
                    raise InvalidInput("table.members", "must be players", given=member)
        if len({frozenset(line.members) for line in self.table}) < len(self.table):
            raise InvalidInput("table", "must not list a coalition twice")


def shapley(inputs: ShapleyInputs) -> MethodAnswer:
    """What each player contributes on average, over all orders in which the players could have come together.

    Complements and groups have closed forms for any number of players. A quota and a table are computed exactly for up
    to 20 players, from all 2**n coalitions; above, from a stratified and antithetic sample of orders, with the standard
    error of each value stated (`low` and `high` are two standard errors away, at least 0).

    Parameters
    ----------
    inputs : ShapleyInputs

    Returns
    -------
    MethodAnswer
        A result for each player; they sum to the value of all.

    Raises
    ------
    InvalidInput
        A table whose values fall as a coalition grows, or that has more than 15 digits on a common scale.

    References
    ----------
    Shapley, L. S. (1953), "A Value for n-Person Games", Contributions to the Theory of Games II, 307-317; Layne-Farrar,
    A., Padilla, A. J., Schmalensee, R. (2007), Antitrust Law Journal 74, 671-706 (pricing patents in standards).

    Examples
    --------
    >>> asked = ShapleyInputs(
    ...     (Player("Acme", "radio"), Player("Beta", "codec"), Player("Gamma", "codec")),
    ...     GameStructure.ONE_OF_EACH_GROUP, "EUR per unit", Decimal(6),
    ... )
    >>> answer = shapley(asked)
    >>> [(one.subject, answer.derivation.values[one.best].normalize()) for one in answer.results]
    [('Acme', Decimal('4')), ('Beta', Decimal('1')), ('Gamma', Decimal('1'))]
    """
    known = Derivation()
    sources, audience = [inputs.source] if inputs.source else [], audience_of(inputs.audience)
    if inputs.value is not None:
        label = "Value of all players together"
        known.given("value", inputs.value, inputs.unit, label, sources=sources, audience=audience)
    notes: list[str] = []
    match inputs.structure:
        case GameStructure.COMPLEMENTS:
            known.given("players", Decimal(len(inputs.players)), "players", "Players")
            for n, player in enumerate(inputs.players, 1):
                label = f"Part of {player.name}"
                known.computed(f"p{n}.part", "1 / players", "fraction", label, group=player.name)
        case GameStructure.ONE_OF_EACH_GROUP | GameStructure.ANY_WHOLE_GROUP:
            _write_groups(known, inputs)
        case GameStructure.QUOTA:
            _write_quota(known, inputs, notes)
        case GameStructure.TABLE:
            _write_table(known, inputs, notes)
    return MethodAnswer("shapley", tuple(_write_values(known, inputs)), known, notes=tuple(notes))


def _write_values(known: Derivation, inputs: ShapleyInputs) -> list[Result]:
    results: list[Result] = []
    for n, player in enumerate(inputs.players, 1):
        name, unit, group = f"p{n}", inputs.unit, player.name
        known.computed(f"{name}.exact", f"value * {name}.part", unit, f"Value of {group}, not rounded", group=group)
        ends = {"": f"{name}.exact"}
        if f"{name}.part.error" in known:
            for end, sign in ((".low", "-"), (".high", "+")):
                part = f"max({name}.part {sign} 2 * {name}.part.error, 0)"
                label = f"Value of {group}, two standard errors {'below' if sign == '-' else 'above'}"
                known.computed(f"{name}.exact{end}", f"value * {part}", unit, label, group=group)
                ends[end] = f"{name}.exact{end}"
        for end, exact in ends.items():
            formula = rounding_formula(exact, inputs.rounding) if inputs.rounding else exact
            known.computed(
                f"{name}.value{end}", formula, unit, f"Value of {group}{end.replace('.', ', ')}", group=group
            )
        spread = len(ends) > 1
        bounds = (f"{name}.value.low", f"{name}.value.high") if spread else ("", "")
        results.append(Result(player.name, "Value", f"{name}.value", *bounds))
    return results


def _write_groups(known: Derivation, inputs: ShapleyInputs) -> None:
    groups = list(dict.fromkeys(player.group for player in inputs.players))
    sizes = [sum(player.group == group for player in inputs.players) for group in groups]
    for g, (group, size) in enumerate(zip(groups, sizes, strict=True), 1):
        known.given(f"g{g}.members", Decimal(size), "players", f"Members of {group}", group=group)
    parts = dict(zip(groups, shapley_of_groups(sizes), strict=True))
    inputs_of = [f"g{g}.members" for g in range(1, len(groups) + 1)]
    for n, player in enumerate(inputs.players, 1):
        part = parts[player.group]
        what = f"Shapley value in closed form, {_shown(part)}: ∫ u**(m - 1) Π (1 - u**m_j) du over the other groups j"
        label = f"Part of {player.name}"
        known.stated(f"p{n}.part", _decimal(part), what, inputs_of, "fraction", label, group=player.name)


def _write_quota(known: Derivation, inputs: ShapleyInputs, notes: list[str]) -> None:
    audience, names = audience_of(inputs.audience), list[str]()
    for n, player in enumerate(inputs.players, 1):
        label = f"Weight of {player.name}"
        known.given(f"p{n}.weight", player.weight or Decimal(0), "", label, audience=audience, group=player.name)
        names.append(f"p{n}.weight")
    if inputs.quota is not None:
        known.given("quota", inputs.quota, "", "Weights that are enough", audience=audience)
        names.append("quota")
    weights = _whole([*(player.weight or Decimal(0) for player in inputs.players), inputs.quota or Decimal(0)])
    quota = weights.pop()
    if len(weights) <= MAX_EXACT:
        enough = (_sums(weights) >= quota).astype(np.int64)
        _state_exact(known, inputs, shapley_exact(enough), names)
        return
    counted = np.array(weights, dtype=np.float64)

    def marginals(orders: NDArray[np.int64]) -> Floats:
        reached = np.cumsum(counted[orders], axis=1) >= quota
        return np.diff(reached.astype(np.float64), axis=1, prepend=0.0)

    _state_sampled(known, inputs, marginals, 1.0, names, notes)


def _write_table(known: Derivation, inputs: ShapleyInputs, notes: list[str]) -> None:
    audience, places = audience_of(inputs.audience), {player.name: n for n, player in enumerate(inputs.players)}
    sources, names, coalitions = [inputs.source] if inputs.source else [], list[str](), dict[int, int]()
    values = _whole([line.value for line in inputs.table])
    for c, (line, value) in enumerate(zip(inputs.table, values, strict=True), 1):
        label = f"Value of {', '.join(line.members)}"
        known.given(f"c{c}.value", line.value, inputs.unit, label, sources=sources, audience=audience)
        names.append(f"c{c}.value")
        coalitions[sum(1 << places[member] for member in line.members)] = value
    _check_rising(coalitions, inputs)
    best = max(range(len(values)), key=values.__getitem__)
    known.computed("value", f"c{best + 1}.value", inputs.unit, "Value of all players together")
    if len(places) <= MAX_EXACT:
        _state_exact(known, inputs, shapley_exact(_closed(coalitions, len(places))), names, worth=max(values))
        return
    listed = np.array([[mask >> n & 1 for n in range(len(places))] for mask in coalitions], dtype=bool)
    amounts = np.array(list(coalitions.values()), dtype=np.float64)

    def marginals(orders: NDArray[np.int64]) -> Floats:
        added = np.empty(orders.shape)
        arrival = np.empty(orders.shape[1], dtype=np.int64)
        for row, order in enumerate(orders):
            arrival[order] = np.arange(len(order))
            # A coalition is complete when its last member comes; from then on its value counts.
            complete = np.where(listed, arrival[None, :], -1).max(axis=1)
            reached = np.zeros(len(order))
            np.maximum.at(reached, complete, amounts)
            added[row] = np.diff(np.maximum.accumulate(reached), prepend=0.0)
        return added

    _state_sampled(known, inputs, marginals, float(max(values)), names, notes)


def _check_rising(coalitions: Mapping[int, int], inputs: ShapleyInputs) -> None:
    players = len(inputs.players)
    orders = max(inputs.permutations, 32 * players)
    if players > MAX_EXACT and len(coalitions) * players * orders > _MOST_WORK:
        rule = f"lead to more than {_MOST_WORK:,} steps with this table: list fewer coalitions, or sample fewer orders"
        raise InvalidInput("permutations", rule, given=inputs.permutations)
    if len(inputs.players) <= MAX_EXACT:
        closed = _closed(dict(coalitions), len(inputs.players))
        wrong = next((mask for mask, value in coalitions.items() if closed[mask] > value), None)
    else:
        wrong = next(
            (
                mask
                for mask, value in coalitions.items()
                for other, more in coalitions.items()
                if more > value and other & mask == other
            ),
            None,
        )
    if wrong is not None:
        members = ", ".join(player.name for n, player in enumerate(inputs.players) if wrong >> n & 1)
        raise InvalidInput("table.value", "must not be below that of a coalition within it", given=members)


def _closed(coalitions: Mapping[int, int], players: int) -> NDArray[np.int64]:
    """Values of all coalitions: of each the best listed one within it."""
    table = np.zeros(1 << players, dtype=np.int64)
    for mask, value in coalitions.items():
        table[mask] = value
    for player in range(players):
        pairs = table.reshape(-1, 2, 1 << player)
        np.maximum(pairs[:, 1, :], pairs[:, 0, :], out=pairs[:, 1, :])
    return table


def _sums(weights: Sequence[int]) -> NDArray[np.int64]:
    """Sum of the weights of every coalition."""
    table = np.zeros(1, dtype=np.int64)
    for weight in weights:
        table = np.concatenate((table, table + weight))
    return table


def _whole(values: Sequence[Decimal]) -> list[int]:
    """The numbers in whole numbers of a common unit.

    Raises:
        InvalidInput: more digits than sums are exact with.
    """
    places = max((-int(value.as_tuple().exponent) for value in values), default=0)
    scaled = [int(value.scaleb(max(places, 0), context=Context(prec=100))) for value in values]
    if any(abs(value) > 10**15 for value in scaled):
        raise InvalidInput("table.value", "and weights must have at most 15 digits on a common scale")
    return scaled


def _state_exact(
    known: Derivation, inputs: ShapleyInputs, values: Sequence[Fraction], names: Sequence[str], worth: int = 1
) -> None:
    for n, (player, value) in enumerate(zip(inputs.players, values, strict=True), 1):
        part = value / worth if worth else Fraction(0)
        what = f"Shapley value over all coalitions, {_shown(part)} of the value of all"
        label = f"Part of {player.name}"
        known.stated(f"p{n}.part", _decimal(part), what, names, "fraction", label, group=player.name)


def _state_sampled(
    known: Derivation,
    inputs: ShapleyInputs,
    marginals: Callable[[NDArray[np.int64]], Floats],
    worth: float,
    names: Sequence[str],
    notes: list[str],
) -> None:
    found = shapley_sampled(len(inputs.players), marginals, permutations=inputs.permutations, seed=inputs.seed)
    rows = zip(inputs.players, found.values.tolist(), found.errors.tolist(), strict=True)
    for n, (player, value, error) in enumerate(rows, 1):
        what = f"Shapley value over {found.permutations:,} orders, stratified and antithetic (seed {inputs.seed})"
        part = decimal_of(value / worth if worth else 0.0, _SAMPLED_DIGITS)
        label = f"Part of {player.name}"
        known.stated(f"p{n}.part", part, what, names, "fraction", label, group=player.name)
        spread = decimal_of(error / worth if worth else 0.0, 3)
        what = "standard error, from the spread of independent blocks of orders"
        label = f"Part of {player.name}: its standard error"
        known.stated(f"p{n}.part.error", spread, what, [f"p{n}.part"], "fraction", label, group=player.name)
    notes.append(f"The values are sampled from {found.permutations:,} orders; their standard errors are stated.")


def _decimal(part: Fraction) -> Decimal:
    return _EXACT.divide(Decimal(part.numerator), Decimal(part.denominator))


def _shown(part: Fraction) -> str:
    return str(part) if part.denominator < 10**9 else f"about {float(part):.10g}"
