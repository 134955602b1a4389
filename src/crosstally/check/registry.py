"""Which finding codes there are: every room that finds things is asked for its own modules.

Adding a check touches only its own file: a code is registered where its check is written, and
this module finds the file.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from collections.abc import Iterator, Mapping

from crosstally.findings import CODES, Code

ROOMS = ("returns", "tabulation", "seats", "compare", "claims", "check")
"""The rooms whose modules may register finding codes."""


def load_codes() -> Mapping[str, Code]:
    """Every finding code by name, sorted; imports all modules of the rooms that find things."""
    for module in _modules():
        importlib.import_module(module)
    return dict(sorted(CODES.items()))


def _modules() -> Iterator[str]:
    """The rooms' modules, by name; a room that is not there yet has none."""
    for room in ROOMS:
        name = f"crosstally.{room}"
        if importlib.util.find_spec(name) is None:
            continue
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if found.name != __name__:
                yield found.name
