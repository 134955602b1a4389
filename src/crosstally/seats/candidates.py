"""From seats to people: who of a list takes its seats, and who moves up when one leaves.

Four orders, each a law's with the numbers left to ``Lists``:

- as the list has it (Spain, LOREG art. 163; Kazakhstan);
- by votes (Finland, vaalilaki § 90; Poland, Kodeks wyborczy art. 233);
- those first who reach a share, by votes, and the others as the list has it: more than a quarter of
  the quota, or half of it for small councils (Netherlands, Kieswet art. P 15 to P 19); 5 percent of
  the list's votes (Czechia, law 247/1995 § 50; Sweden, vallagen 14 kap. 9 §);
- by votes, once votes for the list as such were passed on in its order, each candidate getting what
  is missing to the list's votes / (its seats + 1), rounded up (Belgium, Code électoral art. 172).

Votes are whole numbers, shares and quotas fractions; nothing is rounded that a law does not round.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby
from math import ceil
from typing import Literal

from crosstally import words
from crosstally.election.candidates import Candidate
from crosstally.election.lists import Lists
from crosstally.findings import Sentence
from crosstally.seats.votes import ArgumentError, whole
from crosstally.words import N_

Why = Literal["list", "votes", "preference"]
"""What a rank comes from: the list's own order, the votes, or enough votes to move up."""


@dataclass(frozen=True)
class Rank:
    """One rank of a list: one candidate, or several whom a lot has to tell apart."""

    candidates: tuple[Candidate, ...]
    why: Why
    votes: int | None = None
    """The votes that it is ranked by, those passed on included; None where votes do not matter."""
    level: bool = False
    """Whether others had as many votes, and the order of the list decided."""


@dataclass(frozen=True)
class Sitting:
    """Who sits for a list on a day."""

    seated: tuple[Candidate, ...]
    """Those who sit for certain, by rank."""
    tied: tuple[Candidate, ...] = ()
    """Candidates with equal votes, of whom a lot seats ``open_seats``."""
    open_seats: int = 0
    next_up: tuple[Candidate, ...] = ()
    """Those who move up when a seat falls free, by rank; not those in ``tied``."""
    without_candidate: int = 0
    """Seats for which the list has nobody."""


@dataclass(frozen=True)
class Change:
    """What changed on a day: who left a seat, and who moved up."""

    day: str
    left: tuple[Candidate, ...]
    moved_up: tuple[Candidate, ...]
    """May be fewer than left: the list has nobody else, or a lot has to decide."""


@dataclass(frozen=True)
class FilledList:
    """A list's candidates by rank, and the seats that it won."""

    seats: int
    ranks: tuple[Rank, ...]
    """Those who could sit on the voting day."""
    absent: tuple[Candidate, ...]
    """Those who could not: struck off, withdrawn, dead or elsewhere by then."""
    voted_on: str
    lists: Lists = field(default_factory=Lists)
    needed: Fraction | None = None
    """Votes that move a candidate up (``preference``), or fill one's measure (``devolution``)."""
    passed_on: Mapping[int, int] = field(default_factory=dict)
    """Place → votes for the list as such that it got (``devolution``)."""
    direct: int = 0
    """Seats beside these that were won directly, by whom is not said here."""

    @property
    def start(self) -> Sitting:
        """Who takes the seats."""
        return self.on(self.voted_on)

    def on(self, day: str) -> Sitting:
        """Who sits on a day (``2012-01-15``), none before the voting day being asked for.

        Ranks stay as the votes made them, and nobody who left returns: so those sit who rank first
        among all who have not left by then.
        """
        seated: list[Candidate] = []
        tied: tuple[Candidate, ...] = ()
        next_up: list[Candidate] = []
        free = self.seats
        for rank in self.ranks:
            here = tuple(one for one in rank.candidates if not one.gone_by(day))
            if len(here) <= free:
                seated += here
                free -= len(here)
            elif free:
                tied, free, open_seats = here, 0, free
            else:
                next_up += here
        return Sitting(
            tuple(seated), tied, open_seats if tied else 0, tuple(next_up), 0 if tied else free
        )

    @property
    def changes(self) -> tuple[Change, ...]:
        """Every day after the voting day on which a seat changed hands, in order."""
        everybody = [one for rank in self.ranks for one in rank.candidates]
        days = sorted({one.date for one in everybody if one.date and one.date > self.voted_on})
        found = []
        before = self.start
        for day in days:
            now = self.on(day)
            left = tuple(one for one in (*before.seated, *before.tied) if one.gone_by(day))
            known = {one.place for one in (*before.seated, *before.tied)}
            moved_up = tuple(one for one in now.seated if one.place not in known)
            if left:
                found.append(Change(day, left, moved_up))
            before = now
        return tuple(found)

    @property
    def returned(self) -> int:
        """Seats that go back to be shared out among the other lists, where the law says so."""
        return self.start.without_candidate if self.lists.when_short == "returned" else 0

    @property
    def vacant(self) -> int:
        """Seats that stay empty from the beginning, where the law says so."""
        return self.start.without_candidate - self.returned


