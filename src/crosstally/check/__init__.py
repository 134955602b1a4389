"""The one place that runs the checks over an election and gathers their findings.

``crosstally.check`` is this room and, as ``import crosstally as ct`` promises, the function
``ct.check(election)``: importing any module of the room puts the room under that name, so the room
itself can be called.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _Room(ModuleType):
    def __call__(self, *args: Any, **options: Any) -> Any:
        from crosstally.check.run import check

        return check(*args, **options)


sys.modules[__name__].__class__ = _Room
