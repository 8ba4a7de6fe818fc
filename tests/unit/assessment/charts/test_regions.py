"""Regions: exactly the pixels whose centres they hold, row by row, at any tilt."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st

from services.assessment.charts.regions import (
    Box,
    Circle,
    Polygon,
    Rectangle,
    Region,
    mask,
    must_be_on_page,
    spans,
)
from shared.errors import SepiaError


def covered(region: Region, width: int, height: int) -> np.ndarray:
    """The page's pixels: True where the region covers them."""
    found = spans(region, width, height)
    image = np.zeros((height, width), dtype=bool)
    if found.box is not None:
        box = found.box
        image[box.top : box.bottom, box.left : box.right] = mask(found, box) > 0
    return image


def held(shape: shapely.Geometry, width: int, height: int) -> np.ndarray:
    """The same by asking shapely of every pixel's centre."""
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    return shapely.contains_xy(shape, x, y)


@settings(max_examples=80)
@given(st.floats(0.05, 0.4), st.floats(0.05, 0.4), st.floats(0.05, 0.5), st.floats(0.05, 0.5), st.floats(-180, 180))
def test_a_turned_rectangle_covers_the_centres_it_holds(
    x: float, y: float, width: float, height: float, degrees: float
) -> None:
    box = shapely.box(x * 97, y * 97, (x + width) * 97, (y + height) * 97)
    turned = shapely.affinity.rotate(box, degrees, origin="center")  # y down: shapely's turn is clockwise to the eye
    expected = held(turned, 97, 131)
    found = covered(Rectangle(x, y, width, height, degrees), 97, 131)
    # Centres on the outline to the last bit may fall either way.
    apart = np.argwhere(found != expected)
    assert all(turned.exterior.distance(shapely.Point(c + 0.5, r + 0.5)) < 1e-9 for r, c in apart)


@settings(max_examples=80)
@given(st.lists(st.floats(0.15, 0.48), min_size=3, max_size=24), st.floats(0, math.tau))
def test_a_polygon_with_dents_covers_the_centres_it_holds(radii: list[float], turned: float) -> None:
    step = math.tau / len(radii)
    points = tuple(
        (0.5 + radius * math.cos(turned + step * place), 0.6 + radius * math.sin(turned + step * place))
        for place, radius in enumerate(radii)
    )
    must_be_on_page(Polygon(points), 1.3)
    shape = shapely.Polygon([(x * 90, y * 90) for x, y in points])
    apart = np.argwhere(covered(Polygon(points), 90, 117) != held(shape, 90, 117))
    assert all(shape.exterior.distance(shapely.Point(c + 0.5, r + 0.5)) < 1e-9 for r, c in apart)


@settings(max_examples=40)
@given(st.floats(0.3, 0.7), st.floats(0.3, 0.7), st.floats(0.01, 0.3))
def test_a_circle_covers_the_centres_within_its_radius(x: float, y: float, radius: float) -> None:
    column, row = np.meshgrid(np.arange(80) + 0.5, np.arange(100) + 0.5)
    away = np.hypot(column - x * 80, row - y * 80) - radius * 80
    found = covered(Circle(x, y, radius), 80, 100)
    assert (found == (away < 0))[np.abs(away) > 1e-9].all()


def test_a_row_with_a_dent_has_two_spans_and_the_box_is_that_of_all() -> None:
    letter_u = Polygon(((0.1, 0.1), (0.3, 0.1), (0.3, 0.5), (0.7, 0.5), (0.7, 0.1), (0.9, 0.1), (0.9, 0.8), (0.1, 0.8)))
    found = spans(letter_u, 10, 10)
    assert [(int(s), int(e)) for r, s, e in zip(found.rows, found.starts, found.ends, strict=True) if r == 2] == [
        (1, 3),
        (7, 9),
    ]
    assert found.box == Box(1, 1, 9, 8)


def test_a_quarter_turn_is_exact() -> None:
    assert np.array_equal(
        covered(Rectangle(0.2, 0.4, 0.6, 0.2, 90), 10, 10), covered(Rectangle(0.4, 0.2, 0.2, 0.6), 10, 10)
    )


@pytest.mark.parametrize(
    "region",
    [
        Circle(0.5, 0.5, 0),
        Circle(0.5, float("nan"), 0.1),
        Circle(0.95, 0.5, 0.1),
        Rectangle(0.1, 0.1, 0, 0.2),
        Rectangle(0.1, 0.1, 0.2, -0.2),
        Rectangle(0.1, 0.1, 0.2, 0.2, 400),
        Rectangle(0.0, 0.0, 0.9, 0.1, 45),
        Polygon(((0, 0), (1, 1))),
        Polygon(((0, 0), (1, 1), (1, 0), (0, 1))),
        Polygon(((0, 0), (0.5, 0.5), (1, 1))),
        Polygon(((0, 0), (0.5, float("inf")), (1, 0))),
        Polygon(((0, 0), (0.5, 1.2), (1, 0))),
        Polygon(tuple((math.cos(n), math.sin(n)) for n in range(501))),
    ],
)
def test_what_is_no_region_of_the_page_is_refused(region: Region) -> None:
    with pytest.raises(SepiaError) as refused:
        must_be_on_page(region, 1.0, "figures[0].region")
    assert (refused.value.reason, refused.value.violations[0].field) == ("REGION_INVALID", "figures[0].region")
