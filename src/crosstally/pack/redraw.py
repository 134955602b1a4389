"""Pictures of sheets drawn anew: decoded within limits, parts blacked out, encoded from the pixels
alone.

What a camera wrote beside the pixels (place, time, owner, a small copy of the picture before
anything was hidden) gets no further.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from fractions import Fraction

from crosstally.pack.bare_jpeg import bared
from crosstally.pack.photograph import OpeningError, on_paper, upright

MOST_BYTES = 40 << 20
LONGEST_SIDE = 2_500
"""Pixels that a picture is published with at the most: a printed page at 200 dots an inch."""
QUALITY = 85

Box = tuple[Fraction, Fraction, Fraction, Fraction]
"""Left, top, right and bottom as parts of the picture, which stands upright."""


class PictureError(ValueError):
    """The file is no picture that can be published; the message is for whoever listed it."""


def redraw(data: bytes, hidden: Sequence[Box]) -> bytes:
    """A bare JPEG of a picture (JPEG, PNG, HEIC), its parts ``hidden`` black. A pixel that lies
    partly in one of them is black too.

    Raises ``PictureError``, and ``ImportError`` where Pillow is not installed.
    """
    try:
        image, _exif = upright(data)
    except OpeningError as error:
        raise PictureError(str(error)) from error
    shown = on_paper(image)
    width, height = shown.size
    for left, top, right, bottom in hidden:
        corner = (math.floor(left * width), math.floor(top * height))
        shown.paste("black", (*corner, math.ceil(right * width), math.ceil(bottom * height)))
    # Only now made smaller: no pixel of a hidden part is mixed into one beside it.
    shown.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    written = io.BytesIO()
    shown.save(written, "JPEG", quality=QUALITY, optimize=True)
    return bared(written.getvalue())
