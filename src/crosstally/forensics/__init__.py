"""Statistics of station figures: arrays in, a result out, no input or output.

A statistical finding is an anomaly, never more: nothing here gives a verdict on a result, and
every method says what it cannot see.

>>> from crosstally.forensics import integer_percentages
>>> found = integer_percentages([200] * 60, [100] * 60, [200] * 60, [101] * 60)
>>> found.turnout.observed, round(found.turnout.expected)
(60, 30)

A method is loaded when it is asked for: its name is the name of its file in ``methods`` and of the
function in it.
"""

from __future__ import annotations

from typing import Any

from crosstally.forensics.registry import method, method_function, method_names


def __getattr__(name: str) -> Any:
    """The function of a method, or a word of the room's vocabulary."""
    from importlib import import_module

    if name in _VOCABULARY:
        return getattr(import_module(_VOCABULARY[name]), name)
    if name in method_names():
        return method_function(name)
    raise AttributeError(f"module 'crosstally.forensics' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*method_names(), *_VOCABULARY, "method", "method_names"]


_VOCABULARY = {
    "ArraysError": "crosstally.forensics.stations",
    "NotApplicable": "crosstally.forensics.outcome",
    "Stations": "crosstally.forensics.stations",
    "run": "crosstally.forensics.running",
    "run_by_region": "crosstally.forensics.running",
}

__all__ = ["method", "method_names"]