def fill_list(
    candidates: Sequence[Candidate],
    seats: int,
    lists: Lists | None = None,
    *,
    voted_on: str = "0001-01-01",
    votes: Fraction | int | None = None,
    quota: Fraction | int | None = None,
) -> FilledList:
    """Who takes the ``seats`` of one list.

    - ``candidates``: its rows, in any order; place 0 holds the votes for the list as such.
    - ``voted_on``: the voting day. Who is gone by then never sits; who leaves later is replaced.
    - ``votes``: of the list, those for its candidates included; needed for ``devolution`` and for
      a share ``of: list``.
    - ``quota``: all lists' votes / all seats; needed for a share ``of: quota``.

    Raises ``ArgumentError`` where a figure that the order depends on is not known, and for seats
    below zero. Sources: see the module.
    """
    lists = lists or Lists()
    size = whole("seats", seats)
    people = sorted((one for one in candidates if one.place), key=lambda one: one.place)
    standing = [one for one in people if not one.gone_by(voted_on)]
    absent = tuple(one for one in people if one.gone_by(voted_on))
    needed: Fraction | None = None
    passed_on: dict[int, int] = {}
    if lists.order == "list" or not size:
        ranks = _as_listed(standing)
    else:
        counted = _votes_of(standing)
        if lists.order == "preference":
            needed = _share_needed(lists, votes, quota)
            ranks = _by_preference(standing, counted, needed, lists)
        else:
            if lists.order == "devolution":
                needed = Fraction(ceil(Fraction(_known("votes", votes)) / (size + 1)))
                passed_on = _passed_on(
                    standing, counted, _list_votes(candidates, lists), int(needed)
                )
                counted = {place: n + passed_on[place] for place, n in counted.items()}
            ranks = _by_votes(standing, counted, "votes", lists)
    return FilledList(size, tuple(ranks), absent, voted_on, lists, needed, passed_on)


def fill_lists(
    candidates: Mapping[str, Sequence[Candidate]],
    seats: Mapping[str, int],
    votes: Mapping[str, Fraction | int],
    lists: Lists,
    voted_on: str,
    house: int | None,
) -> dict[str, FilledList | Sentence]:
    """Option → who takes its seats, or why that is not known, for every option that won seats and
    whose candidates are known.

    ``seats`` and ``votes`` are by option, ``house`` is how many seats there are in all; the quota
    is the sum of ``votes`` / ``house``. None: a tie leaves that open.
    """
    quota = Fraction(sum(votes.values())) / house if house else None
    found: dict[str, FilledList | Sentence] = {}
    for option, won in seats.items():
        rows = candidates.get(option, ())
        if not won or not rows:
            continue
        unstated = unstated_votes(rows, lists, voted_on)
        if quota is None and lists.order == "preference" and lists.of == "quota":
            unstated = Sentence(
                N_("How many seats there are is open, and the order of the list depends on it.")
            )
        if unstated is not None:
            found[option] = unstated
            continue
        found[option] = fill_list(
            rows, won, lists, voted_on=voted_on, votes=votes[option], quota=quota
        )
    return found


