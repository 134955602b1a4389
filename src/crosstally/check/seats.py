"""The seats of an election folder, recomputed without any other check."""

from __future__ import annotations

from collections.abc import Sequence

from crosstally.check.mistakes import said_together
from crosstally.check.narrowed import narrowed, narrowed_store
from crosstally.check.run import bytes_of_returns
from crosstally.compare.announced import Announced
from crosstally.compare.recomputed_seats import RecomputedSeats, recomputed_seats
from crosstally.election.candidates import read_candidates
from crosstally.election.folder import Election
from crosstally.engine.connection import Engine
from crosstally.returns.store import read_returns
from crosstally.seats.goals import Goal
from crosstally.tabulation.tabulator import Tabulator


def seats_of(
    election: Election,
    *,
    sources: Sequence[str] = (),
    contests: Sequence[str] = (),
    with_margins: bool = False,
    goals: Sequence[Goal] = (),
) -> list[RecomputedSeats]:
    """What the rule gives on every announcement and on the sheets of every source.

    ``sources`` and ``contests`` narrow it down; ``with_margins``: how few votes would change the
    seats is worked out, too, for every question or for ``goals``. Contests without a rule are left
    out. Raises ``InputError`` where the input cannot be read, with every problem.
    """
    with said_together(election.folder):
        candidates = read_candidates(election)
    whole, election = election, narrowed(election, sources, contests)
    with Engine(bytes_of_returns(whole)) as engine:
        with said_together(whole.folder, returns=False):
            store = narrowed_store(read_returns(whole, engine, lambda _what: None), election)
        tabulator = Tabulator(store)
        return [
            item
            for contest in election.definition.contests
            for item in recomputed_seats(
                Announced(election, contest, store.places.lookup),
                tabulator,
                candidates.get(contest, {}),
                with_margins=with_margins,
                goals=goals,
            )
        ]
