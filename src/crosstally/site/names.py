"""What the ids of a pack are called: as its ``election.yaml`` says, where the pack holds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from crosstally.election.definition import Definition
from crosstally.election.validation import validated
from crosstally.election.yaml_source import parse_yaml
from crosstally.pack.layout import ELECTION
from crosstally.pack.opening import PackFiles, small
from crosstally.report.names import measure_label

DEFINITION = f"{ELECTION}election.yaml"


class Names:
    """Looks names up; an id without a name stands for itself."""

    def __init__(self, files: PackFiles, about: Mapping[str, Any]) -> None:
        self.title = str(about.get("title") or about.get("election") or "")
        self._definition: Definition | None = None
        if DEFINITION in files.sizes:
            text = small(files, DEFINITION).decode()
            self._definition = validated(Definition, parse_yaml(text, DEFINITION))

    @property
    def several_contests(self) -> bool:
        """Whether more than one question was asked."""
        return self._definition is not None and len(self._definition.contests) > 1

    def all(self) -> Iterator[str]:
        """Every name but those of areas and stations."""
        if self._definition is None:
            return
        yield from (source.name for source in self._definition.sources.values())
        for contest in self._definition.contests.values():
            yield contest.name or ""
            yield from (option.name for option in contest.options.values())
        for sheet in self._definition.sheets.values():
            yield from (one.name for one in sheet.fields.values())
        yield from map(self._definition.level_name, self._definition.all_levels)

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

    @property
    def whole_place(self) -> frozenset[str]:
        """What the whole place is called: its id and its name."""
        place = self._definition.place if self._definition else None
        return frozenset((place.id, place.name)) if place else frozenset()

    def in_order(self, contest: str, ids: Iterable[str]) -> list[str]:
        """Ids of figures with the options first, in the order of the ballot."""
        known = self._definition.contests.get(contest) if self._definition else None
        ballot = list(known.options) if known else []
        given = list(ids)
        options = [id_ for id_ in ballot if id_ in given]
        return [*options, *(id_ for id_ in given if id_ not in set(options))]

    def threshold_base(self, contest: str) -> str | None:
        """What the threshold of a contest's rule is a share of; None where none is known."""
        known = self._definition.contests.get(contest) if self._definition else None
        threshold = known.rule.threshold if known and known.rule else None
        return threshold.of if threshold else None

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
