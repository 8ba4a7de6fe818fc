"""Owns the made-up page of a standard that the demonstration's claim chart cites a figure from."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1240, 1754
"""A4 at 150 dots an inch."""

FIGURE = ((0.16, 0.34), (0.84, 0.29), (0.88, 0.55), (0.18, 0.60))
"""Corners of the figure on it, in widths of the page: a region that is not upright."""


def made_up_page() -> bytes:
    """The page as PNG; the same bytes whenever it is asked for."""
    page = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(page)
    pen.text((120, 110), "DEMONSTRATION: a made-up page of no standard", fill=0, font_size=34)
    pen.text((120, 190), "5.2.2  Generation of a made-up sequence", fill=0, font_size=28)
    for line in range(3):
        pen.rectangle((120, 250 + 34 * line, 1120 - 90 * line, 262 + 34 * line), fill=200)
    for number, (left, name) in enumerate(((260, "source"), (540, "sequence"), (820, "sender"))):
        top = 480 - 30 * number
        pen.rectangle((left, top, left + 180, top + 110), outline=0, width=4)
        pen.text((left + 24, top + 38), name, fill=0, font_size=28)
        if number:
            pen.line((left - 100, top + 70, left, top + 55), fill=0, width=4)
    pen.text((430, 660), "Figure 5.2.2-1", fill=0, font_size=26)
    for line in range(14):
        pen.rectangle((120, 830 + 34 * line, 1120 - 60 * (line % 3), 842 + 34 * line), fill=200)
    out = io.BytesIO()
    page.save(out, "PNG")
    return out.getvalue()
