"""Whether the figures that findings cite of sheets are on them. Standard library alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crosstally.election.relations import OPTIONS, RelationError, parse_relation
from crosstally.pack.layout import ELECTION, FINDINGS, PAYLOAD, Table
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_arithmetic import is_number, votes_apart
from crosstally.pack.verify_returns import Asked, KeptReturn, Place, ReturnsRead
from crosstally.pack.verify_sheets import SheetsRead

_OF_RELATIONS = ("SHEET-MUST", "SHEET-SHOULD")
_OF_ROWS = ("SHEET-UNREAD", "SHEET-DUPLICATE")
_BETWEEN_SOURCES = "SOURCE-DIFFERS"
_OF_STATIONS = ("SHEET-", "SOURCE-", "VOTERS-")
"""Others speak of areas and announcements, and a region may be called as a station is."""
_CAST = "cast"
_PLAIN = {_CAST, "valid", "invalid"}
"""Where every ballot enters others too, those who took part may be a sum of these."""
_FILES_IN = ELECTION.removeprefix(PAYLOAD)
"""What returns put before the names of files, which findings do not."""
_MOST_SUMS = 1_000

_OTHER = Remark(
    "{path}, finding {number}: {place}: cites {said} for {figure}, the table has {found}"
)
_NONE_THERE = Remark(
    "{path}, finding {number}: {place}: cites {said} for {figure} of {source}, whose sheets have "
    "none there"
)
_NO_SUCH_ROW = Remark(
    "{path}, finding {number}: cites {file}, row {row}, and the returns have no such row with what "
    "it says of it"
)
_OFF_BY = Remark(
    "{path}, finding {number}: {place}: says that `{relation}` is off by {said}, the table makes "
    "it {found}"
)
_NO_RELATION = Remark(
    "{path}, finding {number}: {place}: cites not every figure of the relation `{relation}`"
)
_APART = Remark(
    "{path}, finding {number}: {place}: says {said} for {figure}, what it cites makes it {found}"
)


@dataclass(frozen=True)
class Citation:
    """What a finding cites of one place's figures."""

    number: int
    """Of the finding, from 1."""
    place: Place
    figures: Mapping[str, float | None]
    of_a_sheet: bool = False
    """Whether the figures can only be those of a sheet; else some are of other things."""
    may_be_sums: bool = False
    """Whether they may be sums of figures of the sheet, where it has none of their own."""


def cited(found: Mapping[str, Any]) -> list[Citation]:
    """What findings cite of places' figures."""
    return [
        one
        for number, finding, figures in _with_figures(found)
        for one in _citations(number, finding, figures)
    ]


def asked_of(found: Mapping[str, Any], named: Sequence[Citation]) -> Asked:
    """The stations and rows of which findings cite something."""
    asked = Asked()
    for one in named:
        contest, source, station = one.place
        asked.stations.setdefault((contest, source), set()).add(station)
    for _number, finding, figures in _with_figures(found):
        whose = (str(finding.get("contest")), str(finding.get("source")))
        asked.rows.setdefault(whose, set()).update(_rows_cited(finding, figures))
    return asked


def _with_figures(
    found: Mapping[str, Any],
) -> Iterator[tuple[int, Mapping[str, Any], Mapping[str, Any]]]:
    """Number, finding and figures of all findings that have some."""
    for number, finding in enumerate(found["findings"], 1):
        if isinstance(finding, dict) and isinstance(finding.get("figures"), dict):
            yield number, finding, finding["figures"]


def _citations(
    number: int, finding: Mapping[str, Any], figures: Mapping[str, Any]
) -> Iterator[Citation]:
    contest, source, area = (str(finding.get(name)) for name in ("contest", "source", "area"))
    numbers = {name: value for name, value in figures.items() if is_number(value)}
    match finding.get("code"):
        case "SHEET-MUST" | "SHEET-SHOULD" if "off_by" in figures:  # else it is of many sheets
            numbers.pop("off_by", None)
            yield Citation(number, (contest, source, area), numbers, of_a_sheet=True)
        case "SHEET-SAME-FIGURES":
            for station in _list(figures.get("stations")):
                yield Citation(number, (contest, source, str(station)), numbers, of_a_sheet=True)
        case "PARALLEL-BALLOTS":
            for other, cast in numbers.items():
                yield Citation(number, (other, source, area), {_CAST: cast}, True, may_be_sums=True)
        case "HOLDING-COPIES-DIFFER":
            for name, span in figures.items():
                for value in filter(is_number, _list(span)):
                    yield Citation(number, (contest, source, area), {name: value}, of_a_sheet=True)
        case str(code) if code.startswith(_OF_STATIONS):
            yield Citation(number, (contest, source, area), numbers)
            if code == _BETWEEN_SOURCES:
                for one, own in _of_each_source(figures.get("differences")).items():
                    yield Citation(number, (contest, one, area), own, of_a_sheet=True)


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list) else ()


