"""Pictures of sheets: taken in from strangers, made harmless, and recognised when they come again.

What is shown is never the file that came: it is decoded within limits of size and encoded anew, so
that nothing but pixels gets through. What a camera wrote beside them (place, time, owner) is
returned apart, for nothing that is published.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from crosstally.pack.bare_jpeg import bared
from crosstally.pack.photograph import (
    NoPhotographError,
    OpeningError,
    TooManyPixelsError,
    check_size,
    on_paper,
    upright,
)
from crosstally.words import N_, _

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 40 * 1024 * 1024
MOST_PAGES = 50
LONGEST_SIDE = 4_000
"""Pixels that a page is kept with at the most: enough to read a pencilled figure."""
PDF_DOTS_PER_INCH = 200
FEWER_PIXELS = N_(
    "Photograph the sheet again with the camera set to fewer pixels: 12 million are plenty."
)
_QUALITY = 88
_HASH_SIDE = 24
"""A hash of 24 × 24 frequencies. With 8 × 8, the usual size, every sheet of one form looks alike:
the print outweighs the handwriting. Measured on 25 drawn sheets of one form: the same picture,
smaller, lighter and encoded anew, differs in 16 of the 576 bits at the most, another sheet in 58 at
the least. Photographs of one paper by two hands differ in more: they are two copies here."""
NEAR = 30


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
    """576 bits of what it looks like: a perceptual hash."""
    exif: bytes
    """What the camera wrote beside the pixels, as it stood; empty where there is nothing."""
    barcodes: tuple[str, ...] = ()
    """What the barcodes and QR codes on it say."""

    def looks_like(self, other: Picture) -> bool:
        """Whether both seem to show the same: for a person to look at, never to decide alone."""
        return alike(self.likeness, other.likeness)


def alike(likeness: int, other: int) -> bool:
    """Whether two likenesses are near enough for a person to look at both."""
    return (likeness ^ other).bit_count() <= NEAR


def unpacked(data: bytes) -> Iterator[Picture]:
    """The pages of a file, each opened in this process (``unpacking`` does it in another) when it
    is asked for."""
    digest = sha256(data).hexdigest()
    pages = _pages_of_pdf(data) if data.startswith(b"%PDF-") else _photograph(data)
    for page, (image, exif) in enumerate(pages):
        yield _taken(image, exif, digest, page)


def _taken(image: Image, exif: bytes, digest: str, page: int) -> Picture:
    shown = on_paper(image)
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    grey = shown.convert("L")
    return Picture(_jpeg(shown), digest, page, _likeness(grey), exif, _barcodes(grey))


def _photograph(data: bytes) -> Iterator[tuple[Image, bytes]]:
    try:
        yield upright(data, LONGEST_SIDE)
    except NoPhotographError:
        raise PictureError(_("Expected a photograph (JPEG, PNG, HEIC) or a PDF.")) from None
    except OpeningError as error:
        said = [_("The picture {why}.").format(why=error)]
        said += [_(FEWER_PIXELS)] if isinstance(error, TooManyPixelsError) else []
        raise PictureError(" ".join(said)) from error


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
    try:
        check_size(width, height)
    except OpeningError as error:
        raise PictureError(_("The picture {why}.").format(why=error)) from error


def _jpeg(shown: Image) -> bytes:
    """The pixels encoded anew, and nothing else."""
    written = io.BytesIO()
    shown.save(written, "JPEG", quality=_QUALITY, optimize=True)
    return bared(written.getvalue())  # Pillow writes a comment of the file that came


def _likeness(grey: Image) -> int:
    import imagehash

    return int(str(imagehash.phash(grey, hash_size=_HASH_SIDE)), 16)


def _barcodes(grey: Image) -> tuple[str, ...]:
    """What is printed dark on light. White on black would take half as long again, and looking for
    barcodes is most of what taking a picture in costs: 200 of 430 ms for twelve million pixels."""
    import zxingcpp

    found = zxingcpp.read_barcodes(grey, try_invert=False)
    return tuple(code.text for code in found if code.valid)
