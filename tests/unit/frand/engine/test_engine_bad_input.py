"""Owns the matrix of inputs the engine refuses: each refusal names the field and the rule."""

from __future__ import annotations

import math
import pickle
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from services.frand import engine
from services.frand.engine import InvalidInput

NAN, INF = math.nan, math.inf

COUNTS: list[tuple[tuple[Any, Any, Any], str, str]] = [
    ((10, 5, 6), "essential", "must not exceed checked"),
    ((10, 11, 5), "checked", "must not exceed families"),
    ((10, 5, -1), "essential", "must not be negative"),
    ((10, -5, -6), "checked", "must not be negative"),
    ((-10, 0, 0), "families", "at least 1"),
    ((0, 0, 0), "families", "at least 1"),
    ((10, 5, NAN), "essential", "whole numbers"),
    ((INF, 5, 2), "families", "whole numbers"),
    ((10, 5.5, 2), "checked", "whole numbers"),
    ((10, "5", 2), "checked", "whole numbers"),
    ((10, None, 2), "checked", "whole numbers"),
    ((10, True, 0), "checked", "whole numbers"),
    ((10, [True, 2], 0), "checked", "whole numbers"),
    ((10, Decimal(5), 2), "checked", "whole numbers"),
    ((10, 5 + 0j, 2), "checked", "whole numbers"),
    ((10, [[1], [1, 2]], 1), "checked", "whole numbers"),
    (([10, 10, 10], [5, 5], 2), "checked", "as many cells"),
    ((1_000_000_000, 5, 2), "families", "10,000,000"),
    ((10**30, 5, 2), "families", "10,000,000"),
    ((-(10**30), 5, 2), "families", "negative"),
    ((1e300, 5, 2), "families", "10,000,000"),
    ((np.uint64(2**63), 5, 2), "families", "10,000,000"),
    (([], [], []), "families", "empty"),
]

FUNCTIONS: list[Callable[[Any, Any, Any], object]] = [
    lambda n, m, x: engine.essential_interval(n, m, x),
    lambda n, m, x: engine.essential_posterior(n, m, x),
    lambda n, m, x: engine.share_quantiles(n, m, x, [0.5]),
]