def _of_each_source(differences: object) -> dict[str, dict[str, float | None]]:
    """Source → its figures, of figures by source."""
    found: dict[str, dict[str, float | None]] = {}
    for figure, by_source in differences.items() if isinstance(differences, dict) else ():
        for source, value in by_source.items() if isinstance(by_source, dict) else ():
            if value is None or is_number(value):
                found.setdefault(str(source), {})[str(figure)] = value
    return found


def _rows_cited(
    finding: Mapping[str, Any], figures: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """File and row of each row that a finding names."""
    match finding.get("code"):
        case "SHEET-UNREAD":
            yield f"{_FILES_IN}{figures.get('file')}", str(figures.get("row"))
        case "SHEET-DUPLICATE":
            for text in _list(figures.get("rows")):
                file, _row, row = str(text).rpartition(", row ")
                yield f"{_FILES_IN}{file}", row


class CitedCheck:
    """Findings against the sheets and returns that they cite."""

    def __init__(self, sheets: Sequence[Table], read: SheetsRead, returns: ReturnsRead) -> None:
        self.options = {(one.contest, one.source): one.options for one in sheets}
        self.with_cast = {
            (one.contest, one.source)
            for one in sheets
            if _CAST in one.counted and {*one.counted} <= _PLAIN
        }
        """Contest and source whose sheets have the ballots cast as a figure of its own."""
        self.read, self.returns = read, returns
        self.mistakes = Mistakes()
        self.held: set[int] = set()
        """Numbers of the findings of which some figure was there to be held against."""

    def check(self, found: Mapping[str, Any], named: Sequence[Citation]) -> None:
        """Look at all findings."""
        left_open = {one.number for one in named if self._may_be_sum(one)}
        for one in named:
            if self._check_citation(one) and one.number not in left_open:
                self.held.add(one.number)
        for number, finding, figures in _with_figures(found):
            if finding.get("code") in _OF_RELATIONS:
                self._check_relation(number, finding, figures)
            elif finding.get("code") in _OF_ROWS:
                self._check_rows(number, finding, figures)
            elif finding.get("code") == _BETWEEN_SOURCES:
                self._check_size(number, finding, figures)

    def _versions(self, place: Place) -> list[Mapping[str, int | None]]:
        """The figures of a station's sheet, and of each return of it: a finding may be of one of
        several copies, or of one way of voting."""
        sheet = self.read.asked.get(place)
        returns = self.returns.of_station.get(place, ())
        return [*([sheet] if sheet else []), *(figures for _channel, figures in returns)]

    def _sums(self, place: Place, name: str) -> set[int]:
        """What a figure may add up to where a station has several ways of voting, and copies;
        nothing where it was read in none."""
        by_way: dict[str, set[int]] = {}
        for channel, figures in self.returns.of_station.get(place, ()):
            if (value := figures.get(name)) is not None:
                by_way.setdefault(channel, set()).add(value)
        sums = {0} if by_way else set()
        for values in by_way.values():
            sums = {one + value for one in sums for value in values}
            if len(sums) > _MOST_SUMS:
                return set()
        return sums

    def _may_be_sum(self, one: Citation) -> bool:
        return one.may_be_sums and one.place[:2] not in self.with_cast

    def _check_citation(self, one: Citation) -> bool:
        """Whether anything of a citation was there to be held against."""
        versions, held = self._versions(one.place), False
        if versions and self._may_be_sum(one):
            return False
        for name, said in one.figures.items():
            about = {"path": FINDINGS, "number": one.number, "place": one.place[2]}
            known = [version[name] for version in versions if name in version]
            if known and said not in (*known, *self._sums(one.place, name)):
                self.mistakes.add(_OTHER.at(**about, said=said, figure=name, found=known[0]))
            elif not known and one.of_a_sheet:
                self.mistakes.add(
                    _NONE_THERE.at(**about, said=said, figure=name, source=one.place[1])
                )
            held |= bool(known)
        return held

    def _check_relation(
        self, number: int, finding: Mapping[str, Any], figures: Mapping[str, Any]
    ) -> None:
        """Work out again how far a sheet is off the relation that a finding says it breaks: from
        the figures that it cites, or, since it does not cite every option, from the tables."""
        if "off_by" not in figures:
            return  # of many sheets
        contest, source, area = (str(finding.get(name)) for name in ("contest", "source", "area"))
        text, said = str(figures.get("relation")), figures.get("off_by")
        about = {"path": FINDINGS, "number": number, "place": area, "relation": text}
        named, options = _terms_of(text), self.options.get((contest, source), ())
        own = {name: value for name, value in figures.items() if _is_whole(value)}
        versions = self._versions((contest, source, area))
        # A figure may be unread where the others alone break the relation.
        unread = {one for one in named or () if one in figures and figures[one] is None}
        # Of the options alone that `options` leaves, a finding cites the votes.
        free = unread.union((OPTIONS, *options)) if named and OPTIONS in named else unread
        if named is None or not named - free <= own.keys():
            self.mistakes.add(_NO_RELATION.at(**about))
            return
        for name in unread:
            known = [version[name] for version in versions if name in version]
            if known and None not in known:
                self.mistakes.add(_OTHER.at(**about, said=None, figure=name, found=known[0]))
        if OPTIONS in named:
            offs = [off_by(text, version, options) for version in versions]
        else:
            offs = [off_by(text, own, ())]
        if not offs or None in offs:
            self.held.discard(number)
            return
        is_sized = isinstance(said, int) and finding.get("votes") == abs(said)
        if said not in offs or not is_sized or not parse_relation(text).fails(said, said):
            self.mistakes.add(_OFF_BY.at(**about, said=said, found=offs[0]))

    def _check_rows(
        self, number: int, finding: Mapping[str, Any], figures: Mapping[str, Any]
    ) -> None:
        """Hold what a finding says of rows of files against the returns read from them."""
        whose = (str(finding.get("contest")), str(finding.get("source")))
        for file, row in _rows_cited(finding, figures):
            self.held.add(number)
            kept = self.returns.of_row.get((*whose, file, row), ())
            if not any(_is_as_said(one, finding, figures) for one in kept):
                self.mistakes.add(_NO_SUCH_ROW.at(path=FINDINGS, number=number, file=file, row=row))

    def _check_size(
        self, number: int, finding: Mapping[str, Any], figures: Mapping[str, Any]
    ) -> None:
        """Work out again how many votes two sources are apart."""
        contest = str(finding.get("contest"))
        by_figure = figures.get("differences")
        pairs = {
            name: tuple(pair.values())
            for name, pair in (by_figure.items() if isinstance(by_figure, dict) else ())
            if isinstance(pair, dict)
        }
        options = {name for key, own in self.options.items() if key[0] == contest for name in own}
        found = votes_apart(pairs, options)
        if found is not None and found != finding.get("votes"):
            self.mistakes.add(
                _APART.at(
                    path=FINDINGS,
                    number=number,
                    place=finding.get("area"),
                    said=finding.get("votes"),
                    figure="votes",
                    found=found,
                )
            )


def _is_as_said(kept: KeptReturn, finding: Mapping[str, Any], figures: Mapping[str, Any]) -> bool:
    if finding.get("code") == "SHEET-DUPLICATE":
        return kept.place == finding.get("area")
    name = figures.get("figure")
    return kept.figures.get(str(name)) is None and kept.unread.get(str(name)) == figures.get("raw")


def names_of(text: str) -> frozenset[str]:
    """The figures that a relation names; none where it is no relation."""
    try:
        return parse_relation(text).names
    except RelationError:
        return frozenset()


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _terms_of(text: str) -> frozenset[str] | None:
    """The figures on which it depends how far a relation is off; None where it is no relation."""
    try:
        return parse_relation(text).difference.names
    except RelationError:
        return None


def off_by(text: str, figures: Mapping[str, int | None], options: Iterable[str]) -> int | None:
    """Left less right side of a relation on a sheet; None where a figure of it is not known."""
    try:
        difference = parse_relation(text).difference.with_options(options)
        return difference.value({name: one for name, one in figures.items() if one is not None})
    except (RelationError, KeyError):
        return None
