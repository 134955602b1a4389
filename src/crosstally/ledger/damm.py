"""The check digit of H. M. Damm: it shows every single wrong digit and every swap of neighbours.

Source: H. M. Damm, "Total anti-symmetrische Quasigruppen" (2004), p. 111: the quasigroup of order
10.
"""

from __future__ import annotations

TABLE = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
"""Row: the digit so far; column: the next digit; there stands the digit so far from then on."""


def after(digits: str, so_far: int = 0) -> int:
    """The digit that ASCII digits lead to.

    >>> after("572")
    4
    """
    for digit in digits:
        so_far = int(TABLE[so_far][int(digit)])
    return so_far
