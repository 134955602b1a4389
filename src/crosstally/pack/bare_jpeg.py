"""A JPEG of pixels and nothing else (ITU-T T.81, annex B): no application segment (EXIF, colour
profile, thumbnail), no comment, nothing after the end. Standard library alone.

Only one shape is admitted, that of a baseline picture in one scan: where a picture may hold any
segment, one of them can say who took it, and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosstally.pack.verification import Remark

MOST_HEADER = 1_024
"""Bytes before the pixels: tables of quantisation and Huffman codes take some 700 at most."""
MOST_SIDE = 10_000
"""Pixels: who opens a picture of a pack is not to run out of memory."""

_START, _END = b"\xff\xd8", b"\xff\xd9"
_FRAME, _SCAN = 0xC0, 0xDA
_TABLES = (0xC4, 0xDB)
_FRAME_OF_COLOURS = 17
"""Bytes of a frame's header with three components."""
_MARKER = re.compile(rb"\xff[^\x00]")
"""What ends the pixels: after 0xff they have a zero."""


class _NoJpegError(Exception):
    """The bytes do not follow each other as a JPEG's do."""


def beside_the_pixels(data: bytes, path: str) -> Remark | None:
    """What is wrong with a picture that should be bare; None where nothing is."""
    try:
        found = list(_segments(data))
    except _NoJpegError:
        return Remark("{path}: is no JPEG, or a damaged one", path=path)
    for marker, start, _end in found:
        if marker not in (*_TABLES, _FRAME, _SCAN):
            said = "{path}: holds more than pixels: a segment {marker} at byte {start}"
            return Remark(said, path=path, marker=f"0xFF{marker:02X}", start=start)
    kinds = [marker for marker, _start, _end in found]
    header = found[-1][1]
    if kinds.count(_FRAME) != 1 or header > MOST_HEADER:
        return Remark("{path}: is no plain JPEG such as packs hold", path=path)
    _marker, start, end = found[kinds.index(_FRAME)]
    height, width = _side(data, start + 5), _side(data, start + 7)
    if end - start - 2 != _FRAME_OF_COLOURS or not (0 < height <= MOST_SIDE >= width > 0):
        return Remark("{path}: is no plain JPEG such as packs hold", path=path)
    pixels_end = _MARKER.search(data, found[-1][2])
    if pixels_end is None or pixels_end.group() != _END:
        return Remark("{path}: is no JPEG, or a damaged one", path=path)
    if pixels_end.end() != len(data):
        count = len(data) - pixels_end.end()
        return Remark("{path}: has {count} bytes after its end", path=path, count=count)
    return None


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a bare picture."""
    start = next(start for marker, start, _end in _segments(data) if marker == _FRAME)
    return _side(data, start + 7), _side(data, start + 5)


def bared(data: bytes) -> bytes:
    """A baseline JPEG without its application segments and comments."""
    kept = [data[start:end] for marker, start, end in _segments(data) if _is_kept(marker)]
    _marker, _start, header_end = list(_segments(data))[-1]
    return _START + b"".join(kept) + data[header_end:]


def _is_kept(marker: int) -> bool:
    return marker in (*_TABLES, _FRAME, _SCAN)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, where it begins, where it ends) of each segment up to the first scan's header."""
    if data[:2] != _START:
        raise _NoJpegError
    place, marker = 2, 0
    while marker != _SCAN:
        if len(data) < place + 4 or data[place] != 0xFF:
            raise _NoJpegError
        marker, length = data[place + 1], _side(data, place + 2)
        end = place + 2 + length
        if length < 2 or end > len(data):
            raise _NoJpegError
        yield marker, place, end
        place = end


def _side(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 2], "big")
