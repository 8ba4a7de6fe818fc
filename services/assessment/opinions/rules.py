"""Owns what an opinion's document says, from the record alone: the same record gives the same document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.canonical import canonical_digest

__all__ = ["DIGEST_DOMAIN", "Paper", "Record", "Taken", "paper_of"]

DIGEST_DOMAIN = "sepia.assessment.opinion.v1"
_OUTCOMES = {1: "essential", 2: "not essential", 3: "undetermined"}
_STAGES = {1: "first evaluation", 2: "peer evaluation", 3: "appeal"}
_INTERNAL = ("opinion not given in time", "appointment not made in time", "evaluator replaced", "evaluator suspended")
"""Steps that would tell something of who sat on the check."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step of the procedure: what happened, on which legal date."""

    act: str
    on: dt.date


@dataclass(frozen=True, slots=True)
class Record:
    """What is on record of an opinion.

    Attributes:
        name: `opinions/{opinion}`.
        campaign: empty for an opinion on request.
        holders: concerned, by name of resource.
        stage, outcome: numbers of the contract.
        signed_by: names; empty where the regime does not tell them to who reads.
        steps: up to its issue, in order.
        answers: how many answers were given in hearings.
        consulted: SHA-256 of documents.
        simulated: made up for demonstration.
        binding: whether the regime says that it binds.
        provision: that the effect rests on.
        supersedes, correction: of an earlier opinion; empty.
        superseded_by: of a later one; empty.
        findings: what it stands on by element, for each who gave it, as it was signed.
    """

    name: str
    campaign: str
    regime: str
    standard: str
    family: str
    holders: Sequence[str]
    stage: int
    outcome: int
    reasons: str
    signed_by: Sequence[str]
    issued_on: dt.date
    steps: Sequence[Taken]
    answers: int
    consulted: Sequence[str]
    simulated: bool
    binding: bool
    provision: str
    supersedes: str = ""
    correction: str = ""
    superseded_by: str = ""
    findings: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Findings by element of one who gave the opinion.

    Attributes:
        title: the claim, and the version of the chart.
        rows: element, its text, what was found, why, the provisions consulted.
    """

    title: str
    rows: list[tuple[str, str, str, str, str]]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document before it has a form.

    Attributes:
        title: of it.
        warning: set large; empty for none.
        facts: label and value.
        result: one sentence.
        reasons: paragraphs.
        findings: by element, a table for each who gave the opinion.
        steps: day and what happened.
        consulted: digests.
        effect, verification: sentences.
        digest: of the record, as 64 hexadecimal digits.
    """

    title: str
    warning: str
    facts: list[tuple[str, str]]
    result: str
    reasons: list[str]
    findings: list[Table]
    steps: list[tuple[str, str]]
    consulted: list[str]
    effect: str
    verification: str
    digest: str

    def document(self) -> Mapping[str, object]:
        """As JSON holds it."""
        return {name: getattr(self, name) for name in self.__slots__} | {
            "findings": [{"title": each.title, "rows": each.rows} for each in self.findings]
        }


def paper_of(record: Record) -> Paper:
    """The document of an opinion."""
    steps = [(step.on.isoformat(), step.act) for step in record.steps if step.act not in _INTERNAL]
    peers = sum("peer" in act for _, act in steps)
    facts = [
        ("Opinion", record.name),
        ("Issued on", record.issued_on.isoformat()),
        ("Holder", ", ".join(record.holders) or "not stated"),
        ("Patent family", record.family),
        ("Standard", record.standard),
        ("Regime", record.regime.partition("@")[0]),
        ("Procedure", record.campaign or "on the request of a party"),
        ("Stage", _STAGES.get(record.stage, "first evaluation")),
        ("Hearing", f"answers given: {record.answers}" if record.answers else "no answer was given"),
        ("Peer evaluation", "requested" if peers else "none"),
        ("Given by", ", ".join(record.signed_by) or "not named under this regime"),
    ]
    facts += [("Supersedes", record.supersedes)] if record.supersedes else []
    facts += [("Correction", record.correction)] if record.correction else []
    facts += [("Superseded by", record.superseded_by)] if record.superseded_by else []
    said = {
        "facts": facts,
        "outcome": record.outcome,
        "reasons": record.reasons,
        "steps": steps,
        "consulted": sorted(record.consulted),
        "simulated": record.simulated,
        **({"findings": list(record.findings)} if record.findings else {}),
    }
    found = _OUTCOMES[record.outcome]
    sentence = f"{record.family} was found {found} to {record.standard}."
    if record.outcome == 3:
        sentence = f"Whether {record.family} is essential to {record.standard} could not be determined."
    return Paper(
        title="Opinion on essentiality",
        warning="DEMONSTRATION: this finding is simulated" if record.simulated else "",
        facts=facts,
        result=sentence,
        reasons=[part.strip() for part in record.reasons.split("\n") if part.strip()],
        findings=[_table(each) for each in record.findings],
        steps=steps,
        consulted=sorted(record.consulted),
        effect=f"This opinion {'binds' if record.binding else 'does not bind anybody'}: {record.provision}.",
        verification=(
            f"Fetch the evidence with `sepia check bundle {record.name}` and verify it offline with "
            "`sepia verify bundle`. The log of the assessment service names the SHA-256 of the reasons."
        ),
        digest=canonical_digest(DIGEST_DOMAIN, said),
    )


def _table(found: Mapping[str, Any]) -> Table:
    rows = [
        (
            str(each["label"]),
            str(each["text"]),
            str(each["verdict"]).replace("_", " ") or "not examined",
            str(each["reasons"]),
            "; ".join(_place(provision) for provision in each["provisions"]),
        )
        for each in found["elements"]
    ]
    return Table(
        f"Claim {found['claim']} of {found['patent']}; {found['chart']}, SHA-256 {found['chart_sha256']}", rows
    )


def _place(provision: Mapping[str, str]) -> str:
    place = " ".join(provision[name] for name in ("standard", "version", "release", "subclause") if provision[name])
    return f"{place} ({provision['obligation']})" if provision["obligation"] else place