@pytest.mark.parametrize("function", FUNCTIONS, ids=["interval", "posterior", "shares"])
@pytest.mark.parametrize(("cell", "field", "rule"), COUNTS)
def test_impossible_counts_are_refused(
    function: Callable[[Any, Any, Any], object], cell: tuple[Any, Any, Any], field: str, rule: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        function(*cell)
    assert caught.value.field == field
    assert rule in caught.value.rule


CALLS: list[tuple[Callable[[], object], str, str]] = [
    (lambda: engine.essential_interval(10, 5, 2, 1.0), "confidence", "strictly between"),
    (lambda: engine.essential_interval(10, 5, 2, 0.0), "confidence", "strictly between"),
    (lambda: engine.essential_interval(10, 5, 2, NAN), "confidence", "finite"),
    (lambda: engine.essential_interval(10, 5, 2, [0.9, 0.95]), "confidence", "one cell"),  # type: ignore[arg-type]
    (lambda: engine.essential_posterior([10, 20], 5, 2), "families", "one cell"),  # type: ignore[arg-type]
    (lambda: engine.essential_posterior(10, 5, 2, prior=(0.0, 0.5)), "prior", "1e-6"),
    (lambda: engine.essential_posterior(10, 5, 2, prior=(-1.0, 0.5)), "prior", "1e-6"),
    (lambda: engine.essential_posterior(10, 5, 2, prior=(NAN, 0.5)), "prior", "finite"),
    (lambda: engine.essential_posterior(10, 5, 2, prior=(0.5,)), "prior", "pair"),  # type: ignore[arg-type]
    (lambda: engine.essential_posterior(10, 5, 2, prior="12"), "prior", "pair"),  # type: ignore[arg-type]
    (lambda: engine.essential_posterior(10, 5, 2, sensitivity=1.1), "sensitivity", "[0, 1]"),
    (lambda: engine.essential_posterior(10, 5, 2, specificity=-0.1), "specificity", "[0, 1]"),
    (lambda: engine.essential_posterior(10, 5, 2, sensitivity=0.5, specificity=0.5), "sensitivity", "> 1"),
    (lambda: engine.essential_posterior(10**7, 10**5, 2, sensitivity=0.9), "checked", "1,000,000,000"),
    (lambda: engine.posterior_mean([0.5, 0.6]), "probabilities", "sum to 1"),
    (lambda: engine.posterior_mean([1.5, -0.5]), "probabilities", "[0, 1]"),
    (lambda: engine.posterior_mean([[0.5, 0.5]]), "probabilities", "flat"),
    (lambda: engine.posterior_quantiles([0.5, 0.5], [0.0]), "levels", "must lie in"),
    (lambda: engine.share_quantiles([9], [5], [2], [1.0]), "levels", "must lie in"),
    (lambda: engine.share_quantiles([9], [5], [2], [NAN]), "levels", "finite"),
    (lambda: engine.share_quantiles([9], [5], [2], ["0.5"]), "levels", "finite"),
    (lambda: engine.share_quantiles([9], [5], [2], []), "levels", "empty"),
    (lambda: engine.share_quantiles([9], [5], [2], [[0.5]]), "levels", "flat"),
    (lambda: engine.share_quantiles([[9, 9]], [5], [2], [0.5]), "families", "flat"),
    (lambda: engine.share_quantiles([9, 0], [5, 0], [2, 0], [0.5]), "families", "at least 1"),
    (lambda: engine.share_quantiles([9, 9], 5, 2, [0.5], sensitivity=[0.9] * 3), "sensitivity", "per holder"),
    (lambda: engine.share_quantiles([9, 9], 5, 2, [0.5], prior=([1, 2, 3], 1)), "prior", "per holder"),
    (lambda: engine.share_quantiles([10**7] * 6, 5, 2, [0.5]), "families", "50,000,000"),
    (lambda: engine.share_quantiles_of([], [0.5]), "pmfs", "at least one"),
    (lambda: engine.share_quantiles_of([[1.0], [0.4, 0.5]], [0.5]), "pmfs", "sum to 1"),
    (lambda: engine.rogan_gladen(1.2, 0.9, 0.9), "observed", "[0, 1]"),
    (lambda: engine.rogan_gladen(0.2, 0.6, 0.4), "sensitivity", "> 1"),
    (lambda: engine.rogan_gladen([0.2, 0.3, 0.4], [0.9, 0.8], 0.9), "observed", "as many cells"),
    (lambda: engine.rogan_gladen_finding([0.2, 0.3], 0.9, 0.9), "observed", "one cell"),  # type: ignore[arg-type]
    (lambda: engine.value_skew_sigma(0.0, 0.5), "top_fraction", "strictly between"),
    (lambda: engine.value_skew_sigma(0.5, 0.2), "value_share", "below top_fraction"),
    (lambda: engine.value_skew_sigma([0.1, 0.2, 0.3], [0.5, 0.6]), "value_share", "as many cells"),
    (lambda: engine.present_value([], [], 0.1), "payments", "empty"),
    (lambda: engine.present_value([1, 2], [1], 0.1), "years", "as many as"),
    (lambda: engine.present_value([1], [1], -1.0), "annual_rate", "above -1"),
    (lambda: engine.present_value([1], [1], "0.1"), "annual_rate", "finite"),  # type: ignore[call-overload]
    (lambda: engine.present_value([1], [NAN], 0.1), "years", "finite"),
    (lambda: engine.present_value([1], [-1e6], 0.1), "years", "beyond all bounds"),
    (lambda: engine.present_value([Decimal(1)], [1], 0.1), "annual_rate", "Decimal"),
    (lambda: engine.present_value([Decimal(1), 1.0], [1, 2], Decimal("0.1")), "payments", "Decimal"),
    (lambda: engine.present_value([Decimal(1)], [1.5], Decimal("0.1")), "years", "Decimal"),
    (lambda: engine.present_value([Decimal("NaN")], [1], Decimal("0.1")), "payments", "finite"),
    (lambda: engine.present_value([Decimal(1)], [10**9], Decimal("0.1")), "years", "1000"),
    (lambda: engine.half_width_normal(1.5, 10), "p", "[0, 1]"),
    (lambda: engine.half_width_normal(0.5, 0), "n", "at least 1"),
    (lambda: engine.half_width_normal(0.5, "10"), "n", "whole"),  # type: ignore[arg-type]
    (lambda: engine.half_width_normal(0.5, 11, 10), "n", "exceed N"),
    (lambda: engine.half_width_normal(0.5, 1, 0), "N", "at least 1"),
    (lambda: engine.half_width_normal(0.5, [1, 2]), "n", "one cell"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "field", "rule"), CALLS)
def test_each_broken_rule_is_named(call: Callable[[], object], field: str, rule: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        call()
    assert caught.value.field == field
    assert rule in caught.value.rule
    assert str(caught.value).startswith(field)


def test_a_refusal_says_which_cell_and_what_was_given() -> None:
    with pytest.raises(InvalidInput, match=r"essential\[1\]: must not exceed checked; got 9") as caught:
        engine.essential_interval([10, 20], [5, 6], [2, 9])
    assert caught.value.index == 1


def test_a_refusal_survives_a_process_boundary() -> None:
    with pytest.raises(InvalidInput) as caught:
        engine.essential_interval([10, 20], [5, 6], [2, 9])
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.field, copy.rule, copy.index, str(copy)) == (
        caught.value.field,
        caught.value.rule,
        1,
        str(caught.value),
    )


def test_whole_numbers_in_floating_point_are_whole_numbers() -> None:
    assert engine.essential_interval(np.array([500.0]), 100, 30)[0].tolist() == [111]
