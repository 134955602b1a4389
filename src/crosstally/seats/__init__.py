"""From votes to seats: thresholds, quotas, divisors, ties. Exact integers and fractions, no input
or output.

>>> from crosstally.seats import allocate
>>> allocate({"a": 10, "b": 7}, seats=5, method="dhondt").seats
{'a': 3, 'b': 2}
"""

from crosstally.seats.allocation import Allocation, OpenTie, Step
from crosstally.seats.interface import allocate

__all__ = ["Allocation", "OpenTie", "Step", "allocate"]
