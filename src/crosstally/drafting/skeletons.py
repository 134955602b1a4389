"""The skeleton that `crosstally new` writes: a small made-up election that adds up, explained."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from crosstally.drafting.folder import write_folder

FILES = {
    "election.yaml": "election.yaml",
    "areas.csv": "areas.csv",
    "holdings.csv": "holdings.csv",
    "announcements.yaml": "announcements.yaml",
    "claims.yaml": "claims.yaml",
    "returns/commission.csv": "returns_commission.csv",
    "returns/observers.csv": "returns_observers.csv",
}
"""Path in the new folder → file of the skeleton."""


def write_skeleton(target: Path) -> list[str]:
    """Write the skeleton into ``target``; returns the paths written. Raises ``InputError``."""
    texts = files("crosstally.drafting") / "skeleton"
    return write_folder(
        target, {name: (texts / own).read_text(encoding="utf-8") for name, own in FILES.items()}
    )
