"""Owns what a report is made of: the answers of a calculation and all that is said about them, with their audiences.

Every kind of calculation is turned into a `ReportedCalculation`; `withholding.seen_by` makes of it the `Report` that a
reader may see, and every form (PDF, workbook, JSON, CSV) is made from that alone. So no form can show what its reader
may not see: it is never given it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from services.frand.engine.derivation import Derivation, MethodAnswer, Omitted, Result

Audience = frozenset[str] | None
"""Organisations that may see something; None where everybody may."""

METHOD_TITLES = {
    "top_down": "Top-down",
    "profit_apportionment": "Profit apportionment",
    "comparables": "Comparables",
    "incremental_value": "Incremental value",
    "shapley": "Shapley value",
    "rate_card": "Rate card",
    "territorial_rates": "Territorial rates",
    "cross_checks": "Cross-checks",
    "offers": "Offers",
    "sensitivities": "Sensitivities",
    "payments": "Payments",
    "lump_sum": "Lump sum",
}
"""Titles of the methods for people."""

ABOUT_OTHERS = frozenset({"cross_checks", "offers", "sensitivities"})
"""Answers that are about the other answers, and stand behind them."""


class Form(Enum):
    """Form of a report."""

    PDF = "pdf"
    XLSX = "xlsx"
    JSON = "json"
    CSV = "csv"


MEDIA_TYPES = {
    Form.PDF: "application/pdf",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.JSON: "application/json",
    Form.CSV: "text/csv; charset=utf-8",
}


def title_of(answer: str, method: str) -> str:
    """The title of an answer for people: the method's, with the answer's id where that says more."""
    title = METHOD_TITLES.get(method, method.replace("_", " ").capitalize())
    return title if answer == method else f"{title} ({answer})"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was asked, assumed or recorded: a label and what it is, in words."""

    label: str
    value: str
    audience: Audience = None


@dataclass(frozen=True, slots=True)
class Ref:
    """A quantity of an answer: the answer's id, and the quantity's name in its derivation."""

    answer: str
    quantity: str


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """A number that tests an answer from another side, such as the aggregate that a comparable implies.

    Attributes:
        label: what it is.
        value, unit: the number.
        against: what it is compared with, in words; empty where nothing is.
        reference: the number compared with, in the same unit.
        finding: what follows, a sentence.
        follows: quantities it follows from.
        audience: who may see it, beside the audiences of what it follows from.
    """

    label: str
    value: Decimal
    unit: str
    against: str = ""
    reference: Decimal | None = None
    finding: str = ""
    follows: tuple[Ref, ...] = ()
    audience: Audience = None


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """How a result moves with one thing that was assumed.

    Attributes:
        result: the quantity that moves.
        factor: what is changed, for people.
        low_setting, high_setting: what it is changed to, in words.
        low, high: the result then, in its unit.
        first_order, total: Sobol indices, in [0, 1] but for sampling error; None where they were not computed.
        audience: who may see it, beside the audience of the result.
    """

    result: Ref
    factor: str
    low_setting: str
    high_setting: str
    low: Decimal
    high: Decimal
    first_order: Decimal | None = None
    total: Decimal | None = None
    audience: Audience = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an offer lies among the answers of a method.

    Attributes:
        result: the quantity (the best number of a result) beside which it is placed.
        level: probability, under the method, of a number below the offer, in [0, 1]; None where the method has no
            distribution.
        says: what that means, a sentence.
    """

    result: Ref
    level: Decimal | None = None
    says: str = ""


@dataclass(frozen=True, slots=True)
class PlacedOffer:
    """An offer or counter-offer among the answers.

    Attributes:
        label: such as `Offer of 12 May 2026`.
        by: who made it.
        value, unit: the rate.
        placements: a place in each method.
        conditions: what would have to be true for it to be fair, each a sentence.
        audience: who may see it.
    """

    label: str
    by: str
    value: Decimal
    unit: str
    placements: tuple[Placement, ...] = ()
    conditions: tuple[str, ...] = ()
    audience: Audience = None


@dataclass(frozen=True, slots=True)
class ReportedAnswer:
    """An answer of a calculation, as it is handed over for a report.

    Attributes:
        id: its name within the calculation.
        method: that answers.
        results, derivation, omitted, notes: as of `engine.derivation.MethodAnswer`; a derivation that was withheld in
            part already lacks inputs of some quantities, and may leave no result.
        commitments: to quantities that were withheld already.
        formula_withheld: quantities whose formula was withheld already, as they follow from withheld ones.
    """

    id: str
    method: str
    results: tuple[Result, ...]
    derivation: Derivation
    omitted: tuple[Omitted, ...] = ()
    notes: tuple[str, ...] = ()
    commitments: tuple[str, ...] = ()
    formula_withheld: frozenset[str] = frozenset()


def reported(answer: MethodAnswer, id: str = "") -> ReportedAnswer:
    """A method's answer for a report, under the method's name where it has none of its own."""
    return ReportedAnswer(
        id or answer.method, answer.method, answer.results, answer.derivation, answer.omitted, answer.notes
    )


@dataclass(frozen=True, slots=True)
class ReportedCalculation:
    """A calculation with all that a report says about it.

    Attributes:
        name: `calculations/{sha256}`.
        title: what it is about, a line.
        asked: what was asked for and on which inputs.
        answers: of each method, side by side; with different ids.
        cross_checks, sensitivities, offers: see these.
        result_digest: SHA-256 of the canonical results, in hexadecimal.
        engine_version: of the engine that computed it.
        checkpoints: signed checkpoints of the logs whose data it stood on, or what else fixes that data.
        created: when it was computed first.
        demonstration: whether anything in it is made up for a demonstration.
        salted: whether a secret salt is in its digests, so that they tell nothing to those who guess.
        verify: the command that recomputes it.
    """

    name: str
    title: str
    asked: tuple[Fact, ...]
    answers: tuple[ReportedAnswer, ...]
    result_digest: str
    engine_version: str
    created: dt.datetime
    checkpoints: tuple[str, ...] = ()
    cross_checks: tuple[CrossCheck, ...] = ()
    sensitivities: tuple[Sensitivity, ...] = ()
    offers: tuple[PlacedOffer, ...] = ()
    demonstration: bool = False
    salted: bool = False

    @property
    def verify(self) -> str:
        """The command that recomputes it on another machine."""
        return f"sepia verify calculation {self.name}"


# --- what a reader sees -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity as it is shown.

    Attributes:
        id, label, formula, value, unit, inputs, sources, group: as of `engine.derivation.Quantity`.
        kind: `given`, `computed` or `stated`.
        live: whether its formula can be computed from the quantities that are shown.
    """

    id: str
    label: str
    kind: str
    formula: str
    value: Decimal
    unit: str
    inputs: tuple[str, ...]
    sources: tuple[str, ...]
    group: str
    live: bool


