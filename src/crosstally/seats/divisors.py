"""Divisor sequences, as data: what votes are divided by for the first seat, the second, and so on.

A method of highest averages gives every seat in turn to the greatest quotient votes / d(k), where k
counts the seats an option has already. Sources: Balinski and Young, "Fair Representation", 2nd ed.
2001, appendix A; Pukelsheim, "Proportional Representation", 2nd ed. 2017, chapters 3 and 4.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from math import lcm

from crosstally import words
from crosstally.seats.votes import ArgumentError, ArgumentTypeError

_DIVISOR = re.compile(r"[-+]?[0-9]{1,30}(?:\.[0-9]{1,30}|/[0-9]{1,30})?")


class Divisors(ABC):
    """A sequence of divisors d(0) < d(1) < …; d(0) may be zero, the others are above."""

    power: int = 1
    """``ratio`` is this power of the divisor: votes are compared raised to it, so that a divisor
    which is no fraction (a root) stays exact."""
    tail: tuple[int, int] | None = None
    """(a, b) where d(k) is near or equal to a multiple of a + b·k: a start for large houses. Any
    start gives the same seats; a near one gives them sooner."""

    @abstractmethod
    def ratio(self, k: int) -> tuple[int, int]:
        """d(k) ** power as numerator and denominator, whole numbers, the numerators not falling.
        All may be multiplied by one number: only the order of quotients depends on it."""

    def shown(self, k: int) -> Fraction:
        """d(k) ** power as a law writes it."""
        return Fraction(*self.ratio(k))


@dataclass(frozen=True)
class Written(Divisors):
    """A sequence written down as far as it is irregular, and continued by its last step."""

    numbers: tuple[Fraction, ...]

    @cached_property
    def _wholes(self) -> tuple[int, ...]:
        scale = lcm(*(number.denominator for number in self.numbers))
        return tuple(int(number * scale) for number in self.numbers)

    @cached_property
    def tail(self) -> tuple[int, int]:  # type: ignore[override]
        """The line that the sequence ends in."""
        step = self._wholes[-1] - self._wholes[-2]
        return self._wholes[-1] - step * (len(self._wholes) - 1), step

    def ratio(self, k: int) -> tuple[int, int]:
        """d(k), times the number that makes all of them whole."""
        if k < len(self._wholes):
            return self._wholes[k], 1
        first, step = self.tail
        return first + step * k, 1

    def shown(self, k: int) -> Fraction:
        """d(k) as it was written."""
        first = self.numbers[-1] - self.numbers[-2]
        past = k - len(self.numbers) + 1
        return self.numbers[k] if past < 0 else self.numbers[-1] + first * past


@dataclass(frozen=True)
class Computed(Divisors):
    """A sequence by a formula: k → d(k) ** power as numerator and denominator."""

    formula: Callable[[int], tuple[int, int]]
    power: int = 1
    tail: tuple[int, int] | None = None

    def ratio(self, k: int) -> tuple[int, int]:
        """By the formula."""
        return self.formula(k)


def written(numbers: Sequence[int | Fraction | str]) -> Written:
    """A sequence from its first numbers: whole, fractions, or decimal text ("1.4", "7/5").

    They must be above zero and rise; the last step is repeated for ever. Raises ``ArgumentError``
    for others and for fewer than two, ``ArgumentTypeError`` for floating-point numbers.

    >>> [str(written(["1.4", 3, 5]).shown(k)) for k in range(5)]
    ['7/5', '3', '5', '7', '9']
    """
    found = [_exact(number) for number in numbers]
    if len(found) < 2:
        raise ArgumentError("method", words._("a sequence of divisors needs at least two numbers"))
    rising = all(one < other for one, other in pairwise(found))
    if found[0] <= 0 or not rising:
        said = words._("divisors are above zero, and each is greater than the one before")
        raise ArgumentError("method", said)
    return Written(tuple(found))


def _exact(number: object) -> Fraction:
    if isinstance(number, str):
        try:
            # Only what a person writes: a short exponent can stand for a billion digits.
            if not _DIVISOR.fullmatch(number.strip()):
                raise ValueError(number)
            return Fraction(number.strip())
        except (ValueError, ZeroDivisionError):
            said = words._("{read} is no divisor such as 3, 1.4 or 7/5")
            raise ArgumentError("method", said.format(read=repr(number))) from None
    if isinstance(number, bool) or not isinstance(number, int | Fraction):
        said = words._("{read} is no exact number; write it as text, such as '1.4'")
        raise ArgumentTypeError("method", said.format(read=repr(number)))
    return Fraction(number)


def _line(first: int | Fraction, second: int | Fraction) -> Written:
    return Written((Fraction(first), Fraction(second)))


def modified_sainte_lague(first: Fraction) -> Written:
    """first, 3, 5, 7, …: Sainte-Laguë with a first divisor that makes the first seat dearer (1.4 in
    Norway, Grunnloven § 59, and in Sweden until 2018, 1.2 since: vallagen 14 kap. 3 §)."""
    return Written((first, Fraction(3), Fraction(5)))


def dhondt_to_a_power(exponent: Fraction) -> Computed:
    """1, 2^e, 3^e, …: D'Hondt's divisors to a power below one, which favours large lists more than
    the plain ones (Estonia, Riigikogu valimise seadus § 62 lõige 5: 0.9). Quotients are compared
    raised to the exponent's denominator, and stay exact."""
    over = exponent.numerator
    return Computed(lambda k: ((k + 1) ** over, 1), power=exponent.denominator, tail=(1, 1))


