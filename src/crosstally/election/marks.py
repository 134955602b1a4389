"""Marks of a sheet beside its figures: stamps, serial numbers and signatures.

They are recorded as facts and rest on no figure. Only a serial number can be another than the
station's: then somebody looks at the sheet.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, model_validator

from crosstally.election.document import Count, Document, Text
from crosstally.words import _

LONGEST_SERIAL = 40
"""Signs of a serial number."""
DIGIT, LETTER = "#", "@"
"""What stands for any digit, and for any letter, in the pattern of a serial number."""
_BETWEEN, _OR = "..", "|"
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS")
"""Cyrillic letters that nobody can tell from Latin ones on paper."""


class MarkKind(StrEnum):
    """What a mark of a sheet is."""

    STAMP = "stamp"
    """A stamp or seal that is there or is not."""
    SERIAL = "serial"
    """A number that is printed on the form."""
    SIGNATURES = "signatures"
    """Signatures, which are counted; whose they are is not looked at."""


def plain_serial(text: str) -> str:
    """A serial number as it is compared: capital letters and digits alone, digits of any script as
    0 to 9, Cyrillic letters that look like Latin ones as those.

    >>> plain_serial("№ ав-001 234")
    'AB001234'
    """
    signs = "".join(sign for sign in text if sign.isalnum())
    plain = unicodedata.normalize("NFKC", signs).upper().translate(_LOOKALIKES)
    digits = ((sign, unicodedata.decimal(sign, None)) for sign in plain)
    return "".join(sign if digit is None else str(digit) for sign, digit in digits)


def _some_signs(text: str) -> str:
    if not any(sign.isalnum() or sign in (DIGIT, LETTER) for sign in text):
        raise ValueError(
            _("a pattern is made of {digit} for a digit, {letter} for a letter, and signs").format(
                digit=DIGIT, letter=LETTER
            )
        )
    return text


class SheetMark(Document):
    """A mark that the sheet should bear beside its figures. It is recorded; no figure rests on it,
    and nothing is rejected for want of it."""

    name: Text
    kind: MarkKind
    """`stamp`, `serial` or `signatures`."""
    expected: Count | None = None
    """How many signatures there should be."""
    pattern: Annotated[Text, AfterValidator(_some_signs)] | None = None
    """What a serial number looks like: `#` is any digit, `@` any letter, all else itself:
    `KZ-######`. Spaces and marks between are not compared."""
    column: Text | None = None
    """The column of `areas.csv` with the serial numbers that a station was given, with `..` between
    the first and the last of several, `|` between any other: `000101..000150|000900`."""
    source: Text | None = None
    """The law article that asks for it."""

    @model_validator(mode="after")
    def _keys_of_its_kind(self) -> Self:
        keys = {"expected": MarkKind.SIGNATURES, "pattern": MarkKind.SERIAL}
        keys["column"] = MarkKind.SERIAL
        for key, kind in keys.items():
            if getattr(self, key) is not None and self.kind is not kind:
                raise ValueError(_("{key} is for {kind} alone").format(key=key, kind=kind.value))
        return self

    def is_like(self, serial: str) -> bool:
        """Whether a plain serial number is like the pattern; any is, where there is none."""
        if self.pattern is None:
            return True
        pattern = _plain_pattern(self.pattern)
        fits = {DIGIT: str.isdecimal, LETTER: str.isalpha}
        return len(pattern) == len(serial) and all(
            fits[sign](found) if sign in fits else sign == found
            for sign, found in zip(pattern, serial, strict=True)
        )


def _plain_pattern(pattern: str) -> str:
    return "".join(sign if sign in (DIGIT, LETTER) else plain_serial(sign) for sign in pattern)


def is_given(serial: str, given: str) -> bool:
    """Whether a plain serial number is among those that a cell gives a station; any is, where
    nothing stands there."""
    ranges = [_ends(part) for part in given.split(_OR) if part.strip()]
    return not ranges or any(
        len(first) == len(serial) == len(last) and first <= serial <= last for first, last in ranges
    )


def _ends(part: str) -> tuple[str, str]:
    first, _between, last = part.partition(_BETWEEN)
    return plain_serial(first), plain_serial(last) or plain_serial(first)


def columns_of(marks: Iterable[SheetMark]) -> set[str]:
    """The columns of ``areas.csv`` that marks name."""
    return {mark.column for mark in marks if mark.column is not None}
