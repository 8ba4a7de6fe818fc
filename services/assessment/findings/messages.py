"""Owns findings by element as the contract says them: messages to findings and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sepia.assessment.v1 import findings_pb2 as pb
from services.assessment.charts.rules import Obligation
from services.assessment.findings.rules import Found, Ground, Provision, Verdict, gaps, provisions_of, supported

# In the order of the contract's numbers, which begin with 1.
_OBLIGATIONS = (Obligation.MANDATORY, Obligation.CONDITIONAL, Obligation.OPTION)


def found_of(message: pb.ElementVerdictGiven) -> Found:
    """What a message says."""
    return Found(
        message.element,
        Verdict(message.verdict),
        message.reasons,
        tuple(
            Provision(
                each.standard,
                each.version,
                each.release,
                each.subclause,
                _OBLIGATIONS[each.obligation - 1] if each.obligation else None,
            )
            for each in message.provisions
        ),
    )


def verdict_message(found: Found) -> pb.ElementVerdictGiven:
    """A finding as a message."""
    verdict: Any = int(found.verdict)
    return pb.ElementVerdictGiven(
        element=found.element,
        verdict=verdict,
        reasons=found.reasons,
        provisions=provision_messages(found.provisions),
    )


def provision_messages(provisions: Sequence[Provision]) -> list[pb.ConsultedProvision]:
    """Provisions as messages."""
    return [
        pb.ConsultedProvision(
            standard=each.standard,
            version=each.version,
            release=each.release,
            subclause=each.subclause,
            obligation=_obligation(each),
        )
        for each in provisions
    ]


def ground_message(check: str, evaluator: str, ground: Ground, number: int) -> pb.ElementFindings:
    """What was found on a version of a chart, what is missing and what it bears out."""
    outcome: Any = supported(ground)
    reply = pb.ElementFindings(
        check=check,
        evaluator=evaluator,
        chart=ground.chart,
        chart_digest=ground.digest,
        gaps=[pb.FindingGap(element=gap.element, text=gap.text, blocking=gap.blocking) for gap in gaps(ground)],
        supports=outcome,
        etag=f"f{number}",
    )
    for element in ground.said.elements:
        line = reply.elements.add(label=element.label, text=element.text)
        found = ground.current.get(element.label)
        if found is not None:
            verdict: Any = int(found.verdict)
            line.verdict, line.reasons = verdict, found.reasons
            line.provisions.extend(provision_messages(found.provisions))
    return reply


def element_messages(document: Mapping[str, Any]) -> list[pb.FoundElement]:
    """The elements of what an opinion or leaning stood on, as it was kept."""
    lines: list[pb.FoundElement] = []
    for each in document["elements"]:
        verdict: Any = int(Verdict[each["verdict"].upper()]) if each["verdict"] else 0
        lines.append(
            pb.FoundElement(
                label=each["label"],
                text=each["text"],
                verdict=verdict,
                reasons=each["reasons"],
                provisions=provision_messages(provisions_of(each["provisions"])),
            )
        )
    return lines


def _obligation(each: Provision) -> Any:
    return _OBLIGATIONS.index(each.obligation) + 1 if each.obligation is not None else 0
