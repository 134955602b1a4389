"""Pictures of sheets drawn anew: decoded within limits, parts blacked out, encoded from the pixels
alone.

What a camera wrote beside the pixels (place, time, owner, a small copy of the picture before
anything was hidden) gets no further.
"""

from __future__ import annotations

import io
import math
import struct
import warnings
import zlib
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING

from crosstally.pack.bare_jpeg import bared
from crosstally.words import _

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 40 << 20
MOST_PIXELS = 80_000_000
"""A good telephone takes 50 million; a picture that unpacks to more is an attack or a slip."""
LONGEST_SIDE = 2_500
"""Pixels that a picture is published with at the most: a printed page at 200 dots an inch."""
QUALITY = 85

Box = tuple[Fraction, Fraction, Fraction, Fraction]
"""Left, top, right and bottom as parts of the picture, which stands upright."""

_FORMATS = ("JPEG", "PNG", "HEIF")
_MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr")
_DAMAGE = (
    *(OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError),
    *(OverflowError, struct.error, zlib.error),
)
"""What decoders raise for a damaged file."""


class PictureError(ValueError):
    """The file is no picture that can be published; the message is for whoever listed it."""


def redraw(data: bytes, hidden: Sequence[Box]) -> bytes:
    """A bare JPEG of a picture (JPEG, PNG, HEIC), its parts ``hidden`` black. A pixel that lies
    partly in one of them is black too.

    Raises ``PictureError``, and ``ImportError`` where Pillow is not installed.
    """
    shown = _on_paper(_upright(data))
    width, height = shown.size
    for left, top, right, bottom in hidden:
        corner = (math.floor(left * width), math.floor(top * height))
        shown.paste("black", (*corner, math.ceil(right * width), math.ceil(bottom * height)))
    # Only now made smaller: no pixel of a hidden part is mixed into one beside it.
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    shown.save(written, "JPEG", quality=QUALITY, optimize=True)
    return bared(written.getvalue())


def _upright(data: bytes) -> Image:
    from PIL import Image, ImageOps, UnidentifiedImageError

    with suppress(ImportError):  # without it, HEIC is what no program here knows
        from pillow_heif import register_heif_opener

        register_heif_opener(thumbnails=False)
    try:
        with warnings.catch_warnings():
            # Of size our own limit is the stricter one, and damage beside the pixels is no matter.
            warnings.simplefilter("ignore")
            opened = Image.open(io.BytesIO(data), formats=_FORMATS)
            _refuse_odd(opened)
            upright = ImageOps.exif_transpose(opened)
            upright.load()
    except UnidentifiedImageError:
        raise PictureError(
            _("is no photograph that can be opened: expected JPEG, PNG or HEIC")
        ) from None
    except PictureError:
        raise
    except Image.DecompressionBombError:
        message = _("has more than {most} million pixels")
        raise PictureError(message.format(most=MOST_PIXELS // 10**6)) from None
    except _DAMAGE as error:
        message = _("is a damaged picture: {why}")
        raise PictureError(message.format(why=str(error) or type(error).__name__)) from error
    return upright


def _refuse_odd(opened: Image) -> None:
    width, height = opened.size
    if not 0 < width * height <= MOST_PIXELS:
        message = _("has {width} × {height} pixels; {most} million are the most")
        raise PictureError(message.format(width=width, height=height, most=MOST_PIXELS // 10**6))
    if opened.mode not in _MODES:
        message = _("has pixels of an unusual kind ({kind}): save it with 8 bits a colour")
        raise PictureError(message.format(kind=opened.mode))


def _on_paper(image: Image) -> Image:
    """The pixels as they are seen: what lies under transparent ones is nobody's to uncover."""
    from PIL import Image

    paper = Image.new("RGB", image.size, "white")
    if "A" in image.getbands() or "transparency" in image.info:
        seen = image.convert("RGBA")
        paper.paste(seen, mask=seen.getchannel("A"))
    else:
        paper.paste(image.convert("RGB"))
    return paper
