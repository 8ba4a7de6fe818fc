"""Owns what a claim chart is and what it lacks: one claim, element by element, beside what a standard says.

A chart is edited as a draft and submitted as a version; a version never changes. What it lacks is said while it is
edited: what is blocking keeps it from being submitted, the rest is for the reader. A correspondence is a pair of the
claim and one provision, that is a sub-clause of a standard at a version; several elements may rest on one provision.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import Any, cast

from services.assessment.charts.regions import Circle, Polygon, Rectangle, Region
from shared.canonical import canonical_digest
from shared.errors import Kind, SepiaError, Violation, invalid, precondition

__all__ = [
    "Chart",
    "Correspondence",
    "Element",
    "Figure",
    "Gap",
    "Level",
    "Obligation",
    "Opening",
    "Status",
    "chart_of",
    "citations",
    "digest_of",
    "document_of",
    "for_the_public",
    "gaps",
    "may_write",
    "must_be_draft",
    "must_be_submittable",
    "must_have_room",
    "must_stay_closed",
    "must_stay_for",
    "number_text",
    "region_document",
    "region_of",
]

FORMAT = "sepia-claim-chart-v1"
DIGEST_DOMAIN = "sepia.assessment.chart.v1"
LONGEST_QUOTATION = 1000
"""Characters: a quotation supports a finding; it does not republish a standard."""

_WORDS = re.compile(r"\w+", re.UNICODE)


class Level(Enum):
    """How strongly a provision speaks, by its verb (ISO/IEC Directives, Part 2; ETSI Drafting Rules, clause 3.2)."""

    SHALL = "shall"
    SHOULD = "should"
    MAY = "may"
    CAN = "can"


class Status(Enum):
    """Whether a provision stands in the normative or the informative part."""

    NORMATIVE = "normative"
    INFORMATIVE = "informative"


class Obligation(Enum):
    """Whether everybody who implements the standard implements the provision."""

    MANDATORY = "mandatory"
    CONDITIONAL = "conditional"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class Figure:
    """A region of a page that is cited.

    Attributes:
        document: SHA-256 of the image or PDF, as it was uploaded.
        page: from 1.
        region: on the page.
        caption: what it shows.
    """

    document: str
    page: int
    region: Region
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """A part of the claim.

    Attributes:
        label: unique within the chart, such as `1a`.
        text: as it stands in the claim.
    """

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Correspondence:
    """What a standard says where an element of the claim is met.

    Attributes:
        element: label of the element.
        standard: as it is cited, such as `3GPP TS 38.211`.
        version, release: such as `15.2.0` and `Rel-15`; one of them at least.
        subclause: such as `5.2.2` or `Annex B.2`.
        level, status, obligation: None while not said.
        quotation: the words of the provision, as few as the point needs.
        explanation: why they meet the element.
        figures: cited by region.
        confidential: quotation, explanation and figures are for those who evaluate the family, never for the public.
    """

    element: str
    standard: str
    version: str = ""
    release: str = ""
    subclause: str = ""
    level: Level | None = None
    status: Status | None = None
    obligation: Obligation | None = None
    quotation: str = ""
    explanation: str = ""
    figures: tuple[Figure, ...] = ()
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """What a claim chart says.

    Attributes:
        standard: resource name of the standard it is for.
        family: resource name of the family.
        patent: number as given.
        claim: number of the claim, 1 or more.
        claim_text: the claim as granted.
        language: of the claim text, such as `en`.
        elements, correspondences: in the order in which they are shown.
    """

    standard: str
    family: str
    patent: str
    claim: int
    claim_text: str
    language: str
    elements: tuple[Element, ...] = ()
    correspondences: tuple[Correspondence, ...] = ()

    def provisions(self) -> list[tuple[str, str, str, str]]:
        """Standard, version, release and sub-clause of each correspondence of claim and provision, once each."""
        return list(
            dict.fromkeys((each.standard, each.version, each.release, each.subclause) for each in self.correspondences)
        )


@dataclass(frozen=True, slots=True)
class Opening:
    """When everybody may see a chart's versions.

    Attributes:
        day: the legal date.
        at: the instant at which it begins, where the regime has its seat.
    """

    day: dt.date
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Gap:
    """What a chart lacks, or what a reader would stumble over.

    Attributes:
        field: where, in the chart's own terms: `elements[2]`, `correspondences[0].subclause`.
        text: what it is and what to do.
        blocking: keeps the chart from being submitted.
    """

    field: str
    text: str
    blocking: bool


def gaps(chart: Chart, most_correspondences: int | None) -> list[Gap]:
    """What a chart lacks, in the order of the chart.

    Args:
        chart: as it is so far.
        most_correspondences: provisions that the regime allows a chart; None for no limit.
    """
    found: list[Gap] = []
    _claim_gaps(chart, found)
    met = {each.element for each in chart.correspondences}
    for place, element in enumerate(chart.elements):
        if not element.text.strip():
            found.append(Gap(f"elements[{place}].text", f"Element {element.label} has no text.", True))
        if element.label not in met:
            text = f"Nothing of the standard stands beside element {element.label}. Add a correspondence for it."
            found.append(Gap(f"elements[{place}]", text, True))
    labels = {element.label for element in chart.elements}
    for place, each in enumerate(chart.correspondences):
        _correspondence_gaps(f"correspondences[{place}]", each, labels, found)
    if most_correspondences is not None and len(chart.provisions()) > most_correspondences:
        text = (
            f"The chart rests on {len(chart.provisions())} provisions; {most_correspondences} are allowed. "
            "Keep those that carry the claim."
        )
        found.append(Gap("correspondences", text, True))
    return found


def must_be_submittable(name: str, chart: Chart, most_correspondences: int | None) -> None:
    """Refuses a chart that lacks something.

    Raises:
        SepiaError: FAILED_PRECONDITION (CHART_INCOMPLETE), naming every place.
    """
    lacking = [gap for gap in gaps(chart, most_correspondences) if gap.blocking]
    if lacking:
        first = " ".join(gap.text for gap in lacking[:3])
        more = f" And {len(lacking) - 3} more." if len(lacking) > 3 else ""
        raise SepiaError(
            Kind.PRECONDITION,
            "CHART_INCOMPLETE",
            f"{name} cannot be submitted yet. {first}{more}",
            subject=name,
            violations=tuple(Violation(gap.field, gap.text) for gap in lacking[:100]),
        )


def must_stay_for(name: str, before: Chart, after: Chart) -> None:
    """Refuses a draft for another standard or family than the versions are for: who may see them follows from these.

    Raises:
        SepiaError: INVALID_ARGUMENT (CHART_SUBJECT_FIXED).
    """
    for field in ("standard", "family"):
        was = getattr(before, field)
        if getattr(after, field) != was:
            what = f"{was}, which the versions of {name} are for; create another chart for another {field}"
            raise invalid(
                "CHART_SUBJECT_FIXED", f"content.{field} has to be {what}.", Violation(f"content.{field}", what)
            )


def must_have_room(kept: int, size: int, quota: int) -> None:
    """Refuses a page beyond what is kept for one organization.

    Args:
        kept, size, quota: bytes.

    Raises:
        SepiaError: RESOURCE_EXHAUSTED (FIGURE_QUOTA_USED).
    """
    if kept + size > quota:
        mebi = 1024 * 1024
        raise SepiaError(
            Kind.EXHAUSTED,
            "FIGURE_QUOTA_USED",
            f"{kept / mebi:,.1f} MiB of pages are kept for your organization, and {quota / mebi:,.0f} MiB at most; "
            f"this document has {size / mebi:,.1f}. Cite pages that are kept already, send a smaller scan, or ask the "
            "centre for more room.",
        )


def must_be_draft(name: str, latest_version: int) -> None:
    """Refuses to delete what was submitted.

    Raises:
        SepiaError: FAILED_PRECONDITION (CHART_SUBMITTED).
    """
    if latest_version:
        raise precondition(
            "CHART_SUBMITTED",
            f"{name} has {latest_version} version(s) on record and stays; only a draft of which nothing was submitted "
            "can be deleted. Submit another version to say something else.",
            subject=name,
        )


def may_write(check: str, chart: Chart, family: str, *, opened: bool, offered: bool, provision: str) -> None:
    """Refuses a chart of who checks where the regime leaves charts to holders, before the check is opened, or for
    another family.

    Raises:
        SepiaError: FAILED_PRECONDITION (PROCEDURE_NOT_OFFERED, CHECK_NOT_OPENED); INVALID_ARGUMENT
            (CHART_OF_ANOTHER_FAMILY).
    """
    if not offered:
        raise precondition(
            "PROCEDURE_NOT_OFFERED",
            f"Under the regime of {check} claim charts are the holders' ({provision}); record findings on theirs.",
            subject=check,
        )
    if not opened:
        raise precondition("CHECK_NOT_OPENED", f"You have not opened {check} yet. Open it first.", subject=check)
    if chart.family != family:
        what = f"{family}, which {check} is on"
        raise invalid("CHART_OF_ANOTHER_FAMILY", f"content.family has to be {what}.", Violation("content.family", what))


def must_stay_closed(day: dt.date | None) -> None:
    """Refuses to open the chart of who checks to everybody.

    Raises:
        SepiaError: INVALID_ARGUMENT (CHART_STAYS_CLOSED).
    """
    if day is not None:
        what = "absent for the chart of who checks; what the opinion stands on is in its document"
        raise invalid("CHART_STAYS_CLOSED", f"public_from has to be {what}.", Violation("public_from", what))


def document_of(chart: Chart) -> dict[str, object]:
    """The chart as canonical JSON takes it: what is digested, exported and kept."""
    return {
        "format": FORMAT,
        "standard": chart.standard,
        "family": chart.family,
        "patent": chart.patent,
        "claim": chart.claim,
        "claim_text": chart.claim_text,
        "language": chart.language,
        "elements": [asdict(each) for each in chart.elements],
        "correspondences": [_correspondence_document(each) for each in chart.correspondences],
    }


def digest_of(chart: Chart) -> str:
    """SHA-256 over the chart's canonical form, in hexadecimal."""
    return canonical_digest(DIGEST_DOMAIN, document_of(chart))


