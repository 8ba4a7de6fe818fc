"""Owns regions of a page: rectangles, circles and polygons of any tilt, and which pixels they cover, row by row.

Coordinates do not depend on resolution: one unit is the width of the page, x runs to the right, y down, both from the
upper left corner. A pixel belongs to a region where its centre does. In a row that is one or more spans, found where
the row of centres crosses the outline (even-odd rule); the bounding box is that of the spans.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import LinearRing

from shared.errors import SepiaError, Violation, invalid

__all__ = ["MAX_POINTS", "Box", "Circle", "Polygon", "Rectangle", "Region", "Spans", "mask", "must_be_on_page", "spans"]

MAX_POINTS = 500
_MARGIN = 1e-6
"""By how much of a page's width a region may reach beyond it: the last digit of what a browser measured."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rectangle:
    """A rectangle, turned about its centre.

    Attributes:
        x, y: upper left corner before it is turned.
        width, height: above 0.
        degrees: clockwise, from -360 to 360.
    """

    x: float
    y: float
    width: float
    height: float
    degrees: float = 0.0


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle.

    Attributes:
        x, y: centre.
        radius: above 0.
    """

    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Polygon:
    """A polygon whose outline does not cross itself; the last point is joined to the first.

    Attributes:
        points: 3 to 500 pairs of x and y.
    """

    points: tuple[Point, ...]


Region = Rectangle | Circle | Polygon


@dataclass(frozen=True, slots=True)
class Box:
    """Pixels from (left, top) up to and without (right, bottom)."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """In pixels."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """In pixels."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Spans:
    """What a region covers: in row `rows[i]` the pixels from `starts[i]` up to and without `ends[i]`.

    Attributes:
        rows: rising; a row occurs as often as it has spans.
        starts, ends: starts < ends.
    """

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]

    @property
    def box(self) -> Box | None:
        """The smallest box around all spans; None where no pixel's centre is in the region."""
        if not len(self.rows):
            return None
        return Box(int(self.starts.min()), int(self.rows[0]), int(self.ends.max()), int(self.rows[-1]) + 1)


def must_be_on_page(region: Region, aspect: float, field: str = "region") -> None:
    """Refuses a region that is no region, or that reaches beyond its page.

    Args:
        region: to check.
        aspect: height of the page over its width.
        field: that holds the region, for the error.

    Raises:
        SepiaError: INVALID_ARGUMENT (REGION_INVALID), saying what is wrong and what would be right.
    """
    match region:
        case Circle(x=x, y=y, radius=radius):
            _require(_finite(x, y, radius) and radius > 0, field, "a circle with finite numbers and a radius above 0")
            corners = [(x - radius, y - radius), (x + radius, y + radius)]
        case Rectangle():
            numbers = (region.x, region.y, region.width, region.height, region.degrees)
            _require(
                _finite(*numbers) and region.width > 0 and region.height > 0 and abs(region.degrees) <= 360,
                field,
                "a rectangle with width and height above 0, turned by -360 to 360 degrees",
            )
            corners = _corners(region)
        case Polygon(points=points):
            _require(3 <= len(points) <= MAX_POINTS, field, f"a polygon of 3 to {MAX_POINTS} points")
            _require(all(_finite(*point) for point in points), field, "a polygon of finite numbers")
            _require(
                LinearRing(points).is_simple and abs(_area(points)) > 1e-12,
                field,
                "a polygon with an area, whose outline does not cross or touch itself",
            )
            corners = list(points)
    inside = all(
        -_MARGIN <= x <= 1 + _MARGIN and -_MARGIN <= y <= aspect + _MARGIN * max(1.0, aspect) for x, y in corners
    )
    _require(inside, field, f"on its page: x from 0 to 1, y from 0 to {aspect:.4f}, in widths of the page")


