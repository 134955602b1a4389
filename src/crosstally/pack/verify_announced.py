"""Whether what findings say about announcements is what was announced, and whether an announced
count that differs from the sheets is a finding. Standard library alone."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from crosstally.election.relations import OPTIONS
from crosstally.pack.announcement import Announced, Announcement
from crosstally.pack.layout import FINDINGS, Table
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_arithmetic import (
    ABOVE_COUNTED,
    DERIVED,
    is_number,
    other_numbers,
    votes_apart,
)
from crosstally.pack.verify_cited import names_of, off_by
from crosstally.pack.verify_returns import ReturnsRead
from crosstally.pack.verify_sheets import SheetsRead

_AGAINST_SHEETS = frozenset(
    {
        *("ANNOUNCED-COUNT-DIFFERS", "ANNOUNCED-ABOVE-SHEETS", "ANNOUNCED-BELOW-HELD"),
        *("ANNOUNCED-LEAVES-OUT-HELD", "ANNOUNCED-OTHER-ACT", ABOVE_COUNTED),
    }
)
_OF_RELATIONS = ("STATED-MUST", "STATED-SHOULD")
_BY_NAME = (*_OF_RELATIONS, "TURNOUT-OTHER-REGISTER", "TURNOUT-REGISTER-ROUNDING")
"""Findings that cite announced counts under the names of the figures."""
_MOST_UNSURE = 6
"""Figures of a relation of which every choice is tried as options."""
_ABOUT = re.compile("ANNOUNCED-|STATED-|TURNOUT-|PERCENT-|SHARE-|COUNTS-FROM-|RESIDUAL-")
"""Findings that name an announcement and the area for which it states something."""
_OF_LEVELS = frozenset({"ROLLUP-DIFFERS", "ROLLUP-BELOW-HELD"})


class AnnouncedCheck:
    """Findings about announcements, and about levels that files state, against the tables."""

    def __init__(
        self, announced: Announced, sheets: Sequence[Table], read: SheetsRead, returns: ReturnsRead
    ) -> None:
        self.announced, self.read, self.returns = announced, read, returns
        self.tables = {(table.contest, table.source): table for table in sheets}
        self.mistakes = Mistakes()
        self.held: set[int] = set()
        """Numbers of the findings that cite an announcement or a stated level, held against it."""
        self.left_open: set[int] = set()
        """Those of them of which some sum depends on which of a station's returns is meant."""
        self._cited: set[tuple[str, str, str, str]] = set()
        """Announcement, area, source of the sheets, figure: of findings that hold the two apart."""
        self._is_open = False

    def check(self, findings: Sequence[object]) -> None:
        """Look at all findings, then for those that are not there."""
        for number, finding in enumerate(findings, 1):
            self._is_open = False
            if isinstance(finding, dict) and isinstance(finding.get("figures"), dict):
                code, figures = str(finding.get("code")), finding["figures"]
                if code in {*_OF_LEVELS, *_OF_RELATIONS} or (
                    _ABOUT.match(code) and isinstance(figures.get("announcement"), str)
                ):
                    self.held.add(number)
                    for wrong in self._wrong(finding, code, figures):
                        self.mistakes.add(wrong.at(path=FINDINGS, number=number))
            if self._is_open:
                self.left_open.add(number)
        for wrong in self._left_out():
            self.mistakes.add(wrong)

    def _wrong(
        self, finding: Mapping[str, Any], code: str, figures: Mapping[str, Any]
    ) -> Iterator[Remark]:
        area, id_ = str(finding.get("area")), figures.get("announcement")
        if code in _OF_LEVELS:
            yield from self._of_levels(finding, area, figures)
            return
        if code in _OF_RELATIONS and "announcement" not in figures:
            yield from self._of_stated_level(finding, area, figures)
            return
        said = self.announced.get((str(id_), area))
        if said is None or (said.contest, said.source) != (
            *(finding.get("contest"), finding.get("source")),
        ):
            yield Remark(
                "{path}, finding {number}: {place}: cites the announcement {announcement}, which "
                "states nothing there",
                place=area,
                announcement=id_,
            )
            return
        for name, cited, stated in _pairs(code, figures, said):
            if cited != stated:
                yield _OTHER.at(place=area, said=cited, figure=name, found=stated)
        if figures.get("base") == "registered":
            self._is_open = True  # of the sheets' lists, or of another number that was stated
        if code in _AGAINST_SHEETS:
            yield from self._against_sheets(str(id_), area, said, figures)
        if code in _OF_RELATIONS:
            exact = {name for name in said.counts if said.is_unrounded(name)}
            yield from self._relation(finding, figures, exact)
        source = str(figures.get("sheets"))
        if isinstance(figures.get("sheets"), str) and (said.contest, source) not in self.tables:
            yield _NO_SHEETS.at(place=area, source=source)

        def sum_of(name: str) -> int | None:
            found = self._sum(said.contest, source, area, name)
            return found[0] if found is not None else None

        for one in other_numbers(code, finding.get("votes"), figures, said, sum_of):
            if one.said != one.found:
                yield _MADE.at(place=area, said=one.said, figure=one.name, found=one.found)

    def _against_sheets(
        self, id_: str, area: str, said: Announcement, figures: Mapping[str, Any]
    ) -> Iterator[Remark]:
        source = str(figures.get("sheets"))
        cited = [(name, one.get("sheets")) for name, one in _differences(figures)]
        for name, value in [*cited, (str(figures.get("figure")), figures.get("held"))]:
            self._cited.add((id_, area, source, name))
            found = self._sum(said.contest, source, area, name)
            if value is not None and found is not None and value != found[0]:
                yield _OTHER.at(place=area, said=value, figure=name, found=found[0])
        # What a finding cites may be anything that JSON has, which no set has to take.
        coverage = self._coverage(said.contest, source, area)
        for name, known in zip(("stations_held", "stations_known"), coverage, strict=True):
            if name in figures and known and figures[name] not in tuple(known):
                yield _OTHER.at(place=area, said=figures[name], figure=name, found=min(known))

    def _coverage(self, contest: str, source: str, area: str) -> tuple[set[int], set[int]]:
        """How many stations of an area a source holds, and how many there are, as far as the tables
        tell; an id may be that of areas of several levels."""
        table = self.tables.get((contest, source))
        keys = [(contest, source, level, area) for level in (table.areas if table else ())]
        held = {self.read.sums[key].held for key in keys if key in self.read.sums}
        return held, {self.read.known[key] for key in keys if key in self.read.known}

    def _of_levels(
        self, finding: Mapping[str, Any], area: str, figures: Mapping[str, Any]
    ) -> Iterator[Remark]:
        """What is wrong with what a finding says of an area that a file states."""
        contest, source = str(finding.get("contest")), str(finding.get("source"))
        level, summed = str(figures.get("level")), str(figures.get("summed_source"))
        stated = self.returns.stated.get((contest, source, level), {})
        differences = dict(_differences(figures))
        if not _is_stated(stated, area, differences):
            yield _NOT_STATED.at(place=area)
        pairs = {name: (one.get("stated"), one.get("sum")) for name, one in differences.items()}
        options = {
            name for key, one in self.tables.items() if key[0] == contest for name in one.options
        }
        votes = votes_apart(pairs, options)
        table = self.tables.get((contest, summed))
        if table is None or figures.get("below") != table.level:
            self._is_open = True  # what is added up are returns of areas
            return
        held, _known = self._coverage(contest, summed, area)
        if not held:
            yield _NO_SHEETS.at(place=area, source=summed)
        if self._is_of_several(contest, summed):
            self._is_open = True  # the sheets may be those of an earlier act, or one way of voting
            return
        if held and figures.get("held") not in tuple(held):
            yield _OTHER.at(place=area, said=figures.get("held"), figure="held", found=min(held))
        sums = {name: self._sum(contest, summed, area, name) for name in differences}
        for name, one in differences.items():
            if (found := sums[name]) is not None and one.get("sum") != found[0]:
                yield _OTHER.at(place=area, said=one.get("sum"), figure=name, found=found[0])
        if None not in sums.values() and votes is not None and votes != finding.get("votes"):
            yield _MADE.at(place=area, said=finding.get("votes"), figure="votes", found=votes)

    def _is_of_several(self, contest: str, source: str) -> bool:
        """Whether the sheets of a source depend on which of its returns count."""
        whose = (contest, source)
        return whose in self.returns.several or len(self.returns.stages.get(whose, ())) > 1

    def _of_stated_level(
        self, finding: Mapping[str, Any], area: str, figures: Mapping[str, Any]
    ) -> Iterator[Remark]:
        """What is wrong with a relation that figures of an area break which a file states."""
        whose = (str(finding.get("contest")), str(finding.get("source")))
        cited = {
            name: {"stated": value}
            for name, value in figures.items()
            if is_number(value) and name != "off_by"
        }
        levels = [rows for key, rows in self.returns.stated.items() if key[:2] == whose]
        if not any(_is_stated(rows, area, cited) for rows in levels):
            yield _NOT_STATED.at(place=area)
        yield from self._relation(finding, figures, cited)

    def _relation(
        self, finding: Mapping[str, Any], figures: Mapping[str, Any], exact: Container[str]
    ) -> Iterator[Remark]:
        """How far exact figures that are stated for an area are off the relation they break."""
        text = str(figures.get("relation"))
        numbers = {name: value for name, value in figures.items() if is_number(value)}
        known = {
            name
            for key, table in self.tables.items()
            if key[0] == str(finding.get("contest"))
            for name in table.options
        }
        # A finding cites what its relation speaks of: what that does not name is an option, and
        # what it names may be one, of which no table says so.
        named = names_of(text)
        options = (numbers.keys() - named - {"off_by"}) | (numbers.keys() & known)
        unsure = sorted(numbers.keys() & named - known) if OPTIONS in named else []
        if len(unsure) > _MOST_UNSURE:
            return
        offs = [
            off_by(text, {name: numbers[name] for name in numbers if name in exact}, options | more)
            for count in range(len(unsure) + 1)
            for more in map(set, combinations(unsure, count))
        ]
        said = (figures.get("off_by"), finding.get("votes"))
        if None not in offs and said not in [(off, abs(off)) for off in offs if off is not None]:
            yield _MADE.at(place=finding.get("area"), said=said[0], figure=text, found=offs[0])

    def _sum(self, contest: str, source: str, area: str, name: str) -> tuple[int, bool] | None:
        """What the sheets of an area add up to, and whether every station's was read; None where
        it depends on which of several returns of a station counts, or no sheet has the figure."""
        table = self.tables.get((contest, source))
        if table is None or name not in table.figures:
            return None
        if (contest, source) in self.returns.several:
            self._is_open = True
            return None
        at = table.figures.index(name)
        sums = [
            (found.sums[at], found.read[at] == found.held == self.read.known.get(key))
            for level in table.areas
            if (found := self.read.sums.get(key := (contest, source, level, area)))
        ]
        return sums[0] if len(set(sums)) == 1 else None

    def _left_out(self) -> Iterator[Remark]:
        """Announced counts that differ from the sheets of every station, and are no finding."""
        for (id_, area), said in sorted(self.announced.items()):
            for name in sorted(filter(said.is_of_all, said.counts)):
                for contest, source in sorted(self.tables):
                    found = self._sum(contest, source, area, name)
                    if contest != said.contest or found is None or not found[1]:
                        continue
                    is_cited = (id_, area, source, name) in self._cited
                    if found[0] != said.counts[name][0] and not is_cited:
                        yield Remark(
                            "{path}: does not say that {announcement} states {said} for {figure} "
                            "at {place}, and the sheets of {source} add up to {found}",
                            path=FINDINGS,
                            announcement=id_,
                            said=said.counts[name][0],
                            figure=name,
                            place=area,
                            source=source,
                            found=found[0],
                        )