def chart_of(document: Mapping[str, Any]) -> Chart:
    """The inverse of `document_of`.

    Raises:
        KeyError, TypeError, ValueError: a member is missing, or of the wrong kind.
    """
    if document.get("format") != FORMAT:
        raise ValueError(f"format is {document.get('format')!r}, not {FORMAT!r}")
    return Chart(
        standard=_text(document["standard"]),
        family=_text(document["family"]),
        patent=_text(document["patent"]),
        claim=_whole(document["claim"]),
        claim_text=_text(document["claim_text"]),
        language=_text(document["language"]),
        elements=tuple(Element(_text(each["label"]), _text(each["text"])) for each in document["elements"]),
        correspondences=tuple(_correspondence_of(each) for each in document["correspondences"]),
    )


def region_document(region: Region) -> Mapping[str, object]:
    """A region as canonical JSON takes it; numbers as text, since binary fractions are not canonical."""
    match region:
        case Rectangle():
            names = ("x", "y", "width", "height", "degrees")
            return {"shape": "rectangle"} | {name: number_text(getattr(region, name)) for name in names}
        case Circle():
            return {"shape": "circle"} | {name: number_text(getattr(region, name)) for name in ("x", "y", "radius")}
        case Polygon():
            return {"shape": "polygon", "points": [[number_text(x), number_text(y)] for x, y in region.points]}


