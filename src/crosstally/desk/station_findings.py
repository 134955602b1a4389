"""The settled sheets of a station against what the authority published for it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from crosstally.desk.election_facts import Official
from crosstally.desk.figures import Figure
from crosstally.desk.states import Sheet, State


@dataclass(frozen=True)
class Difference:
    """One figure that stands otherwise in a settled copy and in the official row."""

    field: str
    copy: Figure
    official: int
    votes: int | None
    """Official less copy; None where the copy has no number."""


@dataclass(frozen=True)
class Held:
    """One settled copy of a station's sheet, held against one official source."""

    sheet: str
    source: str
    differences: tuple[Difference, ...]

    @property
    def votes(self) -> int:
        """The largest difference of one figure: what pages put first."""
        return max((abs(one.votes or 0) for one in self.differences), default=0)


@dataclass(frozen=True)
class StationFinding:
    """What the copies of one station say of the official row."""

    station: str
    held: tuple[Held, ...]

    @property
    def votes(self) -> int:
        """The largest difference of any copy."""
        return max((one.votes for one in self.held), default=0)

    @property
    def differs(self) -> bool:
        """Whether any copy has a figure otherwise."""
        return any(one.differences for one in self.held)


def findings_of(
    sheets: Mapping[str, Sheet], official: Iterable[Official], fields: Sequence[str]
) -> list[StationFinding]:
    """Every station of which a copy is settled and an official row is there, largest difference
    first. An answer that is no number is shown beside the official figure and differs by nothing.
    """
    sources = list(official)
    held: dict[str, list[Held]] = {}
    for name, sheet in sheets.items():
        if sheet.state is not State.SETTLED:
            continue
        figures = sheet.returns[-1].figures
        for source in sources:
            row = source.figures.get(sheet.station)
            if row is not None:
                found = tuple(_differences(figures, row, fields))
                held.setdefault(sheet.station, []).append(Held(name, source.name, found))
    stations = [StationFinding(station, tuple(of)) for station, of in held.items()]
    return sorted(stations, key=lambda one: (-one.votes, not one.differs, one.station))


def _differences(
    figures: Mapping[str, Figure], row: Mapping[str, int], fields: Sequence[str]
) -> Iterable[Difference]:
    for field in fields:
        if field in row and field in figures and figures[field] != row[field]:
            copy = figures[field]
            votes = row[field] - copy if isinstance(copy, int) else None
            yield Difference(field, copy, row[field], votes)
