"""Owns claim charts as the contract says them: messages to charts and back."""

from __future__ import annotations

from enum import Enum
from typing import TypeVar

from sepia.assessment.v1 import charts_pb2 as pb
from services.assessment.charts.regions import Circle, Polygon, Rectangle, Region
from services.assessment.charts.rules import (
    Chart,
    Correspondence,
    Element,
    Figure,
    Gap,
    Level,
    Obligation,
    Status,
)

Kind = TypeVar("Kind", bound=Enum)

# In the order of the contract's numbers, which begin with 1.
_LEVELS = (Level.SHALL, Level.SHOULD, Level.MAY, Level.CAN)
_STATUSES = (Status.NORMATIVE, Status.INFORMATIVE)
_OBLIGATIONS = (Obligation.MANDATORY, Obligation.CONDITIONAL, Obligation.OPTION)


def chart_of(content: pb.ChartContent) -> Chart:
    """What a message says."""
    return Chart(
        content.standard,
        content.family,
        content.patent,
        content.claim,
        content.claim_text,
        content.language,
        tuple(Element(each.label, each.text) for each in content.elements),
        tuple(_correspondence_of(each) for each in content.correspondences),
    )


def content_of(chart: Chart) -> pb.ChartContent:
    """A chart as a message."""
    return pb.ChartContent(
        standard=chart.standard,
        family=chart.family,
        patent=chart.patent,
        claim=chart.claim,
        claim_text=chart.claim_text,
        language=chart.language,
        elements=[pb.ClaimElement(label=each.label, text=each.text) for each in chart.elements],
        correspondences=[_correspondence(each) for each in chart.correspondences],
    )


def gap_messages(gaps: list[Gap]) -> list[pb.ChartGap]:
    """What a chart lacks as messages."""
    return [pb.ChartGap(field=each.field, text=each.text, blocking=each.blocking) for each in gaps]


def _correspondence_of(each: pb.ChartCorrespondence) -> Correspondence:
    return Correspondence(
        element=each.element,
        standard=each.standard,
        version=each.version,
        release=each.release,
        subclause=each.subclause,
        level=_chosen(_LEVELS, each.level),
        status=_chosen(_STATUSES, each.status),
        obligation=_chosen(_OBLIGATIONS, each.obligation),
        quotation=each.quotation,
        explanation=each.explanation,
        figures=tuple(
            Figure(figure.document, figure.page, _region_of(figure), figure.caption) for figure in each.figures
        ),
        confidential=each.confidential,
    )


def _correspondence(each: Correspondence) -> pb.ChartCorrespondence:
    return pb.ChartCorrespondence(
        element=each.element,
        standard=each.standard,
        version=each.version,
        release=each.release,
        subclause=each.subclause,
        level=pb.ProvisionLevel.Name(_number(_LEVELS, each.level)),
        status=pb.ProvisionStatus.Name(_number(_STATUSES, each.status)),
        obligation=pb.ProvisionObligation.Name(_number(_OBLIGATIONS, each.obligation)),
        quotation=each.quotation,
        explanation=each.explanation,
        figures=[_figure(figure) for figure in each.figures],
        confidential=each.confidential,
    )


def _region_of(figure: pb.CitedFigure) -> Region:
    match figure.WhichOneof("region"):
        case "rectangle":
            shape = figure.rectangle
            return Rectangle(shape.corner.x, shape.corner.y, shape.width, shape.height, shape.degrees)
        case "circle":
            return Circle(figure.circle.centre.x, figure.circle.centre.y, figure.circle.radius)
        case _:
            return Polygon(tuple((point.x, point.y) for point in figure.polygon.points))


def _figure(figure: Figure) -> pb.CitedFigure:
    message = pb.CitedFigure(document=figure.document, page=figure.page, caption=figure.caption)
    match figure.region:
        case Rectangle() as shape:
            corner = pb.PagePoint(x=shape.x, y=shape.y)
            message.rectangle.CopyFrom(
                pb.PageRectangle(corner=corner, width=shape.width, height=shape.height, degrees=shape.degrees)
            )
        case Circle() as shape:
            message.circle.CopyFrom(pb.PageCircle(centre=pb.PagePoint(x=shape.x, y=shape.y), radius=shape.radius))
        case Polygon() as shape:
            message.polygon.CopyFrom(pb.PagePolygon(points=[pb.PagePoint(x=x, y=y) for x, y in shape.points]))
    return message


def _chosen(kinds: tuple[Kind, ...], number: int) -> Kind | None:
    return kinds[number - 1] if number else None


def _number(kinds: tuple[Kind, ...], chosen: Kind | None) -> int:
    return kinds.index(chosen) + 1 if chosen else 0
