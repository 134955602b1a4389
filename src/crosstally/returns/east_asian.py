"""Which code page of East Asia a text is written in, if in one."""

from __future__ import annotations

import re

FEWEST = 6
"""Signs of two bytes, at least: fewer say nothing."""
USUAL = 0.9
"""The share of a text's signs of two bytes that are letters in daily use in its language."""
IN_RUNS = 0.8
"""The share of them beside another one: an accented letter of a Latin word and the letter after it
look like one such sign, and stand alone."""
_WIDE = re.compile("[^\x00-\x7f]+")
_USUAL = (
    ("cp949", ((0xB0A1, 0xC8FE),)),  # Hangul stands before Chinese, whose signs are more
    ("cp932", ((0x829F, 0x8396), (0x889F, 0x9872))),  # kana, and signs of the first level
    ("gb18030", ((0xB0A1, 0xD7F9),)),
    ("big5", ((0xA440, 0xC67E),)),
)
"""Code page → the bytes of what is in daily use, as numbers."""


def east_asian_page(sample: bytes) -> str | None:
    """The code page, or None where the text is in no such one. A sign cut at the end is no
    matter."""
    for page, usual in _USUAL:
        runs = _runs(sample, page)
        signs = "".join(runs)
        if len(signs) < FEWEST:
            continue
        codes = [int.from_bytes(sign.encode(page)) for sign in signs]
        known = sum(any(first <= code <= last for first, last in usual) for code in codes)
        in_runs = sum(len(run) for run in runs if len(run) > 1)
        if known >= USUAL * len(signs) and in_runs >= IN_RUNS * len(signs):
            return page
    return None


def _runs(sample: bytes, page: str) -> list[str]:
    """The runs of signs beyond ASCII; none where the bytes are no text of the page."""
    for cut in range(4):
        try:
            return _WIDE.findall(sample[: len(sample) - cut].decode(page))
        except UnicodeDecodeError as error:
            if error.start < len(sample) - 4:
                return []
    return []
