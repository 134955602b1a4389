"""The day of a vote, as titles write it."""

from __future__ import annotations

import datetime as dt
import re

_DATE = re.compile(r"\b(19|20)\d\d-[01]\d-[0-3]\d\b")
_DOTTED = re.compile(r"(?<!\d)(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>(?:19|20)\d\d)(?!\d)")
_MONTHS = (
    "jan|янв|ene|қаң|oca",
    "feb|фев|fév|ақп|şub",
    "mar|мар|mär|нау",
    "apr|апр|abr|avr|сәу|nis",
    "may|мая|май|mai|мам",
    "jun|июн|juin|мау",
    "jul|июл|juil|шіл|tem",
    "aug|авг|ago|aoû|там|ağu",
    "sep|сен|set|қыр|eyl",
    "oct|окт|okt|out|қаз|eki",
    "nov|ноя|қар|kas",
    "dec|дек|dic|déc|dez|жел|ara",
)
"""How the names of months begin: English, Russian, Spanish, Portuguese, French, German, Kazakh and
Turkish."""
_MONTH = rf"(?P<month>(?:{'|'.join(_MONTHS)})[^\W\d_]*)\.?"
_WORDED = (
    re.compile(
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)? (?:de )?{_MONTH},? (?:de )?"
        r"(?P<year>(?:19|20)\d\d)",
        re.I,
    ),
    re.compile(rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>(?:19|20)\d\d)", re.I),
)


def day_in(text: str) -> str | None:
    """A day as ``2025-10-12``, ``12.10.2025``, ``12 October 2025`` or ``October 12, 2025``."""
    found: list[tuple[str, str, str]] = []
    if iso := _DATE.search(text):
        year, month, day = iso[0].split("-")
        found.append((year, month, day))
    if dotted := _DOTTED.search(text):
        found.append((dotted["year"], dotted["month"], dotted["day"]))
    for pattern in _WORDED:
        if worded := pattern.search(text):
            month = str(_month(worded["month"].casefold()))
            found.append((worded["year"], month, worded["day"]))
    days = [f"{year}-{month:0>2}-{day:0>2}" for year, month, day in found]
    return next((day for day in days if _is_day(day)), None)


def _month(name: str) -> int:
    """Of a word that begins as months do; of two beginnings the longer one (``juin``, ``jun``)."""
    begins = [
        (len(start), number)
        for number, starts in enumerate(_MONTHS, 1)
        for start in starts.split("|")
        if name.startswith(start)
    ]
    return max(begins)[1]


def _is_day(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