def region_of(document: Mapping[str, Any]) -> Region:
    """The inverse of `region_document`."""
    numbers = {name: float(value) for name, value in document.items() if isinstance(value, str) and name != "shape"}
    match document["shape"]:
        case "rectangle":
            return Rectangle(**numbers)
        case "circle":
            return Circle(**numbers)
        case "polygon":
            points = cast("Iterable[Sequence[str]]", document["points"])
            return Polygon(tuple((float(x), float(y)) for x, y in points))
        case other:
            raise ValueError(f"there is no shape {other!r}")


def citations(chart: Chart) -> dict[str, bool]:
    """The pages that a chart cites, by their digests, and whether for those concerned alone.

    A page that one correspondence cites openly is open, whatever others say.
    """
    cited: dict[str, bool] = {}
    for each in chart.correspondences:
        for figure in each.figures:
            cited[figure.document] = cited.get(figure.document, True) and each.confidential
    return cited


def for_the_public(chart: Chart) -> tuple[Chart, int]:
    """The chart without what is confidential in it, and how many correspondences something was left out of."""
    shown = tuple(
        replace(each, quotation="", explanation="", figures=()) if each.confidential else each
        for each in chart.correspondences
    )
    return replace(chart, correspondences=shown), sum(each.confidential for each in chart.correspondences)


def number_text(number: float) -> str:
    """A coordinate with six digits after the point: a ten-thousandth of a millimetre on A4."""
    return f"{number:.6f}"


