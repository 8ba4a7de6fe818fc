"""Owns pictures of regions: the crop of a page image or a PDF page with everything outside the region masked.

Runs in a process of its own: what others uploaded is decoded here, apart from the service that keeps secrets. Only the
region's bounding box is masked and, of a PDF page, rendered.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from typing import Any, cast

import pypdfium2
from PIL import Image, UnidentifiedImageError

from services.assessment.charts.regions import Region, mask, must_be_on_page, spans
from shared.errors import SepiaError, Violation, invalid

__all__ = ["MAX_PIXELS", "MEDIA_TYPES", "PageSize", "Picture", "page_sizes", "render_region"]

MAX_PIXELS = 200_000_000
"""Of a page image; a scan of a drawing at 1,200 dots an inch on A4 has 139 million."""

MEDIA_TYPES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/tiff": "TIFF", "application/pdf": ""}
"""What may hold a figure, with Pillow's name of the format."""

MAX_PAGES = 2000
_LONGEST_SIDE = 8000
_LARGEST_PNG = 7 * 1024 * 1024  # a reply holds 8 MiB
_OUTSIDE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class PageSize:
    """Width and height of a page: pixels of an image, points (1/72 inch) of a PDF page."""

    width: float
    height: float

    @property
    def aspect(self) -> float:
        """Height over width."""
        return self.height / self.width


@dataclass(frozen=True, slots=True)
class Picture:
    """A region as a PNG image.

    Attributes:
        png: the file; it holds no metadata.
        width, height: in pixels.
    """

    png: bytes
    width: int
    height: int


def page_sizes(document: bytes, media_type: str) -> list[PageSize]:
    """The pages of a document.

    Raises:
        SepiaError: INVALID_ARGUMENT (FIGURE_UNREADABLE): not of its media type, damaged, protected, too large.
    """
    if media_type not in MEDIA_TYPES:
        raise _unreadable(f"of the type {media_type or '(none)'}; use one of {', '.join(MEDIA_TYPES)}")
    if media_type == "application/pdf":
        with _pdf(document) as pdf:
            if len(pdf) > MAX_PAGES:
                raise _unreadable(f"of {len(pdf)} pages; {MAX_PAGES} at most")
            return [_pdf_page_size(pdf, number) for number in range(len(pdf))]
    with _image(document, media_type) as image:
        sizes: list[PageSize] = []
        for number in range(min(getattr(image, "n_frames", 1), MAX_PAGES)):
            image.seek(number)
            _must_fit(image)
            sizes.append(PageSize(*image.size))
        return sizes


def render_region(document: bytes, media_type: str, page: int, region: Region, *, dpi: int = 200) -> Picture:
    """The region of a page, white outside it.

    Args:
        document, media_type: as `page_sizes` took them.
        page: from 1.
        region: on the page.
        dpi: of a PDF page; images are cut in their own resolution. Lowered where a side would exceed 8,000 pixels.
            A picture of more than 7 MiB as PNG is halved in both directions until it fits a reply.

    Raises:
        SepiaError: INVALID_ARGUMENT (FIGURE_UNREADABLE; PAGE_UNKNOWN; REGION_INVALID; REGION_EMPTY: smaller than a
            pixel).
    """
    if media_type == "application/pdf":
        return _of_pdf(document, page, region, dpi)
    with _image(document, media_type) as image:
        _must_have(page, getattr(image, "n_frames", 1))
        image.seek(page - 1)
        _must_fit(image)
        width, height = image.size
        must_be_on_page(region, height / width)
        covered = spans(region, width, height)
        box = covered.box
        if box is None:
            raise _empty()
        try:
            crop = image.crop((box.left, box.top, box.right, box.bottom)).convert("RGB")
        except (OSError, SyntaxError, ValueError, MemoryError) as error:
            raise _unreadable(f"damaged ({error})") from error
        return _masked(crop, Image.fromarray(mask(covered, box)))


def _of_pdf(document: bytes, page: int, region: Region, dpi: int) -> Picture:
    with _pdf(document) as pdf:
        _must_have(page, len(pdf))
        size = _pdf_page_size(pdf, page - 1)
        must_be_on_page(region, size.aspect)
        scale = min(dpi / 72, _LONGEST_SIDE / max(size.width, size.height))
        width, height = max(1, round(size.width * scale)), max(1, round(size.height * scale))
        covered = spans(region, width, height)
        box = covered.box
        if box is None:
            raise _empty()
        # PDFium cuts off by points from the left, bottom, right and top.
        points = size.width / width
        cut = (
            box.left * points,
            max(0.0, size.height - box.bottom * points),
            max(0.0, size.width - box.right * points),
            box.top * points,
        )
        try:
            bitmap: Any = cast("Any", pdf[page - 1]).render(scale=width / size.width, crop=cut)
            drawn: Image.Image = bitmap.to_pil().convert("RGB")
        except (pypdfium2.PdfiumError, ValueError, MemoryError) as error:
            raise _unreadable(f"damaged on page {page} ({error})") from error
        if drawn.size != (box.width, box.height):
            # Rounding of PDFium's own: a pixel more or less at the lower or right edge.
            whole = Image.new("RGB", (box.width, box.height), _OUTSIDE)
            whole.paste(drawn)
            drawn = whole
        return _masked(drawn, Image.fromarray(mask(covered, box)))


def _masked(crop: Image.Image, inside: Image.Image) -> Picture:
    picture = Image.new("RGB", crop.size, _OUTSIDE)
    picture.paste(crop, mask=inside)
    while True:
        out = io.BytesIO()
        picture.save(out, "PNG", compress_level=3)
        if out.tell() <= _LARGEST_PNG:
            return Picture(out.getvalue(), *picture.size)
        picture = picture.reduce(2)


def _image(document: bytes, media_type: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            # Size is checked here, by rule; Pillow's own warning would only repeat it.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(document), formats=[MEDIA_TYPES[media_type]])
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise _unreadable(f"not {media_type}, or damaged") from error
    except Image.DecompressionBombError as error:
        raise _unreadable(f"of more than {MAX_PIXELS:,} pixels") from error


def _pdf_page_size(pdf: pypdfium2.PdfDocument, number: int) -> PageSize:
    width, height = cast("tuple[float, float]", cast("Any", pdf).get_page_size(number))
    return PageSize(width, height)


def _pdf(document: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(document)
    except pypdfium2.PdfiumError as error:
        raise _unreadable(f"not application/pdf, damaged, or protected by a password ({error})") from error


def _must_fit(image: Image.Image) -> None:
    if image.size[0] * image.size[1] > MAX_PIXELS:
        raise _unreadable(f"of {image.size[0]:,} x {image.size[1]:,} pixels; {MAX_PIXELS:,} in all at most")


def _must_have(page: int, pages: int) -> None:
    if not 1 <= page <= pages:
        what = f"from 1 to {pages}"
        raise invalid("PAGE_UNKNOWN", f"The document has {pages} pages; page {page} is none.", Violation("page", what))


def _empty() -> SepiaError:
    rule = "large enough to hold the centre of a pixel"
    return invalid("REGION_EMPTY", f"region has to be {rule}.", Violation("region", rule))


def _unreadable(what: str) -> SepiaError:
    text = f"The document is {what}. Send a PNG, JPEG or TIFF image, or a PDF without a password."
    return invalid("FIGURE_UNREADABLE", text, Violation("document", what))
