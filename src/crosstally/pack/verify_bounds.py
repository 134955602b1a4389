"""Whether what is said of missing sheets follows from the sheets held and from how many voters the
others may have. Standard library alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crosstally.pack.layout import FINDINGS, Table
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_returns import ReturnsRead
from crosstally.pack.verify_sheets import SheetsRead, Sums

_SETTLED, _OPEN = "determined", "open"

_MADE = Remark(
    "{path}: the bounds of {contest} say {said} for {figure}, the tables make it {found}"
)


def check_bounds(
    found: Mapping[str, Any],
    sheets: Sequence[Table],
    read: SheetsRead,
    returns: ReturnsRead,
    root: str,
) -> list[Remark]:
    """What is wrong with the bounds of each contest. How many voters the missing sheets can have is
    taken as it is said, and the rule is not looked at; ``root`` is the area that holds every
    station."""
    mistakes = Mistakes()
    for table in sheets:
        contest = _object(_object(found.get("contests")).get(table.contest))
        bounds = _object(contest.get("bounds"))
        if bounds.get("source") != table.source:
            continue
        others = bounds.get("others")
        for one in [bounds, *(others if isinstance(others, list) else ())]:
            held = _Held(table, read, returns, root)
            for figure, said, expected in held.numbers(_object(one)):
                mistakes.add(
                    _MADE.at(
                        path=FINDINGS,
                        contest=table.contest,
                        said=said,
                        figure=figure,
                        found=expected,
                    )
                )
    return mistakes.remarks()


class _Held:
    """The sheets of one source in one contest, over the whole place."""

    def __init__(self, table: Table, read: SheetsRead, returns: ReturnsRead, root: str) -> None:
        whose = (table.contest, table.source)
        keys = [(*whose, level, root) for level in table.areas]
        nothing = Sums(0, [0] * len(table.figures), [0] * len(table.figures))
        self.sums = max((read.sums.get(key, nothing) for key in keys), key=lambda one: one.held)
        self.known = next((read.known[key] for key in keys if key in read.known), None)
        self.is_summed = any(key in read.sums for key in keys)
        """Whether the totals have rows of the whole place: none where no sheet counts."""
        self.votes = dict(zip(table.figures, self.sums.sums, strict=True))
        self.is_read = {
            name: count == self.sums.held > 0
            for name, count in zip(table.figures, self.sums.read, strict=True)
        }
        self.has_copies = whose in returns.several

    def numbers(self, bounds: Mapping[str, Any]) -> Iterator[tuple[str, object, object]]:
        """Figure, what is said of it, and what the tables make it, where these are not the same."""
        room, disputed = bounds.get("voters_not_held"), bounds.get("disputed")
        yield from _other("stations_held", bounds.get("stations_held"), self.sums.held)
        if self.is_summed:
            yield from _other("stations_known", bounds.get("stations_known"), self.known)
        if not self.has_copies:
            yield from _other("disputed", disputed, 0)
        if room is not None and not _is_count(room):
            yield "voters_not_held", room, "a number of voters"
            return
        options = {name: _object(one) for name, one in _object(bounds.get("options")).items()}
        for name, one in options.items():
            yield from self._of_option(name, one, room, is_disputed=disputed != 0)
        votes = {name: self.votes.get(name, 0) for name in options}
        most = max(votes.values(), default=0)
        first = [name for name, count in votes.items() if count == most > 0]
        yield from _other("leaders", bounds.get("leaders"), first)
        if disputed == 0 and len(first) == 1 and all(map(self.is_read.get, votes)):
            yield from _lead(bounds, votes, first[0], room)

    def _of_option(
        self, name: str, one: Mapping[str, Any], room: int | None, is_disputed: bool
    ) -> Iterator[tuple[str, object, object]]:
        held = self.votes.get(name, 0)
        yield from _other(name, one.get("held") or 0, held)
        least, greatest = one.get("least"), one.get("greatest")
        if not is_disputed or not isinstance(least, int) or not 0 <= least <= held:
            yield from _other(f"{name}, least", least, held)
        if room is None:
            yield from _other(f"{name}, greatest", greatest, None)
        elif not is_disputed and self.is_read.get(name):
            yield from _other(f"{name}, greatest", greatest, held + room)
        elif greatest is not None and (not isinstance(greatest, int) or greatest < held + room):
            yield f"{name}, greatest", greatest, held + room


def _lead(
    bounds: Mapping[str, Any], votes: Mapping[str, int], leader: str, room: int | None
) -> Iterator[tuple[str, object, object]]:
    """What is left of the lead: over the next, or, where a majority is asked for, over all others;
    and whether missing sheets with so many voters can change the winner."""
    rivals = [count for name, count in votes.items() if name != leader]
    over_next = votes[leader] - max(rivals, default=0)
    lead, winner = bounds.get("lead"), bounds.get("winner")
    if lead not in (None, over_next, votes[leader] - sum(rivals)):
        yield "lead", lead, over_next
    if lead is None or room is None:
        return
    if room < lead:
        yield from _other("winner", winner, _SETTLED)
    elif rivals and room > over_next == lead:
        yield from _other("winner", winner, _OPEN)


def _other(figure: str, said: object, found: object) -> Iterator[tuple[str, object, object]]:
    if said != found:
        yield figure, said, found


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