def unstated_votes(candidates: Iterable[Candidate], lists: Lists, voted_on: str) -> Sentence | None:
    """Why the order of a list is not known; None where it is."""
    if lists.order == "list":
        return None
    rows = list(candidates)
    people = [one for one in rows if one.place and not one.gone_by(voted_on)]
    missing = [one.place for one in people if one.votes is None]
    if missing:
        template = N_(
            "candidates.csv does not state the votes of place {place} ({count} such), and the "
            "order of the list depends on them"
        )
        return Sentence(template, {"place": missing[0], "count": len(missing)})
    own = any(one.place == 0 and one.votes is not None for one in rows)
    if lists.order == "devolution" and not own:
        return Sentence(
            N_(
                "candidates.csv does not state the votes for the list as such (a row with place "
                "0), and the order of the list depends on them"
            )
        )
    return None


def _as_listed(standing: Iterable[Candidate]) -> list[Rank]:
    return [Rank((one,), "list") for one in standing]


def _by_votes(
    standing: Iterable[Candidate], counted: Mapping[int, int], why: Why, lists: Lists
) -> list[Rank]:
    """The most votes first; equal ones as the law tells them apart."""
    found = []
    order = sorted(standing, key=lambda one: -counted[one.place])
    for count, group in groupby(order, key=lambda one: counted[one.place]):
        equal = tuple(group)
        if lists.ties == "lot":
            found.append(Rank(equal, why, count))
        else:
            found += [Rank((one,), why, count, level=len(equal) > 1) for one in equal]
    return found


def _by_preference(
    standing: Sequence[Candidate], counted: Mapping[int, int], needed: Fraction, lists: Lists
) -> list[Rank]:
    strict = lists.passes == "more_than"
    up = [
        one
        for one in standing
        if counted[one.place] > needed or (counted[one.place] == needed and not strict)
    ]
    above = {one.place for one in up}
    rest = [one for one in standing if one.place not in above]
    return [*_by_votes(up, counted, "preference", lists), *_as_listed(rest)]


def _passed_on(
    standing: Sequence[Candidate], counted: Mapping[int, int], pool: int, measure: int
) -> dict[int, int]:
    """Place → votes of the pool: to each in turn what is missing to the measure."""
    found = {}
    for one in standing:
        found[one.place] = min(pool, max(measure - counted[one.place], 0))
        pool -= found[one.place]
    return found


def _share_needed(
    lists: Lists, votes: Fraction | int | None, quota: Fraction | int | None
) -> Fraction:
    if lists.of == "list":
        return lists.fraction * _known("votes", votes)
    if quota is None:
        raise ArgumentError("quota", words._("the order of the list depends on it"))
    return lists.fraction * quota


def _known(argument: str, value: Fraction | int | None) -> Fraction | int:
    """A number of votes: whole, or a fraction where some were shared in proportion."""
    if value is None:
        raise ArgumentError(argument, words._("the order of the list depends on it"))
    return value if isinstance(value, Fraction) and value >= 0 else whole(argument, value)


def _votes_of(standing: Iterable[Candidate]) -> dict[int, int]:
    """Place → votes. Raises where one is not stated: it is unknown, not zero."""
    counted = {}
    for one in standing:
        if one.votes is None:
            said = words._(
                "the votes of place {place} are not stated, and the order of the list depends on "
                "them"
            )
            raise ArgumentError("candidates", said.format(place=one.place))
        counted[one.place] = one.votes
    return counted


def _list_votes(candidates: Iterable[Candidate], lists: Lists) -> int:
    """How many votes for the list as such are passed on, rounded up."""
    for one in candidates:
        if one.place == 0 and one.votes is not None:
            return ceil(lists.passed_on * one.votes)
    said = words._(
        "the votes for the list as such are not stated (a row with place 0), and the order of the "
        "list depends on them"
    )
    raise ArgumentError("candidates", said)