DIVISORS: dict[str, Divisors] = {
    # 1, 2, 3, …: D'Hondt, Jefferson, greatest divisors (Spain, LOREG art. 163).
    "dhondt": _line(1, 2),
    # 1, 3, 5, …: Sainte-Laguë, Webster, major fractions.
    "sainte_lague": _line(1, 3),
    "sainte_lague_1.4": modified_sainte_lague(Fraction(7, 5)),
    # 1, 4, 7, …: the Danish method (Folketing: seats of a province to its constituencies).
    "danish": _line(1, 4),
    # 1, 3/2, 2, …: Imperiali's divisors (Belgian municipalities).
    "imperiali": _line(1, Fraction(3, 2)),
    # 0, 1, 2, …: Adams, smallest divisors.
    "adams": _line(0, 1),
    # √(k(k+1)): Huntington and Hill, equal proportions (2 U.S.C. § 2a).
    "huntington_hill": Computed(lambda k: (k * (k + 1), 1), power=2, tail=(1, 2)),
    # 2k(k+1)/(2k+1): Dean, harmonic mean.
    "dean": Computed(lambda k: (2 * k * (k + 1), 2 * k + 1), tail=(1, 2)),
    # 1, 2, 4, 8, …: Macau (Lei 3/2001, art. 17).
    "macau": Computed(lambda k: (1 << k, 1)),
}
"""Method → its divisors. Any other first divisor of Sainte-Laguë's is read from the name."""

_TO_A_POWER = re.compile(r"dhondt_(0\.[0-9]{1,2})")
_MODIFIED = re.compile(r"sainte_lague_([0-2](?:\.[0-9]{1,6})?)")


def divisors_named(name: str) -> Divisors | None:
    """The divisors of a method, or None where no method of highest averages is called so.

    ``sainte_lague_1.2`` is Sainte-Laguë with 1.2 for a first divisor; it must lie above zero and
    below the second, which is 3. ``dhondt_0.9`` is D'Hondt with divisors to that power. Numbers
    with commas between them are the divisors themselves. Raises ``ArgumentError`` for such numbers
    that are no divisors.
    """
    found = DIVISORS.get(name)
    if "," in name:
        return written(name.split(","))
    to_a_power = _TO_A_POWER.fullmatch(name)
    if to_a_power and Fraction(to_a_power[1]) > 0:
        return dhondt_to_a_power(Fraction(to_a_power[1]))
    read = _MODIFIED.fullmatch(name)
    if found is None and read and Fraction(read[1]) > 0:
        return modified_sainte_lague(Fraction(read[1]))
    return found
