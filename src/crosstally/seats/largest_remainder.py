"""Largest remainder with the Hare quota (Hamilton's method).

The quota is votes / seats, a fraction that is never rounded. Each option gets as many seats as it
has full quotas; the seats left go to the largest remainders. Source: Balinski and Young, "Fair
Representation", 2nd ed. 2001, appendix A; Pukelsheim, "Proportional Representation", 2nd ed. 2017,
section 5.4.
"""

from __future__ import annotations

from collections.abc import Mapping

from crosstally.seats.allocation import Allocation, by_rank, nothing


def largest_remainder(votes: Mapping[str, int], seats: int) -> Allocation:
    """``seats`` seats to options by their votes (whole numbers of at least zero).

    With v votes of V and n seats an option has v·n div V full quotas; v·n mod V is its remainder
    in units of 1/n vote, so that everything stays a whole number. Equal remainders at the last
    seat are an open tie. Without votes there is nothing to divide by, and no seat is given.

    >>> largest_remainder({"a": 5, "b": 3, "c": 1}, 4).seats
    {'a': 2, 'b': 1, 'c': 1}
    >>> largest_remainder({"a": 5, "b": 3, "c": 1}, 4).tied
    ()
    """
    total = sum(votes.values())
    if not total:
        return nothing(list(votes))
    quotas = {name: count * seats // total for name, count in votes.items()}
    remainders = {name: count * seats % total for name, count in votes.items()}
    given, tied, left = by_rank(quotas, remainders, seats - sum(quotas.values()))
    return Allocation(given, tied, left)
