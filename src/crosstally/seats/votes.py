"""What can be asked for: whole votes, a number of seats. Anything else is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from operator import index

from crosstally import words

MOST_SEATS = 1_000_000


class ArgumentError(ValueError):
    """An argument whose value makes no sense; ``argument`` is its name, ``said`` what is wrong."""

    def __init__(self, argument: str, said: str) -> None:
        self.argument, self.said = argument, said
        super().__init__(f"{argument}: {said}")


class ArgumentTypeError(TypeError):
    """An argument of a kind that cannot be counted; ``argument`` is its name, ``said`` what is
    wrong."""

    def __init__(self, argument: str, said: str) -> None:
        self.argument, self.said = argument, said
        super().__init__(f"{argument}: {said}")


def whole(argument: str, value: object) -> int:
    """A whole number of at least zero, as a Python integer (NumPy's are taken).

    Raises ``ArgumentTypeError`` for what is no integer, ``ArgumentError`` for one below zero.
    """
    if type(value) is not int:
        if isinstance(value, float):
            said = words._(
                "{read} is a floating-point number, which is not exact; votes and seats are whole "
                "numbers (int)"
            )
            raise ArgumentTypeError(argument, said.format(read=repr(value)))
        if isinstance(value, bool) or not hasattr(value, "__index__"):
            said = words._("{read} is no whole number (int)")
            raise ArgumentTypeError(argument, said.format(read=repr(value)))
        value = index(value)
    if value < 0:
        said = words._("{read} is below zero")
        raise ArgumentError(argument, said.format(read=value))
    return value


def whole_votes(votes: Mapping[str, int]) -> dict[str, int]:
    """Option → votes, each a whole number of at least zero, at least one of them above.

    Raises ``ArgumentTypeError`` for what is no mapping or no whole number, ``ArgumentError`` for
    votes below zero and where nobody has a vote: there is nothing to share the seats by.
    """
    if not isinstance(votes, Mapping):
        said = words._("expected a mapping from option to votes, such as {example}")
        raise ArgumentTypeError("votes", said.format(example="{'a': 10, 'b': 7}"))
    counted = {
        name: count if type(count) is int and count >= 0 else whole(f"votes[{name!r}]", count)
        for name, count in votes.items()
    }
    if not any(counted.values()):
        raise ArgumentError("votes", words._("nobody has a vote: there is nothing to divide"))
    return counted


def house_size(seats: int) -> int:
    """How many seats there are to give. Raises like ``whole``, and above a million."""
    size = whole("seats", seats)
    if size > MOST_SEATS:
        said = words._("{read} is more than any house has; at most {most}")
        raise ArgumentError("seats", said.format(read=size, most=MOST_SEATS))
    return size
