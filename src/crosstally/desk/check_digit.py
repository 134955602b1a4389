"""The check digit of figures that are told: worked out with a finger on a printed table. Pure.

One digit goes over the station's code and every figure. It shows every single wrong digit and every
two neighbours that changed places, also where one of them slipped into the next figure: before each
figure goes a 0. Of other mistakes nine in ten.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from crosstally.desk.figures import Figure
from crosstally.ledger.damm import after


def start_of(station: str) -> int:
    """The digit that the code of a station leads to, which forms print. Signs that are no digits
    count by the digits of their number in Unicode."""
    digits = ((sign, unicodedata.decimal(sign, None)) for sign in station)
    return after("".join(str(ord(sign) if digit is None else digit) for sign, digit in digits))


def check_digit(station: str, figures: Iterable[Figure]) -> int:
    """The check digit of a station and its figures in the sheet's order. An answer that is no
    number adds the 0 before it alone."""
    written = (str(figure) if isinstance(figure, int) else "" for figure in figures)
    return after("".join(f"0{digits}" for digits in written), start_of(station))
