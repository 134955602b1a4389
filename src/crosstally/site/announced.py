"""What was announced for the whole place, beside what the sheets add up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crosstally.election.definition import STAGE_ORDER, Announcement
from crosstally.pack.opening import PackFiles
from crosstally.report import names as labels
from crosstally.site.names import DEFINITION, Names
from crosstally.site.statements import corrected, in_force
from crosstally.words import _

CELLS_SHOWN = 2_000
"""In all tables of announcements together: the page has room for no more."""


@dataclass(frozen=True)
class Line:
    """One figure of an announcement."""

    name: str
    votes: int | None
    rounded_to: int
    """The unit that the votes were rounded to; 1 where they are exact."""
    percent: str | None
    """As it was printed."""
    sheets: Sequence[tuple[int | None, int | None]]
    """For each source of sheets: their sum, and by how much the announced votes are more; None
    where that is not known. Empty for what no sheet has."""
    is_turnout: bool = False
    """Turnout is no share of what the other percentages are shares of."""


@dataclass(frozen=True)
class Summed:
    """A source whose sheets were added up."""

    name: str
    coverage: str


@dataclass(frozen=True)
class Stated:
    """An announcement with its figures beside those of the sheets."""

    source: str
    stage: str
    at: str
    printed_in: str | None
    counted: str | None
    """The share of sheets that it says it counted, as printed."""
    percent_of: str | None
    """What percentages are shares of; None where only turnout is stated."""
    is_replaced: bool
    sources: Sequence[Summed]
    lines: Sequence[Line]

    @property
    def has_votes(self) -> bool:
        """Whether it states any number of votes."""
        return any(line.votes is not None for line in self.lines)

    @property
    def has_percent(self) -> bool:
        """Whether it states any percentage."""
        return any(line.percent is not None for line in self.lines)

    @property
    def label(self) -> str:
        """Whose it is, of which act and moment."""
        return ", ".join(part for part in (self.source, self.stage, self.at) if part)


@dataclass(frozen=True)
class StatedOf:
    """The announcements of one contest, the last word first."""

    name: str
    announcements: Sequence[Stated]
    more: int
    """How many there was no room for."""


class Stating:
    """The announcements of a pack for the whole place. Raises ``UnreadableError`` or
    ``InputError`` where they cannot be read."""

    def __init__(
        self, files: PackFiles, findings: Mapping[str, Any], names: Names, place: str
    ) -> None:
        self.contests: Mapping[str, Any] = findings.get("contests") or {}
        self.names = names
        self.is_held = DEFINITION in files.sizes
        """Whether the pack holds what the election folder says, not the figures alone."""
        self._in_force: dict[str, list[Announcement]] = {id_: [] for id_ in self.contests}
        for contest, item in in_force(files, place):
            self._in_force.setdefault(contest, []).append(item)
        self._replaced: dict[str, list[Announcement]] = {}
        only, whole = next(iter(self.contests), ""), {place, *names.whole_place}
        for item in corrected(files):
            if item.area is None or item.area in whole:
                self._replaced.setdefault(item.contest or only, []).append(item)

    def in_force(self, contest: str) -> list[Announcement]:
        """The announcements of a contest that no other one corrects, the last word first."""
        return sorted(self._in_force.get(contest, []), key=_moment, reverse=True)

    def views(self) -> list[StatedOf]:
        """What the page shows of each contest of which anything was announced."""
        views, room = [], CELLS_SHOWN
        for contest in self._in_force:
            replaced = self._replaced.get(contest, [])
            items = [*self.in_force(contest), *replaced]
            items.sort(key=_moment, reverse=True)
            shown: list[Stated] = []
            for item in items:
                one = self._view(contest, item, is_replaced=item in replaced)
                room -= len(one.lines) * (2 + 2 * len(one.sources))
                if room < 0:
                    break
                shown.append(one)
            if items:
                name = self.names.contest(contest)
                views.append(StatedOf(name, shown, len(items) - len(shown)))
        return views

    def _view(self, contest: str, item: Announcement, is_replaced: bool) -> Stated:
        totals = (self.contests.get(contest) or {}).get("totals") or {}
        return Stated(
            self.names.source(item.source),
            labels.stage_label(item.stage),
            (item.at or "").replace("T", " "),
            item.printed_in,
            item.counted.share if item.counted else None,
            labels.base_label(item.percent_of) if item.percent else None,
            is_replaced,
            [
                Summed(
                    self.names.source(source),
                    labels.coverage(one["stations_held"], one["stations_known"]),
                )
                for source, one in totals.items()
            ],
            list(self._lines(contest, item, list(totals.values()))),
        )

    def _lines(
        self, contest: str, item: Announcement, totals: Sequence[Mapping[str, Any]]
    ) -> Iterator[Line]:
        votes = {**item.counts, **item.fields}
        ids = dict.fromkeys((*item.counts, *item.percent, *item.fields))
        for id_ in self.names.in_order(contest, ids):
            unit = item.rounded_to.get(id_, 1)
            stated = votes.get(id_)
            yield Line(
                self.names.figure(contest, id_),
                stated,
                unit,
                item.percent.get(id_),
                [_beside(one, id_, stated if unit == 1 else None) for one in totals],
            )
        if item.turnout is not None:
            yield Line(_("Turnout"), None, 1, item.turnout, [], is_turnout=True)


def _moment(item: Announcement) -> tuple[str, int]:
    return item.at or "", STAGE_ORDER[item.stage]


def _beside(
    totals: Mapping[str, Any], id_: str, stated: int | None
) -> tuple[int | None, int | None]:
    """A figure's sum, and by how much the stated one is more. A sum of a part of the sheets, or
    of sheets on which it was not read everywhere, is less for that alone: then there is no
    difference. What was not read of another figure does not matter."""
    found = totals["options"].get(id_, totals["fields"].get(id_))
    is_whole = totals["all_held"] and not totals["incomplete"].get(id_)
    if found is None or stated is None or not is_whole:
        return found, None
    return found, stated - found
