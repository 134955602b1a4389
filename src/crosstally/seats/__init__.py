"""From votes to seats: thresholds, quotas, divisors, ties. Exact integers and fractions, no input
or output.

>>> from crosstally.seats import allocate
>>> allocate({"a": 10, "b": 7}, seats=5, method="dhondt").seats
{'a': 3, 'b': 2}
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crosstally.seats.allocation import Allocation as Allocation
    from crosstally.seats.allocation import OpenTie as OpenTie
    from crosstally.seats.allocation import Step as Step
    from crosstally.seats.interface import allocate as allocate

__all__ = ["Allocation", "OpenTie", "Step", "allocate"]


def __getattr__(name: str) -> Any:
    """Import what is asked for, so that one part of this room does not cost all of it."""
    if name not in __all__:
        raise AttributeError(f"module 'crosstally.seats' has no attribute {name!r}")
    from importlib import import_module

    module = "crosstally.seats." + ("interface" if name == "allocate" else "allocation")
    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    return __all__
