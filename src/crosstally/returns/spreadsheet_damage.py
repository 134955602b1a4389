"""What spreadsheet programs make of figures and codes when they open a text file: a mark between
thousands becomes a decimal point, and a code such as ``1-2`` becomes a day."""

from __future__ import annotations

import re

from crosstally.engine.loading import MAX_DIGITS

_SHORTENED = re.compile(r"([1-9]\d{0,2})[.,](\d{1,2})")
_MONTHS = (
    "jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec"
    "|янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек"
    "|ene|abr|ago|dic|janv|févr|mars|avr|mai|juin|juil|août|déc|mär|mrz|okt|dez|fev|set|out"
    "|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara"
)
_YEAR = r"((19|20)\d{2}|\d{2})"
DAY = (
    r"((19|20)\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])( 00:00(:00)?)?"
    rf"|\d{{1,2}}[-. ]+({_MONTHS})\.?([-. ]{_YEAR})?|({_MONTHS})[-. ]+{_YEAR})"
)
"""A day as spreadsheets write it, in small letters, for this module and for the engine."""
_DAY = re.compile(DAY)


def before_damage(text: str) -> str | None:
    """What ``1.23`` was, if a spreadsheet took the mark between thousands for a decimal one:
    ``1230``. None where that cannot be."""
    found = _SHORTENED.fullmatch(text.strip())
    if found is None or len(found[1]) + 3 > MAX_DIGITS:
        return None
    return found[1] + found[2].ljust(3, "0")


def is_day(text: str) -> bool:
    """Whether a code is written as spreadsheets write a day: ``2024-02-01``, ``2-Jan``."""
    return _DAY.fullmatch(text.strip().lower()) is not None
