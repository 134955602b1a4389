"""Pictures of sheets: taken in from strangers, made harmless, and recognised when they come again.

What is shown is never the file that came: it is decoded within limits of size and encoded anew, so
that nothing but pixels gets through. What a camera wrote beside them (place, time, owner) is
returned apart, for nothing that is published.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING

from crosstally.words import _

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 40 * 1024 * 1024
MOST_PIXELS = 80_000_000
"""A good telephone takes 50 million; a picture that unpacks to more is an attack or a slip."""
MOST_PAGES = 50
LONGEST_SIDE = 4_000
"""Pixels that a page is kept with at the most: enough to read a pencilled figure."""
PDF_DOTS_PER_INCH = 200
_FORMATS = ("JPEG", "PNG", "HEIF")
_QUALITY = 88
_ONE_AT_A_TIME = Lock()
"""The largest picture takes some 500 MB while it is unpacked: eight at once would end the desk."""
_NEAR = 6


class PictureError(ValueError):
    """The file is no picture that can be taken in; the message is for whoever sent it."""


@dataclass(frozen=True)
class Picture:
    """One page, as it is kept and shown."""

    jpeg: bytes
    digest: str
    """SHA-256 of the file that came, in hexadecimal: of all its pages the same."""
    page: int
    """From 0."""
    likeness: int
    """64 bits of what it looks like: a perceptual hash."""
    exif: bytes
    """What the camera wrote beside the pixels, as it stood; empty where there is nothing."""

    def looks_like(self, other: Picture) -> bool:
        """Whether both seem to show the same: for a person to look at, never to decide alone."""
        return (self.likeness ^ other.likeness).bit_count() <= _NEAR


def take_in(data: bytes) -> list[Picture]:
    """The pages of a file: JPEG, PNG and HEIC have one, PDF up to ``MOST_PAGES``.

    What a file is, its content says, not its name. Raises ``PictureError`` where it is none of
    these, damaged, or larger than the limits.
    """
    if len(data) > MOST_BYTES:
        raise PictureError(
            _("The file has more than {most} megabytes.").format(most=MOST_BYTES // 2**20)
        )
    digest = sha256(data).hexdigest()
    pages = _pages_of_pdf(data) if data.startswith(b"%PDF-") else _photograph(data)
    with _ONE_AT_A_TIME:
        return [
            Picture(_jpeg(image), digest, number, _likeness(image), exif)
            for number, (image, exif) in enumerate(pages)
        ]


def _photograph(data: bytes) -> Iterator[tuple[Image, bytes]]:
    from PIL import Image, ImageOps, UnidentifiedImageError
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
    try:
        with warnings.catch_warnings():
            # Our own limit is the stricter one.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=_FORMATS)
            _check_size(opened.width, opened.height)
            exif = bytes(opened.info.get("exif") or b"")
            upright = ImageOps.exif_transpose(opened)
            upright.load()
    except UnidentifiedImageError:
        raise PictureError(_("Expected a photograph (JPEG, PNG, HEIC) or a PDF.")) from None
    except PictureError:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
        raise PictureError(
            _("The picture is damaged and cannot be opened: {why}").format(why=error)
        ) from error
    yield upright, exif


def _pages_of_pdf(data: bytes) -> Iterator[tuple[Image, bytes]]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise PictureError(
            _("The PDF is damaged or locked and cannot be opened: {why}").format(why=error)
        ) from error
    with document:
        if not 0 < len(document) <= MOST_PAGES:
            said = _("A PDF of sheets has 1 to {most} pages; this one has {count}.")
            raise PictureError(said.format(most=MOST_PAGES, count=len(document)))
        for number in range(len(document)):
            try:
                page = document[number]
                scale = PDF_DOTS_PER_INCH / 72
                _check_size(int(page.get_width() * scale), int(page.get_height() * scale))
                image = page.render(scale=scale).to_pil()
            except pypdfium2.PdfiumError as error:
                said = _("Page {page} of the PDF cannot be opened: {why}")
                raise PictureError(said.format(page=number + 1, why=error)) from error
            yield image, b""


def _check_size(width: int, height: int) -> None:
    if not 0 < width * height <= MOST_PIXELS:
        said = _("The picture has {width} × {height} pixels; {most} million are the most.")
        raise PictureError(said.format(width=width, height=height, most=MOST_PIXELS // 10**6))


def _jpeg(image: Image) -> bytes:
    """The pixels encoded anew, and nothing else."""
    shown = image.convert("RGB")
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    shown.info.clear()
    written = io.BytesIO()
    shown.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return written.getvalue()


def _likeness(image: Image) -> int:
    import imagehash

    return int(str(imagehash.phash(image.convert("L"))), 16)
