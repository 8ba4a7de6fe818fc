"""Shapley values: against enumeration of all orders, in closed form, and sampled with an honest error."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import factorial

import numpy as np
import pytest

from services.frand.engine import (
    CoalitionValue,
    GameStructure,
    InvalidInput,
    Player,
    ShapleyInputs,
    shapley,
    shapley_exact,
    shapley_of_groups,
    shapley_sampled,
)


def enumerated(players: int, value: Callable[[int], int]) -> list[Fraction]:
    """By the definition: the mean over all orders of what each arrival adds."""
    total = [0] * players
    for order in itertools.permutations(range(players)):
        before = 0
        for player in order:
            total[player] += value(before | 1 << player) - value(before)
            before |= 1 << player
    return [Fraction(each, factorial(players)) for each in total]


@pytest.mark.parametrize("players", [1, 2, 3, 5, 6])
def test_any_game_of_few_players_is_exact(players: int) -> None:
    random.seed(players)
    table = [0] + [random.randint(-1000, 10**12) for _ in range((1 << players) - 1)]
    assert shapley_exact(table) == enumerated(players, table.__getitem__)


def test_twenty_players_are_exact_with_the_largest_values() -> None:
    masks = np.arange(1 << 20, dtype=np.int64)
    sizes = np.bitwise_count(masks).astype(np.int64)
    worth = 2**52 // 400
    values = shapley_exact(sizes**2 * worth)
    # A game of sizes is the same for all: v(all) / n each, to the last digit.
    assert values == [Fraction(400 * worth, 20)] * 20


@pytest.mark.parametrize("sizes", [[1], [1, 1, 1], [2], [1, 2], [3, 2, 1], [2, 2, 2]])
def test_groups_have_their_closed_form(sizes: Sequence[int]) -> None:
    groups = [g for g, size in enumerate(sizes) for _ in range(size)]

    def members(mask: int, group: int) -> int:
        return sum(mask >> n & 1 for n, each in enumerate(groups) if each == group)

    one_of_each = enumerated(len(groups), lambda m: int(all(members(m, g) > 0 for g in range(len(sizes)))))
    any_whole = enumerated(len(groups), lambda m: int(any(members(m, g) == size for g, size in enumerate(sizes))))
    closed = shapley_of_groups(sizes)
    assert one_of_each == [closed[g] for g in groups] == any_whole


def test_a_thousand_players_in_groups_share_everything() -> None:
    sizes = [1] * 100 + [3] * 200 + [100] * 3
    assert sum(part * size for part, size in zip(shapley_of_groups(sizes), sizes, strict=True)) == 1
    assert set(shapley_of_groups([1] * 1000)) == {Fraction(1, 1000)}


def quota(names: int, weights: Sequence[int], enough: int, **more: object) -> ShapleyInputs:
    players = tuple(Player(f"P{n}", weight=Decimal(weights[n])) for n in range(names))
    return ShapleyInputs(players, GameStructure.QUOTA, "EUR", Decimal(1), quota=Decimal(enough), **more)  # type: ignore[arg-type]


def test_sampling_agrees_with_the_exact_values_within_its_stated_errors() -> None:
    weights = [5, 4, 4, 3, 3, 2, 2, 1, 1, 1]
    exact = shapley(quota(10, weights, 14))

    def marginals(orders: np.ndarray) -> np.ndarray:
        reached = np.cumsum(np.array(weights, dtype=float)[orders], axis=1) >= 14
        return np.diff(reached.astype(float), axis=1, prepend=0.0)

    found = shapley_sampled(10, marginals, permutations=40_000, seed=3)
    truth = np.array([float(exact.derivation.values[f"p{n}.value"]) for n in range(1, 11)])
    assert found.permutations >= 40_000
    assert found.values.sum() == pytest.approx(1)
    assert np.all(np.abs(found.values - truth) < 5 * found.errors + 1e-12)
    assert np.all(found.errors < 0.003)


def test_stratified_antithetic_orders_err_less_than_plain_ones() -> None:
    weights = np.array([5, 4, 4, 3, 3, 2, 2, 1, 1, 1], dtype=float)

    def marginals(orders: np.ndarray) -> np.ndarray:
        reached = np.cumsum(weights[orders], axis=1) >= 14
        return np.diff(reached.astype(float), axis=1, prepend=0.0)

    found = shapley_sampled(10, marginals, permutations=20_000, seed=1)
    plain = np.sqrt(found.values * (1 - found.values) / found.permutations)
    assert np.mean(found.errors / plain) < 0.9


def test_above_twenty_players_a_quota_is_sampled_and_says_so() -> None:
    answer = shapley(quota(25, [1] * 25, 13, permutations=2000, seed=7))
    values = answer.derivation.values
    assert any("sampled" in note for note in answer.notes)
    for n in range(1, 26):
        assert values[f"p{n}.value.low"] <= Decimal("0.04") <= values[f"p{n}.value.high"] + Decimal("0.0001")
    again = shapley(quota(25, [1] * 25, 13, permutations=2000, seed=7))
    assert [q.value for q in again.derivation] == [q.value for q in answer.derivation]


def test_a_table_means_the_best_listed_coalition_within() -> None:
    table = (
        CoalitionValue(("A",), Decimal(1)),
        CoalitionValue(("A", "B"), Decimal("2.5")),
        CoalitionValue(("A", "B", "C"), Decimal(4)),
    )
    answer = shapley(ShapleyInputs(tuple(map(Player, "ABC")), GameStructure.TABLE, "EUR", table=table))
    worth = {0b001: 2, 0b011: 5, 0b101: 2, 0b111: 8}  # halves; A is bit 0
    truth = enumerated(3, lambda mask: worth.get(mask, 0))
    for n, part in enumerate(truth, 1):
        assert abs(answer.derivation.values[f"p{n}.value"] - Decimal(part.numerator) / part.denominator / 2) < Decimal(
            "1e-27"
        )


def test_a_large_table_is_sampled() -> None:
    names = [f"P{n}" for n in range(24)]
    table = (CoalitionValue(tuple(names), Decimal(24)), CoalitionValue((names[0],), Decimal(12)))
    answer = shapley(
        ShapleyInputs(tuple(map(Player, names)), GameStructure.TABLE, "EUR", table=table, permutations=2000)
    )
    values = answer.derivation.values
    # The first brings 12 by itself and shares the other 12 with all.
    for n, truth in ((1, Decimal("12.5")), (2, Decimal("0.5"))):
        assert abs(values[f"p{n}.value"] - truth) <= 5 * values[f"p{n}.part.error"] * 24 + Decimal("1e-6")


A, B = Player("A"), Player("B")


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda: shapley_exact([0, 1, 2]), "values"),
        (lambda: shapley_exact([1, 1]), "values"),
        (lambda: shapley_exact([0.0, 1.5]), "values"),
        (lambda: shapley_exact([0, 2**53]), "values"),
        (lambda: shapley_of_groups([]), "sizes"),
        (lambda: shapley_of_groups([0, 1]), "sizes"),
        (lambda: shapley_of_groups([1001]), "sizes"),
        (lambda: shapley_sampled(1, lambda o: o * 1.0), "players"),
        (lambda: shapley_sampled(3, lambda o: o * 1.0, permutations=0), "permutations"),
        (lambda: shapley_sampled(3, lambda o: o * 1.0, seed=-1), "seed"),
        (lambda: ShapleyInputs((), GameStructure.COMPLEMENTS, "EUR", Decimal(1)), "players"),
        (lambda: ShapleyInputs((A, A), GameStructure.COMPLEMENTS, "EUR", Decimal(1)), "players.name"),
        (lambda: ShapleyInputs((A,), GameStructure.COMPLEMENTS, "EUR", Decimal(-1)), "value"),
        (lambda: ShapleyInputs((A,), GameStructure.COMPLEMENTS, "EUR", Decimal("NaN")), "value"),
        (lambda: ShapleyInputs((A,), GameStructure.COMPLEMENTS, "EUR"), "value"),
        (lambda: ShapleyInputs((A,), "complements", "EUR", Decimal(1)), "structure"),  # type: ignore[arg-type]
        (lambda: ShapleyInputs((A,), GameStructure.ONE_OF_EACH_GROUP, "EUR", Decimal(1)), "players.group"),
        (lambda: ShapleyInputs((A,), GameStructure.QUOTA, "EUR", Decimal(1), quota=Decimal(1)), "players.weight"),
        (lambda: quota(2, [1, 1], 3), "quota"),
        (lambda: ShapleyInputs((A,), GameStructure.TABLE, "EUR"), "table"),
        (lambda: CoalitionValue((), Decimal(1)), "table.members"),
        (lambda: CoalitionValue(("A", "A"), Decimal(1)), "table.members"),
        (
            lambda: ShapleyInputs((A,), GameStructure.TABLE, "EUR", table=(CoalitionValue(("C",), Decimal(1)),)),
            "table.members",
        ),
        (
            lambda: shapley(
                ShapleyInputs(
                    (A, B),
                    GameStructure.TABLE,
                    "EUR",
                    table=(CoalitionValue(("A",), Decimal(2)), CoalitionValue(("A", "B"), Decimal(1))),
                )
            ),
            "table.value",
        ),
    ],
)
def test_bad_games_are_refused(call: Callable[[], object], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.field == field
