"""Owns what the demonstration consists of: who acts in it, for which standard, how much is made up."""

from __future__ import annotations

from dataclasses import dataclass

OFFICER = "officer"
EVALUATORS = tuple(f"demo.evaluator{number}" for number in range(1, 7))
HOLDER, IMPLEMENTER = "demo.holder", "demo.implementer"
ORGANIZATION = "holders/palomarin-wireless-incorporated"
"""The made-up holder that the demonstration acts for."""

STANDARD = "standards/5g"


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What the demonstration consists of.

    Attributes:
        rows: of the made-up file.
        seed: of everything that is made up.
        per_holder: families drawn of each holder, at least.
        regime: profile that the campaign follows.
        royalty: the assumed aggregate, a fraction of the price.
    """

    rows: int = 100_000
    seed: int = 1
    per_holder: int = 25
    regime: str = "eu-2023"
    royalty: str = "0.08"

    @property
    def filename(self) -> str:
        """Name of the made-up file."""
        return f"sepia-demonstration-{self.rows}-{self.seed}.csv"

    @property
    def campaign(self) -> str:
        """What the campaign is called."""
        return f"Demonstration {self.seed}, {self.rows:,} rows: 5G"

    def request_id(self, step: str) -> str:
        """The id under which a step's request is sent, always the same."""
        return f"demo-{self.seed}-{self.rows}-{step}"
