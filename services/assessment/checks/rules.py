"""Owns what a signed finding must be."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.errors import Kind, SepiaError, Violation, precondition

FAULTS_NAMED = 50
"""How many findings an error names before it only counts: it has to fit into the trailers of a reply."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding that somebody signs.

    Attributes:
        check: `checks/{check}`.
        outcome: number of the contract's Outcome; essential, not essential or undetermined.
        reasons: the reasoned part of the opinion.
        simulated: made up for demonstration.
    """

    check: str
    outcome: int
    reasons: str
    simulated: bool


def must_be_complete(findings: Sequence[Finding]) -> None:
    """Refuses findings without reasons, and two findings for one check.

    Raises:
        SepiaError: INVALID_ARGUMENT (FINDINGS_INVALID), naming each at fault.
    """
    faults: list[Violation] = []
    first: dict[str, int] = {}
    for index, finding in enumerate(findings):
        if finding.check in first:
            what = f"{finding.check} has a finding already, findings[{first[finding.check]}]; a check has one"
            faults.append(Violation(f"findings[{index}].check", what))
        first.setdefault(finding.check, index)
        if not finding.reasons.strip():
            what = "is blank; an opinion without reasons is none"
            faults.append(Violation(f"findings[{index}].reasons", what))
    if faults:
        raise _refusal(Kind.INVALID, "FINDINGS_INVALID", "are not complete", faults)


def must_be_own(findings: Sequence[Finding], own: Collection[str]) -> None:
    """Refuses findings for checks that are not the signer's; whether they exist for others is not told.

    Raises:
        SepiaError: NOT_FOUND, naming each.
    """
    faults = [
        Violation(f"findings[{index}].check", f"you have no check {finding.check}")
        for index, finding in enumerate(findings)
        if finding.check not in own
    ]
    if faults:
        raise _refusal(Kind.NOT_FOUND, "NOT_FOUND", "are for checks that are not yours", faults)


def must_be_open(campaigns: Collection[str], published: Collection[str]) -> None:
    """Refuses findings once results are published.

    Raises:
        SepiaError: FAILED_PRECONDITION (CAMPAIGN_ALREADY_PUBLISHED).
    """
    late = sorted(set(campaigns) & set(published))
    if late:
        raise precondition(
            "CAMPAIGN_ALREADY_PUBLISHED",
            f"The results of {', '.join(late)} are published; its findings can no longer be replaced. Nothing of this "
            "request was recorded.",
            subject=late[0],
        )


def may_be_simulated(findings: Sequence[Finding], allowed: Collection[str]) -> None:
    """Refuses simulated findings where they could be taken for real ones.

    Args:
        allowed: checks on demonstration data, under a regime that allows simulation there.

    Raises:
        SepiaError: FAILED_PRECONDITION (SIMULATION_OUTSIDE_DEMONSTRATION), naming each.
    """
    faults = [
        Violation(f"findings[{index}].simulated", f"{finding.check} is not on demonstration data")
        for index, finding in enumerate(findings)
        if finding.simulated and finding.check not in allowed
    ]
    if faults:
        what = "are simulated, outside of demonstration data that the regime allows it on"
        raise _refusal(Kind.PRECONDITION, "SIMULATION_OUTSIDE_DEMONSTRATION", what, faults)


def must_be_short(findings: Sequence[Finding], short: Collection[str]) -> None:
    """Refuses findings on checks that are not open to the short form: a panel's, or one that is before the holder.

    Args:
        short: checks that are.

    Raises:
        SepiaError: FAILED_PRECONDITION (WRONG_STATE), naming each.
    """
    faults = [
        Violation(
            f"findings[{index}].check",
            f"{finding.check} is not open to the short form; look at its state, and give the opinion on it alone",
        )
        for index, finding in enumerate(findings)
        if finding.check not in short
    ]
    if faults:
        raise _refusal(
            Kind.PRECONDITION, "WRONG_STATE", "are for checks on which no finding can be recorded now", faults
        )


def _refusal(kind: Kind, reason: str, what: str, faults: Sequence[Violation]) -> SepiaError:
    named = faults[:FAULTS_NAMED]
    more = f", and {len(faults) - len(named)} more" if len(faults) > len(named) else ""
    listed = "; ".join(f"{fault.field}: {fault.description}" for fault in named[:5])
    rest = f"; {len(faults) - 5} more" if len(faults) > 5 else ""
    return SepiaError(
        kind,
        reason,
        f"{len(faults)} of the findings {what}: {listed}{rest}. Nothing of this request was recorded.",
        [*named[:-1], Violation(named[-1].field, named[-1].description + more)],
    )
