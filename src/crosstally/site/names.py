"""What the ids of a pack are called: as its ``election.yaml`` says, where the pack holds it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crosstally.election.definition import Definition
from crosstally.election.yaml_source import parse_yaml, validated
from crosstally.pack.layout import ELECTION
from crosstally.pack.opening import PackFiles, small
from crosstally.report.names import measure_label

_DEFINITION = f"{ELECTION}election.yaml"


class Names:
    """Looks names up; an id without a name stands for itself."""

    def __init__(self, files: PackFiles, about: Mapping[str, Any]) -> None:
        self.title = str(about.get("title") or about.get("election") or "")
        self._definition: Definition | None = None
        if _DEFINITION in files.sizes:
            text = small(files, _DEFINITION).decode()
            self._definition = validated(Definition, parse_yaml(text, _DEFINITION))

    def contest(self, id_: str) -> str:
        """A contest's name."""
        contest = self._definition.contests.get(id_) if self._definition else None
        return (contest.name if contest else None) or id_

    def source(self, id_: str) -> str:
        """A source's name."""
        source = self._definition.sources.get(id_) if self._definition else None
        return source.name if source else id_

    def level(self, id_: str) -> str:
        """A level's name."""
        return self._definition.level_name(id_) if self._definition else id_

    def figure(self, contest: str, id_: str) -> str:
        """The name of an option or of a field of the sheet."""
        known = self._definition.contests.get(contest) if self._definition else None
        if self._definition is not None and known is not None:
            if id_ in known.options:
                return known.options[id_].name
            fields = self._definition.sheet_of(contest).fields
            if id_ in fields:
                return fields[id_].name
        return measure_label(id_)
