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
MOST_PIXELS_OF_JPEG = 160_000_000
"""Of one that is made smaller while it is read, so that not all its pixels are ever in memory: some
telephones take 108 million."""

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


class TooManyPixelsError(OpeningError):
    """The picture is larger than the limit."""


def upright(data: bytes, longest: int | None = None) -> tuple[Image, bytes]:
    """A photograph (JPEG, PNG, HEIC) as it is held, and what the camera wrote beside the pixels,
    empty where there is nothing. Where ``longest`` says how many pixels its longer side is to have
    in the end, a JPEG may come with fewer than it holds, and no fewer than that.

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
            if longest and opened.size[0] * opened.size[1] <= MOST_PIXELS_OF_JPEG:
                _draft(opened, longest)
            _refuse_odd(opened)
            exif = bytes(opened.info.get("exif") or b"")
            ImageOps.exif_transpose(opened, in_place=True)
    except UnidentifiedImageError:
        raise NoPhotographError(
            _("is no photograph that can be opened: expected JPEG, PNG or HEIC")
        ) from None
    except OpeningError:
        raise
    except Image.DecompressionBombError:
        message = _("has more than {most} million pixels")
        raise TooManyPixelsError(message.format(most=MOST_PIXELS // 10**6)) from None
    except _DAMAGE as error:
        message = _("is a damaged picture: {why}")
        raise OpeningError(message.format(why=str(error) or type(error).__name__)) from error
    return opened, exif


def _draft(opened: Image, longest: int) -> None:
    """Have a JPEG read at a half, a quarter or an eighth of its size, where that is enough."""
    ratio = longest / max(opened.size)
    if ratio < 1:
        opened.draft(None, (max(1, int(opened.width * ratio)), max(1, int(opened.height * ratio))))


def check_size(width: int, height: int) -> None:
    """Raise ``TooManyPixelsError`` where a picture of so many pixels is larger than the limit."""
    if not 0 < width * height <= MOST_PIXELS:
        message = _("has {width} × {height} pixels; {most} million are the most")
        raise TooManyPixelsError(
            message.format(width=width, height=height, most=MOST_PIXELS // 10**6)
        )


def _refuse_odd(opened: Image) -> None:
    check_size(*opened.size)
    if opened.mode not in _MODES:
        message = _("has pixels of an unusual kind ({kind}): save it with 8 bits a colour")
        raise OpeningError(message.format(kind=opened.mode))


def on_paper(image: Image) -> Image:
    """The pixels as they are seen: what lies under transparent ones is nobody's to uncover."""
    from PIL import Image

    if "A" not in image.getbands() and "transparency" not in image.info:
        # A copy of a large one would take as much memory again.
        return image if image.mode == "RGB" else image.convert("RGB")
    paper, seen = Image.new("RGB", image.size, "white"), image.convert("RGBA")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper
