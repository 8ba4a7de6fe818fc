"""Owns what findings on the elements of a claim must be, what is missing in them, and which outcome they bear out."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.assessment.charts.rules import Chart, Obligation
from services.assessment.checks.procedure import ESSENTIAL, NOT_ESSENTIAL, UNDETERMINED
from shared.errors import Kind, SepiaError, Violation, precondition

FORMAT = "sepia-element-findings-v1"
_WORDS = {ESSENTIAL: "essential", NOT_ESSENTIAL: "not essential", UNDETERMINED: "undetermined"}
_NAMED = 50
"""How many elements an error names: it has to fit into the trailers of a reply."""


class Verdict(enum.IntEnum):
    """Whether the standard has what an element says; the numbers of the contract."""

    MET = 1
    NOT_MET = 2
    UNCLEAR = 3


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision that was consulted.

    Attributes:
        standard: as it is cited.
        version, release: one of them at least, for the finding to count.
        subclause: such as `5.2.2`.
        obligation: who implements it; None while neither the evaluator nor the chart says so.
    """

    standard: str
    version: str = ""
    release: str = ""
    subclause: str = ""
    obligation: Obligation | None = None

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What tells it from others."""
        return self.standard, self.version, self.release, self.subclause

    def __str__(self) -> str:
        return " ".join(part for part in self.place if part)


@dataclass(frozen=True, slots=True)
class Found:
    """What is found on one element.

    Attributes:
        element: its label.
        verdict: met, not met or unclear.
        reasons: why.
        provisions: consulted.
    """

    element: str
    verdict: Verdict
    reasons: str
    provisions: tuple[Provision, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, or what a reader would stumble over.

    Attributes:
        element: its label.
        text: what it is and what to do.
        blocking: no opinion can rest on the element before it is mended.
    """

    element: str
    text: str
    blocking: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What an opinion by element stands on.

    Attributes:
        chart: name of the version, `charts/{chart}/versions/{version}`.
        digest: SHA-256 of it.
        said: what the version says.
        current: the finding that holds on each element, by label.
        counting: obligations of which a provision must be one to carry an element, as the profile names them.
    """

    chart: str
    digest: str
    said: Chart
    current: Mapping[str, Found]
    counting: Collection[str]


def must_be_recordable(chart: str, said: Chart, findings: Sequence[Found]) -> None:
    """Refuses findings on elements that the chart has not, two on one element, and findings without reasons.

    Raises:
        SepiaError: INVALID_ARGUMENT (FINDINGS_INVALID), naming each.
    """
    labels = [element.label for element in said.elements]
    faults: list[Violation] = []
    seen: set[str] = set()
    for place, each in enumerate(findings):
        field = f"findings[{place}]"
        if each.element not in labels:
            what = f"{each.element} is no element of {chart}, which has {', '.join(labels)}"
            faults.append(Violation(f"{field}.element", what))
        if each.element in seen:
            faults.append(Violation(f"{field}.element", f"{each.element} is found twice in this request"))
        seen.add(each.element)
        if not each.reasons.strip():
            faults.append(Violation(f"{field}.reasons", f"is blank; say why element {each.element} is so found"))
    if faults:
        listed = "; ".join(f"{fault.field}: {fault.description}" for fault in faults[:5])
        raise SepiaError(
            Kind.INVALID,
            "FINDINGS_INVALID",
            f"{len(faults)} of the findings cannot be recorded: {listed}. Nothing of this request was recorded.",
            faults[:_NAMED],
        )


def completed(found: Found, said: Chart) -> Found:
    """The finding with what the chart says of its provisions, where the evaluator leaves their obligation open."""
    cited = {
        (each.standard, each.version, each.release, each.subclause): each.obligation
        for each in said.correspondences
        if each.element == found.element
    }
    return replace(
        found,
        provisions=tuple(
            each if each.obligation is not None else replace(each, obligation=cited.get(each.place))
            for each in found.provisions
        ),
    )


def gaps(ground: Ground) -> list[Gap]:
    """What is missing, in the order of the chart."""
    listed: list[Gap] = []
    for element in ground.said.elements:
        found = ground.current.get(element.label)
        if found is None:
            listed.append(
                Gap(element.label, f"Nothing is found on element {element.label} yet. Record what you find.", True)
            )
            continue
        listed += [Gap(element.label, text, True) for text in _lacks(found)]
        listed += [Gap(element.label, text, False) for text in _notes(found, ground)]
    return listed


def supported(ground: Ground) -> int:
    """The outcome that findings bear out; 0 while something is missing for any.

    Essential: a counting provision meets every element. Not essential: one element at least falls short, whatever is
    found on the others. Undetermined: everything is found, nothing falls short, and something is unclear.
    """
    blocked = {gap.element for gap in gaps(ground) if gap.blocking}
    sound = [found for label, found in ground.current.items() if label not in blocked]
    if any(_falls_short(found, ground.counting) for found in sound):
        return NOT_ESSENTIAL
    if blocked or not ground.said.elements:
        return 0
    return UNDETERMINED if any(found.verdict is Verdict.UNCLEAR for found in sound) else ESSENTIAL


def must_bear_out(check: str, outcome: int, ground: Ground, provision: str) -> None:
    """Refuses an opinion that is not what the findings bear out.

    Args:
        provision: what the regime's rule on options rests on.

    Raises:
        SepiaError: FAILED_PRECONDITION (FINDINGS_INCOMPLETE, OPINION_INCONSISTENT), naming the elements.
    """
    bears_out = supported(ground)
    if bears_out == outcome:
        return
    if bears_out == 0:
        lacking = [gap for gap in gaps(ground) if gap.blocking]
        if outcome == NOT_ESSENTIAL:
            lacking.append(Gap("", "No element is found not to be met so far.", True))
        raise _refusal("FINDINGS_INCOMPLETE", check, f"The findings on {ground.chart} are not complete.", lacking)
    against = list(_against(outcome, ground, provision))
    raise _refusal(
        "OPINION_INCONSISTENT",
        check,
        f"The findings on {ground.chart} do not bear out {_WORDS[outcome]}, but {_WORDS[bears_out]}.",
        against,
    )


def must_be_for(check: str, family: str, chart: str, said: Chart) -> None:
    """Refuses a chart for another family than the one that is checked.

    Raises:
        SepiaError: FAILED_PRECONDITION (CHART_OF_ANOTHER_FAMILY).
    """
    if said.family != family:
        raise precondition(
            "CHART_OF_ANOTHER_FAMILY",
            f"{chart} is for {said.family}; {check} is on {family}. Name a chart for that.",
            subject=chart,
        )


def must_be_opened(check: str, *, opened: bool) -> None:
    """Refuses work on a check that its evaluator has not opened: conflicts are looked for there.

    Raises:
        SepiaError: FAILED_PRECONDITION (CHECK_NOT_OPENED).
    """
    if not opened:
        raise precondition("CHECK_NOT_OPENED", f"You have not opened {check} yet. Open it first.", subject=check)


def document_of(ground: Ground) -> dict[str, object]:
    """What an opinion by element stood on, as canonical JSON takes it: what is digested, shown and kept."""
    said = ground.said
    return {
        "format": FORMAT,
        "chart": ground.chart,
        "chart_sha256": ground.digest,
        "patent": said.patent,
        "claim": said.claim,
        "elements": [_element(each.label, each.text, ground.current.get(each.label)) for each in said.elements],
    }


def provisions_document(provisions: Sequence[Provision]) -> list[dict[str, str]]:
    """Provisions as canonical JSON takes them."""
    return [
        {
            "standard": each.standard,
            "version": each.version,
            "release": each.release,
            "subclause": each.subclause,
            "obligation": each.obligation.value if each.obligation else "",
        }
        for each in provisions
    ]


def provisions_of(document: Sequence[Mapping[str, Any]]) -> tuple[Provision, ...]:
    """The inverse of `provisions_document`."""
    return tuple(
        Provision(
            str(each["standard"]),
            str(each["version"]),
            str(each["release"]),
            str(each["subclause"]),
            Obligation(each["obligation"]) if each["obligation"] else None,
        )
        for each in document
    )


def _element(label: str, text: str, found: Found | None) -> dict[str, object]:
    return {
        "label": label,
        "text": text,
        "verdict": found.verdict.name.lower() if found else "",
        "reasons": found.reasons if found else "",
        "provisions": provisions_document(found.provisions) if found else [],
    }


def _lacks(found: Found) -> list[str]:
    if found.verdict is Verdict.UNCLEAR:
        return []
    of = f"The finding on element {found.element}"
    if not found.provisions:
        return [f"{of} names no requirement that was consulted. Name it, at version and sub-clause."]
    lacks: list[str] = []
    for each in found.provisions:
        if not each.version.strip() and not each.release.strip():
            lacks.append(f"{of} consults {each} at neither version nor release. Give one, for example 15.2.0.")
        if not each.subclause.strip():
            lacks.append(f"{of} consults {each} without a sub-clause. Give it, for example 5.2.2.")
        if each.obligation is None and found.verdict is Verdict.MET:
            what = "mandatory, conditional or an option"
            lacks.append(f"{of} does not say whether {each} is {what}, and the chart does not rest the element on it.")
    return lacks


def _notes(found: Found, ground: Ground) -> list[str]:
    notes: list[str] = []
    if found.verdict is Verdict.MET and _falls_short(found, ground.counting):
        notes.append(
            f"Element {found.element} is met by {_listed(found)} alone, which does not count towards essentiality here."
        )
    consulted = {each.place for each in found.provisions}
    cited = {
        (each.standard, each.version, each.release, each.subclause)
        for each in ground.said.correspondences
        if each.element == found.element
    }
    if found.verdict is not Verdict.MET:
        notes += [
            f"The chart rests element {found.element} on {' '.join(filter(None, place))}, which was not consulted."
            for place in sorted(cited - consulted)
        ]
    return notes


def _falls_short(found: Found, counting: Collection[str]) -> bool:
    """Whether an element is not met, or by nothing that counts."""
    if found.verdict is Verdict.MET:
        obligations = [each.obligation for each in found.provisions if each.obligation is not None]
        return bool(obligations) and all(each.value not in counting for each in obligations)
    return found.verdict is Verdict.NOT_MET


def _listed(found: Found) -> str:
    return ", ".join(f"{each} ({each.obligation.value})" for each in found.provisions if each.obligation)


def _against(outcome: int, ground: Ground, provision: str) -> list[Gap]:
    found = list(ground.current.values())
    short = [each for each in found if _falls_short(each, ground.counting)]
    if short:
        return [
            Gap(each.element, f"Element {each.element} is found not to be met.", True)
            if each.verdict is Verdict.NOT_MET
            else Gap(
                each.element,
                f"Element {each.element} is met by {_listed(each)} alone, which does not count ({provision}).",
                True,
            )
            for each in short
        ]
    unclear = [each for each in found if each.verdict is Verdict.UNCLEAR]
    if unclear:
        return [Gap(each.element, f"Element {each.element} is found unclear.", True) for each in unclear]
    return [Gap(each.element, f"Element {each.element} is found to be met.", True) for each in found]


def _refusal(reason: str, check: str, what: str, lacking: Sequence[Gap]) -> SepiaError:
    listed = " ".join(gap.text for gap in lacking[:3])
    more = f" And {len(lacking) - 3} more." if len(lacking) > 3 else ""
    advice = (
        "Record a finding that says otherwise if you have changed your mind, or give the outcome that is borne out."
    )
    return SepiaError(
        Kind.PRECONDITION,
        reason,
        f"{what} {listed}{more} {advice if reason == 'OPINION_INCONSISTENT' else 'Nothing was recorded.'}",
        subject=check,
        violations=tuple(Violation(gap.element or "outcome", gap.text) for gap in lacking[:_NAMED]),
    )
