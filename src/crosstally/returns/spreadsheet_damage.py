"""What spreadsheet programs make of figures and codes when they open a text file: a mark between
thousands becomes a decimal point, and a code such as ``1-2`` becomes a day."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crosstally.engine.loading import MAX_DIGITS

_SHORTENED = re.compile(r"([1-9]\d{0,2})[.,](\d{1,2})")
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
    "|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек"
    "|ene|abr|ago|dic|janv|févr|mars|avr|mai|juin|juil|août|déc|mär|mrz|okt|dez|fev|set|out"
    "|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara"
)
# In capitals no spreadsheet writes a month: KAS-12 is a code.
_MONTH = "(" + "|".join(f"{name}|{name.capitalize()}" for name in _MONTHS.split("|")) + ")"
# Of 3-12 it makes the 12th of March; 3-45, which is no day, becomes March 1945.
_NO_DAY = r"(00|29|[3-9]\d)"
DAY = (
    r"((19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])( 00:00(:00)?)?"
    rf"|\d{{1,2}}(-|\. ?){_MONTH}\.?([-. ]((19|20)\d{{2}}|\d{{2}}))?"
    rf"|{_MONTH}(\.\d{{2}}|-{_NO_DAY}))"
)
"""A day as spreadsheets write it, for this module and for the engine."""
_DAY = re.compile(DAY)
WORD = r"(\p{L}+)[-.]"
"""How a code begins that begins with a word, for the engine."""
_WORD = re.compile(r"([^\W\d_]+)[-.]")


def before_damage(text: str) -> str | None:
    """What ``1.23`` was, if a spreadsheet took the mark between thousands for a decimal one:
    ``1230``. None where that cannot be."""
    found = _SHORTENED.fullmatch(text.strip())
    if found is None or len(found[1]) + 3 > MAX_DIGITS:
        return None
    return found[1] + found[2].ljust(3, "0")


def is_day(text: str) -> bool:
    """Whether a code is written as spreadsheets write a day: ``2024-02-01``, ``2-Jan``."""
    return _DAY.fullmatch(text.strip()) is not None


def days_among(codes: Iterable[str]) -> list[str]:
    """The codes that are days. Where a word stands before other numbers too (Mar-1, Mar-45), it is
    no month."""
    texts = [code.strip() for code in codes]
    words = {word[1] for text in texts if not is_day(text) and (word := _WORD.match(text))}
    days = filter(is_day, texts)
    return [day for day in days if not ((word := _WORD.match(day)) and word[1] in words)]
