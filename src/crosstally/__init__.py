"""An independent check of an announced election result, from polling-station sheets to seats.

>>> import crosstally as ct
>>> election = ct.open("kazakhstan-2012")
>>> result = ct.check(election)
>>> [claim.verdict for claim in result.claims][:3]
[<Verdict.HOLDS: 'holds'>, <Verdict.HOLDS: 'holds'>, <Verdict.HOLDS: 'holds'>]
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crosstally.check.result import CheckResult as CheckResult
    from crosstally.check.run import check as check
    from crosstally.check.run import open_election as open  # noqa: A004
    from crosstally.election.folder import Election as Election
    from crosstally.findings import Finding as Finding
    from crosstally.findings import Tier as Tier
    from crosstally.problems import InputError as InputError

__version__ = "0.1.0"

__all__ = ["CheckResult", "Election", "Finding", "InputError", "Tier", "check", "open"]

_PLACES = {
    "check": ("crosstally.check.run", "check"),
    "open": ("crosstally.check.run", "open_election"),
    "CheckResult": ("crosstally.check.result", "CheckResult"),
    "Election": ("crosstally.election.folder", "Election"),
    "Finding": ("crosstally.findings", "Finding"),
    "InputError": ("crosstally.problems", "InputError"),
    "Tier": ("crosstally.findings", "Tier"),
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, so that ``import crosstally`` costs nothing."""
    if name not in _PLACES:
        raise AttributeError(f"module 'crosstally' has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _PLACES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return __all__
