"""Agreement between two evaluators: known values, exact bounds, and honesty where all agree."""

from __future__ import annotations

import numpy as np
import pytest

from services.assessment.quality.agreement import agreement, clopper_pearson
from shared.errors import SepiaError


def test_kappa_and_ac1_have_their_published_values() -> None:
    # The paradox of Feinstein and Cicchetti (1990) in Gwet (2002): nearly all agree, and kappa is negative.
    found = agreement(np.array([[118, 5], [2, 0]]))
    assert (found.families, found.agreed) == (125, 118)
    assert found.observed == pytest.approx(0.944)
    assert found.kappa.value == pytest.approx(-0.0234, abs=5e-5)
    assert found.ac1.value == pytest.approx(0.9408, abs=5e-5)


def test_three_outcomes_are_compared_as_they_are() -> None:
    table = np.array([[20, 3, 1], [4, 40, 2], [0, 1, 9]])
    found = agreement(table)
    p = table / 80
    by_chance = float(p.sum(axis=1) @ p.sum(axis=0))
    mean = (p.sum(axis=1) + p.sum(axis=0)) / 2
    assert found.kappa.value == pytest.approx((69 / 80 - by_chance) / (1 - by_chance))
    ac1_chance = float((mean * (1 - mean)).sum() / 2)
    assert found.ac1.value == pytest.approx((69 / 80 - ac1_chance) / (1 - ac1_chance))


def test_perfect_agreement_of_few_pairs_is_not_certainty() -> None:
    found = agreement(np.array([[6, 0], [0, 6]]))
    assert found.kappa.value == found.ac1.value == 1.0
    low = clopper_pearson(12, 12, 0.95)[0]
    assert low == pytest.approx(0.025 ** (1 / 12))
    assert found.kappa.low == pytest.approx((low - 0.5) / 0.5)
    assert found.kappa.high == 1.0


def test_where_chance_alone_makes_agreement_certain_there_is_no_kappa() -> None:
    found = agreement(np.array([[0, 0], [0, 9]]))
    assert found.kappa.value is None
    assert found.ac1.value == pytest.approx(1.0)


def test_the_exact_interval_of_agreement_holds_the_truth_often_enough() -> None:
    random = np.random.default_rng(11)
    for truth in (0.7, 0.9, 0.98):
        held = 0
        for agreed in random.binomial(80, truth, 400):
            low, high = clopper_pearson(int(agreed), 80, 0.95)
            held += low <= truth <= high
        assert held >= 0.93 * 400


@pytest.mark.parametrize("table", [np.zeros((2, 2)), np.array([[1, 2]]), np.array([[1, -1], [0, 1]]), np.array([[4]])])
def test_what_is_no_table_of_pairs_is_refused(table: np.ndarray) -> None:
    with pytest.raises(SepiaError) as refused:
        agreement(table.astype(np.int64))
    assert refused.value.reason == "AGREEMENT_TABLE_INVALID"