def spans(region: Region, width: int, height: int) -> Spans:
    """The pixels that a region covers on a page of a size in pixels, row by row.

    Args:
        region: on its page; what reaches beyond it is cut off.
        width, height: of the page, in pixels.
    """
    if isinstance(region, Circle):
        return _circle_spans(region, width, height)
    corners = _corners(region) if isinstance(region, Rectangle) else region.points
    points = np.asarray(corners, dtype=np.float64) * width
    top = max(0, math.ceil(points[:, 1].min() - 0.5))
    bottom = min(height - 1, math.floor(points[:, 1].max() - 0.5))
    if bottom < top:
        return _cut(np.empty(0, np.int64), np.empty(0), np.empty(0), width)
    centres = np.arange(top, bottom + 1) + 0.5
    x0, y0 = points[:, 0], points[:, 1]
    x1, y1 = np.roll(x0, -1), np.roll(y0, -1)
    # An edge is crossed where one end lies on or above the row of centres and the other below it: each corner once.
    crossed = (y0[None, :] <= centres[:, None]) != (y1[None, :] <= centres[:, None])
    row, edge = np.nonzero(crossed)
    at = x0[edge] + (centres[row] - y0[edge]) * (x1[edge] - x0[edge]) / (y1[edge] - y0[edge])
    order = np.lexsort((at, row))
    row, at = row[order], at[order]
    # A closed outline crosses each row an even number of times; spans are from one crossing to the next.
    return _cut(row[0::2] + top, at[0::2], at[1::2], width)


def mask(covered: Spans, box: Box) -> NDArray[np.uint8]:
    """The spans as an image of the box's size: 255 inside the region, 0 outside."""
    image = np.zeros((box.height, box.width), dtype=np.uint8)
    rows, starts, ends = covered.rows - box.top, covered.starts - box.left, covered.ends - box.left
    for row, start, end in zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True):
        image[row, start:end] = 255
    return image


def _circle_spans(circle: Circle, width: int, height: int) -> Spans:
    x, y, radius = circle.x * width, circle.y * width, circle.radius * width
    top, bottom = max(0, math.ceil(y - radius - 0.5)), min(height - 1, math.floor(y + radius - 0.5))
    rows = np.arange(top, bottom + 1, dtype=np.int64)
    half = np.sqrt(np.maximum(radius**2 - (rows + 0.5 - y) ** 2, 0.0))
    return _cut(rows, x - half, x + half, width)


def _cut(rows: NDArray[np.int64], lefts: NDArray[np.float64], rights: NDArray[np.float64], width: int) -> Spans:
    """Spans of whole pixels whose centres lie from left up to right, cut off at the page's sides."""
    starts = np.clip(np.ceil(lefts - 0.5), 0, width).astype(np.int64)
    ends = np.clip(np.ceil(rights - 0.5), 0, width).astype(np.int64)
    some = ends > starts
    return Spans(rows[some].astype(np.int64), starts[some], ends[some])


def _corners(rectangle: Rectangle) -> list[Point]:
    centre_x, centre_y = rectangle.x + rectangle.width / 2, rectangle.y + rectangle.height / 2
    turned = math.radians(rectangle.degrees)
    # Quarter turns exactly: the sine of a right angle is 1, that of two is no 1e-16.
    quarters = rectangle.degrees / 90
    cosine = (1.0, 0.0, -1.0, 0.0)[int(quarters) % 4] if quarters.is_integer() else math.cos(turned)
    sine = (0.0, 1.0, 0.0, -1.0)[int(quarters) % 4] if quarters.is_integer() else math.sin(turned)
    halves = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    offsets = [(a * rectangle.width / 2, b * rectangle.height / 2) for a, b in halves]
    return [(centre_x + x * cosine - y * sine, centre_y + x * sine + y * cosine) for x, y in offsets]


def _area(points: Sequence[Point]) -> float:
    following = [*points[1:], points[0]]
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, following, strict=True)) / 2


def _finite(*numbers: float) -> bool:
    return all(math.isfinite(number) for number in numbers)


def _require(holds: bool, field: str, rule: str) -> None:
    if not holds:
        raise _refusal(field, rule)


def _refusal(field: str, rule: str) -> SepiaError:
    return invalid("REGION_INVALID", f"{field} has to be {rule}.", Violation(field, rule))