@dataclass(frozen=True, slots=True)
class WithheldLine:
    """A quantity that the reader may not see: its name, or a commitment to it, and why."""

    id: str
    why: str


@dataclass(frozen=True, slots=True)
class ShownResult:
    """A result as it is shown.

    Attributes:
        subject: whose.
        label: what it is.
        unit: of its numbers; empty where they are withheld.
        best, low, high: names of lines; empty where there is none or it is withheld.
        places: decimal places that its numbers are rounded to as the last step, halves away from zero.
        withheld: whether one of them is withheld.
    """

    subject: str
    label: str
    unit: str
    best: str
    low: str
    high: str
    places: int
    withheld: bool


@dataclass(frozen=True, slots=True)
class Section:
    """An answer as it is shown.

    Attributes:
        id: its name within the calculation.
        method: that answers.
        title: its heading.
        others: see ReportedAnswer, ShownResult, Line and WithheldLine.
    """

    id: str
    method: str
    title: str
    results: tuple[ShownResult, ...]
    lines: tuple[Line, ...]
    withheld: tuple[WithheldLine, ...]
    omitted: tuple[Omitted, ...]
    notes: tuple[str, ...]

    def line(self, name: str) -> Line | None:
        """The line of a name; None where there is none."""
        return next((each for each in self.lines if each.id == name), None) if name else None


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader sees of a calculation; the forms are made from this alone.

    Attributes:
        withheld: sentences that say what was withheld; empty in the whole report.
        result_digest: empty where something is withheld and no salt is in it: with it, guesses at what is withheld
            could be confirmed.
        others: as of `ReportedCalculation`, without what the reader may not see.
    """

    name: str
    title: str
    asked: tuple[Fact, ...]
    sections: tuple[Section, ...]
    cross_checks: tuple[CrossCheck, ...]
    sensitivities: tuple[Sensitivity, ...]
    offers: tuple[PlacedOffer, ...]
    withheld: tuple[str, ...]
    result_digest: str
    engine_version: str
    checkpoints: tuple[str, ...]
    created: dt.datetime
    demonstration: bool
    verify: str

    def section(self, answer: str) -> Section | None:
        """The section of an answer; None where there is none."""
        return next((each for each in self.sections if each.id == answer), None)
