"""Catalogues of words: every sentence a person reads goes through here.

Catalogues are gettext files in ``locale/``; the English sentence is the key. Numbers are written
as each language writes them.
"""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from functools import cache
from math import ceil, floor
from pathlib import Path
from typing import Literal

LOCALES = Path(__file__).parent / "locale"
DOMAIN = "crosstally"
OF_THE_DESK = frozenset({"ar", "es", "kk"})
"""Languages that have only what the desk shows; all else is English in them."""
NAMES = {
    "ar": "العربية",
    "en": "English",
    "es": "Español",
    "kk": "Қазақша",
    "ru": "Русский",
}
"""What each language calls itself."""
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
NO_BREAK_SPACE = "\u00a0"
_THOUSANDS = {"ru": NO_BREAK_SPACE, "kk": NO_BREAK_SPACE, "es": NO_BREAK_SPACE}
_DECIMAL = {"ru": ",", "kk": ",", "es": ",", "tr": ","}

_language: ContextVar[str] = ContextVar("crosstally_language", default="en")


def languages() -> list[str]:
    """Codes of the languages that have a whole catalogue, English first."""
    return [code for code in languages_of_the_desk() if code not in OF_THE_DESK]


def languages_of_the_desk() -> list[str]:
    """Codes of the languages that the desk speaks, English first."""
    shipped = sorted(path.parent.parent.name for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
    return ["en", *shipped]


def language() -> str:
    """The language in force."""
    return _language.get()


def direction(code: str | None = None) -> str:
    """``rtl`` or ``ltr``, as HTML's ``dir`` attribute wants it."""
    return "rtl" if (code or language()).split("-")[0] in RIGHT_TO_LEFT else "ltr"


@contextmanager
def use_language(code: str) -> Iterator[None]:
    """Speak ``code`` inside the block; a language without catalogue falls back to English."""
    token = _language.set(code)
    try:
        yield
    finally:
        _language.reset(token)


def language_of_environment() -> str:
    """The language the user's environment asks for (``LANGUAGE``, ``LC_ALL``, ``LANG``)."""
    for name in ("CROSSTALLY_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        code = os.environ.get(name, "").split(":")[0].split(".")[0].split("_")[0]
        if code:
            return code if code in languages() else "en"
    return "en"


def speak_to_libraries() -> None:
    """Have libraries that ask Python's gettext, as typer does, find our catalogues in the language
    in force. For a process of our own: it changes the environment."""
    os.environ["LANGUAGE"] = _language.get()
    _gettext.bindtextdomain(DOMAIN, str(LOCALES))
    _gettext.textdomain(DOMAIN)


def _(message: str) -> str:
    """The sentence in the language in force."""
    return _catalogue(_language.get()).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    """The sentence with the plural form that ``n`` takes in the language in force."""
    return _catalogue(_language.get()).ngettext(one, many, n)


def N_(message: str) -> str:  # noqa: N802 -- the name that gettext's extractors look for
    """Mark a sentence for the catalogues without translating it here."""
    return message


def number(value: int) -> str:
    """A whole number with the language's thousands marks: ``6,941,220``."""
    return f"{value:,}".replace(",", _THOUSANDS.get(_language.get(), ","))


def signed(value: int) -> str:
    """A whole number that always shows its sign: ``+12``, ``−3``, ``0``."""
    if value == 0:
        return "0"
    return ("+" if value > 0 else "−") + number(abs(value))


def printed(text: str) -> str:
    """A figure as it was printed, every digit of it, with the language's decimal mark."""
    return text.replace(".", _DECIMAL.get(_language.get(), "."))


def nested_quotes(text: str) -> str:
    """Quotes within quotes as a language sets them apart: ``«votes for „Unity“»``."""
    if "«" not in text or text.count("«") != text.count("»"):
        return text
    depth, said = 0, ""
    for letter in text:
        depth -= letter == "»"
        if depth < 0:
            return text
        said += {"«": "„", "»": "“"}.get(letter, letter) if depth else letter
        depth += letter == "«"
    return said


def percent(
    share: Fraction, digits: int = 2, to: Literal["nearest", "below", "above"] = "nearest"
) -> str:
    """An exact share as a percentage: ``7.19 %``.

    Rounded half up; but a bound is rounded ``to`` what lies below or above it, so that the
    sentence stays true.
    """
    scaled = share * 100 * 10**digits
    moved = {"nearest": scaled + Fraction(1, 2), "below": scaled, "above": scaled}[to]
    rounded = ceil(moved) if to == "above" else floor(moved)
    sign, whole = ("-" if rounded < 0 else ""), abs(rounded)
    text = str(whole).rjust(digits + 1, "0")
    if digits:
        text = text[:-digits] + _DECIMAL.get(_language.get(), ".") + text[-digits:]
    return f"{sign}{text}{NO_BREAK_SPACE}%"


def decimal(value: Fraction, digits: int) -> str:
    """A number of at least zero cut (not rounded) after some digits: ``1,234.567``."""
    whole, rest = divmod(value.numerator, value.denominator)
    part = str(rest * 10**digits // value.denominator).rjust(digits, "0")
    return f"{number(whole)}{_DECIMAL.get(_language.get(), '.')}{part}"


@cache
def _catalogue(code: str) -> _gettext.NullTranslations:
    return _gettext.translation(DOMAIN, localedir=LOCALES, languages=[code], fallback=True)
