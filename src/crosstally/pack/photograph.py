"""Photographs opened within limits: the one place where a stranger's picture is decoded, for the
pack and for the desk."""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING

from crosstally.words import _

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 80_000_000
"""A good telephone takes 50 million; a picture that unpacks to more is an attack or a slip."""

_FORMATS = ("JPEG", "PNG", "HEIF")
_MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr")
_DAMAGE = (
    *(OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError),
    *(OverflowError, struct.error, zlib.error),
)
"""What decoders raise for a damaged file."""


class OpeningError(ValueError):
    """The file is no photograph that can be opened; the message goes on after the file's name."""


class NoPhotographError(OpeningError):
    """The file is of no kind that is opened."""


def upright(data: bytes) -> tuple[Image, bytes]:
    """A photograph (JPEG, PNG, HEIC) as it is held, and what the camera wrote beside the pixels,
    empty where there is nothing.

    Raises ``OpeningError`` where it is none of these, damaged, or larger than the limits, and
    ``ImportError`` where Pillow is not installed.
    """
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
            exif = bytes(opened.info.get("exif") or b"")
            turned = ImageOps.exif_transpose(opened)
            turned.load()
    except UnidentifiedImageError:
        raise NoPhotographError(
            _("is no photograph that can be opened: expected JPEG, PNG or HEIC")
        ) from None
    except OpeningError:
        raise
    except Image.DecompressionBombError:
        message = _("has more than {most} million pixels")
        raise OpeningError(message.format(most=MOST_PIXELS // 10**6)) from None
    except _DAMAGE as error:
        message = _("is a damaged picture: {why}")
        raise OpeningError(message.format(why=str(error) or type(error).__name__)) from error
    return turned, exif


def check_size(width: int, height: int) -> None:
    """Raise ``OpeningError`` where a picture of so many pixels is larger than the limit."""
    if not 0 < width * height <= MOST_PIXELS:
        message = _("has {width} × {height} pixels; {most} million are the most")
        raise OpeningError(message.format(width=width, height=height, most=MOST_PIXELS // 10**6))


def _refuse_odd(opened: Image) -> None:
    check_size(*opened.size)
    if opened.mode not in _MODES:
        message = _("has pixels of an unusual kind ({kind}): save it with 8 bits a colour")
        raise OpeningError(message.format(kind=opened.mode))


def on_paper(image: Image) -> Image:
    """The pixels as they are seen: what lies under transparent ones is nobody's to uncover."""
    from PIL import Image

    if "A" not in image.getbands() and "transparency" not in image.info:
        return image.convert("RGB")
    paper, seen = Image.new("RGB", image.size, "white"), image.convert("RGBA")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper
