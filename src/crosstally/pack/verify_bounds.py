"""Whether what is said of missing sheets follows from the sheets held and from how many voters the
others may have. Standard library alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crosstally.pack.layout import FINDINGS, Table
from crosstally.pack.verification import Mistakes, Remark
from crosstally.pack.verify_returns import ReturnsRead
from crosstally.pack.verify_sheets import SheetsRead

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
) -> tuple[list[Remark], list[str]]:
    """What is wrong with the bounds of each contest, and the contests in which the tables do not
    tell whether missing sheets can change the winner. How many voters these can have is taken as it
    is said, and the rule is not looked at; ``root`` is the area that holds every station."""
    mistakes, left_open = Mistakes(), []
    contests = _object(found.get("contests"))
    for contest in sorted(contests.keys() | {table.contest for table in sheets}):
        every = [_Held(one, read, returns, root) for one in sheets if one.contest == contest]
        bounds = _object(_object(contests.get(contest)).get("bounds"))
        best = {one.source: one for one in every if one.count == max(two.count for two in every)}
        held = best.get(str(bounds.get("source")))
        if held is not None:
            others = bounds.get("others")
            wrong = list(held.numbers(bounds))
            for one in map(_object, others if isinstance(others, list) else ()):
                wrong += [*_other("source", one.get("source"), held.source), *held.numbers(one)]
            left_open += [contest] if held.is_open else []
        else:
            wrong = [("source", bounds.get("source"), ", ".join(best))] if bounds or best else []
        for figure, said, expected in wrong:
            mistakes.add(
                _MADE.at(path=FINDINGS, contest=contest, said=said, figure=figure, found=expected)
            )
    return mistakes.remarks(), left_open


class _Held:
    """The sheets of one source in one contest, over the whole place."""

    def __init__(self, table: Table, read: SheetsRead, returns: ReturnsRead, root: str) -> None:
        sums, self.known, self.is_stated = read.whole(table, root)
        self.source, self.count = table.source, sums.held
        self.votes = dict(zip(table.figures, sums.sums, strict=True))
        self.is_read = {
            name: count == sums.held > 0
            for name, count in zip(table.figures, sums.read, strict=True)
        }
        self.has_copies = (table.contest, table.source) in returns.several
        self.is_open = False
        """Whether it did not follow from the tables if missing sheets can change the winner."""

    def numbers(self, bounds: Mapping[str, Any]) -> Iterator[tuple[str, object, object]]:
        """Figure, what is said of it, and what the tables make it, where these are not the same."""
        room, disputed = bounds.get("voters_not_held"), bounds.get("disputed")
        yield from _other("stations_held", bounds.get("stations_held"), self.count)
        if self.is_stated:
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
        winner = None
        if disputed == 0 and len(first) == 1 and all(map(self.is_read.get, votes)):
            yield from _lead(bounds.get("lead"), votes, first[0])
            winner = _winner(bounds.get("lead"), votes, first[0], room)
        if winner is None:
            self.is_open = True
        else:
            yield from _other("winner", bounds.get("winner"), winner)

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
    lead: object, votes: Mapping[str, int], leader: str
) -> Iterator[tuple[str, object, object]]:
    """What is left of the lead: over the next, or, where a majority is asked for, over all others;
    None where the rule asks for something else."""
    rivals = [count for name, count in votes.items() if name != leader]
    over_next = votes[leader] - max(rivals, default=0)
    if lead not in (None, over_next, votes[leader] - sum(rivals)):
        yield "lead", lead, over_next


def _winner(lead: object, votes: Mapping[str, int], leader: str, room: int | None) -> str | None:
    """Whether missing sheets with so many voters can change the winner; None where the lead does
    not tell."""
    if not isinstance(lead, int) or room is None:
        return None
    if room < lead:
        return _SETTLED
    rivals = [count for name, count in votes.items() if name != leader]
    return _OPEN if rivals and room > votes[leader] - max(rivals) == lead else None


def _other(figure: str, said: object, found: object) -> Iterator[tuple[str, object, object]]:
    if said != found:
        yield figure, said, found


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