def _is_stated(
    stated: Mapping[str, Sequence[Mapping[str, int]]],
    area: str,
    differences: Mapping[str, Mapping[str, Any]],
) -> bool:
    """Whether a row has the figures that are said to differ: the area's, or, since a file may call
    it otherwise than its id, any one's. Undecided where some area has several rows."""
    if any(len(rows) > 1 for rows in stated.values()):
        return True
    rows = stated.get(area) or [row for rows in stated.values() for row in rows]
    return any(
        all(row.get(name) == one.get("stated") for name, one in differences.items()) for row in rows
    )


_OTHER = Remark(
    "{path}, finding {number}: {place}: cites {said} for {figure}, the table has {found}"
)

_NOT_STATED = Remark(
    "{path}, finding {number}: {place}: no table of returns has what it says is stated"
)

_NO_SHEETS = Remark(
    "{path}, finding {number}: {place}: cites sheets of {source}, of which the pack has none there"
)

_MADE = Remark(
    "{path}, finding {number}: {place}: says {said} for {figure}, what it cites makes it {found}"
)


def _differences(figures: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    found = figures.get("differences")
    for name, one in found.items() if isinstance(found, dict) else ():
        if isinstance(one, dict):
            yield name, one


def _pairs(
    code: str, figures: Mapping[str, Any], said: Announcement
) -> Iterator[tuple[str, object, object]]:
    """Figure, what a finding cites of it, and what was announced."""
    counts = {name: count for name, (count, _unit) in said.counts.items()}
    name = str(figures.get("figure"))
    cited = [(one, pair.get("stated")) for one, pair in _differences(figures)]
    cited.append((name, figures.get("stated")))
    every = figures.get("counts")
    cited += every.items() if isinstance(every, dict) else ()
    if code in _BY_NAME:
        cited += [(one, value) for one, value in figures.items() if said.is_unrounded(one)]
    is_derived = code == ABOVE_COUNTED and name in DERIVED
    is_count = "figure" in figures and isinstance(figures.get("stated"), int)
    if is_count and name not in counts and not is_derived:
        yield name, figures["stated"], None
    yield from (
        (one, value, counts[one]) for one, value in cited if one in counts and value is not None
    )
    shares = [(name, figures.get("printed")), (name, figures.get("percent"))]
    shares.append(("turnout", figures.get("turnout")))
    for one, text in shares:
        if one in said.shares and isinstance(text, str):
            yield one, text.strip(" %"), said.shares[one].strip(" %")
