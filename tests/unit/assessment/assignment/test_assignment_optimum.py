"""Owns the comparison of assignment with an exact solver: HiGHS on the same checks, blocks, capacities and loads."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from services.assessment.assignment.rules import Assignment, assign, duplicates
from services.assessment.conflicts.rules import Check, Evaluator, Tie, TieKind, conflicts
from shared.errors import SepiaError

KEY = bytes(range(16))
WITHIN = 0.01
"""How much more than the optimum an assignment may cost, as a share of it."""
HOLDERS, AREAS = "abcdef", ("", "radio", "video")
PARENTS = {"holders/b": "holders/a", "holders/c": "holders/a"}
OPTIMAL, INFEASIBLE = 0, 2
Case = tuple[list[Check], list[Evaluator]]


def case_of(number: int) -> Case:
    """A small campaign: ties through a group, fresh eyes, skills, loads, capacities that are often just enough."""
    chance = random.Random(number)
    people = chance.randint(3, 9)
    evaluators = [
        Evaluator(
            f"evaluators/{each}",
            identity_verified=chance.random() > 0.05,
            ties=None
            if chance.random() < 0.05
            else [
                Tie(chance.choice(list(TieKind)), f"holders/{holder}")
                for holder in chance.sample(HOLDERS, chance.choice((0, 0, 1, 1, 2)))
            ],
            capacity=chance.randint(0, 6),
            load=chance.choice((0, 0, 1, 2, 5)),
            suspended=chance.random() < 0.05,
            skills=frozenset(chance.sample(AREAS[1:], chance.randint(0, 2))),
        )
        for each in range(people)
    ]
    checks = [
        Check(
            f"checks/{each:02}",
            f"families/{each}",
            [f"holders/{holder}" for holder in chance.sample(HOLDERS, chance.choice((1, 1, 2)))],
            frozenset(f"evaluators/{who}" for who in chance.sample(range(people), chance.choice((0, 0, 0, 1)))),
            chance.choice((1, 1, 1, 2, 3)),
            chance.choice(("", "", *AREAS[1:])),
        )
        for each in range(chance.randint(2, 16))
    ]
    return checks, evaluators


def may(evaluator: Evaluator, check: Check) -> bool:
    skilled = not check.area or check.area in evaluator.skills
    return skilled and not conflicts(evaluator, check, PARENTS)


def optimum(checks: list[Check], evaluators: list[Evaluator]) -> float | None:
    """The least sum of squared loads by an exact solver; None where nobody can share these checks out.

    Binary x[c, e] gives check c to evaluator e. y[e, k] in [0, 1] says that e has a k-th new check, which adds
    (load + k)² - (load + k - 1)²; that grows with k, so the solver fills them in order.
    """
    pairs = [(c, e) for c, check in enumerate(checks) for e, one in enumerate(evaluators) if may(one, check)]
    steps = [(e, k) for e, one in enumerate(evaluators) for k in range(1, one.capacity + 1)]
    costs = [0.0] * len(pairs) + [2.0 * (evaluators[e].load + k) - 1 for e, k in steps]
    held = float(sum(one.load**2 for one in evaluators))
    if not costs:
        return None
    rows = np.zeros((len(checks) + len(evaluators), len(costs)))
    for column, (c, e) in enumerate(pairs):
        rows[c, column] = 1
        rows[len(checks) + e, column] = 1
    for column, (e, _) in enumerate(steps, len(pairs)):
        rows[len(checks) + e, column] = -1
    wanted = [float(check.evaluators) for check in checks] + [0.0] * len(evaluators)
    solved: Any = milp(
        np.array(costs),
        constraints=LinearConstraint(csr_array(rows), wanted, wanted),
        integrality=np.array([1] * len(pairs) + [0] * len(steps)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0.0},
    )
    assert solved.status in (OPTIMAL, INFEASIBLE), solved.message
    return None if solved.status == INFEASIBLE else held + float(solved.fun)


def cost(evaluators: list[Evaluator], given: list[Assignment]) -> float:
    new = Counter(one.evaluator for one in given)
    return float(sum((one.load + new[one.name]) ** 2 for one in evaluators))


def must_be_allowed(checks: list[Check], evaluators: list[Evaluator], given: list[Assignment]) -> None:
    by_check, by_name = {each.name: each for each in checks}, {each.name: each for each in evaluators}
    assert all(may(by_name[one.evaluator], by_check[one.check]) for one in given)
    new = Counter(one.evaluator for one in given)
    assert all(new[name] <= one.capacity for name, one in by_name.items())
    assert len(set(given)) == len(given)


@pytest.mark.parametrize("tenth", range(10))
def test_an_assignment_is_within_one_percent_of_the_exact_optimum_and_there_whenever_one_is(tenth: int) -> None:
    compared, refused = 0, 0
    for number in range(tenth * 40, tenth * 40 + 40):
        checks, evaluators = case_of(number)
        best = optimum(checks, evaluators)
        if best is None:
            with pytest.raises(SepiaError, match="cannot be assigned"):
                assign(checks, evaluators, key=KEY, parents=PARENTS)
            refused += 1
            continue
        given = assign(checks, evaluators, key=KEY, parents=PARENTS)
        must_be_allowed(checks, evaluators, given)
        assert Counter(one.check for one in given) == {each.name: each.evaluators for each in checks}
        assert best - 1e-6 <= cost(evaluators, given) <= best * (1 + WITHIN), f"case {number}"
        compared += 1
    assert compared >= 3
    assert refused >= 3


def test_blind_duplicates_are_shared_out_within_one_percent_of_the_exact_optimum_too() -> None:
    compared = 0
    for number in range(400):
        checks, evaluators = case_of(number)
        checks = [Check(each.name, each.family, each.holders, each.seen_by, 1, each.area) for each in checks]
        try:
            given = assign(checks, evaluators, key=KEY, parents=PARENTS)
        except SepiaError:
            continue
        second = duplicates(checks, evaluators, given, number=len(checks), key=KEY, parents=PARENTS)
        first = {one.check: one.evaluator for one in given}
        new = Counter(first.values())
        left = [
            Evaluator(e.name, e.identity_verified, e.ties, e.capacity - new[e.name], e.load + new[e.name], e.consented,
                      e.suspended, e.skills)
            for e in evaluators
        ]  # fmt: skip
        by_name = {each.name: each for each in checks}
        doubled = [
            Check(each.name, each.family, each.holders, each.seen_by | {first[each.name]}, 1, each.area)
            for each in (by_name[one.check] for one in second)
        ]
        must_be_allowed(doubled, left, second)
        best = optimum(doubled, left)
        if doubled:
            assert best is not None
            assert best - 1e-6 <= cost(left, second) <= best * (1 + WITHIN), f"case {number}"
            compared += 1
    assert compared >= 50