def _claim_gaps(chart: Chart, found: list[Gap]) -> None:
    if not chart.claim_text.strip():
        found.append(Gap("claim_text", "The text of the claim is missing. Give it as granted.", True))
    if not chart.patent.strip():
        found.append(Gap("patent", "The patent's number is missing, for example EP 1 848 154 B1.", True))
    if not chart.elements:
        found.append(Gap("elements", "The claim is not divided into elements. Divide it, all of it.", True))
        return
    labels = [element.label for element in chart.elements]
    for place, label in enumerate(labels):
        if label in labels[:place]:
            found.append(
                Gap(f"elements[{place}].label", f"There are two elements {label}. Name each its own way.", True)
            )
    claim, together = _words(chart.claim_text), _words(" ".join(element.text for element in chart.elements))
    if claim and claim != together:
        found.append(Gap("elements", _first_difference(claim, together), True))


def _first_difference(claim: list[str], together: list[str]) -> str:
    place = next(
        (n for n, (one, other) in enumerate(zip(claim, together, strict=False)) if one != other),
        min(len(claim), len(together)),
    )
    around = " ".join(claim[max(0, place - 3) : place + 3]) or "its end"
    return (
        f"The elements together are not the claim: they part at word {place + 1} of it, near “{around}”. "
        "Every word of the claim stands in exactly one element, in its order."
    )


def _correspondence_gaps(field: str, each: Correspondence, labels: set[str], found: list[Gap]) -> None:
    def lack(name: str, text: str, *, blocking: bool = True) -> None:
        found.append(Gap(f"{field}.{name}" if name else field, text, blocking))

    where = f"The correspondence for element {each.element or '(none)'}"
    if each.element not in labels:
        lack(
            "element", f"{where} names no element of this chart. Name one of {', '.join(sorted(labels)) or 'none yet'}."
        )
    if not each.standard.strip():
        lack("standard", f"{where} names no standard, for example 3GPP TS 38.211.")
    if not each.version.strip() and not each.release.strip():
        lack("version", f"{where} gives neither version nor release, for example 15.2.0.")
    if not each.subclause.strip():
        lack("subclause", f"{where} gives no sub-clause, for example 5.2.2 or Annex B.2.")
    for name, value, example in (
        ("level", each.level, "shall, should, may or can"),
        ("status", each.status, "normative or informative"),
        ("obligation", each.obligation, "mandatory, conditional or option"),
    ):
        if value is None:
            lack(name, f"{where} does not say its {name}: {example}.")
    if not each.quotation.strip():
        lack("quotation", f"{where} quotes nothing. Quote the words that meet the element.")
    elif len(each.quotation) > LONGEST_QUOTATION:
        lack("quotation", f"{where} quotes {len(each.quotation)} characters; {LONGEST_QUOTATION} at most.")
    if not each.explanation.strip():
        lack("explanation", f"{where} does not explain why the words meet the element.")
    if each.status is Status.INFORMATIVE:
        lack("status", f"{where} rests on an informative text, which binds nobody.", blocking=False)
    if each.obligation is Obligation.OPTION:
        text = f"{where} rests on an option: only those who implement the option use the claim."
        lack("obligation", text, blocking=False)
    if each.level is not None and each.quotation.strip() and each.level.value not in _words(each.quotation):
        text = f"{where} is said to be a “{each.level.value}”, but the quotation does not hold that word."
        lack("level", text, blocking=False)


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


def _correspondence_document(each: Correspondence) -> dict[str, object]:
    return {
        **{name: getattr(each, name) for name in _TEXTS},
        **{name: value.value if (value := getattr(each, name)) else "" for name in _ENUMS},
        "figures": [
            {
                "document": figure.document,
                "page": figure.page,
                "region": region_document(figure.region),
                "caption": figure.caption,
            }
            for figure in each.figures
        ],
        "confidential": each.confidential,
    }


def _correspondence_of(document: Mapping[str, Any]) -> Correspondence:
    enums = {name: kind(document[name]) if document[name] else None for name, kind in _ENUMS.items()}
    return Correspondence(
        **{name: _text(document[name]) for name in _TEXTS},
        **cast("dict[str, Any]", enums),
        figures=tuple(
            Figure(
                _text(each["document"]), _whole(each["page"]), region_of(each["region"]), _text(each.get("caption", ""))
            )
            for each in document["figures"]
        ),
        confidential=document["confidential"] is True,
    )


_TEXTS = ("element", "standard", "version", "release", "subclause", "quotation", "explanation")
_ENUMS: Mapping[str, type[Enum]] = {"level": Level, "status": Status, "obligation": Obligation}


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not a whole number")
    return value
