"""Owns the measurement of cited figures: a region of a page, against the bare decoding of that page."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image

from services.assessment.charts.regions import Polygon
from services.assessment.charts.rendering import render_region
from tests.load.figures import Row, ratio

TITLE = "Claim charts: a cited region of a page"
HOW = (
    "A tilted polygon over about a tenth of a page, masked and written as PNG: of a drawing of 10,000 x 10,000 pixels "
    "(PNG, grey lines with noise), against Pillow decoding that page and nothing else; and of an A4 page of a PDF at "
    "200 dots an inch, against PDFium drawing the whole page. Medians, in one process, each with one unmeasured run."
)
SIDE = 10_000
REGION = Polygon(((0.3, 0.25), (0.62, 0.4), (0.5, 0.68), (0.2, 0.52)))
DPI = 200


def run() -> list[Row]:
    """Measures both kinds of page."""
    Image.MAX_IMAGE_PIXELS = None
    drawing, pdf = _drawing(), _pdf()

    def decode() -> object:
        return Image.open(io.BytesIO(drawing)).load()

    def draw() -> object:
        page: Any = pypdfium2.PdfDocument(pdf)[0]
        return page.render(scale=DPI / 72).to_pil()

    decoding = _seconds(decode, 3)
    of_image = _seconds(lambda: render_region(drawing, "image/png", 1, REGION), 3)
    drawn = _seconds(draw, 9)
    of_pdf = _seconds(lambda: render_region(pdf, "application/pdf", 1, REGION, dpi=DPI), 9)
    return [
        ratio(
            "region of a 100-megapixel page",
            ("region as PNG", of_image * 1000, "ms"),
            ("bare decoding", decoding * 1000, "ms"),
            f"the page is a PNG of {len(drawing) / 1e6:.0f} MB",
        ),
        ratio(
            "region of a PDF page",
            ("region of it as PNG", of_pdf * 1000, "ms"),
            ("whole page, drawn", drawn * 1000, "ms"),
            "the region's time includes writing it as PNG, the whole page's does not",
        ),
    ]


def _seconds(work: Callable[[], object], repeats: int) -> float:
    work()
    times: list[float] = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _drawing() -> bytes:
    """A page like a scanned drawing: white, lines every 97 pixels, noise on a fiftieth of the rows."""
    page = np.full((SIDE, SIDE), 255, dtype=np.uint8)
    page[::97] = 30
    page[:, ::97] = 30
    page[::50] = np.random.default_rng(7).integers(0, 255, page[::50].shape, dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(page).save(out, "PNG", compress_level=3)
    return out.getvalue()


def _pdf() -> bytes:
    """An A4 page with 20,000 strokes."""
    rng = np.random.default_rng(7)
    strokes = (rng.random((20_000, 4)) * np.array([595, 842, 595, 842])).astype(int)
    content = "\n".join(f"{a} {b} m {c} {d} l S" for a, b, c, d in strokes.tolist()).encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    )
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places: list[int] = []
    for number, each in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, each))
    table = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return out.getvalue()
