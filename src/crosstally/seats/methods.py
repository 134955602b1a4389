"""Every method by its name: how it gives seats to votes.

A method takes option → votes and the number of seats, and returns an ``Allocation``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial

from crosstally import words
from crosstally.problems import suggestion
from crosstally.seats.allocation import Allocation
from crosstally.seats.divisors import DIVISORS, Divisors, divisors_named, written
from crosstally.seats.highest_averages import highest_averages
from crosstally.seats.largest_remainder import QUOTAS, largest_remainder
from crosstally.seats.majority import majority
from crosstally.seats.plurality import block_vote, plurality
from crosstally.seats.votes import ArgumentError, ArgumentTypeError

Method = Callable[[Mapping[str, int], int], Allocation]

METHODS: Mapping[str, Method] = {
    "plurality": plurality,
    "block_vote": block_vote,
    "majority": majority,
    **{f"{name}_lr": partial(largest_remainder, quota=name) for name in QUOTAS},
    **{name: partial(highest_averages, divisors=found) for name, found in DIVISORS.items()},
}
"""Name → method. ``sainte_lague_1.2`` and the like are known besides."""


def method_named(name: str) -> Method:
    """The method of a name. Raises ``ArgumentError`` where there is none, with the nearest name."""
    if name in METHODS:
        return METHODS[name]
    found = divisors_named(name)
    if found is None:
        said = words._("there is no method {read}").format(read=repr(name))
        raise ArgumentError("method", f"{said}. {suggestion(name, METHODS)}")
    return partial(highest_averages, divisors=found)


def method_of(asked: str | Divisors | Sequence[int | Fraction | str]) -> Method:
    """A method by its name, by its divisors, or by the numbers they begin with."""
    if isinstance(asked, str):
        return method_named(asked)
    if not isinstance(asked, Divisors | Sequence):
        said = words._("{read} is no method: expected a name or a sequence of divisors")
        raise ArgumentTypeError("method", said.format(read=repr(asked)))
    divisors = asked if isinstance(asked, Divisors) else written(asked)
    return partial(highest_averages, divisors=divisors)
