"""Sensitivity and specificity without knowing the truth: recovered from simulated evaluators, honest about doubt."""

from __future__ import annotations

import numpy as np
import pytest

from services.assessment.quality.latent_class import Verdicts, reliability
from shared.errors import SepiaError


def simulated(
    random: np.random.Generator,
    *,
    sensitivity: float,
    specificity: float,
    rate: float,
    holders: int = 60,
    each: int = 25,
) -> list[Verdicts]:
    """Verdicts of evaluators with known error: a fifth of families checked twice, some three times."""
    found: list[Verdicts] = []
    for holder in range(holders):
        of_holder = random.beta(rate * 4, (1 - rate) * 4)
        for _ in range(each):
            positive = sensitivity if random.random() < of_holder else 1 - specificity
            count = 3 if random.random() < 0.03 else 2 if random.random() < 0.2 else 1
            found.append(Verdicts(f"holders/h{holder}", int((random.random(count) < positive).sum()), count))
    return found


def test_known_errors_are_recovered_within_their_intervals_at_the_nominal_rate() -> None:
    random = np.random.default_rng(4)
    rounds, held = 16, {"sensitivity": 0, "specificity": 0}
    for _ in range(rounds):
        truth = {"sensitivity": random.uniform(0.7, 0.98), "specificity": random.uniform(0.75, 0.98)}
        found = reliability(simulated(random, rate=random.uniform(0.15, 0.5), holders=30, each=20, **truth))
        for name, value in truth.items():
            interval = getattr(found, name)
            held[name] += interval.low <= value <= interval.high
        assert found.effective > 400
    # At 95 % fewer than 13 of 16 hold the truth once in a thousand such tests.
    assert min(held.values()) >= 13


def test_more_repeated_checks_tell_more() -> None:
    few = reliability(
        simulated(np.random.default_rng(1), sensitivity=0.9, specificity=0.93, rate=0.3, holders=15, each=10)
    )
    many = reliability(simulated(np.random.default_rng(1), sensitivity=0.9, specificity=0.93, rate=0.3, holders=80))
    assert many.sensitivity.high - many.sensitivity.low < (few.sensitivity.high - few.sensitivity.low) / 1.5
    assert many.specificity.low <= 0.93 <= many.specificity.high


def test_the_same_verdicts_give_the_same_numbers_in_any_order() -> None:
    verdicts = simulated(np.random.default_rng(7), sensitivity=0.85, specificity=0.9, rate=0.4, holders=12)
    assert reliability(verdicts) == reliability(list(reversed(verdicts)))


def test_the_beta_handed_on_has_the_mean_and_spread_of_the_posterior() -> None:
    found = reliability(simulated(np.random.default_rng(3), sensitivity=0.9, specificity=0.95, rate=0.3)).specificity
    assert found.a / (found.a + found.b) == pytest.approx(found.mean)
    deviation = (found.a * found.b / ((found.a + found.b) ** 2 * (found.a + found.b + 1))) ** 0.5
    assert found.mean - 2.6 * deviation < found.low < found.mean - 1.4 * deviation


@pytest.mark.parametrize(
    "verdicts",
    [
        [],
        [Verdicts("holders/a", 1, 1)] * 50,
        [Verdicts("holders/a", 2, 1)] * 50,
        [Verdicts("holders/a", 0, 0)] * 50,
        [Verdicts("holders/a", -1, 2)] * 50,
    ],
)
def test_verdicts_that_cannot_be_or_tell_nothing_are_refused(verdicts: list[Verdicts]) -> None:
    with pytest.raises(SepiaError) as refused:
        reliability(verdicts)
    assert refused.value.reason == "VERDICTS_INVALID"
