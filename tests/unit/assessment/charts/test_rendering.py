"""Pictures of regions: what is inside as it was, white outside, from images and PDF pages alike."""

from __future__ import annotations

import io

import numpy as np
import pypdfium2
import pytest
from PIL import Image

from services.assessment.charts import rendering
from services.assessment.charts.regions import Circle, Polygon, Rectangle, spans
from services.assessment.charts.rendering import page_sizes, render_region
from shared.errors import SepiaError


def page(width: int = 120, height: int = 160) -> np.ndarray:
    """A page on which every pixel has a colour of its own, none of it white."""
    row, column = np.mgrid[0:height, 0:width]
    return np.stack([row % 250, column % 250, (row // 3 + column) % 250], axis=2).astype(np.uint8)


def encoded(image: np.ndarray, form: str = "PNG", **options: object) -> bytes:
    out = io.BytesIO()
    Image.fromarray(image).save(out, form, **options)
    return out.getvalue()


def decoded(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)))


@pytest.mark.parametrize(
    "region",
    [
        Rectangle(0.25, 0.5, 0.5, 0.25),
        Rectangle(0.3, 0.4, 0.4, 0.3, 33),
        Circle(0.5, 0.7, 0.2),
        Polygon(((0.2, 0.2), (0.8, 0.3), (0.5, 0.6), (0.7, 1.2), (0.1, 1.0))),
    ],
)
def test_the_crop_shows_the_region_and_nothing_outside(region: Rectangle | Circle | Polygon) -> None:
    original = page()
    picture = render_region(encoded(original), "image/png", 1, region)
    found = spans(region, 120, 160)
    box = found.box
    assert box is not None
    assert (picture.width, picture.height) == (box.width, box.height)
    shown = decoded(picture.png)
    inside = np.zeros((box.height, box.width), dtype=bool)
    for row, start, end in zip(found.rows, found.starts, found.ends, strict=True):
        inside[row - box.top, start - box.left : end - box.left] = True
    assert np.array_equal(shown[inside], original[box.top : box.bottom, box.left : box.right][inside])
    assert (shown[~inside] == 255).all()


def test_no_metadata_of_the_page_is_in_the_picture() -> None:
    exif = Image.Exif()
    exif[0x010E] = "SECRET-DESCRIPTION"
    picture = render_region(encoded(page(), "JPEG", exif=exif), "image/jpeg", 1, Circle(0.5, 0.5, 0.2))
    assert b"SECRET" not in picture.png
    assert Image.open(io.BytesIO(picture.png)).info == {}


def test_a_region_of_a_pdf_page_is_drawn_where_it_is() -> None:
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(200, 300)
    drawn = Image.new("RGB", (200, 300), (255, 255, 255))
    drawn.paste((200, 30, 30), (50, 100, 150, 200))
    image = pypdfium2.PdfImage.new(pdf)
    bitmap = pypdfium2.PdfBitmap.from_pil(drawn)
    image.set_bitmap(bitmap)
    image.set_matrix(pypdfium2.PdfMatrix().scale(200, 300))
    second = pdf.new_page(200, 300)
    second.insert_obj(image)
    second.gen_content()
    out = io.BytesIO()
    pdf.save(out)
    assert [(size.width, size.height) for size in page_sizes(out.getvalue(), "application/pdf")] == [(200, 300)] * 2
    picture = render_region(out.getvalue(), "application/pdf", 2, Rectangle(0.25, 0.5, 0.5, 0.5), dpi=144)
    shown = decoded(picture.png)
    assert (picture.width, picture.height) == (200, 200)
    # The red square fills the region, but for a softened pixel at its edges.
    assert (np.abs(shown[2:-2, 2:-2].astype(int) - (200, 30, 30)) < 8).all()
    blank = decoded(render_region(out.getvalue(), "application/pdf", 2, Rectangle(0.0, 0.0, 1.0, 0.4), dpi=144).png)
    assert (blank == 255).all()


def test_the_pages_of_an_image_in_several_frames_are_told_apart() -> None:
    out = io.BytesIO()
    first, second = Image.new("RGB", (60, 80), (1, 2, 3)), Image.new("RGB", (40, 90), (9, 8, 7))
    first.save(out, "TIFF", save_all=True, append_images=[second])
    assert [(size.width, size.height) for size in page_sizes(out.getvalue(), "image/tiff")] == [(60, 80), (40, 90)]
    picture = render_region(out.getvalue(), "image/tiff", 2, Rectangle(0, 0, 1, 1))
    assert decoded(picture.png)[5, 5].tolist() == [9, 8, 7]


@pytest.mark.parametrize(
    ("document", "media_type", "reason"),
    [
        (b"", "image/png", "FIGURE_UNREADABLE"),
        (b"%PDF-1.7 nothing", "application/pdf", "FIGURE_UNREADABLE"),
        (encoded(page())[:200], "image/png", "FIGURE_UNREADABLE"),
        (encoded(page()), "image/jpeg", "FIGURE_UNREADABLE"),
        (encoded(page()), "image/svg+xml", "FIGURE_UNREADABLE"),
    ],
)
def test_a_document_that_cannot_be_read_is_refused_with_what_to_send(
    document: bytes, media_type: str, reason: str
) -> None:
    with pytest.raises(SepiaError) as refused:
        page_sizes(document, media_type)
        render_region(document, media_type, 1, Circle(0.5, 0.5, 0.2))
    assert refused.value.reason == reason


def test_pages_regions_and_sizes_that_are_not_there_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    document = encoded(page())
    for number, region, reason in (
        (0, Circle(0.5, 0.5, 0.2), "PAGE_UNKNOWN"),
        (2, Circle(0.5, 0.5, 0.2), "PAGE_UNKNOWN"),
        (1, Circle(0.5, 1.4, 0.2), "REGION_INVALID"),
        (1, Circle(0.5, 0.5, 0.0001), "REGION_EMPTY"),
    ):
        with pytest.raises(SepiaError) as refused:
            render_region(document, "image/png", number, region)
        assert refused.value.reason == reason
    monkeypatch.setattr(rendering, "MAX_PIXELS", 1000)
    with pytest.raises(SepiaError) as large:
        page_sizes(document, "image/png")
    assert large.value.reason == "FIGURE_UNREADABLE"


def test_a_picture_that_no_reply_holds_is_halved() -> None:
    noise = np.random.default_rng(1).integers(0, 255, (1600, 1600, 3), dtype=np.uint8)
    picture = render_region(encoded(noise, compress_level=1), "image/png", 1, Rectangle(0, 0, 1, 1))
    assert (picture.width, picture.height) == (800, 800)
    assert len(picture.png) < 7 * 1024 * 1024
