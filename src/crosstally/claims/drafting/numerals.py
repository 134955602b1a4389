"""Numbers in words, in figures: “eighty-one percent”, “twenty-five parties”, “сто семь мест”.

A number up to twelve stays as it is, but for a percentage: that one is a number of something, and
not “one of them”, the phrases tell. A longer one must not be read as its last word.
"""

from __future__ import annotations

import re

from crosstally.claims.drafting.grammar import joined

_WORDS: dict[int, str] = {
    1: "one|один|одна|одной|одного|одну",
    2: "two|два|две|двух",
    3: "three|три|тр[её]х",
    4: "four|четыре|четыр[её]х",
    5: "five|пят[ьи]",
    6: "six|шест[ьи]",
    7: "seven|сем[ьи]",
    8: "eight|восемь|восьми",
    9: "nine|девят[ьи]",
    10: "ten|десят[ьи]",
    11: "eleven|одиннадцат[ьи]",
    12: "twelve|двенадцат[ьи]",
    13: "thirteen|тринадцат[ьи]",
    14: "fourteen|четырнадцат[ьи]",
    15: "fifteen|пятнадцат[ьи]",
    16: "sixteen|шестнадцат[ьи]",
    17: "seventeen|семнадцат[ьи]",
    18: "eighteen|восемнадцат[ьи]",
    19: "nineteen|девятнадцат[ьи]",
    20: "twenty|двадцат[ьи]",
    30: "thirty|тридцат[ьи]",
    40: "forty|сорока?",
    50: "fifty|пятьдесят|пятидесяти",
    60: "sixty|шестьдесят|шестидесяти",
    70: "seventy|семьдесят|семидесяти",
    80: "eighty|восемьдесят|восьмидесяти",
    90: "ninety|девяносто|девяноста",
}
_HUNDREDS = {
    100: "(?:a|one)[ -]hundred|сто",
    200: "two[ -]hundred|двести",
    300: "three[ -]hundred|триста",
    400: "four[ -]hundred|четыреста",
    500: "five[ -]hundred|пятьсот",
    600: "six[ -]hundred|шестьсот",
    700: "seven[ -]hundred|семьсот",
    800: "eight[ -]hundred|восемьсот",
    900: "nine[ -]hundred|девятьсот",
}
_MOST_IN_WORDS = 12
"""The greatest number that the phrases know in words."""


def _any(low: int, high: int) -> str:
    return "|".join(said for number, said in _WORDS.items() if low <= number <= high)


_SPELLED = re.compile(
    joined(rf"""
    (?<![\w-])(?=\w)(?:(?P<hundreds>{"|".join(_HUNDREDS.values())})\b(?:(?: and)?[ -](?=(?:
    {_any(1, 90)})\b))?)?(?:(?P<tens>{_any(20, 90)})\b(?:[ -](?P<ones>{_any(1, 9)})\b)?|
    (?P<unit>{_any(1, 19)})\b)?(?:(?P<half> and a half)| point (?P<point>{_any(1, 9)}))?
    (?:(?P<percent>(?=[\s-]per[\s-]?cent\b|\sпроцент))|(?![\w-])(?!\s(?:hundred|
    thousand|million|billion|тысяч|миллион|point|odd|years?|decades?|months?|weeks?|days?|hours?|
    minutes?|лет|год|дн|месяц|десятилет)))"""),
    re.I,
)
_PART_OF_NUMBER = re.compile(r"(?:\b(?:hundred(?: and)?|point)|\d)[\s-]$", re.I)


def in_figures(mask: str) -> str:
    """The text with spelled-out numbers in figures and blanks behind, at the same length."""

    def figure(match: re.Match[str]) -> str:
        if not match.group() or _PART_OF_NUMBER.search(match.string[: match.start()]):
            return match.group()
        whole = _value(_HUNDREDS, match["hundreds"])
        whole += sum(_value(_WORDS, match[part]) for part in ("tens", "ones", "unit"))
        if match["percent"] is None and whole <= _MOST_IN_WORDS:
            return match.group()
        part = ".5" if match["half"] else ""
        if match["point"]:
            part = f".{_value(_WORDS, match['point'])}"
        return f"{whole}{part}".ljust(len(match.group()))

    return _SPELLED.sub(figure, mask)


def _value(known: dict[int, str], word: str | None) -> int:
    """The number of a word; 0 for none."""
    if word is None:
        return 0
    return next(number for number, said in known.items() if re.fullmatch(said, word, re.I))
