"""The seats of one contest: recomputed, held against those announced, and how few votes they hang
on. Loaded only where a contest has a rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crosstally.compare.announced import Announced
from crosstally.compare.announced_seats import announced_seats, check_seats
from crosstally.compare.bounds import Bounds
from crosstally.compare.recomputed_seats import RecomputedSeats, recomputed_seats
from crosstally.compare.seat_margins import OpenVotes, check_seat_margins
from crosstally.compare.source_findings import SourceComparison
from crosstally.election.candidates import Candidates
from crosstally.findings import Checked
from crosstally.seats.rule import SeatOutcome
from crosstally.tabulation.tabulator import Tabulator


@dataclass(frozen=True)
class ContestSeats:
    """What a contest's rule gives."""

    outcomes: Mapping[str, Mapping[str, Mapping[str, SeatOutcome]]]
    """Source → stage → threshold base → outcome."""
    recomputed: Sequence[RecomputedSeats]
    checked: Checked


def contest_seats(
    announced: Announced,
    tabulator: Tabulator,
    candidates: Candidates,
    sources: Sequence[SourceComparison],
    bounds: Bounds | None,
) -> ContestSeats:
    """Seats from announcements and sheets, and what is found about those announced."""
    of_announcements = announced_seats(announced)
    outcomes, found = check_seats(announced, of_announcements, tabulator)
    open_votes = _open_votes(announced, sources, bounds)
    recomputed = recomputed_seats(announced, tabulator, candidates)
    found += check_seat_margins(announced, tabulator, recomputed, open_votes)
    return ContestSeats(outcomes, recomputed, found)


def _open_votes(
    announced: Announced, sources: Sequence[SourceComparison], bounds: Bounds | None
) -> OpenVotes:
    """How many votes differ between two sources, and how many voters no sheet speaks for."""
    options = announced.question.options
    differing = [
        sum(count for name, count in item.gross.items() if name in options) for item in sources
    ]
    # "At most" is true only on the register that leaves the most.
    rooms = [] if bounds is None else [one.voters_not_held for one in (bounds, *bounds.others)]
    known = [room for room in rooms if room is not None]
    return OpenVotes(
        max(differing, default=None), max(known) if known and len(known) == len(rooms) else None
    )
