"""Spelled-out percentages in figures: “eighty-one percent”, “seven and a half percent”."""

from __future__ import annotations

import re

_UNITS = dict(
    zip(
        (
            *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
            *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
            *("eighteen", "nineteen"),
        ),
        range(1, 20),
        strict=True,
    )
)
_TENS = dict(
    zip(
        ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
        range(20, 100, 10),
        strict=True,
    )
)
_SPELLED = re.compile(
    rf"\b(?:(?P<tens>{'|'.join(_TENS)})(?:[\s-](?P<ones>{'|'.join(list(_UNITS)[:9])}))?|"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))}))"
    r"(?:(?P<half> and a half)| point (?P<point>" + "|".join(list(_UNITS)[:9]) + r"))?"
    r"(?=[\s-]per[\s-]?cent\b)",
    re.I,
)
_PART_OF_NUMBER = re.compile(r"(?:\b(?:hundred(?: and)?|point)|\d)[\s-]$", re.I)


def in_figures(mask: str) -> str:
    """The text with spelled-out percentages in figures and blanks behind, at the same length."""

    def figure(match: re.Match[str]) -> str:
        if _PART_OF_NUMBER.search(match.string[: match.start()]):
            return match.group()
        whole = _TENS.get((match["tens"] or "").casefold(), 0)
        whole += _UNITS.get((match["ones"] or match["unit"] or "").casefold(), 0)
        part = ".5" if match["half"] else ""
        if match["point"]:
            part = f".{_UNITS[match['point'].casefold()]}"
        return f"{whole}{part}".ljust(len(match.group()))

    return _SPELLED.sub(figure, mask)
