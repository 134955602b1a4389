"""Election folders that ship with Crosstally and go by their name on the command line."""

from __future__ import annotations

from pathlib import Path

_HERE = Path(__file__).parent


def bundled() -> dict[str, Path]:
    """Name → folder of every bundled election, in alphabetical order."""
    return {path.parent.name: path.parent for path in sorted(_HERE.glob("*/election.yaml"))}


def bundled_folder(name: str) -> Path | None:
    """The folder of the bundled election of that name, or None where there is none."""
    return bundled().get(name)
