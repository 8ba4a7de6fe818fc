"""Owns the comparison of the engine with reference values computed by others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.frand import engine

# Some reference means, and one sigma, carry the rounding of the method they came from: the mean 150.7920792079615 is
# 30 + 400 × 30.5 / 101 = 150.792079207920792..., and the three mean shares sum to 1 + 2.8e-13. So "equal" is 1e-12.
SAME = 1e-12


@pytest.fixture(scope="module")
def vectors(shared_data: Path) -> dict[str, Any]:
    return json.loads((shared_data / "rate-vectors.json").read_text(encoding="utf-8"))


def test_every_kind_of_reference_value_is_compared(vectors: dict[str, Any]) -> None:
    compared = "hypergeometric_interval posterior_count exact_share rogan_gladen value_skew present_value"
    assert set(vectors) == {*compared.split(), "half_width_normal"}


def test_intervals_equal_the_reference(vectors: dict[str, Any]) -> None:
    cases = vectors["hypergeometric_interval"]
    assert len(cases) >= 7
    for c in cases:
        found = engine.essential_interval(c["families"], c["checked"], c["essential"], c["confidence"])
        assert found == (c["low"], c["high"])


def test_posterior_counts_equal_the_reference(vectors: dict[str, Any]) -> None:
    cases = vectors["posterior_count"]
    assert len(cases) >= 3
    for c in cases:
        p = engine.essential_posterior(
            c["families"],
            c["checked"],
            c["essential"],
            prior=tuple(c["prior"]),
            sensitivity=c["sensitivity"],
            specificity=c["specificity"],
        )
        assert engine.posterior_quantiles(p, [0.025, 0.5, 0.975]).tolist() == c["quantiles_025_50_975"]
        assert engine.posterior_mean(p) == pytest.approx(c["mean"], rel=SAME, abs=0)


def test_share_quantiles_equal_the_reference_in_every_digit(vectors: dict[str, Any]) -> None:
    case = vectors["exact_share"]
    columns = [[h[key] for h in case["holders"]] for key in ("families", "checked", "essential")]
    quantiles, means = engine.share_quantiles(*columns, case["quantile_levels"], prior=tuple(case["prior"]))
    assert quantiles.tolist() == [r["quantiles"] for r in case["results"]]
    assert means.tolist() == pytest.approx([r["mean"] for r in case["results"]], rel=SAME, abs=0)


def test_corrected_rates_equal_the_reference_in_every_digit(vectors: dict[str, Any]) -> None:
    for c in vectors["rogan_gladen"]:
        assert engine.rogan_gladen(c["observed"], c["sensitivity"], c["specificity"]) == c["rate"]


def test_value_skew_equals_the_reference(vectors: dict[str, Any]) -> None:
    for c in vectors["value_skew"]:
        found = engine.value_skew_sigma(c["top_fraction"], c["value_share"])
        assert found == pytest.approx(c["sigma"], rel=SAME, abs=0)


def test_present_value_equals_the_reference_in_every_digit(vectors: dict[str, Any]) -> None:
    for c in vectors["present_value"]:
        assert engine.present_value(c["payments"], c["years"], c["annual_rate"]) == c["value"]


def test_half_widths_equal_the_reference_in_every_digit(vectors: dict[str, Any]) -> None:
    for c in vectors["half_width_normal"]:
        assert engine.half_width_normal(c["p"], c["n"], c["N"]) == c["half_width"]
