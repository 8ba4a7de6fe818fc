"""Owns which methods a calculation can choose from: the inputs of each, and what answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from services.frand import engine
from services.frand.calculations.top_down import TopDown
from services.frand.calculations.top_down_graph import answer_top_down
from services.frand.engine.derivation import MethodAnswer


@dataclass(frozen=True, slots=True)
class Method:
    """A method.

    Attributes:
        inputs: the dataclass of its inputs.
        answer: answers inputs.
    """

    inputs: type
    answer: Callable[[Any], MethodAnswer]


METHODS: Mapping[str, Method] = {
    "top_down": Method(TopDown, answer_top_down),
    "top_down_values": Method(engine.TopDownInputs, engine.top_down),
    "territorial_rates": Method(engine.TerritorialRatesInputs, engine.territorial_rates),
    "profit_apportionment": Method(engine.ProfitApportionmentInputs, engine.profit_apportionment),
    "incremental_value": Method(engine.IncrementalValueInputs, engine.incremental_value),
    "shapley": Method(engine.ShapleyInputs, engine.shapley),
    "rate_card": Method(engine.RateCardInputs, engine.rate_card),
    "comparables": Method(engine.ComparablesInputs, engine.comparables),
    "payments": Method(engine.PaymentsInputs, engine.payments),
    "lump_sum": Method(engine.LumpSumInputs, engine.lump_sum),
    "offers": Method(engine.OffersInputs, engine.offers),
    "cross_checks": Method(engine.CrossChecksInputs, engine.cross_checks),
}
"""The methods by the name that the contract's `MethodInputs` gives them; that of `top_down` is from what Sepia holds,
and the same from values is `top_down_values`."""
