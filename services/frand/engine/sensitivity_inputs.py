"""Owns what is asked about sensitivity: which inputs move, how far, and how closely the answer is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from services.frand.engine.errors import InvalidInput
from services.frand.engine.requirements import (
    checked_choice,
    checked_decimal,
    checked_text,
    checked_unique,
    checked_whole,
)

__all__ = ["InputSpread", "InputSwing", "SensitivityInputs", "UncertainInput"]


@dataclass(frozen=True, slots=True)
class InputSwing:
    """The range in which one input is moved, the others staying where they are.

    Attributes:
        input: the name of a given quantity of the derivation, or the path of a field of the inputs.
        low: its lowest value.
        high: its highest value, above low.
    """

    input: str
    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        checked_text("input", self.input)
        checked_decimal("low", self.low)
        checked_decimal("high", self.high)
        if self.low >= self.high:
            raise InvalidInput("low", "must be below high", given=self.low)


class InputSpread(Enum):
    """How an uncertain input is spread over its range."""

    UNIFORM = "uniform"
    """Evenly."""
    TRIANGULAR = "triangular"
    """Rising to `mode` and falling from it."""


@dataclass(frozen=True, slots=True)
class UncertainInput:
    """An input with a distribution, independent of the others.

    Attributes:
        input: the name of a given quantity of the derivation, or the path of a field of the inputs.
        spread: uniform or triangular.
        low: lower end of its range.
        high: upper end of its range, above low.
        mode: of a triangular spread, in [low, high]; None for a uniform one.
    """

    input: str
    spread: InputSpread
    low: Decimal
    high: Decimal
    mode: Decimal | None = None

    def __post_init__(self) -> None:
        checked_text("input", self.input)
        checked_choice("spread", self.spread, InputSpread)
        checked_decimal("low", self.low)
        checked_decimal("high", self.high)
        if self.low >= self.high:
            raise InvalidInput("low", "must be below high", given=self.low)
        if (self.mode is not None) != (self.spread is InputSpread.TRIANGULAR):
            raise InvalidInput("mode", "must be given exactly for a triangular spread", given=self.mode)
        if self.mode is not None:
            checked_decimal("mode", self.mode, at_least=self.low, at_most=self.high)


@dataclass(frozen=True, slots=True)
class SensitivityInputs:
    """What is asked about the sensitivity of one result.

    Attributes:
        result: the name of the quantity that is the answer.
        swings: for the tornado, each input once.
        uncertain: for Sobol's indices, each input once; two or more, or none.
        points: a power of two from 64 to 65,536; the answer is computed points × (inputs + 2) times.
        seed: of the scrambling and of the bootstrap, 0 to 2**32 - 1.
        resamples: of the bootstrap, 50 to 5,000.
    """

    result: str
    swings: tuple[InputSwing, ...] = ()
    uncertain: tuple[UncertainInput, ...] = ()
    points: int = 1024
    seed: int = 0
    resamples: int = 200

    def __post_init__(self) -> None:
        checked_text("result", self.result)
        if not self.swings and not self.uncertain:
            raise InvalidInput("swings", "must hold a swing, or uncertain two inputs")
        checked_unique("swings.input", (s.input for s in self.swings))
        checked_unique("uncertain.input", (u.input for u in self.uncertain))
        if len(self.uncertain) == 1:
            raise InvalidInput("uncertain", "must hold at least two inputs: one alone explains everything")
        checked_whole("points", self.points, at_least=64, at_most=65_536)
        if self.points & (self.points - 1):
            raise InvalidInput("points", "must be a power of two", given=self.points)
        checked_whole("seed", self.seed, at_least=0, at_most=2**32 - 1)
        checked_whole("resamples", self.resamples, at_least=50, at_most=5_000)
