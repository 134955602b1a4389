"""Whether a file ends as files of its kind do, or may have been cut off on its way."""

from __future__ import annotations

import re

_BEGINNING = 4096
_ENDINGS = (
    (rb"%PDF-", rb"%%EOF", 1024),
    (rb"\x89PNG\r\n", rb"IEND", 64),
    (rb"\xff\xd8\xff", rb"\xff\xd9", 1024),
    (rb"PK\x03\x04", rb"PK\x05\x06", 22 + (1 << 16)),
    (rb"(?i)\s*(?:<[!?][^>]*>\s*)*<html", rb"(?i)</html", 4096),
)
"""How a file begins, what must then stand near its end, and within how many bytes of it."""


def seems_cut(data: bytes) -> bool:
    """Whether the ending of a PDF, a picture, a zip or a web page is missing; of other kinds no
    ending is known."""
    head = data[:_BEGINNING]
    return any(
        re.match(beginning, head) and not re.search(ending, data[-last:])
        for beginning, ending, last in _ENDINGS
    )
