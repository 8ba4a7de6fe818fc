"""Owns the tests of corrections, value skew, present value and precision."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from scipy.stats import norm

from services.frand.engine import (
    half_width_normal,
    present_value,
    rogan_gladen,
    rogan_gladen_finding,
    value_skew_sigma,
)


def test_a_corrected_rate_gives_back_the_observed_one() -> None:
    true, se, sp = np.linspace(0, 1, 21), 0.9, 0.85
    observed = true * se + (1 - true) * (1 - sp)
    assert rogan_gladen(observed, se, sp).tolist() == pytest.approx(true.tolist(), abs=1e-14)


def test_a_correction_that_leaves_the_unit_interval_is_said_not_clipped() -> None:
    low, high, fine = (rogan_gladen_finding(x, 0.9, 0.95) for x in (0.02, 0.97, 0.3))
    assert low.rate == pytest.approx(-0.03 / 0.85)
    assert not low.in_range
    assert "no rate" in low.statement
    assert "0.05" in low.statement
    assert high.rate == pytest.approx(0.92 / 0.85)
    assert not high.in_range
    assert "sensitivity 0.9" in high.statement
    assert fine.in_range
    assert "0.294118" in fine.statement


def test_skew_puts_the_stated_share_of_value_into_the_top() -> None:
    sigma = value_skew_sigma([0.1, 0.05, 0.3], [0.84, 0.5, 0.3])
    top = norm.sf(norm.isf([0.1, 0.05, 0.3]) - sigma)
    assert top.tolist() == pytest.approx([0.84, 0.5, 0.3], abs=1e-14)
    assert sigma[2] == pytest.approx(0, abs=1e-15)


def test_money_is_discounted_exactly() -> None:
    paid = [Decimal("110"), Decimal("-121.00"), Decimal("0.10")]
    assert present_value(paid, [1, 2, Decimal(0)], Decimal("0.1")) == Decimal("0.10")


def test_money_due_in_part_of_a_year_is_discounted_for_that_part() -> None:
    value = present_value([Decimal("121")], [Decimal("0.5")], Decimal("0.21"))
    assert value == Decimal("110")


def test_a_past_payment_is_carried_forward() -> None:
    assert present_value([100.0], [-2], 0.1) == pytest.approx(121.0)


def test_money_and_plain_numbers_agree() -> None:
    amounts, due = [3, 1, 4, 1, 5], [1, 2, 3, 4, 5]
    exact = present_value([Decimal(a) for a in amounts], due, Decimal("0.07"))
    assert present_value(amounts, due, 0.07) == pytest.approx(float(exact), rel=1e-15)


def test_half_width_shrinks_with_the_sample_and_vanishes_when_all_are_checked() -> None:
    widths = [half_width_normal(0.3, n, 400) for n in (10, 100, 399, 400)]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] == 0
    assert half_width_normal(0.3, 100) > widths[1]
