"""What takes long is told beforehand: by holders, evaluators of uncertain error, and how often a method is asked."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from services.frand import engine
from services.frand.calculations import cost
from services.frand.calculations.side_by_side import Asking, Chosen, Question
from services.frand.engine import AggregateInput, AggregateShape, RoyaltyBasis

D = Decimal
SURE = AggregateInput(RoyaltyBasis.AD_VALOREM, AggregateShape.POINT, "made up", D("0.05"), base="price")
EVEN = AggregateInput(
    RoyaltyBasis.AD_VALOREM, AggregateShape.UNIFORM, "made up", low=D("0.04"), high=D("0.08"), base="price"
)
MEASURED = engine.MeasuredEvaluators("made up", D(19), D(2), D(33), D(2))


def question(holders: int, aggregate: AggregateInput = SURE, measured: bool = False) -> Question:
    shares = tuple(engine.HolderShare(f"H{n}", checked=engine.CheckedFamilies(370, 25, 9)) for n in range(holders))
    generation = engine.Generation("4G", D(1), shares, evaluators=MEASURED if measured else None)
    return Question("", "", (Chosen("t", "top_down_values", engine.TopDownInputs((generation,), aggregate)),))


def moving(asked: Question, points: int, *names: str) -> Question:
    spread = engine.InputSpread.UNIFORM
    uncertain = tuple(engine.UncertainInput(name, spread, D("0.4"), D("0.6")) for name in names)
    asking = Asking("t", engine.SensitivityInputs("h1.rate", (), uncertain, points=points))
    return replace(asked, sensitivities=(asking,))


def test_thirty_holders_are_answered_at_once_unless_their_evaluators_were_measured() -> None:
    assert cost.seconds_of(question(30)) < 1
    assert cost.seconds_of(question(30, EVEN)) < cost.AT_ONCE_SECONDS
    assert cost.seconds_of(question(30, measured=True)) > cost.AT_ONCE_SECONDS
    # Some 16 s were measured of 300, some 4 of 30.
    assert 8 < cost.seconds_of(question(300, measured=True)) < 50


def test_indices_of_what_the_method_is_asked_again_for_cost_its_work_each_time() -> None:
    asked = question(30)
    formulas = cost.seconds_of(moving(asked, 1024, "aggregate", "confidence"))
    numeric = cost.seconds_of(moving(asked, 1024, "aggregate", "g1.prior_a"))
    assert formulas < cost.AT_ONCE_SECONDS < numeric < cost.MOST_SECONDS
    assert cost.seconds_of(moving(question(300, measured=True), 4096, "g1.prior_a", "g1.prior_b")) > cost.MOST_SECONDS
