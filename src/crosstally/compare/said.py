"""Names by which findings call figures and sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from crosstally.election.definition import Definition

T = TypeVar("T")


@dataclass(frozen=True)
class Said:
    """The names of one contest's figures, and of sources; an id that has none stands for itself."""

    definition: Definition
    contest: str

    def figure(self, name: str) -> str:
        """A field or an option."""
        options = self.definition.contests[self.contest].options
        fields = self.definition.sheet_of(self.contest).fields
        if name in options:
            return options[name].name
        return fields[name].name if name in fields else name

    def figures(self, figures: Mapping[str, T]) -> dict[str, T]:
        """The same by names."""
        return {self.figure(name): figure for name, figure in figures.items()}

    def source(self, name: str) -> str:
        """A source."""
        return self.definition.sources[name].name
