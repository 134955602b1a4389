"""What the settled sheets amount to so far, and whether those in trouble could change it.

By the desk's own export and the bounds that ``crosstally check`` prints: no second arithmetic.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from crosstally.check.bounds import bounds_of_further_sheets, contest_bounds
from crosstally.check.run import bytes_of_returns
from crosstally.compare.bounds import Bounds
from crosstally.compare.settled import Determined
from crosstally.desk.election_facts import Surroundings
from crosstally.desk.election_folder import write_election_folder
from crosstally.desk.pace import TROUBLE
from crosstally.desk.settings import Place
from crosstally.desk.states import Sheet, State
from crosstally.drafting.whose_figures import Whose
from crosstally.election.definition import SourceKind
from crosstally.election.folder import open_folder
from crosstally.engine.connection import Engine
from crosstally.returns.store import read_returns
from crosstally.tabulation.tabulator import Tabulator

SECONDS = 60
"""Results are worked out at most once in so long; a page says as of when they are."""
SOURCE = "desk_so_far"


@dataclass(frozen=True)
class Trouble:
    """The sheets that people disagree about or cannot read, and whether they matter."""

    sheets: int
    stations: int
    voters: int | None
    """Registered voters of their stations; None where nobody states them of each."""
    could_change: tuple[str, ...] = ()
    """``winner``, ``seats``, or the options whose passing of the threshold hangs on them."""
    unknown: bool = False
    """Whether it cannot be said, because nothing bounds their votes."""

    @property
    def alarming(self) -> bool:
        """Whether somebody should look at these sheets first."""
        return bool(self.could_change) or self.unknown


@dataclass(frozen=True)
class Standing:
    """The results so far: never without coverage and bounds."""

    as_of: float
    """Seconds since 1970."""
    bounds: Bounds | None
    """None where no sheet is settled."""
    trouble: Trouble


PATIENCE = 1.0
"""Seconds that a page waits for results; it shows earlier ones then, or says that they come."""

_KEPT: dict[Path, tuple[object, Standing]] = {}
_BESIDE_PAGES = ThreadPoolExecutor(1, "results")
_AT_WORK: dict[Path, Future[Standing]] = {}
_STARTING = Lock()
_ONE_AT_A_TIME = Lock()


def standing_of(
    place: Place, sheets: Mapping[str, Sheet], around: Surroundings, now: float | None = None
) -> Standing:
    """The standing of a desk's sheets, as it was worked out within the last ``SECONDS``."""
    moment = time.time() if now is None else now
    with _ONE_AT_A_TIME:
        kept = _KEPT.get(place.folder)
        acts = (sum(len(sheet.acts) for sheet in sheets.values()), id(around))
        if kept and (kept[0] == acts or 0 <= moment - kept[1].as_of < SECONDS):
            return kept[1]
        found = _standing(place, sheets, around, moment)
        _KEPT[place.folder] = (acts, found)
        return found


def standing_by_now(
    place: Place, sheets: Mapping[str, Sheet], around: Surroundings
) -> Standing | None:
    """The same without making a page wait: worked out beside it, by one at a time.

    What was known before where that takes longer than ``PATIENCE``; None where nothing was. Nothing
    is lost where the desk ends meanwhile: it is worked out anew from the log. Raises ``InputError``
    where the election folder cannot be read.
    """
    with _STARTING:
        at_work = _AT_WORK.get(place.folder)
        if at_work is None or at_work.done():
            at_work = _BESIDE_PAGES.submit(standing_of, place, sheets, around)
            _AT_WORK[place.folder] = at_work
    try:
        return at_work.result(PATIENCE)
    except TimeoutError:
        kept = _KEPT.get(place.folder)
        return kept[1] if kept else None


def _standing(
    place: Place, sheets: Mapping[str, Sheet], around: Surroundings, moment: float
) -> Standing:
    troubled = [sheet for sheet in sheets.values() if sheet.state in TROUBLE]
    stations = {sheet.station for sheet in troubled if sheet.station}
    nowhere = any(not sheet.station for sheet in troubled)
    known = [around.registered.get(station) for station in stations]
    voters = None if nowhere or None in known else sum(one or 0 for one in known)
    trouble = Trouble(len(troubled), len(stations), voters)
    whole = _bounds(place, sheets)
    if troubled and whole is not None:
        trouble = _judged(place, sheets, stations, trouble)
    return Standing(moment, whole, trouble)


def _judged(
    place: Place, sheets: Mapping[str, Sheet], stations: Collection[str], trouble: Trouble
) -> Trouble:
    """Whether the other sheets' outcome hangs on those in trouble.

    A station in trouble counts for nothing, even where another copy of it is settled: whatever
    stands there is bounded by its voters.
    """
    if trouble.voters is None:
        return replace(trouble, unknown=True)
    rest = {name: sheet for name, sheet in sheets.items() if sheet.station not in stations}
    found = _bounds(place, rest, (len(stations), trouble.voters))
    if found is None:
        return replace(trouble, could_change=("winner",))
    asked: list[tuple[str, Determined]] = [("winner", found.winner), ("seats", found.seats)]
    asked += found.threshold.items()
    open_ = tuple(name for name, answer in asked if answer is Determined.NO)
    return replace(trouble, could_change=open_, unknown=found.winner is Determined.UNKNOWN)


def _bounds(
    place: Place, sheets: Mapping[str, Sheet], further: tuple[int, int] | None = None
) -> Bounds | None:
    """The bounds of settled sheets; with ``further`` (sheets, voters), over these alone."""
    if not any(sheet.state is State.SETTLED for sheet in sheets.values()):
        return None
    whose = Whose(SOURCE, SOURCE, SourceKind.OBSERVER)
    with tempfile.TemporaryDirectory(prefix="crosstally-") as temporary:
        out = Path(temporary) / "election"
        # No record is opened for it: a disk keeps what it held for a moment.
        write_election_folder(place, out, whose, sheets, with_records=False)
        election = open_folder(out)
        with Engine(bytes_of_returns(election)) as engine:
            # All sources are read: others say which stations there are, and how many voters.
            tabulator = Tabulator(read_returns(election, engine))
            if further is None:
                return contest_bounds(tabulator, place.contest, SOURCE)
            return bounds_of_further_sheets(tabulator, place.contest, SOURCE, *further)


def rows_of(bounds: Bounds, names: Mapping[str, str]) -> Sequence[tuple[str, int, int, int | None]]:
    """(option's name, votes on settled sheets, least, greatest), the most votes first."""
    rows = [
        (names.get(option, option), one.held, one.least, one.greatest)
        for option, one in bounds.options.items()
    ]
    return sorted(rows, key=lambda row: -row[1])
